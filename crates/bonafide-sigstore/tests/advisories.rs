//! Published advisories of tools of this kind, each as a requirement that holds here. A test is
//! named by the first id of its advisory; `docs/advisories.md` lists them all, and those that are
//! about parts which this workspace does not have.
mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::PublicKey;
use bonafide_report::{Time, Window};
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, IssuerMatcher, ParseOptions, Pattern, Policy, Request,
    SanMatcher, Signer, TrustedKey, Witness, WitnessPolicy,
};
use bonafide_testkit::{Entry, Extension, GeneralName, KeyKind, Minted, SigningKey, Sigstore};
use bonafide_testkit::{encode, flips};
use common::{ARTIFACT, ask_artifact, ask_with, policy};
use serde_json::{Value, json};

fn code(minted: &Minted, policy: &Policy) -> &'static str {
    ask_with(minted, policy).code()
}

fn plain(minted: &Minted) -> &'static str {
    code(minted, &policy(minted))
}

fn entries(bundle: &mut Value) -> &mut Vec<Value> {
    bundle["verificationMaterial"]["tlogEntries"]
        .as_array_mut()
        .unwrap()
}

fn parse(bundle: &Value) -> Result<Bundle, &'static str> {
    Bundle::parse(bundle.to_string().as_bytes(), &ParseOptions::default())
        .map_err(|error| error.code().as_str())
}

/// CVE-2022-23649, GHSA-ccxc-vr6p-4858; CVE-2024-51746, GHSA-8pmp-678w-c8xx; CVE-2024-53267: an
/// entry in a log for something else, or for another signature of the same artifact, says nothing
/// of this signature.
#[test]
fn cve_2022_23649_an_entry_of_something_else_backs_nothing() {
    let kit = Sigstore::default();
    let start = kit.rekor.window.start.unwrap();
    let mut second = kit.clone();
    second.rekor = bonafide_testkit::Log::v1("second.test", KeyKind::P256, start);
    for other in [
        second.message(b"another artifact").mint(),
        second.message(ARTIFACT).signed_by("another").mint(),
    ] {
        let foreign = entries(&mut other.bundle.clone()).remove(0);
        for replaced in [true, false] {
            let mut minted = kit.message(ARTIFACT).mint();
            minted.trusted_root["tlogs"] = json!([kit.rekor.instance(), second.rekor.instance()]);
            let list = entries(&mut minted.bundle);
            if replaced {
                list.clear();
            }
            list.push(foreign.clone());
            assert_eq!(plain(&minted), "tlog.body-mismatch");
        }
    }
}

/// CVE-2022-35929, GHSA-vjxv-45g9-9296; CVE-2022-35930, GHSA-739f-hw6h-7wq8: attestations of
/// another type do not satisfy the wish for one, and what matches nothing does not succeed.
#[test]
fn cve_2022_35929_attestations_of_another_type_do_not_count() {
    let kit = Sigstore::default();
    let minted = kit.statement(ARTIFACT).mint();
    let wanted = policy(&minted).with_predicate_type("https://example.test/another");
    assert_eq!(code(&minted, &wanted), "statement.predicate-type");
    let other = kit.statement(b"another artifact").mint();
    assert_eq!(plain(&other), "artifact.not-a-subject");
}

/// CVE-2023-46737, GHSA-vfp6-jrw2-99g9; CVE-2024-45395, GHSA-cq38-jh5f-37mq; CVE-2023-33959: what
/// can come in any number is counted before it is read.
#[test]
fn cve_2024_45395_counts_are_checked_before_elements_are_read() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).v2().mint();
    for place in [
        "/verificationMaterial/tlogEntries",
        "/verificationMaterial/timestampVerificationData/rfc3161Timestamps",
        "/verificationMaterial/tlogEntries/0/inclusionProof/hashes",
    ] {
        let mut bundle = minted.bundle.clone();
        let list = bundle.pointer_mut(place).unwrap();
        // 10,000 elements, of which only those up to the limit are proper ones.
        let good = list[0].clone();
        let mut many = vec![good; 100];
        many.resize(10_000, json!({"no": "such element"}));
        *list = many.into();
        assert_eq!(parse(&bundle).map(drop), Err("limit.exceeded"), "{place}");
    }
    let text = "{}\n".repeat(1_001);
    let lines = Bundle::parse_lines(text.as_bytes(), &ParseOptions::default());
    let error = lines.map(drop).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
}

