//! Versions of RPM: epoch, version and release, each by rpmvercmp.

use core::cmp::Ordering;

use super::{by_number, is_digits, take_digits, take_while};

#[derive(Clone, Copy, Debug)]
pub(super) struct Rpm<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

impl<'a> Rpm<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        let (version, release) = match rest.rsplit_once('-') {
            Some((version, release)) => (version, Some(release)),
            None => (rest, None),
        };
        // Characters outside ASCII only separate, as in rpm itself.
        let is_good = is_digits(epoch)
            && version.contains(|c: char| c.is_ascii_alphanumeric())
            && !version.contains('-')
            && release.is_none_or(|text| text.contains(|c: char| c.is_ascii_alphanumeric()))
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':');
        is_good.then_some(Self {
            epoch,
            version,
            release,
        })
    }

    /// A version without a release comes before the same version with one.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        by_number(self.epoch, other.epoch)
            .then_with(|| by_segments(self.version, other.version))
            .then_with(|| match (self.release, other.release) {
                (Some(a), Some(b)) => by_segments(a, b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            })
    }
}

/// One step of a version; the separators between segments say nothing.
enum Segment<'a> {
    Tilde,
    End,
    Caret,
    Letters(&'a str),
    Number(&'a str),
}

impl Segment<'_> {
    const fn rank(&self) -> u8 {
        match self {
            Self::Tilde => 0,
            Self::End => 1,
            Self::Caret => 2,
            Self::Letters(_) => 3,
            Self::Number(_) => 4,
        }
    }
}

fn by_segments(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (segment_a, rest_a) = next_segment(a);
        let (segment_b, rest_b) = next_segment(b);
        let order = match (&segment_a, &segment_b) {
            (Segment::End, Segment::End) => return Ordering::Equal,
            (Segment::Letters(a), Segment::Letters(b)) => a.cmp(b),
            (Segment::Number(a), Segment::Number(b)) => by_number(a, b),
            _ => segment_a.rank().cmp(&segment_b.rank()),
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

fn next_segment(text: &str) -> (Segment<'_>, &str) {
    let text =
        text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^');
    if let Some(rest) = text.strip_prefix('~') {
        return (Segment::Tilde, rest);
    }
    if let Some(rest) = text.strip_prefix('^') {
        return (Segment::Caret, rest);
    }
    let (letters, rest) = take_while(text, |byte| byte.is_ascii_alphabetic());
    if !letters.is_empty() {
        return (Segment::Letters(letters), rest);
    }
    let (number, rest) = take_digits(text);
    if number.is_empty() {
        return (Segment::End, "");
    }
    (Segment::Number(number), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_say_nothing() {
        for (a, b) in [
            ("+", "_"),
            ("a+", "a_"),
            ("+a", "_a"),
            ("2_0", "2.0"),
            ("+_", ""),
        ] {
            assert_eq!(by_segments(a, b), Ordering::Equal, "{a} {b}");
        }
    }
}
