//! The facts of a verdict as JSON.

use std::collections::BTreeMap;

use super::Room;
use crate::export::Value;
use crate::{
    ComponentFacts, CoverageFacts, DependencyFacts, ProvenanceFacts, SbomFacts, VerdictFacts,
};

/// The facts, where there are any.
pub(super) fn facts(facts: &VerdictFacts, room: Room) -> Option<Value> {
    (!facts.is_empty()).then(|| {
        Value::object([
            (
                "coverage",
                room.list(&facts.coverage, |it| coverage(it, room)),
            ),
            (
                "provenance",
                room.list(&facts.provenance, |it| provenance(it, room)),
            ),
            ("sboms", room.list(&facts.sboms, |it| sbom(it, room))),
        ])
    })
}

fn coverage(facts: &CoverageFacts, room: Room) -> Value {
    Value::object([
        ("check", Value::from(facts.check.as_str())),
        ("files", Value::from(facts.files)),
        ("bytes", Value::from(facts.bytes)),
        ("uncovered", room.list(&facts.uncovered, |it| room.text(it))),
        ("uncovered_count", Value::from(facts.uncovered_count)),
    ])
}

fn provenance(facts: &ProvenanceFacts, room: Room) -> Value {
    let text = |value: &Option<String>| value.as_deref().map(|it| room.text(it));
    let parameters = facts.parameters.iter().take(room.entries);
    let parameters = parameters.map(|(name, value)| (room.cut(name), room.text(value)));
    Value::object([
        ("check", Value::from(facts.check.as_str())),
        (
            "parameters",
            Value::Object(parameters.collect::<BTreeMap<_, _>>()),
        ),
        (
            "dependencies",
            room.list(&facts.dependencies, |it| dependency(it, room)),
        ),
        ("dependencies_count", Value::from(facts.dependencies_count)),
    ])
    .with_some("builder", text(&facts.builder))
    .with_some("build_type", text(&facts.build_type))
    .with_some("source", text(&facts.source))
    .with_some("commit", text(&facts.commit))
    .with_some(
        "build_level",
        facts.build_level.map(|it| Value::from(u64::from(it))),
    )
    .with_some("finished_at", facts.finished_at.map(Value::text))
}

fn dependency(facts: &DependencyFacts, room: Room) -> Value {
    Value::object([])
        .with_some("uri", facts.uri.as_deref().map(|it| room.text(it)))
        .with_some("name", facts.name.as_deref().map(|it| room.text(it)))
        .with_some("digest", facts.digest.as_ref().map(Value::text))
}

fn sbom(facts: &SbomFacts, room: Room) -> Value {
    let licences = facts.licences.iter().take(room.entries);
    let licences = licences.map(|(name, count)| (room.cut(name), Value::from(*count)));
    // Positions are of the whole list: a part of it would have them lead nowhere.
    let is_whole = facts.components.len() <= room.entries;
    let components = facts.components.iter().filter(|_| is_whole);
    Value::object([
        ("check", Value::from(facts.check.as_str())),
        ("format", Value::from(facts.format.as_str())),
        (
            "licences",
            Value::Object(licences.collect::<BTreeMap<_, _>>()),
        ),
        (
            "components",
            Value::list(components.map(|it| component(it, room))),
        ),
        ("components_count", Value::from(facts.components_count)),
    ])
}

fn component(facts: &ComponentFacts, room: Room) -> Value {
    let depends_on = facts.depends_on.iter().take(room.entries);
    Value::object([
        ("name", room.text(&facts.name)),
        (
            "depends_on",
            Value::list(depends_on.map(|it| Value::from(*it))),
        ),
    ])
    .with_some("licence", facts.licence.as_deref().map(|it| room.text(it)))
}
