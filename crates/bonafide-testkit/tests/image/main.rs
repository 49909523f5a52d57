//! What the kit makes of images is what it says: digests and sizes fit, signatures hold, and
//! archives are read by another reader.

mod files;

use std::collections::BTreeSet;

use bonafide_testkit::encode::{Hash, base64, hex, pem, sha256, unbase64};
use bonafide_testkit::image::{
    Attachment, By, Carrier, Layer, Options, Signature, SignedImage, SimpleSigning, Statement,
    Store, SubjectForm, digest, envelope, hex_of, name, pae,
};
use bonafide_testkit::{Entry, KeyKind, Plan, Scheme, SigningKey, Sigstore};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use serde_json::{Value, json};

const FORMS: [SubjectForm; 5] = [
    SubjectForm::Image,
    SubjectForm::DockerImage,
    SubjectForm::Index,
    SubjectForm::DockerList,
    SubjectForm::AttestedIndex,
];

/// Every descriptor in a document.
fn descriptors(value: &Value) -> Vec<&Value> {
    let lists = ["layers", "manifests"].map(|name| &value[name]);
    let mut found: Vec<&Value> = lists
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .collect();
    found.extend(["config", "subject"].iter().filter_map(|it| value.get(it)));
    found
}

/// What a store names is in it, with the sizes that are said.
fn assert_whole(store: &Store) {
    assert!(store.is_consistent());
    for manifest in &store.manifests {
        let value = manifest.value();
        assert_eq!(value["mediaType"], manifest.media_type.as_str());
        assert_eq!(value["schemaVersion"], 2);
        for descriptor in descriptors(&value) {
            let digest = descriptor["digest"].as_str().unwrap();
            let bytes = match store.find(digest) {
                Some(manifest) => {
                    assert_eq!(descriptor["mediaType"], manifest.media_type.as_str());
                    &manifest.bytes
                }
                None => &store.blobs[digest],
            };
            assert_eq!(descriptor["size"], bytes.len(), "{descriptor}");
        }
    }
    for (tag, digest) in &store.tags {
        assert!(store.find(digest).is_some(), "{tag}");
    }
}

fn verifies(key: &SigningKey, message: &[u8], signature: &[u8]) -> bool {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key.public()).unwrap();
    let signature = p256::ecdsa::Signature::from_der(signature).unwrap();
    key.verify(message, &signature).is_ok()
}

fn signer() -> SigningKey {
    SigningKey::seeded(KeyKind::P256, "signer")
}

fn payload() -> SimpleSigning {
    SimpleSigning::new("registry.test/owner/app", &Store::image("app").subject)
}

