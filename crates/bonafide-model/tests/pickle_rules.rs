//! What allowed callables and their instances may be given.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;

use bonafide_model::pickle::{self, Allowlist, PickleOptions, PickleOutcome};
use pickles::*;

fn set() -> Vec<u8> {
    global("builtins", "set")
}

/// Asserts what calls of one name with these arguments come to.
#[track_caller]
fn assert_calls(module: &str, name: &str, calls: &[(&[&[u8]], PickleOutcome)]) {
    for (arguments, outcome) in calls {
        let stream = cat(&[b"\x80\x04", &call(module, name, arguments), b"."]);
        assert_stream(&stream, *outcome);
    }
}

#[test]
fn containers_are_given_containers() {
    let (set, function) = (set(), global("torch._utils", "_rebuild_tensor_v2"));
    let range = call("builtins", "range", &[&int(9)]);
    let ordered = ordered();
    for name in ["OrderedDict", "Counter"] {
        assert_calls(
            "collections",
            name,
            &[
                (&[], CLEAR),
                (&[b"}"], CLEAR),
                (&[b"]"], CLEAR),
                (&[&ordered], CLEAR),
                (&[&set], DENIED),
                (&[&range], DENIED),
                (&[b"K\x01"], DENIED),
                (&[b"}", b"}"], DENIED),
            ],
        );
    }
    assert_calls(
        "collections",
        "defaultdict",
        &[
            (&[], CLEAR),
            (&[b"N"], CLEAR),
            (&[&set], CLEAR),
            (&[&set, b"}"], CLEAR),
            (&[&function], CLEAR),
            (&[&ordered], DENIED),
            (&[&global("torch", "Tensor")], DENIED),
            (&[&global("torch", "float32")], DENIED),
            (&[&global("os", "getcwd")], DENIED),
            (&[b"K\x01"], DENIED),
            (&[&set, &set], DENIED),
        ],
    );
    for name in ["set", "frozenset"] {
        assert_calls(
            "builtins",
            name,
            &[
                (&[], CLEAR),
                (&[b"]"], CLEAR),
                (&[b"(t"], CLEAR),
                (&[&range], DENIED),
                (&[b"K\x01"], DENIED),
                (&[b"]", b"]"], DENIED),
            ],
        );
    }
}

#[test]
fn scalars_are_made_of_numbers() {
    assert_calls(
        "builtins",
        "bytearray",
        &[
            (&[], CLEAR),
            (&[b"C\x01a"], CLEAR),
            (&[&text("a"), &text("latin-1")], CLEAR),
            (&[&text("a"), &text("zip")], DENIED),
            // So many bytes would be allocated.
            (&[b"\x8a\x05\0\0\0\0\x7f"], DENIED),
            (&[b"]"], DENIED),
        ],
    );
    assert_calls(
        "_codecs",
        "encode",
        &[
            (&[&text("a\u{e9}"), &text("latin1")], CLEAR),
            (&[&text("a"), b"U\x06latin1"], CLEAR),
            (&[&text("a")], DENIED),
            (&[&text("a"), &text("rot13")], DENIED),
            (&[&text("a"), &text("latin1\0")], DENIED),
            (&[&text("a"), &text("Latin1")], DENIED),
            (&[b"C\x01a", &text("latin1")], DENIED),
            (&[&text("a"), &text("latin1"), &text("strict")], DENIED),
            (&[b"C\x01a", &text("zlib")], DENIED),
        ],
    );
    let float = b"G\0\0\0\0\0\0\0\0".as_slice();
    assert_calls(
        "builtins",
        "complex",
        &[(&[float, float], CLEAR), (&[&set()], DENIED)],
    );
    assert_calls(
        "builtins",
        "slice",
        &[
            (&[b"N", &int(1), b"N"], CLEAR),
            (&[], DENIED),
            (&[b"]"], DENIED),
        ],
    );
    assert_calls(
        "builtins",
        "range",
        &[(&[&int(1), &int(2)], CLEAR), (&[b"N"], DENIED)],
    );
    assert_calls(
        "torch",
        "device",
        &[
            (&[&text("cpu")], CLEAR),
            (&[&text("cuda"), &int(0)], CLEAR),
            (&[&set()], DENIED),
        ],
    );
    assert_calls(
        "torch",
        "Size",
        &[
            (&[b"(K\x01t"], CLEAR),
            (&[b"]"], DENIED),
            (&[&set()], DENIED),
        ],
    );
}

