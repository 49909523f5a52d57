//! The path from the signer's certificate to a trusted anchor, at every verified time.

use bonafide_report::Time;
use bonafide_x509::{Certificate, Profile, Rank, VerifiedPath, search_path, verify_path};

use super::run::{Outcome, Run, leaf_place};
use crate::trust::Unusable;
use crate::{Error, PrivatePki};

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Some(leaf) = run.leaf.clone() else {
        return Ok(if run.bundle.has_certificate() {
            Outcome::NotRun("the certificate could not be read")
        } else {
            Outcome::Skip("signed with a key")
        });
    };
    if !run.has_times {
        return Ok(Outcome::NotRun("no verified time"));
    }
    let times: Vec<Time> = run.times.iter().map(|time| time.time).collect();
    let (path, authority) = match run.policy.wanted_private_pki() {
        Some(private) => (
            private_path(run, &leaf, private, &times)?,
            "the caller's choice",
        ),
        None => fulcio_path(run, &leaf, &times)?,
    };
    let summary = format!(
        "{} certificates to an anchor of {}",
        path.issuers().len().saturating_add(1),
        bonafide_report::Escaped(authority)
    );
    run.path = Some(path);
    Ok(Outcome::Pass(summary))
}

/// The path to an anchor of the trusted root, and the URI of its authority.
fn fulcio_path<'a>(
    run: &mut Run<'a>,
    leaf: &Certificate,
    times: &[Time],
) -> Result<(VerifiedPath, &'a str), Error> {
    let authorities = &run.trust.certificate_authorities;
    let profile = Profile::fulcio().with_signature_checks(run.path_signatures);
    let path = if run.intermediates.is_empty() {
        verify_path(
            leaf,
            &authorities.usable,
            times,
            &profile,
            run.backend,
            &mut run.budget,
        )
    } else {
        search_path(
            leaf,
            &run.intermediates,
            &authorities.usable,
            times,
            &profile,
            run.backend,
            &mut run.budget,
        )
    };
    let path = path.map_err(|cause| {
        let unusable = (cause.rank() == Some(Rank::NoIssuer))
            .then(|| {
                authorities
                    .unusable
                    .iter()
                    .find(|instance| issued(instance, leaf))
            })
            .flatten();
        unusable.map_or(Error::Path { cause }, Unusable::error)
    })?;
    let authority = authorities.names.get(path.authority());
    let uri = authority.map(|name| name.uri.as_str()).unwrap_or_default();
    Ok((path, uri))
}

/// The path to an anchor that the caller chose, through intermediates of the caller and, where that
/// is allowed, of the bundle.
fn private_path(
    run: &mut Run<'_>,
    leaf: &Certificate,
    private: &PrivatePki,
    times: &[Time],
) -> Result<VerifiedPath, Error> {
    let place = leaf_place(run.bundle);
    let authorities = private
        .authorities(run.backend)
        .map_err(|cause| Error::Certificate { place, cause })?;
    let mut intermediates = private.intermediates().to_vec();
    intermediates.extend(run.intermediates.iter().cloned());
    search_path(
        leaf,
        &intermediates,
        &authorities,
        times,
        &Profile::bring_your_own().with_signature_checks(run.path_signatures),
        run.backend,
        &mut run.budget,
    )
    .map_err(|cause| Error::Path { cause })
}

/// Whether the leaf names the first certificate of an unusable authority as its issuer.
fn issued(instance: &Unusable, leaf: &Certificate) -> bool {
    instance
        .chain
        .first()
        .is_some_and(|first| leaf.is_named_as_issued_by(first))
}
