//! The JSON of older blob-signing tools.

use serde_json::{Value, json};

use super::{Case, Choice, Expected, Format};
use crate::body::Recorded;
use crate::encode::{base64, hex, pem, unbase64};
use crate::{KeyKind, Log, Minted, Plan, SigningKey, Sigstore, Time};

/// Good ones, and ones that are not.
#[must_use]
pub fn legacy_blobs() -> Vec<Case> {
    let mut cases = options();
    cases.extend(swapped());
    cases.extend(told());
    cases.extend(missing());
    cases
}

fn kit() -> Sigstore {
    Sigstore::default()
}

/// The same evidence in the older format, without the proof.
fn blob(minted: &Minted) -> Value {
    let entry = &minted.bundle["verificationMaterial"]["tlogEntries"][0];
    let integer = |name: &str| -> i64 {
        entry[name]
            .as_str()
            .expect("text")
            .parse()
            .expect("a number")
    };
    let signer = if minted.certificate.is_empty() {
        minted.key.clone()
    } else {
        pem("CERTIFICATE", &minted.certificate)
    };
    json!({
        "base64Signature": base64(&minted.signature),
        "cert": base64(signer.as_bytes()),
        "rekorBundle": {
            "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "Payload": {
                "body": entry["canonicalizedBody"],
                "integratedTime": integer("integratedTime"),
                "logIndex": integer("logIndex"),
                "logID": hex(&unbase64(entry["logId"]["keyId"].as_str().expect("text"))),
            },
        },
    })
}

fn case(id: &str, change: &str, minted: &Minted, blob: &Value, expected: Expected) -> Case {
    let mut case = Case::new(&format!("legacy/{id}"), change, minted, expected);
    case.format = Format::LegacyBlob;
    case.bundle = blob.to_string().into_bytes();
    case.with(Choice::PromiseOnly)
}

fn refused(id: &str, change: &str, minted: &Minted, blob: &Value, code: &'static str) -> Case {
    case(id, change, minted, blob, Expected::refused(code))
}

fn message(kit: &Sigstore) -> Minted {
    kit.message(b"artifact").mint()
}

fn managed() -> Minted {
    kit().message(b"artifact").by_key().mint()
}

fn options() -> Vec<Case> {
    let mut cases = Vec::new();
    for (id, minted) in [("certificate", message(&kit())), ("key", managed())] {
        let good = case(id, "nothing", &minted, &blob(&minted), Expected::accepted());
        let mut without = good.clone();
        without.id.push_str("/no-option");
        without.request.options.clear();
        without.expected = Expected::refused("bundle.missing-proof");
        cases.extend([good, without]);
    }
    let minted = message(&kit());
    let mut plain = blob(&minted);
    plain["cert"] = pem("CERTIFICATE", &minted.certificate).into();
    cases.push(case(
        "pem",
        "the certificate in PEM",
        &minted,
        &plain,
        Expected::accepted(),
    ));
    let mut unknown = blob(&minted);
    unknown["extra"] = 1.into();
    cases.push(refused(
        "unknown",
        "an unknown member",
        &minted,
        &unknown,
        "bundle.parse",
    ));
    let mut spelled = blob(&minted);
    spelled["Cert"] = spelled["cert"].take();
    cases.push(refused(
        "spelling",
        "a name in other case",
        &minted,
        &spelled,
        "bundle.parse",
    ));
    cases
}