#[test]
fn what_is_named_is_not_called() {
    for (module, name) in [
        ("torch", "Tensor"),
        ("torch", "FloatStorage"),
        ("torch.storage", "TypedStorage"),
        ("torch.storage", "UntypedStorage"),
        ("torch", "float32"),
        ("torch", "per_tensor_affine"),
    ] {
        let named = cat(&[b"\x80\x04", &global(module, name), b"."]);
        assert_stream(&named, CLEAR);
        assert_calls(module, name, &[(&[], DENIED), (&[&int(1 << 30)], DENIED)]);
    }
}

#[test]
fn calls_of_anything_but_a_listed_name_are_denied() {
    let ordered = ordered();
    let encoded = call("_codecs", "encode", &[&text("os.system"), &text("latin1")]);
    for callee in [ordered.as_slice(), &encoded, b"N", b"]", b"U\x01a", b"\x97"] {
        for rest in [b")R".as_slice(), b")\x81", b")}\x92"] {
            assert_stream(&whole(&cat(&[callee, rest])), DENIED);
        }
        assert_stream(&whole(&cat(&[b"(", callee, b"o"])), DENIED);
    }
    // Functions have no `__new__` to call, arguments are a tuple, and none are named.
    let function = global("torch._utils", "_rebuild_parameter");
    assert_stream(&whole(&cat(&[&function, b")\x81"])), DENIED);
    let encode = global("_codecs", "encode");
    let arguments = tuple(&[&text("a"), &text("latin1")]);
    assert_stream(&whole(&cat(&[&encode, &arguments, b"R"])), CLEAR);
    assert_stream(&whole(&cat(&[&encode, &arguments, b"\x81"])), DENIED);
    assert_stream(&whole(&cat(&[&set(), b"]R"])), DENIED);
    assert_stream(&whole(&cat(&[&set(), b"NR"])), DENIED);
    let named = cat(&[&set(), b")}U\x01aNs\x92"]);
    assert_stream(&whole(&named), DENIED);
    assert_stream(&whole(&cat(&[&set(), b")]\x92"])), DENIED);
}

#[test]
fn callers_allow_exact_names() {
    let scan = |list: Allowlist, body: &[u8]| {
        let options = PickleOptions::default().with_allowlist(list);
        pickle::scan(&whole(body), &options).outcome()
    };
    let (name, other) = (global("lab", "Scale"), global("lab", "Other"));
    let called = cat(&[&name, b"K\x01\x85R"]);
    let built = cat(&[&called, b"}U\x01aNsb"]);
    let filled = cat(&[&called, b"(NNe"]);
    let named = cat(&[&name, b")}U\x01aNs\x92"]);
    let list = Allowlist::torch;
    assert_eq!(scan(list(), &name), DENIED);
    let reference = || list().with_reference("lab", "Scale");
    assert_eq!(scan(reference(), &name), CLEAR);
    assert_eq!(scan(reference(), &called), DENIED);
    assert_eq!(scan(reference(), &other), DENIED);
    let callable = || list().with_callable("lab", "Scale");
    assert_eq!(scan(callable(), &called), CLEAR);
    assert_eq!(scan(callable(), &named), CLEAR);
    assert_eq!(scan(callable(), &built), DENIED);
    assert_eq!(scan(callable(), &filled), DENIED);
    let class = || list().with_stateful_class("lab", "Scale");
    assert_eq!(scan(class(), &built), CLEAR);
    assert_eq!(scan(class(), &filled), CLEAR);
    assert_eq!(
        scan(class().with_reference("lab", "Scale"), &called),
        DENIED
    );
    // What is on the list is told by its digest.
    assert_eq!(list().digest(), Allowlist::default().digest());
    let digests = [list(), Allowlist::numpy(), reference(), callable(), class()];
    let digests = digests.map(|list| list.digest().to_hex());
    for (at, digest) in digests.iter().enumerate() {
        assert!(!digests[..at].contains(digest));
    }
    let report = pickle::scan(b"N.", &PickleOptions::default());
    assert_eq!(report.allowlist_digest().to_hex(), digests[0]);
    let facts = report.facts();
    assert!(facts.iter().any(|fact| fact.value == digests[0]));
}

