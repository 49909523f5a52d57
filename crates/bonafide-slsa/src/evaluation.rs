//! The result of an evaluation.

mod accepted;

use core::fmt::Write as _;

use bonafide_dsse::ArtifactDigests;
use bonafide_report::{Code, Decision, registry};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::inspect::Portrait;
use crate::{Adapter, Attestation, Backing, Check, Level, Outcome, Profile, Signer, compat};

pub use accepted::{AcceptedProvenance, Refusal};

/// What became of one attestation.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) label: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) authenticity: &'static str,
    pub(crate) signer: Option<Signer>,
    pub(crate) builder: Option<String>,
    pub(crate) operator: Option<String>,
    pub(crate) adapter: Option<Adapter>,
    pub(crate) source: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) commit: Option<String>,
    pub(crate) level: Level,
    pub(crate) checks: Vec<Check>,
    pub(crate) is_about_artifact: bool,
    pub(crate) joins: Vec<Option<String>>,
    /// What an inspection tells beside the checks.
    pub(crate) portrait: Option<Box<Portrait>>,
}

impl Candidate {
    pub(crate) fn of(attestation: &Attestation) -> Self {
        Self {
            label: attestation.label().to_owned(),
            sha256: *attestation.sha256(),
            authenticity: attestation.authenticity().as_str(),
            signer: attestation
                .authenticity()
                .signing()
                .map(|signing| signing.signer().clone()),
            builder: None,
            operator: None,
            adapter: None,
            source: None,
            reference: None,
            commit: None,
            level: Level::default(),
            checks: Vec::with_capacity(24),
            is_about_artifact: false,
            joins: Vec::new(),
            portrait: None,
        }
    }

    /// Where the attestation came from.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// SHA-256 of the bytes that were received.
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// What became of the checks on its signature, by name.
    #[must_use]
    pub const fn authenticity(&self) -> &'static str {
        self.authenticity
    }

    /// Who signed, where the signature is good.
    #[must_use]
    pub const fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// The name of the entry of the table that trusts the builder.
    #[must_use]
    pub fn builder(&self) -> Option<&str> {
        self.builder.as_deref()
    }

    /// Who operates that builder.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The repository that was built, without its reference.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The reference that was built.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// The commit that was built.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// The build level.
    #[must_use]
    pub const fn level(&self) -> &Level {
        &self.level
    }

    /// Every check, in the order in which they were made.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// What this attestation alone would lead to.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let worst = self.checks.iter().map(Check::outcome).min();
        match worst {
            Some(Outcome::Fail) => Decision::Reject,
            Some(Outcome::Lacking) | None => Decision::Quarantine,
            Some(Outcome::Warn | Outcome::Skip | Outcome::Pass) => Decision::Allow,
        }
    }

    /// The code of the first failure, or else of the first lack.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        let first = |outcome| {
            let mut checks = self.checks.iter();
            checks.find(|check| check.outcome() == outcome)
        };
        first(Outcome::Fail)
            .or_else(|| first(Outcome::Lacking))
            .map(Check::code)
    }

    pub(crate) fn count(&self, outcome: Outcome) -> usize {
        let of_outcome = |check: &&Check| check.outcome() == outcome;
        self.checks.iter().filter(of_outcome).count()
    }
}

impl Serialize for Candidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Candidate", 12)?;
        out.serialize_field("label", &bonafide_report::Escaped(&self.label).to_string())?;
        out.serialize_field("sha256", &bonafide_digest::hex::encode(&self.sha256))?;
        out.serialize_field("authenticity", self.authenticity)?;
        out.serialize_field("signer", &self.signer)?;
        out.serialize_field("builder", &self.builder)?;
        out.serialize_field("operator", &self.operator)?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("reference", &self.reference)?;
        out.serialize_field("commit", &self.commit)?;
        out.serialize_field("decision", self.decision().as_str())?;
        out.serialize_field("level", &self.level)?;
        out.serialize_field("checks", &self.checks)?;
        out.end()
    }
}

/// The answer for one artifact: a decision, the level, and every check of every attestation.
///
/// A reject is an answer as much as an allow: [`allowed`](Self::allowed) gives the provenance for the
/// one and an error for the other, and [`decision`](Self::decision) says which it is.
///
/// Only [`evaluate`](crate::evaluate) makes one:
///
/// ```compile_fail
/// use bonafide_report::Decision;
/// use bonafide_slsa::Evaluation;
/// fn forge(evaluation: Evaluation) -> Evaluation {
///     Evaluation { decision: Decision::Allow, ..evaluation }
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a reject is an evaluation too: `allowed` gives the provenance only where it is accepted"]
pub struct Evaluation {
    pub(crate) artifact: ArtifactDigests,
    pub(crate) profile: Profile,
    pub(crate) decision: Decision,
    pub(crate) code: Option<Code>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) warnings: Vec<Check>,
    pub(crate) unchecked: Vec<String>,
}

