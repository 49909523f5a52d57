//! Who signed, and how many they are.

mod common;

use bonafide_digest::Algorithm;
use bonafide_dsse::{
    Encoding, Envelope, Error, KeyIdPolicy, KeySet, Outcome, PayloadTypes, PrincipalId,
    StatementOptions, Threshold, TrustedKey, VerifiedEnvelope, Vouching,
};
use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _, Finding, Place, registry};
use common::{
    IN_TOTO, Signer, code, envelope_json, p256, p256_compressed, p256_opposite, parse, sign_p256,
    signed_by, statement_json,
};
use serde_json::json;

fn verify(envelope: &Envelope, keys: &KeySet, wanted: usize) -> Result<VerifiedEnvelope, Error> {
    envelope.verify_with_keys(
        keys,
        &keys.threshold(wanted)?,
        &Ring,
        &mut Budget::unbounded(),
    )
}

fn keys(principals: &[(&str, &Signer)]) -> KeySet {
    principals
        .iter()
        .fold(KeySet::new(), |keys, (name, signer)| {
            keys.with_key(
                name,
                TrustedKey::new(signer.key()).with_id(format!("id-{name}")),
            )
            .unwrap()
        })
}

fn ids(indices: &[usize]) -> Vec<PrincipalId> {
    indices.iter().copied().map(PrincipalId::new).collect()
}

#[test]
fn one_signer_suffices_for_one() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let envelope = signed_by(b"{}", &[(&a, "")]);
    let verified = verify(&envelope, &keys(&[("b", &b), ("a", &a)]), 1).unwrap();
    assert_eq!(verified.payload(), b"{}");
    assert_eq!(verified.payload_type(), IN_TOTO);
    assert_eq!(verified.principals(), ids(&[1]));
    assert_eq!(verified.outcomes(), [Outcome::Vouched(ids(&[1]))]);
    // What was verified is what is read: there is one buffer.
    assert!(core::ptr::eq(
        verified.payload(),
        envelope.untrusted().payload()
    ));
}

