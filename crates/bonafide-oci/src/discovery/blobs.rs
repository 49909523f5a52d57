//! The bytes of candidates, each fetched once however many want it.

use std::collections::BTreeSet;
use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::requests::Task;
use super::{Candidate, Discovery, Reason, Role};
use crate::digest::is_digest_of;
use crate::{Answer, Ask, Descriptor, Error, Request, SourceError, SourceErrorKind};

/// All that wants the bytes with one digest.
#[derive(Debug)]
pub(super) struct Wanting {
    candidates: Vec<Waiting>,
    /// Places that name it and were not asked yet.
    places: BTreeSet<usize>,
    /// The bytes, where a descriptor carries them.
    content: Option<Arc<[u8]>>,
    /// Why the places before did not give it.
    failure: Option<Failure>,
    reasons: Vec<(usize, Reason)>,
    /// The least number of a layer that has it.
    layer: usize,
}

impl Default for Wanting {
    fn default() -> Self {
        Self {
            candidates: Vec::new(),
            places: BTreeSet::new(),
            content: None,
            failure: None,
            reasons: Vec::new(),
            layer: usize::MAX,
        }
    }
}

/// A candidate without its bytes, and how many it says it has.
#[derive(Debug)]
struct Waiting {
    candidate: Candidate,
    size: u64,
}

/// Why a place did not give a blob.
#[derive(Debug)]
enum Failure {
    /// It gave as many other bytes.
    Wrong(u64),
    Other(Error),
}

impl Wanting {
    /// The greatest size that is said.
    fn size(&self) -> Option<u64> {
        self.candidates.iter().map(|waiting| waiting.size).max()
    }

    /// In which order blobs are asked for: one of each manifest before the second of any, and the
    /// small before the large, so that few and large ones leave the limits to others.
    fn order(&self) -> (usize, u64) {
        let least = self.candidates.iter().map(|waiting| waiting.size).min();
        (self.layer, least.unwrap_or(0))
    }
}

impl Discovery {
    /// Lets a candidate wait for its bytes. One that is known already only says where they may be,
    /// too.
    pub(super) fn fetch(
        &mut self,
        candidate: Option<Candidate>,
        descriptor: &Descriptor,
        places: &BTreeSet<usize>,
        role: Role,
    ) {
        let digest = *descriptor.digest();
        if descriptor.has_urls() {
            self.note(registry::NOTE_FOREIGN_URLS, digest.to_string());
        }
        if descriptor.has_wrong_data() {
            let detail = format!("{digest}: its inline data is not it");
            self.note(registry::NOTE_DISCOVERY, detail);
        }
        let size = descriptor.size();
        let (item, limit) = self.limit_of(role);
        if size > limit {
            self.limit_reached(item, size, limit);
            if let Some(mut candidate) = candidate {
                candidate.content = Err(Error::Limit { item, limit });
                self.candidates.push(candidate);
            }
            return;
        }
        let wanting = self.wanting.entry(digest).or_default();
        wanting.places.extend(places);
        if let (None, Some(data)) = (&wanting.content, descriptor.data()) {
            wanting.content = Some(Arc::from(data));
        }
        if let Some(candidate) = candidate {
            wanting.layer = wanting.layer.min(candidate.layer);
            wanting.candidates.push(Waiting { candidate, size });
        }
    }

    const fn limit_of(&self, role: Role) -> (&'static str, u64) {
        let limits = &self.options.limits;
        match role {
            Role::Bundle => ("bytes of a bundle", limits.bundle_bytes),
            Role::SimpleSigning | Role::Gpg | Role::Unknown => {
                ("bytes of a payload", limits.payload_bytes)
            }
            Role::Envelope => ("bytes of an envelope", limits.envelope_bytes),
            Role::UnsignedStatement | Role::UnsignedSbom => {
                ("bytes of a statement", limits.sbom_bytes)
            }
        }
    }

    /// Asks for each blob that is not there yet.
    pub(super) fn ask_for_blobs(&mut self) {
        let mut wanting: Vec<(Digest, Wanting)> =
            core::mem::take(&mut self.wanting).into_iter().collect();
        wanting.sort_by_key(|(digest, wanting)| (wanting.order(), *digest));
        for (digest, mut wanting) in wanting {
            match wanting.content.take() {
                Some(bytes) => self.give(&digest, wanting, &bytes),
                None => self.ask_for_blob(digest, wanting),
            }
        }
    }

