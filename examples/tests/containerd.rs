//! `containerd_verifier` and `verify` on what must not be used: the drills, and calls that are none.

mod bench;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use bench::{Answer, Case, decisive, policy, run, signature};
use bonafide_policy::{AuditOutcome, AuditVerifier};
use bonafide_testkit::Sigstore;
use bonafide_testkit::image::{Statement, Store};
use bonafide_testkit::registry::{Action, Content, Registry, Rule, Script};
use serde_json::{Value, json};

const DESCRIPTOR: &str = "application/vnd.oci.descriptor.v1+json";
/// Where the images are in their registry.
const PATH: &str = "owner/app";

/// A registry with one image, a policy, and a configuration that names it.
struct Drill {
    kit: Sigstore,
    case: Case,
    registry: Registry,
    digest: String,
}

impl Drill {
    /// With the image of a store, under the tag `v1`.
    fn new(store: &Store, script: Script) -> Self {
        Self::holding(&store.subject, Content::of_store(PATH, store), script)
    }

    fn holding(digest: &str, mut content: Content, script: Script) -> Self {
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

    fn policy(&self, policy: &Value) {
        self.case.write("policy.json", policy.to_string());
    }

    /// A configuration with these members too.
    fn configure(&self, more: &Value) {
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

    fn tagged(&self) -> String {
        format!("{}/{PATH}:v1", self.registry.origin())
    }

    fn pinned(&self) -> String {
        format!("{}@{}", self.tagged(), self.digest)
    }

    fn descriptor(&self) -> Value {
        json!({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "digest": self.digest,
            "size": 500,
        })
    }

    fn call(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_containerd_verifier"));
        command.env("BONAFIDE_CONFIG", self.case.path("config.json"));
        run(command.args(arguments), input)
    }

    /// What the runtime is told when it asks about the image by this name.
    fn asked(&self, name: &str) -> Answer {
        let input = self.descriptor().to_string();
        let arguments = ["-name", name, "-digest", &self.digest];
        let arguments = [&arguments, &["-stdin-media-type", DESCRIPTOR][..]].concat();
        self.call(&arguments, input.as_bytes())
    }

    /// That both programs refuse the image for this reason.
    fn refuses(&self, name: &str, code: &str, expected: &Expected<'_>) {
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
    fn is_recorded(&self, code: &str) {
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

struct Expected<'a> {
    check: &'a str,
    class: &'a str,
    decision: &'a str,
    exit: i32,
}

/// The image, signed by the key of a seed as the image of a digest.
fn signed(seed: &str, about: Option<&str>) -> Store {
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

const REJECT: &str = "reject";
const QUARANTINE: &str = "quarantine";

#[test]
fn a_signed_image_is_allowed() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let answer = drill.asked(&drill.pinned());
    assert_eq!((answer.code, &*answer.out), (0, "allow\n"), "{answer:?}");
    let policy = drill.case.at("policy.json");
    let arguments = [&*drill.tagged(), "--policy", &policy, "--plain-http"];
    let (exit, verdict) = drill.case.verdict(&arguments);
    assert_eq!(exit, 0, "{verdict:#}");
    assert_eq!(verdict["pinned"], drill.pinned());
    // The name is anybody's: the digest is what counts.
    let answer = drill.asked(&drill.tagged());
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn an_unsigned_image_is_quarantined() {
    let drill = Drill::new(&Store::image("app"), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "missing",
        decision: QUARANTINE,
        exit: 3,
    };
    drill.refuses(&drill.pinned(), "signature.missing", &expected);
}

#[test]
fn a_tampered_image_is_rejected() {
    // The registry has other bytes under the digest.
    let store = signed("a", None);
    let mut content = Content::of_store(PATH, &store);
    let mut bytes = store.subject().bytes.clone();
    bytes.push(b'\n');
    content.put_manifest_as(PATH, &store.subject, &store.subject().media_type, &bytes);
    let drill = Drill::holding(&store.subject, content, Script::default());
    let expected = Expected {
        check: "subject/digest",
        class: "mismatch",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "digest.mismatch", &expected);
}

#[test]
fn a_signature_for_another_digest_is_rejected() {
    let other = Store::image("other").subject;
    let drill = Drill::new(&signed("a", Some(&other)), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "mismatch",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "artifact.not-a-subject", &expected);
}

#[test]
fn another_signer_is_rejected() {
    let drill = Drill::new(&signed("b", None), Script::default());
    let expected = Expected {
        check: "rule/r",
        class: "untrusted",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "key.untrusted", &expected);
}

#[test]
fn an_expired_key_is_rejected() {
    let drill = Drill::new(&signed("a", None), Script::default());
    drill.policy(&policy(&drill.kit, &["expired"], &signature(&["expired"])));
    let expected = Expected {
        check: "rule/r",
        class: "expired",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "key.validity", &expected);
}

#[test]
fn an_unknown_registry_is_rejected_without_a_request() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let mut policy = policy(&drill.kit, &["a"], &signature(&["a"]));
    policy["registries"] = json!({"allow": ["registry.example.com/**"]});
    drill.policy(&policy);
    let expected = Expected {
        check: "ref/registry",
        class: "policy",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.pinned(), "ref.registry-not-allowed", &expected);
    assert_eq!(drill.registry.requests().0, []);
    // Nothing that is denied by its name costs more than to start and to read the policy.
    let fastest = (0..5).map(|_| {
        let begun = Instant::now();
        drill.asked(&drill.pinned());
        begun.elapsed()
    });
    let fastest = fastest.min().unwrap();
    println!("static denial: {fastest:?} with the start of the process");
    assert!(fastest < Duration::from_secs(2), "{fastest:?}");
    assert_eq!(drill.registry.requests().0, []);
}

#[test]
fn a_mutable_tag_is_rejected_without_a_request() {
    let drill = Drill::new(&signed("a", None), Script::default());
    let mut policy = policy(&drill.kit, &["a"], &signature(&["a"]));
    policy["rules"][0]["pin"] = json!("require");
    drill.policy(&policy);
    let expected = Expected {
        check: "ref/pin",
        class: "policy",
        decision: REJECT,
        exit: 1,
    };
    drill.refuses(&drill.tagged(), "digest.not-pinned", &expected);
    assert_eq!(drill.registry.requests().0, []);
    let answer = drill.asked(&drill.pinned());
    assert_eq!(answer.code, 0, "{answer:?}");
}

#[test]
fn what_cannot_be_learnt_is_indeterminate() {
    let store = signed("b", None);
    for path in [
        "/v2/owner/app/referrers/",
        "/v2/owner/app/manifests/",
        "/v2/",
    ] {
        let rule = Rule::get_below(path, Action::error(503, "UNAVAILABLE"));
        let drill = Drill::new(&store, Script::default().with_rule(rule));
        drill.configure(&json!({"deadline_seconds": 2}));
        let expected = Expected {
            check: "rule/r",
            class: "unavailable",
            decision: QUARANTINE,
            exit: 4,
        };
        drill.refuses(&drill.pinned(), "discovery.unavailable", &expected);
    }
}
