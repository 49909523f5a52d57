//! Statements about a verdict, for somebody to sign.

use std::collections::BTreeSet;

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{IN_TOTO, Pae};
use bonafide_report::Decision;
use bonafide_slsa::{SvrStatement, TrackLevel, VsaStatement};

use super::{ExportError, ExportOptions};
use crate::{CheckStatus, EvidenceView, Mode, ProvenanceFacts, Verdict, VerdictCheck};

/// An in-toto statement that nobody has signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedStatement {
    bytes: Vec<u8>,
}

impl UnsignedStatement {
    /// The media type of the statement, for the envelope.
    pub const PAYLOAD_TYPE: &'static str = IN_TOTO;

    /// The statement: compact JSON, the same bytes for the same verdict.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The statement by itself.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// What an envelope's signatures are over.
    ///
    /// # Specification
    /// DSSE protocol 1.0.2, PAE.
    #[must_use]
    pub fn pae(&self) -> Vec<u8> {
        Pae::new(Self::PAYLOAD_TYPE, &self.bytes).parts().concat()
    }
}

impl Verdict {
    /// A verification summary v1 that says what this verdict decided.
    ///
    /// # Errors
    /// [`ExportError::NotAllowed`] for a run in audit mode, a quarantine or an exception that was
    /// used, unless the options let the latter two pass, and for a subject without a digest;
    /// [`ExportError::Statement`] for what its readers would refuse, such as an empty verifier id.
    ///
    /// # Specification
    /// SLSA v1.2, verification summary v1; policy EX-6.
    pub fn to_vsa(&self, options: &ExportOptions) -> Result<UnsignedStatement, ExportError> {
        self.check_statable(options)?;
        if self.decision == Decision::Quarantine && !options.takes_quarantine_as_failed {
            let reason = "a quarantine is neither PASSED nor FAILED";
            return Err(ExportError::NotAllowed { reason });
        }
        let resource = self.resource();
        let mut statement = VsaStatement::new(
            self.decision,
            &*options.verifier_id,
            resource,
            self.evaluated_at,
        )
        .with_subject(None, [self.stated_digest()?])
        .with_policy(self.policy_uri(), [Digest::sha256(self.policy.sha256)])
        .with_verifier_version("bonafide", env!("CARGO_PKG_VERSION"));
        if options.takes_quarantine_as_failed {
            statement = statement.taking_quarantine_as_failed();
        }
        if let Some(inputs) = self.inputs() {
            for sha256 in inputs {
                statement = statement.with_input(sha256);
            }
        }
        let levels = self.levels()?;
        if levels.is_empty() && self.decision == Decision::Allow {
            let reason = "no requirement found an SLSA level, and a summary must state one";
            return Err(ExportError::NotAllowed { reason });
        }
        for level in levels {
            statement = statement.with_level(level);
        }
        let bytes = statement.to_bytes()?;
        Ok(UnsignedStatement { bytes })
    }

    /// A simple verification result v0.2 with the properties that the artifact was found to have:
    /// one for each kind of requirement that is enforced and met.
    ///
    /// # Errors
    /// As [`to_vsa`](Self::to_vsa); only what is allowed has properties to state.
    ///
    /// # Specification
    /// in-toto Attestation, predicate svr v0.2; policy EX-7.
    pub fn to_svr(&self, options: &ExportOptions) -> Result<UnsignedStatement, ExportError> {
        self.check_statable(options)?;
        let mut statement =
            SvrStatement::new(self.decision, &*options.verifier_id, self.evaluated_at)
                .with_subject(None, [self.stated_digest()?])
                .with_policy(self.policy_uri(), [Digest::sha256(self.policy.sha256)]);
        for level in self.levels()? {
            statement = statement.with_level(level);
        }
        let properties: BTreeSet<&str> = self.met().filter_map(property_of).collect();
        for property in properties {
            statement = statement.with_property(property);
        }
        let bytes = statement.to_bytes()?;
        Ok(UnsignedStatement { bytes })
    }

    /// A statement cannot tell that something was waived or only tried.
    fn check_statable(&self, options: &ExportOptions) -> Result<(), ExportError> {
        let reason = if !self.enforced {
            "a run in audit mode decides nothing"
        } else if !self.waivers_used.is_empty() && !options.allows_waivers {
            "an exception was used, which a statement cannot tell"
        } else {
            return Ok(());
        };
        Err(ExportError::NotAllowed { reason })
    }

