//! Managed keys, and what is asked of them.

use serde_json::{Value, json};

use super::{accepted, kit, message, noted, refused};
use crate::cases::{Artifact, Case, Choice, Identity, Key};
use crate::encode::{Hash, base64};
use crate::{Entry, KeyKind, Minted, Scheme, SigningKey, Window, spki};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = hints();
    cases.extend(requests());
    cases.extend(windows());
    cases.extend(digests());
    cases.extend(points());
    cases
}

fn managed() -> Minted {
    kit().message(b"artifact").by_key().mint()
}

fn hints() -> Vec<Case> {
    let with = |hint: &str, keyid: &str| {
        let mut minted = kit().statement(b"artifact").by_key().mint();
        minted.bundle["verificationMaterial"]["publicKey"] = json!({"hint": hint});
        minted.bundle["dsseEnvelope"]["signatures"][0]["keyid"] = keyid.into();
        minted
    };
    vec![
        refused(
            "key/hint",
            "a hint and another key id",
            &with("a", "b"),
            "key.hint-mismatch",
        ),
        accepted(
            "key/hint-equal",
            "a hint and the same key id",
            &with("a", "a"),
        ),
        accepted("key/hint-only", "a hint and no key id", &with("a", "")),
        refused(
            "key/hint-known",
            "a hint that the key is not known by",
            &with("a", "a"),
            "key.hint-mismatch",
        )
        .asking(|request| request.keys[0].hint = Some("b".to_owned())),
    ]
}

fn requests() -> Vec<Case> {
    let identity = Identity {
        san: kit().identity,
        kind: None,
        issuer: Some(kit().issuer),
    };
    let other_curve = Key::new(&SigningKey::seeded(KeyKind::P384, "signer"));
    let other_key = Key::new(&SigningKey::seeded(KeyKind::P256, "another"));
    let own = Key::new(&SigningKey::seeded(KeyKind::P256, "signer"));
    let both = identity.clone();
    let short = kit()
        .message(b"artifact")
        .with_kind(KeyKind::P384)
        .with_scheme(Scheme::Ecdsa(Hash::Sha256))
        .mint();
    vec![
        refused(
            "key/curve",
            "a key on another curve is given",
            &managed(),
            "signature",
        )
        .asking(|request| request.keys = vec![other_curve]),
        refused("key/other", "another key is given", &managed(), "signature")
            .asking(|request| request.keys = vec![other_key]),
        refused(
            "key/identity-with-key",
            "an identity and a key are given",
            &managed(),
            "policy.identity-with-key",
        )
        .asking(|request| request.identity = Some(both)),
        refused(
            "key/identity-only",
            "only an identity is given",
            &managed(),
            "key.missing",
        )
        .asking(|request| {
            request.keys.clear();
            request.identity = Some(identity);
        }),
        refused(
            "key/with-certificate",
            "only a key is given for a certificate",
            &message(&kit()),
            "policy.key-with-certificate",
        )
        .asking(|request| {
            request.identity = None;
            request.keys = vec![own];
        }),
        refused(
            "key/nobody",
            "nobody is given for a certificate",
            &message(&kit()),
            "policy.empty",
        )
        .asking(|request| request.identity = None),
        noted(
            "key/p384-sha256",
            "a P-384 key with SHA-256",
            &short,
            "note.compat-hash",
        ),
    ]
}

fn windows() -> Vec<Case> {
    let now = kit().time;
    let within = |window: Window| {
        move |request: &mut crate::cases::Request| request.keys[0].window = Some(window)
    };
    let validity = "key.validity";
    vec![
        accepted("key/window", "at the only second of the key", &managed())
            .asking(within(Window::between(now, now))),
        refused("key/ended", "a second after the key", &managed(), validity)
            .asking(within(Window::between(now.plus(-9), now.plus(-1)))),
        refused(
            "key/not-begun",
            "a second before the key",
            &managed(),
            validity,
        )
        .asking(within(Window::from(now.plus(1)))),
    ]
}

/// Only a digest is given.
fn digests() -> Vec<Case> {
    let ask = |name: &'static str, hash: Hash| {
        move |request: &mut crate::cases::Request| {
            request.artifacts = vec![Artifact::Digest(name, hash.digest(b"artifact"))];
        }
    };
    let p384 = kit().message(b"artifact").with_kind(KeyKind::P384).mint();
    let bad = "artifact.bad-digest";
    vec![
        refused(
            "key/digest-hash",
            "a digest of another hash than the key's",
            &p384,
            bad,
        )
        .asking(ask("sha256", Hash::Sha256)),
        accepted("key/digest", "a digest of the key's hash", &p384)
            .asking(ask("sha384", Hash::Sha384)),
        refused(
            "key/digest-ed25519",
            "a digest, and a signature with pure Ed25519",
            &unlogged(|_| ()),
            bad,
        )
        .asking(ask("sha512", Hash::Sha512))
        .with(Choice::NoTlog),
        accepted(
            "key/ed25519",
            "pure Ed25519 without a log",
            &unlogged(|_| ()),
        )
        .with(Choice::NoTlog),
    ]
}

/// A signature by an Ed25519 key that no log has.
fn unlogged(edit: fn(&mut Vec<u8>)) -> Minted {
    kit()
        .message(b"artifact")
        .by_key()
        .with_kind(KeyKind::Ed25519)
        .logged(Entry::None)
        .with_signature(edit)
        .mint()
}

/// Points that backends judge differently.
fn points() -> Vec<Case> {
    let mut identity = [0; 32];
    identity[0] = 1;
    // y = p + 1, which is 1 again; and y = 1 with the sign bit, though x is 0.
    let mut beyond = [0xff; 32];
    (beyond[0], beyond[31]) = (0xee, 0x7f);
    let mut signed = identity;
    signed[31] = 0x80;
    let mut cases = Vec::new();
    for (id, point) in [("small", identity), ("beyond", beyond), ("sign", signed)] {
        let leaf = kit()
            .statement(b"artifact")
            .with_kind(KeyKind::Ed25519)
            .with_leaf(|leaf| leaf.spki = spki(KeyKind::Ed25519, &point))
            .mint();
        let change = "a key that is no proper point";
        cases.push(refused(
            &format!("key/point-{id}"),
            change,
            &leaf,
            "key.unsupported",
        ));
        let mut minted = unlogged(|_| ());
        minted.signature[..32].copy_from_slice(&point);
        minted.bundle["messageSignature"]["signature"] = Value::from(base64(&minted.signature));
        let case = refused(
            &format!("key/signature-{id}"),
            "a signature that begins with no proper point",
            &minted,
            "signature",
        );
        cases.push(case.with(Choice::NoTlog));
    }
    cases
}
