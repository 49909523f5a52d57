//! `verify` as it is run: every kind of artifact, what is written, and its exit codes.

#[path = "../common/mod.rs"]
mod common;
mod exports;

use std::fs;
use std::path::Path;

use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{By, Carrier, Options, SignedImage, Statement, Store};
use bonafide_testkit::registry::{Content, Registry, Script};
use common::{Case, REPOSITORY, decisive, policy, signature, verify};
use serde_json::json;

const FILE: &[u8] = b"the file";

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name);
    path.to_str().unwrap().to_owned()
}

/// A file, a bundle over it, and a policy that wants it.
fn file() -> (Case, [String; 3]) {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let bundle = kit.message(FILE).mint().bundle.to_string();
    let paths = [
        case.write("file", FILE),
        case.write("file.sigstore.json", bundle),
        case.write(
            "policy.json",
            policy(&kit, &["ci"], &signature(&["ci"])).to_string(),
        ),
    ];
    (case, paths)
}

fn signed(by: &[By], carriers: &[Carrier]) -> SignedImage {
    let options = Options {
        signers: by.to_vec(),
        carriers: carriers.to_vec(),
        reference: REPOSITORY.to_owned(),
        ..Options::default()
    };
    SignedImage::new(&Sigstore::default(), &options)
}

#[test]
fn a_wrong_command_line_is_told() {
    let (case, [file, bundle, policy]) = file();
    let missing = case.at("missing");
    let (file, bundle) = (&*file, &*bundle);
    let (policy, missing) = (&*policy, &*missing);
    for (arguments, told) in [
        (&[][..], "exactly one artifact"),
        (&[file], "--policy is missing"),
        (&[file, "--policy", missing], "missing"),
        (&[file, file, "--policy", policy], "exactly one artifact"),
        (&[file, "--policy"], "--policy needs a value"),
        (
            &[file, "--policy", policy, "--polciy", "x"],
            "--polciy is not known",
        ),
        (
            &[file, "--policy", policy, "--policy", policy],
            "--policy was given twice",
        ),
        (
            &[file, "--policy", policy, "--policy-format", "kyverno"],
            "kyverno is not known",
        ),
        (
            &[file, "--policy", policy, "--now", "yesterday"],
            "--now yesterday",
        ),
        (&[file, "--policy", policy, "--bundle", missing], "missing"),
        (
            &[file, "--policy", policy, "--evidence", missing],
            "missing",
        ),
        (
            &[file, "--policy", policy, "--export", "json"],
            "not FORMAT=FILE",
        ),
        (
            &[file, "--policy", policy, "--export", "pdf=x"],
            "the format is not known",
        ),
        (&["file:/nowhere", "--policy", policy], "/nowhere"),
        (&[file, "--policy", bundle], "policy."),
        (
            &[file, "--policy", policy, "--policy-format", "containers"],
            "E-IMPORT",
        ),
    ] {
        let answer = verify(arguments);
        assert_eq!(answer.code, 2, "{arguments:?} {answer:?}");
        assert_eq!(answer.out, "", "{arguments:?}");
        assert!(answer.err.starts_with("verify: "), "{answer:?}");
        assert!(answer.err.contains(told), "{told}: {answer:?}");
    }
    let help = verify(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.starts_with("verify ARTIFACT --policy F"));
}

#[test]
fn everything_that_is_wrong_with_a_policy_is_told_with_its_place() {
    let (case, [file, ..]) = file();
    let wrong = "\
schema: bonafide.policy/v1
name: Wrong Name
default: maybe
frobnicate: 1
signers:
  a: { key: { file: a.pub }, reqiure: [] }
rules:
- id: one
  require:
  - { id: r, signature: { by: [nobody], min: 0 } }
";
    let path = case.write("wrong.yaml", wrong);
    let answer = verify(&[&file, "--policy", &path]);
    assert_eq!(answer.code, 2);
    for told in [
        "\n  policy.value at line 2, column 7 in /name: ",
        "\n  policy.value at line 3, column 10 in /default: ",
        "policy.unknown-field at line 4, column 1 in /frobnicate: ",
        "policy.unknown-field at line 6, column 30 in /signers/a/reqiure: ",
        " in /rules/0/require/0/signature/min: ",
    ] {
        assert!(answer.err.contains(told), "{told}: {}", answer.err);
    }
    // Files that a policy names are read before anything is judged.
    let names = "\
schema: bonafide.policy/v1
name: names
default: reject
signers:
  a: { key: { file: missing.pub, sha256: 8a347b60a52382951f72ce0f9f2e088adeb4d445e375cebd6a647a86a366a78a }, require: [] }
  b: { key: { file: ../b.pub, sha256: 8a347b60a52382951f72ce0f9f2e088adeb4d445e375cebd6a647a86a366a78a }, require: [] }
rules:
- { id: one, require: [ { id: r, signature: { by: [a, b] } } ] }
";
    let path = case.write("names.yaml", names);
    let answer = verify(&[&file, "--policy", &path]);
    assert_eq!(answer.code, 2);
    for told in ["/signers/a", "/signers/b"] {
        assert!(answer.err.contains(told), "{told}: {}", answer.err);
    }
}

