//! Each row of the limits: at the limit it works, one more is refused by name.

mod common;

use bonafide_json::Profile;
use bonafide_keys::Ring;
use bonafide_rekor::{
    Body, Checkpoint, Error, Limits, LogEntry, LogKey, Note, ProofOptions, Witness, WitnessPolicy,
    proof, set,
};
use bonafide_report::{Budget, Coded as _};
use common::{Pair, Recipe, base64, bases, body, line, logs, read_text};
use serde_json::json;

fn refused_item(error: &Error) -> &'static str {
    assert_eq!(error.code().as_str(), "limit.exceeded", "{error}");
    match error {
        Error::Limit { item, .. } => item,
        Error::JsonLimit {
            cause: bonafide_json::Error::Limit { item, .. },
        } => item,
        Error::Budget { cause } => cause.item(),
        other => panic!("{other}"),
    }
}

fn entry(recipe: &Recipe, limits: &Limits) -> Result<LogEntry, Error> {
    read_text(&recipe.build().to_string(), Profile::Strict, limits)
}

#[test]
fn body_bytes() {
    let (_, recipe, _) = bases().remove(0);
    let limits = Limits::default().with_body_bytes(recipe.body.len());
    let read = entry(&recipe, &limits).unwrap();
    assert!(Body::parse(&read, Profile::Strict, &limits).is_ok());
    let limits = limits.with_body_bytes(recipe.body.len() - 1);
    let item = refused_item(&entry(&recipe, &limits).unwrap_err());
    assert_eq!(item, "entry body bytes");
    let error = Body::parse(&read, Profile::Strict, &limits).unwrap_err();
    assert_eq!(refused_item(&error), "entry body bytes");
    assert_eq!(error.place().as_str(), "/canonicalizedBody");
}

#[test]
fn bytes_of_a_label() {
    let (_, recipe, _) = bases().remove(0);
    let read = |length: usize| {
        let mut entry = recipe.build();
        entry["kindVersion"]["kind"] = json!("k".repeat(length));
        read_text(&entry.to_string(), Profile::Strict, &Limits::default())
    };
    // A kind of that length is none that is known, which is judged later.
    assert!(read(256).is_ok());
    assert_eq!(
        refused_item(&read(257).unwrap_err()),
        "bytes of kind or version"
    );
}

#[test]
fn checkpoint_bytes() {
    let (_, recipe, _) = bases().remove(0);
    let checkpoint = recipe.checkpoint();
    let limits = Limits::default().with_checkpoint_bytes(checkpoint.len());
    assert!(Checkpoint::parse(checkpoint.as_bytes(), &limits).is_ok());
    assert!(entry(&recipe, &limits).is_ok());
    let limits = limits.with_checkpoint_bytes(checkpoint.len() - 1);
    let error = Checkpoint::parse(checkpoint.as_bytes(), &limits).unwrap_err();
    assert_eq!(refused_item(&error), "checkpoint bytes");
    let item = refused_item(&entry(&recipe, &limits).unwrap_err());
    assert_eq!(item, "checkpoint bytes");
}

#[test]
fn signature_lines() {
    let with = |lines: usize| {
        let line = line("witness.example", &[1, 2, 3, 4], &[5; 72]);
        format!("text\n\n{}", line.repeat(lines))
    };
    let limits = Limits::default();
    assert_eq!(limits.signature_lines, 64);
    let note = Note::parse(with(64).as_bytes(), &limits).unwrap();
    assert_eq!(note.signatures().len(), 64);
    let error = Note::parse(with(65).as_bytes(), &limits).unwrap_err();
    assert_eq!(refused_item(&error), "checkpoint signature lines");
    // The count is known before a line is read: garbage after the limit changes nothing.
    let flood = format!("{}{}", with(1), "garbage\n".repeat(64));
    let error = Note::parse(flood.as_bytes(), &limits).unwrap_err();
    assert_eq!(refused_item(&error), "checkpoint signature lines");
}

#[test]
fn inclusion_hashes() {
    let (_, recipe, _) = bases().remove(0);
    let read = |count: usize| {
        let mut entry = recipe.build();
        entry["inclusionProof"]["hashes"] = json!(vec![base64(&[0; 32]); count]);
        read_text(&entry.to_string(), Profile::Strict, &Limits::default())
    };
    assert_eq!(read(64).unwrap().proof().unwrap().hashes().len(), 64);
    let error = read(65).unwrap_err();
    assert_eq!(refused_item(&error), "inclusion hashes");
    assert_eq!(error.findings()[0].code().as_str(), "json.limit");
}

