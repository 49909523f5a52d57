//! 1 to 5: the text of a statement.

use bonafide_dsse::{Envelope, EnvelopeOptions, Statement, StatementOptions};
use bonafide_slsa::{JsonText, ParameterRule, Provenance};

use crate::common::builders::{V1, github};
use crate::common::{Case, SHA256};

const PREDICATE: &str = r#"{"buildDefinition":{"buildType":"t:","externalParameters":{"p":1}},"runDetails":{"builder":{"id":"b:"},"metadata":{}}}"#;

fn document() -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"app","digest":{{"sha256":"{SHA256}"}}}}],"predicateType":"{V1}","predicate":{PREDICATE}}}"#
    )
}

/// The code of what keeps the bytes from being read as provenance.
fn refusal(document: &[u8]) -> Option<&'static str> {
    match Statement::parse(document, &StatementOptions::provenance()) {
        Err(error) => Some(error.code().as_str()),
        Ok(statement) => Provenance::of(&statement)
            .err()
            .map(|error| error.code().as_str()),
    }
}

/// The good document with one text in place of another.
fn with(old: &str, new: &str) -> Option<&'static str> {
    let document = document();
    assert!(document.contains(old), "{old}");
    refusal(document.replacen(old, new, 1).as_bytes())
}

fn envelope(members: &str) -> Option<&'static str> {
    let text = format!("{{{members}}}");
    let read = Envelope::parse(text.as_bytes(), &EnvelopeOptions::provenance());
    read.err().map(|error| error.code().as_str())
}

