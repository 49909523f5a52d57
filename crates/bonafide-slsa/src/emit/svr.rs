//! Making simple verification results.

use bonafide_digest::Digest;
use bonafide_report::{Decision, Time};

use super::{Artifact, Document, Properties, read_back, write};
use crate::{Error, Svr, TrackLevel};

/// A simple verification result v0.2 in the making: the properties that a verifier found an
/// artifact to have, for the verifier to sign.
///
/// # Specification
/// in-toto Attestation, predicate svr v0.2.
#[derive(Clone, Debug)]
pub struct SvrStatement {
    decision: Decision,
    verifier_id: String,
    time_created: Time,
    subjects: Vec<Artifact>,
    policies: Vec<Document>,
    properties: Properties,
}

impl SvrStatement {
    /// What `verifier_id` decided at `time_created`.
    #[must_use]
    pub fn new(decision: Decision, verifier_id: impl Into<String>, time_created: Time) -> Self {
        Self {
            decision,
            verifier_id: verifier_id.into(),
            time_created,
            subjects: Vec::new(),
            policies: Vec::new(),
            properties: Properties::default(),
        }
    }

    /// Adds an artifact by digests that were verified.
    #[must_use]
    pub fn with_subject(
        mut self,
        name: Option<&str>,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Self {
        self.subjects.push(Artifact {
            name: name.map(str::to_owned),
            digests: digests.into_iter().collect(),
        });
        self
    }

    /// Names a policy that was applied.
    #[must_use]
    pub fn with_policy(
        mut self,
        uri: impl Into<String>,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Self {
        self.policies.push(Document {
            uri: uri.into(),
            digests: digests.into_iter().collect(),
        });
        self
    }

    /// States a level; the highest of each track is written.
    #[must_use]
    pub fn with_level(mut self, level: TrackLevel) -> Self {
        self.properties.add_level(level);
        self
    }

    /// States a property of the verifier's own.
    #[must_use]
    pub fn with_property(mut self, name: impl Into<String>) -> Self {
        self.properties.names.push(name.into());
        self
    }

    /// The unsigned statement: compact JSON, the same bytes for the same input. Policies and
    /// properties stand sorted.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] unless the artifact is allowed; [`Error::ReservedName`],
    /// [`Error::VsaLevelMalformed`]; and what a reader would say: [`Error::MissingField`],
    /// [`Error::Statement`], [`Error::Json`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        if self.decision != Decision::Allow {
            let reason = "only what is allowed has properties to state";
            return Err(Error::NotAllowed { reason });
        }
        let mut properties = self.properties.texts()?;
        properties.sort();
        let mut policies: Vec<&Document> = self.policies.iter().collect();
        policies.sort_by_cached_key(|policy| {
            let digests = policy.digests.iter().map(ToString::to_string);
            (policy.uri.clone(), digests.collect::<Vec<_>>())
        });
        let bytes = write(&self.subjects, Svr::URI, |out| {
            out.member("verifier", |out| {
                out.object(|out| {
                    out.text("id", &self.verifier_id);
                    out.array("policies", |out| {
                        for policy in policies {
                            out.object(|out| policy.write(out));
                        }
                    });
                });
            });
            out.text("timeCreated", &self.time_created.to_string());
            out.array("properties", |out| {
                for property in &properties {
                    out.string(property);
                }
            });
        });
        Svr::of(&read_back(&bytes)?)?;
        Ok(bytes)
    }
}
