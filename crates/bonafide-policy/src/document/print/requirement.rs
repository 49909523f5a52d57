//! Requirements.

use serde_json::{Value, json};

use super::out::{self, Out, duration};
use crate::document::names::Named as _;
use crate::{
    AttestationRequirement, BaseImageRequirement, Comparison, Conditions, ForbidRequirement,
    ModelSignatureRequirement, ProvenanceRequirement, Requirement, RequirementKind,
    SbomRequirement, SignatureFormats, SignatureRequirement, SignedIdentityRule, VsaRequirement,
    VulnerabilityRequirement,
};

/// Calls itself once a level, as often as the policy was read to be deep.
pub(super) fn requirement(requirement: &Requirement) -> Value {
    let mut out = Out::default();
    out.put("id", &*requirement.id);
    out.put_unless_default("mode", requirement.mode);
    let overrides = &requirement.overrides;
    out.put_name("missing", overrides.missing);
    out.put_name("unavailable", overrides.unavailable);
    out.put_name("untrusted", overrides.untrusted);
    let (name, fields) = kind(&requirement.kind);
    out.put(name, fields);
    out.into()
}

fn kind(kind: &RequirementKind) -> (&'static str, Value) {
    match kind {
        RequirementKind::Signature(wanted) => ("signature", signature(wanted)),
        RequirementKind::Attestation(wanted) => ("attestation", attestation(wanted)),
        RequirementKind::Provenance(wanted) => ("provenance", provenance(wanted)),
        RequirementKind::Sbom(wanted) => ("sbom", sbom(wanted)),
        RequirementKind::Vulnerabilities(wanted) => ("vulnerabilities", vulnerabilities(wanted)),
        RequirementKind::Vsa(wanted) => ("vsa", vsa(wanted)),
        RequirementKind::ModelSignature(wanted) => ("model_signature", model_signature(wanted)),
        RequirementKind::BaseImage(wanted) => ("base_image", base_image(wanted)),
        RequirementKind::Forbid(ForbidRequirement::Signer(name)) => {
            ("forbid", json!({ "signer": name }))
        }
        RequirementKind::Forbid(ForbidRequirement::Attestation(wanted)) => {
            ("forbid", json!({ "attestation": attestation(wanted) }))
        }
        RequirementKind::AnyOf(each) => ("any_of", each.iter().map(requirement).collect()),
        RequirementKind::AllOf(each) => ("all_of", each.iter().map(requirement).collect()),
        RequirementKind::Static(wanted) => (
            "static",
            json!({ "decision": wanted.decision.name(), "message": wanted.message }),
        ),
        RequirementKind::Unsupported(wanted) => (
            "unsupported",
            json!({ "what": wanted.what, "hint": wanted.hint }),
        ),
    }
}

fn signature(wanted: &SignatureRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    if wanted.min != 1 && !wanted.all {
        out.put("min", wanted.min);
    }
    out.put_flag("all", wanted.all);
    out.put_unless_default("count", wanted.count);
    out.put_unless_default("subject", wanted.subject);
    let mut annotations = Out::default();
    for (name, text) in &wanted.annotations {
        annotations.put(name, &**text);
    }
    out.put_map("annotations", annotations);
    match wanted.formats {
        SignatureFormats::Any => {}
        SignatureFormats::Bundle => out.put("formats", json!(["bundle"])),
        SignatureFormats::Legacy => out.put("formats", json!(["legacy"])),
    }
    out.put_unless_default("promise", wanted.promise);
    out.put_name("identity_replay", wanted.identity_replay);
    out.put_some("repository", wanted.repository.as_deref());
    out.put_some(
        "signed_identity",
        wanted.signed_identity.as_ref().map(signed_identity),
    );
    out.into()
}

fn signed_identity(rule: &SignedIdentityRule) -> Value {
    match rule {
        SignedIdentityRule::MatchExact => json!("matchExact"),
        SignedIdentityRule::MatchRepoDigestOrExact => json!("matchRepoDigestOrExact"),
        SignedIdentityRule::MatchRepository => json!("matchRepository"),
        SignedIdentityRule::ExactReference(text) => json!({ "exactReference": text }),
        SignedIdentityRule::ExactRepository(text) => json!({ "exactRepository": text }),
        SignedIdentityRule::Remap {
            prefix,
            signed_prefix,
        } => json!({ "remapIdentity": { "prefix": prefix, "signed_prefix": signed_prefix } }),
    }
}

