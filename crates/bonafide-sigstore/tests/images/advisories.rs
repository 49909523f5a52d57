//! Published advisories of tools that verify images, each as a requirement that holds here. A test
//! is named by the ids of its advisory; `docs/advisories.md` lists them.

use bonafide_report::Class;
use bonafide_sigstore::image::ImagePolicy;
use bonafide_sigstore::{ExpectedIdentity, Policy};
use bonafide_testkit::encode::base64;
use bonafide_testkit::image::{Layer, SimpleSigning, Statement, Store, name};
use bonafide_testkit::{Entry, Sigstore};
use serde_json::json;

use crate::kit::{Bench, PREDICATE, REPOSITORY, by_keys, found, key};

/// CVE-2022-23649, GHSA-ccxc-vr6p-4858: a valid promise for something else backs no signature.
#[test]
fn cve_2022_23649_ghsa_ccxc_vr6p_4858_a_foreign_promise_backs_no_signature() {
    let bench = Bench::default();
    let foreign = bench.kit.message(b"an artifact of somebody").layer();
    let layer = bench.plan().layer().taking(name::PROMISE, &foreign);
    assert_eq!(bench.sig_code(&layer), "tlog.body-mismatch");
    let layer = bench
        .plan_by("alice")
        .layer()
        .taking(name::PROMISE, &foreign);
    assert_eq!(
        bench.key_code(&layer, &[key("alice")]),
        "tlog.body-mismatch"
    );
}

/// CVE-2022-35929, GHSA-vjxv-45g9-9296; CVE-2022-35930, GHSA-739f-hw6h-7wq8: an attestation of
/// another type is not one of the wanted type, and no match is a failure.
#[test]
fn cve_2022_35929_ghsa_vjxv_45g9_9296_and_cve_2022_35930_ghsa_739f_hw6h_7wq8_types_must_match() {
    let bench = Bench::default();
    let other = Statement::attestation(
        &bench.store.subject,
        "https://example.test/other",
        json!({}),
    );
    let layer = other.plan(&bench.kit).layer();
    assert_eq!(bench.att_code(&layer), "statement.predicate-type");
    let hinted = layer.with(name::PREDICATE_TYPE, PREDICATE);
    assert_eq!(bench.att_code(&hinted), "statement.predicate-type");
    let bundle = bench.bundles(&[other.plan(&bench.kit).mint()]);
    assert_eq!(
        bench.ask(&bundle, &bench.attested()).code(),
        "statement.predicate-type"
    );
    assert_eq!(
        bench.ask(&bench.store, &bench.attested()).code(),
        "attestation.missing"
    );
    assert_eq!(
        bench.ask(&bench.att(&[]), &bench.attested()).code(),
        "attestation.missing"
    );
}

/// CVE-2022-36056, GHSA-8gw7-4j42-w388: every field of an entry is bound.
#[test]
fn cve_2022_36056_ghsa_8gw7_4j42_w388_every_field_of_an_entry_is_bound() {
    let bench = Bench::default();
    for field in ["hash", "signature", "key"] {
        let layer = bench.plan().with_recorded(|told| match field {
            "hash" => told.signed.push(0),
            "signature" => told.signature[9] ^= 1,
            _ => {
                told.verifier = bonafide_testkit::SigningKey::seeded(told.kind, "other").spki();
                told.is_certificate = false;
            }
        });
        assert_eq!(
            bench.sig_code(&layer.layer()),
            "tlog.body-mismatch",
            "{field}"
        );
    }
}

/// CVE-2023-46737, GHSA-vfp6-jrw2-99g9; CVE-2024-29902, GHSA-88jx-383q-w4qc; CVE-2024-29903,
/// GHSA-95pr-fxf5-86gv: any number of attachments of any size is work that is bounded.
#[test]
fn cve_2023_46737_ghsa_vfp6_jrw2_99g9_attachments_are_bounded() {
    let bench = Bench::default();
    let junk: Vec<Layer> = (0..200)
        .map(|number| {
            Layer::new(name::SIMPLE_SIGNING, b"{}".to_vec())
                .with(name::SIGNATURE, &base64(&[number; 64]))
        })
        .collect();
    let answer = bench.ask(&bench.sig(&junk), &bench.signature());
    assert_eq!(answer.codes().len(), 128);
    assert_eq!(answer.class(), Some(Class::Unavailable));
    let huge = Layer::new(name::SIMPLE_SIGNING, vec![b' '; (1 << 20) + 1])
        .with(name::SIGNATURE, &base64(&[1; 64]));
    let answer = bench.ask(
        &bench.sig(&[huge, bench.plan().layer()]),
        &bench.signature(),
    );
    assert_eq!(answer.code(), "ok");
    let long = bench.plan().layer().with("a", &"x".repeat((64 << 10) + 1));
    let answer = bench.ask(&bench.sig(&[long]), &bench.signature());
    assert_ne!(answer.code(), "ok");
}

