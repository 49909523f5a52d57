//! Making verification summaries.

use bonafide_digest::Digest;
use bonafide_report::{Decision, Place, Time};

use super::{Artifact, Document, Properties, read_back, write};
use crate::{Error, Reproduction, TrackLevel, Vsa, VsaVersion};

/// A verification summary v1 in the making: what a verifier says of an artifact, for the verifier to
/// sign.
///
/// ```
/// use bonafide_digest::Digest;
/// use bonafide_report::{Decision, Time};
/// use bonafide_slsa::{TrackLevel, VsaStatement};
///
/// let time = Time::from_unix(1_700_000_000).unwrap();
/// let statement = VsaStatement::new(Decision::Allow, "https://verifier.example", "pkg:oci/app", time)
///     .with_subject(Some("app"), [Digest::sha256([1; 32])])
///     .with_policy("https://policy.example", [])
///     .with_level(TrackLevel::new("BUILD", 3)?)
///     .to_bytes()?;
/// assert!(statement.starts_with(br#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"#));
/// # Ok::<(), bonafide_slsa::Error>(())
/// ```
///
/// # Specification
/// SLSA v1.2, verification summary v1.
#[derive(Clone, Debug)]
pub struct VsaStatement {
    decision: Decision,
    verifier_id: String,
    verifier_version: Vec<(String, String)>,
    resource_uri: String,
    time_verified: Time,
    subjects: Vec<Artifact>,
    policy: Document,
    inputs: Vec<[u8; 32]>,
    properties: Properties,
    takes_quarantine_as_failed: bool,
}

impl VsaStatement {
    /// What `verifier_id` decided at `time_verified` about an artifact that it knows as
    /// `resource_uri`.
    #[must_use]
    pub fn new(
        decision: Decision,
        verifier_id: impl Into<String>,
        resource_uri: impl Into<String>,
        time_verified: Time,
    ) -> Self {
        Self {
            decision,
            verifier_id: verifier_id.into(),
            verifier_version: Vec::new(),
            resource_uri: resource_uri.into(),
            time_verified,
            subjects: Vec::new(),
            policy: Document::default(),
            inputs: Vec::new(),
            properties: Properties::default(),
            takes_quarantine_as_failed: false,
        }
    }

    /// Adds an artifact by digests that were verified, such as those computed from its bytes; never
    /// by what another statement says beside them. What was said of a reproduction before is dropped.
    #[must_use]
    pub fn with_subject(
        mut self,
        name: Option<&str>,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Self {
        // What was reproduced was so for the subjects before.
        self.properties.reproduced = None;
        self.subjects.push(Artifact {
            name: name.map(str::to_owned),
            digests: digests.into_iter().collect(),
        });
        self
    }

    /// Names the policy that was applied.
    #[must_use]
    pub fn with_policy(
        mut self,
        uri: impl Into<String>,
        digests: impl IntoIterator<Item = Digest>,
    ) -> Self {
        self.policy = Document {
            uri: uri.into(),
            digests: digests.into_iter().collect(),
        };
        self
    }

    /// Names the version of a part of the verifier.
    #[must_use]
    pub fn with_verifier_version(
        mut self,
        part: impl Into<String>,
        version: impl Into<String>,
    ) -> Self {
        self.verifier_version.push((part.into(), version.into()));
        self
    }

    /// Lists an attestation that was looked at, by the SHA-256 of the bytes that were received. All
    /// must be listed or none.
    #[must_use]
    pub fn with_input(mut self, sha256: [u8; 32]) -> Self {
        self.inputs.push(sha256);
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

    /// States that the artifact was reproduced, if it was.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] when it was not, or when a digest of the subjects that were given so far
    /// is not among those that were reproduced; give the subjects first.
    pub fn with_reproduction(mut self, reproduction: &Reproduction) -> Result<Self, Error> {
        let mut digests = self.subjects.iter().flat_map(|subject| &subject.digests);
        let is_covered = digests.all(|digest| reproduction.covers(digest));
        let property = reproduction.property().filter(|_| is_covered);
        if property.is_none() || self.subjects.is_empty() {
            let reason = "the artifact was not reproduced";
            return Err(Error::NotAllowed { reason });
        }
        self.properties.reproduced = property;
        Ok(self)
    }

    /// Lets a quarantine be written as FAILED, which says more than was found out.
    #[must_use]
    pub const fn taking_quarantine_as_failed(mut self) -> Self {
        self.takes_quarantine_as_failed = true;
        self
    }

    /// The unsigned statement: compact JSON, the same bytes for the same input. Subjects stand in
    /// the order in which they were given, everything else is sorted.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for a quarantine; [`Error::ReservedName`] for a property that is empty,
    /// `FAILED`, or begins with `SLSA_`; [`Error::VsaLevelMalformed`] for a level that its track
    /// does not have; and what a reader would say: [`Error::MissingField`], [`Error::Statement`],
    /// [`Error::Json`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let is_passed = match self.decision {
            Decision::Allow => true,
            Decision::Reject => false,
            Decision::Quarantine if self.takes_quarantine_as_failed => false,
            Decision::Quarantine => {
                let reason = "a quarantine is neither PASSED nor FAILED";
                return Err(Error::NotAllowed { reason });
            }
        };
        let stated = self.properties.texts()?;
        let levels = if is_passed {
            stated
        } else {
            vec!["FAILED".to_owned()]
        };
        self.check_inputs()?;
        let bytes = self.write(is_passed, &levels);
        Vsa::of(&read_back(&bytes)?)?.levels()?;
        Ok(bytes)
    }

    /// An attestation whose bytes nobody hashed cannot be listed.
    fn check_inputs(&self) -> Result<(), Error> {
        match self.inputs.iter().position(|sha256| *sha256 == [0; 32]) {
            None => Ok(()),
            Some(index) => {
                let inputs = Place::root().member("inputAttestations");
                let place = inputs.index(index).member("digest");
                Err(Error::MissingField { place })
            }
        }
    }

    fn write(&self, is_passed: bool, levels: &[String]) -> Vec<u8> {
        let mut versions = self.verifier_version.clone();
        versions.sort();
        let mut inputs = self.inputs.clone();
        inputs.sort_unstable();
        inputs.dedup();
        write(&self.subjects, VsaVersion::V1.uri(), |out| {
            out.member("verifier", |out| {
                out.object(|out| {
                    out.text("id", &self.verifier_id);
                    if !versions.is_empty() {
                        out.member("version", |out| {
                            out.object(|out| {
                                for (part, version) in &versions {
                                    out.text(part, version);
                                }
                            });
                        });
                    }
                });
            });
            out.text("timeVerified", &self.time_verified.to_string());
            out.text("resourceUri", &self.resource_uri);
            out.member("policy", |out| out.object(|out| self.policy.write(out)));
            if !inputs.is_empty() {
                out.array("inputAttestations", |out| {
                    for sha256 in &inputs {
                        out.object(|out| super::digests(out, &[Digest::sha256(*sha256)]));
                    }
                });
            }
            let result = if is_passed { "PASSED" } else { "FAILED" };
            out.text("verificationResult", result);
            out.array("verifiedLevels", |out| {
                for level in levels {
                    out.string(level);
                }
            });
            out.text("slsaVersion", "1.2");
        })
    }
}
