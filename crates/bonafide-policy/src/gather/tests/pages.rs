//! What a report tells of an image with provenance and a bill of materials.

use std::collections::BTreeMap;

use bonafide_report::Decision;
use bonafide_testkit::image::Statement;
use serde_json::{Value, json};

use super::kit::{Bench, Parts, REPOSITORY, signed};
use crate::*;

const PACKAGES: [(&str, &str, &[usize]); 9] = [
    (
        "pkg:deb/debian/openssl@3.0.15-1?arch=amd64",
        "Apache-2.0",
        &[3],
    ),
    ("pkg:deb/debian/curl@7.88.1-10", "curl", &[0, 2, 3]),
    ("pkg:deb/debian/zlib1g@1.2.13", "Zlib", &[3]),
    ("pkg:deb/debian/libc6@2.36-9", "LGPL-2.1-only", &[]),
    ("pkg:cargo/app@1.4.2", "MIT", &[5, 6]),
    ("pkg:cargo/serde@1.0.210", "MIT OR Apache-2.0", &[7]),
    ("pkg:cargo/tokio@1.40.0", "MIT", &[8]),
    ("pkg:cargo/serde_derive@1.0.210", "MIT OR Apache-2.0", &[]),
    ("pkg:cargo/mio@1.0.2", "MIT", &[]),
];

fn bill() -> Value {
    let components = PACKAGES.iter().map(|(purl, licence, _)| {
        let name = purl.rsplit('/').next().unwrap().split('@').next().unwrap();
        json!({"type": "library", "bom-ref": purl, "name": name, "purl": purl,
               "licenses": [{"expression": licence}]})
    });
    let mut lines = vec![json!({"ref": "root", "dependsOn":
        [PACKAGES[0].0, PACKAGES[1].0, PACKAGES[4].0]})];
    lines.extend(PACKAGES.iter().map(|(purl, _, needs)| {
        let needs: Vec<&str> = needs.iter().map(|at| PACKAGES[*at].0).collect();
        json!({"ref": purl, "dependsOn": needs})
    }));
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "container", "bom-ref": "root", "name": REPOSITORY}},
        "components": components.collect::<Vec<_>>(),
        "dependencies": lines,
    })
}

fn provenance(builder: &str) -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://example.test/build/v1",
            "externalParameters": {"target": "release"},
            "resolvedDependencies": [
                {"uri": "git+https://git.test/owner/app@refs/tags/v1",
                 "digest": {"gitCommit": "3b18e512dba79e4c8300dd08aeb37f8e728b8dad"}},
                {"uri": "pkg:docker/debian@bookworm-slim", "digest": {"sha256": "5a".repeat(32)}},
                {"uri": "pkg:docker/rust@1.88", "digest": {"sha256": "7b".repeat(32)}},
            ],
        },
        "runDetails": {"builder": {"id": builder},
                       "metadata": {"finishedOn": "2026-01-02T03:04:05Z"}},
    })
}

/// The verdict on an image with both, when this builder is wanted.
fn verdict(wanted: &str, level: u8) -> Verdict {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    let builder = "https://builder.test/one";
    for (predicate_type, predicate) in [
        ("https://slsa.dev/provenance/v1", provenance(builder)),
        ("https://cyclonedx.org/bom", bill()),
    ] {
        let statement = Statement::attestation(&store.subject, predicate_type, predicate);
        store.attach_bundle(&statement.plan(&bench.kit).mint());
    }
    let statement = Statement::signature(&store.subject);
    store.attach_bundle(&statement.plan(&bench.kit).mint());
    let builders = vec![TextPattern::parse_url(wanted).unwrap()];
    let parts = Parts::new(vec![("ci", bench.keyless())])
        .asking(|by| RequirementKind::Signature(signed(by)))
        .asking(|by| {
            RequirementKind::Provenance(ProvenanceRequirement {
                by,
                slsa_build_level: Some(level),
                builders: builders.clone(),
                parameters: BTreeMap::from([("/target".to_owned(), json!("release"))]),
                ..ProvenanceRequirement::default()
            })
        })
        .asking(|by| {
            RequirementKind::Sbom(SbomRequirement {
                by,
                ..SbomRequirement::default()
            })
        });
    let policy = bench.compile(parts);
    let evidence = bench.gather(&store, &policy);
    evaluate(&policy, &bench.subject(), &evidence, bench.now()).with_facts(&policy, &evidence)
}

fn page(name: &str, verdict: &Verdict) -> String {
    let bytes = verdict.export(Export::Html, &ExportOptions::default());
    let page = String::from_utf8(bytes.unwrap()).unwrap();
    if let Some(folder) = std::env::var_os("BONAFIDE_PAGES") {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path, &page).unwrap();
    }
    page
}

#[test]
fn a_page_shows_how_an_image_was_built_and_of_what() {
    let verdict = verdict("https://builder.test/*", 2);
    assert_eq!(verdict.decision(), Decision::Allow, "{}", verdict.to_json());
    let facts = verdict.facts();
    assert_eq!(facts.provenance()[0].build_level(), Some(2));
    assert_eq!(facts.provenance()[0].dependencies_count(), 3);
    assert_eq!(facts.sboms()[0].components().len(), 10);
    assert_eq!(facts.sboms()[0].components()[0].depends_on(), [1, 2, 5]);
    let page = page("image.html", &verdict);
    assert_eq!(page.matches("<svg ").count(), 2);
    // The image, the build, and three dependencies; ten components.
    assert_eq!(page.matches("<rect ").count(), 15);
    assert_eq!(page.matches("<path ").count(), 4 + 12);
    assert!(page.contains(">openssl@3.0.15-1</text>"), "{page}");
    assert!(page.contains("SLSA build level 2"));
}

#[test]
fn a_page_of_a_refused_image_states_no_level() {
    let verdict = verdict("https://builder.test/two", 2);
    assert_eq!(
        verdict.decision(),
        Decision::Reject,
        "{}",
        verdict.to_json()
    );
    let page = page("image-rejected.html", &verdict);
    assert!(page.contains("<h2>Provenance</h2>"));
    assert!(!page.contains("SLSA build level"));
}
