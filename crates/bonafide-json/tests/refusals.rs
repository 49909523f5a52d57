//! What is refused, by code, and the nearest thing that is not.

use bonafide_json::base64::DecodeError;
use bonafide_json::{Error, Kind, Limits, Profile, Reader, proto};
use bonafide_report::Coded as _;

fn skip(document: impl AsRef<[u8]>) -> Result<(), Error> {
    let mut reader = Reader::new(document.as_ref(), &Limits::default())?;
    reader.skip()?;
    reader.finish()
}

/// Reads with `read` and finishes.
fn read<T>(
    document: &str,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut reader = Reader::new(document.as_bytes(), &Limits::default())?;
    let value = read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn code<T: core::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code().as_str()
}

#[test]
fn a_document_that_ends_too_early_says_so() {
    let document = r#"{"a": [1.5e-3, true, null, "x\u00e9\n"], "b": {"c": false}, "d": -12} "#;
    let whole = document.len() - 1;
    for at in 0..whole {
        let error = skip(&document[..at]).unwrap_err();
        assert_eq!(error.code().as_str(), "json.syntax", "{at}");
        let wanted = match at {
            0 => "the document is empty",
            _ => "the document ends too early, at byte ",
        };
        assert!(error.to_string().starts_with(wanted), "{at}: {error}");
    }
    assert_eq!(skip(document), Ok(()));
    for not_cut in ["x", "[1 2", "{\"a\":]", "nul]"] {
        let text = skip(not_cut).unwrap_err().to_string();
        assert!(text.starts_with("not the grammar of JSON"), "{text}");
    }
}

#[test]
fn json_syntax() {
    for document in [
        "",
        " ",
        "[",
        "{",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{'a':1}",
        "[1}",
        "{\"a\":1]",
        "01",
        "-01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "+1",
        "NaN",
        "Infinity",
        "nul",
        "True",
        "truE",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123",
        "\"\t\"",
        "\"a\nb\"",
        "\"\u{0}\"",
        "[1]//",
        "/**/1",
        "[1",
        "{\"a\":1",
        "\u{a0}1",
        "{1:2}",
        "{null:1}",
        "\"\\",
        "\"\\u",
        "[\u{b}]",
    ] {
        let got = code(skip(document));
        // What follows a whole value is surplus; before that it is bad grammar.
        let wanted = if document == "[1]//" {
            "json.trailing"
        } else {
            "json.syntax"
        };
        assert_eq!(got, wanted, "{document:?}");
    }
    for document in [
        "0",
        "-0",
        "-0.0e-0",
        "1E+9",
        " \t\r\n1 \t\r\n",
        "[]",
        "{}",
        "[[],{}]",
        "\"\u{7f}\u{2028}\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "null",
        "true",
        "false",
    ] {
        assert_eq!(skip(document), Ok(()), "{document:?}");
    }
}

#[test]
fn json_utf8() {
    for bytes in [
        &b"\"\xff\""[..],
        b"\"\xc0\xaf\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xe2\x82\"",
        b"\xff\xfe1\x00",
        b"1 \x80",
    ] {
        assert_eq!(code(skip(bytes)), "json.utf8", "{bytes:x?}");
    }
    assert_eq!(skip("\"\u{10ffff}\u{7ff}é\""), Ok(()));
    assert_eq!(skip(b"[1]  \xff").unwrap_err().offset(), 5);
}

#[test]
fn json_bom() {
    assert_eq!(code(skip("\u{feff}{}")), "json.bom");
    assert_eq!(skip("\"\u{feff}\""), Ok(()));
    assert_eq!(code(skip("[\u{feff}]")), "json.syntax");
}

#[test]
fn json_trailing() {
    for document in [
        "1 2",
        "{}{}",
        "[],",
        "null null",
        "\"\"x",
        "1\u{b}",
        "{} \u{0}",
    ] {
        assert_eq!(code(skip(document)), "json.trailing", "{document:?}");
    }
}

