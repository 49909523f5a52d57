//! The signing certificate, and who is wanted.

use super::{kit, message, refused};
use crate::cases::{Case, Request, San};
use crate::{Certificate, Extension, GeneralName, KeyUsage, Minted, oid};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = profile();
    cases.extend(names());
    cases.extend(issuers());
    cases.extend(wanted());
    cases
}

fn with(edit: impl Fn(&mut Certificate)) -> Minted {
    kit().message(b"artifact").with_leaf(edit).mint()
}

fn case(id: &str, change: &str, code: &'static str, edit: impl Fn(&mut Certificate)) -> Case {
    refused(&format!("leaf/{id}"), change, &with(edit), code)
}

fn profile() -> Vec<Case> {
    let usage = |purposes: &'static [&'static str]| {
        move |leaf: &mut Certificate| leaf.set(Extension::extended_key_usage(false, purposes))
    };
    vec![
        case("no-eku", "no extended key usage", "cert.eku", |leaf| {
            leaf.remove(oid::EXTENDED_KEY_USAGE);
        }),
        case(
            "eku-server",
            "for servers",
            "cert.eku",
            usage(&[oid::SERVER_AUTH]),
        ),
        case(
            "eku-any",
            "for anything",
            "cert.eku",
            usage(&[oid::ANY_EXTENDED_KEY_USAGE]),
        ),
        case("no-ku", "no key usage", "cert.ku", |leaf| {
            leaf.remove(oid::KEY_USAGE)
        }),
        case("ku", "a key that enciphers", "cert.ku", |leaf| {
            leaf.set(Extension::key_usage(&[KeyUsage::KeyEncipherment]));
        }),
        case("ca", "a CA", "cert.leaf-is-ca", |leaf| {
            leaf.set(Extension::basic_constraints(true, None));
        }),
        case(
            "cert-sign",
            "a key that signs certificates",
            "cert.leaf-is-ca",
            |leaf| {
                let bits = [KeyUsage::DigitalSignature, KeyUsage::KeyCertSign];
                leaf.set(Extension::key_usage(&bits));
            },
        ),
        case(
            "critical",
            "an unknown critical extension",
            "cert.critical-extension",
            |leaf| {
                leaf.set(Extension::unknown(true));
            },
        ),
    ]
}

fn names() -> Vec<Case> {
    let uri = |text: &str| GeneralName::Uri(text.to_owned());
    vec![
        case("no-name", "no name", "identity.missing", |leaf| {
            leaf.remove(oid::SUBJECT_ALT_NAME)
        }),
        case("two-names", "two names", "identity.san-ambiguous", |leaf| {
            let names = [uri(&kit().identity), uri("https://forge.test/another")];
            leaf.set(Extension::subject_alt_name(&names));
        }),
        case(
            "another-name",
            "another name",
            "identity.san-mismatch",
            |leaf| {
                leaf.set(Extension::subject_alt_name(&[uri(
                    "https://forge.test/another",
                )]));
            },
        ),
        case(
            "longer-name",
            "a name that goes on",
            "identity.san-mismatch",
            |leaf| {
                leaf.set(Extension::subject_alt_name(&[uri(&format!(
                    "{}x",
                    kit().identity
                ))]));
            },
        ),
    ]
}

fn issuers() -> Vec<Case> {
    let conflict = "identity.issuer-conflict";
    let claim = format!("{}.8", oid::FULCIO);
    let malformed = |value: &'static [u8]| {
        let claim = claim.clone();
        move |leaf: &mut Certificate| leaf.set(Extension::raw(&claim, false, value))
    };
    vec![
        case(
            "issuer-1",
            "the older issuer claim differs",
            conflict,
            |leaf| {
                leaf.set(Extension::claim(1, "https://elsewhere.test"));
            },
        ),
        case(
            "issuer-8",
            "the newer issuer claim differs",
            conflict,
            |leaf| {
                leaf.set(Extension::claim(8, "https://elsewhere.test"));
            },
        ),
        case(
            "issuer",
            "another issuer",
            "identity.issuer-mismatch",
            |leaf| {
                leaf.set(Extension::claim(1, "https://elsewhere.test"));
                leaf.set(Extension::claim(8, "https://elsewhere.test"));
            },
        ),
        case("no-issuer", "no issuer", "identity.missing", |leaf| {
            for number in [1, 8] {
                leaf.remove(&format!("{}.{number}", oid::FULCIO));
            }
        }),
        case(
            "issuer-raw",
            "an issuer that is not DER",
            "cert.extension",
            malformed(b"https://token.forge.test"),
        ),
        case(
            "issuer-printable",
            "an issuer of another type",
            "cert.extension",
            malformed(b"\x13\x01a"),
        ),
        case(
            "issuer-trailing",
            "a byte after the issuer",
            "cert.extension",
            malformed(b"\x0c\x01a\x00"),
        ),
    ]
}

/// The certificate is good, and another is wanted.
fn wanted() -> Vec<Case> {
    let ask = |id: &str, change: &str, minted: &Minted, edit: fn(&mut Request)| {
        refused(
            &format!("leaf/{id}"),
            change,
            minted,
            "identity.san-mismatch",
        )
        .asking(edit)
    };
    let minted = message(&kit());
    let email = with(|leaf| {
        let name = GeneralName::Email("who@mail.test".to_owned());
        leaf.set(Extension::subject_alt_name(&[name]));
    });
    vec![
        ask(
            "email-as-uri",
            "an e-mail address, wanted as a URI",
            &email,
            |request| {
                let identity = request.identity.as_mut().expect("an identity");
                (identity.san, identity.kind) = ("who@mail.test".to_owned(), Some(San::Uri));
            },
        ),
        ask(
            "uri-as-email",
            "a URI, wanted as an e-mail address",
            &minted,
            |request| {
                request.identity.as_mut().expect("an identity").kind = Some(San::Email);
            },
        ),
        ask(
            "prefix",
            "a beginning of the name is wanted",
            &minted,
            |request| {
                request.identity.as_mut().expect("an identity").san.pop();
            },
        ),
        ask(
            "dot",
            "wanted with another character for a dot",
            &minted,
            |request| {
                let identity = request.identity.as_mut().expect("an identity");
                identity.san = identity.san.replace("forge.test", "forge-test");
            },
        ),
        ask(
            "dot-found",
            "found with another character for a dot",
            &with(|leaf| {
                let name = kit().identity.replace("forge.test", "forge-test");
                leaf.set(Extension::subject_alt_name(&[GeneralName::Uri(name)]));
            }),
            |_| (),
        ),
        ask("case", "wanted in capitals", &minted, |request| {
            let identity = request.identity.as_mut().expect("an identity");
            identity.san = identity.san.to_uppercase().replace("HTTPS", "https");
        }),
        refused(
            "leaf/absent",
            "an issuer where none is wanted",
            &minted,
            "identity.issuer-mismatch",
        )
        .asking(|request| request.identity.as_mut().expect("an identity").issuer = None),
    ]
}
