//! D: the log entry and its promise.

use serde_json::{Value, json};

use super::{
    ALL, Draft, Row, V1, V2, accepted, add, bytes, elements, flip_first, flip_last, remove, row,
};
use crate::encode::base64;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = labels();
    rows.extend(promises());
    rows.extend(bodies());
    rows.extend(second_generation());
    rows.extend(numbers());
    rows
}

fn labels() -> Vec<Row> {
    let kind = &["tlog.kind-mismatch"];
    let another = &["tlog.checkpoint", "tlog.set", "tlog.unknown-log"];
    vec![
        row(
            "D01",
            ALL,
            "a bit of the log id",
            &["tlog.unknown-log"],
            |draft| {
                bytes(&mut draft.entry()["logId"]["keyId"], flip_first);
            },
        ),
        row(
            "D02",
            ALL,
            "the id of another trusted log",
            another,
            |draft| {
                let log = if draft.base.is_v2() {
                    &draft.kit.rekor
                } else {
                    &draft.kit.rekor2
                };
                let id = log.id();
                draft.entry()["logId"]["keyId"] = base64(&id).into();
            },
        ),
        row("D03", ALL, "another kind", kind, |draft| {
            let kind = &mut draft.entry()["kindVersion"]["kind"];
            *kind = if *kind == "dsse" { "intoto" } else { "dsse" }.into();
        }),
        row(
            "D04",
            ALL,
            "version 0.0.9",
            &["tlog.unsupported-kind", "tlog.kind-mismatch"],
            |draft| draft.entry()["kindVersion"]["version"] = "0.0.9".into(),
        ),
        row(
            "D05",
            ALL,
            "the version of the other generation",
            kind,
            |draft| {
                let version = if draft.base.is_v2() { "0.0.1" } else { "0.0.2" };
                draft.entry()["kindVersion"]["version"] = version.into();
            },
        ),
    ]
}

fn promises() -> Vec<Row> {
    let set = &["tlog.set"];
    vec![
        row("D06", V1, "one second later", set, |draft| {
            add(&mut draft.entry()["integratedTime"], 1);
        }),
        row(
            "D07",
            V1,
            "a negative time",
            &["bundle.parse", "tlog.set"],
            |draft| {
                draft.entry()["integratedTime"] = "-1".into();
            },
        ),
        row(
            "D08",
            V1,
            "no time beside the promise",
            &["bundle.parse", "tlog.set"],
            |draft| {
                remove(draft.entry(), "integratedTime");
            },
        ),
        row(
            "D09",
            V1,
            "a time without promise",
            &["time.none"],
            |draft| {
                remove(draft.entry(), "inclusionPromise");
            },
        ),
        row("D10", V1, "a bit of the promise", set, |draft| {
            bytes(promise(draft), flip_last);
        }),
        row("D11", V1, "the promise for another entry", set, |draft| {
            *promise(draft) =
                draft.foreign_entry()["inclusionPromise"]["signedEntryTimestamp"].clone();
        }),
        row("D12", V1, "an empty promise", &["bundle.parse"], |draft| {
            *promise(draft) = "".into();
        }),
        row(
            "D12",
            V1,
            "a promise without signature",
            &["bundle.parse"],
            |draft| {
                draft.entry()["inclusionPromise"] = json!({});
            },
        ),
        row("D13", V1, "the next index in the log", set, |draft| {
            add(&mut draft.entry()["logIndex"], 1);
        }),
    ]
}

