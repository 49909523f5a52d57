//! Checkpoints of torch: archives and the older format, their storages, and the arguments of what
//! makes tensors.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;
#[path = "common/zips.rs"]
mod zips;

use bonafide_model::pickle::{PickleOutcome, PickleReport};
use pickles::*;
use zips::{Entry, zip};

/// An archive as torch writes it: the pickle, and records named by their keys.
fn archive(pickle: &[u8], records: &[(&str, usize)]) -> Vec<u8> {
    let mut entries = vec![
        Entry::stored("m/data.pkl", pickle),
        Entry::stored("m/byteorder", b"little"),
    ];
    for (key, length) in records {
        let name = format!("m/data/{key}");
        entries.push(Entry::stored(&name, &vec![0; *length]));
    }
    entries.push(Entry::stored("m/version", b"3\n"));
    zip(entries).bytes()
}

/// What the archive of one value and one storage `0` of so many bytes comes to.
fn of_value(value: &[u8], bytes: usize) -> PickleReport {
    scan_file(&archive(&whole(value), &[("0", bytes)]))
}

#[track_caller]
fn assert_value(value: &[u8], bytes: usize, outcome: PickleOutcome) {
    let report = of_value(value, bytes);
    let findings = report.findings().kept();
    assert_eq!(report.outcome(), outcome, "{findings:?}");
}

#[test]
fn checkpoints_are_clear() {
    let weight = tensor("FloatStorage", "0", 6);
    let half = tensor("BFloat16Storage", "1", 4);
    let parameter = call(
        "torch._utils",
        "_rebuild_parameter",
        &[&tensor("LongStorage", "2", 2), b"\x88", &ordered()],
    );
    let values = [("w", weight), ("h", half), ("p", parameter)];
    let file = archive(&state_dict(&values), &[("0", 24), ("1", 8), ("2", 16)]);
    let report = scan_file(&file);
    assert_eq!(report.outcome(), CLEAR, "{:?}", report.findings().kept());
    assert_eq!(report.pickles(), 1);
    let import = &report.imports()[0];
    assert_eq!(
        (import.module(), import.name()),
        ("collections", "OrderedDict")
    );
    assert_eq!((import.member(), import.offset()), (Some("m/data.pkl"), 2));
    assert!(report.imports().iter().all(|import| import.is_allowed()));
}

#[test]
fn every_storage_is_a_member_of_its_size() {
    let one = whole(&tensor("FloatStorage", "0", 6));
    assert_eq!(scan_file(&archive(&one, &[("0", 24)])).outcome(), CLEAR);
    for records in [
        [("1", 24)].as_slice(),
        &[("0", 23)],
        &[("0", 25)],
        &[("0", 48)],
        &[],
    ] {
        let report = scan_file(&archive(&one, records));
        assert_eq!(report.outcome(), DENIED);
        assert_eq!(report.denials()[0].event().as_str(), "BINPERSID");
        assert_eq!(report.denials()[0].name(), "0");
    }
    // One key is one storage.
    let two = |class: &str, count: i32| {
        let first = tensor("FloatStorage", "0", 6);
        cat(&[&first, b"0", &tensor(class, "0", count)])
    };
    assert_value(&two("FloatStorage", 6), 24, CLEAR);
    assert_value(&two("FloatStorage", 5), 24, DENIED);
    assert_value(&two("DoubleStorage", 6), 24, DENIED);
    // A storage beside another pickle is none of this one.
    let elsewhere = zip(vec![
        Entry::stored("m/data.pkl", &one),
        Entry::stored("n/data/0", &[0; 24]),
    ])
    .bytes();
    assert_eq!(scan_file(&elsewhere).outcome(), DENIED);
}

