//! The truth of a tree.

use super::expression::{Expression, Node};
use super::term::Term;
use super::truth::Truth;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome<'a> {
    pub(super) truth: Truth,
    /// The terms that force it, in order: whatever the others were, it would be no better. Empty
    /// where all is allowed.
    pub(super) failing: Vec<&'a Term>,
}

/// Puts the truths of the terms together: node by node as they stand, each operand before its
/// operator, so without recursion.
pub(super) fn evaluate(expression: &Expression, of: impl Fn(&Term) -> Truth) -> Outcome<'_> {
    let mut truths: Vec<Truth> = Vec::with_capacity(expression.nodes.len());
    for node in &expression.nodes {
        let at = |node: usize| truths.get(node).copied().unwrap_or(Truth::Unknown);
        let truth = match node {
            Node::Term(term) => of(term),
            Node::And(left, right) => at(*left).and(at(*right)),
            Node::Or(left, right) => at(*left).or(at(*right)),
        };
        truths.push(truth);
    }
    Outcome {
        truth: truths.last().copied().unwrap_or(Truth::Unknown),
        failing: failing(&expression.nodes, &truths),
    }
}

/// Of AND, the sides that are as bad as the whole; of OR, both, since either could have saved it.
fn failing<'a>(nodes: &'a [Node], truths: &[Truth]) -> Vec<&'a Term> {
    let mut failing: Vec<&Term> = Vec::new();
    let mut open: Vec<usize> = nodes.len().checked_sub(1).into_iter().collect();
    while let Some(at) = open.pop() {
        let (Some(node), Some(truth)) = (nodes.get(at), truths.get(at)) else {
            continue;
        };
        if *truth == Truth::Allow {
            continue;
        }
        match node {
            Node::Term(term) => failing.push(term),
            Node::Or(left, right) => open.extend([*right, *left]),
            Node::And(left, right) => {
                let sides = [*right, *left].into_iter();
                open.extend(sides.filter(|side| truths.get(*side) == Some(truth)));
            }
        }
    }
    failing
}
