//! The annotations of a layer: signature, certificate and chain.

use bonafide_testkit::KeyKind;
use bonafide_testkit::SigningKey;
use bonafide_testkit::encode::{base64, pem};
use bonafide_testkit::image::{Attachment, Layer, name};

use crate::kit::{Bench, by_keys, key};

#[test]
fn signature_annotations() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let text = layer.annotations[name::SIGNATURE].clone();
    let bare = text.trim_end_matches('=').to_owned();
    let table = [
        (text.clone(), "ok"),
        (format!("{text}\n"), "ok"),
        (format!("{text}\n\n"), "image.signature-annotation"),
        (format!("{text}\r\n"), "image.signature-annotation"),
        (format!("\n{text}"), "image.signature-annotation"),
        (format!(" {text}"), "image.signature-annotation"),
        (format!("{text} "), "image.signature-annotation"),
        (text.replacen('M', "M\n", 1), "image.signature-annotation"),
        (String::new(), "image.signature-annotation"),
        ("\n".to_owned(), "image.signature-annotation"),
        ("=".to_owned(), "image.signature-annotation"),
        (format!("{bare}\u{e9}"), "image.signature-annotation"),
        (base64(&[0; (16 << 10) + 1]), "image.signature-annotation"),
        (base64(&[0; 16 << 10]), "signature.invalid"),
    ];
    for (text, code) in table {
        let layer = layer.clone().with(name::SIGNATURE, &text);
        assert_eq!(bench.sig_code(&layer), code, "{text:.50?}");
    }
    let absent = layer.clone().without(name::SIGNATURE);
    assert_eq!(bench.sig_code(&absent), "image.signature-annotation");
    // Base64 for addresses, and without its padding.
    let padded = (0..64)
        .map(|number| bench.plan().signed_by(&format!("signer {number}")).layer())
        .find(|layer| {
            let text = &layer.annotations[name::SIGNATURE];
            text.ends_with('=') && text.contains('/')
        })
        .unwrap();
    let text = padded.annotations[name::SIGNATURE].clone();
    for other in [
        text.trim_end_matches('=').to_owned(),
        text.replace('/', "_"),
    ] {
        let layer = padded.clone().with(name::SIGNATURE, &other);
        assert_eq!(bench.sig_code(&layer), "image.signature-annotation");
    }
}

#[test]
fn an_envelope_has_no_signature_beside_it() {
    let bench = Bench::default();
    let layer = bench.attestation().layer();
    assert_eq!(layer.annotations[name::SIGNATURE], "");
    assert_eq!(bench.att_code(&layer), "ok");
    assert_eq!(
        bench.att_code(&layer.clone().without(name::SIGNATURE)),
        "ok"
    );
    let beside = layer.taking(name::SIGNATURE, &bench.plan().layer());
    assert_eq!(bench.att_code(&beside), "image.signature-annotation");
}

#[test]
fn certificates_are_one_block() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    let text = layer.annotations[name::CERTIFICATE].clone();
    let wrong = [
        String::new(),
        "certificate".to_owned(),
        base64(text.as_bytes()),
        format!("{text}{text}"),
        format!("{text}{}", layer.annotations[name::CHAIN]),
        format!("text\n{text}"),
        text.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
        SigningKey::seeded(KeyKind::P256, "signer").pem(),
        pem("PRIVATE KEY", b"0"),
    ];
    for text in wrong {
        let layer = layer.clone().with(name::CERTIFICATE, &text);
        assert_eq!(bench.sig_code(&layer), "bundle.parse", "{text:.40}");
    }
    let junk = layer
        .clone()
        .with(name::CERTIFICATE, &pem("CERTIFICATE", b"junk"));
    assert_eq!(bench.sig_code(&junk), "cert.parse");
    let absent = layer.clone().without(name::CERTIFICATE);
    assert_eq!(bench.sig_code(&absent), "key.missing");
    // An older name of the annotation means nothing.
    let older = "dev.cosignproject.cosign/certificate";
    let answer = bench.ask(&bench.sig(&[absent.with(older, &text)]), &bench.signature());
    assert_eq!(answer.code(), "key.missing");
    assert!(answer.has_note(older));
}

