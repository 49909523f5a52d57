//! Judging vulnerabilities by statements.

mod sources;

use std::collections::HashMap;

use bonafide_report::{Code, Escaped, Finding, Time, registry};

use super::document::VexDocument;
use super::fixed::is_fixed;
use super::item::VexProduct;
use super::judgement::{
    VexConsidered, VexEffect, VexJudgement, VexMismatch, VexOutcome, VexReason, VexSource,
};
use super::matching::{Class, fit, nearest};
use super::policy::{VexPolicy, VexTrust};
use super::select::{Matched, Rank, Selection, select};
use super::statement::{VexStatement, VexStatus};
use super::target::{ArtifactIdentity, Target};
use crate::VulnerabilityMatch;
use sources::{Source, sources};

/// The most statements of documents that do not count which one judgement lists.
const MOST_LISTED: usize = 1000;

/// Judges vulnerabilities by the statements of some documents.
///
/// Statements are found by the identifier of the vulnerability: a judgement costs as much as there
/// are statements about the vulnerability in documents that count. In which order the documents are
/// given does not matter.
///
/// ```
/// use bonafide_report::Time;
/// use bonafide_sbom::{
///     ArtifactIdentity, MatchedPackage, VexDocument, VexEffect, VexEvaluator, VexLimits,
///     VexPolicy, VexTrust, VulnerabilityMatch,
/// };
/// let document = VexDocument::read(br#"{"@context": "https://openvex.dev/ns/v0.2.0",
///     "@id": "https://example.com/vex/1", "author": "A", "version": 1,
///     "timestamp": "2025-01-01T00:00:00Z",
///     "statements": [{"vulnerability": {"name": "CVE-2025-1"}, "status": "not_affected",
///         "justification": "component_not_present",
///         "products": [{"@id": "pkg:npm/a@1.0.0"}]}]}"#, &VexLimits::default())?;
/// let mut package = MatchedPackage::default();
/// package.purls.push("pkg:npm/a@1.0.0".into());
/// let found = VulnerabilityMatch::new("CVE-2025-1", package);
/// let now = Time::parse_rfc3339("2025-02-01T00:00:00Z").unwrap();
/// let judge = |trust| {
///     let policy = VexPolicy::default().with_signer("sec-team");
///     let artifact = ArtifactIdentity::default();
///     let evaluator = VexEvaluator::new([(&document, trust)], policy, artifact, now);
///     matches!(evaluator.judge(&found).effect, VexEffect::Suppressed { .. })
/// };
/// assert!(judge(VexTrust::Verified { signer: "sec-team".to_owned() }));
/// assert!(!judge(VexTrust::Verified { signer: "somebody".to_owned() }));
/// assert!(!judge(VexTrust::Unverified));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// Section 13.2.
#[derive(Debug)]
pub struct VexEvaluator<'d> {
    sources: Vec<Source<'d>>,
    index: HashMap<&'d str, Entry>,
    policy: VexPolicy,
    artifact: Target,
    now: Time,
}

/// Statements that name one vulnerability, by document and number.
#[derive(Debug, Default)]
struct Entry {
    /// In documents that count.
    counting: Vec<(usize, usize)>,
    /// In others.
    idle: Vec<(usize, usize)>,
}

/// What is asked.
struct Question<'q, 'f> {
    found: &'q VulnerabilityMatch<'f>,
    package: Target,
    /// Whether the report knows several vulnerabilities by one name.
    is_ambiguous: bool,
}

