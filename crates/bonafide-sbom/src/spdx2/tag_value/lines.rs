//! The lines of tag-value.

use crate::Error;

/// One tag with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub(crate) tag: &'a str,
    /// Without the marks of a text block; blanks around a value without such marks are dropped.
    pub(crate) value: &'a str,
    /// Whether the value stands in a text block.
    pub(crate) is_block: bool,
    /// Where it begins, from 1.
    pub(crate) line: usize,
}

const BLANKS: [char; 2] = [' ', '\t'];
const OPEN: &str = "<text>";
const CLOSE: &str = "</text>";

/// Takes a text apart, from its first line to its last.
///
/// # Specification
/// sbom TVL-1, TVL-2, TVL-4.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// Bytes before the next line.
    at: usize,
    /// The line before it, from 1.
    line: usize,
}

impl<'a> Lines<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
        }
    }

    /// The next tag; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Entry<'a>>, Error> {
        loop {
            let start = self.at;
            let Some(line) = self.line()? else {
                return Ok(None);
            };
            if !line.starts_with('#') && !is_blank(line) {
                return self.entry(start, line).map(Some);
            }
        }
    }

    fn entry(&mut self, start: usize, text: &'a str) -> Result<Entry<'a>, Error> {
        let line = self.line;
        let Some((tag, value)) = text.split_once(':').filter(|(tag, _)| is_tag(tag)) else {
            if text.contains('\0') {
                return Err(Error::Encoding {
                    found: "there are zero bytes between the values",
                });
            }
            return Err(self.wrong("neither a tag nor a comment"));
        };
        let value = value.trim_matches(BLANKS);
        let mark = value.find(OPEN);
        let value = match mark {
            Some(0) => {
                let before = text.find(OPEN).unwrap_or_default();
                self.block(start.saturating_add(before).saturating_add(OPEN.len()))?
            }
            // Some readers open a block wherever the mark stands, and would pass over what follows.
            Some(_) => return Err(self.wrong("a text block begins within a value")),
            None => value,
        };
        let is_block = mark.is_some();
        Ok(Entry {
            tag,
            value,
            is_block,
            line,
        })
    }

    /// The inner part of the block that begins at byte `begin`.
    fn block(&mut self, begin: usize) -> Result<&'a str, Error> {
        let all = self.text.get(begin..).unwrap_or_default();
        let Some(end) = all.find(CLOSE) else {
            return Err(self.wrong("a text block is not closed that begins"));
        };
        let stop = begin.saturating_add(end).saturating_add(CLOSE.len());
        while self.at < stop && self.line()?.is_some() {}
        let after = self.text.get(stop..self.at).unwrap_or_default();
        if !is_blank(after.trim_end_matches(['\r', '\n'])) {
            return Err(self.wrong("something follows a text block"));
        }
        Ok(all.get(..end).unwrap_or_default())
    }

    /// The next line without its end.
    fn line(&mut self) -> Result<Option<&'a str>, Error> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        self.line = self.line.saturating_add(1);
        let (line, taken) = match rest.split_once('\n') {
            Some((line, _)) => (
                line.strip_suffix('\r').unwrap_or(line),
                line.len().saturating_add(1),
            ),
            None => (rest, rest.len()),
        };
        self.at = self.at.saturating_add(taken);
        if line.contains('\r') {
            return Err(self.wrong("a carriage return that ends no line"));
        }
        Ok(Some(line))
    }

    #[cold]
    const fn wrong(&self, reason: &'static str) -> Error {
        Error::TvSyntax {
            line: self.line,
            reason,
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.trim_matches(BLANKS).is_empty()
}

fn is_tag(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tag, value and line of each entry.
    type Entries<'a> = Vec<(&'a str, &'a str, usize)>;

    fn all(text: &str) -> Result<Entries<'_>, (usize, &'static str)> {
        let mut lines = Lines::of(text);
        let mut out = Vec::new();
        loop {
            match lines.next() {
                Ok(Some(entry)) => out.push((entry.tag, entry.value, entry.line)),
                Ok(None) => return Ok(out),
                Err(Error::TvSyntax { line, reason }) => return Err((line, reason)),
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn lines_end_in_two_ways() {
        let wanted = Ok(vec![("A", "x", 2), ("B", "", 4)]);
        assert_eq!(all("# c: d\nA: x \n \t\nB:\n"), wanted);
        assert_eq!(all("# c: d\r\nA:x\r\n\r\nB:\r\n"), wanted);
        assert_eq!(all("A: x"), Ok(vec![("A", "x", 1)]));
        for (text, line) in [
            ("A: x\rB: y\n", 1),
            ("A: x\r", 1),
            ("A:\n# \r \n", 2),
            ("A: x\r\r\n", 1),
        ] {
            assert_eq!(
                all(text),
                Err((line, "a carriage return that ends no line")),
                "{text:?}"
            );
        }
    }

    #[test]
    fn blocks_end_at_their_first_mark() {
        assert_eq!(
            all("A: <text>x\nB: y\r\n <text>z</text> \r\nC: d\n"),
            Ok(vec![("A", "x\nB: y\r\n <text>z", 1), ("C", "d", 4)])
        );
        assert_eq!(all("A:<text></text>"), Ok(vec![("A", "", 1)]));
        assert_eq!(all("A: </text>"), Ok(vec![("A", "</text>", 1)]));
        let refused = [
            (
                "A:\nB: <text>x\nC: y",
                2,
                "a text block is not closed that begins",
            ),
            (
                "A: <text>x</text",
                1,
                "a text block is not closed that begins",
            ),
            (
                "A: <text>\n</text> x\n",
                2,
                "something follows a text block",
            ),
            (
                "A: <text>\n</text></text>\n",
                2,
                "something follows a text block",
            ),
            (
                "A: x <text>\nB: y\n</text>",
                1,
                "a text block begins within a value",
            ),
            (
                "A: <text>\r</text>",
                1,
                "a carriage return that ends no line",
            ),
        ];
        for (text, line, reason) in refused {
            assert_eq!(all(text), Err((line, reason)), "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_no_line() {
        for text in [
            "x",
            ": x",
            " A: x",
            "A : x",
            "9: x",
            "\u{a0}",
            "\u{c4}: x",
            "A-B: x",
            "</text>",
        ] {
            assert_eq!(
                all(text),
                Err((1, "neither a tag nor a comment")),
                "{text:?}"
            );
        }
        let found = Lines::of("A\0: x").next();
        assert!(matches!(found, Err(Error::Encoding { .. })));
    }
}
