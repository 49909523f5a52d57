//! The published examples and numbers of RFC 8785.

use bonafide_json::{Error, Limits, canonical};

fn canonicalize(document: &str) -> String {
    let bytes = canonical::canonicalize(document.as_bytes(), &Limits::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// RFC 8785 section 3.2.2, with the output of section 3.2.3.
#[test]
fn the_primitive_types_example() {
    let input = r#"{
      "numbers": [333333333.33333329, 1E30, 4.50,
                  2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"#;
    let output = concat!(
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,"#,
        r#"1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    assert_eq!(canonicalize(input), output);
}

/// RFC 8785 section 3.2.3: names sort by UTF-16 code units, not by UTF-8 bytes.
#[test]
fn the_sorting_example() {
    let input = r#"{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let output = canonicalize(input);
    let order = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small",
        "Euro",
        "Emoji",
        "Hebrew",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|text| output.find(text).unwrap())
        .collect();
    assert!(places.is_sorted(), "{output}");
    assert!(output.contains("\"\u{80}\":") && output.contains(r#""\r":"#));
}

/// RFC 8785 appendix B.
#[test]
fn the_number_samples() {
    for (bits, wanted) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        let mut out = String::new();
        assert!(
            canonical::number(&mut out, f64::from_bits(bits)),
            "{bits:x}"
        );
        assert_eq!(out, wanted, "{bits:x}");
    }
    for bits in [
        0x7fff_ffff_ffff_ffff,
        0x7ff0_0000_0000_0000,
        0xfff0_0000_0000_0000,
    ] {
        let mut out = String::new();
        assert!(
            !canonical::number(&mut out, f64::from_bits(bits)) && out.is_empty(),
            "{bits:x}"
        );
    }
}

#[test]
fn numbers_of_a_document_are_doubles() {
    for (text, wanted) in [
        ("1.0", "1"),
        ("-0", "0"),
        ("10", "10"),
        ("1e21", "1e+21"),
        ("100000000000000000000", "100000000000000000000"),
        ("9007199254740993", "9007199254740992"),
        ("0.1", "0.1"),
        ("1e-6", "0.000001"),
        ("1e-7", "1e-7"),
        ("123.456", "123.456"),
        ("1e-400", "0"),
    ] {
        assert_eq!(canonicalize(text), wanted);
    }
    let result = canonical::canonicalize(b"[1e400]", &Limits::default());
    assert!(matches!(result, Err(Error::IntegerRange { .. })));
}

#[test]
fn strings_escape_what_must_be_and_no_more() {
    let mut out = String::new();
    canonical::string(&mut out, "\u{0}\u{1f}\"\\/\u{8}\t\n\u{c}\r\u{7f}\u{2028}é");
    assert_eq!(
        out,
        "\"\\u0000\\u001f\\\"\\\\/\\b\\t\\n\\f\\r\u{7f}\u{2028}é\""
    );
}

#[test]
fn structure_is_kept() {
    for (input, output) in [
        ("[ ]", "[]"),
        ("{ }", "{}"),
        (
            r#"{"b":{"d":[],"c":{}},"a":[[1,[2]],{"z":null,"y":0}]}"#,
            r#"{"a":[[1,[2]],{"y":0,"z":null}],"b":{"c":{},"d":[]}}"#,
        ),
        (r#""\u0000""#, r#""\u0000""#),
    ] {
        assert_eq!(canonicalize(input), output);
    }
    let twice = canonical::canonicalize(br#"{"a":1,"a":1}"#, &Limits::default());
    assert!(matches!(twice, Err(Error::DuplicateKey { .. })));
}
