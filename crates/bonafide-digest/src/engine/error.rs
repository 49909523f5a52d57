//! Why a job gave no digest.

use core::fmt;
use std::io;

use crate::Algorithm;

/// Why a job gave no digest.
///
/// It has no registered code: who made the plan knows what a source is, and says so in terms of its
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobError {
    /// This build does not compute the algorithm.
    #[non_exhaustive]
    NotComputable {
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The range ends before it begins, or beyond the length with which its source was planned; or
    /// its source is not of this plan. Nothing was read.
    #[non_exhaustive]
    Length {
        /// The length of the source, in bytes.
        length: u64,
        /// Where the range ends.
        end: u64,
    },
    /// The source could not be opened, or not asked for its identity.
    #[non_exhaustive]
    Open {
        /// What the source said.
        kind: io::ErrorKind,
    },
    /// The source could not be read.
    #[non_exhaustive]
    Read {
        /// What the source said.
        kind: io::ErrorKind,
    },
    /// The source is not as it was planned, or did not stay as it was while it was read.
    #[non_exhaustive]
    Unstable {
        /// What was seen of it.
        reason: Instability,
    },
    /// The run was cancelled before the job had ended.
    Cancelled,
}

/// How a source was seen to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instability {
    /// When it was opened it had another size than planned.
    Size,
    /// It ended before its planned length.
    Ended,
    /// It has bytes beyond its planned length.
    Grown,
    /// Its identity was another one after reading than before.
    Changed,
}

impl Instability {
    pub(super) const fn error(self) -> JobError {
        JobError::Unstable { reason: self }
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotComputable { algorithm } => {
                write!(f, "{algorithm} is not computed by this build")
            }
            Self::Length { length, end } => {
                write!(f, "a range to {end} is not within {length} bytes")
            }
            Self::Open { kind } => write!(f, "cannot be opened: {kind}"),
            Self::Read { kind } => write!(f, "cannot be read: {kind}"),
            Self::Unstable { reason } => write!(f, "{reason}"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

impl fmt::Display for Instability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "it has another size than planned",
            Self::Ended => "it ended early while it was read",
            Self::Grown => "it is longer than planned",
            Self::Changed => "it changed while it was read",
        })
    }
}

impl core::error::Error for JobError {}
