//! Seeds about signatures, from the testkit.

use bonafide_testkit::encode::{pem, unbase64};
use bonafide_testkit::image::{Attachment, Statement, Store};
use bonafide_testkit::{KeyKind, Minted, SigningKey, Sigstore, cases, der};
use serde_json::{Value, json};

use super::texts;
use crate::kit;

pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "json" => texts(&[
            r#"{"a":[1,-2.5e3,true,null,"\u00e9\n"],"b":{"":{}}}"#,
            "[[[[]]]]",
            r#""\ud83d\ude00""#,
        ]),
        "base64" => texts(&["aGk=", "++///g==", "--___g", "aGVsbG8gd29ybGQ"]),
        "der" => vec![der::sequence(&[
            der::integer(300),
            der::oid("2.5.4.3"),
            der::bits(b"x"),
        ])],
        "certificate" => certificates(),
        "sct_list" => vec![sct_list()],
        "key" => keys(),
        "tsa_token" => Sigstore::default()
            .fulcio
            .chain()
            .into_iter()
            .take(1)
            .chain([Sigstore::default()
                .tsa
                .stamp(b"signed", Sigstore::default().time)])
            .collect(),
        "note" => vec![checkpoint().into_bytes()],
        "log_entry" => bundles().iter().map(|good| bytes(&entry(good))).collect(),
        "bundle" => bundles().iter().map(|good| bytes(&good.bundle)).collect(),
        "legacy" => legacy(),
        "pep740" => attestations(),
        "envelope" => vec![
            bytes(&statement().bundle["dsseEnvelope"]),
            bytes(&statement().envelope()),
        ],
        "statement" | "provenance" | "vsa" => statements(),
        "trusted_root" => vec![bytes(&Sigstore::default().trusted_root())],
        "oci_document" => documents(),
        "oci_reference" => texts(&[
            "registry.test:5000/owner/app:v1",
            "alpine",
            "docker.io/library/alpine:3",
            &format!("registry.test/app@sha256:{}", "0".repeat(64)),
            "application/vnd.oci.image.index.v1+json",
        ]),
        "simple_signing" => vec![bytes(&json!({
            "critical": {
                "identity": {"docker-reference": "registry.test/owner/app"},
                "image": {"docker-manifest-digest": format!("sha256:{}", "0".repeat(64))},
                "type": "cosign container image signature",
            },
            "optional": {"creator": "test", "timestamp": 1},
        }))],
        "slsa_name" => texts(&[
            "git+https://github.com/owner/repo@refs/tags/v1.2.3\nx",
            "https://github.com/o/r/.github/workflows/b.yml@refs/tags/v1.0.0\n",
            "v1.2.3-rc.1+build\nv1.2.4",
            "refs/heads/*\nrefs/heads/main",
            "a**b*\na/bbb",
        ]),
        // Choices: which bundle, and how it is changed.
        "budget"
        | "repeated"
        | "mutated_bundle"
        | "explained"
        | "mutated_image"
        | "mutated_model_bundle"
        | "merkle"
        | "mutated_token"
        | "decision"
        | "oci_discovery" => choices(),
        _ => Vec::new(),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn bundles() -> Vec<&'static Minted> {
    kit::good().iter().map(|good| &good.minted).collect()
}

fn entry(minted: &Minted) -> Value {
    minted.bundle["verificationMaterial"]["tlogEntries"][0].clone()
}

fn statement() -> &'static Minted {
    &kit::good()[1].minted
}

fn certificates() -> Vec<Vec<u8>> {
    let kit = Sigstore::default();
    let leaf = bundles()[0].certificate.clone();
    let mut all = vec![pem("CERTIFICATE", &leaf).into_bytes(), leaf];
    all.extend(kit.fulcio.chain());
    all.extend(kit.tsa.chain());
    all
}

fn sct_list() -> Vec<u8> {
    let mut one = vec![0];
    one.extend([7; 32]);
    one.extend([0, 0, 1, 0x94, 0, 0, 0, 0, 0, 0, 4, 3, 0, 8]);
    one.extend([0x30, 6, 2, 1, 1, 2, 1, 1]);
    let mut list = vec![0, one.len() as u8 + 2, 0, one.len() as u8];
    list.extend(one);
    list
}

fn keys() -> Vec<Vec<u8>> {
    let kinds = [KeyKind::P256, KeyKind::P384, KeyKind::Ed25519];
    let keys = kinds.map(|kind| SigningKey::seeded(kind, "seed"));
    let ders = keys.iter().map(SigningKey::spki);
    ders.chain(keys.iter().map(|key| key.pem().into_bytes()))
        .collect()
}

fn checkpoint() -> String {
    let entry = entry(bundles()[0]);
    let note = entry["inclusionProof"]["checkpoint"]["envelope"].as_str();
    note.unwrap_or_default().to_owned()
}