    fn stated_digest(&self) -> Result<Digest, ExportError> {
        let reason = "the subject has no digest to state";
        let digest = self.subject.digest;
        digest.ok_or(ExportError::NotAllowed { reason })
    }

    /// What consumers compare with the name that they use: the name without its digest.
    fn resource(&self) -> String {
        let name = self.subject.reference.as_deref().unwrap_or_default();
        match (name.split_once('@'), &self.subject.digest) {
            (Some((name, _)), _) if !name.is_empty() => name.to_owned(),
            (_, Some(digest)) if name.is_empty() => digest.to_string(),
            _ => name.to_owned(),
        }
    }

    fn policy_uri(&self) -> String {
        let named = || format!("urn:bonafide:policy:{}", self.policy.name);
        self.policy.uri.clone().unwrap_or_else(named)
    }

    /// The SHA-256 of every piece of evidence that was used; nothing unless all have one, since all
    /// must be listed or none.
    fn inputs(&self) -> Option<BTreeSet<[u8; 32]>> {
        let evidence = self.checks.iter().flat_map(VerdictCheck::evidence);
        evidence.map(sha256_of).collect()
    }

    /// Levels that enforced checks found.
    fn levels(&self) -> Result<Vec<TrackLevel>, ExportError> {
        let is_met = |facts: &&ProvenanceFacts| self.met().any(|check| check.id == facts.check);
        let facts = self.facts.provenance.iter().filter(is_met);
        let levels = facts.filter_map(|facts| facts.build_level);
        let levels = levels.map(|level| TrackLevel::new("BUILD", level));
        Ok(levels.collect::<Result<_, _>>()?)
    }

    /// The checks that count and passed.
    fn met(&self) -> impl Iterator<Item = &VerdictCheck> {
        self.checks
            .iter()
            .filter(|check| check.status == CheckStatus::Pass && check.mode == Mode::Enforce)
    }
}

fn sha256_of(evidence: &EvidenceView) -> Option<[u8; 32]> {
    let digest = evidence.digest.as_ref()?;
    let bytes = digest.as_bytes().try_into().ok()?;
    (digest.algorithm() == Algorithm::Sha256).then_some(bytes)
}

