//! Tokens that are well signed and wrong, and what must still be accepted.

mod common;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _};
use bonafide_tsa::{Error, ParseOptions, TimestampToken, VerifyOptions, verify};
use bonafide_x509::{Authority, Purpose, Rank};

use common::*;

/// The code with which `token` is refused, by parsing or by verification.
fn code(token: &Token<'_>, authorities: &[Authority]) -> &'static str {
    match token.parse() {
        Ok(_) => match token.verify(authorities) {
            Ok(_) => "accepted",
            Err(refusal) => refusal.code().as_str(),
        },
        Err(error) => error.code().as_str(),
    }
}

#[track_caller]
fn refused(token: &Token<'_>, authority: Authority, wanted: &str, what: &str) {
    assert_eq!(code(token, &[authority]), wanted, "{what}");
}

// ---- Accepted ----

#[test]
fn a_pinned_authority_vouches_for_its_timestamp() {
    let pki = Pki::new();
    let timestamp = pki.token().verify(&[pki.pinned()]).unwrap();
    assert_eq!(timestamp.time().to_string(), "2025-06-01T12:00:00Z");
    assert_eq!(
        (timestamp.policy(), timestamp.serial()),
        (POLICY, &[77][..])
    );
    assert_eq!((timestamp.authority(), timestamp.accuracy()), (0, None));
    assert!(!timestamp.ordering());
    assert_eq!(timestamp.signer().der(), pki.leaf);
    assert_eq!(timestamp.issuers().len(), 2);
    let json = serde_json::to_value(&timestamp).unwrap();
    assert_eq!(json["time"], "2025-06-01T12:00:00Z");
    assert_eq!(json["signer"], "CN=tsa");
    assert_eq!(json["serial"], "4d");
}

#[test]
fn an_embedded_copy_or_signer_is_accepted() {
    let pki = Pki::new();
    let mut token = pki.token();
    refused(
        &token,
        pki.issuers(),
        "tsa.untrusted",
        "no signer certificate at all",
    );
    token.embedded = vec![pki.root.clone(), pki.leaf.clone(), pki.intermediate.clone()];
    assert!(token.verify(&[pki.pinned()]).is_ok());
    assert!(token.verify(&[pki.issuers()]).is_ok());
    assert!(
        token.verify(&[authority(&[&pki.intermediate])]).is_ok(),
        "an intermediate may be the anchor"
    );
    let root_only = [authority(&[&pki.root])];
    assert_eq!(
        code(&token, &root_only),
        "tsa.untrusted",
        "embedded certificates are no intermediates"
    );
}

#[test]
fn every_embedded_certificate_is_on_the_path() {
    let pki = Pki::new();
    let other = |subject, key: &Key| {
        let spec = Spec {
            serial: 9,
            issuer: "root",
            subject,
            validity: LONG,
            extensions: vec![basic_constraints(true), key_usage(0x04)],
        };
        spec.der(key, key)
    };
    let stranger = Key::p384(9);
    let flipped = |der: &[u8]| {
        let mut der = der.to_vec();
        *der.last_mut().unwrap() ^= 1;
        der
    };
    let issuer = authority(&[&pki.intermediate]);
    // Signed by its own key, and named as issued by somebody else.
    let renamed = {
        let spec = Spec {
            serial: 9,
            issuer: "above",
            subject: "root",
            validity: LONG,
            extensions: vec![basic_constraints(true), key_usage(0x04)],
        };
        spec.der(&Key::p256(1), &Key::p256(1))
    };
    for (stray, what) in [
        (renamed, "a root that says it is none"),
        (
            flipped(&pki.intermediate),
            "an issuer with another signature",
        ),
        (flipped(&pki.root), "a root that is not signed by itself"),
        (other("other", &stranger), "a certificate of somebody else"),
        (other("root", &stranger), "another root of that name"),
    ] {
        for at in [0, 1] {
            let mut token = pki.token();
            token.embedded = vec![pki.leaf.clone()];
            token.embedded.insert(at, stray.clone());
            for authority in [pki.pinned(), pki.issuers(), issuer.clone()] {
                let found = token.verify(&[authority]).unwrap_err();
                let place = format!("/token/certificates/{at}");
                assert_eq!(found.error().code().as_str(), "tsa.untrusted", "{what}");
                assert!(
                    matches!(found.error(), Error::Stray { .. }),
                    "{what}: {found}"
                );
                assert_eq!(found.error().place().to_string(), place, "{what}");
            }
        }
    }
}

#[test]
fn keys_and_hashes_of_deployed_authorities() {
    for (key, hashes) in [
        (Key::p256(3), &[SHA256, SHA384, SHA512][..]),
        (Key::p384(3), &[SHA256, SHA384, SHA512]),
        (Key::ed25519(3), &[SHA256, SHA384, SHA512]),
        (Key::rsa(), &[SHA256]),
    ] {
        let pki = Pki::with_leaf(key, leaf_extensions());
        for hash in hashes {
            let mut token = pki.token().with_hash(hash);
            assert!(token.verify(&[pki.pinned()]).is_ok(), "{hash}");
            token.signature = Box::new(|mut signature| {
                let at = signature.len() - 1;
                signature[at] ^= 1;
                signature
            });
            refused(&token, pki.pinned(), "tsa.signature", hash);
        }
    }
}

#[test]
fn rsa_encryption_takes_the_hash_of_the_digest_algorithm() {
    let pki = Pki::with_leaf(Key::rsa(), leaf_extensions());
    let mut token = pki.token();
    token.signature_algorithm = Some(seq(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]));
    assert!(token.verify(&[pki.pinned()]).is_ok());
}

