//! The image that another was built on.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::{Class, Escaped, Finding, Place, Time, registry};
use bonafide_slsa::Provenance;

use super::asked::{Asked, cannot};
use super::builtin;
use super::heard::Heard;
use super::judgement::{Judgement, in_order};
use super::requirements;
use super::shortfall::{self, Wanted};
use super::tally::Tally;
use crate::evidence::{Outcome, QuestionId};
use crate::requirement::Context;
use crate::{
    BaseEvidence, BaseImageRequirement, CompiledPolicy, EvidenceSet, Requirement, RequirementKind,
    Role, Rule, Subject,
};

/// How many images down anything is looked at, whatever policies say.
const DEPTH: u8 = 4;

/// An image that another was built on, as verified evidence says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct BaseImage {
    /// Its digest.
    pub digest: Digest,
    /// The name that goes with it: a reference, or a package URL, as it was written.
    pub name: Option<String>,
}

impl CompiledPolicy {
    /// The images that the artifact was built on, as far as verified evidence says so and a rule asks:
    /// what a caller has to gather evidence of and hand over with [`EvidenceSet::with_base`]. Sorted by
    /// digest.
    ///
    /// Of an artifact whose role is [`Role::Base`] also the images that a rule of what lies above it
    /// asks for, if that looks further down.
    #[must_use]
    pub fn bases(&self, subject: &Subject, evidence: &EvidenceSet, now: Time) -> Vec<BaseImage> {
        let context = Context {
            policy: self,
            subject,
            evidence,
            now,
        };
        let mut found = BTreeMap::new();
        for rule in &self.document.rules {
            for requirement in flat(&rule.require) {
                let RequirementKind::BaseImage(wanted) = &requirement.kind else {
                    continue;
                };
                if rule.matching.is_about(subject) {
                    found.extend(claimed(&context, rule, wanted));
                }
                if subject.role == Some(Role::Base) && wanted.depth > 1 {
                    let mut named = self.document.rules.iter();
                    let named = named.find(|named| named.id == wanted.rule);
                    let below = named.filter(|named| named.matching.is_about(subject));
                    found.extend(
                        below
                            .iter()
                            .flat_map(|rule| claimed(&context, rule, wanted)),
                    );
                }
            }
        }
        let image = |(digest, name)| BaseImage { digest, name };
        found.into_iter().map(image).collect()
    }
}

impl EvidenceSet {
    /// With what was gathered of an image that the artifact was built on, and which
    /// [`CompiledPolicy::bases`] named. Images further down go into the evidence of the image above
    /// them.
    #[must_use]
    pub fn with_base(mut self, subject: Subject, evidence: Self) -> Self {
        self.bases.push((subject.with_role(Role::Base), evidence));
        self
    }
}

pub(super) fn judge(asked: &Asked<'_>, wanted: &BaseImageRequirement) -> Judgement {
    let context = &asked.context;
    let Some(own) = own_rule(asked) else {
        return cannot(&asked.mapping, "the rule that asks is not known");
    };
    let document = &context.policy.document;
    let named = document.rules.iter().find(|rule| rule.id == wanted.rule);
    let (Some(named), true) = (named, asked.level < DEPTH) else {
        let why = format!("the rule `{}` cannot be followed", Escaped(&wanted.rule));
        return cannot(&asked.mapping, &why);
    };
    let claimed = claimed(context, own, wanted);
    if claimed.is_empty() {
        let wanted = Wanted {
            code: registry::BASE_UNKNOWN,
            expected: "verified evidence of the image that it was built on".to_owned(),
            threshold: None,
        };
        let tally = Tally::of(context.evidence, &[], asked.heard);
        return shortfall::judge(&tally, &wanted, &asked.mapping);
    }
    let number = claimed.len();
    let mut failures = Failures::default();
    descend(asked, named, wanted, claimed, &mut failures);
    if failures.gravest.is_none() {
        let rule = Escaped(&wanted.rule);
        let summary = format!("{number} base images satisfy the rule `{rule}`");
        return Judgement::holds(registry::BASE_OK, summary);
    }
    failures.conclude(asked, wanted)
}

