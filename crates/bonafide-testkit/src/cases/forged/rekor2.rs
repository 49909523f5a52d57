//! Rekor v2: its keys, names and witnesses.

use serde_json::{Value, json};

use super::thresholds::version_0_2;
use super::{accepted, kit, kit_with, refused};
use crate::body::Recorded;
use crate::cases::{Case, Choice, Cosigner};
use crate::encode::{Hash, base64};
use crate::{Entry, KeyKind, Log, Minted, Note, Scheme, Signer, SigningKey, Sigstore, Time};

const MISMATCH: &str = "tlog.body-mismatch";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = bodies();
    cases.extend(instances());
    cases.extend(names());
    cases.extend(witnesses());
    cases
}

fn mint(kit: &Sigstore) -> Minted {
    kit.message(b"artifact").v2().mint()
}

fn bodies() -> Vec<Case> {
    let kit = kit();
    let details = |name: &'static str| {
        kit.message(b"artifact")
            .v2()
            .with_body(move |body| {
                let verifier = &mut body["spec"]["hashedRekordV002"]["signature"]["verifier"];
                verifier["keyDetails"] = name.into();
            })
            .mint()
    };
    let short = kit
        .message(b"artifact")
        .v2()
        .with_kind(KeyKind::P384)
        .with_scheme(Scheme::Ecdsa(Hash::Sha256))
        .mint();
    let pure = kit
        .statement(b"artifact")
        .v2()
        .with_kind(KeyKind::Ed25519)
        .mint();
    let other_key = kit
        .message(b"artifact")
        .by_key()
        .logged(Entry::V2)
        .with_recorded(|recorded: &mut Recorded| {
            recorded.verifier = SigningKey::seeded(KeyKind::P256, "another").spki();
        })
        .mint();
    let recorded_short = kit
        .message(b"artifact")
        .v2()
        .with_kind(KeyKind::P384)
        .with_body(|body| {
            let digest = base64(&Hash::Sha256.digest(b"artifact"));
            body["spec"]["hashedRekordV002"]["data"] =
                json!({"algorithm": "SHA2_256", "digest": digest});
        })
        .mint();
    vec![
        // The shorter hash is not tried for such a log.
        refused(
            "v2/p384-sha256",
            "a P-384 key with SHA-256",
            &short,
            "signature.invalid",
        ),
        refused(
            "v2/p384-sha256-recorded",
            "a P-384 key, and the digest of SHA-256 in the entry",
            &recorded_short,
            MISMATCH,
        ),
        refused(
            "v2/details",
            "the details of another kind of key",
            &details("PKIX_ECDSA_P384_SHA_384"),
            MISMATCH,
        ),
        refused(
            "v2/details-ed25519",
            "the details of pure Ed25519",
            &details("PKIX_ED25519"),
            MISMATCH,
        ),
        refused(
            "v2/details-unknown",
            "unknown details",
            &details("PKIX_NEW"),
            MISMATCH,
        ),
        refused(
            "v2/ed25519-envelope",
            "an envelope signed with pure Ed25519",
            &pure,
            MISMATCH,
        ),
        refused(
            "v2/other-key",
            "another key in the entry",
            &other_key,
            MISMATCH,
        ),
    ]
}

fn log(kind: KeyKind) -> Sigstore {
    kit_with(|kit| {
        kit.rekor2 = Log::v2("log2025.sigstore.test", kind, Time::at(0));
    })
}

fn instances() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::Rsa2048,
        KeyKind::Rsa4096,
    ] {
        let id = format!("v2/log/{kind:?}");
        cases.push(accepted(
            &id,
            "a log with a key of this kind",
            &mint(&log(kind)),
        ));
    }
    let with_id = |edit: fn(&mut Value, [u8; 32])| {
        let kit = kit();
        let mut minted = mint(&kit);
        edit(&mut minted.trusted_root["tlogs"][1], kit.rekor2.id());
        version_0_2(&mut minted.trusted_root);
        minted
    };
    let wrong = with_id(|log, _| log["checkpointKeyId"] = json!({"keyId": "AAAAAA=="}));
    let only = with_id(|log, id| {
        log.as_object_mut().expect("a log").remove("logId");
        log["checkpointKeyId"] = json!({"keyId": base64(&id)});
    });
    let short = with_id(|log, id| {
        log.as_object_mut().expect("a log").remove("logId");
        log["checkpointKeyId"] = json!({"keyId": base64(&id[..4])});
    });
    let ended = kit_with(|kit| kit.rekor2.window.end = Some(kit.time.plus(-1)));
    cases.extend([
        accepted(
            "v2/checkpoint-key-id",
            "a log known by its checkpoint key id alone",
            &only,
        ),
        accepted(
            "v2/checkpoint-key-id-short",
            "and by four bytes of it",
            &short,
        ),
        refused(
            "v2/checkpoint-key-id-wrong",
            "the checkpoint key id of another",
            &wrong,
            "trustroot.instance",
        ),
        refused(
            "v2/log-ended",
            "the log's key ended before the timestamp",
            &mint(&ended),
            "tlog.key-validity",
        ),
    ]);
    cases
}

