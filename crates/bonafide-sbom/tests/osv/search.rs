//! sbom OSV-5 and OSV-6: what the advisories say of the components of a document.

use bonafide_sbom::{
    ComponentExposure, Exposure, FixState, GateOutcome, Model, ReadOptions, Severity, SeverityGate,
    UnknownReason,
};
use serde_json::{Value, json};

use crate::{advisory, database, fixed_in, ids, is_affected, merge, range, reasons};

fn model(components: &Value) -> Model {
    let document =
        json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components});
    Model::read(document.to_string().as_bytes(), &ReadOptions::default()).unwrap()
}

fn component(purl: &str) -> Value {
    json!({"type": "library", "name": "x", "purl": purl})
}

fn with_properties(purl: &str, properties: &[(&str, &str)]) -> Value {
    let mut component = component(purl);
    let properties: Vec<_> = properties
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    component["properties"] = json!(properties);
    component
}

/// What is said of one component, with the advisories of Debian 12 and npm.
fn one(component: Value) -> (Exposure<'static>, &'static Model) {
    let database = Box::leak(Box::new(database(&[
        advisory("D-1", "Debian:12", "openssl", fixed_in("3.0.11-1")),
        advisory("D-2", "Debian:12", "bash", fixed_in("5.2-1")),
        advisory("N-1", "npm", "@a/b", fixed_in("2.0.0")),
        advisory("R-1", "Rocky Linux:9", "openssl", fixed_in("1:3.0.7-2.el9")),
    ])));
    let model = Box::leak(Box::new(model(&json!([component]))));
    let mut answers = database.search(model);
    assert_eq!(answers.len(), 1);
    (answers.remove(0).exposure, model)
}

fn word(component: Value) -> &'static str {
    match one(component).0 {
        Exposure::Affected { hits, .. } if hits[0].is_inferred() => "inferred",
        Exposure::Affected { .. } => "affected",
        Exposure::NotAffected => "not affected",
        Exposure::Unknown { .. } => "unknown",
    }
}

#[test]
fn a_package_url_is_taken_apart() {
    for (purl, wanted) in [
        ("pkg:npm/%40a/b@1.0.0", "affected"),
        ("pkg:npm/%40a/b@2.0.0", "not affected"),
        ("pkg:NPM/%40a//b@1.0.0?x=y#z", "affected"),
        ("pkg:npm/%40a/b", "unknown"),
        ("pkg:npm/b@1.0.0", "not affected"),
        ("pkg:gem/b@1.0.0", "unknown"),
        ("pkg:npm/%40a", "not affected"),
        ("not a purl", "unknown"),
        (
            "pkg:deb/debian/openssl@3.0.10-1?distro=debian-12&upstream=openssl",
            "affected",
        ),
        (
            "pkg:deb/debian/libssl3@3.0.10-1?distro=debian-12&upstream=openssl",
            "inferred",
        ),
        (
            "pkg:deb/debian/libssl3@9?distro=debian-12&upstream=openssl%403.0.10-1",
            "affected",
        ),
        (
            "pkg:deb/debian/libssl3@1?distro=debian-12&upstream=openssl%403.0.11-1",
            "not affected",
        ),
        (
            "pkg:deb/debian/openssl@3.0.10-1?distro=debian-12",
            "inferred",
        ),
        (
            "pkg:deb/debian/openssl@3.0.10-1?distro=debian-12&arch=source",
            "affected",
        ),
        (
            "pkg:deb/debian/libssl3@3.0.10-1?distro=debian-12",
            "unknown",
        ),
        (
            "pkg:deb/debian/openssl@3.0.10-1?upstream=openssl",
            "unknown",
        ),
        (
            "pkg:deb/debian/openssl@3.0.10-1?distro=debian-11&upstream=openssl",
            "unknown",
        ),
        (
            "pkg:rpm/rocky/openssl-libs@3.0.7-1.el9?epoch=1&distro=rocky-9.3&upstream=openssl-3.0.7-1.el9.src.rpm",
            "inferred",
        ),
        (
            "pkg:rpm/rocky/openssl-libs@3.0.7-2.el9?epoch=1&distro=rocky-9.3&upstream=openssl-3.0.7-2.el9.src.rpm",
            "not affected",
        ),
        (
            "pkg:rpm/rocky/openssl-libs@3.0.7-2.el9?epoch=0&distro=rocky-9.3&upstream=openssl-3.0.7-2.el9.src.rpm",
            "inferred",
        ),
    ] {
        assert_eq!(word(component(purl)), wanted, "{purl}");
    }
}

