//! Strict parsing: one test for each way a certificate can be malformed.

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_report::Coded as _;
use bonafide_x509::{Certificate, Claims, ParseOptions, SanKind};
use common::*;

fn parse_code(mint: &Mint) -> &'static str {
    code(parse(&mint.der(&intermediate_key())))
}

fn place(mint: &Mint) -> String {
    let error = parse(&mint.der(&intermediate_key())).unwrap_err();
    assert_eq!(error.code().as_str(), "cert.parse");
    error.place().as_str().to_owned()
}

#[test]
fn the_parts_are_those_received() {
    let mint = Mint::leaf();
    let leaf = mint.sign(&intermediate_key());
    assert_eq!(leaf.tbs(), mint.tbs());
    assert_eq!(leaf.serial(), [7]);
    assert_eq!(leaf.issuer(), name("intermediate"));
    assert_eq!(leaf.subject(), [0x30, 0x00]);
    assert_eq!(
        (leaf.issuer_text(), leaf.subject_text()),
        ("CN=intermediate,O=test".into(), String::new())
    );
    assert_eq!(leaf.not_before(), time("2024-05-01T12:00:00Z"));
    assert_eq!(leaf.not_after(), time("2024-05-01T12:10:00Z"));
    assert_eq!(leaf.spki_der(), leaf_key().spki());
    assert_eq!(leaf.public_key().unwrap(), &leaf_key().public());
    assert!(!leaf.is_ca() && !leaf.is_self_issued() && leaf.path_len().is_none());
    assert!(leaf.key_usage().unwrap().digital_signature());
    assert!(!leaf.key_usage().unwrap().key_cert_sign());
    assert_eq!(
        leaf.extended_key_usage()
            .unwrap()
            .purposes()
            .collect::<Vec<_>>(),
        [CODE_SIGNING]
    );
    let name = &leaf.subject_alt_names()[0];
    assert_eq!((name.kind(), name.value()), (SanKind::Uri, URI));
    assert!(leaf.extension(SAN).unwrap().is_critical());
    assert_eq!(leaf.extension("1.2.3"), None);
    assert_eq!(leaf.der(), mint.der(&intermediate_key()));
    let root = root().sign(&root_key());
    assert!(root.is_ca() && root.is_self_issued());
}

#[test]
fn nothing_may_follow_or_lack() {
    let der = Mint::leaf().der(&intermediate_key());
    assert_eq!(code(parse(&der)), "accept");
    assert_eq!(code(parse(&[&der[..], &[0]].concat())), "cert.parse");
    for length in 0..der.len() {
        assert_eq!(code(parse(&der[..length])), "cert.parse");
    }
}

#[test]
fn every_length_is_minimal() {
    // A long form with a leading zero, in the outermost and in an inner length.
    let der = Mint::leaf().der(&intermediate_key());
    let wide = [&[0x30, 0x83, 0x00], &der[2..]].concat();
    assert_eq!(code(parse(&wide)), "cert.parse");
    let mut mint = Mint::leaf();
    mint.serial = vec![0x02, 0x81, 0x01, 0x07];
    assert_eq!(parse_code(&mint), "cert.parse");
    mint.serial = vec![0x02, 0x80, 0x07, 0x00, 0x00];
    assert_eq!(parse_code(&mint), "cert.parse");
}

#[test]
fn only_version_3_is_read() {
    for version in [
        vec![],
        tlv(0xa0, &[0x02, 0x01, 0x00]),
        tlv(0xa0, &[0x02, 0x01, 0x01]),
    ] {
        let mint = Mint {
            version,
            ..Mint::leaf()
        };
        assert_eq!(place(&mint), "/tbsCertificate");
    }
}

#[test]
fn the_serial_number_is_positive_and_short() {
    let serial = |content: &[u8]| {
        parse_code(&Mint {
            serial: tlv(0x02, content),
            ..Mint::leaf()
        })
    };
    assert_eq!(serial(&[1]), "accept");
    assert_eq!(serial(&[0, 0x80]), "accept");
    assert_eq!(serial(&[0x7f; 20]), "accept");
    for wrong in [&[0][..], &[0x80], &[0xff, 1], &[0, 1], &[0x7f; 21], &[]] {
        assert_eq!(serial(wrong), "cert.parse", "{wrong:x?}");
    }
}

