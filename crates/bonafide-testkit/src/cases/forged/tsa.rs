//! Timestamps, properly signed.

use super::{accepted, kit, kit_with, refused};
use crate::cases::{Case, Choice};
use crate::encode::{Hash, base64};
use crate::{
    Attribute, Certificate, CertificateId, Extension, KeyKind, Minted, Scheme, SigningKey,
    Sigstore, TimestampAuthority, Token, oid,
};

const UNTRUSTED: &str = "tsa.untrusted";
const PARSE: &str = "tsa.parse";
const IMPRINT: &str = "tsa.imprint";
const SIGNATURE: &str = "tsa.signature";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = leaves();
    cases.extend(tokens());
    cases.extend(bags());
    cases.extend(times());
    cases.extend(authorities());
    cases.extend(keys());
    cases
}

fn mint(kit: &Sigstore) -> Minted {
    kit.message(b"artifact").v2().mint()
}

fn with(kit: &Sigstore, edit: impl Fn(&mut Token)) -> Minted {
    kit.message(b"artifact").v2().with_token(edit).mint()
}

/// The certificate of the authority, pinned in the root and not.
fn leaves() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |id: &str, change: &str, edit: fn(&mut Certificate)| {
        for (is_pinned, form) in [(true, "pinned"), (false, "embedded")] {
            let kit = kit_with(|kit| {
                edit(&mut kit.tsa.leaf);
                kit.tsa.is_pinned = is_pinned;
            });
            cases.push(refused(
                &format!("tsa/{id}/{form}"),
                change,
                &mint(&kit),
                UNTRUSTED,
            ));
        }
    };
    add("eku-not-critical", "a usage that is not critical", |leaf| {
        leaf.set(Extension::extended_key_usage(false, &[oid::TIME_STAMPING]));
    });
    add("eku-two", "a second known usage", |leaf| {
        let usages = [oid::TIME_STAMPING, oid::CODE_SIGNING];
        leaf.set(Extension::extended_key_usage(true, &usages));
    });
    add("eku-unknown", "a second usage that nobody knows", |leaf| {
        let usages = [oid::TIME_STAMPING, "1.3.6.1.4.1.55555.2"];
        leaf.set(Extension::extended_key_usage(true, &usages));
    });
    add("eku-none", "no usage", |leaf| {
        leaf.remove(oid::EXTENDED_KEY_USAGE)
    });
    let noncritical: Vec<Case> = cases[..2]
        .iter()
        .map(|case| Case {
            id: format!("{}/accepted", case.id),
            expected: crate::cases::Expected::accepted(),
            ..case.clone().with(Choice::NoncriticalTsaUsage)
        })
        .collect();
    cases.extend(noncritical);
    let ca = kit_with(|kit| {
        kit.tsa.leaf.set(Extension::basic_constraints(true, None));
        kit.tsa.is_pinned = false;
    });
    cases.push(refused("tsa/ca", "a CA", &mint(&ca), UNTRUSTED));
    cases
}

fn tokens() -> Vec<Case> {
    let kit = kit();
    let case = |id: &str, change: &str, code: &'static str, edit: &dyn Fn(&mut Token)| {
        refused(&format!("tsa/{id}"), change, &with(&kit, edit), code)
    };
    let other = CertificateId::new(Hash::Sha256, &kit.fulcio.chain()[0]);
    let signature = mint(&kit).signature;
    let mut noncritical = with(&kit, |token| {
        token.info.extensions = vec![Extension::unknown(false)];
    });
    noncritical.artifact = b"artifact".to_vec();
    vec![
        case(
            "ess-other",
            "the hash of another certificate",
            SIGNATURE,
            &|token| {
                token
                    .signer()
                    .set(Attribute::signing_certificate_v2(std::slice::from_ref(
                        &other,
                    )));
            },
        ),
        case("ess-none", "no hash of the certificate", PARSE, &|token| {
            token.signer().remove(oid::SIGNING_CERTIFICATE_V2);
        }),
        case("two-signers", "two signers", PARSE, &|token| {
            let again = token.signers[0].clone();
            token.signers.push(again);
        }),
        case("no-attributes", "no signed attributes", PARSE, &|token| {
            token.signer().has_attributes = false;
        }),
        case(
            "content-type",
            "the content type of other data",
            PARSE,
            &|token| {
                token.signer().set(Attribute::content_type(oid::DATA));
            },
        ),
        case(
            "content-type-twice",
            "the content type twice",
            PARSE,
            &|token| {
                token.signer().repeat(oid::CONTENT_TYPE);
            },
        ),
        case(
            "digest",
            "the digest of other content",
            SIGNATURE,
            &|token| {
                token.signer().set(Attribute::message_digest(&[7; 48]));
            },
        ),
        case("imprint-sha1", "an imprint of SHA-1", IMPRINT, &|token| {
            token.info.set_imprint(Hash::Sha1, &signature);
        }),
        case(
            "imprint-base64",
            "an imprint of the signature in base64",
            IMPRINT,
            &|token| {
                token
                    .info
                    .set_imprint(Hash::Sha256, base64(&signature).as_bytes());
            },
        ),
        case(
            "imprint-artifact",
            "an imprint of the artifact",
            IMPRINT,
            &|token| {
                token.info.set_imprint(Hash::Sha256, b"artifact");
            },
        ),
        case(
            "critical",
            "an unknown critical extension",
            PARSE,
            &|token| {
                token.info.extensions = vec![Extension::unknown(true)];
            },
        ),
        accepted("tsa/extension", "an unknown extension", &noncritical),
        accepted(
            "tsa/sha512",
            "an imprint of SHA-512",
            &with(&kit, |token| {
                token.info.set_imprint(Hash::Sha512, &signature);
            }),
        ),
        accepted(
            "tsa/status-1",
            "granted with modifications",
            &with(&kit, |token| {
                token.status = 1;
            }),
        ),
        accepted(
            "tsa/no-certificates",
            "no certificates in the token",
            &with(&kit, |token| {
                token.certificates.clear();
            }),
        ),
    ]
}

