//! Trusted roots: what voids the document, and what voids one instance.

#[path = "common/real.rs"]
mod real;

use bonafide_keys::Ring;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, Limits, ParseOptions, Policy, Refusal, Request, TrustedRoot, Verifier,
};
use real::{bundle_text, digest, now, policy, root_json};
use serde_json::{Value, json};

fn code_after(change: impl FnOnce(&mut Value)) -> &'static str {
    let mut root = root_json();
    change(&mut root);
    TrustedRoot::parse(root.to_string().as_bytes())
        .expect_err("this is no trusted root")
        .code()
        .as_str()
}

fn changed(change: impl FnOnce(&mut Value)) -> TrustedRoot {
    let mut root = root_json();
    change(&mut root);
    TrustedRoot::parse(root.to_string().as_bytes()).unwrap()
}

/// The verdict on the real bundle under a changed root.
fn verdict(change: impl FnOnce(&mut Value)) -> Result<(), &'static str> {
    verdict_under(changed(change), &policy())
}

fn verdict_under(root: TrustedRoot, policy: &Policy) -> Result<(), &'static str> {
    asked_under(root, policy).map_err(|refusal| refusal.code().as_str())
}

fn asked_under(root: TrustedRoot, policy: &Policy) -> Result<(), Refusal> {
    let verifier = Verifier::new(root).unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let request = Request::new(Artifact::from_digest(digest()), policy, now());
    verifier.verify(&bundle, &request).map(drop)
}

#[test]
fn embedded_roots_are_usable_whole() {
    let root = TrustedRoot::public_good().unwrap();
    assert_eq!(root.transparency_logs().len(), 2);
    assert_eq!(root.certificate_authorities().len(), 2);
    assert_eq!(
        (root.ct_logs().len(), root.timestamp_authorities().len()),
        (2, 1)
    );
    assert!(
        Time::parse_rfc3339(&format!(
            "{}T00:00:00Z",
            bonafide_sigstore::PUBLIC_GOOD_DATE
        ))
        .is_ok()
    );
    assert!(
        Verifier::builder(root, Ring)
            .with_strict_roots()
            .build()
            .is_ok()
    );
    #[cfg(feature = "staging")]
    assert!(
        Verifier::builder(TrustedRoot::staging().unwrap(), Ring)
            .with_strict_roots()
            .build()
            .is_ok()
    );
}

#[test]
fn the_unchanged_root_verifies_the_real_bundle() {
    assert_eq!(verdict(|_| ()), Ok(()));
}

#[test]
fn media_types_are_exact() {
    for good in [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ] {
        assert_eq!(verdict(|root| root["mediaType"] = json!(good)), Ok(()));
    }
    for bad in [
        "",
        "application/json",
        "application/vnd.dev.sigstore.trustedroot.v0.3+json",
    ] {
        assert_eq!(
            code_after(|root| root["mediaType"] = json!(bad)),
            "trustroot.parse"
        );
    }
    let remove = |root: &mut Value| drop(root.as_object_mut().unwrap().remove("mediaType"));
    assert_eq!(code_after(remove), "trustroot.parse");
}

#[test]
fn the_document_is_strict_json() {
    for text in [
        "",
        "{",
        "[]",
        "{\"mediaType\": 1}",
        "{\"a\":1,\"a\":2}",
        "{}{}",
    ] {
        let error = TrustedRoot::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.code().as_str(), "trustroot.parse", "{text}");
    }
    let bad_time = |root: &mut Value| {
        root["tlogs"][0]["publicKey"]["validFor"]["start"] = json!("yesterday");
    };
    assert_eq!(code_after(bad_time), "trustroot.parse");
    let two_keys = |root: &mut Value| {
        root["tlogs"][1]["logId"] = root["tlogs"][0]["logId"].clone();
    };
    assert_eq!(code_after(two_keys), "trustroot.parse");
}

