//! Authorities of the caller's own: the rules for issuers on a path that is searched.

use serde_json::json;

use super::kit;
use crate::cases::{Case, Expected, PrivatePki};
use crate::encode::base64;
use crate::{
    Certificate, CertificateAuthority, Extension, GeneralName, KeyUsage, Minted, Sigstore, oid,
};

const EMAIL: &str = "release@example.test";

/// Where the intermediate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    ByCaller,
    ByBundle,
    /// By the bundle, without the option.
    Unasked,
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = issuers();
    cases.extend(leaves());
    cases
}

/// A bundle of a certificate without anything of Fulcio's, stamped and logged nowhere.
fn mint(kit: &Sigstore, given: Given, edit: impl Fn(&mut Certificate)) -> Minted {
    let chain = kit.fulcio.chain();
    kit.message(b"artifact")
        .version_0_2()
        .privately(|leaf| {
            let name = GeneralName::Email(EMAIL.to_owned());
            leaf.set(Extension::subject_alt_name(&[name]));
            edit(leaf);
        })
        .with_bundle(|bundle| {
            if given != Given::ByCaller {
                let pointer = "/verificationMaterial/x509CertificateChain/certificates";
                let list = bundle.pointer_mut(pointer).expect("a chain");
                let list = list.as_array_mut().expect("a list");
                list.push(json!({"rawBytes": base64(&chain[0])}));
            }
        })
        .mint()
}

fn case(id: &str, change: &str, kit: &Sigstore, given: Given, expected: Expected) -> Case {
    asked(id, change, kit, &mint(kit, given, |_| ()), given, expected)
}

fn asked(
    id: &str,
    change: &str,
    kit: &Sigstore,
    minted: &Minted,
    given: Given,
    expected: Expected,
) -> Case {
    let chain = kit.fulcio.chain();
    let mut case = Case::new(&format!("private/{id}"), change, minted, expected);
    case.request.identity = None;
    case.request.private_pki = Some(PrivatePki {
        anchors: chain[1..].to_vec(),
        intermediates: if given == Given::ByCaller {
            chain[..1].to_vec()
        } else {
            Vec::new()
        },
        uses_bundle: given == Given::ByBundle,
        email: EMAIL.to_owned(),
    });
    case
}

/// Each rule, for an intermediate of the caller and for one of the bundle.
fn issuers() -> Vec<Case> {
    type Edit = fn(&mut CertificateAuthority);
    let rules: [(&str, &str, Edit, Option<&'static str>); 8] = [
        ("good", "nothing", |_| (), None),
        (
            "not-ca",
            "an intermediate that is no CA",
            |ca| {
                let constraints = Extension::basic_constraints(false, None);
                ca.intermediate().set(constraints);
            },
            Some("cert.chain"),
        ),
        (
            "no-constraints",
            "an intermediate without basic constraints",
            |ca| ca.intermediate().remove(oid::BASIC_CONSTRAINTS),
            Some("cert.chain"),
        ),
        (
            "no-cert-sign",
            "an intermediate that signs no certificates",
            |ca| {
                let usage = Extension::key_usage(&[KeyUsage::DigitalSignature]);
                ca.intermediate().set(usage);
            },
            Some("cert.chain"),
        ),
        (
            "eku",
            "an intermediate for servers",
            |ca| {
                let usage = Extension::extended_key_usage(false, &[oid::SERVER_AUTH]);
                ca.intermediate().set(usage);
            },
            Some("cert.eku"),
        ),
        (
            "critical",
            "an unknown critical extension in the intermediate",
            |ca| ca.intermediate().set(Extension::unknown(true)),
            Some("cert.critical-extension"),
        ),
        (
            "path-length",
            "an anchor above leaves only",
            |ca| {
                let constraints = Extension::basic_constraints(true, Some(0));
                ca.root().set(constraints);
            },
            Some("cert.pathlen"),
        ),
        (
            "expired",
            "an intermediate that expired before",
            |ca| ca.intermediate().not_after = kit().time.plus(-1),
            Some("cert.chain-time"),
        ),
    ];
    let mut cases = Vec::new();
    for (id, change, edit, code) in rules {
        let mut kit = kit();
        edit(&mut kit.fulcio);
        for (given, from) in [(Given::ByCaller, "caller"), (Given::ByBundle, "bundle")] {
            let expected = code.map_or_else(Expected::accepted, Expected::refused);
            let id = format!("{id}/{from}");
            let change = format!("{change}; the intermediate is of the {from}");
            cases.push(case(&id, &change, &kit, given, expected));
        }
    }
    cases.push(case(
        "unasked",
        "the intermediate is of the bundle, without the option",
        &kit(),
        Given::Unasked,
        Expected::refused("cert.chain"),
    ));
    cases
}

fn leaves() -> Vec<Case> {
    type Edit = fn(&mut Certificate);
    let rules: [(&str, &str, Edit, Option<&'static str>); 6] = [
        (
            "leaf/no-ku",
            "no key usage",
            |leaf| leaf.remove(oid::KEY_USAGE),
            None,
        ),
        (
            "leaf/no-eku",
            "no extended key usage",
            |leaf| leaf.remove(oid::EXTENDED_KEY_USAGE),
            None,
        ),
        (
            "leaf/eku-server",
            "a certificate for servers",
            |leaf| {
                let usage = Extension::extended_key_usage(false, &[oid::SERVER_AUTH]);
                leaf.set(usage);
            },
            Some("cert.eku"),
        ),
        (
            "leaf/ku",
            "a key that enciphers keys",
            |leaf| leaf.set(Extension::key_usage(&[KeyUsage::KeyEncipherment])),
            Some("cert.ku"),
        ),
        (
            "leaf/ca",
            "a certificate of a CA",
            |leaf| leaf.set(Extension::basic_constraints(true, None)),
            Some("cert.leaf-is-ca"),
        ),
        (
            "leaf/name",
            "the name of another",
            |leaf| {
                let name = GeneralName::Email("another@example.test".to_owned());
                leaf.set(Extension::subject_alt_name(&[name]));
            },
            Some("identity.san-mismatch"),
        ),
    ];
    let kit = kit();
    rules
        .into_iter()
        .map(|(id, change, edit, code)| {
            let expected = code.map_or_else(Expected::accepted, Expected::refused);
            let minted = mint(&kit, Given::ByCaller, edit);
            asked(id, change, &kit, &minted, Given::ByCaller, expected)
        })
        .collect()
}
