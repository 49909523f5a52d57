//! Attestations of Python distributions that an instance of our own signs: who published, what is
//! stated, and how it is written.
#![cfg(feature = "pep740")]

mod common;

use bonafide_digest::{Digest, sha256};
use bonafide_report::Time;
use bonafide_sigstore::pep740::{Attestation, ExpectedDistribution, Provenance, Publisher};
use bonafide_sigstore::{Artifact, ParseOptions, Policy, Request, TrustedRoot, Verifier};
use bonafide_testkit::{Certificate, Extension, GeneralName, Hash, Minted, Sigstore, encode, oid};
use common::ARTIFACT;
use serde_json::{Value, json};

const FILENAME: &str = "sample_project-1.2.3.tar.gz";
const COMMIT: &str = "4f2c1b9d8e7a6f5049382716a5b4c3d2e1f00112";
const REFERENCE: &str = "refs/tags/v1.2.3";

/// A forge whose builds publish.
struct Forge {
    issuer: &'static str,
    source: &'static str,
    config: &'static str,
    repository: &'static str,
    file: &'static str,
    publisher: fn(repository: &str, file: &str, environment: Option<&str>) -> Publisher,
}

const GITHUB: Forge = Forge {
    issuer: "https://token.actions.githubusercontent.com",
    source: "https://github.com/owner/repo",
    config: "https://github.com/owner/repo/.github/workflows/release.yml",
    repository: "owner/repo",
    file: "release.yml",
    publisher: |repository, file, environment| Publisher::GitHub {
        repository: repository.to_owned(),
        workflow: file.to_owned(),
        environment: environment.map(str::to_owned),
    },
};

const GITLAB: Forge = Forge {
    issuer: "https://gitlab.com",
    source: "https://gitlab.com/group/sub/repo",
    config: "https://gitlab.com/group/sub/repo//ci/release.yml",
    repository: "group/sub/repo",
    file: "ci/release.yml",
    publisher: |repository, file, environment| Publisher::GitLab {
        repository: repository.to_owned(),
        workflow_filepath: file.to_owned(),
        environment: environment.map(str::to_owned),
    },
};

impl Forge {
    fn wanted(&self) -> Publisher {
        (self.publisher)(self.repository, self.file, None)
    }

    /// The code for a build of this forge, by the publisher that is wanted.
    fn ask(&self, wanted: &Publisher, edit: impl Fn(&mut Certificate)) -> &'static str {
        let minted = signed(self.issuer, &statement(), |leaf| {
            leaf.set(Extension::claim(12, self.source));
            leaf.set(Extension::claim(13, COMMIT));
            leaf.set(Extension::claim(14, REFERENCE));
            let config = format!("{}@{REFERENCE}", self.config);
            leaf.set(Extension::claim(18, &config));
            edit(leaf);
        });
        published(&minted, wanted)
    }
}

fn statement() -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{
            "name": FILENAME,
            "digest": {"sha256": encode::hex(&sha256(&[ARTIFACT]))},
        }],
        "predicateType": "https://docs.pypi.org/attestations/publish/v1",
        "predicate": null,
    })
}

/// A statement, signed by whom this issuer vouches for.
fn signed(issuer: &str, statement: &Value, edit: impl Fn(&mut Certificate)) -> Minted {
    let kit = Sigstore {
        issuer: issuer.to_owned(),
        ..Sigstore::default()
    };
    let payload = statement.to_string();
    kit.envelope("application/vnd.in-toto+json", payload.as_bytes())
        .with_leaf(edit)
        .mint()
}

fn minted() -> Minted {
    signed(GITHUB.issuer, &statement(), |_| ())
}

