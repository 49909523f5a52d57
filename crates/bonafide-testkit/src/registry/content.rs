//! What a registry holds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::form::{Form, object, text};
use super::media;
use super::referrers;
use crate::encode::{Hash, base64, hex, unbase64};
use crate::image::Store;

/// What a registry holds, as a plain value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The repositories by name.
    pub repositories: BTreeMap<String, Repository>,
}

/// What one repository holds. Nothing says that a manifest or a blob has the digest under which it
/// stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// The manifests by digest.
    pub manifests: BTreeMap<String, Manifest>,
    /// The digests by tag.
    pub tags: BTreeMap<String, String>,
    /// The blobs by digest.
    pub blobs: BTreeMap<String, Vec<u8>>,
}

/// One manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The media type with which it is sent.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Content {
    /// One repository, which holds what `store` does.
    #[must_use]
    pub fn of_store(repository: &str, store: &Store) -> Self {
        let mut content = Self::default();
        for manifest in &store.manifests {
            content.push_manifest(repository, &manifest.media_type, &manifest.bytes);
        }
        for blob in store.blobs.values() {
            content.push_blob(repository, blob);
        }
        for (tag, digest) in &store.tags {
            content.tag(repository, tag, digest);
        }
        content
    }

    /// Stores a manifest and gives its SHA-256 digest.
    pub fn push_manifest(&mut self, repository: &str, media_type: &str, bytes: &[u8]) -> String {
        self.push_manifest_with(Hash::Sha256, repository, media_type, bytes)
    }

    /// Stores a manifest under a digest of `hash` and gives that.
    pub fn push_manifest_with(
        &mut self,
        hash: Hash,
        repository: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> String {
        let digest = digest_with(hash, bytes);
        self.put_manifest_as(repository, &digest, media_type, bytes);
        digest
    }

    /// Stores a manifest under any digest: what a registry does that lies about content.
    pub fn put_manifest_as(
        &mut self,
        repository: &str,
        digest: &str,
        media_type: &str,
        bytes: &[u8],
    ) {
        let manifest = Manifest {
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        };
        self.repository(repository)
            .manifests
            .insert(digest.to_owned(), manifest);
    }

    /// Stores a manifest of an artifact with its blobs, and gives its digest. `layers` are media
    /// types and bytes; `subject` is the digest of a manifest of the same repository.
    ///
    /// # Panics
    /// When the repository does not hold the subject.
    pub fn push_artifact(
        &mut self,
        repository: &str,
        artifact_type: &str,
        subject: Option<&str>,
        layers: &[(&str, &[u8])],
    ) -> String {
        let config = self.push_blob(repository, b"{}");
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": media::MANIFEST,
            "artifactType": artifact_type,
            "config": {"mediaType": media::EMPTY, "digest": config, "size": 2},
            "layers": [],
        });
        for (media_type, bytes) in layers {
            self.push_blob(repository, bytes);
            let layers = manifest["layers"].as_array_mut().expect("layers");
            layers.push(descriptor(media_type, bytes));
        }
        if let Some(subject) = subject {
            let held = &self.repository(repository).manifests[subject];
            manifest["subject"] = json!({
                "mediaType": held.media_type,
                "digest": subject,
                "size": held.bytes.len(),
            });
        }
        let bytes = crate::encode::canonical(&manifest).into_bytes();
        self.push_manifest(repository, media::MANIFEST, &bytes)
    }

    /// Points a tag at a digest.
    pub fn tag(&mut self, repository: &str, tag: &str, digest: &str) {
        self.repository(repository)
            .tags
            .insert(tag.to_owned(), digest.to_owned());
    }

    /// Writes the referrers of `subject` into an index under the fallback tag, as clients do for
    /// registries without the referrers API, and gives the digest of the index.
    pub fn tag_referrers(&mut self, repository: &str, subject: &str) -> String {
        let referrers = referrers::of(self.repository(repository), subject);
        let index = crate::encode::canonical(&referrers::index(&referrers));
        let digest = self.push_manifest(repository, media::INDEX, index.as_bytes());
        self.tag(repository, &fallback_tag(subject), &digest);
        digest
    }

    /// Stores a blob and gives its SHA-256 digest.
    pub fn push_blob(&mut self, repository: &str, bytes: &[u8]) -> String {
        let digest = digest_with(Hash::Sha256, bytes);
        self.put_blob_as(repository, &digest, bytes);
        digest
    }

    /// Stores a blob under any digest.
    pub fn put_blob_as(&mut self, repository: &str, digest: &str, bytes: &[u8]) {
        self.repository(repository)
            .blobs
            .insert(digest.to_owned(), bytes.to_vec());
    }

    /// The JSON form: bytes are base64.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let repositories = self.repositories.iter().map(|(name, held)| {
            let manifests = held.manifests.iter().map(|(digest, manifest)| {
                let bytes = base64(&manifest.bytes);
                let value = json!({"mediaType": manifest.media_type, "bytes": bytes});
                (digest.clone(), value)
            });
            let blobs = held
                .blobs
                .iter()
                .map(|(digest, bytes)| (digest.clone(), Value::from(base64(bytes))));
            let value = json!({
                "manifests": Value::Object(manifests.collect()),
                "tags": held.tags,
                "blobs": Value::Object(blobs.collect()),
            });
            (name.clone(), value)
        });
        json!({"repositories": Value::Object(repositories.collect())})
    }

    /// The value of the JSON form.
    ///
    /// # Panics
    /// When it is of another form.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "content", &["repositories"]);
        let repositories = form.maybe("repositories").map(|all| {
            object(all, "repositories")
                .iter()
                .map(|(name, held)| (name.clone(), Repository::from_json(held)))
                .collect()
        });
        Self {
            repositories: repositories.unwrap_or_default(),
        }
    }

    pub(super) fn repository(&mut self, name: &str) -> &mut Repository {
        self.repositories.entry(name.to_owned()).or_default()
    }
}

