//! Envelopes: the signature over the pre-authentication encoding, then what the statement says.

use bonafide_dsse::{
    Accepted, Envelope, IN_TOTO, PrincipalId, StatementOptions, Threshold, VerifiedEnvelope,
    Vouching,
};
use bonafide_keys::{Message, PublicKey, Scheme};
use bonafide_rekor::Generation;
use bonafide_report::{Finding, Place, registry};

use super::candidate::Candidate;
use super::run::{Outcome, Run, VerifiedSignature, count, signature_place};
use crate::bundle::Content;
use crate::{Error, Limits};

/// Tries the candidates over the envelope. When none verifies, the failure is that of the first.
pub(super) fn signature(
    run: &mut Run<'_>,
    envelope: &Envelope,
    candidates: &[Candidate],
) -> Result<VerifiedSignature, Error> {
    let place = signature_place(run);
    let has_key_id = envelope
        .signatures()
        .iter()
        .any(|one| !one.key_id().is_empty());
    if has_key_id && run.bundle.has_certificate() {
        let detail = "beside a certificate a key id says nothing";
        run.note(registry::NOTE_KEYID_IGNORED, place.clone(), detail);
    }
    let (backend, budget) = (run.backend, &mut run.budget);
    let mut signed: Option<(PublicKey, Scheme)> = None;
    let mut failure = None;
    let verified = envelope.verify(&Threshold::one(), |entry, pae| {
        let parts = pae.parts();
        let bytes = entry.bytes().unwrap_or_default();
        let tries = candidates
            .iter()
            .flat_map(|one| one.schemes.iter().map(|how| (&one.key, how)));
        for (key, scheme) in tries {
            match key.verify(backend, *scheme, Message::Parts(&parts), bytes, budget) {
                Ok(()) => {
                    signed = Some((key.clone(), *scheme));
                    let (signer, principals) = (key.id().to_vec(), vec![PrincipalId::new(0)]);
                    return Ok(Vouching::By { signer, principals });
                }
                // A limit is no verdict on the signature, and goes before what others said.
                Err(bonafide_keys::Error::Limit { cause }) => {
                    return Err(bonafide_dsse::Error::Limit { cause });
                }
                Err(cause) => {
                    failure.get_or_insert(cause);
                }
            }
        }
        let code = registry::SIGNATURE_INVALID;
        Ok(Vouching::Refused(Finding::new(
            code,
            Place::root(),
            "no key verifies it",
        )))
    });
    match (verified, signed, failure) {
        (Ok(verified), Some((key, scheme)), _) => {
            let digest = pae_digest(run, &verified, scheme);
            Ok(VerifiedSignature {
                key,
                scheme,
                digest,
                envelope: Some(verified),
            })
        }
        (Err(cause @ bonafide_dsse::Error::Limit { .. }), ..) => Err(Error::Envelope { cause }),
        (_, _, Some(cause)) => Err(Error::Signature { place, cause }),
        (Err(cause), _, None) => Err(Error::Envelope { cause }),
        (Ok(_), None, None) => Err(Error::Internal {
            what: "an envelope verified without a key",
        }),
    }
}

/// The digest of the pre-authentication encoding, which only Rekor v2 records.
fn pae_digest(
    run: &Run<'_>,
    envelope: &VerifiedEnvelope,
    scheme: Scheme,
) -> Option<bonafide_digest::Digest> {
    let is_v2 = |entry: &bonafide_rekor::LogEntry| entry.generation() == Generation::V2;
    if !run.bundle.entries.iter().any(is_v2) {
        return None;
    }
    let hash = scheme.hash()?;
    let mut hasher = bonafide_digest::Hasher::new(&[hash]).ok()?;
    for part in envelope.envelope().pae().parts() {
        hasher.update(part);
    }
    hasher.finish().get(hash).copied()
}

