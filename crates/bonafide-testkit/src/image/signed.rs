//! Signed images with what a verifier needs, for tests that want no wrong part.

use serde_json::{Value, json};

use super::{Attachment, Layer, SimpleSigning, Statement, Store};
use crate::{Entry, KeyKind, Plan, SigningKey, Sigstore};

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectForm {
    /// An OCI image.
    Image,
    /// A Docker image.
    DockerImage,
    /// An OCI index.
    Index,
    /// A Docker manifest list.
    DockerList,
    /// An OCI index with attestation manifests.
    AttestedIndex,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The identity of the instance, with a certificate.
    Keyless,
    /// A key of this kind and seed.
    Key(KeyKind, String),
    /// An e-mail address, with a certificate for a key of this kind that is not like Fulcio's, see
    /// [`Plan::by_own_authority`].
    OwnAuthority(KeyKind, String),
}

impl By {
    /// The key on P-256 of this seed.
    #[must_use]
    pub fn key(seed: &str) -> Self {
        Self::Key(KeyKind::P256, seed.to_owned())
    }
}

/// How a signature is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// As a layer under a tag.
    Tag,
    /// As a layer that refers to the image.
    Layer,
    /// As a bundle that refers to the image.
    Bundle,
}

/// How an image is signed. All fields may be changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is signed.
    pub form: SubjectForm,
    /// Another seed makes another image.
    pub seed: String,
    /// The repository, without tag and digest.
    pub reference: String,
    /// The tag of the image, if it has one.
    pub tag: Option<String>,
    /// Who signs; each signs on every carrier.
    pub signers: Vec<By>,
    /// How the signatures are carried.
    pub carriers: Vec<Carrier>,
    /// Whether the image is signed; it may be attested only.
    pub is_signed: bool,
    /// Predicate types and predicates of attestations, each made by every signer.
    pub attestations: Vec<(String, Value)>,
    /// Annotations that the signatures state: an object, or null for none.
    pub annotations: Value,
    /// How signatures are logged; keys on Ed25519 are logged nowhere but in bundles.
    pub entry: Entry,
    /// How often each signature is stamped.
    pub timestamps: usize,
    /// Whether the list of referrers stands under a tag too.
    pub has_fallback: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            form: SubjectForm::Image,
            seed: "app".to_owned(),
            reference: "registry.test/owner/app".to_owned(),
            tag: Some("v1".to_owned()),
            signers: vec![By::Keyless],
            carriers: vec![Carrier::Tag],
            is_signed: true,
            attestations: Vec::new(),
            annotations: Value::Null,
            entry: Entry::V1,
            timestamps: 0,
            has_fallback: false,
        }
    }
}

/// A signed image, and what is needed to verify it.
#[derive(Clone, Debug)]
pub struct SignedImage {
    /// The repository.
    pub store: Store,
    /// Its name, without tag and digest.
    pub reference: String,
    /// The digest of the image.
    pub digest: String,
    /// The trusted root.
    pub trusted_root: Value,
    /// The public keys that signed, in PEM, in the order of the signers.
    pub keys: Vec<String>,
    /// The certificates above those of the signers in DER, the root last.
    pub chain: Vec<Vec<u8>>,
    /// The identity in the certificates.
    pub identity: String,
    /// The issuer in the certificates.
    pub issuer: String,
    /// A moment after everything was signed, in seconds since the epoch.
    pub now: i64,
}

impl SignedImage {
    /// An image signed so.
    #[must_use]
    pub fn new(kit: &Sigstore, options: &Options) -> Self {
        let mut store = options.store();
        if let Some(tag) = &options.tag {
            let subject = store.subject.clone();
            store.tag(tag, &subject);
        }
        for carrier in &options.carriers {
            options.carry(kit, *carrier, &mut store);
        }
        if options.has_fallback {
            let subject = store.subject.clone();
            store.push_fallback(&subject);
        }
        let keys = options.signers.iter().filter_map(|by| match by {
            By::Key(kind, seed) => Some(SigningKey::seeded(*kind, seed).pem()),
            By::Keyless | By::OwnAuthority(..) => None,
        });
        Self {
            reference: options.reference.clone(),
            digest: store.subject.clone(),
            trusted_root: kit.trusted_root(),
            keys: keys.collect(),
            chain: kit.fulcio.chain(),
            identity: kit.identity.clone(),
            issuer: kit.issuer.clone(),
            now: kit.time.plus(3600).seconds,
            store,
        }
    }