#[test]
fn the_models_of_the_examples_are_decided() {
    let (policy, signature) = (data("policy.yaml"), data("tiny-model.sig"));
    for (model, exit, decision) in [
        ("tiny-model", 0, "allow"),
        ("tiny-model-tampered", 1, "reject"),
    ] {
        let model = data(model);
        let arguments = [&*model, "--policy", &policy, "--bundle", &signature];
        let answer = verify(&arguments);
        assert_eq!(answer.code, exit, "{answer:?}");
        assert!(
            answer.out.contains(&format!("decision: {decision}\n")),
            "{answer:?}"
        );
        if exit == 1 {
            assert!(
                answer.out.contains("FAIL oms.file.changed models/signed"),
                "{answer:?}"
            );
            assert!(answer.out.contains("fix: oms.file.changed"), "{answer:?}");
        }
    }
    let model = data("tiny-model");
    let answer = verify(&[&model, "--policy", &policy]);
    assert_eq!(answer.code, 3, "{answer:?}");
    assert!(answer.out.contains("model.signature-missing"), "{answer:?}");
}

#[test]
fn a_file_is_judged_with_its_bundle() {
    let (case, [file, bundle, policy]) = file();
    let (exit, verdict) = case.verdict(&[&file, "--policy", &policy, "--bundle", &bundle]);
    assert_eq!(
        (exit, &verdict["decision"]),
        (0, &json!("allow")),
        "{verdict:#}"
    );
    assert_eq!(verdict["subject"]["kind"], "blob");
    let (exit, verdict) = case.verdict(&[&file, "--policy", &policy]);
    assert_eq!(
        (exit, &decisive(&verdict)["code"]),
        (3, &json!("signature.missing"))
    );
    let other = case.write("other", "another file");
    let (exit, verdict) = case.verdict(&[&other, "--policy", &policy, "--bundle", &bundle]);
    assert_eq!(
        (exit, &decisive(&verdict)["code"]),
        (1, &json!("artifact.digest-mismatch"))
    );
    // A trusted root takes the place of that of the policy only where it is the very same.
    let other = case.write(
        "other.json",
        Sigstore::new("other.test").trusted_root().to_string(),
    );
    let arguments = [
        &*file,
        "--policy",
        &policy,
        "--bundle",
        &bundle,
        "--trusted-root",
        &other,
    ];
    let (exit, verdict) = case.verdict(&arguments);
    assert_eq!(exit, 1, "{verdict:#}");
}

#[test]
fn a_digest_stands_for_a_file_that_is_not_here() {
    let (case, [_, bundle, _]) = file();
    let kit = Sigstore::default();
    let mut wanted = policy(&kit, &["ci"], &signature(&["ci"]));
    wanted["rules"][0]["match"] = json!({"artifact": ["blob"]});
    let policy = case.write("policy.json", wanted.to_string());
    let digest = bonafide_testkit::registry::digest(FILE);
    let arguments = [&*digest, "--policy", &policy, "--bundle", &bundle];
    let (exit, verdict) = case.verdict(&[&arguments[..], &["--reference", "named"]].concat());
    assert_eq!(exit, 0, "{verdict:#}");
    assert_eq!(verdict["subject"]["digest"], digest);
    assert!(verdict.to_string().contains("named"), "{verdict:#}");
}

