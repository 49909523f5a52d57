//! Opcodes of all protocols: what they mean, and what is made of those that import and call.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;

use bonafide_model::pickle::{self, PickleLimits, PickleOptions};
use pickles::*;

#[test]
fn every_opcode_of_data_is_read() {
    let bodies: &[&[u8]] = &[
        b"N",
        b"\x88",
        b"\x89",
        b"I00\n",
        b"I01\n",
        b"I-17\n",
        b"J\x01\0\0\0",
        b"K\x01",
        b"M\x01\x02",
        b"L12345678901234567890L\n",
        b"L3\n",
        b"\x8a\x00",
        b"\x8a\x02\x01\xff",
        b"\x8b\x01\0\0\0\x07",
        b"F1.5\n",
        b"Fnan\n",
        b"F-inf\n",
        b"F1e+30\n",
        b"G\0\0\0\0\0\0\0\0",
        b"S'a b'\n",
        b"S\"it's\"\n",
        b"S'\\x41'\n",
        b"T\x02\0\0\0ab",
        b"U\x02ab",
        b"Vabc\n",
        b"V\\u0041\\\n",
        b"X\x02\0\0\0ab",
        b"X\x03\0\0\0\xed\xa0\x80",
        b"\x8c\x01a",
        b"\x8d\x01\0\0\0\0\0\0\0a",
        b"B\x01\0\0\0a",
        b"C\x01a",
        b"\x8e\x01\0\0\0\0\0\0\0a",
        b"\x96\x01\0\0\0\0\0\0\0a",
        b"\x97",
        b"\x97\x98",
        b"C\x01a\x98",
        b"]",
        b"]Na(K\x01K\x02e",
        b"(NNl",
        b"(l",
        b"}",
        b"}NNs(NNK\x01Nu",
        b"(NNd",
        b"(d",
        b"\x8f",
        b"\x8f(K\x01\x90",
        b"(K\x01\x91",
        b")",
        b"N\x85",
        b"NN\x86",
        b"NNN\x87",
        b"(NNNNt",
        b"(t",
        b"Np0\n0g0\n",
        b"Nq\xff0h\xff",
        b"Nr\0\x01\0\0j\0\x01\0\0",
        b"N\x94h\0",
        b"N2",
        b"NK\x010",
        b"N(0",
        b"N(NN1",
    ];
    for body in bodies {
        assert_stream(&cat(&[body, b"."]), CLEAR);
        for protocol in 0..=5 {
            assert_stream(&cat(&[&[0x80, protocol], body, b"."]), CLEAR);
        }
        assert_stream(&framed(body), CLEAR);
    }
}

#[test]
fn every_opcode_that_imports_or_calls_is_judged() {
    let set = |module: &str| global(module, "set");
    // What stands between the names and the end of the pickle.
    let forms: Vec<(&str, Vec<u8>, Vec<u8>, u64)> = vec![
        ("GLOBAL", set("builtins"), global("os", "system"), 2),
        (
            "STACK_GLOBAL",
            stack_global("builtins", "set"),
            stack_global("os", "system"),
            14,
        ),
        (
            "INST",
            b"(ibuiltins\nset\n".to_vec(),
            b"(ios\nsystem\n".to_vec(),
            3,
        ),
        (
            "REDUCE",
            cat(&[&set("builtins"), b")R"]),
            cat(&[&global("os", "system"), b")R"]),
            14,
        ),
        (
            "OBJ",
            cat(&[b"(", &set("builtins"), b"o"]),
            cat(&[b"(", &global("os", "system"), b"o"]),
            14,
        ),
        (
            "NEWOBJ",
            cat(&[&set("builtins"), b")\x81"]),
            cat(&[&global("os", "system"), b")\x81"]),
            14,
        ),
        (
            "NEWOBJ_EX",
            cat(&[&set("builtins"), b")}\x92"]),
            cat(&[&global("os", "system"), b")}\x92"]),
            15,
        ),
    ];
    for (event, allowed, denied, offset) in forms {
        assert_stream(&cat(&[b"\x80\x04", &allowed, b"."]), CLEAR);
        let denied = cat(&[b"\x80\x04", &denied, b"."]);
        assert_denied(&denied, event, "os.system", offset);
    }
}

