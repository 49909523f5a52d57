//! Whether a report is recent enough.

use bonafide_report::{Code, Escaped, Finding, Place, Time, registry};

use super::report::ScanReport;

/// How far, in seconds, a report may be from a clock that runs ahead.
const AHEAD: i64 = 300;

/// Whether something is recent enough.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the rules close the set")]
pub enum Freshness {
    /// It is.
    Fresh,
    /// It is too old, or of the future.
    Stale(Finding),
    /// It does not say how old it is, so that somebody must look at it.
    Undecided(Finding),
}

impl Freshness {
    /// The finding of what is not known to be fresh.
    #[must_use]
    pub fn finding(self) -> Option<Finding> {
        match self {
            Self::Fresh => None,
            Self::Stale(finding) | Self::Undecided(finding) => Some(finding),
        }
    }
}

impl ScanReport<'_> {
    /// Whether the report is at most `max_age` seconds old at `now`, with findings `vuln.too-old`.
    ///
    /// # Specification
    /// Bill-of-materials rules, RPT-3; policy rules, VUL-3.
    #[must_use]
    pub fn freshness(&self, now: Time, max_age: u64) -> Freshness {
        let made = self.scanner.created.as_deref();
        judge("the report", made, now, max_age, registry::VULN_TOO_OLD)
    }

    /// Whether the vulnerability database is at most `max_age` seconds old at `now`, with findings
    /// `vuln.db-too-old`.
    ///
    /// # Specification
    /// Policy rules, VUL-3.
    #[must_use]
    pub fn database_freshness(&self, now: Time, max_age: u64) -> Freshness {
        let built = self.scanner.database_built.as_deref();
        judge(
            "the database",
            built,
            now,
            max_age,
            registry::VULN_DB_TOO_OLD,
        )
    }
}

fn judge(what: &str, made: Option<&str>, now: Time, max_age: u64, code: Code) -> Freshness {
    let finding = |detail: String| Finding::new(code, Place::root(), detail);
    let Some(text) = made else {
        return Freshness::Undecided(finding(format!("{what} does not say when it was made")));
    };
    let Ok(time) = Time::parse_rfc3339(text) else {
        let detail = format!("{what} was made at {}, which is no time", Escaped(text));
        return Freshness::Undecided(finding(detail));
    };
    if now
        .checked_add_seconds(AHEAD)
        .is_some_and(|latest| time > latest)
    {
        return Freshness::Stale(finding(format!("{what} is of {time}, which is to come")));
    }
    // An age that the calendar does not hold is never reached.
    let age = i64::try_from(max_age).ok();
    let last = age.and_then(|age| time.checked_add_seconds(age));
    match last.filter(|last| *last < now) {
        Some(_) => Freshness::Stale(finding(format!("{what} is of {time}"))),
        None => Freshness::Fresh,
    }
}