#[test]
fn imprints_of_three_hashes() {
    let pki = Pki::new();
    let mut token = pki.token();
    for dotted in [SHA256, SHA384, SHA512] {
        token.imprint = [algorithm(dotted), hash(dotted, SIGNED)];
        assert!(token.verify(&[pki.pinned()]).is_ok(), "{dotted}");
        token.imprint[0] = seq(&[&oid(dotted), &[5, 0]]);
        assert!(token.verify(&[pki.pinned()]).is_ok(), "{dotted} with NULL");
    }
}

#[test]
fn encoded_defaults_are_tolerated() {
    let pki = Pki::new();
    let mut token = pki.token();
    let not_critical = seq(&[&oid("1.2.3"), &[1, 1, 0], &octets(b"")]);
    token.tst_tail = [vec![1, 1, 0], tlv(0xa1, &[&not_critical])].concat();
    let certificate_hash = octets(&hash(SHA256, &pki.leaf));
    token.named_certificate = seq(&[&algorithm(SHA256), &certificate_hash]);
    assert!(token.verify(&[pki.pinned()]).is_ok());
}

#[test]
fn optional_parts_are_read_over() {
    let pki = Pki::new();
    let mut token = pki.token();
    token.status = seq(&[&integer(1), &seq(&[&tlv(0x0c, &[b"with changes"])])]);
    token.tst_tail = [
        seq(&[&integer(1), &tlv(0x80, &[&[100]]), &tlv(0x81, &[&[0, 200]])]),
        vec![1, 1, 0xff],
        tlv(2, &[&[0, 0x8f, 0x59]]),
        tlv(0xa0, &[&tlv(0xa4, &[&name("tsa")])]),
        tlv(0xa1, &[&extension("1.2.3", false, b"")]),
    ]
    .concat();
    token.attributes = Box::new(|mut attributes| {
        attributes.push(attribute(SIGNING_TIME, &[&tlv(0x17, &[b"250601120000Z"])]));
        attributes.push(attribute("1.2.3.4.5", &[&integer(1), &integer(2)]));
        attributes
    });
    let timestamp = token.verify(&[pki.pinned()]).unwrap();
    let accuracy = timestamp.accuracy().unwrap();
    assert_eq!(accuracy.as_micros(), 1_100_200);
    assert!(timestamp.ordering());
}

#[test]
fn a_key_identifier_names_the_signer_too() {
    let pki = Pki::new();
    let mut token = pki.token();
    token.signer_version = 3;
    token.sid = tlv(0x80, &[b"leaf key"]);
    assert!(token.verify(&[pki.pinned()]).is_ok());
    token.sid = tlv(0x80, &[b"other key"]);
    refused(
        &token,
        pki.pinned(),
        "tsa.untrusted",
        "another key identifier",
    );
}

#[test]
fn a_legacy_certificate_attribute_is_an_extra_binding() {
    let pki = Pki::new();
    let legacy = |issuer, serial| {
        let id = seq(&[&octets(&[0; 20]), &issuer_serial(issuer, serial)]);
        attribute(SIGNING_CERTIFICATE, &[&seq(&[&seq(&[&id])])])
    };
    let with = |legacy: Vec<u8>, keep: bool| {
        let mut token = pki.token();
        token.attributes = Box::new(move |mut attributes| {
            attributes.truncate(if keep { 3 } else { 2 });
            attributes.push(legacy.clone());
            attributes
        });
        code(&token, &[pki.pinned()])
    };
    assert_eq!(with(legacy("intermediate", 3), true), "accepted");
    assert_eq!(with(legacy("intermediate", 4), true), "tsa.signature");
    assert_eq!(
        with(legacy("intermediate", 3), false),
        "tsa.signature",
        "SHA-1 only"
    );
    // An ESSCertID names no algorithm, and its hash has 20 octets.
    let formed = |parts: &[&[u8]]| {
        let id = seq(&[parts, &[&issuer_serial("intermediate", 3)]].concat());
        attribute(SIGNING_CERTIFICATE, &[&seq(&[&seq(&[&id])])])
    };
    let (sha1, sha256) = (octets(&[0; 20]), octets(&[0; 32]));
    assert_eq!(with(formed(&[&sha1]), true), "accepted");
    assert_eq!(
        with(formed(&[&algorithm(SHA256), &sha1]), true),
        "tsa.parse"
    );
    assert_eq!(with(formed(&[&sha256]), true), "tsa.parse");
    assert_eq!(with(formed(&[&octets(&[])]), true), "tsa.parse");
}

// ---- tsa.parse ----

