//! What is asked of a card.

use super::sections::normalized;

/// What a card is held to.
///
/// # Specification
/// models CRD-3, CRD-4, CRD-5.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) keys: Vec<String>,
    pub(super) sections: Vec<Vec<String>>,
    elsewhere: Vec<String>,
    pub(super) declared: Vec<(String, String)>,
    pub(super) has_licence_file: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl Policy {
    /// The licence is said, and no section is asked for.
    #[must_use]
    pub fn new() -> Self {
        Self {
            keys: vec!["license".to_owned()],
            sections: Vec::new(),
            elsewhere: Vec::new(),
            declared: Vec::new(),
            has_licence_file: false,
        }
    }

    /// Asks for one more key of the front matter.
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.keys.push(key.to_owned());
        self
    }

    /// Asks for no key at all, not for a licence either.
    #[must_use]
    pub fn without_keys(mut self) -> Self {
        self.keys.clear();
        self
    }

    /// Asks for a section with text under one of these titles.
    #[must_use]
    pub fn with_section(mut self, titles: &[&str]) -> Self {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        self.sections.push(titles);
        self
    }

    /// What a section would say is said elsewhere, such as in the model card of a bill of materials.
    #[must_use]
    pub fn with_section_elsewhere(mut self, title: &str) -> Self {
        self.elsewhere.push(normalized(title));
        self
    }

    /// The licence as another document states it: an SPDX expression, and who says so.
    #[must_use]
    pub fn with_declared_licence(mut self, source: &str, expression: &str) -> Self {
        self.declared
            .push((source.to_owned(), expression.to_owned()));
        self
    }

    /// There is a file with a licence in the package, and it is covered.
    #[must_use]
    pub const fn with_licence_file(mut self) -> Self {
        self.has_licence_file = true;
        self
    }

    pub(super) fn is_elsewhere(&self, titles: &[String]) -> bool {
        let is_said = |title: &String| self.elsewhere.contains(&normalized(title));
        titles.iter().any(is_said)
    }
}
