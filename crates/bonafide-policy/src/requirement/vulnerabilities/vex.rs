//! Statements of exploitability, and what they are compared with.

use bonafide_report::{Coded as _, Finding, Time};
use bonafide_sbom::{
    ArtifactIdentity, HashValue, Purl, VexDocument, VexEvaluator, VexLimits, VexPolicy, VexTrust,
};

use crate::requirement::Given;
use crate::{Subject, VulnerabilityRequirement};

/// Documents that could be read, with the names of who signed them.
pub(super) struct Documents {
    all: Vec<(VexDocument, String)>,
    /// Why others could not. What a document would have suppressed then counts.
    pub(super) notes: Vec<Finding>,
}

impl Documents {
    pub(super) fn read(given: &[Given<'_>]) -> Self {
        let (mut all, mut notes) = (Vec::new(), Vec::new());
        for one in given {
            let Some(statement) = one.counted.statement() else {
                continue;
            };
            match VexDocument::read(statement.envelope().payload(), &VexLimits::default()) {
                Ok(document) => all.push((document, one.counted.identity.signer.clone())),
                Err(error) => notes.push(error.to_finding()),
            }
        }
        Self { all, notes }
    }

    /// What judges vulnerabilities by the documents of the signers that are trusted.
    ///
    /// # Specification
    /// policy VUL-6.
    pub(super) fn evaluator(
        &self,
        requirement: &VulnerabilityRequirement,
        subject: &Subject,
        now: Time,
    ) -> VexEvaluator<'_> {
        let policy = requirement
            .vex_by
            .iter()
            .fold(VexPolicy::default(), VexPolicy::with_signer)
            .with_unversioned(!requirement.vex_unversioned_denied);
        let documents = self.all.iter().map(|(document, signer)| {
            let signer = signer.clone();
            (document, VexTrust::Verified { signer })
        });
        VexEvaluator::new(documents, policy, identity(subject), now)
    }
}

/// What is known of the artifact: its digests, those of the indexes that lead to it, and as an image
/// the package URL of its repository.
fn identity(subject: &Subject) -> ArtifactIdentity {
    let mut identity = ArtifactIdentity::default();
    for digest in subject.digests.iter().chain(&subject.covered_by) {
        if let Ok(value) = HashValue::parse(digest.algorithm().name(), &digest.to_hex()) {
            identity = identity.with_digest(value);
        }
    }
    let Some(reference) = &subject.reference else {
        return identity;
    };
    let repository = reference.repository();
    let name = repository.path().rsplit('/').next().unwrap_or_default();
    for digest in &subject.digests {
        let (algorithm, hex) = (digest.algorithm().name(), digest.to_hex());
        let text = format!("pkg:oci/{name}@{algorithm}%3A{hex}?repository_url={repository}");
        if let Ok(purl) = Purl::parse(&text) {
            identity = identity.with_purl(purl);
        }
    }
    identity
}
