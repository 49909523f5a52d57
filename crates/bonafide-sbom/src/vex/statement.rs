//! One statement, whatever format it came in.

use std::sync::Arc;

use bonafide_report::{Place, Time};

use super::item::VexProduct;

/// What is said of a vulnerability in a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the formats share these four")]
pub enum VexStatus {
    /// The vulnerability cannot be exploited in the product.
    NotAffected,
    /// It can be.
    Affected,
    /// This version of the product has a fix.
    Fixed,
    /// It is not known yet. A statement whose status is not one of its format is read as this.
    UnderInvestigation,
}

impl VexStatus {
    /// The name as `OpenVEX` writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    /// Whether such a statement can take a vulnerability out of a result.
    #[must_use]
    pub const fn suppresses(self) -> bool {
        matches!(self, Self::NotAffected | Self::Fixed)
    }
}

/// Why a product is not affected, in the words that the formats have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum VexGround {
    /// The component is not in the product.
    ComponentNotPresent,
    /// The vulnerable code is not in it.
    VulnerableCodeNotPresent,
    /// The vulnerable code cannot be reached.
    VulnerableCodeNotInExecutePath,
    /// Nobody who attacks controls it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Something in the product prevents it.
    InlineMitigationsAlreadyExist,
}

impl VexGround {
    /// The word of `OpenVEX` and CSAF.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }

    /// By the vocabulary of `OpenVEX` and CSAF.
    pub(super) fn of_openvex(text: &str) -> Option<Self> {
        [
            Self::ComponentNotPresent,
            Self::VulnerableCodeNotPresent,
            Self::VulnerableCodeNotInExecutePath,
            Self::VulnerableCodeCannotBeControlledByAdversary,
            Self::InlineMitigationsAlreadyExist,
        ]
        .into_iter()
        .find(|ground| ground.name() == text)
    }

    /// By the vocabulary of CycloneDX. What needs something that the product does not have is never
    /// run.
    pub(super) fn of_cyclonedx(text: &str) -> Option<Self> {
        Some(match text {
            "code_not_present" => Self::VulnerableCodeNotPresent,
            "code_not_reachable"
            | "requires_configuration"
            | "requires_dependency"
            | "requires_environment" => Self::VulnerableCodeNotInExecutePath,
            "protected_by_compiler"
            | "protected_at_runtime"
            | "protected_at_perimeter"
            | "protected_by_mitigating_control" => Self::InlineMitigationsAlreadyExist,
            _ => return None,
        })
    }
}

/// A justification.
///
/// # Specification
/// VXR-1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VexJustification {
    /// The word of the format.
    pub text: String,
    /// The same in the words that the formats have in common; `None` for a word that the format
    /// does not have, which justifies nothing.
    pub ground: Option<VexGround>,
}

/// One statement: the status of one vulnerability in some products.
///
/// # Specification
/// Section 13.1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VexStatement {
    /// Its own identifier, if it has one.
    pub id: Option<String>,
    /// The identifier of the vulnerability; `None` if the statement does not say.
    pub vulnerability: Option<String>,
    /// Other identifiers that the statement claims for it.
    pub aliases: Vec<String>,
    /// What is said.
    pub status: VexStatus,
    /// Why, in a word of the format.
    pub justification: Option<VexJustification>,
    /// Why, in a sentence.
    pub impact: Option<String>,
    /// What to do about it.
    pub action: Option<String>,
    /// What it is said of; statements about nothing match nothing.
    pub products: Vec<Arc<VexProduct>>,
    /// When it was said: its own time, or that of its document.
    pub time: Option<Time>,
    /// The version of the statement, or of its document.
    pub version: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// Where it comes in its document, from 0; what a format says in one breath has one position.
    pub position: usize,
}

impl VexStatement {
    /// Whether a reason is given: a justification of the format's vocabulary, or a sentence.
    ///
    /// # Specification
    /// VXR-1.
    #[must_use]
    pub fn is_justified(&self) -> bool {
        let word = self.justification.as_ref();
        word.is_some_and(|word| word.ground.is_some())
            || self
                .impact
                .as_deref()
                .is_some_and(|text| !text.trim().is_empty())
    }

    /// The identifier of the vulnerability, and those that the statement claims beside it.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let own = self.vulnerability.as_deref();
        own.into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }
}

impl Default for VexStatement {
    /// A statement about nothing, of which nothing is known yet.
    fn default() -> Self {
        Self {
            id: None,
            vulnerability: None,
            aliases: Vec::new(),
            status: VexStatus::UnderInvestigation,
            justification: None,
            impact: None,
            action: None,
            products: Vec::new(),
            time: None,
            version: None,
            place: Place::root(),
            position: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_are_those_of_their_formats() {
        let word = "vulnerable_code_not_in_execute_path";
        let ground = Some(VexGround::VulnerableCodeNotInExecutePath);
        assert_eq!(VexGround::of_openvex(word), ground);
        assert_eq!(VexGround::of_cyclonedx(word), None);
        assert_eq!(VexGround::of_cyclonedx("requires_environment"), ground);
        assert_eq!(VexGround::of_openvex("code_not_reachable"), None);
    }

    #[test]
    fn white_space_is_no_reason() {
        let with = |impact: &str| VexStatement {
            impact: Some(impact.to_owned()),
            ..VexStatement::default()
        };
        assert!(with("removed").is_justified() && !with(" \n").is_justified());
    }
}
