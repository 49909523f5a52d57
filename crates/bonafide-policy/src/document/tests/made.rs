//! Documents that have the shape of a policy.

use serde_json::{Map, Value, json};

use crate::document::shape::{Record, Shape, format::Format};

/// Makes values of a shape, the same for the same seed.
pub(super) struct Maker {
    state: u64,
    /// Times go up, so that windows have a length.
    day: u64,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            state: seed | 1,
            day: 0,
        }
    }

    fn below(&mut self, most: u64) -> u64 {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }

    pub(super) fn record(&mut self, record: &'static Record, depth: usize) -> Value {
        let kinds: Vec<_> = record
            .one_of
            .iter()
            .filter(|name| {
                let shape = record.field(name).unwrap().shape;
                let is_nested = matches!(**name, "any_of" | "all_of" | "any" | "all");
                !matches!(shape, Shape::Refused(_)) && (depth < 4 || !is_nested)
            })
            .collect();
        let kind = (!kinds.is_empty())
            .then(|| kinds[usize::try_from(self.below(kinds.len() as u64)).unwrap()]);
        let mut out = Map::new();
        for field in record.fields {
            let is_in = match record.one_of.contains(&field.name) {
                true => kind == Some(&field.name),
                // A comparison needs its place.
                false if field.name == "pointer" => !matches!(kind, Some(&"any" | &"all")),
                false if matches!(field.shape, Shape::Misplaced(_)) => false,
                false => field.is_required || self.below(4) == 0 || matches!(field.name, "rules"),
            };
            if is_in {
                out.insert(field.name.into(), self.value(field.shape, depth));
            }
        }
        Value::Object(out)
    }

    fn value(&mut self, shape: &'static Shape, depth: usize) -> Value {
        match shape {
            Shape::Boolean => json!(true),
            Shape::Integer(least, most) => {
                let span = u64::try_from(most - least).unwrap().min(9);
                json!(least + i64::try_from(self.below(span + 1)).unwrap())
            }
            Shape::Text(format) => json!(self.text(*format)),
            Shape::Choice(words) => {
                let words = words();
                json!(words[usize::try_from(self.below(words.len() as u64)).unwrap()])
            }
            Shape::Json => match self.below(5) {
                0 => json!(null),
                1 => json!(-7),
                2 => json!(["a", { "b": false }]),
                3 => json!({ "c": {} }),
                _ => json!("text"),
            },
            Shape::Ordered => match self.below(2) {
                0 => json!(17),
                _ => json!(self.text(Format::Time)),
            },
            Shape::List(of, least, most) => {
                let count = (*least as u64 + self.below(3)).min(*most as u64);
                let depth = depth + usize::from(is_nested(of));
                (0..count).map(|_| self.value(of, depth)).collect()
            }
            Shape::Map(names, of, most) => {
                let count = self.below(3).min(*most as u64);
                let members = (0..count).map(|_| (self.text(*names), self.value(of, depth)));
                Value::Object(members.collect())
            }
            Shape::Record(record) => self.record(record, depth),
            Shape::Either(other, record) => match self.below(2) {
                0 => self.value(other, depth),
                _ => self.record(record, depth),
            },
            Shape::Refused(_) | Shape::Misplaced(_) => Value::Null,
        }
    }

    fn text(&mut self, format: Format) -> String {
        let number = self.below(9);
        match format {
            Format::Schema => "bonafide.policy/v1".into(),
            Format::PolicyName => format!("p.{number}"),
            Format::RuleId => format!("docker:r{number}"),
            Format::RequirementId | Format::Claim => format!("r_{number}"),
            Format::ExceptionId | Format::Name => format!("Name-{number}"),
            Format::CheckId => format!("rule/any.r{number}"),
            Format::Line | Format::Prose => format!("\"text\"\n\u{202e} {number}"),
            Format::Pem => format!("-----BEGIN {number}-----\n"),
            Format::Pattern => format!("https://example.com/a{number}"),
            Format::Reference => format!("example.com/a{number}/**"),
            Format::Pointer => format!("/a~1b/*/{number}"),
            Format::Severity => "negligible".into(),
            Format::Duration => {
                format!("{number}{}", ["s", "m", "h", "d", "w"][number as usize % 5])
            }
            Format::Size => format!(
                "{number}{}",
                ["B", "KiB", "MiB", "GiB"][number as usize % 4]
            ),
            Format::Time => {
                self.day += 1;
                format!("2026-11-{:02}T00:00:00.{number}5Z", 1 + self.day % 30)
            }
            Format::Sha256 => format!("{number}").repeat(64),
            Format::Digest => format!("sha256:{}", format!("{number}").repeat(64)),
        }
    }
}

/// Requirements and conditions, which hold their like.
fn is_nested(shape: &Shape) -> bool {
    let Shape::Record(record) = shape else {
        return false;
    };
    record.field("any_of").is_some() || record.field("any").is_some()
}
