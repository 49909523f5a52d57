//! Versions of dpkg: deb-version(7), Debian Policy section 5.6.12.

use core::cmp::Ordering;

use super::{by_number, is_digits, take_digits, take_while};

#[derive(Clone, Copy, Debug)]
pub(super) struct Deb<'a> {
    epoch: &'a str,
    upstream: &'a str,
    revision: &'a str,
}

impl<'a> Deb<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        // Without a revision a version is the same as with revision 0.
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
        let is_revision = |byte: u8| byte.is_ascii_alphanumeric() || b"+.~".contains(&byte);
        let is_upstream = |byte: u8| is_revision(byte) || byte == b'-' || byte == b':';
        let is_good = is_digits(epoch)
            && upstream.starts_with(|c: char| c.is_ascii_digit())
            && upstream.bytes().all(is_upstream)
            && !revision.is_empty()
            && revision.bytes().all(is_revision);
        is_good.then_some(Self {
            epoch,
            upstream,
            revision,
        })
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        by_number(self.epoch, other.epoch)
            .then_with(|| by_parts(self.upstream, other.upstream))
            .then_with(|| by_parts(self.revision, other.revision))
    }
}

/// Compares parts without digits and numbers in turn.
fn by_parts(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (text_a, rest_a) = take_while(a, |byte| !byte.is_ascii_digit());
        let (text_b, rest_b) = take_while(b, |byte| !byte.is_ascii_digit());
        let (number_a, rest_a) = take_digits(rest_a);
        let (number_b, rest_b) = take_digits(rest_b);
        let order = by_text(text_a, text_b).then_with(|| by_number(number_a, number_b));
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    Ordering::Equal
}

/// A tilde comes before the end, the end before letters, and letters before the other characters.
fn by_text(a: &str, b: &str) -> Ordering {
    let end = core::iter::once((1, 0));
    a.bytes()
        .map(weight)
        .chain(end.clone())
        .cmp(b.bytes().map(weight).chain(end))
}

const fn weight(byte: u8) -> (u8, u8) {
    match byte {
        b'~' => (0, 0),
        b'a'..=b'z' | b'A'..=b'Z' => (2, byte),
        _ => (3, byte),
    }
}