/// One field of the entry of another, the promise kept.
fn swapped() -> Vec<Case> {
    let mut later = kit();
    later.time = later.time.plus(1);
    later.rekor.index = 3;
    later.rekor = Log {
        tree: Some(42),
        ..later.rekor
    };
    let foreign = blob(
        &later
            .message(b"another artifact")
            .signed_by("another")
            .mint(),
    );
    let second = Log::v1("rekor-2.sigstore.test", KeyKind::P256, Time::at(0));
    let mut good = message(&kit());
    let logs = good.trusted_root["tlogs"].as_array_mut().expect("logs");
    logs.push(second.instance());
    let with = |edit: &dyn Fn(&mut Value)| {
        let mut blob = blob(&good);
        edit(&mut blob["rekorBundle"]);
        blob
    };
    let field = |name: &str| {
        with(&|entry| entry["Payload"][name] = foreign["rekorBundle"]["Payload"][name].clone())
    };
    let log = with(&|entry| entry["Payload"]["logID"] = hex(&second.id()).into());
    let promise = with(&|entry| {
        entry["SignedEntryTimestamp"] = foreign["rekorBundle"]["SignedEntryTimestamp"].clone();
    });
    let whole = with(&|entry| *entry = foreign["rekorBundle"].clone());
    let set = "tlog.set";
    vec![
        refused(
            "body",
            "the body of another entry",
            &good,
            &field("body"),
            set,
        ),
        refused(
            "time",
            "the time of another entry",
            &good,
            &field("integratedTime"),
            set,
        ),
        refused(
            "index",
            "the index of another entry",
            &good,
            &field("logIndex"),
            set,
        ),
        refused("log", "the id of another trusted log", &good, &log, set),
        refused(
            "promise",
            "the promise for another entry",
            &good,
            &promise,
            set,
        ),
        refused(
            "entry",
            "another entry",
            &good,
            &whole,
            "tlog.body-mismatch",
        ),
    ]
}

/// One field of the body changed, and the promise made anew.
fn told() -> Vec<Case> {
    let kit = kit();
    let with = |id: &str, change: &str, edit: &dyn Fn(&mut Recorded)| {
        let minted = kit.message(b"artifact").with_recorded(edit).mint();
        refused(
            &format!("told/{id}"),
            change,
            &minted,
            &blob(&minted),
            "tlog.body-mismatch",
        )
    };
    let key = SigningKey::seeded(KeyKind::P256, "signer");
    let other = kit.message(b"artifact").signed_by("another").mint();
    let certificate_in_entry = {
        let certificate = message(&kit).certificate;
        let plan: Plan<'_> = kit.message(b"artifact").by_key();
        plan.with_recorded(move |recorded| {
            recorded.verifier.clone_from(&certificate);
            recorded.is_certificate = true;
        })
        .mint()
    };
    vec![
        with("hash", "the hash of another artifact", &|recorded| {
            recorded.signed.push(0)
        }),
        with("signature", "another signature", &|recorded| {
            recorded.signature.clone_from(&other.signature);
        }),
        with("certificate", "another certificate", &|recorded| {
            recorded.verifier.clone_from(&other.certificate);
        }),
        with(
            "key",
            "the key, and a certificate in the file",
            &|recorded| {
                recorded.verifier = key.spki();
                recorded.is_certificate = false;
            },
        ),
        refused(
            "told/certificate-for-key",
            "the certificate, and a key in the file",
            &certificate_in_entry,
            &blob(&certificate_in_entry),
            "tlog.body-mismatch",
        ),
    ]
}

fn missing() -> Vec<Case> {
    let without = |minted: &Minted| {
        let mut blob = blob(minted);
        blob.as_object_mut()
            .expect("an object")
            .remove("rekorBundle");
        blob
    };
    let (keyless, by_key) = (message(&kit()), managed());
    let mut other_key = blob(&by_key);
    let key = SigningKey::seeded(KeyKind::P256, "another");
    other_key["cert"] = base64(key.pem().as_bytes()).into();
    let mut other = case(
        "other-key",
        "another key in the file than is given",
        &by_key,
        &other_key,
        Expected::refused("key.hint-mismatch"),
    );
    other.request.options = vec![Choice::PromiseOnly];
    vec![
        refused(
            "no-entry",
            "no entry for a certificate",
            &keyless,
            &without(&keyless),
            "time.none",
        ),
        refused(
            "no-entry-key",
            "no entry for a key",
            &by_key,
            &without(&by_key),
            "tlog.threshold",
        ),
        other,
    ]
}
