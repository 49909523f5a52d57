//! Every other builder: what the view itself tells, without a claim to more.

use super::environment::{branch, tag};
use super::fields::{configuration, invocation, parameters};
use super::trigger::check_commits;
use crate::facts::{Fact, Facts};
use crate::{Provenance, Raw, SourceId, SourcePointers, UriContext};
use bonafide_dsse::Statement;
use bonafide_json::Limits;
use bonafide_report::Place;

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["entryPoint", "source"], &[]);
    facts.invocation = invocation(view);
    let Some(config) = view.config_source() else {
        return;
    };
    let place = configuration(config, facts);
    // Builders of this kind write texts that are no URIs; those tell no source.
    let uri = config.uri().unwrap_or_default();
    if let Ok(source) = SourceId::parse(uri, UriContext::Statement) {
        if let Some(reference) = source.reference() {
            facts.branch = Some(branch(reference));
            facts.tag = Some(tag(reference));
            let reference = reference.to_owned().into();
            facts.reference = Some(Fact::new(reference, place.clone()));
        }
        facts.source = Some(Fact::new(source.clone(), place.clone()));
        facts.trigger = Some(Fact::new(source, place));
    }
    check_commits(facts);
}

/// Reads the fields at the pointers of an entry, which are into the predicate.
pub(super) fn read_at<'a>(
    pointers: &SourcePointers,
    statement: &'a Statement,
    facts: &mut Facts<'a>,
) {
    let predicate = statement.predicate().as_bytes();
    let Ok(predicate) = Raw::parse(predicate, &Limits::default()) else {
        return;
    };
    let text = |pointer: Option<&str>| {
        let pointer = pointer?;
        let value = predicate.pointer(pointer)?.as_str()?;
        (!value.is_empty()).then(|| Fact::new(value, place_of(pointer)))
    };
    // What an entry points at stands there or nowhere: the format's own place, which others may
    // write, does not stand in for it.
    if pointers.source().is_some() {
        // A text that is no source tells none; an expectation then fails for want of it.
        facts.source = text(pointers.source()).and_then(|found| {
            let source = SourceId::parse(&found.value, UriContext::Statement).ok()?;
            Some(Fact::new(source, found.place))
        });
        facts.trigger = facts.source.clone();
    }
    if pointers.reference().is_some() {
        facts.reference = text(pointers.reference());
        let reference = facts.reference.as_ref().map(|found| &found.value);
        facts.branch = reference.map(|reference| branch(reference));
        facts.tag = reference.map(|reference| tag(reference));
    }
    facts.commits.extend(text(pointers.commit()));
    if pointers.workflow().is_some() {
        facts.workflow = text(pointers.workflow());
    }
    if let Some(pointer) = pointers.inputs() {
        let inputs = predicate.pointer(pointer);
        facts.inputs = inputs.map(|inputs| Fact::new(inputs, place_of(pointer)));
    }
    check_commits(facts);
}

fn place_of(pointer: &str) -> Place {
    let segments = pointer.split('/').skip(1);
    segments.fold(Place::root(), |place, segment| {
        place.member(&segment.replace("~1", "/").replace("~0", "~"))
    })
}
