//! Statements: read, viewed, matched and hashed.

use std::collections::BTreeMap;

use bonafide::dsse::{IN_TOTO, Pae};
use bonafide::keys::{Message, PublicKey, Ring};
use bonafide::report::Budget;
use bonafide::slsa::{Provenance, ProvenanceVersion};
use bonafide_testkit::{KeyKind, SigningKey};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest as _, Sha256};

use crate::inputs::{self, digest};
use crate::measure::{contest, speed, time, work};
use crate::read::{artifact, envelope, find, read};
use crate::scan::scan;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    view(table);
    subjects(table);
    for (name, bytes) in [("10 KB", 10_000), ("2 MB", 2 << 20)] {
        pae(table, name, bytes);
    }
}

/// A key of the default kind, and a signature by it over `message`.
fn signed(message: &[u8]) -> (PublicKey, Vec<u8>) {
    let key = SigningKey::seeded(KeyKind::P256, "bench");
    let signature = key.sign(key.scheme(), message);
    (PublicKey::from_spki_der(&key.spki()).unwrap(), signature)
}

fn view(table: &mut Table) {
    let document = inputs::statement(0);
    let envelope = envelope(&document);
    let statement = read(&envelope);
    let provenance = Provenance::of(&statement).unwrap();
    assert_eq!(provenance.version(), ProvenanceVersion::V1);
    assert_eq!(provenance.builder_id().value(), inputs::BUILDER);
    assert_eq!(provenance.dependencies().len(), 1);
    let message = [7; 32];
    let (key, signature) = signed(&message);
    let verify = || {
        let scheme = key.kind().default_scheme();
        let message = Message::Parts(&[&message]);
        key.verify(&Ring, scheme, message, &signature, &mut Budget::unbounded())
    };
    assert_eq!(verify(), Ok(()));
    let contest = contest(&mut [
        &mut work(|| {
            let statement = read(&envelope);
            Provenance::of(&statement).unwrap().dependencies().len()
        }),
        &mut work(verify),
        &mut work(|| scan(&document)),
        &mut work(|| Provenance::of(&statement).unwrap().dependencies().len()),
    ]);
    let note = format!(
        "{} against {}",
        time(contest.time(0)),
        time(contest.time(1))
    );
    table.add(
        "scan and view, 10 KB statement v1, time by one P-256 verification's",
        Goal::AtMost(1.0 / 6.0),
        contest.ratio(0, 1),
        note,
    );
    for (name, which) in [("scan", 2), ("view", 3)] {
        table.add(
            &format!("{name} alone, 10 KB statement v1, time by one P-256 verification's"),
            Goal::None,
            contest.ratio(which, 1),
            time(contest.time(which)),
        );
    }
}

/// What a program would write that has no reader of its own.
#[derive(Deserialize)]
struct Derived {
    subject: Vec<DerivedSubject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    #[serde(rename = "predicate")]
    _predicate: IgnoredAny,
}

#[derive(Deserialize)]
struct DerivedSubject {
    #[serde(rename = "name")]
    _name: Option<String>,
    digest: BTreeMap<String, String>,
}

fn derived(document: &str, wanted: &str) -> usize {
    let statement: Derived = serde_json::from_slice(document.as_bytes()).unwrap();
    assert_eq!(statement.predicate_type, ProvenanceVersion::V1.uri());
    let is_wanted =
        |subject: &DerivedSubject| subject.digest.get("sha256").is_some_and(|d| d == wanted);
    statement.subject.iter().position(is_wanted).unwrap()
}

fn subjects(table: &mut Table) {
    const COUNT: usize = 20_000;
    let document = inputs::subjects(COUNT);
    let envelope = envelope(&document);
    let (wanted, wanted_text) = (artifact(COUNT - 1), digest(COUNT - 1));
    assert_eq!(find(&read(&envelope), &wanted).subjects(), [COUNT - 1]);
    assert_eq!(derived(&document, &wanted_text), COUNT - 1);
    let statement = read(&envelope);
    let contest = contest(&mut [
        &mut work(|| find(&read(&envelope), &wanted)),
        &mut work(|| derived(&document, &wanted_text)),
        &mut work(|| scan(&document)),
        &mut work(|| find(&statement, &wanted)),
    ]);
    let ours = time(contest.time(0));
    table.add(
        "20,000 subjects read and matched, speed by a derived `BTreeMap` each",
        Goal::AtLeast(10.0),
        contest.ratio(1, 0),
        format!("{ours} against {}", time(contest.time(1))),
    );
    table.add(
        "20,000 subjects read and matched, speed by the scan's",
        Goal::AtLeast(0.5),
        contest.ratio(2, 0),
        format!("{ours} against {}", time(contest.time(2))),
    );
    table.add(
        "20,000 subjects, matching alone, time by the whole",
        Goal::None,
        contest.ratio(3, 0),
        time(contest.time(3)),
    );
}

fn pae(table: &mut Table, name: &str, bytes: usize) {
    let document = inputs::buildkit(4_000);
    let payload = &document.as_bytes()[..bytes];
    let whole = Pae::new(IN_TOTO, payload).parts().concat();
    let ours = || bonafide::digest::sha256(&Pae::new(IN_TOTO, payload).parts());
    assert_eq!(ours()[..], Sha256::digest(&whole)[..]);
    let contest = contest(&mut [&mut work(ours), &mut work(|| Sha256::digest(&whole))]);
    let length = whole.len();
    let speeds = [0, 1].map(|which| speed(length, contest.time(which)));
    table.add(
        &format!("PAE hash, {name}, speed by raw SHA-256's"),
        Goal::AtLeast(0.95),
        contest.ratio(1, 0),
        speeds.join(" against "),
    );
}
