//! Signers and trust, as they are compiled.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::{hex::encode as hex, sha256};
use bonafide_report::Time;
use bonafide_testkit::encode::pem as pem_of;
use bonafide_testkit::{Extension, GeneralName, KeyKind, SigningKey};

use super::kit::{Bench, Parts, answers, code, codes, counted, key, keyless, pattern, pem, signed};
use crate::evidence::{Outcome, QuestionId};
use crate::*;

const EMAIL: &str = "release@example.test";

fn certificate(bench: &Bench, name: &str, current_time: bool) -> SignerRule {
    let chain = bench.kit.fulcio.chain();
    let (between, roots) = chain.split_at(chain.len() - 1);
    let text = |list: &[Vec<u8>]| {
        let list = list
            .iter()
            .map(|der| Material::Inline(pem_of("CERTIFICATE", der)));
        list.collect()
    };
    SignerRule {
        kind: SignerKind::Certificate {
            roots: text(roots),
            intermediates: text(between),
            names: vec![(NameKind::Email, pattern(name))],
            current_time,
        },
        require: BTreeSet::new(),
        not_before: None,
        not_after: None,
    }
}

#[test]
fn certificates_under_roots_of_ones_own() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().by_own_authority(EMAIL).layer()]);
    let policy = bench.compile(
        Parts::new(vec![
            ("now", certificate(&bench, EMAIL, true)),
            ("other", certificate(&bench, "other@example.test", true)),
            ("timed", certificate(&bench, EMAIL, false)),
        ])
        .signatures(),
    );
    let set = bench.gather(&store, &policy);
    assert_eq!(answers(&set, 0), ["ok"]);
    assert_eq!(answers(&set, 1), ["identity.san-mismatch"]);
    assert!(
        answers(&set, 2)[0].starts_with("time.none"),
        "{:?}",
        answers(&set, 2)
    );
    let found = counted(&set, 0)[0];
    assert!(found.principal.starts_with("certificate:"));
    assert!(found.principal.ends_with(EMAIL));
}

#[test]
fn signatures_outside_the_window_of_a_signer_do_not_count() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan_by("a").layer()]);
    let told = |from: Option<i64>, until: Option<i64>| {
        let at = |plus: i64| Time::from_unix(bench.kit.time.plus(plus).seconds);
        let mut signer = key("a");
        signer.not_before = from.and_then(at);
        signer.not_after = until.and_then(at);
        let policy = bench.compile(Parts::new(vec![("a", signer)]).signatures());
        answers(&bench.gather(&store, &policy), 0).join(" ")
    };
    assert_eq!(told(Some(-86_400), Some(86_400)), "ok");
    assert_eq!(told(Some(86_400), None), "key.validity*");
    assert_eq!(told(None, Some(-86_400)), "key.validity*");
}

#[test]
fn claims_must_be_those_that_the_policy_names() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().layer()]);
    let told = |name: &str, value: &str| {
        let mut signer = bench.keyless();
        if let SignerKind::Keyless { extensions, .. } = &mut signer.kind {
            *extensions = BTreeMap::from([(name.to_owned(), pattern(value))]);
        }
        let policy = bench.compile(Parts::new(vec![("ci", signer)]).signatures());
        answers(&bench.gather(&store, &policy), 0).join(" ")
    };
    assert_eq!(told("issuer", &bench.kit.issuer), "ok");
    assert_eq!(
        told("issuer", "https://other.test"),
        "identity.claim-mismatch"
    );
    assert_eq!(
        told("deployment_environment", "x"),
        "identity.claim-mismatch"
    );
}

#[test]
fn trust_that_is_too_old_is_told() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().layer()]);
    let gathered = |seconds| {
        let mut parts = Parts::new(vec![("ci", bench.keyless())]).signatures();
        parts.max_age = Some(Duration::from_secs(seconds));
        bench.gather(&store, &bench.compile(parts))
    };
    let told = |set: &EvidenceSet| answers(set, 0).join(" ");
    assert_eq!(told(&gathered(100 * 365 * 86_400)), "ok");
    let stale = gathered(1);
    assert_eq!(told(&stale).strip_suffix('*'), Some("trust.stale"));
    let [answer] = stale.answers[&QuestionId(0)].as_slice() else {
        panic!("one answer");
    };
    let Outcome::Fails { finding, .. } = &answer.outcome else {
        panic!("it fails");
    };
    let detail = finding.detail();
    assert!(detail.contains(", which was new enough until "), "{detail}");
}

