//! A: the bundle as a whole.

use serde_json::{Value, json};

use super::{ALL, Choice, Draft, ENVELOPES, MESSAGES, Row, V1, V1c, V1d, V1m, remove, row, text};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = media_types();
    rows.extend(members());
    rows.extend(entries());
    rows.extend(spelling());
    rows
}

fn media_types() -> Vec<Row> {
    let version = &["bundle.version"];
    vec![
        row(
            "A01",
            MESSAGES,
            "media type of version 0.4",
            version,
            |draft| {
                draft.bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.4+json".into();
            },
        ),
        row(
            "A01",
            MESSAGES,
            "media type with parameter 0.4",
            version,
            |draft| {
                draft.bundle["mediaType"] =
                    "application/vnd.dev.sigstore.bundle+json;version=0.4".into();
            },
        ),
        row("A02", MESSAGES, "no media type", version, |draft| {
            remove(&mut draft.bundle, "mediaType");
        }),
        row(
            "A03",
            &[V1m],
            "media type with trailing text",
            version,
            |draft| {
                text(&mut draft.bundle["mediaType"], |text| format!("{text};x=1"));
            },
        ),
        row(
            "A04",
            &[V1c],
            "version 0.3 with a chain",
            &["bundle.parse"],
            |draft| {
                draft.bundle["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json".into();
            },
        ),
    ]
}

fn members() -> Vec<Row> {
    let parse = &["bundle.parse"];
    vec![
        row("A05", MESSAGES, "certificate and key", parse, |draft| {
            draft.material()["publicKey"] = json!({"hint": "x"});
        }),
        row(
            "A05",
            MESSAGES,
            "certificate and key, which is null",
            parse,
            |draft| {
                draft.material()["publicKey"] = Value::Null;
            },
        ),
        row("A06", ENVELOPES, "message and envelope", parse, |draft| {
            let message = draft.kit.message(b"artifact").mint();
            draft.bundle["messageSignature"] = message.bundle["messageSignature"].clone();
        }),
        row("A07", V1, "no content", parse, |draft| {
            let content = if draft.base.is_envelope() {
                "dsseEnvelope"
            } else {
                "messageSignature"
            };
            remove(&mut draft.bundle, content);
        }),
        row(
            "A08",
            ALL,
            "empty signature",
            &["bundle.parse", "signature"],
            |draft| {
                *draft.signature() = "".into();
            },
        ),
        row("A13", &[V1m], "no verification material", parse, |draft| {
            remove(&mut draft.bundle, "verificationMaterial");
        }),
        row("A17", &[V1m], "unknown member", parse, |draft| {
            draft.bundle["extra"] = json!({"a": [1]});
        })
        .but_accepted_by(Choice::Lenient),
    ]
}

fn entries() -> Vec<Row> {
    let none = &["tlog.threshold", "time.none"];
    let both = &["tlog.body-mismatch", "cert.time"];
    vec![
        row("A09", ALL, "no entries", none, |draft| {
            draft.entries().clear()
        }),
        row("A10", ALL, "entries absent", none, |draft| {
            remove(draft.material(), "tlogEntries");
        }),
        row(
            "A11",
            MESSAGES,
            "an entry twice",
            &["tlog.duplicate"],
            |draft| {
                let again = draft.entry().clone();
                draft.entries().push(again);
            },
        ),
        row("A12", &[V1m], "33 entries", &["limit"], |draft| {
            let one = draft.entry().clone();
            draft.entries().resize(33, one);
        }),
        row(
            "A14",
            ALL,
            "a foreign entry alone",
            &["tlog.body-mismatch"],
            |draft| {
                *draft.entry() = draft.foreign_entry();
            },
        )
        .or_on_v1(&["cert.time"]),
        row(
            "A15",
            V1,
            "a foreign entry after the good one",
            both,
            |draft| {
                let foreign = draft.foreign_entry();
                draft.entries().push(foreign);
            },
        ),
        row(
            "A16",
            &[V1m, V1d],
            "a foreign entry before the good one",
            both,
            |draft| {
                let foreign = draft.foreign_entry();
                draft.entries().insert(0, foreign);
            },
        ),
    ]
}

fn spelling() -> Vec<Row> {
    let parse = &["bundle.parse"];
    vec![
        row("A18", &[V1m], "names in snake case", parse, |draft| {
            draft.write(|text| {
                text.replace("\"mediaType\"", "\"media_type\"")
                    .replace("\"verificationMaterial\"", "\"verification_material\"")
                    .replace("\"tlogEntries\"", "\"tlog_entries\"")
                    .replace("\"messageSignature\"", "\"message_signature\"")
            });
        }),
        row("A18", &[V1m], "one name in snake case", parse, |draft| {
            draft.write(|text| text.replace("\"logIndex\"", "\"log_index\""));
        }),
        row("A19", &[V1m], "integers as JSON numbers", parse, |draft| {
            for name in ["logIndex", "integratedTime"] {
                number(&mut draft.entry()[name]);
            }
            for name in ["logIndex", "treeSize"] {
                number(&mut draft.proof()[name]);
            }
        })
        .but_accepted_by(Choice::Lenient),
        row("A20", &[V1m], "the URL-safe alphabet", parse, |draft| {
            respell(draft, |text| text.replace('+', "-").replace('/', "_"));
        })
        .but_accepted_by(Choice::Lenient),
        row("A21", &[V1m], "no padding", parse, |draft| {
            respell(draft, |text| text.trim_end_matches('=').to_owned());
        })
        .but_accepted_by(Choice::Lenient),
        row("A22", &[V1m], "white space in base64", parse, |draft| {
            text(draft.signature(), |text| {
                format!("{}\\n{}", &text[..8], &text[8..])
            });
            draft.write(|text| text.replace("\\\\n", "\\n"));
        }),
        row("A22", &[V1m], "a space after base64", parse, |draft| {
            text(draft.signature(), |text| format!("{text} "));
        }),
        row("A23", &[V1m], "the media type twice", parse, |draft| {
            draft.write(|text| text.replacen('{', "{\"mediaType\":\"text/plain\",", 1));
        }),
        row(
            "A23",
            &[V1m],
            "the content twice, the foreign one first",
            parse,
            |draft| {
                let foreign = draft.foreign.bundle["messageSignature"].to_string();
                draft.write(|text| {
                    text.replacen('{', &format!("{{\"messageSignature\":{foreign},"), 1)
                });
            },
        ),
        row(
            "A23",
            &[V1m],
            "the content twice, the foreign one last",
            parse,
            |draft| {
                let foreign = draft.foreign.bundle["messageSignature"].to_string();
                draft.write(|mut text| {
                    text.pop();
                    format!("{text},\"messageSignature\":{foreign}}}")
                });
            },
        ),
        row("A24", &[V1m], "another document after it", parse, |draft| {
            draft.write(|text| format!("{text}{{}}"));
        }),
        row("A25", &[V1m], "a byte order mark", parse, |draft| {
            draft.write(|text| format!("\u{feff}{text}"));
        }),
        row(
            "A26",
            &[V1m],
            "20,000 arrays in each other",
            &["bundle.parse", "limit"],
            |draft| {
                let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
                draft.write(|text| text.replacen('{', &format!("{{\"extra\":{deep},"), 1));
            },
        ),
    ]
}

/// A number in place of its text.
fn number(value: &mut Value) {
    *value = value
        .as_str()
        .expect("text")
        .parse::<i64>()
        .expect("a number")
        .into();
}

/// Changes base64 that has each of the characters in question: a certificate, a signature, and a
/// digest of 32 bytes.
fn respell(draft: &mut Draft<'_>, edit: fn(&str) -> String) {
    text(draft.leaf(), edit);
    text(draft.signature(), edit);
    text(
        &mut draft.bundle["messageSignature"]["messageDigest"]["digest"],
        edit,
    );
    assert_ne!(draft.bundle, draft.good.bundle);
}