impl Repository {
    fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "repository", &["manifests", "tags", "blobs"]);
        let mut repository = Self::default();
        if let Some(manifests) = form.maybe("manifests") {
            for (digest, manifest) in object(manifests, "manifests") {
                let form = Form::of(manifest, "manifest", &["mediaType", "bytes"]);
                let manifest = Manifest {
                    media_type: form.text("mediaType"),
                    bytes: form.bytes("bytes"),
                };
                repository.manifests.insert(digest.clone(), manifest);
            }
        }
        if let Some(tags) = form.maybe("tags") {
            for (tag, digest) in object(tags, "tags") {
                repository.tags.insert(tag.clone(), text(digest, "digest"));
            }
        }
        if let Some(blobs) = form.maybe("blobs") {
            for (digest, bytes) in object(blobs, "blobs") {
                let bytes = unbase64(&text(bytes, "blob"));
                repository.blobs.insert(digest.clone(), bytes);
            }
        }
        repository
    }
}

/// The SHA-256 digest of `bytes` as registries write it.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    digest_with(Hash::Sha256, bytes)
}

/// The digest of `bytes` as registries write it.
#[must_use]
pub fn digest_with(hash: Hash, bytes: &[u8]) -> String {
    format!("{}:{}", hash.name(), hex(&hash.digest(bytes)))
}

/// The descriptor of `bytes`.
#[must_use]
pub fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

/// The tag under which a registry without the referrers API lists the referrers of `digest`.
#[must_use]
pub fn fallback_tag(digest: &str) -> String {
    let (algorithm, encoded) = digest.split_once(':').unwrap_or((digest, ""));
    let cut = |text: &str, most: usize| -> String { text.chars().take(most).collect() };
    format!("{}-{}", cut(algorithm, 32), cut(encoded, 64))
        .chars()
        .map(|letter| match letter {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' | '-' => letter,
            _ => '-',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_survives_its_json() {
        let mut content = Content::default();
        let image = content.push_manifest("team/app", media::MANIFEST, b"{\"schemaVersion\":2}");
        content.tag("team/app", "v1", &image);
        let layer: &[u8] = b"\0\xff";
        content.push_artifact("team/app", "a/b", Some(&image), &[("c/d", layer)]);
        content.push_manifest_with(Hash::Sha512, "other", media::INDEX, b"{}");
        content.put_blob_as("other", "sha256:00", b"lie");
        let text = content.to_json().to_string();
        let value = serde_json::from_str(&text).unwrap();
        assert_eq!(Content::from_json(&value), content);
        assert_eq!(Content::from_json(&json!({})), Content::default());
    }

    #[test]
    fn fallback_tags_are_cut() {
        let sha512 = format!("sha512:{}", "ab".repeat(64));
        assert_eq!(fallback_tag(&sha512), format!("sha512-{}", "ab".repeat(32)));
        assert_eq!(fallback_tag("a+b:c=d"), "a-b-c-d");
    }

    #[test]
    #[should_panic(expected = "member tag")]
    fn slips_are_named() {
        let _ = Content::from_json(&json!({"repositories": {"a": {"tag": {}}}}));
    }
}
