//! Ways around scanners of pickles, by what they are known as.
#![cfg(feature = "checks")]

#[path = "common/pickles.rs"]
mod pickles;
#[path = "common/zips.rs"]
mod zips;

use bonafide_model::pickle::{self, Allowlist, PickleOptions};
use pickles::*;
use zips::{Entry, zip};

fn evil() -> Vec<u8> {
    call("os", "system", &[&text("id")])
}

fn packed(entries: Vec<Entry>) -> Vec<u8> {
    zip(entries).bytes()
}

/// Calls that run code, most of them by a name that lists of dangerous ones once forgot.
fn indirect() -> Vec<Vec<u8>> {
    [
        ("pip", "main"),
        ("pip._internal", "main"),
        ("builtins", "eval"),
        ("builtins", "exec"),
        ("builtins", "getattr"),
        ("builtins", "__import__"),
        ("builtins", "__build_class__"),
        ("__builtin__", "apply"),
        ("nt", "system"),
        ("posix", "popen"),
        ("subprocess", "Popen"),
        ("asyncio.unix_events", "_UnixSubprocessTransport._start"),
        ("importlib", "import_module"),
        ("pkgutil", "resolve_name"),
        ("operator", "attrgetter"),
        ("operator", "methodcaller"),
        ("functools", "partial"),
        ("functools", "reduce"),
        ("itertools", "starmap"),
        ("types", "FunctionType"),
        ("runpy", "run_path"),
        ("code", "InteractiveInterpreter.runcode"),
        ("timeit", "timeit"),
        ("cProfile", "run"),
        ("pdb", "run"),
        ("bdb", "Bdb.run"),
        ("idlelib.pyshell", "ModifiedInterpreter.runcode"),
        ("doctest", "debug_script"),
        ("lib2to3.pgen2.grammar", "Grammar.loads"),
        ("pickle", "loads"),
        ("_pickle", "loads"),
        ("marshal", "loads"),
        ("copyreg", "_reconstructor"),
        ("copyreg", "add_extension"),
        ("copy_reg", "_reconstructor"),
        ("ctypes", "CDLL"),
        ("webbrowser", "open"),
        ("shutil", "rmtree"),
        ("socket", "create_connection"),
        ("torch", "load"),
        ("torch.storage", "_load_from_bytes"),
        ("torch._utils", "_rebuild_from_type_v2"),
        ("torch._utils", "_import_dotted_name"),
        ("torch.jit", "load"),
        ("torch.hub", "load"),
        ("torch.utils.collect_env", "run"),
        ("torch.utils._config_module", "ConfigModule.load_config"),
        ("torch.fx.graph_module", "reduce_graph_module"),
        ("torch._dynamo.guards", "GuardBuilder.get"),
        ("torch._inductor.codecache", "compile_file"),
        ("torch.serialization", "load"),
        ("numpy.f2py.crackfortran", "getlincoef"),
        ("numpy.testing._private.utils", "runstring"),
        ("numpy.core._internal", "_newnames"),
        ("numpy", "load"),
        ("collections", "namedtuple"),
        ("collections.abc", "Callable"),
        ("os", "system"),
    ]
    .map(|(module, name)| call(module, name, &[&text("id")]))
    .to_vec()
}

#[test]
fn cve_2025_1716_indirect_calls_are_denied() {
    for body in indirect() {
        let report = scan(&whole(&body));
        assert_eq!(
            report.outcome(),
            DENIED,
            "{:?}",
            String::from_utf8_lossy(&body)
        );
        let events: Vec<&str> = report
            .denials()
            .iter()
            .map(|d| d.event().as_str())
            .collect();
        assert_eq!(events, ["GLOBAL", "REDUCE"]);
    }
    let report = scan(&whole(&call("pip", "main", &[&text("install")])));
    let message = report.findings().kept()[0].message();
    assert!(message.contains("pip.main"), "{message}");
    assert!(message.contains("installs"), "{message}");
}

#[test]
fn cve_2025_1889_names_of_files_hide_no_pickle() {
    for name in [
        "m/config.p",
        "m/weights.bin",
        "m/x",
        "m/README.md",
        "m/data/0",
        "m/.data/y",
    ] {
        let entries = vec![
            Entry::stored("m/data.pkl", &whole(&ordered())),
            Entry::stored(name, &whole(&evil())),
        ];
        let report = scan_file(&packed(entries));
        assert_eq!(report.outcome(), DENIED, "{name}");
        assert_eq!(report.denials()[0].member(), Some(name));
    }
}

#[test]
fn cve_2025_1944_names_that_differ_are_not_read() {
    let mut entry = Entry::stored("m/data.pkl", &whole(&evil()));
    entry.local_name = Some(b"m/data.txt".to_vec());
    assert_eq!(codes(&scan_file(&packed(vec![entry]))), ["pkl.container"]);
}

#[test]
fn cve_2025_1945_flag_bits_hide_nothing() {
    for bit in 0..16 {
        let mut entry = Entry::stored("m/data.pkl", &whole(&evil()));
        entry.flags ^= 1 << bit;
        assert_ne!(
            scan_file(&packed(vec![entry.clone()])).outcome(),
            CLEAR,
            "{bit}"
        );
        entry.local_flags = Some(entry.flags ^ 1 << bit);
        assert_ne!(scan_file(&packed(vec![entry])).outcome(), CLEAR, "{bit}");
    }
}

#[test]
fn cve_2025_10155_content_says_what_a_file_is() {
    // No function takes a name: a pickle is one by what it holds.
    let options = PickleOptions::default();
    let report = pickle::check(&whole(&evil()), &options).at_path("model.bin");
    assert_eq!(report.outcome().as_str(), "fail");
}

