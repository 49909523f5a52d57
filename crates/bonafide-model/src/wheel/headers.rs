//! Documents of header lines, as METADATA and WHEEL are.

/// The headers at the front of a document, up to its first empty line.
///
/// Readers differ in what ends a line and in what they make of lines that are no header: such
/// documents are refused.
///
/// # Specification
/// PyPA core metadata, which refers to RFC 822 and to the email parser of Python's library.
pub(super) struct Headers<'t> {
    rest: &'t str,
    is_over: bool,
}

impl<'t> Headers<'t> {
    /// The headers of `bytes`, which are UTF-8.
    pub(super) fn new(bytes: &'t [u8]) -> Result<Self, &'static str> {
        let rest = core::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
        Ok(Self {
            rest,
            is_over: false,
        })
    }

    /// Every value of each header of `names`, in their order, compared without regard to case.
    pub(super) fn values<const N: usize>(
        self,
        names: [&str; N],
    ) -> Result<[Vec<&'t str>; N], &'static str> {
        let mut values = [const { Vec::new() }; N];
        for header in self {
            let (found, value) = header?;
            for (name, values) in names.iter().zip(&mut values) {
                if found.eq_ignore_ascii_case(name) {
                    values.push(value);
                }
            }
        }
        Ok(values)
    }

    /// The next line without its end.
    fn line(&mut self) -> Result<&'t str, &'static str> {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let is_end = |c: char| {
            matches!(
                c,
                '\r' | '\0' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}'
            ) || matches!(c, '\u{2028}' | '\u{2029}')
        };
        match line.contains(is_end) {
            true => Err("a header holds what ends a line for some readers"),
            false => Ok(line),
        }
    }
}

impl<'t> Iterator for Headers<'t> {
    type Item = Result<(&'t str, &'t str), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over || self.rest.is_empty() {
            return None;
        }
        let header = self.header().transpose();
        self.is_over = !matches!(header, Some(Ok(_)));
        header
    }
}

impl<'t> Headers<'t> {
    /// The next header. Lines that continue it are checked, and no value that is compared may have any:
    /// [`FOLDED`] stands for the whole.
    fn header(&mut self) -> Result<Option<(&'t str, &'t str)>, &'static str> {
        let line = self.line()?;
        if line.is_empty() {
            return Ok(None);
        }
        let (name, value) = line.split_once(':').ok_or("a line is no header")?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("a line is no header");
        }
        let mut value = value.trim_matches([' ', '\t']);
        while self.rest.starts_with([' ', '\t']) {
            self.line()?;
            value = FOLDED;
        }
        Ok(Some((name, value)))
    }
}

/// What stands for a value of several lines, which no value that is compared may have.
pub(super) const FOLDED: &str = "\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<&str>, &'static str> {
        Headers::new(text.as_bytes())?
            .map(|header| header.map(|(name, _)| name))
            .collect()
    }

    #[test]
    fn headers_end_at_the_empty_line() {
        assert_eq!(
            names("A: 1\nb:2\r\nC: x\n  y\n\nD: 4\n"),
            Ok(vec!["A", "b", "C"])
        );
        assert_eq!(names("A:"), Ok(vec!["A"]));
        assert_eq!(names(""), Ok(vec![]));
        assert_eq!(names("\nA: 1"), Ok(vec![]));
        let values = Headers::new(b"A: 1 \na:2\nB: x\n y\n")
            .unwrap()
            .values(["A", "b", "c"]);
        assert_eq!(values, Ok([vec!["1", "2"], vec![FOLDED], vec![]]));
    }

    #[test]
    fn what_readers_differ_about() {
        for text in [
            "A: 1\rB: 2\n",
            "A: 1\u{2028}B: 2\n",
            "A: 1\u{c}B: 2\n",
            "A: 1\n x\rB: 2\n",
            "From me\nA: 1\n",
            "A 1\n",
            ": 1\n",
            "A B: 1\n",
            "ä: 1\n",
            " A: 1\n",
        ] {
            assert!(names(text).is_err(), "{text:?}");
        }
        assert!(Headers::new(b"A: \xff").is_err());
    }
}
