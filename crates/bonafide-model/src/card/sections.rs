//! Sections of Markdown that say something.

use std::collections::BTreeSet;

use super::yaml::Value;

/// The normalised titles of the sections that have text. A text below a title of a lower level belongs
/// to each section around it. Comments, and the words that templates leave where text has to come, are
/// no text. Where there is no Markdown, the keys of the card are its titles.
///
/// # Specification
/// models CRD-5; the titles are those of `CommonMark`, without those in lists and quotes.
pub(super) fn titles(body: &str, front: &Value) -> BTreeSet<String> {
    let mut filled = BTreeSet::new();
    if body.is_empty() {
        let keys = front
            .members()
            .iter()
            .filter(|(_, value)| *value != Value::Null);
        return keys.map(|(key, _)| normalized(key)).collect();
    }
    // The sections around the line that have no text yet, from the outermost.
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut is_comment = false;
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        let text = line.trim();
        if let Some(mark) = fence {
            fence = Some(mark).filter(|mark| !text.starts_with(mark));
        } else if !is_comment {
            if let Some((level, title)) = heading(line) {
                begin(&mut open, level, title);
                continue;
            }
            let next = lines.peek().and_then(|next| underline(next.trim()));
            if let Some(level) = next.filter(|_| !text.is_empty() && underline(text).is_none()) {
                begin(&mut open, level, text);
                lines.next();
                continue;
            }
            fence = ["```", "~~~"]
                .into_iter()
                .find(|mark| text.starts_with(mark));
        }
        if is_text(&without_comments(text, &mut is_comment)) {
            filled.extend(open.drain(..).map(|(_, title)| title));
        }
    }
    filled
}

/// Begins a section, which ends those of its level and of lower ones.
fn begin(open: &mut Vec<(usize, String)>, level: usize, title: &str) {
    while open.last().is_some_and(|(outer, _)| *outer >= level) {
        open.pop();
    }
    open.push((level, normalized(title)));
}

/// The level and the title of a line that begins with number signs.
fn heading(line: &str) -> Option<(usize, &str)> {
    let indent = line
        .len()
        .saturating_sub(line.trim_start_matches(' ').len());
    let text = line.trim();
    let rest = text.trim_start_matches('#');
    let level = text.len().saturating_sub(rest.len());
    let is_heading = indent < 4
        && (1..=6).contains(&level)
        && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then_some((level, rest))
}

/// The level of the line above, which this line makes a title.
fn underline(text: &str) -> Option<usize> {
    let of = |sign: char| !text.is_empty() && text.chars().all(|c| c == sign);
    match (of('='), of('-')) {
        (true, _) => Some(1),
        (_, true) => Some(2),
        _ => None,
    }
}

/// What of a line is not in a comment; `is_comment` goes on to the next line.
fn without_comments(text: &str, is_comment: &mut bool) -> String {
    let mut said = String::new();
    let mut rest = text;
    loop {
        if *is_comment {
            let Some((_, after)) = rest.split_once("-->") else {
                return said;
            };
            rest = after;
            *is_comment = false;
        }
        let Some((before, after)) = rest.split_once("<!--") else {
            said.push_str(rest);
            return said;
        };
        said.push_str(before);
        rest = after;
        *is_comment = true;
    }
}

/// Whether a line says something that a template does not.
fn is_text(said: &str) -> bool {
    let said = normalized(said);
    !matches!(
        said.as_str(),
        "" | "more information needed" | "todo" | "tbd"
    )
}

/// Letters and digits in lower case, with one blank between words.
pub(super) fn normalized(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_with_text_have_titles() {
        for (body, wanted) in [
            ("# Intended *Use*: #\ntext", &["intended use"][..]),
            ("# A\n\n## B\nx", &["a", "b"]),
            ("# A\n# B\nx", &["b"]),
            ("## A\n### B\n## C\nx", &["c"]),
            ("A\n===\nx\n\nB\n---\ny", &["a", "b"]),
            ("A\n===\nB\n---\ny", &["a", "b"]),
            ("# A\nB\n===\ny", &["b"]),
            ("# A\n<!-- x -->\n<!-- a\nb -->\n# B\n<!-- x --> y", &["b"]),
            ("# A\n[More Information Needed]\n# B\nTBD", &[]),
            ("# A\n```\n# B\n```\n# C", &["a"]),
            ("#A\nx\n    # B\ny", &[]),
            ("####### A\nx", &[]),
            ("# A\n- one", &["a"]),
            ("# A\n---\n# B\nx", &["b"]),
            ("", &[]),
        ] {
            let found: Vec<String> = titles(body, &Value::Null).into_iter().collect();
            assert_eq!(found, wanted, "{body}");
        }
    }
}
