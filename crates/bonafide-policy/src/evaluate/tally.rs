//! What was found for one requirement: what counts, what does not, and why.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::{Class, Code, Finding, registry};

use super::judgement::{Judgement, in_order};
use crate::evidence::{Counted, EvidenceSet, LocalDocument, Outcome, Piece, QuestionId};
use crate::requirement::{Given, Unmet};
use crate::{CandidateView, EvidenceView};

/// What was found for one requirement.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    pub(super) evidence: &'a EvidenceSet,
    pub(super) counted: Vec<Vote<'a>>,
    pub(super) failed: Vec<Failure<'a>>,
}

/// A piece that counts for an entry of `by`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vote<'a> {
    pub(super) entry: usize,
    pub(super) given: Given<'a>,
}

/// A piece that does not count.
#[derive(Debug)]
pub(super) struct Failure<'a> {
    piece: usize,
    pub(super) finding: Cow<'a, Finding>,
    pub(super) class: Class,
    pub(super) standing: Standing,
    pub(super) findings: Vec<Finding>,
    /// Whether it was verified, and says something else than is wanted.
    pub(super) is_verified: bool,
}

/// What a piece that does not count says about the requirement; the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is by one of the signers, and fails for another reason.
    Attributable,
    /// It is by somebody else.
    Stranger,
    /// It cannot be read.
    Unreadable,
    /// It is about something else, and is listed only.
    Beside,
}

impl Failure<'_> {
    pub(super) const fn piece(&self) -> usize {
        self.piece
    }
}

impl<'a> Tally<'a> {
    /// Of these questions, each of which belongs to one entry of `by`.
    pub(super) fn of(evidence: &'a EvidenceSet, questions: &[QuestionId]) -> Self {
        let mut tally = Self {
            evidence,
            counted: Vec::new(),
            failed: Vec::new(),
        };
        for (entry, question) in questions.iter().enumerate() {
            for answer in evidence.answers.get(question).into_iter().flatten() {
                tally.add(entry, answer.piece, &answer.outcome);
            }
        }
        tally
    }

    fn add(&mut self, entry: usize, piece: usize, outcome: &'a Outcome) {
        match outcome {
            Outcome::Counts(counted) => {
                let given = Given { piece, counted };
                self.counted.push(Vote { entry, given });
            }
            Outcome::Fails {
                finding,
                class,
                is_attributable,
                is_well_formed,
            } => {
                // What is a signature and no attestation, or the reverse, is about something else.
                let is_other = finding.code() == registry::STATEMENT_PREDICATE_TYPE;
                // One piece that somebody handed over for one artifact speaks for itself.
                let standing = match (is_attributable, is_well_formed) {
                    _ if is_other => Standing::Beside,
                    _ if self.evidence.is_handed_over => Standing::Attributable,
                    // What was signed for another purpose leaves this as it is without it.
                    (true, _) if finding.code() == registry::STATEMENT_PREDICATE_TYPE => {
                        Standing::Beside
                    }
                    (true, _) => Standing::Attributable,
                    (false, true) => Standing::Stranger,
                    (false, false) => Standing::Unreadable,
                };
                self.failed.push(Failure {
                    piece,
                    finding: Cow::Borrowed(finding),
                    class: *class,
                    standing,
                    findings: Vec::new(),
                    is_verified: false,
                });
            }
        }
    }

    /// A piece that is by one of the signers does not say what is wanted.
    pub(super) fn fail(&mut self, given: Given<'a>, unmet: Unmet) {
        self.failed.push(Failure {
            piece: given.piece,
            finding: Cow::Owned(unmet.finding),
            class: unmet.class,
            standing: Standing::Attributable,
            findings: unmet.findings,
            is_verified: true,
        });
    }

    /// Leaves statements of the wanted types, and lists the others.
    pub(super) fn keep_types(&mut self, is_wanted: impl Fn(&str) -> bool) {
        let all = core::mem::take(&mut self.counted);
        for vote in all {
            match vote.given.counted.stated() {
                Some((uri, _)) if is_wanted(uri) => self.counted.push(vote),
                stated => self.set_aside(vote.given, stated.map(|(uri, _)| uri)),
            }
        }
    }

    fn set_aside(&mut self, given: Given<'a>, predicate_type: Option<&str>) {
        let detail = match predicate_type {
            Some(uri) => format!(
                "a statement with another predicate type: {}",
                bonafide_report::Escaped(uri)
            ),
            None => "a signature without a statement".to_owned(),
        };
        let code = registry::STATEMENT_PREDICATE_TYPE;
        self.failed.push(Failure {
            piece: given.piece,
            finding: Cow::Owned(Finding::new(code, bonafide_report::Place::root(), detail)),
            class: Class::Policy,
            standing: Standing::Beside,
            findings: Vec::new(),
            is_verified: false,
        });
    }

    /// How many pieces count.
    pub(super) fn pieces(&self) -> usize {
        let pieces = self.counted.iter().map(|vote| vote.given.piece);
        pieces.collect::<BTreeSet<_>>().len()
    }