#[test]
fn other_structures_are_refused() {
    let pki = Pki::new();
    let edited = |edit: fn(&mut Token<'_>), what: &str| {
        let mut token = pki.token();
        edit(&mut token);
        let error = token.parse().unwrap_err();
        assert_eq!(error.code().as_str(), "tsa.parse", "{what}: {error}");
        error
    };
    edited(|token| token.signer_infos = 2, "two SignerInfos");
    edited(|token| token.signer_infos = 0, "no SignerInfo");
    let error = edited(|token| token.has_attributes = false, "no signedAttrs");
    assert_eq!(error.place().as_str(), "/token/signerInfo");
    edited(
        |token| token.attributes_tag = 0xa2,
        "signedAttrs under another tag",
    );
    edited(
        |token| token.content_type = "1.2.840.113549.1.7.1",
        "id-data",
    );
    edited(|token| token.signed_data_version = 1, "SignedData version");
    edited(|token| token.tst_version = 2, "TSTInfo version");
    edited(
        |token| token.signer_version = 3,
        "version without key identifier",
    );
    edited(
        |token| token.signer_version = 2,
        "unknown SignerInfo version",
    );
    edited(
        |token| token.sid = tlv(0x80, &[b"leaf key"]),
        "key identifier in version 1",
    );
    edited(
        |token| token.embedded = vec![tlv(0xa1, &[])],
        "attribute certificate",
    );
    edited(|token| token.embedded = vec![seq(&[])], "no certificate");
    edited(
        |token| token.digest_algorithms = integer(1),
        "digestAlgorithms",
    );
    edited(
        |token| token.digest_algorithms = Vec::new(),
        "none announced",
    );
    edited(
        |token| token.digest_algorithms = algorithm(SHA256).repeat(2),
        "two announced",
    );
    edited(
        |token| token.digest_algorithms = algorithm(SHA384),
        "another one announced",
    );
    edited(
        |token| token.digest_algorithms = algorithm("1.2.3"),
        "an unknown one announced",
    );
    edited(
        |token| token.unsigned = integer(1),
        "an unknown field in SignerInfo",
    );
    edited(
        |token| token.crls = integer(1),
        "an unknown field in SignedData",
    );
    edited(
        |token| token.unsigned = tlv(0xa1, &[&attribute("1.2.3", &[&integer(1)])]),
        "unsigned attributes",
    );
    edited(
        |token| token.crls = tlv(0xa1, &[&seq(&[])]),
        "revocation lists",
    );
    edited(
        |token| token.status = seq(&[&integer(0), &seq(&[])]),
        "a text without texts",
    );
    edited(
        |token| token.status = seq(&[&integer(0), &seq(&[&tlv(0x0c, &[b"\xff"])])]),
        "a text that is none",
    );
    edited(
        |token| token.status = seq(&[&integer(0), &seq(&[&integer(1)])]),
        "a number in the place of a text",
    );
    edited(
        |token| token.status = seq(&[&integer(0), &tlv(3, &[&[7, 0x80]])]),
        "granted, and failed",
    );
    edited(|token| token.status = integer(0), "no PKIStatusInfo");
    edited(|token| token.status = seq(&[]), "empty PKIStatusInfo");
    edited(
        |token| token.status = seq(&[&tlv(2, &[&[0, 0]])]),
        "padded status",
    );
    edited(
        |token| token.token = Box::new(|_| Vec::new()),
        "granted, and no token",
    );
    edited(
        |token| token.token = Box::new(|token| token.repeat(2)),
        "two tokens",
    );
    edited(
        |token| token.token = Box::new(|_| seq(&[&oid("1.2.840.113549.1.7.2")])),
        "no content",
    );
    edited(
        |token| {
            token.token =
                Box::new(|token| [&token[..4], &oid("1.2.840.113549.1.7.1"), &token[15..]].concat())
        },
        "ContentInfo of id-data",
    );
}

#[test]
fn a_response_is_exactly_one_element() {
    let pki = Pki::new();
    let good = pki.token().der();
    let bare = {
        let mut token = pki.token();
        token.status = Vec::new();
        token.der()[4..].to_vec()
    };
    let indefinite = [&[0x30, 0x80], &good[4..], &[0, 0]].concat();
    let long = [&[0x30, 0x83, 0], &good[2..]].concat();
    for (what, der) in [
        ("trailing byte", [&good[..], &[0]].concat()),
        ("truncated", good[..good.len() - 1].to_vec()),
        ("bare token", bare),
        ("indefinite length", indefinite),
        ("length with a leading zero", long),
        ("empty", Vec::new()),
    ] {
        let error = TimestampToken::parse(&der, &ParseOptions::default()).unwrap_err();
        assert_eq!(error.code().as_str(), "tsa.parse", "{what}");
    }
    assert!(TimestampToken::parse(&good, &ParseOptions::default()).is_ok());
}