#[test]
fn persistent_ids_are_those_of_storages() {
    let id = |parts: &[&[u8]]| cat(&[&tuple(parts), b"Q"]);
    let (kind, key, place) = (text("storage"), text("0"), text("cpu"));
    let (class, count) = (global("torch", "FloatStorage"), int(6));
    let good = id(&[&kind, &class, &key, &place, &count]);
    assert_value(&good, 24, CLEAR);
    for wrong in [
        id(&[&text("module"), &class, &key, &place, &count]),
        id(&[&kind, &class, &key, &place]),
        id(&[&kind, &class, &key, &place, &count, b"N"]),
        id(&[&kind, &global("torch", "Tensor"), &key, &place, &count]),
        id(&[&kind, &global("os", "system"), &key, &place, &count]),
        id(&[&kind, &text("FloatStorage"), &key, &place, &count]),
        id(&[&kind, &class, b"K\x00", &place, &count]),
        id(&[&kind, &class, &key, b"N", &count]),
        id(&[&kind, &class, &key, &global("builtins", "set"), &count]),
        id(&[&kind, &class, &key, &place, &int(-6)]),
        id(&[&kind, &class, &key, &place, b"\x8a\x09\0\0\0\0\0\0\0\0\x01"]),
        b"K\x01Q".to_vec(),
        cat(&[&global("builtins", "set"), b"Q"]),
        b"P0\n".to_vec(),
        cat(&[b"(l", b"Q"]),
    ] {
        assert_value(&wrong, 24, DENIED);
    }
    // Without an archive nothing says what they are; other members have none either.
    assert_denied(&whole(&good), "BINPERSID", ".", 55);
    let other = zip(vec![
        Entry::stored("m/other.pkl", &whole(&good)),
        Entry::stored("m/data/0", &[0; 24]),
    ])
    .bytes();
    assert_eq!(scan_file(&other).outcome(), DENIED);
}

#[test]
fn tensors_lie_within_their_storages() {
    let rebuilt = |name: &str, size: &[u8], stride: &[u8], offset: i32, rest: &[&[u8]]| {
        let (storage, offset) = (storage("FloatStorage", "0", 6), int(offset));
        let place: [&[u8]; 4] = [&storage, &offset, size, stride];
        call("torch._utils", name, &[place.as_slice(), rest].concat())
    };
    let rest: [&[u8]; 2] = [b"\x89", &ordered()];
    let pair = |a: i32, b: i32| tuple(&[&int(a), &int(b)]);
    let v2 = |size: &[u8], stride: &[u8], offset| {
        rebuilt("_rebuild_tensor_v2", size, stride, offset, &rest)
    };
    let sizes = call("torch", "Size", &[&pair(2, 3)]);
    for (value, outcome) in [
        (v2(&pair(2, 3), &pair(3, 1), 0), CLEAR),
        (v2(&sizes, &pair(3, 1), 0), CLEAR),
        (v2(&pair(500, 1), &pair(0, 1), 5), CLEAR),
        (v2(&pair(0, 500), &pair(500, 1), 0), CLEAR),
        (v2(b"(t", b"(t", 5), CLEAR),
        (v2(b"(t", b"(t", 6), DENIED),
        (v2(&pair(2, 3), &pair(3, 1), 1), DENIED),
        (v2(&pair(2, 3), &pair(4, 1), 0), DENIED),
        (v2(&pair(1 << 30, 1 << 30), &pair(1 << 30, 1), 0), DENIED),
        (v2(&pair(-1, 1), &pair(1, 1), 0), DENIED),
        (v2(&pair(1, 1), &pair(1, -1), 0), DENIED),
        (v2(&pair(1, 1), b"(t", 0), DENIED),
        (v2(&pair(1, 1), &pair(1, 1), -1), DENIED),
        (v2(b"]", b"]", 0), DENIED),
        (rebuilt("_rebuild_tensor", b"(t", b"(t", 0, &[]), CLEAR),
        (rebuilt("_rebuild_tensor", b"(t", b"(t", 0, &[b"N"]), DENIED),
    ] {
        assert_value(&value, 24, outcome);
    }
    // What is no storage is none, whatever it is.
    for storage in [ordered(), text("a"), global("torch", "FloatStorage")] {
        assert_value(&tensor_of(&storage, 1), 24, DENIED);
    }
}

