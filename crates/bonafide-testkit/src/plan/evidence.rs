//! The stages of the making that every format shares.

use serde_json::{Value, json};

use super::{Entry, Plan, Signed, Signer};
use crate::body::Recorded;
use crate::encode::{Hash, base64, canonical};
use crate::image::{Signature, envelope, pae};
use crate::log::Promise;
use crate::{Extension, GeneralName, KeyKind, KeyUsage, Scheme, Sct, SigningKey, ct, oid};

/// What the stages yield, before a format is written around it.
pub(crate) struct Evidence {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Vec<u8>,
    pub(crate) recorded: Recorded,
    pub(crate) entry: Option<Value>,
    pub(crate) promise: Option<(Promise, Vec<u8>)>,
    pub(crate) tokens: Vec<Vec<u8>>,
}

/// The format for which evidence is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A bundle.
    Bundle,
    /// A layer beside an image, of the formats before bundles.
    Layer,
}

impl Plan<'_> {
    /// Runs all stages but that of the finished bundle.
    pub(crate) fn evidence(&self, form: Form) -> Evidence {
        let key = SigningKey::seeded(self.kind, &self.seed);
        let scheme = self.scheme.unwrap_or_else(|| self.usual_scheme(form));
        let signed = self.signed_bytes();
        let mut signature = key.sign(scheme, &signed);
        (self.signature)(&mut signature);
        let certificate = match self.signer {
            Signer::Keyless => self.certificate(&key),
            Signer::Key => Vec::new(),
        };
        let recorded = Recorded {
            verifier: if certificate.is_empty() {
                key.spki()
            } else {
                certificate.clone()
            },
            is_certificate: !certificate.is_empty(),
            kind: self.kind,
            scheme,
            envelope: self.envelope_of(form, &signature),
            signature,
            signed,
            payload: match &self.signed {
                Signed::Message(_) => None,
                Signed::Envelope(name, payload) => Some((name.clone(), payload.clone())),
            },
        };
        let (entry, promise) = if self.entry == Entry::None {
            (None, None)
        } else {
            let mut told = recorded.clone();
            (self.recorded)(&mut told);
            let (entry, promise) = self.entry(&told);
            (Some(entry), promise)
        };
        Evidence {
            key,
            certificate,
            tokens: self.tokens(form, &recorded),
            entry,
            promise,
            recorded,
        }
    }

    /// The certificates above that of the signer, the root last.
    pub(crate) fn chain(&self) -> Vec<Vec<u8>> {
        self.kit.fulcio.chain()
    }

    /// A log sees digests only, so that Ed25519 signs one when a message is logged. Layers are
    /// older than that, and than other hashes than SHA-256.
    const fn usual_scheme(&self, form: Form) -> Scheme {
        match (form, self.kind, &self.signed, self.entry) {
            (Form::Layer, KeyKind::P256 | KeyKind::P384 | KeyKind::P521, ..) => {
                Scheme::Ecdsa(Hash::Sha256)
            }
            (
                Form::Bundle,
                KeyKind::Ed25519,
                Signed::Message(_),
                Entry::V1 | Entry::Old | Entry::V2,
            ) => Scheme::Ed25519ph,
            _ => self.kind.scheme(),
        }
    }

    fn signed_bytes(&self) -> Vec<u8> {
        match &self.signed {
            Signed::Message(artifact) => artifact.clone(),
            Signed::Envelope(name, payload) => pae(name, payload),
        }
    }

    /// The envelope as the log sees it. A bundle holds it in other JSON, so that there it is not
    /// told which it was.
    fn envelope_of(&self, form: Form, signature: &[u8]) -> Vec<u8> {
        match (form, &self.signed) {
            (Form::Layer, Signed::Envelope(name, payload)) => {
                let mut bytes = envelope(name, payload, &[Signature::new(signature)]);
                (self.envelope)(&mut bytes);
                bytes
            }
            _ => b"the envelope as it was uploaded".to_vec(),
        }
    }

    /// The timestamps: over the signature, but over the whole envelope in a layer, which has no
    /// signature beside it.
    fn tokens(&self, form: Form, recorded: &Recorded) -> Vec<Vec<u8>> {
        let mut stamped = match (form, &recorded.payload) {
            (Form::Layer, Some(_)) => recorded.envelope.clone(),
            _ => recorded.signature.clone(),
        };
        (self.stamped)(&mut stamped);
        (0..self.timestamps)
            .map(|number| self.token(number, &stamped))
            .collect()
    }

    /// The certificate for the signer's key, with its timestamps.
    fn certificate(&self, key: &SigningKey) -> Vec<u8> {
        let kit = self.kit;
        let mut leaf = kit
            .fulcio
            .leaf(key.spki(), kit.time.plus(-300), kit.time.plus(300));
        leaf.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
        leaf.set(Extension::extended_key_usage(false, &[oid::CODE_SIGNING]));
        leaf.set(Extension::subject_alt_name(&[GeneralName::Uri(
            kit.identity.clone(),
        )]));
        leaf.set(Extension::claim(1, &kit.issuer));
        leaf.set(Extension::claim(8, &kit.issuer));
        leaf.set(Extension::claim(12, "https://forge.test/owner/repo"));
        (self.leaf)(&mut leaf);
        let issuer = kit.fulcio.issuer();
        let tbs = leaf.tbs(issuer.scheme);
        let mut scts = vec![
            kit.ct
                .sct(&tbs, &issuer.certificate.spki, kit.time.plus(-300)),
        ];
        (self.scts)(&mut scts);
        let mut list = ct::sct_list(&scts.iter().map(Sct::sign).collect::<Vec<_>>());
        (self.sct_list)(&mut list);
        if !list.is_empty() {
            leaf.set(Extension::raw(
                oid::SCT_LIST,
                false,
                crate::der::octets(&list),
            ));
        }
        leaf.sign(&issuer.key, issuer.scheme)
    }

    fn token(&self, number: usize, stamped: &[u8]) -> Vec<u8> {
        let mut token = self.kit.tsa.token(stamped, self.kit.time);
        // Two timestamps of one authority differ in their serial numbers.
        token.info.serial = vec![u8::try_from(number + 1).expect("few timestamps")];
        (self.token)(&mut token);
        token.der()
    }

    /// The entry as a bundle holds it, and the promise with what it is over.
    fn entry(&self, recorded: &Recorded) -> (Value, Option<(Promise, Vec<u8>)>) {
        let (mut body, log) = match (self.entry, &recorded.payload) {
            (Entry::V2, _) => (recorded.hashedrekord_v2(), &self.kit.rekor2),
            (Entry::DsseV2, _) => (recorded.dsse_v2(), &self.kit.rekor2),
            (Entry::Intoto, _) => (recorded.intoto(), &self.kit.rekor),
            (Entry::Old, Some(_)) => (recorded.intoto_v1(), &self.kit.rekor),
            (Entry::Old, None) => (recorded.rekord(), &self.kit.rekor),
            (Entry::V1 | Entry::None, Some(_)) => (recorded.dsse(), &self.kit.rekor),
            (Entry::V1 | Entry::None, None) => (recorded.hashedrekord(), &self.kit.rekor),
        };
        let label = json!({"kind": body["kind"], "version": body["apiVersion"]});
        (self.body)(&mut body);
        let mut body = canonical(&body).into_bytes();
        (self.body_bytes)(&mut body);
        let tree = log.tree_with(&body);
        let mut checkpoint = log.checkpoint(&tree);
        (self.checkpoint)(&mut checkpoint);
        let mut note = checkpoint.sign();
        (self.checkpoint_text)(&mut note);
        let hashes: Vec<String> = tree.path().iter().map(|hash| base64(hash)).collect();
        let mut entry = json!({
            "logIndex": log.entry_index().to_string(),
            "logId": {"keyId": base64(&log.id())},
            "kindVersion": label,
            "inclusionProof": {
                "logIndex": log.index.to_string(),
                "rootHash": base64(&tree.root()),
                "treeSize": tree.size().to_string(),
                "hashes": hashes,
                "checkpoint": {"envelope": note},
            },
            "canonicalizedBody": base64(&body),
        });
        if log.tree.is_none() || !self.with_promise {
            return (entry, None);
        }
        let mut promise = log.promise(&body, self.kit.time);
        (self.promise)(&mut promise);
        let mut text = promise.text();
        (self.promise_text)(&mut text);
        let mut bytes = promise.sign_text(&text);
        (self.promise_bytes)(&mut bytes);
        entry["integratedTime"] = json!(self.kit.time.seconds.to_string());
        entry["inclusionPromise"] = json!({"signedEntryTimestamp": base64(&bytes)});
        (entry, Some((promise, bytes)))
    }
}