fn bodies() -> Vec<Row> {
    let codes = &["tlog.inclusion", "tlog.body-mismatch"];
    let set = &["tlog.set"];
    vec![
        row("D15", ALL, "no body", &["bundle.parse"], |draft| {
            remove(draft.entry(), "canonicalizedBody");
        }),
        row("D15", ALL, "an empty body", &["bundle.parse"], |draft| {
            draft.entry()["canonicalizedBody"] = "".into();
        }),
        row(
            "D16",
            ALL,
            "the body with spaces",
            &["tlog.inclusion", "tlog.body"],
            |draft| {
                bytes(&mut draft.entry()["canonicalizedBody"], |body| {
                    let value: Value = serde_json::from_slice(body).expect("JSON");
                    *body = serde_json::to_vec_pretty(&value).expect("JSON");
                });
            },
        )
        .or_on_v1(set),
        row(
            "D17",
            ALL,
            "another signature in the body",
            codes,
            |draft| {
                let foreign = draft.foreign.signature.clone();
                bytes(&mut draft.entry()["canonicalizedBody"], |body| {
                    let mut value: Value = serde_json::from_slice(body).expect("JSON");
                    *signature_in(&mut value) = base64(&foreign).into();
                    *body = value.to_string().into_bytes();
                });
            },
        )
        .or_on_v1(set),
        row("D18", ALL, "a foreign body", codes, |draft| {
            draft.entry()["canonicalizedBody"] = draft.foreign_entry()["canonicalizedBody"].clone();
        })
        .or_on_v1(set),
    ]
}

fn second_generation() -> Vec<Row> {
    vec![
        row(
            "D14",
            V2,
            "the next index beside the proof",
            &["tlog.inclusion"],
            |draft| {
                add(&mut draft.entry()["logIndex"], 1);
            },
        ),
        row("D19", V2, "a promise", &["tlog.set"], |draft| {
            draft.entry()["inclusionPromise"] = json!({"signedEntryTimestamp": "AAAA"});
        }),
        row(
            "D20",
            V2,
            "a time, and no timestamp",
            &["time.none"],
            |draft| {
                draft.entry()["integratedTime"] = draft.kit.time.seconds.to_string().into();
                remove(draft.material(), "timestampVerificationData");
            },
        ),
        accepted(
            "D21",
            V2,
            "a time",
            &["note.unsigned-integrated-time"],
            |draft| {
                draft.entry()["integratedTime"] = "1".into();
            },
        ),
    ]
}

fn numbers() -> Vec<Row> {
    let parse = &["bundle.parse"];
    vec![
        row("D22", ALL, "an index of 2^63", parse, |draft| {
            draft.entry()["logIndex"] = "9223372036854775808".into();
        }),
        row("D23", ALL, "an index with a sign", parse, |draft| {
            respell(draft, |text| format!("+{text}"));
        }),
        row(
            "D23",
            ALL,
            "an index with a zero before it",
            parse,
            |draft| {
                respell(draft, |text| format!("0{text}"));
            },
        ),
        row("D24", ALL, "an index with an exponent", parse, |draft| {
            draft.entry()["logIndex"] = "1e3".into();
        }),
        row(
            "D25",
            ALL,
            "a second entry with neither proof nor promise",
            &["bundle.missing-proof"],
            |draft| {
                let mut second = draft.foreign_entry();
                remove(&mut second, "inclusionProof");
                if !draft.base.is_v2() {
                    remove(&mut second, "inclusionPromise");
                }
                draft.entries().push(second);
            },
        ),
    ]
}

fn respell(draft: &mut Draft<'_>, edit: fn(&str) -> String) {
    super::text(&mut draft.entry()["logIndex"], edit);
}

fn promise<'a>(draft: &'a mut Draft<'_>) -> &'a mut Value {
    &mut draft.entry()["inclusionPromise"]["signedEntryTimestamp"]
}

/// Where a body of any kind holds the signature.
fn signature_in(body: &mut Value) -> &mut Value {
    let spec = &mut body["spec"];
    if spec.get("signatures").is_some() {
        return &mut elements(&mut spec["signatures"])[0]["signature"];
    }
    let record = if spec.get("hashedRekordV002").is_some() {
        &mut spec["hashedRekordV002"]
    } else {
        spec
    };
    &mut record["signature"]["content"]
}
