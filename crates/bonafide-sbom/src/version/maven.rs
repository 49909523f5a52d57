//! Maven's version order specification, from the POM reference.
//!
//! The specification pads the shorter version with null values, which is no order once a null value
//! stands in the middle. Here null values are cut off wherever they have no meaning (at the end, and
//! before hyphens and qualifiers), so that the order is that of sequences: total, and the same on
//! the tests that Maven has.

use core::cmp::Ordering;

use super::{by_number, lower, take_while};

#[derive(Clone, Debug)]
pub(super) struct Maven<'a> {
    tokens: Vec<Token<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Token<'a> {
    /// The place among the known qualifiers.
    Known(u8),
    /// A qualifier without meaning, which comes after the known ones.
    Word(&'a str),
    /// A number after a hyphen, or where letters end.
    Hyphen(&'a str),
    Dot(&'a str),
}

/// The place of a release among the qualifiers: the empty one, `ga`, `final` and `release`.
const RELEASE: u8 = 5;

impl<'a> Maven<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let is_good = |byte: u8| byte.is_ascii_graphic() && !b",()[]{}<>\"'`/\\:*".contains(&byte);
        let has_sense = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
        if !has_sense || !text.bytes().all(is_good) {
            return None;
        }
        let mut tokens = Vec::new();
        let mut is_after_hyphen = false;
        for part in text.split_inclusive(['.', '-']) {
            let is_before_hyphen = part.ends_with('-');
            let part = part.strip_suffix(['.', '-']).unwrap_or(part);
            push_part(&mut tokens, part, is_after_hyphen);
            is_after_hyphen = is_before_hyphen;
        }
        Some(Self {
            tokens: without_nulls(tokens.into_iter()),
        })
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.tokens.iter(), other.tokens.iter());
        loop {
            let order = match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (Some(a), Some(b)) => a.order(b),
                (Some(token), None) => token.beside_end(),
                (None, Some(token)) => token.beside_end().reverse(),
            };
            if order.is_ne() {
                return order;
            }
        }
    }
}

impl Token<'_> {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a.cmp(b),
            (Self::Word(a), Self::Word(b)) => lower(a).cmp(lower(b)),
            (Self::Hyphen(a), Self::Hyphen(b)) | (Self::Dot(a), Self::Dot(b)) => by_number(a, b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Known(_) => 0,
            Self::Word(_) => 1,
            Self::Hyphen(_) => 2,
            Self::Dot(_) => 3,
        }
    }

    /// Against a version that ends here. A null value that is still there has a value behind it.
    const fn beside_end(&self) -> Ordering {
        match self {
            Self::Known(at) if *at < RELEASE => Ordering::Less,
            _ => Ordering::Greater,
        }
    }

    fn is_null(&self) -> bool {
        match self {
            Self::Known(at) => *at == RELEASE,
            Self::Word(_) => false,
            Self::Hyphen(number) | Self::Dot(number) => by_number(number, "").is_eq(),
        }
    }
}

/// Between letters and digits there is a hyphen that nobody writes; between two separators, a zero.
fn push_part<'a>(tokens: &mut Vec<Token<'a>>, part: &'a str, is_after_hyphen: bool) {
    let mut rest = part;
    let mut is_after_hyphen = is_after_hyphen;
    loop {
        let is_number = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit());
        let run = |byte: u8| byte.is_ascii_digit() == is_number;
        let (token, after) = take_while(rest, run);
        tokens.push(match (is_number, is_after_hyphen) {
            (true, true) => Token::Hyphen(token),
            (true, false) => Token::Dot(token),
            (false, _) => qualifier(token, !after.is_empty()),
        });
        if after.is_empty() {
            return;
        }
        rest = after;
        is_after_hyphen = true;
    }
}

fn qualifier(word: &str, is_before_digit: bool) -> Token<'_> {
    let is = |known: &&str| word.eq_ignore_ascii_case(known);
    let short = ["a", "b", "m"]
        .iter()
        .position(is)
        .filter(|_| is_before_digit);
    let place = match short {
        Some(place) => place,
        None => match KNOWN.iter().position(|names| names.iter().any(is)) {
            Some(place) => place,
            None => return Token::Word(word),
        },
    };
    Token::Known(u8::try_from(place).unwrap_or(u8::MAX))
}

const KNOWN: [&[&str]; 7] = [
    &["alpha"],
    &["beta"],
    &["milestone"],
    &["rc", "cr"],
    &["snapshot"],
    &["ga", "final", "release"],
    &["sp"],
];

/// Drops null values at the end, and where a hyphen or a qualifier follows them.
fn without_nulls<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<Token<'a>> {
    let (mut kept, mut sense_ends) = (Vec::new(), 0);
    for token in tokens {
        if !matches!(token, Token::Dot(_)) {
            kept.truncate(sense_ends);
        }
        let is_null = token.is_null();
        kept.push(token);
        if !is_null {
            sense_ends = kept.len();
        }
    }
    kept.truncate(sense_ends);
    kept
}
