//! Every row of the corpus's table of provenance and summaries, under both profiles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use bonafide::digest::{Algorithm, Digest, digest};
use bonafide::dsse::{ArtifactDigests, KeyIdPolicy, KeySet, TrustedDigest, TrustedKey};
use bonafide::keys::PublicKey;
use bonafide::oci::{DiscoveryOptions, LayoutDir, Limits, Subject, Target, Wanted, discover};
use bonafide::provenance::{Carrier, CloudBuildKeys, Gathered, NpmKeys, ProvenanceReader};
use bonafide::report::{Code, Decision, Time};
use bonafide::sigstore::{TrustedRoot, Verifier};
use bonafide::slsa::{
    Builders, Evaluation, Expectations, Settings, SummarySigner, VsaExpectations, compat_class,
    evaluate, verify_vsa,
};
use serde_json::Value;

type Row<'a> = BTreeMap<&'a str, &'a str>;

/// Rows whose class differs from the table, and why.
const EXCEPTIONS: &[(&str, &str)] = &[];

struct Corpus {
    data: PathBuf,
    verifier: Verifier,
    npm: NpmKeys,
    cloud_build: CloudBuildKeys,
}

impl Corpus {
    fn at(root: &Path) -> Self {
        let root = root.join("slsa");
        let trusted = fs::read(root.join("trust/trusted_root.json")).unwrap();
        let npm = fs::read(root.join("trust/npm_keys.json")).unwrap();
        let mut files: Vec<PathBuf> = fs::read_dir(root.join("gcb_keys"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let mut cloud_build = CloudBuildKeys::default();
        for path in files {
            let pem = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            // One key is there under two names.
            if name != "global-pae.pub" {
                cloud_build = cloud_build.with_key_file(name, &pem).unwrap();
            }
        }
        Self {
            data: root.join("data"),
            verifier: Verifier::new(TrustedRoot::parse(&trusted).unwrap()).unwrap(),
            npm: NpmKeys::parse(&npm).unwrap(),
            cloud_build,
        }
    }

    fn gather(&self, row: &Row<'_>, artifact: &Digest) -> Result<Gathered, Code> {
        let reader = ProvenanceReader::new(&self.verifier)
            .with_npm_keys(self.npm.clone())
            .with_cloud_build_keys(self.cloud_build.clone());
        let path = self.data.join(row["attestation"]);
        if path.is_dir() {
            let layout = LayoutDir::open(&path, &Limits::default()).unwrap();
            let subject = Subject::local(Target::Digest(*artifact));
            let options = DiscoveryOptions::new(Wanted::everything());
            let found = discover(&layout, &subject, options).map_err(|e| e.code())?;
            return Ok(reader.attached(&found, now()));
        }
        let bytes = fs::read(path).unwrap();
        reader
            .attestations(&bytes, now())
            .map_err(|error| error.code())
    }

    fn artifact(&self, row: &Row<'_>) -> Digest {
        match given(row, "artifact_digest") {
            Some(text) => Digest::parse(text).unwrap(),
            None => {
                let bytes = fs::read(self.data.join(row["artifact"])).unwrap();
                digest(Algorithm::Sha256, &bytes).unwrap()
            }
        }
    }

    fn evaluate(&self, row: &Row<'_>, settings: &Settings) -> Result<Evaluation, Code> {
        let artifact = self.artifact(row);
        let gathered = self.gather(row, &artifact)?;
        let mut wanted = expectations(row);
        if gathered.carrier() == Carrier::Npm {
            let keys = self.npm.ids().map(str::to_owned);
            wanted = wanted.with_npm_publish().with_registry_keys(keys);
        }
        let builders = match row["testing_env"] {
            "-" => Builders::public(),
            _ => Builders::testing(),
        };
        let artifact = ArtifactDigests::stated([artifact.into()]).unwrap();
        let attestations = gathered.attestations();
        Ok(evaluate(attestations, &artifact, &wanted, &builders, settings).unwrap())
    }
}

fn now() -> Time {
    Time::parse_rfc3339("2026-06-01T00:00:00Z").unwrap()
}

fn given<'a>(row: &Row<'a>, column: &str) -> Option<&'a str> {
    Some(row[column]).filter(|text| *text != "-")
}

fn expectations(row: &Row<'_>) -> Expectations {
    let mut wanted = Expectations::source(row["source_uri"]).unwrap();
    if let Some(branch) = given(row, "branch") {
        wanted = wanted.with_branch(branch);
    }
    if let Some(tag) = given(row, "tag") {
        wanted = wanted.with_tag(tag);
    }
    if let Some(version) = given(row, "versioned_tag") {
        wanted = wanted.with_versioned_tag(version);
    }
    if let Some(id) = given(row, "builder_id") {
        wanted = wanted.with_builder(id);
    }
    if let Some(name) = given(row, "package_name") {
        wanted = wanted.with_package_name(name);
    }
    if let Some(version) = given(row, "package_version") {
        wanted = wanted.with_package_version(version);
    }
    if let Some(text) = given(row, "workflow_inputs") {
        let inputs: BTreeMap<String, String> = serde_json::from_str(text).unwrap();
        for (name, value) in inputs {
            wanted = wanted.with_input(name, value);
        }
    }
    wanted
}

