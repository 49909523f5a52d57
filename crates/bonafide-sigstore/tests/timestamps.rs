//! RFC 3161 timestamps in bundles: of our own authority, with any part wrong and signed anew.

mod common;

use bonafide_testkit::{
    Attribute, CertificateId, Extension, Hash, KeyKind, SigningKey, Sigstore, TimestampAuthority,
    Token, Window, encode, oid,
};
use common::{ARTIFACT, ask, ask_root, ask_with, code, policy};
use serde_json::{Value, json};

fn kit() -> Sigstore {
    Sigstore::default()
}

/// The code for a bundle in Rekor v2 whose one timestamp was changed before it was signed.
fn with(edit: impl Fn(&mut Token)) -> &'static str {
    code(&kit().message(ARTIFACT).v2().with_token(edit).mint())
}

/// The code after a change to the authority.
fn under(edit: impl Fn(&mut Sigstore)) -> &'static str {
    let mut kit = kit();
    edit(&mut kit);
    code(&kit.message(ARTIFACT).v2().mint())
}

#[test]
fn authorities_with_any_key() {
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Rsa2048,
        KeyKind::Ed25519,
    ] {
        let stamped = under(|kit| {
            let start = kit.time.plus(-86_400);
            kit.tsa = TimestampAuthority::new("tsa.sigstore.test", kind, start);
        });
        assert_eq!(stamped, "ok", "{kind:?}");
    }
    assert_eq!(under(|kit| kit.tsa.is_pinned = false), "ok");
}

#[test]
fn there_must_be_a_time() {
    let kit = kit();
    let removed = kit.message(ARTIFACT).v2().with_bundle(|bundle| {
        bundle["verificationMaterial"]
            .as_object_mut()
            .unwrap()
            .remove("timestampVerificationData");
    });
    assert_eq!(code(&removed.mint()), "time.none");
    let empty = kit.message(ARTIFACT).v2().with_bundle(|bundle| {
        bundle["verificationMaterial"]["timestampVerificationData"] =
            json!({"rfc3161Timestamps": []});
    });
    assert_eq!(code(&empty.mint()), "time.none");
}

#[test]
fn responses() {
    assert_eq!(with(|token| token.status = 1), "ok");
    assert_eq!(with(|token| token.status = 2), "tsa.status");
    assert_eq!(with(|token| token.trailing = vec![0]), "tsa.parse");
    assert_eq!(with(|token| token.is_present = false), "tsa.parse");
    let bare = kit();
    let inner = bare.tsa.clone();
    let time = bare.time;
    let bare = bare.message(ARTIFACT).v2().with_bundle(move |bundle| {
        let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
        let token = inner.token(&encode::unbase64(signature), time).content_info();
        bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"][0]
            ["signedTimestamp"] = json!(encode::base64(&token));
    });
    assert_eq!(code(&bare.mint()), "tsa.parse");
    let nobody = |token: &mut Token| token.signers.clear();
    assert_eq!(with(nobody), "tsa.parse");
    let two = |token: &mut Token| {
        let first = token.signers[0].clone();
        token.signers.push(first);
    };
    assert_eq!(with(two), "tsa.parse");
}

#[test]
fn imprints() {
    assert_eq!(
        with(|token| token.info.set_imprint(Hash::Sha512, b"other")),
        "tsa.imprint"
    );
    assert_eq!(
        with(|token| token.info.set_imprint(Hash::Sha256, ARTIFACT)),
        "tsa.imprint"
    );
    assert_eq!(with(|token| token.info.imprint[0] ^= 1), "tsa.imprint");
    let kit = kit();
    let plain = kit.message(ARTIFACT).v2().mint();
    let text = encode::base64(&plain.signature);
    assert_eq!(
        with(|token| token.info.set_imprint(Hash::Sha256, text.as_bytes())),
        "tsa.imprint"
    );
    let signature = plain.signature.clone();
    assert_eq!(
        with(|token| token.info.set_imprint(Hash::Sha1, &signature)),
        "tsa.imprint"
    );
    assert_eq!(
        with(|token| token.info.set_imprint(Hash::Sha384, &signature)),
        "ok"
    );
}

