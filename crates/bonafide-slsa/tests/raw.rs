//! Values that nobody has interpreted yet.

use bonafide_json::{Kind, Limits};
use bonafide_slsa::{Error, Raw};

fn raw(text: &str) -> Raw<'_> {
    Raw::parse(text.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn a_document_is_scanned_strictly() {
    for text in [
        "",
        "{",
        "1 2",
        "[1,]",
        "nul",
        "01",
        "+1",
        "NaN",
        "'a'",
        "\u{feff}1",
        r#"{"a":1,"\u0061":1}"#,
        r#"{"a":[{"b":1,"b":1}]}"#,
        r#""\ud800""#,
    ] {
        let found = Raw::parse(text.as_bytes(), &Limits::default());
        assert!(matches!(found, Err(Error::Json { .. })), "{text}");
    }
    assert!(Raw::parse(b"\"\xff\"", &Limits::default()).is_err());
    assert!(Raw::parse(b"[[]]", &Limits::default().with_depth(2)).is_ok());
    assert!(Raw::parse(b"[[]]", &Limits::default().with_depth(1)).is_err());
    assert_eq!(raw(" \n[1, 2] ").text(), "[1, 2]");
}

#[test]
fn kinds_and_scalars() {
    for (text, kind) in [
        ("null", Kind::Null),
        ("true", Kind::Boolean),
        ("false", Kind::Boolean),
        ("-0", Kind::Number),
        ("1e400", Kind::Number),
        (r#""""#, Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
    ] {
        assert_eq!(raw(text).kind(), kind, "{text}");
        assert_eq!(raw(text).is_null(), kind == Kind::Null);
        assert_eq!(raw(text).as_str().is_some(), kind == Kind::String, "{text}");
        assert_eq!(
            raw(text).as_bool(),
            (kind == Kind::Boolean).then(|| text == "true")
        );
    }
    assert_eq!(raw(r#""a\u0062\n""#).as_str().as_deref(), Some("ab\n"));
    assert_eq!(raw(r#""a\u0000""#).as_str(), None);
    let borrowed = raw(r#""plain""#).as_str();
    assert!(matches!(
        borrowed,
        Some(std::borrow::Cow::Borrowed("plain"))
    ));
}

#[test]
fn absence() {
    for text in ["null", r#""""#, "[]", "{}", "[ \n]", "{\t}"] {
        assert!(raw(text).is_absent(), "{text}");
    }
    for text in [
        "false",
        "0",
        r#"" ""#,
        "[null]",
        r#"{"a":null}"#,
        r#""\u0000""#,
    ] {
        assert!(!raw(text).is_absent(), "{text}");
    }
}

#[test]
fn members_and_elements() {
    let object = raw(r#"{ "b" : [1, {"x": 2}], "\u0061": null }"#);
    let members = object.members();
    let shown: Vec<_> = members
        .iter()
        .map(|(name, value)| (&**name, value.text()))
        .collect();
    assert_eq!(shown, [("b", r#"[1, {"x": 2}]"#), ("a", "null")]);
    assert!(matches!(members[0].0, std::borrow::Cow::Borrowed("b")));
    assert_eq!(object.member("a").map(|value| value.is_null()), Some(true));
    assert!(object.member("c").is_none() && object.elements().is_empty());
    let array = object.member("b").unwrap();
    let elements: Vec<_> = array.elements().iter().map(Raw::text).collect();
    assert_eq!(elements, ["1", r#"{"x": 2}"#]);
    assert!(array.members().is_empty() && array.member("0").is_none());
    for text in ["1", r#""ab""#, "null", "true"] {
        assert!(
            raw(text).members().is_empty() && raw(text).elements().is_empty(),
            "{text}"
        );
    }
}

// The example of RFC 6901 section 5.
#[test]
fn pointers() {
    let document = raw(
        r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#,
    );
    for (pointer, text) in [
        ("/foo", r#"["bar","baz"]"#),
        ("/foo/0", r#""bar""#),
        ("/", "0"),
        ("/a~1b", "1"),
        ("/c%d", "2"),
        ("/e^f", "3"),
        ("/g|h", "4"),
        ("/i\\j", "5"),
        ("/k\"l", "6"),
        ("/ ", "7"),
        ("/m~0n", "8"),
    ] {
        assert_eq!(
            document.pointer(pointer).map(|raw| raw.text()),
            Some(text),
            "{pointer}"
        );
    }
    assert_eq!(
        document.pointer("").map(|raw| raw.text()),
        Some(document.text())
    );
    for pointer in [
        "foo", "/foo/2", "/foo/-", "/foo/00", "/foo/0/0", "/a/b", "/m~n", "/foo/", "#/foo",
    ] {
        assert!(document.pointer(pointer).is_none(), "{pointer}");
    }
}

#[test]
fn equality() {
    for (one, other, wanted) in [
        (
            r#"{"a":1,"b":[true]}"#,
            r#"{"b":[true],"\u0061":1,"c":null}"#,
            true,
        ),
        ("[1,2]", "[2,1]", false),
        ("1", "1.0", false),
        ("true", r#""true""#, false),
        (r#""a""#, r#""\u0061""#, true),
        (r#""\u0000""#, r#" "\u0000""#, true),
        ("null", "{}", false),
    ] {
        assert_eq!(raw(one).equals(&raw(other)), wanted, "{one} {other}");
        assert_eq!(raw(other).equals(&raw(one)), wanted, "{one} {other}");
    }
}

/// What a scan let through is never lost to narrower bounds later.
#[test]
fn deep_and_wide_values() {
    let limits = Limits::default()
        .with_depth(200_000)
        .with_members(100_000)
        .with_name_bytes(1 << 16);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = Raw::parse(deep.as_bytes(), &limits).unwrap();
    assert!(deep.equals(&deep) && deep.elements().len() == 1);
    let spaced = format!("{} {}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(deep.equals(&Raw::parse(spaced.as_bytes(), &limits).unwrap()));

    let long = "n".repeat(10_000);
    let members: Vec<_> = (0..70_000).map(|i| format!(r#""{i}":{i}"#)).collect();
    let wide = format!(r#"{{{},"{long}":{}}}"#, members.join(","), "1".repeat(64));
    let wide = Raw::parse(wide.as_bytes(), &limits).unwrap();
    assert_eq!(wide.members().len(), 70_001);
    assert!(wide.member(&long).is_some());
    assert_eq!(wide.pointer("/69999").map(|raw| raw.text()), Some("69999"));
}
