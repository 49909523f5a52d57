//! Who is nobody, and what spoils a good signature.

use std::collections::BTreeSet;

use bonafide_testkit::encode::{base64, pem as pem_of};
use bonafide_testkit::image::{Layer, Statement, name};
use bonafide_testkit::{Extension, GeneralName, KeyKind, Plan, SigningKey, der, oid};
use serde_json::json;

use super::kit::{Bench, Parts, answers, codes, key, keyless, pem, signed};
use crate::*;

/// What becomes of one layer for one signer.
fn told(bench: &Bench, signer: &SignerRule, layer: Layer) -> String {
    let mut store = bench.store.clone();
    store.sign(&[layer]);
    let policy = bench.compile(Parts::new(vec![("one", signer.clone())]).signatures());
    answers(&bench.gather(&store, &policy), 0).join(" ")
}

/// Everybody that a pattern can name.
fn widest() -> SignerRule {
    let mut signer = keyless("x", "x");
    if let SignerKind::Keyless { issuer, san, .. } = &mut signer.kind {
        let any = || TextPattern::regex("https://.+").unwrap();
        *issuer = IssuerRule::Is(any());
        *san = any();
    }
    signer
}

#[test]
fn a_certificate_without_one_name_and_an_issuer_is_nobodys() {
    let bench = Bench::new();
    let identity = &bench.kit.identity;
    let uri = || GeneralName::Uri(identity.clone());
    let of = |signer: &SignerRule, plan: Plan<'_>| told(&bench, signer, plan.layer());
    let named = |names: Vec<GeneralName>| {
        let extension = Extension::subject_alt_name(&names);
        bench
            .plan()
            .with_leaf(move |leaf| leaf.set(extension.clone()))
    };
    for signer in [bench.keyless(), widest()] {
        assert_eq!(of(&signer, named(vec![uri()])), "ok");
        let several = vec![uri(), GeneralName::Email("a@example.test".to_owned())];
        assert_eq!(of(&signer, named(several)), "identity.san-ambiguous");
        let none = bench.plan().with_leaf(|leaf| {
            leaf.remove(oid::SUBJECT_ALT_NAME);
        });
        assert_eq!(of(&signer, none), "identity.missing");
        let nobody = bench.plan().with_leaf(|leaf| {
            let fulcio = format!("{}.", oid::FULCIO);
            leaf.extensions.retain(|one| !one.oid.starts_with(&fulcio));
        });
        assert_eq!(of(&signer, nobody), "identity.missing");
    }
}

#[test]
fn what_is_demanded_must_be_good_for_a_signature_to_count() {
    let bench = Bench::new();
    let plan = || bench.plan_by("a");
    let mut stamped = key("a");
    stamped.require.insert(Demand::Timestamp);
    let with_root = |signer: &SignerRule, layer| told(&bench, signer, layer);
    assert_eq!(with_root(&stamped, plan().stamped(1).layer()), "ok");
    assert_eq!(with_root(&stamped, plan().layer()), "tsa.threshold*");
    let unlogged = plan().logged(bonafide_testkit::Entry::None).layer();
    assert_eq!(with_root(&key("a"), unlogged.clone()), "tlog.threshold*");
    let mut free = key("a");
    free.require.clear();
    assert_eq!(with_root(&free, unlogged), "ok");
    let bare = || {
        let plan = bench.plan().with_scts(Vec::clear);
        plan.with_leaf(|leaf| leaf.remove(oid::SCT_LIST)).layer()
    };
    assert_eq!(with_root(&bench.keyless(), bare()), "cert.sct*");
}

#[test]
fn material_that_nobody_asked_for_and_that_is_no_good_spoils_a_signature() {
    let bench = Bench::new();
    let signer = key("a");
    let plan = || bench.plan_by("a").stamped(1);
    assert_eq!(told(&bench, &signer, plan().layer()), "ok");
    let junk = json!({"SignedRFC3161Timestamp": base64(b"junk")});
    let layer = plan().layer().with(name::TIMESTAMP, &junk.to_string());
    let spoilt = told(&bench, &signer, layer);
    assert!(spoilt.starts_with("tsa."), "{spoilt}");
    let layer = plan().layer().with(name::TIMESTAMP, "no timestamp");
    let spoilt = told(&bench, &signer, layer);
    assert!(spoilt != "ok" && !spoilt.is_empty(), "{spoilt}");
    let mut free = key("a");
    free.require.clear();
    let moved = bench
        .plan_by("a")
        .with_promise_bytes(|bytes| bytes.reverse());
    let spoilt = told(&bench, &free, moved.layer());
    assert!(spoilt.starts_with("tlog."), "{spoilt}");
}

