//! Matching subjects with an artifact.

use core::fmt;

use bonafide_digest::{Algorithm, Digest, Digests, digest};
use bonafide_report::{Escaped, Finding, Place, first_few, registry};

use crate::{Accepted, Error, Mismatch, Statement, Subject};

/// A digest that the caller vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an algorithm is known or it is not"
)]
pub enum TrustedDigest {
    /// A digest; its algorithm is named, never guessed from its length.
    Known(Digest),
    /// An identifier of a kind that is not known here, compared byte for byte.
    Opaque {
        /// The name of the kind.
        name: String,
        /// The value.
        value: String,
    },
}

impl From<Digest> for TrustedDigest {
    fn from(digest: Digest) -> Self {
        Self::Known(digest)
    }
}

/// The digests of one artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactDigests {
    known: Vec<Digest>,
    opaque: Vec<(String, String)>,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// The caller stated them: one subject must have all of them.
    All,
    /// They were computed from the artifact: one will do, and none may differ.
    Any,
}

impl ArtifactDigests {
    /// What the caller states about an artifact. One subject must have all of it.
    ///
    /// # Errors
    /// [`Error::NoDigest`]; [`Error::GivenConflict`] for two values of one algorithm.
    pub fn stated(digests: impl IntoIterator<Item = TrustedDigest>) -> Result<Self, Error> {
        let mut stated = Self {
            known: Vec::new(),
            opaque: Vec::new(),
            rule: Rule::All,
        };
        for digest in digests {
            match digest {
                TrustedDigest::Known(digest) => stated.state(digest)?,
                TrustedDigest::Opaque { name, value } => stated.state_opaque(name, value)?,
            }
        }
        if stated.known.is_empty() && stated.opaque.is_empty() {
            return Err(Error::NoDigest {});
        }
        Ok(stated)
    }

    /// What was computed from the artifact. A subject matches by one digest that is equal, if none
    /// differs; digests of algorithms that are not accepted are left out.
    #[must_use]
    pub fn computed(digests: &Digests) -> Self {
        Self {
            known: digests.iter().copied().collect(),
            opaque: Vec::new(),
            rule: Rule::Any,
        }
    }

    /// The digests of algorithms that are known here, each once; identifiers of other kinds are not
    /// among them.
    #[must_use]
    pub fn digests(&self) -> &[Digest] {
        &self.known
    }

    fn state(&mut self, digest: Digest) -> Result<(), Error> {
        match self.of(digest.algorithm()) {
            Some(known) if *known != digest => Err(Error::GivenConflict {
                algorithm: digest.algorithm().name().to_owned(),
            }),
            Some(_) => Ok(()),
            None => {
                self.known.push(digest);
                Ok(())
            }
        }
    }

    fn state_opaque(&mut self, name: String, value: String) -> Result<(), Error> {
        match self.opaque.iter().find(|(known, _)| *known == name) {
            Some((_, known)) if *known != value => Err(Error::GivenConflict {
                algorithm: Escaped(&name).to_string(),
            }),
            Some(_) => Ok(()),
            None => {
                self.opaque.push((name, value));
                Ok(())
            }
        }
    }

    fn of(&self, algorithm: Algorithm) -> Option<&Digest> {
        self.known
            .iter()
            .find(|digest| digest.algorithm() == algorithm)
    }

    fn check_accepted(&self, accepted: &Accepted) -> Result<(), Error> {
        let refused = self.known.iter().map(Digest::algorithm);
        match refused
            .into_iter()
            .find(|algorithm| !accepted.contain(*algorithm))
        {
            Some(algorithm) if self.rule == Rule::All => Err(Error::Algorithm { algorithm }),
            _ => Ok(()),
        }
    }

    fn is_empty_artifact(&self) -> bool {
        self.known
            .iter()
            .any(|known| digest(known.algorithm(), b"").is_ok_and(|empty| empty == *known))
    }
}

/// As [`ArtifactDigests::computed`].
impl From<&Digests> for ArtifactDigests {
    fn from(digests: &Digests) -> Self {
        Self::computed(digests)
    }
}

/// The subjects that an artifact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectMatch {
    subjects: Vec<usize>,
    unchecked: Vec<Algorithm>,
    is_by_opaque_id: bool,
    is_empty_artifact: bool,
}

impl SubjectMatch {
    /// The indices of all subjects that match; at least one.
    #[must_use]
    pub fn subjects(&self) -> &[usize] {
        &self.subjects
    }

    /// Accepted algorithms of the matching subjects of which no digest of the artifact was at hand.
    #[must_use]
    pub fn unchecked(&self) -> &[Algorithm] {
        &self.unchecked
    }

    /// Whether only identifiers of an unknown kind were compared, which need not be cryptographic.
    #[must_use]
    pub const fn is_by_opaque_id(&self) -> bool {
        self.is_by_opaque_id
    }

    /// What is odd and no failure: that the artifact has no bytes.
    #[must_use]
    pub fn notes(&self) -> Vec<Finding> {
        if !self.is_empty_artifact {
            return Vec::new();
        }
        let place = Place::root().member("subject");
        let place = self
            .subjects
            .first()
            .map_or(place.clone(), |first| place.index(*first));
        let detail = "the artifact has no bytes";
        vec![Finding::new(registry::DIGEST_EMPTY_ARTIFACT, place, detail)]
    }
}

