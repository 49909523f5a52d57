//! Reading JSON objects that the kit, or the author of a test, wrote.

use serde_json::{Map, Value};

/// The members of one object. A member that nobody knows is a slip of the author, and a panic
/// names it.
pub(super) struct Form<'a> {
    what: &'static str,
    members: &'a Map<String, Value>,
}

impl<'a> Form<'a> {
    /// `value` as an object with no other members than `names`.
    pub(super) fn of(value: &'a Value, what: &'static str, names: &[&str]) -> Self {
        let members = object(value, what);
        for name in members.keys() {
            assert!(names.contains(&name.as_str()), "{what}: member {name}");
        }
        Self { what, members }
    }

    /// A member that may be absent or null.
    pub(super) fn maybe(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A string that may be absent.
    pub(super) fn maybe_text(&self, name: &str) -> Option<String> {
        let value = self.maybe(name)?;
        let text = value.as_str();
        Some(
            text.unwrap_or_else(|| panic!("{}: {name} is no string", self.what))
                .to_owned(),
        )
    }

    /// A string.
    pub(super) fn text(&self, name: &str) -> String {
        self.maybe_text(name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.what))
    }

    /// An integer that may be absent.
    pub(super) fn maybe_number(&self, name: &str) -> Option<u64> {
        let value = self.maybe(name)?;
        let number = value.as_u64();
        Some(number.unwrap_or_else(|| panic!("{}: {name} is no integer", self.what)))
    }

    /// An integer.
    pub(super) fn number(&self, name: &str) -> u64 {
        self.maybe_number(name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.what))
    }

    /// A status of HTTP.
    pub(super) fn status(&self, name: &str) -> u16 {
        u16::try_from(self.number(name)).unwrap_or_else(|_| panic!("{}: {name}", self.what))
    }

    /// A truth value; absent is `otherwise`.
    pub(super) fn flag(&self, name: &str, otherwise: bool) -> bool {
        self.maybe(name).map_or(otherwise, |value| {
            value
                .as_bool()
                .unwrap_or_else(|| panic!("{}: {name} is no truth value", self.what))
        })
    }

    /// Bytes in base64; absent is empty.
    pub(super) fn bytes(&self, name: &str) -> Vec<u8> {
        self.maybe_text(name)
            .map(|text| crate::encode::unbase64(&text))
            .unwrap_or_default()
    }

    /// The elements of an array; absent is empty.
    pub(super) fn list(&self, name: &str) -> &'a [Value] {
        self.maybe(name).map_or(&[], |value| {
            value
                .as_array()
                .unwrap_or_else(|| panic!("{}: {name} is no array", self.what))
        })
    }
}

/// `value` as an object with any members.
pub(super) fn object<'a>(value: &'a Value, what: &'static str) -> &'a Map<String, Value> {
    value
        .as_object()
        .unwrap_or_else(|| panic!("{what} is no object"))
}

/// `value` as a string.
pub(super) fn text(value: &Value, what: &'static str) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{what} is no string"))
        .to_owned()
}
