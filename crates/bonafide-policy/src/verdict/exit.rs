//! What a program that was asked for a verdict says to the one that started it.

use bonafide_report::Decision;

use super::Verdict;

/// How a program ends that judged artifacts.
///
/// # Specification
/// policy section 3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the set of exit codes is closed by the specification"
)]
pub enum Exit {
    /// 0: every artifact may be used.
    Allow,
    /// 1: one may not.
    Reject,
    /// 2: the command, the policy or its trust material cannot be used.
    Usage,
    /// 3: one is kept aside.
    Quarantine,
    /// 4: nothing speaks against it but what could not be had.
    Indeterminate,
    /// 5: a bug; nothing is allowed.
    Internal,
}

impl Exit {
    /// The number that the program ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Allow => 0,
            Self::Reject => 1,
            Self::Usage => 2,
            Self::Quarantine => 3,
            Self::Indeterminate => 4,
            Self::Internal => 5,
        }
    }

    /// The number for callers that know two outcomes only: 0 for allow, 1 for everything else.
    #[must_use]
    pub const fn binary_code(self) -> u8 {
        match self {
            Self::Allow => 0,
            _ => 1,
        }
    }

    /// The worse of two, in the order 0, 4, 3, 1, 5, 2 of their numbers.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        if self.severity() < other.severity() {
            other
        } else {
            self
        }
    }

    /// The worst of all; allow for none.
    #[must_use]
    pub fn worst(exits: impl IntoIterator<Item = Self>) -> Self {
        exits.into_iter().fold(Self::Allow, Self::join)
    }

    /// How a program ends that was asked for a decision which counts.
    pub(super) const fn of(decision: Decision, is_indeterminate: bool) -> Self {
        match decision {
            Decision::Allow => Self::Allow,
            Decision::Quarantine if is_indeterminate => Self::Indeterminate,
            Decision::Quarantine => Self::Quarantine,
            Decision::Reject => Self::Reject,
        }
    }

    const fn severity(self) -> u8 {
        match self {
            Self::Allow => 0,
            Self::Indeterminate => 1,
            Self::Quarantine => 2,
            Self::Reject => 3,
            Self::Internal => 4,
            Self::Usage => 5,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl Verdict {
    /// How a program ends that was asked for this verdict. A run in audit mode always ends well.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        if self.enforced {
            Exit::of(self.decision, self.indeterminate)
        } else {
            Exit::Allow
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Exit; 6] = [
        Exit::Allow,
        Exit::Reject,
        Exit::Usage,
        Exit::Quarantine,
        Exit::Indeterminate,
        Exit::Internal,
    ];

    #[test]
    fn the_order_is_that_of_the_specification() {
        assert_eq!(ALL.map(Exit::code), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ALL.map(Exit::binary_code), [0, 1, 1, 1, 1, 1]);
        let order = [0, 4, 3, 1, 5, 2_usize].map(|code| ALL[code]);
        for (at, worse) in order.iter().enumerate() {
            for milder in &order[..=at] {
                assert_eq!(milder.join(*worse), *worse);
                assert_eq!(worse.join(*milder), *worse);
            }
            assert_eq!(Exit::worst(order[..=at].iter().rev().copied()), *worse);
        }
        assert_eq!(Exit::worst([]), Exit::Allow);
    }

    #[test]
    fn a_program_can_end_with_it() {
        let text = |code: std::process::ExitCode| format!("{code:?}");
        for exit in ALL {
            assert_eq!(text(exit.into()), text(exit.code().into()));
        }
    }

    #[test]
    fn only_a_quarantine_can_be_indeterminate_and_audit_ends_well() {
        let mut verdict = crate::verdict::samples::allowed();
        assert_eq!(verdict.exit(), Exit::Allow);
        for (decision, indeterminate, exit) in [
            (Decision::Quarantine, false, Exit::Quarantine),
            (Decision::Quarantine, true, Exit::Indeterminate),
            (Decision::Reject, false, Exit::Reject),
            (Decision::Reject, true, Exit::Reject),
        ] {
            verdict.decision = decision;
            verdict.indeterminate = indeterminate;
            verdict.enforced = true;
            assert_eq!(verdict.exit(), exit);
            verdict.enforced = false;
            assert_eq!(verdict.exit(), Exit::Allow);
        }
    }
}