fn assert_promised(kit: &Sigstore, layer: &Layer) {
    let promise = layer.json(name::PROMISE);
    // serde_json sorts the members, as the log does.
    let text = promise["Payload"].to_string();
    assert!(text.starts_with(r#"{"body":""#), "{text}");
    let signature = unbase64(promise["SignedEntryTimestamp"].as_str().unwrap());
    assert!(verifies(&kit.rekor.key, text.as_bytes(), &signature));
    assert_eq!(promise["Payload"]["logID"], hex(&kit.rekor.id()));
}

#[test]
fn stores_are_whole_and_the_same_in_each_run() {
    let kit = Sigstore::default();
    for form in FORMS {
        let options = Options {
            form,
            signers: vec![By::Keyless, By::key("alice")],
            carriers: vec![Carrier::Tag, Carrier::Layer, Carrier::Bundle],
            attestations: vec![("https://example.test/predicate".to_owned(), json!({}))],
            timestamps: 1,
            has_fallback: true,
            ..Options::default()
        };
        let image = SignedImage::new(&kit, &options);
        assert_whole(&image.store);
        assert_eq!(image.store, SignedImage::new(&kit, &options).store);
        assert_eq!(image.store.resolve("v1"), Some(image.digest.as_str()));
        // Two of layers, and a bundle for each of two signers and two statements.
        assert_eq!(image.store.referrers(&image.digest).len(), 6);
        let fallback = image.store.resolve(&Store::tag_of(&image.digest, ""));
        let fallback = image.store.manifest(fallback.unwrap());
        assert_eq!(fallback.value()["manifests"].as_array().unwrap().len(), 6);
        assert_eq!(
            image.keys,
            [SigningKey::seeded(KeyKind::P256, "alice").pem()]
        );
    }
}

#[test]
fn subjects_differ_and_list_what_they_should() {
    let digests: BTreeSet<String> = ["app", "other"]
        .iter()
        .flat_map(|seed| {
            [
                Store::image(seed).subject,
                Store::docker_image(seed).subject,
                Store::index(seed).subject,
                Store::docker_list(seed).subject,
                Store::attested_index(seed, "https://example.test/predicate").subject,
            ]
        })
        .collect();
    assert_eq!(digests.len(), 10);
    let store = Store::attested_index("app", "https://example.test/predicate");
    let index = store.subject().value();
    let image = &index["manifests"][0];
    let attestation = &index["manifests"][2];
    assert_eq!(attestation["platform"]["os"], "unknown");
    assert_eq!(
        attestation["annotations"]["vnd.docker.reference.digest"],
        image["digest"]
    );
    let layers = store.layers(attestation["digest"].as_str().unwrap());
    let statement: Value = serde_json::from_slice(&layers[0].blob).unwrap();
    assert_eq!(
        statement["subject"][0]["digest"]["sha256"],
        hex_of(image["digest"].as_str().unwrap())
    );
}

#[test]
fn payloads_are_written_as_signers_write_them() {
    let payload = SimpleSigning::new("registry.test/app", "sha256:00");
    let text = r#"{"critical":{"identity":{"docker-reference":"registry.test/app"},"image":{"docker-manifest-digest":"sha256:00"},"type":"cosign container image signature"},"optional":null}"#;
    assert_eq!(payload.bytes(), text.as_bytes());
    for bytes in [payload.reordered(), payload.spaced()] {
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(value, payload.value());
        assert_ne!(bytes, payload.bytes());
    }
    let twice = String::from_utf8(payload.twice(&payload)).unwrap();
    assert_eq!(twice.matches("critical").count(), 2);
    assert!(serde_json::from_slice::<Value>(&payload.after_mark()).is_err());
    assert!(serde_json::from_slice::<Value>(&payload.trailed_by(b"{}")).is_err());
    let without: Value = serde_json::from_slice(&payload.without("/critical/type")).unwrap();
    assert_eq!(without["critical"].as_object().unwrap().len(), 2);
}

#[test]
fn signatures_hold_and_entries_tell_of_them() {
    let kit = Sigstore::default();
    for entry in [Entry::V1, Entry::Old] {
        for by_key in [false, true] {
            let mut plan = payload().plan(&kit).logged(entry);
            if by_key {
                plan = plan.by_key();
            }
            let layer = plan.layer();
            assert_eq!(layer.blob, payload().bytes());
            assert!(verifies(&signer(), &layer.blob, &layer.signature()));
            assert_promised(&kit, &layer);
            let body = layer.body();
            let kind = match entry {
                Entry::Old => "rekord",
                _ => "hashedrekord",
            };
            assert_eq!(body["kind"], kind);
            let spec = &body["spec"];
            assert_eq!(spec["data"]["hash"]["value"], hex(&sha256(&layer.blob)));
            assert_eq!(spec["signature"]["content"], base64(&layer.signature()));
            let verifier = layer.annotations.get(name::CERTIFICATE);
            assert_eq!(verifier.is_some(), !by_key);
            let verifier = verifier.cloned().unwrap_or_else(|| signer().pem());
            assert_eq!(
                spec["signature"]["publicKey"]["content"],
                base64(verifier.as_bytes())
            );
        }
    }
    let chain = &payload().plan(&kit).layer().annotations[name::CHAIN];
    let expected: String = kit
        .fulcio
        .chain()
        .iter()
        .map(|der| pem("CERTIFICATE", der))
        .collect();
    assert_eq!(chain, expected.trim_end());
}

#[test]
fn attestations_hold_and_entries_tell_of_them() {
    let kit = Sigstore::default();
    let digest = Store::image("app").subject;
    let statement = Statement::attestation(&digest, "https://example.test/p", json!({})).old();
    for (entry, kind, version) in [
        (Entry::Old, "intoto", "0.0.1"),
        (Entry::Intoto, "intoto", "0.0.2"),
        (Entry::V1, "dsse", "0.0.1"),
    ] {
        let layer = statement.plan(&kit).logged(entry).stamped(1).layer();
        let value: Value = serde_json::from_slice(&layer.blob).unwrap();
        let payload = unbase64(value["payload"].as_str().unwrap());
        assert_eq!(payload, statement.bytes());
        let signature = unbase64(value["signatures"][0]["sig"].as_str().unwrap());
        assert!(verifies(
            &signer(),
            &pae(name::STATEMENT, &payload),
            &signature
        ));
        assert_eq!(layer.annotations[name::SIGNATURE], "");
        assert_eq!(
            layer.annotations[name::PREDICATE_TYPE],
            "https://example.test/p"
        );
        assert_promised(&kit, &layer);
        let body = layer.body();
        assert_eq!(body["kind"], kind);
        assert_eq!(body["apiVersion"], version);
        let whole = hex(&sha256(&layer.blob));
        let spec = &body["spec"];
        match kind {
            "dsse" => assert_eq!(spec["envelopeHash"]["value"], whole),
            _ => assert_eq!(spec["content"]["hash"]["value"], whole),
        }
        assert!(stamped(&layer, &sha256(&layer.blob)));
    }
}

/// Whether the timestamp of a layer holds this digest.
fn stamped(layer: &Layer, digest: &[u8]) -> bool {
    let response = layer.json(name::TIMESTAMP);
    let response = unbase64(response["SignedRFC3161Timestamp"].as_str().unwrap());
    response.windows(digest.len()).any(|part| part == digest)
}

#[test]
fn keys_of_every_kind_sign_sha256() {
    let kit = Sigstore::default();
    let layer = |kind| {
        let plan = payload().plan(&kit).by_key().with_kind(kind);
        plan.logged(Entry::None).layer()
    };
    for kind in KeyKind::ALL {
        let scheme = match kind {
            KeyKind::Ed25519 => Scheme::Ed25519,
            KeyKind::Rsa2048 | KeyKind::Rsa3072 | KeyKind::Rsa4096 => Scheme::Rsa(Hash::Sha256),
            _ => Scheme::Ecdsa(Hash::Sha256),
        };
        let key = SigningKey::seeded(kind, "signer");
        let expected = key.sign(scheme, &payload().bytes());
        assert_eq!(layer(kind).signature(), expected, "{kind:?}");
        assert!(!layer(kind).annotations.contains_key(name::PROMISE));
    }
    let key = SigningKey::seeded(KeyKind::P384, "signer");
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&key.public()).unwrap();
    let signature = p384::ecdsa::Signature::from_der(&layer(KeyKind::P384).signature()).unwrap();
    key.verify_prehash(&sha256(&payload().bytes()), &signature)
        .unwrap();
}

#[test]
fn wrong_layers_are_signed_anew_by_the_log() {
    let kit = Sigstore::default();
    let plan = || payload().plan(&kit).stamped(1);
    let good = plan().layer();
    let other = plan().signed_by("another").layer();
    let edits: [Plan<'_>; 4] = [
        plan().with_recorded(|told| told.signed.push(0)),
        plan().with_recorded(|told| told.signature.reverse()),
        plan().with_body(|body| body["spec"]["signature"]["publicKey"]["content"] = "".into()),
        plan().with_promise_over(|promise| promise.integrated_time += 1),
    ];
    for edited in edits {
        let edited = edited.layer();
        assert_promised(&kit, &edited);
        assert_ne!(edited.json(name::PROMISE), good.json(name::PROMISE));
        assert_eq!(edited.signature(), good.signature());
        assert_eq!(edited.clone().taking(name::PROMISE, &good), good);
    }
    assert!(stamped(&good, &sha256(&good.signature())));
    let wrong = plan().with_stamped(|stamped| *stamped = payload().bytes());
    assert!(stamped(&wrong.layer(), &sha256(&payload().bytes())));
    let mixed = good.clone().taking(name::CERTIFICATE, &other);
    assert_ne!(mixed, good);
    assert_promised(&kit, &mixed);
    let renamed = good.editing(name::PROMISE, |promise| {
        promise["Payload"]["logID"] = 0.into()
    });
    assert_eq!(renamed.json(name::PROMISE)["Payload"]["logID"], 0);
}

#[test]
fn own_authorities_and_several_signatures() {
    let kit = Sigstore::default();
    let options = Options {
        signers: vec![By::OwnAuthority(
            KeyKind::Rsa4096,
            "release@example.test".to_owned(),
        )],
        timestamps: 1,
        ..Options::default()
    };
    let image = SignedImage::new(&kit, &options);
    let signatures = image.store.resolve(&Store::tag_of(&image.digest, "sig"));
    let layer = &image.store.layers(signatures.unwrap())[0];
    assert_eq!(image.chain, kit.fulcio.chain());
    assert_eq!(layer.signature().len(), 512);
    assert!(layer.annotations.contains_key(name::CERTIFICATE));
    for absent in [name::PROMISE, name::TIMESTAMP] {
        assert!(!layer.annotations.contains_key(absent));
    }

    let statement = Statement::attestation(&payload().digest, "https://example.test/p", json!({}));
    let signed = pae(name::STATEMENT, &statement.bytes());
    let signatures = ["alice", "bob"].map(|seed| {
        let key = SigningKey::seeded(KeyKind::P256, seed);
        Signature::new(&key.sign(key.scheme(), &signed))
    });
    let both = envelope(name::STATEMENT, &statement.bytes(), &signatures);
    let layer = statement
        .plan(&kit)
        .with_envelope(|bytes| bytes.clone_from(&both))
        .layer();
    assert_eq!(layer.blob, both);
    let hash = &layer.body()["spec"]["envelopeHash"]["value"];
    assert_eq!(*hash, hex(&sha256(&both)));
}

#[test]
fn bundles_refer_to_the_image() {
    let kit = Sigstore::default();
    let mut store = Store::image("app");
    let subject = store.subject().descriptor();
    let statement = Statement::signature(&subject.digest).with_annotations(json!({"env": "test"}));
    let dsse = store.attach_bundle(&statement.plan(&kit).mint());
    let message = kit.message(&store.subject().bytes).mint();
    let message = store.attach_bundle(&message);
    let wrong = store.attach_with(&Attachment::bundle_json(&json!({}), &subject), |manifest| {
        manifest["subject"]["digest"] = digest(b"another").into();
    });
    assert_whole_but(&store, &wrong.digest);
    let referrers = store.referrers(&subject.digest);
    assert_eq!(
        referrers.iter().map(|it| &it.digest).collect::<Vec<_>>(),
        [&dsse.digest, &message.digest]
    );
    assert_eq!(referrers[0].artifact_type.as_deref(), Some(name::BUNDLE));
    let annotations = &referrers[0].annotations;
    assert_eq!(annotations[name::BUNDLE_PREDICATE_TYPE], name::SIGN_V1);
    assert_eq!(annotations[name::BUNDLE_CONTENT], "dsse-envelope");
    assert_eq!(
        referrers[1].annotations[name::BUNDLE_CONTENT],
        "message-signature"
    );
    let bundle: Value = serde_json::from_slice(&store.layers(&dsse.digest)[0].blob).unwrap();
    let payload = unbase64(bundle["dsseEnvelope"]["payload"].as_str().unwrap());
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(
        payload["subject"][0]["digest"]["sha256"],
        hex_of(&subject.digest)
    );
    assert_eq!(payload["subject"][0]["annotations"]["env"], "test");
}

/// The store is whole but for this manifest.
fn assert_whole_but(store: &Store, digest: &str) {
    let mut rest = store.clone();
    rest.manifests.retain(|manifest| manifest.digest != digest);
    assert_whole(&rest);
}
