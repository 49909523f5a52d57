//! Certificate timestamps, one test for each way to be wrong.

mod common;

use bonafide_keys::{PublicKey, Ring};
use bonafide_report::{Budget, Time, Window};
use bonafide_x509::{CtLog, Error, Sct, SctOptions, VerifiedPath, VerifiedScts, verify_scts};
use common::*;

fn log() -> CtLog {
    CtLog::new(ct_key().public(), window(), None)
}

fn now() -> Time {
    time("2024-05-02T00:00:00Z")
}

fn check(path: &VerifiedPath, logs: &[CtLog]) -> Result<VerifiedScts, Error> {
    check_with(path, logs, &SctOptions::new(now()))
}

fn check_with(
    path: &VerifiedPath,
    logs: &[CtLog],
    options: &SctOptions,
) -> Result<VerifiedScts, Error> {
    verify_scts(path, logs, options, &Ring, &mut Budget::unbounded())
}

/// The code for a leaf with one timestamp, under the log of the tests.
fn one(sct: &SctMint) -> &'static str {
    let leaf = with_scts(&Mint::leaf(), |tbs| vec![sct.sign(&ct_key(), tbs)]);
    code(check(&path_of(&leaf), &[log()]))
}

fn changed(change: impl FnOnce(&mut SctMint)) -> SctMint {
    let mut sct = SctMint::good();
    change(&mut sct);
    sct
}

#[test]
fn a_good_timestamp_vouches() {
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs)]
    });
    let verified = check(&path_of(&leaf), &[log()]).unwrap();
    assert_eq!((verified.list().len(), verified.parties()), (1, 1));
    assert_eq!(verified.list()[0].log_id(), ct_key().public().id());
    assert_eq!(
        verified.list()[0].timestamp(),
        time("2024-05-01T12:01:00.123Z")
    );
    let shown = serde_json::to_value(&verified).unwrap();
    assert_eq!(
        shown["timestamps"][0]["timestamp"],
        "2024-05-01T12:01:00.123Z"
    );
}

#[test]
fn the_list_may_stand_anywhere_among_the_extensions() {
    for position in 0..=Mint::leaf().extensions.len() {
        let mut leaf = with_scts(&Mint::leaf(), |tbs| {
            vec![SctMint::good().sign(&ct_key(), tbs)]
        });
        let list = leaf.extensions.pop().unwrap();
        leaf.extensions.insert(position, list);
        assert_eq!(code(check(&path_of(&leaf), &[log()])), "accept");
    }
}

#[test]
fn extensions_of_the_timestamp_are_signed() {
    let leaf_index = vec![0, 0, 5, 1, 2, 3, 4, 5];
    let good = changed(|sct| sct.extensions = leaf_index);
    assert_eq!(one(&good), "accept");
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        let mut item = good.sign(&ct_key(), tbs);
        item[1 + 32 + 8 + 2 + 3] ^= 1;
        vec![item]
    });
    assert_eq!(code(check(&path_of(&leaf), &[log()])), "cert.sct");
}

#[test]
fn there_must_be_one() {
    let path = path_of(&Mint::leaf());
    assert!(matches!(check(&path, &[log()]), Err(Error::SctMissing {})));
    assert_eq!(code(check(&path, &[log()])), "cert.sct");
    let none = SctOptions::new(now()).with_threshold(0);
    assert_eq!(code(check_with(&path, &[log()], &none)), "accept");
}

#[test]
fn the_lengths_of_the_list_fit() {
    let good = |tbs: &[u8]| SctMint::good().sign(&ct_key(), tbs);
    let raw = |value: Vec<u8>| {
        let leaf = Mint::leaf().with(ext(SCTS, false, &value));
        check(&path_of(&leaf), &[log()])
    };
    let item = good(&Mint::leaf().tbs());
    let list = vector(&item);
    assert_eq!(code(raw(octets(&vector(&list)))), "accept");
    let short_item = [&(item.len() as u16 - 1).to_be_bytes()[..], &item].concat();
    let long_item = [&(item.len() as u16 + 1).to_be_bytes()[..], &item].concat();
    for wrong in [
        octets(&[]),
        octets(&vector(&[])),
        octets(&vector(&vector(&[]))),
        octets(&[vector(&list), vec![0]].concat()),
        octets(&vector(&[&list[..], &[0]].concat())),
        octets(&vector(&short_item)),
        octets(&vector(&long_item)),
        octets(&vector(&vector(&[&item[..], &[0]].concat()))),
        octets(&vector(&list)[..list.len()]),
        [octets(&vector(&list)), vec![0]].concat(),
        vector(&list),
        tlv(0x24, &vector(&list)),
    ] {
        let error = raw(wrong.clone()).unwrap_err();
        assert!(matches!(error, Error::SctParse { .. }), "{wrong:x?}");
        assert_eq!(error.code().as_str(), "cert.sct");
    }
}