/// Follows the images down, one level after the other.
fn descend(
    asked: &Asked<'_>,
    named: &Rule,
    wanted: &BaseImageRequirement,
    claimed: BTreeMap<Digest, Option<String>>,
    failures: &mut Failures,
) {
    let mut waiting = vec![(asked.context, claimed)];
    let mut seen = BTreeSet::new();
    for level in 1..=wanted.depth.clamp(1, DEPTH) {
        let mut next = Vec::new();
        for (above, claimed) in waiting {
            for digest in claimed.into_keys() {
                if !seen.insert(digest) {
                    continue;
                }
                let bases = above.evidence.bases.iter();
                let mut bases = bases.filter(|(subject, _)| subject.digests.contains(&digest));
                let Some((subject, evidence)) = bases.next() else {
                    failures.unseen(digest);
                    continue;
                };
                if let Err(finding) = evidence.is_about(above.policy, subject, above.now) {
                    failures.add(finding, Class::Mismatch, false);
                    continue;
                }
                let context = Context {
                    subject,
                    evidence,
                    ..above
                };
                let level = asked.level.saturating_add(level);
                satisfies(&context, named, digest, level, failures);
                next.push((context, self::claimed(&context, named, wanted)));
            }
        }
        waiting = next;
    }
}

fn satisfies(
    context: &Context<'_>,
    rule: &Rule,
    digest: Digest,
    level: u8,
    failures: &mut Failures,
) {
    let name = Escaped(&rule.id);
    if !rule.matching.is_about(context.subject) {
        let detail =
            format!("expected a base image that the rule `{name}` is about; found {digest}");
        let code = registry::BASE_RULE_FAILED;
        let finding = Finding::new(code, Place::root(), detail);
        failures.add(finding, Class::Policy, false);
        return;
    }
    for (id, judged) in builtin::of_name(context, rule) {
        if let Some(class) = judged.class {
            let detail = format!("{digest}: {id}: {}", judged.summary);
            let finding = Finding::new(judged.code, Place::root(), detail);
            failures.add(finding, class, false);
        }
    }
    let heard = Heard::default();
    for requirement in &rule.require {
        // What is only told of the rule is not wanted of the base either.
        if requirement.mode == crate::Mode::Audit {
            continue;
        }
        let judged = requirements::judge(context, &heard, &rule.id, requirement, level);
        if let Some(class) = judged.class {
            let id = Escaped(&requirement.id);
            let detail = format!("{digest}: {name}/{id}: {}", judged.summary);
            let finding = Finding::new(judged.code, Place::root(), detail);
            failures.add(finding, class, judged.retryable);
        }
    }
}

/// What is wrong with base images.
#[derive(Debug, Default)]
struct Failures {
    findings: Vec<Finding>,
    /// `unavailable` only where nothing else is wrong.
    gravest: Option<Class>,
    is_retryable: bool,
}

impl Failures {
    fn add(&mut self, finding: Finding, class: Class, is_retryable: bool) {
        self.is_retryable = is_retryable && (self.is_retryable || self.gravest.is_none());
        self.gravest = match (self.gravest, class) {
            (None | Some(Class::Unavailable), Class::Unavailable) => Some(Class::Unavailable),
            _ => Some(Class::Policy),
        };
        self.findings.push(finding);
    }

    fn unseen(&mut self, digest: Digest) {
        let detail = format!("nothing was gathered of the base image {digest}");
        let finding = Finding::new(registry::DISCOVERY_INCOMPLETE, Place::root(), detail);
        self.add(finding, Class::Unavailable, false);
    }

    fn conclude(self, asked: &Asked<'_>, wanted: &BaseImageRequirement) -> Judgement {
        let findings = in_order(self.findings);
        let why = findings.first().map_or("", Finding::detail);
        let rule = Escaped(&wanted.rule);
        let detail = format!("expected base images that satisfy the rule `{rule}`; found: {why}");
        let class = self.gravest.unwrap_or(Class::Policy);
        let code = match (class, findings.first()) {
            (Class::Unavailable, Some(first)) => first.code(),
            _ => registry::BASE_RULE_FAILED,
        };
        let finding = Finding::new(code, Place::root(), detail);
        let mut judgement = asked.mapping.fails(&finding, class);
        judgement.retryable = class == Class::Unavailable && self.is_retryable;
        judgement.with_findings(findings)
    }
}

