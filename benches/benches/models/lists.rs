//! Signed lists of many resources.

use bonafide_digest::hex;
use bonafide_keys::Ring;
use bonafide_model::{ManifestVerifier, Trust, VerificationKey};
use bonafide_report::{Budget, Time};
use bonafide_testkit::encode::base64;
use bonafide_testkit::{Hash, KeyKind, SigningKey};

use crate::measure::{contest, time, work};
use crate::table::{Goal, Table};

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

pub(crate) fn rows(table: &mut Table) {
    let key = SigningKey::seeded(KeyKind::P256, "publisher");
    let trust = Trust::keys(vec![VerificationKey::from_pem(&key.pem()).unwrap()]);
    let verifier = ManifestVerifier::builder(trust, Ring).build().unwrap();
    let now = Time::from_unix(1_798_761_600).unwrap();
    let verify = |bundle: &str| {
        let budget = &mut Budget::new(1000, 1 << 40);
        let verified = verifier
            .verify_within(bundle.as_bytes(), now, budget)
            .unwrap();
        verified.manifest().resource_count()
    };
    let (one, two) = (bundle(100_000, &key), bundle(200_000, &key));
    assert_eq!((verify(&one), verify(&two)), (100_000, 200_000));
    let contest = contest(&mut [&mut work(|| verify(&one)), &mut work(|| verify(&two))]);
    let note = format!("{} of bundle", size(&one));
    table.add(
        "G12 100,000 resources, parsed, verified and judged, seconds",
        Goal::AtMost(0.5),
        contest.time(0),
        note,
    );
    let note = format!(
        "{} against {}",
        time(contest.time(1)),
        time(contest.time(0))
    );
    table.add(
        "G12 growth, time of 200,000 by that of 100,000",
        Goal::AtMost(2.2),
        contest.ratio(1, 0),
        note,
    );
}

/// A bundle over files of a model with many layers, signed.
fn bundle(count: usize, key: &SigningKey) -> String {
    let mut digests = Vec::new();
    let resources: Vec<String> = (0..count)
        .map(|number| {
            let digest = Hash::Sha256.digest(&number.to_le_bytes());
            digests.extend_from_slice(&digest);
            let (layer, digest) = (number / 16, hex::encode(&digest));
            format!(
                r#"{{"algorithm":"sha256","digest":"{digest}","name":"weights/layer-{layer:05}/tensor-{:02}.bin"}}"#,
                number % 16
            )
        })
        .collect();
    let payload = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"model","digest":{{"sha256":"{}"}}}}],"predicateType":"https://model_signing/signature/v1.0","predicate":{{"serialization":{{"method":"files","hash_type":"sha256","allow_symlinks":false,"ignore_paths":[".git",".gitattributes",".github",".gitignore"]}},"resources":[{}]}}}}"#,
        hex::encode(&Hash::Sha256.digest(&digests)),
        resources.join(",")
    );
    let mut signed = format!(
        "DSSEv1 {} {PAYLOAD_TYPE} {} ",
        PAYLOAD_TYPE.len(),
        payload.len()
    )
    .into_bytes();
    signed.extend_from_slice(payload.as_bytes());
    let signature = key.sign(key.scheme(), &signed);
    format!(
        r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{"publicKey":{{"hint":"{}"}},"tlogEntries":[]}},"dsseEnvelope":{{"payload":"{}","payloadType":"{PAYLOAD_TYPE}","signatures":[{{"sig":"{}","keyid":""}}]}}}}"#,
        hex::encode(&Hash::Sha256.digest(key.pem().as_bytes())),
        base64(payload.as_bytes()),
        base64(&signature)
    )
}

fn size(text: &str) -> String {
    format!("{:.1} MB", text.len() as f64 / 1e6)
}