/// The same evidence as an attestation.
fn attestation(minted: &Minted) -> Value {
    let envelope = &minted.bundle["dsseEnvelope"];
    json!({
        "version": 1,
        "verification_material": {
            "certificate": encode::base64(&minted.certificate),
            "transparency_entries": minted.bundle["verificationMaterial"]["tlogEntries"],
        },
        "envelope": {
            "statement": envelope["payload"],
            "signature": envelope["signatures"][0]["sig"],
        },
    })
}

fn published(minted: &Minted, publisher: &Publisher) -> &'static str {
    let expected = ExpectedDistribution::new(FILENAME).unwrap();
    let expected = expected.with_publisher(publisher.clone());
    ask(minted, &expected, &Policy::nobody())
}

fn ask(minted: &Minted, expected: &ExpectedDistribution, policy: &Policy) -> &'static str {
    let text = attestation(minted).to_string();
    let attestation = Attestation::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
    let verifier = Verifier::new(root).unwrap();
    let code = |artifact: Artifact<'_>| {
        let request = Request::new(artifact, policy, Time::from_unix(minted.now).unwrap());
        let verdict = verifier.verify_attestation(&attestation, expected, &request);
        let explained = verifier.explain_attestation(&attestation, expected, &request);
        let code = verdict.err().map(|refusal| refusal.code());
        assert_eq!(explained.primary_code(), code);
        code.map_or("ok", bonafide_report::Code::as_str)
    };
    // The file and its digest are judged alike.
    let by_digest = code(Artifact::from_digest(Digest::sha256(sha256(&[ARTIFACT]))));
    assert_eq!(code(Artifact::from_bytes(ARTIFACT)), by_digest);
    by_digest
}

const MISMATCH: &str = "identity.claim-mismatch";

// ---------------------------------------------------------------- publishers

#[test]
fn the_build_was_configured_at_the_commit_or_reference_that_was_built() {
    for forge in [GITHUB, GITLAB] {
        let at = |rest: &str| {
            let config = format!("{}{rest}", forge.config);
            forge.ask(&forge.wanted(), |leaf| {
                leaf.set(Extension::claim(18, &config));
            })
        };
        assert_eq!(at(&format!("@{REFERENCE}")), "ok", "{}", forge.config);
        assert_eq!(at(&format!("@{COMMIT}")), "ok", "{}", forge.config);
        for rest in [
            "",
            "@",
            "@refs/heads/main",
            "@refs/tags/v1.2",
            "@refs/tags/v1.2.3x",
            "@v1.2.3",
            "@4f2c1b9",
            "refs/tags/v1.2.3",
            "@@refs/tags/v1.2.3",
            "@refs/heads/main@refs/tags/v1.2.3",
            "x@refs/tags/v1.2.3",
            "#refs/tags/v1.2.3",
        ] {
            assert_eq!(at(rest), MISMATCH, "{}{rest}", forge.config);
        }
    }
}

#[test]
fn a_revision_that_the_certificate_does_not_claim_is_none() {
    for forge in [GITHUB, GITLAB] {
        let with = |edit: fn(&mut Certificate)| forge.ask(&forge.wanted(), edit);
        let claim = |number: u32| format!("{}.{number}", oid::FULCIO);
        for number in [12, 14, 18] {
            let without = forge.ask(&forge.wanted(), |leaf| leaf.remove(&claim(number)));
            assert_eq!(without, MISMATCH, "without {number}");
        }
        assert_eq!(with(|leaf| leaf.set(Extension::claim(14, ""))), MISMATCH);
        let other = |leaf: &mut Certificate| leaf.set(Extension::claim(14, "refs/heads/main"));
        assert_eq!(with(other), MISMATCH);
        // An empty reference is none, also where the configuration ends in nothing.
        let nowhere = format!("{}@", forge.config);
        let empty = forge.ask(&forge.wanted(), |leaf| {
            leaf.set(Extension::claim(14, ""));
            leaf.set(Extension::claim(18, &nowhere));
        });
        assert_eq!(empty, MISMATCH);
        // Claims with which older certificates told the reference are not these.
        let older = |leaf: &mut Certificate| {
            leaf.remove(&format!("{}.14", oid::FULCIO));
            leaf.set(Extension::claim(6, REFERENCE));
        };
        assert_eq!(with(older), MISMATCH);
    }
}