#[test]
fn signed_attributes() {
    let signer = |edit: &dyn Fn(&mut bonafide_testkit::SignerInfo)| {
        with(|token| edit(&mut token.signers[0]))
    };
    assert_eq!(signer(&|signer| signer.has_attributes = false), "tsa.parse");
    for attribute in [
        oid::CONTENT_TYPE,
        oid::MESSAGE_DIGEST,
        oid::SIGNING_CERTIFICATE_V2,
    ] {
        assert_eq!(
            signer(&|signer| signer.remove(attribute)),
            "tsa.parse",
            "{attribute}"
        );
        assert_eq!(
            signer(&|signer| signer.repeat(attribute)),
            "tsa.parse",
            "{attribute}"
        );
    }
    assert_eq!(
        signer(&|signer| signer.set(Attribute::content_type(oid::DATA))),
        "tsa.parse"
    );
    assert_eq!(
        signer(&|signer| signer.set(Attribute::message_digest(&[0; 48]))),
        "tsa.signature"
    );
    let foreign = CertificateId::new(Hash::Sha256, b"another certificate");
    let set = |signer: &mut bonafide_testkit::SignerInfo| {
        signer.set(Attribute::signing_certificate_v2(std::slice::from_ref(
            &foreign,
        )));
    };
    assert_eq!(signer(&set), "tsa.signature");
    assert_eq!(
        signer(&|signer| signer.key = SigningKey::seeded(KeyKind::P384, "other")),
        "tsa.signature"
    );
    assert_eq!(
        with(|token| token.content_type = oid::DATA.to_owned()),
        "tsa.parse"
    );
}

#[test]
fn contents() {
    assert_eq!(with(|token| token.info.version = 2), "tsa.parse");
    assert_eq!(
        with(|token| token.info.extensions = vec![Extension::unknown(true)]),
        "tsa.parse"
    );
    assert_eq!(
        with(|token| token.info.extensions = vec![Extension::unknown(false)]),
        "ok"
    );
    assert_eq!(with(|token| token.info.ordering = Some(false)), "ok");
    for time in [
        "20250411000000",
        "20250411000000.0Z",
        "20250411000000.50Z",
        "202504110000Z",
        "20250431000000Z",
    ] {
        assert_eq!(
            with(|token| token.info.time = time.to_owned()),
            "tsa.parse",
            "{time}"
        );
    }
}

#[test]
fn the_authority_is_fit() {
    let leaf = |edit: fn(&mut bonafide_testkit::Certificate)| under(|kit| edit(&mut kit.tsa.leaf));
    assert_eq!(
        leaf(|leaf| leaf.set(Extension::extended_key_usage(
            true,
            &[oid::TIME_STAMPING, oid::CODE_SIGNING]
        ))),
        "tsa.untrusted"
    );
    assert_eq!(
        leaf(|leaf| leaf.set(Extension::extended_key_usage(
            true,
            &[oid::TIME_STAMPING, "1.2.3.4"]
        ))),
        "tsa.untrusted"
    );
    assert_eq!(
        leaf(|leaf| leaf.set(Extension::extended_key_usage(true, &[oid::CODE_SIGNING]))),
        "tsa.untrusted"
    );
    assert_eq!(
        leaf(|leaf| leaf.remove(oid::EXTENDED_KEY_USAGE)),
        "tsa.untrusted"
    );
    let mut kit = kit();
    kit.tsa
        .leaf
        .set(Extension::extended_key_usage(false, &[oid::TIME_STAMPING]));
    let minted = kit.message(ARTIFACT).v2().mint();
    assert_eq!(code(&minted), "tsa.untrusted");
    let allowed = policy(&minted).allow_noncritical_timestamp_usage();
    assert_eq!(ask_with(&minted, &allowed).code(), "ok");
    // A CA that is its own timestamp certificate is no leaf.
    let as_ca = under(|kit| {
        kit.tsa.is_pinned = false;
        kit.tsa.leaf.set(Extension::basic_constraints(true, None));
    });
    assert_eq!(as_ca, "tsa.untrusted");
}

#[test]
fn a_look_alike_does_not_shadow_the_authority() {
    let kit = kit();
    let other = SigningKey::seeded(KeyKind::P384, "impostor");
    let forged = kit.tsa.look_alike(&other);
    let first = with(|token| token.certificates.insert(0, forged.clone()));
    assert_eq!(first, "tsa.untrusted");
    let signed_by_it = with(|token| {
        token.certificates = vec![forged.clone()];
        token.signers[0].key = other.clone();
    });
    assert_eq!(signed_by_it, "tsa.untrusted");
    assert_eq!(with(|token| token.certificates.clear()), "ok");
}