#[test]
fn evidence_is_a_folder_of_files() {
    let (case, [file, bundle, policy]) = file();
    let folder = case.at("evidence");
    case.write("evidence/1.json", fs::read(&bundle).unwrap());
    case.write("evidence/0-readme.txt", "nothing that anybody signed");
    case.write("evidence/deeper/2.json", "{}");
    let (exit, verdict) = case.verdict(&[&file, "--policy", &policy, "--evidence", &folder]);
    assert_eq!(exit, 0, "{verdict:#}");
}

#[test]
fn images_on_disk_are_judged() {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let image = signed(&[By::Keyless], &[Carrier::Tag, Carrier::Bundle]);
    let policy = case.write(
        "policy.json",
        policy(&kit, &["ci"], &signature(&["ci"])).to_string(),
    );
    let layout = case.layout("layout", &image.store);
    let archive = case.write("image.tar", image.store.layout_tar());
    let archive = format!("oci-archive:{archive}");
    let name = format!("{REPOSITORY}:v1");
    for place in [&layout, &format!("oci:{layout}"), &archive] {
        let (exit, verdict) = case.verdict(&[place, "--policy", &policy, "--reference", &name]);
        assert_eq!(exit, 0, "{place} {verdict:#}");
        assert_eq!(verdict["subject"]["digest"], image.digest);
    }
    let unsigned = case.layout("unsigned", &Store::image("app"));
    let (exit, verdict) = case.verdict(&[&unsigned, "--policy", &policy]);
    assert_eq!(exit, 3, "{verdict:#}");
    assert_eq!(decisive(&verdict)["code"], "signature.missing");
}

#[test]
fn a_policy_of_containers_decides_about_a_folder() {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let options = Options {
        signers: vec![By::key("a")],
        reference: format!("{REPOSITORY}:v1"),
        ..Options::default()
    };
    let image = SignedImage::new(&kit, &options);
    image.store.write_dir(&case.path("dir"));
    case.write("root/etc/keys/a.pub", fs::read(case.path("a.pub")).unwrap());
    let wanted = json!({
        "default": [{"type": "reject"}],
        "transports": {"docker": {"registry.test/owner": [
            {"type": "sigstoreSigned", "keyPath": "/etc/keys/a.pub"},
        ]}},
    });
    let policy = case.write("containers.json", wanted.to_string());
    let (place, root) = (format!("dir:{}", case.at("dir")), case.at("root"));
    let imported = ["--policy", &policy, "--policy-format", "containers"];
    let rooted = [&[&*place][..], &imported, &["--policy-root", &root]].concat();
    for (name, exit) in [
        ("registry.test/owner/app:v1", 0),
        ("registry.test/owner/app:v2", 1),
        ("registry.test/other/app:v1", 1),
    ] {
        let (found, verdict) = case.verdict(&[&rooted[..], &["--reference", name]].concat());
        assert_eq!(found, exit, "{name} {verdict:#}");
        assert_eq!(verdict["policy"]["source_format"], "containers-policy");
    }
    // What needs a file that cannot be had fails.
    let deferred = [
        &[&*place][..],
        &imported,
        &["--reference", "registry.test/owner/app:v1"],
    ]
    .concat();
    let (exit, verdict) = case.verdict(&deferred);
    assert_eq!(exit, 1, "{verdict:#}");
    assert_eq!(decisive(&verdict)["code"], "policy.requirement-unsupported");
}

#[test]
fn an_image_is_fetched_from_its_registry() {
    let kit = Sigstore::default();
    let case = Case::new(&kit);
    let mut store = Store::image("app");
    store.attach_bundle(&Statement::signature(&store.subject).plan(&kit).mint());
    let digest = store.subject.clone();
    store.tag("v1", &digest);
    let registry = Registry::start(Content::of_store("owner/app", &store), Script::default());
    let policy = case.write(
        "policy.json",
        policy(&kit, &["ci"], &signature(&["ci"])).to_string(),
    );
    let name = format!("{}/owner/app:v1", registry.origin());
    for place in [&name, &format!("docker://{name}")] {
        let (exit, verdict) = case.verdict(&[place, "--policy", &policy, "--plain-http"]);
        assert_eq!(exit, 0, "{verdict:#}");
        assert_eq!(verdict["pinned"], format!("{name}@{digest}"));
    }
    let gone = format!("{}/owner/app:v2", registry.origin());
    let (exit, verdict) = case.verdict(&[&gone, "--policy", &policy, "--plain-http"]);
    assert_eq!(exit, 4, "{verdict:#}");
}
