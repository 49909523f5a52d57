//! Vectors of the Common Vulnerability Scoring System.

mod macrovectors;
mod metrics;
mod score;
mod v4;

use core::fmt;

use bonafide_report::{Escaped, Finding, Place, registry};

use metrics::Metric;

/// The most bytes of a vector.
const MOST_BYTES: usize = 512;

/// A version of the scoring system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CvssVersion {
    /// 2.0.
    V2,
    /// 3.0.
    V3,
    /// 3.1.
    V31,
    /// 4.0.
    V4,
}

/// A vector that its version has: every required metric once, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CvssVector<'a> {
    version: CvssVersion,
    metrics: Vec<(&'static Metric, &'a str)>,
}

impl<'a> CvssVector<'a> {
    /// Reads a vector of at most 512 bytes, which is at `place`.
    ///
    /// # Errors
    /// A finding `vuln.cvss-invalid`.
    ///
    /// # Specification
    /// CVSS 2.0 section 2.4, 3.0 and 3.1 section 6, 4.0 section 7; bill-of-materials rules, SEV-1.
    /// Metrics of 2.0 and 4.0 stand in their order.
    pub fn parse(text: &'a str, place: &Place) -> Result<Self, Finding> {
        Self::read(text).map_err(|reason| {
            let detail = format!("{reason}: {}", Escaped(text));
            Finding::new(registry::VULN_CVSS_INVALID, place.clone(), detail)
        })
    }

    fn read(text: &'a str) -> Result<Self, &'static str> {
        if text.len() > MOST_BYTES {
            return Err("a CVSS vector of more than 512 bytes");
        }
        let (version, rest) = match text.strip_prefix("CVSS:") {
            Some(rest) => match rest.split_once('/') {
                Some(("3.0", rest)) => (CvssVersion::V3, rest),
                Some(("3.1", rest)) => (CvssVersion::V31, rest),
                Some(("4.0", rest)) => (CvssVersion::V4, rest),
                _ => return Err("not a version of CVSS that is known"),
            },
            None => (CvssVersion::V2, text),
        };
        let known = metrics::of(version);
        let (mut metrics, mut last) = (Vec::new(), None);
        for part in rest.split('/') {
            let (name, value) = part.split_once(':').ok_or("no CVSS metric")?;
            let place = known.iter().position(|metric| metric.name == name);
            let place = place.ok_or("not a metric of this version of CVSS")?;
            let metric = known.get(place).ok_or("no CVSS metric")?;
            if metrics.iter().any(|(there, _)| *there == metric) {
                return Err("a CVSS metric twice");
            }
            let is_ordered = !matches!(version, CvssVersion::V3 | CvssVersion::V31);
            if is_ordered && last.is_some_and(|last| place < last) {
                return Err("CVSS metrics out of their order");
            }
            if !metric.values.contains(&value) {
                return Err("not a value of this CVSS metric");
            }
            last = Some(place);
            metrics.push((metric, value));
        }
        let is_there = |metric: &Metric| metrics.iter().any(|(there, _)| *there == metric);
        if !known
            .iter()
            .all(|metric| !metric.is_required || is_there(metric))
        {
            return Err("a CVSS vector without a required metric");
        }
        Ok(Self { version, metrics })
    }

    /// The version.
    #[must_use]
    pub const fn version(&self) -> CvssVersion {
        self.version
    }

    /// The value of a metric, such as `N` of `AV`; `None` if the vector leaves it out.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&'a str> {
        let mut metrics = self.metrics.iter();
        metrics.find_map(|(metric, value)| (metric.name == name).then_some(*value))
    }

    /// The base score in tenths, 0 to 100.
    ///
    /// Exact in decimals, by the published formulas; other metrics than those of the base have no
    /// part in it.
    ///
    /// # Specification
    /// CVSS 2.0 section 3.2.1, 3.0 section 8.1, 3.1 section 7.1 and appendix A, 4.0 section 8 (the
    /// score that is called CVSS-B).
    #[must_use]
    pub fn base_score(&self) -> Option<u8> {
        let metric = |name| self.metric(name).unwrap_or("");
        Some(match self.version {
            CvssVersion::V2 => score::v2(metric),
            CvssVersion::V3 | CvssVersion::V31 => score::v3(metric),
            CvssVersion::V4 => v4::score(|name| match name {
                "E" => "A",
                "CR" | "IR" | "AR" => "H",
                _ => metric(name),
            }),
        })
    }

    /// The score in tenths of the vector as a whole: with threat and environment. `None` for other
    /// versions than 4.0 when the vector has such metrics; without them it is the base score.
    ///
    /// # Specification
    /// CVSS 4.0 section 8 (the scores that are called CVSS-BT, CVSS-BE and CVSS-BTE).
    #[must_use]
    pub fn score(&self) -> Option<u8> {
        if self.version != CvssVersion::V4 {
            return self.base_score().filter(|_| self.is_base());
        }
        Some(v4::score(|name| match (name, self.defined(name)) {
            ("E", value) => value.unwrap_or("A"),
            ("CR" | "IR" | "AR", value) => value.unwrap_or("H"),
            (_, value) => {
                let mut modified = self.metrics.iter();
                let modified = modified.find(|(metric, value)| {
                    metric.name.strip_prefix('M') == Some(name) && *value != "X"
                });
                modified.map_or(value.unwrap_or(""), |(_, value)| value)
            }
        }))
    }

    /// Whether there are no metrics beyond those of the base, or none that are defined.
    fn is_base(&self) -> bool {
        let mut others = self
            .metrics
            .iter()
            .filter(|(metric, _)| !metric.is_required);
        others.all(|(_, value)| matches!(*value, "X" | "ND"))
    }

    fn defined(&self, name: &str) -> Option<&'a str> {
        self.metric(name).filter(|value| *value != "X")
    }

    /// The band of the base score.
    #[must_use]
    pub fn base_severity(&self) -> Option<Severity> {
        let score = self.base_score()?;
        Severity::of_score(self.version, score)
    }
}

/// How severe a vulnerability is, in the bands of CVSS and one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Severity {
    /// 0.0, from version 3.0 on.
    None,
    /// No band of CVSS, but a word of distributions: less than low.
    Negligible,
    /// To 3.9.
    Low,
    /// To 6.9.
    Medium,
    /// To 8.9; in version 2.0 to 10.0.
    High,
    /// From 9.0 on, from version 3.0 on.
    Critical,
}

impl Severity {
    /// The band of a score in tenths; `None` above 100.
    ///
    /// # Specification
    /// Bill-of-materials rules, SEV-2.
    #[must_use]
    pub const fn of_score(version: CvssVersion, tenths: u8) -> Option<Self> {
        let is_old = matches!(version, CvssVersion::V2);
        match tenths {
            0 if !is_old => Some(Self::None),
            0..=39 => Some(Self::Low),
            40..=69 => Some(Self::Medium),
            90..=100 if !is_old => Some(Self::Critical),
            70..=100 => Some(Self::High),
            _ => None,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Negligible => "negligible",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}