fn names() -> Vec<Case> {
    let at = |kind: KeyKind, url: &str| {
        let mut kit = log(kind);
        kit.rekor2.base_url = url.to_owned();
        mint(&kit)
    };
    let other = "https://elsewhere.test";
    let instance = "trustroot.instance";
    let unknown = "tlog.checkpoint.no-matching-signature";
    vec![
        refused(
            "v2/host",
            "a URL of another host, in the id",
            &at(KeyKind::Ed25519, other),
            instance,
        ),
        refused(
            "v2/host-p256",
            "a URL of another host",
            &at(KeyKind::P256, other),
            unknown,
        ),
        refused("v2/no-url", "no URL", &at(KeyKind::Ed25519, ""), instance),
        accepted(
            "v2/port",
            "a URL with a port",
            &at(KeyKind::Ed25519, "https://log2025.sigstore.test:8443"),
        ),
    ]
}

fn witness(number: usize) -> (String, SigningKey) {
    let name = format!("witness-{number}.test");
    let key = SigningKey::seeded(KeyKind::Ed25519, &name);
    (name, key)
}

fn witnesses() -> Vec<Case> {
    let kit = kit();
    let now = kit.time.seconds as u64;
    let cosigned = move |numbers: &'static [usize]| {
        move |note: &mut Note| {
            for number in numbers {
                let (name, key) = witness(*number);
                note.signers.push(Signer::witness(&name, &key, now));
            }
        }
    };
    let mint =
        |edit: &dyn Fn(&mut Note)| kit.message(b"artifact").v2().with_checkpoint(edit).mint();
    let cosigner = |number: usize, operator: &str| {
        let (name, key) = witness(number);
        Cosigner {
            name,
            pem: key.pem(),
            operator: operator.to_owned(),
        }
    };
    let of_three = || ["a.test", "b.test", "c.test"].into_iter().enumerate();
    let two_of_three = || {
        Choice::Witnesses(
            2,
            of_three()
                .map(|(number, who)| cosigner(number, who))
                .collect(),
        )
    };
    let one_operator =
        || Choice::Witnesses(2, (0..3).map(|number| cosigner(number, "a.test")).collect());
    let log_key = Cosigner {
        name: kit.rekor2.name.clone(),
        pem: kit.rekor2.key.pem(),
        operator: "d.test".to_owned(),
    };
    let with_log = Choice::Witnesses(2, vec![cosigner(0, "a.test"), log_key]);
    let twice = |note: &mut Note| {
        cosigned(&[0, 0])(note);
        note.signers[2].cosigned_at = Some(now + 1);
    };
    let forged = |note: &mut Note| {
        cosigned(&[0, 1])(note);
        note.signers[2].key = SigningKey::seeded(KeyKind::Ed25519, "elsewhere");
    };
    let post_quantum = |text: &mut String| {
        let blob = [&[9, 9, 9, 9][..], &now.to_be_bytes(), &[1; 2420]].concat();
        text.push_str(&format!("\u{2014} quantum.test {}\n", base64(&blob)));
    };
    let ml_dsa = kit
        .message(b"artifact")
        .v2()
        .with_checkpoint_text(post_quantum)
        .mint();
    let unmet = "tlog.witness-threshold";
    vec![
        accepted("witness/two", "two of three", &mint(&cosigned(&[0, 2]))).with(two_of_three()),
        refused("witness/one", "one of three", &mint(&cosigned(&[1])), unmet).with(two_of_three()),
        refused("witness/none", "none of three", &mint(&|_| ()), unmet).with(two_of_three()),
        refused(
            "witness/strangers",
            "only others",
            &mint(&cosigned(&[7, 8])),
            unmet,
        )
        .with(two_of_three()),
        refused(
            "witness/operator",
            "two of one operator",
            &mint(&cosigned(&[0, 2])),
            unmet,
        )
        .with(one_operator()),
        refused(
            "witness/log",
            "one, and the log itself",
            &mint(&cosigned(&[0])),
            unmet,
        )
        .with(with_log),
        refused(
            "witness/twice",
            "one of them twice",
            &mint(&twice),
            "tlog.checkpoint.parse",
        )
        .with(two_of_three()),
        refused(
            "witness/forged",
            "one of them by another key",
            &mint(&forged),
            "tlog.checkpoint.signature",
        )
        .with(two_of_three()),
        accepted(
            "witness/ml-dsa",
            "a line of a kind of key that is not read",
            &ml_dsa,
        ),
    ]
}