#[test]
fn hooks_metadata_and_state_hold_no_code() {
    let make = |name: &str, tail: &[&[u8]]| {
        let base = tensor("FloatStorage", "0", 6);
        call("torch._utils", name, &[&[base.as_slice()], tail].concat())
    };
    let empty = ordered();
    let hooked = cat(&[&empty, b"K\x00", &global("builtins", "set"), b"s"]);
    let later = cat(&[
        &empty,
        b"q\x09",
        &make("_rebuild_parameter", &[b"\x88", b"h\x09"]),
        b"h\x09K\x00",
        &global("builtins", "set"),
        b"s",
    ]);
    let plain = b"}U\x03tagU\x01as".as_slice();
    let code = cat(&[b"}U\x03tag", &global("builtins", "set"), b"s"]);
    let dunder = b"}U\x0c__setstate__Ns".as_slice();
    let hooks = b"}U\x0f_backward_hooks]s".as_slice();
    let state = "_rebuild_parameter_with_state";
    for (value, outcome) in [
        (make("_rebuild_parameter", &[b"\x88", &empty]), CLEAR),
        (make("_rebuild_parameter", &[b"\x88", b"N"]), CLEAR),
        (make("_rebuild_parameter", &[b"\x88", &hooked]), DENIED),
        (make("_rebuild_parameter", &[b"\x88", b"]"]), DENIED),
        (make("_rebuild_parameter", &[b"\x88"]), DENIED),
        (later, DENIED),
        (make(state, &[b"\x88", &empty, plain]), CLEAR),
        (make(state, &[b"\x88", &empty, b"N"]), CLEAR),
        (
            make(state, &[b"\x88", &empty, &tuple(&[plain, b"N"])]),
            CLEAR,
        ),
        (make(state, &[b"\x88", &empty, &code]), DENIED),
        (make(state, &[b"\x88", &empty, dunder]), DENIED),
        (make(state, &[b"\x88", &empty, hooks]), DENIED),
        (
            make(state, &[b"\x88", &empty, &tuple(&[b"N", &code])]),
            DENIED,
        ),
    ] {
        assert_value(&value, 24, outcome);
    }
    let direct = |arguments: &[&[u8]], state: &[u8]| {
        cat(&[&call("torch.nn.parameter", "Parameter", arguments), state])
    };
    let data = tensor("FloatStorage", "0", 6);
    let old = tuple(&[b"\x88", b"\x89", &ordered()]);
    let hooked = tuple(&[b"\x88", b"\x89", &hooked]);
    assert_value(&direct(&[&data, b"\x88"], b""), 24, CLEAR);
    assert_value(&direct(&[&data], &cat(&[&old, b"b"])), 24, CLEAR);
    assert_value(&direct(&[&data], &cat(&[&hooked, b"b"])), 24, DENIED);
    assert_value(&direct(&[&data], b"}U\x01aNsb"), 24, DENIED);
    assert_value(&cat(&[&data, b"}U\x01aNsb"]), 24, DENIED);
    assert_value(&direct(&[&ordered(), b"\x88"], b""), 24, DENIED);
}

#[test]
fn other_kinds_of_tensors() {
    let data = tensor("QInt8Storage", "0", 6);
    let place = [
        storage("QInt8Storage", "0", 6),
        int(0),
        tuple(&[&int(6)]),
        tuple(&[&int(1)]),
    ];
    let quantized = |parameters: &[u8]| {
        let mut arguments: Vec<&[u8]> = place.iter().map(Vec::as_slice).collect();
        let ordered = ordered();
        arguments.extend([parameters, b"\x89", &ordered]);
        call("torch._utils", "_rebuild_qtensor", &arguments)
    };
    let scheme = global("torch", "per_tensor_affine");
    let number = b"G\0\0\0\0\0\0\0\0".as_slice();
    assert_value(&quantized(&tuple(&[&scheme, number, b"K\x00"])), 6, CLEAR);
    let function = global("torch._utils", "_rebuild_tensor");
    assert_value(
        &quantized(&tuple(&[&function, number, b"K\x00"])),
        6,
        DENIED,
    );
    assert_value(
        &quantized(&tuple(&[&scheme, &function, b"K\x00"])),
        6,
        DENIED,
    );
    let layout = |name: &[u8]| call("torch.serialization", "_get_layout", &[name]);
    let sparse = |layout: &[u8], parts: &[&[u8]]| {
        let arguments = [layout, &tuple(parts)];
        call("torch._utils", "_rebuild_sparse_tensor", &arguments)
    };
    let coo = layout(&text("torch.sparse_coo"));
    assert_value(&sparse(&coo, &[&data, &data, b"(t"]), 6, CLEAR);
    assert_value(&sparse(&text("a"), &[&data]), 6, DENIED);
    assert_value(&sparse(&coo, &[&function]), 6, DENIED);
    assert_value(&layout(&function), 6, DENIED);
    let meta = |dtype: &[u8]| {
        let arguments = [dtype, b"(K\x01t", b"(K\x01t", b"\x89"];
        call(
            "torch._utils",
            "_rebuild_meta_tensor_no_storage",
            &arguments,
        )
    };
    assert_value(&meta(&global("torch", "float8_e4m3fn")), 6, CLEAR);
    assert_value(&meta(&function), 6, DENIED);
    let v3 = |dtype: &[u8]| {
        let id = tuple(&[
            &text("storage"),
            &global("torch.storage", "UntypedStorage"),
            &text("0"),
            &text("cpu"),
            &int(6),
        ]);
        let untyped = cat(&[&id, b"Q"]);
        let ordered = ordered();
        let arguments = [
            &untyped,
            &int(0)[..],
            b"(K\x03t",
            b"(K\x01t",
            b"\x89",
            &ordered,
            dtype,
        ];
        call("torch._utils", "_rebuild_tensor_v3", &arguments)
    };
    assert_value(&v3(&global("torch", "uint16")), 6, CLEAR);
    assert_value(&v3(&function), 6, DENIED);
}