/// The property that a passed check of a rule stands for. Built-in checks state none.
fn property_of(check: &VerdictCheck) -> Option<&'static str> {
    let (rule, _) = check.id.split_once('/')?;
    let is_built_in = matches!(rule, "ref" | "subject" | "discovery" | "policy" | "waiver");
    let (area, _) = check.code.as_str().split_once('.')?;
    match area {
        _ if is_built_in => None,
        "signature" => Some("BONAFIDE_SIGNATURE_VERIFIED"),
        "attestation" => Some("BONAFIDE_ATTESTATION_VERIFIED"),
        "provenance" | "slsa" => Some("BONAFIDE_PROVENANCE_VERIFIED"),
        "sbom" => Some("BONAFIDE_SBOM_PRESENT"),
        "vuln" => Some("BONAFIDE_VULN_GATE_PASSED"),
        "vsa" => Some("BONAFIDE_VSA_VERIFIED"),
        "model" | "oms" => Some("BONAFIDE_MODEL_SIGNATURE_VERIFIED"),
        "base" => Some("BONAFIDE_BASE_IMAGE_VERIFIED"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::samples;

    fn options() -> ExportOptions {
        ExportOptions::default().with_verifier_id("https://verifier.example")
    }

    fn json(statement: &UnsignedStatement) -> serde_json::Value {
        serde_json::from_slice(statement.as_bytes()).unwrap()
    }

    fn reason(result: Result<UnsignedStatement, ExportError>) -> &'static str {
        let error = result.unwrap_err();
        assert_eq!(error.code().as_str(), "emit.not-allowed");
        match error {
            ExportError::NotAllowed { reason } => reason,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_summary_says_what_was_decided_and_by_what() {
        let verdict = samples::allowed();
        let made = verdict.to_vsa(&options()).unwrap();
        let statement = json(&made);
        let predicate = &statement["predicate"];
        assert_eq!(
            statement["predicateType"],
            "https://slsa.dev/verification_summary/v1"
        );
        assert_eq!(statement["subject"][0]["digest"]["sha256"], "5a".repeat(32));
        assert_eq!(predicate["verifier"]["id"], "https://verifier.example");
        assert_eq!(predicate["verificationResult"], "PASSED");
        assert_eq!(predicate["verifiedLevels"][0], "SLSA_BUILD_LEVEL_3");
        assert_eq!(
            predicate["resourceUri"],
            "registry.example.com/team/app:v1.4.2"
        );
        assert_eq!(predicate["policy"]["uri"], "urn:bonafide:policy:gpu-prod");
        assert_eq!(predicate["policy"]["digest"]["sha256"], "3c".repeat(32));
        assert_eq!(
            predicate["inputAttestations"][0]["digest"]["sha256"],
            "a1".repeat(32)
        );
        assert_eq!(predicate["timeVerified"], "2026-11-21T12:00:00Z");
        let pae = made.pae();
        let prefix = format!(
            "DSSEv1 28 application/vnd.in-toto+json {} ",
            made.as_bytes().len()
        );
        assert!(pae.starts_with(prefix.as_bytes()) && pae.ends_with(made.as_bytes()));
    }

    #[test]
    fn what_is_not_certain_is_not_stated() {
        let waived = samples::rejected();
        assert!(reason(waived.to_vsa(&options())).contains("exception"));
        let made = waived.to_vsa(&options().allowing_waivers()).unwrap();
        assert_eq!(json(&made)["predicate"]["verificationResult"], "FAILED");
        assert_eq!(json(&made)["predicate"]["verifiedLevels"][0], "FAILED");

        let unsure = samples::indeterminate();
        assert!(reason(unsure.to_vsa(&options())).contains("quarantine"));
        let made = unsure
            .to_vsa(&options().taking_quarantine_as_failed())
            .unwrap();
        assert_eq!(json(&made)["predicate"]["verificationResult"], "FAILED");

        let mut audit = samples::allowed();
        audit.enforced = false;
        assert!(reason(audit.to_vsa(&options())).contains("audit"));
        assert!(reason(audit.to_svr(&options())).contains("audit"));
        assert!(reason(samples::model().to_vsa(&options())).contains("digest"));
    }

    #[test]
    fn inputs_are_all_listed_or_none() {
        let mut verdict = samples::allowed();
        std::sync::Arc::make_mut(&mut verdict.checks[0].evidence[0]).digest = None;
        let made = verdict.to_vsa(&options()).unwrap();
        assert!(json(&made)["predicate"].get("inputAttestations").is_none());
    }

    #[test]
    fn levels_and_properties_come_from_what_is_enforced_and_met() {
        let mut verdict = samples::allowed();
        let properties = |verdict: &Verdict| {
            let made = json(&verdict.to_svr(&options()).unwrap());
            let found = made["predicate"]["properties"].as_array().unwrap().clone();
            let found = found.iter().map(|it| it.as_str().unwrap().to_owned());
            found.collect::<Vec<_>>()
        };
        assert_eq!(
            properties(&verdict),
            [
                "BONAFIDE_PROVENANCE_VERIFIED",
                "BONAFIDE_SBOM_PRESENT",
                "BONAFIDE_SIGNATURE_VERIFIED",
                "SLSA_BUILD_LEVEL_3"
            ]
        );
        verdict.checks[0].mode = Mode::Audit;
        verdict.checks[1].status = CheckStatus::Skip;
        assert_eq!(properties(&verdict), ["BONAFIDE_SIGNATURE_VERIFIED"]);
        let rejected = samples::rejected().to_svr(&options().allowing_waivers());
        assert!(matches!(rejected, Err(ExportError::Statement { .. })));
    }

    #[test]
    fn checks_that_every_policy_has_state_no_property() {
        let mut check = samples::allowed().checks[2].clone();
        check.code = bonafide_report::registry::SIGNATURE_VERIFIED;
        assert_eq!(property_of(&check), Some("BONAFIDE_SIGNATURE_VERIFIED"));
        for id in [
            "ref/registry",
            "subject/digest",
            "discovery/complete",
            "policy/load",
        ] {
            check.id = id.to_owned();
            assert_eq!(property_of(&check), None);
        }
    }

    #[test]
    fn hostile_names_are_text() {
        let mut verdict = samples::hostile();
        verdict.waivers_used.clear();
        if let Ok(made) = verdict.to_vsa(&options()) {
            assert_eq!(json(&made)["predicate"]["verificationResult"], "FAILED");
            assert!(!made.as_bytes().contains(&0x1b));
        }
    }
}
