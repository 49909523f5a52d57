//! To be written: see the room's task.

/// A pattern of image references.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferencePattern {
    text: String,
}

impl ReferencePattern {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A pattern of a name: exact or with wildcards, a regular expression, or an imported wildcard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPattern {
    text: String,
}

impl TextPattern {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl ReferencePattern {
    /// Stand-in.
    pub fn parse(text: &str) -> Result<Self, bonafide_oci::Error> {
        Ok(Self {
            text: text.to_owned(),
        })
    }
    /// Stand-in.
    #[must_use]
    pub fn matches(&self, reference: &bonafide_oci::Reference) -> bool {
        let name = reference.repository().to_string();
        match self.text.strip_suffix("/**") {
            Some(start) => name.starts_with(start),
            None => name == self.text,
        }
    }
}
impl TextPattern {
    /// Stand-in.
    pub fn parse(text: &str) -> Result<Self, bonafide_oci::Error> {
        Ok(Self {
            text: text.to_owned(),
        })
    }
    /// Stand-in.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.text == text
    }
}
