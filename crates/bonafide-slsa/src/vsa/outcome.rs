//! What came of judging a verification summary.

use bonafide_report::{Code, Decision, Report};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::StatedLevels;

/// What [`verify_vsa`](super::verify_vsa) found. Levels stand in it only when the summary is allowed.
///
/// ```compile_fail
/// use bonafide_report::{Decision, Report};
/// use bonafide_slsa::{StatedLevels, VsaOutcome};
/// let forged = VsaOutcome {
///     decision: Decision::Allow,
///     levels: StatedLevels::default(),
///     verifier_id: None,
///     report: Report::new(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VsaOutcome {
    decision: Decision,
    levels: StatedLevels,
    verifier_id: Option<String>,
    report: Report,
}

impl VsaOutcome {
    pub(super) fn allowed(levels: StatedLevels, verifier_id: &str, report: Report) -> Self {
        Self {
            decision: Decision::Allow,
            levels,
            verifier_id: Some(verifier_id.to_owned()),
            report,
        }
    }

    pub(super) fn refused(decision: Decision, report: Report) -> Self {
        Self {
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