/// The payload is the wanted kind of statement, and every artifact is one of its subjects.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if matches!(run.bundle.content, Content::Message { .. }) {
        without_statement(run)?;
        return Ok(Outcome::Skip("a message is the artifact itself"));
    }
    let Some(envelope) = run.signature.as_ref().and_then(|one| one.envelope.clone()) else {
        return Ok(Outcome::NotRun("no verified envelope"));
    };
    let is_named = |name: &String| name == envelope.payload_type();
    // Naming the type of statements changes nothing: what is a statement is read as one.
    if envelope.payload_type() != IN_TOTO && run.policy.payload_types().iter().any(is_named) {
        without_statement(run)?;
        return Ok(Outcome::Skip(
            "the payload is no statement; no artifact was compared",
        ));
    }
    let options = run.bundle.limits.statement();
    let verified = envelope.statement(&options).map_err(statement_error)?;
    let statement = verified.statement();
    let wanted = run.policy.predicate_types();
    if let Some(first) = wanted
        .first()
        .filter(|_| !wanted.iter().any(|one| one == statement.predicate_type()))
    {
        statement
            .expect_predicate_type(first)
            .map_err(statement_error)?;
    }
    let accepted = Accepted::sigstore();
    let mut matched = Vec::new();
    let artifacts = match run.policy.options.subjects_left {
        true => &[],
        false => run.request.artifacts(),
    };
    for (index, artifact) in artifacts.iter().enumerate() {
        let (digests, compared) = artifact
            .digests_for(statement, &accepted)
            .map_err(statement_error)?;
        let subjects =
            statement
                .match_subjects(&digests, &accepted)
                .map_err(|cause| match cause {
                    bonafide_dsse::Error::Mismatch { .. }
                    | bonafide_dsse::Error::Conflict { .. } => Error::NotASubject {
                        artifact: (artifacts.len() > 1).then_some(index),
                        cause,
                    },
                    bonafide_dsse::Error::Algorithm { .. } => Error::BadDigest {
                        wanted: "statements are matched by SHA-256, SHA-384 and SHA-512",
                    },
                    cause => statement_error(cause),
                })?;
        let place = Place::root().member("dsseEnvelope").member("payload");
        run.notes
            .extend(subjects.notes().into_iter().map(|note| note.within(&place)));
        matched.extend(subjects.subjects().to_vec());
        run.digests
            .extend(compared.into_iter().map(|digest| (index, digest)));
    }
    let subjects = match run.policy.options.subjects_left {
        true => "subjects that the caller compares".to_owned(),
        false => count(matched.len(), "subject", "subjects"),
    };
    let predicate = bonafide_report::Escaped(statement.predicate_type()).to_string();
    run.statement = Some(verified);
    Ok(Outcome::Pass(format!(
        "{subjects} of a statement of type {predicate}"
    )))
}

/// Whoever asks for a predicate is not served by a signature over anything else.
fn without_statement(run: &Run<'_>) -> Result<(), Error> {
    match run.policy.predicate_types().first() {
        Some(wanted) => Err(Error::NoStatement {
            wanted: wanted.to_owned(),
        }),
        None => Ok(()),
    }
}

/// A statement that cannot be used.
fn statement_error(cause: bonafide_dsse::Error) -> Error {
    use bonafide_dsse::Error as Dsse;
    match cause {
        Dsse::Json { cause } if cause.code() == registry::JSON_LIMIT => Error::JsonLimit { cause },
        Dsse::PayloadType { .. }
        | Dsse::StatementType { .. }
        | Dsse::PredicateType { .. }
        | Dsse::GivenConflict { .. }
        | Dsse::NoDigest {}
        | Dsse::Limit { .. } => Error::Envelope { cause },
        cause => Error::Statement { cause },
    }
}

impl Limits {
    fn statement(&self) -> StatementOptions {
        StatementOptions::bundle()
            .with_json(self.json(self.payload_bytes()))
            .with_subjects(self.subjects())
            .with_digests(self.subject_digests())
    }
}

/// Whether the text of an object holds nothing.
#[cfg(any(feature = "oci", feature = "pep740"))]
pub(crate) fn is_empty_object(text: &str) -> bool {
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    inner.is_some_and(|inner| inner.trim_ascii().is_empty())
}