#[test]
fn both_algorithms_are_the_same() {
    let mint = Mint {
        outer_algorithm: Some(seq(&[oid("1.2.840.10045.4.3.3")])),
        ..Mint::leaf()
    };
    assert_eq!(place(&mint), "/signatureAlgorithm");
}

#[test]
fn times_have_the_forms_of_rfc_5280() {
    let ends = |time: Vec<u8>| {
        parse_code(&Mint {
            not_after: time,
            ..Mint::leaf()
        })
    };
    assert_eq!(ends(utc("491231235959Z")), "accept");
    assert_eq!(ends(tlv(0x18, b"20500101000000Z")), "accept");
    for wrong in [
        tlv(0x18, b"20491231235959Z"),
        tlv(0x18, b"20500101000000.5Z"),
        tlv(0x18, b"205001010000Z"),
        utc("4912312359Z"),
        utc("491231235959+0000"),
        utc("490230000000Z"),
        tlv(0x16, b"491231235959Z"),
    ] {
        assert_eq!(ends(wrong.clone()), "cert.parse", "{wrong:x?}");
    }
}

#[test]
fn an_extension_occurs_once() {
    let mut mint = Mint::leaf();
    mint.extensions.push(usage(&[0]));
    assert_eq!(place(&mint), "/extensions/2.5.29.15");
    let mut mint = Mint::leaf();
    mint.extensions.push(ext("1.2.3.4", false, &[]));
    mint.extensions.push(ext("1.2.3.4", false, &[]));
    assert_eq!(place(&mint), "/extensions/1.2.3.4");
}

#[test]
fn a_default_is_not_encoded() {
    let value = octets(&tlv(0x03, &[7, 0x80]));
    for (flag, expected) in [(0x00, "cert.parse"), (0x01, "cert.parse"), (0xff, "accept")] {
        let der = seq(&[oid(KEY_USAGE), vec![0x01, 0x01, flag], value.clone()]);
        let id = KEY_USAGE.to_owned();
        assert_eq!(parse_code(&Mint::leaf().with(Ext { id, der })), expected);
    }
    let explicit_false = ext(BASIC, true, &seq(&[vec![0x01, 0x01, 0x00]]));
    assert_eq!(
        place(&Mint::leaf().with(explicit_false)),
        "/extensions/2.5.29.19"
    );
    let minimum = tlv(0x80, &[0x00]);
    let subtree = seq(&[uri("example.com"), minimum]);
    let constraints = ext(CONSTRAINTS, true, &seq(&[tlv(0xa0, &subtree)]));
    assert_eq!(place(&root().with(constraints)), "/extensions/2.5.29.30");
}