#[test]
fn state_and_items_are_calls_too() {
    let ordered = ordered();
    let state = |state: &[u8]| whole(&cat(&[&ordered, state, b"b"]));
    assert_stream(&state(b"}"), CLEAR);
    assert_stream(&state(b"}U\x01aK\x01s"), CLEAR);
    for hostile in [
        // The class itself, methods of the instance, slots.
        b"}U\x09__class__K\x01s".as_slice(),
        b"}U\x05itemscbuiltins\nset\ns",
        b"}K\x01K\x01s",
        b"}S'\\x5f_class__'\nK\x01s",
        b"}V\\u005f_class__\nK\x01s",
        b"N",
        b"N}U\x01aK\x01s\x86",
        b")",
    ] {
        assert_stream(&state(hostile), DENIED);
    }
    let on = |target: &[u8], rest: &[u8]| whole(&cat(&[target, rest]));
    let named = global("collections", "OrderedDict");
    for target in [named.as_slice(), b"]", b"}", b"N", b"K\x01", b"U\x01a"] {
        assert_stream(&on(target, b"}U\x01aNsb"), DENIED);
    }
    // Items go where they are items and nothing else.
    assert_stream(&on(&ordered, b"NNs"), CLEAR);
    for (target, fill, event) in [
        (named.as_slice(), b"Na".as_slice(), "APPEND"),
        (&ordered, b"Na", "APPEND"),
        (b"}", b"(NNe", "APPEND"),
        (b"\x8f", b"(Ne", "APPEND"),
        (&named, b"NNs", "SETITEM"),
        (b"]", b"K\x00Ns", "SETITEM"),
        (b"]", b"(K\x00Nu", "SETITEM"),
        (b"}", b"(N\x90", "ADDITEMS"),
        (&ordered, b"(N\x90", "ADDITEMS"),
        (b"\x96\x01\0\0\0\0\0\0\0a", b"K\x01a", "APPEND"),
    ] {
        let report = scan(&on(target, fill));
        assert_eq!(report.outcome(), DENIED, "{fill:?} on {target:?}");
        assert_eq!(report.denials()[0].event().as_str(), event);
    }
}

#[test]
fn what_is_no_pickle_is_malformed() {
    for stream in [
        b"".as_slice(),
        b"N",
        b".",
        b"N\x80\x02.",
        b"\x80\x02\x80\x02N.",
        b"\x80\x06N.",
        b"\x80\x02",
        b"\x80",
        // Too few values, no mark, or a mark in the way.
        b"0.",
        b"2.",
        b"1N.",
        b"N(2.",
        b"N(.",
        b"N\x86.",
        b"K\x01(\x85.",
        b"t.",
        b"e.",
        b"(e.",
        b"]Ne.",
        b"N](a.",
        b"](Na1.",
        b"]((Ne1.",
        b"K\x01(\x851.",
        b"(o.",
        b"NR.",
        b"Nb.",
        b"}Ns.",
        b"}(Nu.",
        b"(Nd.",
        // Memo slots.
        b"h\0.",
        b"Nq\0h\x01.",
        b"q\0.",
        b"Np-1\n.",
        b"Np+1\n.",
        b"Np1_0\n.",
        b"Np 1\n.",
        b"Np01\n.",
        // Arguments that are cut short, or not what their opcode has.
        b"K",
        b"J\0\0\0.",
        b"X\x05\0\0\0ab.",
        b"X\xff\xff\xff\xff",
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff",
        b"T\xff\xff\xff\xff.",
        b"\x8b\xff\xff\xff\xff.",
        b"I12",
        b"Ix\n.",
        b"I0x10\n.",
        b"I010\n.",
        b"I\n.",
        b"L\n.",
        b"LL\n.",
        b"F\n.",
        b"F+1\n.",
        b"F1_0\n.",
        b"Sab\n.",
        b"S'ab\n.",
        b"S'\n.",
        b"c\xff\nx\n.",
        b"cos\nsystem",
        b"N\x98.",
    ] {
        assert_cannot(stream, "pkl.malformed");
    }
    for unknown in [0_u8, 1, b'!', b'~', b'3', 0x7f, 0x99, 0xff] {
        assert_cannot(&[b'N', unknown, b'.'], "pkl.opcode");
    }
}

