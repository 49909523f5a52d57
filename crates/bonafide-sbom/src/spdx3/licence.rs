//! Licences of SPDX 3 are trees of elements; they are written out as expressions.

use core::cell::Cell;
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bonafide_report::registry::SBOM_LICENCE_INVALID;

use super::element::Element;
use crate::context::Context;
use crate::{Acknowledgement, Licence, LicenceSource, LicenceValue};

/// Steps after which a tree of licences is too large, or a cycle.
///
/// # Specification
/// sbom section 2.5: operands of an expression.
const STEPS: usize = 4096;

/// Bytes of an expression.
const BYTES: usize = 8192;

/// Steps for each byte of the document, in all of its trees together: a small tree may be that of
/// every component, but many large ones behind short references would take no linear time.
///
/// # Specification
/// sbom LIM-2.
const STEPS_FOR_A_BYTE: usize = 4;

/// Licence elements by their ids.
#[derive(Default)]
pub(super) struct Licences<'a> {
    nodes: HashMap<Cow<'a, str>, Node<'a>>,
    /// Steps that are left for all trees.
    left: Cell<usize>,
}

#[derive(PartialEq, Eq)]
enum Node<'a> {
    Expression(Cow<'a, str>),
    Single(String),
    Set(&'static str, Vec<Cow<'a, str>>),
    With(Cow<'a, str>, Cow<'a, str>),
    OrLater(Cow<'a, str>),
    /// Several elements of one id that differ: readers choose as they like.
    Several,
}

/// What is left to write.
enum Work<'n> {
    Node(&'n str),
    Text(&'static str),
}

impl<'a> Licences<'a> {
    /// Lets trees be written out as far as a document of so many bytes may ask for it.
    pub(super) fn allow(&self, bytes: usize) {
        let steps = bytes.saturating_mul(STEPS_FOR_A_BYTE);
        self.left.set(steps.saturating_add(STEPS));
    }

    /// Takes a licence element.
    pub(super) fn learn(&mut self, kind: &str, id: Cow<'a, str>, element: &mut Element<'a>) {
        let mut members = core::mem::take(&mut element.members);
        let node = match kind {
            "simplelicensing_LicenseExpression" => {
                Node::Expression(element.expression.take().unwrap_or_default())
            }
            "expandedlicensing_ListedLicense" | "expandedlicensing_ListedLicenseException" => {
                Node::Single(tail(&id).to_owned())
            }
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText" => {
                Node::Single(custom(&id, "LicenseRef-"))
            }
            "expandedlicensing_CustomLicenseAddition" => Node::Single(custom(&id, "AdditionRef-")),
            "expandedlicensing_ConjunctiveLicenseSet" => Node::Set(" AND ", members),
            "expandedlicensing_DisjunctiveLicenseSet" => Node::Set(" OR ", members),
            "expandedlicensing_WithAdditionOperator" => {
                let addition = element.addition.take().unwrap_or_default();
                Node::With(members.pop().unwrap_or_default(), addition)
            }
            "expandedlicensing_OrLaterOperator" => Node::OrLater(members.pop().unwrap_or_default()),
            _ => return,
        };
        match self.nodes.entry(id) {
            Entry::Vacant(place) => drop(place.insert(node)),
            Entry::Occupied(place) if *place.get() == node => {}
            Entry::Occupied(mut place) => drop(place.insert(Node::Several)),
        }
    }

    /// The licence of this id.
    ///
    /// # Specification
    /// sbom LNV-3.
    pub(super) fn resolve(
        &self,
        cx: &mut Context<'a, '_>,
        id: &str,
        acknowledgement: Acknowledgement,
    ) -> Licence<'a> {
        let form = match self.nodes.get(id) {
            None if is_individual(id, "NoAssertion") => LicenceValue::NoAssertion,
            None if is_individual(id, "None") => LicenceValue::None,
            Some(Node::Expression(text)) => match &**text {
                "NOASSERTION" => LicenceValue::NoAssertion,
                "NONE" => LicenceValue::None,
                _ => LicenceValue::Expression(text.clone()),
            },
            _ => match self.expression(id) {
                Some(text) => LicenceValue::Expression(Cow::Owned(text)),
                None => {
                    cx.finding(
                        SBOM_LICENCE_INVALID,
                        "licences in a circle, too many, missing, or several of one id",
                    );
                    LicenceValue::Name(Cow::Owned(id.to_owned()))
                }
            },
        };
        Licence {
            acknowledgement,
            form,
            source: LicenceSource::Relationship,
            index: 0,
            text_sha256: None,
            url: None,
            reference: None,
        }
    }

    /// Writes the tree out, iteratively; `None` if it is a circle, too large or not whole.
    fn expression(&self, id: &str) -> Option<String> {
        let mut out = String::new();
        let mut open = vec![Work::Node(id)];
        for _ in 0..STEPS {
            let Some(work) = open.pop() else {
                return Some(out);
            };
            self.left.set(self.left.get().checked_sub(1)?);
            match work {
                Work::Text(text) => out.push_str(text),
                Work::Node(id) => self.write(id, &mut out, &mut open)?,
            }
            if out.len() > BYTES {
                return None;
            }
        }
        None
    }

    fn write<'n>(&'n self, id: &'n str, out: &mut String, open: &mut Vec<Work<'n>>) -> Option<()> {
        match self.nodes.get(id) {
            None => out.push_str(listed(id)?),
            Some(Node::Several) => return None,
            Some(Node::Single(name)) => out.push_str(name),
            Some(Node::Expression(text)) => {
                out.push('(');
                out.push_str(text);
                out.push(')');
            }
            Some(Node::With(licence, addition)) => {
                open.extend([
                    Work::Node(addition),
                    Work::Text(" WITH "),
                    Work::Node(licence),
                ]);
            }
            Some(Node::OrLater(licence)) => {
                open.extend([Work::Text("+"), Work::Node(licence)]);
            }
            Some(Node::Set(operator, members)) => {
                // Each takes a step, and so does what stands between them.
                let wanted = open.len().saturating_add(members.len().saturating_mul(2));
                if members.is_empty() || wanted > STEPS {
                    return None;
                }
                out.push('(');
                open.push(Work::Text(")"));
                for (position, member) in members.iter().enumerate().rev() {
                    open.push(Work::Node(member));
                    if position > 0 {
                        open.push(Work::Text(operator));
                    }
                }
            }
        }
        Some(())
    }
}