#[test]
fn dsse_threshold_not_met() {
    let (a, b, c) = (Signer::new(1), Signer::new(2), Signer::new(3));
    let envelope = signed_by(b"{}", &[(&a, ""), (&c, "")]);
    let keys = keys(&[("a", &a), ("b", &b)]);
    let error = verify(&envelope, &keys, 2).unwrap_err();
    assert_eq!(error.code().as_str(), "dsse.threshold-not-met");
    match &error {
        Error::ThresholdNotMet {
            found: 1,
            wanted: 2,
            who,
            findings,
        } => {
            assert_eq!(*who, ids(&[0]));
            assert_eq!(findings.len(), 1);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(error.findings()[0].code(), registry::SIGNATURE_INVALID);
    assert!(verify(&envelope, &keys, 1).is_ok());
}

#[test]
fn any_change_unmakes_the_signature() {
    let a = Signer::new(1);
    let keys = keys(&[("a", &a)]);
    let signature = a.sign(IN_TOTO, b"payload");
    let made = |payload_type: &str, payload: &[u8], signature: &[u8]| {
        verify(
            &parse(&envelope_json(payload_type, payload, &[(signature, "")])).unwrap(),
            &keys,
            1,
        )
    };
    assert!(made(IN_TOTO, b"payload", &signature).is_ok());
    assert!(made(IN_TOTO, b"Payload", &signature).is_err());
    assert!(made("application/vnd.in-toto+json ", b"payload", &signature).is_err());
    let mut flipped = signature.clone();
    flipped[5] ^= 1;
    assert!(made(IN_TOTO, b"payload", &flipped).is_err());
    // A type that ends like lengths and a body that begins like one do not run together.
    let moved = a.sign("a 1 b", b"c");
    assert!(made("a 1 b", b"c", &moved).is_ok());
    assert!(made("a", b"b 1 c", &moved).is_err());
}

#[test]
fn dsse_threshold_config() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let both = keys(&[("a", &a), ("b", &b)]);
    assert_eq!(code(both.threshold(0)), "dsse.threshold-config");
    assert_eq!(code(both.threshold(3)), "dsse.threshold-config");
    assert_eq!(code(KeySet::new().threshold(1)), "dsse.threshold-config");
    let shared = keys(&[("a", &a)]).with_key("b", TrustedKey::new(a.key()));
    assert_eq!(code(shared), "dsse.threshold-config");
    // The same point in another form is the same key.
    let shared = KeySet::new()
        .with_key("a", TrustedKey::new(p256()))
        .and_then(|keys| keys.with_key("b", TrustedKey::new(p256_compressed())));
    assert_eq!(code(shared), "dsse.threshold-config");
    // Another point is another key, also where half of it is the same.
    let apart = KeySet::new()
        .with_key("a", TrustedKey::new(p256()))
        .and_then(|keys| keys.with_key("b", TrustedKey::new(p256_opposite())))
        .unwrap();
    assert!(apart.threshold(2).is_ok());
    // One principal may have a key twice, and several keys.
    let twice = keys(&[("a", &a)])
        .with_key("a", TrustedKey::new(a.key()))
        .and_then(|keys| keys.with_key("a", TrustedKey::new(b.key())))
        .unwrap();
    assert_eq!(twice.principals(), ["a"]);
    assert!(twice.threshold(2).is_err());
}

#[test]
fn a_principal_that_the_threshold_does_not_know_is_an_error() {
    let envelope = signed_by(b"{}", &[(&Signer::new(1), "")]);
    let vouched = envelope.verify(&Threshold::one(), |_, _| {
        Ok(Vouching::By {
            signer: vec![1],
            principals: ids(&[1]),
        })
    });
    assert_eq!(code(vouched), "dsse.threshold-config");
}

#[test]
fn nobody_counts_twice() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let keys = keys(&[("a", &a), ("b", &b)]);
    let twice = signed_by(b"{}", &[(&a, "x"), (&a, "y"), (&a, "id-b")]);
    assert_eq!(code(verify(&twice, &keys, 2)), "dsse.threshold-not-met");
    // Two keys of one principal are one principal.
    let one = KeySet::new()
        .with_key("p", TrustedKey::new(a.key()))
        .and_then(|keys| keys.with_key("p", TrustedKey::new(b.key())))
        .and_then(|keys| keys.with_key("q", TrustedKey::new(Signer::new(3).key())))
        .unwrap();
    let both = signed_by(b"{}", &[(&a, ""), (&b, "")]);
    assert_eq!(code(verify(&both, &one, 2)), "dsse.threshold-not-met");
    assert!(verify(&both, &keys, 2).is_ok());
}

#[test]
fn two_certificates_of_one_identity_count_once() {
    let envelope = signed_by(b"{}", &[(&Signer::new(1), ""), (&Signer::new(2), "")]);
    let threshold = Threshold::new(2, 2).unwrap();
    let verify = |second: &[u8]| {
        let mut signers = [b"alice".to_vec(), second.to_vec()].into_iter();
        envelope.verify(&threshold, |_, _| {
            Ok(Vouching::By {
                signer: signers.next().unwrap(),
                principals: ids(&[0, 1]),
            })
        })
    };
    assert_eq!(code(verify(b"alice")), "dsse.threshold-not-met");
    assert_eq!(verify(b"bob").unwrap().principals(), ids(&[0, 1]));
}

#[test]
fn overlapping_matchers_do_not_depend_on_the_order_of_signatures() {
    let envelope = signed_by(b"{}", &[(&Signer::new(1), ""), (&Signer::new(2), "")]);
    let threshold = Threshold::new(2, 2).unwrap();
    for order in [[&[0, 1][..], &[0][..]], [&[0][..], &[0, 1][..]]] {
        let mut answers = order.into_iter().enumerate();
        let verified = envelope.verify(&threshold, |_, _| {
            let (at, principals) = answers.next().unwrap();
            Ok(Vouching::By {
                signer: vec![at as u8],
                principals: ids(principals),
            })
        });
        assert!(verified.is_ok());
    }
}

