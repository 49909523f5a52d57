//! What one repository holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Descriptor, digest, hex_of, name};

/// A manifest or an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The digest under which it is found.
    pub digest: String,
    /// The media type with which it is served.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Manifest {
    /// Its JSON; null when it is none.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// Its descriptor.
    #[must_use]
    pub fn descriptor(&self) -> Descriptor {
        Descriptor {
            digest: self.digest.clone(),
            ..Descriptor::of(&self.media_type, &self.bytes)
        }
    }

    /// Whether it lists other manifests.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.media_type == name::INDEX || self.media_type == name::DOCKER_LIST
    }

    /// Its descriptor in a list of referrers: with its artifact type, or the media type of its
    /// configuration, and with its annotations.
    #[must_use]
    pub fn referrer(&self) -> Descriptor {
        let value = self.value();
        let mut descriptor = self.descriptor();
        descriptor.artifact_type = value["artifactType"]
            .as_str()
            .or_else(|| value["config"]["mediaType"].as_str())
            .map(str::to_owned);
        for (name, text) in value["annotations"].as_object().into_iter().flatten() {
            if let Some(text) = text.as_str() {
                descriptor.annotations.insert(name.clone(), text.to_owned());
            }
        }
        descriptor
    }
}

/// What one repository holds. Everything is kept as it was put, and may be altered: nothing holds
/// the digests to the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// The manifests, in the order in which they were pushed.
    pub manifests: Vec<Manifest>,
    /// The blobs by digest.
    pub blobs: BTreeMap<String, Vec<u8>>,
    /// Tags and the digests for which they stand, in the order in which they were given.
    pub tags: Vec<(String, String)>,
    /// The digest of the image that everything else is about.
    pub subject: String,
}

impl Store {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a manifest or an index, and describes it.
    pub fn push_manifest(&mut self, media_type: &str, bytes: impl Into<Vec<u8>>) -> Descriptor {
        let bytes = bytes.into();
        let descriptor = Descriptor::of(media_type, &bytes);
        if self.find(&descriptor.digest).is_none() {
            self.manifests.push(Manifest {
                digest: descriptor.digest.clone(),
                media_type: media_type.to_owned(),
                bytes,
            });
        }
        descriptor
    }

    /// Puts a manifest or an index from JSON, under the media type that it says.
    ///
    /// # Panics
    /// When it says none.
    pub fn push_json(&mut self, manifest: &Value) -> Descriptor {
        let media_type = manifest["mediaType"].as_str().expect("a media type");
        self.push_manifest(media_type, manifest.to_string())
    }

    /// Puts a blob, and describes it.
    pub fn push_blob(&mut self, media_type: &str, bytes: impl Into<Vec<u8>>) -> Descriptor {
        let bytes = bytes.into();
        let descriptor = Descriptor::of(media_type, &bytes);
        self.blobs.insert(descriptor.digest.clone(), bytes);
        descriptor
    }

    /// Lets a tag stand for a digest, and for no other.
    pub fn tag(&mut self, tag: &str, digest: &str) {
        self.tags.retain(|(old, _)| old != tag);
        self.tags.push((tag.to_owned(), digest.to_owned()));
    }

    /// The digest for which a tag stands.
    #[must_use]
    pub fn resolve(&self, tag: &str) -> Option<&str> {
        let found = self.tags.iter().find(|(name, _)| name == tag);
        found.map(|(_, digest)| digest.as_str())
    }

    /// The manifest with this digest.
    #[must_use]
    pub fn find(&self, digest: &str) -> Option<&Manifest> {
        self.manifests
            .iter()
            .find(|manifest| manifest.digest == digest)
    }

    /// The manifest with this digest.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn manifest(&self, digest: &str) -> &Manifest {
        self.find(digest).expect("a manifest of the store")
    }

    /// The image that everything else is about.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn subject(&self) -> &Manifest {
        self.manifest(&self.subject)
    }

    /// Makes this image the one that everything else is about.
    #[must_use]
    pub fn about(mut self, subject: &Descriptor) -> Self {
        self.subject.clone_from(&subject.digest);
        self
    }

    /// The tag at which something of this suffix is looked for: `sha256-…`, and `.` and the suffix
    /// unless that is empty.
    #[must_use]
    pub fn tag_of(digest: &str, suffix: &str) -> String {
        let dot = if suffix.is_empty() { "" } else { "." };
        format!("sha256-{}{dot}{suffix}", hex_of(digest))
    }

    /// The manifests that refer to a digest, in the order in which they were pushed.
    #[must_use]
    pub fn referrers(&self, digest: &str) -> Vec<Descriptor> {
        self.manifests
            .iter()
            .filter(|manifest| manifest.value()["subject"]["digest"] == digest)
            .map(Manifest::referrer)
            .collect()
    }

    /// The list of those as a registry answers with it.
    #[must_use]
    pub fn referrers_index(&self, digest: &str) -> Value {
        index(&self.referrers(digest))
    }

    /// Puts that list under the tag that stands in for the answer, `sha256-…`, and describes it.
    pub fn push_fallback(&mut self, digest: &str) -> Descriptor {
        let listed = self.push_json(&self.referrers_index(digest));
        self.tag(&Self::tag_of(digest, ""), &listed.digest);
        listed
    }

    /// The digests of the manifests that an index of the store lists.
    #[must_use]
    pub fn children(&self) -> BTreeSet<String> {
        self.manifests
            .iter()
            .filter(|manifest| manifest.is_index())
            .flat_map(|index| listed(&index.value()))
            .collect()
    }

    /// Changes the bytes of a blob or a manifest, and nothing of what is said of them.
    ///
    /// # Panics
    /// If there is none with this digest.
    pub fn corrupt(&mut self, digest: &str, edit: impl FnOnce(&mut Vec<u8>)) {
        let manifest = self
            .manifests
            .iter_mut()
            .find(|manifest| manifest.digest == digest);
        match manifest {
            Some(manifest) => edit(&mut manifest.bytes),
            None => edit(self.blobs.get_mut(digest).expect("a blob of the store")),
        }
    }

    /// Whether every manifest and blob has the digest under which it is found.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let manifests = self.manifests.iter().map(|it| (&it.digest, &it.bytes));
        manifests
            .chain(&self.blobs)
            .all(|(name, bytes)| *name == digest(bytes))
    }
}

/// An OCI index over these.
pub(super) fn index(listed: &[Descriptor]) -> Value {
    let listed: Vec<Value> = listed.iter().map(Descriptor::json).collect();
    json!({"schemaVersion": 2, "mediaType": name::INDEX, "manifests": listed})
}

/// The digests that an index lists.
pub(super) fn listed(index: &Value) -> Vec<String> {
    index["manifests"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|child| child["digest"].as_str().map(str::to_owned))
        .collect()
}