#[test]
fn another_repository_or_file_did_not_publish() {
    for forge in [GITHUB, GITLAB] {
        let by = |repository: &str, file: &str| {
            forge.ask(&(forge.publisher)(repository, file, None), |_| ())
        };
        let (repository, file) = (forge.repository, forge.file);
        assert_eq!(by(repository, file), "ok");
        for other in [
            "owner/other".to_owned(),
            repository.replace("repo", "rep"),
            format!("{repository}x"),
            format!("{repository}/"),
            repository.to_uppercase(),
            String::new(),
        ] {
            assert_eq!(by(&other, file), MISMATCH, "{other}");
        }
        for other in [
            "other.yml".to_owned(),
            file.replace(".yml", ".ym"),
            format!("{file}x"),
            format!("{file}@{REFERENCE}"),
            format!("/{file}"),
            format!("../{file}"),
            file.to_uppercase(),
            String::new(),
        ] {
            assert_eq!(by(repository, &other), MISMATCH, "{other}");
        }
        // Each of the two claims must fit, whatever the other says.
        let claim = |number: u32, text: &str| {
            forge.ask(&forge.wanted(), |leaf| {
                leaf.set(Extension::claim(number, text));
            })
        };
        let elsewhere = forge.source.replace("repo", "fork");
        assert_eq!(claim(12, &elsewhere), MISMATCH, "{elsewhere}");
        let config = forge.config.replace("repo", "fork");
        let config = format!("{config}@{REFERENCE}");
        assert_eq!(claim(18, &config), MISMATCH, "{config}");
    }
}

#[test]
fn the_claims_of_a_forge_count_under_its_own_issuer_only() {
    let claim = |number: u32| format!("{}.{number}", oid::FULCIO);
    for (forge, other) in [(GITHUB, GITLAB), (GITLAB, GITHUB)] {
        for issuer in [
            other.issuer.to_owned(),
            format!("{}/", forge.issuer),
            format!("{}.test", forge.issuer),
            forge.issuer.replace("https", "http"),
            forge.issuer.to_uppercase(),
            "https://accounts.google.com".to_owned(),
            String::new(),
        ] {
            let both = forge.ask(&forge.wanted(), |leaf| {
                leaf.set(Extension::claim(1, &issuer));
                leaf.set(Extension::claim(8, &issuer));
            });
            assert_eq!(both, MISMATCH, "{issuer}");
            for (kept, removed) in [(1, 8), (8, 1)] {
                let one = forge.ask(&forge.wanted(), |leaf| {
                    leaf.set(Extension::claim(kept, &issuer));
                    leaf.remove(&claim(removed));
                });
                assert_eq!(one, MISMATCH, "{issuer} in {kept}");
            }
        }
        let one_of_two = forge.ask(&forge.wanted(), |leaf| {
            leaf.set(Extension::claim(8, other.issuer));
        });
        assert_eq!(one_of_two, "identity.issuer-conflict");
    }
}

#[test]
fn the_environment_is_the_one_that_is_wanted() {
    for forge in [GITHUB, GITLAB] {
        let in_environment = |wanted: &str, found: &str| {
            let publisher = (forge.publisher)(forge.repository, forge.file, Some(wanted));
            forge.ask(&publisher, |leaf| leaf.set(Extension::claim(23, found)))
        };
        assert_eq!(in_environment("release", "release"), "ok");
        for found in ["staging", "Release", "releases", "releas", "release ", ""] {
            assert_eq!(in_environment("release", found), MISMATCH, "{found}");
        }
        // Who is not restricted to an environment publishes from any.
        let any = forge.ask(&forge.wanted(), |leaf| {
            leaf.set(Extension::claim(23, "staging"));
        });
        assert_eq!(any, "ok");
    }
}