#[test]
fn only_version_1_is_known() {
    assert_eq!(one(&changed(|sct| sct.version = 1)), "cert.sct");
}

#[test]
fn the_key_is_that_of_the_named_log() {
    // A known id, signed by another key.
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&Key::new(7), tbs)]
    });
    assert_eq!(code(check(&path_of(&leaf), &[log()])), "cert.sct");
    // The right key under another id: no log is tried for it.
    let other = changed(|sct| sct.log_id = [9; 32]);
    assert_eq!(one(&other), "cert.sct");
    // An id that is known, of a log whose key did not sign.
    let second = CtLog::new(Key::new(7).public(), window(), None);
    let wrong = changed(|sct| sct.log_id = Key::new(7).public().id());
    let leaf = with_scts(&Mint::leaf(), |tbs| vec![wrong.sign(&ct_key(), tbs)]);
    assert_eq!(code(check(&path_of(&leaf), &[log(), second])), "cert.sct");
}

#[test]
fn unknown_logs_are_skipped_with_a_note() {
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        let unknown = changed(|sct| sct.log_id = [9; 32]);
        vec![
            unknown.sign(&Key::new(7), tbs),
            SctMint::good().sign(&ct_key(), tbs),
        ]
    });
    let verified = check(&path_of(&leaf), &[log()]).unwrap();
    assert_eq!(verified.parties(), 1);
    let notes: Vec<&str> = verified
        .notes()
        .iter()
        .map(|note| note.code().as_str())
        .collect();
    assert_eq!(notes, ["note.unknown-sct"]);
    let none = check(&path_of(&leaf), &[]).unwrap_err();
    assert_eq!(
        none,
        Error::SctThreshold {
            wanted: 1,
            found: 0
        }
    );
    assert_eq!(none.code().as_str(), "cert.sct");
}

#[test]
fn a_bad_timestamp_of_a_known_log_fails_beside_a_good_one() {
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![
            SctMint::good().sign(&ct_key(), tbs),
            SctMint::good().sign(&Key::new(7), tbs),
        ]
    });
    let error = check(&path_of(&leaf), &[log()]).unwrap_err();
    assert!(matches!(error, Error::SctInvalid { index: 1, .. }));
}

#[test]
fn the_signed_certificate_is_this_one_of_this_issuer() {
    let root = changed(|sct| sct.issuer_spki = root_key().spki());
    assert_eq!(one(&root), "cert.sct");
    let other = Mint::leaf().with(claim(9, "other")).tbs();
    let leaf = with_scts(&Mint::leaf(), |_| {
        vec![SctMint::good().sign(&ct_key(), &other)]
    });
    assert_eq!(code(check(&path_of(&leaf), &[log()])), "cert.sct");
}

#[test]
fn the_algorithm_is_that_of_the_key() {
    for algorithm in [[6, 3], [4, 1], [4, 0], [8, 7], [2, 3]] {
        assert_eq!(
            one(&changed(|sct| sct.algorithm = algorithm)),
            "cert.sct",
            "{algorithm:?}"
        );
    }
}

/// Points of RFC 6979 appendices A.2.6 and A.2.7.
const P384: &str = "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea905586\
     6064a254515480bc138015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9d\
     b1288b231c3ae0d4fe7344fd2533264720";
const P521: &str = "0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db\
     6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a400493101c962cd4d2fddf78228\
     5e64584139c2f91b47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafbd4\
     d33f81ea66956dfeaa2bfdfcf5";