/// A licence of the SPDX list, which need not be an element of the document.
fn listed(id: &str) -> Option<&str> {
    let name = id
        .strip_prefix("https://spdx.org/licenses/")
        .or_else(|| id.strip_prefix("http://spdx.org/licenses/"))?;
    (!name.is_empty() && name.len() <= 128).then_some(name)
}

/// Whether an id is that of a licence that says nothing, or that there is none.
fn is_individual(id: &str, name: &str) -> bool {
    let rest = id
        .strip_prefix("https://spdx.org/rdf/")
        .or_else(|| id.strip_prefix("expandedlicensing_"))
        .unwrap_or_default();
    let last = rest.rsplit('/').next().unwrap_or_default();
    last.strip_prefix(name)
        .is_some_and(|rest| matches!(rest, "" | "License" | "Element"))
}

fn tail(id: &str) -> &str {
    id.rsplit(['/', '#']).next().unwrap_or_default()
}

/// The name that expressions have for a licence of the document's own.
fn custom(id: &str, prefix: &str) -> String {
    let from = id.rfind(prefix).unwrap_or(id.len());
    let own = id.get(from..).unwrap_or_default();
    if !own.is_empty() {
        return own.to_owned();
    }
    let name = tail(id).chars().map(|c| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => c,
        _ => '-',
    });
    prefix.chars().chain(name).collect()
}