#[test]
fn what_is_wrong_with_files_and_signers_is_told_at_once() {
    let bench = Bench::new();
    let file = |path: &str, sha256| {
        Material::File(FileReference {
            path: path.to_owned(),
            sha256,
        })
    };
    let with = |material: Material| {
        let mut signer = key("a");
        if let SignerKind::Key { material: own, .. } = &mut signer.kind {
            *own = material;
        }
        signer
    };
    let spki = SigningKey::seeded(KeyKind::P256, "a").spki();
    let files = MemoryFiles::new()
        .with_file("root.json", bench.root())
        .with_file("a.pub", pem("a"))
        .with_file("not.pub", *b"text")
        .with_file("large.pub", vec![0; (16 << 20) + 1]);
    let mut sct = key("a");
    sct.require.insert(Demand::Sct);
    let mut nobody = bench.keyless();
    if let SignerKind::Keyless { trust, .. } = &mut nobody.kind {
        *trust = "none".to_owned();
    }
    let mut named = certificate(&bench, EMAIL, true);
    if let SignerKind::Certificate { names, .. } = &mut named.kind {
        *names = vec![(NameKind::SubjectDn, pattern("CN=a"))];
    }
    let parts = Parts::new(vec![
        ("a", with(file("a.pub", Some(sha256(&[&spki]))))),
        ("b", with(file("a.pub", Some([7; 32])))),
        ("c", with(file("a.pub", None))),
        ("d", with(file("none.pub", Some([7; 32])))),
        ("e", with(file("large.pub", Some([7; 32])))),
        ("f", with(file("not.pub", Some([7; 32])))),
        ("g", sct),
        ("h", nobody),
        ("i", named),
    ]);
    let source = PolicySource::new(b"a document", SourceFormat::Native);
    let errors = CompiledPolicy::compile(parts.document(&bench.root()), &source, &files);
    let errors = errors.unwrap_err();
    let another = format!(
        "a.pub: the SHA-256 of the key (SubjectPublicKeyInfo in DER, not the file) is {}, and the \
         policy states {}",
        hex(&sha256(&[&spki])),
        hex(&[7; 32])
    );
    assert!(errors.to_string().contains(&another), "{errors}");
    assert_eq!(
        codes(&errors),
        [
            "policy.file.digest /signers/b/key",
            "policy.file.unpinned /signers/c/key",
            "policy.file.unreadable /signers/d/key",
            "limit.exceeded /signers/e/key",
            "policy.material /signers/f/key",
            "policy.signer /signers/g/require",
            "trust.missing /signers/h",
            "policy.signer /signers/i/certificate",
        ]
    );
}

#[test]
fn a_trusted_root_has_the_digest_that_is_stated() {
    let bench = Bench::new();
    let source = PolicySource::new(b"a document", SourceFormat::Native);
    let compile = |files: &dyn Files| {
        let parts = Parts::new(vec![("ci", bench.keyless())]).signatures();
        CompiledPolicy::compile(parts.document(&bench.root()), &source, files)
    };
    let changed = [bench.root(), b" ".to_vec()].concat();
    let found = hex(&sha256(&[&changed]));
    let files = MemoryFiles::new().with_file("root.json", changed);
    let errors = compile(&files).unwrap_err();
    assert_eq!(
        codes(&errors),
        ["policy.file.digest /trust/public/trusted_root"]
    );
    let wanted = hex(&sha256(&[&bench.root()]));
    let told = format!("root.json: its SHA-256 is {found}, and the policy states {wanted}");
    assert!(errors.to_string().contains(&told), "{errors}");
    let files = MemoryFiles::new().with_file("root.json", bench.root());
    let policy = compile(&files).unwrap();
    let length = |bytes: &[u8]| (bytes.len() as u64).to_be_bytes();
    let (document, name, root) = (
        b"a document".as_slice(),
        b"root.json".as_slice(),
        bench.root(),
    );
    let framed = [
        &length(document),
        document,
        &length(name),
        name,
        &length(&root),
        &root,
    ];
    assert_eq!(*policy.sha256(), sha256(&framed));
}

#[test]
fn what_was_left_out_cannot_be_answered() {
    let bench = Bench::new();
    let parts = Parts::new(vec![("ci", bench.keyless()), ("a", key("a"))]).signatures();
    let source = PolicySource::new(b"a document", SourceFormat::ContainersPolicy);
    let mut document = parts.document(&bench.root());
    if let Some(SignerRule {
        kind: SignerKind::Key { material, .. },
        require,
        ..
    }) = document.signers.get_mut("a")
    {
        *material = Material::Unresolved("/etc/key.pub".to_owned());
        require.clear();
    }
    let policy = CompiledPolicy::compile(document, &source, &DeferredFiles).unwrap();
    assert_eq!(policy.unresolved_material("ci"), Some("root.json"));
    assert_eq!(policy.unresolved_material("a"), Some("/etc/key.pub"));
    let set = bench.gather(&bench.store, &policy);
    assert!(set.answers.is_empty());
    let verdict = evaluate(&policy, &bench.subject(), &set, bench.now());
    let told: Vec<&str> = verdict
        .decisive_checks()
        .map(|check| check.code().as_str())
        .collect();
    assert_eq!(told, ["policy.requirement-unsupported"]);
    assert_eq!(verdict.decision(), bonafide_report::Decision::Reject);
    let other = bench.compile(Parts::new(vec![("a", key("a"))]).signatures());
    assert!(other.unresolved_material("a").is_none());
}

