//! A document as `serde_json` would have it, read by the cursor.

use bonafide_json::{Error, Kind, Limits, Reader};
use serde_json::{Map, Number, Value};

pub(crate) fn read(document: &[u8]) -> Result<Value, Error> {
    let mut reader = Reader::new(document, &Limits::default())?;
    let value = value(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn value(reader: &mut Reader<'_>) -> Result<Value, Error> {
    Ok(match reader.kind()? {
        Kind::Null => {
            assert!(reader.null()?);
            Value::Null
        }
        Kind::Boolean => Value::Bool(reader.boolean()?),
        Kind::Number => {
            let lexeme = reader.number()?;
            match lexeme.parse::<Number>() {
                Ok(number) => Value::Number(number),
                // The peer has no room for it; we keep the text.
                Err(_) => Value::String(format!("out of range: {lexeme}")),
            }
        }
        Kind::String => Value::String(reader.string()?.into_owned()),
        Kind::Array => {
            let mut elements = Vec::new();
            reader.array::<Error>(usize::MAX, "elements", |reader, index| {
                assert_eq!(index, elements.len());
                elements.push(value(reader)?);
                Ok(())
            })?;
            Value::Array(elements)
        }
        Kind::Object => {
            let mut members = Map::new();
            reader.object::<Error>(&[], |reader, name| {
                let earlier = members.insert(name.to_owned(), value(reader)?);
                assert_eq!(earlier, None);
                Ok(())
            })?;
            Value::Object(members)
        }
    })
}
