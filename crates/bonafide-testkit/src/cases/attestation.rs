//! Attestations of Python distributions (PEP 740).

use serde_json::{Value, json};

use super::{Artifact, Case, Expected, Format, Publisher};
use crate::encode::{Hash, hex};
use crate::{Extension, KeyKind, Minted, Plan, Sigstore};

const FILENAME: &str = "sample_project-1.2.3.tar.gz";
const WHEEL: &str = "sample_project-1.2.3-2-py2.py3-none-any.whl";
const PUBLISH: &str = "https://docs.pypi.org/attestations/publish/v1";
const REPOSITORY: &str = "https://github.com/owner/repo";
const COMMIT: &str = "4f2c1b9d8e7a6f5049382716a5b4c3d2e1f00112";

/// Good ones, and ones that are not.
#[must_use]
pub fn attestations() -> Vec<Case> {
    let mut cases = objects();
    cases.extend(statements());
    cases.extend(filenames());
    cases.extend(publishers());
    cases
}

/// An instance whose certificates are issued to workflows.
fn kit() -> Sigstore {
    Sigstore {
        issuer: "https://token.actions.githubusercontent.com".to_owned(),
        identity: format!("{REPOSITORY}/.github/workflows/release.yml@refs/tags/v1.2.3"),
        ..Sigstore::default()
    }
}

fn statement(filename: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{
            "name": filename,
            "digest": {"sha256": hex(&Hash::Sha256.digest(b"artifact"))},
        }],
        "predicateType": PUBLISH,
        "predicate": null,
    })
}

fn plan<'a>(kit: &'a Sigstore, statement: &Value) -> Plan<'a> {
    kit.envelope(
        "application/vnd.in-toto+json",
        statement.to_string().as_bytes(),
    )
    .about(b"artifact")
    .with_leaf(|leaf| {
        leaf.set(Extension::claim(12, REPOSITORY));
        leaf.set(Extension::claim(13, COMMIT));
        leaf.set(Extension::claim(14, "refs/tags/v1.2.3"));
        leaf.set(Extension::claim(18, &kit.identity));
    })
}

fn mint(statement: &Value) -> Minted {
    plan(&kit(), statement).mint()
}

fn case(id: &str, change: &str, minted: &Minted, object: &Value, expected: Expected) -> Case {
    let mut case = Case::new(&format!("attestation/{id}"), change, minted, expected);
    case.format = Format::Attestation {
        filename: FILENAME.to_owned(),
        publisher: None,
    };
    case.bundle = object.to_string().into_bytes();
    case.request.artifacts = vec![Artifact::Digest("sha256", Hash::Sha256.digest(b"artifact"))];
    case
}

fn refused(id: &str, change: &str, minted: &Minted, code: &'static str) -> Case {
    case(
        id,
        change,
        minted,
        &minted.attestation(),
        Expected::refused(code),
    )
}

fn accepted(id: &str, change: &str, minted: &Minted) -> Case {
    case(
        id,
        change,
        minted,
        &minted.attestation(),
        Expected::accepted(),
    )
}

fn objects() -> Vec<Case> {
    let good = mint(&statement(FILENAME));
    let with = |edit: fn(&mut Value)| {
        let mut object = good.attestation();
        edit(&mut object);
        object
    };
    let with_foreign = |seconds: i64| {
        let mut later = kit();
        later.time = later.time.plus(seconds);
        later.rekor.index = 3;
        let foreign = plan(&later, &statement(FILENAME))
            .signed_by("another")
            .mint();
        let mut two = good.attestation();
        two["verification_material"]["transparency_entries"]
            .as_array_mut()
            .expect("entries")
            .push(foreign.bundle["verificationMaterial"]["tlogEntries"][0].clone());
        two
    };
    let p384 = plan(&kit(), &statement(FILENAME))
        .with_kind(KeyKind::P384)
        .mint();
    vec![
        accepted("good", "nothing", &good),
        case(
            "unknown",
            "an unknown member",
            &good,
            &with(|object| object["extra"] = 1.into()),
            Expected::accepted(),
        ),
        case(
            "version",
            "version 2",
            &good,
            &with(|object| object["version"] = 2.into()),
            Expected::refused("bundle.version"),
        ),
        case(
            "no-entries",
            "no entries",
            &good,
            &with(|object| {
                object["verification_material"]["transparency_entries"] = json!([]);
            }),
            Expected::refused("time.none"),
        ),
        case(
            "second-entry",
            "a second, foreign entry",
            &good,
            &with_foreign(1),
            Expected::refused("tlog.body-mismatch"),
        ),
        case(
            "late-entry",
            "a second, foreign entry of an hour later",
            &good,
            &with_foreign(3600),
            Expected::refused("cert.time"),
        ),
        refused("p384", "a P-384 key", &p384, "key.unsupported"),
    ]
}

