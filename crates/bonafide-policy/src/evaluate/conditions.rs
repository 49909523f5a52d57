//! Whether a predicate says what a policy wants of it.

use core::cmp::Ordering;

use bonafide_report::{Escaped, Time};
use serde_json::Value;

use crate::{Comparison, Condition, Conditions, Operator};

/// How deep a tree of conditions may be; deeper ones were refused when they were read.
const DEPTH: usize = 4;
/// How many comparisons a message names.
const SHOWN: usize = 4;

/// Whether the conditions hold. What is deeper than it can be holds not.
pub(super) fn hold(conditions: &Conditions, predicate: &Value) -> bool {
    hold_within(conditions, predicate, DEPTH)
}

/// Recursion is bounded by `depth`, which no input sets.
fn hold_within(conditions: &Conditions, predicate: &Value, depth: usize) -> bool {
    match (conditions, depth.checked_sub(1)) {
        (Conditions::Is(condition), _) => holds(condition, predicate),
        (Conditions::Any(inner), Some(depth)) => inner
            .iter()
            .any(|inner| hold_within(inner, predicate, depth)),
        (Conditions::All(inner), Some(depth)) => {
            let mut all = inner.iter();
            !inner.is_empty() && all.all(|inner| hold_within(inner, predicate, depth))
        }
        (Conditions::Any(_) | Conditions::All(_), None) => false,
    }
}

/// What says no must say it of every value that a pointer with `*` finds, what says yes of one. Where
/// nothing is, only `exists: false` holds.
fn holds(condition: &Condition, predicate: &Value) -> bool {
    let found = find(&condition.pointer, predicate);
    let found = found.values();
    let mut values = found.iter().copied();
    match (condition.operator, &condition.value) {
        (Operator::Exists, Comparison::Exists(wanted)) => found.is_empty() != *wanted,
        (Operator::Eq, Comparison::Value(wanted)) => values.any(|value| is_same(value, wanted)),
        (Operator::Ne, Comparison::Value(wanted)) => {
            !found.is_empty() && values.all(|value| is_other(value, wanted))
        }
        (Operator::In, Comparison::Values(wanted)) => {
            values.any(|value| wanted.iter().any(|wanted| is_same(value, wanted)))
        }
        (Operator::NotIn, Comparison::Values(wanted)) => {
            !found.is_empty() && values.all(|value| is_none_of(value, wanted))
        }
        (Operator::Lt, Comparison::Value(wanted)) => {
            values.any(|value| order(value, wanted).is_some_and(Ordering::is_lt))
        }
        (Operator::Le, Comparison::Value(wanted)) => {
            values.any(|value| order(value, wanted).is_some_and(Ordering::is_le))
        }
        (Operator::Gt, Comparison::Value(wanted)) => {
            values.any(|value| order(value, wanted).is_some_and(Ordering::is_gt))
        }
        (Operator::Ge, Comparison::Value(wanted)) => {
            values.any(|value| order(value, wanted).is_some_and(Ordering::is_ge))
        }
        (Operator::Matches, Comparison::Pattern(pattern)) => {
            values.any(|value| value.as_str().is_some_and(|text| pattern.matches(text)))
        }
        _ => false,
    }
}

/// The values that a pointer leads to.
enum Found<'a> {
    /// Of a pointer without `*`.
    One(Option<&'a Value>),
    Some(Vec<&'a Value>),
}

impl<'a> Found<'a> {
    fn values(&self) -> &[&'a Value] {
        match self {
            Self::One(value) => value.as_slice(),
            Self::Some(values) => values,
        }
    }
}

/// The values that a pointer leads to, in which a step `*` is any element or member.
fn find<'a>(pointer: &str, document: &'a Value) -> Found<'a> {
    if pointer.is_empty() {
        return Found::One(Some(document));
    }
    let Some(steps) = pointer.strip_prefix('/') else {
        return Found::One(None);
    };
    let mut found = Found::One(Some(document));
    for step in steps.split('/') {
        found = match (found, step) {
            (Found::One(value), "*") => Found::Some(value.into_iter().flat_map(values).collect()),
            (Found::One(value), _) => Found::One(value.and_then(|value| at(value, step))),
            (Found::Some(all), "*") => Found::Some(all.into_iter().flat_map(values).collect()),
            (Found::Some(all), _) => Found::Some(
                all.into_iter()
                    .filter_map(|value| at(value, step))
                    .collect(),
            ),
        };
    }
    found
}

/// The elements of an array, or the values of an object.
fn values(value: &Value) -> impl Iterator<Item = &Value> {
    let elements = value.as_array().into_iter().flatten();
    let members = value.as_object().into_iter().flat_map(|all| all.values());
    elements.chain(members)
}

fn at<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    match value {
        Value::Array(elements) => elements.get(index(step)?),
        Value::Object(members) if step.contains('~') => {
            members.get(&step.replace("~1", "/").replace("~0", "~"))
        }
        Value::Object(members) => members.get(step),
        _ => None,
    }
}

