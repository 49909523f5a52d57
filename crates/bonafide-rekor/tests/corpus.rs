//! Published vectors and bundles: `BONAFIDE_CORPUS` names the folder that holds them.

mod common;

use std::path::{Path, PathBuf};

use bonafide_digest::{Algorithm, Digest, digest};
use bonafide_json::Profile;
use bonafide_keys::{KeyDetails, KeyKind, Message, PublicKey, Ring, Scheme};
use bonafide_rekor::{
    Body, ContentKind, Error, LegacyKinds, Limits, LogKey, ProofOptions, merkle, set,
};
use bonafide_report::{Budget, Time, Window};
use common::{Signed, base64, check_with_logs, unbase64};
use serde_json::{Value, json};

fn corpus(area: &str) -> Option<PathBuf> {
    let root = std::env::var_os("BONAFIDE_CORPUS").map(PathBuf::from);
    if root.is_none() {
        println!("corpus {area}: skipped, BONAFIDE_CORPUS is not set");
    }
    root
}

fn table(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1);
    rows.map(|row| row.split('\t').map(str::to_owned).collect())
        .collect()
}

fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).unwrap()).ok()
}

#[test]
fn merkle_vectors() {
    let Some(root) = corpus("merkle") else { return };
    let folder = root.join("vectors/merkle");
    let rows = table(&folder.join("index.tsv"));
    let mut wrong = 0;
    for row in &rows {
        let vector = read_json(&folder.join(&row[0])).unwrap();
        let accepted = match row[1].as_str() {
            "inclusion" => inclusion(&vector),
            _ => consistency(&vector),
        }
        .is_some();
        if accepted != (row[2] == "accept") || accepted == vector["wantErr"].as_bool().unwrap() {
            println!("{}: accepted {accepted}", row[0]);
            wrong += 1;
        }
    }
    assert_eq!(rows.len(), 96);
    println!("corpus merkle: {} rows, {wrong} wrong", rows.len());
    assert_eq!(wrong, 0);
}

/// `None` when refused, or when a hash has not even the length of one.
fn inclusion(vector: &Value) -> Option<()> {
    merkle::verify_inclusion(
        vector["leafIdx"].as_u64()?,
        vector["treeSize"].as_u64()?,
        &hash(&vector["leafHash"])?,
        &hashes(&vector["proof"])?,
        &hash(&vector["root"])?,
    )
    .ok()
}

fn consistency(vector: &Value) -> Option<()> {
    merkle::verify_consistency(
        vector["size1"].as_u64()?,
        &hash(&vector["root1"])?,
        vector["size2"].as_u64()?,
        &hash(&vector["root2"])?,
        &hashes(&vector["proof"])?,
    )
    .ok()
}

fn hash(value: &Value) -> Option<[u8; 32]> {
    unbase64(value.as_str()?).try_into().ok()
}

fn hashes(value: &Value) -> Option<Vec<[u8; 32]>> {
    match value.as_array() {
        Some(hashes) => hashes.iter().map(hash).collect(),
        None => Some(Vec::new()),
    }
}

