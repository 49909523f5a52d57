//! Conditions on the environment.

use super::environment::{Environment, Variable};
use super::name::folded;
use super::{Operator, Specifier, Version, marker_reader};

/// A condition under which a requirement holds.
///
/// # Specification
/// PEP 508, environment markers; stricter: one side of each comparison is a variable and the other a
/// text without backslashes, and an order of texts that are no versions is not evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Marker {
    /// In postfix order.
    pub(super) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Atom(Atom),
    And,
    Or,
}

/// One comparison.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) variable: Variable,
    pub(super) comparison: Comparison,
    pub(super) literal: String,
    /// Whether the text stands before the operator.
    pub(super) is_reversed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Versions(Operator),
    In,
    NotIn,
}

impl Marker {
    /// Reads a marker; `None` where it is none, or has too many comparisons.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        marker_reader::parse(text).map(|nodes| Self { nodes })
    }

    /// Whether it holds; `None` where that is not defined.
    pub(crate) fn evaluate(&self, environment: &Environment) -> Option<bool> {
        let mut stack: Vec<bool> = Vec::new();
        for node in &self.nodes {
            let value = match node {
                Node::Atom(atom) => atom.evaluate(environment.value(atom.variable)?)?,
                Node::And => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    left && right
                }
                Node::Or => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    left || right
                }
            };
            stack.push(value);
        }
        stack.pop()
    }
}

impl Atom {
    pub(super) fn evaluate(&self, value: &str) -> Option<bool> {
        let (left, right) = if self.is_reversed {
            (self.literal.as_str(), value)
        } else {
            (value, self.literal.as_str())
        };
        let operator = match self.comparison {
            Comparison::In => return Some(right.contains(left)),
            Comparison::NotIn => return Some(!right.contains(left)),
            Comparison::Versions(operator) => operator,
        };
        if self.variable.is_version()
            && let Some(specifier) = Specifier::new(operator, right)
        {
            if operator == Operator::Arbitrary {
                // Of a text that is no version, some installers say that it cannot be compared.
                let is_version = Version::parse(right).is_some();
                return is_version.then(|| left.eq_ignore_ascii_case(right));
            }
            return Version::parse(left).map(|version| specifier.contains(&version));
        }
        let equals = if self.variable == Variable::Extra {
            folded(left) == folded(right)
        } else {
            left == right
        };
        match operator {
            Operator::Equal => Some(equals),
            Operator::NotEqual => Some(!equals),
            _ => None,
        }
    }
}
