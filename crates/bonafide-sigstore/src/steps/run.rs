//! A verification under way: what it was given, and what its steps have left.

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{VerifiedEnvelope, VerifiedStatement};
use bonafide_keys::{Backend, PublicKey, Scheme};
use bonafide_rekor::{Body, LegacyKinds, LogEntry, LogKey, VerifiedInclusion, VerifiedPromise};
use bonafide_report::{Budget, Finding, Place, Time};
use bonafide_x509::{Certificate, CertificateIdentity, VerifiedPath, VerifiedScts};

use crate::evidence::{LogEvidence, TimeEvidence, TimeSource};
use crate::trust::{Name, Trust, Unusable};
use crate::{Bundle, Error, Limits, Policy, Request};

/// What a step that did not fail says.
pub(super) enum Outcome {
    Pass(String),
    Skip(&'static str),
    NotRun(&'static str),
}

pub(super) type Step = fn(&mut Run<'_>) -> Result<Outcome, Error>;

/// One verification under way.
pub(crate) struct Run<'a> {
    pub(super) trust: &'a Trust,
    pub(super) backend: &'a dyn Backend,
    pub(super) bundle: &'a Bundle,
    pub(super) request: &'a Request<'a>,
    pub(super) policy: &'a Policy,
    pub(super) order: &'static [(&'static str, Step)],
    pub(super) budget: Budget,
    pub(super) path_signatures: u32,
    pub(super) notes: Vec<Finding>,
    /// The signer's certificate, read.
    pub(super) leaf: Option<Certificate>,
    /// Further certificates of the bundle, where a path may go through them.
    pub(super) intermediates: Vec<Certificate>,
    /// The bodies of all entries, read.
    pub(super) bodies: Option<Vec<Body<'a>>>,
    /// The verified times and who vouches for them; complete once `times::signed` has passed.
    pub(super) times: Vec<TimeEvidence>,
    /// The timestamp authorities that vouched, by index of the trusted instance.
    pub(super) authorities: Vec<usize>,
    pub(super) has_times: bool,
    /// A timestamp authority that the trusted root lists, cannot be used, and would have counted.
    pub(super) needed: Option<&'a Unusable>,
    pub(super) path: Option<VerifiedPath>,
    pub(super) scts: Option<VerifiedScts>,
    pub(super) identity: Option<CertificateIdentity>,
    pub(super) promises: Vec<Option<VerifiedPromise>>,
    pub(super) inclusions: Vec<Option<VerifiedInclusion>>,
    /// Digests of the artifacts by their index in the request, as far as they were needed.
    pub(super) digests: Vec<(usize, Digest)>,
    pub(super) signature: Option<VerifiedSignature>,
    pub(super) statement: Option<VerifiedStatement>,
    pub(super) logs: Vec<LogEvidence>,
    #[cfg(feature = "pep740")]
    pub(super) expected: Option<&'a crate::pep740::ExpectedDistribution>,
}

/// How the content was signed.
pub(super) struct VerifiedSignature {
    pub(super) key: PublicKey,
    pub(super) scheme: Scheme,
    /// What was hashed and signed: the artifact or the pre-authentication encoding. Pure Ed25519
    /// has none.
    pub(super) digest: Option<Digest>,
    /// The envelope, whose payload may be read now.
    pub(super) envelope: Option<VerifiedEnvelope>,
}