/// CVE-2024-29902, GHSA-88jx-383q-w4qc; CVE-2024-29903, GHSA-95pr-fxf5-86gv: sizes are bounded, and
/// what is declared is not allocated.
#[test]
fn cve_2024_29902_sizes_are_bounded() {
    let huge = vec![b' '; (16 << 20) + 1];
    let error = Bundle::parse(&huge, &ParseOptions::default()).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
    let kit = Sigstore::default();
    // A certificate and a timestamp that announce four gigabytes.
    let announced = encode::base64(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x30]);
    let mut minted = kit.message(ARTIFACT).v2().mint();
    minted.bundle["verificationMaterial"]["certificate"]["rawBytes"] = announced.clone().into();
    assert_eq!(plain(&minted), "cert.parse");
    let mut minted = kit.message(ARTIFACT).v2().mint();
    minted.bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"][0]["signedTimestamp"] =
        announced.into();
    assert_eq!(plain(&minted), "tsa.parse");
}

/// CVE-2026-24122, GHSA-wfqv-66vq-46rm: every certificate of the path is valid at the signing time.
#[test]
fn cve_2026_24122_an_expired_issuer_vouches_for_nobody() {
    for level in 0..2 {
        let mut kit = Sigstore::default();
        let expired = kit.time.plus(-1);
        match level {
            0 => kit.fulcio.intermediate().not_after = expired,
            _ => kit.fulcio.root().not_after = expired,
        }
        assert_eq!(plain(&kit.message(ARTIFACT).mint()), "cert.chain-time");
    }
}

/// CVE-2026-39395, GHSA-w6c6-c85g-mmv6: a statement that cannot be read is no attestation.
#[test]
fn cve_2026_39395_a_malformed_statement_is_refused() {
    let kit = Sigstore::default();
    for payload in [&b"{"[..], b"[]", b"", b"null", b"{} {}"] {
        let minted = kit.envelope("application/vnd.in-toto+json", payload).mint();
        assert!(matches!(
            plain(&minted),
            "statement.parse" | "statement.type" | "bundle.parse"
        ));
    }
}

/// CVE-2026-49834, GHSA-9vcr-p3rj-q5q6: thresholds count who vouches, not how often.
#[test]
fn cve_2026_49834_one_log_counts_once() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let two = policy(&minted).with_tlog_threshold(2);
    assert_eq!(code(&minted, &two), "tlog.threshold");
    let twice = kit
        .message(ARTIFACT)
        .with_scts(|scts| {
            let mut again = scts[0].clone();
            again.milliseconds += 1;
            scts.push(again);
        })
        .mint();
    let two = policy(&twice).with_sct_threshold(2);
    assert_eq!(code(&twice, &two), "cert.sct");
}

/// CVE-2026-54787, GHSA-wqqc-jjcq-vfxm: a key of the caller is good in its window only.
#[test]
fn cve_2026_54787_a_key_is_good_in_its_window_only() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).by_key().mint();
    let within = |from: i64, to: i64| {
        let time = |seconds: i64| Time::from_unix(kit.time.seconds + seconds).unwrap();
        let key = TrustedKey::new(PublicKey::from_pem(&minted.key).unwrap());
        let key = key.with_window(Window::new(time(from), Some(time(to))).unwrap());
        code(&minted, &Policy::key(key))
    };
    assert_eq!(within(-1, 1), "ok");
    assert_eq!(within(-9, -1), "key.validity");
    assert_eq!(within(1, 9), "key.validity");
}

/// CVE-2026-48815, GHSA-52v5-jr5w-gjxr: no field of a policy is taken and ignored.
#[test]
fn cve_2026_48815_every_field_of_a_policy_is_enforced() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let exact = |text: &str| Pattern::exact(text).unwrap();
    let san = |text: &str| SanMatcher::new(exact(text), None).unwrap();
    let issuer = |text: &str| IssuerMatcher::new(exact(text)).unwrap();
    let good = || IdentityMatcher::new(san(&minted.identity), issuer(&minted.issuer));
    let asked = |identity: IdentityMatcher| Policy::identity(identity);
    let witness = || {
        let key = kit.message(ARTIFACT).by_key().with_kind(KeyKind::Ed25519);
        let key = PublicKey::from_pem(&key.mint().key).unwrap();
        WitnessPolicy::new(1, vec![Witness::new("witness.test", key).unwrap()])
    };
    let other = "https://other.test/a";
    let claim = |value: &str| good().with_claim(12, value);
    let table: Vec<(Policy, &str)> = vec![
        (asked(good()), "ok"),
        (
            asked(IdentityMatcher::new(san(other), issuer(&minted.issuer))),
            "identity.san-mismatch",
        ),
        (
            asked(IdentityMatcher::new(san(&minted.identity), issuer(other))),
            "identity.issuer-mismatch",
        ),
        (asked(claim("another")), "identity.claim-mismatch"),
        (asked(good()).with_tlog_threshold(2), "tlog.threshold"),
        (asked(good()).with_sct_threshold(2), "cert.sct"),
        (asked(good()).with_tsa_threshold(1), "tsa.threshold"),
        (
            asked(good()).with_witnesses(witness()),
            "tlog.witness-threshold",
        ),
        (
            asked(good()).with_predicate_type("a:b"),
            "statement.predicate-type",
        ),
        (Policy::nobody(), "policy.empty"),
    ];
    for (row, (policy, expected)) in table.iter().enumerate() {
        assert_eq!(code(&minted, policy), *expected, "row {row}");
    }
}