fn statements() -> Vec<Case> {
    let with = |edit: fn(&mut Value)| {
        let mut statement = statement(FILENAME);
        edit(&mut statement);
        mint(&statement)
    };
    vec![
        accepted(
            "slsa",
            "a provenance",
            &with(|statement| {
                statement["predicateType"] = "https://slsa.dev/provenance/v1".into();
                statement["predicate"] = json!({});
            }),
        ),
        accepted(
            "empty-predicate",
            "an empty predicate",
            &with(|statement| statement["predicate"] = json!({})),
        ),
        refused(
            "two-subjects",
            "a second subject",
            &with(|statement| {
                let again = statement["subject"][0].clone();
                statement["subject"]
                    .as_array_mut()
                    .expect("subjects")
                    .push(again);
            }),
            "statement.parse",
        ),
        refused(
            "no-name",
            "a subject without name",
            &with(|statement| {
                statement["subject"][0]
                    .as_object_mut()
                    .expect("a subject")
                    .remove("name");
            }),
            "statement.parse",
        ),
        refused(
            "v0.1",
            "a statement of version 0.1",
            &with(|statement| {
                statement["_type"] = "https://in-toto.io/Statement/v0.1".into();
            }),
            "statement.type",
        ),
        refused(
            "predicate",
            "an unknown predicate",
            &with(|statement| {
                statement["predicateType"] = "https://example.test/predicate/v1".into();
            }),
            "statement.predicate-type",
        ),
        refused(
            "digest",
            "the digest of another distribution",
            &with(|statement| {
                let digest = hex(&Hash::Sha256.digest(b"another artifact"));
                statement["subject"][0]["digest"]["sha256"] = digest.into();
            }),
            "artifact.not-a-subject",
        ),
    ]
}

fn filenames() -> Vec<Case> {
    let ask = |id: &str, signed: &str, wanted: &str, expected: Expected| {
        let minted = mint(&statement(signed));
        let change = format!("{signed} is signed, {wanted} is wanted");
        let object = minted.attestation();
        let mut case = case(&format!("name/{id}"), &change, &minted, &object, expected);
        case.format = Format::Attestation {
            filename: wanted.to_owned(),
            publisher: None,
        };
        case
    };
    let other = || Expected::refused("artifact.name-mismatch");
    let same = Expected::accepted;
    vec![
        ask("spelled", FILENAME, "Sample.Project-1.2.3.tar.gz", same()),
        ask("zero", FILENAME, "sample_project-01.2.3.tar.gz", same()),
        ask(
            "tags",
            WHEEL,
            "sample_project-1.2.3-2-py3.py2-none-any.whl",
            same(),
        ),
        ask("version", FILENAME, "sample_project-1.2.4.tar.gz", other()),
        ask("project", FILENAME, "sample_projects-1.2.3.tar.gz", other()),
        ask("wheel", FILENAME, WHEEL, other()),
        ask(
            "build",
            WHEEL,
            "sample_project-1.2.3-3-py2.py3-none-any.whl",
            other(),
        ),
        ask(
            "platform",
            WHEEL,
            "sample_project-1.2.3-2-py2.py3-none-win32.whl",
            other(),
        ),
        ask(
            "no-name",
            "README",
            FILENAME,
            Expected::refused("statement.parse"),
        ),
    ]
}

fn publishers() -> Vec<Case> {
    let minted = mint(&statement(FILENAME));
    let ask = |id: &str, (kind, repository, workflow): (&'static str, &str, &str), expected| {
        let object = minted.attestation();
        let change = format!("published at {kind} by {workflow} of {repository}");
        let mut case = case(
            &format!("publisher/{id}"),
            &change,
            &minted,
            &object,
            expected,
        );
        case.format = Format::Attestation {
            filename: FILENAME.to_owned(),
            publisher: Some(Publisher {
                kind,
                repository: repository.to_owned(),
                workflow: workflow.to_owned(),
            }),
        };
        case
    };
    let other = || Expected::refused("identity.claim-mismatch");
    vec![
        ask(
            "good",
            ("GitHub", "owner/repo", "release.yml"),
            Expected::accepted(),
        ),
        ask(
            "repository",
            ("GitHub", "owner/another", "release.yml"),
            other(),
        ),
        ask("workflow", ("GitHub", "owner/repo", "another.yml"), other()),
        ask("prefix", ("GitHub", "owner/rep", "release.yml"), other()),
        ask(
            "unknown-kind",
            ("Jenkins", "owner/repo", "release.yml"),
            Expected::refused("policy.empty"),
        ),
    ]
}