/// Rows for which this crate alone finds another code than the hint of the table, `""` for none.
const DIFFERENT: &[(&str, &str)] = &[
    // The media type is refused before the entry, whose body is a stub, is looked at.
    ("sc-bundle-unknown-version_fail", "tlog.body"),
    // The signature over the content is refused before it is compared with that of the entry.
    ("sc-dsse-invalid-sig_fail", "tlog.body-mismatch"),
    ("sc-rekor2-dsse-invalid-sig_fail", "tlog.body-mismatch"),
    ("sc-signature-mismatch_fail", "tlog.body-mismatch"),
    ("sc-wrong-material_fail", "tlog.body-mismatch"),
    ("sc-message-digest-mismatch_fail", ""),
    // A note without signature lines is none, before anybody's signature is looked for.
    (
        "sc-rekor2-checkpoint-missing-log-signature_fail",
        "tlog.checkpoint.parse",
    ),
    // An instance that is not usable is not there for this crate.
    (
        "sc-trust-root-tlog-missing-validity-start_fail",
        "tlog.unknown-log",
    ),
    // An entry of production, and the trusted root of staging.
    (
        "sp-bundle_v3_no_signed_time.txt.sigstore.json",
        "tlog.unknown-log",
    ),
    // Thresholds are counted over all entries, of which there are none.
    ("sp-bundle_no_log_entry.txt.sigstore", ""),
    // The promise is judged before the proof and the body.
    ("sc-incorrect-public-key_fail", "tlog.set"),
    // The promise is good; its time is not in the validity of the certificate.
    ("sc-integrated-time-in-future_fail", ""),
    // Its proof has no checkpoint, which is asked for before the hashes are.
    (
        "sc-invalid-inclusion-proof_fail",
        "bundle.missing-checkpoint",
    ),
    (
        "sp-integration-Python-3.12.5.tgz.sigstore",
        "bundle.missing-checkpoint",
    ),
];

#[test]
fn bundles() {
    let Some(root) = corpus("log entries") else {
        return;
    };
    let folder = root.join("bundles");
    let (mut rows, mut wrong) = (0, 0);
    for row in table(&folder.join("manifest.tsv")) {
        let Some(found) = entries(&folder, &row) else {
            continue;
        };
        rows += 1;
        if !is_expected(&row, &found) {
            println!("{}: {} ({}), found {found:?}", row[0], row[9], row[10]);
            wrong += 1;
        }
    }
    assert!(rows > 60);
    println!("corpus log entries: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
}

/// Whether this crate finds what the table says, as far as it is for this crate to find.
fn is_expected(row: &[String], found: &str) -> bool {
    if let Some((_, different)) = DIFFERENT.iter().find(|(id, _)| *id == row[0]) {
        return found == *different;
    }
    let ours: Vec<&str> = row[10]
        .split('|')
        .filter(|code| code.starts_with("tlog.") || code.starts_with("bundle.missing-"))
        .collect();
    match row[9].as_str() {
        "reject" if !ours.is_empty() => ours.contains(&found),
        "reject" if found == "bundle.parse" => row[10] == "bundle.parse",
        _ => found.is_empty(),
    }
}

/// The code of the first entry that is refused, or `""`; `None` when there is nothing to check.
fn entries(folder: &Path, row: &[String]) -> Option<String> {
    let bundle = read_json(&folder.join(&row[2]))?;
    let roots = read_json(&folder.join(&row[4]))?;
    let logs: Vec<LogKey> = roots["tlogs"].as_array()?.iter().filter_map(log).collect();
    let entries = bundle["verificationMaterial"]["tlogEntries"].as_array()?;
    let signed = signed(folder, row, &bundle)?;
    let content = match signed.envelope {
        Some(_) => ContentKind::Envelope,
        None => ContentKind::Message,
    };
    let options = ProofOptions::backing(content).with_logs(&logs);
    let refused = entries
        .iter()
        .find_map(|entry| check_with_logs(entry, &signed, &options, Profile::Strict, &logs).err());
    Some(refused.map_or(String::new(), |error| error.code().as_str().to_owned()))
}

/// A log of a trusted root; `None` when it is not usable.
fn log(instance: &Value) -> Option<LogKey> {
    let key = &instance["publicKey"];
    let details = KeyDetails::from_name(key["keyDetails"].as_str()?)?;
    let public = details
        .read_key(&unbase64(key["rawBytes"].as_str()?))
        .ok()?;
    let time = |name: &str| Some(Time::parse_rfc3339(key["validFor"][name].as_str()?).unwrap());
    let window = Window::new(time("start")?, time("end"))?;
    let url = instance["baseUrl"].as_str()?;
    let id = unbase64(instance["logId"]["keyId"].as_str()?);
    let log = LogKey::new(public, details.scheme(), window, url).unwrap();
    Some(log.with_log_id(&id).unwrap())
}

fn signed(folder: &Path, row: &[String], bundle: &Value) -> Option<Signed> {
    let material = &bundle["verificationMaterial"];
    let certificate = [
        &material["certificate"]["rawBytes"],
        &material["x509CertificateChain"]["certificates"][0]["rawBytes"],
    ]
    .into_iter()
    .find_map(|raw| Some(unbase64(raw.as_str()?)));
    let key = match &certificate {
        Some(der) => PublicKey::from_spki_der(spki(der)).unwrap(),
        None if row[7].is_empty() => return None,
        None => {
            let pem = std::fs::read_to_string(folder.join(&row[7])).unwrap();
            PublicKey::from_pem(&pem).ok()?
        }
    };
    let envelope = bundle.get("dsseEnvelope").map(|envelope| {
        let payload = unbase64(envelope["payload"].as_str().unwrap());
        (
            envelope["payloadType"].as_str().unwrap().to_owned(),
            payload,
        )
    });
    let text = match &envelope {
        Some(_) => &bundle["dsseEnvelope"]["signatures"][0]["sig"],
        None => &bundle["messageSignature"]["signature"],
    };
    let form = bonafide_json::base64::Form::Standard;
    let signature = bonafide_json::base64::decode(text.as_str()?, form).ok()?;
    let usual = match (key.kind(), &envelope) {
        (KeyKind::Ed25519, None) => Scheme::Ed25519ph,
        (kind, _) => kind.default_scheme(),
    };
    let digest_under = |hash| match &envelope {
        Some((payload_type, payload)) => digest(hash, &pae(payload_type, payload)).unwrap(),
        None => artifact(folder, &row[3], hash),
    };
    // Older clients signed with SHA-256 whatever the curve.
    let verifies = |scheme: &Scheme| {
        let digest = digest_under(scheme.hash().unwrap());
        let message = Message::Prehashed(&digest);
        let mut budget = Budget::unbounded();
        key.verify(&Ring, *scheme, message, &signature, &mut budget)
            .is_ok()
    };
    let scheme = [usual, Scheme::Ecdsa(Algorithm::Sha256)]
        .into_iter()
        .find(verifies)
        .unwrap_or(usual);
    Some(Signed {
        digest: scheme.hash().map(digest_under),
        key,
        certificate,
        scheme,
        signature,
        others: Vec::new(),
        envelope,
    })
}

fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    );
    [head.as_bytes(), payload].concat()
}

