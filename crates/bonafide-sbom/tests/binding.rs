//! Whether a document is about an artefact.

use bonafide_sbom::{
    Binding, BindingOutcome, ClaimSource, ClaimStanding, Fields, Graph, Model, ReadOptions,
    StatementBinding, SubjectDigest, SubjectRole,
};
use proptest::prelude::*;

use SubjectRole::{Config, File, Index, Layer, Manifest};

/// A digest that is no placeholder, another one for each `n`.
fn hex(n: u8) -> String {
    format!("{}{n:02x}", "0123456789abcdef".repeat(4).split_at(62).0)
}

fn sha256(role: &str, n: u8) -> SubjectDigest {
    SubjectDigest::parse(&format!("{role}:sha256:{}", hex(n))).unwrap()
}

fn read(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

fn bind(document: &str, subjects: &[SubjectDigest]) -> Binding {
    Binding::of(&Graph::new(&read(document)), subjects)
}

/// The findings, each as code and place.
fn found(binding: &Binding) -> Vec<String> {
    let kept = binding.findings().kept().iter();
    kept.map(|one| format!("{} {}", one.code(), one.place()))
        .collect()
}

/// A CycloneDX document with these members of its root.
fn cdx(members: &str) -> String {
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{{"component":{{"type":"container","bom-ref":"r","name":"n",{members}}}}}}}"#
    )
}

fn purl(n: u8) -> String {
    cdx(&format!(
        r#""purl":"pkg:oci/n@sha256%3A{}?arch=amd64""#,
        hex(n)
    ))
}