#[test]
fn an_account_is_an_email_address_under_its_issuer() {
    const ISSUER: &str = "https://accounts.google.com";
    const EMAIL: &str = "robot@project.test";
    let publisher = Publisher::Google {
        email: EMAIL.to_owned(),
    };
    let named = |issuer: &str, name: GeneralName| {
        let minted = signed(issuer, &statement(), move |leaf| {
            leaf.set(Extension::subject_alt_name(std::slice::from_ref(&name)));
        });
        published(&minted, &publisher)
    };
    let email = |text: &str| GeneralName::Email(text.to_owned());
    assert_eq!(named(ISSUER, email(EMAIL)), "ok");
    for other in [
        "another@project.test",
        "robot@project.tes",
        "robot@project.testx",
        "xrobot@project.test",
        "Robot@project.test",
        "robot@PROJECT.test",
    ] {
        assert_eq!(named(ISSUER, email(other)), MISMATCH, "{other}");
    }
    for name in [
        GeneralName::Uri(EMAIL.to_owned()),
        GeneralName::Uri(format!("mailto:{EMAIL}")),
        GeneralName::OtherName(EMAIL.to_owned()),
    ] {
        assert_eq!(named(ISSUER, name.clone()), MISMATCH, "{name:?}");
    }
    for issuer in [
        "https://accounts.google.com/",
        "https://accounts.google.test",
        GITHUB.issuer,
    ] {
        assert_eq!(named(issuer, email(EMAIL)), MISMATCH, "{issuer}");
    }
}

// ---------------------------------------------------------------- statements

#[test]
fn the_subject_has_the_sha_256_of_the_distribution() {
    let stated = |digests: Value| {
        let mut statement = statement();
        statement["subject"][0]["digest"] = digests;
        let minted = signed(GITHUB.issuer, &statement, |_| ());
        let expected = ExpectedDistribution::new(FILENAME).unwrap();
        ask(&minted, &expected, &common::policy(&minted))
    };
    let of = |hash: Hash| encode::hex(&hash.digest(ARTIFACT));
    let (sha256, sha512) = (of(Hash::Sha256), of(Hash::Sha512));
    assert_eq!(stated(json!({"sha256": sha256})), "ok");
    assert_eq!(stated(json!({"sha256": sha256, "sha512": sha512})), "ok");
    // Another digest of the same bytes is a match elsewhere, and not here.
    assert_eq!(stated(json!({"sha512": sha512})), "artifact.not-a-subject");
}

#[test]
fn a_publish_attestation_says_nothing_further() {
    let stated = |edit: &dyn Fn(&mut Value)| {
        let mut statement = statement();
        edit(&mut statement);
        let minted = signed(GITHUB.issuer, &statement, |_| ());
        let expected = ExpectedDistribution::new(FILENAME).unwrap();
        ask(&minted, &expected, &common::policy(&minted))
    };
    let absent = |statement: &mut Value| {
        statement.as_object_mut().unwrap().remove("predicate");
    };
    assert_eq!(stated(&absent), "ok");
    for empty in [Value::Null, json!({})] {
        let said = stated(&|statement| statement["predicate"] = empty.clone());
        assert_eq!(said, "ok", "{empty}");
    }
    for further in [
        json!({"a": 1}),
        json!({"a": null}),
        json!({"": {}}),
        json!({" ": {"{": "}"}}),
        json!([]),
        json!([{}]),
        json!(""),
        json!("{}"),
        json!(0),
        json!(false),
    ] {
        let said = stated(&|statement| statement["predicate"] = further.clone());
        assert_eq!(said, "statement.parse", "{further}");
    }
}

// ---------------------------------------------------------------- members

fn parse(text: &str, options: &ParseOptions) -> &'static str {
    match Attestation::parse(text.as_bytes(), options) {
        Ok(_) => "ok",
        Err(error) => error.code().as_str(),
    }
}

