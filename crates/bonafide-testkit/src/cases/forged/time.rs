//! Times and windows.

use super::{kit, kit_with, message, refused};
use crate::cases::Case;
use crate::{Sigstore, Time};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = windows();
    cases.extend(certificates());
    let kit = kit();
    let before = kit.time.plus(-301).seconds;
    cases.push(
        refused(
            "time/future",
            "301 s after the evaluation",
            &message(&kit),
            "time.future",
        )
        .asking(|request| request.now = before),
    );
    cases
}

fn windows() -> Vec<Case> {
    let case = |id: &str, change: &str, code: &'static str, edit: fn(&mut Sigstore, Time)| {
        let kit = kit_with(|kit| edit(kit, kit.time));
        refused(&format!("time/{id}"), change, &message(&kit), code)
    };
    // The certificate is logged five minutes before it is used.
    vec![
        case(
            "log-ended",
            "the log's key ended a second before",
            "tlog.key-validity",
            |kit, now| {
                kit.rekor.window.end = Some(now.plus(-1));
            },
        ),
        case(
            "log-not-started",
            "the log's key starts a second after",
            "tlog.key-validity",
            |kit, now| {
                kit.rekor.window.start = Some(now.plus(1));
            },
        ),
        case(
            "ca-ended",
            "the authority ended a second before",
            "cert.ca-validity",
            |kit, now| {
                kit.fulcio.window.end = Some(now.plus(-1));
            },
        ),
        case(
            "ca-not-started",
            "the authority starts a second after",
            "cert.ca-validity",
            |kit, now| {
                kit.fulcio.window.start = Some(now.plus(1));
            },
        ),
        case(
            "ca-without-start",
            "the authority has no start",
            "trustroot.instance",
            |kit, _| {
                kit.fulcio.window.start = None;
            },
        ),
        case(
            "ct-ended",
            "the certificate log's key ended a second before",
            "cert.sct",
            |kit, now| {
                kit.ct.window.end = Some(now.plus(-301));
            },
        ),
        case(
            "ct-not-started",
            "the certificate log's key starts a second after",
            "cert.sct",
            |kit, now| {
                kit.ct.window.start = Some(now.plus(-299));
            },
        ),
        case(
            "intermediate-expired",
            "the intermediate expired a second before",
            "cert.chain-time",
            |kit, now| {
                kit.fulcio.intermediate().not_after = now.plus(-1);
            },
        ),
        case(
            "intermediate-not-begun",
            "the intermediate begins a second after",
            "cert.chain-time",
            |kit, now| {
                kit.fulcio.intermediate().not_before = now.plus(1);
            },
        ),
        case(
            "root-expired",
            "the root expired a second before",
            "cert.chain-time",
            |kit, now| {
                kit.fulcio.root().not_after = now.plus(-1);
            },
        ),
    ]
}

fn certificates() -> Vec<Case> {
    let kit = kit();
    let plan = || kit.message(b"artifact");
    let before = plan()
        .with_leaf(|leaf| leaf.not_before = kit.time.plus(1))
        .mint();
    let after = plan()
        .with_leaf(|leaf| leaf.not_after = kit.time.plus(-1))
        .mint();
    let late = plan()
        .with_scts(|scts| scts[0].milliseconds = kit.time.plus(301).seconds as u64 * 1000)
        .mint();
    vec![
        refused(
            "time/before-leaf",
            "a second before the certificate",
            &before,
            "cert.time",
        ),
        refused(
            "time/after-leaf",
            "a second after the certificate",
            &after,
            "cert.time",
        ),
        refused(
            "time/late-sct",
            "logged after the certificate had expired",
            &late,
            "cert.sct",
        ),
    ]
}
