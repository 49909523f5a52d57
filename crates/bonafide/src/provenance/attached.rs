//! What is attached to an image.

use bonafide_digest::Digest;
use bonafide_dsse::{Envelope, EnvelopeOptions, Statement, StatementOptions};
use bonafide_oci::{Candidate, Discovered, Role, Wanted};
use bonafide_report::{Check, Coded as _, Escaped, Finding, Report, Time, registry};
use bonafide_sigstore::image::{ImagePolicy, ImageRequest, Judgement, VerifiedAttachment};
use bonafide_sigstore::{Bundle, Policy};
use bonafide_slsa::{Attestation, Error};

use super::gathered::{Gathered, whole};
use super::judged::{Judged, failed, failed_with, untrusted, verified_bundle, without_material};
use super::trust::Trust;

/// The annotation of a layer with the type of its predicate, as `BuildKit` writes it and as cosign
/// does.
const PREDICATE_TYPES: [&str; 2] = ["in-toto.io/predicate-type", "predicateType"];

pub(super) fn gather(
    trust: &Trust<'_>,
    discovered: &Discovered,
    now: Time,
    gathered: &mut Gathered,
) {
    for reason in discovered.unseen(Wanted::attestations()) {
        gathered.is_complete = false;
        gathered
            .findings
            .push(whole(reason.code(), reason.to_string()));
    }
    let by_certificates = Verdicts::of(trust, discovered, trust.certificate_policy(), now);
    let by_keys = (!trust.bundle_keys.is_empty()).then(|| {
        let keys = trust.bundle_keys.iter().map(|(_, key)| key.clone());
        Verdicts::of(trust, discovered, trust.key_policy(keys), now)
    });
    for (number, candidate) in discovered.candidates().iter().enumerate() {
        let judged = match candidate.role() {
            Role::Bundle | Role::Envelope => {
                signed_candidate(trust, candidate, number, &by_certificates, by_keys.as_ref())
            }
            Role::UnsignedStatement => Some(unsigned(candidate, discovered)),
            Role::Unknown => Some(unavailable(candidate)),
            _ => None,
        };
        let label = label(candidate);
        match judged {
            Some(Judged::Attestation(attestation, report)) => {
                let attestation = described(*attestation, candidate).with_label(label);
                gathered.push(attestation, *report);
            }
            Some(Judged::Ignored(reason)) => gathered.ignoring.ignore(label, reason),
            None => {
                let what = "no attestation";
                let reason = Error::CarrierUnsupported { what }.to_finding();
                gathered.ignoring.ignore(label, reason);
            }
        }
    }
}

/// What became of all candidates under one policy.
#[derive(Default)]
struct Verdicts {
    verified: Vec<VerifiedAttachment>,
    judged: Vec<Judgement>,
}

impl Verdicts {
    /// Judges what is attached to each image that was discovered, about that image alone.
    fn of(trust: &Trust<'_>, discovered: &Discovered, policy: Policy, now: Time) -> Self {
        let mut policy = ImagePolicy::attestation(policy)
            .allow_old_bundles()
            .exact_subject();
        if trust.require_proof {
            policy = policy.require_proof();
        }
        let mut images: Vec<Digest> = Vec::new();
        for candidate in discovered.candidates() {
            if !images.contains(candidate.image()) {
                images.push(*candidate.image());
            }
        }
        let mut verdicts = Self::default();
        for image in images {
            let mut request = ImageRequest::new(discovered, &policy, now)
                .with_parse_options(trust.options.clone());
            if image != *discovered.image().digest() {
                request = request.about_child(image);
            }
            match trust.verifier.verify_image(&request) {
                Ok(verified) => {
                    verdicts
                        .verified
                        .extend(verified.attachments().iter().cloned());
                    verdicts
                        .judged
                        .extend(verified.judgements().iter().cloned());
                }
                Err(refusal) => verdicts.judged.extend(refusal.judgements().iter().cloned()),
            }
        }
        verdicts
    }

    fn verified(&self, number: usize) -> Option<&VerifiedAttachment> {
        self.verified.iter().find(|one| one.candidate() == number)
    }

    fn judged(&self, number: usize) -> Option<&Judgement> {
        self.judged.iter().find(|one| one.candidate() == number)
    }
}

