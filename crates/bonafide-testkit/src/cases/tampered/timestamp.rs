//! G: timestamps.

use serde_json::{Value, json};

use super::{Choice, Draft, Row, V1t, V2, V2d, V2m, bytes, find, flip_last, remove, row};
use crate::encode::{Hash, base64};
use crate::{Sigstore, Token};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = presence();
    rows.extend(changes());
    rows.extend(strangers());
    rows
}

fn presence() -> Vec<Row> {
    let none = &["time.none"];
    vec![
        row("G01", V2, "no timestamps", none, |draft| {
            remove(draft.material(), "timestampVerificationData");
        }),
        row("G01", V2, "timestamps are null", none, |draft| {
            draft.material()["timestampVerificationData"] = Value::Null;
        }),
        row("G02", V2, "an empty list", none, |draft| {
            draft.tokens().clear()
        }),
        row(
            "G09",
            V2,
            "a timestamp twice",
            &["tsa.duplicate"],
            |draft| {
                let again = draft.tokens()[0].clone();
                draft.tokens().push(again);
            },
        ),
        row("G10", V2, "33 timestamps", &["limit"], |draft| {
            let one = draft.tokens()[0].clone();
            draft.tokens().resize(33, one);
        }),
    ]
}

fn changes() -> Vec<Row> {
    let signature = &["tsa.signature"];
    vec![
        row(
            "G03",
            V2,
            "the timestamp of another signature",
            &["tsa.imprint"],
            |draft| {
                draft.tokens()[0] = draft.foreign.bundle["verificationMaterial"]
                ["timestampVerificationData"]["rfc3161Timestamps"][0]
                .clone();
            },
        ),
        row("G04", V2, "a bit of its signature", signature, |draft| {
            bytes(&mut draft.tokens()[0]["signedTimestamp"], flip_last);
        }),
        row("G05", V2, "another time", signature, |draft| {
            let time = draft.kit.time.generalized_time();
            bytes(&mut draft.tokens()[0]["signedTimestamp"], |der| {
                let at = find(der, time.as_bytes());
                der[at + 13] ^= 1;
            });
        }),
        row("G06", V2, "another imprint", &["tsa.imprint"], |draft| {
            let imprint = Hash::Sha256.digest(&draft.good.signature);
            bytes(&mut draft.tokens()[0]["signedTimestamp"], |der| {
                let at = find(der, &imprint);
                der[at] ^= 1;
            });
        }),
        row(
            "G07",
            V2,
            "a refusal around a good timestamp",
            &["tsa.status"],
            |draft| {
                remade(draft, |token| token.status = 2);
            },
        ),
        row("G08", V2, "a byte after it", &["tsa.parse"], |draft| {
            bytes(&mut draft.tokens()[0]["signedTimestamp"], |der| der.push(0));
        }),
        row(
            "G11",
            V2,
            "the token without its response",
            &["tsa.parse"],
            |draft| {
                let bare = token(draft).content_info();
                draft.tokens()[0] = json!({"signedTimestamp": base64(&bare)});
            },
        ),
    ]
}

fn strangers() -> Vec<Row> {
    let any = &["tsa"];
    vec![
        row(
            "G12",
            &[V2m, V2d, V1t],
            "a timestamp of a stranger after the good one",
            any,
            |draft| {
                let stranger = stranger(draft);
                draft.tokens().push(stranger);
            },
        )
        .but_accepted_by(Choice::SkipBadTimestamps),
        row(
            "G13",
            &[V2m, V2d, V1t],
            "a timestamp of a stranger before the good one",
            any,
            |draft| {
                let stranger = stranger(draft);
                draft.tokens().insert(0, stranger);
            },
        )
        .but_accepted_by(Choice::SkipUnknownTsa),
        row(
            "G12",
            &[V1t],
            "a timestamp of another signature after the good one",
            any,
            |draft| {
                let mut other = draft.kit.tsa.token(b"another signature", draft.kit.time);
                other.info.serial = vec![9];
                draft.tokens().push(other.json());
            },
        )
        .but_accepted_by(Choice::SkipBadTimestamps),
    ]
}

/// The good token before it is signed.
fn token(draft: &Draft<'_>) -> Token {
    let mut token = draft.kit.tsa.token(&draft.good.signature, draft.kit.time);
    token.info.serial = vec![1];
    token
}

fn remade(draft: &mut Draft<'_>, edit: impl FnOnce(&mut Token)) {
    let token = token(draft).with(edit);
    draft.tokens()[0] = token.json();
}

/// A timestamp of an authority that nobody trusts.
fn stranger(draft: &Draft<'_>) -> Value {
    let elsewhere = Sigstore::new("elsewhere.test");
    elsewhere
        .tsa
        .token(&draft.good.signature, draft.kit.time)
        .json()
}
