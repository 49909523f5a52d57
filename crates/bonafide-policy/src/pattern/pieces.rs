//! Matching around stars.
//!
//! What stands before the first star and behind the last one is compared at the ends; what stands
//! between stars is looked for from left to right, each piece behind the one before it. As a star
//! takes any run, the leftmost place of a piece is as good as any other, and nothing is tried twice.

/// A text with stars, each of which stands for any run of characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pieces {
    first: String,
    /// None of them is empty.
    middle: Vec<String>,
    /// `None` without a star.
    last: Option<String>,
}

impl Pieces {
    pub(super) fn new(text: &str) -> Self {
        let mut pieces = text.split('*').map(str::to_owned);
        let first = pieces.next().unwrap_or_default();
        let mut middle: Vec<String> = pieces.collect();
        let last = middle.pop();
        middle.retain(|piece| !piece.is_empty());
        Self {
            first,
            middle,
            last,
        }
    }

    /// Takes time in proportion to the length of both.
    pub(super) fn matches(&self, text: &str) -> bool {
        let Some(last) = &self.last else {
            return text == self.first;
        };
        // The end is looked for in what the beginning leaves: the two do not overlap.
        let inner = text.strip_prefix(self.first.as_str());
        let Some(mut inner) = inner.and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for piece in &self.middle {
            match inner.split_once(piece.as_str()) {
                Some((_, rest)) => inner = rest,
                None => return false,
            }
        }
        true
    }

    /// What every match begins with.
    pub(super) fn beginning(&self) -> &str {
        &self.first
    }

    pub(super) const fn has_star(&self) -> bool {
        self.last.is_some()
    }

    /// Whether there is nothing but stars, and at least one.
    pub(super) fn is_anything(&self) -> bool {
        self.first.is_empty()
            && self.middle.is_empty()
            && self.last.as_deref().is_some_and(str::is_empty)
    }
}

/// Units with stars between them, each of which stands for any run of items.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Runs<U> {
    first: Vec<U>,
    /// None of them is empty.
    middle: Vec<Vec<U>>,
    /// `None` without a star.
    last: Option<Vec<U>>,
}

impl<U> Runs<U> {
    /// `None` is a star.
    pub(super) fn new(units: impl IntoIterator<Item = Option<U>>) -> Self {
        let mut first = None;
        let mut middle = Vec::new();
        let mut run = Vec::new();
        for unit in units {
            match unit {
                Some(unit) => run.push(unit),
                None if first.is_none() => first = Some(core::mem::take(&mut run)),
                None if run.is_empty() => (),
                None => middle.push(core::mem::take(&mut run)),
            }
        }
        match first {
            Some(first) => Self {
                first,
                middle,
                last: Some(run),
            },
            None => Self {
                first: run,
                middle,
                last: None,
            },
        }
    }

    /// Asks `fits` at most as often as there are units × items.
    pub(super) fn matches<I>(&self, items: &[I], fits: impl Fn(&U, &I) -> bool) -> bool {
        let all = |units: &[U], items: &[I]| {
            let mut pairs = units.iter().zip(items);
            units.len() == items.len() && pairs.all(|(unit, item)| fits(unit, item))
        };
        let Some(last) = &self.last else {
            return all(&self.first, items);
        };
        let ends = items
            .split_at_checked(self.first.len())
            .and_then(|(start, rest)| {
                let end = rest.len().checked_sub(last.len())?;
                Some((start, rest.split_at_checked(end)?))
            });
        let Some((start, (mut inner, end))) = ends else {
            return false;
        };
        if !all(&self.first, start) || !all(last, end) {
            return false;
        }
        for run in &self.middle {
            let at = inner.windows(run.len()).position(|items| all(run, items));
            let rest = at.and_then(|at| inner.get(at.saturating_add(run.len())..));
            let Some(rest) = rest else {
                return false;
            };
            inner = rest;
        }
        true
    }

    /// The units before the first star.
    pub(super) fn beginning(&self) -> &[U] {
        &self.first
    }

    pub(super) const fn has_star(&self) -> bool {
        self.last.is_some()
    }

    pub(super) fn units(&self) -> impl Iterator<Item = &U> {
        let middle = self.middle.iter().flatten();
        let last = self.last.iter().flatten();
        self.first.iter().chain(middle).chain(last)
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use proptest::prelude::*;

    use super::*;

    /// The definition: a star takes any run. Slow and short.
    fn slowly(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|at| slowly(rest, &text[at..])),
            Some((byte, rest)) => text.first() == Some(byte) && slowly(rest, &text[1..]),
        }
    }

    fn runs(pattern: &str) -> Runs<u8> {
        Runs::new(pattern.bytes().map(|byte| (byte != b'*').then_some(byte)))
    }

    #[test]
    fn the_ends_do_not_overlap() {
        for (pattern, text) in [("ab*ba", "aba"), ("a*a", "a"), ("a*bc*c", "abc")] {
            assert!(!Pieces::new(pattern).matches(text), "{pattern} {text}");
            let found = runs(pattern).matches(text.as_bytes(), u8::eq);
            assert!(!found, "{pattern} {text}");
        }
    }

    #[test]
    fn work_grows_with_pattern_times_text_and_no_faster() {
        let work = |size: usize| {
            let pattern = "a*".repeat(size) + &"aab*".repeat(size);
            let text = "a".repeat(size.saturating_mul(5));
            let asked = Cell::new(0_usize);
            let found = runs(&pattern).matches(text.as_bytes(), |unit, item| {
                asked.set(asked.get() + 1);
                unit == item
            });
            assert!(!found);
            assert!(asked.get() <= pattern.len() * text.len(), "{}", asked.get());
            asked.get()
        };
        // Backtracking would multiply by far more than the square of the factor.
        let (once, twice, four_times) = (work(50), work(100), work(200));
        assert!(
            twice <= 5 * once && four_times <= 5 * twice,
            "{once} {twice} {four_times}"
        );
    }

    proptest! {
        #[test]
        fn both_agree_with_the_definition(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
            let wanted = slowly(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(Pieces::new(&pattern).matches(&text), wanted);
            prop_assert_eq!(runs(&pattern).matches(text.as_bytes(), u8::eq), wanted);
        }
    }
}