fn artifact(folder: &Path, artifact: &str, hash: Algorithm) -> Digest {
    match artifact.split_once(':') {
        Some((name, value)) => {
            let algorithm = Algorithm::from_name(name).unwrap();
            Digest::from_hex(algorithm, value).unwrap()
        }
        None => digest(hash, &std::fs::read(folder.join(artifact)).unwrap()).unwrap(),
    }
}

/// The seventh member of the TBSCertificate of RFC 5280 (version present).
fn spki(certificate: &[u8]) -> &[u8] {
    let mut rest = content(content(certificate));
    for _ in 0..6 {
        rest = &rest[length(rest)..];
    }
    &rest[..length(rest)]
}

/// Length of the DER value at the start of `der`, its header included.
fn length(der: &[u8]) -> usize {
    let (header, content) = header(der);
    header + content
}

fn content(der: &[u8]) -> &[u8] {
    let (start, length) = header(der);
    &der[start..start + length]
}

fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ 0..=0x7f => (2, usize::from(short)),
        long => {
            let bytes = usize::from(long & 0x7f);
            let length = der[2..2 + bytes]
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (2 + bytes, length)
        }
    }
}

/// Envelopes as layers of images: the logs' promises, and bodies that hold the hash of the layer.
#[test]
fn logged_layers() {
    let Some(root) = corpus("logged layers") else {
        return;
    };
    let trusted = read_json(&root.join("bundles/roots/prod.json")).unwrap();
    let logs: Vec<LogKey> = trusted["tlogs"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(log)
        .collect();
    let folder = root.join("images/slsa-verifier");
    let (mut kinds, mut wrong) = (Vec::new(), 0);
    for image in std::fs::read_dir(folder).unwrap() {
        let blobs = image.unwrap().path().join("blobs/sha256");
        for blob in std::fs::read_dir(&blobs).unwrap() {
            let manifest = read_json(&blob.unwrap().path()).unwrap_or_default();
            for layer in manifest["layers"].as_array().into_iter().flatten() {
                let Some(found) = logged_layer(&blobs, layer, &logs) else {
                    continue;
                };
                match found {
                    Ok(label) => kinds.push(label),
                    Err(error) => {
                        println!("{}: {error}", layer["digest"]);
                        wrong += 1;
                    }
                }
            }
        }
    }
    kinds.sort();
    assert!(kinds.contains(&"intoto 0.0.1".to_owned()), "{kinds:?}");
    let rows = kinds.len() + wrong;
    println!("corpus logged layers: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
}

/// The kind of the entry beside a layer, bound to the layer; `None` for a layer without one.
fn logged_layer(blobs: &Path, layer: &Value, logs: &[LogKey]) -> Option<Result<String, Error>> {
    let annotation = |name: &str| {
        let name = format!("dev.sigstore.cosign/{name}");
        layer["annotations"][name].as_str().map(str::to_owned)
    };
    let promise: Value = serde_json::from_str(&annotation("bundle")?).unwrap();
    let bytes = std::fs::read(blobs.join(&layer["digest"].as_str()?["sha256:".len()..])).unwrap();
    let envelope: Value = serde_json::from_slice(&bytes).unwrap();
    let payload = unbase64(envelope["payload"].as_str().unwrap());
    let payload_type = envelope["payloadType"].as_str().unwrap().to_owned();
    let pem = annotation("certificate").unwrap();
    let certificate = bonafide_keys::pem::decode(&pem, 1 << 16).unwrap().der;
    let signed = Signed {
        key: PublicKey::from_spki_der(spki(&certificate)).unwrap(),
        certificate: Some(certificate),
        scheme: Scheme::Ecdsa(Algorithm::Sha256),
        signature: unbase64(envelope["signatures"][0]["sig"].as_str().unwrap()),
        others: Vec::new(),
        digest: Some(digest(Algorithm::Sha256, &pae(&payload_type, &payload)).unwrap()),
        envelope: Some((payload_type, payload)),
    };
    let body: Value =
        serde_json::from_slice(&unbase64(promise["Payload"]["body"].as_str().unwrap())).unwrap();
    let set = &promise["Payload"];
    let entry = json!({
        "logIndex": set["logIndex"].to_string(),
        "logId": {"keyId": base64(&common::unhex(set["logID"].as_str().unwrap()))},
        "kindVersion": {"kind": body["kind"], "version": body["apiVersion"]},
        "integratedTime": set["integratedTime"].to_string(),
        "inclusionPromise": {"signedEntryTimestamp": promise["SignedEntryTimestamp"]},
        "canonicalizedBody": set["body"],
    });
    Some(bind_layer(&entry, &signed, &bytes, logs))
}

fn bind_layer(
    entry: &Value,
    signed: &Signed,
    layer: &[u8],
    logs: &[LogKey],
) -> Result<String, Error> {
    let legacy = LegacyKinds::none().with_v1_kinds(true);
    let entry = common::read(entry, Profile::Strict)?;
    let log = LogKey::find(logs, &entry).ok_or(Error::UnknownLog {})?;
    let body = Body::parse_with_legacy(&entry, legacy, Profile::Strict, &Limits::default())?;
    set::verify(&entry, log, &Ring, &mut Budget::unbounded())?;
    let bound = signed.bind_with(&body, Some(&common::sha256(layer)))?;
    assert!(bound.covers_envelope() && bound.covers_signature());
    Ok(bound.label().to_string())
}
