//! What an image runs on.

use core::fmt;

use bonafide_json::Reader;

use crate::{Error, lenient};

const MEMBERS: &[&str] = &["architecture", "os", "os.version", "os.features", "variant"];

/// Operating system and processor of an image.
///
/// # Specification
/// OCI image specification, image index.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    os: String,
    architecture: String,
    variant: Option<String>,
    os_version: Option<String>,
}

impl Platform {
    /// The platform of this operating system and processor, in the words of the Go language.
    #[must_use]
    pub fn new(os: impl Into<String>, architecture: impl Into<String>) -> Self {
        Self {
            os: os.into(),
            architecture: architecture.into(),
            variant: None,
            os_version: None,
        }
    }

    /// Of this variant of the processor only.
    #[must_use]
    pub fn with_variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = Some(variant.into());
        self
    }

    /// Of this version of the operating system only.
    #[must_use]
    pub fn with_os_version(mut self, version: impl Into<String>) -> Self {
        self.os_version = Some(version.into());
        self
    }

    /// Whether `found` is what is wanted here: what is not said here may be anything.
    ///
    /// ```
    /// use bonafide_oci::Platform;
    ///
    /// let arm = Platform::new("linux", "arm");
    /// let v7 = Platform::new("linux", "arm").with_variant("v7");
    /// assert!(arm.wants(&v7) && v7.wants(&v7));
    /// assert!(!v7.wants(&arm) && !v7.wants(&arm.with_variant("v6")));
    /// ```
    #[must_use]
    pub fn wants(&self, found: &Self) -> bool {
        let fits =
            |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
        self.os == found.os
            && self.architecture == found.architecture
            && fits(&self.variant, &found.variant)
            && fits(&self.os_version, &found.os_version)
    }

    /// Whether it is the platform of what is no image.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// Reads a platform; what is wrong with it goes into the fault of what it stands in.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    fault: &mut Option<Error>,
) -> Result<Platform, bonafide_json::Error> {
    let mut platform = Platform::default();
    lenient::object(reader, MEMBERS, fault, |reader, fault, name| {
        let is_text = matches!(name, "architecture" | "os" | "variant" | "os.version");
        if !is_text {
            return reader.skip();
        }
        let text = lenient::string(reader, fault)?;
        match name {
            "architecture" => platform.architecture = text.unwrap_or_default(),
            "os" => platform.os = text.unwrap_or_default(),
            "variant" => platform.variant = text,
            _ => platform.os_version = text,
        }
        Ok(())
    })?;
    Ok(platform)
}