#[test]
fn the_version_may_stand_beside_the_package_url() {
    let mut beside = component("pkg:npm/%40a/b");
    beside["version"] = json!("1.0.0");
    assert_eq!(word(beside), "affected");
}

#[test]
fn components_without_a_package_url_are_unknown() {
    let (answer, _) = one(json!({"type": "library", "name": "openssl", "version": "3.0.1"}));
    assert_eq!(reasons(&answer), [UnknownReason::NoPurl]);
}

#[test]
fn properties_name_the_source() {
    let purl = "pkg:deb/debian/libssl3@3.0.10-1?distro=debian-12";
    let trivy =
        |part: &'static str| -> &'static str { format!("aquasecurity:trivy:{part}").leak() };
    for (properties, wanted) in [
        (vec![(trivy("SrcName"), "openssl")], "inferred"),
        (
            vec![
                (trivy("SrcName"), "openssl"),
                (trivy("SrcVersion"), "3.0.10"),
                (trivy("SrcRelease"), "1"),
            ],
            "affected",
        ),
        (
            vec![
                (trivy("SrcName"), "openssl"),
                (trivy("SrcVersion"), "3.0.11"),
                (trivy("SrcRelease"), "1"),
            ],
            "not affected",
        ),
        (
            vec![
                (trivy("SrcName"), "openssl"),
                (trivy("SrcVersion"), "0.1"),
                (trivy("SrcEpoch"), "1"),
            ],
            "not affected",
        ),
        (vec![("syft:metadata:source", "openssl")], "inferred"),
        (
            vec![
                ("syft:metadata:source", "openssl"),
                ("syft:metadata:sourceVersion", "3.0.11-1"),
            ],
            "not affected",
        ),
        (vec![("syft:metadata:source", "")], "unknown"),
        // Two statements that disagree are none.
        (
            vec![
                ("syft:metadata:source", "zlib"),
                ("syft:metadata:source", "openssl"),
            ],
            "unknown",
        ),
        (
            vec![
                ("syft:metadata:source", "zlib"),
                (trivy("SrcName"), "openssl"),
            ],
            "unknown",
        ),
        (
            vec![
                ("syft:metadata:source", "openssl"),
                ("syft:metadata:sourceVersion", "9"),
                (trivy("SrcName"), "openssl"),
                (trivy("SrcVersion"), "1"),
            ],
            "unknown",
        ),
    ] {
        assert_eq!(
            word(with_properties(purl, &properties)),
            wanted,
            "{properties:?}"
        );
    }
    let hidden = with_properties(
        "pkg:deb/debian/openssl@3.0.10-1?distro=debian-12&upstream=openssl",
        &[("syft:metadata:source", "harmless")],
    );
    assert_eq!(word(hidden), "inferred");
}

#[test]
fn the_release_may_be_that_of_the_operating_system() {
    let system = |name: &str, version: &str| json!({"type": "operating-system", "name": name, "version": version});
    let package = component("pkg:deb/debian/openssl@3.0.10-1?upstream=openssl");
    let database = database(&[
        advisory("D-12", "Debian:12", "openssl", fixed_in("3.0.11-1")),
        advisory("D-11", "Debian:11", "openssl", fixed_in("1.1.1")),
    ]);
    for (systems, wanted) in [
        (vec![system("debian", "12.5")], Some(true)),
        (vec![system("Debian", "12")], Some(true)),
        (vec![system("debian", "11.9")], Some(false)),
        (
            vec![system("debian", "12.5"), system("debian", "12.5")],
            Some(true),
        ),
        // Which of them is not known.
        (
            vec![system("debian", "12.5"), system("debian", "11.9")],
            None,
        ),
        (
            vec![system("alpine", "3.19"), system("debian", "12")],
            Some(true),
        ),
        (vec![system("alpine", "3.19")], None),
        (vec![], None),
    ] {
        let mut components = systems.clone();
        components.push(package.clone());
        let answers = database.search(&model(&json!(components)));
        let answer = &answers.last().unwrap().exposure;
        match wanted {
            Some(wanted) => {
                assert_eq!(is_affected(answer), wanted, "{systems:?}");
                assert_eq!(*answer == Exposure::NotAffected, !wanted, "{systems:?}");
            }
            None => assert!(reasons(answer).contains(&UnknownReason::ReleaseNotKnown)),
        }
    }
}

