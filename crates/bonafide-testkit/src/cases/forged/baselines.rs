//! Unusual and right.

use serde_json::{Value, json};

use super::{accepted, kit, kit_with, message, noted};
use crate::cases::Base::{V1c, V1d, V1m, V1t, V2d, V2m};
use crate::cases::{Artifact, Case, Choice, San, good};
use crate::encode::{Hash, base64};
use crate::{CtLog, Entry, Extension, GeneralName, KeyKind, Log, Time, Window, oid};

/// Unusual and right: must be accepted.
#[must_use]
pub fn baselines() -> Vec<Case> {
    let mut cases: Vec<Case> = [V1m, V1d, V2m, V2d, V1c, V1t]
        .into_iter()
        .map(|base| accepted(&format!("plain/{}", base.name()), "nothing", &good(base)))
        .collect();
    cases.extend(forms());
    cases.extend(keys());
    cases.extend(trees());
    cases.extend(times());
    cases.extend(certificates());
    cases.extend(logs());
    cases
}

fn forms() -> Vec<Case> {
    let kit = kit();
    let old = kit.message(b"artifact").version_0_1().mint();
    let spelled = kit
        .message(b"artifact")
        .with_bundle(|bundle| {
            bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.3".into();
        })
        .mint();
    let null = kit
        .message(b"artifact")
        .with_bundle(|bundle| {
            bundle["verificationMaterial"]["timestampVerificationData"] = Value::Null;
        })
        .mint();
    let intoto = kit.statement(b"artifact").logged(Entry::Intoto).mint();
    let kept = kit
        .statement(b"artifact")
        .logged(Entry::Intoto)
        .with_body(|body| {
            let payload =
                kit.statement(b"artifact").mint().bundle["dsseEnvelope"]["payload"].clone();
            let twice = base64(payload.as_str().expect("text").as_bytes());
            body["spec"]["content"]["envelope"]["payload"] = twice.into();
        })
        .mint();
    let digest = Hash::Sha256.digest(b"artifact");
    vec![
        accepted(
            "form/0.1",
            "version 0.1 with a chain, promise and proof",
            &old,
        ),
        accepted(
            "form/0.3-parameter",
            "the other media type of version 0.3",
            &spelled,
        ),
        accepted("form/null-timestamps", "timestamps are null", &null),
        accepted("form/intoto", "an intoto entry", &intoto),
        accepted(
            "form/intoto-payload",
            "an intoto entry that kept the payload",
            &kept,
        ),
        accepted(
            "form/digest",
            "only the digest of the artifact",
            &message(&kit),
        )
        .asking(|request| request.artifacts = vec![Artifact::Digest("sha256", digest)]),
    ]
}

fn keys() -> Vec<Case> {
    let kit = kit();
    let mut cases = Vec::new();
    for kind in KeyKind::ALL {
        let mut add = |name: &str, plan: crate::Plan<'_>| {
            let minted = plan.with_kind(kind).mint();
            cases.push(accepted(
                &format!("key/{kind:?}/{name}"),
                "a key of this kind",
                &minted,
            ));
        };
        add("v1m", kit.message(b"artifact"));
        add("v1d", kit.statement(b"artifact"));
        add("v2m", kit.message(b"artifact").v2());
        add("managed-v1m", kit.message(b"artifact").by_key());
        add("managed-v1d", kit.statement(b"artifact").by_key());
        add(
            "managed-v2m",
            kit.message(b"artifact").by_key().logged(Entry::V2),
        );
        // No entry of Rekor v2 can hold a pure Ed25519 signature over an envelope.
        if kind != KeyKind::Ed25519 {
            add("v2d", kit.statement(b"artifact").v2());
            add(
                "managed-v2d",
                kit.statement(b"artifact").by_key().logged(Entry::V2),
            );
        }
    }
    cases
}

