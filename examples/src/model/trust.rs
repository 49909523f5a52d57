//! Whom the command line trusts.

use bonafide_keys::{Ring, pem};
use bonafide_model::{CertificateTrust, ExpectedSigner, Trust, VerificationKey};
use bonafide_report::{Budget, Place, Window};
use bonafide_sigstore::{IdentityMatcher, Verifier};
use bonafide_x509::{Authority, Certificate, Purpose};

use super::pem_certificates;
use crate::{Arguments, Usage, read, trusted_root};

/// Options that belong to `--certificate-chain`.
const OF_CHAIN: [&str; 3] = [
    "certificate-subject",
    "certificate-fingerprint",
    "allow-eku",
];

pub(super) fn trust(arguments: &Arguments) -> Result<Trust, Usage> {
    let chain = arguments.all("certificate-chain");
    let of_chain = arguments.switch("any-leaf-under-anchor")
        || OF_CHAIN.iter().any(|name| !arguments.all(name).is_empty());
    if chain.is_empty() && of_chain {
        let what = "a certificate is wanted, and --certificate-chain is missing";
        return Err(Usage(what.to_owned()));
    }
    let key = arguments.value("key");
    let identity = arguments.value("certificate-identity");
    let trust = match (key, chain, identity) {
        (Some(path), [], None) => Trust::keys(vec![key_of(path)?]),
        (None, [_, ..], None) => Trust::certificates(certificates(arguments, chain)?),
        (None, [], Some(identity)) => sigstore(arguments, identity)?,
        _ => {
            let what =
                "exactly one of --key, --certificate-chain and --certificate-identity is needed";
            return Err(Usage(what.to_owned()));
        }
    };
    let mut trust = trust;
    for path in arguments.all("tsa-root") {
        trust = trust.with_timestamp_authority(timestamp_authority(path)?);
    }
    Ok(trust)
}

/// The one key of a file; text that tools write above it is passed over.
fn key_of(path: &str) -> Result<VerificationKey, Usage> {
    let wrong = |what: &str| Usage(format!("{path}: {what}"));
    let text = String::from_utf8(read(path)?).map_err(|_| wrong("not PEM"))?;
    let mut blocks = pem::blocks(&text);
    let (Some(block), None) = (blocks.next(), blocks.next()) else {
        return Err(wrong("not one PEM block"));
    };
    VerificationKey::from_pem(block)
        .map(|key| key.with_id(path))
        .map_err(|error| wrong(&error.to_string()))
}

fn certificates(arguments: &Arguments, paths: &[String]) -> Result<CertificateTrust, Usage> {
    let (mut anchors, mut others) = (Vec::new(), Vec::new());
    for path in paths {
        for certificate in pem_certificates(path)? {
            if certificate.is_ca() && is_self_signed(&certificate) {
                anchors.push(certificate);
            } else {
                others.push(certificate);
            }
        }
    }
    let mut trust = CertificateTrust::new(anchors).with_intermediates(others);
    for oid in arguments.all("allow-eku") {
        trust = trust.allow_key_purpose(oid);
    }
    let fingerprint = arguments.value("certificate-fingerprint");
    let subject = arguments.value("certificate-subject");
    let signer = match (
        fingerprint,
        subject,
        arguments.switch("any-leaf-under-anchor"),
    ) {
        (Some(text), None, false) => ExpectedSigner::Fingerprint(sha256(text)?),
        (None, Some(subject), false) => ExpectedSigner::Subject(subject.to_owned()),
        (None, None, true) => ExpectedSigner::AnyLeafUnderAnchor,
        (None, None, false) => return Ok(trust),
        _ => {
            let what = "only one of --certificate-fingerprint, --certificate-subject and \
                        --any-leaf-under-anchor can be given";
            return Err(Usage(what.to_owned()));
        }
    };
    Ok(trust.with_signer(signer))
}

fn is_self_signed(certificate: &Certificate) -> bool {
    let mut budget = Budget::unbounded();
    certificate
        .verify_signed_by(certificate, &Place::root(), &Ring, &mut budget)
        .is_ok()
}

/// A SHA-256 as tools write it: hexadecimal, perhaps in capitals and with colons.
fn sha256(text: &str) -> Result<[u8; 32], Usage> {
    let digits = text.replace(':', "").to_ascii_lowercase();
    bonafide_digest::hex::decode(&digits)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Usage(format!("--certificate-fingerprint {text} is no SHA-256")))
}

fn sigstore(arguments: &Arguments, identity: &str) -> Result<Trust, Usage> {
    let issuer = arguments.required("certificate-oidc-issuer")?;
    let wrong = |error: &dyn std::fmt::Display| Usage(error.to_string());
    let identity = IdentityMatcher::exact(identity, issuer).map_err(|error| wrong(&error))?;
    let root = trusted_root(arguments.value("trusted-root"), false)?;
    let verifier = Verifier::new(root).map_err(|error| wrong(&error))?;
    Ok(Trust::sigstore(verifier, identity))
}

/// The authority of a file: its root alone, or its chain with the certificate nearest to the signer
/// first. It is trusted as long as its root is valid.
fn timestamp_authority(path: &str) -> Result<Authority, Usage> {
    let chain = pem_certificates(path)?;
    let wrong = |what: &str| Usage(format!("{path}: {what}"));
    let root = chain
        .last()
        .ok_or_else(|| wrong("it holds no certificate"))?;
    let window = Window::new(root.not_before(), Some(root.not_after()));
    let window = window.ok_or_else(|| wrong("the root is never valid"))?;
    let mut budget = Budget::unbounded();
    Authority::new(chain, window, Purpose::TimeStamping, &Ring, &mut budget)
        .map_err(|error| wrong(&error.to_string()))
}
