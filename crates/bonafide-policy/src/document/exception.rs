//! Failures that are known and borne for a while.

use core::time::Duration;

use bonafide_report::Time;

use crate::Matching;

/// A failure that is known and borne for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exception {
    /// Its name.
    pub id: String,
    /// Which artifacts it is about.
    pub matching: Matching,
    /// The ids of the checks that may fail.
    pub waive: Vec<String>,
    /// From when on; `None` is always.
    pub from: Option<Time>,
    /// Until when, that moment excluded.
    pub until: Time,
    /// Why.
    pub reason: String,
    /// Where that is written down.
    pub ticket: Option<String>,
    /// Who agreed.
    pub approved_by: Vec<String>,
}

/// What exceptions must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExceptionRules {
    /// How many must agree; 1 unless more are wanted.
    pub approvers_min: usize,
    /// How long one may last; 30 days at most.
    pub longest: Duration,
}

impl Default for ExceptionRules {
    fn default() -> Self {
        Self {
            approvers_min: 1,
            longest: Duration::from_secs(30 * 86_400),
        }
    }
}
