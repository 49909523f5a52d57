//! Pickles for tests, written opcode by opcode.
#![allow(dead_code, reason = "each test file uses its own part")]

use bonafide_model::pickle::{self, PickleOptions, PickleOutcome, PickleReport};

pub const CLEAR: PickleOutcome = PickleOutcome::Clear;
pub const DENIED: PickleOutcome = PickleOutcome::Denied;
pub const CANNOT: PickleOutcome = PickleOutcome::CannotClear;

/// One after the other.
pub fn cat(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// `GLOBAL`.
pub fn global(module: &str, name: &str) -> Vec<u8> {
    format!("c{module}\n{name}\n").into_bytes()
}

/// `BINUNICODE`.
pub fn text(text: &str) -> Vec<u8> {
    let length = (text.len() as u32).to_le_bytes();
    cat(&[b"X", &length, text.as_bytes()])
}

/// `SHORT_BINUNICODE`.
pub fn short(text: &str) -> Vec<u8> {
    cat(&[b"\x8c", &[text.len() as u8], text.as_bytes()])
}

/// Two names and `STACK_GLOBAL`.
pub fn stack_global(module: &str, name: &str) -> Vec<u8> {
    cat(&[&short(module), &short(name), b"\x93"])
}

/// `BININT`.
pub fn int(value: i32) -> Vec<u8> {
    cat(&[b"J", &value.to_le_bytes()])
}

/// A tuple after a mark.
pub fn tuple(items: &[&[u8]]) -> Vec<u8> {
    cat(&[b"(", &items.concat(), b"t"])
}

/// A call of a `GLOBAL` by `REDUCE`.
pub fn call(module: &str, name: &str, arguments: &[&[u8]]) -> Vec<u8> {
    cat(&[&global(module, name), &tuple(arguments), b"R"])
}

/// An `OrderedDict` of nothing.
pub fn ordered() -> Vec<u8> {
    call("collections", "OrderedDict", &[])
}

/// A pickle of protocol 2.
pub fn whole(body: &[u8]) -> Vec<u8> {
    cat(&[b"\x80\x02", body, b"."])
}

/// A pickle of protocol 4 in one frame.
pub fn framed(body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u64 + 1).to_le_bytes();
    cat(&[b"\x80\x04\x95", &length, body, b"."])
}

/// The persistent id of a storage.
pub fn storage(class: &str, key: &str, count: i32) -> Vec<u8> {
    let id = tuple(&[
        &text("storage"),
        &global("torch", class),
        &text(key),
        &text("cpu"),
        &int(count),
    ]);
    cat(&[&id, b"Q"])
}

/// A tensor of `count` numbers.
pub fn tensor(class: &str, key: &str, count: i32) -> Vec<u8> {
    tensor_of(&storage(class, key, count), count)
}

/// A tensor of `count` numbers of what `storage` makes.
pub fn tensor_of(storage: &[u8], count: i32) -> Vec<u8> {
    call(
        "torch._utils",
        "_rebuild_tensor_v2",
        &[
            storage,
            &int(0),
            &tuple(&[&int(count)]),
            &tuple(&[&int(1)]),
            b"\x89",
            &ordered(),
        ],
    )
}

/// A pickle that maps names to `values`, with the state that modules give theirs.
pub fn state_dict(values: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut body = cat(&[&ordered(), b"q\0("]);
    for (name, value) in values {
        body.extend(text(name));
        body.extend(value);
    }
    let metadata = cat(&[&text("_metadata"), &ordered()]);
    body.extend(cat(&[b"u}", &metadata, b"sb"]));
    whole(&body)
}

pub fn scan(stream: &[u8]) -> PickleReport {
    pickle::scan(stream, &PickleOptions::default())
}

pub fn scan_file(file: &[u8]) -> PickleReport {
    pickle::scan_file(file, &PickleOptions::default())
}

/// The codes of a report, each once, in the order of their names.
pub fn codes(report: &PickleReport) -> Vec<&'static str> {
    let counts = report.findings().counts().iter();
    let mut codes: Vec<&str> = counts.map(|(code, ..)| code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Asserts the outcome of a stream, and of none but a clear one that it has findings.
#[track_caller]
pub fn assert_stream(stream: &[u8], outcome: PickleOutcome) {
    let report = scan(stream);
    assert_eq!(
        report.outcome(),
        outcome,
        "{:?}: {:?}",
        String::from_utf8_lossy(stream),
        report.findings().kept()
    );
    assert_eq!(report.findings().is_empty(), outcome == CLEAR);
}

/// Asserts that a stream is denied at `offset` for `event` of `name`.
#[track_caller]
pub fn assert_denied(stream: &[u8], event: &str, name: &str, offset: u64) {
    let report = scan(stream);
    assert_eq!(
        report.outcome(),
        DENIED,
        "{:?}",
        String::from_utf8_lossy(stream)
    );
    let told = |denial: &pickle::PickleDenial| {
        denial.event().as_str() == event
            && format!("{}.{}", denial.module(), denial.name()) == name
            && denial.offset() == offset
    };
    assert!(
        report.denials().iter().any(told),
        "no {event} of {name} at {offset}: {:?}",
        report.denials()
    );
}

/// Asserts that a stream cannot be cleared for exactly this reason.
#[track_caller]
pub fn assert_cannot(stream: &[u8], code: &str) {
    let report = scan(stream);
    assert_eq!(
        codes(&report),
        [code],
        "{:?}: {:?}",
        String::from_utf8_lossy(stream),
        report.findings().kept()
    );
    assert_eq!(report.outcome(), CANNOT);
}