fn attestation(wanted: &AttestationRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_texts("predicate_type", &wanted.predicate_type);
    out.put_some("conditions", wanted.conditions.as_ref().map(conditions));
    out.put_unless_default("quantifier", wanted.quantifier);
    out.put_unless_default("subject", wanted.subject);
    out.into()
}

/// Calls itself once a level, as often as the policy was read to be deep.
fn conditions(tree: &Conditions) -> Value {
    match tree {
        Conditions::Any(each) => json!({ "any": each.iter().map(conditions).collect::<Value>() }),
        Conditions::All(each) => json!({ "all": each.iter().map(conditions).collect::<Value>() }),
        Conditions::Is(condition) => {
            let mut out = Out::default();
            out.put("pointer", &*condition.pointer);
            let operand = match &condition.value {
                Comparison::Value(value) => value.clone(),
                Comparison::Values(values) => Value::from(values.clone()),
                Comparison::Exists(wanted) => Value::from(*wanted),
                Comparison::Pattern(pattern) => out::pattern(pattern),
            };
            out.put(condition.operator.name(), operand);
            out.into()
        }
    }
}

fn provenance(wanted: &ProvenanceRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_some("slsa_build_level", wanted.slsa_build_level);
    out.put_patterns("builders", &wanted.builders);
    out.put_texts("build_types", &wanted.build_types);
    out.put_patterns("source", &wanted.source);
    out.put_patterns("ref", &wanted.reference);
    let mut parameters = Out::default();
    for (pointer, value) in &wanted.parameters {
        parameters.put(pointer, value.clone());
    }
    out.put_map("parameters", parameters);
    out.put_some("max_age", wanted.max_age.map(duration));
    out.into()
}

fn sbom(wanted: &SbomRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_texts("formats", &wanted.formats);
    out.put_texts("licences_deny", &wanted.licences_deny);
    // An empty list allows no licence, and none allows all.
    out.put_some("licences_allow", wanted.licences_allow.clone());
    out.put_patterns("packages_deny", &wanted.packages_deny);
    out.put_flag("must_list_subject", wanted.must_list_subject);
    out.put_some("min_completeness", wanted.min_completeness.as_deref());
    out.put_some("max_age", wanted.max_age.map(duration));
    out.into()
}

fn vulnerabilities(wanted: &VulnerabilityRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_flag("local", wanted.local);
    out.put_some("max", wanted.max.as_deref());
    out.put_flag("fixable_only", wanted.fixable_only);
    out.put_some("max_age", wanted.max_age.map(duration));
    out.put_some("max_db_age", wanted.max_db_age.map(duration));
    out.put_texts("deny_ids", &wanted.deny_ids);
    let ignored = wanted.ignore.iter().map(|ignored| {
        let mut out = Out::default();
        out.put("id", &*ignored.id);
        out.put_some("purl", ignored.purl.as_ref().map(out::pattern));
        out.put("until", ignored.until.to_string());
        out.put("reason", &*ignored.reason);
        out.into()
    });
    out.put_list("ignore", ignored);
    let mut grace = Out::default();
    for (severity, age) in &wanted.grace {
        grace.put(severity, duration(*age));
    }
    out.put_map("grace", grace);
    out.put_texts("vex_by", &wanted.vex_by);
    if wanted.vex_unversioned_denied {
        out.put("vex_unversioned", "deny");
    }
    if wanted.min_reports != 1 {
        out.put("min_reports", wanted.min_reports);
    }
    out.put_some("unknown_as", wanted.unknown_as.as_deref());
    out.put_texts("severity_sources", &wanted.severity_sources);
    if wanted.bound_by_caller {
        out.put("bind", "caller");
    }
    out.into()
}

fn vsa(wanted: &VsaRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_texts("verifier_ids", &wanted.verifier_ids);
    out.put_some("resource", wanted.resource.as_deref());
    out.put_texts("levels", &wanted.levels);
    let policies = wanted
        .policy_sha256
        .iter()
        .map(|digest| json!(digest.to_hex()));
    out.put_list("policy_sha256", policies);
    out.put_some("max_age", wanted.max_age.map(duration));
    out.into()
}

fn model_signature(wanted: &ModelSignatureRequirement) -> Value {
    let mut out = Out::default();
    out.put_texts("by", &wanted.by);
    out.put_texts("ignore", &wanted.ignore);
    out.put_unless_default("unlisted", wanted.unlisted);
    out.into()
}

fn base_image(wanted: &BaseImageRequirement) -> Value {
    let mut out = Out::default();
    out.put("rule", &*wanted.rule);
    out.put("depth", wanted.depth);
    out.put_names("evidence", &wanted.evidence);
    out.into()
}
