//! Artifact attestations of GitHub's own action, and every other writer of its build type.

use bonafide_report::Place;

use super::environment::{branch, tag};
use super::fields::{invocation, parameters, shape, text};
use super::trigger::{Bare, check_commits, check_trigger, source};
use crate::facts::{Fact, Facts, Stage};
use crate::{Error, Provenance, Raw};

/// The events that the build type defines.
const EVENTS: [&str; 4] = ["create", "release", "push", "workflow_dispatch"];

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["workflow"], &["inputs"]);
    facts.invocation = invocation(view);
    read_internal(view, facts);
    read_workflow(view, facts);
    check_commits(facts);
    check_event(facts);
}

fn read_internal<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let Some(internal) = view.internal() else {
        return;
    };
    let Some(github) = internal.value().member("github") else {
        return;
    };
    let place = internal.pointer().member("github");
    facts.event = text(github, &place, "event_name");
    facts.repository_id = text(github, &place, "repository_id");
    facts.owner_id = text(github, &place, "repository_owner_id");
    facts.runner = text(github, &place, "runner_environment");
}

/// Reads `workflow`, which tells repository, reference and path.
pub(super) fn read_workflow<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let Some((workflow, place)) = find(facts, "workflow") else {
        let place = Place::root().member("buildDefinition");
        let place = place.member("externalParameters").member("workflow");
        facts.problem(Stage::Payload, Error::MissingField { place });
        return;
    };
    facts.workflow = text(workflow, &place, "path");
    facts.reference = text(workflow, &place, "ref");
    let repository = text(workflow, &place, "repository");
    let (Some(reference), Some(repository)) = (facts.reference.clone(), repository) else {
        let error = shape(place, "the workflow lacks its repository or reference");
        facts.problem(Stage::Payload, error);
        return;
    };
    if facts.workflow.is_none() {
        let error = shape(place.clone(), "the workflow lacks its path");
        facts.problem(Stage::Payload, error);
    }
    if repository.value.ends_with(".git") {
        let error = shape(repository.place.clone(), "the repository ends in .git");
        facts.problem(Stage::Payload, error);
    }
    facts.branch = Some(branch(&reference.value));
    facts.tag = Some(tag(&reference.value));
    let uri = format!("git+{}@{}", repository.value, reference.value);
    if let Some(trigger) = source(&uri, &repository.place, facts) {
        let place = trigger.place.clone();
        check_trigger(view, trigger, Bare::Refused, facts);
        if facts.source.is_some() && facts.commits.is_empty() {
            let error = shape(place, "the dependency on the source names no commit");
            facts.problem(Stage::Source, error);
        }
    }
    if let Some((inputs, place)) = find(facts, "inputs") {
        facts.inputs = Some(Fact::new(inputs, place));
    }
}

fn check_event(facts: &mut Facts<'_>) {
    let inputs = find(facts, "inputs").filter(|(inputs, _)| !inputs.is_absent());
    let release = find(facts, "release").filter(|(release, _)| !release.is_absent());
    if let (Some((_, place)), true) = (&inputs, release.is_some()) {
        let error = shape(place.clone(), "inputs and release exclude each other");
        facts.problem(Stage::Payload, error);
    }
    let event = facts.event.as_ref().map(|event| event.value.to_string());
    let is_dispatched = event.as_deref() == Some("workflow_dispatch");
    if let (Some((_, place)), false) = (inputs, is_dispatched) {
        let error = shape(place, "inputs of a build that was not dispatched");
        facts.problem(Stage::Payload, error);
    }
    facts.has_undefined_event = event.is_some_and(|event| !EVENTS.contains(&event.as_str()));
}

fn find<'a>(facts: &Facts<'a>, name: &str) -> Option<(Raw<'a>, Place)> {
    let mut list = facts.parameters.iter();
    let found = list.find(|parameter| parameter.name == name)?;
    Some((found.value, found.place.clone()))
}
