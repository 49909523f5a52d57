//! The layers of a manifest of attachments, each a candidate of its own.

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::leads::Lead;
use super::{Candidate, Carrier, Discovery, Role};
use crate::{Annotations, Descriptor, Error, Manifest, MediaType, media_type};

/// What tells two candidates apart: the annotations hold signatures, so that one payload may stand
/// in a manifest several times.
pub(super) type Identity = (Digest, Role, Digest, [u8; 32]);

impl Discovery {
    pub(super) fn take_layers(&mut self, lead: &Lead, node: usize, manifest: &Manifest) {
        let Some(image) = self.nodes.get(node).copied() else {
            return;
        };
        let limit = self.options.limits.layers;
        let seen = u64::try_from(manifest.layers().len()).unwrap_or(u64::MAX);
        if seen > limit {
            self.limit_reached("layers of one manifest", seen, limit);
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let bundles = |layer: &&Result<Descriptor, Error>| role(layer) == Some(Role::Bundle);
        if manifest.layers().iter().filter(bundles).count() > 1 {
            let detail = format!("{} holds several bundles", lead.digest());
            self.note(registry::NOTE_DISCOVERY, detail);
        }
        for (number, layer) in manifest.layers().iter().take(limit).enumerate() {
            self.take_layer(lead, image, manifest, (number, layer));
        }
    }

    fn take_layer(
        &mut self,
        lead: &Lead,
        image: Digest,
        manifest: &Manifest,
        (number, layer): (usize, &Result<Descriptor, Error>),
    ) {
        let mut candidate = Candidate {
            image,
            role: Role::Unknown,
            carrier: lead.carrier(),
            repository: self.other_repository(lead.place()),
            manifest: Some(lead.digest()),
            layer: number,
            digest: None,
            media_type: None,
            artifact_type: manifest.artifact_type().cloned(),
            annotations: Annotations::new(),
            about: lead.about(),
            content: Err(Error::UnsupportedFormat {
                what: "a layer of a type that holds no signature or statement",
            }),
        };
        let descriptor = match layer {
            Ok(descriptor) => descriptor,
            Err(error) => {
                candidate.content = Err(error.clone());
                return self.candidates.push(candidate);
            }
        };
        candidate.digest = Some(*descriptor.digest());
        candidate.media_type = descriptor.media_type().cloned();
        descriptor
            .annotations()
            .clone_into(&mut candidate.annotations);
        let Some(role) = role(layer) else {
            if is_expected(lead.carrier(), manifest) {
                if descriptor
                    .media_type()
                    .is_some_and(MediaType::is_compressed)
                {
                    let what = "a compressed layer";
                    candidate.content = Err(Error::UnsupportedFormat { what });
                }
                self.candidates.push(candidate);
            }
            return;
        };
        candidate.role = role;
        if self.is_wanted(role) && self.is_new(&candidate) {
            self.fetch(candidate, descriptor, lead.place());
        }
    }

    fn is_wanted(&self, role: Role) -> bool {
        let wanted = self.options.wanted;
        match role {
            Role::Bundle => wanted.signatures || wanted.attestations,
            Role::SimpleSigning | Role::Gpg => wanted.signatures,
            Role::Envelope => wanted.attestations,
            Role::UnsignedStatement => wanted.attestations || wanted.sboms,
            Role::UnsignedSbom => wanted.sboms,
            Role::Unknown => true,
        }
    }

    /// Whether nothing was found yet that is the same.
    fn is_new(&mut self, candidate: &Candidate) -> bool {
        identity(candidate).is_none_or(|identity| self.known.insert(identity))
    }
}

fn identity(candidate: &Candidate) -> Option<Identity> {
    let mut text = Vec::new();
    // The bundle holds all of its own material; beside a payload stands what it was signed with.
    if candidate.role == Role::SimpleSigning || candidate.role == Role::Envelope {
        for (name, value) in &candidate.annotations {
            for part in [name, value] {
                text.extend_from_slice(
                    &u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes(),
                );
                text.extend_from_slice(part.as_bytes());
            }
        }
    }
    let annotations = bonafide_digest::sha256(&[&text]);
    Some((
        candidate.image,
        candidate.role,
        candidate.digest?,
        annotations,
    ))
}

/// What a layer may be, by its media type.
fn role(layer: &Result<Descriptor, Error>) -> Option<Role> {
    let media_type = layer.as_ref().ok()?.media_type()?;
    if media_type.is_bundle() {
        Some(Role::Bundle)
    } else if media_type.is(media_type::SIMPLE_SIGNING) {
        Some(Role::SimpleSigning)
    } else if media_type.is(media_type::DSSE_ENVELOPE) {
        Some(Role::Envelope)
    } else if media_type.is(media_type::IN_TOTO) {
        Some(Role::UnsignedStatement)
    } else if media_type.is_sbom() {
        Some(Role::UnsignedSbom)
    } else {
        None
    }
}

/// Whether a layer of another type is worth telling: whoever attached it meant a signature. Other
/// artifacts may refer to an image too.
fn is_expected(carrier: Carrier, manifest: &Manifest) -> bool {
    let is_signature =
        |found: &MediaType| found.is_bundle() || found.is(media_type::COSIGN_SIGNATURE);
    matches!(carrier, Carrier::Tag(_)) || manifest.artifact_type().is_some_and(is_signature)
}
