//! Discovery: what travels with an image.
//!
//! It proceeds in rounds. The requests of one round do not depend on each other, and their answers
//! are taken in the order of the requests once all are there: so the result does not depend on the
//! order in which answers arrive.

mod blobs;
mod candidate;
mod completeness;
#[cfg(all(feature = "fs", unix))]
mod folder;
mod image;
mod layers;
mod leads;
mod listing;
mod lists;
mod manifests;
mod nodes;
mod options;
mod requests;

pub use candidate::{Candidate, Carrier, Child, Discovered, Image, Role};
pub use completeness::{Completeness, Reason};
pub use options::{Children, DiscoveryOptions, TagKind, Wanted, attachment_tag, referrers_tag};

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;
use bonafide_report::{Finding, Place};

use crate::{
    Answer, Capabilities, Error, Reference, Repository, Request, Source, SourceError,
    SourceErrorKind, Tag, Target,
};
use blobs::Wanting;
use layers::Identity;
use leads::Leads;
use manifests::Opened;
use nodes::Nodes;
use requests::{Pending, Question};

/// The most notes that are kept.
const NOTES: usize = 256;

/// What to discover: an image in a repository, or in a source that has only one. It is the `subject`
/// of the manifests that refer to it.
///
/// What a policy is asked about has the same name in `bonafide-policy`: that `Subject` comes after
/// discovery, and knows what was found. A statement's is in `bonafide-dsse`.
#[derive(Clone, Debug)]
pub struct Subject {
    repository: Option<Repository>,
    target: Target,
}

impl Subject {
    /// The image that a reference names.
    #[must_use]
    pub fn of(reference: &Reference) -> Self {
        Self {
            repository: Some(reference.repository().clone()),
            target: reference.target(),
        }
    }

    /// An image in a source without repositories, such as a layout.
    #[must_use]
    pub const fn local(target: Target) -> Self {
        Self {
            repository: None,
            target,
        }
    }
}

/// What a discovery wants next.
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a discovery wants something or is done"
)]
pub enum Step {
    /// Answers to these requests, in any order.
    Need(Vec<Request>),
    /// Nothing more.
    Done(Box<Result<Discovered, Error>>),
}

/// A discovery as a machine of steps, for callers that fetch in a way of their own.
///
/// Call [`next`](Self::next), fetch what it needs, [`feed`](Self::feed) each answer, and go on until
/// it is done. [`discover`] does that with a [`Source`].
///
/// ```
/// use bonafide_oci::{
///     Capabilities, Discovery, DiscoveryOptions, Reference, SourceError, SourceErrorKind, Step,
///     Subject, Wanted,
/// };
///
/// let reference = Reference::parse_familiar("alpine:3.22")?;
/// let options = DiscoveryOptions::new(Wanted::signatures());
/// let mut discovery = Discovery::new(&Subject::of(&reference), options, Capabilities::registry());
/// loop {
///     match discovery.next() {
///         Step::Need(requests) => {
///             for request in requests {
///                 let away = SourceError::new(SourceErrorKind::Unavailable, "no network here");
///                 discovery.feed(request.id(), Err(away))?;
///             }
///         }
///         Step::Done(discovered) => break assert!(discovered.is_err()),
///     }
/// }
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
#[derive(Debug)]
pub struct Discovery {
    options: DiscoveryOptions,
    /// The repository of the image, then the others, each once.
    places: Vec<Option<Repository>>,
    target: Target,
    lists: bool,
    stage: Stage,
    pending: Vec<Pending>,
    queue: Vec<Question>,
    next_id: u32,
    requests: u64,
    bytes: u64,
    /// Bytes that the open requests may still bring.
    reserved: u64,
    is_out_of_time: bool,
    image: Option<Image>,
    /// Why there is no image.
    failure: Option<Error>,
    children: Vec<Child>,
    nodes: Nodes,
    seen_indexes: BTreeSet<Digest>,
    /// Referrers tags that were asked for, by place.
    fallbacks: BTreeSet<(usize, Tag)>,
    leads: Leads,
    opened: BTreeMap<Digest, Opened>,
    wanting: BTreeMap<Digest, Wanting>,
    known: BTreeSet<Identity>,
    candidates: Vec<Candidate>,
    reasons: Vec<Reason>,
    notes: Vec<Finding>,
}

/// Where a discovery is. Each stage may take several rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Start,
    Image,
    Children,
    Lists,
    Manifests,
    Blobs,
    End,
}

/// Discovers with a source that is asked one thing at a time.
///
/// # Errors
/// Why the image could not be had where it is named by a tag, and [`Error::DigestMismatch`] where
/// what is there has another digest than the reference.
pub fn discover(
    source: &(impl Source + ?Sized),
    subject: &Subject,
    options: DiscoveryOptions,
) -> Result<Discovered, Error> {
    let mut discovery = Discovery::new(subject, options, source.capabilities());
    loop {
        match discovery.next() {
            Step::Need(requests) => {
                for request in requests {
                    let answer = if discovery.is_out_of_time {
                        Err(requests::late())
                    } else {
                        source.fetch(&request)
                    };
                    discovery.feed(request.id(), answer)?;
                }
            }
            Step::Done(discovered) => return *discovered,
        }
    }
}

