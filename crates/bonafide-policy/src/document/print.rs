//! A policy in memory to a document.

mod out;
mod requirement;
mod signer;

use serde_json::{Value, json};

use super::names::Named;
use super::shape::format::SCHEMA;
use super::{Exception, ExceptionRules, Matching, PolicyDocument, Rule};
use out::{Out, duration, size};

impl PolicyDocument {
    /// The policy as a document in JSON, without what it need not say. Reading that gives the same
    /// policy again.
    ///
    /// One thing is written in another way: an unanchored expression of an imported policy becomes
    /// an anchored one that matches the same names.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Out::default();
        out.put("schema", SCHEMA);
        out.put("name", &*self.name);
        if !self.version.is_empty() {
            out.put("version", &*self.version);
        }
        out.put_some("description", self.description.as_deref());
        out.put("default", self.default.name());
        out.put_map("registries", registries(self));
        out.put_flag("allow_unpinned_files", self.allow_unpinned_files);
        out.put_map("trust", signer::trust(&self.trust));
        out.put_map("signers", signer::signers(&self.signers));
        out.put_list("rules", self.rules.iter().map(rule));
        out.put_list("exceptions", self.exceptions.iter().map(exception));
        out.put_map("exceptions_policy", exception_rules(self.exception_rules));
        out.put_map("decisions", decisions(self));
        out.put_map("limits", limits(self));
        let mut text = format!("{:#}", Value::from(out));
        text.push('\n');
        text
    }
}

fn registries(policy: &PolicyDocument) -> Out {
    let mut out = Out::default();
    // An empty list allows nothing, and none allows everything.
    if let Some(allow) = &policy.registries.allow {
        out.put("allow", out::references(allow).collect::<Value>());
    }
    out.put_list("deny", out::references(&policy.registries.deny));
    out
}

fn rule(rule: &Rule) -> Value {
    let mut out = Out::default();
    out.put("id", &*rule.id);
    out.put_map("match", matching(&rule.matching));
    out.put_unless_default("pin", rule.pin);
    out.put_list("require", rule.require.iter().map(requirement::requirement));
    out.into()
}

fn matching(matching: &Matching) -> Out {
    let mut out = Out::default();
    out.put_names("artifact", &matching.artifact);
    out.put_list("ref", out::references(&matching.reference));
    out.put_list("except", out::references(&matching.except));
    out.put_list(
        "digest",
        matching
            .digest
            .iter()
            .map(|digest| json!(digest.to_string())),
    );
    out.put_texts("namespace", &matching.namespace);
    out.put_names("role", &matching.role);
    out.put_names("transport", &matching.transport);
    out.put_texts("path", &matching.path);
    out.put_texts("except_path", &matching.except_path);
    out.put_unless_default("lookup", matching.lookup);
    out
}

fn exception(exception: &Exception) -> Value {
    let mut out = Out::default();
    out.put("id", &*exception.id);
    out.put("match", Value::from(matching(&exception.matching)));
    out.put_texts("waive", &exception.waive);
    out.put_some("from", exception.from.map(|time| time.to_string()));
    out.put("until", exception.until.to_string());
    out.put("reason", &*exception.reason);
    out.put_some("ticket", exception.ticket.as_deref());
    out.put_texts("approved_by", &exception.approved_by);
    out.into()
}

fn exception_rules(rules: ExceptionRules) -> Out {
    let mut out = Out::default();
    let usual = ExceptionRules::default();
    if rules.approvers_min != usual.approvers_min {
        out.put("approvers_min", rules.approvers_min);
    }
    if rules.longest != usual.longest {
        out.put("max", duration(rules.longest));
    }
    out
}

fn decisions(policy: &PolicyDocument) -> Out {
    let decisions = &policy.decisions;
    let mut out = Out::default();
    out.put_name("missing", decisions.missing);
    out.put_name("untrusted", decisions.untrusted);
    out.put_name("expired", decisions.expired);
    out.put_name("policy", decisions.policy);
    out.put_name("unavailable", decisions.unavailable);
    out.put_name("unsupported", decisions.unsupported);
    out
}

fn limits(policy: &PolicyDocument) -> Out {
    let limits = &policy.limits;
    let mut out = Out::default();
    out.put_some("manifest_bytes", limits.manifest_bytes.map(size));
    out.put_some("candidates", limits.candidates);
    out.put_some("attestation_bytes", limits.attestation_bytes.map(size));
    out.put_some("wall", limits.wall.map(duration));
    out
}
