//! One scalar against one node.

use bonafide_json::Step;

use super::decimal::Decimal;
use super::problem::Problem;
use super::schema::{ARRAY, FALSE, FRACTION, INTEGER, NULL, Node, OBJECT, Range, TEXT, TRUE, Text};

/// Bytes of a value that a problem keeps.
const KEPT: usize = 256;

/// The type of a value, as the bit that tables have for it.
pub(super) fn type_of(step: &Step<'_>) -> u8 {
    match step {
        Step::Array => ARRAY,
        Step::Object => OBJECT,
        Step::Text(_) => TEXT,
        Step::Number(text) if is_whole(text) => INTEGER,
        Step::Number(_) => FRACTION,
        Step::Boolean(true) => TRUE,
        Step::Boolean(false) => FALSE,
        Step::Null | Step::End => NULL,
    }
}

fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E']) || Decimal::of(text).is_integer()
}

/// What is wrong with a scalar of a type that `node` allows.
pub(super) fn problem(node: &Node, step: &Step<'_>) -> Option<Problem> {
    match step {
        Step::Text(value) => node.text.and_then(|text| text_problem(text, value)),
        Step::Number(value) => node.number.and_then(|range| range_problem(range, value)),
        _ => None,
    }
}

fn text_problem(text: &Text, value: &str) -> Option<Problem> {
    if !text.values.is_empty() && text.values.binary_search(&value).is_err() {
        return Some(Problem::Value(shortened(value)));
    }
    if let Some(pattern) = text.pattern.filter(|pattern| !pattern.is_match(value)) {
        return Some(Problem::Pattern(pattern));
    }
    if let Some(format) = text.format.filter(|format| !format.is_match(value)) {
        return Some(Problem::Format(format));
    }
    if text.least == 0 && text.most == usize::MAX {
        return None;
    }
    let length = value.chars().count();
    (length < text.least || length > text.most).then_some(Problem::Length(text.least, text.most))
}

fn range_problem(range: &Range, value: &str) -> Option<Problem> {
    let value = Decimal::of(value);
    let of = |bound: i64| Decimal::of(&bound.to_string());
    let is_low = range.least.is_some_and(|least| value < of(least));
    let is_high = range.most.is_some_and(|most| value > of(most));
    (is_low || is_high).then_some(Problem::Range(range.least, range.most))
}

pub(super) fn shortened(text: &str) -> String {
    if text.len() <= KEPT {
        return text.to_owned();
    }
    let short = text.char_indices().take_while(|(at, _)| *at < KEPT);
    short.map(|(_, c)| c).chain(['…']).collect()
}