/// The SPKI of a key on the curve with this identifier.
fn ecdsa_spki(curve: &str, point: &str) -> Vec<u8> {
    let bytes = (0..point.len()).step_by(2);
    let point = bytes.map(|at| u8::from_str_radix(&point[at..at + 2], 16).unwrap());
    let bits: Vec<u8> = core::iter::once(0).chain(point).collect();
    let algorithm = seq(&[oid("1.2.840.10045.2.1"), oid(curve)]);
    seq(&[algorithm, tlv(0x03, &bits)])
}

/// What is asked of the log's key goes before its signature.
#[test]
fn the_algorithm_fits_the_key_of_the_log() {
    const MISFIT: &str = "its algorithm is not accepted or not that of the log's key";
    const UNSIGNED: &str = "its signature does not verify";
    let p384 = ecdsa_spki("1.3.132.0.34", P384);
    let p521 = ecdsa_spki("1.3.132.0.35", P521);
    for (name, spki, algorithm, wanted) in [
        ("P-256", Key::new(7).spki(), [4, 3], UNSIGNED),
        ("P-256", Key::new(7).spki(), [4, 1], MISFIT),
        ("P-256", Key::new(7).spki(), [5, 3], MISFIT),
        ("P-384", p384.clone(), [4, 3], UNSIGNED),
        ("P-384", p384.clone(), [5, 3], MISFIT),
        ("P-384", p384, [4, 1], MISFIT),
        ("P-521", p521.clone(), [4, 3], MISFIT),
        ("P-521", p521.clone(), [6, 3], MISFIT),
        ("P-521", p521, [4, 1], MISFIT),
        ("RSA", rsa_spki(2048, 3), [4, 1], UNSIGNED),
        ("RSA", rsa_spki(2048, 3), [4, 3], MISFIT),
        ("RSA", rsa_spki(2048, 3), [6, 1], MISFIT),
        ("RSA", rsa_spki(2048, 3), [2, 1], MISFIT),
        ("RSA", rsa_spki(2048, 3), [8, 4], MISFIT),
    ] {
        let key = match PublicKey::from_spki_der(&spki) {
            // A build without the curve has no such log.
            Err(bonafide_keys::Error::Feature { .. }) if name == "P-521" => continue,
            key => key.unwrap(),
        };
        let sct = changed(|sct| {
            sct.log_id = key.id();
            sct.algorithm = algorithm;
        });
        let leaf = with_scts(&Mint::leaf(), |tbs| vec![sct.sign(&ct_key(), tbs)]);
        let logs = [CtLog::new(key, window(), None)];
        for options in [
            SctOptions::new(now()),
            SctOptions::new(now()).with_ed25519(),
        ] {
            let error = check_with(&path_of(&leaf), &logs, &options).unwrap_err();
            assert_eq!(error.code().as_str(), "cert.sct", "{name} {algorithm:?}");
            assert!(
                matches!(error, Error::SctInvalid { index: 0, what } if what == wanted),
                "{name} {algorithm:?}: {error}"
            );
        }
    }
}

/// RFC 6962 section 3.2 knows two types of entries; only precertificates are logged before they
/// are issued.
#[test]
fn the_entry_of_an_embedded_timestamp_is_a_precertificate() {
    let (tbs, der) = (Mint::leaf().tbs(), Mint::leaf().der(&intermediate_key()));
    let issuer = bonafide_digest::sha256(&[&intermediate_key().spki()]);
    let precertificate = [&issuer[..], &long_vector(&tbs)].concat();
    let with = |entry_type: [u8; 2], entry: &[u8]| {
        let entry = [&entry_type, entry].concat();
        let item = SctMint::good().sign_entry(&ct_key(), &entry);
        let leaf = with_scts(&Mint::leaf(), |_| vec![item]);
        code(check(&path_of(&leaf), &[log()]))
    };
    assert_eq!(with([0, 1], &precertificate), "accept");
    for (what, entry_type, entry) in [
        ("a certificate", [0, 0], long_vector(&der)),
        ("its TBSCertificate", [0, 0], long_vector(&tbs)),
        ("the number of the type", [0, 0], precertificate.clone()),
        ("an unknown type", [0, 2], precertificate.clone()),
        ("a type of private use", [0x80, 1], precertificate),
        ("no issuer", [0, 1], long_vector(&tbs)),
        (
            "a certificate for its TBSCertificate",
            [0, 1],
            [&issuer[..], &long_vector(&der)].concat(),
        ),
    ] {
        assert_eq!(with(entry_type, &entry), "cert.sct", "{what}");
    }
}

