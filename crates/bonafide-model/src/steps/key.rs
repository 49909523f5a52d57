//! The signature over the payload, by a trusted key or by that of a certificate.

use bonafide_digest::{Algorithm, Digest, Hasher};
use bonafide_dsse::Pae;
use bonafide_keys::{Backend, Message, PublicKey};
use bonafide_report::{Budget, first_few, registry};

use super::run::{Outcome, Run};
use crate::bundle::{Bundle, Material, PublicKeyHint};
use crate::lint::Lint;
use crate::trust::{VerificationKey, hash_of};
use crate::{Error, Method, ModelSigner, Profile};

pub(super) fn by_key(run: &mut Run<'_>, keys: &[VerificationKey]) -> Result<Outcome, Error> {
    let Some(bundle) = &run.bundle else {
        return Ok(Outcome::NotRun("no bundle"));
    };
    let Material::PublicKey(named) = &bundle.material else {
        return Ok(Outcome::NotRun("no key is named"));
    };
    let candidates = candidates(named, keys, &mut run.lint)?;
    let backend = run.setup.backend.as_ref();
    let at = check_any(bundle, keys, &candidates, backend, run.budget)?;
    let key = keys.get(at).ok_or(Error::Internal {
        what: "no such key",
    })?;
    check_raw(named, key, &mut run.lint);
    let signer = signer(Method::Key, key.key());
    let (kind, digest) = (key.key().kind(), key.fingerprint());
    let summary = format!("{kind} by the key {digest} (of its SubjectPublicKeyInfo)");
    run.signer = Some(ModelSigner {
        key_id: key.id().map(str::to_owned),
        ..signer
    });
    run.key = Some(at);
    Ok(Outcome::Pass(summary))
}

/// The evidence that a key alone gives.
pub(super) fn signer(method: Method, key: &PublicKey) -> ModelSigner {
    ModelSigner {
        method,
        key_kind: key.kind(),
        hash: Some(hash_of(key.kind())),
        key: Some(Digest::sha256(key.id())),
        key_id: None,
        certificate: None,
        subject: None,
        names: Vec::new(),
        issuer: None,
        chain: Vec::new(),
        anchor: None,
    }
}

/// The keys that may have signed, by their positions: the named one, or all (models OMK-2).
fn candidates(
    named: &PublicKeyHint,
    keys: &[VerificationKey],
    lint: &mut Lint,
) -> Result<Vec<usize>, Error> {
    let mut hint = named.hint.clone();
    if hint.is_empty() {
        let message = "the bundle names no key: each of the trusted ones was tried";
        lint.warn(registry::OMS_KEY_NO_HINT, "", message);
    } else if lint.profile() == Profile::Compat && hint.bytes().any(|b| b.is_ascii_uppercase()) {
        lint.vary("", mismatch(&hint, keys));
        hint.make_ascii_lowercase();
    }
    let fits = |key: &VerificationKey| hint.is_empty() || key.hint() == hint;
    let positions = |fits: &dyn Fn(&VerificationKey) -> bool| -> Vec<usize> {
        let all = keys.iter().enumerate();
        all.filter(|(_, key)| fits(key)).map(|(at, _)| at).collect()
    };
    let fitting = positions(&fits);
    let Some(first) = fitting.first().and_then(|at| keys.get(*at)) else {
        return Err(mismatch(&hint, keys));
    };
    let usable = positions(&|key| fits(key) && key.is_on_wanted_curve());
    if usable.is_empty() {
        let kind = first.key().kind();
        return Err(Error::Curve { kind });
    }
    Ok(usable)
}

/// The characters of a hint that an error names.
const HINT: usize = 128;

/// The bundle names another key than `keys`, which are named as a bundle would name them.
fn mismatch(hint: &str, keys: &[VerificationKey]) -> Error {
    let trusted = first_few(keys.iter().map(VerificationKey::hint));
    let found = hint.chars().take(HINT).collect();
    Error::Hint { found, trusted }
}

/// The first of `candidates` that verifies the signature. Where none does, the failure is that of
/// the first.
fn check_any(
    bundle: &Bundle,
    keys: &[VerificationKey],
    candidates: &[usize],
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<usize, Error> {
    let mut digests: Vec<Digest> = Vec::new();
    let mut failure = None;
    for at in candidates {
        let Some(key) = keys.get(*at).map(VerificationKey::key) else {
            continue;
        };
        let checked = if candidates.len() == 1 {
            check(bundle, key, backend, budget)
        } else {
            // The payload is hashed once for each hash, however many keys there are.
            let digest = digest(&bundle.pae(), hash_of(key.kind()), &mut digests, budget)?;
            let message = Message::Prehashed(&digest);
            verify(key, message, &bundle.signature, backend, budget)
        };
        match checked {
            Ok(()) => return Ok(*at),
            Err(error @ Error::Limit { .. }) => return Err(error),
            Err(error) => {
                failure.get_or_insert(error);
            }
        }
    }
    Err(failure.unwrap_or(Error::Internal {
        what: "no key was tried",
    }))
}

/// Checks the signature of a bundle under one key; the curve says which hash it is over.
pub(super) fn check(
    bundle: &Bundle,
    key: &PublicKey,
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<(), Error> {
    let pae = bundle.pae();
    let parts = pae.parts();
    let message = Message::Parts(&parts);
    verify(key, message, &bundle.signature, backend, budget)
}

fn verify(
    key: &PublicKey,
    message: Message<'_>,
    signature: &[u8],
    backend: &dyn Backend,
    budget: &mut Budget,
) -> Result<(), Error> {
    let scheme = key.kind().default_scheme();
    key.verify(backend, scheme, message, signature, budget)
        .map_err(|cause| match cause {
            bonafide_keys::Error::Limit { cause } => cause.into(),
            cause @ bonafide_keys::Error::Form { .. } => Error::SignatureForm { cause },
            cause @ bonafide_keys::Error::Backend { .. } => Error::Key { cause },
            cause => Error::Signature { cause },
        })
}

fn digest(
    pae: &Pae<'_>,
    hash: Algorithm,
    known: &mut Vec<Digest>,
    budget: &mut Budget,
) -> Result<Digest, Error> {
    if let Some(digest) = known.iter().find(|digest| digest.algorithm() == hash) {
        return Ok(*digest);
    }
    let failed = Error::Internal {
        what: "a hash that is not computed",
    };
    let mut hasher = Hasher::new(&[hash]).map_err(|_| failed.clone())?;
    for part in pae.parts() {
        budget.hash(part.len())?;
        hasher.update(part);
    }
    let digest = hasher.finish().get(hash).copied().ok_or(failed)?;
    known.push(digest);
    Ok(digest)
}

/// A key that the bundle brings along must be the one that verified, or it misleads (models OMK-3).
fn check_raw(named: &PublicKeyHint, key: &VerificationKey, lint: &mut Lint) {
    let Some(raw) = &named.raw else {
        return;
    };
    let found = core::str::from_utf8(raw)
        .ok()
        .and_then(|text| PublicKey::from_pem_allow_compressed(text).ok());
    let is_same = found.is_some_and(|found| found.material_id() == key.key().material_id());
    if !is_same {
        let message = "the key in the bundle is not the one that verified";
        lint.warn(registry::OMS_KEY_RAWBYTES_DIFFERS, "", message);
    }
}
