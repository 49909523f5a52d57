//! One long text that all others are parts of.

/// A part of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    /// One more than the length; 0 for no text at all.
    length: u32,
}

/// The text.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
}

impl Texts {
    /// Keeps a text. The limits of reading keep the sum of all below 4 GiB; past that, texts are lost
    /// rather than mistaken for others.
    pub(super) fn keep(&mut self, text: Option<&str>) -> Span {
        let Some(text) = text else {
            return Span::default();
        };
        let start = u32::try_from(self.text.len());
        let length = u32::try_from(text.len().saturating_add(1));
        let (Ok(start), Ok(length)) = (start, length) else {
            return Span::default();
        };
        self.text.push_str(text);
        Span { start, length }
    }

    pub(super) fn get(&self, span: Span) -> Option<&str> {
        let length = usize::try_from(span.length.checked_sub(1)?).ok()?;
        let start = usize::try_from(span.start).ok()?;
        self.text.get(start..start.checked_add(length)?)
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        let mut texts = Texts::default();
        let spans = [Some("a"), None, Some(""), Some("é")].map(|text| (text, texts.keep(text)));
        for (text, span) in spans {
            assert_eq!(texts.get(span), text);
        }
    }
}
