//! sbom RPT-3 and policy VUL-4: what a report is about.

use bonafide_digest::{Algorithm, Digest};
use bonafide_sbom::{ReportedRole, ScanReport, SubjectDigest, SubjectRole};
use serde_json::{Value, json};

use super::{DIGEST, OTHER, codes, grype, read, trivy, trivy_result, with};

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}

/// The role of the digest that agrees, or the code and the place.
fn bound_to(
    report: &ScanReport<'_>,
    subject: &[(SubjectRole, &str)],
) -> Result<ReportedRole, (&'static str, String)> {
    let subject: Vec<_> = subject
        .iter()
        .map(|(role, text)| SubjectDigest {
            role: *role,
            digest: digest(text),
        })
        .collect();
    let answer = report.bind(&subject).map(|named| named.role);
    answer.map_err(|one| (one.code().as_str(), one.place().as_str().to_owned()))
}

/// The same, of whatever the one digest of the subject is.
fn bound(report: &ScanReport<'_>) -> Result<ReportedRole, (&'static str, String)> {
    let roles = [SubjectRole::Index, SubjectRole::File];
    let answers = roles.map(|role| bound_to(report, &[(role, DIGEST)]));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    answers[0].clone()
}

fn of_grype(target: Value) -> ScanReport<'static> {
    read(&with(grype(json!([])), "/source/target", Some(target)))
}

fn of_trivy(metadata: Value) -> ScanReport<'static> {
    read(&with(
        trivy(trivy_result(json!([]))),
        "/Metadata",
        Some(metadata),
    ))
}

fn mismatch(place: &str) -> Result<ReportedRole, (&'static str, String)> {
    Err(("vuln.subject-mismatch", place.to_owned()))
}

fn unbound() -> Result<ReportedRole, (&'static str, String)> {
    Err(("vuln.subject-unbound", String::new()))
}

#[test]
fn a_report_is_about_the_image_that_it_names() {
    let repository = format!("registry.example/a@{DIGEST}");
    for (target, role) in [
        (json!({"manifestDigest": DIGEST}), ReportedRole::Manifest),
        (
            json!({"imageID": DIGEST, "manifestDigest": OTHER}),
            ReportedRole::Config,
        ),
        (
            json!({"repoDigests": ["x@sha256:00", repository]}),
            ReportedRole::Repository,
        ),
        (
            json!({"digests": [{"algorithm": "sha1", "value": "00"}, {"algorithm": "sha256", "value": &DIGEST[7..]}]}),
            ReportedRole::File,
        ),
    ] {
        assert_eq!(bound(&of_grype(target.clone())), Ok(role), "{target}");
    }
    for (metadata, role) in [
        (json!({"ImageID": DIGEST}), ReportedRole::Config),
        (
            json!({"ImageID": OTHER, "RepoDigests": [repository]}),
            ReportedRole::Repository,
        ),
    ] {
        assert_eq!(bound(&of_trivy(metadata.clone())), Ok(role), "{metadata}");
    }
}

#[test]
fn a_report_of_another_image_is_a_mismatch() {
    for (target, place) in [
        (json!({"manifestDigest": OTHER}), "/manifestDigest"),
        (json!({"imageID": OTHER}), "/imageID"),
        (
            json!({"repoDigests": [format!("a@{OTHER}")]}),
            "/repoDigests/0",
        ),
        (
            json!({"repoDigests": ["", format!("a@{OTHER}")]}),
            "/repoDigests/1",
        ),
        // The subject as a tag, in upper case, of another algorithm, cut short.
        (
            json!({"repoDigests": [format!("a:{}", &DIGEST[7..])]}),
            "/repoDigests/0",
        ),
        (
            json!({"manifestDigest": DIGEST.to_uppercase()}),
            "/manifestDigest",
        ),
        (
            json!({"manifestDigest": DIGEST.replace("256", "512")}),
            "/manifestDigest",
        ),
        (json!({"manifestDigest": &DIGEST[..70]}), "/manifestDigest"),
        (
            json!({"manifestDigest": format!("{DIGEST}@{OTHER}")}),
            "/manifestDigest",
        ),
        (
            json!({"imageID": OTHER, "layers": [{"digest": DIGEST}]}),
            "/imageID",
        ),
        (
            json!({"digests": [{"algorithm": "sha256", "value": &OTHER[7..]}]}),
            "/digests/0",
        ),
        (json!({"digests": [{}]}), "/digests/0"),
    ] {
        let place = format!("/source/target{place}");
        assert_eq!(
            bound(&of_grype(target.clone())),
            mismatch(&place),
            "{target}"
        );
    }
    let metadata = json!({"DiffIDs": [DIGEST], "ImageID": OTHER});
    assert_eq!(bound(&of_trivy(metadata)), mismatch("/Metadata/ImageID"));
}

