//! Certificate timestamps.

use serde_json::json;

use super::{kit, kit_with, message, refused};
use crate::cases::Case;
use crate::encode::sha256;
use crate::{CtLog, KeyKind, Sct, Time};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lists();
    cases.extend(fields());
    cases
}

fn case(id: &str, change: &str, minted: &crate::Minted) -> Case {
    refused(&format!("sct/{id}"), change, minted, "cert.sct")
}

fn lists() -> Vec<Case> {
    let kit = kit();
    let list = |edit: fn(&mut Vec<u8>)| kit.message(b"artifact").with_sct_list(edit).mint();
    let empty = kit.message(b"artifact").with_scts(Vec::clear).mint();
    let ed25519 = kit_with(|kit| kit.ct = CtLog::new("ct.ed.test", KeyKind::Ed25519, Time::at(0)));
    vec![
        case("none", "no list", &list(Vec::clear)),
        case("empty-list", "an empty list", &empty),
        case(
            "trailing",
            "a byte after the list",
            &list(|list| list.push(0)),
        ),
        case(
            "item-longer",
            "an item longer than it is",
            &list(|list| list[3] += 1),
        ),
        case(
            "item-shorter",
            "an item shorter than it is",
            &list(|list| list[3] -= 1),
        ),
        case(
            "list-longer",
            "a list longer than it is",
            &list(|list| list[1] += 1),
        ),
        case(
            "empty-item",
            "an empty item",
            &list(|list| {
                list.extend([0, 0]);
                list[1] += 2;
            }),
        ),
        case(
            "ed25519",
            "an Ed25519 log without the option",
            &message(&ed25519),
        ),
    ]
}

fn fields() -> Vec<Case> {
    let kit = kit();
    let other = CtLog::new("ct-2.sigstore.test", KeyKind::P256, Time::at(0));
    let with = |edit: &dyn Fn(&mut Sct)| {
        let plan = kit.message(b"artifact");
        let mut minted = plan.with_scts(|scts| edit(&mut scts[0])).mint();
        minted.trusted_root["ctlogs"] = json!([kit.ct.instance(), other.instance()]);
        minted
    };
    let stranger = CtLog::new("ct.elsewhere.test", KeyKind::P256, Time::at(0));
    let root_hash = sha256(&kit.fulcio.issuers[1].certificate.spki);
    vec![
        case(
            "unknown-log",
            "a log that nobody trusts",
            &with(&|sct| {
                sct.log_id = stranger.key.id().to_vec();
                sct.signer = stranger.key.clone();
            }),
        ),
        case(
            "other-key",
            "a trusted log's id over another key's signature",
            &with(&|sct| {
                sct.signer = stranger.key.clone();
            }),
        ),
        case(
            "other-id",
            "the right key under the id of another trusted log",
            &with(&|sct| {
                sct.log_id = other.key.id().to_vec();
            }),
        ),
        case(
            "issuer",
            "the key hash of the root",
            &with(&|sct| {
                sct.issuer_key_hash = root_hash.to_vec();
            }),
        ),
        case(
            "tbs",
            "another certificate",
            &with(&|sct| {
                let last = sct.tbs.len() - 1;
                sct.tbs[last] ^= 1;
            }),
        ),
        case(
            "algorithm",
            "an algorithm that it was not signed with",
            &with(&|sct| {
                sct.algorithm = [6, 3];
            }),
        ),
        case("version", "version 1", &with(&|sct| sct.version = 1)),
        case(
            "future",
            "a time after the evaluation",
            &with(&|sct| {
                sct.milliseconds = kit.time.plus(7200).seconds as u64 * 1000;
            }),
        ),
    ]
}
