//! The JSON Schema of policies, made of the same tables that documents are checked by.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::format::SCHEMA;
use super::{Format, POLICY, Record, Shape};
use crate::PolicyDocument;

impl PolicyDocument {
    /// The JSON Schema of policies: what it accepts has the right members of the right types. What
    /// patterns mean, and whether names fit each other, it cannot say.
    ///
    /// # Specification
    /// JSON Schema 2020-12; policy DOC-6.
    #[must_use]
    pub fn json_schema() -> String {
        let mut records = Records::default();
        let mut root = records.record(&POLICY);
        let mut definitions = Map::new();
        // A record that refers to itself is written once, by name.
        while let Some((name, record)) = records.left.pop() {
            let schema = records.record(record);
            definitions.insert(name, Value::Object(schema));
        }
        root.insert(
            "$schema".into(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        root.insert(
            "$id".into(),
            json!("https://bonafide.dev/schema/policy.v1.json"),
        );
        root.insert("title".into(), json!(SCHEMA));
        root.insert("$defs".into(), Value::Object(definitions));
        let mut text = format!("{:#}", Value::Object(root));
        text.push('\n');
        text
    }
}

/// The records that were met, each with a name.
#[derive(Default)]
struct Records {
    known: BTreeMap<usize, String>,
    /// How often a name was wanted.
    wanted: BTreeMap<&'static str, usize>,
    left: Vec<(String, &'static Record)>,
}

impl Records {
    /// Records are called by the field where they were met first, and told apart by where they are
    /// in memory: each is a static of its own.
    fn reference(&mut self, record: &'static Record, field: &'static str) -> Value {
        let address = core::ptr::from_ref(record).addr();
        let name = self.known.entry(address).or_insert_with(|| {
            let count = self.wanted.entry(field).or_default();
            *count = count.saturating_add(1);
            let name = match *count {
                1 => field.to_owned(),
                count => format!("{field}-{count}"),
            };
            self.left.push((name.clone(), record));
            name
        });
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn record(&mut self, record: &'static Record) -> Map<String, Value> {
        let mut properties = Map::new();
        for field in record.fields {
            properties.insert(field.name.into(), self.shape(field.shape, field.name));
        }
        let required = record.fields.iter().filter(|field| field.is_required);
        let required: Vec<&str> = required.map(|field| field.name).collect();
        let mut out = Map::new();
        out.insert("type".into(), json!("object"));
        out.insert("additionalProperties".into(), json!(false));
        out.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            out.insert("required".into(), json!(required));
        }
        if !record.one_of.is_empty() {
            let each = record
                .one_of
                .iter()
                .map(|name| json!({ "required": [name] }));
            out.insert("oneOf".into(), each.collect());
        }
        out
    }

    fn shape(&mut self, shape: &'static Shape, field: &'static str) -> Value {
        match shape {
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::Integer(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Shape::Text(format) => text(*format),
            Shape::Choice(words) => json!({ "enum": words() }),
            Shape::Json => json!({}),
            Shape::Ordered => json!({ "anyOf": [{ "type": "integer" }, text(Format::Time)] }),
            Shape::List(of, least, most) => json!({
                "type": "array", "items": self.shape(of, field), "minItems": least, "maxItems": most,
            }),
            Shape::Map(names, of, most) => json!({
                "type": "object", "propertyNames": text(*names),
                "additionalProperties": self.shape(of, field), "maxProperties": most,
            }),
            Shape::Record(record) => self.reference(record, field),
            Shape::Either(other, record) => {
                json!({ "anyOf": [self.shape(other, field), self.reference(record, field)] })
            }
            Shape::Refused(why) | Shape::Misplaced(why) => json!({ "not": {}, "description": why }),
        }
    }
}

fn text(format: Format) -> Value {
    if format == Format::Schema {
        return json!({ "const": SCHEMA });
    }
    let mut out = Map::new();
    out.insert("type".into(), json!("string"));
    out.insert("maxLength".into(), json!(format.most_bytes()));
    if format.least_bytes() > 0 {
        out.insert("minLength".into(), json!(format.least_bytes()));
    }
    if let Some(regex) = format.regex() {
        out.insert("pattern".into(), json!(regex));
    }
    Value::Object(out)
}
