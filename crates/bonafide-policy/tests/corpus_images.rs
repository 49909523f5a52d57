//! The signed `dir:` images of the corpus, judged by a `policy.json` under the names that they were
//! asked for by.

use std::path::{Path, PathBuf};

use bonafide_oci::{DirTransport, Discovered, Limits, Reference, parse_digest};
use bonafide_policy::{
    CompiledPolicy, EvidenceSet, ImportOptions, NamedFiles, PolicySource, RootedFiles,
    SourceFormat, Subject, Transport, Verdict, evaluate, import,
};
use bonafide_report::{Decision, Time};

/// A moment after every row was signed.
const NOW: i64 = 1_763_000_000;

#[test]
fn signed_folders_are_decided_as_expected() {
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus policy images: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let images = PathBuf::from(corpus).join("images");
    let table = std::fs::read_to_string(images.join("manifest.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let (mut rows, mut wrong) = (0, 0);
    for line in lines {
        let row = Row {
            header: &header,
            fields: line.split('\t').collect(),
            images: &images,
        };
        if row.field("layout") != "dir" {
            continue;
        }
        rows += 1;
        let verdict = row.judge();
        if !row.is_as_expected(&verdict) {
            wrong += 1;
            println!("wrong: {}: {:#?}", row.field("id"), verdict.checks());
        }
    }
    println!("corpus policy images: {rows} rows, {wrong} wrong");
    assert!(rows >= 15 && wrong == 0);
}

struct Row<'a> {
    header: &'a [&'a str],
    fields: Vec<&'a str>,
    images: &'a Path,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let at = self.header.iter().position(|column| *column == name);
        self.fields.get(at.unwrap()).copied().unwrap_or_default()
    }

    /// Paths as the policy names them, whose root is the folder of the images.
    fn paths(&self, name: &str) -> Vec<String> {
        let listed = self.field(name).split(',').filter(|path| !path.is_empty());
        listed.map(|path| format!("/{path}")).collect()
    }

    fn policy(&self) -> String {
        let mut requirement = serde_json::json!({"type": "sigstoreSigned"});
        match self.field("method") {
            "key" => requirement["keyPaths"] = self.paths("key").into(),
            "keyless" => {
                requirement["fulcio"] = serde_json::json!({
                    "caPath": self.paths("ca")[0],
                    "oidcIssuer": self.field("issuer"),
                    "subjectEmail": self.field("identity"),
                });
            }
            other => panic!("{other}"),
        }
        let logs = self.paths("rekor_key");
        if !logs.is_empty() {
            requirement["rekorPublicKeyPaths"] = logs.into();
        }
        let identity = self.field("signed_identity");
        if !identity.is_empty() {
            requirement["signedIdentity"] = serde_json::json!({"type": identity});
        }
        let policy = serde_json::json!({
            "default": [{"type": "reject"}],
            "transports": {"docker": {"": [requirement]}},
        });
        policy.to_string()
    }

    fn judge(&self) -> Verdict {
        let text = self.policy();
        let options = ImportOptions::default().with_files(NamedFiles::Kept);
        let imported = import(None, text.as_bytes(), &options).unwrap();
        let source = PolicySource::new(text.as_bytes(), SourceFormat::ContainersPolicy);
        let files = RootedFiles::open(self.images).unwrap();
        let policy = CompiledPolicy::compile(imported.document, &source, &files).unwrap();

        let digest = parse_digest(self.field("digest")).unwrap();
        let reference = Reference::parse_familiar(self.field("reference")).unwrap();
        let subject = Subject::image(digest)
            .with_reference(reference)
            .with_transport(Transport::Docker);
        let now = Time::from_unix(NOW).unwrap();
        let limits = Limits::default();
        let evidence = match DirTransport::open(self.images.join(self.field("image")), &limits) {
            Ok(folder) => {
                let discovered = Discovered::in_folder(&folder, &limits);
                EvidenceSet::of_image(&policy, &subject, &discovered, now)
            }
            Err(error) => EvidenceSet::of_failed_discovery(&error),
        };
        evaluate(&policy, &subject, &evidence, now)
    }

    fn is_as_expected(&self, verdict: &Verdict) -> bool {
        match self.field("expected") {
            "accept" => verdict.decision() == Decision::Allow,
            "reject" => {
                let hints = self.field("error_category").split('|');
                let is_told = verdict.decisive_checks().any(|check| {
                    let candidates = check.candidates().iter().map(|it| it.code());
                    let mut codes = candidates.chain([check.code()]);
                    codes.any(|code| hints.clone().any(|hint| code.is_under(hint)))
                });
                verdict.decision() != Decision::Allow && is_told
            }
            other => panic!("{other}"),
        }
    }
}
