//! Checkpoints, properly signed.

use serde_json::json;

use super::{kit, refused};
use crate::cases::Case;
use crate::encode::base64;
use crate::note::key_id;
use crate::{KeyKind, Log, Minted, Note, Plan, Sigstore, Time};

const UNKNOWN: &str = "tlog.checkpoint.no-matching-signature";
const SIGNATURE: &str = "tlog.checkpoint.signature";
const ORIGIN: &str = "tlog.checkpoint.origin";
const PARSE: &str = "tlog.checkpoint.parse";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = signers();
    for (name, plan) in PLANS {
        cases.extend(heads(name, plan));
    }
    cases
}

type Make = for<'a> fn(&'a Sigstore) -> Plan<'a>;

const PLANS: [(&str, Make); 2] = [
    ("v1", |kit| kit.message(b"artifact")),
    ("v2", |kit| kit.message(b"artifact").v2()),
];

/// Another log that is trusted too.
fn second() -> Log {
    let mut log = Log::v1("rekor-2.sigstore.test", KeyKind::P256, Time::at(0));
    log.tree = Some(42);
    log
}

fn mint(edit: impl Fn(&mut Note)) -> Minted {
    let kit = kit();
    let mut minted = kit.message(b"artifact").with_checkpoint(edit).mint();
    minted.trusted_root["tlogs"] = json!([
        kit.rekor.instance(),
        second().instance(),
        kit.rekor2.instance()
    ]);
    minted
}

fn case(id: &str, change: &str, code: &'static str, edit: impl Fn(&mut Note)) -> Case {
    refused(&format!("checkpoint/{id}"), change, &mint(edit), code)
}

fn signers() -> Vec<Case> {
    let by_second = |note: &mut Note| {
        let second = second();
        let signer = &mut note.signers[0];
        signer.name.clone_from(&second.name);
        signer.key_id = key_id(&second.name, &second.key);
        signer.key = second.key;
    };
    let under_this_name = move |note: &mut Note| {
        let name = note.signers[0].name.clone();
        by_second(note);
        note.signers[0].name = name;
    };
    vec![
        case(
            "other-log",
            "signed by another trusted log",
            UNKNOWN,
            by_second,
        ),
        case(
            "other-log-origin",
            "that of another trusted log",
            ORIGIN,
            move |note| {
                by_second(note);
                note.origin = second().origin();
            },
        ),
        case(
            "other-log-name",
            "signed by another trusted log under this name",
            UNKNOWN,
            under_this_name,
        ),
        case(
            "other-log-id",
            "and with this log's key id",
            SIGNATURE,
            move |note| {
                let id = note.signers[0].key_id.clone();
                under_this_name(note);
                note.signers[0].key_id = id;
            },
        ),
        case(
            "key-id",
            "the right key under another id",
            UNKNOWN,
            |note| {
                note.signers[0].key_id = vec![1, 2, 3, 4];
            },
        ),
        case(
            "origin",
            "the origin of another trusted log",
            ORIGIN,
            |note| {
                note.origin = second().origin();
            },
        ),
        case(
            "key-name",
            "a key name that is not the origin's",
            UNKNOWN,
            |note| {
                note.signers[0].name = "rekor-server.internal".to_owned();
            },
        ),
        case(
            "key-name-second",
            "the key name of another trusted log",
            UNKNOWN,
            |note| {
                note.signers[0].name = second().name;
            },
        ),
    ]
}

fn heads(name: &str, plan: Make) -> Vec<Case> {
    let kit = kit();
    let case = |id: &str, change: &str, code: &'static str, edit: fn(&mut Note)| {
        let minted = plan(&kit).with_checkpoint(edit).mint();
        refused(&format!("checkpoint/{id}/{name}"), change, &minted, code)
    };
    vec![
        case(
            "root",
            "another root",
            "tlog.checkpoint.root-mismatch",
            |note| {
                note.root = base64(&[7; 32]);
            },
        ),
        case(
            "size",
            "the same root of one leaf more",
            "tlog.checkpoint.size-mismatch",
            |note| {
                note.size = "12".to_owned();
            },
        ),
        case("size-zero", "a zero before the size", PARSE, |note| {
            note.size.insert(0, '0')
        }),
        case("size-plus", "a sign before the size", PARSE, |note| {
            note.size.insert(0, '+')
        }),
        case("size-space", "a space before the size", PARSE, |note| {
            note.size.insert(0, ' ')
        }),
        case("size-hex", "a size in hexadecimal", PARSE, |note| {
            note.size = "0xb".to_owned()
        }),
        case("no-origin", "an empty origin", PARSE, |note| {
            note.origin.clear()
        }),
        case("short-root", "a root of 31 bytes", PARSE, |note| {
            note.root = base64(&[7; 31])
        }),
        case("tab", "a control character", PARSE, |note| {
            note.extensions.push("\t".to_owned())
        }),
    ]
}
