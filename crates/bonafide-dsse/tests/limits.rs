//! Each limit holds at its number and not one above.

mod common;

use bonafide_dsse::{
    Envelope, EnvelopeOptions, Error, KeySet, MAX_KEYS, Statement, StatementOptions, TrustedKey,
};
use bonafide_json::Limits;
use bonafide_keys::Ring;
use bonafide_report::Budget;
use common::{IN_TOTO, Signer, code, envelope_json, signed_by, statement_json};
use serde_json::{Value, json};

#[track_caller]
fn limit<T: core::fmt::Debug>(result: Result<T, Error>, wanted: &str) {
    match result {
        Err(Error::Json {
            cause: bonafide_json::Error::Limit { item, .. },
        }) => assert_eq!(item, wanted),
        other => panic!("{wanted}: {other:?}"),
    }
}

#[test]
fn payload_bytes() {
    let options = EnvelopeOptions::provenance().with_payload_bytes(100);
    let parse = |length: usize| {
        let document = envelope_json(IN_TOTO, &vec![b'x'; length], &[(b"s", "")]);
        Envelope::parse(document.to_string().as_bytes(), &options)
    };
    assert!(parse(100).is_ok());
    limit(parse(101), "DSSE payload bytes");
    limit(parse(200), "DSSE payload bytes");
}

#[test]
fn signature_bytes() {
    for options in [
        EnvelopeOptions::provenance(),
        EnvelopeOptions::bundle(Default::default()),
    ] {
        let parse = |length: usize| {
            let document = envelope_json(IN_TOTO, b"x", &[(&vec![1; length], "")]);
            Envelope::parse(document.to_string().as_bytes(), &options)
        };
        assert!(parse(16 << 10).is_ok());
        limit(parse((16 << 10) + 1), "signature bytes");
    }
}

#[test]
fn document_bytes() {
    let document = envelope_json(IN_TOTO, b"x", &[(b"s", "")]).to_string();
    let parse = |bytes| {
        let options = EnvelopeOptions::provenance().with_json(Limits::default().with_bytes(bytes));
        Envelope::parse(document.as_bytes(), &options)
    };
    assert!(parse(document.len()).is_ok());
    limit(parse(document.len() - 1), "bytes");
}

#[test]
fn signatures() {
    let parse = |most| {
        let document = envelope_json(IN_TOTO, b"x", &[(b"s", ""), (b"s", ""), (b"s", "")]);
        let options = EnvelopeOptions::provenance().with_signatures(most);
        Envelope::parse(document.to_string().as_bytes(), &options)
    };
    assert!(parse(3).is_ok());
    assert_eq!(parse(2).unwrap_err(), Error::TooManySignatures { limit: 2 });
}

fn statement(
    subjects: usize,
    digests: usize,
    options: &StatementOptions,
) -> Result<Statement, Error> {
    let set: serde_json::Map<String, Value> = (0..digests)
        .map(|i| (format!("own-{i}"), json!("value")))
        .collect();
    let mut document = statement_json();
    document["subject"] = json!(vec![json!({"digest": set}); subjects]);
    Statement::parse(document.to_string().as_bytes(), options)
}

#[test]
fn subjects() {
    assert!(statement(1024, 1, &StatementOptions::bundle()).is_ok());
    limit(statement(1025, 1, &StatementOptions::bundle()), "subjects");
    assert!(statement(200_000, 1, &StatementOptions::provenance()).is_ok());
    limit(
        statement(200_001, 1, &StatementOptions::provenance()),
        "subjects",
    );
    let few = StatementOptions::bundle().with_subjects(2);
    assert!(statement(2, 1, &few).is_ok());
    limit(statement(3, 1, &few), "subjects");
}

#[test]
fn digests() {
    for options in [StatementOptions::bundle(), StatementOptions::provenance()] {
        assert!(statement(1, 32, &options).is_ok());
        limit(statement(1, 33, &options), "digests per subject");
    }
    limit(
        statement(1, 3, &StatementOptions::bundle().with_digests(2)),
        "digests per subject",
    );
}

