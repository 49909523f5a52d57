//! Attestations made for the tests, without keys: the envelope is vouched for by a closure.
#![allow(dead_code, reason = "each test file uses its own part")]

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{
    ArtifactDigests, Envelope, IN_TOTO, PrincipalId, Statement, StatementOptions, Threshold,
    VerifiedStatement, Vouching,
};
use bonafide_report::Time;
use bonafide_slsa::{Attestation, Signer, Signing};
use serde_json::{Value, json};

pub(crate) const SHA256: &str = "1111111111111111111111111111111111111111111111111111111111111111";
pub(crate) const OTHER: &str = "2222222222222222222222222222222222222222222222222222222222222222";

pub(crate) fn digest(algorithm: Algorithm, hex: &str) -> Digest {
    Digest::from_hex(algorithm, hex).unwrap()
}

pub(crate) fn artifact(digests: &[(Algorithm, &str)]) -> ArtifactDigests {
    let digests = digests
        .iter()
        .map(|(algorithm, hex)| digest(*algorithm, hex).into());
    ArtifactDigests::stated(digests).unwrap()
}

pub(crate) fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

pub(crate) fn statement(document: &[u8]) -> Statement {
    Statement::parse(document, &StatementOptions::provenance()).unwrap()
}

pub(crate) fn vouched(document: &[u8]) -> VerifiedStatement {
    let envelope = Envelope::from_parts(IN_TOTO, document.to_vec(), vec![1]);
    let envelope = envelope.verify(&Threshold::one(), |_, _| {
        Ok(Vouching::By {
            signer: vec![1],
            principals: vec![PrincipalId::new(0)],
        })
    });
    envelope
        .unwrap()
        .statement(&StatementOptions::provenance())
        .unwrap()
}

pub(crate) fn signed(document: &Value, signing: Signing) -> Attestation {
    Attestation::verified(&vouched(document.to_string().as_bytes()), signing)
}

pub(crate) fn by_key(name: &str) -> Signing {
    Signing::by(Signer::Key {
        name: name.to_owned(),
    })
}

/// A summary v1 of [`SHA256`].
pub(crate) fn vsa_json() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "app", "digest": {"sha256": SHA256}}],
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": {
            "verifier": {"id": "https://verifier.example/v1", "version": {"tool": "1.2"}},
            "timeVerified": "2024-05-01T12:00:00Z",
            "resourceUri": "pkg:oci/app",
            "policy": {"uri": "https://policy.example/p", "digest": {"sha256": OTHER}},
            "inputAttestations": [{"uri": "https://a.example/1", "digest": {"sha256": OTHER}}],
            "verificationResult": "PASSED",
            "verifiedLevels": ["SLSA_BUILD_LEVEL_2", "ACME_REVIEWED"],
            "dependencyLevels": {"SLSA_BUILD_LEVEL_1": 3},
            "slsaVersion": "1.2",
        },
    })
}
