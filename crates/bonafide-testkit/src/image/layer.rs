//! Layers that are signatures or attestations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::name;
use crate::encode::{base64, pem, unbase64};
use crate::plan::Form;
use crate::{Certificate, Entry, Extension, GeneralName, Plan, Promise, oid};

/// A layer before it is pushed. Nothing holds the parts to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The bytes.
    pub blob: Vec<u8>,
    /// The media type.
    pub media_type: String,
    /// The annotations of its descriptor.
    pub annotations: BTreeMap<String, String>,
}

/// One signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The hint at the key.
    pub keyid: String,
    /// The signature.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// A signature without a hint.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self {
            keyid: String::new(),
            bytes: bytes.to_vec(),
        }
    }
}

/// The JSON of an envelope, as signers write it.
#[must_use]
pub fn envelope(payload_type: &str, payload: &[u8], signatures: &[Signature]) -> Vec<u8> {
    let signatures: Vec<Value> = signatures
        .iter()
        .map(|signature| json!({"keyid": signature.keyid, "sig": base64(&signature.bytes)}))
        .collect();
    format!(
        r#"{{"payloadType":{},"payload":"{}","signatures":{}}}"#,
        Value::from(payload_type),
        base64(payload),
        Value::from(signatures),
    )
    .into_bytes()
}

/// What the signatures of an envelope are over, its pre-authentication encoding.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let (name, size) = (payload_type.len(), payload.len());
    let prefix = format!("DSSEv1 {name} {payload_type} {size} ");
    [prefix.as_bytes(), payload].concat()
}

impl Layer {
    /// A layer without annotations.
    #[must_use]
    pub fn new(media_type: &str, blob: impl Into<Vec<u8>>) -> Self {
        Self {
            blob: blob.into(),
            media_type: media_type.to_owned(),
            annotations: BTreeMap::new(),
        }
    }

    /// With this annotation.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Without this annotation.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.annotations.remove(name);
        self
    }

    /// With this annotation as another layer has it.
    #[must_use]
    pub fn taking(self, name: &str, other: &Self) -> Self {
        match other.annotations.get(name) {
            Some(value) => self.with(name, value),
            None => self.without(name),
        }
    }

    /// With a change of the JSON in this annotation.
    ///
    /// # Panics
    /// When it is absent, or is no JSON.
    #[must_use]
    pub fn editing(self, name: &str, edit: impl FnOnce(&mut Value)) -> Self {
        let mut value = self.json(name);
        edit(&mut value);
        self.with(name, &value.to_string())
    }

    /// With a change of the blob, and not of what is said of it.
    #[must_use]
    pub fn with_blob(mut self, edit: impl FnOnce(&mut Vec<u8>)) -> Self {
        edit(&mut self.blob);
        self
    }

    /// The JSON in this annotation.
    ///
    /// # Panics
    /// When it is absent, or is no JSON.
    #[must_use]
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.annotations[name]).expect("JSON of the kit")
    }

    /// The signature; empty for an envelope.
    ///
    /// # Panics
    /// When the annotation is absent, or is not what the kit writes.
    #[must_use]
    pub fn signature(&self) -> Vec<u8> {
        unbase64(&self.annotations[name::SIGNATURE])
    }

    /// The body of the log entry.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn body(&self) -> Value {
        let body = self.json(name::PROMISE)["Payload"]["body"].take();
        let bytes = unbase64(body.as_str().expect("base64 of the kit"));
        serde_json::from_slice(&bytes).expect("JSON of the kit")
    }
}

impl<'a> Plan<'a> {
    /// Makes a layer of the formats before bundles: the message or the envelope as the blob, and
    /// what signs it in annotations. Signatures are over SHA-256, or of plain Ed25519, unless a
    /// scheme was named. What the promise is over is shown as the promise was told. There is no
    /// place for an inclusion proof, so that an entry of Rekor v2 or without a promise leaves no
    /// annotation; and a place for one timestamp only, the first.
    #[must_use]
    pub fn layer(self) -> Layer {
        let evidence = self.evidence(Form::Layer);
        let recorded = &evidence.recorded;
        let mut layer = match &recorded.payload {
            None => Layer::new(name::SIMPLE_SIGNING, recorded.signed.clone())
                .with(name::SIGNATURE, &base64(&recorded.signature)),
            Some((_, payload)) => {
                let layer = Layer::new(name::ENVELOPE, recorded.envelope.clone());
                hinted(layer, payload).with(name::SIGNATURE, "")
            }
        };
        if !evidence.certificate.is_empty() {
            let certificate = pem("CERTIFICATE", &evidence.certificate);
            let chain = self.chain();
            let chain: String = chain.iter().map(|der| pem("CERTIFICATE", der)).collect();
            layer = layer
                .with(name::CERTIFICATE, &certificate)
                .with(name::CHAIN, chain.trim_end());
        }
        if let Some((promise, bytes)) = &evidence.promise {
            layer = layer.with(name::PROMISE, &annotated(promise, bytes));
        }
        if let Some(token) = evidence.tokens.first() {
            let timestamp = json!({"SignedRFC3161Timestamp": base64(token)});
            layer = layer.with(name::TIMESTAMP, &timestamp.to_string());
        }
        layer
    }

    /// Has the certificate of the signer be one of an authority that is not Fulcio: the address as
    /// its name, no extended key usage, no claims, no certificate timestamps, and neither log entry
    /// nor timestamp. It is valid for a year, so that it is at the time of the verification.
    #[must_use]
    pub fn by_own_authority(self, email: &'a str) -> Self {
        self.with_leaf(move |leaf| private_leaf(leaf, email))
            .with_scts(Vec::clear)
            .with_sct_list(Vec::clear)
            .logged(Entry::None)
            .stamped(0)
    }
}

/// Makes of a certificate one of an authority that is not Fulcio, as [`Plan::by_own_authority`]
/// does.
pub fn private_leaf(leaf: &mut Certificate, email: &str) {
    let fulcio = format!("{}.", oid::FULCIO);
    leaf.extensions
        .retain(|extension| !extension.oid.starts_with(&fulcio));
    leaf.remove(oid::EXTENDED_KEY_USAGE);
    let name = GeneralName::Email(email.to_owned());
    leaf.set(Extension::subject_alt_name(&[name]));
    leaf.not_after = leaf.not_before.plus(365 * 86_400);
}

/// With the predicate type in an annotation, if the payload has one.
fn hinted(layer: Layer, payload: &[u8]) -> Layer {
    let statement: Value = serde_json::from_slice(payload).unwrap_or(Value::Null);
    match statement["predicateType"].as_str() {
        Some(predicate_type) => layer.with(name::PREDICATE_TYPE, predicate_type),
        None => layer,
    }
}

/// A promise and what it is over, as the annotation holds them.
fn annotated(promise: &Promise, bytes: &[u8]) -> String {
    format!(
        r#"{{"SignedEntryTimestamp":"{}","Payload":{{"body":"{}","integratedTime":{},"logIndex":{},"logID":"{}"}}}}"#,
        base64(bytes),
        promise.body,
        promise.integrated_time,
        promise.log_index,
        promise.log_id,
    )
}