#[test]
fn uri_bytes() {
    let set = |pointer: &str, length: usize| {
        let mut document = statement_json();
        document["subject"][0]["uri"] = json!("");
        document["subject"][0]["downloadLocation"] = json!("");
        *document.pointer_mut(pointer).unwrap() = json!("u".repeat(length));
        Statement::parse(document.to_string().as_bytes(), &StatementOptions::bundle())
    };
    for pointer in [
        "/predicateType",
        "/subject/0/uri",
        "/subject/0/downloadLocation",
    ] {
        assert!(set(pointer, 8192).is_ok(), "{pointer}");
        limit(set(pointer, 8193), "URI bytes");
    }
}

#[test]
fn depth() {
    let statement = |depth: usize, lead: &str| {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let document = statement_json().to_string();
        let document = document.replacen(
            "{\"buildDefinition\":{\"n\":1.0}}",
            &format!("{{\"x\":{nested}}}"),
            1,
        );
        let document = document.replacen('{', &format!("{{\"{lead}\":{},", nested), 1);
        Statement::parse(document.as_bytes(), &StatementOptions::bundle())
    };
    // The statement is level 1, its predicate level 2.
    assert!(statement(62, "other").is_ok());
    limit(statement(63, "other"), "levels of nesting");
}

#[test]
fn deep_nesting_needs_no_stack() {
    let work = || {
        let deep = format!("{{\"predicate\":{{\"a\":{}", "[".repeat(20_000));
        limit(
            Statement::parse(deep.as_bytes(), &StatementOptions::bundle()),
            "levels of nesting",
        );
        let deep = format!("{{\"payload\":{}", "[".repeat(20_000));
        let parsed = Envelope::parse(deep.as_bytes(), &EnvelopeOptions::provenance());
        assert_eq!(code(parsed), "json.type");
    };
    std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn keys() {
    let mut keys = KeySet::new();
    for number in 0..MAX_KEYS {
        let key = TrustedKey::new(Signer::new(number as u8).key());
        keys = keys.with_key(&format!("p{number}"), key).unwrap();
    }
    let one_more = keys.with_key("p0", TrustedKey::new(Signer::new(200).key()));
    assert_eq!(code(one_more), "dsse.threshold-config");
}

#[test]
fn attempts() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let envelope = signed_by(b"{}", &[(&a, ""), (&b, ""), (&a, "")]);
    let keys = KeySet::new()
        .with_key("a", TrustedKey::new(a.key()))
        .and_then(|keys| keys.with_key("b", TrustedKey::new(b.key())))
        .unwrap();
    let verify = |attempts, budget: &mut Budget| {
        let keys = keys.clone().with_attempts(attempts);
        envelope.verify_with_keys(&keys, &keys.threshold(2).unwrap(), &Ring, budget)
    };
    assert!(verify(6, &mut Budget::unbounded()).is_ok());
    let mut budget = Budget::unbounded();
    assert_eq!(
        verify(5, &mut budget).unwrap_err(),
        Error::TooManyAttempts {
            wanted: 6,
            limit: 5
        },
    );
    assert_eq!(budget.signatures(), 0, "the limit comes before the work");
    assert_eq!(code(verify(5, &mut budget)), "dsse.too-many-attempts");
}

#[test]
fn an_exhausted_budget_is_no_refusal_of_the_signature() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let envelope = signed_by(b"{}", &[(&b, ""), (&a, "")]);
    let keys = KeySet::new()
        .with_key("a", TrustedKey::new(a.key()))
        .unwrap();
    let verify = |signatures| {
        let mut budget = Budget::new(signatures, 1 << 20);
        envelope.verify_with_keys(&keys, &keys.threshold(1).unwrap(), &Ring, &mut budget)
    };
    assert!(verify(2).is_ok());
    assert_eq!(code(verify(1)), "limit.exceeded");
}