#[test]
fn nothing_stands_around_the_document() {
    let text = root_json().to_string();
    let code = |text: &str| match TrustedRoot::parse(text.as_bytes()) {
        Ok(_) => "ok",
        Err(error) => error.code().as_str(),
    };
    assert_eq!(code(&format!(" \r\n\t{text}\n")), "ok");
    for around in [
        format!("\u{feff}{text}"),
        format!("{text}\u{feff}"),
        format!("{text}{{}}"),
        format!("{text}\0"),
        format!("{text},"),
        format!("[{text}]"),
        text[..text.len() - 1].to_owned(),
    ] {
        assert_eq!(code(&around), "trustroot.parse");
    }
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = TrustedRoot::parse(&utf16).unwrap_err();
    assert_eq!(error.code().as_str(), "trustroot.parse");
}

#[test]
fn members_have_one_spelling() {
    for (object, member, other) in [
        ("", "mediaType", "media_type"),
        ("", "certificateAuthorities", "certificate_authorities"),
        ("", "timestampAuthorities", "timestamp_authorities"),
        ("/tlogs/0", "baseUrl", "base_url"),
        ("/tlogs/0", "hashAlgorithm", "hash_algorithm"),
        ("/tlogs/0", "publicKey", "public_key"),
        ("/tlogs/0", "logId", "log_id"),
        ("/tlogs/0/logId", "keyId", "key_id"),
        ("/tlogs/0/publicKey", "rawBytes", "raw_bytes"),
        ("/tlogs/0/publicKey", "keyDetails", "key_details"),
        ("/tlogs/0/publicKey", "validFor", "valid_for"),
        ("/ctlogs/1", "logId", "log_id"),
        ("/ctlogs/1/publicKey", "validFor", "valid_for"),
        ("/certificateAuthorities/1", "certChain", "cert_chain"),
        ("/certificateAuthorities/1", "validFor", "valid_for"),
        (
            "/certificateAuthorities/1/certChain/certificates/0",
            "rawBytes",
            "raw_bytes",
        ),
        ("/timestampAuthorities/0", "certChain", "cert_chain"),
    ] {
        let changed = |keep: bool| {
            code_after(|root| {
                let members = root.pointer_mut(object).unwrap().as_object_mut().unwrap();
                let value = members.remove(member).unwrap();
                members.insert(other.to_owned(), value.clone());
                if keep {
                    members.insert(member.to_owned(), value);
                }
            })
        };
        assert_eq!(changed(false), "trustroot.parse", "{object}/{other}");
        assert_eq!(changed(true), "trustroot.parse", "{object}/{other} beside");
    }
    let checkpoint = |root: &mut Value| {
        root["tlogs"][0]["checkpoint_key_id"] = root["tlogs"][0]["logId"].clone();
    };
    assert_eq!(code_after(checkpoint), "trustroot.parse");
}

#[test]
fn bytes_are_standard_base64() {
    let loose: [fn(&str) -> String; 7] = [
        |text| text.replace('+', "-").replace('/', "_"),
        |text| text.trim_end_matches('=').to_owned(),
        |text| format!("{text}="),
        |text| format!("{text}\n"),
        |text| format!(" {text}"),
        |text| format!("{}\n{}", &text[..16], &text[16..]),
        |text| format!("{}%{}", &text[..16], &text[17..]),
    ];
    let refuse = |place: &str, changes: &[fn(&str) -> String]| {
        for (number, change) in changes.iter().enumerate() {
            let code = code_after(|root| {
                let value = root.pointer_mut(place).unwrap();
                let text = value.as_str().unwrap();
                let changed = change(text);
                assert_ne!(changed, text);
                *value = json!(changed);
            });
            assert_eq!(code, "trustroot.parse", "{place}, change {number}");
        }
    };
    for place in [
        "/tlogs/0/publicKey/rawBytes",
        "/tlogs/0/logId/keyId",
        "/ctlogs/0/publicKey/rawBytes",
        "/ctlogs/0/logId/keyId",
    ] {
        refuse(place, &loose);
    }
    // It may have neither padding nor the digits in which the alphabets differ.
    let certificate = "/certificateAuthorities/1/certChain/certificates/0/rawBytes";
    refuse(certificate, &loose[2..]);
    // Bits of the last digit that encode nothing.
    refuse("/tlogs/0/logId/keyId", &[|text| text.replace("0=", "1=")]);
}

