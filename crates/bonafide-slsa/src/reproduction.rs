//! Whether several builds made the same of the same.

mod inputs;
mod outputs;

use bonafide_digest::Digest;
use bonafide_dsse::Statement;
use bonafide_report::Place;
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::error::shown;
use crate::origin::Origin;
use crate::{Attestation, Authenticity, Provenance};

use inputs::Inputs;

/// Builds that are compared with each other.
const MOST_BUILDS: usize = 16;

/// Differences that are listed; all are counted.
const LISTED: usize = 1024;

/// The property of what two independent builders built alike.
const REPRODUCED: &str = "SLSA_BUILD_REPRODUCED";

/// One build: its attestation, and what the table of builders says of who made it.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    attestation: &'a Attestation,
    entry: String,
    operator: String,
    level: u8,
}

impl<'a> Evidence<'a> {
    /// A build by the builder `entry` of the table, run by `operator`, that reached `level`.
    #[must_use]
    pub fn new(
        attestation: &'a Attestation,
        entry: impl Into<String>,
        operator: impl Into<String>,
        level: u8,
    ) -> Self {
        Self {
            attestation,
            entry: entry.into(),
            operator: operator.into(),
            level,
        }
    }

    /// Whether neither builder nor operator is the same. A name that nobody gave is nobody's.
    fn is_independent(&self, other: &Self) -> bool {
        let differ = |one: &str, other: &str| !one.is_empty() && !other.is_empty() && one != other;
        differ(&self.entry, &other.entry) && differ(&self.operator, &other.operator)
    }

    /// The statement, if somebody vouches for it and it counts.
    fn statement(&self) -> Result<&'a Statement, &'static str> {
        let is_verified = matches!(self.attestation.authenticity(), Authenticity::Verified(_));
        if !is_verified {
            return Err("the attestation is not verified");
        }
        if self.level < 1 {
            return Err("the build is of level 0");
        }
        let statement = self.attestation.untrusted();
        statement.map_err(|_| "the statement cannot be read")
    }
}

/// What came of comparing builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "closed by the format of the report"
)]
pub enum ReproductionResult {
    /// Independent builders made the same of the same.
    Reproduced,
    /// The same was made of the same, by builders that are not independent.
    SameBuilder,
    /// The same was made of something else.
    InputsDiffer,
    /// Something else was made.
    OutputsDiffer,
    /// They cannot be compared.
    NotComparable,
}

impl ReproductionResult {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::SameBuilder => "same-builder",
            Self::InputsDiffer => "inputs-differ",
            Self::OutputsDiffer => "outputs-differ",
            Self::NotComparable => "not-comparable",
        }
    }
}

/// How two builds stand to each other in one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "one has it, the other has it, or both"
)]
pub enum Side {
    /// Both have it, and it differs.
    Both,
    /// Only the first of the two has it.
    First,
    /// Only the second of the two has it.
    Second,
}

/// One thing in which two builds differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildDifference {
    builds: (usize, usize),
    pointer: Place,
    name: String,
    side: Side,
}

impl BuildDifference {
    /// The indices of the two builds.
    #[must_use]
    pub const fn builds(&self) -> (usize, usize) {
        self.builds
    }

    /// Where: a pointer into the statement of the first of the two that has it.
    #[must_use]
    pub const fn pointer(&self) -> &Place {
        &self.pointer
    }

    /// What it is called, escaped and shortened.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which of the two has it.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }
}

