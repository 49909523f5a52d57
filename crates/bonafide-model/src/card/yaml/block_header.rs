//! What the first line of a block scalar says.

use super::{Reason, scalar};

/// The header of a block scalar.
pub(super) struct Header {
    pub(super) is_folded: bool,
    /// Whether the breaks at the end are kept, or all left out; by default one is kept.
    pub(super) keeps: Option<bool>,
    pub(super) indent: Option<usize>,
}

impl Header {
    pub(super) fn parse(text: &str) -> Result<Self, Reason> {
        let end = text.find(' ').unwrap_or(text.len());
        let (signs, rest) = text.split_at_checked(end).ok_or(Reason::Form)?;
        scalar::is_end(rest).then_some(()).ok_or(Reason::Form)?;
        let mut header = Self {
            is_folded: signs.starts_with('>'),
            keeps: None,
            indent: None,
        };
        for sign in signs.chars().skip(1) {
            match sign {
                '+' | '-' if header.keeps.is_none() => header.keeps = Some(sign == '+'),
                '1'..='9' if header.indent.is_none() => {
                    header.indent = sign.to_digit(10).and_then(|d| usize::try_from(d).ok());
                }
                _ => return Err(Reason::Form),
            }
        }
        Ok(header)
    }
}
