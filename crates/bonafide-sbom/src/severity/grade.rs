//! What one rating says.

use bonafide_report::{Escaped, Finding, Place, registry};

use super::method::Method;
use super::tenths::tenths;
use crate::{CvssVector, CvssVersion, Rating, Severity};

/// One rating, read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Grade {
    /// What a version of CVSS says, raised to the word of the same rating.
    pub(super) scored: Option<Scored>,
    /// What a word says, or a score of no version.
    pub(super) said: Option<Severity>,
    /// What a rating says that cannot be used: it makes nothing known, and nothing less severe.
    pub(super) at_least: Option<Severity>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scored {
    pub(super) version: CvssVersion,
    pub(super) severity: Severity,
    pub(super) basis: SeverityBasis,
}

/// What a severity was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a rating has no other parts")]
pub enum SeverityBasis {
    /// A vector, from which the score was computed.
    Vector(CvssVersion),
    /// A score without a vector.
    Score,
    /// A word.
    Text,
    /// Nothing: no rating can be used.
    Nothing,
}

impl Grade {
    /// Reads a rating of the vulnerability that stands at `place`.
    ///
    /// # Specification
    /// SEV-1, SEV-2.
    pub(super) fn of(rating: &Rating<'_>, place: &Place, findings: &mut Vec<Finding>) -> Self {
        let mut reader = GradeReader { place, findings };
        let said = reader.word(rating.severity.as_deref());
        let method = Method::of(rating.method.as_deref());
        let given = |text: &Option<std::borrow::Cow<'_, str>>| {
            text.as_deref()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let (vector, score) = (given(&rating.vector), given(&rating.score));
        let is_cvss = |vector: &&str| method != Method::Other || vector.starts_with("CVSS:");
        if let Some(vector) = vector.as_deref().filter(is_cvss) {
            return reader.of_vector(&method.prefixed(vector), score.as_deref(), said);
        }
        match score.as_deref().filter(|_| method != Method::Other) {
            Some(score) => reader.of_score(score, method, said),
            None => Self {
                said,
                ..Self::default()
            },
        }
    }
}

struct GradeReader<'r> {
    place: &'r Place,
    findings: &'r mut Vec<Finding>,
}

impl GradeReader<'_> {
    fn of_vector(&mut self, vector: &str, score: Option<&str>, said: Option<Severity>) -> Grade {
        let stated = score.and_then(tenths);
        let vector = match CvssVector::parse(vector, self.place) {
            Ok(vector) => vector,
            Err(finding) => {
                self.findings.push(finding);
                let by_score = stated.and_then(|score| Severity::of_score(CvssVersion::V31, score));
                return Grade {
                    at_least: said.max(by_score),
                    ..Grade::default()
                };
            }
        };
        let version = vector.version();
        // What threat and environment add counts; what they take away is not for a report to say.
        let (base, whole) = (vector.base_score(), vector.score());
        let computed = match whole {
            Some(_) => base.max(whole),
            // The whole is not computed: then a score that is stated may be of it.
            None => base.max(stated),
        };
        let is_stated_so =
            stated.is_none_or(|stated| Some(stated) == base || Some(stated) == whole);
        if !is_stated_so && whole.is_some() || score.is_some() && stated.is_none() {
            let computed = computed.unwrap_or(0);
            let score = Escaped(score.unwrap_or_default()).to_string();
            self.mismatch(format!(
                "the score is {score}, and that of the vector {}.{}",
                computed / 10,
                computed % 10
            ));
        }
        let severity = computed.and_then(|score| Severity::of_score(version, score));
        self.scored(version, severity, said, SeverityBasis::Vector(version))
    }

    fn of_score(&mut self, score: &str, method: Method, said: Option<Severity>) -> Grade {
        let Some(tenths) = tenths(score) else {
            let detail = format!("{} is no score from 0 to 10", Escaped(score));
            self.note(registry::VULN_CVSS_INVALID, detail);
            return Grade {
                at_least: said,
                ..Grade::default()
            };
        };
        let Method::Cvss(version) = method else {
            let by_score = Severity::of_score(CvssVersion::V31, tenths);
            return Grade {
                said: said.max(by_score),
                ..Grade::default()
            };
        };
        let severity = Severity::of_score(version, tenths);
        self.scored(version, severity, said, SeverityBasis::Score)
    }

    /// The higher of what the score and what the word says.
    fn scored(
        &mut self,
        version: CvssVersion,
        by_score: Option<Severity>,
        said: Option<Severity>,
        basis: SeverityBasis,
    ) -> Grade {
        if let (Some(by_score), Some(said)) = (by_score, said)
            && by_score != said
        {
            self.mismatch(format!("it is called {said}, and {by_score} by its score"));
        }
        let is_raised = said > by_score;
        let basis = if is_raised {
            SeverityBasis::Text
        } else {
            basis
        };
        let scored = by_score.max(said).map(|severity| Scored {
            version,
            severity,
            basis,
        });
        Grade {
            scored,
            ..Grade::default()
        }
    }

    /// The severity of a word, in the words of scanners, advisories and bills of materials.
    fn word(&mut self, text: Option<&str>) -> Option<Severity> {
        let text = text?;
        match text.trim().to_ascii_lowercase().as_str() {
            "none" => Some(Severity::None),
            "negligible" | "info" | "informational" | "unimportant" => Some(Severity::Negligible),
            "low" | "minor" => Some(Severity::Low),
            "medium" | "moderate" => Some(Severity::Medium),
            "high" | "important" | "major" => Some(Severity::High),
            "critical" => Some(Severity::Critical),
            "" | "unknown" | "unassigned" | "untriaged" | "unspecified" | "not yet assigned" => {
                None
            }
            _ => {
                let detail = format!("{} is no severity", Escaped(text));
                self.note(registry::SBOM_ENUM, detail);
                None
            }
        }
    }

    fn mismatch(&mut self, detail: String) {
        self.note(registry::VULN_SCORE_MISMATCH, detail);
    }

    fn note(&mut self, code: bonafide_report::Code, detail: String) {
        self.findings
            .push(Finding::new(code, self.place.clone(), detail));
    }
}
