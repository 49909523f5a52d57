//! The reader: whom to believe, and how much to look at.

use bonafide_dsse::{ArtifactDigests, KeySet};
use bonafide_json::Limits;
use bonafide_oci::Discovered;
use bonafide_report::{Budget, Report, Time};
use bonafide_sigstore::{ParseOptions, Policy, TrustedKey, Verifier};
use bonafide_slsa::{Attestation, Error};

use super::attached;
use super::carrier::Carrier;
use super::cloud_build::keys::CloudBuildKeys;
use super::cloud_build::summary::CloudBuildSummary;
use super::formats::take_apart;
use super::gathered::{Gathered, whole};
use super::ignored::Ignoring;
use super::judge::Judge;
use super::judged::Judged;
use super::npm::keys::NpmKeys;
use super::npm::set::NpmSet;
use super::parts::Candidate;
use super::trust::{KeyChecks, Trust};

/// Attestations that are verified of one document.
const CANDIDATES: usize = 4096;
/// Signature checks with plain keys over all attestations of one document.
const KEY_SIGNATURES: u64 = 65_536;

/// Turns what travels with an artifact into attestations that are verified as far as they can be.
///
/// Certificates are verified by the [`Verifier`], whoever they name. Keys count only as they are
/// given here.
///
/// Entries of a log that come with its promise and no proof are accepted, since most provenance was
/// published so, and are [marked](bonafide_slsa::Transparency::Promise) as that;
/// [`require_proof`](Self::require_proof) refuses them.
#[derive(Clone, Debug)]
pub struct ProvenanceReader<'a> {
    trust: Trust<'a>,
    json: Limits,
    candidates: usize,
    key_signatures: u64,
}

impl<'a> ProvenanceReader<'a> {
    /// Believes certificates, logs and authorities that the verifier trusts, and no key.
    #[must_use]
    pub fn new(verifier: &'a Verifier) -> Self {
        Self {
            trust: Trust {
                verifier,
                policy: Policy::identity_left_to_caller(),
                keys: KeySet::new(),
                bundle_keys: Vec::new(),
                npm: NpmKeys::default(),
                cloud_build: CloudBuildKeys::default(),
                options: ParseOptions::default(),
                about: None,
                certificate: None,
                require_proof: false,
            },
            json: Limits::default(),
            candidates: CANDIDATES,
            key_signatures: KEY_SIGNATURES,
        }
    }

    /// Verifies certificates by this policy: for a private instance, with other thresholds, or of a
    /// named identity only. Unless set it is [`Policy::identity_left_to_caller`].
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.trust.policy = policy;
        self
    }

    /// Believes envelopes that one of these principals signed; their names are those of the signers.
    #[must_use]
    pub fn with_keys(mut self, keys: KeySet) -> Self {
        self.trust.keys = keys;
        self
    }

    /// Believes bundles that this key signed; `name` is that of the signer.
    #[must_use]
    pub fn with_bundle_key(mut self, name: impl Into<String>, key: TrustedKey) -> Self {
        self.trust.bundle_keys.push((name.into(), key));
        self
    }

    /// Believes bundles that these keys of an npm registry signed.
    #[must_use]
    pub fn with_npm_keys(mut self, keys: NpmKeys) -> Self {
        self.trust.npm = keys;
        self
    }

    /// Believes provenance of Google Cloud Build that these keys signed.
    #[must_use]
    pub fn with_cloud_build_keys(mut self, keys: CloudBuildKeys) -> Self {
        self.trust.cloud_build = keys;
        self
    }

    /// Verifies envelopes that came without any certificate with this one, in PEM, where no key of
    /// the caller fits.
    #[must_use]
    pub fn with_certificate(mut self, pem: impl Into<String>) -> Self {
        self.trust.certificate = Some(pem.into());
        self
    }

    /// Reads bundles so.
    #[must_use]
    pub fn with_parse_options(mut self, options: ParseOptions) -> Self {
        self.trust.options = options;
        self
    }

    /// The limits of documents, and of each line of them.
    #[must_use]
    pub const fn with_json_limits(mut self, limits: Limits) -> Self {
        self.json = limits;
        self
    }

    /// Leaves aside attestations that can be read and are not about this artifact, before any
    /// signature is checked. They do not count towards the limit of candidates. What is attached to
    /// an image is about that image, and is not held to this.
    #[must_use]
    pub fn about(mut self, artifact: ArtifactDigests) -> Self {
        self.trust.about = Some(artifact);
        self
    }

    /// Refuses signatures for which a log gave a promise and no proof.
    #[must_use]
    pub const fn require_proof(mut self) -> Self {
        self.trust.require_proof = true;
        self
    }

    /// At most `most` attestations are verified; 4,096 unless set.
    #[must_use]
    pub const fn with_candidates(mut self, most: usize) -> Self {
        self.candidates = most;
        self
    }

    /// At most `most` signature checks are made with keys of envelopes, over all attestations of a
    /// document; 65,536 unless set. Bundles have limits of their own.
    #[must_use]
    pub const fn with_key_signatures(mut self, most: u64) -> Self {
        self.key_signatures = most;
        self
    }

    /// The attestations of a document, of whatever format it is. `now` is the evaluation time:
    /// nothing here reads a clock.
    ///
    /// Costs one reading of the document to tell its format, and for each attestation up to the
    /// limit what its verification costs.
    ///
    /// # Errors
    /// `carrier.ambiguous` and `carrier.unsupported` for what fits two formats, or none; `json.*`
    /// for what is no document and no file of lines. What is wrong with one attestation is never an
    /// error of the document.
    ///
    /// # Specification
    /// DSSE envelope, in-toto bundle (JSON lines), Sigstore bundle, npm and PEP 740 attestations,
    /// Google Cloud Build provenance.
    pub fn attestations(&self, bytes: &[u8], now: Time) -> Result<Gathered, Error> {
        let parts = take_apart(bytes, &self.json)?;
        let mut gathering = Gathering {
            gathered: empty(parts.carrier, parts.ignoring, parts.cloud_build.clone()),
            npm: NpmSet::default(),
        };
        let mut judge = Judge {
            trust: &self.trust,
            now,
            carrier: parts.carrier,
            cloud_build: parts.cloud_build.unwrap_or_default(),
            key_checks: KeyChecks::new(Budget::new(self.key_signatures, u64::MAX)),
        };
        for candidate in parts.candidates {
            gathering.take(&mut judge, candidate, self.candidates);
        }
        let mut gathered = gathering.gathered;
        gathered.note_nothing_left();
        if parts.carrier == Carrier::Npm {
            gathered.findings.extend(gathering.npm.findings());
            gathered.npm = Some(gathering.npm);
        }
        Ok(gathered)
    }

    /// The attestations among what was discovered with an image, in cosign's older format, in
    /// bundles, and as `BuildKit` leaves them.
    ///
    /// Unsigned statements of a build tool are
    /// [covered](bonafide_slsa::Authenticity::CoveredByIndexDigest) where the image was discovered by
    /// its digest: whoever trusts that digest trusts what hangs together with it by hashes.
    #[must_use]
    pub fn attached(&self, discovered: &Discovered, now: Time) -> Gathered {
        let mut gathered = empty(Carrier::Image, Ignoring::default(), None);
        attached::gather(&self.trust, discovered, now, &mut gathered);
        gathered
    }
}