/// A dtype with its state.
fn dtype(code: &str, state: &[u8]) -> Vec<u8> {
    let made = call("numpy", "dtype", &[&text(code), b"\x89", b"\x88"]);
    cat(&[&made, state, b"b"])
}

fn dtype_state(size: i32, alignment: i32, flags: i32) -> Vec<u8> {
    tuple(&[
        &int(3),
        &text("<"),
        b"N",
        b"N",
        b"N",
        &int(size),
        &int(alignment),
        &int(flags),
    ])
}

fn array(dtype: &[u8], data: &[u8]) -> Vec<u8> {
    let made = call(
        "numpy.core.multiarray",
        "_reconstruct",
        &[&global("numpy", "ndarray"), b"(K\x00t", b"C\x01b"],
    );
    let state = tuple(&[&int(1), b"(K\x01t", dtype, b"\x89", data]);
    cat(&[&made, &state, b"b"])
}

#[test]
fn arrays_are_what_their_dtypes_say() {
    let options = PickleOptions::default().with_allowlist(Allowlist::numpy());
    let scan = |body: &[u8]| pickle::scan(&whole(body), &options).outcome();
    let plain = dtype("f8", &dtype_state(-1, -1, 0));
    let objects = dtype("O8", &dtype_state(-1, -1, 63));
    let bytes = b"C\x08\0\0\0\0\0\0\0\0".as_slice();
    assert_eq!(scan(&array(&plain, bytes)), CLEAR);
    assert_eq!(scan(&array(&objects, b"]Na")), CLEAR);
    assert_eq!(scan(&dtype("U2", &dtype_state(8, 4, 8))), CLEAR);
    let scalar = |dtype: &[u8]| call("numpy.core.multiarray", "scalar", &[dtype, bytes]);
    assert_eq!(scan(&scalar(&plain)), CLEAR);
    // The other profile knows none of it.
    assert_stream(&whole(&array(&plain, bytes)), DENIED);
    // Bytes are not taken for objects, nor one size for another.
    for hostile in [
        array(&objects, bytes),
        array(&plain, b"]Na"),
        array(&plain, b"N"),
        array(&global("numpy", "dtype"), bytes),
        scalar(&objects),
        dtype("O8", &dtype_state(-1, -1, 0)),
        dtype("f8", &dtype_state(-1, -1, 63)),
        dtype("f8", &dtype_state(800, -1, 0)),
        dtype("f8", &dtype_state(-1, 800, 0)),
        dtype("U2", &dtype_state(7, 4, 0)),
        dtype("S2", &dtype_state(-2, 1, 0)),
        dtype("f8", b"N"),
        dtype("f8,O", &dtype_state(-1, -1, 0)),
        dtype("object", &dtype_state(-1, -1, 63)),
        cat(&[&plain, &dtype_state(-1, -1, 0), b"b"]),
        call("numpy", "dtype", &[&text("f8"), b"\x89", b"\x89"]),
        call("numpy", "dtype", &[b"]"]),
        call("numpy", "ndarray", &[b"(K\x01t", &plain, bytes]),
        call(
            "numpy.core.multiarray",
            "_reconstruct",
            &[&global("torch", "Tensor"), b"(K\x00t", b"C\x01b"],
        ),
        call(
            "numpy.core.multiarray",
            "_reconstruct",
            &[&global("numpy", "ndarray"), b"(K\x09t", b"C\x01O"],
        ),
    ] {
        assert_eq!(scan(&hostile), DENIED, "{hostile:?}");
    }
    // A dtype does not change under an array that has it.
    let text_of = dtype("U2", &dtype_state(8, 4, 0));
    let changed = cat(&[
        &call("numpy", "dtype", &[&text("U2"), b"\x89", b"\x88"]),
        b"q\x07",
        &array(b"h\x07", bytes),
        b"h\x07",
        &dtype_state(8_000, 4, 0),
        b"b",
    ]);
    assert_eq!(scan(&text_of), CLEAR);
    assert_eq!(scan(&changed), DENIED);
    let units = tuple(&[
        &int(4),
        &text("<"),
        b"N",
        b"N",
        b"N",
        &int(-1),
        &int(-1),
        &int(0),
        &tuple(&[b"}", &tuple(&[b"C\x01D", b"K\x01", b"K\x01", b"K\x01"])]),
    ]);
    assert_eq!(scan(&dtype("M8", &units)), CLEAR);
    assert_eq!(scan(&dtype("f8", &units)), DENIED);
}
