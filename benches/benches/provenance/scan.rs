//! How fast a document is read strictly.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use bonafide::json::base64::{Form, decode};
use bonafide::json::{Limits, Reader};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::inputs;
use crate::measure::{contest, speed, time, work};
use crate::table::{Goal, Table};

/// Reads a document by the strict rules and keeps nothing of it: grammar, UTF-8, duplicate members
/// at every depth, surrogates, limits.
pub(crate) fn scan(document: &str) {
    let mut reader = Reader::new(document.as_bytes(), &Limits::default()).unwrap();
    reader.skip().unwrap();
    reader.finish().unwrap();
}

pub(crate) fn rows(table: &mut Table) {
    let small = [("10 KB statement", inputs::statement(0))];
    let large = [
        ("4,000 steps of BuildKit", inputs::buildkit(4_000)),
        ("20,000 subjects", inputs::subjects(20_000)),
    ];
    assert!(
        (9_500..11_000).contains(&small[0].1.len()),
        "{}",
        small[0].1.len()
    );
    for (_, document) in &large {
        assert!(document.len() >= 2 << 20, "{}", document.len());
    }
    let reversed = inputs::reversed(&serde_json::from_str(&small[0].1).unwrap());
    assert_eq!(reversed.len(), small[0].1.len());
    for (name, document) in &small {
        against_serde(table, name, document, 3.0, 0.45);
    }
    for (name, document) in &large {
        against_serde(table, name, document, 12.0, 0.5);
    }
    let contest = contest(&mut [
        &mut work(|| scan(&small[0].1)),
        &mut work(|| scan(&reversed)),
    ]);
    table.add(
        "scan, 10 KB statement, names in reverse order, time by that in order",
        Goal::None,
        contest.ratio(1, 0),
        format!(
            "{} against {}",
            time(contest.time(1)),
            time(contest.time(0))
        ),
    );
}

/// Strict base64 beside the crate that does it.
pub(crate) fn base64_rows(table: &mut Table) {
    for (name, bytes) in [("10 KB", 10_000), ("2 MB", 2 << 20)] {
        base64(table, name, bytes);
    }
}

fn against_serde(table: &mut Table, name: &str, document: &str, value: f64, ignored: f64) {
    let bytes = document.as_bytes();
    let contest = contest(&mut [
        &mut work(|| scan(document)),
        &mut work(|| serde_json::from_slice::<Value>(bytes).unwrap()),
        &mut work(|| serde_json::from_slice::<IgnoredAny>(bytes).unwrap()),
    ]);
    let ours = speed(bytes.len(), contest.time(0));
    let note = |peer| format!("{ours} against {}", speed(bytes.len(), contest.time(peer)));
    table.add(
        &format!("scan, {name}, speed by `Value`'s"),
        Goal::AtLeast(value),
        contest.ratio(1, 0),
        note(1),
    );
    table.add(
        &format!("scan, {name}, speed by `IgnoredAny`'s"),
        Goal::AtLeast(ignored),
        contest.ratio(2, 0),
        note(2),
    );
}

/// The same kind of document at five sizes, beside a copy of 40 MB, which no cache holds.
pub(crate) fn memory_rows(table: &mut Table) {
    let documents = [15, 160, 1_600, 16_000, 64_000].map(inputs::buildkit);
    let source = documents[4].as_bytes();
    assert!(source.len() >= 38_000_000, "{}", source.len());
    let mut target = vec![0; source.len()];
    let (small, mut small_target) = (documents[0].as_bytes(), vec![0; documents[0].len()]);
    let contest = contest(&mut [
        &mut work(|| scan(&documents[0])),
        &mut work(|| scan(&documents[1])),
        &mut work(|| scan(&documents[2])),
        &mut work(|| scan(&documents[3])),
        &mut work(|| scan(&documents[4])),
        &mut || {
            target.copy_from_slice(source);
            core::hint::black_box(&mut target);
        },
        &mut || {
            small_target.copy_from_slice(core::hint::black_box(small));
            core::hint::black_box(&mut small_target);
        },
    ]);
    let per_byte = |which: usize| contest.time(which) / documents[which].len() as f64;
    let copy = contest.time(5) / source.len() as f64;
    for (which, document) in documents.iter().enumerate() {
        let length = document.len();
        let note = format!(
            "{} against {}",
            speed(length, contest.time(which)),
            speed(source.len(), contest.time(5))
        );
        let ratio = contest.ratio(5, which) * length as f64 / source.len() as f64;
        let name = format!(
            "scan, {:.2} MB, speed by memcpy's of 40 MB",
            length as f64 / 1e6
        );
        table.add(&name, Goal::AtLeast(1.0 / 12.0), ratio, note);
    }
    let in_cache = contest.time(6) / small.len() as f64;
    table.add(
        "scan, 0.01 MB, speed by memcpy's within the cache",
        Goal::None,
        in_cache / per_byte(0),
        format!("the copy: {}", speed(1, in_cache)),
    );
    let all: Vec<f64> = (0..5).map(per_byte).collect();
    let slowest = all.iter().copied().fold(0.0, f64::max);
    let fastest = all.iter().copied().fold(f64::MAX, f64::min);
    table.add(
        "scan, 10 KB to 40 MB, slowest by fastest",
        Goal::None,
        slowest / fastest,
        format!("per byte; a copy of 40 MB: {}", speed(1, copy)),
    );
}

fn base64(table: &mut Table, name: &str, bytes: usize) {
    let document = inputs::buildkit(4_000);
    let bytes = &document.as_bytes()[..bytes];
    let text = STANDARD.encode(bytes);
    assert_eq!(decode(&text, Form::Either).unwrap(), bytes);
    let contest = contest(&mut [
        &mut work(|| decode(&text, Form::Standard).unwrap()),
        &mut work(|| decode(&text, Form::Either).unwrap()),
        &mut work(|| STANDARD.decode(&text).unwrap()),
    ]);
    let peer = speed(text.len(), contest.time(2));
    for (which, form) in [(0, "standard"), (1, "either alphabet")] {
        let note = format!("{} against {peer}", speed(text.len(), contest.time(which)));
        let row = format!("base64, {name}, {form}, speed by the crate's");
        table.add(&row, Goal::AtLeast(0.8), contest.ratio(2, which), note);
    }
}
