//! Versions of Python packages: PEP 440, now the version specifiers specification.

use core::cmp::Ordering;

use super::{by_number, is_digits, lower, take_digits};

#[derive(Clone, Copy, Debug)]
pub(super) struct Pep440<'a> {
    epoch: &'a str,
    /// Numbers with dots between them.
    release: &'a str,
    /// The phase, in its order, and its number.
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

/// A word that another begins with stands after it.
const PRE: [(&str, u8); 8] = [
    ("alpha", 0),
    ("a", 0),
    ("beta", 1),
    ("b", 1),
    ("preview", 2),
    ("pre", 2),
    ("rc", 2),
    ("c", 2),
];
const POST: [(&str, u8); 3] = [("post", 0), ("rev", 0), ("r", 0)];
const LOCAL_SEPARATORS: [char; 3] = ['.', '-', '_'];
const DEV: [(&str, u8); 1] = [("dev", 0)];

impl<'a> Pep440<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, local) = super::cut(text, '+');
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let (release, text) = take_release(text)?;
        let (pre, text) = take_phase(text, &PRE);
        let (post, text) = take_post(text);
        let (dev, text) = take_phase(text, &DEV);
        let is_good = is_digits(epoch) && text.is_empty() && local.is_none_or(is_local);
        is_good.then_some(Self {
            epoch,
            release,
            pre,
            post,
            dev: dev.map(|(_, number)| number),
            local,
        })
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        by_number(self.epoch, other.epoch)
            .then_with(|| by_release(self.release, other.release))
            .then_with(|| self.phase().cmp(&other.phase()))
            .then_with(|| by_optional(self.pre_number(), other.pre_number()))
            .then_with(|| by_optional(self.post, other.post))
            .then_with(|| match (self.dev, other.dev) {
                (Some(a), Some(b)) => by_number(a, b),
                // A development release comes before what it develops.
                (a, b) => a.is_none().cmp(&b.is_none()),
            })
            .then_with(|| by_local(self.local, other.local))
    }

    /// Development releases of the release itself, alpha, beta, candidate, the release.
    const fn phase(&self) -> u8 {
        match self.pre {
            Some((phase, _)) => phase.saturating_add(1),
            None if self.post.is_none() && self.dev.is_some() => 0,
            None => 4,
        }
    }

    fn pre_number(&self) -> Option<&'a str> {
        self.pre.map(|(_, number)| number)
    }
}

fn take_release(text: &str) -> Option<(&str, &str)> {
    let (first, mut rest) = take_digits(text);
    if first.is_empty() {
        return None;
    }
    while let Some((number, after)) = rest.strip_prefix('.').map(take_digits) {
        if number.is_empty() {
            break;
        }
        rest = after;
    }
    Some((text.strip_suffix(rest)?, rest))
}

/// One of `words` with an optional separator before it and before its number, which is 0 if absent.
fn take_phase<'a>(text: &'a str, words: &[(&str, u8)]) -> (Option<(u8, &'a str)>, &'a str) {
    let after = text.strip_prefix(['.', '-', '_']).unwrap_or(text);
    let found = words.iter().find_map(|(word, phase)| {
        let (begin, rest) = after.split_at_checked(word.len())?;
        begin.eq_ignore_ascii_case(word).then_some((*phase, rest))
    });
    let Some((phase, rest)) = found else {
        return (None, text);
    };
    let (number, after) = take_digits(rest.strip_prefix(['.', '-', '_']).unwrap_or(rest));
    let number = if number.is_empty() { "0" } else { number };
    (Some((phase, number)), after)
}

/// A post-release, of which `-1` is a short form.
fn take_post(text: &str) -> (Option<&str>, &str) {
    if let Some((number, rest)) = text.strip_prefix('-').map(take_digits)
        && !number.is_empty()
    {
        return (Some(number), rest);
    }
    let (post, rest) = take_phase(text, &POST);
    (post.map(|(_, number)| number), rest)
}

fn is_local(text: &str) -> bool {
    text.split(LOCAL_SEPARATORS)
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Missing numbers are 0.
fn by_release(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => by_number(a.unwrap_or("0"), b.unwrap_or("0")),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// What is absent comes first.
fn by_optional(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => by_number(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

fn by_local(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else {
        return a.is_some().cmp(&b.is_some());
    };
    let (mut a, mut b) = (a.split(LOCAL_SEPARATORS), b.split(LOCAL_SEPARATORS));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(a), Some(b)) => by_local_part(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers come after words, which have no case.
fn by_local_part(a: &str, b: &str) -> Ordering {
    match (is_digits(a), is_digits(b)) {
        (true, true) => by_number(a, b),
        (false, false) => lower(a).cmp(lower(b)),
        (a, b) => a.cmp(&b),
    }
}
