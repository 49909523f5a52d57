//! Bundles of the method `certificate`: paths, usages, identities and times.

mod common;

use bonafide_keys::Ring;
use bonafide_model::{
    CertificateTrust, ExpectedSigner, ManifestVerifier, Method, ModelTimeSource, Profile, Trust,
};
use bonafide_report::{Budget, Time as Instant, Window};
use bonafide_testkit::encode::{base64, unbase64};
use bonafide_testkit::{
    Certificate, CertificateAuthority, Extension, GeneralName, Hash, KeyKind, KeyUsage, SigningKey,
    Time, TimestampAuthority, oid, organization,
};
use bonafide_x509::{Authority, ParseOptions, Pattern, Purpose, SanKind, SanMatcher};
use common::*;
use serde_json::{Value, json};

const DAY: i64 = 86_400;
/// 2025-01-01T00:00:00Z.
const START: Time = Time::at(1_735_689_600);
/// 2027-01-01T00:00:00Z, as `now()`.
const NOW: Time = Time::at(1_798_761_600);
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

/// An authority of a publisher, with the certificate and the key that sign its models.
struct Publisher {
    authority: CertificateAuthority,
    leaf: Certificate,
    key: SigningKey,
}

impl Publisher {
    fn new() -> Self {
        Self::with(KeyKind::P384, KeyKind::P256)
    }

    fn with(issuer: KeyKind, signer: KeyKind) -> Self {
        let authority =
            CertificateAuthority::new("publisher.test", issuer, oid::CODE_SIGNING, START);
        let key = key(signer);
        let mut leaf = authority.leaf(key.spki(), START, START.plus(9 * 365 * DAY));
        leaf.subject = organization("Publisher", "release");
        leaf.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
        leaf.set(Extension::extended_key_usage(false, &[oid::CODE_SIGNING]));
        let name = GeneralName::Email("release@publisher.test".to_owned());
        leaf.set(Extension::subject_alt_name(&[name]));
        Self {
            authority,
            leaf,
            key,
        }
    }

    fn edited(edit: impl FnOnce(&mut Self)) -> Self {
        let mut publisher = Self::new();
        edit(&mut publisher);
        publisher
    }

    /// With another leaf.
    fn leaf(edit: impl FnOnce(&mut Certificate)) -> Self {
        Self::edited(|publisher| edit(&mut publisher.leaf))
    }

    fn signer(&self) -> Vec<u8> {
        let issuer = self.authority.issuer();
        self.leaf.sign(&issuer.key, issuer.scheme)
    }

    /// Leaf, intermediate, root.
    fn chain(&self) -> Vec<Vec<u8>> {
        let mut chain = vec![self.signer()];
        chain.extend(self.authority.chain());
        chain
    }

    fn root(&self) -> Vec<u8> {
        self.chain().pop().unwrap()
    }

    fn signature(&self) -> Vec<u8> {
        self.key
            .sign(self.key.scheme(), &pae(good().to_string().as_bytes()))
    }

    /// The bundle as signers write it, without the root.
    fn bundle(&self) -> Value {
        self.bundle_with(&self.chain()[..2])
    }

    fn bundle_with(&self, chain: &[Vec<u8>]) -> Value {
        let payload = good().to_string();
        let mut bundle = bundle_of(payload.as_bytes(), &self.signature(), &self.key);
        let certificates: Vec<Value> = chain
            .iter()
            .map(|der| json!({"rawBytes": base64(der)}))
            .collect();
        bundle["verificationMaterial"] =
            json!({"x509CertificateChain": {"certificates": certificates}, "tlogEntries": []});
        bundle
    }

    fn trust(&self) -> CertificateTrust {
        trust_in(&self.root())
    }

    /// The verdicts under its own root, by the specification and paranoid.
    fn verdict(&self) -> &'static str {
        judge(self.trust(), &self.bundle())
    }
}