#[test]
fn a_signer_without_logs_of_an_imported_document_looks_at_none() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan_by("a").layer()]);
    let mut signer = key("a");
    signer.require.clear();
    let parts = Parts::new(vec![("a", signer)]).signatures();
    let source = PolicySource::new(b"a document", SourceFormat::ContainersPolicy);
    let files = MemoryFiles::new();
    let mut document = parts.document(&bench.root());
    document.trust.clear();
    let policy = CompiledPolicy::compile(document, &source, &files).unwrap();
    let set = bench.gather(&store, &policy);
    assert_eq!(answers(&set, 0), ["ok"]);
    assert!(set.trust.is_empty());
    assert_eq!(*policy.sha256(), sha256(&[b"a document"]));
}

#[test]
fn keys_one_by_one_are_trust_too() {
    let bench = Bench::new();
    let mut store = bench.store.clone();
    store.sign(&[bench.plan().layer()]);
    let certificates: String = bench
        .kit
        .fulcio
        .chain()
        .iter()
        .map(|der| pem_of("CERTIFICATE", der))
        .collect();
    let mut signer = keyless(&bench.kit.identity, &bench.kit.issuer);
    signer.require = BTreeSet::from([Demand::Tlog]);
    let compile = |keys: TrustKeys| {
        let parts = Parts::new(vec![("ci", signer.clone())]).signatures();
        let mut document = parts.document(&bench.root());
        document
            .trust
            .insert("public".to_owned(), TrustSource::Keys(keys));
        let source = PolicySource::new(b"a document", SourceFormat::Native);
        CompiledPolicy::compile(document, &source, &MemoryFiles::new())
    };
    let at = |seconds: i64| bench.now().checked_add_seconds(seconds);
    let dated = |text: String, (not_before, not_after)| DatedMaterial {
        not_before,
        not_after,
        ..Material::Inline(text).into()
    };
    let log = bench.kit.rekor.key.pem();
    let answered = |ca, rekor| {
        let keys = TrustKeys {
            fulcio_ca: vec![dated(certificates.clone(), ca)],
            rekor: vec![dated(log.clone(), rekor)],
            ..TrustKeys::default()
        };
        let policy = compile(keys).unwrap();
        answers(&bench.gather(&store, &policy), 0)
    };
    let ever = (None, None);
    assert_eq!(answered(ever, ever), ["ok"]);
    let day = 86_400;
    for good in [(at(-day), None), (None, at(day)), (at(-day), at(day))] {
        assert_eq!(answered(good, ever), ["ok"], "{good:?}");
        assert_eq!(answered(ever, good), ["ok"], "{good:?}");
    }
    for bad in [(at(day), None), (None, at(-day)), (at(day), at(2 * day))] {
        assert_ne!(answered(bad, ever), ["ok"], "{bad:?}");
        assert_ne!(answered(ever, bad), ["ok"], "{bad:?}");
    }
    // A window that nothing lies in is no window without end.
    let never = (at(day), at(day));
    let keys = TrustKeys {
        rekor: vec![dated(log.clone(), never)],
        ..TrustKeys::default()
    };
    let errors = compile(keys).unwrap_err();
    let codes: Vec<&str> = errors.iter().map(|error| error.code().as_str()).collect();
    assert_eq!(codes, ["policy.conflict"]);
}

#[test]
fn one_certificate_or_key_is_one_signer_under_every_name() {
    const OTHER: &str = "second@example.test";
    let bench = Bench::new();
    let file = b"the file";
    let subject = Subject::blob(vec![bonafide_digest::Digest::sha256(sha256(&[file]))]);
    let both = |leaf: &mut bonafide_testkit::Certificate| {
        bonafide_testkit::image::private_leaf(leaf, EMAIL);
        let names = [EMAIL, OTHER].map(|name| GeneralName::Email(name.to_owned()));
        leaf.set(Extension::subject_alt_name(&names));
    };
    let plan = || bench.kit.message(file).signed_by("a");
    let of_both = plan().by_own_authority(EMAIL).with_leaf(both).mint();
    let of_key = plan().by_key().mint();
    let bundles = [of_both.bundle.to_string(), of_key.bundle.to_string()];
    let mut by_key = key("a");
    by_key.require.clear();
    let pairs = [
        vec![
            ("one", certificate(&bench, EMAIL, true)),
            ("two", certificate(&bench, OTHER, true)),
        ],
        vec![("one", certificate(&bench, EMAIL, true)), ("two", by_key)],
    ];
    for signers in pairs {
        for count in [Count::Signers, Count::Principals] {
            let parts = Parts::new(signers.clone()).asking(|by| {
                RequirementKind::Signature(SignatureRequirement {
                    min: 2,
                    count,
                    ..signed(by)
                })
            });
            let policy = bench.compile(parts);
            let pieces = bundles.each_ref().map(String::as_bytes);
            let set = EvidenceSet::of_blob(&policy, &subject, &pieces, bench.now());
            let found = [0, 1].map(|question| answers(&set, question));
            let counts = found.iter().all(|told| told.iter().any(|one| one == "ok"));
            assert!(counts, "{found:?}");
            let verdict = evaluate(&policy, &subject, &set, bench.now());
            assert_eq!(code(&verdict), "signature.threshold-not-met", "{count:?}");
        }
    }
}
