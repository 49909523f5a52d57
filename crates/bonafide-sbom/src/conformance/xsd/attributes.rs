//! The attributes of one element.

use super::log::Log;
use super::problem::Problem;
use super::schema::{Complex, Wildcard};
use super::value;
use crate::conformance::scalar::shortened;
use crate::xml::{Attribute, Cursor, Namespace};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Attributes that every element may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// The type of the element.
    Type,
    /// Whether it has no value.
    Nil,
    /// Where schemas are.
    Location,
}

pub(super) fn special(cursor: &Cursor<'_>, attribute: &Attribute<'_>) -> Option<Special> {
    // The namespace is none of those that the cursor knows by name.
    if !matches!(attribute.namespace, Namespace::Other(_)) {
        return None;
    }
    let found = match attribute.name {
        "type" => Special::Type,
        "nil" => Special::Nil,
        "schemaLocation" | "noNamespaceSchemaLocation" => Special::Location,
        _ => return None,
    };
    (cursor.uri(attribute.namespace) == INSTANCE).then_some(found)
}

/// Checks the attributes of an element of type `complex`; `own` is the namespace of the schema.
pub(super) fn check(
    log: &mut Log,
    cursor: &Cursor<'_>,
    complex: &'static Complex,
    own: Option<Namespace>,
) {
    let place = |name: &str| cursor.place().member(name);
    for one in cursor.attributes() {
        let known = match one.namespace {
            Namespace::None => complex.attribute(one.name),
            _ => None,
        };
        if let Some(known) = known {
            if let Some(problem) = value::problem(known.simple(), &one.value) {
                log.note((complex.rule, known.name()), &problem, || place(one.name));
            }
            continue;
        }
        let is_allowed = match complex.wildcard {
            Wildcard::Any => true,
            Wildcard::Other => one.namespace != Namespace::None && Some(one.namespace) != own,
            Wildcard::None => false,
        };
        if !is_allowed && special(cursor, one).is_none() {
            let problem = Problem::UnknownAttribute(shortened(one.name));
            log.note((complex.rule, ""), &problem, || place(one.name));
        }
    }
    for wanted in complex.attributes.iter().filter(|one| one.is_required()) {
        let mut names = cursor
            .attributes()
            .iter()
            .filter(|one| one.namespace == Namespace::None);
        if !names.any(|one| one.name == wanted.name()) {
            let problem = Problem::RequiredAttribute(wanted.name());
            log.note((complex.rule, ""), &problem, || cursor.place());
        }
    }
}

/// Checks the attributes of an element that has no type for them.
pub(super) fn check_none(log: &mut Log, cursor: &Cursor<'_>, rule: (&str, &str)) {
    for one in cursor.attributes() {
        if special(cursor, one).is_none() {
            let problem = Problem::UnknownAttribute(shortened(one.name));
            log.note(rule, &problem, || cursor.place().member(one.name));
        }
    }
}
