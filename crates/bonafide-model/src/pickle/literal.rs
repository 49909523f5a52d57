//! Literals: their opcodes and the text forms of protocol 0.

use super::input::{Fault, Input, malformed};
use super::value::Value;

/// Reads the literal that `opcode` announces; `None` where it announces none.
pub(super) fn read<'a>(opcode: u8, input: &mut Input<'a>) -> Result<Option<Value<'a>>, Fault> {
    let value = match opcode {
        b'N' => Value::None,
        0x88 => Value::Bool(true),
        0x89 => Value::Bool(false),
        b'I' => integer_line(input.line()?)?,
        b'J' => Value::Int(i32::from_le_bytes(input.array()?).into()),
        b'K' => Value::Int(input.byte()?.into()),
        b'M' => Value::Int(u16::from_le_bytes(input.array()?).into()),
        b'L' => long_line(input.line()?)?,
        0x8a => {
            let length = input.byte()?;
            long(input.take(length.into())?)
        }
        0x8b => {
            let length = input.length4(true)?;
            long(input.take(length)?)
        }
        b'F' => float_line(input.line()?)?,
        b'G' => {
            input.take(8)?;
            Value::Float
        }
        b'S' => string_line(input.line()?)?,
        b'T' => {
            let length = input.length4(true)?;
            Value::OldStr(input.take(length)?)
        }
        b'U' => {
            let length = input.byte()?;
            Value::OldStr(input.take(length.into())?)
        }
        b'V' => unicode_line(input.line()?),
        b'X' => {
            let length = input.length4(false)?;
            unicode(input.take(length)?)
        }
        _ => return read_newer(opcode, input),
    };
    Ok(Some(value))
}

fn read_newer<'a>(opcode: u8, input: &mut Input<'a>) -> Result<Option<Value<'a>>, Fault> {
    let value = match opcode {
        b'B' => {
            let length = input.length4(false)?;
            Value::Bytes(input.take(length)?)
        }
        b'C' => {
            let length = input.byte()?;
            Value::Bytes(input.take(length.into())?)
        }
        0x8c => {
            let length = input.byte()?;
            unicode(input.take(length.into())?)
        }
        0x8d => {
            let length = input.length8()?;
            unicode(input.take(length)?)
        }
        0x8e => {
            let length = input.length8()?;
            Value::Bytes(input.take(length)?)
        }
        0x96 => {
            let length = input.length8()?;
            input.take(length)?;
            Value::Bytearray
        }
        0x97 => Value::Buffer,
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// A number of a memo slot in its text form.
pub(super) fn slot_line(line: &[u8]) -> Result<usize, Fault> {
    let number = core::str::from_utf8(line).ok();
    number
        .filter(|text| is_decimal(text.as_bytes()))
        .and_then(|text| text.parse().ok())
        .ok_or(malformed("a number of a memo slot is not decimal"))
}

/// Readers take other spellings too, and not all the same: only what a writer writes is read.
fn integer_line(line: &[u8]) -> Result<Value<'_>, Fault> {
    match line {
        b"00" => Ok(Value::Bool(false)),
        b"01" => Ok(Value::Bool(true)),
        _ => decimal(line),
    }
}

fn long_line(line: &[u8]) -> Result<Value<'_>, Fault> {
    decimal(line.strip_suffix(b"L").unwrap_or(line))
}

fn decimal(line: &[u8]) -> Result<Value<'_>, Fault> {
    let digits = line.strip_prefix(b"-").unwrap_or(line);
    if !is_decimal(digits) {
        return Err(malformed("an integer is not decimal"));
    }
    let text = core::str::from_utf8(line).unwrap_or_default();
    // One that does not fit is known to be large, and no more.
    Ok(text.parse().map_or(Value::BigInt(b""), Value::Int))
}

fn is_decimal(digits: &[u8]) -> bool {
    match digits {
        [] => false,
        [b'0', _, ..] => false,
        _ => digits.iter().all(u8::is_ascii_digit),
    }
}

fn float_line(line: &[u8]) -> Result<Value<'_>, Fault> {
    let is_float = core::str::from_utf8(line)
        .is_ok_and(|text| !text.starts_with('+') && text.parse::<f64>().is_ok());
    if is_float {
        Ok(Value::Float)
    } else {
        Err(malformed("a float is no number"))
    }
}

fn long(bytes: &[u8]) -> Value<'_> {
    let Some((last, _)) = bytes.split_last() else {
        return Value::Int(0);
    };
    if bytes.len() > 8 {
        return Value::BigInt(bytes);
    }
    let filling = if *last >= 0x80 { 0xff } else { 0 };
    let mut wide = [filling; 8];
    for (to, from) in wide.iter_mut().zip(bytes) {
        *to = *from;
    }
    Value::Int(i64::from_le_bytes(wide))
}

/// A string of Python 2 in quotes. What is escaped is not followed.
fn string_line(line: &[u8]) -> Result<Value<'_>, Fault> {
    match line {
        [first @ (b'\'' | b'"'), inner @ .., last] if first == last => {
            if inner.contains(&b'\\') {
                Ok(Value::SomeStr)
            } else {
                Ok(Value::OldStr(inner))
            }
        }
        _ => Err(malformed("a string has no quotes around it")),
    }
}

/// Bytes above 127 are characters of Latin 1 here, and `\u` begins an escape.
fn unicode_line(line: &[u8]) -> Value<'_> {
    if !line.is_ascii() || line.contains(&b'\\') {
        return Value::SomeStr;
    }
    unicode(line)
}

/// Readers let surrogates pass, which are no text here.
fn unicode(bytes: &[u8]) -> Value<'_> {
    core::str::from_utf8(bytes).map_or(Value::SomeStr, Value::Str)
}