/// A file of the older format: the keys as they are listed, and the storages that follow.
fn legacy(object: &[u8], keys: &[&str], storages: &[u8]) -> Vec<u8> {
    let mut listed = b"(".to_vec();
    for key in keys {
        listed.extend(text(key));
    }
    cat(&[
        b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.",
        b"\x80\x02M\xe9\x03.",
        b"\x80\x02}q\0(X\x10\0\0\0protocol_versionq\x01M\xe9\x03u.",
        object,
        &whole(&cat(&[b"]", &listed, b"e"])),
        storages,
    ])
}

/// A persistent id of the older format.
fn legacy_storage(key: &str, count: i32, view: &[u8]) -> Vec<u8> {
    let id = tuple(&[
        b"U\x07storage",
        &global("torch", "FloatStorage"),
        &text(key),
        b"U\x03cpu",
        &int(count),
        view,
    ]);
    cat(&[&id, b"Q"])
}

#[test]
fn the_older_format_is_accounted_for_to_its_last_byte() {
    let object = whole(&cat(&[&tensor_of(&legacy_storage("7", 2, b"N"), 2)]));
    let data = cat(&[&2_u64.to_le_bytes(), &[0; 8]]);
    let good = legacy(&object, &["7"], &data);
    assert_stream(&good, CLEAR);
    assert_eq!(scan(&good).pickles(), 5);
    for storages in [
        cat(&[&data, b"\0"]),
        cat(&[&data, b"cos\nsystem\n."]),
        data[..15].to_vec(),
        cat(&[&3_u64.to_le_bytes(), &[0; 8]]),
        Vec::new(),
    ] {
        assert_cannot(&legacy(&object, &["7"], &storages), "pkl.trailing");
    }
    for keys in [["8"].as_slice(), &["7", "7"], &[]] {
        assert_cannot(&legacy(&object, keys, &data), "pkl.trailing");
    }
    let twice = cat(&[&data, &data]);
    assert_cannot(&legacy(&object, &["7", "7"], &twice), "pkl.trailing");
    let mut other_version = good.clone();
    other_version[18] ^= 1;
    assert_cannot(&other_version, "pkl.malformed");
    // A reader that takes one pickle after the other finds none in the storages: 71 is the opcode of
    // a float, which takes the rest of the number.
    let filled = |data: &[u8]| {
        let object = whole(&tensor_of(&legacy_storage("7", 71, b"N"), 2));
        let mut storage = cat(&[&71_u64.to_le_bytes(), data]);
        storage.resize(8 + 4 * 71, 0);
        scan(&legacy(&object, &["7"], &storage))
    };
    assert_eq!(filled(b"").outcome(), CLEAR);
    assert_eq!(filled(b"\0cos\nsystem\n").outcome(), DENIED);
    assert_eq!(codes(&filled(b"\0cbuiltins\nset\n")), ["pkl.trailing"]);
    assert_eq!(codes(&filled(&[b'N'; 280])), ["pkl.trailing"]);
    // A part of a storage, within it and beyond.
    let part = |offset: i32, count: i32| {
        let view = tuple(&[&text("9"), &int(offset), &int(count)]);
        let object = whole(&tensor_of(&legacy_storage("7", 2, &view), 1));
        legacy(&object, &["7"], &data)
    };
    assert_stream(&part(1, 1), CLEAR);
    assert_stream(&part(2, 1), DENIED);
    assert_stream(&part(1, 0), DENIED);
    // Persistent ids belong to the object, five parts to archives, modules to nobody.
    let early = cat(&[&good[..14], &whole(&legacy_storage("7", 2, b"N"))]);
    assert_eq!(scan(&early).outcome(), CANNOT);
    let five = whole(&tensor("FloatStorage", "7", 2));
    assert_stream(&legacy(&five, &["7"], &data), DENIED);
    let module = whole(b"(U\x06moduleccollections\nOrderedDict\nU\x01aU\x01atQ");
    assert_stream(&legacy(&module, &[], b""), DENIED);
    let evil = whole(&call("os", "system", &[&text("id")]));
    assert_stream(&legacy(&evil, &[], b""), DENIED);
}