fn hashes(list: &[(&str, &str)]) -> String {
    let list = list
        .iter()
        .map(|(name, value)| format!(r#"{{"alg":"{name}","content":"{value}"}}"#));
    let list: Vec<_> = list.collect();
    cdx(&format!(r#""hashes":[{}]"#, list.join(",")))
}

fn properties(list: &[(&str, String)]) -> String {
    let list = list
        .iter()
        .map(|(name, value)| format!(r#"{{"name":"{name}","value":"{value}"}}"#));
    let list: Vec<_> = list.collect();
    cdx(&format!(r#""properties":[{}]"#, list.join(",")))
}

/// SPDX 2 with packages of these members, all of them described.
fn spdx2(packages: &[&str]) -> String {
    let ids = (0..packages.len()).map(|at| format!(r#""SPDXRef-{at}""#));
    let ids: Vec<_> = ids.collect();
    let packages = packages
        .iter()
        .enumerate()
        .map(|(at, members)| format!(r#"{{"SPDXID":"SPDXRef-{at}","name":"n",{members}}}"#));
    let packages: Vec<_> = packages.collect();
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","documentDescribes":[{}],"packages":[{}]}}"#,
        ids.join(","),
        packages.join(",")
    )
}

#[track_caller]
fn agrees(document: &str, subjects: &[SubjectDigest], roles: &[SubjectRole]) {
    let binding = bind(document, subjects);
    assert_eq!(*binding.outcome(), BindingOutcome::Agrees(roles.to_vec()));
    assert_eq!(found(&binding), [""; 0]);
}

#[track_caller]
fn disagrees(document: &str, subjects: &[SubjectDigest], places: &[&str]) {
    let binding = bind(document, subjects);
    let BindingOutcome::Disagrees(claims) = binding.outcome() else {
        panic!("{binding:?}");
    };
    let of_claims = claims.iter().map(|claim| claim.place.as_str());
    assert_eq!(of_claims.collect::<Vec<_>>(), places);
    let wanted = places
        .iter()
        .map(|place| format!("sbom.subject-mismatch {place}"));
    assert_eq!(found(&binding), wanted.collect::<Vec<_>>());
}

#[track_caller]
fn is_silent(document: &str, subjects: &[SubjectDigest]) {
    let binding = bind(document, subjects);
    assert_eq!(
        *binding.outcome(),
        BindingOutcome::Silent,
        "{document} {subjects:?}"
    );
    assert!(found(&binding).contains(&"sbom.subject-silent ".to_owned()));
}

#[test]
fn subjects_are_read() {
    for (text, role) in [
        ("index", Index),
        ("manifest", Manifest),
        ("config", Config),
        ("layer", Layer),
        ("file", File),
    ] {
        let text = format!("{text}:sha256:{}", hex(1));
        let subject: SubjectDigest = text.parse().unwrap();
        assert_eq!((subject.role, subject.to_string()), (role, text));
    }
    for (text, code) in [
        ("", "digest.malformed"),
        ("sha256:00", "digest.malformed"),
        ("Manifest:sha256:00", "digest.malformed"),
        ("image:sha256:00", "digest.malformed"),
        ("manifest", "digest.malformed"),
        ("manifest:00", "digest.malformed"),
        ("manifest:sha256:00", "digest.malformed"),
        ("manifest:sha257:00", "digest.algorithm"),
        (
            &format!("file:sha256:{}", hex(1).to_uppercase()),
            "digest.uppercase",
        ),
    ] {
        let error = SubjectDigest::parse(text).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{text}");
    }
}

#[test]
fn package_urls_of_images_speak_of_what_a_registry_serves() {
    agrees(&purl(1), &[sha256("manifest", 1)], &[Manifest]);
    agrees(&purl(1), &[sha256("file", 9), sha256("index", 1)], &[Index]);
    disagrees(
        &purl(2),
        &[sha256("manifest", 1)],
        &["/metadata/component/purl"],
    );
    // Neither an id of an image nor a file is what it speaks of.
    is_silent(&purl(1), &[sha256("config", 1), sha256("file", 1)]);
    let docker = cdx(&format!(r#""purl":"pkg:docker/n@sha256:{}""#, hex(1)));
    agrees(&docker, &[sha256("config", 1)], &[Config]);
    disagrees(
        &docker,
        &[sha256("config", 2)],
        &["/metadata/component/purl"],
    );
    let other = cdx(&format!(r#""purl":"pkg:generic/n@sha256:{}""#, hex(1)));
    is_silent(&other, &[sha256("manifest", 1)]);
}

#[test]
fn the_document_of_another_image_disagrees_whatever_else_agrees() {
    // The package URL was made right, and the id of the image was forgotten.
    let document = cdx(&format!(
        r#""purl":"pkg:oci/n@sha256:{}","properties":[{{"name":"aquasecurity:trivy:ImageID","value":"sha256:{}"}}]"#,
        hex(1),
        hex(8)
    ));
    let subjects = [sha256("manifest", 1), sha256("config", 2)];
    disagrees(&document, &subjects, &["/metadata/component/properties"]);
    let binding = bind(&document, &subjects);
    let standings: Vec<_> = binding.claims().iter().map(|one| one.standing).collect();
    assert_eq!(standings, [ClaimStanding::Agrees, ClaimStanding::Disagrees]);
    assert_eq!(
        binding.claims()[1].source,
        ClaimSource::Property("aquasecurity:trivy:ImageID".into())
    );
}

#[test]
fn the_digest_of_an_index_agrees_only_when_the_caller_has_it() {
    let subjects = [sha256("manifest", 1), sha256("index", 2)];
    agrees(&purl(2), &subjects, &[Index]);
    disagrees(&purl(2), &subjects[..1], &["/metadata/component/purl"]);
    // The index is the subject, and the document is that of one of its manifests.
    disagrees(&purl(1), &subjects[1..], &["/metadata/component/purl"]);
    // One document can name both.
    let both = properties(&[
        (
            "aquasecurity:trivy:RepoDigest",
            format!("r/n@sha256:{}", hex(1)),
        ),
        (
            "aquasecurity:trivy:RepoDigest",
            format!("n@sha256:{}", hex(2)),
        ),
    ]);
    agrees(&both, &subjects, &[Index, Manifest]);
}

#[test]
fn names_and_tags_bind_nothing() {
    for members in [
        r#""version":"1.0""#.to_owned(),
        r#""purl":"pkg:oci/n@v1?tag=v1""#.to_owned(),
        r#""properties":[{"name":"aquasecurity:trivy:RepoTag","value":"n:v1"}]"#.to_owned(),
        format!(r#""group":"sha256:{}""#, hex(1)),
        format!(r#""description":"sha256:{}""#, hex(1)),
        // A label holds whatever the maker of the image liked.
        format!(
            r#""properties":[{{"name":"syft:image:labels:base.digest","value":"sha256:{}"}}]"#,
            hex(1)
        ),
        format!(
            r#""properties":[{{"name":"OTHER","value":"RepoTag: n@sha256:{}"}},{{"name":"x","value":"ImageID: sha256:{}"}}]"#,
            hex(1),
            hex(1)
        ),
    ] {
        is_silent(&cdx(&members), &[sha256("manifest", 1), sha256("file", 1)]);
    }
    let named = cdx("\"x\":0").replace(r#""name":"n""#, &format!(r#""name":"sha256:{}""#, hex(1)));
    is_silent(&named, &[sha256("manifest", 1)]);
}

#[test]
fn versions_that_are_digests_speak_of_anything() {
    let document = |version: &str| cdx(&format!(r#""version":"{version}""#));
    let version = document(&format!("sha256:{}", hex(1)));
    for (role, at) in [("file", File), ("manifest", Manifest), ("config", Config)] {
        agrees(&version, &[sha256(role, 1)], &[at]);
        let place = "/metadata/component/version";
        disagrees(&version, &[sha256(role, 2)], &[place]);
    }
    let upper = document(&format!("sha256:{}", hex(1).to_uppercase()));
    agrees(&upper, &[sha256("file", 1)], &[File]);
    for version in [
        format!("sha256:sha256:{}", hex(1)),
        format!("SHA256:{}", hex(1)),
        format!("sha256:{}0", hex(1)),
        format!("sha256:{}", &hex(1)[1..]),
        format!("sha256-{}", hex(1)),
        hex(1),
        format!("v1@sha256:{}", hex(1)),
        format!("md5:{}", &hex(1)[..32]),
    ] {
        is_silent(&document(&version), &[sha256("file", 1)]);
    }
}

#[test]
fn only_strong_hashes_agree_and_weak_ones_disagree() {
    let subject = |text: &str| SubjectDigest::parse(text).unwrap();
    let (md5, sha1) = (&hex(1)[..32], &hex(1)[..40]);
    let subjects = [
        sha256("file", 1),
        subject(&format!("file:sha1:{sha1}")),
        subject(&format!("file:md5:{md5}")),
    ];
    is_silent(&hashes(&[("SHA-1", sha1), ("MD5", md5)]), &subjects);
    let binding = bind(&hashes(&[("SHA-1", sha1)]), &subjects);
    assert_eq!(binding.claims()[0].standing, ClaimStanding::EqualOnly);
    agrees(
        &hashes(&[("SHA-1", sha1), ("SHA-256", &hex(1))]),
        &subjects,
        &[File],
    );
    // One weak hash that differs is enough.
    let other = "9".repeat(39) + "8";
    disagrees(
        &hashes(&[("SHA-256", &hex(1)), ("SHA-1", &other)]),
        &subjects,
        &["/metadata/component/hashes"],
    );
    // There is nothing to compare these with.
    is_silent(&hashes(&[("SHA-512", &hex(1).repeat(2))]), &subjects);
    is_silent(&hashes(&[("CRC32", "01234567")]), &subjects);
    // Strong, and none of those that bind.
    let sha3 = [subject(&format!("file:sha3_256:{}", hex(1)))];
    is_silent(&hashes(&[("SHA3-256", &hex(1))]), &sha3);
    disagrees(
        &hashes(&[("SHA3-256", &hex(2))]),
        &sha3,
        &["/metadata/component/hashes"],
    );
    for (name, algorithm, times) in [("SHA-384", "sha384", 96), ("SHA-512", "sha512", 128)] {
        let value = &hex(1).repeat(2)[..times];
        let subjects = [subject(&format!("file:{algorithm}:{value}"))];
        agrees(&hashes(&[(name, value)]), &subjects, &[File]);
    }
}

#[test]
fn malformed_hashes_and_placeholders_never_agree() {
    is_silent(&hashes(&[("SHA-256", "abc")]), &[sha256("file", 1)]);
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let subject = SubjectDigest::parse(&format!("file:sha256:{empty}")).unwrap();
    is_silent(&hashes(&[("SHA-256", empty)]), &[subject]);
    disagrees(
        &hashes(&[("SHA-256", empty)]),
        &[sha256("file", 1)],
        &["/metadata/component/hashes"],
    );
}

#[test]
fn layers_are_all_of_the_subject_and_are_not_the_subject() {
    let layers = |list: &[u8]| {
        let list = list.iter().map(|n| format!("sha256:{}", hex(*n)));
        let list = list.map(|value| ("aquasecurity:trivy:DiffID", value));
        properties(&list.collect::<Vec<_>>())
    };
    let subjects = [
        sha256("layer", 1),
        sha256("layer", 2),
        sha256("manifest", 3),
    ];
    // The image below has these layers too.
    is_silent(&layers(&[1]), &subjects);
    is_silent(&layers(&[1, 2]), &subjects);
    // Another image that was built upon the same one.
    let place = "/metadata/component/properties";
    disagrees(&layers(&[1, 9]), &subjects, &[place]);
    is_silent(&layers(&[1, 9]), &subjects[2..]);
    agrees(&layers(&[1, 2]), &subjects[..2], &[Layer]);
    let joined = properties(&[(
        "aquasecurity:trivy:DiffID",
        format!("sha256:{},sha256:{}", hex(1), hex(9)),
    )]);
    disagrees(&joined, &subjects, &[place]);
    // A hash of the root is not that of a layer, unless a layer is what is asked for.
    let hash = hashes(&[("SHA-256", &hex(1))]);
    disagrees(&hash, &subjects, &["/metadata/component/hashes"]);
    agrees(&hash, &subjects[..1], &[Layer]);
}

#[test]
fn what_producers_write_is_read_in_every_format() {
    let image = format!("sha256:{}", hex(2));
    let subjects = [sha256("manifest", 1), sha256("config", 2)];
    for document in [
        properties(&[("aquasecurity:trivy:ImageID", image.clone())]),
        properties(&[("syft:image:id", image.clone())]),
        spdx2(&[&format!(r#""attributionTexts":["ImageID: {image}"]"#)]),
        spdx2(&[&format!(
            r#""annotations":[{{"annotator":"Tool: t","annotationType":"OTHER","comment":"ImageID: {image}"}}]"#
        )]),
        spdx2(&[&format!(r#""versionInfo":"{image}""#)]),
        spdx2(&[&format!(
            r#""checksums":[{{"algorithm":"SHA256","checksumValue":"{}"}}]"#,
            hex(2)
        )]),
        format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
            {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2024-01-01T00:00:00Z"}},
            {{"type":"SpdxDocument","spdxId":"d","rootElement":["r"]}},
            {{"type":"software_Package","spdxId":"r","name":"n","verifiedUsing":[{{"type":"Hash","algorithm":"sha256","hashValue":"{}"}}]}}]}}"#,
            hex(2)
        ),
        format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: n\nSPDXID: SPDXRef-r\nPackageVersion: {image}\n\
             Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-r\n"
        ),
    ] {
        agrees(&document, &subjects, &[Config]);
        let binding = bind(&document, &[sha256("config", 7)]);
        assert_eq!(binding.findings().kept().len(), 1, "{document}");
        let code = binding.findings().kept()[0].code();
        assert_eq!(code.as_str(), "sbom.subject-mismatch");
    }
}

#[test]
fn without_one_root_nothing_is_claimed() {
    let version = |n| format!(r#""versionInfo":"sha256:{}""#, hex(n));
    let none = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}"#;
    let two = spdx2(&[&version(1), &version(1)]);
    let twice = spdx2(&[&version(1), &version(1)]).replace("SPDXRef-1", "SPDXRef-0");
    let outside =
        spdx2(&[&version(1)]).replace(r#"["SPDXRef-0"]"#, r#"["DocumentRef-x:SPDXRef-0"]"#);
    for document in [none, &two, &twice, &outside] {
        let binding = bind(document, &[sha256("manifest", 1)]);
        assert_eq!(*binding.outcome(), BindingOutcome::Silent, "{document}");
        assert_eq!(found(&binding), ["sbom.no-root ", "sbom.subject-silent "]);
        assert!(binding.claims().is_empty());
    }
}

#[test]
fn components_are_no_roots() {
    let component = |n| {
        format!(
            r#"{{"type":"container","bom-ref":"r","name":"n","version":"sha256:{}"}}"#,
            hex(n)
        )
    };
    // One with the reference of the root comes first, and the root is another image.
    let document = |n, m| {
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}],"metadata":{{"component":{}}}}}"#,
            component(n),
            component(m)
        )
    };
    let subject = [sha256("manifest", 1)];
    disagrees(&document(1, 2), &subject, &["/metadata/component/version"]);
    agrees(&document(2, 1), &subject, &[Manifest]);
    let inner = format!(
        r#""components":[{}]"#,
        component(1).replace("\"r\"", "\"s\"")
    );
    is_silent(&cdx(&inner), &subject);
    let ancestor = format!(
        r#""pedigree":{{"ancestors":[{}]}}"#,
        component(1).replace("\"r\"", "\"s\"")
    );
    is_silent(&cdx(&ancestor), &subject);
}

#[test]
fn what_was_not_read_cannot_agree() {
    let document = purl(1);
    for left_out in [
        Fields::IDENTITY | Fields::EDGES | Fields::PROPERTIES | Fields::FILES,
        Fields::IDENTITY | Fields::EDGES | Fields::HASHES | Fields::FILES,
        Fields::IDENTITY | Fields::HASHES | Fields::PROPERTIES | Fields::FILES,
        Fields::IDENTITY | Fields::HASHES | Fields::PROPERTIES | Fields::EDGES,
    ] {
        let options = ReadOptions::default().with_fields(left_out);
        let model = Model::read(document.as_bytes(), &options).unwrap();
        let graph = Graph::new(&model);
        let binding = Binding::of(&graph, &[sha256("manifest", 1)]);
        assert_eq!(*binding.outcome(), BindingOutcome::Silent);
        let binding = Binding::of(&graph, &[sha256("manifest", 2)]);
        assert!(matches!(binding.outcome(), BindingOutcome::Disagrees(_)));
    }
}

#[test]
fn the_statement_is_an_answer_of_its_own() {
    let subject = [sha256("manifest", 1)];
    let binding = bind(&purl(1), &subject);
    assert_eq!(binding.statement(), None);
    for (statement, wanted) in [
        (StatementBinding::Agrees, None),
        (StatementBinding::Disagrees, Some("sbom.subject-mismatch ")),
        (StatementBinding::SignedBlob, Some("sbom.unbound ")),
    ] {
        let binding = binding.clone().with_statement(statement);
        assert_eq!(binding.statement(), Some(statement));
        assert!(matches!(binding.outcome(), BindingOutcome::Agrees(_)));
        let wanted: Vec<_> = wanted.into_iter().map(str::to_owned).collect();
        assert_eq!(found(&binding), wanted);
    }
    // A statement about the artefact does not make the document be about it.
    let signed = bind(&purl(2), &subject).with_statement(StatementBinding::Agrees);
    assert_eq!(
        found(&signed),
        ["sbom.subject-mismatch /metadata/component/purl"]
    );
}

#[test]
fn many_claims_are_listed_to_a_bound() {
    let many = (0..30_000_u32).map(|at| format!("sha256:{at:064x}"));
    let value = many.collect::<Vec<_>>().join(",");
    let document = properties(&[("aquasecurity:trivy:DiffID", value)]);
    let limits = bonafide_sbom::ReadLimits::default().with_text_bytes(1 << 22);
    let options = ReadOptions::default().with_limits(limits);
    let model = Model::read(document.as_bytes(), &options).unwrap();
    let binding = Binding::of(&Graph::new(&model), &[sha256("layer", 1)]);
    assert_eq!(binding.findings().kept().len(), 10_000);
    assert_eq!(binding.findings().dropped()[0].1, 20_000);
}

#[test]
fn messages_hold_no_control_characters() {
    let document = properties(&[("syft:image:\\u0007", format!("sha256:{}", hex(2)))]);
    let binding = bind(&document, &[sha256("config", 1)]);
    let detail = binding.findings().kept()[0].detail();
    assert!(detail.contains("syft:image:") && !detail.contains('\u{7}'));
}

proptest! {
    /// Agreement needs an equal digest, and any other claim of a role that is known spoils it.
    #[test]
    fn agreement_is_unanimous(claimed in prop::collection::vec(0_u8..4, 0..5), given in prop::collection::vec(0_u8..4, 0..4)) {
        let list: Vec<_> = claimed
            .iter()
            .map(|n| ("aquasecurity:trivy:RepoDigest", format!("n@sha256:{}", hex(*n))))
            .collect();
        let subjects: Vec<_> = given.iter().map(|n| sha256("manifest", *n)).collect();
        let wanted = if claimed.is_empty() || given.is_empty() {
            BindingOutcome::Silent
        } else if claimed.iter().all(|n| given.contains(n)) {
            BindingOutcome::Agrees(vec![Manifest])
        } else {
            let binding = bind(&properties(&list), &subjects);
            let wrong = claimed.iter().filter(|n| !given.contains(n)).count();
            let BindingOutcome::Disagrees(claims) = binding.outcome() else {
                return Err(TestCaseError::fail(format!("{binding:?}")));
            };
            prop_assert_eq!(claims.len(), wrong);
            return Ok(());
        };
        let binding = bind(&properties(&list), &subjects);
        prop_assert_eq!(binding.outcome(), &wanted);
    }
}

/// Published documents, each with what it says about the image or the file that it is about.
const PUBLISHED: [(&str, &str, &str); 8] = [
    (
        "cdx-json/trivy-cdx.json",
        "manifest",
        "d4b68b602eb3d92ea3256886761752ae1159dc01fd391f4c4a87ebf6ba9d3895",
    ),
    (
        "cdx-json/sbomutil-nats1.json",
        "index",
        "a67913df95f1d5b265117e49e4c83228091d13d6783d80215ddcf84aba695ef4",
    ),
    (
        "cdx-json/trivy-centos-7-cyclonedx.json",
        "config",
        "f1cb7c7d58b73eac859c395882eec49d50651244e342cd6c68a5c7809785f427",
    ),
    (
        "cdx-json/trivy-third-party-scan-file-component.json",
        "file",
        "7444fb30fbf253f431f9b80712ae6bb6fa52f86bae8b0f1b835e124b2baa8203",
    ),
    (
        "cdx-json/bomctl-merge_A.json",
        "file",
        "07aca4c7d757b18118b407733d90e8ae21fe8e95d191005451bb7a64a713fddc",
    ),
    (
        "spdx-json/protobom-trivy-0.42.1_mageia-5.1.json",
        "config",
        "edd3db0debe23b2eb4fbbac2d23b8eae4b0a63ebc79c4839275322b0c27ac467",
    ),
    (
        "spdx-json/trivy-happy-bom.json",
        "config",
        "49193a2310dbad4c02382da87ac624a80a92387a4f7536235f9ba590e5bcd7b5",
    ),
    (
        "spdx-json/protobom-vt.json",
        "manifest",
        "67da63871df487e69d1de8a6e1250ab391ff3ca17867b34cb4d5bdbc5f62db75",
    ),
];

#[test]
fn published_documents_are_about_what_they_say() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom binding: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = std::path::Path::new(&corpus).join("sbom");
    let mut wrong = 0;
    for (file, role, value) in PUBLISHED {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let model = Model::read(&bytes, &ReadOptions::default()).unwrap();
        let graph = Graph::new(&model);
        let subject = SubjectDigest::parse(&format!("{role}:sha256:{value}")).unwrap();
        let right = Binding::of(&graph, &[subject]);
        let other = Binding::of(&graph, &[sha256(role, 1)]);
        let is_right = *right.outcome() == BindingOutcome::Agrees(vec![subject.role])
            && matches!(other.outcome(), BindingOutcome::Disagrees(_));
        if !is_right {
            wrong += 1;
            println!("{file}: {right:?}, {other:?}");
        }
    }
    println!(
        "corpus sbom binding: {} rows, {wrong} wrong",
        PUBLISHED.len()
    );
    assert_eq!(wrong, 0);
}