/// An Ed25519 log: the option decides before any signature is checked.
#[test]
fn ed25519_logs_need_the_option() {
    // The public key of RFC 8032 section 7.1, test 1.
    let raw = [
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07,
        0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07,
        0x51, 0x1a,
    ];
    let spki = seq(&[
        seq(&[oid("1.3.101.112")]),
        tlv(0x03, &[&[0], &raw[..]].concat()),
    ]);
    let key = PublicKey::from_spki_der(&spki).unwrap();
    let sct = changed(|sct| {
        sct.log_id = key.id();
        sct.algorithm = [8, 7];
    });
    let leaf = with_scts(&Mint::leaf(), |tbs| vec![sct.sign(&ct_key(), tbs)]);
    let path = path_of(&leaf);
    let logs = [CtLog::new(key, window(), None)];
    let what = |options: SctOptions| match check_with(&path, &logs, &options) {
        Err(Error::SctInvalid { what, .. }) => what,
        other => panic!("{other:?}"),
    };
    let options = SctOptions::new(now());
    assert!(what(options.clone()).contains("algorithm"));
    assert!(what(options.with_ed25519()).contains("signature"));
}

#[test]
fn the_time_lies_in_the_window_of_the_key() {
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs)]
    });
    let path = path_of(&leaf);
    let within = |start: &str, end: Option<&str>| {
        let window = Window::new(time(start), end.map(time)).unwrap();
        code(check(&path, &[CtLog::new(ct_key().public(), window, None)]))
    };
    let exact = "2024-05-01T12:01:00.123Z";
    assert_eq!(within(exact, Some(exact)), "accept");
    assert_eq!(within("2024-05-01T12:01:00.124Z", None), "cert.sct");
    assert_eq!(
        within("2024-01-01T00:00:00Z", Some("2024-05-01T12:01:00.122Z")),
        "cert.sct"
    );
    // One key with two windows, as after a change of the trusted root.
    let ended = Window::new(
        time("2024-01-01T00:00:00Z"),
        Some(time("2024-02-01T00:00:00Z")),
    );
    let logs = [CtLog::new(ct_key().public(), ended.unwrap(), None), log()];
    assert_eq!(code(check(&path, &logs)), "accept");
}

#[test]
fn the_time_is_neither_after_the_leaf_nor_in_the_future() {
    let at = |millis| changed(|sct| sct.millis = millis);
    assert_eq!(one(&at(1_714_565_400_000)), "accept"); // notAfter
    assert_eq!(one(&at(1_714_565_400_001)), "cert.sct");
    assert_eq!(one(&at(u64::MAX)), "cert.sct");
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs)]
    });
    let path = path_of(&leaf);
    let asked_at = |text: &str| code(check_with(&path, &[log()], &SctOptions::new(time(text))));
    assert_eq!(asked_at("2024-05-01T11:56:00.123Z"), "accept");
    assert_eq!(asked_at("2024-05-01T11:56:00.122Z"), "cert.sct");
    let replay = SctOptions::new(time("2020-01-01T00:00:00Z")).with_future_timestamps();
    assert_eq!(code(check_with(&path, &[log()], &replay)), "accept");
}

/// CVE-2026-49834: one log counts once, however often and by whichever way it vouches.
#[test]
fn logs_and_operators_count_once() {
    let (first, second) = (ct_key(), Key::new(7));
    let of_second = changed(|sct| sct.log_id = second.public().id());
    let later = changed(|sct| sct.millis += 1000);
    let leaf = |make: &dyn Fn(&[u8]) -> Vec<Vec<u8>>| path_of(&with_scts(&Mint::leaf(), make));
    let twice = leaf(&|tbs| vec![SctMint::good().sign(&first, tbs), later.sign(&first, tbs)]);
    let both = leaf(&|tbs| {
        vec![
            SctMint::good().sign(&first, tbs),
            of_second.sign(&second, tbs),
        ]
    });
    let logs = |operators: [Option<&str>; 2]| {
        let [a, b] = operators.map(|operator| operator.map(str::to_owned));
        [
            CtLog::new(first.public(), window(), a),
            CtLog::new(second.public(), window(), b),
        ]
    };
    let two = SctOptions::new(now()).with_threshold(2);
    let count = |path: &VerifiedPath, operators| code(check_with(path, &logs(operators), &two));
    assert_eq!(count(&twice, [None, None]), "cert.sct");
    assert_eq!(count(&twice, [Some("a"), Some("b")]), "cert.sct");
    assert_eq!(count(&both, [None, None]), "accept");
    assert_eq!(count(&both, [Some("a"), Some("b")]), "accept");
    assert_eq!(count(&both, [Some("a"), None]), "accept");
    assert_eq!(count(&both, [Some("a"), Some("a")]), "cert.sct");
}