#[test]
fn attributes_are_complete_single_and_in_order() {
    let pki = Pki::new();
    let with = |edit: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>, sorted: bool, what: &str| {
        let mut token = pki.token();
        token.attributes = Box::new(edit);
        token.sorted = sorted;
        let error = token.parse().unwrap_err();
        assert_eq!(error.code().as_str(), "tsa.parse", "{what}: {error}");
        assert_eq!(
            error.place().as_str(),
            "/token/signerInfo/signedAttrs",
            "{what}"
        );
    };
    with(|list| list[1..].to_vec(), true, "no contentType");
    with(
        |list| vec![list[0].clone(), list[2].clone()],
        true,
        "no messageDigest",
    );
    with(|list| list[..2].to_vec(), true, "no signing certificate");
    with(
        |list| {
            [
                &[attribute(CONTENT_TYPE, &[&oid("1.2.840.113549.1.7.1")])],
                &list[1..],
            ]
            .concat()
        },
        true,
        "contentType id-data",
    );
    with(
        |list| {
            [
                &[attribute(CONTENT_TYPE, &[&oid(TST_INFO), &oid(TST_INFO)])],
                &list[1..],
            ]
            .concat()
        },
        true,
        "two values of contentType",
    );
    with(
        |list| [&[attribute(CONTENT_TYPE, &[])], &list[1..]].concat(),
        true,
        "no value of contentType",
    );
    with(
        |list| [&list[..1], &list[..]].concat(),
        true,
        "contentType twice",
    );
    with(
        |list| [&list[..], &list[1..2]].concat(),
        true,
        "messageDigest twice",
    );
    with(
        |list| {
            let one = attribute("1.2.3", &[&integer(1)]);
            let other = attribute("1.2.3", &[&integer(2)]);
            [&list[..], &[one, other]].concat()
        },
        true,
        "an unknown attribute twice",
    );
    with(
        |list| list.into_iter().rev().collect(),
        false,
        "in reverse order",
    );
    with(
        |list| {
            vec![
                list[0].clone(),
                attribute(MESSAGE_DIGEST, &[&integer(1)]),
                list[2].clone(),
            ]
        },
        true,
        "messageDigest is an INTEGER",
    );
    with(
        |list| {
            vec![
                list[0].clone(),
                list[1].clone(),
                attribute(SIGNING_CERTIFICATE_V2, &[&seq(&[&seq(&[])])]),
            ]
        },
        true,
        "names no certificate",
    );
    with(
        |list| [&list[..], &[attribute("1.2.3", &[])]].concat(),
        true,
        "an attribute without values",
    );
    with(|_| vec![integer(1)], true, "not attributes");
    with(|_| Vec::new(), true, "empty");
}

#[test]
fn contents_are_strict() {
    let pki = Pki::new();
    let tail = |parts: &[Vec<u8>], what: &str| {
        let mut token = pki.token();
        token.tst_tail = parts.concat();
        let error = token.parse().unwrap_err();
        assert_eq!(error.code().as_str(), "tsa.parse", "{what}: {error}");
        assert_eq!(error.place().as_str(), "/token/tstInfo", "{what}");
    };
    let extensions = |list: &[Vec<u8>]| tlv(0xa1, &[&list.concat()]);
    tail(
        &[extensions(&[extension("1.2.3", true, b"")])],
        "unknown critical extension",
    );
    let plain = extension("1.2.3", false, b"");
    tail(&[extensions(&[plain.clone(), plain])], "an extension twice");
    tail(&[extensions(&[])], "no extensions");
    tail(&[extensions(&[integer(1)])], "not an extension");
    tail(&[vec![1, 1, 1]], "BOOLEAN 1");
    tail(&[tlv(2, &[&[0, 1]])], "padded nonce");
    tail(&[integer(1), vec![1, 1, 0xff]], "out of order");
    tail(&[octets(b"")], "an unknown field");
    tail(&[seq(&[&tlv(0x80, &[&[0]])])], "accuracy of 0 millis");
    tail(&[tlv(0xa0, &[])], "empty name of the authority");
    tail(&[vec![0x30, 0x81, 0]], "a long length");

    for time in [
        "20250601120000.50Z",
        "20250601120000",
        "20250601120000.0Z",
        "250601120000Z",
    ] {
        let mut token = pki.token();
        token.time = time;
        assert_eq!(
            token.parse().unwrap_err().code().as_str(),
            "tsa.parse",
            "{time}"
        );
    }
}

#[test]
fn a_malformed_certificate_is_told_with_its_place() {
    let pki = Pki::new();
    let mut token = pki.token();
    let truncated = seq(&[&pki.leaf[4..pki.leaf.len() - 1]]);
    token.embedded = vec![pki.leaf.clone(), truncated];
    let error = token.parse().unwrap_err();
    assert!(matches!(error, Error::Certificate { .. }));
    assert_eq!(error.place().as_str(), "/token/certificates/1");
    assert_eq!(error.findings()[0].code().as_str(), "cert.parse");
}

// ---- tsa.status ----

#[test]
fn only_granted_timestamps_are_read() {
    let pki = Pki::new();
    for status in [&[2][..], &[3], &[4], &[5], &[0xff], &[0, 0x80], &[1; 9]] {
        let mut token = pki.token();
        token.status = seq(&[&tlv(2, &[status])]);
        assert_eq!(
            token.parse().unwrap_err().code().as_str(),
            "tsa.status",
            "{status:?}"
        );
        token.token = Box::new(|_| Vec::new());
        assert_eq!(
            token.parse().unwrap_err().code().as_str(),
            "tsa.status",
            "no token"
        );
    }
}

// ---- tsa.imprint ----

