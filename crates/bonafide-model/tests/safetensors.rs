//! Headers of safetensors files: every rule with a twin that differs in nothing else.

#![cfg(feature = "checks")]

use bonafide_model::safetensors::{Dtype, Header, Limits, check, read_header};
use bonafide_model::{CheckOutcome, CheckReport, Findings, Severity};
use proptest::prelude::*;

fn file(header: &[u8], data: usize) -> Vec<u8> {
    let length = u64::try_from(header.len()).unwrap();
    [&length.to_le_bytes(), header, &vec![0; data]].concat()
}

fn check_bytes(file: &[u8]) -> CheckReport {
    check_with(file, &Limits::default())
}

fn check_with(file: &[u8], limits: &Limits) -> CheckReport {
    let mut read = |offset: u64, buffer: &mut [u8]| {
        let rest = &file[usize::try_from(offset).unwrap().min(file.len())..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    };
    check(&mut read, u64::try_from(file.len()).unwrap(), limits)
}

/// Codes of errors, each once.
fn errors(report: &CheckReport) -> Vec<&'static str> {
    let counts = report.findings().counts().iter();
    let errors = counts.filter(|(_, severity, _)| *severity == Severity::Error);
    errors.map(|(code, ..)| code.as_str()).collect()
}

fn check_text(header: &str, data: usize) -> Vec<&'static str> {
    errors(&check_bytes(&file(header.as_bytes(), data)))
}

