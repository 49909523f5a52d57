//! The path from the signer's certificate to a trusted anchor, at every verified time.

use bonafide_report::Time;
use bonafide_x509::{Profile, verify_path};

use super::{Outcome, Run};
use crate::Error;

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
    let issued_by_usable = authorities.usable.iter().any(|authority| {
        authority
            .chain()
            .first()
            .is_some_and(|issuer| issuer.subject() == leaf.issuer())
    });
    let needed = authorities.unusable.iter().find(|instance| {
        instance
            .chain
            .first()
            .is_some_and(|issuer| issuer.subject() == leaf.issuer())
    });
    if let (false, Some(needed)) = (issued_by_usable, needed) {
        return Err(needed.error());
    }
    let times: Vec<Time> = run.times.iter().map(|time| time.time).collect();
    let path = verify_path(
        leaf,
        &authorities.usable,
        &times,
        &Profile::fulcio(),
        run.backend,
        &mut run.budget,
    )
    .map_err(|cause| Error::Path { cause })?;
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