fn trust_in(anchor: &[u8]) -> CertificateTrust {
    CertificateTrust::new(vec![certificate(anchor)]).with_signer(ExpectedSigner::AnyLeafUnderAnchor)
}

fn certificate(der: &[u8]) -> bonafide_x509::Certificate {
    bonafide_x509::Certificate::from_der(der, &ParseOptions::default()).unwrap()
}

fn judge(trust: CertificateTrust, bundle: &Value) -> &'static str {
    let verifier = verifier(Trust::certificates(trust), Profile::SpecV1);
    verdict(&verifier, bundle.to_string().as_bytes())
}

#[test]
fn a_good_certificate_is_good() {
    for (issuer, signer) in [
        (KeyKind::P384, KeyKind::P256),
        (KeyKind::P256, KeyKind::P384),
        (KeyKind::P521, KeyKind::P521),
        (KeyKind::Rsa3072, KeyKind::P384),
    ] {
        let publisher = Publisher::with(issuer, signer);
        let verifier = verifier(Trust::certificates(publisher.trust()), Profile::Paranoid);
        assert_eq!(verifier.method(), Method::Certificate);
        let bundle = publisher.bundle().to_string();
        let verified = verify(&verifier, bundle.as_bytes()).unwrap();
        let signer = verified.signer();
        let sha256 = |der: &[u8]| Hash::Sha256.digest(der);
        assert_eq!(
            signer.certificate().unwrap().as_bytes(),
            sha256(&publisher.signer())
        );
        assert_eq!(signer.subject(), Some("CN=release,O=Publisher"));
        assert_eq!(signer.issuer(), Some("CN=intermediate,O=publisher.test"));
        assert_eq!(signer.anchor(), Some("CN=root,O=publisher.test"));
        assert_eq!(signer.names()[0].value(), "release@publisher.test");
        let summary = signer.summary();
        let name = signer.names()[0].kind();
        for line in [
            ("subject", "CN=release,O=Publisher".to_owned()),
            ("name", format!("{name} release@publisher.test")),
            ("issuer", "CN=intermediate,O=publisher.test".to_owned()),
            ("anchor", "CN=root,O=publisher.test".to_owned()),
        ] {
            assert!(summary.contains(&line), "{summary:?}");
        }
        assert_eq!(signer.chain()[1].as_bytes(), sha256(&publisher.root()));
        let time = verified.time().unwrap();
        assert_eq!(
            (time.source(), time.time()),
            (ModelTimeSource::Clock, now())
        );
        let json = serde_json::to_value(&verified).unwrap();
        assert_eq!(json["time"]["source"], "clock");
        assert_eq!(json["signer"]["chain"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn anchors_come_from_the_caller_alone() {
    let publisher = Publisher::new();
    let other = CertificateAuthority::new("other.test", KeyKind::P256, oid::CODE_SIGNING, START);
    let other = other.chain().pop().unwrap();
    let whole = publisher.bundle_with(&publisher.chain());
    assert_eq!(judge(publisher.trust(), &whole), "verified");
    assert_eq!(judge(trust_in(&other), &whole), "oms.cert.untrusted");
    let alone = publisher.bundle_with(&publisher.chain()[..1]);
    assert_eq!(judge(publisher.trust(), &alone), "oms.cert.untrusted");
    let supplied = publisher
        .trust()
        .with_intermediates(vec![certificate(&publisher.chain()[1])]);
    assert_eq!(judge(supplied, &alone), "verified");
    let mut shuffled = publisher.chain();
    shuffled.swap(1, 2);
    assert_eq!(
        judge(publisher.trust(), &publisher.bundle_with(&shuffled)),
        "verified"
    );
    let mut reversed = publisher.chain();
    reversed.reverse();
    assert_eq!(
        judge(publisher.trust(), &publisher.bundle_with(&reversed)),
        "oms.cert.ca-signer"
    );
    reversed.remove(0);
    assert_eq!(
        judge(publisher.trust(), &publisher.bundle_with(&reversed)),
        "oms.cert.ca-signer"
    );
    assert_eq!(
        judge(publisher.trust(), &publisher.bundle_with(&[])),
        "oms.bundle.material"
    );
    for garbage in [vec![0x30, 0], b"not a certificate".to_vec(), Vec::new()] {
        let mut chain = publisher.chain();
        chain.insert(1, garbage);
        let verdict = judge(publisher.trust(), &publisher.bundle_with(&chain));
        assert_eq!(verdict, "oms.bundle.material");
    }
    // The same names with another key.
    let twin = Publisher::edited(|publisher| {
        let key = SigningKey::seeded(KeyKind::P384, "another root");
        let last = publisher.authority.issuers.last_mut().unwrap();
        last.certificate.spki = key.spki();
        last.key = key;
    });
    assert_eq!(
        judge(twin.trust(), &publisher.bundle()),
        "oms.cert.untrusted"
    );
}

#[test]
fn an_anchor_is_self_signed_unless_it_is_marked() {
    let publisher = Publisher::new();
    let intermediate = publisher.chain()[1].clone();
    let build = |trust| {
        let builder = ManifestVerifier::builder(Trust::certificates(trust), Ring);
        builder.build().map(drop).map_err(|error| code_of(&error))
    };
    let refused = Err("oms.policy.no-trust");
    assert_eq!(build(trust_in(&intermediate)), refused);
    assert_eq!(build(trust_in(&publisher.signer())), refused);
    let refusal = |anchor: &[u8]| {
        let anchors = vec![certificate(&publisher.root()), certificate(anchor)];
        let trust = CertificateTrust::new(anchors);
        let builder = ManifestVerifier::builder(Trust::certificates(trust), Ring);
        builder.build().unwrap_err().to_string()
    };
    let subject = |der: &[u8]| certificate(der).subject_text();
    assert_eq!(
        refusal(&intermediate),
        format!(
            "the anchor {} (number 2) is not self-signed; `with_partial_chain_anchor` trusts it as it is",
            subject(&intermediate)
        )
    );
    assert_eq!(
        refusal(&publisher.signer()),
        format!(
            "the anchor {} (number 2) is not the certificate of an authority",
            subject(&publisher.signer())
        )
    );
    let partial = CertificateTrust::new(Vec::new())
        .with_partial_chain_anchor(certificate(&intermediate))
        .with_signer(ExpectedSigner::AnyLeafUnderAnchor);
    assert_eq!(judge(partial, &publisher.bundle()), "verified");
    let none = CertificateTrust::new(Vec::new());
    assert_eq!(
        build(none.with_signer(ExpectedSigner::AnyLeafUnderAnchor)),
        refused
    );
    let nobody = CertificateTrust::new(vec![certificate(&publisher.root())]);
    assert_eq!(build(nobody), Err("oms.policy.no-identity"));
    let signer = ExpectedSigner::Subject("no name".to_owned());
    assert_eq!(build(publisher.trust().with_signer(signer)), refused);
    assert_eq!(
        build(publisher.trust().allow_key_purpose("code signing")),
        refused
    );
    assert_eq!(
        build(publisher.trust().allow_key_purpose(SERVER_AUTH)),
        Ok(())
    );
    let mut budget = Budget::unbounded();
    let keys = ManifestVerifier::builder(Trust::keys(Vec::new()), Ring).build();
    assert_eq!(code_of(&keys.unwrap_err()), "oms.policy.no-trust");
    let _ = budget.signature_check();
}

#[test]
fn the_usage_agrees_with_signing_code() {
    let usages = |usage: Option<&[KeyUsage]>, purposes: &[&str]| {
        Publisher::leaf(|leaf| {
            leaf.remove(oid::KEY_USAGE);
            leaf.remove(oid::EXTENDED_KEY_USAGE);
            if let Some(usage) = usage {
                leaf.set(Extension::key_usage(usage));
            }
            if !purposes.is_empty() {
                leaf.set(Extension::extended_key_usage(true, purposes));
            }
        })
    };
    let sign: Option<&[KeyUsage]> = Some(&[KeyUsage::DigitalSignature]);
    let other: Option<&[KeyUsage]> = Some(&[KeyUsage::KeyEncipherment]);
    const ANY: &str = "2.5.29.37.0";
    for (usage, purposes, wanted) in [
        (sign, [oid::CODE_SIGNING].as_slice(), "verified"),
        (sign, &[], "verified"),
        (sign, &[SERVER_AUTH, oid::CODE_SIGNING], "verified"),
        (sign, &[ANY], "verified"),
        (None, &[oid::CODE_SIGNING], "verified"),
        (None, &[ANY], "oms.cert.usage"),
        (None, &[], "oms.cert.usage"),
        (sign, &[SERVER_AUTH], "oms.cert.usage"),
        (sign, &[oid::TIME_STAMPING], "oms.cert.usage"),
        (other, &[oid::CODE_SIGNING], "oms.cert.usage"),
        (other, &[SERVER_AUTH], "oms.cert.usage"),
        (other, &[], "oms.cert.usage"),
    ] {
        assert_eq!(
            usages(usage, purposes).verdict(),
            wanted,
            "{usage:?} {purposes:?}"
        );
    }
    // The intermediate is for signing code: what it issued for another use needs one that is not.
    let mut server = usages(sign, &[SERVER_AUTH]);
    server
        .authority
        .intermediate()
        .remove(oid::EXTENDED_KEY_USAGE);
    assert_eq!(server.verdict(), "oms.cert.usage");
    let allowed = server.trust().allow_key_purpose(SERVER_AUTH);
    assert_eq!(judge(allowed, &server.bundle()), "verified");
}

#[test]
fn authorities_sign_no_models() {
    let issuing = Publisher::leaf(|leaf| {
        leaf.set(Extension::key_usage(&[
            KeyUsage::DigitalSignature,
            KeyUsage::KeyCertSign,
        ]));
    });
    assert_eq!(issuing.verdict(), "oms.cert.ca-signer");
    let allowed = issuing.trust().allow_authority_as_signer();
    assert_eq!(judge(allowed, &issuing.bundle()), "verified");
    let flagged = Publisher::leaf(|leaf| leaf.set(Extension::basic_constraints(true, None)));
    let verified = |profile| {
        let verifier = verifier(Trust::certificates(flagged.trust()), profile);
        let verified = verify(&verifier, flagged.bundle().to_string().as_bytes());
        verified
            .map(|verified| told(verified.findings()))
            .map_err(|refusal| refusal.code())
    };
    assert_eq!(
        verified(Profile::SpecV1).unwrap(),
        ["oms.cert.leaf-ca-flag warn 1"]
    );
    assert_eq!(
        verified(Profile::Paranoid).unwrap_err().as_str(),
        "oms.cert.leaf-ca-flag"
    );
    let both = Publisher::leaf(|leaf| {
        leaf.set(Extension::basic_constraints(true, None));
        leaf.set(Extension::key_usage(&[KeyUsage::KeyCertSign]));
    });
    assert_eq!(both.verdict(), "oms.cert.ca-signer");
}

#[test]
fn names_do_not_decide_who_issued() {
    let same = Publisher::leaf(|leaf| leaf.subject.clone_from(&leaf.issuer));
    assert_eq!(same.verdict(), "verified");
    let whole = same.bundle_with(&same.chain());
    assert_eq!(judge(same.trust(), &whole), "verified");
    // A certificate that its own key signed is below nobody.
    let own = Publisher::leaf(|leaf| leaf.issuer.clone_from(&leaf.subject));
    let der = own.leaf.sign(&own.key, own.key.scheme());
    let bundle = own.bundle_with(&[der]);
    assert_eq!(judge(own.trust(), &bundle), "oms.cert.untrusted");
}

#[test]
fn keys_of_signers_are_ecdsa() {
    for kind in [KeyKind::Rsa2048, KeyKind::Ed25519] {
        assert_eq!(
            Publisher::with(KeyKind::P256, kind).verdict(),
            "oms.key.unsupported"
        );
    }
    let compressed = Publisher::leaf(|leaf| leaf.spki = b"\x30\x00".to_vec());
    assert!(matches!(
        compressed.verdict(),
        "oms.key.unsupported" | "oms.bundle.material"
    ));
    let weak = Publisher::with(KeyKind::Ed25519, KeyKind::P256);
    assert_eq!(weak.verdict(), "oms.cert.path");
    // P-384 goes with SHA-384.
    let publisher = Publisher::with(KeyKind::P256, KeyKind::P384);
    let payload = good().to_string();
    let mut bundle = publisher.bundle();
    let signature = publisher
        .key
        .sign(scheme(Hash::Sha256), &pae(payload.as_bytes()));
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = base64(&signature).into();
    assert_eq!(judge(publisher.trust(), &bundle), "oms.sig.invalid");
}

#[test]
fn rules_of_the_path() {
    let path = |edit: fn(&mut Publisher)| Publisher::edited(edit).verdict();
    let refused = "oms.cert.path";
    assert_eq!(path(|p| p.leaf.set(Extension::unknown(false))), "verified");
    assert_eq!(path(|p| p.leaf.set(Extension::unknown(true))), refused);
    assert_eq!(
        path(|p| p.authority.intermediate().set(Extension::unknown(true))),
        refused
    );
    assert_eq!(
        path(|p| p
            .authority
            .root()
            .set(Extension::basic_constraints(true, Some(1)))),
        "verified"
    );
    assert_eq!(
        path(|p| p
            .authority
            .root()
            .set(Extension::basic_constraints(true, Some(0)))),
        refused
    );
    assert_eq!(
        path(|p| p.authority.intermediate().remove(oid::BASIC_CONSTRAINTS)),
        refused
    );
    assert_eq!(
        path(|p| p.authority.intermediate().remove(oid::KEY_USAGE)),
        refused
    );
    assert_eq!(
        path(|p| p.authority.root().remove(oid::KEY_USAGE)),
        "verified"
    );
    let named = |name: &str| {
        let name = GeneralName::Email(name.to_owned());
        Publisher::edited(|p| {
            let constraints = Extension::name_constraints(&[name], &[]);
            p.authority.intermediate().set(constraints);
        })
        .verdict()
    };
    assert_eq!(
        (named("publisher.test"), named("other.test")),
        ("verified", refused)
    );
    let timestamping = path(|p| {
        let usage = Extension::extended_key_usage(false, &[oid::TIME_STAMPING]);
        p.authority.intermediate().set(usage);
    });
    assert_eq!(timestamping, refused);
    let zone = path(|p| p.authority.root().not_after = Time::at(253_402_300_799));
    assert_eq!(zone, "verified", "99991231235959Z");
}

#[test]
fn the_wanted_certificate_signed() {
    let publisher = Publisher::new();
    let by = |signer| judge(publisher.trust().with_signer(signer), &publisher.bundle());
    let sha256 = |bytes: &[u8]| -> [u8; 32] { Hash::Sha256.digest(bytes).try_into().unwrap() };
    let refused = "oms.cert.identity";
    let own = sha256(&publisher.signer());
    assert_eq!(by(ExpectedSigner::Fingerprint(own)), "verified");
    assert_eq!(by(ExpectedSigner::Fingerprint([0; 32])), refused);
    assert_eq!(by(ExpectedSigner::Key(publisher.key.id())), "verified");
    assert_eq!(by(ExpectedSigner::Key(own)), refused);
    for (subject, wanted) in [
        ("CN=release,O=Publisher", "verified"),
        ("O=Publisher,CN=release", refused),
        ("CN=Release,O=Publisher", refused),
        ("CN=release", refused),
    ] {
        assert_eq!(
            by(ExpectedSigner::Subject(subject.to_owned())),
            wanted,
            "{subject}"
        );
    }
    for (name, wanted) in [
        ("release@publisher.test", "verified"),
        ("else@publisher.test", refused),
    ] {
        let matcher = SanMatcher::named(SanKind::Email, name).unwrap();
        assert_eq!(by(ExpectedSigner::Name(matcher)), wanted, "{name}");
    }
    let nameless = Publisher::leaf(|leaf| leaf.remove(oid::SUBJECT_ALT_NAME));
    let glob = SanMatcher::new(Pattern::exact("x").unwrap(), None).unwrap();
    let trust = nameless.trust().with_signer(ExpectedSigner::Name(glob));
    assert_eq!(judge(trust, &nameless.bundle()), refused);
    assert_eq!(nameless.verdict(), "verified");
}

#[test]
fn the_signature_is_by_the_key_of_the_certificate() {
    let publisher = Publisher::new();
    let mut bundle = publisher.bundle();
    let other = SigningKey::seeded(KeyKind::P256, "somebody else");
    let signature = other.sign(other.scheme(), &pae(good().to_string().as_bytes()));
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = base64(&signature).into();
    assert_eq!(judge(publisher.trust(), &bundle), "oms.sig.invalid");
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = base64(&[1; 64]).into();
    assert_eq!(judge(publisher.trust(), &bundle), "oms.sig.encoding");
}

#[test]
fn methods_are_not_mixed_up() {
    let publisher = Publisher::new();
    let verdict_by_key = verdict(
        &by_key(Profile::Compat),
        publisher.bundle().to_string().as_bytes(),
    );
    assert_eq!(verdict_by_key, "oms.method.mismatch");
    assert_eq!(
        judge(publisher.trust(), &good_bundle()),
        "oms.method.mismatch"
    );
    let mut keyless = publisher.bundle();
    keyless["verificationMaterial"] =
        json!({"certificate": {"rawBytes": base64(&publisher.signer())}, "tlogEntries": [{}]});
    assert_eq!(judge(publisher.trust(), &keyless), "oms.method.mismatch");
}

/// An authority of timestamps, and trust in it.
fn tsa(name: &str) -> (TimestampAuthority, Authority) {
    let tsa = TimestampAuthority::new(name, KeyKind::P256, START);
    let chain = tsa.chain().iter().map(|der| certificate(der)).collect();
    let window = Window::new(Instant::from_unix(START.seconds).unwrap(), None).unwrap();
    let mut budget = Budget::unbounded();
    let authority = Authority::new(chain, window, Purpose::TimeStamping, &Ring, &mut budget);
    (tsa, authority.unwrap())
}

fn stamped(mut bundle: Value, token: &[u8]) -> Value {
    bundle["verificationMaterial"]["timestampVerificationData"] =
        json!({"rfc3161Timestamps": [{"signedTimestamp": base64(token)}]});
    bundle
}

fn signature_of(bundle: &Value) -> Vec<u8> {
    unbase64(
        bundle["dsseEnvelope"]["signatures"][0]["sig"]
            .as_str()
            .unwrap(),
    )
}

/// The verdict by the specification, and what was found or the source and the instant of the time.
fn timed(trust: Trust, bundle: &Value) -> Result<(Vec<String>, &'static str, i64), &'static str> {
    let verifier = verifier(trust, Profile::SpecV1);
    match verify(&verifier, bundle.to_string().as_bytes()) {
        Ok(verified) => {
            let time = verified.time().copied();
            let source = time.map_or("", |time| time.source().as_str());
            let at = time.map_or(0, |time| time.time().seconds());
            Ok((told(verified.findings()), source, at))
        }
        Err(refusal) => Err(refusal.code().as_str()),
    }
}

/// A publisher whose certificate was valid for 90 days from 2025-04-11.
fn short() -> Publisher {
    Publisher::leaf(|leaf| {
        leaf.not_before = START.plus(100 * DAY);
        leaf.not_after = START.plus(190 * DAY);
    })
}

#[test]
fn certificates_are_valid_at_the_evaluation_time() {
    assert_eq!(short().verdict(), "oms.cert.expired");
    let later = Publisher::leaf(|leaf| leaf.not_before = NOW.plus(1));
    assert_eq!(later.verdict(), "oms.cert.not-yet-valid");
    for (before, after, wanted) in [
        (NOW, NOW, "verified"),
        (NOW.plus(1), NOW.plus(2), "oms.cert.not-yet-valid"),
        (NOW.plus(-2), NOW.plus(-1), "oms.cert.expired"),
    ] {
        let set = |certificate: &mut Certificate| {
            certificate.not_before = before;
            certificate.not_after = after;
        };
        assert_eq!(Publisher::leaf(set).verdict(), wanted);
        let intermediate = Publisher::edited(|p| set(p.authority.intermediate()));
        assert_eq!(intermediate.verdict(), wanted);
        assert_eq!(
            Publisher::edited(|p| set(p.authority.root())).verdict(),
            wanted
        );
    }
}

#[test]
fn a_timestamp_stands_in_for_the_evaluation_time() {
    let (tsa, authority) = tsa("tsa.test");
    let publisher = short();
    let trust =
        || Trust::certificates(publisher.trust()).with_timestamp_authority(authority.clone());
    let plain = publisher.bundle();
    let signature = publisher.signature();
    let within = START.plus(120 * DAY);
    let at = |time: Time| stamped(plain.clone(), &tsa.stamp(&signature, time));
    assert_eq!(timed(trust(), &plain), Err("oms.cert.expired"));
    let good = Ok((Vec::new(), "rfc3161", within.seconds));
    assert_eq!(timed(trust(), &at(within)), good);
    for outside in [START.plus(99 * DAY), START.plus(191 * DAY)] {
        assert_eq!(timed(trust(), &at(outside)), Err("oms.cert.expired"));
    }
    for (edge, wanted) in [
        (100 * DAY, true),
        (190 * DAY, true),
        (100 * DAY - 1, false),
        (190 * DAY + 1, false),
    ] {
        assert_eq!(
            timed(trust(), &at(START.plus(edge))).is_ok(),
            wanted,
            "{edge}"
        );
    }
    // Nobody who is trusted made it, or it is of something else.
    let untrusted = Trust::certificates(publisher.trust());
    assert_eq!(timed(untrusted, &at(within)), Err("oms.cert.expired"));
    let (other, _) = self::tsa("other.test");
    let stranger = stamped(plain.clone(), &other.stamp(&signature, within));
    assert_eq!(timed(trust(), &stranger), Err("oms.cert.expired"));
    for imprint in [
        base64(&signature).into_bytes(),
        good_bundle().to_string().into_bytes(),
    ] {
        let wrong = stamped(plain.clone(), &tsa.stamp(&imprint, within));
        assert_eq!(timed(trust(), &wrong), Err("oms.cert.expired"));
    }
    let garbage = stamped(plain.clone(), b"no timestamp");
    assert_eq!(timed(trust(), &garbage), Err("oms.cert.expired"));
    // How old it may be.
    let old = NOW.seconds - within.seconds;
    let aged = |seconds: i64| trust().with_timestamp_age(u32::try_from(seconds).unwrap());
    assert_eq!(timed(aged(old), &at(within)), good);
    assert_eq!(timed(aged(old - 1), &at(within)), Err("oms.cert.expired"));
}

#[test]
fn the_evaluation_time_goes_before_a_timestamp() {
    let (tsa, authority) = tsa("tsa.test");
    let publisher = Publisher::new();
    let trust =
        || Trust::certificates(publisher.trust()).with_timestamp_authority(authority.clone());
    let bundle = publisher.bundle();
    let signature = signature_of(&bundle);
    let within = START.plus(120 * DAY);
    let good = stamped(bundle.clone(), &tsa.stamp(&signature, within));
    let bad = stamped(bundle.clone(), &tsa.stamp(b"something else", within));
    let future = stamped(bundle.clone(), &tsa.stamp(&signature, NOW.plus(301)));
    let clock = |findings: &[&str]| {
        let findings = findings.iter().map(|text| (*text).to_owned()).collect();
        Ok((findings, "clock", NOW.seconds))
    };
    assert_eq!(timed(trust(), &good), clock(&[]));
    assert_eq!(
        timed(trust(), &bad),
        clock(&["oms.time.unverified-token warn 1"])
    );
    assert_eq!(
        timed(trust(), &future),
        clock(&["oms.time.unverified-token warn 1"])
    );
    let paranoid = verifier(trust(), Profile::Paranoid);
    assert_eq!(
        verdict(&paranoid, bad.to_string().as_bytes()),
        "oms.time.unverified-token"
    );
    let required = || trust().require_timestamp();
    assert_eq!(timed(required(), &bundle), Err("oms.time.required"));
    assert_eq!(timed(required(), &bad), Err("oms.time.required"));
    assert_eq!(timed(required(), &future), Err("oms.time.required"));
    assert_eq!(
        timed(required(), &good),
        Ok((Vec::new(), "rfc3161", within.seconds))
    );
    let late = Publisher::leaf(|leaf| leaf.not_before = START.plus(200 * DAY));
    let trust = Trust::certificates(late.trust())
        .with_timestamp_authority(authority)
        .require_timestamp();
    let early = stamped(late.bundle(), &tsa.stamp(&late.signature(), within));
    assert_eq!(timed(trust, &early), Err("oms.cert.not-yet-valid"));
}

#[test]
fn a_key_with_a_window_needs_a_timestamp_within_it() {
    let (tsa, authority) = tsa("tsa.test");
    let bundle = good_bundle();
    let signature = signature_of(&bundle);
    let instant = |time: Time| Instant::from_unix(time.seconds).unwrap();
    let (from, to) = (START.plus(100 * DAY), START.plus(200 * DAY));
    let window = Window::new(instant(from), Some(instant(to))).unwrap();
    let publisher = key(KeyKind::P256);
    let trust = |key| Trust::keys(vec![key]).with_timestamp_authority(authority.clone());
    let windowed = || trust(trusted(&publisher).with_window(window));
    let at = |time: Time| stamped(bundle.clone(), &tsa.stamp(&signature, time));
    let good = |time: Time| Ok((Vec::new(), "rfc3161", time.seconds));
    assert_eq!(timed(windowed(), &bundle), Err("oms.time.required"));
    assert_eq!(timed(windowed(), &at(from)), good(from));
    assert_eq!(timed(windowed(), &at(to)), good(to));
    assert_eq!(timed(windowed(), &at(from.plus(-1))), Err("oms.key.window"));
    assert_eq!(timed(windowed(), &at(to.plus(1))), Err("oms.key.window"));
    let wrong = stamped(bundle.clone(), &tsa.stamp(b"something else", from));
    assert_eq!(timed(windowed(), &wrong), Err("oms.time.required"));
    let retired = || trust(trusted(&publisher).with_signed_before(instant(to)));
    assert_eq!(timed(retired(), &at(to.plus(-1))), good(to.plus(-1)));
    assert_eq!(timed(retired(), &at(to)), Err("oms.key.window"));
    assert_eq!(timed(retired(), &bundle), Err("oms.time.required"));
    // A key that is trusted at any time needs none, and one that does not verify is told.
    assert_eq!(
        timed(trust(trusted(&publisher)), &bundle),
        Ok((Vec::new(), "", 0))
    );
    assert_eq!(timed(trust(trusted(&publisher)), &at(from)), good(from));
    let told = vec!["oms.time.unverified-token warn 1".to_owned()];
    assert_eq!(timed(trust(trusted(&publisher)), &wrong), Ok((told, "", 0)));
}