#[test]
fn known_extensions_are_strict_der() {
    for (id, value) in [
        (
            BASIC,
            seq(&[vec![0x01, 0x01, 0xff], vec![0x02, 0x02, 0x00, 0x01]]),
        ),
        (BASIC, [seq(&[]), vec![0x00]].concat()),
        (KEY_USAGE, tlv(0x03, &[6, 0x80])),
        (KEY_USAGE, tlv(0x03, &[0, 0x80, 0x00])),
        (KEY_USAGE, tlv(0x03, &[1, 0])),
        (KEY_USAGE, tlv(0x03, &[7])),
        (KEY_USAGE, tlv(0x03, &[6, 0x80, 0x40])),
        (KEY_USAGE, tlv(0x03, &[])),
        (BASIC, seq(&[vec![0x01, 0x01, 0x00]])),
        (BASIC, seq(&[vec![0x01, 0x01, 0x01]])),
        (
            BASIC,
            seq(&[vec![0x01, 0x01, 0xff], vec![0x02, 0x02, 0x01, 0x00]]),
        ),
        (
            BASIC,
            seq(&[vec![0x02, 0x01, 0x00], vec![0x01, 0x01, 0xff]]),
        ),
        (EKU, seq(&[])),
        (EKU, seq(&[vec![0x06, 0x02, 0x80, 0x01]])),
        (SAN, seq(&[])),
        (SAN, seq(&[tlv(0x86, &[0xff])])),
        (SAN, seq(&[tlv(0x87, &[192, 0, 2])])),
        (
            SAN,
            seq(&[other_name("1.3.6.1.4.1.57264.1.7", "x"), vec![0x05, 0x00]]),
        ),
        (CONSTRAINTS, seq(&[])),
        (CONSTRAINTS, seq(&[tlv(0xa0, &[])])),
        ("2.5.29.14", seq(&[])),
        (AKI, octets(&[1])),
        (AKI, seq(&[tlv(0x82, &[0, 1])])),
        (AKI, seq(&[tlv(0x82, &[1])])),
        (
            AKI,
            seq(&[tlv(0xa1, &tlv(0xa4, &name("x"))), tlv(0x80, &[1])]),
        ),
        (AKI, seq(&[tlv(0xa1, &tlv(0xa4, &name("x")))])),
        (SAN, seq(&[tlv(0x86, &[])])),
        (SAN, seq(&[tlv(0x81, &[])])),
        (SAN, seq(&[tlv(0x82, &[])])),
        (BASIC, seq(&[vec![0x02, 0x01, 0x00]])),
        (AKI, seq(&[tlv(0xa1, &[])])),
        (AKI, seq(&[tlv(0xa1, &[0x05, 0x00])])),
        (AKI, seq(&[tlv(0x82, &[1]), tlv(0x80, &[1])])),
        (AKI, seq(&[tlv(0x80, &[1]), vec![0x05, 0x00]])),
    ] {
        let mint = Mint::leaf().with(ext(id, true, &value));
        assert_eq!(place(&mint), format!("/extensions/{id}"), "{value:x?}");
    }
}

#[test]
fn a_user_name_is_utf8() {
    let wrong = tlv(
        0xa0,
        &[oid("1.3.6.1.4.1.57264.1.7"), tlv(0xa0, &tlv(0x16, b"a!b"))].concat(),
    );
    assert_eq!(
        place(&Mint::leaf().with(san(&[wrong]))),
        "/extensions/2.5.29.17"
    );
    let leaf = Mint::leaf().with(san(&[
        other_name("1.3.6.1.4.1.57264.1.7", "a!b"),
        other_name("1.2.3.4", "x"),
        dns("example.com"),
        tlv(0x87, &[192, 0, 2, 1]),
        directory(&name("x")),
        tlv(0x88, &[0x2a, 0x03]),
    ]));
    let leaf = leaf.sign(&intermediate_key());
    let names: Vec<(SanKind, &str)> = leaf
        .subject_alt_names()
        .iter()
        .map(|name| (name.kind(), name.value()))
        .collect();
    assert_eq!(
        names,
        [
            (SanKind::OtherName, "a!b"),
            (SanKind::ForeignOtherName, "1.2.3.4"),
            (SanKind::Dns, "example.com"),
            (SanKind::Ip, "192.0.2.1"),
            (SanKind::DirectoryName, "CN=x,O=test"),
            (SanKind::RegisteredId, "1.2.3"),
        ]
    );
}

#[test]
fn an_empty_subject_needs_a_critical_alternative_name() {
    let names = seq(&[uri(URI)]);
    let noncritical = Mint::leaf().with(ext(SAN, false, &names));
    assert_eq!(place(&noncritical), "/subject");
    let named = Mint {
        subject: name("x"),
        ..noncritical
    };
    assert_eq!(parse_code(&named), "accept");
    let anonymous = Mint {
        issuer: seq(&[]),
        ..Mint::leaf()
    };
    assert_eq!(place(&anonymous), "/issuer");
}

#[test]
fn names_are_sorted_sets() {
    let pair = |id: &str| seq(&[oid(id), utf8("x")]);
    let (first, second) = (pair("2.5.4.3"), pair("2.5.4.10"));
    let named = |set: Vec<u8>| Mint {
        subject: seq(&[tlv(0x31, &set)]),
        ..Mint::leaf()
    };
    assert_eq!(
        parse_code(&named([first.clone(), second.clone()].concat())),
        "accept"
    );
    assert_eq!(parse_code(&named([second, first].concat())), "cert.parse");
}