#[test]
fn chains_and_windows_at_the_stamped_time() {
    let kit = kit();
    let time = kit.time;
    assert_eq!(
        under(|kit| kit.tsa.leaf.not_after = time.plus(-1)),
        "tsa.chain-time"
    );
    assert_eq!(
        under(|kit| kit.tsa.authority.root().not_after = time.plus(-1)),
        "tsa.chain-time"
    );
    let window = |window: Window| under(move |kit| kit.tsa.authority.window = window);
    let start = time.plus(-100);
    assert_eq!(window(Window::between(start, time)), "ok");
    assert_eq!(
        window(Window::between(start, time.plus(-1))),
        "tsa.validity"
    );
    assert_eq!(window(Window::from(time.plus(1))), "tsa.validity");
    let just_after = |end: bonafide_testkit::Time| {
        under(move |kit| {
            kit.tsa.authority.window = Window::between(start, end);
            kit.time = time.with_nanoseconds(1_000_000);
        })
    };
    assert_eq!(just_after(time.with_nanoseconds(1_000_000)), "ok");
    assert_eq!(just_after(time), "tsa.validity");
    // A leaf is valid for whole seconds.
    let half = time.plus(300).with_nanoseconds(500_000_000);
    assert_eq!(
        with(move |token| token.info.time = half.generalized_time()),
        "cert.time"
    );
    // The future is five minutes after the request.
    let late = time.plus(3600 + 301);
    assert_eq!(
        with(move |token| token.info.time = late.generalized_time()),
        "time.future"
    );
}

#[test]
fn authorities_of_certificates_and_of_timestamps_are_apart() {
    let chained_to_fulcio = under(|kit| {
        let kind = KeyKind::P256;
        kit.tsa = TimestampAuthority::below(kit.fulcio.clone(), kind);
    });
    assert_eq!(chained_to_fulcio, "trustroot.instance");
    let mut kit = kit();
    kit.tsa.authority.window.start = None;
    assert_eq!(
        code(&kit.message(ARTIFACT).v2().mint()),
        "trustroot.instance"
    );
}

#[test]
fn unknown_and_bad_timestamps_are_skipped_only_by_option() {
    let kit = kit();
    let stranger = Sigstore::new("stranger.test");
    let two =
        kit.message(ARTIFACT)
            .stamped(2)
            .with_bundle(|bundle| {
                let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
                let token = stranger.tsa.stamp(&encode::unbase64(signature), kit.time);
                bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]
                    [1]["signedTimestamp"] = json!(encode::base64(&token));
            })
            .mint();
    assert_eq!(code(&two), "tsa.untrusted");
    let answer = ask_with(&two, &policy(&two).skip_unknown_timestamp_authorities());
    assert_eq!(answer.code(), "ok");
    assert!(answer.notes.contains(&"note.skipped-timestamp"));
    let bad = kit
        .message(ARTIFACT)
        .stamped(1)
        .with_token(|token| token.info.imprint[0] ^= 1)
        .mint();
    assert_eq!(code(&bad), "tsa.imprint");
    assert_eq!(
        ask_with(&bad, &policy(&bad).skip_unknown_timestamp_authorities()).code(),
        "tsa.imprint"
    );
    assert_eq!(
        ask_with(&bad, &policy(&bad).skip_bad_timestamps()).code(),
        "ok"
    );
}

#[test]
fn policies_of_timestamps() {
    let kit = kit();
    let minted = kit.message(ARTIFACT).v2().mint();
    let with = |oid: &str| ask_with(&minted, &policy(&minted).with_timestamp_policy(oid)).code();
    assert_eq!(with(oid::TIMESTAMP_POLICY), "ok");
    assert_eq!(with("1.2.3"), "tsa.untrusted");
}

#[test]
fn one_timestamp_counts_once() {
    let kit = kit();
    let twice = kit.message(ARTIFACT).v2().with_bundle(|bundle| {
        let list = &mut bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
        let first = list[0].clone();
        list.as_array_mut().unwrap().push(first);
    }).mint();
    assert_eq!(code(&twice), "tsa.duplicate");
    // What is around a token is signed by nobody: 02 01 00 says granted, 02 01 01 with changes.
    let told = kit.message(ARTIFACT).v2().with_bundle(|bundle| {
        let list = &mut bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
        let first = list[0]["signedTimestamp"].as_str().unwrap();
        let mut response = encode::unbase64(first);
        let at = response.windows(3).position(|three| three == [2, 1, 0]).unwrap();
        response[at + 2] = 1;
        let again = json!({"signedTimestamp": encode::base64(&response)});
        list.as_array_mut().unwrap().push(again);
    }).mint();
    assert_eq!(code(&told), "tsa.duplicate");
    // Two of one authority are one.
    let two = kit.message(ARTIFACT).stamped(2).mint();
    assert_eq!(code(&two), "ok");
    assert_eq!(
        ask_with(&two, &policy(&two).with_tsa_threshold(1)).code(),
        "ok"
    );
    assert_eq!(
        ask_with(&two, &policy(&two).with_tsa_threshold(2)).code(),
        "tsa.threshold"
    );
}

