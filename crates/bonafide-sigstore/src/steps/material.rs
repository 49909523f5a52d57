//! Reading the certificates and the bodies of the log entries.

use bonafide_rekor::{Body, InclusionProof, LogEntry};
use bonafide_report::{Finding, Place, registry};
use bonafide_x509::{Certificate, Claims};

use super::run::{Outcome, Run, count, leaf_place};
use crate::Error;
use crate::bundle::Material;

pub(super) fn read(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let signer = certificates(run)?;
    bodies(run)?;
    distinct(run)?;
    Ok(Outcome::Pass(format!("{signer}; {}", entries(run))))
}

/// The certificates alone, where bodies are read only once a log has vouched for them.
#[cfg(feature = "oci")]
pub(super) fn read_signer(run: &mut Run<'_>) -> Result<Outcome, Error> {
    certificates(run).map(Outcome::Pass)
}

#[cfg(feature = "oci")]
pub(super) fn read_bodies(run: &mut Run<'_>) -> Result<Outcome, Error> {
    bodies(run)?;
    distinct(run)?;
    Ok(Outcome::Pass(entries(run)))
}

fn entries(run: &Run<'_>) -> String {
    count(run.bundle.entries.len(), "log entry", "log entries")
}

/// The signer's certificate. Further ones must be certificates and are not used: issuers come from
/// the trusted root.
fn certificates(run: &mut Run<'_>) -> Result<String, Error> {
    let Material::Certificates(chain) = &run.bundle.material else {
        return Ok("signed with a key".to_owned());
    };
    let options = run.bundle.limits.certificate_options();
    let mut chain = chain.iter();
    let Some(leaf) = chain.next() else {
        return Err(Error::Internal {
            what: "a chain without certificates",
        });
    };
    let malformed = |cause| Error::Certificate {
        place: leaf_place(run.bundle),
        cause,
    };
    let leaf = Certificate::from_der(leaf, &options).map_err(malformed)?;
    // Malformed claims are a malformed certificate, whoever issued it.
    Claims::check(&leaf).map_err(malformed)?;
    for (der, index) in chain.zip(1_usize..) {
        let place = chain_place(index);
        let further = Certificate::from_der(der, &options).map_err(|cause| Error::Certificate {
            place: place.clone(),
            cause,
        })?;
        if run.policy.uses_bundle_intermediates() {
            run.intermediates.push(further);
            continue;
        }
        let (code, what) = if further.is_self_issued() {
            (registry::NOTE_SUPERFLUOUS_ROOT, "a self-issued certificate")
        } else {
            (
                registry::NOTE_SUPERFLUOUS_INTERMEDIATE,
                "a further certificate",
            )
        };
        run.notes.push(Finding::new(
            code,
            place,
            format!("{what} in the bundle is not used"),
        ));
    }
    let text = format!("certificate issued by {}", leaf.issuer_text());
    run.leaf = Some(leaf);
    Ok(text)
}

fn chain_place(index: usize) -> Place {
    Place::root()
        .member("verificationMaterial")
        .member("x509CertificateChain")
        .member("certificates")
        .index(index)
        .member("rawBytes")
}

fn bodies(run: &mut Run<'_>) -> Result<(), Error> {
    let mut bodies = Vec::new();
    let bundle = run.bundle;
    let (limits, legacy) = (bundle.limits.rekor(), run.legacy_kinds());
    for (index, entry) in bundle.entries.iter().enumerate() {
        let body = Body::parse_with_legacy(entry, legacy, bundle.profile, &limits)
            .map_err(|cause| Error::Entry { index, cause })?;
        bodies.push(body);
    }
    run.bodies = Some(bodies);
    Ok(())
}

/// The same entry of the same log, or the same bytes, are one entry. A log is known by its key: an
/// entry may name one log by several ids, or by the beginning of one.
fn distinct(run: &Run<'_>) -> Result<(), Error> {
    let entries = &run.bundle.entries;
    let keys: Vec<_> = entries
        .iter()
        .map(|entry| run.log_of(entry).map(|(log, _)| log.key().spki_der()))
        .collect();
    let mut earlier: Vec<(&LogEntry, Option<&[u8]>)> = Vec::new();
    for (index, (entry, key)) in entries.iter().zip(keys).enumerate() {
        let is_twin = |(other, of): &(&LogEntry, Option<&[u8]>)| {
            let is_same_log = other.log_id() == entry.log_id() || (key.is_some() && *of == key);
            *other == entry || (is_same_log && is_same_leaf(other, entry))
        };
        if earlier.iter().any(is_twin) {
            return Err(Error::DuplicateEntry { index });
        }
        earlier.push((entry, key));
    }
    Ok(())
}

/// Whether two entries of one log are at one place in it. Nothing but a promise covers the outer index
/// of an entry of the first generation, so the leaf that is proven counts as well.
fn is_same_leaf(one: &LogEntry, other: &LogEntry) -> bool {
    let leaf = |entry: &LogEntry| entry.proof().map(InclusionProof::index);
    one.log_index() == other.log_index()
        || (leaf(one).is_some() && leaf(one) == leaf(other) && one.body() == other.body())
}