/// The summary rows: what their options say, and the class of the first failure.
fn summary(corpus: &Corpus, row: &Row<'_>) -> String {
    let options: Value = serde_json::from_str(row["vsa_args"]).unwrap();
    let text = |name: &str| options[name].as_str().unwrap_or_default();
    let root = corpus.data.clone();
    let pem = fs::read_to_string(root.join(text("publicKey"))).unwrap();
    let key = TrustedKey::new(PublicKey::from_pem(&pem).unwrap()).with_id(text("publicKeyID"));
    let keys = KeySet::new().with_key_ids(KeyIdPolicy::MustMatch);
    let keys = keys.with_key("key", key).unwrap();
    let reader = ProvenanceReader::new(&corpus.verifier).with_keys(keys);
    let bytes = fs::read(root.join(row["attestation"])).unwrap();
    let gathered = reader.attestations(&bytes, now()).unwrap();
    // Rows that fail before anything is compared name no artifact.
    let (name, value) = row["artifact_digest"]
        .split_once(':')
        .unwrap_or(("none", "none"));
    let artifact = ArtifactDigests::stated([TrustedDigest::Opaque {
        name: name.to_owned(),
        value: value.to_owned(),
    }]);
    let mut wanted = VsaExpectations::new(text("resourceURI"))
        .with_verifier(SummarySigner::key("key"), text("verifierID"));
    for level in options["verifiedLevels"].as_array().into_iter().flatten() {
        wanted = wanted.with_level(level.as_str().unwrap());
    }
    let attestation = &gathered.attestations()[0];
    let outcome = verify_vsa(attestation, &artifact.unwrap(), &wanted, now());
    match (outcome.decision(), outcome.code()) {
        (Decision::Allow, _) => "ok".to_owned(),
        (_, Some(code)) if code.is_under("dsse.threshold-not-met") => {
            "ErrorNoValidSignature".to_owned()
        }
        (_, code) => format!("{code:?}"),
    }
}

fn compat(corpus: &Corpus, row: &Row<'_>) -> String {
    if row["kind"] == "vsa" {
        return summary(corpus, row);
    }
    match corpus.evaluate(row, &Settings::compat(now())) {
        Ok(evaluation) if evaluation.decision() == Decision::Allow => "ok".to_owned(),
        Ok(evaluation) => match evaluation.compat_class() {
            Some(class) => class.to_owned(),
            None => format!("no class for {:?}", evaluation.code()),
        },
        Err(code) => compat_class(code).unwrap_or(code.as_str()).to_owned(),
    }
}

/// Why the strict profile does not allow what the other one does: the rules of its failures.
fn strict_rules(evaluation: &Evaluation) -> Vec<&'static str> {
    let leading = evaluation.leading().unwrap();
    let mut rules: Vec<&'static str> = leading
        .checks()
        .iter()
        .filter(|check| check.outcome() <= bonafide::slsa::Outcome::Lacking)
        .map(|check| match check.code().as_str() {
            "slsa.transparency.missing" | "slsa.time.untrusted" => "slsa PIP-4",
            "slsa.params.unknown" => "slsa EXP-6",
            "slsa.trigger.undefined" => "slsa GHA-2",
            _ => "?",
        })
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn every_row_has_its_class_and_strict_differs_by_rule() {
    let Some(root) = env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus slsa: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let root = PathBuf::from(root);
    let corpus = Corpus::at(&root);
    let table = fs::read_to_string(root.join("slsa/manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong, mut excepted) = (0, 0, 0);
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        let row: Row<'_> = columns.iter().copied().zip(line.split('\t')).collect();
        rows += 1;
        let (found, expected) = (compat(&corpus, &row), row["expected"]);
        if found != expected {
            if let Some((id, why)) = EXCEPTIONS.iter().find(|(id, _)| *id == row["id"]) {
                println!("exception {id}: {found} instead of {expected}: {why}");
                excepted += 1;
                continue;
            }
            println!(
                "wrong {} {}: {found}, not {expected}",
                row["id"], row["name"]
            );
            wrong += 1;
        }
        if row["kind"] == "vsa" {
            continue;
        }
        // Strict refuses whatever the other profile refuses, and more by its own rules alone.
        let strict = corpus.evaluate(&row, &Settings::strict(now()));
        let is_allowed = |e: &Evaluation| e.decision() == Decision::Allow;
        match (expected, strict) {
            ("ok", Ok(strict)) if !is_allowed(&strict) => {
                for rule in strict_rules(&strict) {
                    if rule == "?" {
                        println!("strict {} {}: {}", row["id"], row["name"], strict.text());
                        wrong += 1;
                    }
                    *by_rule.entry(rule).or_default() += 1;
                }
            }
            (expected, Ok(strict)) if expected != "ok" && is_allowed(&strict) => {
                // What only the reference verifier asks: that a builder is named.
                let rule = match row["kind"] {
                    "npm" => "slsa NPM-3",
                    _ => "slsa EXP-1",
                };
                *by_rule.entry(rule).or_default() += 1;
                assert!(given(&row, "builder_id").is_none(), "{}", row["id"]);
            }
            _ => {}
        }
    }
    for (rule, count) in &by_rule {
        println!("strict differs by {rule}: {count} rows");
    }
    println!("corpus slsa: {rows} rows, {wrong} wrong, {excepted} excepted");
    assert!(excepted <= 10);
    assert_eq!(wrong, 0);
}