fn tensor(name: &str, dtype: &str, shape: &str, begin: u64, end: u64) -> String {
    format!(r#""{name}":{{"dtype":"{dtype}","shape":[{shape}],"data_offsets":[{begin},{end}]}}"#)
}

fn header(tensors: &[String]) -> String {
    format!("{{{}}}", tensors.join(","))
}

#[test]
fn good_headers_pass() {
    let two = [
        tensor("a", "F32", "2,3", 0, 24),
        tensor("b", "U8", "5", 24, 29),
    ];
    let swapped = [two[1].clone(), two[0].clone()];
    let zero = [
        tensor("a", "F32", "2", 0, 8),
        tensor("z", "F32", "0,7", 8, 8),
        tensor("y", "F32", "0", 8, 8),
        tensor("b", "I8", "1", 8, 9),
    ];
    let scalar = [tensor("s", "F64", "", 0, 8)];
    for (tensors, data) in [
        (&two[..], 29),
        (&swapped, 29),
        (&zero, 9),
        (&scalar, 8),
        (&[], 0),
    ] {
        let report = check_bytes(&file(header(tensors).as_bytes(), data));
        assert_eq!(
            report.outcome(),
            CheckOutcome::Pass,
            "{:?}",
            report.findings()
        );
    }
    let spaced = r#"{ "__metadata__" : { "format" : "pt" } , "a" : { "shape":[1],"dtype":"U8", "data_offsets":[ 0, 1 ] } }      "#;
    assert_eq!(check_text(spaced, 1), [""; 0]);
}

#[test]
fn the_length_has_to_be_one() {
    let prefix = |length: u64| [&length.to_le_bytes()[..], b"{}"].concat();
    assert_eq!(check_bytes(&prefix(2)).outcome(), CheckOutcome::Pass);
    for length in [0, 1, 3, 100_000_001, 1 << 63, u64::MAX] {
        assert_eq!(errors(&check_bytes(&prefix(length))), ["st.header.size"]);
    }
    assert_eq!(errors(&check_bytes(b"\x02\0\0\0")), ["st.header.size"]);
    assert_eq!(errors(&check_bytes(b"")), ["st.header.size"]);
    // The file is said to be longer than it is.
    let mut read = |_: u64, _: &mut [u8]| Ok(0);
    let report = check(&mut read, 10, &Limits::default());
    assert_eq!(errors(&report), ["st.header.size"]);
    let mut read = |_: u64, _: &mut [u8]| Err(std::io::Error::other("gone"));
    let report = check(&mut read, 10, &Limits::default());
    assert_eq!(errors(&report), ["pkg.limit"]);
    assert_eq!(report.outcome(), CheckOutcome::Unknown);
}

#[test]
fn nothing_but_the_header_is_read_and_nothing_twice() {
    let text = header(&[tensor("a", "U8", "1000", 0, 1000)]);
    let bytes = file(text.as_bytes(), 1000);
    let (mut furthest, mut count) = (0, 0);
    let mut read = |offset: u64, buffer: &mut [u8]| {
        let at = usize::try_from(offset).unwrap();
        furthest = furthest.max(at + buffer.len());
        count += 1;
        // One byte at a time, which a reader may do.
        buffer[0] = bytes[at];
        Ok(1)
    };
    let found = read_header(&mut read, 1_000_000, &Limits::default()).unwrap();
    assert_eq!(found, &bytes[..8 + text.len()]);
    assert_eq!((furthest, count), (8 + text.len(), 8 + text.len()));
}

#[test]
fn limits_are_kept_and_one_more_is_unknown() {
    let text = header(&[tensor("a", "U8", "1", 0, 1), tensor("b", "U8", "1", 1, 2)]);
    let bytes = file(text.as_bytes(), 2);
    let length = u64::try_from(text.len()).unwrap();
    for (limits, is_good) in [
        (Limits::default().with_tensors(2), true),
        (Limits::default().with_tensors(1), false),
        (Limits::default().with_header_bytes(length), true),
        (Limits::default().with_header_bytes(length - 1), false),
    ] {
        let report = check_with(&bytes, &limits);
        let wanted = if is_good {
            CheckOutcome::Pass
        } else {
            CheckOutcome::Unknown
        };
        assert_eq!(report.outcome(), wanted);
        assert!(is_good || errors(&report) == ["pkg.limit"]);
    }
}

#[test]
fn the_text_of_a_header_is_strict() {
    assert_eq!(check_text(" {}", 0), ["st.header.start"]);
    assert_eq!(check_text("[]", 0), ["st.header.start"]);
    assert_eq!(check_text("\u{feff}{}", 0), ["st.header.start"]);
    assert_eq!(check_text("{}  ", 0), [""; 0]);
    for padding in ["\t", "\n", "\0", " \n ", "x", "{}", "\r\n"] {
        assert_eq!(
            check_text(&format!("{{}}{padding}"), 0),
            ["st.header.padding"]
        );
    }
    assert_eq!(
        errors(&check_bytes(&file(b"{\"\xff\":1}", 0))),
        ["st.header.utf8"]
    );
    for bad in ["{ ", "{\"a\" 1", "{a:1}", "{,}"] {
        assert_eq!(check_text(bad, 0), ["st.header.json"], "{bad}");
    }
    let escaped_nul = r#"{"\u0000":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#;
    assert_eq!(check_text(escaped_nul, 0), ["st.header.json"]);
    let surrogate = r#"{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#;
    assert_eq!(check_text(surrogate, 0), ["st.header.json"]);
}

#[test]
fn nothing_stands_twice() {
    let once = header(&[tensor("a", "U8", "1", 0, 1), tensor("b", "U8", "1", 1, 2)]);
    assert_eq!(check_text(&once, 2), [""; 0]);
    let doubled = [
        header(&[tensor("a", "U8", "1", 0, 1), tensor("a", "U8", "1", 1, 2)]),
        header(&[
            tensor("a", "U8", "1", 0, 1),
            tensor(r"\u0061", "U8", "1", 1, 2),
        ]),
        r#"{"__metadata__":{},"__metadata__":{}}"#.to_owned(),
        r#"{"__metadata__":{"a":"1","a":"1"}}"#.to_owned(),
        r#"{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#.to_owned(),
        r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":{"y":1,"y":1}}}"#.to_owned(),
    ];
    for text in doubled {
        assert_eq!(check_text(&text, 2), ["st.header.duplicate-key"], "{text}");
    }
}

#[test]
fn a_tensor_has_a_type_a_shape_and_two_offsets() {
    let good = r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#;
    assert_eq!(check_text(good, 1), [""; 0]);
    for (part, other) in [
        (r#""dtype":"U8","#, ""),
        (r#""shape":[1],"#, ""),
        (r#","data_offsets":[0,1]"#, ""),
        (r#""U8""#, "8"),
        (r#""U8""#, "null"),
        ("[1]", "1"),
        ("[1]", "[-1]"),
        ("[1]", "[1.0]"),
        ("[1]", "[1e0]"),
        ("[1]", "[\"1\"]"),
        ("[1]", "[true]"),
        ("[1]", "[18446744073709551616]"),
        ("[0,1]", "[0]"),
        ("[0,1]", "[0,1,1]"),
        ("[0,1]", "{}"),
        ("[0,1]", "[0,[1]]"),
        (r#"{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#, "null"),
        (r#""a""#, r#""""#),
    ] {
        let bad = good.replacen(part, other, 1);
        assert_eq!(check_text(&bad, 1), ["st.tensor.malformed"], "{bad}");
    }
    let extra = good.replacen("{\"dtype\"", "{\"x\":[{}],\"dtype\"", 1);
    let report = check_bytes(&file(extra.as_bytes(), 1));
    assert_eq!(report.outcome(), CheckOutcome::Pass);
    let found = &report.findings().kept()[0];
    assert_eq!(
        (found.code().as_str(), found.severity()),
        ("st.tensor.extra-member", Severity::Warn)
    );
}

#[test]
fn metadata_map_strings_to_strings() {
    for (metadata, wanted) in [
        (r#"{}"#, None),
        (r#"{"a":"b","c":"\u0000"}"#, None),
        (r#"{"a":1}"#, Some("st.metadata.malformed")),
        (r#"{"a":null}"#, Some("st.metadata.malformed")),
        (r#"{"a":{"b":"c"}}"#, Some("st.metadata.malformed")),
        (r#"[]"#, Some("st.metadata.malformed")),
        (r#"null"#, Some("st.metadata.malformed")),
        (
            r#"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#,
            Some("st.metadata.malformed"),
        ),
    ] {
        let found = check_text(&format!(r#"{{"__metadata__":{metadata}}}"#), 0);
        assert_eq!(found.first().copied(), wanted, "{metadata}");
    }
}

#[test]
fn types_have_their_bits() {
    for dtype in Dtype::ALL {
        let bits = usize::try_from(dtype.bits()).unwrap();
        let text = |end| header(&[tensor("a", dtype.as_str(), "4", 0, end)]);
        let end = u64::try_from(bits / 2).unwrap();
        assert_eq!(check_text(&text(end), bits / 2), [""; 0], "{dtype:?}");
        assert_eq!(check_text(&text(end + 1), bits / 2 + 1), ["st.tensor.size"]);
        assert_eq!(Dtype::parse(dtype.as_str()), Some(*dtype));
    }
    assert_eq!(Dtype::ALL.len(), 22);
    for unknown in ["F128", "u8", "", "BF16 "] {
        let report = check_bytes(&file(
            header(&[tensor("a", unknown, "1", 0, 1)]).as_bytes(),
            1,
        ));
        assert_eq!(errors(&report), ["st.dtype.unknown"]);
        assert_eq!(report.outcome(), CheckOutcome::Unknown);
    }
    // Three halves of a byte, and three times six bits, are no whole bytes; four are.
    for (dtype, shape, end) in [("F4", "3", 1), ("F6_E2M3", "3", 2), ("F6_E3M2", "1", 1)] {
        let data = usize::try_from(end).unwrap();
        assert_eq!(
            check_text(&header(&[tensor("a", dtype, shape, 0, end)]), data),
            ["st.tensor.size"]
        );
    }
}

#[test]
fn the_order_of_dimensions_does_not_matter_for_overflow() {
    let big = "9223372036854775807,9223372036854775807";
    for shape in [
        format!("0,{big}"),
        format!("{big},0"),
        "0,4294967296,4294967296".to_owned(),
    ] {
        let found = check_text(&header(&[tensor("a", "U8", &shape, 0, 0)]), 0);
        assert_eq!(found, ["st.tensor.overflow"], "{shape}");
    }
    // The product fits, the bits do not.
    let found = check_text(
        &header(&[tensor("a", "F64", "9223372036854775807", 0, 8)]),
        8,
    );
    assert_eq!(found, ["st.tensor.overflow"]);
    let found = check_text(
        &header(&[tensor("a", "F64", "0,9223372036854775807", 0, 0)]),
        0,
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn each_byte_belongs_to_one_tensor() {
    let pair = |begin: u64, end: u64| {
        let size = (end - begin).to_string();
        header(&[
            tensor("a", "U8", "4", 0, 4),
            tensor("b", "U8", &size, begin, end),
        ])
    };
    assert_eq!(check_text(&pair(4, 8), 8), [""; 0]);
    assert_eq!(check_text(&pair(5, 8), 8), ["st.offset.hole"]);
    assert_eq!(check_text(&pair(3, 8), 8), ["st.offset.overlap"]);
    assert_eq!(check_text(&pair(0, 4), 4), ["st.offset.overlap"]);
    assert_eq!(check_text(&pair(4, 8), 9), ["st.offset.trailing"]);
    assert_eq!(check_text(&pair(4, 8), 7), ["st.offset.range"]);
    assert_eq!(check_text("{}", 1), ["st.offset.trailing"]);
    let first = header(&[tensor("a", "U8", "4", 1, 5)]);
    assert_eq!(check_text(&first, 5), ["st.offset.hole"]);
    let back = header(&[tensor("a", "U8", "4", 5, 1)]);
    assert_eq!(check_text(&back, 5), ["st.offset.range"]);
    let inside = header(&[tensor("a", "U8", "4", 0, 4), tensor("z", "U8", "0", 2, 2)]);
    assert_eq!(check_text(&inside, 4), ["st.offset.overlap"]);
    let end = header(&[tensor("a", "U8", "1", u64::MAX - 1, u64::MAX)]);
    assert_eq!(check_text(&end, 1), ["st.offset.hole", "st.offset.range"]);
}

#[test]
fn names_with_control_characters_are_noted() {
    let name = |name| file(header(&[tensor(name, "U8", "1", 0, 1)]).as_bytes(), 1);
    let report = check_bytes(&name(r"a\nb"));
    assert_eq!(report.outcome(), CheckOutcome::Pass);
    assert_eq!(
        report.findings().kept()[0].code().as_str(),
        "st.name.control"
    );
    assert!(report.findings().kept()[0].message().contains(r"a\u{a}b"));
    assert!(check_bytes(&name("a.b")).findings().is_empty());
}

#[test]
fn facts_are_given() {
    let text = r#"{"__metadata__":{"b":"1","a":"2"},"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#;
    let bytes = file(text.as_bytes(), 9);
    let report = check_bytes(&bytes);
    let fact = |name: &str| {
        let found = report.facts().iter().find(|fact| fact.name == name);
        found.unwrap().value.clone()
    };
    assert_eq!(fact("st.tensors"), "2");
    assert_eq!(fact("st.bytes"), "U8 1\nF32 8");
    assert_eq!(fact("st.metadata.keys"), "a\nb");
    assert_eq!(fact("st.unaligned"), "1");
    let digest = bonafide_digest::sha256(&[text.as_bytes()]);
    assert_eq!(
        fact("st.header.sha256"),
        bonafide_digest::hex::encode(&digest)
    );

    let mut findings = Findings::new();
    let length = u64::try_from(bytes.len()).unwrap();
    let header = Header::parse(&bytes, length, &Limits::default(), &mut findings).unwrap();
    let y = &header.tensors()[1];
    assert_eq!(
        (y.name(), y.dtype(), y.begin(), y.end()),
        ("y", Dtype::F32, 1, 9)
    );
    assert_eq!(header.shape(y), [2]);
    assert_eq!(header.metadata().len(), 2);
}

#[test]
fn many_tensors_are_read_in_time() {
    let count = 200_000_u64;
    // Names and bytes in orders that differ.
    let tensors: Vec<String> = (0..count)
        .map(|at| {
            tensor(
                &format!("t{}", (at * 7919) % count),
                "U8",
                "1",
                count - 1 - at,
                count - at,
            )
        })
        .collect();
    let bytes = file(header(&tensors).as_bytes(), usize::try_from(count).unwrap());
    let report = check_bytes(&bytes);
    assert_eq!(report.outcome(), CheckOutcome::Pass);
    // As many wrong ones: counted, and a hundred of them kept.
    let bytes = file(header(&tensors).replace("U8", "?").as_bytes(), 0);
    let report = check_bytes(&bytes);
    assert_eq!(report.findings().kept().len(), 200);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        header in proptest::collection::vec(any::<u8>(), 0..200), data in 0..100_usize
    ) {
        let _ = check_bytes(&header);
        let _ = check_bytes(&file(&header, data));
    }

    #[test]
    fn a_changed_header_never_panics(
        at in any::<prop::sample::Index>(), to in any::<u8>(), data in 0..12_usize
    ) {
        let mut bytes = file(header(&[
            tensor("a", "F4", "2", 0, 1), tensor("b", "U16", "1,2", 1, 5), tensor("c", "I8", "0", 5, 5),
        ]).as_bytes(), data);
        let at = at.index(bytes.len());
        bytes[at] = to;
        let _ = check_bytes(&bytes);
    }

    /// What passes has each byte of the data in one tensor.
    #[test]
    fn what_passes_is_tiled(sizes in proptest::collection::vec(0..5_u64, 0..12), shift in 0..2_u64) {
        let mut begin = 0;
        let mut tensors = Vec::new();
        for (at, size) in sizes.iter().enumerate() {
            tensors.push(tensor(&at.to_string(), "U8", &size.to_string(), begin, begin + size));
            begin += size;
        }
        tensors.reverse();
        let data = usize::try_from(begin + shift).unwrap();
        let is_good = check_text(&header(&tensors), data).is_empty();
        prop_assert_eq!(is_good, shift == 0);
    }
}
