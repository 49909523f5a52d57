//! Models.

use std::path::Path;

use bonafide_testkit::Sigstore;
use serde_json::{Value, json};

use crate::Row;
use crate::common::{Case, policy};

pub(super) fn rows(kit: &Sigstore, case: &Case) -> Vec<Row> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let at = |name: &str| data.join(name).to_str().unwrap().to_owned();
    let copy = |name: &str| {
        for entry in std::fs::read_dir(data.join("tiny-model")).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{name}/{}", entry.file_name().to_str().unwrap());
            case.write(&path, std::fs::read(entry.path()).unwrap());
        }
        case.at(name)
    };
    let signature = at("tiny-model.sig");
    case.write(
        "a-publisher.pub",
        std::fs::read(data.join("tiny-model.pub")).unwrap(),
    );
    let wanted = |key: &str| -> Value {
        let mut policy = policy(
            kit,
            &["unlogged"],
            &json!({"model_signature": {"by": ["unlogged"]}}),
        );
        policy["signers"]["unlogged"]["key"]["file"] = json!(key);
        policy
    };
    let publisher = || wanted("a-publisher.pub");
    let tampered = at("tiny-model-tampered");
    let extra = copy("extra");
    case.write("extra/more.bin", "more");
    let lacking = copy("lacking");
    std::fs::remove_file(case.path("lacking/tokenizer.json")).unwrap();
    let plain = copy("plain");
    let junk = case.write("junk.sig", "{}");
    let text = std::fs::read_to_string(&signature).unwrap();
    let cut = case.write("cut.sig", &text[..text.len() / 2]);
    let row = |artifact, model: &str, signature: &str, policy, code, place| {
        let arguments = [model, "--bundle", signature];
        Row::new(
            artifact,
            &arguments,
            policy,
            ["reject", "rule/r", code, place],
        )
    };
    vec![
        row(
            "a model with a flipped bit",
            &tampered,
            &signature,
            publisher(),
            "oms.file.changed",
            "candidate: oms.file.changed",
        ),
        row(
            "a model with a file too many",
            &extra,
            &signature,
            publisher(),
            "oms.file.extra",
            "candidate: oms.file.extra",
        ),
        row(
            "a model with a file too few",
            &lacking,
            &signature,
            publisher(),
            "oms.file.missing",
            "candidate: oms.file.missing",
        ),
        row(
            "a model signed by another key",
            &plain,
            &signature,
            wanted("a.pub"),
            "oms.key.hint-mismatch",
            "candidate: oms.key.hint-mismatch",
        ),
        row(
            "a model with a signature that is none",
            &plain,
            &junk,
            publisher(),
            "oms.bundle.media-type",
            "candidate: oms.bundle.media-type",
        ),
        row(
            "a model with a signature that is cut off",
            &plain,
            &cut,
            publisher(),
            "oms.bundle.malformed",
            "/dsseEnvelope/payload",
        ),
        Row::new(
            "a model that nobody signed",
            &[&plain],
            publisher(),
            [
                "quarantine",
                "rule/r",
                "model.signature-missing",
                "artifact",
            ],
        ),
    ]
}
