//! What was found for one requirement: what counts, what does not, and why.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use bonafide_report::{Class, Code, Finding, registry};
use serde_json::Value;

use super::heard::{Basis, Heard, Told};
use super::judgement::{Judgement, in_order};
use crate::CandidateView;
use crate::evidence::{Answer, Counted, EvidenceSet, LocalDocument, Outcome, QuestionId};
use crate::requirement::{Given, Unmet};

/// What was found for one requirement.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    pub(super) evidence: &'a EvidenceSet,
    pub(super) counted: Vec<Vote<'a>>,
    questions: &'a [QuestionId],
    basis: Rc<Basis>,
    /// What counts for its questions, and does not say what is wanted.
    sifted: Vec<Failure<'a>>,
}

/// A piece that counts for an entry of `by`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vote<'a> {
    /// Which one of all that count for the questions.
    number: usize,
    pub(super) entry: usize,
    pub(super) given: Given<'a>,
}

/// A piece that does not count.
#[derive(Clone, Debug)]
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

/// How many ranks there are.
const RANKS: u8 = 5;

impl Standing {
    /// How much it tells beside what counts, which has 0.
    const fn rank(self) -> u8 {
        match self {
            Self::Attributable => 1,
            Self::Stranger => 2,
            Self::Unreadable => 3,
            Self::Beside => 4,
        }
    }
}

impl<'a> Failure<'a> {
    pub(super) const fn piece(&self) -> usize {
        self.piece
    }

    /// By what it is told from others that are about the same piece: the least tells most.
    pub(super) fn telling(&self) -> impl Ord + use<'_> {
        let finding = &*self.finding;
        let place = finding.place().as_str();
        (
            self.standing.rank(),
            finding.code(),
            finding.detail(),
            place,
        )
    }

    pub(super) fn told(&self) -> Told {
        Told {
            rank: self.standing.rank(),
            code: self.finding.code(),
            summary: summary(&self.finding).into(),
        }
    }

    /// What an answer says that does not count.
    fn of(evidence: &EvidenceSet, answer: &'a Answer) -> Option<Self> {
        let Outcome::Fails {
            finding,
            class,
            is_attributable,
            is_well_formed,
        } = &answer.outcome
        else {
            return None;
        };
        // What is a signature and no attestation, or the reverse, is about something else, and leaves
        // this as it is without it.
        let is_other = finding.code() == registry::STATEMENT_PREDICATE_TYPE;
        let standing = match (is_attributable, is_well_formed) {
            _ if is_other => Standing::Beside,
            // One piece that somebody handed over for one artifact speaks for itself.
            _ if evidence.is_handed_over => Standing::Attributable,
            (true, _) => Standing::Attributable,
            (false, true) => Standing::Stranger,
            (false, false) => Standing::Unreadable,
        };
        Some(Self {
            piece: answer.piece,
            finding: Cow::Borrowed(finding),
            class: *class,
            standing,
            findings: Vec::new(),
            is_verified: false,
        })
    }
}

/// What counts for these questions.
pub(super) fn votes<'a>(
    evidence: &'a EvidenceSet,
    questions: &[QuestionId],
) -> impl Iterator<Item = Vote<'a>> {
    let counted = answers(evidence, questions).filter_map(|(entry, answer)| {
        let Outcome::Counts(counted) = &answer.outcome else {
            return None;
        };
        let piece = answer.piece;
        Some((entry, Given { piece, counted }))
    });
    let numbered = counted.enumerate();
    numbered.map(|(number, (entry, given))| Vote {
        number,
        entry,
        given,
    })
}

/// What does not count for these questions.
pub(super) fn failures<'a>(
    evidence: &'a EvidenceSet,
    questions: &[QuestionId],
) -> impl Iterator<Item = Failure<'a>> {
    answers(evidence, questions).filter_map(|(_, answer)| Failure::of(evidence, answer))
}

/// The answers to questions each of which belongs to one entry of `by`.
fn answers<'a>(
    evidence: &'a EvidenceSet,
    questions: &[QuestionId],
) -> impl Iterator<Item = (usize, &'a Answer)> {
    let questions = questions.iter().enumerate();
    questions.flat_map(|(entry, question)| {
        let answers = evidence.answers.get(question).into_iter().flatten();
        answers.map(move |answer| (entry, answer))
    })
}

impl<'a> Tally<'a> {
    /// Of these questions, each of which belongs to one entry of `by`.
    pub(super) fn of(
        evidence: &'a EvidenceSet,
        questions: &'a [QuestionId],
        heard: &Heard,
    ) -> Self {
        Self {
            evidence,
            counted: votes(evidence, questions).collect(),
            questions,
            basis: heard.basis(evidence, questions),
            sifted: Vec::new(),
        }
    }

