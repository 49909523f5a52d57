//! Cards as JSON.

use bonafide_json::{Error, Limits, Reader, Step};
use bonafide_report::registry::{CARD_MALFORMED, PKG_LIMIT};

use super::yaml::Value;
use crate::Finding;

/// A container that is open, and the name under which it goes into the one around it.
struct Open {
    name: String,
    value: Value,
}

/// Reads a card that is an object.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Finding> {
    let value = document(bytes).map_err(|error| {
        let code = match error {
            Error::Limit { .. } => PKG_LIMIT,
            _ => CARD_MALFORMED,
        };
        let at = u64::try_from(error.offset()).unwrap_or(u64::MAX);
        Finding::error(code, error.to_string()).at_offset(at)
    })?;
    match value {
        Some(value @ Value::Map(_)) => Ok(value),
        _ => Err(Finding::error(CARD_MALFORMED, "the card is no object")),
    }
}

fn document(bytes: &[u8]) -> Result<Option<Value>, Error> {
    let limits = Limits::default()
        .with_bytes(super::FRONT_BYTES)
        .with_depth(32)
        .with_values(100_000);
    let mut reader = Reader::new(bytes, &limits)?;
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    while let Some(step) = reader.step()? {
        let value = match step {
            Step::Array | Step::Object => {
                let value = match step {
                    Step::Array => Value::List(Vec::new()),
                    _ => Value::Map(Vec::new()),
                };
                let name = reader.name().into_owned();
                open.push(Open { name, value });
                continue;
            }
            Step::End => match open.pop() {
                Some(ended) => {
                    attach(&mut open, &mut root, ended.name, ended.value);
                    continue;
                }
                None => continue,
            },
            Step::Text(text) => Value::Text(text.into_owned()),
            Step::Number(number) => Value::Number(number.to_owned()),
            Step::Boolean(value) => Value::Boolean(value),
            Step::Null => Value::Null,
        };
        let name = reader.name().into_owned();
        attach(&mut open, &mut root, name, value);
    }
    reader.finish()?;
    Ok(root)
}

fn attach(open: &mut [Open], root: &mut Option<Value>, name: String, value: Value) {
    match open.last_mut().map(|outer| &mut outer.value) {
        Some(Value::List(items)) => items.push(value),
        Some(Value::Map(members)) => members.push((name, value)),
        _ => *root = Some(value),
    }
}
