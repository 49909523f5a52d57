//! Registries in memory, and what the verifier says of the images in them.
#![allow(unreachable_pub, reason = "a module of the tests beside it")]

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_oci::{
    Answer as Fetched, Ask, Capabilities, Discovered, DiscoveryOptions, Limits, Reference, Request,
    Source, SourceError, SourceErrorKind, Subject, Target, Wanted, discover, parse_digest,
};
use bonafide_report::{Class, Coded as _, Finding, Time};
use bonafide_sigstore::image::{ImagePolicy, ImageRefusal, ImageRequest, VerifiedImage};
use bonafide_sigstore::{IdentityMatcher, Policy, TrustedKey, TrustedRoot, Verifier};
use bonafide_testkit::image::{Layer, SimpleSigning, Statement, Store};
use bonafide_testkit::{Entry, KeyKind, Minted, Plan, SigningKey, Sigstore};
use serde_json::{Value, json};

#[path = "../../../bonafide-oci/tests/common/registry.rs"]
mod registry;

/// The repository in which everything lies.
pub const REPOSITORY: &str = "registry.test/owner/app";
/// The predicate type of attestations that are about nothing else.
pub const PREDICATE: &str = "https://example.test/predicate/v1";

/// What a registry refuses to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    Referrers,
    Tags,
    Blobs,
}

/// A registry that holds a store.
pub struct Registry<'a> {
    pub store: &'a Store,
    pub away: &'a [Away],
}

impl Source for Registry<'_> {
    fn fetch(&self, request: &Request) -> Result<Fetched, SourceError> {
        let is_away = |what| self.away.contains(&what);
        let failed = || SourceError::new(SourceErrorKind::Unavailable, "500");
        match request.ask() {
            Ask::Manifest(Target::Tag(_)) | Ask::Next(_) if is_away(Away::Tags) => Err(failed()),
            Ask::Referrers(_) if is_away(Away::Referrers) => Err(failed()),
            Ask::Blob(_) if is_away(Away::Blobs) => Err(failed()),
            _ => registry::answer(self.store, request),
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}

pub fn options() -> DiscoveryOptions {
    let both = Wanted::signatures().and(Wanted::attestations());
    DiscoveryOptions::new(both)
}

/// Everything that a registry with this store tells of its image.
pub fn found(store: &Store) -> Discovered {
    found_with(store, &[], options())
}

pub fn found_with(store: &Store, away: &[Away], options: DiscoveryOptions) -> Discovered {
    let asked = asked(store);
    discover(&Registry { store, away }, &Subject::of(&asked), options).unwrap()
}

/// Limits that let more through than a verification judges.
pub fn wide() -> DiscoveryOptions {
    let limits = Limits::default()
        .with_requests(10_000)
        .with_total_bytes(1 << 30);
    options().with_limits(limits)
}

/// The name under which the image of a store is asked for.
pub fn asked(store: &Store) -> Reference {
    Reference::parse_familiar(&format!("{REPOSITORY}:v1@{}", store.subject)).unwrap()
}

/// What a verifier says of an image.
pub struct Answer(pub Result<VerifiedImage, Box<ImageRefusal>>);

impl Answer {
    /// The code of the refusal, or `ok`.
    pub fn code(&self) -> &'static str {
        self.0
            .as_ref()
            .err()
            .map_or("ok", |refusal| refusal.code().as_str())
    }

    /// The class of the refusal.
    pub fn class(&self) -> Option<Class> {
        self.0.as_ref().err().map(|refusal| refusal.class())
    }

    /// What became of each candidate, in order.
    pub fn codes(&self) -> Vec<&'static str> {
        let judgements = match &self.0 {
            Ok(verified) => verified.judgements(),
            Err(refusal) => refusal.judgements(),
        };
        let code = |failure: Option<&bonafide_sigstore::Error>| {
            failure.map_or("ok", |failure| failure.code().as_str())
        };
        judgements.iter().map(|one| code(one.failure())).collect()
    }

    /// The notes of the whole and of what counts.
    pub fn notes(&self) -> Vec<String> {
        let (own, reports): (_, Vec<_>) = match &self.0 {
            Ok(verified) => (
                verified.notes(),
                verified
                    .judgements()
                    .iter()
                    .map(|one| one.report())
                    .collect(),
            ),
            Err(refusal) => (
                refusal.notes(),
                refusal
                    .judgements()
                    .iter()
                    .map(|one| one.report())
                    .collect(),
            ),
        };
        let notes = reports.iter().flat_map(|report| report.notes());
        let told = |note: &Finding| format!("{}: {note}", note.code());
        own.iter().chain(notes).map(told).collect()
    }

    pub fn has_note(&self, text: &str) -> bool {
        self.notes().iter().any(|note| note.contains(text))
    }

    #[track_caller]
    pub fn verified(self) -> VerifiedImage {
        self.0.unwrap()
    }
}

/// An instance, and an image that nothing is attached to yet.
pub struct Bench {
    pub kit: Sigstore,
    pub store: Store,
}

impl Default for Bench {
    fn default() -> Self {
        Self::of(Store::image("app"))
    }
}

impl Bench {
    pub fn of(store: Store) -> Self {
        let kit = Sigstore::default();
        Self { kit, store }
    }

