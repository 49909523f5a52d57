//! What came of judging a verification summary.

use bonafide_dsse::ArtifactDigests;
use bonafide_report::{Code, Decision, Report};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::StatedLevels;

/// What [`verify_vsa`](super::verify_vsa) found. Levels stand in it only when the summary is allowed.
///
/// ```compile_fail,E0451
/// use bonafide_report::Decision;
/// use bonafide_slsa::VsaOutcome;
/// fn forge(outcome: VsaOutcome) -> VsaOutcome {
///     VsaOutcome { decision: Decision::Allow, ..outcome }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a reject is an outcome too: `allowed` gives the levels only where the summary is accepted"]
pub struct VsaOutcome {
    pub(super) artifact: ArtifactDigests,
    pub(super) decision: Decision,
    pub(super) levels: StatedLevels,
    pub(super) verifier_id: Option<String>,
    pub(super) report: Report,
}

impl VsaOutcome {
    pub(super) fn accepted(
        artifact: &ArtifactDigests,
        levels: StatedLevels,
        verifier_id: &str,
        report: Report,
    ) -> Self {
        Self {
            artifact: artifact.clone(),
            decision: Decision::Allow,
            levels,
            verifier_id: Some(verifier_id.to_owned()),
            report,
        }
    }

    pub(super) fn refused(artifact: &ArtifactDigests, decision: Decision, report: Report) -> Self {
        Self {
            artifact: artifact.clone(),
            decision,
            levels: StatedLevels::default(),
            verifier_id: None,
            report,
        }
    }

    /// What to do with the artifact, as far as this summary goes.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// The levels and properties that the verifier vouches for; none unless the summary is allowed.
    #[must_use]
    pub const fn levels(&self) -> &StatedLevels {
        &self.levels
    }

    /// On whose word the levels rest, as `vsa:` and the verifier's id; `None` unless the summary is
    /// allowed. No table of builders limits them.
    #[must_use]
    pub fn level_source(&self) -> Option<String> {
        self.verifier_id.as_ref().map(|id| format!("vsa:{id}"))
    }

    /// The code of the first check that failed.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.report.primary_code()
    }

    /// All checks.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

impl Serialize for VsaOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VsaOutcome", 5)?;
        out.serialize_field("decision", self.decision.as_str())?;
        out.serialize_field("levels", self.levels.levels())?;
        out.serialize_field("properties", self.levels.properties())?;
        out.serialize_field("levelSource", &self.level_source())?;
        out.serialize_field("report", &self.report)?;
        out.end()
    }
}
