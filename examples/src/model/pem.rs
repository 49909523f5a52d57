//! Files with several PEM blocks.

/// The blocks of a text, each with its boundary lines. What stands between them is passed over, as
/// tools write the names of certificates there.
pub(super) fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find("-----BEGIN ") {
        let block = &rest[begin..];
        // The line that begins so, to its own end.
        let end = block.find("-----END ").map(|at| {
            let line = block[at..].find('\n');
            line.map_or(block.len(), |length| at + length + 1)
        });
        let end = end.unwrap_or(block.len());
        found.push(&block[..end]);
        rest = &block[end..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn what_stands_between_blocks_is_passed_over() {
        let one = "-----BEGIN X-----\nAA==\n-----END X-----\n";
        let two = "-----BEGIN Y-----\nBB==\n-----END Y-----";
        let text = format!("subject=a\n{one}\nsubject=b\n{two}");
        assert_eq!(blocks(&text), [one, two]);
        assert_eq!(
            blocks("-----BEGIN X-----\nAA=="),
            ["-----BEGIN X-----\nAA=="]
        );
        assert!(blocks("none").is_empty());
    }
}