/// Never accepted, whatever the profile.
fn refuse(text: &str) {
    for options in [ParseOptions::default(), ParseOptions::lenient()] {
        assert_eq!(parse(text, &options), "bundle.parse", "{text}");
    }
}

fn provenance(text: &str) -> &'static str {
    match Provenance::parse(text.as_bytes(), &ParseOptions::default()) {
        Ok(_) => "ok",
        Err(error) => error.code().as_str(),
    }
}

#[test]
fn entries_are_spelled_as_in_bundles() {
    let good = attestation(&minted());
    let entry = "/verification_material/transparency_entries/0";
    for (object, member, other) in [
        ("", "logIndex", "log_index"),
        ("", "logId", "log_id"),
        ("", "kindVersion", "kind_version"),
        ("", "integratedTime", "integrated_time"),
        ("", "inclusionPromise", "inclusion_promise"),
        ("", "inclusionProof", "inclusion_proof"),
        ("", "canonicalizedBody", "canonicalized_body"),
        ("/logId", "keyId", "key_id"),
        (
            "/inclusionPromise",
            "signedEntryTimestamp",
            "signed_entry_timestamp",
        ),
        ("/inclusionProof", "logIndex", "log_index"),
        ("/inclusionProof", "rootHash", "root_hash"),
        ("/inclusionProof", "treeSize", "tree_size"),
    ] {
        let place = format!("{entry}{object}");
        let mut changed = good.clone();
        let members = changed.pointer_mut(&place).unwrap();
        let members = members.as_object_mut().unwrap();
        let value = members.remove(member).unwrap();
        members.insert(other.to_owned(), value.clone());
        refuse(&changed.to_string());
        // And beside the right one.
        let mut beside = good.clone();
        beside.pointer_mut(&place).unwrap()[other] = value;
        refuse(&beside.to_string());
    }
}

#[test]
fn attestations_are_not_spelled_as_bundles() {
    let good = attestation(&minted());
    let mut changed = good.clone();
    let members = changed.as_object_mut().unwrap();
    let material = members.remove("verification_material").unwrap();
    members.insert("verificationMaterial".to_owned(), material);
    refuse(&changed.to_string());
    for member in ["certificate", "statement", "signature"] {
        let mut changed = good.clone();
        for object in ["verification_material", "envelope"] {
            let members = changed[object].as_object_mut().unwrap();
            if let Some(value) = members.remove(member) {
                members.insert(member.to_uppercase(), value);
            }
        }
        refuse(&changed.to_string());
    }
}

#[test]
fn unknown_members_stand_at_the_level_of_the_attestation_only() {
    let with = |object: &str, member: &str| {
        let mut changed = attestation(&minted());
        changed.pointer_mut(object).unwrap()[member] = json!({"a": 1});
        changed.to_string()
    };
    assert_eq!(parse(&with("", "further"), &ParseOptions::default()), "ok");
    for (object, member) in [
        ("/verification_material", "further"),
        ("/verification_material", "transparencyEntries"),
        ("/verification_material", "tlogEntries"),
        ("/envelope", "further"),
        ("/envelope", "payload"),
        ("/envelope", "signatures"),
    ] {
        let changed = with(object, member);
        let strict = parse(&changed, &ParseOptions::default());
        assert_eq!(strict, "bundle.parse", "{object}/{member}");
        let lenient = parse(&changed, &ParseOptions::lenient());
        assert_eq!(lenient, "ok", "{object}/{member}");
    }
    let entry = "/verification_material/transparency_entries/0";
    let strict = parse(&with(entry, "further"), &ParseOptions::default());
    assert_eq!(strict, "bundle.parse");
}

