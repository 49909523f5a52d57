//! Which keys and signatures are refused, and with which code.

mod common;

use bonafide_digest::{Algorithm, digest, hex};
use bonafide_keys::{
    Error, KeyDetails, KeyKind, MAX_KEY_BYTES, Message, PublicKey, Scheme, hash_from_name,
    hash_name, pem,
};
use bonafide_report::{Budget, registry};
use common::BACKENDS;
use serde_json::Value;

/// The P-256 key of RFC 6979 appendix A.2.5.
const P256: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200\
    0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
    7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
/// The first key of RFC 8032 section 7.1.
const ED25519: &str = "302a300506032b6570032100\
    d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn read(spki: &str) -> Result<PublicKey, Error> {
    PublicKey::from_spki_der(&hex::decode(spki).unwrap())
}

fn refused(spki: &str) -> Error {
    let error = read(spki).unwrap_err();
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED, "{error}");
    error
}

#[test]
fn good_keys_say_what_they_are() {
    let key = read(P256).unwrap();
    assert_eq!(key.kind(), KeyKind::EcdsaP256);
    assert_eq!(hex::encode(key.spki_der()), P256);
    assert_eq!(key.id(), bonafide_digest::sha256(&[key.spki_der()]));
    assert_eq!(key.ed25519_bytes(), None);
    let ed = read(ED25519).unwrap();
    assert_eq!(ed.material_id(), ed.id());
    assert_ne!(key.material_id(), ed.material_id());
    assert_eq!(ed.kind(), KeyKind::Ed25519);
    assert_eq!(hex::encode(&ed.ed25519_bytes().unwrap()), ED25519[24..]);
    assert_ne!(key, ed);
    assert_eq!(ed, read(ED25519).unwrap());
    assert!(format!("{ed:?}").contains("Ed25519"));
}

#[test]
fn spki_is_der_to_the_byte() {
    for (what, spki) in [
        ("empty", String::new()),
        ("truncated", P256[..100].to_owned()),
        ("trailing byte", format!("{P256}00")),
        (
            "long form of a short length",
            P256.replacen("3059", "308159", 1),
        ),
        (
            "trailing byte inside",
            format!("{}00", P256.replacen("3059", "305a", 1)),
        ),
        ("unused bits", P256.replacen("034200", "034201", 1)),
        (
            "a third element in the algorithm",
            P256.replacen(
                "3059301306072a8648ce3d020106082a8648ce3d030107",
                "305b301506072a8648ce3d020106082a8648ce3d0301070500",
                1,
            ),
        ),
        ("a set", P256.replacen("3059", "3159", 1)),
        (
            "short Ed25519 key",
            "3029300506032b6570032000".to_owned() + &ED25519[24..86],
        ),
    ] {
        assert!(matches!(refused(&spki), Error::Encoding { .. }), "{what}");
    }
}

#[test]
fn algorithms_and_their_parameters_are_exact() {
    let rsa = rsa_spki(&rsa_pkcs1(&odd_modulus(2048), &[1, 0, 1]));
    assert!(PublicKey::from_spki_der(&rsa).is_ok());
    let rsa = hex::encode(&rsa);
    for (what, spki) in [
        ("X25519", ED25519.replacen("2b6570", "2b656e", 1)),
        ("Ed448", ED25519.replacen("2b6570", "2b6571", 1)),
        (
            "Ed25519 with NULL",
            ED25519.replacen("302a300506032b6570", "302c300706032b65700500", 1),
        ),
        (
            "rsassaPss",
            rsa.replacen("2a864886f70d010101", "2a864886f70d01010a", 1),
        ),
        (
            "RSA with an OCTET STRING",
            rsa.replacen("0101010500", "0101010400", 1),
        ),
    ] {
        assert_eq!(refused(&spki), Error::Algorithm {}, "{what}");
    }
    for (what, spki) in [
        (
            "secp256k1",
            P256.replacen(
                "3059301306072a8648ce3d020106082a8648ce3d030107",
                "3056301006072a8648ce3d020106052b8104000a",
                1,
            ),
        ),
        (
            "no curve",
            P256.replacen(
                "3059301306072a8648ce3d020106082a8648ce3d030107",
                "304f300906072a8648ce3d0201",
                1,
            ),
        ),
        (
            "implicit curve",
            P256.replacen(
                "3059301306072a8648ce3d020106082a8648ce3d030107",
                "3051300b06072a8648ce3d02010500",
                1,
            ),
        ),
    ] {
        assert_eq!(refused(&spki), Error::Curve {}, "{what}");
    }
}