#[test]
fn a_bad_entry_beside_a_good_one_is_passed_over_and_reported() {
    let a = Signer::new(1);
    let payload = b"{}";
    let good = bonafide_json::base64::encode(&a.sign(IN_TOTO, payload));
    let mut document = envelope_json(IN_TOTO, payload, &[]);
    document["signatures"] = json!([{"sig": "!"}, {"sig": ""}, {"sig": "AAAA"}, {"sig": good}]);
    let verified = verify(&parse(&document).unwrap(), &keys(&[("a", &a)]), 1).unwrap();
    let codes: Vec<&str> = verified
        .outcomes()
        .iter()
        .map(|outcome| match outcome {
            Outcome::Refused(finding) => finding.code().as_str(),
            Outcome::Vouched(_) => "vouched",
            _ => "other",
        })
        .collect();
    assert_eq!(
        codes,
        [
            "json.base64",
            "signature.invalid",
            "signature.invalid",
            "vouched"
        ]
    );
}

#[test]
fn key_ids_are_hints_unless_the_caller_binds_them() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let hint = keys(&[("a", &a), ("b", &b)]);
    let bound = hint.clone().with_key_ids(KeyIdPolicy::MustMatch);
    for (key_id, binds) in [
        ("", true),
        ("id-b", true),
        ("id-a", false),
        ("unknown", false),
        ("ID-B", false),
    ] {
        let envelope = signed_by(b"{}", &[(&b, key_id)]);
        assert!(verify(&envelope, &hint, 1).is_ok(), "{key_id}");
        assert_eq!(verify(&envelope, &bound, 1).is_ok(), binds, "{key_id}");
    }
    let envelope = signed_by(b"{}", &[(&b, "unknown")]);
    let error = verify(&envelope, &bound, 1).unwrap_err();
    assert_eq!(error.findings()[0].code(), registry::KEY_HINT_MISMATCH);
    // The hint is worth one check: the named key is tried first.
    let envelope = signed_by(b"{}", &[(&b, "id-b")]);
    let mut budget = Budget::unbounded();
    envelope
        .verify_with_keys(&hint, &hint.threshold(1).unwrap(), &Ring, &mut budget)
        .unwrap();
    assert_eq!(budget.signatures(), 1);
}

#[test]
fn early_stop_leaves_the_rest_untried() {
    let (a, b) = (Signer::new(1), Signer::new(2));
    let keys = keys(&[("a", &a), ("b", &b)]);
    let envelope = signed_by(b"{}", &[(&a, ""), (&b, "")]);
    let threshold = keys.threshold(1).unwrap().with_early_stop();
    let verified = envelope
        .verify_with_keys(&keys, &threshold, &Ring, &mut Budget::unbounded())
        .unwrap();
    assert_eq!(
        verified.outcomes(),
        [Outcome::Vouched(ids(&[0])), Outcome::NotTried]
    );
    assert_eq!(
        verify(&envelope, &keys, 1).unwrap().principals(),
        ids(&[0, 1])
    );
}

#[test]
fn an_error_of_the_caller_ends_the_verification() {
    let envelope = signed_by(b"{}", &[(&Signer::new(1), ""), (&Signer::new(2), "")]);
    let mut asked = 0;
    let result = envelope.verify(&Threshold::one(), |_, _| {
        asked += 1;
        Err(bonafide_report::Exceeded::new("signature checks", 0).into())
    });
    assert_eq!((code(result), asked), ("limit.exceeded", 1));
}

#[test]
fn a_caller_may_refuse_with_its_own_reasons() {
    let envelope = signed_by(b"{}", &[(&Signer::new(1), "")]);
    let finding = Finding::new(registry::CERT_TIME, Place::root(), "expired");
    let result = envelope.verify(&Threshold::one(), |_, _| {
        Ok(Vouching::Refused(finding.clone()))
    });
    assert_eq!(result.unwrap_err().findings(), [finding]);
}

#[test]
fn encodings_of_ecdsa() {
    let payload = b"{}";
    let message = bonafide_dsse::Pae::new(IN_TOTO, payload).parts().concat();
    for is_der in [true, false] {
        let signature = sign_p256(&message, is_der);
        let envelope = parse(&envelope_json(IN_TOTO, payload, &[(&signature, "")])).unwrap();
        for (encoding, good) in [
            (Encoding::Either, true),
            (Encoding::Der, is_der),
            (Encoding::P1363, !is_der),
        ] {
            let key = TrustedKey::new(p256()).with_encoding(encoding);
            let keys = KeySet::new().with_key("p", key).unwrap();
            assert_eq!(
                verify(&envelope, &keys, 1).is_ok(),
                good,
                "{encoding:?} {is_der}"
            );
        }
        let other_hash = TrustedKey::new(p256()).with_hash(Algorithm::Sha384);
        let keys = KeySet::new().with_key("p", other_hash).unwrap();
        assert!(verify(&envelope, &keys, 1).is_err());
    }
}

