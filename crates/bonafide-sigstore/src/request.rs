//! One question to a verifier.

use bonafide_report::Time;

use crate::{Artifact, Policy};

/// What is to be verified, by which policy, and at which moment.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    artifacts: Vec<Artifact<'a>>,
    policy: &'a Policy,
    now: Time,
}

impl<'a> Request<'a> {
    /// Asks whether `artifact` was signed as `policy` wants. `now` is the evaluation time: nothing
    /// here reads a clock.
    #[must_use]
    pub fn new(artifact: Artifact<'a>, policy: &'a Policy, now: Time) -> Self {
        Self {
            artifacts: vec![artifact],
            policy,
            now,
        }
    }

    /// Asks who signed a statement, whatever it is about. The policy must say that subjects are
    /// [left to the caller](Policy::subjects_left_to_caller), else nothing is accepted.
    #[must_use]
    pub const fn of_statement(policy: &'a Policy, now: Time) -> Self {
        Self {
            artifacts: Vec::new(),
            policy,
            now,
        }
    }

    /// Asks about one artifact more. Every artifact must be a subject of the statement; a bundle
    /// that signs a message speaks of one artifact only.
    #[must_use]
    pub fn with_artifact(mut self, artifact: Artifact<'a>) -> Self {
        self.artifacts.push(artifact);
        self
    }

    /// The artifacts.
    #[must_use]
    pub fn artifacts(&self) -> &[Artifact<'a>] {
        &self.artifacts
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The evaluation time.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }
}
