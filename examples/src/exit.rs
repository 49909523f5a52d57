//! How a program ends.

use std::process::ExitCode;

use bonafide_report::{Class, Code, Decision, Escaped, registry};

use crate::Usage;

/// What stands before each of several reasons.
const LINE: &str = "\n  ";

/// The outcome of a program, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: the artifact may be used.
    Allow,
    /// 1: it must not.
    Reject,
    /// 2: the command line, the policy or the trust material is wrong.
    Configuration,
    /// 3: evidence is lacking or cannot be judged.
    Quarantine,
    /// 4: the answer could not be had.
    Indeterminate,
    /// 5: a bug.
    Internal,
}

impl Exit {
    /// The outcome of `program`: what it came to, or a wrong command line, which is told. Names of
    /// files may be what nobody typed, and are escaped.
    #[must_use]
    pub fn of_program(program: &str, outcome: Result<Self, Usage>) -> ExitCode {
        let exit = outcome.unwrap_or_else(|usage| {
            let lines = usage.0.split(LINE).map(|line| Escaped(line).to_string());
            eprintln!("{program}: {}", lines.collect::<Vec<_>>().join(LINE));
            Self::Configuration
        });
        exit.into()
    }

    /// The outcome that a refusal with this code stands for.
    #[must_use]
    pub fn of_refusal(code: Code) -> Self {
        if code == registry::INTERNAL {
            return Self::Internal;
        }
        if code.is_under("policy") || code == registry::TRUSTROOT_PARSE {
            return Self::Configuration;
        }
        code.class().map_or(Self::Reject, Self::of_class)
    }

    /// The outcome that a failure of this class stands for.
    #[must_use]
    pub fn of_class(class: Class) -> Self {
        match class {
            Class::Unavailable => Self::Indeterminate,
            class if class.default_decision() == Decision::Quarantine => Self::Quarantine,
            _ => Self::Reject,
        }
    }

    /// The decision in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Reject => "reject",
            Self::Configuration => "not evaluated: wrong configuration",
            Self::Quarantine => "quarantine",
            Self::Indeterminate => "quarantine (indeterminate)",
            Self::Internal => "reject (internal error)",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Allow => 0,
            Exit::Reject => 1,
            Exit::Configuration => 2,
            Exit::Quarantine => 3,
            Exit::Indeterminate => 4,
            Exit::Internal => 5_u8,
        })
    }
}
