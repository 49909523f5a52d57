//! E: the inclusion proof.

use serde_json::{Value, json};

use super::{ALL, Draft, Row, add, bytes, elements, flip_first, remove, row, text};
use crate::encode::{base64, unbase64};
use crate::merkle;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = heads();
    rows.extend(hashes());
    rows
}

fn heads() -> Vec<Row> {
    let missing = &["bundle.missing-proof"];
    let inclusion = &["tlog.inclusion"];
    let size = &[
        "tlog.checkpoint.size-mismatch",
        "tlog.inclusion",
        "bundle.parse",
    ];
    let root = &["tlog.checkpoint.root-mismatch", "bundle.parse"];
    let parse = &["bundle.parse"];
    vec![
        row("E01", ALL, "no proof", missing, |draft| {
            remove(draft.entry(), "inclusionProof");
        }),
        row("E01", ALL, "no proof, relabelled 0.1", missing, relabelled),
        row("E02", ALL, "the next index", inclusion, |draft| {
            add(&mut draft.proof()["logIndex"], 1);
        }),
        row(
            "E03",
            ALL,
            "an index of the tree size",
            inclusion,
            |draft| {
                draft.proof()["logIndex"] = draft.proof()["treeSize"].clone();
            },
        ),
        row("E04", ALL, "a tree of one more", size, |draft| {
            add(&mut draft.proof()["treeSize"], 1);
        }),
        row("E05", ALL, "a tree of none", size, |draft| {
            draft.proof()["treeSize"] = "0".into();
        }),
        row("E06", ALL, "a bit of the root", root, |draft| {
            bytes(&mut draft.proof()["rootHash"], flip_first);
        }),
        row("E07", ALL, "an empty root", root, |draft| {
            draft.proof()["rootHash"] = "".into();
        }),
        row(
            "E16",
            ALL,
            "a tree of this entry alone",
            &[
                "tlog.checkpoint.root-mismatch",
                "tlog.checkpoint.size-mismatch",
            ],
            alone,
        ),
        row("E17", ALL, "a negative index", parse, |draft| {
            draft.proof()["logIndex"] = "-1".into();
        }),
        row("E18", ALL, "a negative size", parse, |draft| {
            draft.proof()["treeSize"] = "-1".into();
        }),
    ]
}

fn hashes() -> Vec<Row> {
    let length = &["tlog.inclusion.length"];
    let inclusion = &["tlog.inclusion"];
    let malformed = &["tlog.inclusion.length", "bundle.parse"];
    vec![
        row("E08", ALL, "the last hash missing", length, |draft| {
            path(draft).pop();
        }),
        row("E09", ALL, "a hash too many", length, |draft| {
            path(draft).push(base64(&[0; 32]).into());
        }),
        row("E10", ALL, "no hashes", length, |draft| path(draft).clear()),
        row("E11", ALL, "a bit of the first hash", inclusion, |draft| {
            bytes(&mut path(draft)[0], flip_first);
        }),
        row("E12", ALL, "two hashes swapped", inclusion, |draft| {
            path(draft).swap(0, 1)
        }),
        row("E13", ALL, "two hashes in one", malformed, |draft| {
            let second = path(draft).remove(1);
            let second = unbase64(second.as_str().expect("text"));
            bytes(&mut path(draft)[0], |first| first.extend(second));
        }),
        row("E14", ALL, "a hash of 31 bytes", malformed, |draft| {
            bytes(&mut path(draft)[0], |hash| hash.truncate(31));
        }),
        row(
            "E15",
            ALL,
            "a foreign proof of the same log",
            inclusion,
            |draft| {
                *draft.proof() = draft.foreign_entry()["inclusionProof"].clone();
            },
        ),
    ]
}

/// The form of version 0.1, which knows entries without proof.
fn relabelled(draft: &mut Draft<'_>) {
    remove(draft.entry(), "inclusionProof");
    draft.bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1".into();
    let leaf = remove(draft.material(), "certificate");
    draft.material()["x509CertificateChain"] = json!({"certificates": [leaf]});
}

fn alone(draft: &mut Draft<'_>) {
    let body = unbase64(draft.entry()["canonicalizedBody"].as_str().expect("text"));
    let proof = draft.proof();
    proof["treeSize"] = "1".into();
    proof["logIndex"] = "0".into();
    proof["hashes"] = json!([]);
    proof["rootHash"] = base64(&merkle::leaf(&body)).into();
    if draft.base.is_v2() {
        text(&mut draft.entry()["logIndex"], |_| "0".to_owned());
    }
}

fn path<'a>(draft: &'a mut Draft<'_>) -> &'a mut Vec<Value> {
    elements(&mut draft.proof()["hashes"])
}