#[test]
fn names_and_unique_identifiers_are_strict_der() {
    let code = |mint: Mint| parse_code(&mint);
    let pair = |value: Vec<u8>| seq(&[tlv(0x31, &seq(&[oid("2.5.4.3"), value]))]);
    for wrong in [
        seq(&[tlv(0x31, &[])]),
        seq(&[seq(&[oid("2.5.4.3"), utf8("x")])]),
        pair(vec![0x0c, 0x81, 0x01, b'x']),
        seq(&[tlv(0x31, &seq(&[oid("2.5.4.3")]))]),
    ] {
        for mint in [
            Mint {
                subject: wrong.clone(),
                ..Mint::leaf()
            },
            Mint {
                issuer: wrong.clone(),
                ..Mint::leaf()
            },
        ] {
            assert_eq!(code(mint), "cert.parse", "{wrong:x?}");
        }
    }
}

const NULL: [u8; 2] = [0x05, 0x00];

/// A certificate around this TBSCertificate, with a good signature.
fn around(tbs: Vec<u8>) -> Vec<u8> {
    let signature = [&[0], &intermediate_key().sign(&tbs)[..]].concat();
    seq(&[tbs, Mint::leaf().algorithm, tlv(0x03, &signature)])
}

/// What an element holds.
fn content(der: &[u8]) -> &[u8] {
    let header = match der[1] {
        0..0x80 => 2,
        long => 2 + usize::from(long & 0x7f),
    };
    &der[header..]
}

/// A leaf up to its extensions, and these; both as they stand in its TBSCertificate.
fn tbs_in_two() -> (Vec<u8>, Vec<u8>) {
    let whole = Mint::leaf().tbs();
    let bare = Mint {
        extensions: Vec::new(),
        ..Mint::leaf()
    };
    let (front, extensions) = content(&whole).split_at(content(&bare.tbs()).len());
    (front.to_vec(), extensions.to_vec())
}

#[test]
fn no_sequence_has_an_element_too_many() {
    let key = intermediate_key();
    let der = Mint::leaf().der(&key);
    let (front, extensions) = tbs_in_two();
    let tbs = |parts: &[&[u8]]| around(seq(&[parts.concat()]));
    assert_eq!(tbs(&[&front, &extensions]), der);
    let certificate = |last: &[u8]| seq(&[content(&der).to_vec(), last.to_vec()]);
    assert_eq!(certificate(&[]), der);
    let minted = |change: &dyn Fn(&mut Mint)| {
        let mut mint = Mint::leaf();
        change(&mut mint);
        mint.der(&key)
    };
    let leaf_spki = leaf_key().spki();
    let spki = |last: &[u8]| seq(&[content(&leaf_spki).to_vec(), last.to_vec()]);
    let extension = |last: &[u8]| Ext {
        id: "1.2.3.4".to_owned(),
        der: seq(&[oid("1.2.3.4"), octets(&[]), last.to_vec()]),
    };
    let good = minted(&|mint| mint.extensions.push(extension(&[])));
    assert_eq!(code(parse(&good)), "accept");

    for (what, place, der) in [
        ("Certificate", "/certificate", certificate(&NULL)),
        (
            "Certificate, a second signature",
            "/certificate",
            certificate(&tlv(0x03, &[0, 1])),
        ),
        (
            "TBSCertificate, after the extensions",
            "/tbsCertificate",
            tbs(&[&front, &extensions, &NULL]),
        ),
        (
            "TBSCertificate, before the extensions",
            "/tbsCertificate",
            tbs(&[&front, &NULL, &extensions]),
        ),
        (
            "TBSCertificate, extensions twice",
            "/tbsCertificate",
            tbs(&[&front, &extensions, &extensions]),
        ),
        (
            "version",
            "/tbsCertificate",
            minted(&|mint| mint.version = tlv(0xa0, &[0x02, 0x01, 0x02, 0x05, 0x00])),
        ),
        (
            "AlgorithmIdentifier",
            "/signatureAlgorithm",
            minted(&|mint| {
                mint.algorithm = seq(&[oid("1.2.3.4"), NULL.to_vec(), NULL.to_vec()]);
            }),
        ),
        (
            "Validity, a third time",
            "/validity",
            minted(&|mint| mint.not_after.extend(utc("491231235959Z"))),
        ),
        (
            "Validity",
            "/validity",
            minted(&|mint| mint.not_after.extend(NULL)),
        ),
        (
            "AttributeTypeAndValue",
            "/issuer",
            minted(&|mint| {
                let attribute = seq(&[oid("2.5.4.3"), utf8("x"), utf8("y")]);
                mint.issuer = seq(&[tlv(0x31, &attribute)]);
            }),
        ),
        (
            "SubjectPublicKeyInfo",
            "/subjectPublicKeyInfo",
            minted(&|mint| mint.spki = spki(&NULL)),
        ),
        (
            "SubjectPublicKeyInfo, a second key",
            "/subjectPublicKeyInfo",
            minted(&|mint| mint.spki = spki(&tlv(0x03, &[0, 4]))),
        ),
        (
            "the tag of the extensions",
            "/extensions",
            tbs(&[&front, &tlv(0xa3, &[content(&extensions), &NULL].concat())]),
        ),
        (
            "Extension",
            "/extensions",
            minted(&|mint| mint.extensions.push(extension(&NULL))),
        ),
        (
            "Extension, a second value",
            "/extensions",
            minted(&|mint| mint.extensions.push(extension(&octets(&[])))),
        ),
    ] {
        let error = parse(&der).unwrap_err();
        assert_eq!(error.code().as_str(), "cert.parse", "{what}");
        assert_eq!(error.place().as_str(), place, "{what}");
    }
}