#[test]
fn points_are_on_their_curve_and_uncompressed() {
    assert_eq!(refused(&P256.replacen("2299", "2298", 1)), Error::Point {});
    assert_eq!(
        refused("3019301306072a8648ce3d020106082a8648ce3d03010703020000"),
        Error::Point {},
        "the point at infinity"
    );
    // A P-384 point under the OID of P-256.
    let p384 = "3076".to_owned() + &P256[4..46] + "036200" + &"04".repeat(97);
    let p384 = p384.replacen("3076", "3078", 1);
    assert!(read(&p384).is_err());
    // Hybrid form.
    assert_eq!(
        refused(&P256.replacen("0342000460", "0342000660", 1)),
        Error::Point {}
    );
    assert_eq!(
        refused(&P256.replacen("0342000460", "0342000760", 1)),
        Error::Point {}
    );
}

#[test]
fn compressed_points_are_the_callers_only() {
    let file: Value = serde_json::from_str(include_str!("data/ecdsa.json")).unwrap();
    let prefixes = [
        "3039301306072a8648ce3d020106082a8648ce3d030107032200",
        "3046301006072a8648ce3d020106052b81040022033200",
        "3058301006072a8648ce3d020106052b81040023034400",
    ];
    let message = file["message"].as_str().unwrap().as_bytes();
    for row in file["rows"].as_array().unwrap() {
        if row["kind"] == "EcdsaP521" && !cfg!(feature = "p521") {
            continue;
        }
        let whole = read(row["key"].as_str().unwrap()).unwrap();
        let prefix = match whole.kind() {
            KeyKind::EcdsaP256 => prefixes[0],
            KeyKind::EcdsaP384 => prefixes[1],
            _ => prefixes[2],
        };
        let spki = prefix.to_owned() + row["compressed_point"].as_str().unwrap();
        assert_eq!(refused(&spki), Error::CompressedPoint {});
        let spki = hex::decode(&spki).unwrap();
        let key = PublicKey::from_spki_der_allow_compressed(&spki).unwrap();
        assert_eq!((key.kind(), key.spki_der()), (whole.kind(), &spki[..]));
        assert_ne!(key, whole);
        // Two forms of one key: told apart as documents, not as keys.
        assert_eq!(key.material_id(), whole.material_id());
        assert_ne!(key.id(), whole.id());
        let hash = Algorithm::from_name(row["hash"].as_str().unwrap()).unwrap();
        let signature = hex::decode(row["der"].as_str().unwrap()).unwrap();
        assert_eq!(
            verify(&key, Scheme::Ecdsa(hash), message, &signature),
            Ok(())
        );
    }
}