#[test]
fn pitfall_01_members_stand_once() {
    assert_eq!(refusal(document().as_bytes()), None);
    let twice = Some("json.duplicate-key");
    let kind = format!(r#""predicateType":"{V1}""#);
    assert_eq!(with(&kind, &format!("{kind},{kind}")), twice);
    assert_eq!(
        with(&kind, &format!(r#"{kind},"predicat\u0065Type":"x""#)),
        twice
    );
    let digest = format!(r#""sha256":"{SHA256}""#);
    assert_eq!(with(&digest, &format!("{digest},{digest}")), twice);
    assert_eq!(with(r#"{"p":1}"#, r#"{"p":1,"p":2}"#), twice);
    assert_eq!(
        with(r#"{"p":1}"#, r#"{"p":{"q":[{"a":1,"\u0061":1}]}}"#),
        twice
    );
    assert_eq!(
        with(r#""metadata":{}"#, r#""unknown":{"a":1,"a":1}"#),
        twice
    );
    assert_eq!(with(r#""metadata":{}"#, r#""unknown":{"a":1,"A":1}"#), None);
    // Of the envelope too.
    let good = r#""payload":"e30=","payloadType":"t","signatures":[{"sig":"AA=="}]"#;
    assert_eq!(envelope(good), None);
    assert_eq!(envelope(&format!(r#"{good},"payload":"e30=""#)), twice);
    assert_eq!(envelope(&format!(r#"{good},"payloadType":"t""#)), twice);
}

#[test]
fn pitfall_02_names_in_another_case_are_refused() {
    let variant = Some("json.case-variant");
    for (old, new) in [
        (r#""subject""#, r#""Subject""#),
        (r#""predicateType""#, r#""PredicateType""#),
        (r#""subject""#, "\"\u{17f}ubject\""),
        (r#""buildDefinition""#, r#""builddefinition""#),
        (
            r#""externalParameters":{"p":1}"#,
            r#""externalParameters":{"p":1},"resolveddependencies":[]"#,
        ),
        (r#""metadata":{}"#, r#""metadata":{"Startedon":null}"#),
    ] {
        assert_eq!(with(old, new), variant, "{new}");
    }
    // The long s and the sign of Kelvin fold to letters.
    assert_eq!(
        with(
            r#""metadata":{}"#,
            "\"metadata\":{\"buildkit_hermetic\":true}"
        ),
        None
    );
    assert_eq!(
        with(
            r#""metadata":{}"#,
            "\"metadata\":{\"build\u{212a}it_hermetic\":true}"
        ),
        variant
    );
    // Not in free maps.
    assert_eq!(with(r#"{"p":1}"#, r#"{"p":1,"P":1,"Subject":1}"#), None);
    // One alias is another spelling of a real producer; both are one too many.
    assert_eq!(
        with(r#""metadata":{}"#, r#""metadata":{"invocationID":"1"}"#),
        None
    );
    let both = r#""metadata":{"invocationID":"1","invocationId":"1"}"#;
    assert_eq!(with(r#""metadata":{}"#, both), Some("json.duplicate-key"));
}

#[test]
fn pitfall_03_depth_is_bounded() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    // Statement, predicate, definition and parameters are around it: 64 in all.
    let parameter = |depth| with(r#"{"p":1}"#, &format!(r#"{{"p":{}}}"#, nested(depth)));
    assert_eq!(parameter(60), None);
    assert_eq!(parameter(61), Some("json.limit"));
    assert_eq!(parameter(100_000), Some("json.limit"));
    let ignored = |depth| {
        with(
            r#""metadata":{}"#,
            &format!(r#""unknown":{}"#, nested(depth)),
        )
    };
    assert_eq!(ignored(61), None);
    assert_eq!(ignored(62), Some("json.limit"));
}

#[test]
fn pitfall_04_texts_are_texts() {
    assert_eq!(with(r#"{"p":1}"#, r#"{"p":"\u0000"}"#), None);
    assert_eq!(with(r#"{"p":1}"#, r#"{"p\u0000":1}"#), Some("json.nul"));
    assert_eq!(with(r#""t:""#, r#""t:\u0000""#), Some("json.nul"));
    assert_eq!(with(r#"{"p":1}"#, r#"{"p":"\ud83d\ude00"}"#), None);
    assert_eq!(
        with(r#"{"p":1}"#, r#"{"p":"\ud83d"}"#),
        Some("json.surrogate")
    );
    assert_eq!(
        with(r#"{"p":1}"#, r#"{"p":"\ude00"}"#),
        Some("json.surrogate")
    );
    let document = document();
    let bom = [b"\xef\xbb\xbf", document.as_bytes()].concat();
    assert_eq!(refusal(&bom), Some("json.bom"));
    assert_eq!(refusal(format!("{document} \r\n").as_bytes()), None);
    assert_eq!(
        refusal(format!("{document}x").as_bytes()),
        Some("json.trailing")
    );
    for bad in [
        &b"\xff"[..],
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
    ] {
        let at = document.find("\"p\"").unwrap() + 1;
        let bytes = [&document.as_bytes()[..at], bad, &document.as_bytes()[at..]].concat();
        assert_eq!(refusal(&bytes), Some("json.utf8"));
    }
}

/// A parameter as it is written, where one is wanted as it is written.
fn number(found: &str, wanted: &str) -> Case {
    let rule = ParameterRule::Equals(JsonText::parse(wanted).unwrap());
    let parsed: serde_json::Value = serde_json::from_str(found).unwrap();
    let case = github().set("/buildDefinition/externalParameters/p", parsed);
    case.expect(|e| e.with_parameter("/p", rule).unwrap())
}

#[test]
fn pitfall_05_numbers_are_what_is_written() {
    number("1", "1").allowed(2);
    number("1.0", "1.0").allowed(2);
    for (found, wanted) in [
        ("1.0", "1"),
        ("1", "1.0"),
        ("1", "1e0"),
        ("1", "\"1\""),
        ("0", "-0"),
    ] {
        number(found, wanted).rejected_only("slsa.params.mismatch");
    }
    // Never converted, so never rounded and never out of range.
    for text in ["1e400", "18446744073709551616", "-0", "0.1e-9"] {
        assert_eq!(
            with(r#"{"p":1}"#, &format!(r#"{{"p":{text}}}"#)),
            None,
            "{text}"
        );
    }
    for text in ["01", "+1", ".5", "NaN", "1."] {
        assert_eq!(
            with(r#"{"p":1}"#, &format!(r#"{{"p":{text}}}"#)),
            Some("json.syntax"),
            "{text}"
        );
    }
    let long = |digits: usize| with(r#"{"p":1}"#, &format!(r#"{{"p":{}}}"#, "1".repeat(digits)));
    assert_eq!(long(64), None);
    assert_eq!(long(65), Some("json.limit"));
    assert_eq!(long(1 << 20), Some("json.limit"));
    // An index is an integer as integers are written.
    let v01 = |index: &str| {
        let text = document().replace(V1, "https://slsa.dev/provenance/v0.1");
        let predicate = format!(
            r#"{{"builder":{{"id":"b:"}},"recipe":{{"type":"t:","definedInMaterial":{index}}},"materials":[{{"uri":"m:"}}]}}"#
        );
        refusal(text.replace(PREDICATE, &predicate).as_bytes())
    };
    assert_eq!(v01("0"), None);
    for text in ["0.0", "0e0", "-0", "18446744073709551616"] {
        assert_eq!(v01(text), Some("json.integer-range"), "{text}");
    }
    assert_eq!(v01("1"), Some("prov.material-index"));
}