#[test]
fn frames_do_not_lie() {
    let frame = |length: u64, rest: &[u8]| cat(&[b"\x80\x04\x95", &length.to_le_bytes(), rest]);
    assert_stream(&frame(2, b"N."), CLEAR);
    // Two frames, a value between them, and an empty one.
    let two = cat(&[b"N0", b"C\x01a", b"\x95\x02\0\0\0\0\0\0\0N."]);
    assert_stream(&frame(2, &two), CLEAR);
    assert_stream(&frame(0, b"N."), CLEAR);
    for (length, rest) in [
        (1_000, b"N.".as_slice()),
        (u64::MAX, b"N."),
        (3, b"N.N"),
        (1, b"C\x01a."),
        (3, b"X\x01\0\0\0a."),
        (11, b"\x95\x01\0\0\0\0\0\0\0N."),
        (2, b"Vab\n."),
    ] {
        assert_cannot(&frame(length, rest), "pkl.malformed");
    }
}

#[test]
fn the_memo_is_followed_exactly() {
    // Slot 0 is a harmless name first and another one when it is read.
    let rebound = cat(&[
        b"\x80\x04",
        &short("collections"),
        b"\x94",
        &short("os"),
        b"q\x00",
        b"00h\x00",
        &short("system"),
        b"\x93.",
    ]);
    assert_denied(&rebound, "STACK_GLOBAL", "os.system", 34);
    // The other way round.
    let harmless = cat(&[
        b"\x80\x04",
        &short("os"),
        b"\x94",
        &short("collections"),
        b"q\x00",
        b"00h\x00",
        &short("OrderedDict"),
        b"\x93.",
    ]);
    assert_stream(&harmless, CLEAR);
    // MEMOIZE takes the number of the slots that are set, not the next free one.
    let skipped = cat(&[
        b"\x80\x04",
        &short("posix"),
        b"q\x01",
        &short("collections"),
        b"\x94",
        b"00h\x01",
        &short("Counter"),
        b"\x93.",
    ]);
    assert_stream(&skipped, CLEAR);
    // What POP takes off stays in the memo; DUP and marks make no copies of it.
    let popped = cat(&[b"(", &global("os", "system"), b"q\x010h\x01(U\x02idtR1N."]);
    assert_denied(&popped, "REDUCE", "os.system", 23);
    let doubled = cat(&[&global("os", "system"), b"2)R."]);
    assert_denied(&doubled, "REDUCE", "os.system", 13);
}

#[test]
fn names_have_to_be_literal() {
    for operands in [
        b"U\x02osU\x06system".as_slice(),
        b"C\x02os\x8c\x06system",
        b"NN",
        b"V\\u006fs\n\x8c\x06system",
        b"c__builtin__\nset\n)R\x8c\x06system",
        b"X\x03\0\0\0\xed\xa0\x80\x8c\x06system",
    ] {
        let report = scan(&cat(&[b"\x80\x04", operands, b"\x93."]));
        assert!(codes(&report).contains(&"pkl.unresolved"), "{operands:?}");
        assert_eq!(report.outcome(), CANNOT);
    }
    // What was computed is not called either.
    let called = cat(&[b"\x80\x04", b"U\x02osU\x06system\x93)R."]);
    assert_stream(&called, DENIED);
}

