//! One long text that all others are parts of.

/// A part of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    /// One more than the length; 0 for no text at all.
    length: u32,
}

/// How many texts are remembered that may come again.
const RECENT: usize = 64;

/// Texts longer than this are seldom there twice.
const SHORT: usize = 32;

/// The text.
#[derive(Debug)]
pub(super) struct Texts {
    text: String,
    /// Where short texts stand that were kept last, by what [`slot`] makes of them: types, names of
    /// algorithms and licences come again with each component.
    recent: [Span; RECENT],
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            text: String::new(),
            recent: [Span::default(); RECENT],
        }
    }
}

impl Texts {
    /// Keeps a text. The limits of reading keep the sum of all below 4 GiB; past that, texts are lost
    /// rather than mistaken for others.
    pub(super) fn keep(&mut self, text: Option<&str>) -> Span {
        let Some(text) = text else {
            return Span::default();
        };
        if text.is_empty() || text.len() > SHORT {
            return self.keep_new(text);
        }
        let at = slot(text);
        let recent = self.recent.get(at).copied().unwrap_or_default();
        if self.get(recent) == Some(text) {
            return recent;
        }
        let span = self.keep_new(text);
        if let Some(recent) = self.recent.get_mut(at) {
            *recent = span;
        }
        span
    }

    /// As [`Texts::keep`], for a text that is likely not there yet.
    pub(super) fn keep_new(&mut self, text: &str) -> Span {
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

/// A number below [`RECENT`] for the length of a text and two of its bytes.
fn slot(text: &str) -> usize {
    let bytes = text.as_bytes();
    let byte = |at: Option<&u8>| at.map_or(0, |byte| usize::from(*byte));
    let sum = byte(bytes.first())
        .wrapping_mul(5)
        .wrapping_add(byte(bytes.last()).wrapping_mul(3))
        .wrapping_add(bytes.len());
    sum % RECENT
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

    #[test]
    fn short_texts_are_kept_once() {
        let mut texts = Texts::default();
        let long = "long".repeat(SHORT);
        let first = ["MIT", "ISC", "", &long].map(|text| texts.keep(Some(text)));
        for _ in 0..3 {
            let again = ["MIT", "ISC"].map(|text| texts.keep(Some(text)));
            assert_eq!(again, first[..2]);
        }
        assert_eq!(texts.text.len(), 6 + long.len());
        assert_ne!(texts.keep(Some(&long)), first[3]);
        // One that takes the place of another changes no span.
        for number in 0..1000 {
            let text = number.to_string();
            let span = texts.keep(Some(&text));
            assert_eq!(texts.get(span), Some(&*text));
        }
        assert_eq!(
            first.map(|span| texts.get(span)),
            ["MIT", "ISC", "", &long].map(Some)
        );
    }
}
