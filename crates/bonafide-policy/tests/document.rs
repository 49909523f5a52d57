//! Documents of policies: the complete example loads, and what is wrong is told with its place.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test")]

use core::time::Duration;

use bonafide_policy::{
    BaseEvidence, Demand, LoadErrors, Mode, Pin, PolicyDocument, RequirementKind, Syntax,
};
use bonafide_report::Decision;

const COMPLETE: &str = include_str!("data/complete.yaml");

fn yaml(text: &str) -> Result<PolicyDocument, LoadErrors> {
    PolicyDocument::parse(text.as_bytes(), Syntax::Yaml)
}

/// `code pointer` of everything that is wrong.
fn told(text: &str) -> Vec<String> {
    let errors = match yaml(text) {
        Ok(_) => return Vec::new(),
        Err(errors) => errors,
    };
    errors
        .iter()
        .map(|error| format!("{} {}", error.code(), error.place()))
        .collect()
}

/// The complete example with one edit.
fn edited(old: &str, new: &str) -> String {
    assert_eq!(COMPLETE.matches(old).count(), 1, "{old}");
    COMPLETE.replace(old, new)
}

/// A policy with one rule of one requirement, by two signers.
fn with(requirement: &str) -> String {
    format!(
        "schema: bonafide.policy/v1\nname: p\ndefault: reject\nsigners:\n  a: {{key: {{file: a.pub}}}}\n  \
         b: {{key: {{file: b.pub}}}}\nrules:\n- id: r\n  require:\n  - {{id: all, signature: {{by: [a, b]}}}}\n  \
         - {{id: x, {requirement}}}\n"
    )
}

#[test]
fn the_complete_example_loads() {
    let policy = yaml(COMPLETE).unwrap();
    assert_eq!(
        (&*policy.name, policy.default),
        ("gpu-prod", Decision::Reject)
    );
    assert_eq!(policy.version, "2026-11-20.1");
    assert_eq!(policy.rules.len(), 3);
    let internal = &policy.rules[0];
    assert_eq!((&*internal.id, internal.pin), ("internal", Pin::Require));
    let signed = &internal.require[0];
    assert_eq!(signed.overrides.missing, Some(Decision::Quarantine));
    let RequirementKind::Signature(signature) = &signed.kind else {
        panic!("{signed:?}")
    };
    assert_eq!((signature.by.join(","), signature.min), ("ci".into(), 1));
    let base = &internal.require[4];
    let RequirementKind::BaseImage(image) = &base.kind else {
        panic!("{base:?}")
    };
    assert_eq!((base.mode, image.depth), (Mode::Audit, 2));
    assert!(image.evidence.contains(&BaseEvidence::Annotation));
    assert!(policy.signers["ngc"].require.is_empty());
    assert!(policy.signers["ci"].require.contains(&Demand::Sct));
    assert_eq!(policy.exceptions[0].waive, ["internal/vulns"]);
    assert_eq!(policy.limits.wall, Some(Duration::from_secs(8)));
    assert_eq!(policy.limits.manifest_bytes, Some(4 << 20));
    assert_eq!(policy.decisions.expired, None);
}

#[test]
fn what_is_printed_is_read_as_the_same() {
    let policy = yaml(COMPLETE).unwrap();
    let text = policy.to_json();
    let again = PolicyDocument::parse(text.as_bytes(), Syntax::Json).unwrap();
    assert_eq!(again, policy);
    assert_eq!(yaml(&text).unwrap(), policy);
    assert_eq!(again.to_json(), text);
}