    pub fn payload(&self) -> SimpleSigning {
        SimpleSigning::new(REPOSITORY, &self.store.subject)
    }

    /// Plans a keyless signature of the image.
    pub fn plan(&self) -> Plan<'_> {
        self.payload().plan(&self.kit)
    }

    /// Plans a signature of the image by a key.
    pub fn plan_by(&self, seed: &str) -> Plan<'_> {
        self.plan().by_key().signed_by(seed)
    }

    pub fn statement(&self) -> Statement {
        Statement::attestation(&self.store.subject, PREDICATE, json!({"a": 1}))
    }

    /// Plans a keyless attestation of the image.
    pub fn attestation(&self) -> Plan<'_> {
        self.statement().old().plan(&self.kit)
    }

    /// Plans a keyless bundle that is a signature of the image.
    pub fn bundle(&self) -> Plan<'_> {
        Statement::signature(&self.store.subject).plan(&self.kit)
    }

    pub fn sig(&self, layers: &[Layer]) -> Store {
        let mut store = self.store.clone();
        store.sign(layers);
        store
    }

    pub fn att(&self, layers: &[Layer]) -> Store {
        let mut store = self.store.clone();
        store.attest(layers);
        store
    }

    pub fn bundles(&self, minted: &[Minted]) -> Store {
        let mut store = self.store.clone();
        for minted in minted {
            store.attach_bundle(minted);
        }
        store
    }

    /// The identity of the instance.
    pub fn keyless(&self) -> Policy {
        identity(&self.kit.identity, &self.kit.issuer)
    }

    pub fn signature(&self) -> ImagePolicy {
        ImagePolicy::signature(self.keyless())
    }

    pub fn attested(&self) -> ImagePolicy {
        ImagePolicy::attestation(self.keyless().with_predicate_type(PREDICATE))
    }

    pub fn verifier(&self) -> Verifier {
        verifier(&self.kit.trusted_root())
    }

    pub fn now(&self) -> Time {
        Time::from_unix(self.kit.time.plus(3600).seconds).unwrap()
    }

    pub fn ask(&self, store: &Store, policy: &ImagePolicy) -> Answer {
        self.ask_found(&found(store), policy)
    }

    pub fn ask_found(&self, found: &Discovered, policy: &ImagePolicy) -> Answer {
        self.ask_of(&self.verifier(), found, policy)
    }

    pub fn ask_of(&self, by: &Verifier, found: &Discovered, policy: &ImagePolicy) -> Answer {
        let asked = asked(&self.store);
        let request = ImageRequest::new(found, policy, self.now()).with_reference(&asked);
        Answer(by.verify_image(&request))
    }

    /// What becomes of a layer that is a signature, under the identity of the instance.
    pub fn sig_code(&self, layer: &Layer) -> &'static str {
        self.ask(&self.sig(std::slice::from_ref(layer)), &self.signature())
            .code()
    }

    /// What becomes of a layer that is a signature, under these keys.
    pub fn key_code(&self, layer: &Layer, keys: &[TrustedKey]) -> &'static str {
        self.ask(&self.sig(std::slice::from_ref(layer)), &by_keys(keys))
            .code()
    }

    /// What becomes of a layer that is an attestation, under the identity of the instance.
    pub fn att_code(&self, layer: &Layer) -> &'static str {
        self.ask(&self.att(std::slice::from_ref(layer)), &self.attested())
            .code()
    }

    /// What becomes of a bundle that should be a signature.
    pub fn bundle_code(&self, minted: &Minted) -> &'static str {
        self.ask(
            &self.bundles(std::slice::from_ref(minted)),
            &self.signature(),
        )
        .code()
    }
}

pub fn verifier(root: &Value) -> Verifier {
    verifier_of(TrustedRoot::parse(root.to_string().as_bytes()).unwrap())
}

/// With the backend that knows every scheme, where it is there.
pub fn verifier_of(root: TrustedRoot) -> Verifier {
    #[cfg(feature = "rustcrypto")]
    let backend = bonafide_keys::RustCrypto;
    #[cfg(not(feature = "rustcrypto"))]
    let backend = bonafide_keys::Ring;
    Verifier::builder(root, backend).build().unwrap()
}

pub fn identity(san: &str, issuer: &str) -> Policy {
    Policy::identity(IdentityMatcher::exact(san, issuer).unwrap())
}

pub fn public_key(kind: KeyKind, seed: &str) -> PublicKey {
    PublicKey::from_pem(&SigningKey::seeded(kind, seed).pem()).unwrap()
}

pub fn key(seed: &str) -> TrustedKey {
    TrustedKey::new(public_key(KeyKind::P256, seed))
}

/// Signatures by any of these keys.
pub fn by_keys(keys: &[TrustedKey]) -> ImagePolicy {
    ImagePolicy::signature(of_keys(keys))
}

pub fn of_keys(keys: &[TrustedKey]) -> Policy {
    keys.iter()
        .cloned()
        .fold(Policy::nobody(), Policy::with_key)
}

pub fn digest(text: &str) -> Digest {
    parse_digest(text).unwrap()
}

/// The kinds of entries that a layer of this kind may have.
pub const MESSAGE_ENTRIES: [Entry; 2] = [Entry::V1, Entry::Old];
pub const ENVELOPE_ENTRIES: [Entry; 3] = [Entry::V1, Entry::Intoto, Entry::Old];
