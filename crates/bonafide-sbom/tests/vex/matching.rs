//! sbom VEX-3: which packages and artifacts a statement is about.

use bonafide_sbom::{ArtifactIdentity, Hash, MatchedPackage, VulnerabilityMatch};
use serde_json::{Value, json};

use super::{
    CVE, DIGEST, LODASH, OTHER_DIGEST, Verdict, found, image, judge, judge_all, one, outcome,
    policy, says, sha256, signed, with,
};

#[test]
fn a_package_url_is_a_pattern() {
    for (pattern, purl, wanted) in [
        (LODASH, LODASH, "applied"),
        ("pkg:NPM/lodash@4.17.20", LODASH, "applied"),
        ("pkg:npm/lodash", LODASH, "applied"),
        (
            "pkg:npm/lodash@4.17.21",
            LODASH,
            "product version 4.17.21 ≠ 4.17.20",
        ),
        (
            "pkg:npm/lodash@4.17.2",
            LODASH,
            "product version 4.17.2 ≠ 4.17.20",
        ),
        (
            "pkg:npm/lodash@4.17.20",
            "pkg:npm/lodash",
            "product version 4.17.20 ≠ none",
        ),
        (
            "pkg:npm/%40x/lodash@4.17.20",
            LODASH,
            "product package differs",
        ),
        (
            "pkg:npm/lodash-es@4.17.20",
            LODASH,
            "product package differs",
        ),
        (
            "pkg:cargo/lodash@4.17.20",
            LODASH,
            "product package differs",
        ),
        ("pkg:npm/Lodash@4.17.20", LODASH, "product package differs"),
        (
            "pkg:deb/debian/a@1?arch=amd64",
            "pkg:deb/debian/a@1?arch=amd64&distro=12",
            "applied",
        ),
        (
            "pkg:deb/debian/a@1?arch=amd64",
            "pkg:deb/debian/a@1",
            "product qualifier arch",
        ),
        (
            "pkg:deb/debian/a@1?arch=arm64",
            "pkg:deb/debian/a@1?arch=amd64",
            "product qualifier arch",
        ),
        (
            "pkg:deb/debian/a@1",
            "pkg:deb/debian/a@1?arch=amd64",
            "applied",
        ),
        (
            "pkg:deb/debian/a@1",
            "pkg:deb/ubuntu/a@1",
            "product package differs",
        ),
        (
            "pkg:rpm/fedora/a@1-1",
            "pkg:rpm/fedora/a@1-1?epoch=0",
            "applied",
        ),
        (
            "pkg:rpm/fedora/a@1-1",
            "pkg:rpm/fedora/a@1-1?epoch=2",
            "product version 1-1 ≠ 2:1-1",
        ),
        (
            "pkg:rpm/fedora/a@1-1?epoch=2",
            "pkg:rpm/fedora/a@1-1",
            "product version 2:1-1 ≠ 1-1",
        ),
        (
            "pkg:golang/example.com/m@v1#sub",
            "pkg:golang/example.com/m@v1",
            "product subpath differs",
        ),
        (
            "pkg:golang/example.com/m@v1",
            "pkg:golang/example.com/m@v1#sub",
            "applied",
        ),
    ] {
        let document = one(says("not_affected", pattern));
        assert_eq!(outcome(&document, &found(purl)), wanted, "{pattern} {purl}");
    }
}

