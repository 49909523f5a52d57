//! Adapters: what the fields of provenance mean is a matter of who built.
//!
//! Each adapter turns the view into [`Facts`] and says which demands of its build type the
//! statement does not keep. None decides anything.

mod cloud_build;
mod container;
mod delegator;
mod environment;
mod generator;
mod generic;
mod github;
mod npm;

pub(crate) use environment::{branch, tag};
pub(crate) use npm::{RUNNER, SHORT_RUNNER};

use bonafide_dsse::Statement;
use bonafide_report::Place;

use crate::facts::{Cover, Fact, Facts, Parameter, Stage, TextFact};
use crate::{
    Adapter, ConfigSource, Error, Provenance, ProvenanceVersion, Raw, SourceId, SourcePointers,
    UriContext,
};

/// What the view says, as `adapter` understands it.
pub(crate) fn facts<'a>(
    adapter: Adapter,
    view: &Provenance<'a>,
    pointers: Option<&SourcePointers>,
    statement: &'a Statement,
) -> Facts<'a> {
    let mut facts = Facts {
        external: external(view.version()),
        ..Facts::default()
    };
    match adapter {
        Adapter::SlsaGenerator if view.version() == ProvenanceVersion::V1 => {
            container::read(view, &mut facts);
        }
        Adapter::SlsaGenerator => generator::read(view, &mut facts),
        Adapter::Delegator => delegator::read(view, &mut facts),
        Adapter::GitHub => github::read(view, &mut facts),
        Adapter::Npm => npm::read(view, &mut facts),
        Adapter::CloudBuild => cloud_build::read(view, &mut facts),
        Adapter::Generic => {
            generic::read(view, &mut facts);
            if let Some(pointers) = pointers.filter(|pointers| !pointers.is_empty()) {
                generic::read_at(pointers, statement, &mut facts);
            }
        }
    }
    facts
}

/// Where the format has its external parameters.
fn external(version: ProvenanceVersion) -> Place {
    let (outer, inner) = match version {
        ProvenanceVersion::V01 => return Place::root().member("recipe"),
        ProvenanceVersion::V02 => ("invocation", "parameters"),
        ProvenanceVersion::V1 => ("buildDefinition", "externalParameters"),
    };
    Place::root().member(outer).member(inner)
}

/// The external parameters of the view, of which `identity` tell who and what.
fn parameters<'a>(view: &Provenance<'a>, identity: &[&str], texts: &[&str]) -> Vec<Parameter<'a>> {
    let mut list = Vec::with_capacity(view.external().len());
    for parameter in view.external() {
        list.push(Parameter {
            name: parameter.name().to_owned(),
            place: parameter.pointer().clone(),
            value: parameter.value(),
            cover: match identity.contains(&parameter.name()) {
                true => Cover::Identity,
                false => Cover::Open,
            },
            is_text: texts.contains(&parameter.name()),
        });
    }
    list
}

/// Reads a source, or notes why it is none.
fn source<'a>(text: &str, place: &Place, facts: &mut Facts<'a>) -> Option<Fact<SourceId>> {
    match SourceId::parse(text, UriContext::Statement) {
        Ok(source) => Some(Fact::new(source, place.clone())),
        Err(error) => {
            facts.problem(Stage::Source, error);
            None
        }
    }
}

/// The dependency that is the source itself: found by its repository, wherever it stands.
fn source_dependency<'a>(
    view: &Provenance<'a>,
    trigger: &Fact<SourceId>,
    facts: &mut Facts<'a>,
) -> Option<(Agreement, Fact<SourceId>)> {
    let mut found: Option<(Agreement, Fact<SourceId>)> = None;
    let mut other = None;
    for dependency in view.dependencies() {
        // The reader of v0.2 counts the configuration source among the dependencies.
        if dependency.pointer().as_str().starts_with("/invocation") {
            continue;
        }
        let text = dependency.descriptor().uri().unwrap_or_default();
        let Ok(source) = SourceId::parse(text, UriContext::Statement) else {
            continue;
        };
        if !source.is_same_repository(&trigger.value) {
            other.get_or_insert(source);
            continue;
        }
        for commit in commits(dependency.descriptor().digests()) {
            let place = dependency.pointer().member("digest");
            facts.commits.push(Fact::new(commit.into(), place));
        }
        let place = dependency.pointer().member("uri");
        let agreement = Agreement::of(&trigger.value, &source);
        // Of several at the repository it is the one that agrees most, wherever that stands.
        if found.as_ref().is_none_or(|(before, _)| *before < agreement) {
            found = Some((agreement, Fact::new(source, place)));
        }
    }
    if found.is_none() {
        let error = other.map_or(Error::SourceMissing {}, |other| Error::TriggerMismatch {
            trigger: trigger.value.to_string(),
            origin: other.to_string(),
        });
        facts.problem(Stage::Source, error);
    }
    found
}

