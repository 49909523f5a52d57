//! Instances of a trusted root that cannot be used: what needs one is refused, with the cause.

mod common;

use bonafide_digest::sha256;
use bonafide_keys::Ring;
use bonafide_report::{Coded as _, Time};
use bonafide_sigstore::{Artifact, Limits, Request, TrustedRoot, Verifier};
use bonafide_testkit::{
    Certificate, CertificateAuthority, Extension, Hash, KeyKind, KeyUsage, Minted, Scheme, Sct,
    Sigstore, Time as Moment, der, encode, oid, spki,
};
use common::{ARTIFACT, bundle, policy, verifier};
use serde_json::{Value, json};

/// What became of a bundle.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: &'static str,
    /// The codes that stand under it.
    causes: Vec<&'static str>,
    /// What was noted when the root was read.
    notes: Vec<&'static str>,
}

fn ask(minted: &Minted) -> Answer {
    let (verifier, bundle) = (verifier(minted), bundle(minted));
    let policy = policy(minted);
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
    let verdict = verifier.verify(&bundle, &request);
    let explained = verifier.explain(&bundle, &request).primary_code();
    let refusal = verdict.err();
    assert_eq!(explained, refusal.as_ref().map(|refusal| refusal.code()));
    let causes = refusal.as_ref().map(|refusal| refusal.findings());
    let codes = |findings: &[bonafide_report::Finding]| {
        let codes = findings.iter().map(|finding| finding.code().as_str());
        codes.collect::<Vec<_>>()
    };
    Answer {
        code: refusal.map_or("ok", |refusal| refusal.code().as_str()),
        causes: codes(&causes.unwrap_or_default()),
        notes: codes(verifier.notes()),
    }
}

/// The code of a verifier that leaves no instance aside.
fn strict(root: &Value) -> &'static str {
    let root = TrustedRoot::parse(root.to_string().as_bytes()).unwrap();
    let built = Verifier::builder(root, Ring).with_strict_roots().build();
    built.map_or_else(|error| error.code().as_str(), |_| "ok")
}

const SKIPPED: &str = "note.trustroot-instance-skipped";

/// The one instance that is needed cannot be used, for a cause that has a code or has none.
fn needed(what: &str, minted: &Minted, cause: Option<&'static str>) {
    let answer = ask(minted);
    assert_eq!(answer.code, "trustroot.instance", "{what}");
    assert_eq!(answer.causes, Vec::from_iter(cause), "{what}");
    assert_eq!(answer.notes, [SKIPPED], "{what}");
    assert_eq!(strict(&minted.trusted_root), "trustroot.instance", "{what}");
}

/// Nothing shows that the one instance that cannot be used is the one that is needed.
fn not_needed(what: &str, minted: &Minted, code: &str) {
    let answer = ask(minted);
    assert_eq!(answer.code, code, "{what}");
    assert_eq!(answer.notes, [SKIPPED], "{what}");
    assert_eq!(strict(&minted.trusted_root), "trustroot.instance", "{what}");
}

fn kit() -> Sigstore {
    Sigstore::default()
}

/// A bundle of Rekor v1, after a change of one instance of the root.
fn message(section: &str, edit: impl Fn(&mut Value)) -> Minted {
    let mut minted = kit().message(ARTIFACT).mint();
    edit(&mut minted.trusted_root[section][0]);
    minted
}

/// A bundle of Rekor v2, which needs its timestamp, after a change of the kit.
fn stamped(edit: impl Fn(&mut Sigstore)) -> Minted {
    let mut kit = kit();
    edit(&mut kit);
    kit.message(ARTIFACT).v2().mint()
}

fn certificates(instance: &mut Value) -> &mut Vec<Value> {
    let chain = instance["certChain"]["certificates"].as_array_mut();
    chain.unwrap()
}

fn ends_before_it_starts(instance: &mut Value) {
    instance["validFor"]["end"] = json!("2020-01-01T00:00:00Z");
}

#[test]
fn all_instances_are_usable_unless_something_is_changed() {
    for minted in [message("ctlogs", |_| ()), stamped(|_| ())] {
        let answer = ask(&minted);
        assert_eq!((answer.code, answer.notes), ("ok", Vec::new()));
        assert_eq!(strict(&minted.trusted_root), "ok");
    }
}

// ---------------------------------------------------------------- certificate logs

