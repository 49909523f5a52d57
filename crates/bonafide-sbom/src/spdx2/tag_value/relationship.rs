//! `Relationship`.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_RELATIONSHIP;

use super::{reference, relation};
use crate::context::{Context, Halt};
use crate::{Edge, Relation};

/// Gives the relationship `value` to the sink: two ends, and a type between them.
///
/// # Specification
/// sbom TVL-5.
pub(super) fn deliver<'a>(cx: &mut Context<'a, '_>, value: &'a str) -> Result<(), Halt> {
    let mut words = value.split_ascii_whitespace();
    let parts = (words.next(), words.next(), words.next());
    let (Some(from), Some(kind), Some(to)) = parts else {
        cx.finding(
            SBOM_RELATIONSHIP,
            "a relationship without both ends and a type",
        );
        return Ok(());
    };
    let (from, kind, to) = (
        reference(cx, from)?,
        reference(cx, kind)?,
        reference(cx, to)?,
    );
    if words.next().is_none() {
        return relation::deliver(cx, &from, &kind, &to);
    }
    cx.finding(SBOM_RELATIONSHIP, "a relationship of more than three parts");
    cx.edge(&Edge {
        from: &from,
        relation: Relation::Other(Cow::Borrowed(&kind)),
        to: &to,
        inverted: false,
        is_external: from.starts_with("DocumentRef-") || to.starts_with("DocumentRef-"),
    })
}
