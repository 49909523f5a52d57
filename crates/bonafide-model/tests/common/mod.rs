//! Signed lists, made by other code than that under test.
#![allow(dead_code, reason = "each test file uses its part")]

use bonafide_keys::Ring;
use bonafide_model::{
    Error, Findings, ManifestVerifier, Profile, Refusal, Trust, VerificationKey, VerifiedManifest,
};
use bonafide_report::Time;
use bonafide_testkit::encode::{base64, hex};
#[allow(unused_imports, reason = "each test file uses its part")]
pub(crate) use bonafide_testkit::model::{resource, root, statement};
use bonafide_testkit::{Hash, KeyKind, Scheme, SigningKey};
use serde_json::{Value, json};

pub(crate) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
pub(crate) const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// 2027-01-01T00:00:00Z.
pub(crate) fn now() -> Time {
    Time::from_unix(1_798_761_600).unwrap()
}

pub(crate) fn key(kind: KeyKind) -> SigningKey {
    SigningKey::seeded(kind, "publisher")
}

/// A statement over shards of `size` bytes of files with these lengths.
pub(crate) fn shards(size: u64, files: &[(&str, u64)]) -> Value {
    let mut resources = Vec::new();
    for (path, length) in files {
        let mut start = 0;
        while start < *length {
            let end = length.min(&(start + size)).to_owned();
            let name = format!("{path}:{start}:{end}");
            resources.push(resource(&name, name.as_bytes()));
            start = end;
        }
    }
    let mut statement = statement(resources);
    statement["predicate"]["serialization"]["method"] = "shards".into();
    statement["predicate"]["serialization"]["shard_size"] = size.into();
    statement
}

/// A good statement over two files.
pub(crate) fn good() -> Value {
    statement(vec![
        resource("config.json", b"{}"),
        resource("weights/model.safetensors", b"weights"),
    ])
}

/// The same with its subject made to fit its resources again.
pub(crate) fn fit(mut statement: Value) -> Value {
    let resources = statement["predicate"]["resources"].as_array().unwrap();
    statement["subject"][0]["digest"]["sha256"] = root(resources).into();
    statement
}

pub(crate) fn pae(payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 28 {PAYLOAD_TYPE} {} ", payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// SHA-256 of the PEM text of a key.
pub(crate) fn hint(key: &SigningKey) -> String {
    hex(&Hash::Sha256.digest(key.pem().as_bytes()))
}

/// A bundle around a payload with any signature, by the method `key`.
pub(crate) fn bundle_of(payload: &[u8], signature: &[u8], key: &SigningKey) -> Value {
    json!({
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": {"publicKey": {"hint": hint(key)}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64(payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64(signature), "keyid": ""}],
        },
    })
}

/// A bundle around a payload, signed by the key.
pub(crate) fn sign(payload: &[u8], key: &SigningKey) -> Value {
    bundle_of(payload, &key.sign(key.scheme(), &pae(payload)), key)
}

/// A bundle around a statement, signed by the key of kind P-256.
pub(crate) fn signed(statement: &Value) -> Value {
    sign(statement.to_string().as_bytes(), &key(KeyKind::P256))
}

/// A good bundle of the method `key`.
pub(crate) fn good_bundle() -> Value {
    signed(&good())
}

pub(crate) fn trusted(key: &SigningKey) -> VerificationKey {
    VerificationKey::from_pem(&key.pem()).unwrap()
}

pub(crate) fn by_key(profile: Profile) -> ManifestVerifier {
    verifier(Trust::keys(vec![trusted(&key(KeyKind::P256))]), profile)
}

pub(crate) fn verifier(trust: Trust, profile: Profile) -> ManifestVerifier {
    let builder = ManifestVerifier::builder(trust, Ring).with_profile(profile);
    builder.build().unwrap()
}

pub(crate) fn verify(
    verifier: &ManifestVerifier,
    bundle: &[u8],
) -> Result<VerifiedManifest, Refusal> {
    let verified = verifier.verify(bundle, now());
    let report = verifier.explain(bundle, now());
    // An explanation is the same verification.
    let told = verified.as_ref().err().map(Refusal::code);
    assert_eq!(report.primary_code(), told, "{report:#?}");
    verified
}

/// The code with which a bundle is refused, or `verified`.
pub(crate) fn verdict(verifier: &ManifestVerifier, bundle: &[u8]) -> &'static str {
    match verify(verifier, bundle) {
        Ok(_) => "verified",
        Err(refusal) => refusal.code().as_str(),
    }
}

/// The verdicts by the three profiles: by the specification, compatible, paranoid.
pub(crate) fn verdicts(bundle: &Value) -> [&'static str; 3] {
    let text = bundle.to_string();
    [Profile::SpecV1, Profile::Compat, Profile::Paranoid]
        .map(|profile| verdict(&by_key(profile), text.as_bytes()))
}

/// The codes of findings, with their gravity.
pub(crate) fn told(findings: &Findings) -> Vec<String> {
    let counts = findings.counts().iter();
    counts
        .map(|(code, severity, count)| format!("{code} {} {count}", severity.as_str()))
        .collect()
}

/// What is found in a bundle that is accepted.
pub(crate) fn findings(bundle: &Value, profile: Profile) -> Vec<String> {
    let verified = verify(&by_key(profile), bundle.to_string().as_bytes());
    told(
        verified
            .unwrap_or_else(|refusal| panic!("{refusal}"))
            .findings(),
    )
}

/// The base64 in a bundle's place.
pub(crate) fn scheme(hash: Hash) -> Scheme {
    Scheme::Ecdsa(hash)
}

pub(crate) fn code_of(error: &Error) -> &'static str {
    error.code().as_str()
}