/// y of the points of small order, and numbers at and above the prime, little-endian; each with
/// either sign bit.
const BAD_POINTS: &[&str] = &[
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

fn bad_points() -> impl Iterator<Item = Vec<u8>> {
    BAD_POINTS.iter().flat_map(|text| {
        let plain = hex::decode(text).unwrap();
        let mut signed = plain.clone();
        signed[31] |= 0x80;
        [plain, signed]
    })
}

#[test]
fn small_and_non_canonical_ed25519_points_are_no_keys() {
    for point in bad_points() {
        let spki = ED25519[..24].to_owned() + &hex::encode(&point);
        assert_eq!(refused(&spki), Error::Ed25519Point {}, "{spki}");
    }
    // 2^255 - 20 and 2 have neither property.
    for y in [
        "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        assert!(read(&(ED25519[..24].to_owned() + y)).is_ok());
    }
}

#[test]
fn small_and_non_canonical_ed25519_points_are_no_signatures() {
    let key = read(ED25519).unwrap();
    for point in bad_points() {
        let signature = [point, vec![1; 32]].concat();
        let error = verify(&key, Scheme::Ed25519, b"", &signature).unwrap_err();
        assert!(matches!(error, Error::Form { .. }), "{error}");
        assert_eq!(error.code(), registry::SIGNATURE_INVALID);
        assert!(matches!(
            verify(&key, Scheme::Ed25519ph, b"", &signature),
            Err(Error::Form { .. })
        ));
    }
}

#[test]
fn ed25519_scalars_are_below_the_order() {
    let key = read(ED25519).unwrap();
    let mut signature = vec![9; 64];
    let order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    signature[32..].copy_from_slice(&hex::decode(order).unwrap());
    assert!(matches!(
        verify(&key, Scheme::Ed25519, b"", &signature),
        Err(Error::Form { .. })
    ));
    signature[32] -= 1;
    assert_eq!(
        verify(&key, Scheme::Ed25519, b"", &signature),
        Err(Error::Signature {})
    );
    for length in [0, 63, 65] {
        let error = verify(&key, Scheme::Ed25519, b"", &vec![9; length]).unwrap_err();
        assert!(matches!(error, Error::Form { .. }), "{length}");
    }
}

#[test]
fn ecdsa_signatures_are_strict_der() {
    let key = read(P256).unwrap();
    let scheme = Scheme::Ecdsa(Algorithm::Sha256);
    let good = "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    let verify_hex = |text: &str| verify(&key, scheme, b"sample", &hex::decode(text).unwrap());
    assert_eq!(verify_hex(good), Ok(()));
    let order = "00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let r = &good[8..74];
    for (what, text) in [
        ("empty", String::new()),
        ("trailing byte", format!("{good}00")),
        (
            "trailing byte inside",
            format!("{good}00").replacen("3046", "3047", 1),
        ),
        (
            "a third integer",
            format!("{good}020101").replacen("3046", "3049", 1),
        ),
        ("long length", good.replacen("3046", "308146", 1)),
        (
            "indefinite length",
            format!("{good}0000").replacen("3046", "3080", 1),
        ),
        ("a set", good.replacen("3046", "3146", 1)),
        ("padded r", good.replacen("3046022100", "304702220000", 1)),
        ("negative r", good.replacen("3046022100", "30450220", 1)),
        (
            "zero r",
            good.replacen(&format!("022100{}", &r[2..]), "020100", 1)
                .replacen("3046", "3026", 1),
        ),
        (
            "empty r",
            good.replacen(&format!("022100{}", &r[2..]), "0200", 1)
                .replacen("3046", "3025", 1),
        ),
        ("r is the order", good.replacen(r, order, 1)),
        (
            "r above the order",
            good.replacen(r, &format!("01{}", &r[2..]), 1),
        ),
        (
            "one integer",
            "3023022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716".to_owned(),
        ),
        ("both zero", "3006020100020100".to_owned()),
    ] {
        let error = verify_hex(&text).unwrap_err();
        assert!(matches!(error, Error::Form { .. }), "{what}: {error}");
        assert_eq!(error.code(), registry::SIGNATURE_INVALID);
    }
}

/// Copies with the other s are found by what binds the signature, not by its form.
#[test]
fn high_and_low_s_both_verify() {
    let file: Value = serde_json::from_str(include_str!("data/ecdsa.json")).unwrap();
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let key = read(P256).unwrap();
    let signature = hex::decode(file["rows"][0]["p1363"].as_str().unwrap()).unwrap();
    let negated = subtract(&hex::decode(order).unwrap(), &signature[32..]);
    let flipped = [&signature[..32], &negated[..]].concat();
    for signature in [signature, flipped] {
        let scheme = Scheme::EcdsaP1363(Algorithm::Sha256);
        assert_eq!(verify(&key, scheme, b"sample", &signature), Ok(()));
        let digest = digest(Algorithm::Sha256, b"sample").unwrap();
        let message = Message::Prehashed(&digest);
        assert_eq!(common::verify(&key, scheme, message, &signature), Ok(()));
    }
}

#[test]
fn p1363_signatures_have_the_length_of_the_field() {
    let key = read(P256).unwrap();
    let scheme = Scheme::EcdsaP1363(Algorithm::Sha256);
    for length in [0, 1, 63, 65, 96] {
        let error = verify(&key, scheme, b"", &vec![1; length]).unwrap_err();
        assert!(matches!(error, Error::Form { .. }), "{length}");
    }
    for wrong in [[0; 64], [0xff; 64]] {
        assert!(matches!(
            verify(&key, scheme, b"", &wrong),
            Err(Error::Form { .. })
        ));
    }
    assert_eq!(
        verify(&key, scheme, b"", &[1; 64]),
        Err(Error::Signature {})
    );
}

#[test]
fn rsa_moduli_and_exponents_are_bounded() {
    for (bits, good) in [
        (2047, false),
        (2048, true),
        (3072, true),
        (8192, true),
        (8193, false),
    ] {
        let pkcs1 = rsa_pkcs1(&odd_modulus(bits), &[1, 0, 1]);
        for key in [
            PublicKey::from_pkcs1_der(&pkcs1),
            PublicKey::from_spki_der(&rsa_spki(&pkcs1)),
        ] {
            if good {
                assert_eq!(
                    key.unwrap().kind(),
                    KeyKind::Rsa {
                        bits: u32::try_from(bits).unwrap()
                    }
                );
            } else {
                assert_eq!(key.unwrap_err(), Error::RsaModulus { bits });
            }
        }
    }
    let mut even = odd_modulus(2048);
    *even.last_mut().unwrap() ^= 1;
    assert_eq!(
        PublicKey::from_pkcs1_der(&rsa_pkcs1(&even, &[3])).unwrap_err(),
        Error::RsaModulus { bits: 2048 }
    );
    let modulus = odd_modulus(2048);
    assert!(PublicKey::from_pkcs1_der(&rsa_pkcs1(&modulus, &[3])).is_ok());
    for exponent in [&[1][..], &[0], &[2], &[1, 0, 0], &modulus] {
        assert_eq!(
            PublicKey::from_pkcs1_der(&rsa_pkcs1(&modulus, exponent)).unwrap_err(),
            Error::RsaExponent {},
        );
    }
}

#[test]
fn pkcs1_is_der_to_the_byte() {
    let good = rsa_pkcs1(&odd_modulus(2048), &[1, 0, 1]);
    let key = PublicKey::from_pkcs1_der(&good).unwrap();
    assert_eq!(key.spki_der(), rsa_spki(&good));
    let hexed = hex::encode(&good);
    for text in [
        format!("{hexed}00"),
        hexed
            .replacen("0203010001", "020400010001", 1)
            .replacen("3082010a", "3082010b", 1),
        hexed.replacen("0203010001", "02830003010001", 1),
        hexed.replacen("3082010a", "308300010a", 1),
        hexed[..hexed.len() - 10].to_owned(),
        String::new(),
    ] {
        let error = PublicKey::from_pkcs1_der(&hex::decode(&text).unwrap()).unwrap_err();
        assert!(matches!(error, Error::Encoding { .. }), "{error}");
    }
}

#[test]
fn rsa_signatures_are_as_long_as_the_modulus() {
    let file: Value = serde_json::from_str(include_str!("data/rsa.json")).unwrap();
    let key = PublicKey::from_pem(file["key"].as_str().unwrap()).unwrap();
    let signature = hex::decode(file["signatures"][0]["signature"].as_str().unwrap()).unwrap();
    let longer = [&[0], &signature[..]].concat();
    for wrong in [&signature[1..], &longer, &[]] {
        let error = verify(
            &key,
            Scheme::RsaPkcs1(Algorithm::Sha256),
            b"a message",
            wrong,
        )
        .unwrap_err();
        assert!(matches!(error, Error::Form { .. }));
    }
}

#[test]
fn schemes_fit_their_keys() {
    let (p256, ed25519) = (read(P256).unwrap(), read(ED25519).unwrap());
    for (key, scheme) in [
        (&p256, Scheme::Ed25519),
        (&p256, Scheme::RsaPkcs1(Algorithm::Sha256)),
        (&p256, Scheme::Ecdsa(Algorithm::Sha224)),
        (&p256, Scheme::Ecdsa(Algorithm::Sha1)),
        (&p256, Scheme::Ecdsa(Algorithm::Sha3_256)),
        (&ed25519, Scheme::Ecdsa(Algorithm::Sha256)),
    ] {
        let error = verify(key, scheme, b"", &[1; 64]).unwrap_err();
        assert_eq!(
            error,
            Error::Scheme {
                scheme,
                kind: key.kind()
            }
        );
        assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
    }
}

/// Good signatures by the same key, asked for under each scheme that fits it.
#[test]
fn a_signature_of_another_scheme_is_not_valid() {
    const HASHES: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];
    let check =
        |key: &PublicKey, own: Scheme, asked: Scheme, message: &Value, signature: &Value| {
            let message = message.as_str().unwrap().as_bytes();
            let signature = hex::decode(signature.as_str().unwrap()).unwrap();
            let answer = verify(key, asked, message, &signature);
            let what = format!("{}: {own} asked for as {asked}", key.kind());
            if own == asked {
                assert_eq!(answer, Ok(()), "{what}");
            } else {
                let error = answer.unwrap_err();
                assert_eq!(error, Error::Signature {}, "{what}");
                assert_eq!(error.code(), registry::SIGNATURE_INVALID, "{what}");
            }
        };
    let rsa: Value = serde_json::from_str(include_str!("data/rsa.json")).unwrap();
    let key = PublicKey::from_pem(rsa["key"].as_str().unwrap()).unwrap();
    for row in rsa["signatures"].as_array().unwrap() {
        let hash = Algorithm::from_name(row["hash"].as_str().unwrap()).unwrap();
        let own = match row["scheme"].as_str().unwrap() {
            "pkcs1" => Scheme::RsaPkcs1(hash),
            _ => Scheme::RsaPss(hash),
        };
        for asked in [HASHES.map(Scheme::RsaPkcs1), HASHES.map(Scheme::RsaPss)].concat() {
            check(&key, own, asked, &rsa["message"], &row["signature"]);
        }
    }
    let ecdsa: Value = serde_json::from_str(include_str!("data/ecdsa.json")).unwrap();
    for row in ecdsa["rows"].as_array().unwrap() {
        if row["kind"] == "EcdsaP521" && !cfg!(feature = "p521") {
            continue;
        }
        let key = read(row["key"].as_str().unwrap()).unwrap();
        let hash = Algorithm::from_name(row["hash"].as_str().unwrap()).unwrap();
        for asked in HASHES {
            let (own, other) = (Scheme::Ecdsa(hash), Scheme::Ecdsa(asked));
            check(&key, own, other, &ecdsa["message"], &row["der"]);
            let (own, other) = (Scheme::EcdsaP1363(hash), Scheme::EcdsaP1363(asked));
            check(&key, own, other, &ecdsa["message"], &row["p1363"]);
        }
    }
}

