//! Whether the request means something, and fits the kind of bundle.

use bonafide_report::{Finding, Place, registry};

use super::run::{Outcome, Run};
use crate::bundle::{Content, Material};
use crate::{Error, Policy, TrustedKey};

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let signer = match &run.bundle.material {
        Material::Certificates(_) => certificate_wanted(run)?,
        Material::PublicKey { hint, .. } => key_wanted(run, hint)?,
    };
    thresholds(run.policy)?;
    artifacts(run)?;
    Ok(Outcome::Pass(signer))
}

fn certificate_wanted(run: &Run<'_>) -> Result<String, Error> {
    let policy = run.policy;
    if !policy.keys().is_empty() {
        return Err(Error::KeyWithCertificate {});
    }
    if policy.wanted_private_pki().is_some() && policy.wanted_identity().is_none() {
        return Ok("wanted: a name under a private authority".to_owned());
    }
    match policy.wanted_identity() {
        Some(identity) if identity.is_anyone() && policy.options.identity_left => {
            Ok("wanted: an identity that the caller judges".to_owned())
        }
        Some(identity) if identity.is_anyone() => Ok("wanted: anybody".to_owned()),
        Some(_) => Ok("wanted: an identity".to_owned()),
        None if run.has_publisher() => Ok("wanted: a publisher".to_owned()),
        None => Err(Error::EmptyPolicy {
            lacking: "no identity",
        }),
    }
}

fn key_wanted(run: &mut Run<'_>, hint: &str) -> Result<String, Error> {
    if run.policy.keys().is_empty() {
        return Err(key_missing(run));
    }
    if run.policy.wanted_identity().is_some() || run.policy.wanted_private_pki().is_some() {
        return Err(Error::IdentityWithKey {});
    }
    if run
        .policy
        .explicit_sct_threshold()
        .is_some_and(|wanted| wanted > 0)
    {
        return Err(Error::SctWithKey {});
    }
    if run.caller_keys().next().is_none() {
        return Err(other_key(&run.bundle.material));
    }
    if let Content::Envelope(envelope) = &run.bundle.content {
        let keyid = envelope
            .signatures()
            .first()
            .map(|one| one.key_id())
            .unwrap_or_default();
        if !hint.is_empty() && !keyid.is_empty() && hint != keyid {
            return Err(Error::HintMismatch {
                between: "the hint of the bundle and the key id of its envelope",
            });
        }
    }
    if !hint.is_empty() && run.caller_keys().all(|key| key.hint().is_none()) {
        run.notes.push(Finding::new(
            registry::NOTE_KEYID_IGNORED,
            Place::root()
                .member("verificationMaterial")
                .member("publicKey"),
            "no key of the caller has a hint: that of the bundle was ignored",
        ));
    }
    Ok("wanted: a key of the caller".to_owned())
}

fn key_missing(run: &Run<'_>) -> Error {
    let names_somebody =
        run.policy.wanted_identity().is_some() || run.policy.wanted_private_pki().is_some();
    let instead = if names_somebody || run.has_publisher() {
        "an identity is wanted"
    } else {
        "no key was given"
    };
    Error::KeyMissing { instead }
}

fn other_key(material: &Material) -> Error {
    match material {
        Material::PublicKey {
            certificate: Some(_),
            ..
        } => Error::OtherKey {
            what: "the signature comes with a certificate, of another key than those that were \
                   given; where whom it names may sign, ask for the identity instead",
        },
        Material::PublicKey { spki: Some(_), .. } => Error::OtherKey {
            what: "the signature comes with another key than those that were given",
        },
        _ => Error::HintMismatch {
            between: "the key that the bundle names and those that were given",
        },
    }
}

fn thresholds(policy: &Policy) -> Result<(), Error> {
    if policy.tlog_threshold() == 0 && !policy.options.no_tlog {
        return Err(Error::EmptyPolicy {
            lacking: "a transparency log threshold of 0 without the option for it",
        });
    }
    if policy.sct_threshold() == 0 && !policy.options.no_scts {
        return Err(Error::EmptyPolicy {
            lacking: "a certificate timestamp threshold of 0 without the option for it",
        });
    }
    Ok(())
}

fn artifacts(run: &Run<'_>) -> Result<(), Error> {
    let artifacts = run.request.artifacts();
    if matches!(run.bundle.content, Content::Message { .. }) && artifacts.len() != 1 {
        return Err(Error::ArtifactCount {
            found: artifacts.len(),
        });
    }
    let are_left = run.policy.options.subjects_left;
    if (artifacts.is_empty() && !are_left) || artifacts.iter().any(crate::Artifact::is_unknown) {
        return Err(Error::NoDigest {});
    }
    artifacts
        .iter()
        .try_for_each(crate::Artifact::check_stated)
        .map_err(|cause| Error::Envelope { cause })
}

impl<'a> Run<'a> {
    /// The caller's keys that the bundle may mean: a key with a hint is meant by that hint only,
    /// and a bundle that holds the key itself means that one.
    pub(super) fn caller_keys(&self) -> impl Iterator<Item = &'a TrustedKey> + use<'a> {
        let (hint, spki) = match &self.bundle.material {
            Material::PublicKey { hint, spki, .. } => (hint.as_str(), spki.as_deref()),
            Material::Certificates(_) => ("", None),
        };
        self.policy
            .keys()
            .iter()
            .filter(move |key| hint.is_empty() || key.hint().is_none_or(|own| own == hint))
            .filter(move |key| spki.is_none_or(|spki| key.public_key().spki_der() == spki))
    }

    /// Those that may count at the verified times; the one that signed, once that is known.
    pub(super) fn signing_keys_in_time(&self) -> impl Iterator<Item = &'a TrustedKey> + '_ {
        let signed = self.signature.as_ref().map(|signature| &signature.key);
        self.keys_in_time()
            .filter(move |key| signed.is_none_or(|signed| signed == key.public_key()))
    }

    /// Those of them whose window holds every verified time, of which there must be one.
    pub(super) fn keys_in_time(&self) -> impl Iterator<Item = &'a TrustedKey> + '_ {
        self.caller_keys().filter(|key| {
            let no_time = key.has_window() && self.times.is_empty();
            !no_time && self.times.iter().all(|time| key.is_valid_at(time.time()))
        })
    }
}
