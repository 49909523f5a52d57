//! Twice the input takes about twice the time.

use bonafide::dsse::{Statement, StatementOptions};
use bonafide::json::{Limits, Reader};
use bonafide::provenance::ProvenanceReader;
use bonafide::report::Time;
use bonafide::sigstore::{TrustedRoot, Verifier};
use bonafide_testkit::Sigstore;

use crate::inputs;
use crate::measure::{contest, time, work};
use crate::table::{Goal, Table};

/// Where doubling may stop being quadratic or worse.
const GOAL: Goal = Goal::AtMost(2.3);

pub(crate) fn rows(table: &mut Table) {
    scanned(table, "nested", |n| "[".repeat(n) + &"]".repeat(n), 50_000);
    scanned(table, "nested objects", nested_objects, 50_000);
    scanned(
        table,
        "wide",
        |n| list(n, '[', ']', |_| "0".to_owned()),
        400_000,
    );
    scanned(
        table,
        "many names, alike but for the end",
        |n| names(n, |i| format!("{}{i:06}", "x".repeat(40))),
        20_000,
    );
    scanned(
        table,
        "many names, alike but for the start",
        |n| names(n, |i| format!("{i:06}{}", "x".repeat(40))),
        20_000,
    );
    scanned(
        table,
        "many names, in reverse order",
        |n| names(n, |i| format!("{:06}", n - i)),
        20_000,
    );
    scanned(
        table,
        "many names, multiples of 2^16",
        |n| names(n, |i| (i << 16).to_string()),
        20_000,
    );
    scanned(
        table,
        "many names, all escaped",
        |n| names(n, escaped),
        20_000,
    );
    scanned(
        table,
        "many objects of 16 and of 17 members",
        many_objects,
        5_000,
    );
    scanned(
        table,
        "many escapes",
        |n| format!("\"{}\"", r#"\n\"\u00e9\ud83d\ude00"#.repeat(n)),
        50_000,
    );
    scanned(
        table,
        "many numbers",
        |n| list(n, '[', ']', |i| format!("-{i}.5e-7")),
        200_000,
    );
    subjects(table);
    lines(table);
}

fn nested_objects(depth: usize) -> String {
    format!("{}0{}", "{\"a\":".repeat(depth), "}".repeat(depth))
}

fn names(count: usize, name: impl Fn(usize) -> String) -> String {
    list(count, '{', '}', |number| format!("\"{}\":0", name(number)))
}

fn escaped(number: usize) -> String {
    format!("{number:06}")
        .bytes()
        .map(|byte| format!("\\u{byte:04x}"))
        .collect()
}

fn many_objects(count: usize) -> String {
    list(count, '[', ']', |number| {
        names(16 + number % 2, |i| format!("name-{i}"))
    })
}

fn list(count: usize, open: char, close: char, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!("{open}{}{close}", items.join(","))
}

fn scanned(table: &mut Table, name: &str, make: impl Fn(usize) -> String, count: usize) {
    let limits = Limits::default()
        .with_depth(usize::MAX)
        .with_members(usize::MAX);
    let read = |text: &str| {
        let mut reader = Reader::new(text.as_bytes(), &limits).unwrap();
        reader.skip().unwrap();
        reader.finish().unwrap();
    };
    let (one, two) = (make(count), make(2 * count));
    twice(table, name, || read(&one), || read(&two));
}

fn subjects(table: &mut Table) {
    let options = StatementOptions::provenance();
    let parse = |text: &str| {
        Statement::parse(text.as_bytes(), &options)
            .unwrap()
            .subject_count()
    };
    let (one, two) = (inputs::subjects(20_000), inputs::subjects(40_000));
    assert_eq!((parse(&one), parse(&two)), (20_000, 40_000));
    twice(table, "many subjects", || parse(&one), || parse(&two));
}

/// Lines of junk, of unsigned statements and of envelopes that no key is known for.
fn lines(table: &mut Table) {
    let kit = Sigstore::default();
    let root = TrustedRoot::parse(kit.trusted_root().to_string().as_bytes()).unwrap();
    let verifier = Verifier::new(root).unwrap();
    let reader = ProvenanceReader::new(&verifier);
    let now = Time::from_unix(kit.time.seconds).unwrap();
    let envelope = r#"{"payloadType":"t","payload":"e30=","signatures":[{"sig":"AA=="}]}"#;
    let file = |count: usize| {
        format!("junk\n{{\"_type\":\"https://in-toto.io/Statement/v1\"}}\r\n{envelope}\n\n")
            .repeat(count / 4)
    };
    let gather = |text: &str| reader.attestations(text.as_bytes(), now).unwrap();
    let (one, two) = (file(8_000), file(16_000));
    assert_eq!(gather(&one).attestations().len(), 2_000);
    assert_eq!(gather(&two).ignored_count(), 8_000);
    twice(table, "many lines", || gather(&one), || gather(&two));
}

fn twice<T, U>(table: &mut Table, name: &str, one: impl FnMut() -> T, two: impl FnMut() -> U) {
    let contest = contest(&mut [&mut work(one), &mut work(two)]);
    let note = format!(
        "{} against {}",
        time(contest.time(1)),
        time(contest.time(0))
    );
    let name = format!("growth, {name}, time of 2n by n's");
    table.add(&name, GOAL, contest.ratio(1, 0), note);
}