#[test]
fn the_signature_is_a_string_of_whole_octets() {
    let mint = Mint::leaf();
    let signature = intermediate_key().sign(&mint.tbs());
    let with = |bits: &[u8]| {
        let der = seq(&[mint.tbs(), mint.algorithm.clone(), tlv(0x03, bits)]);
        parse(&der)
    };
    assert_eq!(code(with(&[&[0], &signature[..]].concat())), "accept");
    let mut even = signature.clone();
    *even.last_mut().unwrap() &= 0x80;
    for bits in [
        [&[1], &signature[..]].concat(),
        // As good as DER can write a string of a length that is no multiple of eight.
        [&[7], &even[..]].concat(),
        [&[8], &signature[..]].concat(),
        [&[0xff], &signature[..]].concat(),
        vec![1],
        vec![],
    ] {
        let error = with(&bits).unwrap_err();
        assert_eq!(error.code().as_str(), "cert.parse", "{bits:x?}");
        assert_eq!(error.place().as_str(), "/signature", "{bits:x?}");
    }
    // In another type of string, or in parts as BER has it.
    for tag in [0x04, 0x23] {
        let der = seq(&[mint.tbs(), mint.algorithm.clone(), tlv(tag, &signature)]);
        assert_eq!(code(parse(&der)), "cert.parse", "{tag:x}");
    }
}

#[test]
fn unique_identifiers_are_strings_of_bits_in_their_order() {
    let (front, extensions) = tbs_in_two();
    let tbs = |parts: &[&[u8]]| parse(&around(seq(&[parts.concat()])));
    let with = |ids: &[u8]| tbs(&[&front, ids, &extensions]);
    let (first, second) = (tlv(0x81, &[0, 1]), tlv(0x82, &[4, 0x10]));
    let ids = |parts: &[&[u8]]| parts.concat();
    for good in [
        ids(&[&first]),
        ids(&[&second]),
        ids(&[&first, &second]),
        tlv(0x81, &[0]),
    ] {
        assert_eq!(code(with(&good)), "accept", "{good:x?}");
    }
    for (what, wrong) in [
        ("no count of unused bits", tlv(0x81, &[])),
        ("eight unused bits", tlv(0x81, &[8, 0])),
        ("many unused bits", tlv(0x82, &[0xff, 0])),
        ("an unused bit that is set", tlv(0x81, &[1, 1])),
        ("unused bits that are set", tlv(0x82, &[5, 0x10])),
        ("twice the first", ids(&[&first, &first])),
        ("twice the second", ids(&[&second, &second])),
        ("the other order", ids(&[&second, &first])),
        ("a third", ids(&[&first, &second, &first])),
        ("constructed", tlv(0xa1, &[0, 1])),
        ("explicit", tlv(0xa1, &tlv(0x03, &[0, 1]))),
        ("untagged", tlv(0x03, &[0, 1])),
        ("a long length", vec![0x81, 0x81, 0x02, 0, 1]),
    ] {
        let error = with(&wrong).unwrap_err();
        assert_eq!(error.code().as_str(), "cert.parse", "{what}");
        assert_eq!(error.place().as_str(), "/tbsCertificate", "{what}");
    }
    let last = tbs(&[&front, &extensions, &first]);
    assert_eq!(code(last), "cert.parse", "after the extensions");
}

