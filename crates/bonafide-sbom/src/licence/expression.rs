//! The tree of an expression.

use spdx::error::{ParseError, Reason};
use spdx::expression::{ExprNode, Operator};

use super::fault::{LicenceFault, LicenceFaultKind};
use super::limits::LicenceLimits;
use super::names::Names;
use super::normal::Normal;
use super::reading::ReadingStep;
use super::record::LicenceSyntax;
use super::term::Term;
use super::words::words;

/// An expression that was read. It can be evaluated without recursion: the operands of a node stand
/// before it, and the last node is the root.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) canonical: String,
    pub(super) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Term(Term),
    /// The nodes of both operands.
    And(usize, usize),
    Or(usize, usize),
}

/// Reads `text` within `limits`, and says in which steps.
pub(super) fn read(
    text: &str,
    syntax: LicenceSyntax,
    limits: &LicenceLimits,
    names: &Names,
) -> Result<(Expression, Vec<ReadingStep>), LicenceFault> {
    let words = words(text, limits)?;
    let normal = Normal::of(&words, syntax, names)?;
    let parsed = spdx::Expression::parse_mode(&normal.text, MODE).map_err(|error| {
        let kind = kind(&error);
        LicenceFault::new(kind, normal.origin(&error.span))
    })?;
    let nodes = nodes(&parsed)
        .ok_or_else(|| LicenceFault::new(LicenceFaultKind::Grammar, 0..text.len()))?;
    let Normal {
        text: canonical,
        steps,
        ..
    } = normal;
    Ok((Expression { canonical, nodes }, steps))
}

/// Strict, but for the identifiers that the list has deprecated without a replacement.
const MODE: spdx::ParseMode = spdx::ParseMode {
    allow_deprecated: true,
    ..spdx::ParseMode::STRICT
};

fn nodes(parsed: &spdx::Expression) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for node in parsed.iter() {
        let node = match node {
            ExprNode::Req(requirement) => Node::Term(Term::of(&requirement.req)),
            ExprNode::Op(operator) => {
                let (right, left) = (open.pop()?, open.pop()?);
                match operator {
                    Operator::And => Node::And(left, right),
                    Operator::Or => Node::Or(left, right),
                }
            }
        };
        open.push(nodes.len());
        nodes.push(node);
    }
    (open.len() == 1).then_some(nodes)
}

const fn kind(error: &ParseError) -> LicenceFaultKind {
    match error.reason {
        Reason::UnknownLicense | Reason::UnknownException | Reason::UnknownTerm => {
            LicenceFaultKind::Term
        }
        Reason::InvalidCharacters => LicenceFaultKind::Character,
        Reason::UnclosedParens | Reason::UnopenedParens => LicenceFaultKind::Parentheses,
        Reason::SeparatedPlus | Reason::GnuNoPlus | Reason::GnuPlusWithSuffix => {
            LicenceFaultKind::Plus
        }
        Reason::Empty => LicenceFaultKind::Empty,
        Reason::Unexpected(_) | Reason::DeprecatedLicenseId => LicenceFaultKind::Grammar,
    }
}