#[test]
fn imprints_are_of_the_raw_signature() {
    let pki = Pki::new();
    let base64 = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(SIGNED)
    };
    for (what, imprint) in [
        (
            "of the base64",
            [algorithm(SHA256), hash(SHA256, base64.as_bytes())],
        ),
        (
            "of the artifact",
            [algorithm(SHA256), hash(SHA256, b"artifact")],
        ),
        (
            "other hash than it says",
            [algorithm(SHA512), hash(SHA256, SIGNED)],
        ),
        ("with SHA-1", [algorithm(SHA1), vec![0; 20]]),
        (
            "SHA-1 label on SHA-256",
            [algorithm(SHA1), hash(SHA256, SIGNED)],
        ),
        ("empty", [algorithm(SHA256), Vec::new()]),
        (
            "truncated",
            [algorithm(SHA256), hash(SHA256, SIGNED)[..16].to_vec()],
        ),
    ] {
        let mut token = pki.token();
        token.imprint = imprint;
        refused(&token, pki.pinned(), "tsa.imprint", what);
        assert_eq!(
            code(&token, &[]),
            "tsa.imprint",
            "{what}, before any authority"
        );
    }
}

// ---- tsa.signature ----

#[test]
fn the_signature_covers_attributes_and_content() {
    let pki = Pki::new();
    let with = |edit: &dyn Fn(&mut Token<'_>), what: &str| {
        let mut token = pki.token();
        edit(&mut token);
        refused(&token, pki.pinned(), "tsa.signature", what);
        token.embedded = vec![pki.leaf.clone()];
        refused(&token, pki.issuers(), "tsa.signature", what);
        assert_eq!(
            token.verify(&[pki.pinned()]).unwrap_err().rank(),
            Some(Rank::Signature)
        );
    };
    with(
        &|token| {
            token.changed_content = Some(Box::new(|content| {
                let at = content.len() - 2;
                let mut content = content;
                content[at] = b'1';
                content
            }));
        },
        "genTime changed",
    );
    with(
        &|token| {
            token.attributes = Box::new(|mut list| {
                list[1] = attribute(MESSAGE_DIGEST, &[&octets(&[0; 32])]);
                list
            });
        },
        "another message digest, well signed",
    );
    with(
        &|token| token.signature = Box::new(|signature| [&signature[..], &[0]].concat()),
        "trailing byte in the signature",
    );
    with(
        &|token| token.signature = Box::new(|_| Vec::new()),
        "empty signature",
    );
    with(
        &|token| token.digest_algorithm = algorithm(SHA1),
        "SHA-1 as digest algorithm",
    );
    with(
        &|token| token.digest_algorithm = algorithm(SHA512),
        "another digest algorithm",
    );
    with(
        &|token| token.signature_algorithm = Some(algorithm("1.2.840.10045.4.3.3")),
        "another hash in the signature algorithm",
    );
    with(
        &|token| token.signed_hash = Some(SHA384),
        "signed with another hash than the content is",
    );
    with(
        &|token| token.signature_algorithm = Some(algorithm("1.2.840.10045.4.1")),
        "ECDSA with SHA-1",
    );
    with(
        &|token| token.signature_algorithm = Some(algorithm("1.3.101.112")),
        "Ed25519 with an ECDSA key",
    );
}

#[test]
fn the_signer_names_its_own_certificate() {
    let pki = Pki::new();
    let own = octets(&hash(SHA256, &pki.leaf));
    let other = octets(&hash(SHA256, &pki.intermediate));
    let with = |parts: &[&[u8]]| {
        let mut token = pki.token();
        token.named_certificate = seq(parts);
        code(&token, &[pki.pinned()])
    };
    assert_eq!(with(&[&own]), "accepted");
    assert_eq!(with(&[&other]), "tsa.signature");
    assert_eq!(
        with(&[&own, &issuer_serial("intermediate", 4)]),
        "tsa.signature"
    );
    assert_eq!(with(&[&own, &issuer_serial("root", 3)]), "tsa.signature");
    let sha512 = octets(&hash(SHA512, &pki.leaf));
    assert_eq!(with(&[&algorithm(SHA512), &sha512]), "accepted");
    assert_eq!(with(&[&algorithm(SHA512), &own]), "tsa.signature");
    assert_eq!(
        with(&[&algorithm(SHA1), &octets(&[0; 20])]),
        "tsa.signature"
    );
    let named = |list: &[u8]| {
        let list = seq(&[list]);
        let mut token = pki.token();
        token.attributes = Box::new(move |mut attributes| {
            attributes[2] = attribute(SIGNING_CERTIFICATE_V2, &[&seq(&[&list])]);
            attributes
        });
        code(&token, &[pki.pinned()])
    };
    let (own, other) = (seq(&[&own]), seq(&[&other]));
    assert_eq!(named(&[own.clone(), other.clone()].concat()), "accepted");
    assert_eq!(
        named(&[other, own].concat()),
        "tsa.signature",
        "the first is the signer's"
    );
}

#[test]
fn another_key_under_the_same_identifier_is_refused() {
    let pki = Pki::new();
    let forger = Key::p256(9);
    let token = Token::new(&forger, &pki.leaf, "intermediate", 3);
    refused(
        &token,
        pki.pinned(),
        "tsa.signature",
        "signed with another key",
    );
}

// ---- tsa.untrusted ----

