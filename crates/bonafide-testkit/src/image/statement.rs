//! Statements about images.

use serde_json::{Value, json};

use super::{hex_of, name};
use crate::{Plan, Sigstore};

/// A statement before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `_type`.
    pub kind: String,
    /// `subject`: an array, or whatever else.
    pub subjects: Value,
    /// `predicateType`.
    pub predicate_type: String,
    /// `predicate`; `None` leaves it out.
    pub predicate: Option<Value>,
}

impl Statement {
    /// The statement that is a signature of the image with this digest.
    #[must_use]
    pub fn signature(digest: &str) -> Self {
        Self::attestation(digest, name::SIGN_V1, json!({}))
    }

    /// A statement with any predicate about the image with this digest. The subject has no name.
    #[must_use]
    pub fn attestation(digest: &str, predicate_type: &str, predicate: Value) -> Self {
        Self {
            kind: name::STATEMENT_V1.to_owned(),
            subjects: json!([{"digest": {"sha256": hex_of(digest)}}]),
            predicate_type: predicate_type.to_owned(),
            predicate: Some(predicate),
        }
    }

    /// Of the version before, as attestations in layers are.
    #[must_use]
    pub fn old(mut self) -> Self {
        name::STATEMENT_V0_1.clone_into(&mut self.kind);
        self
    }

    /// With this name of the first subject.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.subjects[0]["name"] = name.into();
        self
    }

    /// With these annotations of the first subject.
    #[must_use]
    pub fn with_annotations(mut self, annotations: Value) -> Self {
        self.subjects[0]["annotations"] = annotations;
        self
    }

    /// With another subject after the others.
    ///
    /// # Panics
    /// When the subjects are no array.
    #[must_use]
    pub fn and_about(mut self, digest: &str) -> Self {
        let subjects = self.subjects.as_array_mut().expect("an array");
        subjects.push(json!({"digest": {"sha256": hex_of(digest)}}));
        self
    }

    /// As JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut value = json!({
            "_type": self.kind,
            "subject": self.subjects,
            "predicateType": self.predicate_type,
        });
        if let Some(predicate) = &self.predicate {
            value["predicate"] = predicate.clone();
        }
        value
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.value().to_string().into_bytes()
    }

    /// Plans an envelope around the statement: keyless, and logged in Rekor v1. [`Plan::mint`]
    /// makes a bundle of it, [`Plan::layer`] a layer.
    #[must_use]
    pub fn plan<'a>(&self, kit: &'a Sigstore) -> Plan<'a> {
        kit.envelope(name::STATEMENT, &self.bytes())
    }
}