impl Statement {
    /// Finds the subjects that are `artifact`, by digests of the `accepted` algorithms.
    ///
    /// A subject with an equal and a different digest refuses the whole statement: whoever can find
    /// a collision in the weaker algorithm must not be able to hide it behind the other.
    ///
    /// # Errors
    /// [`Error::Mismatch`], [`Error::Conflict`]; [`Error::Algorithm`] for a stated digest that is
    /// not accepted.
    ///
    /// # Specification
    /// in-toto Attestation, matching subjects; stricter: no accepted digest may differ.
    pub fn match_subjects(
        &self,
        artifact: &ArtifactDigests,
        accepted: &Accepted,
    ) -> Result<SubjectMatch, Error> {
        artifact.check_accepted(accepted)?;
        let mut found = SubjectMatch {
            subjects: Vec::new(),
            unchecked: Vec::new(),
            is_by_opaque_id: artifact.known.is_empty(),
            is_empty_artifact: false,
        };
        let mut reason = Mismatch::NoCommonAlgorithm;
        for subject in self.subjects() {
            match Comparison::of(&subject, artifact, accepted) {
                Comparison {
                    equal: 0,
                    different: 0,
                    ..
                } => {}
                Comparison { equal: 0, .. } if reason == Mismatch::Incomplete => {}
                Comparison { equal: 0, .. } => reason = Mismatch::Different,
                Comparison {
                    different: 0,
                    lacking,
                    ..
                } if lacking == 0 || artifact.rule == Rule::Any => {
                    found.add(&subject, artifact, accepted);
                }
                Comparison { different: 0, .. } => reason = Mismatch::Incomplete,
                _ => {
                    return Err(Error::Conflict {
                        subject: subject.index(),
                    });
                }
            }
        }
        if found.subjects.is_empty() {
            return Err(self.mismatch(artifact, reason));
        }
        // It takes a hash, which is not spent on the many statements about something else.
        found.is_empty_artifact = artifact.is_empty_artifact();
        Ok(found)
    }
}

impl SubjectMatch {
    fn add(&mut self, subject: &Subject<'_>, artifact: &ArtifactDigests, accepted: &Accepted) {
        self.subjects.push(subject.index());
        for algorithm in subject.digests().map(Digest::algorithm) {
            let is_checked = artifact.of(algorithm).is_some();
            if accepted.contain(algorithm) && !is_checked && !self.unchecked.contains(&algorithm) {
                self.unchecked.push(algorithm);
            }
        }
    }
}

impl Statement {
    #[cold]
    fn mismatch(&self, artifact: &ArtifactDigests, reason: Mismatch) -> Error {
        let is_compared =
            |algorithm| reason == Mismatch::NoCommonAlgorithm || artifact.of(algorithm).is_some();
        let found = self.subjects().flat_map(|subject| {
            let known = subject.digests().copied().map(Told::Known);
            let opaque = subject.opaque_digests();
            let opaque = opaque.map(|one| Told::Opaque(one.name(), one.value()));
            known.chain(opaque)
        });
        let found = found.filter(|told| match told {
            Told::Known(digest) => is_compared(digest.algorithm()),
            Told::Opaque(..) => true,
        });
        let known = artifact.known.iter().copied().map(Told::Known);
        let opaque = artifact.opaque.iter();
        let opaque = opaque.map(|(name, value)| Told::Opaque(name, value));
        Error::Mismatch {
            reason,
            wanted: first_few(known.chain(opaque)),
            found: first_few(found),
        }
    }
}

/// A digest as a message names it.
enum Told<'a> {
    Known(Digest),
    Opaque(&'a str, &'a str),
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(digest) => write!(f, "{digest}"),
            Self::Opaque(name, value) => write!(f, "{}:{}", Escaped(name), Escaped(value)),
        }
    }
}

/// The digests of a subject beside those of an artifact.
#[derive(Clone, Copy, Default)]
struct Comparison {
    equal: usize,
    different: usize,
    /// Digests of the artifact that the subject does not have.
    lacking: usize,
}

impl Comparison {
    fn of(subject: &Subject<'_>, artifact: &ArtifactDigests, accepted: &Accepted) -> Self {
        let mut comparison = Self::default();
        for digest in subject.digests() {
            if accepted.contain(digest.algorithm()) {
                let known = artifact.of(digest.algorithm());
                comparison.count(known.map(|known| known == digest));
            }
        }
        for opaque in subject.opaque_digests() {
            let known = artifact
                .opaque
                .iter()
                .find(|(name, _)| name == opaque.name());
            comparison.count(known.map(|(_, value)| value == opaque.value()));
        }
        // Counted from the artifact's side: two names of one algorithm in a subject are one.
        let has = |known: &&Digest| {
            subject
                .digests()
                .any(|of| of.algorithm() == known.algorithm())
        };
        let has_opaque =
            |(name, _): &&(String, String)| subject.opaque_digests().any(|of| of.name() == name);
        let lacking = artifact.known.iter().filter(|known| !has(known)).count();
        let lacking_opaque = artifact
            .opaque
            .iter()
            .filter(|known| !has_opaque(known))
            .count();
        comparison.lacking = lacking.saturating_add(lacking_opaque);
        comparison
    }

    const fn count(&mut self, is_equal: Option<bool>) {
        match is_equal {
            Some(true) => self.equal = self.equal.saturating_add(1),
            Some(false) => self.different = self.different.saturating_add(1),
            None => {}
        }
    }
}