/// RFC 6901 section 4: digits without leading zeros.
fn index(step: &str) -> Option<usize> {
    let is_number = step.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = step == "0" || !step.starts_with('0');
    (is_number && is_plain).then(|| step.parse().ok()).flatten()
}

fn is_same(value: &Value, wanted: &Value) -> bool {
    value == wanted && is_exact(value)
}

/// Another value of the same type: a type that was not thought of is no answer.
fn is_other(value: &Value, wanted: &Value) -> bool {
    let is_comparable = core::mem::discriminant(value) == core::mem::discriminant(wanted);
    is_comparable && value != wanted && is_exact(value) && is_exact(wanted)
}

fn is_none_of(value: &Value, wanted: &[Value]) -> bool {
    let mut known = wanted.iter();
    known.any(|wanted| is_other(value, wanted)) && !wanted.contains(value)
}

/// What does not hold, with what was found instead; the first few comparisons.
pub(super) fn describe(conditions: &Conditions, predicate: &Value) -> String {
    let mut told = Vec::new();
    let mut waiting = vec![conditions];
    while let Some(conditions) = waiting.pop() {
        match conditions {
            Conditions::Any(inner) | Conditions::All(inner) => waiting.extend(inner.iter().rev()),
            Conditions::Is(condition) if !holds(condition, predicate) => told.push(condition),
            Conditions::Is(_) => {}
        }
        if told.len() > SHOWN {
            break;
        }
    }
    let texts = told.iter().take(SHOWN);
    let mut text = texts
        .map(|condition| comparison(condition, predicate))
        .collect::<Vec<_>>()
        .join("; ");
    if told.len() > SHOWN {
        text.push_str("; …");
    }
    text
}

fn comparison(condition: &Condition, predicate: &Value) -> String {
    let wanted = match &condition.value {
        Comparison::Value(value) => value.to_string(),
        Comparison::Values(values) => {
            let values: Vec<String> = values.iter().take(8).map(Value::to_string).collect();
            format!("[{}]", values.join(", "))
        }
        Comparison::Exists(wanted) => wanted.to_string(),
        Comparison::Pattern(pattern) => pattern.as_str().to_owned(),
    };
    let found = find(&condition.pointer, predicate);
    let found = match found.values().first() {
        None => "nothing".to_owned(),
        Some(Value::Array(_)) => "an array".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
        Some(value) => value.to_string(),
    };
    format!(
        "`{}` {} {}, found {}",
        Escaped(&condition.pointer),
        operator(condition.operator),
        Escaped(&wanted),
        Escaped(&found)
    )
}

const fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "eq",
        Operator::Ne => "ne",
        Operator::In => "in",
        Operator::NotIn => "not_in",
        Operator::Exists => "exists",
        Operator::Lt => "lt",
        Operator::Le => "le",
        Operator::Gt => "gt",
        Operator::Ge => "ge",
        Operator::Matches => "matches",
    }
}

/// Whether no number in it is but near to what was written.
fn is_exact(value: &Value) -> bool {
    if let Value::Null | Value::Bool(_) | Value::String(_) = value {
        return true;
    }
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Number(number) if number.is_f64() => return false,
            Value::Array(elements) => waiting.extend(elements),
            Value::Object(members) => waiting.extend(members.values()),
            _ => {}
        }
    }
    true
}

