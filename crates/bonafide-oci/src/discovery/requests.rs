//! Requests: what is asked in one round, what lies beyond a limit, and whom an answer is for.

use bonafide_digest::Digest;
use bonafide_report::{Escaped, registry};

use super::lists::Pages;
use super::{Discovery, Reason, TagKind};
use crate::{Answer, Ask, Error, MediaType, Request, SourceError, SourceErrorKind};

/// Bytes that the answers of one round may have together: all of them are held at once. A single
/// answer may be greater.
const ROUND: u64 = 32 << 20;

/// What a request is for. `node` is a number in the images, `place` one in the repositories.
#[derive(Clone, Debug)]
pub(super) enum Task {
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
    /// The listing of a layout, or an index in it.
    Listing {
        digest: Option<Digest>,
        depth: u64,
    },
    Manifest(Digest),
    Blob(Digest),
}

/// Something to ask.
#[derive(Debug)]
pub(super) struct Question {
    task: Task,
    place: usize,
    ask: Ask,
    max_bytes: u64,
}

/// A request that was made, and its answer.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) request: Request,
    pub(super) answer: Option<Result<Answer, SourceError>>,
    task: Task,
    place: usize,
    /// Whether it may have fewer bytes than such an answer may have, for want of budget.
    is_cut: bool,
}

/// Why something is not asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Never {
    Late,
    /// There were so many requests.
    Requests(Budget),
    /// There were so many bytes.
    Bytes(Budget),
}

/// How much of something may be used, and what for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    kind: &'static str,
    limit: u64,
}

enum Admission {
    /// It may be asked, of at most so many bytes.
    Now(u64),
    /// It is asked once the answers of this round are in.
    Later,
    Never(Never),
}

impl Task {
    /// Whether a hostile source can make any number of these. They get half of the requests and of
    /// the bytes, so that what was found can still be looked at.
    const fn is_one_of_many(&self) -> bool {
        match self {
            Self::NestedIndex { .. } => true,
            Self::Referrers { node, pages } => *node > 0 || pages.read() > 0,
            Self::FallbackTag { node, .. } | Self::Tag { node, .. } => *node > 0,
            Self::Listing { digest, .. } => digest.is_some(),
            Self::Image | Self::Manifest(_) | Self::Blob(_) => false,
        }
    }

    /// Whether a descriptor said how long the answer is.
    const fn has_size(&self) -> bool {
        matches!(self, Self::Manifest(_) | Self::Blob(_))
    }
}

impl Discovery {
    /// Wants `ask` of a place, of at most `max_bytes`.
    pub(super) fn want(&mut self, task: Task, place: usize, ask: Ask, max_bytes: u64) {
        self.queue.push(Question {
            task,
            place,
            ask,
            max_bytes,
        });
    }

    /// Makes requests of what is wanted, as far as the limits reach. The first is always asked or
    /// given up.
    pub(super) fn issue(&mut self) {
        let mut questions = core::mem::take(&mut self.queue).into_iter();
        while let Some(question) = questions.next() {
            match self.admit(&question) {
                Admission::Now(max_bytes) => self.make(question, max_bytes),
                Admission::Later => {
                    self.queue.push(question);
                    self.queue.extend(questions);
                    return;
                }
                Admission::Never(why) => self.give_up(question.task, question.place, why),
            }
        }
    }

    fn admit(&self, question: &Question) -> Admission {
        let (requests, bytes) = self.budgets(&question.task);
        if self.is_out_of_time {
            return Admission::Never(Never::Late);
        }
        if self.requests >= requests.limit {
            return Admission::Never(Never::Requests(requests));
        }
        let spent = self.bytes.saturating_add(self.reserved);
        let free = bytes.limit.saturating_sub(spent);
        let is_first = self.reserved == 0;
        let held = self.reserved.saturating_add(question.max_bytes);
        if question.max_bytes <= free && (is_first || held <= ROUND) {
            Admission::Now(question.max_bytes)
        } else if !is_first {
            Admission::Later
        } else if free > 0 && !question.task.has_size() {
            Admission::Now(free)
        } else {
            Admission::Never(Never::Bytes(bytes))
        }
    }

    /// The requests and the bytes until which `task` may go on.
    fn budgets(&self, task: &Task) -> (Budget, Budget) {
        let limits = &self.options.limits;
        let budget = |kind, limit| Budget { kind, limit };
        if task.is_one_of_many() {
            let requests = limits.requests.div_ceil(2);
            let bytes = limits.total_bytes.div_ceil(2);
            (
                budget("requests for lists", requests),
                budget("bytes of lists", bytes),
            )
        } else {
            (
                budget("requests", limits.requests),
                budget("bytes in all", limits.total_bytes),
            )
        }
    }