#[test]
fn a_range_is_compared_by_the_order_of_the_type() {
    for (range, purl, wanted) in [
        ("vers:npm/<4.17.21", LODASH, "applied"),
        (
            "vers:npm/>=4.0.0|<4.17.20",
            LODASH,
            "product version outside the range",
        ),
        ("vers:npm/<4.17.100", LODASH, "applied"),
        ("vers:npm/*", LODASH, "applied"),
        ("vers:pypi/<5", LODASH, "product version outside the range"),
        ("nonsense", LODASH, "product version outside the range"),
        (
            "vers:npm/<5.0.0",
            "pkg:npm/lodash",
            "product version outside the range",
        ),
        (
            "vers:npm/<5.0.0",
            "pkg:npm/lodash@latest",
            "product version outside the range",
        ),
    ] {
        let range = range
            .replace('|', "%7C")
            .replace('<', "%3C")
            .replace('>', "%3E");
        let document = one(says(
            "not_affected",
            &format!("pkg:npm/lodash?vers={range}"),
        ));
        assert_eq!(outcome(&document, &found(purl)), wanted, "{range} {purl}");
    }
    let both = one(says(
        "not_affected",
        "pkg:npm/lodash@4.17.20?vers=vers:npm/*",
    ));
    assert_eq!(
        outcome(&both, &found(LODASH)),
        "product version outside the range"
    );
    let epoch = one(says(
        "not_affected",
        "pkg:rpm/fedora/a?vers=vers:rpm/%3C2.0-1",
    ));
    let found = found("pkg:rpm/fedora/a@1.0-1?epoch=1");
    assert_eq!(outcome(&epoch, &found), "product version outside the range");
}

/// All that identifies a product must fit: a wide name beside a narrow one widens nothing.
#[test]
fn names_beside_each_other_narrow_a_product() {
    let product = |product: Value| {
        one(with(
            says("not_affected", ""),
            json!({"products": [product]}),
        ))
    };
    let outcome = |of: Value| outcome(&product(of), &found(LODASH));
    let both = |id: &str, purl: &str| json!({"@id": id, "identifiers": {"purl": purl}});
    assert_eq!(outcome(both("pkg:npm/lodash", LODASH)), "applied");
    assert_eq!(
        outcome(both("pkg:npm/lodash", "pkg:npm/lodash@1.0.0")),
        "product version 1.0.0 ≠ 4.17.20"
    );
    assert_eq!(outcome(both(LODASH, "pkg:npm")), "product identity unknown");
    assert_eq!(outcome(both("https://example.com/a", LODASH)), "applied");
    assert_eq!(
        outcome(json!({"@id": "https://example.com/a"})),
        "product identity unknown"
    );
    assert_eq!(
        outcome(json!({"@id": "lodash"})),
        "product identity unknown"
    );
}

/// And it is as specific as the narrowest of them.
#[test]
fn the_narrowest_name_says_how_specific_a_product_is() {
    let product = json!({"@id": "pkg:npm/lodash", "identifiers": {"purl": LODASH}});
    let document = one(with(
        says("not_affected", ""),
        json!({"products": [product]}),
    ));
    let documents = [(&document, signed())];
    let strict = policy().with_unversioned(false);
    let verdict = judge_all(
        &documents,
        strict,
        ArtifactIdentity::default(),
        &found(LODASH),
    );
    assert!(verdict.is_suppressed, "{verdict:?}");
}

/// Whoever lists a package can give it a second name.
#[test]
fn a_package_with_two_names_must_fit_by_both() {
    let document = one(says("not_affected", "pkg:npm/harmless@1"));
    let mut found = found("pkg:npm/harmless@1");
    assert_eq!(outcome(&document, &found), "applied");
    found.package.purls.push(LODASH.into());
    assert_eq!(outcome(&document, &found), "product package differs");
    found.package.purls[1] = "pkg:broken".into();
    assert_eq!(outcome(&document, &found), "product package differs");
}

fn with_hashes(hashes: Value) -> Value {
    let product = json!({"@id": LODASH, "hashes": hashes});
    with(says("not_affected", ""), json!({"products": [product]}))
}

fn hashed<'a>(purl: &'a str, algorithm: &'a str, value: &'a str) -> VulnerabilityMatch<'a> {
    let mut found = found(purl);
    found.package.hashes.push(Hash::new(algorithm, value));
    found
}