impl<'d> VexEvaluator<'d> {
    /// Takes the documents, each with what the caller knows of it, and the identity of the artifact
    /// that is judged at `now`.
    #[must_use]
    pub fn new(
        documents: impl IntoIterator<Item = (&'d VexDocument, VexTrust)>,
        policy: VexPolicy,
        artifact: ArtifactIdentity,
        now: Time,
    ) -> Self {
        let sources = sources(documents, &policy, now);
        let mut index: HashMap<&'d str, Entry> = HashMap::new();
        for (at, source) in sources.iter().enumerate() {
            for (number, statement) in source.document.statements().iter().enumerate() {
                for id in statement.ids() {
                    let entry = index.entry(id).or_default();
                    let list = match source.refusal {
                        None => &mut entry.counting,
                        Some(_) => &mut entry.idle,
                    };
                    list.push((at, number));
                }
            }
        }
        Self {
            sources,
            index,
            policy,
            artifact: Target::of_artifact(artifact),
            now,
        }
    }

    /// What the statements make of one vulnerability in one package.
    ///
    /// # Specification
    /// VEX-2 to VEX-7.
    #[must_use]
    pub fn judge<'e>(&'e self, found: &VulnerabilityMatch<'_>) -> VexJudgement<'e> {
        let question = Question {
            found,
            package: Target::of_package(&found.package),
            is_ambiguous: is_ambiguous(found),
        };
        let (candidates, omitted) = self.candidates(found);
        let mut considered = Vec::with_capacity(candidates.len());
        let mut matched = Vec::new();
        for (document, number) in candidates {
            let Some((source, statement)) = self.statement(document, number) else {
                continue;
            };
            let outcome = match self.check(source, statement, &question) {
                Ok(rank) => {
                    matched.push(Matched {
                        document,
                        index: considered.len(),
                        rank,
                        time: statement.time,
                        position: statement.position,
                        status: statement.status,
                    });
                    // Unless it is selected.
                    VexOutcome::Rejected(VexReason::Overridden)
                }
                Err(reason) => VexOutcome::Rejected(reason),
            };
            let source = VexSource::new(source.document, &source.trust, statement, &found.id);
            considered.push(VexConsidered { source, outcome });
        }
        let mut judgement = VexJudgement {
            effect: VexEffect::Unchanged,
            considered,
            omitted,
            findings: Vec::new(),
        };
        conclude(&mut judgement, select(matched), &question);
        judgement
    }

    fn statement(&self, document: usize, number: usize) -> Option<(&Source<'d>, &'d VexStatement)> {
        let source = self.sources.get(document)?;
        Some((source, source.document.statements().get(number)?))
    }

    /// The statements that name the vulnerability, each once, and how many more there are in
    /// documents that do not count.
    fn candidates(&self, found: &VulnerabilityMatch<'_>) -> (Vec<(usize, usize)>, usize) {
        let entries: Vec<&Entry> = found.ids().filter_map(|id| self.index.get(id)).collect();
        let counting = entries.iter().flat_map(|entry| &entry.counting);
        let mut all: Vec<(usize, usize)> = counting.copied().collect();
        let idle = entries.iter().flat_map(|entry| &entry.idle);
        all.extend(idle.take(MOST_LISTED));
        let total = entries.iter().map(|entry| entry.idle.len());
        let omitted = total
            .fold(0_usize, usize::saturating_add)
            .saturating_sub(MOST_LISTED);
        all.sort_unstable();
        all.dedup();
        (all, omitted)
    }

    /// How specific the statement is, or the first condition that it fails.
    fn check(
        &self,
        source: &Source<'_>,
        statement: &VexStatement,
        question: &Question<'_, '_>,
    ) -> Result<Rank, VexReason> {
        if let Some(reason) = &source.refusal {
            return Err(reason.clone());
        }
        if statement.time.is_some_and(|time| time > self.now) {
            return Err(VexReason::Future);
        }
        self.check_vulnerability(statement, question)?;
        let rank = self.check_products(statement, question)?;
        let is_wide = statement.status.suppresses() && !rank.product.has_version();
        if is_wide && !self.policy.allows_unversioned {
            return Err(VexReason::Unversioned);
        }
        let is_bare = statement.status == VexStatus::NotAffected && !statement.is_justified();
        if is_bare && !self.policy.allows_unjustified {
            return Err(VexReason::JustificationMissing);
        }
        Ok(rank)
    }

    /// # Specification
    /// VEX-2. Stricter: where a report knows several CVE numbers by one name, a statement about one
    /// of them does not suppress what has that name.
    fn check_vulnerability(
        &self,
        statement: &VexStatement,
        question: &Question<'_, '_>,
    ) -> Result<(), VexReason> {
        // What does not suppress is believed more easily.
        if !statement.status.suppresses() {
            return Ok(());
        }
        let name = statement.vulnerability.as_deref();
        if name == Some(&*question.found.id) {
            return Ok(());
        }
        let is_known = name.is_some_and(|name| question.found.ids().any(|id| id == name));
        if !is_known && !self.policy.believes_aliases {
            return Err(VexReason::AliasUnknown);
        }
        if question.is_ambiguous {
            return Err(VexReason::AliasAmbiguous);
        }
        Ok(())
    }

    fn check_products(
        &self,
        statement: &VexStatement,
        question: &Question<'_, '_>,
    ) -> Result<Rank, VexReason> {
        let mut best: Option<Result<Rank, VexReason>> = None;
        for product in &statement.products {
            let next = self.check_product(product, &question.package);
            best = Some(match (best, next) {
                (None, next) => next,
                (Some(Ok(best)), Ok(next)) => Ok(best.max(next)),
                (Some(Ok(rank)), Err(_)) | (Some(Err(_)), Ok(rank)) => Ok(rank),
                (Some(Err(best)), Err(next)) => Err(further(best, next)),
            });
        }
        best.unwrap_or(Err(VexReason::NoProduct))
    }

    /// # Specification
    /// VEX-2.
    fn check_product(&self, product: &VexProduct, package: &Target) -> Result<Rank, VexReason> {
        let of_artifact = fit(product.item(), &self.artifact);
        if !product.subcomponents().is_empty() {
            let product_class = of_artifact.map_err(VexReason::Product)?;
            let parts = product.subcomponents().iter();
            let part = nearest(parts.map(|part| fit(part, package)));
            let part = part.unwrap_or(Err(VexMismatch::Unknown));
            return Ok(Rank {
                product: product_class,
                part: Some(part.map_err(VexReason::Subcomponent)?),
            });
        }
        let of_package = fit(product.item(), package);
        let whole = |product| Rank {
            product,
            part: None,
        };
        match (of_artifact, of_package) {
            (Ok(class), Ok(other)) if self.policy.allows_component_scope => {
                Ok(whole(class.max(other)))
            }
            (Ok(class), _) => Ok(whole(class)),
            (Err(_), Ok(class)) if self.policy.allows_component_scope => Ok(whole(class)),
            (Err(_), Ok(_)) => Err(VexReason::ComponentScope),
            (Err(a), Err(b)) if b.distance() <= a.distance() => Err(VexReason::Product(b)),
            (Err(a), Err(_)) => Err(VexReason::Product(a)),
        }
    }
}

/// Whether the statement says of which version it is, of the product or of the part.
fn has_version(rank: Rank) -> bool {
    rank.product.has_version() || rank.part.is_some_and(Class::has_version)
}

/// The failure that came later.
fn further(a: VexReason, b: VexReason) -> VexReason {
    let distance = |reason: &VexReason| match reason {
        VexReason::ComponentScope => (0, 0),
        VexReason::Subcomponent(why) => (1, why.distance()),
        VexReason::Product(why) => (2, why.distance()),
        _ => (3, 0),
    };
    if distance(&b) < distance(&a) { b } else { a }
}

/// Several CVE numbers among the names are several vulnerabilities: an advisory sums them up.
fn is_ambiguous(found: &VulnerabilityMatch<'_>) -> bool {
    let mut numbers = found.ids().filter(|id| id.starts_with("CVE-"));
    let first = numbers.next();
    numbers.any(|other| Some(other) != first)
}

/// Writes down what the selection comes to.
///
/// # Specification
/// VEX-4, VEX-5.
fn conclude(judgement: &mut VexJudgement<'_>, selection: Selection, question: &Question<'_, '_>) {
    let Selection {
        winners,
        is_conflict,
    } = selection;
    let mut by = None;
    for winner in &winners {
        let Some(considered) = judgement.considered.get_mut(winner.index) else {
            continue;
        };
        let is_shown = winner.status != VexStatus::Fixed
            || has_version(winner.rank)
            || is_fixed(question.found, &question.package);
        considered.outcome = if is_conflict {
            VexOutcome::Rejected(VexReason::Conflict)
        } else if is_shown {
            by = by.or(winner.status.suppresses().then_some(considered.source));
            VexOutcome::Applied
        } else {
            VexOutcome::Rejected(VexReason::FixNotShown)
        };
    }
    if let Some(by) = by {
        judgement.effect = VexEffect::Suppressed { by };
    }
    let notes = judgement.considered.iter().filter_map(note).collect();
    judgement.findings = notes;
}

/// The finding of an outcome that has one.
fn note(considered: &VexConsidered<'_>) -> Option<Finding> {
    let VexOutcome::Rejected(reason) = &considered.outcome else {
        return None;
    };
    let code: Code = match reason {
        VexReason::Unsigned | VexReason::SignerNotAllowed => registry::VEX_UNTRUSTED,
        VexReason::Future => registry::VEX_FUTURE,
        VexReason::Conflict => registry::VEX_CONFLICT,
        VexReason::JustificationMissing => registry::VEX_NO_JUSTIFICATION,
        _ => return None,
    };
    let VexSource {
        document,
        statement,
        ..
    } = considered.source;
    let document = document.id().unwrap_or("a document without an identifier");
    let detail = format!("{}: {reason}", Escaped(document));
    Some(Finding::new(code, statement.place.clone(), detail))
}
