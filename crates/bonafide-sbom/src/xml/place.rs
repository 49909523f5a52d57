//! Where in a document an element is, in the naming of its JSON form.

use bonafide_report::Place;

use super::Element;

/// An open element.
pub(super) struct Step<'a> {
    pub(super) element: Element<'a>,
    /// Bytes of the document before it.
    pub(super) offset: usize,
    /// How many elements are before it in its parent.
    index: usize,
    /// How many of its name are directly before it.
    repeat: usize,
    /// The elements in it so far.
    children: usize,
    /// The last of them, and how many of its name were directly before it.
    last: (&'a str, usize),
}

impl<'a> Step<'a> {
    /// An element that is the next in `parent`. Extensions do not count: JSON does not have them.
    pub(super) fn new(element: Element<'a>, offset: usize, parent: Option<&mut Self>) -> Self {
        let mut step = Self {
            element,
            offset,
            index: 0,
            repeat: 0,
            children: 0,
            last: ("", 0),
        };
        if let Some(parent) = parent.filter(|one| one.element.namespace == element.namespace) {
            if parent.last.0 == element.name {
                step.repeat = parent.last.1.saturating_add(1);
            }
            parent.last = (element.name, step.repeat);
            step.index = parent.children;
            parent.children = parent.children.saturating_add(1);
        }
        step
    }
}

/// Elements whose children are the entries of a list.
const LISTS: [&str; 46] = [
    "advisories",
    "affects",
    "ancestors",
    "annotations",
    "approaches",
    "assemblies",
    "authors",
    "citations",
    "commits",
    "components",
    "compositions",
    "cwes",
    "datasets",
    "dependencies",
    "descendants",
    "endpoints",
    "ethicalConsiderations",
    "externalReferences",
    "fairnessAssessments",
    "formulation",
    "frames",
    "hashes",
    "individuals",
    "inputs",
    "lifecycles",
    "methods",
    "notes",
    "occurrences",
    "organizations",
    "outputs",
    "patches",
    "patentAssertions",
    "performanceMetrics",
    "performanceTradeoffs",
    "properties",
    "ratings",
    "references",
    "responses",
    "services",
    "tags",
    "technicalLimitations",
    "useCases",
    "users",
    "variants",
    "versions",
    "vulnerabilities",
];

/// The place of the innermost of these elements, the first of which is the root.
pub(super) fn of(open: &[Step<'_>]) -> Place {
    let mut place = Place::root();
    for (parent, step) in open.iter().zip(open.iter().skip(1)) {
        place = child(&place, parent, step);
    }
    place
}

fn child(place: &Place, parent: &Step<'_>, step: &Step<'_>) -> Place {
    let (name, inner) = (parent.element.name, step.element.name);
    if parent.element.namespace != step.element.namespace {
        return place.member(inner);
    }
    match (name, inner) {
        ("licenses", _) => place.index(step.index).member(inner),
        ("tools", "components" | "services") => place.member(inner),
        ("tools", _) => place.index(step.index),
        ("dependency", "dependency") => place.member("dependsOn").index(step.repeat),
        ("dependency", "provides")
        | ("component", "omniborId" | "swhid" | "data")
        | ("evidence", "identity")
        | (
            "manufacture" | "manufacturer" | "organization" | "provider" | "supplier",
            "contact" | "url",
        ) => place.member(inner).index(step.repeat),
        _ if LISTS.binary_search(&name).is_ok() => place.index(step.index),
        _ => place.member(inner),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_sorted() {
        assert!(super::LISTS.is_sorted());
    }
}