#[test]
fn trust_in_single_keys_is_enough_for_promises_and_for_proofs() {
    let bench = Bench::new();
    let chain = bench.kit.fulcio.chain();
    let root = pem_of("CERTIFICATE", chain.last().unwrap());
    let keys = |ca: String| TrustKeys {
        fulcio_ca: vec![Material::Inline(ca).into()],
        rekor: vec![Material::Inline(bench.kit.rekor.key.pem()).into()],
        ..TrustKeys::default()
    };
    let compile = |keys: TrustKeys| {
        let mut signer = bench.keyless();
        signer.require = BTreeSet::from([Demand::Tlog]);
        let parts = Parts::new(vec![("ci", signer)]).signatures();
        let mut document = parts.document(&bench.root());
        let trust = TrustSource::Keys(keys);
        document.trust.insert("public".to_owned(), trust);
        let source = PolicySource::new(b"a document", SourceFormat::Native);
        CompiledPolicy::compile(document, &source, &MemoryFiles::new()).unwrap()
    };
    let whole: String = chain.iter().map(|der| pem_of("CERTIFICATE", der)).collect();
    let mut promised = bench.store.clone();
    promised.sign(&[bench.plan().layer()]);
    let mut proven = bench.store.clone();
    let statement = Statement::signature(&bench.store.subject);
    proven.attach_bundle(&statement.plan(&bench.kit).mint());
    let of = |store, ca: &str| {
        let policy = compile(keys(ca.to_owned()));
        answers(&bench.gather(store, &policy), 0).join(" ")
    };
    assert_eq!(of(&promised, &whole), "ok");
    assert_eq!(of(&proven, &whole), "ok");
    // The root alone: what stands between came with the signature, and only there.
    assert_eq!(of(&promised, &root), "ok");
    assert_eq!(of(&proven, &root), "cert.chain");
    let stranger = bonafide_testkit::Sigstore::new("else.test");
    let other = pem_of("CERTIFICATE", stranger.fulcio.chain().last().unwrap());
    assert_eq!(of(&promised, &other), "cert.chain");
    // A list of what stands between is complete where there is one.
    let listed = bench.compile(Parts::new(vec![("ci", bench.keyless())]).signatures());
    assert_eq!(answers(&bench.gather(&promised, &listed), 0), ["ok"]);
}

fn with_key(material: String) -> SignerRule {
    let mut signer = key("a");
    if let SignerKind::Key { material: own, .. } = &mut signer.kind {
        *own = Material::Inline(material);
    }
    signer
}

#[test]
fn weak_keys_are_refused() {
    let bench = Bench::new();
    let spki = |algorithm: &[Vec<u8>], key: &[u8]| {
        let der = der::sequence(&[der::sequence(algorithm), der::bits(key)]);
        pem_of("PUBLIC KEY", &der)
    };
    let rsa = |bytes: usize| {
        let modulus = der::unsigned(&vec![0xff; bytes]);
        let key = der::sequence(&[modulus, der::integer(65_537)]);
        spki(&[der::oid(oid::RSA_ENCRYPTION), der::null()], &key)
    };
    // 1.3.132.0.10 is secp256k1.
    let curve = [der::oid(oid::EC_PUBLIC_KEY), der::oid("1.3.132.0.10")];
    let curve = spki(&curve, &[&[4_u8][..], &[1; 64]].concat());
    for (text, code) in [
        (rsa(128), "key.weak"),
        (rsa(255), "key.weak"),
        (curve, "key.weak"),
        ("no key".to_owned(), "policy.material"),
    ] {
        let parts = Parts::new(vec![("one", with_key(text))]).signatures();
        let errors = bench.try_compile(parts).unwrap_err();
        assert_eq!(codes(&errors), [format!("{code} /signers/one/key")]);
    }
    let parts = Parts::new(vec![("one", with_key(rsa(256)))]).signatures();
    assert!(bench.try_compile(parts).is_ok());
}

