//! The payload of a signature: simple signing.

use serde_json::{Value, json};

use super::name;
use crate::{Plan, Sigstore};

/// A payload before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleSigning {
    /// `docker-reference`: the repository for which the image was signed.
    pub reference: String,
    /// `docker-manifest-digest`.
    pub digest: String,
    /// `type`.
    pub kind: String,
    /// `optional`: null, or an object.
    pub optional: Value,
}

impl SimpleSigning {
    /// The payload about the image with this digest in this repository.
    #[must_use]
    pub fn new(reference: &str, digest: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            digest: digest.to_owned(),
            kind: name::IMAGE_SIGNATURE.to_owned(),
            optional: Value::Null,
        }
    }

    /// With these annotations.
    #[must_use]
    pub fn with_optional(mut self, optional: Value) -> Self {
        self.optional = optional;
        self
    }

    /// With this type.
    #[must_use]
    pub fn with_kind(mut self, kind: &str) -> Self {
        kind.clone_into(&mut self.kind);
        self
    }

    /// Plans a signature with this payload: keyless, and logged in Rekor v1. [`Plan::layer`] makes
    /// the layer of it.
    #[must_use]
    pub fn plan<'a>(&self, kit: &'a Sigstore) -> Plan<'a> {
        kit.message(&self.bytes())
    }

    /// As JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        json!({
            "critical": {
                "identity": {"docker-reference": self.reference},
                "image": {"docker-manifest-digest": self.digest},
                "type": self.kind,
            },
            "optional": self.optional,
        })
    }

    /// The bytes as signers write them.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        format!(
            r#"{{"critical":{},"optional":{}}}"#,
            self.critical(),
            self.optional
        )
        .into_bytes()
    }

    /// The bytes after a change of the JSON.
    #[must_use]
    pub fn edited(&self, edit: impl FnOnce(&mut Value)) -> Vec<u8> {
        let mut value = self.value();
        edit(&mut value);
        value.to_string().into_bytes()
    }

    /// The bytes without the member at this JSON pointer.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn without(&self, pointer: &str) -> Vec<u8> {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
        self.edited(|value| {
            let parent = value.pointer_mut(parent).expect("a parent");
            let members = parent.as_object_mut().expect("an object");
            members.remove(member).expect("a member");
        })
    }

    /// The bytes with every object's members in another order.
    #[must_use]
    pub fn reordered(&self) -> Vec<u8> {
        let text = |text: &str| Value::from(text).to_string();
        format!(
            r#"{{"optional":{},"critical":{{"type":{},"image":{{"docker-manifest-digest":{}}},"identity":{{"docker-reference":{}}}}}}}"#,
            self.optional,
            text(&self.kind),
            text(&self.digest),
            text(&self.reference),
        )
        .into_bytes()
    }

    /// The bytes with white space wherever it may stand.
    #[must_use]
    pub fn spaced(&self) -> Vec<u8> {
        let pretty = serde_json::to_string_pretty(&self.value()).expect("JSON");
        format!("\t\r\n {} \n", pretty.replace("\": ", "\"\t : \r\n ")).into_bytes()
    }

    /// The bytes after a byte order mark.
    #[must_use]
    pub fn after_mark(&self) -> Vec<u8> {
        [b"\xef\xbb\xbf".as_slice(), &self.bytes()].concat()
    }

    /// The bytes and more after them.
    #[must_use]
    pub fn trailed_by(&self, trailing: &[u8]) -> Vec<u8> {
        [self.bytes().as_slice(), trailing].concat()
    }

    /// The bytes with `critical` twice: this one's first, then the other's.
    #[must_use]
    pub fn twice(&self, other: &Self) -> Vec<u8> {
        format!(
            r#"{{"critical":{},"critical":{},"optional":{}}}"#,
            self.critical(),
            other.critical(),
            self.optional,
        )
        .into_bytes()
    }

    /// The bytes with an annotation `deep` of so many arrays in one another.
    #[must_use]
    pub fn nested(&self, depth: usize) -> Vec<u8> {
        format!(
            r#"{{"critical":{},"optional":{{"deep":{}{}}}}}"#,
            self.critical(),
            "[".repeat(depth),
            "]".repeat(depth),
        )
        .into_bytes()
    }

    fn critical(&self) -> Value {
        self.value()["critical"].take()
    }
}
