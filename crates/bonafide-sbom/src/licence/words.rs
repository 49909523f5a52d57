//! The words of an expression, bounded.

use super::fault::{LicenceFault, LicenceFaultKind};
use super::limits::LicenceLimits;

/// The smallest part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Bytes before it.
    pub(super) start: usize,
    pub(super) kind: WordKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    Open,
    Close,
    Plus,
    /// `AND`, `OR` in any case.
    Operator,
    /// `WITH` in any case.
    With,
    /// What stands behind `WITH`.
    Addition,
    /// Any other.
    Licence,
}

impl Word<'_> {
    pub(super) const fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }
}

/// The words of `text`: before anything is built from it, its size is known to be within `limits`.
pub(super) fn words<'a>(
    text: &'a str,
    limits: &LicenceLimits,
) -> Result<Vec<Word<'a>>, LicenceFault> {
    let fault = |kind, at: usize, length: usize| {
        Err(LicenceFault::new(kind, at..at.saturating_add(length)))
    };
    // Positions of the parser are of 32 bits.
    if text.len() > limits.bytes || u32::try_from(text.len()).is_err() {
        return fault(LicenceFaultKind::Bytes, 0, text.len());
    }
    let mut words: Vec<Word<'a>> = Vec::new();
    let (mut rest, mut at) = (text, 0_usize);
    let (mut operands, mut depth) = (0_usize, 0_usize);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\r' | '\n' | '(' | ')' | '+' => 1,
            first if is_word(first) => rest.chars().take_while(|c| is_word(*c)).count(),
            // The list and the references are ASCII; any other space or letter only looks like it.
            _ => return fault(LicenceFaultKind::Character, at, first.len_utf8()),
        };
        let Some((word, after)) = rest.split_at_checked(length) else {
            return fault(LicenceFaultKind::Character, at, length);
        };
        if !first.is_ascii_whitespace() {
            let kind = kind(word, words.last());
            match kind {
                WordKind::Open => depth = depth.saturating_add(1),
                WordKind::Close => depth = depth.saturating_sub(1),
                WordKind::Licence => operands = operands.saturating_add(1),
                _ => {}
            }
            if depth > limits.depth {
                return fault(LicenceFaultKind::Depth, at, length);
            }
            if operands > limits.operands {
                return fault(LicenceFaultKind::Operands, at, length);
            }
            words.push(Word {
                text: word,
                start: at,
                kind,
            });
        }
        rest = after;
        at = at.saturating_add(length);
    }
    if words.is_empty() {
        return fault(LicenceFaultKind::Empty, 0, text.len());
    }
    Ok(words)
}

fn kind(word: &str, before: Option<&Word<'_>>) -> WordKind {
    match word {
        "(" => WordKind::Open,
        ")" => WordKind::Close,
        "+" => WordKind::Plus,
        word if word.eq_ignore_ascii_case("AND") || word.eq_ignore_ascii_case("OR") => {
            WordKind::Operator
        }
        word if word.eq_ignore_ascii_case("WITH") => WordKind::With,
        _ if before.is_some_and(|before| before.kind == WordKind::With) => WordKind::Addition,
        _ => WordKind::Licence,
    }
}

/// A character of identifiers and references.
const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':')
}