#[test]
fn a_certificate_log_that_cannot_be_used_fails_what_it_logged() {
    let log = |edit: fn(&mut Value)| message("ctlogs", edit);
    let key = |edit: fn(&mut Value)| message("ctlogs", move |log| edit(&mut log["publicKey"]));
    let unread = Some("key.unsupported");
    let hash = log(|log| log["hashAlgorithm"] = json!("SHA2_512"));
    needed("a tree of SHA-512", &hash, None);
    let hash = log(|log| log["hashAlgorithm"] = json!("SHA2_384"));
    needed("a tree of SHA-384", &hash, None);
    let hash = log(|log| drop(log.as_object_mut().unwrap().remove("hashAlgorithm")));
    needed("a tree of no hash", &hash, None);
    let bytes = key(|key| key["rawBytes"] = json!("AAAA"));
    needed("a key that cannot be read", &bytes, unread);
    let bytes = key(|key| key["rawBytes"] = json!(""));
    needed("no key", &bytes, unread);
    let details = key(|key| key["keyDetails"] = json!("PKIX_NEW"));
    needed("an unknown kind of key", &details, None);
    for name in [
        "PKIX_ECDSA_P384_SHA_384",
        "PKIX_ED25519",
        "PKIX_RSA_PKCS1V15_2048_SHA256",
    ] {
        let other = message("ctlogs", |log| {
            log["publicKey"]["keyDetails"] = json!(name);
        });
        needed(name, &other, unread);
    }
    let ended = key(ends_before_it_starts);
    needed("an end before the start", &ended, None);
    let no_start = key(|key| key["validFor"] = json!({"end": "2030-01-01T00:00:00Z"}));
    needed("no start", &no_start, None);
}

#[test]
fn the_id_of_a_certificate_log_is_that_of_its_key() {
    let plan = |id: Vec<u8>| {
        let name = move |scts: &mut Vec<Sct>| scts[0].log_id.clone_from(&id);
        let mut minted = kit().message(ARTIFACT).with_scts(name).mint();
        let stated = encode::base64(&[7; 32]);
        minted.trusted_root["ctlogs"][0]["logId"]["keyId"] = json!(stated);
        minted
    };
    needed("the stated id is named", &plan(vec![7; 32]), None);
    let own = kit().ct.key.id().to_vec();
    not_needed("the key's own id is named", &plan(own), "cert.sct");
    let mut short = kit().message(ARTIFACT).mint();
    let id = encode::base64(&kit().ct.key.id()[..4]);
    short.trusted_root["ctlogs"][0]["logId"]["keyId"] = json!(id);
    not_needed("a part of the id is stated", &short, "cert.sct");
    let absent = message("ctlogs", |log| {
        drop(log.as_object_mut().unwrap().remove("logId"));
    });
    not_needed("no id is stated", &absent, "cert.sct");
}

// ---------------------------------------------------------------- certificate authorities

#[test]
fn a_certificate_authority_that_cannot_be_used_fails_what_it_issued() {
    let ca = |edit: fn(&mut Value)| message("certificateAuthorities", edit);
    let ended = ca(ends_before_it_starts);
    needed("an end before the start", &ended, None);
    let no_window = ca(|ca| drop(ca.as_object_mut().unwrap().remove("validFor")));
    needed("no window", &no_window, None);
    let second = ca(|ca| certificates(ca)[1]["rawBytes"] = json!("MAA="));
    needed("a root that cannot be read", &second, Some("cert.parse"));
    let twice = ca(|ca| {
        let first = certificates(ca)[0].clone();
        certificates(ca).insert(0, first);
    });
    needed("the intermediate twice", &twice, Some("cert.chain"));
    let scheme = |scheme: Scheme| {
        let mut kit = kit();
        kit.fulcio.issuers[1].scheme = scheme;
        kit.message(ARTIFACT).mint()
    };
    let sha1 = scheme(Scheme::Ecdsa(Hash::Sha1));
    needed("signed over SHA-1", &sha1, Some("cert.weak-algorithm"));
    assert_eq!(ask(&scheme(Scheme::Ecdsa(Hash::Sha256))).code, "ok");
}

// ---------------------------------------------------------------- timestamp authorities

