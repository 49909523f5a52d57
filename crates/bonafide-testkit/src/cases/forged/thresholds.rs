//! Counting those who vouch.

use serde_json::{Value, json};

use super::{accepted, kit, kit_with, message, refused};
use crate::cases::{Case, Choice};
use crate::encode::base64;
use crate::{CtLog, KeyKind, Log, Minted, Sct, SigningKey, Sigstore, Time, TimestampAuthority};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = logs();
    cases.extend(timestamps());
    cases.extend(certificate_logs());
    for (id, option) in [
        ("tlog", Choice::TlogThreshold(0)),
        ("sct", Choice::SctThreshold(0)),
    ] {
        let case = refused(
            &format!("threshold/{id}-zero"),
            "none wanted, without the option for that",
            &message(&kit()),
            "policy.empty",
        );
        cases.push(case.with(option));
    }
    cases
}

/// A trusted root of version 0.2.
pub(super) fn version_0_2(root: &mut Value) {
    root["mediaType"] = "application/vnd.dev.sigstore.trustedroot.v0.2+json".into();
}

/// A signature in two logs, run by these.
fn in_two_logs(first: Option<&str>, second: Option<&str>) -> Minted {
    let with = |name: Option<&str>| name.map(str::to_owned);
    let one = kit_with(|kit| kit.rekor.operator = with(first));
    let other = kit_with(|kit| {
        kit.rekor = Log::v1("rekor-2.sigstore.test", KeyKind::P256, Time::at(0));
        kit.rekor.operator = with(second);
    });
    let mut minted = message(&one);
    push(
        &mut minted.bundle["verificationMaterial"]["tlogEntries"],
        message(&other).bundle["verificationMaterial"]["tlogEntries"][0].clone(),
    );
    minted.trusted_root["tlogs"] = json!([one.rekor.instance(), other.rekor.instance()]);
    version_0_2(&mut minted.trusted_root);
    minted
}

fn logs() -> Vec<Case> {
    let two = || Choice::TlogThreshold(2);
    let same = in_two_logs(Some("a.test"), Some("a.test"));
    let code = "tlog.threshold";
    vec![
        refused("threshold/tlog-one", "one log", &message(&kit()), code).with(two()),
        refused(
            "threshold/tlog-operator",
            "two logs of one operator",
            &same,
            code,
        )
        .with(two()),
        accepted(
            "threshold/tlog-operators",
            "two logs of two operators",
            &in_two_logs(Some("a.test"), Some("b.test")),
        )
        .with(two()),
        accepted(
            "threshold/tlog-two",
            "two logs of nobody known",
            &in_two_logs(None, None),
        )
        .with(two()),
    ]
}

fn timestamps() -> Vec<Case> {
    let by_two = |first: &str, second: &str| {
        let one = kit_with(|kit| kit.tsa.authority.operator = Some(first.to_owned()));
        let start = Time::at(1_735_689_600);
        let mut other = TimestampAuthority::new("tsa-2.sigstore.test", KeyKind::P256, start);
        other.authority.operator = Some(second.to_owned());
        let mut minted = one.message(b"artifact").v2().mint();
        push(
            &mut minted.bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"],
            other.token(&minted.signature, one.time).json(),
        );
        push(
            &mut minted.trusted_root["timestampAuthorities"],
            other.instance(),
        );
        version_0_2(&mut minted.trusted_root);
        minted
    };
    let two = || Choice::TsaThreshold(2);
    let twice = kit().message(b"artifact").v2().stamped(2).mint();
    let code = "tsa.threshold";
    vec![
        refused("threshold/tsa-none", "no timestamp", &message(&kit()), code)
            .with(Choice::TsaThreshold(1)),
        refused(
            "threshold/tsa-twice",
            "two timestamps of one authority",
            &twice,
            code,
        )
        .with(two()),
        refused(
            "threshold/tsa-operator",
            "two authorities of one operator",
            &by_two("a.test", "a.test"),
            code,
        )
        .with(two()),
        accepted(
            "threshold/tsa-operators",
            "two authorities of two operators",
            &by_two("a.test", "b.test"),
        )
        .with(two()),
    ]
}

fn certificate_logs() -> Vec<Case> {
    let by_two = |first: &str, second: &str| {
        let kit = kit_with(|kit| kit.ct.operator = Some(first.to_owned()));
        let mut other = CtLog::new("ct-2.sigstore.test", KeyKind::P256, Time::at(0));
        other.operator = Some(second.to_owned());
        let key = other.key.clone();
        let mut minted = logged_twice(&kit, move |sct| {
            sct.log_id = key.id().to_vec();
            sct.signer = key.clone();
        });
        push(&mut minted.trusted_root["ctlogs"], other.instance());
        version_0_2(&mut minted.trusted_root);
        minted
    };
    let twice = logged_twice(&kit(), |sct| sct.milliseconds += 1);
    let two = || Choice::SctThreshold(2);
    let code = "cert.sct";
    vec![
        refused(
            "threshold/sct-one",
            "one certificate log",
            &message(&kit()),
            code,
        )
        .with(two()),
        refused(
            "threshold/sct-twice",
            "two timestamps of one certificate log",
            &twice,
            code,
        )
        .with(two()),
        refused(
            "threshold/sct-chains",
            "one timestamp, two chains",
            &two_chains(),
            code,
        )
        .with(two()),
        refused(
            "threshold/sct-operator",
            "two certificate logs of one operator",
            &by_two("a.test", "a.test"),
            code,
        )
        .with(two()),
        accepted(
            "threshold/sct-operators",
            "two certificate logs of two operators",
            &by_two("a.test", "b.test"),
        )
        .with(two()),
    ]
}

fn logged_twice(kit: &Sigstore, edit: impl Fn(&mut Sct)) -> Minted {
    kit.message(b"artifact")
        .with_scts(|scts| {
            let mut again = scts[0].clone();
            edit(&mut again);
            scts.push(again);
        })
        .mint()
}

/// The same issuer below two roots.
fn two_chains() -> Minted {
    let kit = kit();
    let mut other = kit.fulcio.clone();
    other.uri = "https://fulcio-2.sigstore.test".to_owned();
    let key = SigningKey::seeded(KeyKind::P384, "another root");
    let id = crate::key_identifier(&key.spki());
    other.issuers[1].key = key.clone();
    other.root().spki = key.spki();
    other
        .root()
        .set(crate::Extension::subject_key_identifier(&id));
    other
        .intermediate()
        .set(crate::Extension::authority_key_identifier(&id));
    let mut minted = message(&kit);
    push(
        &mut minted.trusted_root["certificateAuthorities"],
        other.instance(),
    );
    assert_ne!(base64(&kit.fulcio.chain()[0]), base64(&other.chain()[0]));
    minted
}

fn push(list: &mut Value, value: Value) {
    list.as_array_mut().expect("a list").push(value);
}