    /// What does not count.
    pub(super) fn failed(&self) -> Vec<Failure<'_>> {
        let all = failures(self.evidence, self.questions);
        all.chain(self.sifted.iter().cloned()).collect()
    }

    /// A piece that is by one of the signers does not say what is wanted.
    pub(super) fn fail(&mut self, given: Given<'a>, unmet: Unmet) {
        self.sifted.push(Failure {
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
        self.sifted.push(Failure {
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
        givens.sort_by_cached_key(|given| self.order(given));
        givens.dedup_by(|one, other| one.is_same(other));
        givens
    }

    fn order(&self, given: &Given<'a>) -> impl Ord + use<'a> {
        let rank = self.basis.order.ranks.get(given.piece).copied();
        let principal = given.counted.principal.as_str();
        (rank, given.counted.stated(), principal, given.piece)
    }

    /// Adds to a judgement what it rests on, and everything that was looked at.
    pub(super) fn describe(&self, judgement: &mut Judgement, code: Code) {
        let pieces = self.counted.iter().map(|vote| vote.given.piece);
        self.rest_on(judgement, pieces);
        let mut signed = vec![None; self.basis.by_identity.len()];
        for vote in &self.counted {
            if let Some(signed) = signed.get_mut(vote.number) {
                *signed = Some(&vote.given.counted.identity);
            }
        }
        let in_order = self.basis.by_identity.iter();
        let identities = in_order.filter_map(|number| *signed.get(*number)?);
        let is_first = judgement.identities.is_empty();
        judgement.identities.extend(identities.cloned());
        if !is_first {
            judgement.identities.sort();
        }
        judgement.identities.dedup();
        self.list(judgement, code);
    }

    /// Adds what the caller handed over.
    pub(super) fn describe_local(&self, judgement: &mut Judgement, local: &[&LocalDocument]) {
        self.rest_on(judgement, local.iter().map(|local| local.piece));
    }

    fn rest_on(&self, judgement: &mut Judgement, pieces: impl Iterator<Item = usize>) {
        let mut used = vec![false; self.evidence.pieces.len()];
        for piece in pieces {
            if let Some(used) = used.get_mut(piece) {
                *used = true;
            }
        }
        let in_order = self.basis.order.pieces.iter();
        let used = in_order.filter(|piece| used.get(**piece) == Some(&true));
        let views = used.filter_map(|piece| self.evidence.pieces.get(*piece));
        let is_first = judgement.evidence.is_empty();
        judgement.evidence.extend(views.cloned());
        if !is_first {
            judgement.evidence.sort();
        }
        judgement.evidence.dedup();
    }

    /// Every piece that was looked at, once, by what tells most about it.
    fn list(&self, judgement: &mut Judgement, code: Code) {
        let counts = Told {
            rank: 0,
            code,
            summary: Arc::clone(&self.basis.counts),
        };
        let sifted: Vec<Told> = self.sifted.iter().map(Failure::told).collect();
        let mut all: Vec<Option<&Told>> = self.basis.told.iter().map(Option::as_ref).collect();
        let counted = self.counted.iter().map(|vote| (vote.given.piece, &counts));
        let failed = self.sifted.iter().map(Failure::piece).zip(&sifted);
        for (piece, told) in counted.chain(failed) {
            if let Some(held) = all.get_mut(piece)
                && held.is_none_or(|held| told < held)
            {
                *held = Some(told);
            }
        }
        judgement.candidates.reserve(all.len());
        for rank in 0..RANKS {
            let from = judgement.candidates.len();
            let in_order = self.basis.order.pieces.iter();
            let views = in_order.filter_map(|piece| {
                let told = (*all.get(*piece)?)?;
                (told.rank == rank).then(|| CandidateView {
                    digest: self
                        .evidence
                        .pieces
                        .get(*piece)
                        .and_then(|view| view.digest),
                    code: told.code,
                    summary: Arc::clone(&told.summary),
                })
            });
            judgement.candidates.extend(views);
            let added = judgement.candidates.get_mut(from..).unwrap_or_default();
            added.sort_by(|one, other| one.order().cmp(&other.order()));
        }
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

fn summary(finding: &Finding) -> String {
    if finding.place().is_root() {
        return finding.detail().to_owned();
    }
    format!("{} (at {})", finding.detail(), finding.place())
}

impl CandidateView {
    fn order(&self) -> impl Ord + use<'_> {
        (self.digest, self.code, &self.summary)
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

    /// What the predicate says, read once however many ask; `None` where it holds a number that cannot be
    /// compared.
    pub(super) fn says(&self) -> Option<&Value> {
        let read = || {
            let (_, predicate) = self.stated().unwrap_or_default();
            serde_json::from_str(predicate).ok()
        };
        self.said.get_or_init(read).as_ref()
    }
}
