//! Changes to good documents, chosen by the fuzzer, and what differs afterwards.

use bonafide_testkit::encode::{base64, unbase64};
use serde_json::{Map, Value, json};

use crate::input::Input;

/// Changes `document` up to three times. Parts of `foreign`, another good document of the kind, may
/// come in.
pub fn mutate(input: &mut Input<'_>, document: &mut Value, foreign: &Value) {
    for _ in 0..=input.below(3) {
        let places = places(document);
        let place = input.choose(&places);
        let how = input.byte() % 12;
        change(input, document, place, how, foreign);
    }
}

fn change(input: &mut Input<'_>, document: &mut Value, place: &str, how: u8, foreign: &Value) {
    if how < 3 {
        let elsewhere = match how {
            // The part of the other at the same place, or at any, or any of its own.
            0 => foreign.pointer(place).cloned(),
            1 => foreign
                .pointer(input.choose::<String>(&places(foreign)))
                .cloned(),
            _ => document
                .pointer(input.choose::<String>(&places(document)))
                .cloned(),
        };
        if let (Some(part), Some(found)) = (document.pointer_mut(place), elsewhere) {
            *part = found;
        }
        return;
    }
    if how == 3 {
        return remove(document, place);
    }
    let Some(part) = document.pointer_mut(place) else {
        return;
    };
    match part {
        Value::String(text) => *part = other_text(input, text),
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            *part = other_number(input, number);
        }
        Value::Bool(truth) => *truth = !*truth,
        Value::Null => *part = json!(input.byte()),
        Value::Array(elements) => other_elements(input, elements),
        Value::Object(members) => other_members(input, members),
    }
}