#[test]
fn containers_know_one_key_of_a_text_and_logs_of_one_kind() {
    let bench = Bench::new();
    let two = format!("{}{}", pem("a"), pem("b"));
    let compile = |format, rekor: KeyKind| {
        let mut document = Parts::new(vec![("one", with_key(two.clone()))])
            .asking(|by| RequirementKind::Signature(signed(by)))
            .document(&bench.root());
        if let Some(SignerRule {
            kind: SignerKind::Key { trust, .. },
            ..
        }) = document.signers.get_mut("one")
        {
            *trust = Some("public".to_owned());
        }
        let keys = TrustKeys {
            rekor: vec![
                Material::Inline(bench.kit.rekor.key.pem()).into(),
                Material::Inline(SigningKey::seeded(rekor, "log").pem()).into(),
            ],
            ..TrustKeys::default()
        };
        let trust = TrustSource::Keys(keys);
        document.trust.insert("public".to_owned(), trust);
        let source = PolicySource::new(b"a document", format);
        CompiledPolicy::compile(document, &source, &MemoryFiles::new())
    };
    let of = |format, seed: &str| {
        let policy = compile(format, KeyKind::P384).unwrap();
        let mut store = bench.store.clone();
        store.sign(&[bench.plan_by(seed).layer()]);
        answers(&bench.gather(&store, &policy), 0).join(" ")
    };
    for (format, second) in [
        (SourceFormat::Native, "ok"),
        (SourceFormat::ContainersPolicy, "signature.invalid"),
    ] {
        assert_eq!(of(format, "a"), "ok");
        assert_eq!(of(format, "b"), second);
    }
    for kind in [KeyKind::Ed25519, KeyKind::Rsa2048] {
        assert!(compile(SourceFormat::Native, kind).is_ok());
        let errors = compile(SourceFormat::ContainersPolicy, kind).unwrap_err();
        let wanted = "policy.material /trust/public/keys/rekor/1";
        assert_eq!(codes(&errors), [wanted]);
    }
}

#[test]
fn who_names_no_trust_has_the_only_one_and_in_imported_documents_none() {
    let bench = Bench::new();
    let mut free = key("a");
    free.require.clear();
    let compile = |signer: &SignerRule, format, trusts: usize| {
        let parts = Parts::new(vec![("one", signer.clone())]).signatures();
        let mut document = parts.document(&bench.root());
        let (_, trust) = document.trust.pop_first().unwrap();
        for name in ["first", "second"].into_iter().take(trusts) {
            document.trust.insert(name.to_owned(), trust.clone());
        }
        let files = MemoryFiles::new().with_file("root.json", bench.root());
        let source = PolicySource::new(b"a document", format);
        CompiledPolicy::compile(document, &source, &files)
    };
    let mut store = bench.store.clone();
    let plan = bench.plan_by("a");
    store.sign(&[plan.with_promise_bytes(|bytes| bytes.reverse()).layer()]);
    let of = |format| {
        let policy = compile(&free, format, 1).unwrap();
        answers(&bench.gather(&store, &policy), 0).join(" ")
    };
    assert!(of(SourceFormat::Native).starts_with("tlog."));
    assert_eq!(of(SourceFormat::ContainersPolicy), "ok");
    for trusts in [0, 2] {
        let errors = compile(&key("a"), SourceFormat::Native, trusts).unwrap_err();
        assert_eq!(codes(&errors), ["trust.missing /signers/one"]);
    }
    let errors = compile(&key("a"), SourceFormat::ContainersPolicy, 1).unwrap_err();
    assert_eq!(codes(&errors), ["trust.missing /signers/one"]);
}

#[test]
fn all_files_of_a_policy_have_so_many_bytes() {
    let bench = Bench::new();
    let names = ["a", "b", "c", "d", "e"];
    let signers = names.map(|name| {
        let mut signer = key("a");
        if let SignerKind::Key { material, .. } = &mut signer.kind {
            *material = Material::File(FileReference {
                path: name.to_owned(),
                sha256: Some([7; 32]),
            });
        }
        (name, signer)
    });
    let mut document = Parts::new(signers.to_vec()).document(&bench.root());
    document.trust.clear();
    let large = || vec![b'x'; 16 << 20];
    let files = MemoryFiles::new();
    let files = names
        .into_iter()
        .fold(files, |files, name| files.with_file(name, large()));
    let source = PolicySource::new(b"a document", SourceFormat::Native);
    let errors = CompiledPolicy::compile(document, &source, &files).unwrap_err();
    let told = codes(&errors);
    assert_eq!(
        told[..4],
        ["a", "b", "c", "d"].map(|name| format!("policy.material /signers/{name}/key"))
    );
    assert_eq!(told[4..], ["limit.exceeded /signers/e/key"]);
}
