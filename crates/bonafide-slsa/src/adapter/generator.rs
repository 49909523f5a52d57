//! slsa-github-generator's builders that write v0.2 (generic, go, container).

use super::environment::{Environment, Spelling, expose_inputs};
use super::fields::{configuration, invocation, parameters, shape};
use super::trigger::{Bare, check_commits, check_trigger, source};
use crate::facts::{Cover, Fact, Facts, Stage};
use crate::{Error, Provenance};

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["entryPoint", "source"], &[]);
    facts.invocation = invocation(view);
    let Some(config) = view.config_source() else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let place = configuration(config, facts);
    match config.uri().and_then(|uri| source(uri, &place, facts)) {
        Some(trigger) => {
            match trigger.value.reference() {
                Some(reference) => {
                    let reference = reference.to_owned().into();
                    facts.reference = Some(Fact::new(reference, place));
                }
                None => facts.problem(Stage::Source, shape(place, "the source names no reference")),
            }
            check_trigger(view, trigger, Bare::Refused, facts);
        }
        None => facts.problem(Stage::Source, Error::SourceMissing {}),
    }
    check_commits(facts);
    read_environment(view, facts);
}

fn read_environment<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let Some(internal) = view.internal() else {
        return;
    };
    let environment = Environment::of(
        *internal.value(),
        internal.pointer(),
        Spelling::Lower,
        facts,
    );
    environment.read(facts);
    environment.read_named(facts);
    let Some(inputs) = &facts.inputs else {
        return;
    };
    // The builder writes the inputs a second time.
    for parameter in &mut facts.parameters {
        if parameter.name == "event_inputs" && parameter.value.equals(&inputs.value) {
            parameter.cover = Cover::Free;
        }
    }
    expose_inputs(facts);
}