/// Takes commits and workflow from the configuration source; the place of its URI.
fn configuration<'a>(config: &ConfigSource<'a>, facts: &mut Facts<'a>) -> Place {
    for commit in commits(config.digests()) {
        let place = config.pointer().member("digest");
        facts.commits.push(Fact::new(commit.into(), place));
    }
    if let Some(entry_point) = config.entry_point() {
        let place = config.pointer().member("entryPoint");
        facts.workflow = Some(Fact::new(entry_point.to_owned().into(), place));
    }
    config.pointer().member("uri")
}

/// The commit ids among digests: git object ids, and SHA-1 beside a URI of git.
fn commits(digests: &[bonafide_digest::Digest]) -> impl Iterator<Item = String> + '_ {
    use bonafide_digest::Algorithm;
    digests
        .iter()
        .filter(|digest| matches!(digest.algorithm(), Algorithm::Sha1 | Algorithm::GitCommit))
        .map(|digest| bonafide_digest::hex::encode(digest.as_bytes()))
}

/// Whether a source without a reference is taken for the one that triggered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bare {
    Refused,
    Accepted,
}

/// How a source of the same repository agrees with the trigger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    /// They are at different revisions.
    Different,
    /// The source names no revision.
    Bare,
    Full,
}

impl Agreement {
    fn of(trigger: &SourceId, source: &SourceId) -> Self {
        let is_bare = source.reference().is_none() && source.revision().is_none();
        let is_same =
            source.reference() == trigger.reference() && source.revision() == trigger.revision();
        match (is_same, is_bare) {
            (true, _) => Self::Full,
            (false, true) => Self::Bare,
            (false, false) => Self::Different,
        }
    }
}

/// Trigger and source must be one repository at one reference, and of one commit.
fn check_trigger<'a>(
    view: &Provenance<'a>,
    trigger: Fact<SourceId>,
    bare: Bare,
    facts: &mut Facts<'a>,
) {
    if let Some((agreement, source)) = source_dependency(view, &trigger, facts) {
        let is_enough = match bare {
            Bare::Accepted => agreement >= Agreement::Bare,
            Bare::Refused => agreement == Agreement::Full,
        };
        if !is_enough {
            let error = Error::TriggerMismatch {
                trigger: trigger.value.to_string(),
                origin: source.value.to_string(),
            };
            facts.problem(Stage::Source, error);
        }
        facts.source = Some(source);
    }
    facts.trigger = Some(trigger);
}

/// Two commits that are named for the source are one.
fn check_commits(facts: &mut Facts<'_>) {
    let mut commits = facts.commits.iter();
    let Some(first) = commits.next() else { return };
    if commits.any(|other| other.value != first.value) {
        let found = facts
            .trigger
            .as_ref()
            .or(facts.source.as_ref())
            .map(|source| source.value.repository())
            .unwrap_or_default();
        facts.problem(Stage::Source, Error::ConflictingCommits { found });
    }
}

/// A text member of an object.
fn text<'a>(object: Raw<'a>, place: &Place, name: &str) -> Option<TextFact<'a>> {
    let value = object.member(name)?.as_str()?;
    (!value.is_empty()).then(|| Fact::new(value, place.member(name)))
}

fn shape(place: Place, reason: &'static str) -> Error {
    Error::Shape { place, reason }
}

/// Run and attempt: `R-A`, or `…/actions/runs/R/attempts/A`.
fn run_and_attempt(text: &str) -> Option<(String, String)> {
    let (run, attempt) = match text.split_once("/actions/runs/") {
        Some((_, rest)) => rest.split_once("/attempts/")?,
        None => text.split_once('-')?,
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_number(run) && is_number(attempt)).then(|| (run.to_owned(), attempt.to_owned()))
}

fn invocation(view: &Provenance<'_>) -> Option<Fact<(String, String)>> {
    let field = view.invocation_id()?;
    let pair = run_and_attempt(field.value())?;
    Some(Fact::new(pair, field.pointer().clone()))
}
