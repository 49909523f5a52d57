//! Ways to suppress a vulnerability that is there: each must fail.

use bonafide_sbom::{ArtifactIdentity, Purl, VexTrust, VulnerabilityMatch};
use serde_json::{Value, json};

use super::{
    CVE, DIGEST, LODASH, OTHER_DIGEST, found, image, judge, judge_all, judge_many, one, openvex,
    package, policy, read, refused, says, signed, with,
};

/// Each would suppress if it were not for what its name says.
#[test]
fn the_rows_of_the_rules() {
    let digest = |hex: &str| format!("pkg:oci/app@sha256%3A{hex}");
    let part = |part: &str| {
        with(
            says("not_affected", ""),
            json!({"products": [{"@id": digest(DIGEST), "subcomponents": [{"@id": part}]}]}),
        )
    };
    let mut bare = says("not_affected", LODASH);
    bare.as_object_mut().unwrap().remove("justification");
    let stranger = || VexTrust::Verified {
        signer: "stranger".to_owned(),
    };
    let row = |statements: Value, trust: VexTrust| {
        let document = read(&openvex(statements));
        let artifact = image("pkg:oci/app?repository_url=ghcr.io/example/app");
        judge_all(&[(&document, trust)], policy(), artifact, &found(LODASH))
    };
    let rows = [
        (
            "unsigned",
            json!([says("not_affected", LODASH)]),
            VexTrust::Unverified,
        ),
        (
            "wrong signer",
            json!([says("not_affected", LODASH)]),
            stranger(),
        ),
        (
            "alias only",
            json!([with(
                says("not_affected", LODASH),
                json!({"vulnerability": {"name": "CVE-1", "aliases": [CVE]}})
            )]),
            signed(),
        ),
        (
            "unversioned newer, versioned older",
            json!([
                with(
                    says("affected", LODASH),
                    json!({"timestamp": "2025-01-01T00:00:00Z"})
                ),
                says("not_affected", "pkg:npm/lodash"),
            ]),
            signed(),
        ),
        (
            "another repository",
            json!([says(
                "not_affected",
                "pkg:oci/app?repository_url=ghcr.io/evil/app"
            )]),
            signed(),
        ),
        (
            "another repository of the same digest",
            json!([says(
                "not_affected",
                &format!("{}?repository_url=ghcr.io/evil/app", digest(DIGEST))
            )]),
            signed(),
        ),
        (
            "another digest",
            json!([says("not_affected", &digest(OTHER_DIGEST))]),
            signed(),
        ),
        ("another part", json!([part("pkg:npm/other")]), signed()),
        (
            "another version of the part",
            json!([part("pkg:npm/lodash@1.0.0")]),
            signed(),
        ),
        (
            "conflicting",
            json!([says("not_affected", LODASH)]),
            VexTrust::Verified {
                signer: "vendor".to_owned(),
            },
        ),
        (
            "future",
            json!([with(
                says("not_affected", LODASH),
                json!({"timestamp": "2027-01-01T00:00:00Z"})
            )]),
            signed(),
        ),
        ("missing justification", json!([bare]), signed()),
    ];
    for (name, statements, trust) in rows {
        let verdict = if name == "conflicting" {
            let (good, bad) = (read(&openvex(statements)), one(says("affected", LODASH)));
            let both = [(&good, trust), (&bad, signed())];
            let policy = policy().with_signer("vendor");
            judge_all(&both, policy, ArtifactIdentity::default(), &found(LODASH))
        } else {
            row(statements, trust)
        };
        assert!(!verdict.is_suppressed, "{name}: {verdict:?}");
    }
    // The repository that is absent on one side: with a digest it says nothing more.
    assert!(row(json!([part(LODASH)]), signed()).is_suppressed);
    assert!(row(json!([says("not_affected", &digest(DIGEST))]), signed()).is_suppressed);
}

/// A range, a wild card or an empty version that stands for everything is no version.
#[test]
fn what_stands_for_everything_is_not_specific() {
    let strict = || policy().with_unversioned(false);
    for product in [
        "pkg:npm/lodash",
        "pkg:npm/lodash@",
        "pkg:npm/lodash?vers=vers:npm/*",
        "pkg:npm/lodash?vers=",
    ] {
        let document = one(says("not_affected", product));
        let documents = [(&document, signed())];
        let verdict = judge_all(
            &documents,
            strict(),
            ArtifactIdentity::default(),
            &found(LODASH),
        );
        assert!(!verdict.is_suppressed, "{product}");
    }
    for cpe in [
        "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:x:y:1*:*:*:*:*:*:*:*",
    ] {
        let product = json!({"identifiers": {"cpe23": cpe}});
        let document = one(with(
            says("not_affected", ""),
            json!({"products": [product]}),
        ));
        let mut found = VulnerabilityMatch::new(CVE, Default::default());
        found
            .package
            .cpes
            .push("cpe:2.3:a:x:y:1:*:*:*:*:*:*:*".into());
        assert!(judge(&document, &found).is_suppressed, "{cpe}");
        let documents = [(&document, signed())];
        let verdict = judge_all(&documents, strict(), ArtifactIdentity::default(), &found);
        assert!(!verdict.is_suppressed, "{cpe}");
    }
}