impl Evaluation {
    /// What to do with the artifact, as far as its provenance goes.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// The primary code; `None` when the artifact is allowed.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        self.code
    }

    /// The build level: that of the leading attestation, when the artifact is allowed.
    #[must_use]
    pub fn level(&self) -> u8 {
        match (self.decision, self.leading()) {
            (Decision::Allow, Some(leading)) => leading.level.value(),
            _ => 0,
        }
    }

    /// The attestations that were looked at, the closest to what is expected first.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The attestation that leads the report: one that allows the artifact, else the closest.
    #[must_use]
    pub fn leading(&self) -> Option<&Candidate> {
        self.candidates.first()
    }

    /// What is worth knowing about the evaluation as a whole.
    #[must_use]
    pub fn warnings(&self) -> &[Check] {
        &self.warnings
    }

    /// What was there and was not compared, such as digests of other algorithms.
    #[must_use]
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    /// The error class of the reference verifier that names the first failure; `None` when there is
    /// none, or none of its kind.
    #[must_use]
    pub fn compat_class(&self) -> Option<&'static str> {
        let leading = self.leading()?;
        compat::first_class(&leading.checks, leading.adapter)
    }

    /// The checks as text, a line each, failures first. Nothing of the input is shown unescaped.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "decision: {}", self.decision);
        if let Some(code) = self.code {
            let _ = writeln!(text, "code: {code} ({})", code.summary());
        }
        let _ = writeln!(text, "build level: {}", self.level());
        for candidate in &self.candidates {
            let label = bonafide_report::Escaped(&candidate.label);
            let state = candidate.authenticity;
            let _ = writeln!(
                text,
                "attestation {label} ({state}): {}",
                candidate.decision()
            );
            let mut checks: Vec<&Check> = candidate.checks.iter().collect();
            checks.sort_by_key(|check| check.outcome());
            for check in checks {
                line(&mut text, check);
            }
            for reason in candidate.level.reasons() {
                let _ = writeln!(text, "  level: {reason}");
            }
        }
        for check in &self.warnings {
            line(&mut text, check);
        }
        text
    }
}

pub(crate) fn line(text: &mut String, check: &Check) {
    let _ = write!(text, "  {}: {}", check.outcome().as_str(), told(check));
    if let Some(backing) = check.backing() {
        let same = if is_compared(check) {
            "the same in "
        } else {
            ""
        };
        let _ = write!(text, " ({same}{backing})");
    }
    if check.outcome() != Outcome::Pass {
        let _ = write!(text, " [{}]", check.code());
    }
    text.push('\n');
}

/// Whether the check holds what the statement says against a claim, and against no expectation.
fn is_compared(check: &Check) -> bool {
    let is_claimed = matches!(check.backing(), Some(Backing::Certificate(_)));
    is_claimed && check.code() == registry::SLSA_CERT_CONTRADICTION
}

/// How errors go on that end with what was expected.
const SAYS_OTHERWISE: [&str; 3] = [", not ", ", not a version ", "no version: "];

/// What was asked and where, what was expected and found.
fn told(check: &Check) -> String {
    let place = check.place();
    if place.is_root() {
        return unplaced(check);
    }
    said(check, format!("{} at {place}", check.name()))
}

/// The same, but for where.
fn unplaced(check: &Check) -> String {
    said(check, check.name().to_owned())
}

/// Goes on with what was expected and found. A failure that ends with what was expected instead says
/// it alone.
fn said(check: &Check, mut text: String) -> String {
    let before = check.found_text().strip_suffix(check.expected_text());
    let says_both =
        before.is_some_and(|before| SAYS_OTHERWISE.iter().any(|end| before.ends_with(end)));
    if says_both && check.outcome() == Outcome::Fail {
        let _ = write!(text, ": {}", check.found_text());
        return text;
    }
    if !check.expected_text().is_empty() {
        let _ = write!(text, ", expected {}", check.expected_text());
    }
    if !check.found_text().is_empty() {
        let _ = write!(text, ", found {}", check.found_text());
    }
    text
}

impl Serialize for Evaluation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Evaluation", 9)?;
        out.serialize_field("schema", "bonafide.slsa.evaluation/1")?;
        out.serialize_field("profile", self.profile.as_str())?;
        out.serialize_field("decision", self.decision.as_str())?;
        out.serialize_field("code", &self.code.map(Code::as_str))?;
        let class = self.code.and_then(Code::class);
        out.serialize_field("class", &class.map(bonafide_report::Class::as_str))?;
        out.serialize_field("level", &self.level())?;
        out.serialize_field("candidates", &self.candidates)?;
        out.serialize_field("warnings", &self.warnings)?;
        out.serialize_field("unchecked", &self.unchecked)?;
        out.end()
    }
}
