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
    /// From when on; without it, from as long before its end as exceptions may last.
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

impl Exception {
    /// From when on it holds: a first moment that is not stated does not make it last longer than one
    /// that is. `None` where that lies before all time.
    ///
    /// # Specification
    /// policy WV-1.
    pub(crate) fn begins(&self, rules: ExceptionRules) -> Option<Time> {
        let longest = i64::try_from(rules.longest.as_secs()).unwrap_or(i64::MAX);
        let latest = || self.until.checked_add_seconds(longest.checked_neg()?);
        self.from.or_else(latest)
    }
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