#[test]
fn json_duplicate_key() {
    for (document, place) in [
        (r#"{"a":1,"a":2}"#, "/a"),
        (r#"{"a":1,"\u0061":2}"#, "/a"),
        (r#"{"\u0061\u0062":1,"a\u0062":2}"#, "/ab"),
        (
            r#"[{"x":{"y/~":[0,{"k":1,"b":2,"k":3}]}}]"#,
            "/0/x/y~1~0/1/k",
        ),
        (r#"{"":1,"":1}"#, "/"),
    ] {
        let error = skip(document).unwrap_err();
        assert_eq!(
            (error.code().as_str(), error.place().as_str()),
            ("json.duplicate-key", place)
        );
        let mut seen = 0;
        let typed = read(document, |reader| {
            if reader.kind()? == Kind::Array {
                return reader.skip();
            }
            reader.object::<Error>(&[], |reader, _| {
                seen += 1;
                reader.skip()
            })
        });
        assert_eq!(typed, Err(error));
        assert!(seen < 2, "the second member must not reach the caller");
    }
    assert_eq!(skip(r#"{"a":{"a":{"a":1}},"A":[{"a":1},{"a":2}]}"#), Ok(()));
}

#[test]
fn duplicates_are_found_wherever_they_stand() {
    for members in [2, 15, 16, 17, 18, 40, 1000] {
        for twice in [0, members / 2, members - 1] {
            let mut document = String::from("{");
            for i in 0..members {
                document += &format!("\"k{i}\":{{\"k0\":[{{}}]}},");
            }
            let good = format!("{}}}", document.trim_end_matches(','));
            assert_eq!(skip(&good), Ok(()), "{members}");
            let bad = format!("{document}\"k{twice}\":0}}");
            let error = skip(&bad).unwrap_err();
            assert_eq!(error.code().as_str(), "json.duplicate-key");
            assert_eq!(error.place().as_str(), format!("/k{twice}"));
        }
    }
}

#[test]
fn a_duplicate_far_from_the_end_is_found_by_each_way_of_reading() {
    let step = |document: &str| {
        let mut reader = Reader::over(document, &Limits::default())?;
        reader.open_object()?;
        while reader.next_name()?.is_some() {
            reader.skip()?;
        }
        reader.finish()
    };
    let names = [
        "a",
        "b",
        "ab",
        "type",
        "name",
        "purl",
        "bom-ref",
        "version",
        "checksum",
        "licences",
        "description",
        "a-longer-name",
        "fifteen-letters",
        "a name of sixteen",
        "é",
        "",
        "externalReferences",
        "x",
    ];
    let member = |name: &str| format!("\"{name}\":{{\"a\":\"a\",\"b\":[\"b\"]}},");
    let rest = "\"last\":\"a text that is longer than what is looked at together\"}";
    for count in 1..=names.len() {
        let names = names.get(..count).unwrap();
        let members: String = names.iter().map(|name| member(name)).collect();
        // The lists of names have grown once an object was read.
        let good = format!("{{\"first\":{{{members}{rest},{members}{rest}");
        assert_eq!((skip(&good), step(&good)), (Ok(()), Ok(())), "{count}");
        for twice in names {
            let bad = format!(
                "{{\"first\":{{{members}{rest},{members}{}{rest}",
                member(twice)
            );
            let error = skip(&bad).unwrap_err();
            assert_eq!(
                error.code().as_str(),
                "json.duplicate-key",
                "{twice} of {count}"
            );
            assert_eq!(error.place().as_str(), format!("/{twice}"));
            assert_eq!(step(&bad), Err(error));
        }
    }
}

#[test]
fn json_case_variant() {
    let known = &["subject", "predicateType"];
    let object = |document: &str| {
        read(document, |reader| {
            reader.object::<Error>(known, |reader, _| reader.skip())
        })
    };
    for name in [
        "Subject",
        "SUBJECT",
        "predicatetype",
        "\u{17f}ubject",
        "\\u017fubject",
    ] {
        for document in [
            format!(r#"{{"{name}":1}}"#),
            format!(r#"{{"subject":1,"predicateType":2,"{name}":3}}"#),
        ] {
            assert_eq!(code(object(&document)), "json.case-variant", "{document}");
            assert_eq!(skip(&document), Ok(()));
        }
    }
    assert_eq!(object(r#"{"subject":1,"other":{"Subject":1}}"#), Ok(()));
}

#[test]
fn json_surrogate() {
    for text in [
        r"\ud800",
        r"\udfff",
        r"\ud800\ud800",
        r"\udc00\ud800",
        r"\ud800x",
        r"\ud800\n",
        r"\uD83D\u0041",
        r"\ud83d\ude00\ude00",
    ] {
        assert_eq!(
            code(skip(format!("[\"{text}\"]"))),
            "json.surrogate",
            "{text}"
        );
        assert_eq!(
            code(skip(format!("{{\"{text}\":1}}"))),
            "json.surrogate",
            "{text}"
        );
        assert_eq!(
            code(read(&format!("\"{text}\""), |r| r.string().map(|_| ()))),
            "json.surrogate"
        );
    }
    for (text, wanted) in [
        (r#""\ud83d\ude00""#, "\u{1f600}"),
        (r#""\uD800\uDC00""#, "\u{10000}"),
        (r#""\udbff\udfff""#, "\u{10ffff}"),
        (r#""\ud7ff\ue000""#, "\u{d7ff}\u{e000}"),
    ] {
        assert_eq!(
            read(text, |r| r.string().map(|s| s.into_owned())).unwrap(),
            wanted
        );
        assert_eq!(skip(text), Ok(()));
    }
}

#[test]
fn json_nul() {
    assert_eq!(
        code(read(r#""a\u0000""#, |r| r.string().map(|_| ()))),
        "json.nul"
    );
    assert_eq!(code(skip(r#"{"\u0000":1}"#)), "json.nul");
    // Nobody reads this one.
    assert_eq!(skip(r#"{"a":"\u0000"}"#), Ok(()));
}

#[test]
fn json_type() {
    let documents = ["null", "true", "1", "\"\"", "[]", "{}"];
    let kinds = [
        Kind::Null,
        Kind::Boolean,
        Kind::Number,
        Kind::String,
        Kind::Array,
        Kind::Object,
    ];
    type Read = fn(&mut Reader<'_>) -> Result<(), Error>;
    let reads: [(Kind, Read); 7] = [
        (Kind::Boolean, |r| r.boolean().map(|_| ())),
        (Kind::Number, |r| r.number().map(|_| ())),
        (Kind::Number, |r| r.unsigned().map(|_| ())),
        (Kind::Number, |r| r.signed().map(|_| ())),
        (Kind::String, |r| r.string().map(|_| ())),
        (Kind::Array, |r| {
            r.array::<Error>(9, "elements", |r, _| r.skip())
        }),
        (Kind::Object, |r| r.object::<Error>(&[], |r, _| r.skip())),
    ];
    for (document, found) in documents.into_iter().zip(kinds) {
        assert_eq!(
            read(document, |r| {
                let kind = r.kind()?;
                r.skip()?;
                Ok(kind)
            }),
            Ok(found)
        );
        for (wanted, function) in reads {
            match read(document, function) {
                Ok(()) => assert_eq!(found, wanted),
                Err(Error::Type {
                    wanted: w,
                    found: f,
                    ..
                }) => {
                    assert_eq!((w, f), (wanted, found));
                    assert_ne!(wanted, found);
                    // The cursor did not move: the caller may still skip.
                    read(document, |r| {
                        function(r).unwrap_err();
                        r.skip()
                    })
                    .unwrap();
                }
                Err(other) => panic!("{document}: {other}"),
            }
        }
        assert_eq!(
            read(document, |r| {
                let was = r.null()?;
                if !was {
                    r.skip()?;
                }
                Ok(was)
            }),
            Ok(found == Kind::Null)
        );
    }
}

#[test]
fn json_integer_range() {
    for number in [
        "1.0",
        "1e3",
        "-0",
        "18446744073709551616",
        "0.0",
        "1E0",
        "-1.5",
    ] {
        assert_eq!(
            code(read(number, |r| r.unsigned().map(|_| ()))),
            "json.integer-range",
            "{number}"
        );
        assert_eq!(
            code(read(number, |r| r.signed().map(|_| ()))),
            "json.integer-range",
            "{number}"
        );
        assert_eq!(
            read(number, |r| r.number().map(str::to_owned)).unwrap(),
            number
        );
    }
    assert_eq!(
        code(read("-1", |r| r.unsigned().map(|_| ()))),
        "json.integer-range"
    );
    assert_eq!(
        code(read("9223372036854775808", |r| r.signed().map(|_| ()))),
        "json.integer-range"
    );
    assert_eq!(read("18446744073709551615", |r| r.unsigned()), Ok(u64::MAX));
    assert_eq!(read("-9223372036854775808", |r| r.signed()), Ok(i64::MIN));
}

#[test]
fn json_unknown_member() {
    let object = |profile| {
        read(r#"{"a":1,"b":[2]}"#, |reader| {
            reader.object::<Error>(&["a"], |reader, name| match name {
                "a" => reader.skip(),
                _ => reader.unknown(profile),
            })
        })
    };
    let error = object(Profile::Strict).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.place().as_str()),
        ("json.unknown-member", "/b")
    );
    assert_eq!(object(Profile::Lenient), Ok(()));
}

#[test]
fn another_protobuf_spelling_is_never_unknown() {
    let known = &["mediaType", "logId"];
    for name in [
        "media_type",
        "log_id",
        "Media_Type",
        "log__id_",
        "mediaType_",
    ] {
        for profile in [Profile::Strict, Profile::Lenient] {
            let document = format!(r#"{{"mediaType":"x","{name}":"y"}}"#);
            let result = read(&document, |reader| {
                reader.object::<Error>(known, |reader, name| match name {
                    "mediaType" | "logId" => reader.skip(),
                    name => proto::unknown(reader, profile, known, name),
                })
            });
            assert_eq!(code(result), "json.unknown-member", "{name} {profile:?}");
        }
    }
    let other = read(r#"{"other_name":1}"#, |reader| {
        reader.object::<Error>(known, |reader, name| {
            proto::unknown(reader, Profile::Lenient, known, name)
        })
    });
    assert_eq!(other, Ok(()));
}

#[test]
fn json_base64() {
    let bytes = |document: &str, profile| read(document, |r| proto::bytes(r, profile));
    for (document, strict, lenient) in [
        (r#""aGk=""#, true, true),
        (r#""--8=""#, false, true),
        (r#""aGk""#, false, true),
        (r#""aGl=""#, false, false),
        (r#""aG k=""#, false, false),
        (r#""aGk=\n""#, false, false),
    ] {
        for (profile, good) in [(Profile::Strict, strict), (Profile::Lenient, lenient)] {
            match bytes(document, profile) {
                Ok(_) => assert!(good, "{document} {profile:?}"),
                Err(error) => {
                    assert!(!good, "{document} {profile:?}");
                    assert_eq!(error.code().as_str(), "json.base64");
                }
            }
        }
    }
    assert!(matches!(
        bytes(r#""aGl=""#, Profile::Strict),
        Err(Error::Base64 {
            reason: DecodeError::SpareBits {},
            ..
        })
    ));
}

#[test]
fn proto_integers() {
    let int64 = |document: &str, profile| read(document, |r| proto::int64(r, profile));
    for (document, strict, lenient) in [
        ("\"0\"", Some(0), Some(0)),
        (
            "\"9223372036854775807\"",
            Some(i64::MAX as u64),
            Some(i64::MAX as u64),
        ),
        ("7", None, Some(7)),
        ("7.0", None, None),
        ("9223372036854775808", None, None),
        ("\"9223372036854775808\"", None, None),
        ("\"-1\"", None, None),
        ("\"+1\"", None, None),
        ("\"01\"", None, None),
        ("\"\"", None, None),
        ("\" 1\"", None, None),
        ("\"1e3\"", None, None),
        ("null", None, None),
    ] {
        assert_eq!(int64(document, Profile::Strict).ok(), strict, "{document}");
        assert_eq!(
            int64(document, Profile::Lenient).ok(),
            lenient,
            "{document}"
        );
    }
    assert_eq!(code(int64("\"-1\"", Profile::Strict)), "json.integer-range");
    assert_eq!(code(int64("7", Profile::Strict)), "json.type");
}

#[test]
fn a_caller_that_miscounts_is_refused() {
    let lazy = read("[1]", |r| r.array::<Error>(9, "elements", |_, _| Ok(())));
    assert_eq!(code(lazy), "json.syntax");
    let greedy = read("[1 2]", |r| {
        r.array::<Error>(9, "elements", |r, _| {
            r.skip()?;
            r.skip()
        })
    });
    assert_eq!(code(greedy), "json.syntax");
    let unread = read("[1]", |r| {
        r.array::<Error>(9, "elements", |_, _| Ok(()))?;
        r.skip()
    });
    assert_eq!(code(unread), "json.syntax");
    assert_eq!(
        code(read("1 2", |r| {
            r.skip()?;
            r.skip()
        })),
        "json.syntax"
    );
    assert_eq!(code(read("1", |_| Ok(()))), "json.syntax");
}

#[test]
fn an_error_that_a_caller_drops_does_not_go_unseen() {
    // What is left of the inner array must not be taken for elements of the outer one.
    for consumes in [false, true] {
        let mut calls = 0;
        let deaf = read("[[1,2],3]", |r| {
            r.array::<Error>(9, "elements", |r, _| {
                calls += 1;
                let inner = r.array::<Error>(9, "elements", |r, _| {
                    if consumes {
                        r.skip()?;
                    }
                    Err(r.unknown_member())
                });
                assert_eq!(code(inner), "json.unknown-member");
                if !consumes {
                    let _ = r.skip();
                }
                Ok(())
            })
        });
        assert_eq!((code(deaf), calls), ("json.syntax", 1));
    }
    let deaf = read("[1,x]", |r| {
        let _ = r.skip();
        Ok(())
    });
    assert_eq!(code(deaf), "json.syntax");
}

#[test]
fn raw_is_the_exact_text() {
    let document = "{\"a\": [ 1.0 , \"\\u0041\" ] }";
    let mut raw = "";
    let mut reader = Reader::new(document.as_bytes(), &Limits::default()).unwrap();
    reader
        .object::<Error>(&[], |reader, _| {
            raw = reader.raw()?;
            Ok(())
        })
        .unwrap();
    reader.finish().unwrap();
    assert_eq!(raw, "[ 1.0 , \"\\u0041\" ]");
    assert_eq!(
        Reader::over(raw, &Limits::default()).unwrap().skip(),
        Ok(())
    );
}

#[test]
fn errors_of_a_document_within_another_are_placed_from_the_outer_one() {
    let error = skip(r#"{"a":1,"a":2}"#).unwrap_err();
    let outer = bonafide_report::Place::root().member("payload");
    assert_eq!(error.within(&outer).place().as_str(), "/payload/a");
}