#[test]
fn one_log_id_has_one_key() {
    for section in ["tlogs", "ctlogs"] {
        let same_id =
            |root: &mut Value| root[section][1]["logId"] = root[section][0]["logId"].clone();
        assert_eq!(code_after(same_id), "trustroot.parse", "{section}");
        let other_key = |root: &mut Value| {
            let mut second = root[section][0].clone();
            second["publicKey"]["rawBytes"] = json!("AAAA");
            root[section].as_array_mut().unwrap().push(second);
        };
        assert_eq!(code_after(other_key), "trustroot.parse", "{section}");
        // The same key may be listed again, for another time.
        let again = |root: &mut Value| {
            let second = root[section][0].clone();
            root[section].as_array_mut().unwrap().push(second);
        };
        assert_eq!(verdict(again), Ok(()), "{section}");
    }
}

#[test]
fn unknown_members_are_noted() {
    let root = changed(|root| {
        root["later"] = json!({"x": [1]});
        root["tlogs"][0]["later"] = json!(true);
    });
    let mut places: Vec<&str> = root
        .notes()
        .iter()
        .map(|note| note.place().as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["/later", "/tlogs/0/later"]);
    assert!(
        root.notes()
            .iter()
            .all(|note| note.code().as_str() == "note.trustroot-unknown-field")
    );
}

#[test]
fn operators_belong_to_version_0_2() {
    let with_operator = |root: &mut Value| root["tlogs"][0]["operator"] = json!("somebody");
    assert_eq!(
        changed(with_operator).transparency_logs()[0].operator(),
        None
    );
    let root = changed(|root| {
        root["mediaType"] = json!("application/vnd.dev.sigstore.trustedroot.v0.2+json");
        with_operator(root);
    });
    assert_eq!(root.transparency_logs()[0].operator(), Some("somebody"));
}

#[test]
fn an_unusable_log_fails_what_needs_it() {
    let log = |change: fn(&mut Value)| move |root: &mut Value| change(&mut root["tlogs"][0]);
    let changes: [fn(&mut Value); 6] = [
        |log| log["publicKey"]["keyDetails"] = json!("PKIX_SOMETHING_NEW"),
        |log| log["publicKey"]["keyDetails"] = json!("PKIX_ED25519"),
        |log| log["publicKey"]["validFor"] = json!({}),
        |log| log["publicKey"]["validFor"]["end"] = json!("2020-01-01T00:00:00Z"),
        |log| log["publicKey"]["rawBytes"] = json!("AAAA"),
        |log| log["hashAlgorithm"] = json!("SHA2_512"),
    ];
    for change in changes {
        assert_eq!(verdict(log(change)), Err("trustroot.instance"));
        let verifier = Verifier::new(changed(log(change))).unwrap();
        let codes: Vec<&str> = verifier
            .notes()
            .iter()
            .map(|note| note.code().as_str())
            .collect();
        assert_eq!(codes, ["note.trustroot-instance-skipped"]);
        let strict = Verifier::builder(changed(log(change)), Ring)
            .with_strict_roots()
            .build();
        assert_eq!(strict.unwrap_err().code().as_str(), "trustroot.instance");
    }
    // The id that the entry names is another log's now: the entry is of an unknown log.
    let other_id = |log: &mut Value| log["logId"]["keyId"] = json!("AAAA");
    assert_eq!(verdict(log(other_id)), Err("tlog.unknown-log"));
    let told = asked_under(changed(log(other_id)), &policy())
        .unwrap_err()
        .to_string();
    assert!(
        told.contains(": wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0="),
        "{told}"
    );
    assert!(
        told.ends_with("; trusted are https://log2025-1.rekor.sigstore.dev"),
        "{told}"
    );
    // The other log is not needed.
    let not_needed = |root: &mut Value| root["tlogs"][1]["publicKey"]["rawBytes"] = json!("AAAA");
    assert_eq!(verdict(not_needed), Ok(()));
    let none = |root: &mut Value| root["tlogs"] = json!([]);
    assert_eq!(verdict(none), Err("tlog.unknown-log"));
}

