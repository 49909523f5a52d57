//! What stands in a tag or a declaration, piece by piece.

use super::text::is_space;

/// The rest of a tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    rest: &'a str,
    offset: usize,
}

impl<'a> Scan<'a> {
    pub(super) const fn new(rest: &'a str, offset: usize) -> Self {
        Self { rest, offset }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Bytes of the document before the rest.
    pub(super) const fn offset(&self) -> usize {
        self.offset
    }

    /// Passes over white space; whether there was any.
    pub(super) fn spaces(&mut self) -> bool {
        let count = self.rest.bytes().take_while(|&byte| is_space(byte)).count();
        self.pass(count);
        count > 0
    }

    /// What stands before a space, an equals sign or the end.
    pub(super) fn word(&mut self) -> &'a str {
        let end = self
            .rest
            .bytes()
            .position(|byte| is_space(byte) || byte == b'=');
        self.pass(end.unwrap_or(self.rest.len()))
    }

    /// An equals sign and a quoted text, which is returned as it is written.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        self.spaces();
        self.rest.strip_prefix('=')?;
        self.pass(1);
        self.spaces();
        let quote = self
            .rest
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))?;
        self.pass(1);
        let end = self.rest.find(quote)?;
        let value = self.pass(end);
        self.pass(1);
        Some(value)
    }

    fn pass(&mut self, count: usize) -> &'a str {
        let (before, after) = self.rest.split_at_checked(count).unwrap_or((self.rest, ""));
        self.rest = after;
        self.offset = self.offset.saturating_add(before.len());
        before
    }
}