#[test]
fn cve_2025_10156_a_wrong_checksum_ends_no_scan_well() {
    let mut entry = Entry::stored("m/data.pkl", &whole(&evil()));
    entry.crc ^= 1;
    assert_eq!(scan_file(&packed(vec![entry])).outcome(), CANNOT);
    let mut other = Entry::stored("m/readme.txt", b"text");
    other.crc = 0;
    let entries = vec![Entry::stored("m/data.pkl", &whole(&evil())), other];
    assert_eq!(scan_file(&packed(entries)).outcome(), DENIED);
}

#[test]
fn cve_2025_10157_names_are_compared_whole() {
    for (module, name) in [
        ("asyncio.unix_events", "_UnixSubprocessTransport._start"),
        ("collections.abc", "OrderedDict"),
        ("collections.x", "OrderedDict"),
        ("torch.nn.parameter.Parameter", "x"),
        ("torch._utils.x", "_rebuild_tensor_v2"),
        ("builtins.set", "x"),
        ("_codecs.x", "encode"),
    ] {
        assert_stream(&whole(&call(module, name, &[])), DENIED);
    }
}

#[test]
fn cve_2025_32434_tar_archives_are_not_cleared() {
    // A pickle in the first name of a tar: one reader sees a pickle, another the archive.
    let mut tar = vec![0; 2048];
    tar[..10].copy_from_slice(b"\x80\x02}q\x00.\0\0\0\0");
    tar[124..135].copy_from_slice(b"00000000400");
    let evil = whole(&evil());
    tar[512..512 + evil.len()].copy_from_slice(&evil);
    let sum: u32 = tar[..512].iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{:06o}\0 ", sum + 8 * u32::from(b' '));
    tar[148..156].copy_from_slice(sum.as_bytes());
    let report = scan_file(&tar);
    assert_eq!(report.outcome(), DENIED);
    assert!(codes(&report).contains(&"pkl.container"));
    tar[512..].fill(0);
    assert_eq!(codes(&scan_file(&tar)), ["pkl.container"]);
}

#[test]
fn tricks_with_the_stack_hide_no_call() {
    let system = global("os", "system");
    let arguments = b"U\x02id\x85";
    for body in [
        // Values under others, taken off, doubled, behind marks, in containers.
        cat(&[b"N", &system, arguments, b"R0"]),
        cat(&[b"(", &system, arguments, b"R1N"]),
        cat(&[b"(", &system, b"0", &system, arguments, b"R1N"]),
        cat(&[b"(0", &system, arguments, b"R"]),
        cat(&[&system, b"2", arguments, b"R0"]),
        cat(&[&system, b"q\x050h\x05", arguments, b"R"]),
        cat(&[b"]", &system, arguments, b"Ra"]),
        cat(&[b"}", &system, arguments, b"RNs"]),
        cat(&[b"(", &system, arguments, b"Rt"]),
        cat(&[b"(", &system, b"U\x02ido"]),
        b"(U\x02idios\nsystem\n".to_vec(),
        cat(&[&system, arguments, b"\x81"]),
        cat(&[&system, arguments, b"}\x92"]),
        cat(&[&ordered(), b"}", &text("a"), &system, arguments, b"Rsb"]),
        // What fails later has run by then.
        cat(&[&system, arguments, b"Re"]),
        cat(&[&system, arguments, b"R\xff"]),
        cat(&[&system, arguments, b"R\x80\x09"]),
    ] {
        for stream in [
            whole(&body),
            cat(&[&body, b"."]),
            cat(&[b"\x80\x05", &body]),
            framed(&body),
        ] {
            let report = scan(&stream);
            assert_eq!(
                report.outcome(),
                DENIED,
                "{:?}",
                String::from_utf8_lossy(&body)
            );
            assert!(report.denial_count() >= 2);
        }
    }
}

#[test]
fn what_an_allowed_callable_is_given_matters() {
    let system = global("os", "system");
    let set = global("builtins", "set");
    for body in [
        call("collections", "defaultdict", &[&system]),
        call(
            "torch._utils",
            "_rebuild_parameter",
            &[&system, b"\x88", b"N"],
        ),
        call("torch.nn.parameter", "Parameter", &[&set]),
        call("builtins", "set", &[&set]),
        call("_codecs", "encode", &[&text("a"), &text("idna")]),
        call("builtins", "bytearray", &[&text("a"), &text("utf-7")]),
    ] {
        assert_stream(&whole(&body), DENIED);
    }
}

#[test]
fn many_denials_are_counted_and_a_few_kept() {
    let many = cat(&[&global("os", "system").repeat(20_000), b"."]);
    let report = scan(&many);
    assert_eq!(report.denial_count(), 20_000);
    assert_eq!(report.denials().len(), 1_000);
    assert_eq!(report.findings().kept().len(), 100);
    assert_eq!(report.imports().len(), 1);
    let names: Vec<u8> = (0..9_999)
        .flat_map(|n| global("a", &n.to_string()))
        .collect();
    assert_eq!(scan(&cat(&[&names, b"."])).imports().len(), 1_000);
    let more = cat(&[&names, &global("a", "b"), &global("a", "c"), b"."]);
    assert!(codes(&scan(&more)).contains(&"pkl.limit"));
}

#[test]
fn messages_escape_names() {
    let report = scan(&whole(&global("os\u{1b}[2J", "\u{202e}x")));
    let message = report.findings().kept()[0].message();
    assert!(message.contains("os\\u{1b}[2J"), "{message}");
    assert!(!message.contains('\u{202e}'));
    assert_eq!(report.findings().kept()[0].code().as_str(), "pkl.denied");
    let options = PickleOptions::default().with_allowlist(Allowlist::numpy());
    let facts = pickle::scan(&whole(b"N"), &options).facts();
    assert_eq!(facts[0].value, "numpy");
}
