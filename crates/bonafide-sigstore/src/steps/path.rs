//! The path from the signer's certificate to a trusted anchor, at every verified time.

use bonafide_report::Time;
use bonafide_x509::{Certificate, Profile, Rank, verify_path};

use super::{Outcome, Run};
use crate::Error;
use crate::trust::Unusable;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Some(leaf) = &run.leaf else {
        return Ok(if run.bundle.has_certificate() {
            Outcome::NotRun("the certificate could not be read")
        } else {
            Outcome::Skip("signed with a key")
        });
    };
    if !run.has_times {
        return Ok(Outcome::NotRun("no verified time"));
    }
    let authorities = &run.trust.certificate_authorities;
    let times: Vec<Time> = run.times.iter().map(|time| time.time).collect();
    let path = verify_path(
        leaf,
        &authorities.usable,
        &times,
        &Profile::fulcio(),
        run.backend,
        &mut run.budget,
    )
    .map_err(|cause| {
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
    let authority = authority.map(|name| name.uri.as_str()).unwrap_or_default();
    let summary = format!(
        "{} certificates to an anchor of {}",
        path.issuers().len().saturating_add(1),
        bonafide_report::Escaped(authority)
    );
    run.path = Some(path);
    Ok(Outcome::Pass(summary))
}

/// Whether the leaf names the first certificate of an unusable authority as its issuer.
fn issued(instance: &Unusable, leaf: &Certificate) -> bool {
    instance
        .chain
        .first()
        .is_some_and(|first| leaf.is_named_as_issued_by(first))
}
