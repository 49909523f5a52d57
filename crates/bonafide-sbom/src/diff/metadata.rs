//! What changed of what documents say about themselves.

use bonafide_report::Place;

use super::aspect::Aspect;
use super::change::{Change, ChangeKind, ChangeSide, DocumentField};
use super::compare::joined;
use super::facts::{Facts, Texts, party};
use super::ground::Ground;
use crate::{CompletenessSubject, Model};

/// # Specification
/// sbom DIF-2.
pub(super) fn metadata<'m>(
    models: [&'m Model; 2],
    facts: [&mut Facts<'m>; 2],
    ground: &Ground,
) -> Vec<Change> {
    let mut fields = vec![(DocumentField::Format, models.map(format))];
    for (aspect, field, of) in STATED {
        if ground.has(aspect) {
            fields.push((field, models.map(of)));
        }
    }
    if ground.has(Aspect::DataLicences) {
        fields.push((DocumentField::Licences, licences(models, facts, ground)));
    }
    let changed = fields
        .into_iter()
        .filter(|(_, [before, after])| before != after);
    changed.map(|(field, texts)| change(field, texts)).collect()
}

type Stated = (Aspect, DocumentField, fn(&Model) -> String);

/// What documents say of themselves in one text each.
const STATED: [Stated; 9] = [
    (Aspect::Document, DocumentField::Id, |model| {
        opt(model.document().id.as_deref())
    }),
    (Aspect::Document, DocumentField::Revision, |model| {
        let revision = model.document().revision;
        revision
            .map(|number| number.to_string())
            .unwrap_or_default()
    }),
    (Aspect::Document, DocumentField::Name, |model| {
        opt(model.document().name.as_deref())
    }),
    (Aspect::Created, DocumentField::Created, |model| {
        opt(model.document().created.as_deref())
    }),
    (Aspect::Authors, DocumentField::Authors, authors),
    (Aspect::Lifecycles, DocumentField::Lifecycles, |model| {
        let phases = model.document().lifecycles.iter();
        joined(phases.map(ToString::to_string).collect::<Texts>())
    }),
    (Aspect::Document, DocumentField::Documents, documents),
    (Aspect::Document, DocumentField::Signature, |model| {
        let is_signed = model.document().has_embedded_signature;
        opt(is_signed.then_some("there is one"))
    }),
    (
        Aspect::Completeness,
        DocumentField::Completeness,
        completeness,
    ),
];

fn change(field: DocumentField, texts: [String; 2]) -> Change {
    let [before, after] = texts.map(|text| {
        Some(ChangeSide {
            label: String::new(),
            text,
            place: Place::root(),
            component: None,
        })
    });
    Change {
        kind: ChangeKind::Document(field),
        key: String::new(),
        before,
        after,
    }
}

fn licences<'m>(
    models: [&'m Model; 2],
    facts: [&mut Facts<'m>; 2],
    ground: &Ground,
) -> [String; 2] {
    let mut facts = facts.into_iter();
    models.map(|model| {
        let mut texts = Texts::new();
        if let Some(facts) = facts.next() {
            for licence in &model.document().licences {
                facts.licence(licence, ground, &mut texts);
            }
        }
        joined(texts)
    })
}

fn opt(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn format(model: &Model) -> String {
    let summary = model.summary();
    format!("{} {}", summary.format.id(), summary.version)
}

fn authors(model: &Model) -> String {
    let parties = model.document().parties.iter();
    let texts = parties.filter_map(|one| Some(format!("{} {}", one.capacity, party(one)?)));
    joined(texts.collect::<Texts>())
}

/// By their own names: those that stand for them here mean nothing elsewhere.
fn documents(model: &Model) -> String {
    let documents = model.document().documents.iter();
    let names = documents.map(|one| one.uri.as_deref().or(one.id.as_deref()));
    joined(names.map(opt).collect::<Texts>())
}

/// What is said of the whole. What is said of parts is by reference.
fn completeness(model: &Model) -> String {
    let said = model.completeness().iter();
    let of_all = said.filter(|one| one.subject == CompletenessSubject::Document);
    joined(
        of_all
            .map(|one| one.aggregate.to_string())
            .collect::<Texts>(),
    )
}