    /// What counts, each piece once for each who signed it, in an order that no order of discovery changes.
    pub(super) fn givens(&self) -> Vec<Given<'a>> {
        let mut givens: Vec<Given<'a>> = self.counted.iter().map(|vote| vote.given).collect();
        givens.sort_by(|one, other| self.order(one).cmp(&self.order(other)));
        let mut seen = BTreeSet::new();
        givens.retain(|given| seen.insert((given.piece, given.counted.principal.as_str())));
        givens
    }

    fn order(&self, given: &Given<'a>) -> impl Ord + use<'a> {
        let piece = self.evidence.pieces.get(given.piece);
        let view = piece.map(|piece| (piece.digest, piece.source, piece.repository.as_deref()));
        let principal = given.counted.principal.as_str();
        (view, given.counted.stated(), principal)
    }

    /// Adds to a judgement what it rests on, and everything that was looked at.
    pub(super) fn describe(&self, judgement: &mut Judgement, code: Code) {
        let views = self.givens();
        for given in &views {
            let piece = self.evidence.pieces.get(given.piece);
            judgement.evidence.extend(piece.map(view));
        }
        let identities = self.counted.iter().map(|vote| &vote.given.counted.identity);
        judgement.identities.extend(identities.cloned());
        judgement.evidence.sort();
        judgement.evidence.dedup();
        judgement.identities.sort();
        judgement.identities.dedup();
        self.list(judgement, code);
    }

    /// Adds what the caller handed over.
    pub(super) fn describe_local(&self, judgement: &mut Judgement, local: &[&LocalDocument]) {
        let pieces = local
            .iter()
            .filter_map(|local| self.evidence.pieces.get(local.piece));
        judgement.evidence.extend(pieces.map(view));
        judgement.evidence.sort();
        judgement.evidence.dedup();
    }

    /// Every piece that was looked at, once, by what tells most about it.
    fn list(&self, judgement: &mut Judgement, code: Code) {
        let mut best: BTreeMap<usize, (u8, Code, Option<&Finding>)> = BTreeMap::new();
        for vote in &self.counted {
            best.insert(vote.given.piece, (0, code, None));
        }
        for failure in &self.failed {
            let rank = match failure.standing {
                Standing::Attributable => 1,
                Standing::Stranger => 2,
                Standing::Unreadable => 3,
                Standing::Beside => 4,
            };
            let finding = &*failure.finding;
            let entry = (rank, finding.code(), Some(finding));
            let key = |entry: &(u8, Code, Option<&Finding>)| (entry.0, entry.1);
            let text = |entry: &(u8, Code, Option<&'_ Finding>)| {
                entry.2.map(|finding| finding.detail().to_owned())
            };
            match best.get_mut(&failure.piece) {
                Some(held) if key(held) < key(&entry) => {}
                Some(held) if key(held) == key(&entry) && text(held) <= text(&entry) => {}
                Some(held) => *held = entry,
                None => {
                    best.insert(failure.piece, entry);
                }
            }
        }
        let mut listed: Vec<(u8, CandidateView)> = best
            .into_iter()
            .map(|(piece, (rank, code, finding))| {
                let piece = self.evidence.pieces.get(piece);
                let summary = finding.map_or_else(|| "it counts".to_owned(), told);
                let digest = piece.and_then(|piece| piece.digest);
                let view = CandidateView {
                    digest,
                    code,
                    summary,
                };
                (rank, view)
            })
            .collect();
        listed.sort_by(|(rank, one), (other_rank, other)| {
            let key = (rank, one.digest, one.code, &one.summary);
            key.cmp(&(other_rank, other.digest, other.code, &other.summary))
        });
        let views = listed.into_iter().map(|(_, view)| view);
        judgement.candidates.extend(views);
    }

    /// Why not everything was seen, the first by name; `None` where it was.
    pub(super) fn incompleteness(&self) -> Option<(Finding, bool)> {
        let reasons = &self.evidence.incomplete;
        let findings = reasons
            .iter()
            .map(|reason| reason.finding.clone())
            .collect();
        let first = in_order(findings).into_iter().next()?;
        Some((first, reasons.iter().all(|reason| reason.is_retryable)))
    }
}

impl Given<'_> {
    /// Whether it is the same piece by the same signer.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.piece == other.piece && self.counted.principal == other.counted.principal
    }
}

fn told(finding: &Finding) -> String {
    if finding.place().is_root() {
        return finding.detail().to_owned();
    }
    format!("{} (at {})", finding.detail(), finding.place())
}

fn view(piece: &Piece) -> EvidenceView {
    EvidenceView {
        digest: piece.digest,
        media_type: piece.media_type.clone(),
        role: piece.role.to_owned(),
        source: piece.source.to_owned(),
        repository: piece.repository.clone(),
    }
}

impl Counted {
    /// The predicate type and the text of the predicate, where a statement was verified.
    pub(crate) fn stated(&self) -> Option<(&str, &str)> {
        #[cfg(test)]
        if let crate::evidence::Proof::Stated {
            predicate_type,
            predicate,
        } = &self.proof
        {
            return Some((predicate_type, predicate));
        }
        let statement = self.statement()?.statement();
        Some((statement.predicate_type(), statement.predicate()))
    }
}