#[test]
fn names_are_compared_as_they_are() {
    for (module, name) in [
        ("builtins", "Set"),
        ("builtins ", "set"),
        ("builtins", "set "),
        ("builtins\r", "set\r"),
        ("builtins", "s\u{435}t"),
        ("builtins", "set.__init__"),
        ("builtins", "set\0"),
        ("collections", "OrderedDict.fromkeys"),
        ("collections.OrderedDict", "fromkeys"),
        ("torch", "serialization.os.system"),
        ("torch._utils", "_import_dotted_name"),
        ("torch", ""),
        ("", "set"),
        ("", ""),
    ] {
        let denied = cat(&[b"\x80\x04", &global(module, name), b"."]);
        assert_denied(&denied, "GLOBAL", &format!("{module}.{name}"), 2);
        let denied = cat(&[b"\x80\x04", &stack_global(module, name), b"."]);
        assert_stream(&denied, DENIED);
    }
}

#[test]
fn names_of_python_2_are_allowed_in_both_spellings() {
    let pickle = |protocol: u8, module: &str, name: &str| {
        cat(&[&[0x80, protocol], &global(module, name), b"."])
    };
    for protocol in [0, 1, 2] {
        assert_stream(&pickle(protocol, "__builtin__", "set"), CLEAR);
        assert_stream(&pickle(protocol, "__builtin__", "xrange"), CLEAR);
        assert_stream(&pickle(protocol, "__builtin__", "unicode"), DENIED);
        assert_stream(&pickle(protocol, "__builtin__", "reduce"), DENIED);
    }
    // A name that is allowed, which readers of Python 3 take for another one.
    let list = || pickle::Allowlist::torch().with_callable("itertools", "imap");
    let scan = |list: pickle::Allowlist, protocol: u8| {
        let options = PickleOptions::default().with_allowlist(list);
        pickle::scan(&pickle(protocol, "itertools", "imap"), &options).outcome()
    };
    assert_eq!(scan(list(), 2), DENIED);
    assert_eq!(scan(list(), 3), CLEAR);
    let newer = pickle(3, "itertools", "imap");
    let both = cat(&[&newer, &pickle(2, "itertools", "imap")]);
    let options = PickleOptions::default().with_allowlist(list());
    assert_eq!(pickle::scan(&newer, &options).outcome(), CLEAR);
    assert_eq!(pickle::scan(&both, &options).outcome(), DENIED);
    assert_eq!(scan(list().with_reference("builtins", "map"), 2), DENIED);
    assert_eq!(scan(list().with_callable("builtins", "map"), 2), CLEAR);
}

#[test]
fn extension_codes_are_known_from_the_caller_only() {
    for stream in [
        b"\x82\x01.".as_slice(),
        b"\x83\x01\x02.",
        b"\x84\x01\0\0\0.",
        b"\x84\xff\xff\xff\xff.",
    ] {
        assert_cannot(stream, "pkl.unresolved");
    }
    let options = PickleOptions::default().with_extension(1, "builtins", "set");
    assert_eq!(pickle::scan(b"\x82\x01)R.", &options).outcome(), CLEAR);
    assert_eq!(pickle::scan(b"\x82\x02)R.", &options).outcome(), DENIED);
    let options = PickleOptions::default().with_extension(513, "os", "system");
    let report = pickle::scan(b"\x83\x01\x02.", &options);
    assert_eq!(report.denials()[0].event().as_str(), "EXT1");
    assert_eq!(report.denials()[0].module(), "os");
}