    /// The image by name and digest.
    #[must_use]
    pub fn pinned(&self) -> String {
        format!("{}@{}", self.reference, self.digest)
    }
}

impl Options {
    fn store(&self) -> Store {
        match self.form {
            SubjectForm::Image => Store::image(&self.seed),
            SubjectForm::DockerImage => Store::docker_image(&self.seed),
            SubjectForm::Index => Store::index(&self.seed),
            SubjectForm::DockerList => Store::docker_list(&self.seed),
            SubjectForm::AttestedIndex => {
                Store::attested_index(&self.seed, "https://slsa.dev/provenance/v1")
            }
        }
    }

    fn carry(&self, kit: &Sigstore, carrier: Carrier, store: &mut Store) {
        let subject = store.subject().descriptor();
        if carrier == Carrier::Bundle {
            let mut statements = self.statements(&subject.digest);
            if self.is_signed {
                statements.insert(0, self.signature_statement(&subject.digest));
            }
            for statement in &statements {
                for by in &self.signers {
                    let minted = self.signed_by(by, statement.plan(kit), carrier).mint();
                    store.attach_bundle(&minted);
                }
            }
            return;
        }
        let signatures = self.signature_layers(kit, &subject.digest);
        let attestations = self.attestation_layers(kit, &subject.digest);
        match carrier {
            Carrier::Layer => {
                if !signatures.is_empty() {
                    store.attach(&Attachment::signatures(&signatures, &subject));
                }
                if !attestations.is_empty() {
                    store.attach(&Attachment::attestations(&attestations, &subject));
                }
            }
            _ => {
                if !signatures.is_empty() {
                    store.sign(&signatures);
                }
                if !attestations.is_empty() {
                    store.attest(&attestations);
                }
            }
        }
    }

    fn signature_layers(&self, kit: &Sigstore, digest: &str) -> Vec<Layer> {
        if !self.is_signed {
            return Vec::new();
        }
        let payload =
            SimpleSigning::new(&self.reference, digest).with_optional(self.annotations.clone());
        let layer = |by| self.signed_by(by, payload.plan(kit), Carrier::Tag).layer();
        self.signers.iter().map(layer).collect()
    }

    fn attestation_layers(&self, kit: &Sigstore, digest: &str) -> Vec<Layer> {
        let mut layers = Vec::new();
        for statement in self.statements(digest) {
            let statement = statement.old();
            for by in &self.signers {
                layers.push(
                    self.signed_by(by, statement.plan(kit), Carrier::Tag)
                        .layer(),
                );
            }
        }
        layers
    }

    fn statements(&self, digest: &str) -> Vec<Statement> {
        self.attestations
            .iter()
            .map(|(kind, predicate)| {
                Statement::attestation(digest, kind, predicate.clone()).named(&self.reference)
            })
            .collect()
    }

    fn signature_statement(&self, digest: &str) -> Statement {
        let statement = Statement::signature(digest);
        match &self.annotations {
            Value::Null => statement,
            annotations => statement.with_annotations(json!(annotations)),
        }
    }

    fn signed_by<'a>(&self, by: &'a By, plan: Plan<'a>, carrier: Carrier) -> Plan<'a> {
        let plan = plan.logged(self.entry).stamped(self.timestamps);
        match by {
            By::Keyless => plan,
            By::OwnAuthority(kind, email) => plan.with_kind(*kind).by_own_authority(email),
            By::Key(kind, seed) => {
                let plan = plan.by_key().with_kind(*kind).signed_by(seed);
                if *kind == KeyKind::Ed25519 && carrier != Carrier::Bundle {
                    plan.logged(Entry::None)
                } else {
                    plan
                }
            }
        }
    }
}