/// A hash decides before any name does: the same content, or another one.
#[test]
fn digests_decide_where_they_can_be_compared() {
    let strong = one(with_hashes(json!({"sha-256": DIGEST})));
    let renamed = "pkg:npm/renamed@1";
    for (found, wanted) in [
        (hashed(LODASH, "SHA-256", DIGEST), "applied"),
        (
            hashed(renamed, "SHA-256", &DIGEST.to_uppercase()),
            "applied",
        ),
        (
            hashed(LODASH, "SHA-256", OTHER_DIGEST),
            "product digest differs",
        ),
        // Nothing to compare with: the name decides.
        (hashed(LODASH, "SHA-512", &DIGEST.repeat(2)), "applied"),
        (found(LODASH), "applied"),
        (found(renamed), "product package differs"),
    ] {
        assert_eq!(outcome(&strong, &found), wanted, "{found:?}");
    }
    // A weak hash never agrees, and one that differs disagrees.
    let md5 = "0123456789abcdef0123456789abcdef";
    let weak = one(with_hashes(json!({"md5": md5})));
    assert_eq!(
        outcome(&weak, &hashed(renamed, "MD5", md5)),
        "product package differs"
    );
    assert_eq!(outcome(&weak, &hashed(LODASH, "MD5", md5)), "applied");
    let other = "0123456789abcdef0123456789abcde0";
    assert_eq!(
        outcome(&weak, &hashed(LODASH, "MD5", other)),
        "product digest differs"
    );
    // A placeholder is the hash of many things.
    let zeros = "0".repeat(64);
    let placeholder = one(with_hashes(json!({"sha-256": zeros})));
    assert_eq!(
        outcome(&placeholder, &hashed(renamed, "SHA-256", &zeros)),
        "product package differs"
    );
    let only =
        json!({"products": [{"@id": "https://example.com/a", "hashes": {"sha-256": DIGEST}}]});
    let only = one(with(says("not_affected", ""), only));
    assert_eq!(
        outcome(&only, &hashed(renamed, "SHA-256", DIGEST)),
        "applied"
    );
    assert_eq!(outcome(&only, &found(renamed)), "product digest differs");
}

#[test]
fn a_malformed_digest_makes_a_product_unknown() {
    let short = one(with_hashes(json!({"sha-256": "00"})));
    assert_eq!(outcome(&short, &found(LODASH)), "product identity unknown");
    assert_eq!(super::codes(&short), ["sbom.hash"]);
}

fn of_image(pattern: &str, artifact: ArtifactIdentity) -> Verdict {
    let document = one(says("not_affected", pattern));
    judge_all(
        &[(&document, signed())],
        policy(),
        artifact,
        &found("pkg:apk/alpine/busybox@1"),
    )
}

/// sbom VEX-3: `repository_url` absent and different.
#[test]
fn an_image_is_its_digest() {
    let digest = format!("sha256%3A{DIGEST}");
    let other = format!("sha256%3A{OTHER_DIGEST}");
    let at = |version: &str, rest: &str| format!("pkg:oci/app@{version}{rest}");
    let ours = |rest: &str| image(&format!("pkg:oci/app@{digest}{rest}"));
    let here = "?repository_url=ghcr.io/example/app";
    let there = "?repository_url=ghcr.io/evil/app";
    for (pattern, artifact, wanted) in [
        (at(&digest, ""), ours(""), "applied"),
        (at(&digest, ""), ours(here), "applied"),
        (at(&digest, here), ours(here), "applied"),
        (at(&digest, here), ours(""), "applied"),
        (
            at(&digest, there),
            ours(here),
            "product qualifier repository_url",
        ),
        (at(&digest, "?tag=1"), ours("?tag=2"), "applied"),
        (
            at(&digest, "?arch=amd64"),
            ours("?arch=arm64"),
            "product qualifier arch",
        ),
        (at(&other, ""), ours(""), "product digest differs"),
        (at(&other, here), ours(here), "product digest differs"),
        (at("1.0", ""), ours(""), "product digest differs"),
        (
            format!("pkg:oci/other@{digest}"),
            ours(""),
            "product package differs",
        ),
        // Without a digest only names are left.
        ("pkg:oci/app".to_owned(), ours(here), "applied"),
        (format!("pkg:oci/app{here}"), ours(here), "applied"),
        (
            format!("pkg:oci/app{here}"),
            ours(""),
            "product qualifier repository_url",
        ),
        (
            format!("pkg:oci/app{there}"),
            ours(here),
            "product qualifier repository_url",
        ),
        ("pkg:oci/app?tag=1".to_owned(), ours("?tag=1"), "applied"),
        (
            "pkg:oci/app?tag=1".to_owned(),
            ours("?tag=2"),
            "product qualifier tag",
        ),
        (
            "pkg:oci/app?tag=1".to_owned(),
            ours(""),
            "product qualifier tag",
        ),
        (
            "pkg:docker/app".to_owned(),
            ours(""),
            "product package differs",
        ),
    ] {
        let verdict = of_image(&pattern, artifact);
        assert_eq!(verdict.outcomes, [wanted], "{pattern}");
        assert_eq!(verdict.is_suppressed, wanted == "applied");
    }
}

