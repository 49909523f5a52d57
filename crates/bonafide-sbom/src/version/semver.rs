//! Semantic Versioning 2.0.0.

use core::cmp::Ordering;

use super::{by_number, cut, is_digits};

#[derive(Clone, Copy, Debug)]
pub(super) struct SemVer<'a> {
    numbers: [&'a str; 3],
    prerelease: Option<&'a str>,
}

impl<'a> SemVer<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (text, build) = cut(text, '+');
        let (numbers, prerelease) = cut(text, '-');
        let mut numbers = numbers.split('.');
        let numbers = match [(); 4].map(|()| numbers.next()) {
            [Some(major), Some(minor), Some(patch), None] => [major, minor, patch],
            _ => return None,
        };
        let is_good = numbers.into_iter().all(is_number)
            && prerelease.is_none_or(|text| text.split('.').all(is_prerelease_identifier))
            && build.is_none_or(|text| text.split('.').all(is_identifier));
        is_good.then_some(Self {
            numbers,
            prerelease,
        })
    }

    /// As module versions are written: `v1` and `v1.2` stand for `v1.0.0` and `v1.2.0`, and
    /// `+incompatible` is build metadata, which has no part in the order.
    pub(super) fn parse_go(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let short = match text.split_once('.') {
            None => [text, "0", "0"],
            Some((major, minor)) if is_number(minor) => [major, minor, "0"],
            Some(_) => return Self::parse(text),
        };
        short.into_iter().all(is_number).then_some(Self {
            numbers: short,
            prerelease: None,
        })
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        let ([a, b, c], [d, e, f]) = (self.numbers, other.numbers);
        by_number(a, d)
            .then_with(|| by_number(b, e))
            .then_with(|| by_number(c, f))
            .then_with(|| match (self.prerelease, other.prerelease) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(a), Some(b)) => by_prerelease(a, b),
            })
    }
}

fn by_prerelease(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => by_identifier(a, b),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn by_identifier(a: &str, b: &str) -> Ordering {
    match (is_digits(a), is_digits(b)) {
        (true, true) => by_number(a, b),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}

fn is_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_good)
}

fn is_prerelease_identifier(text: &str) -> bool {
    is_identifier(text) && (!is_digits(text) || is_number(text))
}
