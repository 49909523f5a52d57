//! B: the signing certificate.

use serde_json::json;

use super::{ALL, Draft, MESSAGES, Row, V1c, V1m, V2d, accepted, bytes, find, flip_last, row};
use crate::encode::base64;

pub(super) fn rows() -> Vec<Row> {
    let chain = &["cert.chain"];
    vec![
        row(
            "B01",
            ALL,
            "a bit of the issuer's signature",
            chain,
            |draft| {
                bytes(draft.leaf(), flip_last);
            },
        ),
        row(
            "B02",
            ALL,
            "another good certificate",
            &["cert.time", "identity", "tlog.body-mismatch", "signature"],
            |draft| *draft.leaf() = base64(&draft.foreign.certificate).into(),
        ),
        row(
            "B03",
            ALL,
            "a byte after the certificate",
            &["cert.parse"],
            |draft| {
                bytes(draft.leaf(), |der| der.push(0));
            },
        ),
        row(
            "B04",
            &[V1m, V2d],
            "the certificate cut short",
            &["cert.parse"],
            |draft| {
                bytes(draft.leaf(), |der| der.truncate(der.len() / 2));
            },
        ),
        row(
            "B04",
            &[V1m, V2d],
            "the last byte missing",
            &["cert.parse"],
            |draft| {
                bytes(draft.leaf(), |der| der.truncate(der.len() - 1));
            },
        ),
        row(
            "B05",
            &[V1m, V1c],
            "the intermediate as the leaf",
            &["cert.leaf-is-ca"],
            |draft| {
                *draft.leaf() = base64(&draft.kit.fulcio.chain()[0]).into();
            },
        ),
        row(
            "B06",
            ALL,
            "a bit of the certificate log's signature",
            &["cert.chain", "cert.sct"],
            |draft| {
                let id = draft.kit.ct.key.id();
                bytes(draft.leaf(), |der| {
                    // After the id: time, no extensions, algorithm, length, and then the signature.
                    let at = find(der, &id) + 32 + 8 + 2 + 2 + 2 + 8;
                    der[at] ^= 1;
                });
            },
        ),
        row("B07", ALL, "a byte of the name", chain, |draft| {
            let name = draft.good.identity.clone();
            bytes(draft.leaf(), |der| {
                let at = find(der, name.as_bytes()) + name.len() - 1;
                der[at] ^= 1;
            });
        }),
        row("B08", MESSAGES, "valid until 2049", chain, valid_until_2049),
        row(
            "B09",
            &[V1c],
            "the leaf after a foreign one",
            &["signature", "tlog.body-mismatch", "cert"],
            |draft| {
                let foreign = json!({"rawBytes": base64(&draft.foreign.certificate)});
                certificates(draft).insert(0, foreign);
            },
        ),
        accepted(
            "B10",
            &[V1c],
            "the root in the chain",
            &["note.superfluous-root"],
            |draft| {
                for der in draft.kit.fulcio.chain() {
                    certificates(draft).push(json!({"rawBytes": base64(&der)}));
                }
            },
        ),
        accepted(
            "B10",
            &[V1c],
            "only the root beside the leaf",
            &["note.superfluous-root"],
            |draft| {
                let root = draft.kit.fulcio.chain().pop().expect("a root");
                certificates(draft).push(json!({"rawBytes": base64(&root)}));
            },
        ),
    ]
}

fn certificates<'a>(draft: &'a mut Draft<'_>) -> &'a mut Vec<serde_json::Value> {
    super::elements(&mut draft.material()["x509CertificateChain"]["certificates"])
}

fn valid_until_2049(draft: &mut Draft<'_>) {
    let year = draft.kit.time.utc_time()[..2].to_owned();
    let end = draft.kit.time.plus(300).utc_time();
    bytes(draft.leaf(), |der| {
        let at = find(der, end.as_bytes());
        assert_eq!(&der[at..at + 2], year.as_bytes());
        der[at..at + 2].copy_from_slice(b"49");
    });
}
