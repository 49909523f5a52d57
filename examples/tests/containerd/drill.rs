//! A registry with one image, and both programs asked about it.

use std::fs;
use std::process::Command;

use bonafide_policy::{AuditOutcome, AuditVerifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Statement, Store};
use bonafide_testkit::registry::{Content, Registry, Script};
use serde_json::{Value, json};

use crate::common::{Answer, Case, decisive, policy, run, signature};

pub(super) const DESCRIPTOR: &str = "application/vnd.oci.descriptor.v1+json";
/// Where the images are in their registry.
pub(super) const PATH: &str = "owner/app";

/// A registry with one image, a policy, and a configuration that names it.
pub(super) struct Drill {
    pub(super) kit: Sigstore,
    pub(super) case: Case,
    pub(super) registry: Registry,
    pub(super) digest: String,
}

impl Drill {
    /// With the image of a store, under the tag `v1`.
    pub(super) fn new(store: &Store, script: Script) -> Self {
        Self::holding(&store.subject, Content::of_store(PATH, store), script)
    }

    pub(super) fn holding(digest: &str, mut content: Content, script: Script) -> Self {
        let kit = Sigstore::default();
        content.tag(PATH, "v1", digest);
        let drill = Self {
            case: Case::new(&kit),
            registry: Registry::start(content, script),
            digest: digest.to_owned(),
            kit,
        };
        drill.policy(&policy(&drill.kit, &["a"], &signature(&["a"])));
        drill.configure(&json!({}));
        drill
    }

    pub(super) fn policy(&self, policy: &Value) {
        self.case.write("policy.json", policy.to_string());
    }

    /// A configuration with these members too.
    pub(super) fn configure(&self, more: &Value) {
        let mut config = json!({
            "schema": "bonafide.containerd-verifier/v1",
            "policy": "policy.json",
            "plain_http": [self.registry.origin()],
            "audit_log": "audit.jsonl",
        });
        for (name, value) in more.as_object().unwrap() {
            config[name] = value.clone();
        }
        self.case.write("config.json", config.to_string());
    }

    pub(super) fn tagged(&self) -> String {
        format!("{}/{PATH}:v1", self.registry.origin())
    }

    pub(super) fn pinned(&self) -> String {
        format!("{}@{}", self.tagged(), self.digest)
    }

    pub(super) fn descriptor(&self) -> Value {
        json!({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": self.digest,
            "size": 500,
        })
    }

    pub(super) fn call(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_containerd_verifier"));
        command.env("BONAFIDE_CONFIG", self.case.path("config.json"));
        run(command.args(arguments), input)
    }

    /// What the runtime is told when it asks about the image by this name.
    pub(super) fn asked(&self, name: &str) -> Answer {
        let input = self.descriptor().to_string();
        let arguments = ["-name", name, "-digest", &self.digest];
        let arguments = [&arguments, &["-stdin-media-type", DESCRIPTOR][..]].concat();
        self.call(&arguments, input.as_bytes())
    }

    /// That both programs refuse the image for this reason.
    pub(super) fn refuses(&self, name: &str, code: &str, expected: &Expected<'_>) {
        let answer = self.asked(name);
        assert_eq!(answer.code, 1, "{answer:?}");
        let line = answer.out.lines().next().unwrap();
        let indeterminate = if expected.exit == 4 {
            " (indeterminate)"
        } else {
            ""
        };
        let start = format!(
            "{}{indeterminate}; {} {code}: ",
            expected.decision, expected.check
        );
        assert!(line.starts_with(&start), "{start}\n{line}");
        assert!(line.contains("; fix: "), "{line}");
        assert_eq!(answer.out.lines().count(), 1, "{answer:?}");
        let policy = self.case.at("policy.json");
        let arguments = [name, "--policy", &policy, "--plain-http"];
        let (exit, verdict) = self.case.verdict(&arguments);
        let check = decisive(&verdict);
        let told = json!([
            exit,
            verdict["decision"],
            check["id"],
            check["code"],
            check["class"]
        ]);
        let wanted = json!([
            expected.exit,
            expected.decision,
            expected.check,
            code,
            expected.class
        ]);
        assert_eq!(told, wanted, "{verdict:#}");
        assert_eq!(verdict["indeterminate"], expected.exit == 4);
        assert!(!check["remediation"]["text"].as_str().unwrap().is_empty());
        self.is_recorded(code);
    }

    /// That the last record of the log is of this reason, and that nothing was changed in it.
    pub(super) fn is_recorded(&self, code: &str) {
        let log = fs::read(self.case.path("audit.jsonl")).unwrap();
        let mut verifier = AuditVerifier::new();
        verifier.feed(&log);
        let report = verifier.finish();
        assert_eq!(report.outcome(), AuditOutcome::Intact, "{report:?}");
        let last = String::from_utf8(log).unwrap();
        let last: Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
        assert_eq!(last["kind"], "decision");
        assert!(
            last["codes"].as_array().unwrap().contains(&json!(code)),
            "{last}"
        );
    }
}

pub(super) struct Expected<'a> {
    pub(super) check: &'a str,
    pub(super) class: &'a str,
    pub(super) decision: &'a str,
    pub(super) exit: i32,
}

/// The image, signed by the key of a seed as the image of a digest.
pub(super) fn signed(seed: &str, about: Option<&str>) -> Store {
    let kit = Sigstore::default();
    let mut store = Store::image("app");
    let about = about.unwrap_or(&store.subject);
    let plan = Statement::signature(about)
        .plan(&kit)
        .by_key()
        .signed_by(seed);
    store.attach_bundle(&plan.mint());
    store
}
