//! How an evaluation is made.

use bonafide_report::Time;

/// Whose semantics the options have. Cryptography, parsing and the table of builders are the same
/// under both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "strict, or as the reference verifier"
)]
pub enum Profile {
    /// Everything that is not expected fails.
    #[default]
    Strict,
    /// As the reference verifier: only workflow inputs that are listed are compared, external
    /// parameters that nothing covers are told, and certificate-only envelopes count.
    Compat,
}

impl Profile {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Compat => "compat",
        }
    }
}

/// The settings of an evaluation: the profile, the evaluation time, and the named departures from
/// the strict default.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) profile: Profile,
    pub(crate) now: Time,
    pub(crate) allow_unlogged: bool,
    pub(crate) require_proof: bool,
    pub(crate) unsigned_counts_as_l1: bool,
    pub(crate) allow_covered_by_index: bool,
    pub(crate) candidates: usize,
}

impl Settings {
    /// The strict profile at this evaluation time.
    #[must_use]
    pub const fn strict(now: Time) -> Self {
        Self {
            profile: Profile::Strict,
            now,
            allow_unlogged: false,
            require_proof: false,
            unsigned_counts_as_l1: false,
            allow_covered_by_index: false,
            candidates: 4096,
        }
    }

    /// The strict profile for what asks nothing of the time.
    pub(crate) const fn timeless() -> Self {
        const ANY: Time = loop {
            if let Some(time) = Time::from_unix(0) {
                break time;
            }
        };
        Self::strict(ANY)
    }

    /// The semantics of the reference verifier's options. It implies
    /// [`allow_unlogged`](Self::allow_unlogged), which the report states.
    #[must_use]
    pub const fn compat(now: Time) -> Self {
        let mut settings = Self::strict(now);
        settings.profile = Profile::Compat;
        settings.allow_unlogged = true;
        settings
    }

    /// Option: a certificate-only envelope without log entry or timestamp may be allowed.
    #[must_use]
    pub const fn allow_unlogged(mut self) -> Self {
        self.allow_unlogged = true;
        self
    }

    /// Demands a proof of inclusion from a log; a promise does not do.
    #[must_use]
    pub const fn require_proof(mut self) -> Self {
        self.require_proof = true;
        self
    }

    /// Option: an unsigned statement gives build level 1 instead of 0. It is held back all the same.
    #[must_use]
    pub const fn unsigned_counts_as_l1(mut self) -> Self {
        self.unsigned_counts_as_l1 = true;
        self
    }

    /// Option: an unsigned statement that a trusted digest covers may be allowed.
    #[must_use]
    pub const fn allow_covered_by_index(mut self) -> Self {
        self.allow_covered_by_index = true;
        self
    }

    /// At most this many attestations are looked at; 4,096 unless set.
    #[must_use]
    pub const fn with_candidates(mut self, candidates: usize) -> Self {
        self.candidates = candidates;
        self
    }

    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// The evaluation time.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }
}
