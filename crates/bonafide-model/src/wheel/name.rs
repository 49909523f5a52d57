//! Names of projects.

/// The name of a project as names are compared: lower case, with one `-` for each run of `-`, `_`
/// and `.`. `None` for what is no name.
///
/// # Specification
/// PyPA names and normalization; PEP 503, PEP 508.
pub(super) fn normal(name: &str) -> Option<String> {
    let is_edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    if !is_edge(name.bytes().next()) || !is_edge(name.bytes().next_back()) {
        return None;
    }
    let mut normal = String::new();
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c if c.is_ascii_alphanumeric() => normal.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn names_are_compared_in_one_form() {
        for name in [
            "Friendly-Bard",
            "friendly.bard",
            "FRIENDLY_bard",
            "friendly-._bard",
        ] {
            assert_eq!(normal(name).as_deref(), Some("friendly-bard"));
        }
        for name in ["", "-a", "a-", "a b", "ä", "a/b", "_"] {
            assert_eq!(normal(name), None, "{name}");
        }
    }
}
