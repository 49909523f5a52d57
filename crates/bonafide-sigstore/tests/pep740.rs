//! Attestations of Python distributions, on real evidence and on what is almost that.
#![cfg(feature = "pep740")]

#[path = "common/real.rs"]
mod real;

use bonafide_digest::Digest;
use bonafide_sigstore::pep740::{Attestation, ExpectedDistribution, Provenance, Publisher};
use bonafide_sigstore::{Artifact, IdentityMatcher, ParseOptions, Policy, Request, Verifier};
use real::{ISSUER, data, now, root};
use serde_json::{Value, json};

const FILENAME: &str = "pypi_attestations-0.0.19.tar.gz";
const DIGEST: &str = "sha256:9bb1add04b1b4e182be6b0b80931593f7a291eb49d69b4fd728a5d4cbcdc4bd3";
const IDENTITY: &str = "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19";

fn document(kind: &str) -> Value {
    serde_json::from_slice(&data(&format!("{FILENAME}.{kind}.attestation"))).unwrap()
}

fn parse(document: &Value) -> Result<Attestation, &'static str> {
    let bytes = document.to_string();
    Attestation::parse(bytes.as_bytes(), &ParseOptions::default())
        .map_err(|error| error.code().as_str())
}

fn policy() -> Policy {
    Policy::identity(IdentityMatcher::exact(IDENTITY, ISSUER).unwrap())
}

fn expected() -> ExpectedDistribution {
    ExpectedDistribution::new(FILENAME).unwrap()
}

fn verify(
    document: &Value,
    expected: &ExpectedDistribution,
    policy: &Policy,
) -> Result<(), &'static str> {
    let attestation = parse(document)?;
    let verifier = Verifier::new(root()).unwrap();
    let artifact = Artifact::from_digest(Digest::parse(DIGEST).unwrap());
    let request = Request::new(artifact, policy, now());
    let verdict = verifier.verify_attestation(&attestation, expected, &request);
    let explained = verifier.explain_attestation(&attestation, expected, &request);
    let code = verdict.as_ref().err().map(|refusal| refusal.code());
    assert_eq!(explained.primary_code(), code);
    verdict.map(drop).map_err(|refusal| refusal.code().as_str())
}

fn github(repository: &str, workflow: &str) -> Publisher {
    Publisher::GitHub {
        repository: repository.to_owned(),
        workflow: workflow.to_owned(),
        environment: None,
    }
}

#[test]
fn real_attestations_verify() {
    for kind in ["slsa", "publish"] {
        assert_eq!(
            verify(&document(kind), &expected(), &policy()),
            Ok(()),
            "{kind}"
        );
    }
}

#[test]
fn the_file_name_is_compared_after_normalisation() {
    let named = |name: &str| {
        let expected = ExpectedDistribution::new(name).unwrap();
        verify(&document("publish"), &expected, &policy())
    };
    assert_eq!(named("PyPI.Attestations-0.0.19.zip"), Ok(()));
    for other in [
        "pypi_attestations-0.0.20.tar.gz",
        "pypi_attestation-0.0.19.tar.gz",
        "pypi_attestations-0.0.19-py3-none-any.whl",
    ] {
        assert_eq!(named(other), Err("artifact.name-mismatch"), "{other}");
    }
}

#[test]
fn versions_are_exact() {
    let with = |version: Value| {
        let mut document = document("publish");
        document["version"] = version;
        parse(&document).map(drop)
    };
    assert_eq!(with(json!(1)), Ok(()));
    assert_eq!(with(json!(2)), Err("bundle.version"));
    assert_eq!(with(json!("1")), Err("bundle.parse"));
    let mut without = document("publish");
    without.as_object_mut().unwrap().remove("version");
    assert_eq!(parse(&without).map(drop), Err("bundle.version"));
}

#[test]
fn members_are_read_strictly() {
    let after = |change: fn(&mut Value)| {
        let mut document = document("publish");
        change(&mut document);
        parse(&document).map(drop)
    };
    assert_eq!(after(|a| a["further"] = json!({"x": 1})), Ok(()));
    assert_eq!(after(|a| a["envelope"] = json!({})), Err("bundle.parse"));
    assert_eq!(
        after(|a| a["envelope"]["signature"] = json!("")),
        Err("bundle.parse")
    );
    assert_eq!(
        after(|a| a["verification_material"]["certificate"] = json!("?")),
        Err("bundle.parse")
    );
    let unknown_in_entry =
        |a: &mut Value| a["verification_material"]["transparency_entries"][0]["x"] = json!(1);
    assert_eq!(after(unknown_in_entry), Err("bundle.parse"));
    let text = document("publish")
        .to_string()
        .replacen('{', "{\"version\":1,", 1);
    let error = Attestation::parse(text.as_bytes(), &ParseOptions::default()).unwrap_err();
    assert_eq!(error.code().as_str(), "bundle.parse");
}