/// CVE-2026-22703, GHSA-whqx-f9j3-ch6m: with a trusted root too, an older entry is bound.
#[test]
fn cve_2026_22703_ghsa_whqx_f9j3_ch6m_entries_are_bound_under_a_trusted_root() {
    let bench = Bench::default();
    let verifier = bench.verifier();
    for entry in [Entry::V1, Entry::Old] {
        let foreign = bench
            .kit
            .message(b"somebody's")
            .signed_by("other")
            .logged(entry)
            .layer();
        let layer = bench
            .plan()
            .logged(entry)
            .layer()
            .taking(name::PROMISE, &foreign);
        let found = found(&bench.sig(&[layer]));
        let code = bench.ask_of(&verifier, &found, &bench.signature()).code();
        assert_eq!(code, "tlog.body-mismatch");
    }
    let foreign = bench.kit.envelope(name::STATEMENT, b"{}").layer();
    let layer = bench.attestation().layer().taking(name::PROMISE, &foreign);
    assert_eq!(bench.att_code(&layer), "tlog.body-mismatch");
}

/// CVE-2026-24122, GHSA-wfqv-66vq-46rm: an authority that had expired vouches for nobody.
#[test]
fn cve_2026_24122_ghsa_wfqv_66vq_46rm_every_issuer_is_valid_when_it_was_signed() {
    let mut kit = Sigstore::default();
    let expired = kit.time.plus(-1);
    kit.fulcio.intermediate().not_after = expired;
    let bench = Bench {
        kit,
        ..Bench::default()
    };
    assert_eq!(bench.sig_code(&bench.plan().layer()), "cert.chain-time");
    assert_eq!(
        bench.att_code(&bench.attestation().layer()),
        "cert.chain-time"
    );
}

/// CVE-2026-39395, GHSA-w6c6-c85g-mmv6: a statement that cannot be read, or of another type, is no
/// attestation, in bundles and in layers.
#[test]
fn cve_2026_39395_ghsa_w6c6_c85g_mmv6_malformed_statements_attest_to_nothing() {
    let bench = Bench::default();
    let null = Statement {
        subjects: json!(null),
        ..bench.statement()
    };
    for payload in [&b"{"[..], b"[]", b"null", b"{}", &null.bytes()] {
        let plan = || bench.kit.envelope(name::STATEMENT, payload);
        assert_ne!(bench.att_code(&plan().layer()), "ok");
        let store = bench.bundles(&[plan().mint()]);
        assert_ne!(bench.ask(&store, &bench.attested()).code(), "ok");
        assert_ne!(bench.ask(&store, &bench.signature()).code(), "ok");
        let any = ImagePolicy::attestation(bench.keyless());
        assert_ne!(bench.ask(&store, &any).code(), "ok");
    }
}

/// GHSA-r2xv-vpr2-42m9: an attestation is bound by key, signature and subject.
#[test]
fn ghsa_r2xv_vpr2_42m9_attestations_are_bound_by_key_signature_and_subject() {
    let bench = Bench::default();
    let good = bench.attestation().layer();
    assert_eq!(bench.att_code(&good), "ok");
    let stranger = bench.attestation().signed_by("stranger").layer();
    let key = good.clone().taking(name::CERTIFICATE, &stranger);
    assert_eq!(bench.att_code(&key), "signature.invalid");
    let signature = bench
        .attestation()
        .with_signature(|bytes| bytes[9] ^= 1)
        .layer();
    assert_eq!(bench.att_code(&signature), "signature.invalid");
    let about = Statement::attestation(&Store::image("another").subject, PREDICATE, json!({}));
    assert_eq!(
        bench.att_code(&about.plan(&bench.kit).layer()),
        "artifact.not-a-subject"
    );
}

