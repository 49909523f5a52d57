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

/// Provenance v1 of [`SHA256`], as GitHub writes it.
pub(crate) fn provenance_json() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "app", "digest": {"sha256": SHA256}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters": {
                    "workflow": {
                        "ref": "refs/tags/v1.0.0",
                        "repository": "https://github.com/acme/app",
                        "path": ".github/workflows/release.yml",
                    },
                    "inputs": {"target": "all", "flags": [1, 2]},
                },
                "internalParameters": {
                    "github": {
                        "event_name": "push",
                        "repository_id": "11",
                        "repository_owner_id": "22",
                        "runner_environment": "github-hosted",
                    },
                },
                "resolvedDependencies": [
                    {
                        "uri": "git+https://github.com/acme/app@refs/tags/v1.0.0",
                        "digest": {"gitCommit": "aa".repeat(20)},
                    },
                    {"uri": "pkg:npm/left@1.2.3", "digest": {"sha256": SHA256}},
                    {"uri": "https://cdn.example/tool", "digest": {"sha256": SHA256}},
                ],
            },
            "runDetails": {
                "builder": {
                    "id": "https://github.com/acme/builder/.github/workflows/build.yml@refs/tags/v1.2.0",
                },
                "metadata": {
                    "invocationId": "https://github.com/acme/app/actions/runs/1/attempts/1",
                    "startedOn": "2024-05-01T12:00:00Z",
                },
            },
        },
    })
}

/// Provenance v0.2 of [`SHA256`], as slsa-github-generator writes it.
pub(crate) fn provenance_v02_json() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{"name": "app", "digest": {"sha256": SHA256}}],
        "predicateType": "https://slsa.dev/provenance/v0.2",
        "predicate": {
            "builder": {"id": "https://builder.example/b@v1.0.0"},
            "buildType": "https://build.example/t@v1",
            "invocation": {
                "configSource": {
                    "uri": "git+https://github.com/acme/app@refs/heads/main",
                    "digest": {"sha1": "aa".repeat(20)},
                    "entryPoint": "release.yml",
                },
                "parameters": {"level": 1},
                "environment": {"github_event_name": "push", "github_run_id": "1"},
            },
            "metadata": {"buildInvocationId": "1-1"},
            "materials": [],
        },
    })
}

/// The statement with the value at this pointer set, or removed.
pub(crate) fn edited(mut document: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/");
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), Some(value)) => drop(members.insert(name, value)),
        (Value::Object(members), None) => drop(members.remove(&name).unwrap()),
        (Value::Array(elements), Some(value)) => elements.push(value),
        (Value::Array(elements), None) => drop(elements.remove(name.parse().unwrap())),
        _ => panic!("{pointer}"),
    }
    document
}
