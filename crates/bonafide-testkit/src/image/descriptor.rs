//! Descriptors: what one document says of another.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::registry::digest;

/// A descriptor. Nothing holds it to what it describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// The media type.
    pub media_type: String,
    /// The digest, `sha256:` and hexadecimal.
    pub digest: String,
    /// The size in bytes.
    pub size: u64,
    /// The artifact type, of a referrer.
    pub artifact_type: Option<String>,
    /// The platform, of a child of an index.
    pub platform: Option<Platform>,
    /// The annotations; the member is left out when there are none.
    pub annotations: BTreeMap<String, String>,
}

/// A platform for which an image is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The operating system.
    pub os: String,
    /// The processor.
    pub architecture: String,
    /// A variant of the processor.
    pub variant: Option<String>,
}

impl Platform {
    /// The platform of this text, such as `linux/amd64` or `linux/arm/v7`.
    ///
    /// # Panics
    /// When the text has one part only.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut parts = text.split('/').map(str::to_owned);
        Self {
            os: parts.next().expect("a system"),
            architecture: parts.next().expect("a processor"),
            variant: parts.next(),
        }
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut value = json!({"os": self.os, "architecture": self.architecture});
        if let Some(variant) = &self.variant {
            value["variant"] = variant.as_str().into();
        }
        value
    }
}

impl Descriptor {
    /// The descriptor of these bytes.
    #[must_use]
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: digest(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            platform: None,
            annotations: BTreeMap::new(),
        }
    }

    /// With this platform.
    #[must_use]
    pub fn on(mut self, platform: &str) -> Self {
        self.platform = Some(Platform::new(platform));
        self
    }

    /// With one more annotation.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.to_owned(), value.to_owned());
        self
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut value = json!({
            "mediaType": self.media_type,
            "digest": self.digest,
            "size": self.size,
        });
        if let Some(artifact_type) = &self.artifact_type {
            value["artifactType"] = artifact_type.as_str().into();
        }
        if let Some(platform) = &self.platform {
            value["platform"] = platform.json();
        }
        if !self.annotations.is_empty() {
            value["annotations"] = json!(self.annotations);
        }
        value
    }
}

/// A digest without its algorithm.
#[must_use]
pub fn hex_of(digest: &str) -> &str {
    digest.split_once(':').map_or(digest, |(_, hex)| hex)
}
