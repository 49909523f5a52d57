//! The layers of a manifest of attachments, each a candidate of its own.

use std::collections::BTreeSet;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::leads::Claim;
use super::{Candidate, Carrier, Discovery, Role};
use crate::{Descriptor, Error, Manifest, MediaType};

/// What tells two candidates apart. The annotations hold signatures, so that one payload may stand in
/// a manifest several times; and what is said falsely of the same bytes must not stand for what is
/// said rightly.
pub(super) type Identity = (Digest, Role, Digest, u64, Option<Digest>, [u8; 32]);

impl Discovery {
    /// Takes the layers of the manifest with this digest, which these places name and which is
    /// attached to the image `node`.
    pub(super) fn take_layers(
        &mut self,
        claim: &Claim,
        (digest, places): (Digest, &BTreeSet<usize>),
        node: usize,
        manifest: &Manifest,
    ) {
        let Some(image) = self.nodes.get(node) else {
            return;
        };
        let limit = self.options.limits.layers;
        if manifest.listed() > limit {
            self.limit_reached("layers of one manifest", manifest.listed(), limit);
        }
        let bundles = |layer: &&Result<Descriptor, Error>| role(layer) == Some(Role::Bundle);
        if manifest.layers().iter().filter(bundles).count() > 1 {
            let detail = format!("{digest} holds several bundles");
            self.note(registry::NOTE_DISCOVERY, detail);
        }
        let origin = Origin {
            claim,
            digest,
            places,
            image,
            manifest,
        };
        for (number, layer) in manifest.layers().iter().enumerate() {
            self.take_layer(&origin, number, layer);
        }
    }

    fn take_layer(
        &mut self,
        origin: &Origin<'_>,
        number: usize,
        layer: &Result<Descriptor, Error>,
    ) {
        let Origin {
            claim,
            digest,
            places,
            image,
            manifest,
        } = *origin;
        let other = Error::UnsupportedFormat {
            what: "a layer of a type that holds no signature or statement",
        };
        let mut candidate = Candidate {
            repository: self.other_repository(claim.place),
            manifest: Some(digest),
            layer: number,
            artifact_type: manifest.artifact_type().cloned(),
            about: claim.about,
            ..Candidate::blank(image, claim.carrier, other)
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
            if is_expected(claim.carrier, manifest) {
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
        if self.is_wanted(role) {
            let is_new = identity(&candidate, descriptor.size())
                .is_none_or(|identity| self.known.insert(identity));
            self.fetch(is_new.then_some(candidate), descriptor, places, role);
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
}

/// Where a layer stands.
#[derive(Clone, Copy)]
struct Origin<'a> {
    claim: &'a Claim,
    digest: Digest,
    /// Where the layers may be.
    places: &'a BTreeSet<usize>,
    image: Digest,
    manifest: &'a Manifest,
}

fn identity(candidate: &Candidate, size: u64) -> Option<Identity> {
    let mut text = Vec::new();
    // A bundle holds all of its own material; beside anything else stands what it is judged by.
    if candidate.role != Role::Bundle {
        for (name, value) in &candidate.annotations {
            for part in [name, value] {
                text.extend_from_slice(
                    &u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes(),
                );
                text.extend_from_slice(part.as_bytes());
            }
        }
    }
    Some((
        candidate.image,
        candidate.role,
        candidate.digest?,
        size,
        candidate.about,
        bonafide_digest::sha256(&[&text]),
    ))
}

fn role(layer: &Result<Descriptor, Error>) -> Option<Role> {
    Role::of(layer.as_ref().ok()?.media_type()?)
}

/// Whether a layer of another type is worth telling: whoever attached it meant a signature. Other
/// artifacts may refer to an image too.
fn is_expected(carrier: Carrier, manifest: &Manifest) -> bool {
    let artifact_type = manifest.artifact_type();
    matches!(carrier, Carrier::Tag(_)) || artifact_type.is_some_and(MediaType::is_signature)
}
