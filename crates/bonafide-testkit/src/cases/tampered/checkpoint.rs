//! F: the checkpoint.

use super::{ALL, Draft, MESSAGES, Row, accepted, bytes, flip_first, flip_last, remove, row, text};
use crate::encode::{base64, unbase64};

const PARSE: &[&str] = &["tlog.checkpoint.parse"];
const UNKNOWN: &[&str] = &["tlog.checkpoint.no-matching-signature"];
const ANY: &[&str] = &["tlog.checkpoint"];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = heads();
    rows.extend(form());
    rows.extend(signatures());
    rows
}

fn heads() -> Vec<Row> {
    vec![
        row(
            "F01",
            ALL,
            "no checkpoint",
            &["bundle.missing-checkpoint"],
            |draft| {
                remove(draft.proof(), "checkpoint");
            },
        ),
        row(
            "F02",
            ALL,
            "an empty checkpoint",
            &["bundle.missing-checkpoint", PARSE[0]],
            |draft| {
                note(draft, |_| String::new());
            },
        ),
        row("F03", ALL, "another origin", ANY, |draft| {
            note(draft, |note| format!("x{note}"));
        }),
        row("F04", ALL, "one leaf more", ANY, |draft| {
            body(draft, |lines| {
                lines[1] = (lines[1].parse::<u64>().expect("a size") + 1).to_string()
            });
        }),
        row("F05", ALL, "a zero before the size", PARSE, |draft| {
            body(draft, |lines| lines[1].insert(0, '0'));
        }),
        row(
            "F06",
            ALL,
            "both roots changed alike",
            &["tlog.checkpoint.signature"],
            |draft| {
                bytes(&mut draft.proof()["rootHash"], flip_first);
                let root = draft.proof()["rootHash"].as_str().expect("text").to_owned();
                body(draft, |lines| lines[2].clone_from(&root));
            },
        ),
        row(
            "F19",
            ALL,
            "the checkpoint of a larger tree",
            &[
                "tlog.checkpoint.root-mismatch",
                "tlog.checkpoint.size-mismatch",
            ],
            |draft| {
                let larger = draft.larger();
                draft.proof()["checkpoint"] = larger.bundle["verificationMaterial"]["tlogEntries"]
                    [0]["inclusionProof"]["checkpoint"]
                    .clone();
            },
        ),
    ]
}

fn form() -> Vec<Row> {
    vec![
        row("F09", ALL, "no signature lines", PARSE, |draft| {
            note(draft, |note| {
                let end = note.find("\n\n").expect("a blank line") + 2;
                note[..end].to_owned()
            });
        }),
        row("F10", ALL, "no blank line", PARSE, |draft| {
            note(draft, |note| note.replacen("\n\n", "\n", 1));
        }),
        row("F11", ALL, "no final newline", PARSE, |draft| {
            note(draft, |note| note.trim_end_matches('\n').to_owned());
        }),
        row("F12", ALL, "carriage returns", PARSE, |draft| {
            note(draft, |note| note.replace('\n', "\r\n"));
        }),
        row("F13", ALL, "a hyphen for the dash", PARSE, |draft| {
            note(draft, |note| note.replace('\u{2014}', "-"));
        }),
        row(
            "F20",
            ALL,
            "a line of words among the signatures",
            PARSE,
            |draft| {
                note(draft, |note| format!("{note}words\n"));
            },
        ),
        row("F20", ALL, "a word after a signature", PARSE, |draft| {
            note(draft, |note| format!("{} word\n", note.trim_end()));
        }),
        row(
            "F21",
            MESSAGES,
            "a thousand signatures",
            &["limit"],
            |draft| {
                let lines: String = (0..1000).map(witness_line).collect();
                note(draft, |note| format!("{note}{lines}"));
            },
        ),
        row(
            "F21",
            MESSAGES,
            "5,000 signatures with the right id",
            &["limit"],
            |draft| {
                let line = signature_line(draft);
                note(draft, |note| format!("{note}{}", line.repeat(5000)));
            },
        ),
        row(
            "F21",
            MESSAGES,
            "65 short signatures",
            &["limit"],
            |draft| {
                let lines: String = (0..64).map(witness_line).collect();
                note(draft, |note| format!("{note}{lines}"));
            },
        ),
    ]
}