#[test]
fn break_glass_that_is_off_changes_nothing() {
    let without: String = COMPLETE
        .lines()
        .filter(|line| !line.starts_with("break_glass"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(yaml(&without).unwrap(), yaml(COMPLETE).unwrap());
}

#[test]
fn fields_are_known_and_there_once_at_every_level() {
    for (old, new, wanted) in [
        (
            "name: gpu-prod",
            "name: gpu-prod\nnmae: x",
            "policy.unknown-field /nmae",
        ),
        (
            "registries: {",
            "registries: { x: 1,",
            "policy.unknown-field /registries/x",
        ),
        (
            "{ trusted_root: { file",
            "{ x: 1, trusted_root: { file",
            "policy.unknown-field /trust/public-good/x",
        ),
        (
            "trusted_root: {",
            "trusted_root: { x: 1,",
            "policy.unknown-field /trust/public-good/trusted_root/x",
        ),
        (
            "ngc: {",
            "ngc: { x: 1,",
            "policy.unknown-field /signers/ngc/x",
        ),
        (
            "{ file: ngc.pub",
            "{ x: 1, file: ngc.pub",
            "policy.unknown-field /signers/ngc/key/x",
        ),
        (
            "  pin: require",
            "  pin: require\n  pins: x",
            "policy.unknown-field /rules/0/pins",
        ),
        (
            "match: { artifact: [oci]",
            "match: { x: 1, artifact: [oci]",
            "policy.unknown-field /rules/0/match/x",
        ),
        (
            "{ id: base,",
            "{ id: base, x: 1,",
            "policy.unknown-field /rules/0/require/4/x",
        ),
        (
            "base_image: {",
            "base_image: { x: 1,",
            "policy.unknown-field /rules/0/require/4/base_image/x",
        ),
        (
            "{ id: INC-4711,",
            "{ id: INC-4711, x: 1,",
            "policy.unknown-field /exceptions/0/x",
        ),
        (
            "break_glass: {",
            "break_glass: { x: 1,",
            "policy.unknown-field /break_glass/x",
        ),
        (
            "decisions: {",
            "decisions: { x: reject,",
            "policy.unknown-field /decisions/x",
        ),
        (
            "limits: {",
            "limits: { x: 1,",
            "policy.unknown-field /limits/x",
        ),
        (
            "name: gpu-prod",
            "name: gpu-prod\nname: x",
            "policy.duplicate-field /name",
        ),
        (
            "registries: {",
            "registries: { deny: [],",
            "policy.duplicate-field /registries/deny",
        ),
        (
            "ngc: {",
            "ngc: { require: [],",
            "policy.duplicate-field /signers/ngc/require",
        ),
        (
            "  pin: require",
            "  pin: require\n  pin: require",
            "policy.duplicate-field /rules/0/pin",
        ),
        (
            "base_image: {",
            "base_image: { depth: 2,",
            "policy.duplicate-field /rules/0/require/4/base_image/depth",
        ),
        (
            "limits: {",
            "limits: { wall: 8s,",
            "policy.duplicate-field /limits/wall",
        ),
    ] {
        assert_eq!(told(&edited(old, new)), [wanted], "{new}");
    }
}

#[test]
fn values_have_the_type_and_form_of_their_field() {
    for (old, new, wanted) in [
        (
            "schema: bonafide.policy/v1",
            "schema: bonafide.policy/v2",
            "policy.value /schema",
        ),
        ("schema: bonafide.policy/v1\n", "", "policy.missing-field "),
        ("name: gpu-prod", "name: GPU", "policy.value /name"),
        ("name: gpu-prod\n", "", "policy.missing-field "),
        ("name: gpu-prod", "name: 17", "policy.type /name"),
        ("default: reject", "default: deny", "policy.value /default"),
        ("default: reject\n", "", "policy.missing-field "),
        (
            "version: \"2026-11-20.1\"",
            "version: 1.5",
            "policy.type /version",
        ),
        (
            "version: \"2026-11-20.1\"",
            "version: null",
            "policy.type /version",
        ),
        (
            "default: reject",
            "default: reject\nallow_unpinned_files: yes",
            "policy.type /allow_unpinned_files",
        ),
        (
            "fixable_only: false",
            "fixable_only: no",
            "policy.type /rules/0/require/3/vulnerabilities/fixable_only",
        ),
        (
            "fixable_only: false",
            "fixable_only: off",
            "policy.type /rules/0/require/3/vulnerabilities/fixable_only",
        ),
        (
            "min: 1",
            "min: 010",
            "policy.type /rules/0/require/0/signature/min",
        ),
        (
            "min: 1",
            "min: .nan",
            "policy.type /rules/0/require/0/signature/min",
        ),
        (
            "min: 1",
            "min: 1.0",
            "policy.type /rules/0/require/0/signature/min",
        ),
        (
            "min: 1",
            "min: 0",
            "policy.value /rules/0/require/0/signature/min",
        ),
        (
            "slsa_build_level: 3",
            "slsa_build_level: 4",
            "policy.value /rules/0/require/1/provenance/slsa_build_level",
        ),
        (
            "max_age: 7d",
            "max_age: 7 d",
            "policy.value /rules/0/require/3/vulnerabilities/max_age",
        ),
        ("wall: 8s", "wall: 8", "policy.type /limits/wall"),
        (
            "manifest_bytes: 4MiB",
            "manifest_bytes: 4MB",
            "policy.value /limits/manifest_bytes",
        ),
        (
            "not_after: 2027-06-01T00:00:00Z",
            "not_after: 2027-06-01",
            "policy.value /signers/ngc/not_after",
        ),
        (
            "not_after: 2027-06-01T00:00:00Z",
            "not_after: 2027-06-01T00:00:00+00:00",
            "policy.value /signers/ngc/not_after",
        ),
        (
            "require: [tlog] }",
            "require: tlog }",
            "policy.type /signers/scanner/require",
        ),
        (
            "require: [tlog] }",
            "require: [log] }",
            "policy.value /signers/scanner/require/0",
        ),
        (
            "max: high",
            "max: worst",
            "policy.value /rules/0/require/3/vulnerabilities/max",
        ),
        (
            "depth: 2",
            "depth: 5",
            "policy.value /rules/0/require/4/base_image/depth",
        ),
        (
            "digest: [\"sha256:0",
            "digest: [\"sha256:",
            "policy.value /exceptions/0/match/digest/0",
        ),
        (
            "pin: require",
            "pin: !!str require",
            "policy.syntax /rules/0/pin",
        ),
        (
            "pin: require",
            "pin: &a require",
            "policy.syntax /rules/0/pin",
        ),
        ("limits: {", "limits: { <<: {},", "policy.syntax /limits"),
    ] {
        let found = told(&edited(old, new));
        assert!(found.iter().any(|line| line == wanted), "{new}: {found:?}");
    }
}

#[test]
fn what_is_known_and_not_done_is_refused_by_name() {
    for (text, wanted) in [
        (
            edited("enabled: false", "enabled: true"),
            "policy.unsupported /break_glass/enabled",
        ),
        (
            edited("depth: 2", "depth: 2, evidence: [provenance, layers]"),
            "policy.unsupported /rules/0/require/4/base_image/evidence/1",
        ),
        (
            edited(
                "trusted_root: { file: trusted_root.json, sha256: \"0000000000000000000000000000000000000000000000000000000000000001\" }, max_age: 30d",
                "tuf: { dir: x }",
            ),
            "policy.unsupported /trust/public-good/tuf",
        ),
    ] {
        assert_eq!(told(&text), [wanted]);
    }
}

#[test]
fn failures_lead_to_no_less_than_they_may() {
    for name in [
        "missing",
        "untrusted",
        "expired",
        "policy",
        "unavailable",
        "unsupported",
    ] {
        let text = |decision| {
            with("static: {decision: allow, message: m}")
                + &format!("decisions: {{{name}: {decision}}}\n")
        };
        assert_eq!(
            told(&text("allow")),
            [format!("policy.value /decisions/{name}")]
        );
        assert!(told(&text("quarantine")).is_empty());
        assert!(told(&text("reject")).is_empty());
    }
    for name in ["mismatch", "malformed", "revoked"] {
        let text = with("static: {decision: allow, message: m}")
            + &format!("decisions: {{{name}: quarantine}}\n");
        assert_eq!(told(&text), [format!("policy.value /decisions/{name}")]);
    }
    for name in ["missing", "unavailable", "untrusted"] {
        let text = with(&format!("{name}: allow, signature: {{by: [a]}}"));
        assert_eq!(
            told(&text),
            [format!("policy.value /rules/0/require/1/{name}")]
        );
    }
    let text = with("malformed: quarantine, signature: {by: [a]}");
    assert_eq!(
        told(&text),
        ["policy.unknown-field /rules/0/require/1/malformed"]
    );
}

#[test]
fn parts_fit_each_other() {
    for (requirement, wanted) in [
        ("signature: {by: [a], min: 1}", ""),
        (
            "signature: {by: [a, b], min: 3}",
            "policy.conflict /rules/0/require/1/signature/min",
        ),
        ("signature: {by: [a, b], min: 3, count: principals}", ""),
        (
            "signature: {by: [a, a]}",
            "policy.conflict /rules/0/require/1/signature/by/1",
        ),
        (
            "signature: {by: [a], min: 1, all: true}",
            "policy.conflict /rules/0/require/1/signature/min",
        ),
        (
            "signature: {by: [a], repository: x, signed_identity: matchExact}",
            "policy.conflict /rules/0/require/1/signature/repository",
        ),
        (
            "signature: {by: [c]}",
            "policy.undefined-name /rules/0/require/1/signature/by/0",
        ),
        (
            "forbid: {signer: c}",
            "policy.undefined-name /rules/0/require/1/forbid/signer",
        ),
        (
            "forbid: {signer: a, attestation: {by: [a], predicate_type: [x]}}",
            "policy.conflict /rules/0/require/1/forbid/signer",
        ),
        (
            "vulnerabilities: {by: [a], vex_by: [c]}",
            "policy.undefined-name /rules/0/require/1/vulnerabilities/vex_by/0",
        ),
        (
            "vulnerabilities: {max: low}",
            "policy.missing-field /rules/0/require/1/vulnerabilities",
        ),
        ("vulnerabilities: {local: true}", ""),
        (
            "base_image: {rule: q}",
            "policy.undefined-name /rules/0/require/1/base_image/rule",
        ),
        ("base_image: {rule: r}", "policy.conflict /rules/0/id"),
        (
            "any_of: [{id: y, base_image: {rule: r}}]",
            "policy.conflict /rules/0/id",
        ),
        (
            "any_of: [{id: y, signature: {by: [a]}}, {id: y, signature: {by: [b]}}]",
            "policy.conflict /rules/0/require/1/any_of/1/id",
        ),
        ("any_of: []", "policy.value /rules/0/require/1/any_of"),
        (
            "vsa: {by: [a], verifier_ids: []}",
            "policy.value /rules/0/require/1/vsa/verifier_ids",
        ),
        (
            "vsa: {by: [a]}",
            "policy.missing-field /rules/0/require/1/vsa",
        ),
        (
            "signature: {by: [a]}, sbom: {by: [a]}",
            "policy.conflict /rules/0/require/1/sbom",
        ),
        ("mode: audit", "policy.missing-field /rules/0/require/1"),
        (
            "attestation: {by: [a], predicate_type: [x], conditions: {eq: 1}}",
            "policy.missing-field /rules/0/require/1/attestation/conditions",
        ),
        (
            "attestation: {by: [a], predicate_type: [x], conditions: {pointer: /a, eq: 1.5}}",
            "policy.value /rules/0/require/1/attestation/conditions/eq",
        ),
        (
            "attestation: {by: [a], predicate_type: [x], conditions: {pointer: a, eq: 1}}",
            "policy.value /rules/0/require/1/attestation/conditions/pointer",
        ),
        (
            "attestation: {by: [a], predicate_type: [x], conditions: {pointer: /a/*/b, lt: 2026-01-01T00:00:00Z}}",
            "",
        ),
        (
            "attestation: {by: [a], predicate_type: [x], conditions: {pointer: /a, lt: later}}",
            "policy.value /rules/0/require/1/attestation/conditions/lt",
        ),
        ("unsupported: {what: signedBy, hint: h}", ""),
    ] {
        let wanted: Vec<_> = (!wanted.is_empty()).then_some(wanted).into_iter().collect();
        assert_eq!(told(&with(requirement)), wanted, "{requirement}");
    }
    for (old, new, wanted) in [
        (
            "  sec-team: {",
            "  spare: { key: { file: s.pub } }\n  sec-team: {",
            "policy.unused-name /signers/spare",
        ),
        (
            "signers:\n",
            "  spare: { trusted_root: { file: s.json } }\nsigners:\n",
            "policy.unused-name /trust/spare",
        ),
        (
            "issuer: \"https://accounts",
            "trust: none, issuer: \"https://accounts",
            "policy.duplicate-field /signers/sec-team/keyless/trust",
        ),
        (
            "trust: public-good, issuer: \"https://accounts",
            "trust: none, issuer: \"https://accounts",
            "policy.undefined-name /signers/sec-team/keyless/trust",
        ),
        (
            "id: internal-base",
            "id: internal",
            "policy.conflict /rules/1/id",
        ),
        ("- id: models", "- id: waiver", "policy.value /rules/2/id"),
        (
            "waive: [internal/vulns]",
            "waive: [internal/vuln]",
            "policy.undefined-name /exceptions/0/waive/0",
        ),
        (
            "waive: [internal/vulns]",
            "waive: [ref/parse]",
            "policy.undefined-name /exceptions/0/waive/0",
        ),
        (
            "waive: [internal/vulns]",
            "waive: [\"internal/*\"]",
            "policy.value /exceptions/0/waive/0",
        ),
        (
            "until: 2026-12-01T00:00:00Z",
            "until: 2026-12-20T00:00:01Z",
            "policy.value /exceptions/0/until",
        ),
        (
            "until: 2026-12-01T00:00:00Z",
            "until: 2026-11-20T00:00:00Z",
            "policy.conflict /exceptions/0/until",
        ),
        (
            "approved_by: [\"alice\", \"bob\"]",
            "approved_by: [alice, alice]",
            "policy.conflict /exceptions/0/approved_by",
        ),
        (
            "approved_by: [\"alice\", \"bob\"]",
            "approved_by: []",
            "policy.value /exceptions/0/approved_by",
        ),
        (
            "reason: \"CVE fix ships 12-01\", ",
            "",
            "policy.missing-field /exceptions/0",
        ),
        (
            "exceptions:\n",
            "exceptions_policy: { approvers_min: 3 }\nexceptions:\n",
            "policy.value /exceptions/0/approved_by",
        ),
        (
            "exceptions:\n",
            "exceptions_policy: { max: 31d }\nexceptions:\n",
            "policy.value /exceptions_policy/max",
        ),
        (
            "exceptions:\n",
            "exceptions_policy: { max: 10d }\nexceptions:\n",
            "policy.value /exceptions/0/until",
        ),
        (
            "match: { digest: [\"sha256:0000000000000000000000000000000000000000000000000000000000000004\"] }",
            "match: {}",
            "policy.missing-field /exceptions/0/match",
        ),
        (
            "match: { digest: [\"sha256:0000000000000000000000000000000000000000000000000000000000000004\"] }",
            "match: { ref: [\"registry.example.com/**\"] }",
            "policy.value /exceptions/0/match/ref/0",
        ),
        (
            "max_age: 30d }",
            "max_age: 30d, keys: {} }",
            "policy.conflict /trust/public-good/keys",
        ),
    ] {
        let found = told(&edited(old, new));
        assert!(found.iter().any(|line| line == wanted), "{new}: {found:?}");
    }
    // The bounds themselves are good.
    assert!(
        told(&edited(
            "until: 2026-12-01T00:00:00Z",
            "until: 2026-12-20T00:00:00Z"
        ))
        .is_empty()
    );
    assert!(told(&edited("waive: [internal/vulns]", "waive: [ref/pin]")).is_empty());
}

#[test]
fn everything_is_told_at_once() {
    let text = edited("name: gpu-prod", "name: GPU\nx: 1\nx: 2")
        .replace("wall: 8s", "wall: soon")
        .replace("san: \"sec@example.com\"", "san: \"***\"");
    let errors = yaml(&text).unwrap_err();
    let lines: Vec<_> = errors
        .iter()
        .map(|error| (error.code().to_string(), error.position().unwrap().line))
        .collect();
    assert_eq!(lines.len(), 5, "{errors:?}");
    assert_eq!(lines[0], ("policy.value".into(), 2));
    assert_eq!(lines[1], ("policy.unknown-field".into(), 3));
    assert_eq!(lines[2], ("policy.duplicate-field".into(), 4));
    let many: String = (0..200).map(|number| format!("x{number}: 1\n")).collect();
    assert_eq!(
        yaml(&(COMPLETE.to_owned() + &many))
            .unwrap_err()
            .iter()
            .count(),
        bonafide_policy::LoadError::MOST
    );
}

#[test]
fn counts_are_bounded() {
    let rules = |count: usize| {
        let each = (0..count).map(|number| {
            format!("- {{id: r{number}, require: [{{id: x, static: {{decision: allow, message: m}}}}]}}\n")
        });
        format!(
            "schema: bonafide.policy/v1\nname: p\ndefault: reject\nrules:\n{}",
            each.collect::<String>()
        )
    };
    assert!(told(&rules(1000)).is_empty());
    assert_eq!(told(&rules(1001)), ["policy.limit /rules"]);
    let patterns = |count: usize| {
        let each = (0..count).map(|number| format!("\"example.com/a{number}/**\","));
        format!(
            "schema: bonafide.policy/v1\nname: p\ndefault: reject\nregistries:\n  allow: [{}]\n  deny: [\"example.com/x\"]\n",
            each.collect::<String>()
        )
    };
    assert!(told(&patterns(9_999)).is_empty());
    assert_eq!(told(&patterns(10_000)), ["policy.limit /registries/deny/0"]);
    assert_eq!(told(&patterns(10_001))[0], "policy.limit /registries/allow");
    let long = |bytes: usize| {
        with(&format!(
            "attestation: {{by: [a], predicate_type: [{}]}}",
            "x".repeat(bytes)
        ))
    };
    assert!(told(&long(1024)).is_empty());
    assert_eq!(
        told(&long(1025)),
        ["policy.limit /rules/0/require/1/attestation/predicate_type/0"]
    );
    let nested = |levels: usize| {
        let text = "signature: {by: [a]}".to_owned();
        with(&(0..levels).fold(text, |inner, _| format!("any_of: [{{id: y, {inner}}}]")))
    };
    assert!(told(&nested(4)).is_empty());
    assert_eq!(told(&nested(5)).len(), 1);
    let conditions = |levels: usize| {
        let text = "pointer: /a, exists: true".to_owned();
        let tree = (1..levels).fold(text, |inner, _| format!("all: [{{{inner}}}]"));
        with(&format!(
            "attestation: {{by: [a], predicate_type: [x], conditions: {{{tree}}}}}"
        ))
    };
    assert!(told(&conditions(4)).is_empty());
    assert_eq!(told(&conditions(5)).len(), 1);
}

#[test]
fn what_may_not_be_meant_is_noted() {
    let policy = yaml(COMPLETE).unwrap();
    assert!(policy.notes().is_empty(), "{:?}", policy.notes());
    let text = edited("default: reject", "default: allow")
        .replace("base/**\"]", "base/**:v1\", \"**/x\"]")
        .replace("san: \"sec@example.com\"", "san: { wildcard: \"*\" }")
        .replace("models\n", "models\n  pin: resolve\n")
        .replace("id: model,", "id: model, mode: audit,");
    let found: Vec<_> = yaml(&text)
        .unwrap()
        .notes()
        .iter()
        .map(|note| format!("{} {}", note.code(), note.place()))
        .collect();
    assert_eq!(
        found,
        [
            "note.policy.allow-by-no-match /default",
            "note.policy.tag-only /rules/1/match/ref/0",
            "note.policy.crosses-registry /rules/1/match/ref/1",
            "note.policy.audit-only /rules/2",
            "note.policy.any-identity /signers/sec-team",
            "note.policy.crosses-registry /signers/sec-team",
        ]
        .map(|line| match line.strip_suffix("sec-team") {
            Some(_) => format!("{line}/keyless"),
            None => line.to_owned(),
        })
    );
    // Of expressions as other tools mean them; a native document cannot write one.
    assert_eq!(
        bonafide_report::registry::NOTE_POLICY_REGEX_UNANCHORED.as_str(),
        "note.policy.regex-unanchored"
    );
}