fn trees() -> Vec<Case> {
    let mut cases = Vec::new();
    for (size, index) in [(1, 0), (2, 1), (5, 4), (8, 7), (1000, 999)] {
        let kit = kit_with(|kit| {
            for log in [&mut kit.rekor, &mut kit.rekor2] {
                (log.size, log.index) = (size, index);
            }
        });
        let change = format!("entry {index} of {size}");
        cases.push(accepted(
            &format!("tree/{size}/v1"),
            &change,
            &message(&kit),
        ));
        let second = kit.message(b"artifact").v2().mint();
        cases.push(accepted(&format!("tree/{size}/v2"), &change, &second));
    }
    let extended = kit()
        .message(b"artifact")
        .with_checkpoint(|note| {
            note.extensions
                .push("Timestamp: 1748736000000000000".to_owned())
        })
        .mint();
    cases.push(accepted(
        "tree/extension",
        "a further line in the checkpoint",
        &extended,
    ));
    cases
}

fn times() -> Vec<Case> {
    let kit = kit();
    let first = kit
        .message(b"artifact")
        .with_leaf(|leaf| leaf.not_before = kit.time)
        .mint();
    let last = kit
        .message(b"artifact")
        .with_leaf(|leaf| leaf.not_after = kit.time)
        .mint();
    let log_end = kit_with(|kit| kit.rekor.window.end = Some(kit.time));
    let log_start = kit_with(|kit| kit.rekor.window.start = Some(kit.time));
    let soon = kit.time.plus(-300).seconds;
    vec![
        accepted(
            "time/first",
            "at the first second of the certificate",
            &first,
        ),
        accepted("time/last", "at the last second of the certificate", &last),
        accepted(
            "time/log-end",
            "at the last second of the log's key",
            &message(&log_end),
        ),
        accepted(
            "time/log-start",
            "at the first second of the log's key",
            &message(&log_start),
        ),
        accepted(
            "time/ahead",
            "five minutes after the evaluation",
            &message(&kit),
        )
        .asking(|request| request.now = soon),
    ]
}

fn certificates() -> Vec<Case> {
    let kit = kit();
    let leaf = |edit: fn(&mut crate::Certificate)| kit.message(b"artifact").with_leaf(edit).mint();
    let claim = |number: u32| format!("{}.{number}", oid::FULCIO);
    let without = |numbers: &[u32]| {
        let plan = kit.message(b"artifact");
        let numbers = numbers.to_vec();
        plan.with_leaf(move |leaf| {
            numbers
                .iter()
                .for_each(|number| leaf.remove(&claim(*number)))
        })
        .mint()
    };
    let name = |name: GeneralName| {
        kit.message(b"artifact")
            .with_leaf(move |leaf| {
                leaf.set(Extension::subject_alt_name(std::slice::from_ref(&name)))
            })
            .mint()
    };
    let email = name(GeneralName::Email("who@mail.test".to_owned()));
    let other = name(GeneralName::OtherName("who!domain.test".to_owned()));
    let permitted = kit_with(|kit| {
        let host = [GeneralName::Uri("forge.test".to_owned())];
        kit.fulcio
            .intermediate()
            .extensions
            .push(Extension::name_constraints(&host, &[]));
    });
    let mut short = message(&kit);
    short.trusted_root["certificateAuthorities"] =
        json!([kit.fulcio.instance_of(&kit.fulcio.chain()[..1])]);
    let ask = |san: &'static str, kind: San| {
        move |request: &mut crate::cases::Request| {
            let identity = request.identity.as_mut().expect("an identity");
            (identity.san, identity.kind) = (san.to_owned(), Some(kind));
        }
    };
    vec![
        accepted(
            "leaf/no-issuer",
            "no issuer claim, and none wanted",
            &without(&[1, 8]),
        )
        .asking(|request| request.identity.as_mut().expect("an identity").issuer = None),
        accepted(
            "leaf/issuer-v1",
            "the older issuer claim alone",
            &without(&[8]),
        ),
        accepted(
            "leaf/issuer-v2",
            "the newer issuer claim alone",
            &without(&[1]),
        ),
        accepted(
            "leaf/unknown",
            "an unknown extension",
            &leaf(|leaf| {
                leaf.set(Extension::unknown(false));
            }),
        ),
        accepted(
            "leaf/claim-24",
            "a claim that is not in the tables",
            &leaf(|leaf| {
                leaf.set(Extension::claim(24, "subject"));
            }),
        ),
        accepted("leaf/email", "an e-mail address", &email)
            .asking(ask("who@mail.test", San::Email)),
        accepted("leaf/other-name", "a user name", &other)
            .asking(ask("who!domain.test", San::OtherName)),
        accepted(
            "chain/permitted",
            "names constrained to what it is",
            &message(&permitted),
        ),
        accepted(
            "chain/intermediate",
            "the intermediate as the anchor",
            &short,
        ),
    ]
}