#[test]
fn wrapped_base64_is_lenient() {
    let mut document = document("publish");
    let statement = document["envelope"]["statement"].as_str().unwrap();
    let wrapped = format!("{}\n{}", &statement[..76], &statement[76..]);
    document["envelope"]["statement"] = json!(wrapped);
    assert_eq!(parse(&document).map(drop), Err("bundle.parse"));
    let bytes = document.to_string();
    assert!(Attestation::parse(bytes.as_bytes(), &ParseOptions::lenient()).is_ok());
}

#[test]
fn every_entry_must_fit() {
    let mut document = document("publish");
    let foreign =
        self::document("slsa")["verification_material"]["transparency_entries"][0].clone();
    let entries = &mut document["verification_material"]["transparency_entries"];
    entries.as_array_mut().unwrap().push(foreign);
    let verdict = verify(&document, &expected(), &policy());
    assert_eq!(verdict, Err("cert.time"));
}

#[test]
fn publishers_are_claims_of_the_certificate() {
    let by = |publisher: Publisher| {
        let expected = expected().with_publisher(publisher);
        verify(&document("publish"), &expected, &Policy::nobody())
    };
    assert_eq!(
        by(github("trailofbits/pypi-attestations", "release.yml")),
        Ok(())
    );
    for other in [
        github("trailofbits/pypi-attestation", "release.yml"),
        github("trailofbits/pypi-attestations", "other.yml"),
        github("trailofbits/pypi-attestations", "release.ym"),
        Publisher::GitLab {
            repository: "trailofbits/pypi-attestations".to_owned(),
            workflow_filepath: "release.yml".to_owned(),
            environment: None,
        },
        Publisher::Google {
            email: "a@b.c".to_owned(),
        },
    ] {
        assert_eq!(
            by(other.clone()),
            Err("identity.claim-mismatch"),
            "{other:?}"
        );
    }
    assert_eq!(
        by(Publisher::Other {
            kind: "New".to_owned()
        }),
        Err("policy.empty")
    );
    assert_eq!(
        verify(&document("publish"), &expected(), &Policy::nobody()),
        Err("policy.empty")
    );
}

#[test]
fn provenance_objects_hold_attestations_by_publisher() {
    let object = |publisher: Value, attestations: Value| {
        json!({
            "version": 1,
            "attestation_bundles": [{"publisher": publisher, "attestations": attestations}],
        })
    };
    let parse = |object: &Value| {
        Provenance::parse(object.to_string().as_bytes(), &ParseOptions::default())
            .map_err(|error| error.code().as_str())
    };
    let publisher = json!({
        "kind": "GitHub",
        "repository": "trailofbits/pypi-attestations",
        "workflow": "release.yml",
        "environment": null,
    });
    let good = parse(&object(publisher.clone(), json!([document("publish")]))).unwrap();
    let [bundle] = good.bundles() else {
        panic!("one publisher")
    };
    assert_eq!(
        *bundle.publisher(),
        github("trailofbits/pypi-attestations", "release.yml")
    );
    assert_eq!(bundle.attestations().len(), 1);

    let unknown = parse(&object(
        json!({"kind": "New"}),
        json!([document("publish")]),
    ))
    .unwrap();
    assert_eq!(
        *unknown.bundles()[0].publisher(),
        Publisher::Other {
            kind: "New".to_owned()
        }
    );

    assert_eq!(
        parse(&object(publisher.clone(), json!([]))).map(drop),
        Err("bundle.parse")
    );
    assert_eq!(
        parse(&json!({"version": 1, "attestation_bundles": []})).map(drop),
        Err("bundle.parse")
    );
    assert_eq!(
        parse(&json!({"version": 2, "attestation_bundles": []})).map(drop),
        Err("bundle.version")
    );
    let many = vec![document("publish"); 64];
    assert!(parse(&object(publisher.clone(), json!(many))).is_ok());
    let more = vec![document("publish"); 65];
    assert_eq!(
        parse(&object(publisher, json!(more))).map(drop),
        Err("limit.exceeded")
    );
}
