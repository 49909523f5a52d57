//! Against an independent parser: we accept a subset of what it accepts, with the same values.

use bonafide_json::base64::{self, Form};
use bonafide_json::{Error, Limits, Reader, canonical};
use proptest::prelude::*;
use serde_json::{Number, Value};

#[path = "common/value.rs"]
mod value;

use value::read;

fn skip(document: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(document, &Limits::default())?;
    reader.skip()?;
    reader.finish()
}

fn check(document: &[u8]) -> Result<(), TestCaseError> {
    let ours = read(document);
    match (&ours, serde_json::from_slice::<Value>(document)) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, &theirs),
        (Ok(_), Err(error)) => {
            prop_assert!(
                error.to_string().starts_with("number out of range"),
                "{error}"
            );
        }
        (Err(error), Ok(_)) => prop_assert!(
            matches!(
                error,
                Error::DuplicateKey { .. } | Error::Nul { .. } | Error::Limit { .. }
            ),
            "{error}"
        ),
        (Err(_), Err(_)) => {}
    }
    // Skipping is the same reader; it only lets U+0000 pass.
    match (ours.map(|_| ()), skip(document)) {
        (Err(Error::Nul { .. }), _) => {}
        (read, skipped) => prop_assert_eq!(read, skipped),
    }
    Ok(())
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<u64>().prop_map(|number| Value::Number(number.into())),
        // The peer reads few digits exactly, and many only nearly.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 64.0)),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 200, 20, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..20).prop_map(Value::Array),
            prop::collection::btree_map(text(), inner, 0..25)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-d]{0,3}",
        "[ -~]{0,70}",
        "[\u{1}-\u{20}\"\\\\/\u{7f}-\u{a0}\u{2028}\u{1f600}]{0,12}",
        any::<String>().prop_map(|text| text.replace('\0', "")),
    ]
}

proptest! {
    #[test]
    fn what_is_well_formed_is_read_as_it_is(document in document(), pretty in any::<bool>()) {
        let bytes = if pretty {
            serde_json::to_vec_pretty(&document).unwrap()
        } else {
            serde_json::to_vec(&document).unwrap()
        };
        prop_assert_eq!(read(&bytes).unwrap(), document);
        check(&bytes)?;
    }

    #[test]
    fn what_is_damaged_is_never_read_where_the_peer_refuses(
        document in document(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..4),
    ) {
        let mut bytes = serde_json::to_vec(&document).unwrap();
        for (at, byte, how) in damage {
            let at = at.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match how {
                _ if bytes.is_empty() => {}
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"{}[],:\"\\ue0-.1ntf "[usize::from(byte) % 18]),
                _ => { bytes.remove(at); }
            }
        }
        check(&bytes)?;
    }

    #[test]
    fn any_soup_of_tokens(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0061\"", "\"b\"", "\"\\u0000\"", "\"\\ud83d\"",
            "\"\\ud83d\\ude00\"", "0", "-1", "1.5e-3", "1e999", "01", "true", "false", "null", " ", "\n", "\"", "\\",
        ]), 0..24),
    ) {
        check(tokens.concat().as_bytes())?;
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        check(&bytes)?;
        let _ = canonical::canonicalize(&bytes, &Limits::default());
    }

    #[test]
    fn canonical_output_says_the_same_and_is_stable(document in document()) {
        let limits = Limits::default();
        let once = canonical::canonicalize(&serde_json::to_vec(&document).unwrap(), &limits).unwrap();
        prop_assert_eq!(&canonical::canonicalize(&once, &limits).unwrap(), &once);
        let same: Value = serde_json::from_slice(&once).unwrap();
        prop_assert_eq!(as_doubles(same), as_doubles(document));
    }

    #[test]
    fn canonical_numbers_read_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        let mut out = String::new();
        prop_assert_eq!(canonical::number(&mut out, value), value.is_finite());
        if value.is_finite() {
            prop_assert_eq!(out.parse::<f64>().unwrap(), value);
        }
    }

    #[test]
    fn base64_round_trips(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let text = base64::encode(&bytes);
        let url_safe = text.replace('+', "-").replace('/', "_");
        prop_assert_eq!(base64::decode(&text, Form::Standard), Ok(bytes.clone()));
        prop_assert_eq!(base64::decode(&url_safe, Form::Either), Ok(bytes.clone()));
        prop_assert_eq!(base64::decode(url_safe.trim_end_matches('='), Form::Lenient), Ok(bytes));
    }

    #[test]
    fn base64_has_one_text_for_one_value(text in "[A-Da-d0-3+/=_-]{0,12}") {
        for form in [Form::Standard, Form::Either, Form::Lenient] {
            if let Ok(bytes) = base64::decode(&text, form) {
                let standard = text.replace('-', "+").replace('_', "/");
                let encoded = base64::encode(&bytes);
                prop_assert_eq!(standard.trim_end_matches('='), encoded.trim_end_matches('='));
            }
        }
    }
}

fn as_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            // Zero has one form only.
            let double = number.as_f64().unwrap() + 0.0;
            Number::from_f64(double).map_or(Value::Null, Value::Number)
        }
        Value::Array(elements) => Value::Array(elements.into_iter().map(as_doubles).collect()),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, as_doubles(value)))
                .collect(),
        ),
        other => other,
    }
}