impl Discovery {
    /// A discovery that has not begun.
    #[must_use]
    pub fn new(subject: &Subject, options: DiscoveryOptions, capabilities: Capabilities) -> Self {
        let mut places = vec![subject.repository.clone()];
        if !capabilities.lists() {
            for repository in options.repositories.iter().cloned().map(Some) {
                if !places.contains(&repository) {
                    places.push(repository);
                }
            }
        }
        Self {
            options,
            places,
            target: subject.target.clone(),
            lists: capabilities.lists(),
            stage: Stage::Start,
            pending: Vec::new(),
            queue: Vec::new(),
            next_id: 0,
            requests: 0,
            bytes: 0,
            reserved: 0,
            is_out_of_time: false,
            image: None,
            failure: None,
            children: Vec::new(),
            nodes: Nodes::default(),
            seen_indexes: BTreeSet::new(),
            fallbacks: BTreeSet::new(),
            leads: Leads::default(),
            opened: BTreeMap::new(),
            wanting: BTreeMap::new(),
            known: BTreeSet::new(),
            candidates: Vec::new(),
            reasons: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// What is wanted now: the requests of this round that have no answer yet, or the result.
    ///
    /// The result is handed out once; after that it says that there is no image.
    #[expect(
        clippy::should_implement_trait,
        reason = "its items would depend on what is fed between them"
    )]
    pub fn next(&mut self) -> Step {
        loop {
            let open = |pending: &&Pending| pending.answer.is_none();
            let wanted: Vec<Request> = self
                .pending
                .iter()
                .filter(open)
                .map(|pending| pending.request.clone())
                .collect();
            if !wanted.is_empty() {
                return Step::Need(wanted);
            }
            for pending in core::mem::take(&mut self.pending) {
                self.take(pending);
            }
            if self.queue.is_empty() && !self.advance() {
                return Step::Done(Box::new(self.finish()));
            }
            self.issue();
        }
    }

    /// Hands over the answer to a request.
    ///
    /// # Errors
    /// [`Error::Document`] for the number of a request that is not open: answered already, or never
    /// made. Nothing changes then.
    pub fn feed(&mut self, id: u32, answer: Result<Answer, SourceError>) -> Result<(), Error> {
        let is_it = |pending: &&mut Pending| pending.request.id() == id && pending.answer.is_none();
        let Some(pending) = self.pending.iter_mut().find(is_it) else {
            return Err(Error::Document {
                place: Place::root(),
                reason: "an answer to no open request",
            });
        };
        if let Err(error) = &answer
            && error.kind() == SourceErrorKind::DeadlineReached
        {
            self.is_out_of_time = true;
        }
        pending.answer = Some(answer);
        Ok(())
    }

    /// Goes to the next stage that wants something. False at the end.
    fn advance(&mut self) -> bool {
        while self.stage != Stage::End {
            self.stage = match self.stage {
                Stage::Start => Stage::Image,
                Stage::Image if self.failure.is_some() => Stage::End,
                Stage::Image => Stage::Children,
                Stage::Children => Stage::Lists,
                Stage::Lists => Stage::Manifests,
                Stage::Manifests => Stage::Blobs,
                Stage::Blobs | Stage::End => Stage::End,
            };
            match self.stage {
                Stage::Image => self.ask_for_image(),
                Stage::Children => self.choose_children(),
                Stage::Lists => self.ask_for_lists(),
                Stage::Manifests => self.follow_leads(),
                Stage::Blobs => self.ask_for_blobs(),
                Stage::Start | Stage::End => {}
            }
            if !self.queue.is_empty() {
                return true;
            }
        }
        false
    }

    /// Keeps a reason once, under the repository that it is of.
    fn incomplete(&mut self, place: usize, reason: Reason) {
        let reason = match self.places.get(place).cloned().flatten() {
            Some(repository) if place > 0 => Reason::ExtraRepository(repository, Box::new(reason)),
            _ => reason,
        };
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Keeps one reason for a limit: with the most that was seen, however often it is reached.
    fn limit_reached(&mut self, kind: &'static str, seen: u64, limit: u64) {
        for reason in &mut self.reasons {
            match reason {
                Reason::LimitReached {
                    kind: old,
                    seen: most,
                    limit: same,
                } if *old == kind && *same == limit => {
                    *most = seen.max(*most);
                    return;
                }
                _ => {}
            }
        }
        self.incomplete(0, Reason::LimitReached { kind, seen, limit });
    }

    /// Keeps a note once. Untrusted text in `detail` must be escaped.
    fn note(&mut self, code: bonafide_report::Code, detail: impl Into<String>) {
        let note = Finding::new(code, Place::root(), detail);
        if self.notes.len() < NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn finish(&mut self) -> Result<Discovered, Error> {
        let gone = || Error::Absent {
            what: "the image".to_owned(),
        };
        let image = match (self.image.take(), self.failure.take()) {
            (Some(image), None) => image,
            (_, failure) => return Err(failure.unwrap_or_else(gone)),
        };
        let mut candidates = core::mem::take(&mut self.candidates);
        candidates.sort_by_key(|candidate| {
            let node = self.nodes.number(candidate.image());
            (node, candidate.order())
        });
        let reasons = core::mem::take(&mut self.reasons);
        Ok(Discovered {
            image,
            children: core::mem::take(&mut self.children),
            candidates,
            completeness: if reasons.is_empty() {
                Completeness::Complete
            } else {
                Completeness::Incomplete(reasons)
            },
            wanted: self.options.wanted,
            requests: self.requests,
            bytes: self.bytes,
            notes: core::mem::take(&mut self.notes),
        })
    }
}
