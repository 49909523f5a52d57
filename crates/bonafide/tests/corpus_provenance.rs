//! Every attestation of the corpus, as far as its signature goes.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that reads the corpus and says what it found"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bonafide::digest::Digest;
use bonafide::dsse::{KeyIdPolicy, KeySet, TrustedKey};
use bonafide::keys::PublicKey;
use bonafide::oci::{
    DiscoveryOptions, LayoutDir, Limits, Subject, Target, Wanted, discover, parse_digest,
};
use bonafide::provenance::{CloudBuildKeys, Gathered, NpmKeys, ProvenanceReader};
use bonafide::report::Time;
use bonafide::sigstore::{TrustedRoot, Verifier};
use bonafide::slsa::Authenticity;

/// A moment after everything in the corpus was signed.
const NOW: i64 = 1_790_000_000;

struct Corpus {
    root: PathBuf,
    verifier: Verifier,
    npm: NpmKeys,
    cloud_build: CloudBuildKeys,
}

type Row = BTreeMap<String, String>;

impl Corpus {
    fn open(root: PathBuf) -> Self {
        let trusted = fs::read(root.join("trust/trusted_root.json")).unwrap();
        let npm = fs::read(root.join("trust/npm_keys.json")).unwrap();
        let mut cloud_build = CloudBuildKeys::default();
        for entry in fs::read_dir(root.join("gcb_keys")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let pem = fs::read_to_string(&path).unwrap();
            cloud_build = cloud_build.with_key_file(name, &pem).unwrap();
        }
        Self {
            verifier: Verifier::new(TrustedRoot::parse(&trusted).unwrap()).unwrap(),
            npm: NpmKeys::parse(&npm).unwrap(),
            cloud_build,
            root,
        }
    }

    fn rows(&self) -> Vec<Row> {
        let table = fs::read_to_string(self.root.join("manifest.tsv")).unwrap();
        let mut lines = table.lines();
        let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
        let row = |line: &str| {
            let values = line.split('\t').map(str::to_owned);
            names
                .iter()
                .map(|name| (*name).to_owned())
                .zip(values)
                .collect()
        };
        lines.map(row).collect()
    }

    fn gather(&self, row: &Row) -> Result<Gathered, String> {
        let now = Time::from_unix(NOW).unwrap();
        let reader = ProvenanceReader::new(&self.verifier)
            .with_npm_keys(self.npm.clone())
            .with_cloud_build_keys(self.cloud_build.clone())
            .with_keys(self.keys(row));
        let path = self.root.join("data").join(&row["attestation"]);
        if path.is_dir() {
            let digest = parse_digest(&row["artifact_digest"]).unwrap();
            return Ok(reader.attached(&layout(&path, digest), now));
        }
        let bytes = fs::read(path).unwrap();
        reader
            .attestations(&bytes, now)
            .map_err(|error| error.code().as_str().to_owned())
    }

    /// The key of a summary's verifier, whose id must be the one that the row states.
    fn keys(&self, row: &Row) -> KeySet {
        let keys = KeySet::new().with_key_ids(KeyIdPolicy::MustMatch);
        if row["kind"] != "vsa" {
            return keys;
        }
        let arguments: serde_json::Value = serde_json::from_str(&row["vsa_args"]).unwrap();
        let file = self
            .root
            .join("data")
            .join(arguments["publicKey"].as_str().unwrap());
        let key = PublicKey::from_pem(&fs::read_to_string(file).unwrap()).unwrap();
        let id = arguments["publicKeyID"].as_str().unwrap();
        keys.with_key("verifier", TrustedKey::new(key).with_id(id))
            .unwrap()
    }
}

fn layout(path: &Path, digest: Digest) -> bonafide::oci::Discovered {
    let source = LayoutDir::open(path, &Limits::default()).unwrap();
    let subject = Subject::local(Target::Digest(digest));
    discover(
        &source,
        &subject,
        DiscoveryOptions::new(Wanted::attestations()),
    )
    .unwrap()
}

/// The states, with the codes of what is invalid.
fn states(gathered: &Gathered) -> Vec<String> {
    let state = |attestation: &bonafide::slsa::Attestation| match attestation.authenticity() {
        Authenticity::Invalid(reason) => format!("invalid {}", reason.code()),
        other => other.as_str().to_owned(),
    };
    gathered.attestations().iter().map(state).collect()
}

/// Whether what was gathered is what the row implies. A file of which one attestation is good is
/// good; where the signature is what fails, none is.
fn fits(row: &Row, gathered: &Result<Gathered, String>) -> bool {
    let expected = row["expected"].as_str();
    let Ok(gathered) = gathered else {
        // The one file that is no JSON.
        return expected == "ErrorInvalidDssePayload"
            && gathered.as_ref().err().unwrap() == "json.syntax";
    };
    let states = states(gathered);
    let has = |wanted: &str| states.iter().any(|state| state == wanted);
    match (row["kind"].as_str(), expected, row["offline"].as_str()) {
        (_, _, "no-log-entry") => has("verified-unlogged") && !has("verified"),
        ("npm", "ErrorInvalidSignature", _) => {
            gathered.npm().unwrap().pair().is_none()
                && has("verified")
                && has("invalid signature.invalid")
        }
        ("npm", _, _) => gathered.npm().unwrap().pair() == Some((0, 1)) && states.len() == 2,
        (_, "ErrorNoValidSignature", _) => {
            has("invalid dsse.threshold-not-met") && !has("verified") && !has("no-material")
        }
        // The signature is good, and what stands around it is about another image.
        (_, "ErrorMismatchHash", _) if row["attestation"].contains("metadata-urisha256") => {
            states == ["invalid gcb.metadata"]
        }
        ("gha-image-layout", _, _) => {
            has("verified") && !states.iter().any(|one| one.starts_with("invalid"))
        }
        _ => has("verified"),
    }
}

#[test]
fn every_row_is_as_good_as_its_signature() {
    let Some(root) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus provenance: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let corpus = Corpus::open(Path::new(&root).join("slsa"));
    let (mut rows, mut wrong) = (0, 0);
    for row in corpus.rows() {
        rows += 1;
        let gathered = corpus.gather(&row);
        if !fits(&row, &gathered) {
            wrong += 1;
            let found = gathered.as_ref().map(states);
            println!(
                "{} {} expected {}: {found:?}",
                row["id"], row["attestation"], row["expected"]
            );
        }
    }
    println!("corpus provenance: {rows} rows, {wrong} wrong");
    assert!(rows > 400, "the table was not read");
    assert_eq!(wrong, 0);
}