#[test]
fn each_of_several_package_urls_is_asked_for() {
    let document = |purls: &[&str]| {
        let references: Vec<_> = purls
            .iter()
            .map(|purl| json!({"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}))
            .collect();
        let document = json!({
            "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n", "dataLicense": "CC0-1.0",
            "documentNamespace": "https://example.com/n", "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: x"]},
            "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NOASSERTION", "externalRefs": references}],
        });
        Model::read(document.to_string().as_bytes(), &ReadOptions::default()).unwrap()
    };
    let database = database(&[
        advisory("N-1", "npm", "a", fixed_in("2.0.0")),
        advisory("N-2", "npm", "b", fixed_in("2.0.0")),
    ]);
    let answer = |purls: &[&str]| database.search(&document(purls)).remove(0).exposure;
    let both = answer(&["pkg:npm/b@1.0.0", "pkg:npm/a@1.0.0"]);
    assert_eq!(ids(&both), [["N-1"], ["N-2"]]);
    assert_eq!(
        ids(&answer(&["pkg:npm/a@1.0.0", "pkg:npm/a@1.0.0"])),
        [["N-1"]]
    );
    let some = answer(&["pkg:npm/a@1.0.0", "pkg:gem/a@1.0.0"]);
    assert!(matches!(&some, Exposure::Affected { undecided, .. } if undecided.len() == 1));
    let unknown = answer(&["pkg:npm/a@3.0.0", "pkg:gem/a@1.0.0"]);
    assert_eq!(reasons(&unknown), [UnknownReason::EcosystemNotLoaded]);
    assert_eq!(
        answer(&["pkg:npm/a@3.0.0", "pkg:npm/b@3.0.0"]),
        Exposure::NotAffected
    );
}

#[test]
fn evidence_of_another_identity_is_asked_for() {
    let mut hidden = component("pkg:npm/harmless@1.0.0");
    hidden["evidence"] =
        json!({"identity": [{"field": "purl", "concludedValue": "pkg:npm/%40a/b@1.0.0"}]});
    assert_eq!(word(hidden), "affected");
    let mut alone = json!({"type": "library", "name": "x"});
    alone["evidence"] =
        json!({"identity": [{"field": "purl", "concludedValue": "pkg:npm/%40a/b@2.0.0"}]});
    assert_eq!(word(alone), "not affected");
}

