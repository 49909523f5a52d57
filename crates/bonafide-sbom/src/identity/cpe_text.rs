//! The two bindings of a CPE name: formatted string and URI.

use super::cpe::{CpeAttribute, CpeValue, Wild};
use super::purl_split::nibble;

type Reason = &'static str;
type Attributes = [CpeAttribute; 11];

/// Reads what follows `cpe:2.3:`: eleven attributes between colons that are not quoted.
pub(super) fn read_formatted(text: &str) -> Result<Attributes, Reason> {
    let mut fields = Fields { rest: Some(text) };
    let mut attributes = any();
    for attribute in &mut attributes {
        *attribute = read_field(fields.next().ok_or("fewer than eleven attributes")?)?;
    }
    match fields.next() {
        None => Ok(attributes),
        Some(_) => Err("more than eleven attributes"),
    }
}

/// Reads what follows `cpe:/`: up to seven attributes, the sixth perhaps with five packed into it.
pub(super) fn read_uri(text: &str) -> Result<Attributes, Reason> {
    let mut attributes = any();
    let [
        first @ ..,
        software,
        target_software,
        target_hardware,
        other,
    ] = &mut attributes;
    let mut fields = text.split(':');
    for (at, attribute) in first.iter_mut().enumerate() {
        let Some(field) = fields.next() else { break };
        let Some(packed) = field.strip_prefix('~').filter(|_| at == EDITION) else {
            *attribute = read_component(field)?;
            continue;
        };
        let mut packed = packed.split('~');
        let slots = [
            attribute,
            &mut *software,
            &mut *target_software,
            &mut *target_hardware,
            &mut *other,
        ];
        for slot in slots {
            *slot = read_component(packed.next().ok_or("a packed edition of other than five")?)?;
        }
        if packed.next().is_some() {
            return Err("a packed edition of other than five");
        }
    }
    match fields.next() {
        None => Ok(attributes),
        Some(_) => Err("more than seven components"),
    }
}

/// The place of the edition among the attributes.
const EDITION: usize = 5;

const fn any() -> Attributes {
    [const { CpeAttribute::Any }; 11]
}

/// The texts between colons that no backslash stands before.
struct Fields<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest?;
        let mut quoted = false;
        let colon = text.bytes().position(|byte| {
            let ends = byte == b':' && !quoted;
            quoted = byte == b'\\' && !quoted;
            ends
        });
        let Some(colon) = colon else {
            self.rest = None;
            return Some(text);
        };
        self.rest = text.get(colon.checked_add(1)?..);
        text.get(..colon)
    }
}

/// One attribute of a formatted string.
fn read_field(field: &str) -> Result<CpeAttribute, Reason> {
    match field {
        "" => return Err("an empty attribute"),
        "*" => return Ok(CpeAttribute::Any),
        "-" => return Ok(CpeAttribute::NotApplicable),
        _ => {}
    }
    let mut value = ValueBuilder::default();
    let mut bytes = field.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'*' | b'?' => value.wild(byte)?,
            b'\\' => match bytes.next() {
                Some(quoted) if quoted.is_ascii_punctuation() && quoted != b'_' => {
                    value.literal(quoted)?;
                }
                _ => return Err("a backslash before what is not punctuation"),
            },
            b'_' | b'-' | b'.' => value.literal(byte)?,
            byte if byte.is_ascii_alphanumeric() => value.literal(byte)?,
            _ => return Err("a character that must be quoted, or that no CPE name has"),
        }
    }
    value.finish()
}

/// One component of a URI.
fn read_component(field: &str) -> Result<CpeAttribute, Reason> {
    match field {
        "" => return Ok(CpeAttribute::Any),
        "-" => return Ok(CpeAttribute::NotApplicable),
        _ => {}
    }
    let mut value = ValueBuilder::default();
    let mut bytes = field.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let pair = (bytes.next().and_then(nibble), bytes.next().and_then(nibble));
                let (Some(high), Some(low)) = pair else {
                    return Err("'%' without two hexadecimal digits");
                };
                match (high << 4) | low {
                    1 => value.wild(b'?')?,
                    2 => value.wild(b'*')?,
                    mark if mark.is_ascii_punctuation() => value.literal(mark)?,
                    _ => return Err("a percent-encoded byte that is not punctuation"),
                }
            }
            b'_' | b'-' | b'.' | b'~' => value.literal(byte)?,
            byte if byte.is_ascii_alphanumeric() => value.literal(byte)?,
            _ => return Err("a character that must be percent-encoded"),
        }
    }
    value.finish()
}

/// A value that is being read: wild cards at the ends only, and of one kind at each.
#[derive(Default)]
struct ValueBuilder {
    before: Option<Wild>,
    literal: String,
    after: Option<Wild>,
}

impl ValueBuilder {
    fn literal(&mut self, byte: u8) -> Result<(), Reason> {
        if self.after.is_some() {
            return Err("a wild card between other characters");
        }
        self.literal.push(char::from(byte.to_ascii_lowercase()));
        Ok(())
    }

    fn wild(&mut self, mark: u8) -> Result<(), Reason> {
        let slot = if self.literal.is_empty() {
            &mut self.before
        } else {
            &mut self.after
        };
        *slot = match (&slot, mark) {
            (None, b'*') => Some(Wild::Run),
            (None, _) => Some(Wild::Most(1)),
            (Some(Wild::Most(count)), b'?') => Some(Wild::Most(count.saturating_add(1))),
            _ => return Err("several wild cards in a row"),
        };
        Ok(())
    }

    fn finish(self) -> Result<CpeAttribute, Reason> {
        if self.literal.is_empty() && self.before == Some(Wild::Run) {
            return Ok(CpeAttribute::Any);
        }
        Ok(CpeAttribute::Value(CpeValue {
            before: self.before.unwrap_or(Wild::Most(0)),
            literal: self.literal,
            after: self.after.unwrap_or(Wild::Most(0)),
        }))
    }
}
