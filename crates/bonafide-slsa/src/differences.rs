//! Where two sets of external parameters differ.

use std::borrow::Cow;

use bonafide_json::Kind;
use bonafide_report::Place;

use crate::{Parameter, Raw};

/// A value that one side has and the other has not, or has otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Difference<'a> {
    /// Where the value stands among the external parameters, by their own names.
    pub(crate) mapped: Place,
    /// Where it stands in the predicate that has it; in that of the new side if both have it.
    pub(crate) place: Place,
    pub(crate) old: Option<Raw<'a>>,
    pub(crate) new: Option<Raw<'a>>,
}

/// The differences, without what `is_skipped` says of a place among the parameters; objects are
/// compared member by member, anything else whole. Costs O(n log n) for each level of nesting.
pub(crate) fn differences<'a>(
    old: &[Parameter<'a>],
    new: &[Parameter<'a>],
    is_skipped: impl Fn(&Place) -> bool,
) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let root = Place::root();
    let side = |parameters: &[Parameter<'a>]| {
        let members = parameters.iter().map(|parameter| Member {
            name: Cow::Owned(parameter.name().to_owned()),
            value: parameter.value(),
            place: Some(parameter.pointer().clone()),
        });
        members.collect()
    };
    pair(side(old), side(new), |name, old, new| {
        open.push(at(&root, &root, name, old, new));
    });
    while let Some(here) = open.pop() {
        if is_skipped(&here.mapped) {
            continue;
        }
        match (here.old, here.new) {
            (Some(old), Some(new)) if old.kind() == Kind::Object && new.kind() == Kind::Object => {
                pair(members(old), members(new), |name, old, new| {
                    open.push(at(&here.mapped, &here.place, name, old, new));
                });
            }
            (Some(old), Some(new)) if old.equals(&new) => {}
            _ => found.push(here),
        }
    }
    found
}

struct Member<'a> {
    name: Cow<'a, str>,
    value: Raw<'a>,
    place: Option<Place>,
}

/// The members that are not `null`, which is as good as none.
fn members(object: Raw<'_>) -> Vec<Member<'_>> {
    let members = object.members().into_iter();
    let members = members.filter(|(_, value)| !value.is_null());
    members
        .map(|(name, value)| Member {
            name,
            value,
            place: None,
        })
        .collect()
}

/// Calls `each` with each name and what both sides have under it.
fn pair<'a>(
    mut old: Vec<Member<'a>>,
    mut new: Vec<Member<'a>>,
    mut each: impl FnMut(&str, Option<&Member<'a>>, Option<&Member<'a>>),
) {
    old.sort_by(|one, other| one.name.cmp(&other.name));
    new.sort_by(|one, other| one.name.cmp(&other.name));
    let mut new = new.iter().peekable();
    for member in &old {
        while let Some(added) = new.next_if(|added| added.name < member.name) {
            each(&added.name, None, Some(added));
        }
        let same = new.next_if(|added| added.name == member.name);
        each(&member.name, Some(member), same);
    }
    for added in new {
        each(&added.name, None, Some(added));
    }
}

fn at<'a>(
    mapped: &Place,
    place: &Place,
    name: &str,
    old: Option<&Member<'a>>,
    new: Option<&Member<'a>>,
) -> Difference<'a> {
    let own = new.or(old).and_then(|member| member.place.clone());
    Difference {
        mapped: mapped.member(name),
        place: own.unwrap_or_else(|| place.member(name)),
        old: old.map(|member| member.value),
        new: new.map(|member| member.value),
    }
}
