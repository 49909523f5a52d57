//! What header fields are made of: tokens, quoted strings, and lists of both.

/// Bytes that all values of one field may have together.
const LONGEST: usize = 8 << 10;

/// Whether the values of one field are not too long, taken together.
pub(super) fn is_short(values: &[&str]) -> bool {
    let total = values
        .iter()
        .fold(0_usize, |sum, value| sum.saturating_add(value.len()));
    total <= LONGEST
}

/// A cursor over one field value. It only moves forward.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether an element of a list ends here, white space aside.
    pub(super) fn is_at_element_end(&self) -> bool {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        rest.is_empty() || rest.starts_with(',')
    }

    /// Passes over white space, and tells whether there was any.
    pub(super) fn blank(&mut self) -> bool {
        !self.run(|byte| b" \t".contains(&byte)).is_empty()
    }

    /// Passes over the commas between the elements of a list; elements may be empty.
    pub(super) fn commas(&mut self) {
        self.run(|byte| b" \t,".contains(&byte));
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn token(&mut self) -> Option<&'a str> {
        let token =
            self.run(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        (!token.is_empty()).then_some(token)
    }

    /// The form in which some schemes write bytes; it may end in `=`.
    pub(super) fn token68(&mut self) -> Option<&'a str> {
        let all = self.rest;
        let text = self.run(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        let padding = self.run(|byte| byte == b'=');
        let length = text.len().saturating_add(padding.len());
        all.get(..length).filter(|_| !text.is_empty())
    }

    /// A quoted string, its escapes resolved.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let is_text = |c: &char| *c == '\t' || (' '..='~').contains(c);
        let mut chars = self.rest.strip_prefix('"')?.chars();
        let mut text = String::new();
        loop {
            match chars.next()? {
                '"' => {
                    self.rest = chars.as_str();
                    return Some(text);
                }
                '\\' => text.push(chars.next().filter(is_text)?),
                c => text.push(Some(c).filter(is_text)?),
            }
        }
    }

    /// The value of a parameter: a token or a quoted string.
    pub(super) fn value(&mut self) -> Option<String> {
        if self.rest.starts_with('"') {
            self.quoted()
        } else {
            self.token().map(str::to_owned)
        }
    }

    /// Everything before `end`, which is passed over too.
    pub(super) fn until(&mut self, end: char) -> Option<&'a str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    /// The longest run of bytes that are wanted, all of which are ASCII.
    fn run(&mut self, is_wanted: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !is_wanted(byte));
        let (run, rest) = self
            .rest
            .split_at_checked(end.unwrap_or(self.rest.len()))
            .unwrap_or_default();
        self.rest = rest;
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_strings_end_at_the_first_bare_quote() {
        let mut cursor = Cursor::new(r#""a \"b\" \\ c" rest"#);
        assert_eq!(cursor.quoted().as_deref(), Some(r#"a "b" \ c"#));
        assert!(cursor.blank());
        assert_eq!(cursor.token(), Some("rest"));
        for text in [
            r#""open"#, r#""esc\"#, "\"a\nb\"", "bare", "", "\"ä\"", "\"\\\n\"",
        ] {
            assert_eq!(Cursor::new(text).quoted(), None, "{text:?}");
        }
    }

    #[test]
    fn values_are_bounded_together() {
        let half = "a".repeat(LONGEST / 2);
        assert!(is_short(&[&half, &half]));
        assert!(!is_short(&[&half, &half, "a"]));
    }
}