#[test]
fn a_key_is_a_string_of_octets_whatever_its_kind() {
    let with = |bits: &[u8]| Mint {
        spki: seq(&[seq(&[oid("1.2.3.4")]), tlv(0x03, bits)]),
        ..Mint::leaf()
    };
    assert_eq!(parse_code(&with(&[0, 1])), "accept");
    for wrong in [&[][..], &[0], &[1], &[1, 2], &[8, 1], &[9, 0]] {
        assert_eq!(place(&with(wrong)), "/subjectPublicKeyInfo", "{wrong:x?}");
    }
}

#[test]
fn a_key_of_an_unknown_kind_is_told_when_it_is_used() {
    let algorithm = seq(&[oid("1.2.3.4")]);
    let mint = Mint {
        spki: seq(&[algorithm, tlv(0x03, &[0, 1])]),
        ..Mint::leaf()
    };
    let leaf = mint.sign(&intermediate_key());
    assert_eq!(
        leaf.public_key().unwrap_err().code().as_str(),
        "key.unsupported"
    );
}

#[test]
fn pem_is_one_block() {
    let der = Mint::leaf().der(&intermediate_key());
    let pem = |label: &str| {
        let text = STANDARD.encode(&der);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    let read = |text: &str| code(Certificate::from_pem(text, &ParseOptions::default()));
    let good = pem("CERTIFICATE");
    assert_eq!(read(&good), "accept");
    assert_eq!(read(&format!("\n{good}\n")), "accept");
    assert_eq!(read(&pem("PUBLIC KEY")), "cert.parse");
    let key = Certificate::from_pem(&pem("PUBLIC KEY"), &ParseOptions::default());
    assert!(
        key.unwrap_err()
            .to_string()
            .ends_with(": it is a public key")
    );
    assert_eq!(read(&format!("{good}{good}")), "cert.parse");
    assert_eq!(read(&format!("text\n{good}")), "cert.parse");
    assert_eq!(read(""), "cert.parse");
    let small = ParseOptions::default().with_bytes(der.len() - 1);
    assert_eq!(code(Certificate::from_pem(&good, &small)), "limit.exceeded");
}

// ---------------------------------------------------------------- limits

#[test]
fn bytes_and_extensions_are_bounded() {
    let der = Mint::leaf().der(&intermediate_key());
    let options = |bytes: usize| ParseOptions::default().with_bytes(bytes);
    assert_eq!(
        code(Certificate::from_der(&der, &options(der.len()))),
        "accept"
    );
    assert_eq!(
        code(Certificate::from_der(&der, &options(der.len() - 1))),
        "limit.exceeded"
    );

    let with = |count: usize| {
        let mut mint = Mint::leaf();
        for n in mint.extensions.len()..count {
            mint.extensions.push(ext(&format!("1.2.3.{n}"), false, &[]));
        }
        parse_code(&mint)
    };
    assert_eq!((with(64), with(65)), ("accept", "limit.exceeded"));

    // The default bound on bytes, by an extension that fills the certificate up. Signatures differ
    // in length by a byte or two, so several serial numbers are tried for each size.
    let filled = |bytes: usize, serial: u8| {
        let mint = Mint {
            serial: tlv(0x02, &[serial]),
            ..Mint::leaf().with(ext("1.2.3.4", false, &vec![0; bytes]))
        };
        mint.der(&intermediate_key())
    };
    let most = 64 * 1024;
    let around = most - (filled(60_000, 1).len() - 60_000);
    for (size, expected) in [(most, "accept"), (most + 1, "limit.exceeded")] {
        let mut tries = (around - 1..around + 2).flat_map(|n| (1..40).map(move |s| filled(n, s)));
        let der = tries.find(|der| der.len() == size).unwrap();
        assert_eq!(code(parse(&der)), expected);
    }
}

// ---------------------------------------------------------------- claims

#[test]
fn claims_are_read_by_number() {
    let leaf = Mint::leaf()
        .with(claim(1, ISSUER))
        .with(claim(2, "push"))
        .with(claim(12, "https://example.com/repo"))
        .with(claim(23, ""))
        .with(claim(24, "subject"))
        .with(claim(300, "an arc of two bytes"))
        .with(ext("1.3.6.1.4.1.57264.1.30", false, &[0x02, 0x01, 0x05]))
        .with(ext("1.3.6.1.4.1.57264.2", false, b"no claim"))
        .with(ext("1.3.6.1.4.1.57264.1.12.1", false, b"no claim"))
        .sign(&intermediate_key());
    let claims = Claims::of(&leaf).unwrap();
    assert_eq!(claims.issuer().unwrap(), Some(ISSUER));
    assert_eq!(claims.github_workflow_trigger(), Some("push"));
    assert_eq!(
        claims.source_repository_uri(),
        Some("https://example.com/repo")
    );
    assert_eq!(claims.deployment_environment(), Some(""));
    assert_eq!(claims.build_trigger(), None);
    assert_eq!(claims.get(24), Some("subject"));
    assert_eq!(claims.get(300), Some("an arc of two bytes"));
    assert_eq!(Claims::check(&leaf), Ok(()));
    assert_eq!(
        (claims.get(30), claims.bytes(30)),
        (None, Some(&[0x02, 0x01, 0x05][..]))
    );
    let numbers: Vec<u32> = claims.iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2, 8, 12, 23, 24, 300]);
    let shown = serde_json::to_value(&claims).unwrap();
    assert_eq!(shown["issuer"], ISSUER);
    assert_eq!(shown["sourceRepositoryURI"], "https://example.com/repo");
    assert_eq!(shown["1.3.6.1.4.1.57264.1.24"], "subject");
}

