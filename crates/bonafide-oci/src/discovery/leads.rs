//! Manifests that may carry attachments: ranked, bounded, fetched by digest, looked into.

use bonafide_digest::Digest;
use bonafide_report::Place;

use super::{Candidate, Carrier, Discovery, Reason, Role, Task};
use crate::digest::is_digest_of;
use crate::source::Found;
use crate::{
    Annotations, Answer, Ask, Descriptor, Document, Error, Manifest, MediaType, SourceError,
    SourceErrorKind, Target, media_type, names,
};

/// The greatest config of an attachment in bytes. Nobody reads it.
const CONFIG_BYTES: u64 = 64 << 10;

/// The rank of manifests of which nothing is said.
const LAST_RANK: u8 = 2;

/// A manifest that may carry attachments.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    /// The image that it is attached to; `None` where only the manifest says.
    node: Option<usize>,
    place: usize,
    carrier: Carrier,
    digest: Digest,
    size: u64,
    rank: u8,
    /// The sibling that a child of an index is about.
    about: Option<Digest>,
}

/// In which order manifests are looked into: the promising first, then by digest.
pub(super) type LeadKey = (u8, Digest, Option<usize>);

impl Lead {
    pub(super) fn new(
        node: Option<usize>,
        place: usize,
        carrier: Carrier,
        descriptor: &Descriptor,
    ) -> Self {
        Self {
            node,
            place,
            carrier,
            digest: *descriptor.digest(),
            size: descriptor.size(),
            rank: rank(carrier, descriptor),
            about: None,
        }
    }

    /// A manifest that is there already.
    pub(super) const fn found(node: usize, place: usize, carrier: Carrier, digest: Digest) -> Self {
        Self {
            node: Some(node),
            place,
            carrier,
            digest,
            size: 0,
            rank: 0,
            about: None,
        }
    }

    /// Whether the manifest itself must name the image.
    const fn must_say(&self) -> bool {
        matches!(
            self.carrier,
            Carrier::Referrer | Carrier::FallbackTag | Carrier::Listing
        )
    }

    pub(super) const fn place(&self) -> usize {
        self.place
    }

    pub(super) const fn carrier(&self) -> Carrier {
        self.carrier
    }

    pub(super) const fn digest(&self) -> Digest {
        self.digest
    }

    pub(super) const fn about(&self) -> Option<Digest> {
        self.about
    }
}

/// What a descriptor claims moves a manifest forward, and never out.
fn rank(carrier: Carrier, descriptor: &Descriptor) -> u8 {
    let is_signature =
        |found: &MediaType| found.is_bundle() || found.is(media_type::COSIGN_SIGNATURE);
    match (carrier, descriptor.artifact_type()) {
        (Carrier::Tag(_), _) => 0,
        (_, Some(artifact_type)) if is_signature(artifact_type) => 0,
        (Carrier::IndexChild, _) | (_, Some(_)) => 1,
        (_, None) => LAST_RANK,
    }
}

impl Discovery {
    /// Keeps a lead. One manifest is looked into once for an image, however often it is listed.
    pub(super) fn add_lead(&mut self, lead: Lead) {
        let key = |rank: u8| (rank, lead.digest, lead.node);
        if (0..=lead.rank).any(|rank| self.leads.contains_key(&key(rank))) {
            return;
        }
        for rank in lead.rank..=LAST_RANK {
            self.leads.remove(&key(rank));
        }
        self.leads.insert((lead.rank, lead.digest, lead.node), lead);
    }

    /// Statements that a build tool put into the index beside the images they are about.
    pub(super) fn add_index_children(&mut self) {
        let wanted = self.options.wanted;
        if !(wanted.attestations || wanted.sboms) {
            return;
        }
        let Some(Ok(Document::Index(index))) =
            self.image.as_ref().map(|image| image.document().cloned())
        else {
            return;
        };
        let most = usize::try_from(self.options.limits.children).unwrap_or(usize::MAX);
        let listed: Vec<&Descriptor> = index.manifests().iter().take(most).flatten().collect();
        for descriptor in &listed {
            let annotations = descriptor.annotations();
            let kind = annotations.get(names::REFERENCE_TYPE);
            let is_statement = kind.is_some_and(|kind| kind == "attestation-manifest")
                && descriptor
                    .platform()
                    .is_some_and(crate::Platform::is_unknown);
            if !is_statement {
                continue;
            }
            let about = annotations.get(names::REFERENCE_DIGEST);
            let sibling = listed
                .iter()
                .map(|sibling| *sibling.digest())
                .find(|digest| about.is_some_and(|about| *about == digest.to_string()));
            let mut lead = Lead::new(Some(0), 0, Carrier::IndexChild, descriptor);
            lead.about = sibling.filter(|sibling| *sibling != lead.digest);
            if lead.about.is_some() {
                self.add_lead(lead);
            } else {
                let error = Error::Document {
                    place: Place::root(),
                    reason: "a statement about no sibling",
                };
                self.add_failed(&lead, error);
            }
        }
    }