#[test]
fn digests_are_of_the_hash_of_the_scheme() {
    let (p256, ed25519) = (read(P256).unwrap(), read(ED25519).unwrap());
    let digest = digest(Algorithm::Sha384, b"").unwrap();
    for (key, scheme) in [
        (&p256, Scheme::Ecdsa(Algorithm::Sha256)),
        (&p256, Scheme::EcdsaP1363(Algorithm::Sha512)),
        (&ed25519, Scheme::Ed25519),
        (&ed25519, Scheme::Ed25519ph),
    ] {
        let message = Message::Prehashed(&digest);
        let error = common::verify(key, scheme, message, &[1; 64]).unwrap_err();
        assert_eq!(
            error,
            Error::Digest {
                scheme,
                found: Algorithm::Sha384
            }
        );
        assert_eq!(error.code(), registry::ARTIFACT_BAD_DIGEST);
    }
}

#[test]
fn work_is_counted_before_it_is_done() {
    let key = read(ED25519).unwrap();
    let ask = |budget: &mut Budget| {
        key.verify(
            BACKENDS[0],
            Scheme::Ed25519,
            Message::Parts(&[b"four", b"+4=8"]),
            &[1; 64],
            budget,
        )
    };
    let mut enough = Budget::new(1, 8);
    assert_eq!(
        ask(&mut enough).unwrap_err().code(),
        registry::SIGNATURE_INVALID
    );
    assert_eq!((enough.signatures(), enough.hashed()), (1, 8));
    assert_eq!(
        ask(&mut enough).unwrap_err().code(),
        registry::LIMIT_EXCEEDED
    );
    assert_eq!(
        ask(&mut Budget::new(1, 7)).unwrap_err().code(),
        registry::LIMIT_EXCEEDED
    );
}