fn signatures() -> Vec<Row> {
    vec![
        row(
            "F07",
            ALL,
            "a bit of the signature",
            &["tlog.checkpoint.signature"],
            |draft| {
                blob(draft, flip_last);
            },
        ),
        row("F08", ALL, "a bit of the key id", UNKNOWN, |draft| {
            blob(draft, flip_first)
        }),
        row("F14", ALL, "another key name", UNKNOWN, |draft| {
            key_name(draft, "elsewhere.test")
        }),
        row("F15", ALL, "a pattern as the key name", UNKNOWN, |draft| {
            key_name(draft, ".*")
        }),
        accepted("F16", ALL, "an unknown witness at the end", &[], |draft| {
            note(draft, |note| format!("{note}{}", witness_line(1)));
        }),
        accepted(
            "F17",
            ALL,
            "an unknown witness at the beginning",
            &[],
            |draft| {
                note(draft, |note| {
                    note.replacen("\n\n", &format!("\n\n{}", witness_line(1)), 1)
                });
            },
        ),
        row(
            "F18",
            ALL,
            "a bad signature of the log, then the good one",
            &["tlog.checkpoint.signature", "tlog.checkpoint.parse"],
            |draft| {
                let good = signature_line(draft);
                blob(draft, flip_last);
                note(draft, |note| format!("{note}{good}"));
            },
        ),
        row(
            "F18",
            ALL,
            "the good signature of the log, then a bad one",
            &["tlog.checkpoint.signature", "tlog.checkpoint.parse"],
            |draft| {
                let good = signature_line(draft);
                blob(draft, flip_last);
                note(draft, |note| {
                    note.replacen("\n\n", &format!("\n\n{good}"), 1)
                });
            },
        ),
    ]
}

fn note(draft: &mut Draft<'_>, edit: impl FnOnce(&str) -> String) {
    text(&mut draft.proof()["checkpoint"]["envelope"], edit);
}

/// Changes the lines before the signatures.
fn body(draft: &mut Draft<'_>, edit: impl FnOnce(&mut Vec<String>)) {
    note(draft, |note| {
        let (body, signatures) = note.split_once("\n\n").expect("a blank line");
        let mut lines: Vec<String> = body.split('\n').map(str::to_owned).collect();
        edit(&mut lines);
        format!("{}\n\n{signatures}", lines.join("\n"))
    });
}

/// The log's signature line, the only one of a good checkpoint.
fn signature_line(draft: &mut Draft<'_>) -> String {
    let mut line = String::new();
    note(draft, |note| {
        line = note.split_once("\n\n").expect("a blank line").1.to_owned();
        note.to_owned()
    });
    line
}

fn key_name(draft: &mut Draft<'_>, name: &str) {
    edit_line(draft, |_, blob| format!("\u{2014} {name} {blob}\n"));
}

fn blob(draft: &mut Draft<'_>, edit: fn(&mut Vec<u8>)) {
    edit_line(draft, |name, blob| {
        let mut bytes = unbase64(blob);
        edit(&mut bytes);
        format!("\u{2014} {name} {}\n", base64(&bytes))
    });
}

fn edit_line(draft: &mut Draft<'_>, edit: impl FnOnce(&str, &str) -> String) {
    let line = signature_line(draft);
    let mut words = line.split_whitespace().skip(1);
    let edited = edit(
        words.next().expect("a name"),
        words.next().expect("a signature"),
    );
    note(draft, |note| note.replace(&line, &edited));
}

fn witness_line(number: usize) -> String {
    let blob = [&(number as u32).to_be_bytes()[..], &[7; 72]].concat();
    format!("\u{2014} witness{number}.test {}\n", base64(&blob))
}
