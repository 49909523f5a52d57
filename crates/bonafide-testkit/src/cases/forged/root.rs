//! The trusted root.

use std::cell::RefCell;

use serde_json::{Value, json};

use super::{accepted, kit, kit_with, message, noted, refused};
use crate::cases::Case;
use crate::encode::base64;
use crate::{Certificate, Extension, KeyKind, Minted, SigningKey, key_identifier, oid};

const INSTANCE: &str = "trustroot.instance";
const PARSE: &str = "trustroot.parse";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = instances();
    cases.extend(documents());
    cases.push(accepted(
        "sct/precertificate",
        "an issuer that also signs precertificates",
        &precertificate(),
    ));
    cases
}

fn with(edit: impl FnOnce(&mut Value)) -> Minted {
    let mut minted = message(&kit());
    edit(&mut minted.trusted_root);
    minted
}

fn instances() -> Vec<Case> {
    let log = |edit: fn(&mut Value)| with(|root| edit(&mut root["tlogs"][0]));
    let beside = with(|root| {
        let mut unknown = root["tlogs"][0].clone();
        unknown["publicKey"]["keyDetails"] = "PKIX_NEW".into();
        unknown["logId"] = json!({"keyId": base64(&[7; 32])});
        root["tlogs"]
            .as_array_mut()
            .expect("logs")
            .insert(0, unknown);
    });
    let stated = log(|log| log["logId"] = json!({"keyId": base64(&[7; 32])}));
    let mut named = stated.clone();
    named.bundle["verificationMaterial"]["tlogEntries"][0]["logId"] =
        json!({"keyId": base64(&[7; 32])});
    let no_ct = with(|root| {
        root["ctlogs"][0]["publicKey"]["validFor"]
            .as_object_mut()
            .expect("a window")
            .remove("start");
    });
    let no_tsa = kit_with(|kit| kit.tsa.authority.window.start = None);
    vec![
        noted(
            "root/beside",
            "a log of an unknown kind of key beside the good ones",
            &beside,
            "note.trustroot-instance-skipped",
        ),
        refused(
            "root/details",
            "a log of an unknown kind of key",
            &log(|log| {
                log["publicKey"]["keyDetails"] = "PKIX_NEW".into();
            }),
            INSTANCE,
        ),
        refused(
            "root/no-start",
            "a log without start",
            &log(|log| {
                log["publicKey"]["validFor"] = json!({});
            }),
            INSTANCE,
        ),
        refused(
            "root/end-first",
            "a log that ends before it starts",
            &log(|log| {
                log["publicKey"]["validFor"]["end"] = "2001-01-01T00:00:00Z".into();
            }),
            INSTANCE,
        ),
        refused(
            "root/hash",
            "a tree of SHA-512",
            &log(|log| {
                log["hashAlgorithm"] = "SHA2_512".into();
            }),
            INSTANCE,
        ),
        refused(
            "root/key",
            "a key that cannot be read",
            &log(|log| {
                log["publicKey"]["rawBytes"] = "AAAA".into();
            }),
            INSTANCE,
        ),
        refused(
            "root/log-id",
            "a log id that is not the key's",
            &stated,
            "tlog.unknown-log",
        ),
        refused("root/log-id-named", "and is the entry's", &named, INSTANCE),
        refused(
            "root/ct-no-start",
            "a certificate log without start",
            &no_ct,
            INSTANCE,
        ),
        refused(
            "root/tsa-no-start",
            "a timestamp authority without start",
            &no_tsa.message(b"artifact").v2().mint(),
            INSTANCE,
        ),
    ]
}

fn documents() -> Vec<Case> {
    let media_type = |name: &'static str| with(|root| root["mediaType"] = name.into());
    let two_keys = with(|root| {
        let mut other = root["tlogs"][0].clone();
        let key = SigningKey::seeded(KeyKind::P256, "another log");
        other["publicKey"]["rawBytes"] = base64(&key.spki()).into();
        root["tlogs"].as_array_mut().expect("logs").push(other);
    });
    let no_type = with(|root| {
        root.as_object_mut().expect("a root").remove("mediaType");
    });
    vec![
        accepted(
            "root/0.1",
            "the other media type of version 0.1",
            &media_type("application/vnd.dev.sigstore.trustedroot.v0.1+json"),
        ),
        accepted(
            "root/0.2",
            "version 0.2",
            &media_type("application/vnd.dev.sigstore.trustedroot.v0.2+json"),
        ),
        refused(
            "root/0.3",
            "version 0.3",
            &media_type("application/vnd.dev.sigstore.trustedroot.v0.3+json"),
            PARSE,
        ),
        refused("root/no-type", "no media type", &no_type, PARSE),
        refused(
            "root/two-keys",
            "one log id with two keys",
            &two_keys,
            PARSE,
        ),
        noted(
            "root/unknown",
            "an unknown member",
            &with(|root| root["extra"] = json!({})),
            "note.trustroot-unknown-field",
        ),
    ]
}

/// A certificate whose issuer signed its precertificate in the name of the issuer above
/// (RFC 6962 section 3.2).
fn precertificate() -> Minted {
    let kit = kit_with(|kit| {
        let usages = [oid::CODE_SIGNING, oid::PRECERTIFICATE_SIGNING];
        kit.fulcio
            .intermediate()
            .set(Extension::extended_key_usage(false, &usages));
    });
    let above = kit.fulcio.issuers[1].certificate.clone();
    let scheme = kit.fulcio.issuer().scheme;
    let logged: RefCell<Option<Certificate>> = RefCell::new(None);
    kit.message(b"artifact")
        .with_leaf(|leaf| {
            let mut other = leaf.clone();
            other.issuer.clone_from(&above.subject);
            let id = key_identifier(&above.spki);
            other.set(Extension::authority_key_identifier(&id));
            *logged.borrow_mut() = Some(other);
        })
        .with_scts(|scts| {
            let logged = logged.borrow();
            scts[0].tbs = logged.as_ref().expect("a leaf").tbs(scheme);
            scts[0].issuer_key_hash = crate::encode::sha256(&above.spki).to_vec();
        })
        .mint()
}