#[test]
fn the_raw_payload_scheme_belongs_to_a_key() {
    let payload = b"{\"x\":1}";
    let raw = sign_p256(payload, true);
    let envelope = parse(&envelope_json(IN_TOTO, payload, &[(&raw, "")])).unwrap();
    let usual = KeySet::new()
        .with_key("p", TrustedKey::new(p256()))
        .unwrap();
    let old = KeySet::new()
        .with_key("p", TrustedKey::new(p256()).with_raw_payload())
        .unwrap();
    assert!(verify(&envelope, &usual, 1).is_err());
    assert!(verify(&envelope, &old, 1).is_ok());
    // It has one encoding, and one kind of key.
    let fixed = sign_p256(payload, false);
    let fixed = parse(&envelope_json(IN_TOTO, payload, &[(&fixed, "")])).unwrap();
    assert!(verify(&fixed, &old, 1).is_err());
    let ed25519 = Signer::new(1);
    let other = KeySet::new()
        .with_key("p", TrustedKey::new(ed25519.key()).with_raw_payload())
        .unwrap();
    let bare = signed_by(payload, &[(&ed25519, "")]);
    assert!(verify(&bare, &other, 1).is_err());

    let message = bonafide_dsse::Pae::new(IN_TOTO, payload).parts().concat();
    let signature = sign_p256(&message, true);
    let envelope = parse(&envelope_json(IN_TOTO, payload, &[(&signature, "")])).unwrap();
    assert!(verify(&envelope, &usual, 1).is_ok());
    assert!(verify(&envelope, &old, 1).is_err());
}

#[test]
fn dsse_payload_type() {
    let a = Signer::new(1);
    let keys = keys(&[("a", &a)]);
    let payload = statement_json().to_string();
    let statement = |payload_type: &str, options: &StatementOptions| {
        let signature = a.sign(payload_type, payload.as_bytes());
        let document = envelope_json(payload_type, payload.as_bytes(), &[(&signature, "")]);
        verify(&parse(&document).unwrap(), &keys, 1)?.statement(options)
    };
    let (bundle, provenance) = (StatementOptions::bundle(), StatementOptions::provenance());
    let named = "application/vnd.in-toto.provenance+json";
    assert!(statement(IN_TOTO, &bundle).is_ok());
    assert_eq!(
        statement(named, &provenance).unwrap().media_type_name(),
        Some("provenance")
    );
    assert_eq!(code(statement(named, &bundle)), "dsse.payload-type");
    for payload_type in [
        "application/json",
        "application/vnd.in-toto+json; charset=utf-8",
        "Application/vnd.in-toto+json",
        "application/vnd.in-toto.Link+json",
        "",
    ] {
        assert_eq!(
            code(statement(payload_type, &provenance)),
            "dsse.payload-type",
            "{payload_type}"
        );
    }
    let own = bundle
        .clone()
        .with_payload_types(PayloadTypes::Listed(vec!["a/b".to_owned()]));
    assert!(statement("a/b", &own).is_ok());
    assert_eq!(code(statement(IN_TOTO, &own)), "dsse.payload-type");
}

#[test]
fn proofs_say_what_they_prove() {
    let a = Signer::new(1);
    let payload = statement_json().to_string();
    let verified = verify(
        &signed_by(payload.as_bytes(), &[(&a, "k")]),
        &keys(&[("a", &a)]),
        1,
    )
    .unwrap();
    let statement = verified.statement(&StatementOptions::bundle()).unwrap();
    assert_eq!(statement.envelope().principals(), ids(&[0]));
    assert_eq!(
        serde_json::to_value(&statement).unwrap(),
        json!({
            "type": "https://in-toto.io/Statement/v1",
            "predicateType": "https://slsa.dev/provenance/v1",
            "subjects": 1,
            "envelope": {
                "payloadType": IN_TOTO,
                "principals": [0],
                "signatures": [{"outcome": "vouched", "principals": [0]}],
            },
        })
    );
}