/// CVE-2022-47633, CVE-2023-47630: one digest is verified, and it is the one that is told.
#[test]
fn cve_2022_47633_and_cve_2023_47630_one_digest_is_verified_and_told() {
    let bench = Bench::default();
    let store = bench.sig(&[bench.plan().layer()]);
    let verified = bench.ask(&store, &bench.signature()).verified();
    assert_eq!(verified.digest().to_string(), store.subject);
    // A signature on another image under the same tag is of no account for this one.
    let other = Bench::of(Store::image("another"));
    let mut mixed = store.clone();
    mixed.manifests.extend(other.store.manifests.clone());
    mixed.subject.clone_from(&other.store.subject);
    assert_eq!(
        other.ask(&mixed, &other.signature()).code(),
        "signature.missing"
    );
    // What is served by a digest has it.
    let mut lying = store;
    let subject = lying.subject.clone();
    lying.corrupt(&subject, |bytes| bytes.push(b' '));
    let asked = crate::kit::asked(&lying);
    let registry = crate::kit::Registry {
        store: &lying,
        away: &[],
    };
    let subject = bonafide_oci::Subject::of(&asked);
    assert!(bonafide_oci::discover(&registry, &subject, crate::kit::options()).is_err());
}

/// CVE-2021-41190: what is both an index and a manifest is neither.
#[test]
fn cve_2021_41190_an_ambiguous_image_is_refused() {
    let bench = Bench::default();
    let mut both = bench.store.subject().value();
    both["manifests"] = json!([]);
    let mut store = Store::new();
    let subject = store.push_json(&both);
    let bench = Bench::of(store.about(&subject));
    let store = bench.sig(&[bench.plan().layer()]);
    assert_eq!(
        bench.ask(&store, &bench.signature()).code(),
        "image.manifest"
    );
    // Nor is it a manifest of attachments.
    let bench = Bench::default();
    let mut store = bench.store.clone();
    let attachment = bonafide_testkit::image::Attachment::new(&[bench.plan().layer()]);
    let attached = store.attach_with(&attachment, |manifest| {
        manifest["manifests"] = json!([]);
    });
    store.tag(&Store::tag_of(&store.subject, "sig"), &attached.digest);
    assert_ne!(bench.ask(&store, &bench.signature()).code(), "ok");
}

/// CVE-2023-33957, CVE-2023-33958, CVE-2023-33959: a flood of referrers hides nothing in silence.
/// CVE-2024-23332: it is the digest that is verified.
#[test]
fn cve_2023_33957_cve_2023_33958_cve_2023_33959_and_cve_2024_23332_floods_are_told() {
    let bench = Bench::default();
    let mut store = bench.store.clone();
    let subject = store.subject().descriptor();
    for number in 0..70 {
        let document = json!({"junk": number});
        store.attach(&bonafide_testkit::image::Attachment::bundle_json(
            &document, &subject,
        ));
    }
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.class(), Some(Class::Unavailable));
    assert!(answer.codes().len() <= 64);
}

/// Without an id: what a policy asks for is not given and ignored, and nobody is not anybody.
#[test]
fn what_a_policy_asks_for_is_never_ignored() {
    let bench = Bench::default();
    let store = bench.sig(&[bench.plan().layer()]);
    let annotated = bench.signature().with_annotation("a", "b");
    assert_eq!(bench.ask(&store, &annotated).code(), "image.annotation");
    let somebody = crate::kit::identity("https://other.test/a", &bench.kit.issuer);
    let answer = bench.ask(&store, &ImagePolicy::signature(somebody));
    assert_eq!(answer.code(), "identity.san-mismatch");
    assert!(ExpectedIdentity::any_of(Vec::new()).is_err());
    let nobody = ImagePolicy::signature(Policy::nobody());
    assert_eq!(bench.ask(&store, &nobody).code(), "policy.empty");
    let kind = SimpleSigning::new(REPOSITORY, &bench.store.subject).with_kind("blob");
    assert_eq!(
        bench.sig_code(&kind.plan(&bench.kit).layer()),
        "image.payload-type"
    );
    let keys = by_keys(&[key("alice")]);
    let elsewhere = SimpleSigning::new("other.test/a", &bench.store.subject);
    let layer = elsewhere
        .plan(&bench.kit)
        .by_key()
        .signed_by("alice")
        .layer();
    assert_eq!(
        bench.ask(&bench.sig(&[layer]), &keys).code(),
        "signature.identity-replay"
    );
}
