//! A bundle before it is made, with an edit for each stage of the making.

mod evidence;

use serde_json::{Value, json};

pub(crate) use evidence::{Evidence, Form};

use crate::body::Recorded;
use crate::encode::{base64, pem};
use crate::log::Promise;
use crate::note::Note;
use crate::{Certificate, KeyKind, Scheme, Sct, Sigstore, Token, oid};

/// Who signs a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signer {
    Keyless,
    Key,
}

/// Which kind of entry is made, in which log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// `hashedrekord` 0.0.1 or `dsse` 0.0.1, as the content has it, in Rekor v1.
    V1,
    /// `intoto` 0.0.2 in Rekor v1.
    Intoto,
    /// `rekord` 0.0.1 or `intoto` 0.0.1, as the content has it, in Rekor v1.
    Old,
    /// `dsse` 0.0.2 in Rekor v2.
    DsseV2,
    /// `hashedrekord` 0.0.2 in Rekor v2.
    V2,
    /// None.
    None,
}

/// What is signed.
#[derive(Clone, Debug)]
pub(crate) enum Signed {
    Message(Vec<u8>),
    Envelope(String, Vec<u8>),
}

type Edit<'a, T> = Box<dyn Fn(&mut T) + 'a>;

/// A bundle before it is made. Each stage can be changed, and what follows is signed over the
/// change, so that the result is wrong in one part and well signed in all others.
pub struct Plan<'a> {
    kit: &'a Sigstore,
    signed: Signed,
    artifact: Vec<u8>,
    signer: Signer,
    seed: String,
    kind: KeyKind,
    scheme: Option<Scheme>,
    entry: Entry,
    timestamps: usize,
    version: &'static str,
    with_promise: bool,
    leaf: Edit<'a, Certificate>,
    scts: Edit<'a, Vec<Sct>>,
    sct_list: Edit<'a, Vec<u8>>,
    signature: Edit<'a, Vec<u8>>,
    envelope: Edit<'a, Vec<u8>>,
    stamped: Edit<'a, Vec<u8>>,
    recorded: Edit<'a, Recorded>,
    body: Edit<'a, Value>,
    body_bytes: Edit<'a, Vec<u8>>,
    promise: Edit<'a, Promise>,
    promise_text: Edit<'a, String>,
    promise_bytes: Edit<'a, Vec<u8>>,
    checkpoint: Edit<'a, Note>,
    checkpoint_text: Edit<'a, String>,
    token: Edit<'a, Token>,
    bundle: Edit<'a, Value>,
}

/// A bundle, and what is needed to verify it.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The bundle.
    pub bundle: Value,
    /// The trusted root.
    pub trusted_root: Value,
    /// The artifact; empty for an envelope that was not said to be about one.
    pub artifact: Vec<u8>,
    /// The identity in the certificate.
    pub identity: String,
    /// The issuer in the certificate.
    pub issuer: String,
    /// The public key that signed, in PEM.
    pub key: String,
    /// The DER of the certificate; empty when a key signed.
    pub certificate: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// A moment after everything was signed, in seconds since the epoch.
    pub now: i64,
}

impl Minted {
    /// The envelope of a statement alone, as generators wrote it before log entries travelled with
    /// it: the certificate stands in PEM beside the signature.
    ///
    /// # Panics
    /// When there is no envelope.
    #[must_use]
    pub fn envelope(&self) -> Value {
        let mut envelope = self.bundle["dsseEnvelope"].clone();
        let signature = &mut envelope["signatures"][0];
        assert!(signature.is_object(), "a bundle without an envelope");
        signature["keyid"] = json!("");
        if !self.certificate.is_empty() {
            signature["cert"] = json!(pem("CERTIFICATE", &self.certificate));
        }
        envelope
    }

    /// The same evidence as an attestation of PEP 740; null in the places of an envelope that is not
    /// there.
    #[must_use]
    pub fn attestation(&self) -> Value {
        let envelope = &self.bundle["dsseEnvelope"];
        json!({
            "version": 1,
            "verification_material": {
                "certificate": base64(&self.certificate),
                "transparency_entries": self.bundle["verificationMaterial"]["tlogEntries"],
            },
            "envelope": {
                "statement": envelope["payload"],
                "signature": envelope["signatures"][0]["sig"],
            },
        })
    }
}