/// The digests of the images that this one was built on, with their names: what the annotations of a
/// signed manifest say, and what verified provenance lists.
fn claimed(
    context: &Context<'_>,
    rule: &Rule,
    wanted: &BaseImageRequirement,
) -> BTreeMap<Digest, Option<String>> {
    let mut found = BTreeMap::new();
    if wanted.evidence.contains(&BaseEvidence::Annotation) && is_signed(context, rule) {
        let annotated = context.subject.base.as_ref();
        found.extend(annotated.and_then(|base| Some((base.digest?, base.name.clone()))));
    }
    if wanted.evidence.contains(&BaseEvidence::Provenance) {
        let listed = listed(context, rule);
        // An annotation tells which of the images that a build used is the base. One that nobody
        // signed, or that is not wanted, would hide the others.
        let is_told = listed
            .iter()
            .any(|(digests, _)| digests.iter().any(|digest| found.contains_key(digest)));
        if !is_told {
            let bases = listed.into_iter();
            found.extend(bases.filter_map(|(digests, uri)| Some((digests.first().copied()?, uri))));
        }
    }
    found
}

/// Whether one of the signers whom the rule asks for a signature signed the manifest.
fn is_signed(context: &Context<'_>, rule: &Rule) -> bool {
    let is_wanted =
        |requirement: &Requirement| matches!(requirement.kind, RequirementKind::Signature(_));
    let questions = questions(context, rule, is_wanted);
    let mut answers = questions
        .into_iter()
        .filter_map(|question| context.evidence.answers.get(&question))
        .flatten();
    answers.any(|answer| matches!(answer.outcome, Outcome::Counts(_)))
}

/// Images among the dependencies in provenance by the signers whom the rule asks for provenance, with
/// all digests of each: first that which registries know images by.
fn listed(context: &Context<'_>, rule: &Rule) -> Vec<(Vec<Digest>, Option<String>)> {
    let is_wanted =
        |requirement: &Requirement| matches!(requirement.kind, RequirementKind::Provenance(_));
    let questions = questions(context, rule, is_wanted);
    let tally = Tally::of(context.evidence, &questions, &Heard::default());
    let mut found = Vec::new();
    for given in tally.givens() {
        let Some(statement) = given.counted.statement() else {
            continue;
        };
        let Ok(provenance) = Provenance::of(statement.statement()) else {
            continue;
        };
        for dependency in provenance.dependencies() {
            let descriptor = dependency.descriptor();
            let uri = descriptor.uri().unwrap_or_default();
            let is_image = ["pkg:docker/", "pkg:oci/", "oci://", "docker://"]
                .iter()
                .any(|scheme| uri.starts_with(scheme));
            if is_image {
                let mut digests = descriptor.digests().to_vec();
                digests.sort_by_key(|digest| digest.algorithm() != Algorithm::Sha256);
                found.push((digests, Some(uri.to_owned())));
            }
        }
    }
    found
}

/// The questions of the requirements of a rule that are wanted, inner ones too.
fn questions(
    context: &Context<'_>,
    rule: &Rule,
    is_wanted: impl Fn(&Requirement) -> bool,
) -> Vec<QuestionId> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<(String, &Requirement)> = rule
        .require
        .iter()
        .map(|requirement| (format!("{}/{}", rule.id, requirement.id), requirement))
        .collect();
    while let Some((id, requirement)) = waiting.pop() {
        if let RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) = &requirement.kind {
            let inner = inner.iter();
            waiting.extend(inner.map(|inner| (format!("{id}.{}", inner.id), inner)));
        } else if is_wanted(requirement) {
            found.extend(context.policy.asked.get(&id).into_iter().flatten().copied());
        }
    }
    found.into_iter().collect()
}

/// All requirements, inner ones too.
fn flat(requirements: &[Requirement]) -> Vec<&Requirement> {
    let mut found: Vec<&Requirement> = Vec::new();
    let mut waiting: Vec<&Requirement> = requirements.iter().collect();
    while let Some(requirement) = waiting.pop() {
        match &requirement.kind {
            RequirementKind::AnyOf(inner) | RequirementKind::AllOf(inner) => waiting.extend(inner),
            _ => found.push(requirement),
        }
    }
    found
}

fn own_rule<'a>(asked: &Asked<'a>) -> Option<&'a Rule> {
    let (name, _) = asked.id.split_once('/')?;
    let mut rules = asked.context.policy.document.rules.iter();
    rules.find(|rule| rule.id == name)
}
