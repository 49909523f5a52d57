//! The timestamps of the corpus: every token of every bundle under its own trusted root, and the
//! tokens of other clients.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_keys::Ring;
use bonafide_report::{Budget, Code, Time, Window};
use bonafide_tsa::{ParseOptions, TimestampToken, VerifyOptions, verify};
use bonafide_x509::{Authority, Certificate, Purpose};
use serde_json::Value;

/// Cases whose timestamps are at fault, with the code. Every other timestamp is good, whatever
/// else is wrong with its bundle.
const FAULTY: &[(&str, &str)] = &[
    (
        "rekor2-timestamp-outside-trust-root-tsa-validity_fail",
        "tsa.validity",
    ),
    (
        "rekor2-timestamp-outside-tsa-cert-validity_fail",
        "tsa.chain-time",
    ),
    ("rekor2-timestamp-payload-mismatch_fail", "tsa.imprint"),
    (
        "rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail",
        "tsa.untrusted",
    ),
    (
        "rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail",
        "tsa.untrusted",
    ),
    ("rekor2-timestamp-with-incorrect-time_fail", "tsa.signature"),
];

#[test]
fn bundles() {
    let Some(corpus) = corpus("tsa bundles") else {
        return;
    };
    let default_root = corpus.join("bundles/roots/prod.json");
    let (mut rows, mut wrong) = (0, 0);
    let mut faulty_seen = 0;
    for case in folders(&corpus.join("bundles/bundle-verify")) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let Some(bundle) = json(&case.join("bundle.sigstore.json")) else {
            continue;
        };
        let Some(signature) = signature(&bundle) else {
            continue;
        };
        let root =
            json(&case.join("trusted_root.json")).unwrap_or_else(|| json(&default_root).unwrap());
        let wanted = FAULTY.iter().find(|row| row.0 == name).map(|row| row.1);
        faulty_seen += usize::from(wanted.is_some());
        for token in tokens(&bundle) {
            rows += 1;
            let found = check(&token, &signature, &root).err();
            if found.map(Code::as_str) != wanted {
                wrong += 1;
                println!("{name}: {found:?}, wanted {wanted:?}");
            }
        }
    }
    println!("corpus tsa bundles: {rows} rows, {wrong} wrong");
    assert_eq!(wrong, 0);
    assert!(rows > 20);
    assert_eq!(faulty_seen, FAULTY.len());
}

#[test]
fn parts() {
    let Some(corpus) = corpus("tsa parts") else {
        return;
    };
    let folder = corpus.join("vectors/parts/tsa");
    let message = std::fs::read(folder.join("issue1482-message")).unwrap();
    let token = std::fs::read(folder.join("issue1482-timestamp-with-no-cert")).unwrap();
    let root = json(&corpus.join("bundles/roots/staging.json")).unwrap();
    let verdict = check(&token, &message, &root);
    let wrong = usize::from(verdict.is_err());
    println!("corpus tsa parts: 1 rows, {wrong} wrong");
    let time = verdict.map(|time| time.to_string());
    assert_eq!(time.as_deref(), Ok("2025-07-25T19:53:04Z"));
}

fn check(token: &[u8], signature: &[u8], root: &Value) -> Result<Time, Code> {
    let budget = &mut Budget::new(100, 1 << 20);
    let token = TimestampToken::parse(token, &ParseOptions::default()).map_err(|e| e.code())?;
    let authorities = authorities(root);
    let options = VerifyOptions::default();
    verify(&token, signature, &authorities, &options, &Ring, budget)
        .map(|timestamp| timestamp.time())
        .map_err(|refusal| refusal.error().code())
}

fn authorities(root: &Value) -> Vec<Authority> {
    let mut authorities = Vec::new();
    for authority in root["timestampAuthorities"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let chain = authority["certChain"]["certificates"].as_array().unwrap();
        let options = bonafide_x509::ParseOptions::default();
        let chain = chain
            .iter()
            .map(|certificate| decode(&certificate["rawBytes"]).unwrap())
            .map(|der| Certificate::from_der(&der, &options).unwrap())
            .collect();
        let time = |name: &str| {
            let text = authority["validFor"][name].as_str()?;
            Some(Time::parse_rfc3339(text).unwrap())
        };
        let Some(window) = time("start").and_then(|start| Window::new(start, time("end"))) else {
            continue;
        };
        let budget = &mut Budget::unbounded();
        let authority = Authority::new(chain, window, Purpose::TimeStamping, &Ring, budget);
        authorities.extend(authority.ok());
    }
    authorities
}

fn tokens(bundle: &Value) -> Vec<Vec<u8>> {
    let data = &bundle["verificationMaterial"]["timestampVerificationData"];
    let tokens = data["rfc3161Timestamps"].as_array().into_iter().flatten();
    tokens
        .filter_map(|token| decode(&token["signedTimestamp"]))
        .collect()
}

fn signature(bundle: &Value) -> Option<Vec<u8>> {
    decode(&bundle["messageSignature"]["signature"])
        .or_else(|| decode(&bundle["dsseEnvelope"]["signatures"][0]["sig"]))
}

fn decode(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn corpus(area: &str) -> Option<PathBuf> {
    let path = std::env::var_os("BONAFIDE_CORPUS").map(PathBuf::from);
    if path.is_none() {
        println!("corpus {area}: skipped, BONAFIDE_CORPUS is not set");
    }
    path
}
