//! Lines that belong together.

/// One line, or several that backslashes join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Where it begins, in bytes.
    pub(super) offset: u64,
}

/// What is wrong with the text of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A byte order mark, of UTF-8 or another encoding.
    Mark,
    Utf8,
    /// A declaration of another encoding.
    Encoding,
    /// Characters at which some readers begin a new line, or which are none.
    Control(u64),
    /// A backslash before nothing, or before another one.
    Joint(u64),
}

impl Fault {
    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Mark => "a byte order mark",
            Self::Utf8 => "not UTF-8",
            Self::Encoding => "another encoding than UTF-8 is declared",
            Self::Control(_) => "a character at which a line may end for some readers",
            Self::Joint(_) => "a backslash that joins no lines",
        }
    }

    pub(super) const fn offset(self) -> u64 {
        match self {
            Self::Mark | Self::Utf8 | Self::Encoding => 0,
            Self::Control(offset) | Self::Joint(offset) => offset,
        }
    }
}

/// The lines of a file without comments and without those that are empty, and what is wrong.
pub(super) fn lines(bytes: &[u8]) -> (Vec<Line>, Vec<Fault>) {
    let mut faults = Vec::new();
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| bytes.starts_with(mark)) {
        faults.push(Fault::Mark);
    }
    let Ok(text) = core::str::from_utf8(bytes) else {
        faults.push(Fault::Utf8);
        return (Vec::new(), faults);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.lines().take(2).any(declares_another_encoding) {
        faults.push(Fault::Encoding);
    }
    let mut lines = Vec::new();
    // The last line before this one, where a backslash joins them.
    let mut open: Option<Line> = None;
    let mut offset = bytes.len().saturating_sub(text.len());
    for piece in text.split_inclusive('\n') {
        let at = u64::try_from(offset).unwrap_or(u64::MAX);
        offset = offset.saturating_add(piece.len());
        let line = piece.strip_suffix('\n').unwrap_or(piece);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.contains(is_odd) {
            faults.push(Fault::Control(at));
        }
        let is_comment = line.trim_start().starts_with('#');
        let (part, is_joined) = match line.strip_suffix('\\') {
            Some(part) if !is_comment => (part, true),
            _ => (line, false),
        };
        if is_joined && (part.ends_with('\\') || part.starts_with('\\')) {
            faults.push(Fault::Joint(at));
        }
        let whole = open.get_or_insert_with(|| Line {
            text: String::new(),
            offset: at,
        });
        // A comment ends what is joined, and is told from a fragment by what stands before it.
        if is_comment {
            whole.text.push(' ');
        }
        whole.text.push_str(part);
        if !is_joined {
            lines.extend(open.take().and_then(without_comment));
        }
    }
    if let Some(open) = open {
        faults.push(Fault::Joint(open.offset));
        lines.extend(without_comment(open));
    }
    (lines, faults)
}

fn without_comment(mut line: Line) -> Option<Line> {
    let starts = line.text.match_indices('#').map(|(at, _)| at);
    let is_start = |at: &usize| {
        let before = line.text.get(..*at).unwrap_or_default();
        before.is_empty() || before.ends_with(char::is_whitespace)
    };
    if let Some(at) = starts.into_iter().find(is_start) {
        line.text.truncate(at);
    }
    let text = line.text.trim();
    (!text.is_empty()).then(|| Line {
        text: text.to_owned(),
        offset: line.offset,
    })
}

/// Line and paragraph separators of other conventions, and control characters.
fn is_odd(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a comment says `coding: latin-1` anywhere, which a reader may follow.
fn declares_another_encoding(line: &str) -> bool {
    // The first of them need not be a declaration, and readers take the first that is one.
    let mut found = line.match_indices("coding");
    line.starts_with('#')
        && found.any(|(at, word)| {
            let after = at.saturating_add(word.len());
            names_another_encoding(line.get(after..).unwrap_or_default())
        })
}

/// Whether what follows `coding` makes it a declaration of another encoding than UTF-8.
fn names_another_encoding(rest: &str) -> bool {
    let Some(name) = rest.strip_prefix([':', '=']) else {
        return false;
    };
    let name = name.trim_start();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = name.find(|c| !is_part(c)).unwrap_or(name.len());
    let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
    !name.is_empty() && !matches!(&*name, "utf-8" | "utf8" | "ascii")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &str) -> Vec<String> {
        lines(file.as_bytes())
            .0
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn lines_are_joined_and_comments_left_out() {
        for (file, wanted) in [
            ("a\nb", &["a", "b"][..]),
            ("a \\\r\n  b\r\nc", &["a   b", "c"]),
            ("# x\n\n  # y\na # z", &["a"]),
            ("a#b", &["a#b"]),
            ("a\t#b", &["a"]),
            ("a \\\n# c \\\nb", &["a", "b"]),
            ("# c \\\nb", &["b"]),
            ("a\\\n#b", &["a"]),
        ] {
            assert_eq!(texts(file), wanted, "{file:?}");
            assert_eq!(lines(file.as_bytes()).1, []);
        }
        let offsets = lines(b"a\n\nb \\\nc\nd").0;
        assert_eq!(
            offsets.iter().map(|line| line.offset).collect::<Vec<_>>(),
            [0, 3, 9]
        );
    }

    #[test]
    fn texts_that_readers_differ_on_are_faults() {
        for (file, fault) in [
            (&b"\xef\xbb\xbfa"[..], Fault::Mark),
            (b"\xff\xfea", Fault::Mark),
            (b"a\xff", Fault::Utf8),
            (b"#!x\n# -*- coding: latin-1 -*-\na", Fault::Encoding),
            (
                b"# file encoding; coding: unicode_escape\na",
                Fault::Encoding,
            ),
            (b"# coding: utf-8, coding=utf-7\na", Fault::Encoding),
            (b"# codingcoding:\tutf_8_sig\na", Fault::Encoding),
            (b"# coding: coding\na", Fault::Encoding),
            (b"a\x0bb", Fault::Control(0)),
            (b"x\na\rb", Fault::Control(2)),
            ("a\u{2028}b".as_bytes(), Fault::Control(0)),
            ("a\u{85}b".as_bytes(), Fault::Control(0)),
            (b"a \\", Fault::Joint(0)),
            (b"x\na \\\n", Fault::Joint(2)),
            (b"a \\\\\nb", Fault::Joint(0)),
        ] {
            assert_eq!(lines(file).1.first(), Some(&fault), "{file:?}");
        }
        for good in [
            "# coding: utf-8\n# -*- coding=UTF8 -*-\na",
            "# encoding, coding: ASCII\na",
            "#\n#\n# coding: latin-1\na",
        ] {
            assert_eq!(lines(good.as_bytes()).1, [], "{good:?}");
        }
    }
}
