use bonafide::model::{CertificateTrust, ExpectedSigner, ManifestVerifier, Trust};
use bonafide::report::Failure;
use bonafide::sigstore::{IdentityMatcher, TrustedRoot, Verifier};
use bonafide::x509::{Certificate, ParseOptions};

/// Models of whoever has a certificate of this subject, such as `CN=models,O=publisher`, under a root
/// in PEM.
pub fn by_certificate(root: &str, subject: &str) -> Result<ManifestVerifier, Failure> {
    let anchors = vec![Certificate::from_pem(root, &ParseOptions::default())?];
    let signer = ExpectedSigner::Subject(subject.to_owned());
    let trust = CertificateTrust::new(anchors).with_signer(signer);
    Ok(ManifestVerifier::new(Trust::certificates(trust))?)
}

/// Models of an identity of a Sigstore instance.
pub fn by_identity(
    trusted_root: &[u8],
    (identity, issuer): (&str, &str),
) -> Result<ManifestVerifier, Failure> {
    let verifier = Verifier::new(TrustedRoot::parse(trusted_root)?)?;
    let identity = IdentityMatcher::exact(identity, issuer)?;
    Ok(ManifestVerifier::new(Trust::sigstore(verifier, identity))?)
}