/// Integers by their size, and times by theirs; nothing else has an order.
fn order(value: &Value, wanted: &Value) -> Option<Ordering> {
    match (value, wanted) {
        (Value::Number(_), Value::Number(_)) => Some(integer(value)?.cmp(&integer(wanted)?)),
        (Value::String(value), Value::String(wanted)) => {
            let wanted = Time::parse_rfc3339(wanted).ok()?;
            Some(Time::parse_rfc3339(value).ok()?.cmp(&wanted))
        }
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i128> {
    let signed = value.as_i64().map(i128::from);
    signed.or_else(|| value.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::TextPattern;

    fn is(pointer: &str, operator: Operator, value: Comparison) -> Conditions {
        Conditions::Is(Condition {
            pointer: pointer.to_owned(),
            operator,
            value,
        })
    }

    fn holds_in(predicate: &Value, pointer: &str, operator: Operator, value: Value) -> bool {
        hold(&is(pointer, operator, Comparison::Value(value)), predicate)
    }

    #[test]
    fn values_are_compared_by_type_and_exactly() {
        let predicate = json!({"a": 1, "b": "x", "c": 1.0, "d": {"e": [1.5]}, "f": null, "/~": 2});
        assert!(holds_in(&predicate, "/a", Operator::Eq, json!(1)));
        assert!(holds_in(&predicate, "/~1~0", Operator::Eq, json!(2)));
        assert!(!holds_in(&predicate, "/a", Operator::Eq, json!("1")));
        assert!(!holds_in(&predicate, "/c", Operator::Eq, json!(1)));
        assert!(!holds_in(&predicate, "/c", Operator::Eq, json!(1.0)));
        assert!(!holds_in(&predicate, "/c", Operator::Ne, json!(2)));
        assert!(!holds_in(
            &predicate,
            "/d",
            Operator::Eq,
            json!({"e": [1.5]})
        ));
        assert!(holds_in(&predicate, "/f", Operator::Eq, Value::Null));
        assert!(holds_in(&predicate, "/a", Operator::Ne, json!(2)));
        assert!(!holds_in(&predicate, "/a", Operator::Ne, json!("x")));
        assert!(!holds_in(&predicate, "/z", Operator::Ne, json!(2)));
        assert!(!holds_in(&predicate, "a", Operator::Eq, json!(1)));
    }

    #[test]
    fn integers_and_times_have_an_order() {
        let predicate = json!({"n": 7, "big": u64::MAX, "t": "2026-01-02T00:00:00Z", "s": "b"});
        assert!(holds_in(&predicate, "/n", Operator::Le, json!(7)));
        assert!(!holds_in(&predicate, "/n", Operator::Lt, json!(7)));
        assert!(holds_in(&predicate, "/big", Operator::Gt, json!(-1)));
        assert!(holds_in(&predicate, "/n", Operator::Ge, json!(7)));
        let earlier = json!("2026-01-01T23:00:00-01:00");
        assert!(holds_in(&predicate, "/t", Operator::Ge, earlier.clone()));
        assert!(!holds_in(&predicate, "/t", Operator::Gt, earlier));
        assert!(!holds_in(&predicate, "/s", Operator::Gt, json!("a")));
        assert!(!holds_in(&predicate, "/n", Operator::Lt, json!(7.5)));
    }

    #[test]
    fn stars_are_any_element_for_what_says_yes_and_every_one_for_what_says_no() {
        let predicate = json!({"l": [{"k": "a"}, {"k": "b"}], "m": {"x": {"k": "a"}}, "e": []});
        assert!(holds_in(&predicate, "/l/*/k", Operator::Eq, json!("b")));
        assert!(holds_in(&predicate, "/m/*/k", Operator::Eq, json!("a")));
        assert!(!holds_in(&predicate, "/l/*/k", Operator::Ne, json!("b")));
        assert!(holds_in(&predicate, "/l/*/k", Operator::Ne, json!("c")));
        assert!(!holds_in(&predicate, "/e/*", Operator::Ne, json!("c")));
        assert!(holds_in(&predicate, "/l/1/k", Operator::Eq, json!("b")));
        assert!(!holds_in(&predicate, "/l/01/k", Operator::Eq, json!("b")));
        assert!(!holds_in(&predicate, "/l/+1/k", Operator::Eq, json!("b")));
    }

    #[test]
    fn lists_existence_and_patterns() {
        let predicate = json!({"k": "a", "n": 3});
        let values =
            |values: &[&str]| Comparison::Values(values.iter().map(|value| json!(value)).collect());
        assert!(hold(
            &is("/k", Operator::In, values(&["b", "a"])),
            &predicate
        ));
        assert!(!hold(
            &is("/k", Operator::NotIn, values(&["b", "a"])),
            &predicate
        ));
        assert!(hold(&is("/k", Operator::NotIn, values(&["b"])), &predicate));
        assert!(!hold(
            &is("/n", Operator::NotIn, values(&["b"])),
            &predicate
        ));
        assert!(!hold(
            &is("/z", Operator::NotIn, values(&["b"])),
            &predicate
        ));
        let exists = |pointer, wanted| is(pointer, Operator::Exists, Comparison::Exists(wanted));
        assert!(hold(&exists("/k", true), &predicate) && hold(&exists("/z", false), &predicate));
        assert!(!hold(&exists("/k", false), &predicate) && !hold(&exists("/z", true), &predicate));
        let pattern = |text| Comparison::Pattern(TextPattern::parse(text).unwrap());
        assert!(hold(&is("/k", Operator::Matches, pattern("a")), &predicate));
        assert!(!hold(
            &is("/k", Operator::Matches, pattern("b")),
            &predicate
        ));
        assert!(!hold(
            &is("/n", Operator::Matches, pattern("3")),
            &predicate
        ));
        assert!(!hold(&is("/k", Operator::Eq, values(&["a"])), &predicate));
    }

    #[test]
    fn trees_have_a_depth() {
        let yes = || is("", Operator::Exists, Comparison::Exists(true));
        let no = || is("", Operator::Exists, Comparison::Exists(false));
        let predicate = json!({});
        assert!(hold(&Conditions::Any(vec![no(), yes()]), &predicate));
        assert!(!hold(&Conditions::All(vec![no(), yes()]), &predicate));
        assert!(!hold(&Conditions::Any(vec![]), &predicate));
        assert!(!hold(&Conditions::All(vec![]), &predicate));
        let nest = |levels| (0..levels).fold(yes(), |inner, _| Conditions::All(vec![inner]));
        assert!(hold(&nest(DEPTH), &predicate));
        assert!(!hold(&nest(DEPTH + 1), &predicate));
    }
}