fn logs() -> Vec<Case> {
    let kit = kit();
    let host = kit_with(|kit| kit.rekor.name = "rekor-server.internal".to_owned());
    let extensions = kit
        .message(b"artifact")
        .with_scts(|scts| scts[0].extensions = vec![0, 0, 5, 0, 0, 0, 1, 2])
        .mint();
    let unknown = kit
        .message(b"artifact")
        .with_scts(|scts| {
            let stranger = CtLog::new("ct.elsewhere.test", KeyKind::P256, Time::at(0));
            let mut sct = scts[0].clone();
            sct.log_id = stranger.key.id().to_vec();
            sct.signer = stranger.key;
            scts.push(sct);
        })
        .mint();
    let rsa = kit_with(|kit| kit.ct = CtLog::new("ct.rsa.test", KeyKind::Rsa2048, Time::at(0)));
    let ed25519 = kit_with(|kit| kit.ct = CtLog::new("ct.ed.test", KeyKind::Ed25519, Time::at(0)));
    vec![
        noted(
            "log/host",
            "a checkpoint under an internal host name",
            &message(&host),
            "note.checkpoint-name",
        ),
        accepted("log/second", "an entry of the second log", &second_log()),
        noted(
            "log/unknown-beside",
            "an entry of an unknown log beside the good one",
            &unknown_beside(),
            "note.unknown-log-entry",
        ),
        accepted(
            "sct/extensions",
            "a certificate timestamp with extensions",
            &extensions,
        ),
        noted(
            "sct/unknown-beside",
            "an unknown certificate log beside the good one",
            &unknown,
            "note.unknown-sct",
        ),
        accepted(
            "sct/rsa",
            "a certificate log with an RSA key",
            &message(&rsa),
        ),
        accepted(
            "sct/ed25519",
            "a certificate log with an Ed25519 key",
            &message(&ed25519),
        )
        .with(Choice::CtEd25519),
    ]
}

/// The default root, after which another log signs.
fn second_log() -> crate::Minted {
    let first = kit();
    let second = kit_with(|kit| {
        kit.rekor = Log::v1("rekor-2.sigstore.test", KeyKind::P256, Time::at(0));
        kit.rekor.window = Window::from(Time::at(0));
    });
    let mut minted = message(&second);
    minted.trusted_root["tlogs"] = json!([first.rekor.instance(), second.rekor.instance()]);
    minted
}

fn unknown_beside() -> crate::Minted {
    let mut minted = message(&kit());
    let stranger = kit_with(|kit| {
        kit.rekor = Log::v1("rekor.elsewhere.test", KeyKind::P256, Time::at(0));
    });
    let entry = message(&stranger).bundle["verificationMaterial"]["tlogEntries"][0].clone();
    let entries = &mut minted.bundle["verificationMaterial"]["tlogEntries"];
    entries.as_array_mut().expect("entries").push(entry);
    minted
}