    /// Asks the next place for a blob, of as many bytes as any candidate says.
    fn ask_for_blob(&mut self, digest: Digest, mut wanting: Wanting) {
        let Some(place) = wanting.places.pop_first() else {
            return self.fail(digest, wanting);
        };
        self.want_blob(digest, wanting, place);
    }

    fn want_blob(&mut self, digest: Digest, wanting: Wanting, place: usize) {
        if let Some(size) = wanting.size() {
            self.wanting.insert(digest, wanting);
            self.want(Task::Blob(digest), place, Ask::Blob(digest), size);
        } else {
            self.fail(digest, wanting);
        }
    }

    pub(super) fn take_blob(
        &mut self,
        digest: Digest,
        place: usize,
        request: &Request,
        answer: Result<Answer, SourceError>,
    ) {
        let Some(mut wanting) = self.wanting.remove(&digest) else {
            return;
        };
        let asked = request.max_bytes();
        let unavailable = Reason::BlobUnavailable(digest);
        let (failure, reason) = match answer {
            Ok(Answer::Found(found)) => {
                self.compare_header(&digest, &found);
                if is_digest_of(&digest, found.bytes()) {
                    return self.give(&digest, wanting, &Arc::from(found.bytes));
                }
                let length = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
                (Failure::Wrong(length), None)
            }
            Ok(Answer::Absent) => {
                let what = digest.to_string();
                (Failure::Other(Error::Absent { what }), Some(unavailable))
            }
            Err(cause) => match cause.kind() {
                SourceErrorKind::TooLarge { limit } if limit == asked => {
                    (Failure::Wrong(asked.saturating_add(1)), None)
                }
                _ => {
                    let reason = Reason::of(&cause, unavailable);
                    (Failure::Other(Error::Source { cause }), Some(reason))
                }
            },
        };
        wanting.failure.get_or_insert(failure);
        wanting.reasons.extend(reason.map(|reason| (place, reason)));
        self.ask_for_blob(digest, wanting);
    }

    /// Hands out bytes that have the digest to whoever says how many they are.
    fn give(&mut self, digest: &Digest, wanting: Wanting, bytes: &Arc<[u8]>) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        for Waiting {
            mut candidate,
            size,
        } in wanting.candidates
        {
            candidate.content = if size == length {
                Ok(Arc::clone(bytes))
            } else {
                Err(Error::size(digest, size, length))
            };
            self.candidates.push(candidate);
        }
    }

    /// No place had it.
    fn fail(&mut self, digest: Digest, wanting: Wanting) {
        for (place, reason) in wanting.reasons {
            self.incomplete(place, reason);
        }
        for Waiting {
            mut candidate,
            size,
        } in wanting.candidates
        {
            candidate.content = Err(match &wanting.failure {
                Some(Failure::Wrong(length)) if *length != size => {
                    Error::size(&digest, size, *length)
                }
                Some(Failure::Wrong(_)) => Error::DigestMismatch {
                    wanted: digest.to_string(),
                },
                Some(Failure::Other(error)) => error.clone(),
                None => Error::Absent {
                    what: digest.to_string(),
                },
            });
            self.candidates.push(candidate);
        }
    }

    /// It is not asked for any more.
    pub(super) fn fail_blob(&mut self, digest: Digest, error: Error) {
        if let Some(mut wanting) = self.wanting.remove(&digest) {
            wanting.failure.get_or_insert(Failure::Other(error));
            self.fail(digest, wanting);
        }
    }

    /// Asks again for fewer bytes: what some candidate says may be too much and what another says
    /// of the same blob not.
    pub(super) fn shrink_blob(&mut self, digest: Digest, place: usize, error: Error) {
        let Some(mut wanting) = self.wanting.remove(&digest) else {
            return;
        };
        let largest = wanting.size();
        let (large, rest) = core::mem::take(&mut wanting.candidates)
            .into_iter()
            .partition(|waiting| Some(waiting.size) == largest);
        wanting.candidates = rest;
        let large: Vec<Waiting> = large;
        for mut waiting in large {
            waiting.candidate.content = Err(error.clone());
            self.candidates.push(waiting.candidate);
        }
        self.want_blob(digest, wanting, place);
    }
}