/// The place of every part, the whole first.
#[must_use]
pub fn places(document: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let mut at = 0;
    while at < places.len() {
        let place = places[at].clone();
        match document.pointer(&place) {
            Some(Value::Object(members)) => places.extend(
                members
                    .keys()
                    .map(|name| format!("{place}/{}", escape(name))),
            ),
            Some(Value::Array(elements)) => {
                places.extend((0..elements.len()).map(|index| format!("{place}/{index}")));
            }
            _ => {}
        }
        at += 1;
    }
    places
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn remove(document: &mut Value, place: &str) {
    let Some((above, name)) = place.rsplit_once('/') else {
        return;
    };
    match document.pointer_mut(above) {
        Some(Value::Object(members)) => {
            members.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(elements)) => {
            if let Ok(index) = name.parse::<usize>() {
                elements.remove(index);
            }
        }
        _ => {}
    }
}

fn other_text(input: &mut Input<'_>, text: &str) -> Value {
    match input.byte() % 6 {
        // Most texts are bytes in base64, many of which are documents themselves.
        0 | 1 if is_base64(text) => {
            let mut bytes = unbase64(text);
            damage(input, &mut bytes);
            json!(base64(&bytes))
        }
        2 => match text.parse::<i64>() {
            Ok(number) => match other_number(input, number) {
                number if input.byte() % 2 == 0 => number,
                number => json!(number.to_string()),
            },
            Err(_) => json!(String::from_utf8_lossy(input.some(64))),
        },
        3 => json!(String::from_utf8_lossy(input.some(64))),
        4 => json!(input.long()),
        _ => {
            let mut bytes = text.as_bytes().to_vec();
            damage(input, &mut bytes);
            json!(String::from_utf8_lossy(&bytes))
        }
    }
}

fn is_base64(text: &str) -> bool {
    use bonafide_json::base64::{Form, decode};
    decode(text, Form::Standard).is_ok()
}

/// Changes bytes: a bit, a byte, some more, some less, or the order.
pub fn damage(input: &mut Input<'_>, bytes: &mut Vec<u8>) {
    let at = input.below(bytes.len() + 1);
    match input.byte() % 6 {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << (input.byte() % 8),
        2 if at < bytes.len() => bytes[at] = input.byte(),
        3 => {
            let more = input.some(16).to_vec();
            bytes.splice(at..at, more);
        }
        4 => {
            let end = bytes.len().min(at + 1 + input.below(16));
            bytes.drain(at..end);
        }
        5 => {
            let end = bytes.len().min(at + 1 + input.below(64));
            let again = bytes[at..end].to_vec();
            let to = input.below(bytes.len() + 1);
            bytes.splice(to..to, again);
        }
        _ => {}
    }
}

fn other_number(input: &mut Input<'_>, number: i64) -> Value {
    match input.byte() % 4 {
        0 => json!(number.wrapping_add(1)),
        1 => json!(number.wrapping_sub(1)),
        2 => json!(input.long().cast_signed()),
        _ => json!(number.to_string()),
    }
}

fn other_elements(input: &mut Input<'_>, elements: &mut Vec<Value>) {
    if elements.is_empty() {
        elements.push(Value::Null);
        return;
    }
    let one = input.below(elements.len());
    match input.byte() % 3 {
        0 => {
            let again = elements[one].clone();
            elements.insert(input.below(elements.len() + 1), again);
        }
        1 => {
            let other = input.below(elements.len());
            elements.swap(one, other);
        }
        _ => drop(elements.remove(one)),
    }
}

/// Names that members of these documents have, and two that none has.
const NAMES: [&str; 10] = [
    "certificate",
    "inclusionPromise",
    "inclusionProof",
    "integratedTime",
    "keyid",
    "publicKey",
    "timestampVerificationData",
    "x509CertificateChain",
    "extra",
    "",
];

fn other_members(input: &mut Input<'_>, members: &mut Map<String, Value>) {
    let values: Vec<Value> = members.values().cloned().collect();
    let name = (*input.choose(&NAMES)).to_owned();
    let value = match values.as_slice() {
        [] => Value::Null,
        values => input.choose(values).clone(),
    };
    members.insert(name, value);
}

/// Where two documents differ in what they mean: the deepest places. A number means what its digits
/// in a string mean, and `null` and an empty list what nothing means.
#[must_use]
pub fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), one, other)];
    while let Some((place, one, other)) = open.pop() {
        match (one, other) {
            (Value::Object(ours), Value::Object(theirs)) => {
                let names: std::collections::BTreeSet<_> =
                    ours.keys().chain(theirs.keys()).collect();
                for name in names {
                    let place = format!("{place}/{}", escape(name));
                    let one = ours.get(name).unwrap_or(&Value::Null);
                    let other = theirs.get(name).unwrap_or(&Value::Null);
                    open.push((place, one, other));
                }
            }
            (Value::Array(ours), Value::Array(theirs)) => {
                for index in 0..ours.len().max(theirs.len()) {
                    let one = ours.get(index).unwrap_or(&Value::Null);
                    let other = theirs.get(index).unwrap_or(&Value::Null);
                    open.push((format!("{place}/{index}"), one, other));
                }
            }
            _ if means(one) == means(other) => {}
            _ => found.push(place),
        }
    }
    found.sort();
    found
}

fn means(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(elements) if elements.is_empty() => means(&Value::Null),
        other => format!("\0{other}"),
    }
}

/// A part of a document that nothing authenticates, so that it may differ in what verifies.
pub struct Free {
    /// Its place; `*` stands for any one segment.
    pub place: &'static str,
    /// Whether this difference is one of those; it gets the good document, the other, and the place.
    pub when: fn(&Value, &Value, &str) -> bool,
    /// Why nothing authenticates it.
    pub why: &'static str,
}

/// Any difference there.
#[must_use]
pub fn always(_: &Value, _: &Value, _: &str) -> bool {
    true
}

/// Which differences between a good document and another that verified stand in no entry of `free`.
#[must_use]
pub fn authenticated(good: &Value, other: &Value, free: &[Free]) -> Vec<String> {
    let mut found = differences(good, other);
    found.retain(|place| {
        !free
            .iter()
            .any(|free| is_under(place, free.place) && (free.when)(good, other, place))
    });
    found
}

/// Whether a place is that of the pattern or inside it.
fn is_under(place: &str, pattern: &str) -> bool {
    let mut segments = place.split('/');
    pattern.split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|found| wanted == "*" || wanted == found)
    })
}
