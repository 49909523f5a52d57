//! Configurations of the verifier that the container runtime starts.

use core::time::Duration;

use bonafide_policy::containerd::Config;
use bonafide_policy::{SourceFormat, Syntax};

const LEAST: &str = r#""schema":"bonafide.containerd-verifier/v1","policy":"policy.yaml""#;

fn codes(document: &str) -> Vec<(&'static str, String)> {
    let errors = Config::parse(document.as_bytes(), Syntax::Json).unwrap_err();
    let told = errors
        .iter()
        .map(|one| (one.code().as_str(), one.place().to_string()));
    told.collect()
}

#[test]
fn the_least_configuration_has_safe_defaults() {
    let config = Config::parse(format!("{{{LEAST}}}").as_bytes(), Syntax::Json).unwrap();
    assert_eq!(config.policy, "policy.yaml");
    assert_eq!(config.policy_format, SourceFormat::Native);
    assert!(!config.audit && config.audit_required);
    assert!(config.plain_http.is_empty());
    assert_eq!(config.deadline, Duration::from_secs(9));
}

#[test]
fn every_field_is_read_in_both_syntaxes() {
    let yaml = "schema: bonafide.containerd-verifier/v1
policy: p.json
policy_format: containers
policy_root: root
audit: true
audit_log: log.jsonl
audit_required: false
plain_http: [\"localhost:5000\"]
auth_file: auth.json
root_certificates: roots.pem
deadline_seconds: 600
";
    let config = Config::parse(yaml.as_bytes(), Syntax::Yaml).unwrap();
    assert_eq!(config.policy_format, SourceFormat::ContainersPolicy);
    assert!(config.audit && !config.audit_required);
    assert_eq!(config.policy_root.as_deref(), Some("root"));
    assert_eq!(config.audit_log.as_deref(), Some("log.jsonl"));
    assert_eq!(config.plain_http, ["localhost:5000"]);
    assert_eq!(config.auth_file.as_deref(), Some("auth.json"));
    assert_eq!(config.root_certificates.as_deref(), Some("roots.pem"));
    assert_eq!(config.deadline, Duration::from_secs(600));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert_eq!(
        codes("{}"),
        [
            ("policy.missing-field", "/".to_owned()),
            ("policy.missing-field", "/".to_owned())
        ]
        .map(|(code, _)| (code, String::new())),
    );
    for (more, code, place) in [
        (r#""polcy":1"#, "policy.unknown-field", "/polcy"),
        (r#""audit":"no""#, "policy.type", "/audit"),
        (r#""audit_log":"""#, "policy.value", "/audit_log"),
        (
            r#""policy_format":"kyverno""#,
            "policy.value",
            "/policy_format",
        ),
        (r#""plain_http":["a",1]"#, "policy.type", "/plain_http/1"),
        (
            r#""deadline_seconds":0"#,
            "policy.value",
            "/deadline_seconds",
        ),
        (
            r#""deadline_seconds":601"#,
            "policy.value",
            "/deadline_seconds",
        ),
        (
            r#""deadline_seconds":1.5"#,
            "policy.type",
            "/deadline_seconds",
        ),
        (
            r#""audit":true,"audit":true"#,
            "policy.duplicate-field",
            "/audit",
        ),
    ] {
        let told = codes(&format!("{{{LEAST},{more}}}"));
        assert!(told.contains(&(code, place.to_owned())), "{more}: {told:?}");
    }
    let other = LEAST.replace("/v1", "/v2");
    assert_eq!(
        codes(&format!("{{{other}}}")),
        [("policy.value", "/schema".to_owned())]
    );
    let many = vec!["\"a\""; 65].join(",");
    let told = codes(&format!("{{{LEAST},\"plain_http\":[{many}]}}"));
    assert_eq!(told, [("policy.limit", "/plain_http".to_owned())]);
    let most = vec!["\"a\""; 64].join(",");
    let document = format!("{{{LEAST},\"plain_http\":[{most}]}}");
    assert!(Config::parse(document.as_bytes(), Syntax::Json).is_ok());
}

#[test]
fn the_schema_has_the_same_fields() {
    let schema = include_str!("../../../docs/schema/containerd-verifier.v1.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let mut fields: Vec<&str> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut known = Config::FIELDS.to_vec();
    fields.sort_unstable();
    known.sort_unstable();
    assert_eq!(fields, known);
    assert_eq!(schema["additionalProperties"], false);
}
