//! How much of a profile is enough.

use bonafide_report::registry::SBOM_INCOMPLETE;
use bonafide_report::{Finding, Place};

use super::{ElementLevel, ElementReport, ElementScope, ProfileReport};

/// How much of what a profile requires a document has to say.
///
/// # Specification
/// sbom PRF-4, `min_completeness`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct CompletenessGate {
    share: CompletenessShare,
    scope: GateScope,
}

/// How many pairs of an element and what it is wanted of have to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "sbom PRF-4 knows these two")]
pub enum CompletenessShare {
    /// All.
    All,
    /// At least so many of a hundred; more than 100 is never reached.
    Percent(u8),
}

/// Which elements count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GateScope {
    /// All.
    #[default]
    Everything,
    /// Those of the document.
    Document,
    /// Those of components.
    Components,
}

impl CompletenessGate {
    /// A gate over all elements that the profile requires.
    pub const fn new(share: CompletenessShare) -> Self {
        Self {
            share,
            scope: GateScope::Everything,
        }
    }

    /// Counts only these elements.
    pub const fn with_scope(mut self, scope: GateScope) -> Self {
        self.scope = scope;
        self
    }
}

impl GateScope {
    const fn has(self, scope: ElementScope) -> bool {
        match self {
            Self::Everything => true,
            Self::Document => matches!(scope, ElementScope::Document),
            Self::Components => matches!(scope, ElementScope::Component),
        }
    }
}

impl ProfileReport {
    /// How many pairs of a required element and what it is wanted of pass, and how many there are.
    ///
    /// What is stated to be unknown does not pass, nor what the format cannot say.
    #[must_use]
    pub fn share(&self, scope: GateScope) -> (usize, usize) {
        let counted = self.counted(scope);
        counted.fold((0, 0), |(passed, all), report| {
            (
                passed.saturating_add(report.passed),
                all.saturating_add(report.applicable()),
            )
        })
    }

    /// `sbom.incomplete` unless enough is said. A document without components is never enough for a
    /// gate that counts what is wanted of them.
    ///
    /// # Specification
    /// sbom PRF-4.
    #[must_use]
    pub fn check(&self, gate: &CompletenessGate) -> Option<Finding> {
        let (passed, all) = self.share(gate.scope);
        let mut counted = self.counted(gate.scope);
        let is_empty = all == 0 || counted.any(|report| report.applicable() == 0);
        let is_enough = match gate.share {
            CompletenessShare::All => passed == all,
            CompletenessShare::Percent(percent) => {
                passed.saturating_mul(100) >= all.saturating_mul(usize::from(percent))
            }
        };
        if is_enough && !is_empty {
            return None;
        }
        let least = match gate.share {
            CompletenessShare::All => "all".to_owned(),
            CompletenessShare::Percent(percent) => format!("{percent} %"),
        };
        let lacking = self.counted(gate.scope);
        let lacking = lacking.filter(|report| report.passed < report.applicable());
        let lacking: Vec<_> = lacking.map(|report| report.element.id).collect();
        let detail = format!(
            "{passed} of {all} required elements of {} ({}) are there, wanted are {least}; lacking: {}",
            self.profile.id,
            self.profile.date,
            if lacking.is_empty() {
                "components".to_owned()
            } else {
                lacking.join(", ")
            },
        );
        Some(Finding::new(SBOM_INCOMPLETE, Place::root(), detail))
    }

    fn counted(&self, scope: GateScope) -> impl Iterator<Item = &ElementReport> {
        self.elements.iter().filter(move |report| {
            report.element.level == ElementLevel::Required && scope.has(report.element.scope)
        })
    }
}
