//! The bytes of candidates, each fetched once however many want it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::registry;

use super::{Candidate, Discovery, Reason, Role, Task};
use crate::{Answer, Ask, Descriptor, Error, SourceError, SourceErrorKind};

/// A candidate that waits for its bytes.
#[derive(Debug)]
pub(super) struct Wait {
    pub(super) candidate: Candidate,
    descriptor: Descriptor,
    place: usize,
}

impl Discovery {
    /// Takes the bytes from the descriptor where they stand in it, or waits for them.
    pub(super) fn fetch(
        &mut self,
        mut candidate: Candidate,
        descriptor: &Descriptor,
        place: usize,
    ) {
        if descriptor.has_urls() {
            let detail = descriptor.digest().to_string();
            self.note(registry::NOTE_FOREIGN_URLS, detail);
        }
        if descriptor.has_wrong_data() {
            let detail = format!("{}: its inline data is not it", descriptor.digest());
            self.note(registry::NOTE_DISCOVERY, detail);
        }
        let (item, limit) = self.limit_of(candidate.role);
        if descriptor.size() > limit {
            candidate.content = Err(Error::Limit { item, limit });
            self.candidates.push(candidate);
        } else if let Some(data) = descriptor.data() {
            candidate.content = Ok(Arc::from(data));
            self.candidates.push(candidate);
        } else {
            self.waits.push(Wait {
                candidate,
                descriptor: descriptor.clone(),
                place,
            });
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

    /// Asks for each blob once, in the first place that names it.
    pub(super) fn ask_for_blobs(&mut self) {
        let mut wanted: BTreeMap<Digest, (usize, u64)> = BTreeMap::new();
        for wait in &self.waits {
            let (place, size) = wanted
                .entry(*wait.descriptor.digest())
                .or_insert((wait.place, 0));
            *place = wait.place.min(*place);
            *size = wait.descriptor.size().max(*size);
        }
        for (digest, (place, size)) in wanted {
            self.want(Task::Blob(digest), place, Ask::Blob(digest), size);
        }
    }

    pub(super) fn take_blob(
        &mut self,
        digest: &Digest,
        asked: u64,
        answer: Result<Answer, SourceError>,
    ) {
        let (waiting, others) = core::mem::take(&mut self.waits)
            .into_iter()
            .partition(|wait| wait.descriptor.digest() == digest);
        self.waits = others;
        let waiting: Vec<Wait> = waiting;
        let place = waiting.iter().map(|wait| wait.place).min().unwrap_or(0);
        let content: Result<Arc<[u8]>, Error> = match answer {
            Ok(Answer::Found(found)) => {
                self.compare_header(digest, found.header_digest.as_deref());
                Ok(Arc::from(found.bytes))
            }
            Ok(Answer::Absent) => Err(Error::Absent {
                what: digest.to_string(),
            }),
            Err(cause) => match cause.kind() {
                SourceErrorKind::TooLarge { limit } if limit == asked => Err(Error::SizeMismatch {
                    wanted: asked,
                    found: asked.saturating_add(1),
                }),
                _ => Err(Error::Source { cause }),
            },
        };
        match &content {
            Err(Error::Source { cause }) => {
                let reason = Reason::of(cause, Reason::BlobUnavailable(*digest));
                self.incomplete(place, reason);
            }
            Err(Error::Absent { .. }) => {
                self.incomplete(place, Reason::BlobUnavailable(*digest));
            }
            _ => {}
        }
        for mut wait in waiting {
            wait.candidate.content = match &content {
                Ok(bytes) => wait.descriptor.check(bytes).map(|()| Arc::clone(bytes)),
                Err(error) => Err(error.clone()),
            };
            self.candidates.push(wait.candidate);
        }
    }
}
