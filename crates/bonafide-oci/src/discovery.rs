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
mod lists;
mod options;

pub use candidate::{Candidate, Carrier, Child, Discovered, Image, Role};
pub use completeness::{Completeness, Reason};
pub use options::{Children, DiscoveryOptions, TagKind, Wanted, attachment_tag, referrers_tag};

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;
use bonafide_report::{Finding, Place, registry};

use crate::{
    Answer, Ask, Capabilities, Error, Reference, Repository, Request, Source, SourceError,
    SourceErrorKind, Target,
};
use blobs::Wait;
use layers::Identity;
use leads::{Lead, LeadKey};

/// What to discover: an image in a repository, or in a source that has only one.
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
    /// The repository of the image, then the others.
    places: Vec<Option<Repository>>,
    target: Target,
    lists: bool,
    stage: Stage,
    pending: Vec<Pending>,
    queue: Vec<(Task, usize, Ask, u64)>,
    next_id: u32,
    requests: u64,
    bytes: u64,
    reserved: u64,
    is_out_of_time: bool,
    image: Option<Image>,
    /// Why there is no image.
    failure: Option<Error>,
    children: Vec<Child>,
    /// The image and the children of which attachments are looked for.
    nodes: Vec<Digest>,
    seen_indexes: BTreeSet<Digest>,
    leads: BTreeMap<LeadKey, Lead>,
    waits: Vec<Wait>,
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

/// A request that was made, and its answer.
#[derive(Debug)]
struct Pending {
    request: Request,
    task: Task,
    reserved: u64,
    answer: Option<Result<Answer, SourceError>>,
}

/// What an answer is for. `place` is a number in `places`, `node` one in `nodes`.
#[derive(Clone, Debug)]
enum Task {
    Image,
    NestedIndex {
        path: Vec<Digest>,
    },
    Referrers {
        node: usize,
        pages: Pages,
    },
    FallbackTag {
        node: usize,
        otherwise: Option<Reason>,
    },
    Tag {
        node: usize,
        kind: TagKind,
    },
    Listing {
        depth: u64,
    },
    Lead(LeadKey),
    Blob(Digest),
}

/// The pages of one list of referrers so far.
#[derive(Clone, Debug, Default)]
struct Pages {
    read: u64,
    listed: u64,
    addresses: BTreeSet<String>,
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
                    let answer = discovery.late().map_or_else(|| source.fetch(&request), Err);
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
            places.extend(options.repositories.iter().cloned().map(Some));
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
            nodes: Vec::new(),
            seen_indexes: BTreeSet::new(),
            leads: BTreeMap::new(),
            waits: Vec::new(),
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

    /// What to answer instead of asking, once the time is over.
    fn late(&self) -> Option<SourceError> {
        let late = || SourceError::new(SourceErrorKind::DeadlineReached, "not asked any more");
        self.is_out_of_time.then(late)
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

    /// Wants `ask` of a place, of at most `max_bytes`.
    fn want(&mut self, task: Task, place: usize, ask: Ask, max_bytes: u64) {
        self.queue.push((task, place, ask, max_bytes));
    }

    /// Makes requests of what is wanted, as far as the limits reach. What lies beyond them is
    /// answered here.
    fn issue(&mut self) {
        for (task, place, ask, max_bytes) in core::mem::take(&mut self.queue) {
            let limits = &self.options.limits;
            let spent = self.bytes.saturating_add(self.reserved);
            let beyond = if self.requests >= limits.requests {
                Some(("requests", limits.requests))
            } else if spent.saturating_add(max_bytes) > limits.total_bytes {
                Some(("bytes in all", limits.total_bytes))
            } else {
                None
            };
            let repository = self.places.get(place).cloned().flatten();
            let request = Request::new(self.next_id, repository, ask, max_bytes);
            self.next_id = self.next_id.saturating_add(1);
            let answer = match (beyond, self.late()) {
                (Some((kind, limit)), _) => {
                    self.limit_reached(kind, limit.saturating_add(1), limit);
                    Some(Err(SourceError::new(
                        SourceErrorKind::TooLarge { limit },
                        "not asked: a limit of the discovery",
                    )))
                }
                (None, Some(late)) => Some(Err(late)),
                (None, None) => None,
            };
            if answer.is_none() {
                self.requests = self.requests.saturating_add(1);
                self.reserved = self.reserved.saturating_add(max_bytes);
            }
            self.pending.push(Pending {
                reserved: if answer.is_none() { max_bytes } else { 0 },
                request,
                task,
                answer,
            });
        }
    }

    /// Takes an answer to what it is for.
    fn take(&mut self, pending: Pending) {
        let Pending {
            request,
            task,
            reserved,
            answer,
        } = pending;
        self.reserved = self.reserved.saturating_sub(reserved);
        let Some(mut answer) = answer else {
            return;
        };
        if let Ok(Answer::Found(found)) = &mut answer {
            let length = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
            self.bytes = self.bytes.saturating_add(length);
            for warning in found.warnings.drain(..) {
                self.note(registry::NOTE_REGISTRY_WARNING, warning);
            }
        }
        let place = self.place_of(&request);
        match task {
            Task::Image => self.take_image(answer),
            Task::NestedIndex { path } => self.take_nested_index(&path, answer),
            Task::Referrers { node, pages } => self.take_referrers(node, place, pages, answer),
            Task::FallbackTag { node, otherwise } => {
                self.take_fallback(node, place, otherwise, answer);
            }
            Task::Tag { node, kind } => self.take_tag(node, place, kind, answer),
            Task::Listing { depth } => self.take_listing(depth, answer),
            Task::Lead(key) => self.take_lead(&key, answer),
            Task::Blob(digest) => self.take_blob(&digest, request.max_bytes(), answer),
        }
    }

    fn place_of(&self, request: &Request) -> usize {
        let is_it = |place: &Option<Repository>| place.as_ref() == request.repository();
        self.places.iter().position(is_it).unwrap_or(0)
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

    fn limit_reached(&mut self, kind: &'static str, seen: u64, limit: u64) {
        self.incomplete(0, Reason::LimitReached { kind, seen, limit });
    }

    fn note(&mut self, code: bonafide_report::Code, detail: impl Into<String>) {
        self.notes.push(Finding::new(code, Place::root(), detail));
    }

    fn finish(&mut self) -> Result<Discovered, Error> {
        let gone = || Error::Absent {
            what: "the image".to_owned(),
        };
        let image = match (self.image.take(), self.failure.take()) {
            (Some(image), None) => image,
            (_, failure) => return Err(failure.unwrap_or_else(gone)),
        };
        let node = |candidate: &Candidate| {
            let is_it = |node: &Digest| node == candidate.image();
            self.nodes.iter().position(is_it)
        };
        let mut candidates = core::mem::take(&mut self.candidates);
        candidates.sort_by_key(|candidate| (node(candidate), candidate.order()));
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
            requests: self.requests,
            bytes: self.bytes,
            notes: core::mem::take(&mut self.notes),
        })
    }
}
