//! One text against one simple type.

use std::borrow::Cow;

use super::problem::Problem;
use super::schema::{Kind, Simple, Space};
use super::{time, uri};
use crate::conformance::decimal::Decimal;
use crate::conformance::scalar::shortened;

/// What is wrong with `raw` as a value of type `simple`.
pub(super) fn problem(simple: &Simple, raw: &str) -> Option<Problem> {
    if simple.members.is_empty() {
        return plain_problem(simple, raw);
    }
    // Types of a union are no unions themselves but for one level, which the schema has.
    let mut found = Vec::new();
    for member in simple.members {
        found.push(problem(member, raw)?);
    }
    Some(Problem::NoneFits(found))
}

fn plain_problem(simple: &Simple, raw: &str) -> Option<Problem> {
    let value = spaced(simple.space, raw);
    if !is_of(simple.kind, &value) {
        return Some(Problem::Kind(simple.kind));
    }
    if !simple.values.is_empty() && simple.values.binary_search(&value.as_ref()).is_err() {
        return Some(Problem::Value(shortened(&value)));
    }
    if let Some(pattern) = simple.pattern.filter(|one| !one.is_match(&value)) {
        return Some(Problem::Pattern(pattern));
    }
    if simple.low.is_some() || simple.high.is_some() {
        let number = number(&value);
        let of = |bound: i64| Decimal::of(&bound.to_string());
        let is_low = simple.low.is_some_and(|low| number < of(low));
        let is_high = simple.high.is_some_and(|high| number > of(high));
        return (is_low || is_high).then_some(Problem::Range(simple.low, simple.high));
    }
    if simple.least == 0 && simple.most == usize::MAX {
        return None;
    }
    let length = value.chars().count();
    let is_wrong = length < simple.least || length > simple.most;
    is_wrong.then_some(Problem::Length(simple.least, simple.most))
}

fn is_of(kind: Kind, value: &str) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Boolean => matches!(value, "true" | "false" | "1" | "0"),
        Kind::Decimal => is_decimal(value),
        Kind::Integer => is_decimal(value) && !value.contains('.'),
        Kind::Date => time::is_date(value),
        Kind::DateTime => time::is_date_time(value),
        Kind::AnyUri => uri::is_any_uri(value),
    }
}

/// The value without the white space that its type does not keep.
pub(in crate::conformance) fn spaced(space: Space, raw: &str) -> Cow<'_, str> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    match space {
        Space::Keep => Cow::Borrowed(raw),
        Space::Replace if raw.contains(['\t', '\n', '\r']) => {
            Cow::Owned(raw.replace(['\t', '\n', '\r'], " "))
        }
        Space::Replace => Cow::Borrowed(raw),
        Space::Collapse => {
            let trimmed = raw.trim_matches(is_space);
            if !trimmed.contains(['\t', '\n', '\r']) && !trimmed.contains("  ") {
                return Cow::Borrowed(trimmed);
            }
            let words = trimmed.split(is_space).filter(|word| !word.is_empty());
            Cow::Owned(words.collect::<Vec<_>>().join(" "))
        }
    }
}

/// Digits with one full stop anywhere among them, and a sign.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !(whole.is_empty() && fraction.is_empty()) && are_digits(whole) && are_digits(fraction)
}

fn number(text: &str) -> Decimal {
    Decimal::of(text.strip_prefix('+').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::super::schema::{
        ANY_TEXT, BOOLEAN, DATE, DECIMAL, INTEGER, NATURAL, POSITIVE, Pattern,
    };
    use super::*;

    fn check(simple: &Simple, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert_eq!(problem(simple, text), None, "{text:?}");
        }
        for text in no {
            assert!(problem(simple, text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_booleans() {
        check(
            &BOOLEAN,
            &["true", " 0\n", "1", "false"],
            &["", "True", "2", "t rue"],
        );
        check(
            &DECIMAL,
            &["0", "-1.5", "+.5", "5.", "00.100", "\t1 "],
            &["", ".", "+", "1e3", "1,5", "1.2.3", "INF", "--1", "1 2"],
        );
        check(
            &INTEGER,
            &["-0", "+12", "99999999999999999999999"],
            &["1.0", "", "1.", "0x1"],
        );
        check(&NATURAL, &["0", "-0", "1"], &["-1"]);
        check(&POSITIVE, &["1", "+01"], &["0", "-1"]);
        static HALF: Simple = Simple {
            kind: Kind::Decimal,
            space: Space::Collapse,
            low: Some(0),
            high: Some(1),
            ..ANY_TEXT
        };
        check(&HALF, &["0", "1.0", ".5", "1."], &["1.01", "-.1", "2"]);
    }

    #[test]
    fn white_space() {
        for (space, wanted) in [
            (Space::Keep, " a\tb \n c "),
            (Space::Replace, " a b   c "),
            (Space::Collapse, "a b c"),
        ] {
            assert_eq!(spaced(space, " a\tb \n c "), wanted);
        }
        assert_eq!(spaced(Space::Collapse, "\u{a0}a "), "\u{a0}a");
        assert_eq!(spaced(Space::Collapse, " \n"), "");
    }

    #[test]
    fn lengths_are_of_characters_after_white_space() {
        static SHORT: Simple = Simple {
            space: Space::Collapse,
            least: 2,
            most: 3,
            ..ANY_TEXT
        };
        check(&SHORT, &["éé", " abc ", "a  b"], &["a", "abcd", " a "]);
    }

    #[test]
    fn one_type_of_a_union_is_enough() {
        static LINK: Simple = Simple {
            pattern: Some(Pattern::Country),
            ..ANY_TEXT
        };
        static BOTH: Simple = Simple {
            members: &[&DATE, &LINK],
            ..ANY_TEXT
        };
        check(
            &BOTH,
            &["DE", "2024-01-01", " 2024-01-01 "],
            &["", " DE", "x"],
        );
    }
}