#[test]
fn key_encodings_are_bounded() {
    let long = vec![0; MAX_KEY_BYTES + 1];
    for error in [
        PublicKey::from_spki_der(&long).unwrap_err(),
        PublicKey::from_pkcs1_der(&long).unwrap_err(),
        PublicKey::from_spki_der_allow_compressed(&long).unwrap_err(),
    ] {
        assert_eq!(error.code(), registry::LIMIT_EXCEEDED);
    }
    let error = PublicKey::from_spki_der(&long[1..]).unwrap_err();
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
}

const PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
    -----END PUBLIC KEY-----\n";

#[test]
fn pem_is_exactly_one_block() {
    assert_eq!(PublicKey::from_pem(PEM).unwrap(), read(ED25519).unwrap());
    for good in [
        PEM.replace('\n', "\r\n"),
        PEM.trim_end().to_owned(),
        format!(" \n\t{PEM}\r\n "),
        PEM.replace("owBQ", "ow\nBQ"),
    ] {
        assert_eq!(
            PublicKey::from_pem(&good),
            PublicKey::from_pem(PEM),
            "{good}"
        );
    }
    for (what, bad) in [
        ("nothing", String::new()),
        ("two blocks", PEM.repeat(2)),
        ("text before", format!("key:\n{PEM}")),
        ("text after", format!("{PEM}end")),
        ("no end", PEM.replace("-----END PUBLIC KEY-----\n", "")),
        (
            "other end label",
            PEM.replace("END PUBLIC", "END RSA PUBLIC"),
        ),
        ("lower-case label", PEM.replace("PUBLIC KEY", "public key")),
        ("empty label", PEM.replace("PUBLIC KEY", "")),
        ("space in the base64", PEM.replace("owBQ", "ow BQ")),
        ("space at a line end", PEM.replace("URo=\n", "URo= \n")),
        ("blank line", PEM.replace("owBQ", "ow\n\nBQ")),
        ("header", PEM.replace("MCow", "Proc-Type: 4\n\nMCow")),
        ("unpadded", PEM.replace("URo=", "URo")),
        ("trailing bits", PEM.replace("URo=", "URp=")),
        ("URL alphabet", PEM.replace("VS/7", "VS_7")),
        (
            "no content",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n".to_owned(),
        ),
        (
            "text on the begin line",
            PEM.replace("KEY-----\nMC", "KEY-----MC"),
        ),
    ] {
        let error = PublicKey::from_pem(&bad).unwrap_err();
        assert!(matches!(error, Error::Pem { .. }), "{what}: {error}");
        assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
    }
}