/// CVE-2026-48816, GHSA-xgjw-pm74-86q4: a time that nothing signs is none.
#[test]
fn cve_2026_48816_an_unsigned_time_is_no_time() {
    let kit = Sigstore::default();
    let unpromised = kit.message(ARTIFACT).without_promise().mint();
    assert_eq!(plain(&unpromised), "time.none");
    let forged = kit
        .message(ARTIFACT)
        .with_promise_bytes(|signature| *signature = b"forged".to_vec())
        .mint();
    assert_eq!(plain(&forged), "tlog.set");
    let mut second = kit.message(ARTIFACT).v2().mint();
    second.bundle["verificationMaterial"]["timestampVerificationData"] = Value::Null;
    entries(&mut second.bundle)[0]["integratedTime"] = kit.time.seconds.to_string().into();
    assert_eq!(plain(&second), "time.none");
}

/// CVE-2026-39984, GHSA-xm5m-wgh2-rrg3: what a timestamp's signer must be is asked of the signer.
#[test]
fn cve_2026_39984_the_signer_itself_must_be_fit() {
    let mut unfit = Sigstore::default();
    unfit.tsa.is_pinned = false;
    let usages = [bonafide_testkit::oid::CODE_SIGNING];
    unfit
        .tsa
        .leaf
        .set(Extension::extended_key_usage(true, &usages));
    let mut fit = unfit.tsa.clone();
    let usages = [bonafide_testkit::oid::TIME_STAMPING];
    fit.leaf.set(Extension::extended_key_usage(true, &usages));
    let decoy = fit.look_alike(&SigningKey::seeded(KeyKind::P384, "attacker"));
    for at in [0, 1] {
        let minted = unfit
            .message(ARTIFACT)
            .v2()
            .with_token(|token| token.certificates.insert(at, decoy.clone()))
            .mint();
        assert_eq!(plain(&minted), "tsa.untrusted");
    }
}

/// CVE-2025-66564, GHSA-4qg8-fj49-pxjh; CVE-2026-49835: text of an attacker is read once, without
/// a list of its parts.
#[test]
fn cve_2025_66564_long_texts_are_bounded() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).mint();
    minted.bundle["mediaType"] = ".".repeat(1 << 20).into();
    assert_eq!(plain(&minted), "bundle.version");
    let mut minted = kit.message(ARTIFACT).mint();
    entries(&mut minted.bundle)[0]["kindVersion"]["kind"] = ".".repeat(1 << 20).into();
    assert_eq!(plain(&minted), "limit.exceeded");
    let dotted = GeneralName::Email(format!("{}@example.test", ".".repeat(50_000)));
    let named = kit
        .message(ARTIFACT)
        .with_leaf(|leaf| leaf.set(Extension::subject_alt_name(core::slice::from_ref(&dotted))))
        .mint();
    assert_eq!(plain(&named), "identity.san-mismatch");
}

/// CVE-2023-30551, CVE-2023-33199, CVE-2026-23831, CVE-2026-24117, CVE-2026-48702: bodies of
/// entries are hostile input; they are not fetched for, not expanded, and never end the process.
#[test]
fn cve_2026_23831_bodies_of_entries_are_hostile() {
    let kit = Sigstore::default();
    let bodies = [
        kit.message(ARTIFACT).mint(),
        kit.statement(ARTIFACT).mint(),
        kit.statement(ARTIFACT).logged(Entry::Intoto).mint(),
        kit.message(ARTIFACT).v2().mint(),
        kit.message(ARTIFACT).logged(Entry::Old).mint(),
    ];
    for minted in bodies {
        let text = entries(&mut minted.bundle.clone())[0]["canonicalizedBody"].clone();
        let body = encode::unbase64(text.as_str().unwrap());
        for (at, flipped) in flips(&body, "bodies", 200) {
            let mut changed = minted.clone();
            entries(&mut changed.bundle)[0]["canonicalizedBody"] = encode::base64(&flipped).into();
            assert_ne!(plain(&changed), "ok", "at {at}");
        }
        for cut in (0..body.len()).step_by(37) {
            let mut changed = minted.clone();
            entries(&mut changed.bundle)[0]["canonicalizedBody"] =
                encode::base64(&body[..cut]).into();
            assert_ne!(plain(&changed), "ok", "cut at {cut}");
        }
    }
    let linked = kit
        .message(ARTIFACT)
        .with_body(|body| body["spec"]["data"]["url"] = "http://169.254.169.254/".into())
        .mint();
    assert_eq!(plain(&linked), "tlog.body");
}

