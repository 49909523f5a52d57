//! Verification codes of packages, and the shapes of embedded signatures.

use bonafide_sbom::{
    Fields, Model, NotComputable, ReadOptions, VerificationOutcome, read, verification_code,
};

use VerificationOutcome::{Agrees, Disagrees};

fn model(document: &str) -> Model {
    Model::read(document.as_bytes(), &ReadOptions::default()).unwrap()
}

/// The one package's outcome, and the findings as code and place.
fn outcome(document: &str) -> (VerificationOutcome, Vec<String>) {
    let report = model(document).verification_codes();
    assert_eq!(report.packages.len(), 1, "{document}");
    let kept = report.findings.kept().iter();
    let kept = kept.map(|one| format!("{} {}", one.code(), one.place()));
    (report.packages[0].outcome.clone(), kept.collect())
}

const ONE: &str = "d6a770ba38583ed4bb4525bd96e50461655d2758";
const TWO: &str = "85ed0817af83a24ad8da68c2b5094de69833983c";
/// SHA-1 over both values one after the other, the smaller one first (made with sha1sum).
const BOTH: &str = "c33d5f0525e78ad34e7ff8befb239bba2245dffb";
const ONLY_ONE: &str = "c79ef6c95079dc0db51179cf846e8ced0c3526bc";

fn file(id: &str, name: &str, sha1: &str) -> String {
    format!(
        r#"{{"SPDXID":"SPDXRef-{id}","fileName":"{name}","checksums":[{{"algorithm":"SHA1","checksumValue":"{sha1}"}}]}}"#
    )
}

/// A package with this code that contains all files.
fn spdx(code: &str, excluded: &str, members: &str, files: &[String]) -> String {
    let ids = files.iter().map(|file| file.split('"').nth(3).unwrap());
    let ids: Vec<_> = ids.map(|id| format!("\"{id}\"")).collect();
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"d","packages":[{{"SPDXID":"SPDXRef-p","name":"p"{members},
        "packageVerificationCode":{{"packageVerificationCodeValue":"{code}","packageVerificationCodeExcludedFiles":[{excluded}]}},"hasFiles":[{}]}}],"files":[{}]}}"#,
        ids.join(","),
        files.join(",")
    )
}

fn both() -> Vec<String> {
    vec![file("1", "./a", ONE), file("2", "./b", TWO)]
}

#[test]
fn codes_are_computed_again() {
    let agrees = (Agrees, vec![]);
    assert_eq!(outcome(&spdx(BOTH, "", "", &both())), agrees);
    assert_eq!(
        outcome(&spdx(&BOTH.to_uppercase(), "", "", &both())),
        agrees
    );
    let upper: Vec<_> = [file("1", "./a", &ONE.to_uppercase()), file("2", "./b", TWO)].into();
    assert_eq!(outcome(&spdx(BOTH, "", "", &upper)), agrees);
    let mut reversed = both();
    reversed.reverse();
    assert_eq!(outcome(&spdx(BOTH, "", "", &reversed)), agrees);
    let wrong = (
        Disagrees(BOTH.to_owned()),
        vec!["sbom.pvc-mismatch /packages/0/packageVerificationCode".to_owned()],
    );
    assert_eq!(outcome(&spdx(ONE, "", "", &both())), wrong);
}