#[test]
fn a_precertificate_signing_issuer_stands_for_its_own_issuer() {
    let key_id = |byte: u8| ext(AKI, false, &seq(&[tlv(0x80, &[byte; 4])]));
    let signer = intermediate()
        .with(purposes(&[CODE_SIGNING, PRECERT_SIGNING]))
        .with(key_id(1));
    let authority = build(chain_of(&signer, &root())).unwrap();
    let leaf = Mint::leaf().with(key_id(2));
    // What the log saw: the certificate as its final issuer would have named it.
    let seen = Mint {
        issuer: name("root"),
        ..leaf.clone().with(key_id(1))
    };
    let sct = changed(|sct| sct.issuer_spki = root_key().spki());
    let verify_leaf = |leaf: &Mint, seen: &Mint| {
        let leaf = with_scts(leaf, |_| vec![sct.sign(&ct_key(), &seen.tbs())]);
        let path = verify(
            &leaf.sign(&intermediate_key()),
            std::slice::from_ref(&authority),
        )
        .unwrap();
        code(check(&path, &[log()]))
    };
    assert_eq!(verify_leaf(&leaf, &seen), "accept");
    assert_eq!(verify_leaf(&leaf, &leaf), "cert.sct");
    // Without an authority key identifier in the leaf it comes last.
    assert_eq!(verify_leaf(&Mint::leaf(), &seen), "accept");
}

#[test]
fn a_precertificate_signing_anchor_stands_for_nobody() {
    let purposes = purposes(&[CODE_SIGNING, PRECERT_SIGNING]);
    let lower = intermediate().with(purposes.clone());
    let upper = root().with(purposes);
    let of_root = Mint {
        issuer: name("root"),
        ..Mint::leaf()
    };
    let plain = build(vec![intermediate().sign(&root_key())]).unwrap();
    for (leaf, key, anchor) in [
        (Mint::leaf(), intermediate_key(), lower),
        (of_root.clone(), root_key(), upper),
    ] {
        let authority = build(vec![anchor.sign(&root_key())]).unwrap();
        // Whomever the log took for the final issuer, and however it named that one.
        for issuer in [intermediate_key(), root_key()] {
            let sct = changed(|sct| sct.issuer_spki = issuer.spki());
            for seen in [&leaf, &of_root] {
                let leaf = with_scts(&leaf, |_| vec![sct.sign(&ct_key(), &seen.tbs())]);
                let path = verify(&leaf.sign(&key), std::slice::from_ref(&authority)).unwrap();
                assert_eq!(path.issuers().len(), 1);
                assert_eq!(code(check(&path, &[log()])), "cert.sct");
            }
        }
    }
    // Without that purpose the anchor is the issuer.
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs)]
    });
    let path = verify(&leaf.sign(&intermediate_key()), &[plain]).unwrap();
    assert_eq!(code(check(&path, &[log()])), "accept");
}

#[test]
fn the_number_of_timestamps_and_of_checks_is_bounded() {
    let many = |count: usize| {
        let leaf = with_scts(&Mint::leaf(), |tbs| {
            vec![SctMint::good().sign(&ct_key(), tbs); count]
        });
        code(check(&path_of(&leaf), &[log()]))
    };
    assert_eq!((many(64), many(65)), ("accept", "limit.exceeded"));
    let leaf = with_scts(&Mint::leaf(), |tbs| {
        vec![SctMint::good().sign(&ct_key(), tbs); 3]
    });
    let path = path_of(&leaf);
    let mut budget = Budget::new(2, u64::MAX);
    let verified = verify_scts(&path, &[log()], &SctOptions::new(now()), &Ring, &mut budget);
    assert_eq!(code(verified), "limit.exceeded");
    assert_eq!(Sct::list_of(path.leaf()).unwrap().unwrap().len(), 3);
}
