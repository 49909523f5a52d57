//! Values by what they say, so that an array can be asked for two that say the same.

use core::hash::{BuildHasher as _, Hasher as _};
use std::collections::HashSet;
use std::hash::{DefaultHasher, RandomState};

use bonafide_json::Step;

use super::decimal::Decimal;

/// 128 bits that are equal for values that say the same: the order of members does not matter, nor
/// how a number or a string is written.
///
/// The keys of the hashes are random, so that nobody can make two values look the same; by chance it
/// happens once in 10^24 arrays of 5,000,000 elements.
pub(super) type Print = [u64; 2];

/// The keys for one document.
#[derive(Debug, Default)]
pub(super) struct Prints {
    keys: [RandomState; 2],
}

/// The print of a container while it is read.
#[derive(Debug)]
pub(super) enum Growing {
    /// Elements in their order.
    Array(Box<[DefaultHasher; 2]>),
    /// Members in any order: the sum of theirs, and how many.
    Object(Print, u64),
}

/// The elements of an array so far.
#[derive(Debug, Default)]
pub(super) struct Elements {
    seen: HashSet<Print>,
}

impl Elements {
    /// Whether no element before it had this print.
    pub(super) fn insert(&mut self, print: Print) -> bool {
        self.seen.insert(print)
    }
}

impl Prints {
    pub(super) fn text(&self, text: &str) -> Print {
        self.of(b't', &[text.as_bytes()])
    }

    /// The print of a scalar; nothing for a container.
    pub(super) fn scalar(&self, step: &Step<'_>) -> Print {
        match step {
            Step::Text(text) => self.text(text),
            Step::Number(text) => self.number(text),
            Step::Boolean(true) => self.of(b'y', &[]),
            Step::Boolean(false) => self.of(b'n', &[]),
            _ => self.of(b'0', &[]),
        }
    }

    pub(super) fn array(&self) -> Growing {
        Growing::Array(Box::new(self.keys.each_ref().map(|key| begun(key, b'['))))
    }

    /// Adds a member or an element.
    pub(super) fn grow(&self, growing: &mut Growing, name: &str, print: Print) {
        match growing {
            Growing::Array(hashers) => {
                for (hasher, half) in hashers.iter_mut().zip(print) {
                    hasher.write_u64(half);
                }
            }
            Growing::Object(sum, count) => {
                let [one, other] = print.map(u64::to_le_bytes);
                let member = self.of(b'm', &[&one, &other, name.as_bytes()]);
                for (sum, half) in sum.iter_mut().zip(member) {
                    *sum = sum.wrapping_add(half);
                }
                *count = count.wrapping_add(1);
            }
        }
    }

    pub(super) fn end(&self, growing: &Growing) -> Print {
        match growing {
            Growing::Array(hashers) => hashers.each_ref().map(DefaultHasher::finish),
            Growing::Object(sum, count) => {
                let [one, other] = sum.map(u64::to_le_bytes);
                self.of(b'{', &[&one, &other, &count.to_le_bytes()])
            }
        }
    }

    fn of(&self, kind: u8, parts: &[&[u8]]) -> Print {
        self.keys.each_ref().map(|key| {
            let mut hasher = begun(key, kind);
            for part in parts {
                hasher.write(part);
            }
            hasher.finish()
        })
    }

    /// A number by its value: `1`, `1.0` and `10e-1` are one.
    fn number(&self, text: &str) -> Print {
        let value = Decimal::of(text);
        let sign = [u8::from(value.is_negative)];
        let exponent = value.exponent.to_le_bytes();
        self.of(b'#', &[&sign, &exponent, value.digits.as_bytes()])
    }
}

fn begun(key: &RandomState, kind: u8) -> DefaultHasher {
    let mut hasher = key.build_hasher();
    hasher.write_u8(kind);
    hasher
}

#[cfg(test)]
mod tests {
    use bonafide_json::{Limits, Reader};

    use super::*;

    fn print(prints: &Prints, text: &str) -> Print {
        let mut reader = Reader::over(text, &Limits::default()).unwrap();
        let mut open: Vec<(Growing, String)> = Vec::new();
        loop {
            let step = reader.step().unwrap().unwrap();
            let name = reader.name().into_owned();
            let (done, name) = match step {
                Step::Array => {
                    open.push((prints.array(), name));
                    continue;
                }
                Step::Object => {
                    open.push((Growing::Object([0; 2], 0), name));
                    continue;
                }
                Step::End => {
                    let (growing, name) = open.pop().unwrap();
                    (prints.end(&growing), name)
                }
                scalar => (prints.scalar(&scalar), name),
            };
            match open.last_mut() {
                Some((growing, _)) => prints.grow(growing, &name, done),
                None => return done,
            }
        }
    }

    #[test]
    fn equal_values_have_equal_prints_and_others_do_not() {
        let prints = Prints::default();
        for (one, other) in [
            (r#"{"a":1,"b":[2]}"#, r#"{ "b": [2.0], "\u0061": 10e-1 }"#),
            ("0", "-0.0e5"),
            ("100", "1e2"),
            ("0.5", "5E-1"),
            (r#""a""#, r#""\u0061""#),
        ] {
            assert_eq!(print(&prints, one), print(&prints, other), "{one} {other}");
        }
        let texts = [
            "1",
            "-1",
            "10",
            "0",
            r#""1""#,
            "true",
            "false",
            "null",
            "[]",
            "{}",
            r#""""#,
            "[1]",
            "[[1]]",
            "[1,2]",
            "[2,1]",
            "[[1],2]",
            "[[1,2]]",
            r#"{"a":1}"#,
            r#"{"b":1}"#,
            r#"{"a":"1"}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":2,"b":1}"#,
            "[null]",
        ];
        let all: HashSet<_> = texts.iter().map(|text| print(&prints, text)).collect();
        assert_eq!(all.len(), texts.len());
    }
}