fn keep<'a, T>() -> Edit<'a, T> {
    Box::new(|_| ())
}

macro_rules! stages {
    ($( $(#[$meta:meta])* $stage:ident $with:ident: $type:ty; )+) => {
        $(
            $(#[$meta])*
            #[must_use]
            pub fn $with(mut self, edit: impl Fn(&mut $type) + 'a) -> Self {
                self.$stage = Box::new(edit);
                self
            }
        )+
    };
}

impl<'a> Plan<'a> {
    pub(crate) fn new(kit: &'a Sigstore, signed: Signed) -> Self {
        let artifact = match &signed {
            Signed::Message(artifact) => artifact.clone(),
            Signed::Envelope(..) => Vec::new(),
        };
        Self {
            kit,
            signed,
            artifact,
            signer: Signer::Keyless,
            seed: "signer".to_owned(),
            kind: KeyKind::P256,
            scheme: None,
            entry: Entry::V1,
            timestamps: 0,
            version: "application/vnd.dev.sigstore.bundle.v0.3+json",
            with_promise: true,
            leaf: keep(),
            scts: keep(),
            sct_list: keep(),
            signature: keep(),
            envelope: keep(),
            stamped: keep(),
            recorded: keep(),
            body: keep(),
            body_bytes: keep(),
            promise: keep(),
            promise_text: keep(),
            promise_bytes: keep(),
            checkpoint: keep(),
            checkpoint_text: keep(),
            token: keep(),
            bundle: keep(),
        }
    }

    /// Names the artifact that an envelope is about.
    #[must_use]
    pub fn about(mut self, artifact: &[u8]) -> Self {
        self.artifact = artifact.to_vec();
        self
    }

    /// Signs with a key that the verifier must have, and not with a certificate.
    #[must_use]
    pub const fn by_key(mut self) -> Self {
        self.signer = Signer::Key;
        self
    }

    /// Signs with the key of this seed.
    #[must_use]
    pub fn signed_by(mut self, seed: &str) -> Self {
        seed.clone_into(&mut self.seed);
        self
    }

    /// Signs with a key of this kind.
    #[must_use]
    pub const fn with_kind(mut self, kind: KeyKind) -> Self {
        self.kind = kind;
        self
    }

    /// Signs with this scheme and not the usual one of the key.
    #[must_use]
    pub const fn with_scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// Logs the signature so. An entry of Rekor v2 needs a timestamp for a time.
    #[must_use]
    pub const fn logged(mut self, entry: Entry) -> Self {
        self.entry = entry;
        self
    }

    /// Logs in Rekor v2 with one timestamp.
    #[must_use]
    pub const fn v2(self) -> Self {
        self.logged(Entry::V2).stamped(1)
    }

    /// Stamps the signature so many times.
    #[must_use]
    pub const fn stamped(mut self, timestamps: usize) -> Self {
        self.timestamps = timestamps;
        self
    }

    /// Writes a bundle of version 0.1, with a chain.
    #[must_use]
    pub const fn version_0_1(mut self) -> Self {
        self.version = "application/vnd.dev.sigstore.bundle+json;version=0.1";
        self
    }

    /// Writes a bundle of version 0.2, with a chain.
    #[must_use]
    pub const fn version_0_2(mut self) -> Self {
        self.version = "application/vnd.dev.sigstore.bundle+json;version=0.2";
        self
    }

    /// Leaves out the promise of a v1 entry.
    #[must_use]
    pub const fn without_promise(mut self) -> Self {
        self.with_promise = false;
        self
    }

    /// Signs with a certificate without anything of Fulcio's, stamped and logged nowhere, that `edit`
    /// may change further.
    #[must_use]
    pub fn privately(self, edit: impl Fn(&mut Certificate) + 'a) -> Self {
        self.logged(Entry::None)
            .stamped(1)
            .with_scts(Vec::clear)
            .with_sct_list(Vec::clear)
            .with_leaf(move |leaf| {
                for claim in [1, 8, 12] {
                    leaf.remove(&format!("{}.{claim}", oid::FULCIO));
                }
                edit(leaf);
            })
    }

    stages! {
        /// Changes the certificate before it is logged and signed.
        leaf with_leaf: Certificate;
        /// Changes the certificate timestamps before the certificate log signs them.
        scts with_scts: Vec<Sct>;
        /// Changes the list of signed certificate timestamps before the certificate is signed.
        sct_list with_sct_list: Vec<u8>;
        /// Changes the signature before it is stamped and logged.
        signature with_signature: Vec<u8>;
        /// Changes the envelope as a layer of an image holds it, before it is stamped and logged.
        envelope with_envelope: Vec<u8>;
        /// Changes what is stamped.
        stamped with_stamped: Vec<u8>;
        /// Changes what the log is told.
        recorded with_recorded: Recorded;
        /// Changes the body of the entry before the log takes it.
        body with_body: Value;
        /// Changes the bytes of the body before the log takes them.
        body_bytes with_body_bytes: Vec<u8>;
        /// Changes what the promise is over.
        promise with_promise_over: Promise;
        /// Changes the text of the promise before it is signed.
        promise_text with_promise_text: String;
        /// Changes the promise after it was signed.
        promise_bytes with_promise_bytes: Vec<u8>;
        /// Changes the checkpoint before it is signed.
        checkpoint with_checkpoint: Note;
        /// Changes the checkpoint after it was signed.
        checkpoint_text with_checkpoint_text: String;
        /// Changes the timestamps before they are signed.
        token with_token: Token;
        /// Changes the finished bundle.
        bundle with_bundle: Value;
    }

    /// Makes the bundle.
    #[must_use]
    pub fn mint(self) -> Minted {
        let evidence = self.evidence(Form::Bundle);
        let mut bundle = json!({
            "mediaType": self.version,
            "verificationMaterial": self.material(&evidence),
        });
        self.add_content(&mut bundle, &evidence.recorded);
        (self.bundle)(&mut bundle);
        Minted {
            bundle,
            trusted_root: self.kit.trusted_root(),
            artifact: self.artifact,
            identity: self.kit.identity.clone(),
            issuer: self.kit.issuer.clone(),
            key: evidence.key.pem(),
            certificate: evidence.certificate,
            signature: evidence.recorded.signature,
            now: self.kit.time.plus(3600).seconds,
        }
    }

    fn material(&self, evidence: &Evidence) -> Value {
        let mut material = json!({"tlogEntries": []});
        let raw = json!({"rawBytes": base64(&evidence.certificate)});
        if evidence.certificate.is_empty() {
            material["publicKey"] = json!({"hint": ""});
        } else if self.version.ends_with("version=0.1") || self.version.ends_with("version=0.2") {
            material["x509CertificateChain"] = json!({"certificates": [raw]});
        } else {
            material["certificate"] = raw;
        }
        if let Some(entry) = &evidence.entry {
            material["tlogEntries"] = json!([entry]);
        }
        if !evidence.tokens.is_empty() {
            let tokens: Vec<Value> = evidence
                .tokens
                .iter()
                .map(|token| json!({"signedTimestamp": base64(token)}))
                .collect();
            material["timestampVerificationData"] = json!({"rfc3161Timestamps": tokens});
        }
        material
    }

    fn add_content(&self, bundle: &mut Value, recorded: &Recorded) {
        match &self.signed {
            Signed::Message(artifact) => {
                let hash = recorded.hash();
                bundle["messageSignature"] = json!({
                    "messageDigest": {
                        "algorithm": hash.enum_name(),
                        "digest": base64(&hash.digest(artifact)),
                    },
                    "signature": base64(&recorded.signature),
                });
            }
            Signed::Envelope(name, payload) => {
                bundle["dsseEnvelope"] = json!({
                    "payload": base64(payload),
                    "payloadType": name,
                    "signatures": [{"sig": base64(&recorded.signature)}],
                });
            }
        }
    }
}