fn empty(carrier: Carrier, ignoring: Ignoring, cloud_build: Option<CloudBuildSummary>) -> Gathered {
    Gathered {
        carrier,
        attestations: Vec::new(),
        reports: Vec::new(),
        findings: Vec::new(),
        ignoring,
        is_complete: true,
        npm: None,
        cloud_build,
    }
}

/// A document of which some was gathered.
struct Gathering {
    gathered: Gathered,
    npm: NpmSet,
}

impl Gathering {
    fn take(&mut self, judge: &mut Judge<'_>, candidate: Candidate<'_>, most: usize) {
        if !self.gathered.is_complete {
            return;
        }
        if let Some(reason) = judge.is_elsewhere(&candidate) {
            return self.gathered.ignoring.ignore(candidate.label, reason);
        }
        if self.gathered.attestations.len() >= most {
            self.gathered.limit_reached(most);
            return;
        }
        let judged = judge.judge(&candidate);
        // Where no more signatures may be checked, what follows would fail for that alone.
        if judge.key_checks.are_exhausted {
            self.gathered
                .limit_reached(self.gathered.attestations.len());
        }
        match judged {
            Judged::Ignored(reason) => self.gathered.ignoring.ignore(candidate.label, reason),
            Judged::Attestation(attestation, report) => {
                let index = self.gathered.attestations.len();
                self.npm.note(index, &attestation);
                self.gathered.push(label(*attestation, &candidate), *report);
            }
        }
    }
}

fn label(attestation: Attestation, candidate: &Candidate<'_>) -> Attestation {
    let labelled = attestation
        .with_label(candidate.label.clone())
        .with_sha256(bonafide_digest::sha256(&[candidate.bytes]));
    match &candidate.hint {
        Some(hint) => labelled.with_hint(hint.clone()),
        None => labelled,
    }
}

impl Gathered {
    pub(super) fn push(&mut self, attestation: Attestation, report: Report) {
        self.attestations.push(attestation);
        self.reports.push(report);
    }

    /// That nothing is left says more than that something was left aside.
    fn note_nothing_left(&mut self) {
        let Some(first) = self.ignoring.kept.first() else {
            return;
        };
        if self.attestations.is_empty() && self.is_complete {
            let reason = first.reason();
            let detail = format!(
                "nothing of the document is left to evaluate: {}",
                reason.detail()
            );
            self.findings.push(whole(reason.code(), detail));
        }
    }

    fn limit_reached(&mut self, limit: usize) {
        use bonafide_report::Coded as _;
        self.is_complete = false;
        self.findings
            .push(Error::CandidateLimit { limit }.to_finding());
    }
}
