//! The signer's certificate: where it leads to, when, and whether it is the wanted one.

use bonafide_digest::hex;
use bonafide_report::{Escaped, Time, registry};
use bonafide_tsa::VerifiedTimestamp;
use bonafide_x509::{
    Certificate, ParseOptions, PathRefusal, Rank, SubjectAltName, VerifiedPath, search_path,
};

use super::key;
use super::run::{Outcome, Run};
use crate::bundle::Material;
use crate::trust::{
    CertificateTrust, ExpectedSigner, Signers, check_kind, fingerprint, key_fingerprint,
};
use crate::{Error, Method, ModelSigner, ModelTimeSource, SigningTime};

const SKIPPED: Outcome = Outcome::Skip("the method is not certificate");

/// Reads the certificates that the bundle brings along, that of the signer first (models OMX-1).
pub(super) fn read(run: &mut Run<'_>) -> Result<Outcome, Error> {
    if run.setup.method() != Method::Certificate {
        return Ok(SKIPPED);
    }
    let Some(bundle) = &run.bundle else {
        return Ok(Outcome::NotRun("no bundle"));
    };
    let Material::Chain(chain) = &bundle.material else {
        return Ok(Outcome::NotRun("no chain"));
    };
    let options = ParseOptions::default().with_bytes(run.setup.limits.certificate_bytes());
    let mut certificates = Vec::new();
    for (index, der) in chain.iter().enumerate() {
        certificates.push(Certificate::from_der(der, &options).map_err(|cause| {
            let cause = Box::new(cause);
            Error::Certificate { index, cause }
        })?);
    }
    let mut certificates = certificates.into_iter();
    let leaf = certificates.next().ok_or(Error::Material {
        what: "the chain has no certificate",
    })?;
    let summary = format!("the certificate {}", fingerprint(&leaf));
    let kind = match leaf.public_key() {
        Ok(key) => check_kind(key.kind()),
        Err(cause) => Err(Error::Key {
            cause: cause.clone(),
        }),
    };
    run.intermediates = certificates.collect();
    run.leaf = Some(leaf);
    kind.map(|()| Outcome::Pass(summary))
}

/// Finds a path to an anchor that holds at the evaluation time, or else at a verified time.
///
/// # Specification
/// models section 9.4, OMX-9.
pub(super) fn path(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Signers::Certificates(trusted) = &run.setup.trust.signers else {
        return Ok(SKIPPED);
    };
    let Some(leaf) = run.leaf.clone() else {
        return Ok(Outcome::NotRun("no certificate"));
    };
    if leaf.is_ca() {
        let message = "the signer's certificate is marked as that of an authority";
        run.lint.warn(registry::OMS_CERT_LEAF_CA_FLAG, "", message);
    }
    let (path, source, time) = path_and_time(run, &leaf, trusted)?;
    run.time = Some(SigningTime { source, time });
    let anchor = path.issuers().last().map(Certificate::subject_text);
    let summary = format!(
        "valid at {time} ({}) under {}",
        source.as_str(),
        Escaped(&anchor.unwrap_or_default())
    );
    run.path = Some(path);
    Ok(Outcome::Pass(summary))
}

fn path_and_time(
    run: &mut Run<'_>,
    leaf: &Certificate,
    trusted: &CertificateTrust,
) -> Result<(VerifiedPath, ModelTimeSource, Time), Error> {
    let policy = &run.setup.trust.timestamps;
    let now = run.now;
    let mut intermediates = run.intermediates.clone();
    intermediates.extend(trusted.intermediates.iter().cloned());
    let failure = if policy.is_required {
        None
    } else {
        match find(run, leaf, &intermediates, now) {
            Ok(path) => return Ok((path, ModelTimeSource::Clock, now)),
            Err(refusal) if !is_about_time(&refusal) => return Err(refused(refusal)),
            Err(refusal) => Some(refused(refusal)),
        }
    };
    let stamps: Vec<Time> = run.stamps.iter().map(VerifiedTimestamp::time).collect();
    let mut first = failure;
    for time in stamps
        .into_iter()
        .filter(|time| policy.is_recent(*time, now))
    {
        match find(run, leaf, &intermediates, time) {
            Ok(path) => return Ok((path, ModelTimeSource::Rfc3161, time)),
            Err(refusal) => {
                first.get_or_insert_with(|| refused(refusal));
            }
        }
    }
    Err(first.unwrap_or(Error::TimeRequired {
        what: "a recent timestamp is wanted, and there is none",
    }))
}

