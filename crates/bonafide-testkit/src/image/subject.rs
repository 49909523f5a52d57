//! Images to sign.

use serde_json::{Value, json};

use super::store::index;
use super::tar::Tar;
use super::{Descriptor, Platform, Store, digest, hex_of, name};

/// The platforms of an index.
const PLATFORMS: [&str; 3] = ["linux/amd64", "linux/arm64", "linux/arm/v7"];

/// The media types of an image.
struct Types {
    manifest: &'static str,
    config: &'static str,
    layer: &'static str,
}

const OCI: Types = Types {
    manifest: name::MANIFEST,
    config: name::CONFIG,
    layer: name::LAYER,
};

const DOCKER: Types = Types {
    manifest: name::DOCKER_MANIFEST,
    config: name::DOCKER_CONFIG,
    layer: name::DOCKER_LAYER,
};

impl Store {
    /// One with an OCI image to sign. Another seed makes another image.
    #[must_use]
    pub fn image(seed: &str) -> Self {
        let mut store = Self::new();
        let subject = store.push_image(seed, PLATFORMS[0]);
        store.about(&subject)
    }

    /// One with a Docker image (version 2, schema 2) to sign.
    #[must_use]
    pub fn docker_image(seed: &str) -> Self {
        let mut store = Self::new();
        let subject = store.push(&DOCKER, seed, PLATFORMS[0]);
        store.about(&subject)
    }

    /// One with an index to sign that lists an image for each of three platforms.
    #[must_use]
    pub fn index(seed: &str) -> Self {
        let mut store = Self::new();
        let children = PLATFORMS.map(|platform| store.push_image(seed, platform).on(platform));
        let subject = store.push_index(&children);
        store.about(&subject)
    }

    /// One with a Docker manifest list to sign.
    #[must_use]
    pub fn docker_list(seed: &str) -> Self {
        let mut store = Self::new();
        let children =
            PLATFORMS.map(|platform| store.push(&DOCKER, seed, platform).on(platform).json());
        let list = json!({
            "schemaVersion": 2,
            "mediaType": name::DOCKER_LIST,
            "manifests": children,
        });
        let subject = store.push_json(&list);
        store.about(&subject)
    }

    /// One with an index to sign whose images have attestation manifests beside them, with a
    /// statement of `predicate_type` that nobody signed.
    #[must_use]
    pub fn attested_index(seed: &str, predicate_type: &str) -> Self {
        let mut store = Self::new();
        let images: Vec<Descriptor> = PLATFORMS[..2]
            .iter()
            .map(|platform| store.push_image(seed, platform).on(platform))
            .collect();
        let mut children = images.clone();
        for image in &images {
            let statement = json!({
                "_type": name::STATEMENT_V0_1,
                "subject": [{"name": seed, "digest": {"sha256": hex_of(&image.digest)}}],
                "predicateType": predicate_type,
                "predicate": {},
            });
            children.push(store.push_attestation_manifest(&image.digest, &[statement]));
        }
        let subject = store.push_index(&children);
        store.about(&subject)
    }

    /// Puts an OCI image for a platform.
    pub fn push_image(&mut self, seed: &str, platform: &str) -> Descriptor {
        self.push(&OCI, seed, platform)
    }

    /// Puts an OCI index over these.
    pub fn push_index(&mut self, children: &[Descriptor]) -> Descriptor {
        self.push_json(&index(children))
    }

    /// Puts an attestation manifest for the image with this digest, and describes it as the child
    /// of an index. The layers are the statements, and nothing is signed.
    pub fn push_attestation_manifest(&mut self, image: &str, statements: &[Value]) -> Descriptor {
        let layers: Vec<Descriptor> = statements
            .iter()
            .map(|statement| {
                let predicate_type = statement["predicateType"].as_str().unwrap_or_default();
                self.push_blob(name::STATEMENT, statement.to_string())
                    .with("in-toto.io/predicate-type", predicate_type)
            })
            .collect();
        let diff_ids: Vec<&str> = layers.iter().map(|layer| layer.digest.as_str()).collect();
        let config = json!({
            "architecture": "unknown",
            "os": "unknown",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": diff_ids},
        });
        let config = self.push_blob(name::CONFIG, config.to_string());
        self.push_json(&manifest(&OCI, &config, &layers))
            .on("unknown/unknown")
            .with("vnd.docker.reference.type", "attestation-manifest")
            .with("vnd.docker.reference.digest", image)
    }

    fn push(&mut self, types: &Types, seed: &str, platform: &str) -> Descriptor {
        let mut archive = Tar::new();
        archive.file("app", format!("{seed} for {platform}\n").as_bytes());
        let archive = archive.finish();
        let platform = Platform::new(platform);
        let mut config = platform.json();
        config["config"] = json!({"Entrypoint": ["/app"]});
        config["rootfs"] = json!({"type": "layers", "diff_ids": [digest(&archive)]});
        config["history"] = json!([{"created_by": "a test"}]);
        let config = self.push_blob(types.config, config.to_string());
        let layer = self.push_blob(types.layer, archive);
        self.push_json(&manifest(types, &config, &[layer]))
    }
}

fn manifest(types: &Types, config: &Descriptor, layers: &[Descriptor]) -> Value {
    let layers: Vec<Value> = layers.iter().map(Descriptor::json).collect();
    json!({
        "schemaVersion": 2,
        "mediaType": types.manifest,
        "config": config.json(),
        "layers": layers,
    })
}