#[test]
fn the_signer_must_be_fit() {
    let cases: Vec<(&str, Vec<Vec<u8>>, &str)> = vec![
        ("as it should be", leaf_extensions(), "accepted"),
        (
            "no key usage",
            vec![eku(true, &[TIME_STAMPING])],
            "accepted",
        ),
        (
            "nonRepudiation",
            vec![key_usage(0x40), eku(true, &[TIME_STAMPING])],
            "accepted",
        ),
        ("no EKU", vec![key_usage(0x80)], "tsa.untrusted"),
        (
            "EKU not critical",
            vec![key_usage(0x80), eku(false, &[TIME_STAMPING])],
            "tsa.untrusted",
        ),
        (
            "EKU and serverAuth",
            vec![eku(true, &[TIME_STAMPING, "1.3.6.1.5.5.7.3.1"])],
            "tsa.untrusted",
        ),
        (
            "EKU and an unknown one",
            vec![eku(true, &[TIME_STAMPING, "1.2.3"])],
            "tsa.untrusted",
        ),
        (
            "any EKU",
            vec![eku(true, &["2.5.29.37.0"])],
            "tsa.untrusted",
        ),
        (
            "codeSigning",
            vec![eku(true, &["1.3.6.1.5.5.7.3.3"])],
            "tsa.untrusted",
        ),
        (
            "keyEncipherment",
            vec![key_usage(0x20), eku(true, &[TIME_STAMPING])],
            "tsa.untrusted",
        ),
        (
            "keyCertSign",
            vec![key_usage(0x84), eku(true, &[TIME_STAMPING])],
            "tsa.untrusted",
        ),
        (
            "unknown critical extension",
            vec![eku(true, &[TIME_STAMPING]), extension("1.2.3", true, b"")],
            "tsa.untrusted",
        ),
    ];
    for (what, extensions, wanted) in cases {
        let pki = Pki::with_leaf(Key::p256(3), extensions);
        let mut token = pki.token();
        refused(&token, pki.pinned(), wanted, what);
        token.embedded = vec![pki.leaf.clone()];
        refused(&token, pki.issuers(), wanted, what);
        let refusal = token.verify(&[pki.issuers()]);
        if let Err(refusal) = refusal {
            assert_eq!(refusal.rank(), Some(Rank::Issuers), "{what}");
            assert!(refusal.findings()[0].code().is_under("cert"), "{what}");
        }
    }
}

#[test]
fn an_authority_that_issues_is_no_signer() {
    let extensions = [vec![basic_constraints(true)], leaf_extensions()].concat();
    let pki = Pki::with_leaf(Key::p256(3), extensions);
    let mut token = pki.token();
    token.embedded = vec![pki.leaf.clone()];
    refused(&token, pki.issuers(), "tsa.untrusted", "CA:TRUE");
}

#[test]
fn a_noncritical_purpose_is_an_option() {
    let pki = Pki::with_leaf(Key::p256(3), vec![eku(false, &[TIME_STAMPING])]);
    let options = VerifyOptions::default().with_noncritical_eku(true);
    assert!(pki.token().verify_with(&[pki.pinned()], &options).is_ok());
    let other = Pki::with_leaf(Key::p256(3), vec![eku(false, &[TIME_STAMPING, "1.2.3"])]);
    let refusal = other
        .token()
        .verify_with(&[other.pinned()], &options)
        .unwrap_err();
    assert_eq!(refusal.code().as_str(), "tsa.untrusted");
}

#[test]
fn authorities_of_another_purpose_or_name_do_not_count() {
    let pki = Pki::new();
    let mut token = pki.token();
    token.embedded = vec![pki.leaf.clone()];
    let chain = vec![certificate(&pki.intermediate), certificate(&pki.root)];
    let anytime = window("2020-01-01T00:00:00Z", None);
    let budget = &mut Budget::unbounded();
    let fulcio = Authority::new(chain, anytime, Purpose::CodeSigning, &Ring, budget).unwrap();
    let root = authority(&[&pki.root]);
    for authorities in [&[][..], &[fulcio], &[root]] {
        let refusal = token.verify(authorities).unwrap_err();
        assert_eq!(refusal.error(), &Error::NoAuthority {});
        assert_eq!(refusal.code().as_str(), "tsa.untrusted");
        assert_eq!(refusal.rank(), Some(Rank::NoIssuer));
    }
}

/// CVE-2026-39984: the certificate that is judged is the one whose key signed.
#[test]
fn a_fit_looking_certificate_first_in_the_bag_does_not_help() {
    let pki = Pki::with_leaf(Key::p256(3), vec![key_usage(0x80)]);
    let forger = Key::p256(9);
    let fit = Spec {
        serial: 3,
        issuer: "intermediate",
        subject: "tsa",
        validity: LEAF,
        extensions: leaf_extensions(),
    };
    // Signed by nobody in particular, with the identifier of the unfit signer.
    let forged = fit.der(&forger, &forger);
    let mut token = pki.token();
    token.embedded = vec![forged, pki.leaf.clone()];
    refused(
        &token,
        pki.issuers(),
        "tsa.untrusted",
        "the signer is unfit",
    );
    token.embedded.reverse();
    refused(&token, pki.issuers(), "tsa.untrusted", "whatever the order");
}

