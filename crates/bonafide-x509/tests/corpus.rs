//! Real certificates: trusted roots, bundles, and loose certificates.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_keys::{Backend, KeyDetails};
use bonafide_report::{Budget, Coded as _, Time, Window};
use bonafide_x509::{
    Authority, Certificate, Claims, CtLog, ExpectedNames, ParseOptions, Profile, Purpose, SanKind,
    SanMatcher, SctOptions, search_path, verify_path, verify_scts,
};
use serde_json::Value;

/// Every backend that is compiled; each is asked everything.
const BACKENDS: &[&dyn Backend] = &[
    &bonafide_keys::Ring,
    #[cfg(feature = "rustcrypto")]
    &bonafide_keys::RustCrypto,
    #[cfg(feature = "aws-lc")]
    &bonafide_keys::AwsLc,
];

fn corpus() -> Option<PathBuf> {
    std::env::var_os("BONAFIDE_CORPUS").map(PathBuf::from)
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn certificate(value: &Value) -> Certificate {
    Certificate::from_der(&bytes(&value["rawBytes"]), &ParseOptions::default()).unwrap()
}

fn window(value: &Value) -> Option<Window> {
    let start = Time::parse_rfc3339(value["start"].as_str()?).unwrap();
    let end = value["end"]
        .as_str()
        .map(|end| Time::parse_rfc3339(end).unwrap());
    Window::new(start, end)
}

fn authorities(
    root: &Value,
    section: &str,
    purpose: Purpose,
    backend: &dyn Backend,
) -> Vec<Result<Authority, String>> {
    let empty = Vec::new();
    let instances = root[section].as_array().unwrap_or(&empty);
    let mut out = Vec::new();
    for instance in instances {
        let chain = instance["certChain"]["certificates"]
            .as_array()
            .unwrap_or(&empty);
        let chain = chain.iter().map(certificate).collect();
        let window = window(&instance["validFor"]).unwrap();
        let mut budget = Budget::new(100, 1 << 20);
        let authority = Authority::new(chain, window, purpose, backend, &mut budget);
        out.push(authority.map_err(|error| error.code().to_string()));
    }
    out
}

fn usable(root: &Value, backend: &dyn Backend) -> Vec<Authority> {
    let purpose = Purpose::CodeSigning;
    let all = authorities(root, "certificateAuthorities", purpose, backend);
    all.into_iter().flatten().collect()
}

fn ct_logs(root: &Value) -> Vec<CtLog> {
    let mut logs = Vec::new();
    for log in root["ctlogs"].as_array().unwrap() {
        let details = KeyDetails::from_name(log["publicKey"]["keyDetails"].as_str().unwrap());
        let key = details
            .unwrap()
            .read_key(&bytes(&log["publicKey"]["rawBytes"]))
            .unwrap();
        let window = window(&log["publicKey"]["validFor"]).unwrap();
        let log_id = bytes(&log["logId"]["keyId"]);
        let log = CtLog::new(key, window, None);
        assert_eq!(&log.id()[..], log_id);
        logs.push(log);
    }
    logs
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// Prints the closing line and fails when rows were wrong.
fn finish(area: &str, rows: usize, wrong: &[String]) {
    for row in wrong {
        println!("{row}");
    }
    println!("corpus {area}: {rows} rows, {} wrong", wrong.len());
    assert!(rows > 0 && wrong.is_empty());
}

#[test]
fn chains_of_trusted_roots() {
    let Some(corpus) = corpus() else {
        println!("corpus x509-roots: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let mut found = Vec::new();
    files(&corpus.join("bundles"), &mut found);
    files(&corpus.join("vectors/parts/trusted_root"), &mut found);
    let (mut rows, mut wrong) = (0, Vec::new());
    for path in found {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_root = path.parent().unwrap().ends_with("roots")
            || name == "trusted_root.json"
            || (name.starts_with("trustedroot.") && !name.contains("badtype"));
        if !is_root {
            continue;
        }
        let root = json(&path);
        for (section, purpose) in [
            ("certificateAuthorities", Purpose::CodeSigning),
            ("timestampAuthorities", Purpose::TimeStamping),
        ] {
            for (at, built) in authorities(&root, section, purpose, BACKENDS[0])
                .into_iter()
                .enumerate()
            {
                rows += 1;
                if let Err(code) = built {
                    wrong.push(format!("{} {section}/{at}: {code}", path.display()));
                }
            }
        }
    }
    for (name, expected) in [
        ("certificate_authority.json", "accept"),
        ("certificate_authority.missingroot.json", "accept"),
        ("certificate_authority.empty.json", "cert.chain"),
    ] {
        rows += 1;
        let instance = json(&corpus.join("vectors/parts/trusted_root").join(name));
        let root = serde_json::json!({ "timestampAuthorities": [instance] });
        let built = authorities(
            &root,
            "timestampAuthorities",
            Purpose::TimeStamping,
            BACKENDS[0],
        );
        let found = built[0].as_ref().map_or_else(String::as_str, |_| "accept");
        if found != expected {
            wrong.push(format!("{name}: {found}, expected {expected}"));
        }
    }
    finish("x509-roots", rows, &wrong);
}

/// The leaf of a bundle and the integrated times of its entries.
fn leaf_of(bundle: &Value) -> Option<(Certificate, Vec<Time>)> {
    let material = &bundle["verificationMaterial"];
    let leaf = match &material["certificate"] {
        Value::Null => &material["x509CertificateChain"]["certificates"][0],
        leaf => leaf,
    };
    let raw = leaf["rawBytes"].as_str()?;
    let raw = STANDARD.decode(raw).ok()?;
    let leaf = Certificate::from_der(&raw, &ParseOptions::default()).unwrap();
    let mut times = Vec::new();
    for entry in material["tlogEntries"].as_array()? {
        if let Some(seconds) = entry["integratedTime"]
            .as_str()
            .and_then(|t| t.parse().ok())
        {
            times.extend(Time::from_unix(seconds).filter(|_| seconds > 0));
        }
    }
    if times.is_empty() {
        times.push(leaf.not_before()); // Rekor v2: the token's time is for other tests
    }
    Some((leaf, times))
}

#[test]
fn leaves_of_accepted_bundles() {
    let Some(corpus) = corpus() else {
        println!("corpus x509-leaves: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let folder = corpus.join("bundles");
    let manifest = fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut lines = manifest.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, Vec::new());
    for line in lines {
        let row: BTreeMap<&str, &str> = header.iter().copied().zip(line.split('\t')).collect();
        if row["expected"] != "accept" || !row["key"].is_empty() {
            continue;
        }
        let root = json(&folder.join(row["trusted_root"]));
        let Some((leaf, times)) = leaf_of(&json(&folder.join(row["bundle"]))) else {
            continue;
        };
        rows += 1;
        let claims = Claims::of(&leaf).unwrap();
        for backend in BACKENDS {
            let no_sct = row["opts"].contains("sct=0");
            if let Err(code) = verify(&leaf, &times, &root, no_sct, *backend) {
                wrong.push(format!("{}, {}: {code}", row["id"], backend.name()));
            }
        }
        if claims.issuer().unwrap() != Some(row["issuer"])
            || leaf.subject_alt_names()[0].value() != row["identity"]
        {
            wrong.push(format!("{}: {:?}", row["id"], leaf.subject_alt_names()));
        }
    }
    finish("x509-leaves", rows, &wrong);
}

fn verify(
    leaf: &Certificate,
    times: &[Time],
    root: &Value,
    no_sct: bool,
    backend: &dyn Backend,
) -> Result<(), String> {
    let mut budget = Budget::new(200, 1 << 20);
    let authorities = usable(root, backend);
    let profile = Profile::fulcio();
    let path = verify_path(leaf, &authorities, times, &profile, backend, &mut budget)
        .map_err(|error| format!("{} {error}", error.code()))?;
    if no_sct {
        return Ok(());
    }
    let now = Time::parse_rfc3339("2100-01-01T00:00:00Z").unwrap();
    let options = SctOptions::new(now);
    verify_scts(&path, &ct_logs(root), &options, backend, &mut budget)
        .map(|_| ())
        .map_err(|error| format!("{} {error}", error.code()))
}

#[test]
fn loose_certificates() {
    let Some(corpus) = corpus() else {
        println!("corpus x509-parts: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    // What the Fulcio profile says of the certificate as a leaf, and the rules for issuers of it
    // as the one certificate of a chain.
    let expected = [
        ("bogus-intermediate-with-eku", "cert.leaf-is-ca", "accept"),
        ("bogus-intermediate", "cert.leaf-is-ca", "accept"),
        ("bogus-leaf-invalid-eku", "cert.eku", "cert.chain"),
        ("bogus-leaf-invalid-ku", "cert.ku", "cert.chain"),
        ("bogus-leaf-missing-eku", "cert.eku", "cert.chain"),
        ("bogus-leaf", "accept", "cert.chain"),
        ("bogus-root-invalid-ku", "cert.leaf-is-ca", "cert.chain"),
        ("bogus-root-missing-ku", "cert.leaf-is-ca", "cert.chain"),
        ("bogus-root-noncritical-bc", "cert.leaf-is-ca", "accept"),
        ("bogus-root", "cert.leaf-is-ca", "accept"),
    ];
    let mut wrong = Vec::new();
    for (name, as_leaf, as_issuer) in expected {
        let path = corpus.join(format!("vectors/parts/x509/{name}.pem"));
        let text = fs::read_to_string(path).unwrap();
        let found = match Certificate::from_pem(&text, &ParseOptions::default()) {
            Err(error) => (error.code().to_string(), error.code().to_string()),
            Ok(certificate) => {
                let leaf = Profile::fulcio().check_leaf(&certificate);
                let start = certificate.not_before();
                let issuer = Authority::new(
                    vec![certificate],
                    Window::new(start, None).unwrap(),
                    Purpose::CodeSigning,
                    &bonafide_keys::Ring,
                    &mut Budget::new(1, 1 << 20),
                );
                let code = |error: bonafide_x509::Error| error.code().to_string();
                (
                    leaf.map_or_else(code, |()| "accept".into()),
                    issuer.map_or_else(code, |_| "accept".into()),
                )
            }
        };
        if found != (as_leaf.to_string(), as_issuer.to_string()) {
            wrong.push(format!(
                "{name}: {found:?}, expected {as_leaf}, {as_issuer}"
            ));
        }
    }
    finish("x509-parts", expected.len(), &wrong);
}

/// Features of published path validation vectors that are not run, and why.
const LIMBO_FEATURES: &[(&str, &str)] = &[
    ("has-crl", "revocation lists are not processed"),
    (
        "pedantic-webpki-eku",
        "the public web's rules for purposes in roots and leaves are not those of RFC 5280",
    ),
    (
        "pedantic-public-suffix-wildcard",
        "there is no list of public suffixes",
    ),
];

/// Topics of them that are not run, and why.
const LIMBO_TOPICS: &[(&str, &str)] = &[
    (
        "webpki::san::",
        "the public web's rules for host names in certificates",
    ),
    (
        "webpki::cn::",
        "the public web's rules for host names in subjects",
    ),
];

/// Why a vector is not run.
fn limbo_exclusion(case: &Value) -> Option<(&'static str, &'static str)> {
    let id = case["id"].as_str().unwrap();
    let features: Vec<&str> = case["features"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let feature = LIMBO_FEATURES
        .iter()
        .find(|(feature, _)| features.contains(feature));
    let topic = LIMBO_TOPICS.iter().find(|(topic, _)| id.starts_with(topic));
    feature.or(topic).copied()
}

#[test]
fn published_path_validation_vectors() {
    let Some(corpus) = corpus() else {
        println!("corpus x509-limbo: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let limbo = json(&corpus.join("vectors/x509-limbo/limbo.json"));
    let cases = limbo["testcases"].as_array().unwrap();
    assert_eq!(cases.len(), 104);
    let (mut rows, mut wrong) = (0, Vec::new());
    let mut excluded: BTreeMap<_, usize> = BTreeMap::new();
    for case in cases {
        if let Some(reason) = limbo_exclusion(case) {
            *excluded.entry(reason).or_default() += 1;
            continue;
        }
        rows += 1;
        for backend in BACKENDS {
            let outcome = limbo_case(case, *backend);
            if outcome.is_ok() != (case["expected_result"] == "SUCCESS") {
                wrong.push(format!("{}, {}: {outcome:?}", case["id"], backend.name()));
            }
        }
    }
    for ((what, reason), count) in excluded {
        println!("corpus x509-limbo: {count} not run, {what}: {reason}");
    }
    finish("x509-limbo", rows, &wrong);
}

/// The code of the refusal. Vectors of the public web are run with its rules for the form of
/// certificates, all others under RFC 5280 alone.
fn limbo_case(case: &Value, backend: &dyn Backend) -> Result<(), String> {
    let code = |error: bonafide_x509::Error| error.code().to_string();
    let parse = |pem: &Value, options: &ParseOptions| {
        let text = pem.as_str().unwrap();
        Certificate::from_pem(text, options).map_err(|error| error.code().to_string())
    };
    let options = limbo_options();
    // A root of the public web has the serial number zero.
    let root_options = limbo_options().with_zero_serial(true);
    let many = |name: &str| case[name].as_array().into_iter().flatten();
    let leaf = parse(&case["peer_certificate"], &options)?;
    // Certificates that are malformed or never valid are nobody's issuers.
    let intermediates: Vec<Certificate> = many("untrusted_intermediates")
        .filter_map(|pem| parse(pem, &options).ok())
        .collect();
    let anchors: Vec<Authority> = many("trusted_certs")
        .filter_map(|pem| parse(pem, &root_options).ok())
        .filter_map(|one| Authority::anchor(one, Purpose::General, backend).ok())
        .collect();
    let mut profile = Profile::rfc5280();
    if case["id"].as_str().unwrap().starts_with("webpki::") {
        profile = profile.with_web_pki_rules();
    }
    for purpose in case["extended_key_usage"].as_array().into_iter().flatten() {
        let oid = match purpose.as_str().unwrap() {
            "serverAuth" => "1.3.6.1.5.5.7.3.1",
            "clientAuth" => "1.3.6.1.5.5.7.3.2",
            other => panic!("{other}"),
        };
        profile = profile.with_key_purpose(oid).unwrap();
    }
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        profile = profile.with_depth(u8::try_from(depth).unwrap());
    }
    let time = case["validation_time"]
        .as_str()
        .unwrap_or("2025-01-01T00:00:00Z");
    let times = [Time::parse_rfc3339(time).unwrap()];
    let mut budget = Budget::new(100, 1 << 24);
    let path = search_path(
        &leaf,
        &intermediates,
        &anchors,
        &times,
        &profile,
        backend,
        &mut budget,
    )
    .map_err(|error| error.code().to_string())?;
    let names = limbo_names(case)?;
    if names.is_empty() {
        return Ok(());
    }
    // What stands for itself is a matter of this crate, a star that stands for a label is not.
    let expected = ExpectedNames::all_of(names).map_err(code)?;
    match expected.check(&path) {
        Err(_) if has_wildcard(&leaf, case["expected_peer_name"]["value"].as_str()) => Ok(()),
        other => other.map(drop).map_err(code),
    }
}

/// Whether a name of the leaf is that of the peer with a star for its first label (RFC 9525
/// section 6.3).
fn has_wildcard(leaf: &Certificate, peer: Option<&str>) -> bool {
    let domain = peer.and_then(|peer| peer.split_once('.'));
    leaf.subject_alt_names().iter().any(|name| {
        let base = name.value().strip_prefix("*.");
        name.kind() == SanKind::Dns && base.is_some() && base == domain.map(|(_, domain)| domain)
    })
}

/// One vector has a certificate with thousands of names.
fn limbo_options() -> ParseOptions {
    ParseOptions::default().with_bytes(1 << 20)
}

/// The names that the peer must have.
fn limbo_names(case: &Value) -> Result<Vec<SanMatcher>, String> {
    let one = core::iter::once(&case["expected_peer_name"]).filter(|name| !name.is_null());
    let more = case["expected_peer_names"].as_array().into_iter().flatten();
    let matcher = |name: &Value| {
        let kind = match name["kind"].as_str().unwrap() {
            "DNS" => SanKind::Dns,
            "IP" => SanKind::Ip,
            "RFC822" => SanKind::Email,
            other => panic!("{other}"),
        };
        SanMatcher::named(kind, name["value"].as_str().unwrap())
            .map_err(|error| error.code().to_string())
    };
    one.chain(more).map(matcher).collect()
}
