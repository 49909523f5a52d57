//! What no provenance could keep: rules that contradict themselves or each other.

use std::collections::BTreeMap;

use bonafide_report::Place;

use super::{Expectations, JsonText, ParameterRule};
use crate::pointer::{is_pointer, rest};
use crate::{Error, Glob, Raw, RefRule};

impl Expectations {
    /// Refuses what no provenance could keep.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`].
    pub fn check(&self) -> Result<(), Error> {
        if self.min_level > 3 {
            return refuse(&at("min_level"), "there is no build level above 3");
        }
        if self.signers == 0 {
            return refuse(&at("signers"), "at least one signer is needed");
        }
        if self.npm_publish && self.signers > 1 {
            let reason = "an npm package has one attestation of its build";
            return refuse(&at("signers"), reason);
        }
        self.check_references()?;
        self.check_inputs()?;
        self.dependencies.check_sense()?;
        check_together(&self.rules())
    }

    fn check_references(&self) -> Result<(), Error> {
        // Git lets a tag be named so, and then it would be meant or not.
        let tag = self.tag.as_deref();
        if tag.is_some_and(|tag| tag.starts_with("refs/tags/")) {
            let reason = "a tag is expected by its short name, without `refs/tags/`";
            return refuse(&at("ref"), reason);
        }
        let names = [&self.tag, &self.versioned_tag, &self.branch];
        if names.into_iter().flatten().any(String::is_empty) {
            return refuse(&at("ref"), "a tag or a branch without a name");
        }
        if self.tag.is_some() && self.versioned_tag.is_some() {
            let reason = "a tag and a versioned tag exclude each other";
            return refuse(&at("ref"), reason);
        }
        let count = |is_kind: fn(&RefRule) -> bool| {
            let of_kind = self.references.iter().filter(|rule| is_kind(rule));
            of_kind.count()
        };
        let exact = count(|rule| matches!(rule, RefRule::Exact(_)));
        let branches = count(|rule| matches!(rule, RefRule::Branch(_)));
        let tags = count(|rule| matches!(rule, RefRule::Tag(_) | RefRule::SemverTag { .. }));
        let branches = branches.saturating_add(usize::from(self.branch.is_some()));
        let is_tag = self.tag.is_some() || self.versioned_tag.is_some();
        let tags = tags.saturating_add(usize::from(is_tag));
        if branches > 1 || tags > 1 || exact > 1 {
            return refuse(&at("ref"), "two rules for one kind of reference");
        }
        if exact > 0 && (branches > 0 || tags > 0) {
            return refuse(&at("ref"), "a full reference says all there is to say");
        }
        let defect = self.references.iter().find_map(RefRule::defect);
        defect.map_or(Ok(()), |reason| refuse(&at("ref"), reason))
    }

    fn check_inputs(&self) -> Result<(), Error> {
        if self.inputs.is_empty() {
            return Ok(());
        }
        let place = at("inputs");
        let mut rules = self.parameters.iter();
        if rules.any(|(at, rule)| at == "/inputs" && matches!(rule, ParameterRule::Absent)) {
            return refuse(&place, "inputs are expected and forbidden");
        }
        let dispatch = "workflow_dispatch";
        if !self.triggers.is_empty() && !self.triggers.iter().any(|event| event == dispatch) {
            return refuse(&place, "only the event workflow_dispatch has inputs");
        }
        for (at, (name, value)) in self.inputs.iter().enumerate() {
            let mut before = self.inputs.iter().take(at);
            if before.any(|known| known.0 == *name && known.1 != *value) {
                return refuse(&place, "two values for one input");
            }
        }
        Ok(())
    }

    /// Every rule for parameters, those of subsets among them.
    fn rules(&self) -> Vec<Rule<'_>> {
        let mut rules = Vec::with_capacity(self.parameters.len());
        let root = at("external");
        let mut stack: Vec<(String, &ParameterRule, Place)> = self
            .parameters
            .iter()
            .rev()
            .map(|(at, rule)| (at.clone(), rule, root.member(at)))
            .collect();
        while let Some((at, rule, place)) = stack.pop() {
            let ParameterRule::Subset(inner) = rule else {
                rules.push(Rule { at, rule, place });
                continue;
            };
            for (pointer, rule) in inner.iter().rev() {
                let place = place.member("subset").member(pointer);
                stack.push((format!("{at}{pointer}"), rule, place));
            }
        }
        rules
    }
}

/// A rule for one parameter, and where it was written.
struct Rule<'a> {
    at: String,
    rule: &'a ParameterRule,
    place: Place,
}