#[test]
fn a_forged_certificate_under_the_name_of_the_authority_is_not_issued_by_it() {
    let pki = Pki::new();
    let forger = Key::p256(9);
    let spec = Spec {
        serial: 4,
        issuer: "intermediate",
        subject: "tsa",
        validity: LEAF,
        extensions: leaf_extensions(),
    };
    let forged = spec.der(&forger, &forger);
    let mut token = Token::new(&forger, &forged, "intermediate", 4);
    token.embedded = vec![forged.clone()];
    refused(
        &token,
        pki.issuers(),
        "tsa.untrusted",
        "not signed by the intermediate",
    );
    refused(
        &token,
        pki.pinned(),
        "tsa.untrusted",
        "not the pinned certificate",
    );
}

#[test]
fn an_embedded_certificate_may_not_shadow_the_pinned_one() {
    let pki = Pki::new();
    let forger = Key::p256(9);
    let spec = Spec {
        serial: 3,
        issuer: "intermediate",
        subject: "tsa",
        validity: LEAF,
        extensions: leaf_extensions(),
    };
    let shadow = spec.der(&forger, &pki.intermediate_key);
    let mut signed_by_forger = Token::new(&forger, &shadow, "intermediate", 3);
    signed_by_forger.embedded = vec![shadow.clone()];
    refused(
        &signed_by_forger,
        pki.pinned(),
        "tsa.untrusted",
        "signed by the shadow",
    );
    let mut signed_by_authority = pki.token();
    signed_by_authority.embedded = vec![pki.leaf.clone(), shadow];
    let refusal = signed_by_authority.verify(&[pki.pinned()]).unwrap_err();
    assert_eq!(refusal.error(), &Error::Shadowed {});
    assert_ne!(
        refusal.rank(),
        Some(Rank::NoIssuer),
        "not of an unknown authority"
    );
}

#[test]
fn a_wanted_policy_is_enforced() {
    let pki = Pki::new();
    let with = |policy: &str| {
        let options = VerifyOptions::default().with_policy(policy);
        let verdict = pki.token().verify_with(&[pki.pinned()], &options);
        verdict
            .map(|_| ())
            .map_err(|refusal| refusal.code().as_str())
    };
    assert_eq!(with(POLICY), Ok(()));
    assert_eq!(with("1.2.3"), Err("tsa.untrusted"));
    assert_eq!(with(""), Err("tsa.untrusted"));
}

// ---- tsa.chain-time, tsa.validity ----

#[test]
fn certificates_are_valid_at_the_stamped_time() {
    let pki = Pki::new();
    for (time, wanted) in [
        ("20250101000000Z", "accepted"),
        ("20241231235959.9Z", "tsa.chain-time"),
        ("20260101000000Z", "accepted"),
        ("20260101000000.5Z", "tsa.chain-time"),
    ] {
        let mut token = pki.token();
        token.time = time;
        refused(&token, pki.pinned(), wanted, time);
        token.embedded = vec![pki.leaf.clone()];
        refused(&token, pki.issuers(), wanted, time);
    }
    let expired = Pki::with(
        Key::p256(3),
        leaf_extensions(),
        ["200101000000Z", "250601115959Z"],
        vec![basic_constraints(true), key_usage(0x04)],
    );
    refused(
        &expired.token(),
        expired.pinned(),
        "tsa.chain-time",
        "intermediate",
    );
}

#[test]
fn the_window_of_the_trusted_root_is_closed() {
    let pki = Pki::new();
    let chain: &[&[u8]] = &[&pki.leaf, &pki.intermediate, &pki.root];
    for (start, end, time, wanted) in [
        (
            "2025-06-01T12:00:00Z",
            "2025-06-01T12:00:00Z",
            TIME,
            "accepted",
        ),
        (
            "2025-01-01T00:00:00Z",
            "2025-06-01T12:00:00Z",
            "20250601120000.001Z",
            "tsa.validity",
        ),
        (
            "2025-06-01T12:00:00.001Z",
            "2026-01-01T00:00:00Z",
            TIME,
            "tsa.validity",
        ),
        (
            "2025-01-01T00:00:00Z",
            "2025-06-01T11:59:59.999Z",
            TIME,
            "tsa.validity",
        ),
    ] {
        let mut token = pki.token();
        token.time = time;
        let authority = authority_in(chain, window(start, Some(end)));
        refused(&token, authority, wanted, time);
    }
}

// ---- Several authorities ----

#[test]
fn the_authority_that_came_furthest_names_the_failure() {
    let pki = Pki::new();
    let chain: &[&[u8]] = &[&pki.leaf, &pki.intermediate, &pki.root];
    let ended = || {
        authority_in(
            chain,
            window("2020-01-01T00:00:00Z", Some("2021-01-01T00:00:00Z")),
        )
    };
    let stranger = Pki::with_leaf(Key::p384(5), leaf_extensions());
    let other_leaf = || {
        // The same identifier with another key: its signature fails.
        authority(&[&stranger.leaf, &stranger.intermediate, &stranger.root])
    };
    let token = pki.token();
    let refusal = token.verify(&[other_leaf(), ended()]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "tsa.validity");
    assert_eq!(
        (refusal.rank(), refusal.authority()),
        (Some(Rank::Window), Some(1))
    );
    let findings = refusal.findings();
    assert!(findings.iter().any(|finding| {
        finding.code().as_str() == "tsa.signature" && finding.place().as_str() == "/authorities/0"
    }));
    let tie = token.verify(&[ended(), ended()]).unwrap_err();
    assert_eq!(tie.authority(), Some(0), "ties by order");
    let good = token
        .verify(&[other_leaf(), ended(), pki.pinned()])
        .unwrap();
    assert_eq!(good.authority(), 2);
}

