//! What the answers to the same questions amount to: found out once, however many requirements ask
//! them.

use core::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bonafide_report::Code;

use super::tally::{Failure, failures, votes};
use crate::evidence::{EvidenceSet, QuestionId};

/// What was found out of the evidence about one artifact. For other evidence another one is wanted.
#[derive(Debug, Default)]
pub(super) struct Heard {
    order: OnceCell<Rc<Order>>,
    known: RefCell<BTreeMap<Vec<QuestionId>, Rc<Basis>>>,
}

/// What the answers to some questions amount to, before a requirement wants anything of them.
#[derive(Debug)]
pub(super) struct Basis {
    /// What tells most about each piece that does not count.
    pub(super) told: Vec<Option<Told>>,
    pub(super) order: Rc<Order>,
    /// The votes, in the order of who signed.
    pub(super) by_identity: Vec<usize>,
    /// What is told of a piece that counts.
    pub(super) counts: Arc<str>,
}

/// The pieces in the order of what they are.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) pieces: Vec<usize>,
    /// The rank of each piece; those that are alike share one.
    pub(super) ranks: Vec<usize>,
}

/// What is told of a piece.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    /// How much it tells: the least tells most, and what counts has 0.
    pub(super) rank: u8,
    pub(super) code: Code,
    pub(super) summary: Arc<str>,
}

impl Heard {
    pub(super) fn basis(&self, evidence: &EvidenceSet, questions: &[QuestionId]) -> Rc<Basis> {
        if let Some(known) = self.known.borrow().get(questions) {
            return Rc::clone(known);
        }
        let order = self.order.get_or_init(|| Rc::new(Order::of(evidence)));
        let basis = Rc::new(Basis::of(evidence, questions, Rc::clone(order)));
        let mut known = self.known.borrow_mut();
        known.insert(questions.to_vec(), Rc::clone(&basis));
        basis
    }
}

impl Order {
    fn of(evidence: &EvidenceSet) -> Self {
        let mut pieces: Vec<usize> = (0..evidence.pieces.len()).collect();
        pieces.sort_by_key(|piece| evidence.pieces.get(*piece));
        let mut ranks = vec![0; pieces.len()];
        let (mut rank, mut before) = (0_usize, None);
        for piece in &pieces {
            let view = evidence.pieces.get(*piece);
            if before.replace(view).is_some_and(|before| before != view) {
                rank = rank.saturating_add(1);
            }
            if let Some(own) = ranks.get_mut(*piece) {
                *own = rank;
            }
        }
        Self { pieces, ranks }
    }
}

impl Basis {
    fn of(evidence: &EvidenceSet, questions: &[QuestionId], order: Rc<Order>) -> Self {
        let mut most: Vec<Option<Failure<'_>>> = Vec::new();
        most.resize_with(evidence.pieces.len(), || None);
        for failure in failures(evidence, questions) {
            if let Some(held) = most.get_mut(failure.piece()) {
                let is_more = |held: &Failure<'_>| failure.telling() < held.telling();
                if held.as_ref().is_none_or(is_more) {
                    *held = Some(failure);
                }
            }
        }
        let told = most.into_iter();
        let told = told.map(|failure| failure.as_ref().map(Failure::told));
        let mut signed: Vec<_> = votes(evidence, questions).enumerate().collect();
        signed.sort_by_key(|(_, vote)| &vote.given.counted.identity);
        Self {
            told: told.collect(),
            order,
            by_identity: signed.into_iter().map(|(number, _)| number).collect(),
            counts: "it counts".into(),
        }
    }
}