#[test]
fn a_malformed_claim_is_not_an_absent_one() {
    for (number, value) in [
        (1, vec![0xff]),
        (6, vec![0xc3]),
        (8, ISSUER.as_bytes().to_vec()),
        (8, [utf8(ISSUER), vec![0]].concat()),
        (9, tlv(0x13, b"printable")),
        (23, tlv(0x0c, &[0xff])),
        (12, vec![]),
    ] {
        let id = format!("1.3.6.1.4.1.57264.1.{number}");
        let leaf = Mint::leaf()
            .with(ext(&id, false, &value))
            .sign(&intermediate_key());
        let error = Claims::of(&leaf).unwrap_err();
        assert_eq!(Claims::check(&leaf).as_ref(), Err(&error));
        assert_eq!(
            error.code().as_str(),
            "cert.extension",
            "{number} {value:x?}"
        );
        assert_eq!(error.place().as_str(), format!("/extensions/{id}"));
    }
}

#[test]
fn two_issuers_must_agree() {
    let issuer = |leaf: Mint| {
        let claims = Claims::of(&leaf.sign(&intermediate_key())).unwrap();
        claims.issuer().map(|issuer| issuer.map(str::to_owned))
    };
    let both = |old: &str, new: &str| issuer(Mint::leaf().with(claim(1, old)).with(claim(8, new)));
    assert_eq!(
        both("https://a", "https://a").unwrap().as_deref(),
        Some("https://a")
    );
    assert_eq!(
        code(both("https://a", "https://b")),
        "identity.issuer-conflict"
    );
    assert_eq!(
        code(both("https://b", "https://a")),
        "identity.issuer-conflict"
    );
    assert_eq!(code(both("", "https://a")), "identity.issuer-conflict");
    let only_old = Mint::leaf()
        .without("1.3.6.1.4.1.57264.1.8")
        .with(claim(1, "https://a"));
    assert_eq!(issuer(only_old).unwrap().as_deref(), Some("https://a"));
    assert_eq!(
        issuer(Mint::leaf().without("1.3.6.1.4.1.57264.1.8")).unwrap(),
        None
    );
}