#[test]
fn chains_anchor_nothing() {
    let bench = Bench::default();
    let layer = bench.plan().layer();
    assert_eq!(bench.sig_code(&layer.clone().without(name::CHAIN)), "ok");
    assert_eq!(bench.sig_code(&layer.clone().with(name::CHAIN, "")), "ok");
    // A whole other authority, with the same names.
    let mut other = bench.kit.clone();
    other.fulcio =
        bonafide_testkit::CertificateAuthority::fulcio("fulcio.other.test", other.time.plus(-9999));
    let foreign = bench.payload().plan(&other).layer();
    assert_eq!(bench.sig_code(&foreign), "cert.chain");
    let through = bonafide_sigstore::image::ImagePolicy::signature(
        bench.keyless().use_bundle_intermediates(),
    );
    let answer = bench.ask(&bench.sig(&[foreign]), &through);
    assert_eq!(answer.code(), "cert.chain");
    let chain = layer.annotations[name::CHAIN].clone();
    for text in [
        "junk".to_owned(),
        format!("{chain}\njunk"),
        chain.replace("CERT", "cert"),
    ] {
        let layer = layer.clone().with(name::CHAIN, &text);
        assert_eq!(bench.sig_code(&layer), "bundle.parse", "{text:.30}");
    }
    let many = format!("{chain}\n").repeat(6);
    let code = bench.sig_code(&layer.with(name::CHAIN, &many));
    assert!(matches!(code, "bundle.parse" | "limit.exceeded"), "{code}");
}

#[test]
fn layers_of_other_types_count_for_nothing_and_are_told() {
    let bench = Bench::default();
    let good = bench.plan().layer();
    for media_type in [
        "application/vnd.dev.cosign.simplesigning.v2+json",
        "application/vnd.dev.cosign.simplesigning.v1+json+gzip",
        "text/plain",
        name::LAYER,
    ] {
        let mut other: Layer = good.clone();
        other.media_type = media_type.to_owned();
        let answer = bench.ask(&bench.sig(&[other]), &bench.signature());
        assert_eq!(
            answer.code(),
            "signature.unsupported-format",
            "{media_type}"
        );
    }
}

#[test]
fn blobs_are_what_their_descriptors_say() {
    let bench = Bench::default();
    let mut store = bench.sig(&[bench.plan().layer()]);
    let digest = bonafide_testkit::image::digest(&bench.payload().bytes());
    store.corrupt(&digest, |bytes| bytes.push(b' '));
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.code(), "digest.size-mismatch");
    let mut store = bench.sig(&[bench.plan().layer()]);
    store.corrupt(&digest, |bytes| bytes[20] ^= 1);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.code(), "digest.mismatch");
    let told = answer.0.unwrap_err().to_string();
    assert!(told.contains(&digest), "{told}");
    let mut store = bench.sig(&[bench.plan().layer()]);
    store.blobs.remove(&digest);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.class(), Some(bonafide_report::Class::Unavailable));
    // A size that is not that of the blob.
    let mut store = bench.store.clone();
    let attached = store.attach_with(&Attachment::new(&[bench.plan().layer()]), |manifest| {
        manifest["layers"][0]["size"] = 7.into();
    });
    let tag = bonafide_testkit::image::Store::tag_of(&store.subject, "sig");
    store.tag(&tag, &attached.digest);
    let answer = bench.ask(&store, &bench.signature());
    assert_eq!(answer.code(), "digest.size-mismatch");
}

#[test]
fn high_s_is_a_signature_too() {
    let bench = Bench::default();
    // The other of the two values of `s` is as good; what was seen is not told by signature bytes.
    let low = bench
        .plan_by("alice")
        .logged(bonafide_testkit::Entry::None)
        .layer();
    let high = bench
        .plan_by("alice")
        .logged(bonafide_testkit::Entry::None)
        .with_signature(|bytes| {
            let signature = p256::ecdsa::Signature::from_der(bytes).unwrap();
            let (r, s) = signature.split_scalars();
            let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes());
            *bytes = other.unwrap().to_der().as_bytes().to_vec();
        })
        .layer();
    assert_ne!(
        low.annotations[name::SIGNATURE],
        high.annotations[name::SIGNATURE]
    );
    let policy = by_keys(&[key("alice")]).ignore_transparency_log();
    let verified = bench.ask(&bench.sig(&[low, high]), &policy).verified();
    assert_eq!(verified.attachments().len(), 2);
    assert_eq!(verified.signers(), 1);
}