#[test]
fn an_unusable_authority_fails_what_needs_it() {
    let ca = |change: fn(&mut Value)| {
        move |root: &mut Value| change(&mut root["certificateAuthorities"][1])
    };
    let changes: [fn(&mut Value); 3] = [
        |ca| drop(ca["validFor"].as_object_mut().unwrap().remove("start")),
        |ca| {
            // The chain is cut from its root by another one's.
            ca["certChain"]["certificates"].as_array_mut().unwrap()[1] =
                json!({"rawBytes": "AAAA"});
        },
        |ca| {
            let chain = ca["certChain"]["certificates"].as_array_mut().unwrap();
            let first = chain[0].clone();
            chain.push(first);
        },
    ];
    for change in changes {
        assert_eq!(verdict(ca(change)), Err("trustroot.instance"));
    }
    let reversed = |ca: &mut Value| {
        ca["certChain"]["certificates"]
            .as_array_mut()
            .unwrap()
            .reverse()
    };
    assert_eq!(verdict(ca(reversed)), Err("cert.chain"));
    let empty = |ca: &mut Value| ca["certChain"]["certificates"] = json!([]);
    assert_eq!(verdict(ca(empty)), Err("cert.chain"));
    let ended = |ca: &mut Value| ca["validFor"]["end"] = json!("2024-01-01T00:00:00Z");
    assert_eq!(verdict(ca(ended)), Err("cert.ca-validity"));
    // An intermediate may be the anchor.
    let cut = |ca: &mut Value| {
        ca["certChain"]["certificates"]
            .as_array_mut()
            .unwrap()
            .truncate(1)
    };
    assert_eq!(verdict(ca(cut)), Ok(()));
}

#[test]
fn an_unusable_certificate_log_fails_what_needs_it() {
    let log = |change: fn(&mut Value)| move |root: &mut Value| change(&mut root["ctlogs"][1]);
    let unknown = |log: &mut Value| log["publicKey"]["keyDetails"] = json!("PKIX_SOMETHING_NEW");
    assert_eq!(verdict(log(unknown)), Err("trustroot.instance"));
    let ended = |log: &mut Value| {
        log["publicKey"]["validFor"]["end"] = json!("2023-01-01T00:00:00Z");
    };
    assert_eq!(verdict(log(ended)), Err("cert.sct"));
    let none = |root: &mut Value| root["ctlogs"] = json!([]);
    assert_eq!(verdict(none), Err("cert.sct"));
    let policy = policy().without_certificate_timestamps();
    assert_eq!(verdict_under(changed(none), &policy), Ok(()));
}

#[test]
fn limits_hold_at_their_bound() {
    let bytes = root_json().to_string();
    let limits = |limits: Limits| TrustedRoot::parse_with(bytes.as_bytes(), &limits);
    assert!(limits(Limits::default().with_root_bytes(bytes.len())).is_ok());
    let error = limits(Limits::default().with_root_bytes(bytes.len() - 1)).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
    assert!(limits(Limits::default().with_root_instances(2)).is_ok());
    let error = limits(Limits::default().with_root_instances(1)).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
}

#[test]
fn several_roots_are_one_trust() {
    let nothing = changed(|root| {
        for section in [
            "tlogs",
            "ctlogs",
            "certificateAuthorities",
            "timestampAuthorities",
        ] {
            root[section] = json!([]);
        }
    });
    let verifier = Verifier::builder(nothing, Ring)
        .with_root(real::root())
        .build()
        .unwrap();
    let bundle = Bundle::parse(bundle_text().as_bytes(), &ParseOptions::default()).unwrap();
    let policy = policy();
    let request = Request::new(Artifact::from_digest(digest()), &policy, now());
    let verified = verifier.verify(&bundle, &request).unwrap();
    assert_eq!(verified.trusted_roots().len(), 2);
}