/// A root of version 0.2 with two timestamp authorities and two logs.
fn two_of_each(kit: &Sigstore, other: &Sigstore, operators: [&str; 2]) -> Value {
    let mut root = kit.trusted_root();
    root["mediaType"] = json!("application/vnd.dev.sigstore.trustedroot.v0.2+json");
    let mut tsas = [kit.tsa.instance(), other.tsa.instance()];
    let mut logs = [kit.rekor.instance(), other.rekor.instance()];
    for (number, operator) in operators.iter().enumerate() {
        tsas[number]["operator"] = json!(operator);
        logs[number]["operator"] = json!(operator);
    }
    root["timestampAuthorities"] = json!(tsas);
    root["tlogs"] = json!(logs);
    root
}

#[test]
fn operators_count_not_instances() {
    let kit = kit();
    let other = Sigstore::new("other.test");
    let mut second = other.clone();
    second.fulcio = kit.fulcio.clone();
    second.ct = kit.ct.clone();
    let entry =
        second.message(ARTIFACT).mint().bundle["verificationMaterial"]["tlogEntries"][0].clone();
    let minted =
        kit.message(ARTIFACT)
            .stamped(2)
            .with_bundle(|bundle| {
                let signature = bundle["messageSignature"]["signature"].as_str().unwrap();
                let token = other.tsa.stamp(&encode::unbase64(signature), kit.time);
                bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]
                    [1]["signedTimestamp"] = json!(encode::base64(&token));
                bundle["verificationMaterial"]["tlogEntries"]
                    .as_array_mut()
                    .unwrap()
                    .push(entry.clone());
            })
            .mint();
    let both = policy(&minted).with_tsa_threshold(2).with_tlog_threshold(2);
    let two = two_of_each(&kit, &other, ["a", "b"]);
    assert_eq!(ask_root(&minted, &both, &two).code(), "ok");
    let one = two_of_each(&kit, &other, ["a", "a"]);
    assert_eq!(ask_root(&minted, &both, &one).code(), "tlog.threshold");
    let tsa = policy(&minted).with_tsa_threshold(2);
    assert_eq!(ask_root(&minted, &tsa, &one).code(), "tsa.threshold");
    let mut nobody = two.clone();
    for section in ["tlogs", "timestampAuthorities"] {
        for instance in nobody[section].as_array_mut().unwrap() {
            instance.as_object_mut().unwrap().remove("operator");
        }
    }
    assert_eq!(ask_root(&minted, &both, &nobody).code(), "ok");
}

#[test]
fn the_private_profile_wants_a_timestamp_and_no_logs() {
    use bonafide_sigstore::{IdentityMatcher, IssuerMatcher, Pattern, Policy, SanMatcher};
    use bonafide_testkit::Entry;
    let kit = kit();
    let no_issuer = |leaf: &mut bonafide_testkit::Certificate| {
        leaf.remove(&format!("{}.1", oid::FULCIO));
        leaf.remove(&format!("{}.8", oid::FULCIO));
    };
    let plan = |stamps: usize| {
        kit.message(ARTIFACT)
            .logged(Entry::None)
            .stamped(stamps)
            .with_leaf(no_issuer)
            .with_scts(Vec::clear)
            .with_sct_list(Vec::clear)
            .mint()
    };
    let san = SanMatcher::new(Pattern::exact(&*kit.identity).unwrap(), None).unwrap();
    let private = Policy::github_private(IdentityMatcher::new(san, IssuerMatcher::absent()));
    assert_eq!(ask_with(&plan(1), &private).code(), "ok");
    assert_eq!(ask_with(&plan(0), &private).code(), "time.none");
    // Everything else is unchanged: an issuer is no absent issuer.
    let with_issuer = kit
        .message(ARTIFACT)
        .logged(Entry::None)
        .stamped(1)
        .with_scts(Vec::clear)
        .with_sct_list(Vec::clear)
        .mint();
    assert_eq!(
        ask_with(&with_issuer, &private).code(),
        "identity.issuer-mismatch"
    );
    assert_eq!(ask(&plan(1)).code(), "cert.sct");
}
