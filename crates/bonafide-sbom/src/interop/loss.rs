//! What of one document another one does not say.

use core::hash::{BuildHasher, Hash};
use std::collections::HashSet;
use std::hash::RandomState;

use bonafide_json::{Reader, Step};
use bonafide_report::Place;

use crate::context::json_limits;
use crate::{Error, ReadLimits};

/// The places of `document` whose values `written` does not have there, outermost ones first come,
/// as many as findings are kept; and how many more there are.
pub(super) fn between(
    document: &str,
    written: &[u8],
    limits: &ReadLimits,
) -> Result<(Vec<Place>, usize), Error> {
    // What is compared is kept as hashes, whose key is random: a document cannot aim at them.
    let keys = RandomState::new();
    let mut known = HashSet::new();
    let boundless = ReadLimits::default()
        .with_bytes(usize::MAX)
        .with_depth(usize::MAX);
    let mut reader = Reader::new(written, &json_limits(&boundless))?;
    while let Some(step) = reader.step()? {
        if let Some(value) = value(&step) {
            known.insert(keys.hash_one(Said(&reader.place(), value)));
        }
    }
    let (mut dropped, mut further) = (Vec::new(), 0_usize);
    let mut reader = Reader::over(document, &json_limits(limits))?;
    // Containers that are open, and of these how many were when one was dropped.
    let (mut depth, mut silent) = (0_usize, None);
    while let Some(step) = reader.step()? {
        let Some(value) = value(&step) else {
            depth = depth.saturating_sub(1);
            silent = silent.filter(|outer| *outer < depth);
            continue;
        };
        if silent.is_none() {
            let place = reader.place();
            if !is_unordered(place.as_str()) && !known.contains(&keys.hash_one(Said(&place, value)))
            {
                if matches!(step, Step::Array | Step::Object) {
                    silent = Some(depth);
                }
                if dropped.len() < limits.findings {
                    dropped.push(place);
                } else {
                    further = further.saturating_add(1);
                }
            }
        }
        if matches!(step, Step::Array | Step::Object) {
            depth = depth.saturating_add(1);
        }
    }
    Ok((dropped, further))
}

/// A value and where it is said.
struct Said<'v>(&'v Place, Value<'v>);

impl Hash for Said<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        (self.0.as_str(), &self.1).hash(state);
    }
}

#[derive(Hash)]
enum Value<'v> {
    Text(&'v str),
    Other(&'v str),
}

/// What a step says; nothing for the end of a container.
fn value<'v>(step: &'v Step<'_>) -> Option<Value<'v>> {
    Some(match step {
        Step::Text(text) => Value::Text(text),
        Step::Number(number) => Value::Other(number),
        Step::Boolean(true) => Value::Other("true"),
        Step::Boolean(false) => Value::Other("false"),
        Step::Null => Value::Other("null"),
        Step::Array => Value::Other("["),
        Step::Object => Value::Other("{"),
        Step::End => return None,
    })
}

/// Whether a place is within `dependencies` where order says nothing: an entry, its reference, its
/// targets. The model has all of these, and gives all of them on.
fn is_unordered(place: &str) -> bool {
    let Some(rest) = place.strip_prefix("/dependencies/") else {
        return false;
    };
    let mut parts = rest.split('/').skip(1);
    match parts.next() {
        None | Some("ref") => true,
        Some("dependsOn") => parts.nth(1).is_none(),
        Some(_) => false,
    }
}