/// Which of several certificates signed.
fn bags() -> Vec<Case> {
    let attacker = SigningKey::seeded(KeyKind::P384, "attacker");
    let unfit = kit_with(|kit| {
        kit.tsa.is_pinned = false;
        let usages = [oid::CODE_SIGNING];
        kit.tsa
            .leaf
            .set(Extension::extended_key_usage(true, &usages));
    });
    let mut fit = unfit.tsa.clone();
    fit.leaf
        .set(Extension::extended_key_usage(true, &[oid::TIME_STAMPING]));
    let forged = fit.look_alike(&attacker);
    let first = with(&unfit, |token| token.certificates.insert(0, forged.clone()));

    let good = kit();
    let shadow = good.tsa.look_alike(&attacker);
    let shadowed = with(&good, |token| token.certificates = vec![shadow.clone()]);
    let by_attacker = with(&good, |token| {
        token.certificates = vec![shadow.clone()];
        let signer = token.signer();
        signer.key = attacker.clone();
        let id = CertificateId::new(Hash::Sha256, &shadow);
        signer.set(Attribute::signing_certificate_v2(&[id]));
    });
    vec![
        refused(
            "tsa/forged-first",
            "an unfit signer behind one that looks fit",
            &first,
            UNTRUSTED,
        ),
        refused(
            "tsa/shadow",
            "an embedded certificate in the place of the pinned one",
            &shadowed,
            UNTRUSTED,
        ),
        refused(
            "tsa/shadow-signed",
            "and signed with its key",
            &by_attacker,
            UNTRUSTED,
        ),
    ]
}

fn times() -> Vec<Case> {
    let half = kit().time.with_nanoseconds(500_000_000);
    let at_half = |kit: &Sigstore| with(kit, |token| token.info.time = half.generalized_time());
    let leaf_over = kit_with(|kit| kit.tsa.leaf.not_after = kit.time);
    let expired = kit_with(|kit| kit.tsa.leaf.not_after = kit.time.plus(-1));
    let intermediate = kit_with(|kit| {
        kit.tsa.authority.intermediate().not_after = kit.time.plus(-1);
    });
    let end = kit_with(|kit| kit.tsa.authority.window.end = Some(half));
    let short = kit_with(|kit| {
        kit.tsa.authority.window.end = Some(kit.time.with_nanoseconds(499_000_000));
    });
    let begin = kit_with(|kit| kit.tsa.authority.window.start = Some(kit.time.plus(1)));
    let signing = kit();
    let signing = signing
        .message(b"artifact")
        .v2()
        .with_leaf(|leaf| leaf.not_after = kit().time)
        .with_token(move |token| token.info.time = half.generalized_time())
        .mint();
    vec![
        refused(
            "tsa/half-second",
            "half a second after its certificate",
            &at_half(&leaf_over),
            "tsa.chain-time",
        ),
        refused(
            "tsa/leaf-expired",
            "a second after its certificate",
            &mint(&expired),
            "tsa.chain-time",
        ),
        refused(
            "tsa/intermediate-expired",
            "a second after its issuer",
            &mint(&intermediate),
            "tsa.chain-time",
        ),
        accepted(
            "tsa/end",
            "at the last instant of the authority",
            &at_half(&end),
        ),
        refused(
            "tsa/ended",
            "a millisecond after the authority",
            &at_half(&short),
            "tsa.validity",
        ),
        refused(
            "tsa/not-begun",
            "a second before the authority",
            &mint(&begin),
            "tsa.validity",
        ),
        refused(
            "tsa/signing-half-second",
            "half a second after the signing certificate",
            &signing,
            "cert.time",
        ),
        refused(
            "tsa/future",
            "301 s after the evaluation",
            &mint(&kit()),
            "time.future",
        )
        .asking(|request| request.now = kit().time.plus(-301).seconds),
    ]
}

/// Authorities for one thing that are used for another.
fn authorities() -> Vec<Case> {
    let below_fulcio = kit_with(|kit| {
        kit.tsa = TimestampAuthority::below(kit.fulcio.clone(), KeyKind::P256);
    });
    let mut stamped = mint(&below_fulcio);
    stamped.trusted_root = kit().trusted_root();
    let below_tsa = kit_with(|kit| kit.fulcio = kit.tsa.authority.clone());
    let mut signed = mint(&below_tsa);
    signed.trusted_root = kit().trusted_root();
    vec![
        refused(
            "tsa/fulcio",
            "an authority of the signing certificates",
            &stamped,
            UNTRUSTED,
        ),
        refused(
            "tsa/as-fulcio",
            "a signing certificate of the timestamp authority",
            &signed,
            "cert.chain",
        ),
    ]
}

fn keys() -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Ed25519,
        KeyKind::Rsa2048,
        KeyKind::Rsa4096,
    ] {
        let kit = kit_with(|kit| {
            kit.tsa = TimestampAuthority::below(kit.tsa.authority.clone(), kind);
        });
        let id = format!("tsa/key/{kind:?}");
        cases.push(accepted(
            &id,
            "an authority with a key of this kind",
            &mint(&kit),
        ));
    }
    for hash in [Hash::Sha256, Hash::Sha512] {
        let minted = with(&kit(), |token| token.signer().scheme = Scheme::Ecdsa(hash));
        let id = format!("tsa/key/P384-{}", hash.name());
        cases.push(accepted(&id, "P-384 with another hash", &minted));
    }
    cases
}