#[test]
fn what_is_given_in_place_of_a_public_key_is_named() {
    let other = |label: &str| PEM.replace("PUBLIC KEY", label);
    let parameters = "-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\n";
    let long = format!("{} KEY", "X".repeat(300));
    for (text, wanted) in [
        (other("PRIVATE KEY"), "this is a PRIVATE KEY; "),
        (other("CERTIFICATE"), "this is a CERTIFICATE; "),
        (other("CERTIFICATE").repeat(2), "this is a CERTIFICATE; "),
        (
            format!("subject=a\n{}", other("CERTIFICATE")),
            "this is a CERTIFICATE; ",
        ),
        (
            format!("{parameters}{}", other("EC PRIVATE KEY")),
            "this is an EC PRIVATE KEY; ",
        ),
        (
            "ssh-ed25519 AAAA someone\n".to_owned(),
            "this is a key of OpenSSH; ",
        ),
        (r#"{"payload": ""}"#.to_owned(), "this is JSON; "),
        (
            PEM.replace("-----BEGIN PUBLIC KEY-----\n", ""),
            "this is no PEM text; ",
        ),
        (other(&long), &*format!("this is a {}…; ", "X".repeat(64))),
    ] {
        let error = PublicKey::from_pem(&text).unwrap_err();
        let message = error.to_string();
        let wanted = format!("{wanted}give the public key in PEM (BEGIN PUBLIC KEY)");
        assert_eq!(message, wanted);
        assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
    }
    for empty in ["", " \n"] {
        let error = PublicKey::from_pem(empty).unwrap_err();
        assert!(error.to_string().contains("the file is empty"), "{error}");
    }
}

#[test]
fn what_stands_between_pem_blocks_is_passed_over() {
    let one = "-----BEGIN X-----\nAA==\n-----END X-----";
    let two = "-----BEGIN Y-----\nBB==\n-----END Y-----";
    let found = |text: &str| -> Vec<String> { pem::blocks(text).map(str::to_owned).collect() };
    let text = format!("subject=a\n{one}\r\nsubject=b\n{two}\n");
    assert_eq!(found(&text), [format!("{one}\r"), two.to_owned()]);
    // A last line that goes on is no END line, which `decode` says.
    let [glued] = &found(&format!("{one}{two}"))[..] else {
        panic!("one block");
    };
    assert!(glued.starts_with(one) && pem::decode(glued, 44).is_err());
    let open = "-----BEGIN X-----\nAA==\n";
    assert_eq!(found(&format!("{two}\n{open}")), [two, open]);
    assert!(found("none").is_empty());
}

#[test]
fn pem_blocks_are_bounded() {
    assert_eq!(pem::decode(PEM, 44).unwrap().der.len(), 44);
    assert_eq!(pem::decode(PEM, 44).unwrap().label, "PUBLIC KEY");
    for label in ["", "public key", "PUBLIC_KEY"] {
        assert!(
            pem::decode(&PEM.replace("PUBLIC KEY", label), 44).is_err(),
            "{label}"
        );
    }
    assert_eq!(
        pem::decode(PEM, 43).unwrap_err().code(),
        registry::LIMIT_EXCEEDED
    );
    let long = format!("{}{PEM}", " ".repeat(8192));
    assert_eq!(
        pem::decode(&long, 44).unwrap_err().code(),
        registry::LIMIT_EXCEEDED
    );
}

#[test]
fn details_are_the_names_of_the_registry() {
    for &details in KeyDetails::ALL {
        assert_eq!(KeyDetails::from_name(details.name()), Some(details));
        assert_eq!(details.to_string(), details.name());
    }
    for name in [
        "",
        "5",
        "PKIX_ECDSA_P256_HMAC_SHA_256",
        "LMS_SHA256",
        "ML_DSA_65",
        "pkix_ed25519",
    ] {
        assert_eq!(KeyDetails::from_name(name), None, "{name}");
    }
    for (name, kind, scheme) in [
        (
            "PKIX_ECDSA_P256_SHA_256",
            KeyKind::EcdsaP256,
            Scheme::Ecdsa(Algorithm::Sha256),
        ),
        (
            "PKIX_ECDSA_P384_SHA_384",
            KeyKind::EcdsaP384,
            Scheme::Ecdsa(Algorithm::Sha384),
        ),
        (
            "PKIX_ECDSA_P384_SHA_256",
            KeyKind::EcdsaP384,
            Scheme::Ecdsa(Algorithm::Sha256),
        ),
        (
            "PKIX_ECDSA_P521_SHA_512",
            KeyKind::EcdsaP521,
            Scheme::Ecdsa(Algorithm::Sha512),
        ),
        (
            "PKIX_ECDSA_P521_SHA_256",
            KeyKind::EcdsaP521,
            Scheme::Ecdsa(Algorithm::Sha256),
        ),
        ("PKIX_ED25519", KeyKind::Ed25519, Scheme::Ed25519),
        ("PKIX_ED25519_PH", KeyKind::Ed25519, Scheme::Ed25519ph),
        (
            "PKIX_RSA_PKCS1V15_3072_SHA256",
            KeyKind::Rsa { bits: 3072 },
            Scheme::RsaPkcs1(Algorithm::Sha256),
        ),
        (
            "PKIX_RSA_PSS_4096_SHA256",
            KeyKind::Rsa { bits: 4096 },
            Scheme::RsaPss(Algorithm::Sha256),
        ),
        (
            "PKCS1_RSA_PKCS1V5",
            KeyKind::Rsa { bits: 5000 },
            Scheme::RsaPkcs1(Algorithm::Sha256),
        ),
    ] {
        let details = KeyDetails::from_name(name).unwrap();
        assert!(details.fits(kind), "{name}");
        assert_eq!(details.scheme(), scheme, "{name}");
        assert!(scheme.fits(kind), "{name}");
    }
    assert!(!KeyDetails::RsaPkcs1v15_3072Sha256.fits(KeyKind::Rsa { bits: 2048 }));
    assert_eq!(KeyDetails::for_log_entry(KeyKind::Rsa { bits: 2049 }), None);
    assert_eq!(
        KeyDetails::for_log_entry(KeyKind::Ed25519),
        Some((KeyDetails::Ed25519ph, Algorithm::Sha512))
    );
    for kind in [
        KeyKind::EcdsaP256,
        KeyKind::EcdsaP384,
        KeyKind::EcdsaP521,
        KeyKind::Rsa { bits: 4096 },
    ] {
        let (details, hash) = KeyDetails::for_log_entry(kind).unwrap();
        assert!(details.fits(kind));
        assert_eq!(details.scheme(), kind.default_scheme());
        assert_eq!(Some(hash), kind.default_scheme().hash());
    }
}

#[test]
fn details_read_the_key_they_describe() {
    let spki = hex::decode(P256).unwrap();
    assert!(KeyDetails::EcdsaP256Sha256.read_key(&spki).is_ok());
    let error = KeyDetails::EcdsaP384Sha384.read_key(&spki).unwrap_err();
    assert!(matches!(error, Error::Details { .. }));
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED);

    let pkcs1 = rsa_pkcs1(&odd_modulus(2048), &[1, 0, 1]);
    assert!(KeyDetails::Pkcs1RsaPkcs1v5.read_key(&pkcs1).is_ok());
    assert!(
        KeyDetails::Pkcs1RsaPkcs1v5
            .read_key(&rsa_spki(&pkcs1))
            .is_err()
    );
    assert!(KeyDetails::PkixRsaPkcs1v5.read_key(&pkcs1).is_err());
    assert!(
        KeyDetails::PkixRsaPkcs1v5
            .read_key(&rsa_spki(&pkcs1))
            .is_ok()
    );
}