#[test]
fn a_member_occurs_once_also_in_what_is_ignored() {
    let text = attestation(&minted()).to_string();
    let options = ParseOptions::default();
    let further = |member: &str| text.replacen('{', &format!("{{{member},"), 1);
    assert_eq!(parse(&further(r#""x":{"a":1,"b":2}"#), &options), "ok");
    for member in [
        r#""x":{"a":1,"a":2}"#,
        r#""x":[{"b":{"a":1,"a":1}}]"#,
        r#""x":{"a":1,"\u0061":1}"#,
        r#""x":1,"x":2"#,
        r#""x":1,"\u0078":1"#,
        r#""envelope":null"#,
    ] {
        refuse(&further(member));
    }
    for (object, member) in [
        ("\"verification_material\":{", r#""certificate":"AA==""#),
        (
            "\"verification_material\":{",
            r#""transparency_entries":[]"#,
        ),
        ("\"envelope\":{", r#""statement":"AA==""#),
        ("\"envelope\":{", r#""signature":"AA==""#),
    ] {
        let changed = text.replacen(object, &format!("{object}{member},"), 1);
        assert_ne!(changed, text);
        refuse(&changed);
    }
}

#[test]
fn a_provenance_object_names_the_publisher_of_each_bundle() {
    let publisher = json!({"kind": "GitHub", "repository": "owner/repo", "workflow": "a.yml"});
    let object = |bundle: Value| json!({"version": 1, "attestation_bundles": [bundle]});
    let attestations = json!([attestation(&minted())]);
    let whole = json!({"publisher": publisher, "attestations": attestations});
    assert_eq!(provenance(&object(whole.clone()).to_string()), "ok");
    for member in ["publisher", "attestations"] {
        let mut bundle = whole.clone();
        bundle.as_object_mut().unwrap().remove(member);
        assert_eq!(
            provenance(&object(bundle).to_string()),
            "bundle.parse",
            "without {member}"
        );
    }
    for other in [Value::Null, json!("GitHub"), json!([]), json!(1)] {
        let mut bundle = whole.clone();
        bundle["publisher"] = other.clone();
        let code = provenance(&object(bundle).to_string());
        assert_eq!(code, "bundle.parse", "{other}");
    }
    let mut second = object(whole.clone());
    let nobody = json!({"attestations": attestations});
    let bundles = second["attestation_bundles"].as_array_mut().unwrap();
    bundles.push(nobody);
    assert_eq!(provenance(&second.to_string()), "bundle.parse");
}

#[test]
fn a_member_of_a_provenance_object_occurs_once() {
    let text = json!({"version": 1, "attestation_bundles": [{
        "publisher": {"kind": "GitHub", "repository": "owner/repo", "workflow": "a.yml"},
        "attestations": [attestation(&minted())],
    }]})
    .to_string();
    assert_eq!(provenance(&text), "ok");
    for object in [
        "{",
        "\"attestation_bundles\":[{",
        "\"publisher\":{",
        "\"attestations\":[{",
    ] {
        for member in [r#""x":{"a":1,"a":2}"#, r#""x":1,"x":1"#] {
            let changed = text.replacen(object, &format!("{object}{member},"), 1);
            assert_ne!(changed, text);
            assert_eq!(provenance(&changed), "bundle.parse", "{member} in {object}");
        }
        let changed = text.replacen(object, &format!("{object}\"x\":{{\"a\":1}},"), 1);
        assert_eq!(provenance(&changed), "ok", "{object}");
    }
    for (object, member) in [
        ("{", r#""version":1"#),
        ("{", r#""attestation_bundles":[]"#),
        ("\"publisher\":{", r#""kind":"Google""#),
        ("\"publisher\":{", r#""repository":"owner/repo""#),
        ("\"attestations\":[{", r#""version":1"#),
    ] {
        let changed = text.replacen(object, &format!("{object}{member},"), 1);
        assert_ne!(changed, text);
        assert_eq!(provenance(&changed), "bundle.parse", "{member} in {object}");
    }
}
