//! OCI layouts, as folders and as archives.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::store::{index, listed};
use super::tar::Tar;
use super::{Descriptor, File, Manifest, Store, hex_of, name, write_files};

/// A layout before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The bytes of `oci-layout`.
    pub header: Vec<u8>,
    /// The JSON of `index.json`.
    pub index: Value,
    /// The blobs by digest, manifests among them.
    pub blobs: BTreeMap<String, Vec<u8>>,
}

impl Layout {
    /// A layout whose index lists these, without blobs.
    #[must_use]
    pub fn new(listed: &[Descriptor]) -> Self {
        Self {
            header: br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
            index: index(listed),
            blobs: BTreeMap::new(),
        }
    }

    /// Lists a descriptor after the others.
    ///
    /// # Panics
    /// When the index is none.
    pub fn list(&mut self, descriptor: &Descriptor) {
        let entries = self.index["manifests"].as_array_mut().expect("an index");
        entries.push(descriptor.json());
    }

    /// Its digests, as the index lists them.
    #[must_use]
    pub fn listed(&self) -> Vec<String> {
        listed(&self.index)
    }

    /// The name of the file of a blob.
    #[must_use]
    pub fn path_of(digest: &str) -> String {
        format!("blobs/sha256/{}", hex_of(digest))
    }

    /// Its files.
    #[must_use]
    pub fn files(&self) -> Vec<File> {
        let mut files = vec![
            ("oci-layout".to_owned(), self.header.clone()),
            ("index.json".to_owned(), self.index.to_string().into_bytes()),
        ];
        let blobs = self.blobs.iter();
        files.extend(blobs.map(|(digest, bytes)| (Self::path_of(digest), bytes.clone())));
        files
    }

    /// Writes it as a folder.
    ///
    /// # Panics
    /// When that is not possible.
    pub fn write(&self, folder: &Path) {
        write_files(folder, &self.files());
    }

    /// It as an archive.
    #[must_use]
    pub fn tar(&self) -> Vec<u8> {
        let mut archive = Tar::new();
        archive.folder("blobs/");
        archive.folder("blobs/sha256/");
        for (name, bytes) in self.files() {
            archive.file(&name, &bytes);
        }
        archive.finish()
    }
}

impl Store {
    /// The layout of all that is here. The index lists what has a tag, under each of its tags, and
    /// what no index of the store lists.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let mut listed = Vec::new();
        for manifest in self.roots() {
            let descriptor = manifest.descriptor();
            let before = listed.len();
            for tag in self.tags_of(&manifest.digest) {
                listed.push(descriptor.clone().with(name::REF_NAME, tag));
            }
            if listed.len() == before {
                listed.push(descriptor);
            }
        }
        self.with_all_blobs(Layout::new(&listed))
    }

    /// The layout as a signing tool saves it: the index says by kind, and not by tag, what is the
    /// image, and what are its signatures and attestations.
    #[must_use]
    pub fn layout_by_kind(&self) -> Layout {
        let listed: Vec<Descriptor> = self
            .roots()
            .map(|manifest| {
                let descriptor = manifest.descriptor();
                match self.kind_of(manifest) {
                    Some(kind) => {
                        descriptor.with(name::KIND, &format!("{}{kind}", name::KIND_PREFIX))
                    }
                    None => descriptor,
                }
            })
            .collect();
        self.with_all_blobs(Layout::new(&listed))
    }

    /// Writes [`Store::layout`] as a folder.
    ///
    /// # Panics
    /// When that is not possible.
    pub fn write_layout(&self, folder: &Path) {
        self.layout().write(folder);
    }

    /// [`Store::layout`] as an archive.
    #[must_use]
    pub fn layout_tar(&self) -> Vec<u8> {
        self.layout().tar()
    }

    /// The manifests that a layout lists.
    fn roots(&self) -> impl Iterator<Item = &Manifest> {
        let children = self.children();
        self.manifests.iter().filter(move |manifest| {
            let digest = &manifest.digest;
            *digest == self.subject
                || self.tags_of(digest).next().is_some()
                || !children.contains(digest)
        })
    }

    fn tags_of(&self, digest: &str) -> impl Iterator<Item = &str> {
        self.tags
            .iter()
            .filter(move |(_, of)| of == digest)
            .map(|(tag, _)| tag.as_str())
    }

    fn kind_of(&self, manifest: &Manifest) -> Option<&'static str> {
        let digest = &manifest.digest;
        let has_suffix = |suffix| self.tags_of(digest).any(|tag| tag.ends_with(suffix));
        if *digest == self.subject {
            Some(if manifest.is_index() {
                "imageIndex"
            } else {
                "image"
            })
        } else if has_suffix(".sig") {
            Some("sigs")
        } else if has_suffix(".att") {
            Some("atts")
        } else {
            None
        }
    }

    fn with_all_blobs(&self, mut layout: Layout) -> Layout {
        layout.blobs.clone_from(&self.blobs);
        for manifest in &self.manifests {
            let blob = (manifest.digest.clone(), manifest.bytes.clone());
            layout.blobs.extend([blob]);
        }
        layout
    }
}