#[test]
fn excluded_files_do_not_count() {
    let agrees = (Agrees, vec![]);
    for name in ["./b", "b"] {
        let document = spdx(ONLY_ONE, &format!("\"{name}\""), "", &both());
        assert_eq!(outcome(&document), agrees, "{name}");
    }
    // A file that is left out needs no hash.
    let files = [file("1", "a", ONE), file("2", "b", "x")];
    assert_eq!(outcome(&spdx(ONLY_ONE, r#""./b""#, "", &files)), agrees);
    let (found, _) = outcome(&spdx(ONLY_ONE, r#""./c""#, "", &both()));
    assert_eq!(found, Disagrees(BOTH.to_owned()));
}

#[test]
fn tag_value_says_the_same() {
    let document = |code: &str, rest: &str| {
        format!(
            "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: p\nSPDXID: SPDXRef-p\n\
             PackageVerificationCode: {code}{rest}\nFileName: ./a\nSPDXID: SPDXRef-1\nFileChecksum: SHA1: {ONE}\n\
             FileName: ./b\nSPDXID: SPDXRef-2\nFileChecksum: SHA1: {TWO}\n"
        )
    };
    assert_eq!(outcome(&document(BOTH, "")).0, Agrees);
    for rest in [
        " (excludes: ./b)",
        " (./b)",
        " (excludes: ./package.spdx, ./b)",
        "   ( excludes: b )",
    ] {
        let (found, _) = outcome(&document(ONLY_ONE, rest));
        assert_eq!(found, Agrees, "{rest}");
    }
    let (found, findings) = outcome(&document(ONE, ""));
    assert_eq!(found, Disagrees(BOTH.to_owned()));
    assert_eq!(findings.len(), 1);
    let excluded: Vec<_> = model(&document(BOTH, " (excludes: ./x, ./y)"))
        .components()
        .flat_map(|on| on.excluded_files().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(excluded, ["./x", "./y"]);
}

#[test]
fn what_is_not_there_cannot_be_computed() {
    let not = |document: &str| match outcome(document) {
        (VerificationOutcome::NotComputable(why), findings) if findings.is_empty() => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(not(&spdx(BOTH, "", "", &[])), NotComputable::NoFiles);
    assert_eq!(
        not(&spdx(BOTH, "", r#","filesAnalyzed":false"#, &both())),
        NotComputable::NotAnalyzed
    );
    assert_eq!(not(&spdx("abc", "", "", &both())), NotComputable::Malformed);
    let other = file("2", "b", TWO).replace("SHA1", "SHA256");
    let twice = file("2", "b", TWO).replace(
        "\"checksums\":[",
        &format!(r#""checksums":[{{"algorithm":"SHA1","checksumValue":"{ONE}"}},"#),
    );
    let malformed = file("2", "b", &TWO[1..]);
    let none = r#"{"SPDXID":"SPDXRef-2","fileName":"b"}"#.to_owned();
    for second in [other, twice, malformed, none] {
        let NotComputable::NoSha1(place) = not(&spdx(BOTH, "", "", &[file("1", "a", ONE), second]))
        else {
            panic!()
        };
        assert_eq!(place.as_str(), "/files/1");
    }
    let dangling = r#"{"SPDXID":"SPDXRef-2","#;
    for code in [BOTH, ONLY_ONE] {
        let document = spdx(code, "", "", &both());
        let document = document.replace(dangling, r#"{"SPDXID":"SPDXRef-3","#);
        assert_eq!(not(&document), NotComputable::Undefined);
    }
    // What was not read is not there.
    let document = spdx(ONE, "", "", &both());
    for fields in [
        Fields::FILES | Fields::EDGES,
        Fields::FILES | Fields::HASHES,
    ] {
        let options = ReadOptions::default().with_fields(fields);
        let model = Model::read(document.as_bytes(), &options).unwrap();
        let report = model.verification_codes();
        let outcome = &report.packages[0].outcome;
        let why = VerificationOutcome::NotComputable(NotComputable::NoFiles);
        assert_eq!(*outcome, why);
    }
}

#[test]
fn only_files_that_are_contained_count() {
    let document = spdx(ONLY_ONE, "", "", &both()).replace(r#","SPDXRef-2"]"#, "]");
    assert_eq!(outcome(&document).0, Agrees);
    let related = document.replacen(
        r#""files""#,
        r#""relationships":[{"spdxElementId":"SPDXRef-p","relationshipType":"OTHER","relatedSpdxElement":"SPDXRef-2"}],"files""#,
        1,
    );
    assert_eq!(outcome(&related).0, Agrees);
    let contained = related.replace("OTHER", "CONTAINS");
    assert_eq!(outcome(&contained).0, Disagrees(BOTH.to_owned()));
}

#[test]
fn a_caller_can_have_the_files() {
    assert_eq!(
        verification_code([]),
        "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    );
    let bytes = |text: &str| -> [u8; 20] {
        core::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
    };
    assert_eq!(verification_code([bytes(ONE), bytes(TWO)]), BOTH);
    assert_eq!(verification_code([bytes(ONE)]), ONLY_ONE);
    // Two files with one content are two.
    assert_ne!(verification_code([bytes(ONE), bytes(ONE)]), ONLY_ONE);
}

#[test]
fn many_files_take_little_time() {
    let files: Vec<_> = (0..100_000)
        .map(|at| file(&at.to_string(), &at.to_string(), &format!("{at:040x}")))
        .collect();
    let (found, _) = outcome(&spdx(ONE, "", "", &files));
    assert!(matches!(found, Disagrees(_)));
}

#[test]
fn published_documents() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus sbom verification codes: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = std::path::Path::new(&corpus).join("sbom");
    let table = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let (mut agrees, mut disagrees, mut others) = (0, 0, 0);
    for line in table.lines().skip(1) {
        let file = line.split('\t').next().unwrap();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let Ok(model) = Model::read(&bytes, &ReadOptions::default()) else {
            continue;
        };
        for package in model.verification_codes().packages {
            match package.outcome {
                Agrees => agrees += 1,
                Disagrees(_) => {
                    disagrees += 1;
                    println!("{file}: package {} disagrees", package.package);
                }
                _ => others += 1,
            }
        }
    }
    println!(
        "corpus sbom verification codes: {agrees} agree, {disagrees} disagree, {others} cannot be computed"
    );
    assert!(agrees > 0);
}

/// The codes of findings about a signature.
fn signature(signature: &str) -> Vec<String> {
    let document =
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","signature":{signature}}}"#);
    let summary = read(document.as_bytes(), &ReadOptions::default(), &mut ()).unwrap();
    let kept = summary.findings.kept().iter();
    kept.map(|one| format!("{} {}", one.code(), one.place()))
        .collect()
}

#[test]
fn embedded_signatures_have_a_shape() {
    let noted = "sbom.embedded-signature /signature";
    let malformed = "sbom.embedded-signature-malformed /signature";
    let one = r#"{"algorithm":"ES256","value":"AA"}"#;
    for right in [
        one,
        r#"{"value":"AA","keyId":"k","publicKey":{},"certificatePath":["x"],"excludes":["y"],"algorithm":"x","more":1}"#,
        &format!(r#"{{"signers":[{one},{one}]}}"#),
        &format!(r#"{{"chain":[{one}],"excludes":["y"]}}"#),
    ] {
        assert_eq!(signature(right), [noted], "{right}");
    }
    for wrong in [
        "1",
        "null",
        "[]",
        "{}",
        r#"{"algorithm":"ES256"}"#,
        r#"{"value":"AA"}"#,
        r#"{"algorithm":"","value":"AA"}"#,
        r#"{"algorithm":"ES256","value":""}"#,
        r#"{"algorithm":1,"value":"AA"}"#,
        r#"{"algorithm":"ES256","value":null}"#,
        r#"{"algorithm":"ES256","value":"AA","publicKey":"x"}"#,
        r#"{"algorithm":"ES256","value":"AA","keyId":1}"#,
        r#"{"algorithm":"ES256","value":"AA","certificatePath":"x"}"#,
        r#"{"algorithm":"ES256","value":"AA","excludes":{}}"#,
        r#"{"signers":[]}"#,
        r#"{"signers":{}}"#,
        r#"{"signers":[1]}"#,
        r#"{"signers":[{}]}"#,
        &format!(r#"{{"signers":[{one}],"chain":[{one}]}}"#),
        &format!(r#"{{"signers":[{one}],"value":"AA"}}"#),
        &format!(r#"{{"signers":[{one}],"excludes":1}}"#),
    ] {
        assert_eq!(signature(wrong), [noted, malformed], "{wrong}");
    }
}

#[test]
fn signatures_of_any_size_are_passed_over() {
    let one = r#"{"algorithm":"ES256","value":"AA"}"#;
    let many = vec![one; 20_000].join(",");
    assert_eq!(signature(&format!(r#"{{"chain":[{many}]}}"#)).len(), 1);
    let long = format!(
        r#"{{"algorithm":"ES256","value":"{}"}}"#,
        "A".repeat(4 << 20)
    );
    assert_eq!(signature(&long).len(), 1);
}

#[test]
fn packages_of_one_reference_are_ambiguous_and_cost_nothing() {
    let files: Vec<_> = (0..20_000)
        .map(|at| file(&at.to_string(), &at.to_string(), &format!("{at:040x}")))
        .collect();
    let document = spdx(ONE, "", "", &files);
    let again = format!(
        r#"{{"SPDXID":"SPDXRef-p","name":"p","packageVerificationCode":{{"packageVerificationCodeValue":"{ONE}"}}}},"#
    );
    let packages = format!(
        r#"}},{}],"files":["#,
        again.repeat(20_000).trim_end_matches(',')
    );
    let document = document.replacen(r#"}],"files":["#, &packages, 1);
    let report = model(&document).verification_codes();
    let ambiguous = VerificationOutcome::NotComputable(NotComputable::Ambiguous);
    let outcomes = report.packages.iter().map(|one| &one.outcome);
    assert_eq!(outcomes.filter(|one| **one == ambiguous).count(), 20_000);
}