fn signed_candidate(
    trust: &Trust<'_>,
    candidate: &Candidate,
    number: usize,
    by_certificates: &Verdicts,
    by_keys: Option<&Verdicts>,
) -> Option<Judged> {
    let all = || [Some(by_certificates), by_keys].into_iter().flatten();
    if let Some(verified) = all().find_map(|verdicts| verdicts.verified(number)) {
        return Some(verified_bundle(verified.evidence(), |id| trust.name_of(id)));
    }
    let judgement = all()
        .filter_map(|verdicts| verdicts.judged(number))
        .next_back();
    let Some(failure) = judgement.and_then(Judgement::failure) else {
        return Some(unavailable(candidate));
    };
    let envelope = envelope(trust, candidate);
    if candidate.role() == Role::Bundle && envelope.is_none() && candidate.bytes().is_ok() {
        // The signature of an image is no attestation, nor is a bundle that cannot be read one.
        return Some(Judged::Ignored(failure.to_finding()));
    }
    if matches!(failure, bonafide_sigstore::Error::SignatureAttests { .. }) {
        return None;
    }
    let statement = envelope.as_ref().and_then(untrusted);
    if failure.code() == registry::KEY_MISSING {
        return Some(without_material(statement));
    }
    let report = judgement
        .map(|one| one.report().clone())
        .unwrap_or_default();
    Some(failed_with(statement, failure.to_finding(), report))
}

/// The envelope of a candidate, unverified.
fn envelope(trust: &Trust<'_>, candidate: &Candidate) -> Option<Envelope> {
    let bytes = candidate.bytes().ok()?;
    if candidate.role() == Role::Bundle {
        let bundle = Bundle::parse(bytes, &trust.options).ok()?;
        return bundle.envelope().cloned();
    }
    Envelope::parse(bytes, &EnvelopeOptions::attached()).ok()
}

/// The statement of a build tool about a child of the index.
fn unsigned(candidate: &Candidate, discovered: &Discovered) -> Judged {
    let bytes = match candidate.bytes() {
        Ok(bytes) => bytes,
        Err(error) => return failed(None, "image/attachment", error),
    };
    let statement = match Statement::parse(bytes, &StatementOptions::provenance()) {
        Ok(statement) => statement,
        Err(error) => return failed(None, "statement/parse", &error),
    };
    let about = candidate.about().unwrap_or_else(|| candidate.image());
    let is_about = |statement: &Statement| {
        let mut subjects = statement.subjects();
        subjects.any(|subject| subject.digests().any(|digest| digest == about))
    };
    if !is_about(&statement) {
        let wanted = about.to_string();
        let error = Error::PlatformMismatch { wanted };
        return failed(Some(statement), "buildkit/subject", &error);
    }
    let mut report = Report::new();
    report.push(Check::pass("buildkit/subject", about.to_string()));
    // A tag was resolved to this index by whoever served it.
    let attestation = match discovered.image().tag() {
        None => Attestation::covered_by_index(statement),
        Some(_) => Attestation::unsigned(statement),
    };
    Judged::new(attestation, report)
}

fn unavailable(candidate: &Candidate) -> Judged {
    match candidate.bytes() {
        Err(error) => failed(None, "image/attachment", error),
        Ok(_) => {
            let code = registry::DISCOVERY_INCOMPLETE;
            let reason: Finding = whole(code, "it was not judged");
            failed(None, "image/attachment", &reason)
        }
    }
}

fn described(attestation: Attestation, candidate: &Candidate) -> Attestation {
    let digest = candidate
        .bytes()
        .map(|bytes| bonafide_digest::sha256(&[bytes]));
    let attestation = attestation.with_sha256(digest.unwrap_or_default());
    let annotations = candidate.annotations();
    let hint = PREDICATE_TYPES
        .iter()
        .find_map(|name| annotations.get(*name));
    match hint {
        Some(hint) => attestation.with_hint(hint.clone()),
        None => attestation,
    }
}

fn label(candidate: &Candidate) -> String {
    let of = |digest: Option<&Digest>| digest.map_or_else(|| "?".to_owned(), Digest::to_string);
    let layer = candidate.layer();
    let manifest = of(candidate.manifest());
    Escaped(&format!("{manifest} layer {layer}")).to_string()
}