impl<'a> Run<'a> {
    /// A verification by these steps, none of which has run.
    pub(super) fn of(
        order: &'static [(&'static str, Step)],
        trust: &'a Trust,
        backend: &'a dyn Backend,
        limits: &Limits,
        bundle: &'a Bundle,
        request: &'a Request<'a>,
    ) -> Self {
        let policy = request.policy();
        let entries = bundle.entries.len();
        Self {
            trust,
            backend,
            bundle,
            request,
            policy,
            order,
            budget: Budget::new(limits.signature_checks(), u64::MAX),
            path_signatures: u32::try_from(limits.path_signatures()).unwrap_or(u32::MAX),
            notes: Vec::new(),
            leaf: None,
            intermediates: Vec::new(),
            bodies: None,
            times: Vec::new(),
            authorities: Vec::new(),
            has_times: false,
            needed: None,
            path: None,
            scts: None,
            identity: None,
            promises: core::iter::repeat_with(|| None).take(entries).collect(),
            inclusions: core::iter::repeat_with(|| None).take(entries).collect(),
            digests: Vec::new(),
            signature: None,
            statement: None,
            logs: Vec::new(),
            #[cfg(feature = "pep740")]
            expected: None,
        }
    }

    /// Whether the signer is judged by the claims of a publisher and not by its name.
    pub(super) fn has_publisher(&self) -> bool {
        #[cfg(feature = "pep740")]
        return self
            .expected
            .is_some_and(|expected| expected.publisher().is_some());
        #[cfg(not(feature = "pep740"))]
        false
    }

    /// The usable log that an entry names, with its name. Where several trusted roots, or one, list
    /// it with several windows, it is the one whose window holds the times that the entry is under.
    pub(super) fn log_of(&self, entry: &LogEntry) -> Option<(&'a LogKey, &'a Name)> {
        let trust: &'a Trust = self.trust;
        let integrated = entry
            .integrated_time()
            .filter(|_| entry.promise().is_some());
        let promised = integrated.and_then(|at| Time::from_unix(i64::try_from(at).ok()?));
        let stamps = || {
            let is_stamp =
                |time: &&TimeEvidence| matches!(time.source, TimeSource::Timestamp { .. });
            self.times.iter().filter(is_stamp).map(TimeEvidence::time)
        };
        let fits = |log: &LogKey| match promised {
            Some(time) => log.window().contains(time),
            None => stamps().all(|time| log.window().contains(time)),
        };
        trust.log_of(entry, fits)
    }

    /// The older kinds of entries that may back this bundle. Those of the first log do so only
    /// where the format is as old as they are: in bundles they would bind no signature.
    pub(super) fn legacy_kinds(&self) -> LegacyKinds {
        let kinds = self.policy.legacy_kinds();
        if self.bundle.is_legacy {
            kinds
        } else {
            kinds.with_v1_kinds(false)
        }
    }

    /// The digest of an artifact under `algorithm`, computed at most once.
    pub(super) fn artifact_digest(
        &mut self,
        artifact: usize,
        algorithm: Algorithm,
    ) -> Option<Digest> {
        let is_known =
            |(of, digest): &&(usize, Digest)| *of == artifact && digest.algorithm() == algorithm;
        if let Some((_, digest)) = self.digests.iter().find(is_known) {
            return Some(*digest);
        }
        let digest = self.request.artifacts().get(artifact)?.digest(algorithm)?;
        self.digests.push((artifact, digest));
        Some(digest)
    }

    pub(super) fn note(
        &mut self,
        code: bonafide_report::Code,
        place: Place,
        detail: impl Into<String>,
    ) {
        self.notes.push(Finding::new(code, place, detail));
    }
}

/// Where the signature stands in a bundle.
pub(super) fn signature_place(run: &Run<'_>) -> Place {
    if run.bundle.has_envelope() {
        Place::root()
            .member("dsseEnvelope")
            .member("signatures")
            .index(0)
            .member("sig")
    } else {
        Place::root().member("messageSignature").member("signature")
    }
}

/// Where the signer's certificate stands in a bundle.
pub(super) fn leaf_place(bundle: &Bundle) -> Place {
    let material = Place::root().member("verificationMaterial");
    if bundle.version < crate::BundleVersion::V0_3 {
        material
            .member("x509CertificateChain")
            .member("certificates")
            .index(0)
            .member("rawBytes")
    } else {
        material.member("certificate").member("rawBytes")
    }
}

/// Where an entry stands in a bundle.
pub(super) fn entry_place(index: usize) -> Place {
    Place::root()
        .member("verificationMaterial")
        .member("tlogEntries")
        .index(index)
}

/// `1 entry`, `2 entries`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
