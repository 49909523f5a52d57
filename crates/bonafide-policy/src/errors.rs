//! Everything that is wrong with a document, told at once.

use core::error::Error;
use core::fmt;

use bonafide_report::{Code, Coded, Finding, Place, registry};

use crate::{ImportError, LoadError};

/// Everything that is wrong with a document, in the order of the text: one error at least.
///
/// As text, each has a line of its own. As an error, it goes through `?` as any other; its code and
/// place are those of the first, and each is a finding.
///
/// ```
/// use bonafide_policy::{PolicyDocument, Syntax};
///
/// fn load(bytes: &[u8]) -> Result<PolicyDocument, Box<dyn std::error::Error>> {
///     Ok(PolicyDocument::parse(bytes, Syntax::Yaml)?)
/// }
/// let told = load(b"schema: bonafide.policy/v1").unwrap_err().to_string();
/// assert!(told.starts_with("policy.missing-field at line 1, column 1: "), "{told}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors<E> {
    list: Vec<E>,
}

/// Everything that is wrong with a document of ours.
pub type LoadErrors = Errors<LoadError>;

/// Everything that keeps a document of another tool from being imported.
pub type ImportErrors = Errors<ImportError>;

impl<E> Errors<E> {
    /// What was found; where nothing was, what `otherwise` says.
    pub(crate) fn of(mut list: Vec<E>, otherwise: impl FnOnce() -> E) -> Self {
        if list.is_empty() {
            list.push(otherwise());
        }
        Self { list }
    }

    /// The errors, one at least.
    #[must_use]
    pub fn as_slice(&self) -> &[E] {
        &self.list
    }

    /// The errors, one at least.
    pub fn iter(&self) -> core::slice::Iter<'_, E> {
        self.list.iter()
    }
}

impl<E> IntoIterator for Errors<E> {
    type Item = E;
    type IntoIter = std::vec::IntoIter<E>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a, E> IntoIterator for &'a Errors<E> {
    type Item = &'a E;
    type IntoIter = core::slice::Iter<'a, E>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<E: fmt::Display> fmt::Display for Errors<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl<E: Error> Error for Errors<E> {}

impl<E: Coded> Coded for Errors<E> {
    fn code(&self) -> Code {
        // There is always one.
        self.list.first().map_or(registry::POLICY_SYNTAX, E::code)
    }

    fn place(&self) -> Place {
        self.list.first().map_or_else(Place::root, E::place)
    }

    fn findings(&self) -> Vec<Finding> {
        self.iter().map(E::to_finding).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_one_and_each_has_its_line() {
        let of = |list: &[&'static str]| Errors::of(list.to_vec(), || "unknown");
        assert_eq!(of(&[]).as_slice(), ["unknown"]);
        assert_eq!(of(&["a", "b"]).to_string(), "a\nb");
        assert_eq!(of(&["a", "b"]).into_iter().count(), 2);
    }

    #[test]
    fn the_code_and_the_place_are_those_of_the_first() {
        let limit = Place::root().member("rules");
        let list = vec![
            LoadError::new(registry::POLICY_LIMIT, limit.clone(), "too many"),
            LoadError::new(registry::POLICY_SIGNER, Place::root(), "no key"),
        ];
        let errors = Errors::of(list, || {
            LoadError::new(registry::POLICY_SYNTAX, Place::root(), "")
        });
        assert_eq!(errors.code(), registry::POLICY_LIMIT);
        assert_eq!(errors.place(), limit);
        let codes: Vec<Code> = errors.findings().iter().map(Finding::code).collect();
        assert_eq!(codes, [registry::POLICY_LIMIT, registry::POLICY_SIGNER]);
    }
}