/// Every certificate of the path is checked at the same instant.
fn find(
    run: &mut Run<'_>,
    leaf: &Certificate,
    intermediates: &[Certificate],
    time: Time,
) -> Result<VerifiedPath, PathRefusal> {
    search_path(
        leaf,
        intermediates,
        &run.setup.authorities,
        &[time],
        &run.setup.path_profile,
        run.setup.backend.as_ref(),
        run.budget,
    )
}

fn is_about_time(refusal: &PathRefusal) -> bool {
    matches!(refusal.rank(), Some(Rank::Times | Rank::Window))
}

/// The rule that a path breaks, by how far it came.
fn refused(refusal: PathRefusal) -> Error {
    use bonafide_x509::Error as Cause;
    let rank = refusal.rank();
    let is_early = match refusal.error() {
        Cause::Limit { cause } => return cause.clone().into(),
        Cause::LeafIsAuthority {} => return Error::CaSigner {},
        Cause::LeafTime {
            time, not_before, ..
        }
        | Cause::IssuerTime {
            time, not_before, ..
        } => time < not_before,
        _ => false,
    };
    let is_usage = matches!(
        refusal.error(),
        Cause::LeafKeyUsage {} | Cause::LeafExtendedKeyUsage {}
    );
    let cause = Box::new(Cause::from(refusal));
    match rank {
        Some(Rank::Times | Rank::Window) if is_early => Error::NotYetValid { cause },
        Some(Rank::Times | Rank::Window) => Error::Expired { cause },
        Some(Rank::Leaf) if is_usage => Error::Usage { cause },
        Some(Rank::NoIssuer | Rank::Signature) => Error::Untrusted { cause },
        _ => Error::Path { cause },
    }
}

/// The certificate is the wanted one (models OMX-2).
pub(super) fn identity(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Signers::Certificates(trusted) = &run.setup.trust.signers else {
        return Ok(SKIPPED);
    };
    let (Some(path), Some(wanted)) = (&run.path, &trusted.signer) else {
        return Ok(Outcome::NotRun("no path"));
    };
    let leaf = path.leaf();
    let subject = leaf.subject_text();
    let (is_wanted, wanted, found) = match wanted {
        ExpectedSigner::AnyLeafUnderAnchor => {
            return Ok(Outcome::Skip(
                "any certificate below the anchors is accepted",
            ));
        }
        ExpectedSigner::Fingerprint(wanted) => {
            let found = fingerprint(leaf);
            let is_wanted = found.as_bytes() == wanted;
            (is_wanted, hex::encode(wanted), found.to_hex())
        }
        ExpectedSigner::Key(wanted) => {
            let found = key_fingerprint(leaf);
            let is_wanted = found.as_bytes() == wanted;
            (is_wanted, hex::encode(wanted), found.to_hex())
        }
        ExpectedSigner::Subject(wanted) => {
            let is_wanted = leaf.has_subject(wanted).unwrap_or(false);
            let found = Escaped(&subject).to_string();
            (is_wanted, Escaped(wanted).to_string(), found)
        }
        ExpectedSigner::Name(wanted) => {
            let names = leaf.subject_alt_names();
            let is_wanted = names.iter().any(|name| wanted.matches(name));
            (is_wanted, "the given name".to_owned(), listed(names))
        }
    };
    if !is_wanted {
        return Err(Error::Identity { wanted, found });
    }
    Ok(Outcome::Pass(format!("signed by {found}")))
}

fn listed(names: &[SubjectAltName]) -> String {
    let names: Vec<&str> = names.iter().map(SubjectAltName::value).collect();
    match names.as_slice() {
        [] => "a certificate without names".to_owned(),
        names => Escaped(&names.join(", ")).to_string(),
    }
}

/// The key of the certificate signed the payload.
pub(super) fn signature(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let (Some(bundle), Some(leaf)) = (&run.bundle, &run.leaf) else {
        return Ok(Outcome::NotRun("no certificate"));
    };
    let public = leaf.public_key().map_err(|cause| Error::Key {
        cause: cause.clone(),
    })?;
    check_kind(public.kind())?;
    key::check(bundle, public, run.setup.backend.as_ref(), run.budget)?;
    let summary = format!("{} by the key of the certificate", public.kind());
    run.signer = run.path.as_ref().map(|path| ModelSigner {
        certificate: Some(fingerprint(leaf)),
        subject: Some(leaf.subject_text()),
        names: leaf.subject_alt_names().to_vec(),
        issuer: Some(leaf.issuer_text()),
        chain: path.issuers().iter().map(fingerprint).collect(),
        anchor: path.issuers().last().map(Certificate::subject_text),
        ..key::signer(Method::Certificate, public)
    });
    Ok(Outcome::Pass(summary))
}