#[test]
fn hash_names_are_those_of_the_bundle_format() {
    for (hash, name) in [
        (Algorithm::Sha256, "SHA2_256"),
        (Algorithm::Sha384, "SHA2_384"),
        (Algorithm::Sha512, "SHA2_512"),
    ] {
        assert_eq!(hash_name(hash), Some(name));
        assert_eq!(hash_from_name(name), Some(hash));
    }
    assert_eq!(hash_name(Algorithm::Sha3_256), None);
    for name in ["", "SHA3_256", "sha2_256", "HASH_ALGORITHM_UNSPECIFIED"] {
        assert_eq!(hash_from_name(name), None, "{name}");
    }
}

fn verify(key: &PublicKey, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), Error> {
    common::verify(key, scheme, Message::Parts(&[message]), signature)
}

/// An odd number with this many bits.
fn odd_modulus(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0x55; bits.div_ceil(8)];
    let top = (bits - 1) % 8;
    bytes[0] = 1 << top;
    bytes
}

fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut out = match length {
        0..128 => vec![tag, length as u8],
        128..256 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    out.extend(contents);
    out
}

fn rsa_pkcs1(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let integer = |bytes: &[u8]| match bytes[0] {
        0x80.. => tlv(2, &[&[0], bytes].concat()),
        _ => tlv(2, bytes),
    };
    tlv(0x30, &[integer(modulus), integer(exponent)].concat())
}

fn rsa_spki(pkcs1: &[u8]) -> Vec<u8> {
    let algorithm = hex::decode("300d06092a864886f70d0101010500").unwrap();
    let bits = tlv(3, &[&[0], pkcs1].concat());
    tlv(0x30, &[algorithm, bits].concat())
}

/// `a - b` of big-endian numbers of the same length.
fn subtract(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut out = vec![0; a.len()];
    for at in (0..a.len()).rev() {
        let digit = i32::from(a[at]) - i32::from(b[at]) - borrow;
        borrow = i32::from(digit < 0);
        out[at] = digit.rem_euclid(256) as u8;
    }
    out
}