fn legacy() -> Vec<Vec<u8>> {
    let cases = cases::legacy_blobs()
        .into_iter()
        .take(4)
        .map(|case| case.bundle);
    let minted = bundles()[0];
    let signature = minted.bundle["messageSignature"]["signature"]
        .as_str()
        .unwrap_or_default();
    let detached = format!("{signature}\n{}", pem("CERTIFICATE", &minted.certificate));
    cases.chain([detached.into_bytes()]).collect()
}

fn attestations() -> Vec<Vec<u8>> {
    let attestation = cases::attestations().remove(0).bundle;
    let one: Value = serde_json::from_slice(&attestation).unwrap_or_default();
    let provenance = json!({
        "version": 1,
        "attestation_bundles": [{
            "publisher": {"kind": "GitHub", "repository": "owner/repo", "workflow": "release.yml"},
            "attestations": [one],
        }],
    });
    let mut all = vec![attestation, bytes(&provenance)];
    all.extend(texts(&[
        "sample_project-1.2.3.tar.gz",
        "a-1.0-2-py3-none-any.whl",
    ]));
    all
}

fn statements() -> Vec<Vec<u8>> {
    let payload = unbase64(
        statement().bundle["dsseEnvelope"]["payload"]
            .as_str()
            .unwrap_or_default(),
    );
    let digest = "0".repeat(64);
    let about = |kind: &str, predicate: Value| {
        bytes(&json!({
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "app", "digest": {"sha256": digest}}],
            "predicateType": kind,
            "predicate": predicate,
        }))
    };
    let v1 = about(
        "https://slsa.dev/provenance/v1",
        json!({
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1",
                "externalParameters": {"workflow": {"ref": "refs/tags/v1", "repository": "https://github.com/o/r", "path": ".github/workflows/r.yml"}},
                "internalParameters": {"github": {"event_name": "push"}},
                "resolvedDependencies": [{"uri": "git+https://github.com/o/r@refs/tags/v1", "digest": {"gitCommit": "0".repeat(40)}}],
            },
            "runDetails": {
                "builder": {"id": "https://github.com/actions/runner/github-hosted"},
                "metadata": {"invocationId": "https://github.com/o/r/actions/runs/1/attempts/1", "startedOn": "2025-01-01T00:00:00Z"},
            },
        }),
    );
    let v02 = about(
        "https://slsa.dev/provenance/v0.2",
        json!({
            "builder": {"id": "https://cloudbuild.googleapis.com/GoogleHostedWorker"},
            "buildType": "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1",
            "invocation": {"configSource": {"uri": "git+https://github.com/o/r@refs/heads/main", "digest": {"sha1": "0".repeat(40)}, "entryPoint": "cloudbuild.yaml"}, "parameters": {}, "environment": {}},
            "metadata": {"completeness": {"parameters": true}, "reproducible": false},
            "materials": [{"uri": "git+https://github.com/o/r", "digest": {"sha1": "0".repeat(40)}}],
        }),
    );
    let summary = about(
        "https://slsa.dev/verification_summary/v1",
        json!({
            "verifier": {"id": "https://verifier.test", "version": {"v": "1"}},
            "timeVerified": "2025-01-01T00:00:00Z",
            "resourceUri": "pkg:generic/app",
            "policy": {"uri": "https://policy.test", "digest": {"sha256": digest}},
            "verificationResult": "PASSED",
            "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
            "dependencyLevels": {"SLSA_BUILD_LEVEL_1": 2},
            "slsaVersion": "1.0",
        }),
    );
    let mut all = vec![payload, v1, v02, summary];
    all.extend(texts(&[
        "SLSA_BUILD_LEVEL_3",
        "SLSA_SOURCE_LEVEL_UNEVALUATED",
    ]));
    all
}

fn documents() -> Vec<Vec<u8>> {
    let kit = Sigstore::default();
    let mut store = Store::attested_index("app", "https://slsa.dev/provenance/v1");
    let subject = store.subject().descriptor();
    let minted = Statement::signature(&store.subject).plan(&kit).mint();
    store.attach(&Attachment::bundle(&minted, &subject));
    let digest = store.subject.clone();
    let mut all: Vec<Vec<u8>> = store
        .manifests
        .iter()
        .map(|one| one.bytes.clone())
        .collect();
    all.push(bytes(&store.referrers_index(&digest)));
    all.push(bytes(&subject.json()));
    // The first byte chooses the media type that is said.
    all.iter_mut()
        .for_each(|one| drop(one.splice(0..0, [0, 0])));
    all
}

fn choices() -> Vec<Vec<u8>> {
    (0_u8..8)
        .map(|at| {
            (0..64)
                .map(|step: u8| step.wrapping_mul(37) ^ at.wrapping_mul(11))
                .collect()
        })
        .collect()
}