#[test]
fn a_report_that_names_no_image_is_unbound() {
    for target in [
        json!({}),
        json!("/srv"),
        json!({"userInput": format!("a@{DIGEST}")}),
        json!({"imageID": "", "manifestDigest": "", "repoDigests": []}),
        // Layers are shared.
        json!({"layers": [{"digest": DIGEST}]}),
    ] {
        assert_eq!(bound(&of_grype(target.clone())), unbound(), "{target}");
    }
    let report = of_trivy(json!({"DiffIDs": [DIGEST]}));
    assert_eq!(bound(&report), unbound());
    assert_eq!(report.digests[0].role, ReportedRole::Layer);
    let nobody = of_grype(json!({"manifestDigest": DIGEST}));
    assert!(nobody.bind(&[]).is_err());
}

#[test]
fn the_report_of_another_image_of_the_index_is_a_mismatch() {
    let [manifest, config] =
        [1, 2].map(|byte: u8| format!("sha256:{}", format!("{byte:02x}").repeat(32)));
    let subject = [
        (SubjectRole::Index, DIGEST),
        (SubjectRole::Manifest, &*manifest),
        (SubjectRole::Config, &*config),
    ];
    let index = format!("a@{DIGEST}");
    for (target, wanted) in [
        (
            json!({"repoDigests": [index]}),
            Ok(ReportedRole::Repository),
        ),
        (
            json!({"repoDigests": [index], "imageID": config}),
            Ok(ReportedRole::Config),
        ),
        (
            json!({"repoDigests": [index], "manifestDigest": manifest}),
            Ok(ReportedRole::Manifest),
        ),
        (
            json!({"repoDigests": [index], "imageID": OTHER}),
            mismatch("/source/target/imageID"),
        ),
        (
            json!({"repoDigests": [index], "manifestDigest": OTHER}),
            mismatch("/source/target/manifestDigest"),
        ),
        (
            json!({"manifestDigest": manifest, "imageID": OTHER}),
            mismatch("/source/target/imageID"),
        ),
        // Who stores an image anew makes another manifest of the same configuration.
        (
            json!({"manifestDigest": OTHER, "imageID": config}),
            Ok(ReportedRole::Config),
        ),
        (
            json!({"repoDigests": [format!("a@{manifest}")], "manifestDigest": OTHER}),
            Ok(ReportedRole::Repository),
        ),
        // Some stores call an image by its manifest or index.
        (json!({"imageID": DIGEST}), Ok(ReportedRole::Config)),
    ] {
        assert_eq!(
            bound_to(&of_grype(target.clone()), &subject),
            wanted,
            "{target}"
        );
    }
    // Without the digest of the configuration nobody can tell.
    let report = of_grype(json!({"repoDigests": [index], "imageID": OTHER}));
    assert_eq!(
        bound_to(&report, &subject[..2]),
        Ok(ReportedRole::Repository)
    );
}

#[test]
fn weak_digests_never_bind() {
    let weak = SubjectDigest {
        role: SubjectRole::File,
        digest: Digest::new(Algorithm::Sha1, &[7; 20]).unwrap(),
    };
    let same = of_grype(json!({"digests": [{"algorithm": "sha1", "value": "07".repeat(20)}]}));
    let error = same.bind(&[weak]).unwrap_err();
    assert_eq!(error.code().as_str(), "vuln.subject-unbound");
    let other = of_grype(json!({"digests": [{"algorithm": "sha1", "value": "08".repeat(20)}]}));
    let error = other.bind(&[weak]).unwrap_err();
    assert_eq!(error.code().as_str(), "vuln.subject-mismatch");
}

#[test]
fn what_is_no_digest_is_noted() {
    let report = of_grype(json!({"manifestDigest": "sha256:xyz"}));
    assert_eq!(
        codes(&report),
        [("sbom.hash", "/source/target/manifestDigest".to_owned())]
    );
    assert_eq!(report.digests[0].digest, None);
}

/// The report of a layer, scanned as a file, is none of the image.
#[test]
fn a_layer_that_was_scanned_alone_is_not_the_image() {
    let (algorithm, value) = DIGEST.split_once(':').unwrap();
    let report = of_grype(json!({"digests": [{"algorithm": algorithm, "value": value}]}));
    let layer = (SubjectRole::Layer, DIGEST);
    assert_eq!(bound_to(&report, &[layer]), Ok(ReportedRole::File));
    assert_eq!(
        bound_to(&report, &[(SubjectRole::Manifest, OTHER), layer]),
        mismatch("/source/target/digests/0")
    );
}
