//! What holds of any bytes.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;
#[path = "common/zips.rs"]
mod zips;

use bonafide_model::pickle::{self, Allowlist, PickleOptions};
use pickles::*;
use proptest::prelude::*;
use zips::{Entry, zip};

/// Pieces of pickles, most of which mean something wherever they stand.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<Vec<u8>> = vec![
        global("collections", "OrderedDict"),
        global("builtins", "set"),
        global("torch._utils", "_rebuild_tensor_v2"),
        global("torch", "FloatStorage"),
        global("_codecs", "encode"),
        stack_global("collections", "defaultdict"),
        ordered(),
        storage("FloatStorage", "0", 4),
        tensor("FloatStorage", "0", 4),
        text("latin1"),
        short("a"),
        int(7),
        b"(ibuiltins\nset\n".to_vec(),
        b"\x95\x05\0\0\0\0\0\0\0".to_vec(),
        b".".to_vec(),
        b"q\x00".to_vec(),
        b"h\x00".to_vec(),
        b"q\x01".to_vec(),
        b"h\x01".to_vec(),
    ];
    let opcodes = b"(012)]}\x8f\x85\x86\x87tld\x91aesu\x90Rob\x81\x92N\x88\x94Q\x97\x98";
    let opcode = proptest::sample::select(opcodes.to_vec()).prop_map(|opcode| vec![opcode]);
    prop_oneof![
        4 => opcode,
        3 => proptest::sample::select(pieces),
        1 => proptest::collection::vec(any::<u8>(), 0..6),
    ]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let body = proptest::collection::vec(piece(), 0..24);
    (0..7_u8, body).prop_map(|(protocol, body)| {
        let head: &[u8] = &[0x80, protocol];
        let head = if protocol > 5 { b"" } else { head };
        cat(&[head, &body.concat(), b"."])
    })
}

/// One value, made of what is allowed.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let leaves: Vec<Vec<u8>> = vec![
        b"N".to_vec(),
        b"I01\n".to_vec(),
        b"L12L\n".to_vec(),
        b"Vtext\n".to_vec(),
        b"C\x02cb".to_vec(),
        int(7),
        text("os"),
        short("system"),
        ordered(),
        global("torch", "float32"),
        stack_global("builtins", "set"),
        call("_codecs", "encode", &[&text("c"), &text("latin1")]),
        call("torch", "device", &[&text("cpu")]),
    ];
    proptest::sample::select(leaves).prop_recursive(4, 40, 6, |inner| {
        let some = proptest::collection::vec(inner.clone(), 0..6);
        let even = proptest::collection::vec((inner.clone(), inner.clone()), 0..4);
        let even = even.prop_map(|pairs| {
            let pairs = pairs.into_iter().map(|(key, value)| cat(&[&key, &value]));
            pairs.collect::<Vec<_>>().concat()
        });
        prop_oneof![
            some.clone().prop_map(|v| cat(&[b"(", &v.concat(), b"t"])),
            some.clone().prop_map(|v| cat(&[b"](", &v.concat(), b"e"])),
            some.clone()
                .prop_map(|v| cat(&[b"\x8f(", &v.concat(), b"\x90"])),
            some.prop_map(|v| cat(&[&global("builtins", "set"), b"](", &v.concat(), b"e\x85R"])),
            even.clone().prop_map(|v| cat(&[b"}q\x00(", &v, b"u"])),
            even.prop_map(|v| cat(&[&ordered(), b"(", &v, b"u}b"])),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| cat(&[&a, b"0", &b, b"q\x01"])),
            (inner.clone(), inner).prop_map(|(a, b)| cat(&[&a, b"q\x020h\x02", &b, b"\x86"])),
        ]
    })
}

/// Where each opcode of a pickle that is clear begins.
fn boundaries(pickle: &[u8]) -> Vec<usize> {
    // A cut before an opcode is followed by a STOP that ends it well or finds the stack empty.
    let cut = |at: &usize| {
        let report = scan(&cat(&[&pickle[..*at], b"N."]));
        report.outcome() == CLEAR && report.pickles() == 1
    };
    (2..pickle.len()).filter(cut).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let options = PickleOptions::default();
        let report = pickle::scan(&bytes, &options);
        prop_assert!(report.opcodes() <= bytes.len() as u64 + 1);
        let _ = pickle::scan_file(&bytes, &options);
        let entry = zip(vec![Entry::stored("m/x", &bytes)]).bytes();
        let _ = pickle::scan_file(&entry, &options);
    }

    #[test]
    fn what_is_clear_imports_listed_names_only(stream in stream()) {
        let report = scan(&stream);
        let is_clear = report.outcome() == CLEAR;
        prop_assert_eq!(is_clear, report.findings().is_empty());
        if is_clear {
            prop_assert!(report.imports().iter().all(|import| import.is_allowed()));
            prop_assert_eq!(report.denial_count(), 0);
        }
        // The wider profile denies nothing that the other one allows.
        let wider = PickleOptions::default().with_allowlist(Allowlist::numpy());
        let wider = pickle::scan(&stream, &wider);
        prop_assert!(!is_clear || wider.outcome() == CLEAR);
    }

    #[test]
    fn an_unlisted_import_anywhere_is_never_clear(value in value(), at in any::<prop::sample::Index>()) {
        let stream = whole(&value);
        prop_assert_eq!(scan(&stream).outcome(), CLEAR);
        let places = boundaries(&stream);
        prop_assert!(!places.is_empty());
        let at = places[at.index(places.len())];
        for import in [
            cat(&[&global("os", "system"), b"0"]),
            cat(&[&stack_global("os", "system"), b"0"]),
            b"(ios\nsystem\n0".to_vec(),
            b"\x82\x010".to_vec(),
        ] {
            let mutated = cat(&[&stream[..at], &import, &stream[at..]]);
            prop_assert_ne!(scan(&mutated).outcome(), CLEAR);
        }
    }

    #[test]
    fn a_prefix_is_never_clear(value in value(), at in any::<prop::sample::Index>()) {
        let stream = whole(&value);
        let cut = at.index(stream.len());
        prop_assert_ne!(scan(&stream[..cut]).outcome(), CLEAR);
    }
}
