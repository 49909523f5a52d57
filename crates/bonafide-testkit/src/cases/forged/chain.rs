//! Chains of the trusted root.

use serde_json::json;

use super::{kit, kit_with, message, noted, refused};
use crate::cases::{Case, Expected};
use crate::encode::Hash;
use crate::{
    Certificate, CertificateAuthority, Extension, GeneralName, KeyKind, KeyUsage, Scheme,
    SigningKey, Time, oid,
};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = intermediates();
    cases.extend(roots());
    cases.extend(signers());
    cases
}

/// An intermediate that breaks a rule which depends on neither leaf nor time.
fn intermediates() -> Vec<Case> {
    let case = |id: &str, change: &str, edit: fn(&mut Certificate)| {
        let kit = kit_with(|kit| edit(kit.fulcio.intermediate()));
        refused(
            &format!("chain/{id}"),
            change,
            &message(&kit),
            "trustroot.instance",
        )
    };
    vec![
        case("not-ca", "an intermediate that is no CA", |certificate| {
            certificate.set(Extension::basic_constraints(false, None));
        }),
        case(
            "no-constraints",
            "an intermediate without basic constraints",
            |certificate| {
                certificate.remove(oid::BASIC_CONSTRAINTS);
            },
        ),
        case(
            "no-cert-sign",
            "an intermediate that signs no certificates",
            |certificate| {
                certificate.set(Extension::key_usage(&[KeyUsage::CrlSign]));
            },
        ),
        case(
            "no-ku",
            "an intermediate without key usage",
            |certificate| {
                certificate.remove(oid::KEY_USAGE);
            },
        ),
        case("eku", "an intermediate for servers", |certificate| {
            certificate.set(Extension::extended_key_usage(false, &[oid::SERVER_AUTH]));
        }),
        case(
            "critical",
            "an unknown critical extension in the intermediate",
            |certificate| {
                certificate.set(Extension::unknown(true));
            },
        ),
    ]
}

fn roots() -> Vec<Case> {
    let path_length = kit_with(|kit| {
        kit.fulcio
            .root()
            .set(Extension::basic_constraints(true, Some(0)));
    });
    let mut unrelated = message(&kit());
    let other = CertificateAuthority::fulcio("fulcio.elsewhere.test", Time::at(1_735_689_600));
    let chain = [kit().fulcio.chain()[0].clone(), other.chain()[1].clone()];
    unrelated.trusted_root["certificateAuthorities"] = json!([kit().fulcio.instance_of(&chain)]);
    let mut reversed = message(&kit());
    let mut chain = kit().fulcio.chain();
    chain.reverse();
    reversed.trusted_root["certificateAuthorities"] = json!([kit().fulcio.instance_of(&chain)]);
    let excluded = kit_with(|kit| {
        let host = [GeneralName::Uri("forge.test".to_owned())];
        kit.fulcio
            .intermediate()
            .set(Extension::name_constraints(&[], &host));
    });
    let root_excludes = kit_with(|kit| {
        let host = [GeneralName::Uri("forge.test".to_owned())];
        kit.fulcio
            .root()
            .set(Extension::name_constraints(&[], &host));
    });
    let constraints = "cert.name-constraints";
    vec![
        refused(
            "chain/path-length",
            "a path length of 0 above an intermediate",
            &message(&path_length),
            "trustroot.instance",
        ),
        refused(
            "chain/unrelated",
            "a root that did not issue the intermediate",
            &unrelated,
            "trustroot.instance",
        ),
        refused(
            "chain/reversed",
            "a chain that begins with the root",
            &reversed,
            "cert.chain",
        ),
        refused(
            "chain/excluded",
            "names excluded by the intermediate",
            &message(&excluded),
            constraints,
        ),
        refused(
            "chain/root-excludes",
            "names excluded by the anchor",
            &message(&root_excludes),
            constraints,
        ),
    ]
}

fn signers() -> Vec<Case> {
    let other_key = kit_with(|kit| {
        kit.fulcio.issuers[0].key = SigningKey::seeded(KeyKind::P384, "another issuer");
    });
    let mut other_root = message(&kit());
    let strangers = CertificateAuthority::fulcio("fulcio.elsewhere.test", Time::at(0));
    other_root.trusted_root["certificateAuthorities"] = json!([strangers.instance()]);
    let wide = kit_with(|kit| kit.fulcio = rsa_authority());
    let two = kit_with(|kit| {
        // The chain of an instance that cannot be used, beside the good one.
        kit.fulcio.organization = "fulcio.sigstore.test".to_owned();
    });
    let mut beside = message(&two);
    let mut broken = two.fulcio.clone();
    broken.window.start = None;
    beside.trusted_root["certificateAuthorities"] =
        json!([broken.instance(), two.fulcio.instance()]);
    vec![
        refused(
            "chain/other-key",
            "signed by another key under the same names",
            &message(&other_key),
            "cert.chain",
        ),
        refused(
            "chain/elsewhere",
            "an authority that nobody trusts",
            &other_root,
            "cert.chain",
        ),
        Case::new(
            "chain/rsa",
            "an authority with RSA keys",
            &message(&wide),
            Expected::accepted(),
        ),
        noted(
            "chain/beside",
            "an unusable instance beside the good one",
            &beside,
            "note.trustroot-instance-skipped",
        ),
    ]
}

fn rsa_authority() -> CertificateAuthority {
    let mut authority = CertificateAuthority::new(
        "fulcio.rsa.test",
        KeyKind::Rsa4096,
        oid::CODE_SIGNING,
        Time::at(1_735_689_600),
    );
    // There is one key of each size, and two are needed.
    let key = SigningKey::seeded(KeyKind::Rsa3072, "");
    let intermediate = authority.intermediate();
    intermediate.spki = key.spki();
    intermediate.set(Extension::subject_key_identifier(
        &intermediate.key_identifier(),
    ));
    authority.issuers[0].key = key;
    authority.issuers[0].scheme = Scheme::Rsa(Hash::Sha384);
    authority
}
