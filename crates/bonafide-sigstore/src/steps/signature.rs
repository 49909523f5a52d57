//! The signature over the artifact, or over the envelope.

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::{KeyKind, Message, PublicKey, Scheme};
use bonafide_rekor::Generation;
use bonafide_report::registry;

use super::candidate::Candidate;
use super::run::{Outcome, Run, VerifiedSignature, leaf_place, signature_place};
use super::statement;
use crate::Error;
use crate::artifact::{Artifact, natural_hash};
use crate::bundle::Content;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let candidates = candidates(run)?;
    if candidates.is_empty() {
        return Ok(Outcome::NotRun("no key"));
    }
    let bundle = run.bundle;
    let verified = match &bundle.content {
        Content::Message { signature, .. } => {
            let Some(artifact) = run.request.artifacts().first() else {
                return Ok(Outcome::NotRun("no artifact"));
            };
            message(run, &candidates, artifact, signature)?
        }
        Content::Envelope(envelope) => statement::signature(run, envelope, &candidates)?,
    };
    if is_compat(verified.key.kind(), verified.scheme) && !run.bundle.is_legacy {
        run.note(
            registry::NOTE_COMPAT_HASH,
            signature_place(run),
            "the signature uses SHA-256 with a larger curve",
        );
    }
    let summary = format!("{} key, {}", verified.key.kind(), verified.scheme);
    run.signature = Some(verified);
    Ok(Outcome::Pass(summary))
}

/// The keys that may have signed: the certificate's, or the caller's.
fn candidates(run: &Run<'_>) -> Result<Vec<Candidate>, Error> {
    let of = |key: &PublicKey, only: Option<Scheme>| Candidate {
        key: key.clone(),
        schemes: only.map_or_else(|| schemes(run, key.kind()), |scheme| vec![scheme]),
    };
    match &run.leaf {
        Some(leaf) => match leaf.public_key() {
            Ok(key) => Ok(vec![of(key, None)]),
            Err(cause) => Err(Error::Signature {
                place: leaf_place(run.bundle),
                cause: cause.clone(),
            }),
        },
        // Where the times are not known yet, the key that signed is held to them afterwards.
        None if !run.has_times => Ok(run
            .caller_keys()
            .map(|key| of(key.public_key(), key.scheme()))
            .collect()),
        None => Ok(run
            .keys_in_time()
            .map(|key| of(key.public_key(), key.scheme()))
            .collect()),
    }
}

/// The schemes of the Sigstore algorithm registry for a kind of key, the likelier first.
fn schemes(run: &Run<'_>, kind: KeyKind) -> Vec<Scheme> {
    let entries = &run.bundle.entries;
    match kind {
        KeyKind::Rsa { .. } => vec![Scheme::RsaPkcs1(Algorithm::Sha256)],
        KeyKind::Ed25519 if run.bundle.is_legacy => vec![Scheme::Ed25519],
        _ if run.bundle.is_legacy => vec![Scheme::Ecdsa(Algorithm::Sha256)],
        // A log can hold the prehashed form only, since it sees the digest only.
        KeyKind::Ed25519 if !run.bundle.has_envelope() && !entries.is_empty() => {
            vec![Scheme::Ed25519ph]
        }
        KeyKind::Ed25519 => vec![Scheme::Ed25519],
        _ => {
            let natural = Scheme::Ecdsa(natural_hash(kind));
            let compat = Scheme::Ecdsa(Algorithm::Sha256);
            let in_v2 = entries
                .iter()
                .any(|entry| entry.generation() == Generation::V2);
            if natural == compat || in_v2 {
                vec![natural]
            } else {
                vec![natural, compat]
            }
        }
    }
}

fn is_compat(kind: KeyKind, scheme: Scheme) -> bool {
    matches!(kind, KeyKind::EcdsaP384 | KeyKind::EcdsaP521)
        && scheme == Scheme::Ecdsa(Algorithm::Sha256)
}

/// Tries the candidates over the artifact. When none verifies, the failure is that of the first.
fn message(
    run: &mut Run<'_>,
    candidates: &[Candidate],
    artifact: &Artifact<'_>,
    signature: &[u8],
) -> Result<VerifiedSignature, Error> {
    let mut failure = None;
    for candidate in candidates {
        for scheme in &candidate.schemes {
            match over_artifact(run, &candidate.key, *scheme, artifact, signature) {
                Ok(digest) => {
                    let (key, scheme) = (candidate.key.clone(), *scheme);
                    return Ok(VerifiedSignature {
                        key,
                        scheme,
                        digest,
                        envelope: None,
                    });
                }
                // A limit is no verdict on the signature, and goes before what others said.
                Err(error) if error.code() == registry::LIMIT_EXCEEDED => return Err(error),
                Err(error) => {
                    failure.get_or_insert(error);
                }
            }
        }
    }
    Err(failure.unwrap_or(Error::Internal {
        what: "no scheme for a key",
    }))
}

fn over_artifact(
    run: &mut Run<'_>,
    key: &PublicKey,
    scheme: Scheme,
    artifact: &Artifact<'_>,
    signature: &[u8],
) -> Result<Option<Digest>, Error> {
    let digest = scheme.hash().map(|hash| {
        run.artifact_digest(0, hash).ok_or(Error::BadDigest {
            wanted: "the key signs a digest of another algorithm, or give the artifact itself",
        })
    });
    let digest = digest.transpose()?;
    let parts;
    let message = match (artifact.bytes(), &digest) {
        // The digest is there already; for more bytes than this a second pass costs more than
        // what the faster code for whole messages saves.
        (Some(bytes), Some(digest)) if bytes.len() > HASHED_TWICE && is_ecdsa(scheme) => {
            Message::Prehashed(digest)
        }
        (Some(bytes), _) => {
            parts = [bytes];
            Message::Parts(&parts)
        }
        (None, Some(digest)) => Message::Prehashed(digest),
        (None, None) => {
            return Err(Error::BadDigest {
                wanted: "pure Ed25519 signs the artifact itself",
            });
        }
    };
    let place = signature_place(run);
    key.verify(run.backend, scheme, message, signature, &mut run.budget)
        .map_err(|cause| Error::Signature { place, cause })?;
    Ok(digest)
}

/// Bytes of an artifact that are hashed once more rather than verified by their digest.
const HASHED_TWICE: usize = 64 * 1024;

const fn is_ecdsa(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::Ecdsa(_))
}