/// Compares builds: whether they had the same inputs, and whether they made the same outputs.
///
/// Inputs are the source commit, the dependencies with their digests, and the external parameters
/// but for those at the pointers in `ignored`, which lead into the external parameters. Outputs are
/// the subjects. What a builder claims of its own builds, such as that they are reproducible, is not
/// looked at. Every build must be verified and of level 1. Costs O(n log n) for each pair of builds.
///
/// # Specification
/// SLSA v1.2, verified properties, `SLSA_BUILD_REPRODUCED`.
#[must_use]
pub fn compare_reproduction(evidence: &[Evidence<'_>], ignored: &[Place]) -> Reproduction {
    match Comparison::of(evidence, ignored) {
        Ok(comparison) => comparison.finish(evidence),
        Err(reason) => Reproduction::not_comparable(reason),
    }
}

/// The differences so far.
#[derive(Clone, Default)]
struct Differences {
    list: Vec<BuildDifference>,
    count: usize,
}

impl Differences {
    fn add(&mut self, builds: (usize, usize), pointer: Place, name: &str, side: Side) {
        self.count = self.count.saturating_add(1);
        if self.list.len() < LISTED {
            let name = shown(name);
            self.list.push(BuildDifference {
                builds,
                pointer,
                name,
                side,
            });
        }
    }
}

struct Comparison {
    inputs: Differences,
    outputs: Differences,
    digests: Vec<Digest>,
}

impl Comparison {
    fn of(evidence: &[Evidence<'_>], ignored: &[Place]) -> Result<Self, &'static str> {
        if !(2..=MOST_BUILDS).contains(&evidence.len()) {
            return Err("two to sixteen builds can be compared");
        }
        let mut builds = Vec::new();
        for one in evidence {
            let statement = one.statement()?;
            let provenance =
                Provenance::of(statement).map_err(|_| "the provenance cannot be read")?;
            builds.push((one, statement, provenance));
        }
        let mut inputs = Vec::new();
        for (one, _, provenance) in &builds {
            let signing = one.attestation.authenticity().signing();
            let origin = Origin::of(provenance, signing.map(crate::Signing::signer));
            inputs.push(Inputs::of(provenance, &origin)?);
        }
        let mut found = Self {
            inputs: Differences::default(),
            outputs: Differences::default(),
            digests: Vec::new(),
        };
        let pairs = |of: usize| {
            (0..of).flat_map(move |one| (one.saturating_add(1)..of).map(move |other| (one, other)))
        };
        for (one, other) in pairs(builds.len()) {
            let (Some((_, first, _)), Some((_, second, _))) = (builds.get(one), builds.get(other))
            else {
                continue;
            };
            outputs::compare(&mut found.outputs, (one, other), first, second)?;
            if let (Some(first), Some(second)) = (inputs.get(one), inputs.get(other)) {
                first.compare(second, ignored, (one, other), &mut found.inputs);
            }
        }
        for (_, statement, _) in &builds {
            found.digests.extend(outputs::digests(statement));
        }
        found
            .digests
            .sort_by(|one, other| key(one).cmp(&key(other)));
        found.digests.dedup();
        Ok(found)
    }

    fn finish(self, evidence: &[Evidence<'_>]) -> Reproduction {
        let is_independent = evidence
            .iter()
            .any(|one| evidence.iter().any(|other| one.is_independent(other)));
        let result = match (self.outputs.count, self.inputs.count) {
            (0, 0) if is_independent => ReproductionResult::Reproduced,
            (0, 0) => ReproductionResult::SameBuilder,
            (0, _) => ReproductionResult::InputsDiffer,
            _ => ReproductionResult::OutputsDiffer,
        };
        Reproduction {
            result,
            reason: None,
            inputs: self.inputs,
            outputs: self.outputs,
            digests: self.digests,
        }
    }
}

/// What orders digests.
fn key(digest: &Digest) -> (&'static str, &[u8]) {
    (digest.algorithm().name(), digest.as_bytes())
}

/// What came of comparing builds, and in what they differ.
///
/// Only [`compare_reproduction`] makes one:
///
/// ```compile_fail
/// use bonafide_slsa::{Reproduction, ReproductionResult};
/// let forged = Reproduction { result: ReproductionResult::Reproduced };
/// ```
#[derive(Clone)]
pub struct Reproduction {
    result: ReproductionResult,
    reason: Option<&'static str>,
    inputs: Differences,
    outputs: Differences,
    digests: Vec<Digest>,
}

impl Reproduction {
    fn not_comparable(reason: &'static str) -> Self {
        Self {
            result: ReproductionResult::NotComparable,
            reason: Some(reason),
            inputs: Differences::default(),
            outputs: Differences::default(),
            digests: Vec::new(),
        }
    }

    /// The result.
    #[must_use]
    pub const fn result(&self) -> ReproductionResult {
        self.result
    }

    /// Why the builds cannot be compared.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        self.reason
    }

    /// The inputs that differ; at most the first 1,024.
    #[must_use]
    pub fn inputs(&self) -> &[BuildDifference] {
        &self.inputs.list
    }

    /// The subjects that differ; at most the first 1,024.
    #[must_use]
    pub fn outputs(&self) -> &[BuildDifference] {
        &self.outputs.list
    }

    /// How many inputs differ.
    #[must_use]
    pub const fn input_count(&self) -> usize {
        self.inputs.count
    }

    /// How many subjects differ.
    #[must_use]
    pub const fn output_count(&self) -> usize {
        self.outputs.count
    }

    /// What may have made the outputs differ: the first input that does.
    #[must_use]
    pub fn candidate_cause(&self) -> Option<&BuildDifference> {
        let is_asked = self.result == ReproductionResult::OutputsDiffer;
        self.inputs.list.first().filter(|_| is_asked)
    }

    /// `SLSA_BUILD_REPRODUCED` where that was found.
    #[must_use]
    pub fn property(&self) -> Option<&'static str> {
        (self.result == ReproductionResult::Reproduced).then_some(REPRODUCED)
    }

    /// Whether `digest` is that of a subject that was reproduced.
    #[must_use]
    pub fn covers(&self, digest: &Digest) -> bool {
        let found = self
            .digests
            .binary_search_by(|known| key(known).cmp(&key(digest)));
        self.property().is_some() && found.is_ok()
    }
}

impl core::fmt::Debug for Reproduction {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reproduction")
            .field("result", &self.result)
            .field("reason", &self.reason)
            .field("inputs", &self.inputs.list)
            .field("outputs", &self.outputs.list)
            .finish_non_exhaustive()
    }
}

impl Serialize for Reproduction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Reproduction", 6)?;
        out.serialize_field("result", self.result.as_str())?;
        out.serialize_field("reason", &self.reason)?;
        out.serialize_field("inputCount", &self.inputs.count)?;
        out.serialize_field("inputs", self.inputs())?;
        out.serialize_field("outputCount", &self.outputs.count)?;
        out.serialize_field("outputs", self.outputs())?;
        out.end()
    }
}

impl Serialize for BuildDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("BuildDifference", 4)?;
        out.serialize_field("builds", &self.builds)?;
        out.serialize_field("pointer", self.pointer.as_str())?;
        out.serialize_field("name", &self.name)?;
        let side = match self.side {
            Side::Both => "both",
            Side::First => "first",
            Side::Second => "second",
        };
        out.serialize_field("side", side)?;
        out.end()
    }
}