#[test]
fn limits_and_one_more() {
    let scan = |stream: &[u8], limits: PickleLimits| {
        let options = PickleOptions::default().with_limits(limits);
        let report = pickle::scan(stream, &options);
        match report.outcome() {
            CLEAR => None,
            _ => Some(codes(&report)[0]),
        }
    };
    let limits = PickleLimits::default();
    assert_eq!(scan(b"NNN.", limits.with_opcodes(4)), None);
    assert_eq!(scan(b"NNNN.", limits.with_opcodes(4)), Some("pkl.limit"));
    assert_eq!(scan(b"C\x02ab.", limits.with_argument_bytes(3)), None);
    let long = scan(b"C\x03abc.", limits.with_argument_bytes(3));
    assert_eq!(long, Some("pkl.limit"));
    assert_eq!(scan(b"N(N(.", limits.with_stack(4)), Some("pkl.malformed"));
    assert_eq!(scan(b"NNNN.", limits.with_stack(4)), None);
    assert_eq!(scan(b"N(N(N.", limits.with_stack(4)), Some("pkl.limit"));
    assert_eq!(scan(b"Nq\x03.", limits.with_memo(4)), None);
    assert_eq!(scan(b"Nq\x04.", limits.with_memo(4)), Some("pkl.limit"));
    let huge = scan(b"Nr\xff\xff\xff\xff.", limits);
    assert_eq!(huge, Some("pkl.limit"));
    let line = |length: usize| cat(&[b"V", &vec![b'a'; length], b"\n."]);
    assert_eq!(scan(&line(4096), limits), None);
    assert_eq!(scan(&line(4097), limits), Some("pkl.limit"));
}

#[test]
fn what_unfolds_without_end_is_not_followed() {
    // Each tuple holds the one before twice.
    let doubling = |times: usize| cat(&[b")", &b"2\x86".repeat(times), b"."]);
    assert_stream(&doubling(20), CLEAR);
    assert_cannot(&doubling(64), "pkl.limit");
    let lists = |times: usize| {
        let mut body = b"]q\0".to_vec();
        for _ in 0..times {
            body.extend(b"](h\0h\0eq\0");
        }
        cat(&[&body, b"."])
    };
    assert_stream(&lists(20), CLEAR);
    assert_cannot(&lists(64), "pkl.limit");
    let nested = |levels: usize| cat(&[b")", &b"\x85".repeat(levels), b"."]);
    assert_stream(&nested(999 - 1), CLEAR);
    assert_cannot(&nested(100_000), "pkl.limit");
    let lists = |levels: usize| cat(&[&b"](".repeat(levels), &b"e".repeat(levels), b"."]);
    assert_stream(&lists(999), CLEAR);
    assert_cannot(&lists(1_100), "pkl.limit");
    let marks = cat(&[&b"(".repeat(100_000), b"N."]);
    assert_cannot(&marks, "pkl.limit");
}

#[test]
fn several_pickles_are_all_followed() {
    let second = cat(&[b"N.", &global("os", "system"), b"."]);
    assert_denied(&second, "GLOBAL", "os.system", 2);
    assert_eq!(scan(b"N.K\x01.].").pickles(), 3);
    assert_stream(b"N.K\x01.].", CLEAR);
    for rest in [b"\0".as_slice(), b"N", b"\n", b"h\0.", b"\x80\x09N."] {
        assert_cannot(&cat(&[b"N.", rest]), "pkl.trailing");
    }
    // One reader begins each with an empty memo, another goes on with the one it has.
    assert_stream(b"Nq\x00.Nq\x000h\x00.", CLEAR);
    assert_cannot(b"Nq\x00.h\x00.", "pkl.trailing");
    let other_numbers = cat(&[
        b"\x80\x04",
        &short("os"),
        b"\x94.\x80\x04",
        &short("collections"),
        b"\x940h\x00",
        &short("Counter"),
        b"\x93.",
    ]);
    assert_cannot(&other_numbers, "pkl.trailing");
    // The protocol is that of each.
    let old = cat(&[b"\x80\x04N.", &global("__builtin__", "xrange"), b"."]);
    assert_stream(&old, CLEAR);
}