impl ParameterRule {
    /// The only values that it admits; `None` when there are too many to list.
    fn values(&self) -> Option<Vec<Option<Raw<'_>>>> {
        match self {
            Self::Equals(text) => Some(vec![Some(text.raw())]),
            Self::OneOf(list) => Some(list.iter().map(|text| Some(text.raw())).collect()),
            Self::Absent => Some(vec![None]),
            Self::Any | Self::Glob(_) | Self::Subset(_) => None,
        }
    }

    /// Whether it admits the value. Where texts may be written in several ways they may here: what
    /// is refused must be sure to have no way out.
    fn admits(&self, value: Option<Raw<'_>>) -> bool {
        self.holds(value.filter(|value| !value.is_null()), true)
    }

    /// Whether something can be at and below a pointer such that both hold, `inner` being the rule
    /// for what is at `rest` below.
    fn allows(&self, inner: &Self, rest: &str) -> bool {
        match (self.values(), self) {
            (Some(values), _) => values
                .into_iter()
                .any(|value| inner.admits(value.and_then(|value| value.pointer(rest)))),
            // A text has nothing below.
            (None, Self::Glob(_)) if !rest.is_empty() => inner.admits(None),
            (None, _) if rest.is_empty() => inner
                .values()
                .is_none_or(|values| values.into_iter().any(|value| self.admits(value))),
            (None, _) => true,
        }
    }
}

/// Compares each rule with those at its pointer and above.
fn check_together(rules: &[Rule<'_>]) -> Result<(), Error> {
    if rules.len() < 2 {
        return Ok(());
    }
    let mut by_pointer: BTreeMap<&str, Vec<&Rule<'_>>> = BTreeMap::new();
    for rule in rules {
        by_pointer.entry(&rule.at).or_default().push(rule);
    }
    for rule in rules {
        let ends = rule.at.match_indices('/').map(|(end, _)| end);
        let ancestors = ends.filter_map(|end| rule.at.get(..end));
        for ancestor in ancestors {
            for upper in by_pointer.get(ancestor).into_iter().flatten() {
                check_pair(upper, rule)?;
            }
        }
        let same = by_pointer.get(&*rule.at).into_iter().flatten();
        for earlier in same.take_while(|other| !core::ptr::eq(**other, rule)) {
            check_pair(earlier, rule)?;
        }
    }
    Ok(())
}

fn check_pair(upper: &Rule<'_>, lower: &Rule<'_>) -> Result<(), Error> {
    let rest = rest(&lower.at, &upper.at).unwrap_or_default();
    let is_absent = matches!(upper.rule, ParameterRule::Absent);
    if is_absent && !rest.is_empty() {
        return refuse(&lower.place, "a rule below one that wants nothing there");
    }
    if !upper.rule.allows(lower.rule, rest) {
        let reason = "no value can keep this rule and another at or above it";
        return refuse(&lower.place, reason);
    }
    Ok(())
}

/// The rule for the path of a workflow. A URI could be kept by none: a path names no host.
pub(super) fn workflow(path: &str, place: &Place) -> Result<Glob, Error> {
    if path.contains("://") {
        let reason = "a workflow is expected by its path in the repository, not by a URI";
        refuse(place, reason)?;
    }
    Glob::new(path).map_err(|reason| {
        let place = place.clone();
        Error::ExpectationsConfig { place, reason }
    })
}

/// What is wrong with the pointer of a rule. The empty one would cover every parameter, whatever its
/// rule asks.
pub(super) fn pointer_defect(pointer: &str) -> Option<&'static str> {
    let is_good = pointer.starts_with('/') && is_pointer(pointer);
    (!is_good).then_some("no RFC 6901 pointer to a parameter")
}

/// Refuses a rule that no value keeps, or whose parts have no pointers.
pub(super) fn check_rule(rule: &ParameterRule, place: &Place) -> Result<(), Error> {
    let mut stack = vec![(rule, place.clone())];
    while let Some((rule, place)) = stack.pop() {
        let is_null = |text: &JsonText| text.raw().is_null();
        match rule {
            ParameterRule::Equals(text) if is_null(text) => {
                return refuse(&place.member("equals"), "null is nothing; say `absent`");
            }
            ParameterRule::OneOf(list) if list.is_empty() || list.iter().any(is_null) => {
                let reason = "no values, or null among them";
                return refuse(&place.member("one_of"), reason);
            }
            ParameterRule::Subset(inner) => {
                for (pointer, rule) in inner {
                    let place = place.member("subset").member(pointer);
                    if !is_pointer(pointer) {
                        return refuse(&place, "no RFC 6901 pointer");
                    }
                    stack.push((rule, place));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn at(member: &str) -> Place {
    Place::root().member(member)
}

fn refuse(place: &Place, reason: &'static str) -> Result<(), Error> {
    let place = place.clone();
    Err(Error::ExpectationsConfig { place, reason })
}