/// CVE-2025-66506, CVE-2026-22772, CVE-2026-49478: patterns cover the whole identity, and a dot is
/// a dot. CVE-2021-41087, GHSA-pmwq-pjrm-6p5r: the dialect is written down and has no classes.
#[test]
fn cve_2026_22772_patterns_are_anchored_and_literal() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).mint();
    let asked = |pattern: Pattern| {
        let san = SanMatcher::new(pattern, None).unwrap();
        let issuer = IssuerMatcher::new(Pattern::exact(&*minted.issuer).unwrap()).unwrap();
        code(
            &minted,
            &Policy::identity(IdentityMatcher::new(san, issuer)),
        )
    };
    let id = &*minted.identity;
    let (head, tail) = id.split_at(id.len() - 3);
    assert_eq!(asked(Pattern::glob(format!("{head}**")).unwrap()), "ok");
    for part in [head, tail, &id[1..]] {
        assert_eq!(
            asked(Pattern::exact(part).unwrap()),
            "identity.san-mismatch"
        );
        assert_eq!(asked(Pattern::glob(part).unwrap()), "identity.san-mismatch");
        let regex = Pattern::regex(part.replace('.', r"\.")).unwrap();
        assert_eq!(asked(regex), "identity.san-mismatch");
    }
    let class = format!("{head}[!x]*");
    assert_eq!(
        asked(Pattern::glob(&class).unwrap()),
        "identity.san-mismatch"
    );
    let question = format!("{head}???");
    assert_eq!(
        asked(Pattern::glob(&question).unwrap()),
        "identity.san-mismatch"
    );
    assert!(id.contains('.'));
    let dotless = id.replacen('.', "-", 1);
    assert_eq!(
        asked(Pattern::glob(&dotless).unwrap()),
        "identity.san-mismatch"
    );
}

/// CVE-2023-47122: keys of logs come from the trusted root, whatever a bundle brings along.
#[test]
fn cve_2023_47122_a_bundle_brings_no_keys_of_logs() {
    let kit = Sigstore::default();
    let mut stranger = kit.clone();
    stranger.rekor = bonafide_testkit::Log::v1(
        "stranger.test",
        KeyKind::P256,
        kit.rekor.window.start.unwrap(),
    );
    let mut minted = stranger.message(ARTIFACT).mint();
    minted.trusted_root = kit.trusted_root();
    assert_eq!(plain(&minted), "tlog.unknown-log");
    let key = stranger.rekor.instance()["publicKey"].clone();
    entries(&mut minted.bundle)[0]["publicKey"] = key.clone();
    assert_eq!(parse(&minted.bundle).map(drop), Err("bundle.parse"));
    entries(&mut minted.bundle)[0]
        .as_object_mut()
        .unwrap()
        .remove("publicKey");
    minted.bundle["tlogs"] = json!([stranger.rekor.instance()]);
    assert_eq!(parse(&minted.bundle).map(drop), Err("bundle.parse"));
}

/// CVE-2026-44310, GHSA-7c37-gx6w-8vc5: nothing to check is no success.
#[test]
fn cve_2026_44310_an_empty_set_is_a_failure() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).version_0_2().mint();
    minted.bundle["verificationMaterial"]["x509CertificateChain"]["certificates"] = json!([]);
    assert_eq!(parse(&minted.bundle).map(drop), Err("bundle.parse"));
    let mut minted = kit.message(ARTIFACT).mint();
    for section in ["certificateAuthorities", "ctlogs", "tlogs"] {
        let whole = minted.trusted_root[section].take();
        minted.trusted_root[section] = json!([]);
        assert_ne!(plain(&minted), "ok", "{section}");
        minted.trusted_root[section] = whole;
    }
    assert_eq!(plain(&minted), "ok");
}

