//! C: signature, digest and envelope.

use serde_json::{Value, json};

use super::{
    ALL, Draft, ENVELOPES, MESSAGES, Row, accepted, bytes, elements, flip_last, remove, row,
};
use crate::der;
use crate::encode::{Hash, base64};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = signatures();
    rows.extend(digests());
    rows.extend(envelopes());
    rows
}

fn signatures() -> Vec<Row> {
    let either = &["signature", "tlog.body-mismatch"];
    let imprint = &["tsa.imprint"];
    vec![
        row("C01", ALL, "a bit of the signature", either, |draft| {
            bytes(draft.signature(), flip_last);
        })
        .or_on_v2(imprint),
        row(
            "C02",
            ALL,
            "the other s",
            &["tlog.body-mismatch"],
            |draft| {
                bytes(draft.signature(), |signature| {
                    let (r, s) = parts(signature);
                    *signature = ecdsa(&r, &subtract(&ORDER, &s));
                });
            },
        )
        .or_on_v2(imprint),
        row("C03", ALL, "a length in the long form", either, |draft| {
            bytes(draft.signature(), |signature| signature.insert(1, 0x81));
        })
        .or_on_v2(imprint),
        row("C04", ALL, "a byte after the signature", either, |draft| {
            bytes(draft.signature(), |signature| signature.push(0));
        })
        .or_on_v2(imprint),
        row("C05", ALL, "r and s are zero", &["signature"], |draft| {
            *draft.signature() = base64(&ecdsa(&[], &[])).into();
        })
        .or_on_v2(imprint),
    ]
}

fn digests() -> Vec<Row> {
    let mismatch = &["artifact.digest-mismatch"];
    vec![
        row(
            "C06",
            MESSAGES,
            "the digest of other data",
            mismatch,
            |draft| {
                digest(draft)["digest"] = base64(&Hash::Sha256.digest(b"other data")).into();
            },
        ),
        row("C07", MESSAGES, "32 bytes of SHA2_512", mismatch, |draft| {
            digest(draft)["algorithm"] = "SHA2_512".into();
        }),
        row(
            "C08",
            MESSAGES,
            "an unknown algorithm",
            &["bundle.parse"],
            |draft| {
                digest(draft)["algorithm"] = "SHA4_256".into();
            },
        ),
        row(
            "C08",
            MESSAGES,
            "an unspecified algorithm",
            &["bundle.parse"],
            |draft| {
                digest(draft)["algorithm"] = "HASH_ALGORITHM_UNSPECIFIED".into();
            },
        ),
        accepted(
            "C09",
            MESSAGES,
            "no digest",
            &["note.message-digest-absent"],
            |draft| {
                remove(&mut draft.bundle["messageSignature"], "messageDigest");
            },
        ),
    ]
}

fn envelopes() -> Vec<Row> {
    let count = &["dsse.signature-count"];
    vec![
        row(
            "C10",
            ENVELOPES,
            "a byte of the payload",
            &["signature", "tlog.body-mismatch"],
            |draft| {
                bytes(&mut draft.bundle["dsseEnvelope"]["payload"], |payload| {
                    let at = super::find(payload, b"\"artifact\"") + 1;
                    payload[at] = b'A';
                });
            },
        ),
        row(
            "C11",
            ENVELOPES,
            "another payload type",
            &["dsse.payload-type", "signature"],
            |draft| {
                draft.bundle["dsseEnvelope"]["payloadType"] = "application/json".into();
            },
        ),
        row("C12", ENVELOPES, "the signature twice", count, |draft| {
            let again = envelope_signatures(draft)[0].clone();
            envelope_signatures(draft).push(again);
        }),
        row(
            "C13",
            ENVELOPES,
            "a junk signature after the good one",
            count,
            |draft| {
                envelope_signatures(draft).push(json!({"sig": "anVuaw=="}));
            },
        ),
        row("C14", ENVELOPES, "no signature", count, |draft| {
            envelope_signatures(draft).clear()
        }),
        row(
            "C15",
            ENVELOPES,
            "a foreign envelope",
            &["tlog.body-mismatch", "signature"],
            |draft| {
                draft.bundle["dsseEnvelope"] = draft.foreign.bundle["dsseEnvelope"].clone();
            },
        )
        .or_on_v2(&["tsa.imprint"]),
        accepted("C16", ENVELOPES, "a key id", &[], |draft| {
            envelope_signatures(draft)[0]["keyid"] = "of another key".into();
        }),
    ]
}

fn digest<'a>(draft: &'a mut Draft<'_>) -> &'a mut Value {
    &mut draft.bundle["messageSignature"]["messageDigest"]
}

fn envelope_signatures<'a>(draft: &'a mut Draft<'_>) -> &'a mut Vec<Value> {
    elements(&mut draft.bundle["dsseEnvelope"]["signatures"])
}

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn ecdsa(r: &[u8], s: &[u8]) -> Vec<u8> {
    der::sequence(&[der::unsigned(r), der::unsigned(s)])
}

/// The two numbers of an ECDSA signature on P-256, 32 bytes each.
fn parts(signature: &[u8]) -> ([u8; 32], [u8; 32]) {
    let number = |at: usize| {
        let length = usize::from(signature[at + 1]);
        let content = &signature[at + 2..at + 2 + length];
        let content = &content[length.saturating_sub(32)..];
        let mut number = [0; 32];
        number[32 - content.len()..].copy_from_slice(content);
        (number, at + 2 + length)
    };
    let (r, next) = number(2);
    (r, number(next).0)
}

fn subtract(from: &[u8; 32], number: &[u8; 32]) -> [u8; 32] {
    let mut out = [0; 32];
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(from[at]) - i16::from(number[at]) - borrow;
        borrow = i16::from(difference < 0);
        out[at] = difference.rem_euclid(256) as u8;
    }
    out
}
