//! Versions of apk-tools: `digits{.digits}[letter]{_suffix[number]}[~hash][-rN]`.

use core::cmp::Ordering;

use super::{by_number, take_digits, take_while};

#[derive(Clone, Copy, Debug)]
pub(super) struct Apk<'a> {
    text: &'a str,
}

impl<'a> Apk<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut tokens = Tokens::new(text);
        loop {
            if tokens.next_token()? == Token::End {
                return Some(Self { text });
            }
        }
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (Tokens::new(self.text), Tokens::new(other.text));
        // Both were read to their ends before.
        while let (Some(a), Some(b)) = (a.next_token(), b.next_token()) {
            let order = a.order(&b);
            if order.is_ne() || a == Token::End {
                return order;
            }
        }
        Ordering::Equal
    }
}

/// Declared in the order of what may follow: a token is never followed by one above it, except that
/// suffixes repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    First(&'a str),
    Digits(&'a str),
    Letter(&'a str),
    /// The place of the suffix in its order; below [`RELEASE`] it is one of a pre-release.
    Suffix(usize),
    SuffixNumber(&'a str),
    Hash(&'a str),
    Revision(&'a str),
    End,
}

const SUFFIXES: [&str; 9] = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
const RELEASE: usize = 4;

impl Token<'_> {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Digits(a), Self::Digits(b)) if a.starts_with('0') || b.starts_with('0') => {
                a.cmp(b)
            }
            (Self::First(a), Self::First(b))
            | (Self::Digits(a), Self::Digits(b))
            | (Self::SuffixNumber(a), Self::SuffixNumber(b))
            | (Self::Revision(a), Self::Revision(b)) => by_number(a, b),
            (Self::Letter(a), Self::Letter(b)) | (Self::Hash(a), Self::Hash(b)) => a.cmp(b),
            (Self::Suffix(a), Self::Suffix(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// Of two versions that differ in what comes next.
    const fn rank(&self) -> u8 {
        match self {
            Self::Suffix(at) if *at < RELEASE => 0,
            Self::End => 1,
            Self::Revision(_) => 2,
            Self::Hash(_) => 3,
            Self::SuffixNumber(_) => 4,
            Self::Suffix(_) => 5,
            Self::Letter(_) => 6,
            Self::Digits(_) => 7,
            Self::First(_) => 8,
        }
    }
}

struct Tokens<'a> {
    rest: &'a str,
    last: Option<Token<'a>>,
}

impl<'a> Tokens<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            last: None,
        }
    }

    /// The next token; `None` when there is none that may follow.
    fn next_token(&mut self) -> Option<Token<'a>> {
        let (token, rest) = self.read()?;
        self.rest = rest;
        self.last = Some(token);
        Some(token)
    }

    fn read(&self) -> Option<(Token<'a>, &'a str)> {
        let Some(last) = self.last else {
            return number(self.rest, Token::First);
        };
        let Some(first) = self.rest.chars().next() else {
            return Some((Token::End, ""));
        };
        let rest = self.rest.get(1..).unwrap_or("");
        let is_in_numbers = matches!(last, Token::First(_) | Token::Digits(_));
        let is_before_hash = !matches!(last, Token::Hash(_) | Token::Revision(_));
        match first {
            '.' if is_in_numbers => number(rest, Token::Digits),
            'a'..='z' if is_in_numbers => {
                let (letter, rest) = self.rest.split_at_checked(1)?;
                Some((Token::Letter(letter), rest))
            }
            '0'..='9' if matches!(last, Token::Suffix(_)) => number(self.rest, Token::SuffixNumber),
            '_' if is_before_hash => {
                let (word, rest) = take_while(rest, |byte| byte.is_ascii_lowercase());
                let at = SUFFIXES.iter().position(|suffix| *suffix == word)?;
                Some((Token::Suffix(at), rest))
            }
            '~' if is_before_hash => {
                let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let (hash, rest) = take_while(rest, is_hex);
                (!hash.is_empty()).then_some((Token::Hash(hash), rest))
            }
            '-' if !matches!(last, Token::Revision(_)) => {
                number(rest.strip_prefix('r')?, Token::Revision)
            }
            _ => None,
        }
    }
}

fn number<'a>(
    text: &'a str,
    token: impl FnOnce(&'a str) -> Token<'a>,
) -> Option<(Token<'a>, &'a str)> {
    let (digits, rest) = take_digits(text);
    (!digits.is_empty()).then(|| (token(digits), rest))
}