#[test]
fn a_timestamp_authority_that_cannot_be_used_fails_what_it_stamped() {
    let tsa = |edit: fn(&mut Value)| {
        let mut minted = stamped(|_| ());
        edit(&mut minted.trusted_root["timestampAuthorities"][0]);
        minted
    };
    let chain = Some("cert.chain");
    let reversed = tsa(|tsa| certificates(tsa).reverse());
    needed("a reversed chain", &reversed, chain);
    let swapped = tsa(|tsa| certificates(tsa).swap(1, 2));
    needed("issuers in the wrong order", &swapped, chain);
    let gap = tsa(|tsa| drop(certificates(tsa).remove(1)));
    needed("a chain without its intermediate", &gap, chain);
    let unrelated = tsa(|tsa| {
        let other = Sigstore::new("elsewhere.test").tsa.chain().pop().unwrap();
        certificates(tsa)[2]["rawBytes"] = json!(encode::base64(&other));
    });
    needed("an unrelated root", &unrelated, chain);
    let unsigned = tsa(|tsa| {
        // The same names above another key.
        let start = Moment::at(1_735_689_600);
        let name = "tsa.sigstore.test";
        let purpose = oid::TIME_STAMPING;
        let other = CertificateAuthority::new(name, KeyKind::P256, purpose, start);
        let other = other.chain().pop().unwrap();
        certificates(tsa)[2]["rawBytes"] = json!(encode::base64(&other));
    });
    needed("a root of the same name", &unsigned, chain);
    let alone = tsa(|tsa| certificates(tsa).truncate(1));
    needed("no issuer at all", &alone, chain);
    let unread = tsa(|tsa| certificates(tsa)[1]["rawBytes"] = json!("MAA="));
    needed("an issuer that cannot be read", &unread, Some("cert.parse"));
    needed("an end before the start", &tsa(ends_before_it_starts), None);
    let no_window = tsa(|tsa| drop(tsa.as_object_mut().unwrap().remove("validFor")));
    needed("no window", &no_window, None);
}

type Edit = fn(&mut Certificate);

#[test]
fn the_issuers_of_a_timestamp_authority_keep_the_rules_of_issuers() {
    let weak = "cert.weak-algorithm";
    let rules: [(&str, &str, Edit); 7] = [
        ("for code signing", "cert.eku", |issuer| {
            issuer.set(Extension::extended_key_usage(false, &[oid::CODE_SIGNING]));
        }),
        ("for servers", "cert.eku", |issuer| {
            issuer.set(Extension::extended_key_usage(true, &[oid::SERVER_AUTH]));
        }),
        ("no authority", "cert.chain", |issuer| {
            issuer.set(Extension::basic_constraints(false, None));
        }),
        ("no constraints", "cert.chain", |issuer| {
            issuer.remove(oid::BASIC_CONSTRAINTS);
        }),
        ("signs no certificates", "cert.chain", |issuer| {
            issuer.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
        }),
        ("no key usage", "cert.chain", |issuer| {
            issuer.remove(oid::KEY_USAGE);
        }),
        (
            "an unknown extension",
            "cert.critical-extension",
            |issuer| {
                issuer.set(Extension::unknown(true));
            },
        ),
    ];
    for (what, cause, edit) in rules {
        let changed = stamped(|kit| edit(kit.tsa.authority.intermediate()));
        needed(what, &changed, Some(cause));
    }
    // The chain may begin with the issuer; only the token then tells that it is needed.
    let unpinned = |edit: Edit| {
        stamped(|kit| {
            kit.tsa.is_pinned = false;
            edit(kit.tsa.authority.intermediate());
        })
    };
    assert_eq!(ask(&unpinned(|_| ())).code, "ok");
    let purpose = unpinned(rules[0].2);
    needed("for code signing", &purpose, Some("cert.eku"));
    let short = unpinned(|issuer| {
        let modulus = der::unsigned(&[0xc5; 128]);
        let public = der::sequence(&[modulus, der::integer(65_537)]);
        issuer.spki = spki(KeyKind::Rsa2048, &public);
    });
    needed("a key of 1024 bits", &short, Some(weak));
    let path_length = stamped(|kit| {
        let root = kit.tsa.authority.root();
        root.set(Extension::basic_constraints(true, Some(0)));
    });
    needed("a path length of 0", &path_length, Some("cert.pathlen"));
    let sha1 = stamped(|kit| {
        kit.tsa.authority.issuers[1].scheme = Scheme::Ecdsa(Hash::Sha1);
    });
    needed("signed over SHA-1", &sha1, Some(weak));
}

// ---------------------------------------------------------------- chains

#[test]
fn an_authority_without_a_readable_first_certificate_is_never_needed() {
    let firsts = [
        json!("MAA="),
        json!("AAAA"),
        json!(""),
        json!(encode::base64(&sha256(&[ARTIFACT]))),
    ];
    for first in firsts {
        let ca = message("certificateAuthorities", |ca| {
            certificates(ca)[0]["rawBytes"] = first.clone();
        });
        not_needed("an authority of certificates", &ca, "cert.chain");
        let mut tsa = stamped(|_| ());
        let instance = &mut tsa.trusted_root["timestampAuthorities"][0];
        certificates(instance)[0]["rawBytes"] = first.clone();
        not_needed("an authority of timestamps", &tsa, "tsa.untrusted");
    }
    let empty = message("certificateAuthorities", |ca| certificates(ca).clear());
    not_needed("no certificates", &empty, "cert.chain");
    let mut empty = stamped(|_| ());
    certificates(&mut empty.trusted_root["timestampAuthorities"][0]).clear();
    not_needed("no certificates", &empty, "tsa.untrusted");
}

