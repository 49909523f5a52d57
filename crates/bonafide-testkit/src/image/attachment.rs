//! What is attached to an image: manifests of layers, by tag or by reference.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Descriptor, Layer, Store, digest, name};
use crate::Minted;

/// A manifest of layers before it is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The artifact type; `None` leaves it out.
    pub artifact_type: Option<String>,
    /// The media type and the bytes of the configuration; `None` makes one like that of an image,
    /// which lists the layers.
    pub config: Option<(String, Vec<u8>)>,
    /// The layers, in order.
    pub layers: Vec<Layer>,
    /// What it refers to; `None` leaves it out.
    pub subject: Option<Descriptor>,
    /// Its annotations; the member is left out when there are none.
    pub annotations: BTreeMap<String, String>,
}

impl Attachment {
    /// One of these layers for a tag: signatures or attestations.
    #[must_use]
    pub fn new(layers: &[Layer]) -> Self {
        Self {
            artifact_type: None,
            config: None,
            layers: layers.to_vec(),
            subject: None,
            annotations: BTreeMap::new(),
        }
    }

    /// One of these signatures that refers to an image.
    #[must_use]
    pub fn signatures(layers: &[Layer], subject: &Descriptor) -> Self {
        Self::new(layers)
            .of_type(name::SIGNATURE_ARTIFACT)
            .with_config(name::EMPTY, b"{}")
            .referring(subject)
    }

    /// One of these attestations that refers to an image.
    #[must_use]
    pub fn attestations(layers: &[Layer], subject: &Descriptor) -> Self {
        Self::new(layers)
            .of_type(name::STATEMENT)
            .with_config(name::EMPTY, b"{}")
            .referring(subject)
    }

    /// One of a bundle that refers to an image.
    #[must_use]
    pub fn bundle(minted: &Minted, subject: &Descriptor) -> Self {
        Self::bundle_json(&minted.bundle, subject)
    }

    /// One of any JSON as a bundle that refers to an image. The annotations say what the JSON does.
    #[must_use]
    pub fn bundle_json(bundle: &Value, subject: &Descriptor) -> Self {
        let layer = Layer::new(name::BUNDLE, bundle.to_string());
        let attachment = Self::new(&[layer])
            .of_type(name::BUNDLE)
            .with_config(name::EMPTY, b"{}")
            .referring(subject);
        let Some(payload) = bundle["dsseEnvelope"]["payload"].as_str() else {
            return attachment.with(name::BUNDLE_CONTENT, "message-signature");
        };
        let payload = crate::encode::unbase64(payload);
        let statement: Value = serde_json::from_slice(&payload).unwrap_or(Value::Null);
        let attachment = attachment.with(name::BUNDLE_CONTENT, "dsse-envelope");
        match statement["predicateType"].as_str() {
            Some(predicate_type) => attachment.with(name::BUNDLE_PREDICATE_TYPE, predicate_type),
            None => attachment,
        }
    }

    /// With this artifact type.
    #[must_use]
    pub fn of_type(mut self, artifact_type: &str) -> Self {
        self.artifact_type = Some(artifact_type.to_owned());
        self
    }

    /// With this configuration.
    #[must_use]
    pub fn with_config(mut self, media_type: &str, bytes: &[u8]) -> Self {
        self.config = Some((media_type.to_owned(), bytes.to_vec()));
        self
    }

    /// With this for what it refers to.
    #[must_use]
    pub fn referring(mut self, subject: &Descriptor) -> Self {
        self.subject = Some(subject.clone());
        self
    }

    /// With this annotation.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.annotations.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The media type and the bytes of the configuration.
    #[must_use]
    pub fn config(&self) -> (String, Vec<u8>) {
        let listing = || {
            let layers = self.layers.iter();
            let diff_ids: Vec<String> = layers.map(|layer| digest(&layer.blob)).collect();
            let history = vec![json!({"created": "0001-01-01T00:00:00Z"}); diff_ids.len()];
            let config = json!({
                "architecture": "",
                "os": "",
                "created": "0001-01-01T00:00:00Z",
                "config": {},
                "history": history,
                "rootfs": {"type": "layers", "diff_ids": diff_ids},
            });
            (name::CONFIG.to_owned(), config.to_string().into_bytes())
        };
        self.config.clone().unwrap_or_else(listing)
    }

    /// The manifest, to be altered before [`Store::push_json`].
    #[must_use]
    pub fn manifest(&self) -> Value {
        let layers: Vec<Value> = self
            .layers
            .iter()
            .map(|layer| {
                let mut descriptor = Descriptor::of(&layer.media_type, &layer.blob);
                descriptor.annotations.clone_from(&layer.annotations);
                descriptor.json()
            })
            .collect();
        let (media_type, config) = self.config();
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": name::MANIFEST,
            "config": Descriptor::of(&media_type, &config).json(),
            "layers": layers,
        });
        if let Some(artifact_type) = &self.artifact_type {
            manifest["artifactType"] = artifact_type.as_str().into();
        }
        if let Some(subject) = &self.subject {
            manifest["subject"] = subject.json();
        }
        if !self.annotations.is_empty() {
            manifest["annotations"] = json!(self.annotations);
        }
        manifest
    }
}

impl Store {
    /// Puts an attachment, which a tag or its own reference leads to.
    pub fn attach(&mut self, attachment: &Attachment) -> Descriptor {
        self.attach_with(attachment, |_| ())
    }

    /// Puts an attachment whose manifest is changed before.
    pub fn attach_with(
        &mut self,
        attachment: &Attachment,
        edit: impl FnOnce(&mut Value),
    ) -> Descriptor {
        let (media_type, config) = attachment.config();
        self.push_blob(&media_type, config);
        for layer in &attachment.layers {
            self.push_blob(&layer.media_type, layer.blob.clone());
        }
        let mut manifest = attachment.manifest();
        edit(&mut manifest);
        self.push_json(&manifest)
    }

    /// Puts these layers under the subject's tag with this suffix, such as `sig` or `att`.
    pub fn attach_at(&mut self, suffix: &str, layers: &[Layer]) -> Descriptor {
        let attached = self.attach(&Attachment::new(layers));
        self.tag(&Self::tag_of(&self.subject, suffix), &attached.digest);
        attached
    }

    /// Puts these signatures under the subject's tag for them.
    pub fn sign(&mut self, layers: &[Layer]) -> Descriptor {
        self.attach_at("sig", layers)
    }

    /// Puts these attestations under the subject's tag for them.
    pub fn attest(&mut self, layers: &[Layer]) -> Descriptor {
        self.attach_at("att", layers)
    }

    /// Puts a bill of materials, which nobody signed, under the subject's tag for it.
    pub fn attach_sbom(&mut self, media_type: &str, sbom: &[u8]) -> Descriptor {
        self.attach_at("sbom", &[Layer::new(media_type, sbom)])
    }

    /// Puts a bundle that refers to the subject.
    pub fn attach_bundle(&mut self, minted: &Minted) -> Descriptor {
        let subject = self.subject().descriptor();
        self.attach(&Attachment::bundle(minted, &subject))
    }
}