#[test]
fn broken_authorities_can_be_told_from_missing_ones() {
    let pki = Pki::new();
    let mut token = pki.token();
    let [leaf, intermediate, root] =
        [&pki.leaf, &pki.intermediate, &pki.root].map(|der| certificate(der));
    let parsed = token.parse().unwrap();
    assert!(parsed.names(&leaf) && !parsed.names(&root));
    assert!(parsed.needs(&[leaf.clone(), intermediate.clone()]));
    assert!(
        parsed.needs(&[root.clone(), leaf.clone()]),
        "anywhere in the chain"
    );
    assert!(
        !parsed.needs(&[intermediate.clone(), root.clone()]),
        "no signer embedded"
    );
    assert!(!parsed.needs(&[]));
    token.embedded = vec![pki.leaf.clone()];
    let parsed = token.parse().unwrap();
    assert!(parsed.needs(&[intermediate.clone(), root.clone()]));
    assert!(
        !parsed.needs(&[root, intermediate]),
        "the issuer is not the first"
    );
    assert_eq!(parsed.embedded_signers().count(), 1);
    assert_eq!(parsed.der(), token.der());
    // The header of the whole is four bytes, the status five.
    assert_eq!(parsed.token_der(), &token.der()[4 + 5..]);
}

// ---- limit ----

#[test]
fn counts_are_bounded_before_elements_are_read() {
    let pki = Pki::new();
    let limits = |token: &Token<'_>, options: &ParseOptions| {
        let parsed = TimestampToken::parse(&token.der(), options);
        parsed.map(|_| ()).map_err(|error| error.code().as_str())
    };
    let default = ParseOptions::default();
    let over = Err("limit.exceeded");

    let token = pki.token();
    let length = token.der().len();
    assert_eq!(limits(&token, &default.clone().with_bytes(length)), Ok(()));
    assert_eq!(
        limits(&token, &default.clone().with_bytes(length - 1)),
        over
    );

    let mut token = pki.token();
    token.embedded = vec![pki.leaf.clone(); 10];
    assert_eq!(limits(&token, &default), Ok(()));
    assert_eq!(limits(&token, &default.clone().with_certificates(9)), over);
    token.embedded = vec![seq(&[]); 11];
    assert_eq!(limits(&token, &default), over, "no certificate is read");
    let mut token = pki.token();
    token.embedded = vec![pki.leaf.clone()];
    let bytes = |most| {
        let options = bonafide_x509::ParseOptions::default().with_bytes(most);
        default.clone().with_certificate_options(options)
    };
    assert_eq!(limits(&token, &bytes(pki.leaf.len())), Ok(()));
    assert_eq!(limits(&token, &bytes(pki.leaf.len() - 1)), over);

    let extensions = |count: u8| {
        let list = (0..count).map(|at| extension(&format!("1.2.{at}"), false, b""));
        tlv(0xa1, &[&list.collect::<Vec<_>>().concat()])
    };
    let mut token = pki.token();
    token.tst_tail = extensions(64);
    assert_eq!(limits(&token, &default), Ok(()));
    token.tst_tail = extensions(65);
    assert_eq!(limits(&token, &default), over);

    let with_attributes = |count: usize| {
        let mut token = pki.token();
        token.attributes = Box::new(move |mut list| {
            for at in list.len()..count {
                list.push(attribute(&format!("1.2.{at}"), &[&integer(1)]));
            }
            list
        });
        limits(&token, &default)
    };
    assert_eq!(with_attributes(32), Ok(()));
    assert_eq!(with_attributes(33), over);
}

#[test]
fn a_used_up_budget_ends_the_search() {
    let pki = Pki::new();
    let mut token = pki.token();
    token.embedded = vec![pki.leaf.clone()];
    let parsed = token.parse().unwrap();
    let authorities = [pki.issuers()];
    let with = |budget: &mut Budget| {
        let options = VerifyOptions::default();
        let verdict = verify(&parsed, SIGNED, &authorities, &options, &Ring, budget);
        verdict
            .map(|_| ())
            .map_err(|refusal| (refusal.code().as_str(), refusal.rank()))
    };
    let mut enough = Budget::new(2, 1 << 20);
    assert_eq!(with(&mut enough), Ok(()));
    let content = token.content();
    let signed = set(&[&token.signed_attributes(&content)]);
    let certificate = certificate(&pki.leaf);
    let hashed = [
        SIGNED,
        &content,
        certificate.der(),
        &signed,
        certificate.tbs(),
    ]
    .concat();
    assert_eq!(
        enough.hashed(),
        hashed.len() as u64,
        "what is hashed is counted"
    );
    let over = Err(("limit.exceeded", None));
    assert_eq!(with(&mut Budget::new(1, 1 << 20)), over, "the path");
    assert_eq!(with(&mut Budget::new(0, 1 << 20)), over, "the token");
    assert_eq!(
        with(&mut Budget::new(2, enough.hashed() - 1)),
        over,
        "the hashes"
    );
    assert_eq!(with(&mut Budget::new(2, enough.hashed())), Ok(()));
    assert_eq!(with(&mut Budget::new(2, 1)), over, "the imprint");
}
