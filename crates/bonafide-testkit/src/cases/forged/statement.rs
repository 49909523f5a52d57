//! Envelopes and statements, properly signed.

use serde_json::{Value, json};

use super::{accepted, kit, refused};
use crate::Minted;
use crate::cases::{Artifact, Case, Choice};
use crate::encode::{Hash, hex};

const PARSE: &str = "statement.parse";
const TYPE: &str = "application/vnd.in-toto+json";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = types();
    cases.extend(forms());
    cases.extend(subjects());
    cases.extend(artifacts());
    cases
}

/// A statement about the artifact, after a change.
fn with(edit: impl FnOnce(&mut Value)) -> Minted {
    let mut statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "artifact", "digest": {"sha256": sha256(b"artifact")}}],
        "predicateType": "https://example.test/predicate/v1",
        "predicate": {},
    });
    edit(&mut statement);
    payload(TYPE, &statement.to_string())
}

fn payload(payload_type: &str, payload: &str) -> Minted {
    let kit = kit();
    kit.envelope(payload_type, payload.as_bytes())
        .about(b"artifact")
        .mint()
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Hash::Sha256.digest(bytes))
}

fn types() -> Vec<Case> {
    let of = |name: &'static str| with(|statement| statement["_type"] = name.into());
    vec![
        refused(
            "statement/text",
            "an envelope around text",
            &payload("text/plain", "text"),
            "dsse.payload-type",
        ),
        refused(
            "statement/untyped",
            "a statement in an envelope of another type",
            &payload("application/json", "{}"),
            "dsse.payload-type",
        ),
        accepted("statement/v1", "a statement of version 1", &with(|_| ())),
        accepted(
            "statement/v0.1",
            "a statement of version 0.1",
            &of("https://in-toto.io/Statement/v0.1"),
        ),
        refused(
            "statement/v2",
            "a statement of version 2",
            &of("https://in-toto.io/Statement/v2"),
            "statement.type",
        ),
        refused(
            "statement/predicate",
            "a statement of another kind than wanted",
            &with(|_| ()),
            "statement.predicate-type",
        )
        .with(Choice::PredicateType("https://slsa.dev/provenance/v1")),
    ]
}

fn forms() -> Vec<Case> {
    let case = |id: &str, change: &str, minted: &Minted| {
        refused(&format!("statement/{id}"), change, minted, PARSE)
    };
    let good = json!({"sha256": sha256(b"artifact")}).to_string();
    let twice = format!(
        "{{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{{\"name\":\"a\",\"digest\":{good}}}],\
         \"subject\":[],\"predicateType\":\"x\",\"predicate\":{{}}}}"
    );
    vec![
        case("not-json", "no JSON", &payload(TYPE, "statement")),
        case("cut", "JSON cut short", &payload(TYPE, "{\"_type\":")),
        case("list", "a list", &payload(TYPE, "[]")),
        case("twice", "the subjects twice", &payload(TYPE, &twice)),
        case("mark", "a byte order mark", &payload(TYPE, "\u{feff}{}")),
        case(
            "no-subjects",
            "no subjects",
            &with(|statement| statement["subject"] = json!([])),
        ),
        case(
            "upper-case",
            "a digest in capitals",
            &with(|statement| {
                let digest = sha256(b"artifact").to_uppercase();
                statement["subject"][0]["digest"]["sha256"] = digest.into();
            }),
        ),
        case(
            "short",
            "a digest cut short",
            &with(|statement| {
                statement["subject"][0]["digest"]["sha256"] = sha256(b"artifact")[..62].into();
            }),
        ),
    ]
}

fn subjects() -> Vec<Case> {
    let subject = || json!({"name": "artifact", "digest": {"sha256": sha256(b"artifact")}});
    let many =
        |count: usize| with(|statement| statement["subject"] = json!(vec![subject(); count]));
    let digests = |count: usize| {
        with(|statement| {
            for number in 1..count {
                statement["subject"][0]["digest"][format!("unknown{number}")] = "x".into();
            }
        })
    };
    vec![
        accepted(
            "statement/unknown",
            "an odd value of an unknown algorithm",
            &digests(2),
        ),
        accepted("statement/duplicate", "a subject twice", &many(2)),
        accepted("statement/1024", "1,024 subjects", &many(1024)),
        refused("statement/1025", "1,025 subjects", &many(1025), "limit"),
        accepted("statement/32-digests", "32 digests", &digests(32)),
        refused("statement/33-digests", "33 digests", &digests(33), "limit"),
    ]
}

fn artifacts() -> Vec<Case> {
    let none = "artifact.not-a-subject";
    let contradicting = with(|statement| {
        let digest = hex(&Hash::Sha512.digest(b"another artifact"));
        statement["subject"][0]["digest"]["sha512"] = digest.into();
    });
    let second = |bytes: &'static [u8]| {
        move |request: &mut crate::cases::Request| {
            request.artifacts.push(Artifact::Bytes(bytes.to_vec()));
        }
    };
    let two = with(|statement| {
        let subject = json!({"name": "second", "digest": {"sha256": sha256(b"second")}});
        statement["subject"]
            .as_array_mut()
            .expect("subjects")
            .push(subject);
    });
    vec![
        refused("statement/other", "another artifact", &with(|_| ()), none)
            .asking(|request| request.artifacts = vec![Artifact::Bytes(b"another".to_vec())]),
        accepted("statement/two", "two artifacts, both subjects", &two).asking(second(b"second")),
        refused(
            "statement/one-of-two",
            "two artifacts, one no subject",
            &two,
            none,
        )
        .asking(second(b"third")),
        refused(
            "statement/contradiction",
            "two digests, one of other data",
            &contradicting,
            none,
        ),
    ]
}