#[test]
fn a_chain_has_at_most_ten_certificates() {
    let strictly = |root: &Value, limits: &Limits| {
        let root = TrustedRoot::parse_with(root.to_string().as_bytes(), limits)?;
        let builder = Verifier::builder(root, Ring).with_limits(limits.clone());
        builder.with_strict_roots().build().map(drop)
    };
    for section in ["certificateAuthorities", "timestampAuthorities"] {
        let with = |count: usize| {
            let mut root = kit().trusted_root();
            let chain = certificates(&mut root[section][0]);
            let last = chain.last().unwrap().clone();
            chain.resize(count, last);
            root
        };
        let limits = Limits::default();
        assert_eq!(strictly(&with(10), &limits), Ok(()), "{section}");
        let error = strictly(&with(11), &limits).unwrap_err();
        assert_eq!(error.code().as_str(), "limit.exceeded", "{section}");
        // Ten is also a rule for chains, however many are read.
        let wider = Limits::default().with_certificates(11);
        let error = strictly(&with(11), &wider).unwrap_err();
        assert_eq!(error.code().as_str(), "trustroot.instance", "{section}");
        let causes = error.findings();
        let [cause] = causes.as_slice() else {
            panic!("{causes:?}")
        };
        assert_eq!(cause.code().as_str(), "limit.exceeded", "{section}");
    }
}

#[test]
fn strict_roots_have_no_unusable_instance_even_where_it_is_not_needed() {
    for section in [
        "tlogs",
        "ctlogs",
        "certificateAuthorities",
        "timestampAuthorities",
    ] {
        let mut minted = kit().message(ARTIFACT).mint();
        let other = Sigstore::new("elsewhere.test").trusted_root();
        let mut unusable = other[section][0].clone();
        let window = match section {
            "tlogs" | "ctlogs" => &mut unusable["publicKey"]["validFor"],
            _ => &mut unusable["validFor"],
        };
        *window = json!({});
        let instances = minted.trusted_root[section].as_array_mut().unwrap();
        instances.push(unusable);
        let answer = ask(&minted);
        assert_eq!(
            (answer.code, answer.notes),
            ("ok", vec![SKIPPED]),
            "{section}"
        );
        let code = strict(&minted.trusted_root);
        assert_eq!(code, "trustroot.instance", "{section}");
    }
}

// ---------------------------------------------------------------- one key under two names

#[test]
fn another_name_of_a_log_lends_it_no_window() {
    let mut kit = kit();
    let mut alias = kit.rekor2.clone();
    alias.base_url = "https://elsewhere.test".to_owned();
    alias.name = "elsewhere.test".to_owned();
    kit.rekor2.window.end = Some(kit.time.plus(-86_400));
    let mut minted = kit.message(ARTIFACT).v2().mint();
    assert_eq!(ask(&minted).code, "tlog.key-validity");
    // The same key is still trusted under the other name, of which the entry is not.
    let instance = alias.instance();
    assert_ne!(instance["logId"], kit.rekor2.instance()["logId"]);
    let logs = minted.trusted_root["tlogs"].as_array_mut().unwrap();
    logs.push(instance);
    assert_eq!(ask(&minted).code, "tlog.key-validity");
}

#[test]
fn a_stated_log_id_is_that_of_the_key_also_beside_a_checkpoint_key_id() {
    let with = |log_id: &[u8]| {
        let kit = kit();
        let mut root = kit.trusted_root();
        root["mediaType"] = json!("application/vnd.dev.sigstore.trustedroot.v0.2+json");
        let log = &mut root["tlogs"][1];
        log["checkpointKeyId"] = json!({"keyId": encode::base64(&kit.rekor2.id()[..4])});
        log["logId"] = json!({"keyId": encode::base64(log_id)});
        strict(&root)
    };
    assert_eq!(with(&kit().rekor2.id()), "ok");
    assert_eq!(with(&[7; 32]), "trustroot.instance");
}

/// The timestamps say when an entry without a promise was made, not the evaluation time: also for a
/// log whose window has an end and has begun since.
#[test]
fn a_log_that_was_not_yet_trusted_when_stamped_fails_its_entry() {
    let window = |start: i64| {
        let mut minted = kit().message(ARTIFACT).v2().mint();
        let time = |seconds| Time::from_unix(seconds).unwrap().to_string();
        let (start, end) = (time(minted.now + start), time(minted.now + 3600));
        for log in minted.trusted_root["tlogs"].as_array_mut().unwrap() {
            log["publicKey"]["validFor"] = json!({ "start": start, "end": end });
        }
        ask(&minted).code
    };
    assert_eq!(window(-1_000_000), "ok");
    assert_eq!(window(-1), "tlog.key-validity");
}
