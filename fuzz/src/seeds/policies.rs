//! Seeds about policies.

use super::texts;

pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "policy_yaml" => texts(&[PLAIN, SIGNERS]),
        "policy_json" => texts(&[JSON]),
        "containers_policy" => texts(&[
            r#"{"default":[{"type":"reject"}]}"#,
            r#"{"default":[{"type":"insecureAcceptAnything"}],"transports":{"docker":{"registry.test/app":[{"type":"sigstoreSigned","keyPath":"/k.pub","signedIdentity":{"type":"matchRepository"}}],"":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"/k"}]},"dir":{"":[{"type":"reject"}]}}}"#,
        ]),
        "containerd_config" => texts(&[
            "schema: bonafide.containerd-verifier/v1\npolicy: policy.yaml\nplain_http: [\"localhost:5000\"]\ndeadline_seconds: 9\n",
            r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":2}"#,
        ]),
        "coverage" => texts(&[
            r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"n"},"spec":{"template":{"spec":{"initContainers":[{"name":"i","image":"alpine"}],"containers":[{"name":"c","image":"registry.test/app:v1"}],"volumes":[{"image":{"reference":"registry.test/v"}}]}}}}]}"#,
        ]),
        "audit_log" => texts(&[AUDIT]),
        "pattern" => texts(&[
            "registry.test/team/**:v*\nregistry.test/team/a/b:v1",
            "https://github.com/o/*/.github/workflows/r.yml@refs/tags/v*\nhttps://github.com/o/r/.github/workflows/r.yml@refs/tags/v1",
            "a?b*\naxbyy",
            "[a-c]+@x\\.y\nabc@x.y",
        ]),
        _ => Vec::new(),
    }
}

const PLAIN: &str = r#"schema: bonafide.policy/v1
name: p
version: "1"
default: reject
allow_unpinned_files: true
registries: { allow: ["registry.test/**"] }
trust: { t: { trusted_root: { file: root.json } } }
signers:
  ci:
    keyless:
      trust: t
      issuer: "https://token.test"
      san: "https://forge.test/o/*@refs/tags/v*"
rules:
- id: images
  match: { artifact: [oci, blob] }
  pin: require
  require:
  - { id: signed, signature: { by: [ci] } }
  - { id: build, provenance: { by: [ci], slsa_build_level: 3, source: ["git+https://forge.test/o/*"] } }
  - { id: bill, sbom: { by: [ci], licences_deny: ["AGPL-3.0-only"] }, missing: reject }
"#;

const SIGNERS: &str = r#"schema: bonafide.policy/v1
name: s
default: reject
allow_unpinned_files: true
exceptions_policy: { approvers_min: 1, max: 14d }
trust: { l: { keys: { rekor: [{ file: rekor.pub }] } } }
signers:
  v: { key: { file: v.pub, trust: l }, not_after: "2027-06-01T00:00:00Z" }
  o: { certificate: { roots: [{ file: ca.pem }], san_email: "*@example.test", current_time: true } }
rules:
- id: r
  require:
  - id: any
    any_of:
    - { id: a, signature: { by: [v, o], min: 2 } }
    - id: b
      attestation:
        by: [v]
        predicate_type: ["https://x.test/r/v1"]
        conditions: { all: [{ pointer: /a/*/b, in: [x, y] }] }
  - { id: n, forbid: { attestation: { by: [v], predicate_type: ["https://x.test/gone/v1"] } } }
  - { id: f, static: { decision: reject, message: m } }
exceptions:
- id: E-1
  match: { ref: ["registry.test/app"] }
  waive: [r/any]
  from: "2026-11-20T00:00:00Z"
  until: "2026-12-01T00:00:00Z"
  reason: r
  ticket: E-1
  approved_by: [a]
"#;

const JSON: &str = r#"{"schema":"bonafide.policy/v1","name":"p","default":"reject","allow_unpinned_files":true,
"trust":{"t":{"trusted_root":{"file":"root.json"}}},"signers":{"ci":{"key":{"file":"ci.pub","trust":"t"}}},
"rules":[{"id":"r","match":{"artifact":["blob"]},"require":[{"id":"s","signature":{"by":["ci"]}},{"id":"v","vulnerabilities":{"by":["ci"],"max":"medium","max_age":"7d"}}]}]}"#;

const AUDIT: &str = r#"{"schema":"bonafide.audit/v1","seq":0,"time":"2025-01-01T00:00:00Z","prev":"sha256:0000000000000000000000000000000000000000000000000000000000000000","log_id":"00000000000000000000000000000000","kind":"start"}
"#;
