//! Folders of the `dir:` transport.

use std::path::Path;

use serde_json::{Value, json};

use super::store::listed;
use super::{File, Layer, Manifest, Store, hex_of, write_files};
use crate::encode::base64;

/// A signature file around a layer: a zero byte, the format, and JSON.
#[must_use]
pub fn signature_file(layer: &Layer) -> Vec<u8> {
    let json = json!({
        "mimeType": layer.media_type,
        "payload": base64(&layer.blob),
        "annotations": layer.annotations,
    });
    [b"\0sigstore-json\n", json.to_string().as_bytes()].concat()
}

impl Store {
    /// The layers of the manifest with this digest.
    ///
    /// # Panics
    /// When the manifest or the blob of a layer is not here.
    #[must_use]
    pub fn layers(&self, digest: &str) -> Vec<Layer> {
        let manifest = self.manifest(digest).value();
        let layers = manifest["layers"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        layers
            .map(|layer| {
                let blob = &self.blobs[&text(&layer["digest"])];
                let mut read = Layer::new(&text(&layer["mediaType"]), blob.clone());
                for (name, value) in layer["annotations"].as_object().into_iter().flatten() {
                    read.annotations.insert(name.clone(), text(value));
                }
                read
            })
            .collect()
    }

    /// The files of the `dir:` transport: the subject, all that it is made of, and a numbered file
    /// for each signature under its tag.
    ///
    /// # Panics
    /// When something that they name is not here.
    #[must_use]
    pub fn dir_files(&self) -> Vec<File> {
        let subject = self.subject();
        let mut files = vec![
            (
                "version".to_owned(),
                b"Directory Transport Version: 1.1\n".to_vec(),
            ),
            ("manifest.json".to_owned(), subject.bytes.clone()),
        ];
        self.add_parts(subject, &mut files);
        if let Some(signatures) = self.resolve(&Self::tag_of(&self.subject, "sig")) {
            for (number, layer) in (1..).zip(self.layers(signatures)) {
                files.push((format!("signature-{number}"), signature_file(&layer)));
            }
        }
        files
    }

    /// Writes them.
    ///
    /// # Panics
    /// When that is not possible.
    pub fn write_dir(&self, folder: &Path) {
        write_files(folder, &self.dir_files());
    }

    /// The configuration and the layers of an image, or the images of an index and what those are
    /// made of.
    fn add_parts(&self, manifest: &Manifest, files: &mut Vec<File>) {
        let value = manifest.value();
        if manifest.is_index() {
            for child in listed(&value).iter().map(|digest| self.manifest(digest)) {
                let name = format!("{}.manifest.json", hex_of(&child.digest));
                files.push((name, child.bytes.clone()));
                self.add_parts(child, files);
            }
            return;
        }
        let layers = value["layers"].as_array().into_iter().flatten();
        for part in layers.chain([&value["config"]]) {
            let digest = part["digest"].as_str().expect("a digest");
            let file = (hex_of(digest).to_owned(), self.blobs[digest].clone());
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
}