#[test]
fn an_image_is_told_by_its_digest_alone() {
    let artifact = || ArtifactIdentity::default().with_digest(sha256(DIGEST));
    let pattern = format!("pkg:oci/app@sha256%3A{DIGEST}");
    assert!(of_image(&pattern, artifact()).is_suppressed);
    let with_tag = format!("{pattern}?repository_url=ghcr.io/example/app&tag=1");
    assert!(of_image(&with_tag, artifact()).is_suppressed);
    let with_arch = format!("{pattern}?arch=amd64");
    assert_eq!(
        of_image(&with_arch, artifact()).outcomes,
        ["product qualifier arch"]
    );
    let zeros = "0".repeat(64);
    let nothing = ArtifactIdentity::default().with_digest(sha256(&zeros));
    let pattern = format!("pkg:oci/app@sha256%3A{zeros}");
    assert_eq!(
        of_image(&pattern, nothing).outcomes,
        ["product digest differs"]
    );
}

#[test]
fn repositories_are_compared_in_one_spelling() {
    let artifact = || image("pkg:oci/trivy?repository_url=docker.io/aquasec/trivy");
    let pattern = "pkg:oci/trivy?repository_url=index.docker.io%2Faquasec%2Ftrivy";
    assert!(of_image(pattern, artifact()).is_suppressed);
    let pattern = "pkg:oci/trivy?repository_url=public.ecr.aws%2Faquasecurity%2Ftrivy";
    assert!(!of_image(pattern, artifact()).is_suppressed);
}

fn named(cpe: &'static str, version: &'static str) -> VulnerabilityMatch<'static> {
    let mut package = MatchedPackage::default();
    package.cpes.push(cpe.into());
    package.version = Some(version.into());
    VulnerabilityMatch::new(CVE, package)
}

#[test]
fn cpe_names_count_where_nothing_else_does() {
    let ours = named("cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*", "2.14.1");
    for (cpe, wanted) in [
        ("cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*", "applied"),
        ("cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*", "applied"),
        ("cpe:/a:apache:log4j:2.14.1", "applied"),
        (
            "cpe:2.3:a:apache:log4j:2.15.0:*:*:*:*:*:*:*",
            "product CPE name differs",
        ),
        (
            "cpe:2.3:a:apache:log4j:2.14.1:rc1:*:*:*:*:*:*",
            "product CPE name differs",
        ),
        (
            "cpe:2.3:a:apache:*:*:*:*:*:*:*:*:*",
            "product CPE name differs",
        ),
        (
            "cpe:2.3:a:*:log4j:*:*:*:*:*:*:*:*",
            "product CPE name differs",
        ),
        ("cpe:2.3:*:*:*:*:*:*:*:*:*:*:*", "product CPE name differs"),
        (
            "cpe:2.3:a:apache:log4j*:*:*:*:*:*:*:*:*",
            "product CPE name differs",
        ),
    ] {
        let product = json!({"identifiers": {"cpe23": cpe}});
        let document = one(with(
            says("not_affected", ""),
            json!({"products": [product]}),
        ));
        assert_eq!(outcome(&document, &ours), wanted, "{cpe}");
    }
    let cpe = "cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*";
    let product = json!({"@id": "pkg:maven/a/b", "identifiers": {"cpe23": cpe}});
    let document = one(with(
        says("not_affected", ""),
        json!({"products": [product]}),
    ));
    assert!(
        !judge(&document, &ours).is_suppressed,
        "the package URL decides"
    );
}
