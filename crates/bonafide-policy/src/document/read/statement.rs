//! What statements must say.

use bonafide_report::registry;

use super::requirement::DEEPEST;
use super::{Reader, value};
use crate::document::names::Named as _;
use crate::pattern::PatternError;
use crate::syntax::At;
use crate::{
    AttestationRequirement, Comparison, Condition, Conditions, IgnoredFinding, Operator, Promise,
    ProvenanceRequirement, SbomRequirement, TextPattern, VulnerabilityRequirement,
};

impl Reader<'_> {
    pub(super) fn attestation(&mut self, at: &At<'_>) -> AttestationRequirement {
        let conditions = at.member("conditions");
        AttestationRequirement {
            by: at.member("by").texts(),
            predicate_type: at.member("predicate_type").texts(),
            conditions: conditions
                .is_there()
                .then(|| self.conditions(&conditions, 1))
                .flatten(),
            quantifier: value::named(&at.member("quantifier")).unwrap_or_default(),
            subject: value::named(&at.member("subject")).unwrap_or_default(),
        }
    }

    /// Calls itself once a level, at most [`DEEPEST`] times.
    fn conditions(&mut self, at: &At<'_>, depth: usize) -> Option<Conditions> {
        if depth > DEEPEST {
            let detail = format!("conditions more than {DEEPEST} deep");
            at.refuse(registry::POLICY_LIMIT, detail, self.problems);
            return None;
        }
        let (any, all, pointer) = (at.member("any"), at.member("all"), at.member("pointer"));
        if !any.is_there() && !all.is_there() {
            return self.condition(at).map(Conditions::Is);
        }
        if pointer.is_there() {
            let detail = "pointer excludes any and all";
            pointer.refuse_name(registry::POLICY_CONFLICT, detail, self.problems);
        }
        let mut inner = |list: &At<'_>| {
            let depth = depth.saturating_add(1);
            list.items()
                .filter_map(|item| self.conditions(&item, depth))
                .collect()
        };
        Some(match any.is_there() {
            true => Conditions::Any(inner(&any)),
            false => Conditions::All(inner(&all)),
        })
    }

    fn condition(&mut self, at: &At<'_>) -> Option<Condition> {
        let Some(pointer) = at.member("pointer").text() else {
            let detail = "pointer is missing";
            at.refuse(registry::POLICY_MISSING_FIELD, detail, self.problems);
            return None;
        };
        let pointer = pointer.to_owned();
        let (operator, operand) = at
            .members()
            .find_map(|(name, operand)| Some((Operator::of_name(name)?, operand)))?;
        let value = match operator {
            Operator::In | Operator::NotIn => {
                let values = operand.items().filter_map(|item| item.node());
                Comparison::Values(values.map(value::json).collect())
            }
            Operator::Exists => Comparison::Exists(value::flag(&operand)),
            Operator::Matches => Comparison::Pattern(self.pattern(&operand, TextPattern::parse)?),
            _ => Comparison::Value(value::json(operand.node()?)),
        };
        Some(Condition {
            pointer,
            operator,
            value,
        })
    }

    pub(super) fn provenance(&mut self, at: &At<'_>) -> ProvenanceRequirement {
        let parameters = at.member("parameters");
        let parameters = parameters
            .members()
            .filter_map(|(name, wanted)| Some((name.to_owned(), value::json(wanted.node()?))));
        ProvenanceRequirement {
            by: at.member("by").texts(),
            slsa_build_level: value::small(&at.member("slsa_build_level")),
            builders: self.patterns(&at.member("builders"), TextPattern::parse_url),
            build_types: at.member("build_types").texts(),
            source: self.patterns(&at.member("source"), source),
            reference: self.patterns(&at.member("ref"), TextPattern::parse),
            parameters: parameters.collect(),
            max_age: value::duration(&at.member("max_age")),
        }
    }

    pub(super) fn sbom(&mut self, at: &At<'_>) -> SbomRequirement {
        let allow = at.member("licences_allow");
        SbomRequirement {
            by: at.member("by").texts(),
            formats: at.member("formats").texts().into_iter().collect(),
            licences_deny: at.member("licences_deny").texts(),
            licences_allow: allow.is_there().then(|| allow.texts()),
            packages_deny: self.patterns(&at.member("packages_deny"), TextPattern::parse),
            must_list_subject: value::flag(&at.member("must_list_subject")),
            min_completeness: value::optional_string(&at.member("min_completeness")),
            max_age: value::duration(&at.member("max_age")),
        }
    }

    pub(super) fn vulnerabilities(&mut self, at: &At<'_>) -> VulnerabilityRequirement {
        let by = at.member("by").texts();
        let local = value::flag(&at.member("local"));
        if by.is_empty() && !local {
            let detail = "one of these is missing: by, local: true";
            at.refuse(registry::POLICY_MISSING_FIELD, detail, self.problems);
        }
        let ignore = at.member("ignore");
        let grace = at.member("grace");
        let grace = grace
            .members()
            .filter_map(|(name, age)| Some((name.to_owned(), value::duration(&age)?)));
        let unversioned = value::named(&at.member("vex_unversioned"));
        VulnerabilityRequirement {
            by,
            local,
            max: value::optional_string(&at.member("max")),
            fixable_only: value::flag(&at.member("fixable_only")),
            max_age: value::duration(&at.member("max_age")),
            max_db_age: value::duration(&at.member("max_db_age")),
            deny_ids: at.member("deny_ids").texts(),
            ignore: ignore
                .items()
                .filter_map(|item| self.ignored(&item))
                .collect(),
            grace: grace.collect(),
            vex_by: at.member("vex_by").texts(),
            vex_unversioned_denied: unversioned == Some(Promise::Deny),
            min_reports: value::count(&at.member("min_reports")).unwrap_or(1),
            unknown_as: value::optional_string(&at.member("unknown_as")),
            severity_sources: at.member("severity_sources").texts(),
            bound_by_caller: at.member("bind").is_there(),
        }
    }

    fn ignored(&mut self, at: &At<'_>) -> Option<IgnoredFinding> {
        Some(IgnoredFinding {
            id: value::string(&at.member("id")),
            purl: self.pattern(&at.member("purl"), TextPattern::parse),
            until: value::time(&at.member("until"))?,
            reason: value::string(&at.member("reason")),
        })
    }
}

/// As [`TextPattern::parse_url`], for a source of provenance: it is compared with a URI, and what has
/// no scheme would never match.
fn source(text: &str) -> Result<TextPattern, PatternError> {
    if text.contains(':') {
        return TextPattern::parse_url(text);
    }
    Err(PatternError::Text {
        rule: "a source has a scheme; write `https://github.com/o/r` for `github.com/o/r`",
    })
}
