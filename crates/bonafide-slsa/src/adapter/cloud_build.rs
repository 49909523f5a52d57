//! Google Cloud Build.

use bonafide_report::Place;

use super::environment::{branch, tag};
use super::fields::{commits, invocation, parameters, shape, text};
use super::trigger::check_commits;
use crate::facts::{Fact, Facts, Named, Stage};
use crate::{Error, Provenance, ProvenanceVersion, SourceId, UriContext};

const ARGUMENTS: &str = "type.googleapis.com/google.devtools.cloudbuild.v1.Build";

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["entryPoint", "source", "buildConfigSource"], &[]);
    facts.invocation = invocation(view);
    match view.version() {
        ProvenanceVersion::V1 => read_v1(view, facts),
        _ => read_v01(view, facts),
    }
    check_commits(facts);
}

fn read_v01<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    // Branches are not told; a tag is a substitution.
    facts.branch = Some(Named::Unsupported);
    let arguments = facts
        .parameters
        .iter()
        .find(|parameter| parameter.name == "arguments")
        .map(|parameter| (parameter.value, parameter.place.clone()));
    let place = Place::root().member("recipe").member("arguments");
    let is_build = arguments.as_ref().is_some_and(|(value, place)| {
        text(*value, place, "@type").is_some_and(|found| found.value == ARGUMENTS)
    });
    if !is_build {
        let error = shape(place, "the arguments are no build");
        facts.problem(Stage::Payload, error);
    }
    let told = arguments.and_then(|(value, place)| {
        let substitutions = value.member("substitutions")?;
        text(substitutions, &place.member("substitutions"), "TAG_NAME")
    });
    facts.tag = Some(told.map_or_else(
        || Named::Other(String::new()),
        |told| Named::Is(told.value.into_owned()),
    ));
    let is_old = view.builder_id().value().ends_with("@v0.2");
    let Some((uri, place, digests)) = view.dependencies().iter().find_map(|dependency| {
        let descriptor = dependency.descriptor();
        let place = dependency.pointer().member("uri");
        Some((descriptor.uri()?, place, descriptor.digests()))
    }) else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let found: Vec<String> = commits(digests).collect();
    for commit in found {
        facts.commits.push(Fact::new(commit.into(), place.clone()));
    }
    read_source(uri, place, is_old, facts);
}

/// Reads a source, which the oldest builder writes with the commit behind `/commit/`.
fn read_source(uri: &str, place: Place, is_old: bool, facts: &mut Facts<'_>) {
    let uri = uri.strip_prefix("git+").unwrap_or(uri);
    facts.is_archive = uri.starts_with("gs://");
    let revision = uri.rsplit_once("/commit/");
    let (uri, commit) = match revision {
        Some((uri, commit)) if is_old && is_commit(commit) => (uri, Some(commit)),
        _ => (uri, None),
    };
    if is_old && commit.is_none() && !uri.contains('#') {
        let error = shape(place.clone(), "the source names no commit");
        facts.problem(Stage::Source, error);
    }
    if let Some(commit) = commit {
        let commit = commit.to_owned().into();
        facts.commits.push(Fact::new(commit, place.clone()));
    }
    match SourceId::parse(uri, UriContext::Statement) {
        Ok(source) => {
            let source = Fact::new(source, place);
            facts.trigger = Some(source.clone());
            facts.source = Some(source);
        }
        Err(error) => facts.problem(Stage::Source, error),
    }
}

fn is_commit(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    matches!(text.len(), 40 | 64) && text.bytes().all(is_hex)
}

fn read_v1<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let config = facts
        .parameters
        .iter()
        .find(|parameter| parameter.name == "buildConfigSource")
        .map(|parameter| (parameter.value, parameter.place.clone()));
    let Some((config, place)) = config else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    facts.reference = text(config, &place, "ref");
    facts.workflow = text(config, &place, "path");
    let Some(repository) = text(config, &place, "repository") else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    read_source(&repository.value, repository.place, false, facts);
    let reference = facts
        .reference
        .as_ref()
        .map(|found| found.value.to_string());
    let reference = reference.unwrap_or_default();
    facts.branch = Some(branch(&reference));
    facts.tag = Some(read_tag(view, &reference, facts));
}

/// The tag stands twice: as a substitution and as the reference.
fn read_tag<'a>(view: &Provenance<'a>, reference: &str, facts: &mut Facts<'a>) -> Named {
    let told = view.internal().and_then(|internal| {
        let substitutions = internal.value().member("systemSubstitutions")?;
        let place = internal.pointer().member("systemSubstitutions");
        text(substitutions, &place, "TAG_NAME")
    });
    let named = tag(reference);
    match (told, named) {
        (Some(told), Named::Is(name)) if told.value == name => Named::Is(name),
        (Some(told), _) => {
            let error = shape(told.place, "the tag is another than the reference");
            facts.problem(Stage::Tag, error);
            Named::Other(reference.to_owned())
        }
        (None, _) => Named::Other(reference.to_owned()),
    }
}
