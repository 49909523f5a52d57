//! Manifests of attachments: fetched by digest, from whichever place has them, and looked into.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;
use bonafide_report::Place;

use super::leads::Claim;
use super::requests::Task;
use super::{Candidate, Carrier, Discovery, Reason};
use crate::digest::is_digest_of;
use crate::source::Found;
use crate::{
    Answer, Ask, Document, Error, Manifest, Request, SourceError, SourceErrorKind, Target,
};

/// The greatest config of an attachment in bytes. Nobody reads it.
const CONFIG_BYTES: u64 = 64 << 10;

/// A manifest that is asked for, in one place after the other.
#[derive(Debug)]
pub(super) struct Opened {
    claims: BTreeSet<Claim>,
    /// Places that were not asked yet.
    places: BTreeSet<usize>,
    /// Why the places before did not give it.
    failure: Option<Error>,
    reasons: Vec<(usize, Reason)>,
}

impl Opened {
    pub(super) fn new(claims: BTreeSet<Claim>) -> Self {
        Self {
            places: claims.iter().map(|claim| claim.place).collect(),
            claims,
            failure: None,
            reasons: Vec::new(),
        }
    }
}

impl Discovery {
    /// Asks the next place for a manifest, of as many bytes as any claim allows it.
    pub(super) fn open(&mut self, digest: Digest, mut opened: Opened) {
        let limit = self.options.limits.manifest_bytes;
        let sizes = opened.claims.iter().filter_map(|claim| claim.size);
        let (small, large): (Vec<u64>, Vec<u64>) = sizes.partition(|size| *size <= limit);
        let Some(size) = small.into_iter().max() else {
            let item = "bytes of a manifest";
            self.limit_reached(item, large.into_iter().max().unwrap_or(limit), limit);
            return self.add_all_failed(digest, &opened.claims, &Error::Limit { item, limit });
        };
        let Some(place) = opened.places.pop_first() else {
            return self.close(digest, opened);
        };
        self.opened.insert(digest, opened);
        let ask = Ask::Manifest(Target::Digest(digest));
        self.want(Task::Manifest(digest), place, ask, size);
    }

    /// No place had it.
    fn close(&mut self, digest: Digest, opened: Opened) {
        for (place, reason) in opened.reasons {
            self.incomplete(place, reason);
        }
        let what = digest.to_string();
        let error = opened.failure.unwrap_or(Error::Absent { what });
        self.add_all_failed(digest, &opened.claims, &error);
    }

    /// It is not asked for any more.
    pub(super) fn fail_manifest(&mut self, digest: Digest, error: Error) {
        if let Some(mut opened) = self.opened.remove(&digest) {
            opened.failure.get_or_insert(error);
            self.close(digest, opened);
        }
    }

    pub(super) fn take_manifest(
        &mut self,
        digest: Digest,
        place: usize,
        request: &Request,
        answer: Result<Answer, SourceError>,
    ) {
        let Some(mut opened) = self.opened.remove(&digest) else {
            return;
        };
        let wanted = request.max_bytes();
        let unavailable = Reason::BlobUnavailable(digest);
        let (error, reason) = match answer {
            Ok(Answer::Found(found)) if is_digest_of(&digest, found.bytes()) => {
                self.compare_header(&digest, &found);
                let claims: Vec<Claim> = opened.claims.into_iter().collect();
                return self.look_into(&claims, digest, &found);
            }
            Ok(Answer::Found(found)) => {
                let length = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
                let is_size = |claim: &Claim| claim.size == Some(length);
                let error = if opened.claims.iter().any(is_size) {
                    let wanted = digest.to_string();
                    Error::DigestMismatch { wanted }
                } else {
                    Error::size(&digest, wanted, length)
                };
                (error, None)
            }
            Ok(Answer::Absent) => {
                let what = digest.to_string();
                (Error::Absent { what }, Some(unavailable))
            }
            Err(cause) => match cause.kind() {
                SourceErrorKind::TooLarge { limit } if limit == wanted => {
                    let error = Error::size(&digest, wanted, wanted.saturating_add(1));
                    (error, None)
                }
                _ => {
                    let reason = Reason::of(&cause, unavailable);
                    (Error::Source { cause }, Some(reason))
                }
            },
        };
        opened.failure.get_or_insert(error);
        opened.reasons.extend(reason.map(|reason| (place, reason)));
        self.open(digest, opened);
    }