#[test]
fn many_systems_and_many_statements_take_no_time() {
    let properties: Vec<_> = (0..4000)
        .map(|number| (format!("p{number}"), number.to_string()))
        .collect();
    let properties: Vec<_> = properties
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut busy = with_properties("pkg:npm/%40a/b@2.0.0", &properties);
    let purls = (0..200)
        .map(|at| json!({"field": "purl", "concludedValue": format!("pkg:npm/x@{at}.0.0")}));
    busy["evidence"] = json!({"identity": purls.collect::<Vec<_>>()});
    assert_eq!(word(busy), "not affected");
    let mut components: Vec<_> = (0..30_000)
        .map(|number| json!({"type": "operating-system", "name": "debian", "version": number.to_string()}))
        .collect();
    components
        .extend((0..30_000).map(|_| component("pkg:deb/debian/openssl@3.0.10-1?upstream=openssl")));
    let database = database(&[advisory(
        "D-1",
        "Debian:12",
        "openssl",
        fixed_in("3.0.11-1"),
    )]);
    let model = model(&json!(components));
    let started = std::time::Instant::now();
    assert_eq!(database.search(&model).len(), 60_000);
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn answers_come_in_the_order_of_the_components() {
    let database = database(&[
        advisory("B", "npm", "a", fixed_in("2.0.0")),
        advisory("A", "npm", "a", fixed_in("3.0.0")),
    ]);
    let model = model(&json!([
        {"type": "library", "name": "x", "purl": "pkg:npm/a@1.0.0", "components": [component("pkg:npm/a@2.5.0")]},
        component("pkg:npm/b@1.0.0"),
        {"type": "application", "name": "y", "purl": "pkg:npm/a@1.0.0", "pedigree": {"ancestors": [component("pkg:npm/a@1.0.0")]}},
    ]));
    let answers = database.search(&model);
    let found: Vec<_> = answers
        .iter()
        .map(|one| (one.component, ids(&one.exposure)))
        .collect();
    let (two, one) = (vec![vec!["A"], vec!["B"]], vec![vec!["A"]]);
    assert_eq!(found, [(0, two.clone()), (1, one), (2, vec![]), (3, two)]);
    assert_eq!(answers, database.search(&model));
}

/// The document of a library is about it; that of an image or of one's own program is about no
/// package of any ecosystem.
#[test]
fn the_root_is_asked_for_if_it_is_a_package() {
    let database = database(&[advisory("N-1", "npm", "a", fixed_in("2.0.0"))]);
    let answers = |root: Value| {
        let document = json!({"bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": {"component": root}, "components": [component("pkg:npm/b@1.0.0")]});
        let options = ReadOptions::default();
        let model = Model::read(document.to_string().as_bytes(), &options).unwrap();
        let answers = database.search(&model).into_iter();
        answers
            .map(|one| (one.component, ids(&one.exposure).len()))
            .collect::<Vec<_>>()
    };
    // The root stands behind the components here, and counts after them.
    assert_eq!(answers(component("pkg:npm/a@1.0.0")), [(0, 0), (1, 1)]);
    assert_eq!(answers(component("pkg:npm/a@2.0.0")), [(0, 0), (1, 0)]);
    for root in [
        json!({"type": "application", "name": "own"}),
        component("pkg:oci/image@sha256:00"),
        component("pkg:generic/own@1"),
    ] {
        assert_eq!(answers(root), [(0, 0)]);
    }
}

#[test]
fn hits_are_vulnerabilities_of_a_component() {
    let mut document = advisory(
        "GHSA-a",
        "npm",
        "a",
        range("SEMVER", json!([{"introduced": "0"}])),
    );
    merge(
        &mut document,
        json!({
            "aliases": ["CVE-1"], "upstream": ["CVE-0"], "related": ["CVE-9", "CVE-0"],
            "severity": [
                {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                {"type": "Ubuntu", "score": "low"},
            ],
        }),
    );
    let fixed = advisory("OSV-2026-1", "npm", "b", fixed_in("2.0.0"));
    let database = database(&[document, fixed]);
    let model = model(&json!([
        component("pkg:npm/a@1.0.0"),
        component("pkg:npm/b@1.0.0")
    ]));
    let answers = database.search(&model);
    let found: Vec<_> = answers
        .iter()
        .flat_map(|answer: &ComponentExposure<'_>| answer.matches(&model))
        .collect();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].ids().collect::<Vec<_>>(), ["GHSA-a", "CVE-1"]);
    assert_eq!(found[0].related, ["CVE-0", "CVE-9"]);
    assert_eq!(
        (found[0].package.component, found[1].package.component),
        (Some(0), Some(1))
    );
    assert_eq!(found[0].package.purls, ["pkg:npm/a@1.0.0"]);
    assert_eq!(found[1].place.as_str(), "/components/1");
    assert_eq!(
        (found[0].fix, found[1].fix),
        (FixState::NotFixed, FixState::Fixed)
    );
    assert_eq!(found[1].fixed_versions, ["2.0.0"]);
    let gate = SeverityGate::tolerating(Severity::High);
    assert_eq!(gate.rate(&found[0]).severity, Some(Severity::Critical));
    assert_eq!(gate.rate(&found[0]).findings, []);
    assert_eq!(gate.rate(&found[1]).severity, None);
    assert_eq!(gate.judge(&found[0]).outcome, GateOutcome::Above);
}

#[test]
fn of_several_advisories_none_says_for_the_others_that_there_is_no_fix() {
    let open = range("SEMVER", json!([{"introduced": "0"}]));
    let ended = range(
        "SEMVER",
        json!([{"introduced": "0"}, {"last_affected": "1.5.0"}]),
    );
    let mut other = advisory("B-1", "npm", "a", ended);
    merge(&mut other, json!({"aliases": ["A-1"]}));
    let model = model(&json!([component("pkg:npm/a@1.0.0")]));
    for (documents, wanted) in [
        (
            vec![advisory("A-1", "npm", "a", open.clone())],
            FixState::NotFixed,
        ),
        (
            vec![advisory("A-1", "npm", "a", open), other.clone()],
            FixState::Unknown,
        ),
        (vec![other], FixState::Unknown),
    ] {
        let database = database(&documents);
        let answers = database.search(&model);
        let found: Vec<_> = answers[0].matches(&model).collect();
        assert_eq!((found.len(), found[0].fix), (1, wanted), "{documents:?}");
    }
}

#[test]
fn a_hundred_thousand_components_are_searched_in_linear_time() {
    let advisories: Vec<_> = (0..2000)
        .map(|number| {
            advisory(
                &format!("A-{number}"),
                "npm",
                &format!("p{number}"),
                fixed_in("2.0.0"),
            )
        })
        .collect();
    let database = database(&advisories);
    let components: Vec<_> = (0..100_000)
        .map(|number| component(&format!("pkg:npm/p{number}@1.0.0")))
        .collect();
    let model = model(&json!(components));
    let started = std::time::Instant::now();
    let answers = database.search(&model);
    let affected = answers.iter().filter(|one| is_affected(&one.exposure));
    assert_eq!((answers.len(), affected.count()), (100_000, 2000));
    assert!(started.elapsed().as_secs() < 60);
}