    fn make(&mut self, question: Question, max_bytes: u64) {
        let repository = self.places.get(question.place).cloned().flatten();
        let request = Request::new(self.next_id, repository, question.ask, max_bytes);
        self.next_id = self.next_id.saturating_add(1);
        self.requests = self.requests.saturating_add(1);
        self.reserved = self.reserved.saturating_add(max_bytes);
        self.pending.push(Pending {
            request,
            answer: None,
            task: question.task,
            place: question.place,
            is_cut: max_bytes < question.max_bytes,
        });
    }

    /// Says what is not known because it is not asked.
    pub(super) fn give_up(&mut self, task: Task, place: usize, why: Never) {
        let error = match why {
            Never::Late => {
                self.incomplete(place, Reason::DeadlineReached);
                Error::Source { cause: late() }
            }
            Never::Requests(Budget { kind, limit }) | Never::Bytes(Budget { kind, limit }) => {
                self.limit_reached(kind, limit.saturating_add(1), limit);
                Error::Limit { item: kind, limit }
            }
        };
        match task {
            Task::Image => self.fail_image(error),
            Task::Manifest(digest) => self.fail_manifest(digest, error),
            Task::Blob(digest) => match why {
                // What is said to be smaller may still fit.
                Never::Bytes(_) => self.shrink_blob(digest, place, error),
                Never::Requests(_) | Never::Late => self.fail_blob(digest, error),
            },
            Task::FallbackTag { otherwise, .. } => {
                if let Some(reason) = otherwise {
                    self.incomplete(place, reason);
                }
            }
            Task::NestedIndex { .. }
            | Task::Referrers { .. }
            | Task::Tag { .. }
            | Task::Listing { .. } => {}
        }
    }

    /// Takes an answer to what it is for.
    pub(super) fn take(&mut self, pending: Pending) {
        let Pending {
            request,
            answer,
            task,
            place,
            is_cut,
        } = pending;
        self.reserved = self.reserved.saturating_sub(request.max_bytes());
        let Some(answer) = answer else {
            return;
        };
        let answer = self.check(&request, answer);
        let is_too_large = matches!(&answer, Err(error) if is_too_large(error));
        if is_cut && is_too_large {
            let (_, bytes) = self.budgets(&task);
            return self.give_up(task, place, Never::Bytes(bytes));
        }
        match task {
            Task::Image => self.take_image(answer),
            Task::NestedIndex { path } => self.take_nested_index(&path, answer),
            Task::Referrers { node, pages } => self.take_referrers(node, place, pages, answer),
            Task::FallbackTag { node, otherwise } => {
                self.take_fallback(node, place, otherwise, answer);
            }
            Task::Tag { node, kind } => self.take_tag(node, place, kind, answer),
            Task::Listing { digest, depth } => self.take_listing(digest, depth, answer),
            Task::Manifest(digest) => self.take_manifest(digest, place, &request, answer),
            Task::Blob(digest) => self.take_blob(digest, place, &request, answer),
        }
    }

    /// Counts what came, and holds the source to the request: whoever answers may be any program.
    fn check(
        &mut self,
        request: &Request,
        answer: Result<Answer, SourceError>,
    ) -> Result<Answer, SourceError> {
        let most = request.max_bytes();
        let too_large = || {
            let kind = SourceErrorKind::TooLarge { limit: most };
            SourceError::new(kind, "more bytes than were asked for")
        };
        let answer = match answer {
            Ok(Answer::Found(mut found)) => {
                for warning in found.warnings.drain(..) {
                    let text = Escaped(&warning).to_string();
                    self.note(registry::NOTE_REGISTRY_WARNING, text);
                }
                let length = u64::try_from(found.bytes.len()).unwrap_or(u64::MAX);
                let is_blob = matches!(request.ask(), Ask::Blob(_));
                if length > most {
                    Err(too_large())
                } else if !is_blob && found.media_type().is_some_and(is_page) {
                    Err(SourceError::new(
                        SourceErrorKind::Protocol,
                        "a page for people in the place of a document",
                    ))
                } else {
                    self.bytes = self.bytes.saturating_add(length);
                    Ok(Answer::Found(found))
                }
            }
            answer => answer,
        };
        if answer.as_ref().is_err_and(is_too_large) {
            self.bytes = self.bytes.saturating_add(most);
        }
        answer
    }
}

const fn is_too_large(error: &SourceError) -> bool {
    matches!(error.kind(), SourceErrorKind::TooLarge { .. })
}

/// Login pages of networks, which stand in the way of registries.
fn is_page(media_type: &MediaType) -> bool {
    media_type.is("text/html") || media_type.is("application/xhtml+xml")
}

/// What to answer instead of asking, once the time is over.
pub(super) fn late() -> SourceError {
    SourceError::new(SourceErrorKind::DeadlineReached, "not asked any more")
}