    /// Reads a manifest as each claim has it. Where one is right, the wrong ones about the same
    /// image do not matter.
    pub(super) fn look_into(&mut self, claims: &[Claim], digest: Digest, found: &Found) {
        let most = self.options.limits.layers;
        let document = self.document(&found.bytes, found.media_type(), most);
        let length = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
        let places: BTreeSet<usize> = claims.iter().map(|claim| claim.place).collect();
        let fits = |claim: &&Claim| claim.size.is_none_or(|wanted| wanted == length);
        let mut outcomes: BTreeMap<_, Result<(), (&Claim, Error)>> = BTreeMap::new();
        for claim in claims.iter().filter(fits) {
            let of = (claim.node, claim.about);
            if !matches!(outcomes.get(&of), Some(Ok(()))) {
                let looked = self.look_as(claim, digest, &places, &document);
                let outcome = outcomes.entry(of).or_insert(Ok(()));
                match looked {
                    Err(error) if outcome.is_ok() => *outcome = Err((claim, error)),
                    Err(_) => {}
                    Ok(()) => *outcome = Ok(()),
                }
            }
        }
        for claim in claims.iter().filter(|claim| !fits(claim)) {
            let error = Error::size(&digest, claim.size.unwrap_or(length), length);
            let of = (claim.node, claim.about);
            outcomes.entry(of).or_insert(Err((claim, error)));
        }
        for outcome in outcomes.into_values() {
            if let Err((claim, error)) = outcome {
                self.add_failed(claim, digest, error);
            }
        }
    }

    fn look_as(
        &mut self,
        claim: &Claim,
        digest: Digest,
        places: &BTreeSet<usize>,
        document: &Result<Document, Error>,
    ) -> Result<(), Error> {
        let is_listed = claim.carrier == Carrier::Listing;
        let manifest = match document {
            Ok(Document::Manifest(manifest)) => manifest,
            Ok(Document::Index(_)) if is_listed => {
                self.note_unopened(&digest);
                return Ok(());
            }
            Ok(Document::Index(_)) => {
                let what = "an index where a manifest of attachments is wanted";
                return Err(Error::UnsupportedFormat { what });
            }
            // What a layout lists beside the image need not be about it.
            Err(_) if is_listed => return Ok(()),
            Err(Error::Ambiguous {}) => {
                let what = "both a manifest and an index";
                return Err(Error::UnsupportedFormat { what });
            }
            Err(error) => return Err(error.clone()),
        };
        let node = self.attached_to(claim, manifest)?;
        if let Some(node) = node {
            self.check_config(claim, manifest)?;
            self.check_image(node, manifest)?;
            self.take_layers(claim, (digest, places), node, manifest);
        }
        Ok(())
    }

    /// The image that the manifest is attached to. Neither registries nor tags are trusted with
    /// that; where a tag or an index carries it, only its content can say.
    fn attached_to(&self, claim: &Claim, manifest: &Manifest) -> Result<Option<usize>, Error> {
        let Some(node) = claim.node else {
            let subject = manifest.subject();
            return Ok(subject.and_then(|subject| self.nodes.number(subject.digest())));
        };
        match manifest.subject() {
            // What a build tool says of a child, it may attach to the child.
            Some(subject) if Some(*subject.digest()) == claim.about => Ok(Some(node)),
            Some(subject) if self.nodes.get(node) != Some(*subject.digest()) => {
                Err(Error::WrongSubject {
                    found: subject.digest().to_string(),
                })
            }
            None if claim.must_say() => Err(wrong("subject", "absent")),
            _ => Ok(Some(node)),
        }
    }

    /// What is said of the image beside its digest.
    fn check_image(&self, node: usize, manifest: &Manifest) -> Result<(), Error> {
        let digest = self.nodes.get(node);
        let image = self.image.as_ref().filter(|it| Some(it.digest) == digest);
        let subject = manifest.subject().filter(|it| Some(*it.digest()) == digest);
        let (Some(image), Some(subject)) = (image, subject) else {
            return Ok(());
        };
        if let Ok(bytes) = image.bytes()
            && u64::try_from(bytes.len()).ok() != Some(subject.size())
        {
            return Err(wrong("subject", "its size is not that of the image"));
        }
        let own = image.document().ok().and_then(Document::media_type);
        if let (Some(own), Some(said)) = (own, subject.media_type())
            && own != said
        {
            return Err(wrong("subject", "its type is not that of the image"));
        }
        Ok(())
    }

    fn check_config(&self, claim: &Claim, manifest: &Manifest) -> Result<(), Error> {
        if claim.must_say() && manifest.config().size() > CONFIG_BYTES {
            return Err(wrong("config", "larger than 64 KiB"));
        }
        Ok(())
    }

    fn add_all_failed(&mut self, digest: Digest, claims: &BTreeSet<Claim>, error: &Error) {
        let mut nodes = BTreeSet::new();
        for claim in claims {
            if nodes.insert((claim.node, claim.about)) {
                self.add_failed(claim, digest, error.clone());
            }
        }
    }

    /// Keeps what became of a manifest that led nowhere.
    pub(super) fn add_failed(&mut self, claim: &Claim, digest: Digest, error: Error) {
        let Some(image) = self.nodes.get(claim.node.unwrap_or(0)) else {
            return;
        };
        self.candidates.push(Candidate {
            repository: self.other_repository(claim.place),
            manifest: Some(digest),
            about: claim.about,
            ..Candidate::blank(image, claim.carrier, error)
        });
    }

    pub(super) fn other_repository(&self, place: usize) -> Option<crate::Repository> {
        let repository = self.places.get(place).cloned().flatten();
        repository.filter(|_| place > 0)
    }
}

fn wrong(member: &str, reason: &'static str) -> Error {
    Error::Document {
        place: Place::root().member(member),
        reason,
    }
}