    /// Asks for the manifests that are worth it.
    pub(super) fn follow_leads(&mut self) {
        let leads: Vec<(LeadKey, Lead)> = core::mem::take(&mut self.leads).into_iter().collect();
        let limit = self.options.limits.candidates;
        let seen = u64::try_from(leads.len()).unwrap_or(u64::MAX);
        if seen > limit {
            self.limit_reached("manifests of attachments", seen, limit);
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        for (key, lead) in leads.into_iter().take(limit) {
            let most = self.options.limits.manifest_bytes;
            if lead.size > most {
                let item = "bytes of a manifest";
                self.add_failed(&lead, Error::Limit { item, limit: most });
                continue;
            }
            let ask = Ask::Manifest(Target::Digest(lead.digest));
            let (place, size) = (lead.place, lead.size);
            self.leads.insert(key, lead);
            self.want(Task::Lead(key), place, ask, size);
        }
    }

    pub(super) fn take_lead(&mut self, key: &LeadKey, answer: Result<Answer, SourceError>) {
        let Some(lead) = self.leads.remove(key) else {
            return;
        };
        let wanted = lead.size;
        let error = match answer {
            Ok(Answer::Found(found)) => {
                let found_bytes = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
                if found_bytes != wanted {
                    let found = found_bytes;
                    Error::SizeMismatch { wanted, found }
                } else if is_digest_of(&lead.digest, &found.bytes) {
                    self.compare_header(&lead.digest, found.header_digest.as_deref());
                    return self.look_into(&lead, &found);
                } else {
                    let wanted = lead.digest.to_string();
                    Error::DigestMismatch { wanted }
                }
            }
            Ok(Answer::Absent) => {
                self.incomplete(lead.place, Reason::BlobUnavailable(lead.digest));
                let what = lead.digest.to_string();
                Error::Absent { what }
            }
            Err(cause) => match cause.kind() {
                SourceErrorKind::TooLarge { limit } if limit == wanted => {
                    let found = wanted.saturating_add(1);
                    Error::SizeMismatch { wanted, found }
                }
                _ => {
                    let reason = Reason::of(&cause, Reason::BlobUnavailable(lead.digest));
                    self.incomplete(lead.place, reason);
                    Error::Source { cause }
                }
            },
        };
        self.add_failed(&lead, error);
    }

    /// Reads a manifest and takes its layers.
    pub(super) fn look_into(&mut self, lead: &Lead, found: &Found) {
        let document = self.document(&found.bytes, found.media_type.as_ref());
        let manifest = match document {
            Ok(Document::Manifest(manifest)) => manifest,
            Ok(Document::Index(_)) if lead.carrier == Carrier::Listing => return,
            Ok(Document::Index(_)) => {
                let what = "an index where a manifest of attachments is wanted";
                return self.add_failed(lead, Error::UnsupportedFormat { what });
            }
            // What a layout lists beside the image need not be about it.
            Err(_) if lead.carrier == Carrier::Listing => return,
            Err(error) => return self.add_failed(lead, error),
        };
        match self.check_subject(lead, &manifest) {
            Ok(Some(node)) => self.take_layers(lead, node, &manifest),
            Ok(None) => {}
            Err(error) => self.add_failed(lead, error),
        }
    }

    /// The image that the manifest is attached to. Neither registries nor tags are trusted with
    /// that; where a tag or an index carries it, only its content can say.
    fn check_subject(&self, lead: &Lead, manifest: &Manifest) -> Result<Option<usize>, Error> {
        let wrong = |reason| Error::Document {
            place: Place::root().member("subject"),
            reason,
        };
        let node = match (lead.node, manifest.subject()) {
            (Some(node), Some(subject)) if self.nodes.get(node) != Some(subject.digest()) => {
                return Err(Error::WrongSubject {
                    found: subject.digest().to_string(),
                });
            }
            (Some(_), None) if lead.must_say() => return Err(wrong("absent")),
            (Some(node), _) => Some(node),
            (None, Some(subject)) => {
                let is_it = |node: &Digest| node == subject.digest();
                self.nodes.iter().position(is_it)
            }
            (None, None) => None,
        };
        let Some(digest) = node.and_then(|node| self.nodes.get(node)) else {
            return Ok(None);
        };
        let image = self.image.as_ref().filter(|image| image.digest == *digest);
        if let (Some(subject), Some(Ok(bytes))) =
            (manifest.subject(), image.map(super::Image::bytes))
            && u64::try_from(bytes.len()).ok() != Some(subject.size())
        {
            return Err(wrong("its size is not that of the image"));
        }
        if lead.must_say() && manifest.config().size() > CONFIG_BYTES {
            return Err(Error::Limit {
                item: "bytes of a config",
                limit: CONFIG_BYTES,
            });
        }
        Ok(node)
    }

    /// Keeps what became of a lead that led nowhere.
    pub(super) fn add_failed(&mut self, lead: &Lead, error: Error) {
        let Some(image) = self.nodes.get(lead.node.unwrap_or(0)).copied() else {
            return;
        };
        self.candidates.push(Candidate {
            image,
            role: Role::Unknown,
            carrier: lead.carrier,
            repository: self.other_repository(lead.place),
            manifest: Some(lead.digest),
            layer: 0,
            digest: None,
            media_type: None,
            artifact_type: None,
            annotations: Annotations::new(),
            about: lead.about,
            content: Err(error),
        });
    }

    pub(super) fn other_repository(&self, place: usize) -> Option<crate::Repository> {
        let repository = self.places.get(place).cloned().flatten();
        repository.filter(|_| place > 0)
    }
}