/// CVE-2026-44309: the bytes received are verified, not what could be written from them.
#[test]
fn cve_2026_44309_the_bytes_received_are_verified() {
    let kit = Sigstore::default();
    let digest = encode::hex(&encode::sha256(ARTIFACT));
    let payload = format!(
        "{{ \"subject\": [ {{\"name\":\"a\", \"digest\":{{\"sha256\":\"{digest}\"}}}} ],\n \
         \"predicateType\": \"a:b\", \"_type\": \"https://in-toto.io/Statement/v1\" }}\n"
    );
    let kind = "application/vnd.in-toto+json";
    let minted = kit.envelope(kind, payload.as_bytes()).mint();
    assert_eq!(plain(&minted), "ok");
    let value: Value = serde_json::from_str(&payload).unwrap();
    let mut rewritten = minted.clone();
    rewritten.bundle["dsseEnvelope"]["payload"] =
        encode::base64(value.to_string().as_bytes()).into();
    assert_eq!(plain(&rewritten), "signature.invalid");
}

/// RUSTSEC-2023-0053, RUSTSEC-2026-0049, RUSTSEC-2026-0098, RUSTSEC-2026-0099, RUSTSEC-2026-0104:
/// path building is bounded, and constraints on URIs are applied.
#[test]
fn rustsec_2026_0099_constraints_on_uris_are_applied() {
    let excluded = |host: &str| {
        let mut kit = Sigstore::default();
        let names = [GeneralName::Uri(host.to_owned())];
        kit.fulcio
            .intermediate()
            .set(Extension::name_constraints(&[], &names));
        plain(&kit.message(ARTIFACT).mint())
    };
    let kit = Sigstore::default();
    let host = kit.identity.split('/').nth(2).unwrap();
    assert_eq!(excluded("elsewhere.test"), "ok");
    assert_eq!(excluded(host), "cert.name-constraints");
}

/// CVE-2023-25656, CVE-2024-23332, CVE-2024-51491, CVE-2024-56138: an artifact is named by its
/// digest, and what departs from the strict default is asked for by name and noted.
#[test]
fn cve_2024_51491_departures_are_named_and_noted() {
    let kit = Sigstore::default();
    let minted = kit.message(ARTIFACT).without_promise().mint();
    let now = Time::from_unix(minted.now).unwrap();
    assert_eq!(plain(&minted), "time.none");
    let by_caller = ask_with(&minted, &policy(&minted).with_time_from_caller(now));
    assert!(by_caller.notes.contains(&"note.option-used"));
    let other = Digest::sha256(bonafide_digest::sha256(&[b"another"]));
    let good = kit.message(ARTIFACT).mint();
    let answer = ask_artifact(
        &good,
        &policy(&good),
        &good.trusted_root,
        Artifact::from_digest(other),
    );
    assert_eq!(answer.code(), "artifact.digest-mismatch");
    let none = Digest::new(Algorithm::Sha256, &[]);
    assert!(none.is_err());
}

/// Found in reviews, without an id: the identity that is told is the one of the certificate that
/// was verified, and a body that cannot be read is not read as something else.
#[test]
fn the_identity_that_is_told_is_the_one_that_was_verified() {
    let kit = Sigstore::default();
    let mut minted = kit.message(ARTIFACT).version_0_2().mint();
    let other = Sigstore::new("stranger.test").message(ARTIFACT).mint();
    let pointer = "/verificationMaterial/x509CertificateChain/certificates";
    let list = minted.bundle.pointer_mut(pointer).unwrap();
    let further = json!({"rawBytes": encode::base64(&other.certificate)});
    list.as_array_mut().unwrap().push(further);
    let bundle = common::bundle(&minted);
    let policy = policy(&minted);
    let now = Time::from_unix(minted.now).unwrap();
    let request = Request::new(Artifact::from_bytes(ARTIFACT), &policy, now);
    let verified = common::verifier(&minted).verify(&bundle, &request);
    let verified = verified.unwrap();
    let Signer::Certificate(identity) = verified.signer() else {
        panic!("a certificate signed")
    };
    assert_eq!(identity.san().value(), minted.identity);
    let mut cut = kit.message(ARTIFACT).v2().mint();
    let text = entries(&mut cut.bundle)[0]["canonicalizedBody"].clone();
    let mut body = encode::unbase64(text.as_str().unwrap());
    body.pop();
    entries(&mut cut.bundle)[0]["canonicalizedBody"] = encode::base64(&body).into();
    assert_eq!(plain(&cut), "tlog.body");
}