/// Stars mean nothing in a package URL.
#[test]
fn a_star_is_a_star() {
    for product in [
        "pkg:npm/*",
        "pkg:npm/lodash@*",
        "pkg:npm/lodash@4.17.*",
        "pkg:*/lodash",
        "pkg:npm/",
    ] {
        let document = one(says("not_affected", product));
        assert!(!judge(&document, &found(LODASH)).is_suppressed, "{product}");
    }
}

/// A signer cannot name further signers, nor take a document of another signer out of force.
#[test]
fn a_document_cannot_widen_trust() {
    let claims = json!({
        "signers": ["stranger"],
        "author": super::SIGNER,
        "trusted": true,
    });
    let document = read(&with(
        openvex(json!([says("not_affected", LODASH)])),
        claims,
    ));
    let stranger = VexTrust::Verified {
        signer: "stranger".to_owned(),
    };
    for trust in [stranger, VexTrust::Unverified] {
        let documents = [(&document, trust), (&document, VexTrust::Unverified)];
        let verdict = judge_all(
            &documents,
            policy(),
            ArtifactIdentity::default(),
            &found(LODASH),
        );
        assert!(!verdict.is_suppressed);
    }
}

/// A document that was replaced does not count, even if the new version says nothing about it.
#[test]
fn what_was_taken_back_does_not_count() {
    let old = one(says("not_affected", LODASH));
    let new = read(&with(openvex(json!([])), json!({"version": 2})));
    assert!(judge_many(&[&old], &found(LODASH)).is_suppressed);
    let verdict = judge_many(&[&old, &new], &found(LODASH));
    assert_eq!(
        (verdict.is_suppressed, &*verdict.outcomes[0]),
        (false, "document superseded")
    );
    // One that is dated in the future does not replace anything yet.
    let future = json!({"version": 3, "timestamp": "2027-01-01T00:00:00Z"});
    let future = read(&with(openvex(json!([])), future));
    assert!(judge_many(&[&old, &future], &found(LODASH)).is_suppressed);
}

/// A newer statement without a reason does not put an older one out of force, and suppresses nothing.
#[test]
fn an_invalid_statement_neither_helps_nor_hides() {
    let mut bare = says("not_affected", LODASH);
    bare.as_object_mut().unwrap().remove("justification");
    let affected = with(
        says("affected", LODASH),
        json!({"timestamp": "2025-01-01T00:00:00Z"}),
    );
    let both = read(&openvex(json!([affected, bare])));
    let verdict = judge(&both, &found(LODASH));
    assert_eq!(
        (verdict.is_suppressed, &*verdict.outcomes[0]),
        (false, "applied")
    );
}

/// A package of which nothing is known is not the product of anything.
#[test]
fn a_package_without_identity_is_nobodys() {
    let bare = VulnerabilityMatch::new(CVE, Default::default());
    for product in [
        LODASH,
        "pkg:npm/lodash",
        &format!("pkg:oci/app@sha256%3A{DIGEST}"),
    ] {
        let document = one(says("not_affected", product));
        assert!(!judge(&document, &bare).is_suppressed, "{product}");
    }
    let mut named = VulnerabilityMatch::new(CVE, Default::default());
    named.package.name = Some("lodash".into());
    named.package.version = Some("4.17.20".into());
    assert!(!judge(&one(says("not_affected", LODASH)), &named).is_suppressed);
}

/// The same vulnerability in another package of the artifact is not meant.
#[test]
fn a_statement_about_a_package_is_about_that_package() {
    let document = one(says("not_affected", LODASH));
    let artifact = ArtifactIdentity::default().with_purl(Purl::parse("pkg:oci/app").unwrap());
    let other = VulnerabilityMatch::new(CVE, package("pkg:npm/lodash-es@4.17.20"));
    let verdict = judge_all(&[(&document, signed())], policy(), artifact, &other);
    assert!(!verdict.is_suppressed);
}

/// A second member of one name could say something else to another reader.
#[test]
fn nothing_is_said_twice() {
    for twice in [
        r#"{"@context":"https://openvex.dev/ns","statements":[],"statements":[]}"#,
        r#"{"@context":"https://openvex.dev/ns","statements":[{"status":"affected","stat\u0075s":"fixed"}]}"#,
        r#"{"@context":"https://openvex.dev/ns","x":{"a":1,"a":2}}"#,
    ] {
        let error = bonafide_sbom::VexDocument::read(twice.as_bytes(), &Default::default());
        assert_eq!(super::code(&error.unwrap_err()), "sbom.json-duplicate-key");
    }
    assert_eq!(
        refused(&json!({"@context": ["https://openvex.dev/ns", 1]})),
        "sbom.shape"
    );
}

/// Two vulnerabilities without a name are two.
#[test]
fn a_name_that_is_empty_names_nothing() {
    for id in ["", " ", "\t"] {
        let empty = with(says("not_affected", LODASH), json!({"vulnerability": id}));
        let alias = json!({"vulnerability": {"name": id, "aliases": ["", CVE]}});
        let alias = with(says("not_affected", LODASH), alias);
        for document in [one(empty), one(alias)] {
            let mut nameless = VulnerabilityMatch::new(id, package(LODASH));
            assert!(!judge(&document, &nameless).is_suppressed, "{id:?}");
            nameless.aliases = vec![CVE.into()];
            assert!(!judge(&document, &nameless).is_suppressed, "{id:?}");
        }
    }
}