#[test]
fn signature_bytes() {
    let (_, recipe, _) = bases().remove(0);
    let limits = Limits::default().with_signature_bytes(100);
    let promise = |bytes: usize| {
        let mut entry = recipe.build();
        entry["inclusionPromise"]["signedEntryTimestamp"] = json!(base64(&vec![1; bytes]));
        read_text(&entry.to_string(), Profile::Strict, &limits)
    };
    assert!(promise(100).is_ok());
    let error = promise(101).unwrap_err();
    assert_eq!(refused_item(&error), "signed entry timestamp bytes");

    let logged = |bytes: usize| {
        let mut body = body::hashedrekord();
        body["spec"]["signature"]["content"] = json!(base64(&vec![1; bytes]));
        let entry = entry(&Recipe::v1(&body), &Limits::default()).unwrap();
        Body::parse(&entry, Profile::Strict, &limits).map(drop)
    };
    assert_eq!(logged(100), Ok(()));
    assert_eq!(refused_item(&logged(101).unwrap_err()), "signature bytes");

    let noted = |bytes: usize| {
        let note = format!("text\n\n{}", line("name", &[1, 2, 3, 4], &vec![5; bytes]));
        Note::parse(note.as_bytes(), &limits)
    };
    assert!(noted(100).is_ok());
    assert_eq!(refused_item(&noted(101).unwrap_err()), "signature bytes");
}

#[test]
fn body_signatures() {
    let limits = Limits::default();
    for (mut body, path) in [
        (body::dsse(), "/spec/signatures"),
        (body::intoto(), "/spec/content/envelope/signatures"),
    ] {
        let one = body.pointer(path).unwrap()[0].clone();
        let mut parse = |count: usize| {
            *body.pointer_mut(path).unwrap() = json!(vec![one.clone(); count]);
            let entry = entry(&Recipe::v1(&body), &limits).unwrap();
            let few = Limits::default().with_body_signatures(2);
            let parse = |limits| Body::parse(&entry, Profile::Strict, limits).map(drop);
            (parse(&limits), parse(&few))
        };
        assert_eq!(parse(2), (Ok(()), Ok(())));
        let item = refused_item(&parse(3).1.unwrap_err());
        assert_eq!(item, "logged signatures");
        assert_eq!(parse(32).0, Ok(()));
        let error = parse(33).0.unwrap_err();
        assert_eq!(refused_item(&error), "logged signatures");
        let place = format!("/canonicalizedBody{path}");
        assert!(
            error.place().as_str().starts_with(&place),
            "{}",
            error.place()
        );
    }
}

#[test]
fn depth_of_a_body() {
    let nested = |depth: usize| {
        let open = "[".repeat(depth);
        let close = "]".repeat(depth);
        let text = format!(r#"{{"apiVersion":"1","kind":"x","spec":{open}{close}}}"#);
        let recipe = Recipe::v1_bytes("x", "1", text.into_bytes());
        let entry = entry(&recipe, &Limits::default()).unwrap();
        Body::parse(&entry, Profile::Strict, &Limits::default()).map(drop)
    };
    assert_eq!(nested(63), Ok(()));
    assert_eq!(nested(64).unwrap_err().code().as_str(), "limit.exceeded");
    let error = nested(20_000).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
}

#[test]
fn lim_3_signature_checks_are_bounded_by_the_configured_keys() {
    let (_, mut recipe, _) = bases().remove(0);
    for seed in 21..26 {
        let witness = (Pair::ed25519(seed), format!("w{seed}"), 1);
        recipe.witnesses.push(witness);
    }
    let known = [21, 22]
        .map(|seed| Witness::new(&format!("w{seed}"), Pair::ed25519(seed).public()).unwrap());
    let logs = logs();
    let options = ProofOptions::inclusion_only()
        .with_logs(&logs)
        .with_witnesses(WitnessPolicy::new(0, known.to_vec()));
    let entry = entry(&recipe, &Limits::default()).unwrap();
    let log = LogKey::find(&logs, &entry).unwrap();
    let verify = |checks: u64| {
        let mut budget = Budget::new(checks, 1 << 20);
        set::verify(&entry, log, &Ring, &mut budget)?;
        proof::verify(&entry, log, &options, &Ring, &mut budget)?;
        Ok::<u64, Error>(budget.signatures())
    };
    // The promise, the log's own line, and the two witnesses.
    assert_eq!(verify(4), Ok(4));
    for checks in 0..4 {
        assert_eq!(
            verify(checks).unwrap_err().code().as_str(),
            "limit.exceeded"
        );
    }
    let mut budget = Budget::new(4, 0);
    let error = set::verify(&entry, log, &Ring, &mut budget).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
}
