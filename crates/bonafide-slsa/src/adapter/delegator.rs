//! Builders that slsa-github-generator's delegators run ("bring your own builder").

use std::borrow::Cow;

use super::container;
use super::environment::{Environment, Spelling, branch, tag};
use super::fields::{invocation, parameters};
use super::trigger::{Bare, check_commits, check_trigger, source};
use crate::facts::{Fact, Facts, Named, Stage};
use crate::{Error, Provenance, ProvenanceVersion};

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["entryPoint", "source"], &[]);
    facts.invocation = invocation(view);
    let Some(internal) = view.internal() else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let environment = Environment::of(
        *internal.value(),
        internal.pointer(),
        Spelling::Upper,
        facts,
    );
    environment.read(facts);
    read_trigger(view, facts);
    check_commits(facts);

    let reference = facts.source.as_ref().and_then(|source| {
        let reference: Cow<'a, str> = Cow::Owned(source.value.reference()?.to_owned());
        Some(Fact::new(reference, source.place.clone()))
    });
    // Without a reference in the source it is that of the certificate, which the evaluator knows.
    facts.is_reference_from_certificate = reference.is_none();
    if let Some(reference) = &reference {
        let text = reference.value.to_string();
        facts.tag = Some(tag(&text));
        facts.branch = Some(match tag(&text) {
            Named::Is(_) => environment.branch_of_tag(&text),
            _ => branch(&text),
        });
    }
    facts.reference = reference;
}

fn read_trigger<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let trigger = if view.version() == ProvenanceVersion::V1 {
        container::read_workflow(facts)
    } else {
        let config = view.config_source();
        let uri = config.and_then(|config| Some((config.uri()?, config.pointer().member("uri"))));
        let trigger = uri.and_then(|(uri, place)| source(uri, &place, facts));
        if trigger.is_none() {
            facts.problem(Stage::Source, Error::SourceMissing {});
        }
        trigger
    };
    if let Some(trigger) = trigger {
        check_trigger(view, trigger, Bare::Accepted, facts);
    }
}
