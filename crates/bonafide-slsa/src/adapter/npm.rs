//! Provenance that the npm command writes: by the tenant, so that only what the certificate
//! confirms may stand in it.

use bonafide_json::Kind;
use bonafide_report::Place;

use super::environment::{Environment, Spelling, branch, tag};
use super::fields::{configuration, invocation, parameters, shape};
use super::github;
use super::trigger::{Bare, check_commits, check_trigger, source};
use crate::error::shown;
use crate::facts::{Cover, Fact, Facts, Stage};
use crate::{Claim, Error, Field, Provenance, ProvenanceVersion, Raw};

/// The short name of the runner that GitHub hosts, and why it is no name in v1.
pub(crate) const RUNNER: &str = "https://github.com/actions/runner";
pub(crate) const SHORT_RUNNER: &str = "the short name of the runner is not used by v1";

/// What the environment of v0.2 may hold.
const ENVIRONMENT: [&str; 10] = [
    "GITHUB_EVENT_NAME",
    "GITHUB_REF",
    "GITHUB_REPOSITORY",
    "GITHUB_REPOSITORY_ID",
    "GITHUB_REPOSITORY_OWNER_ID",
    "GITHUB_RUN_ATTEMPT",
    "GITHUB_RUN_ID",
    "GITHUB_SHA",
    "GITHUB_WORKFLOW_REF",
    "GITHUB_WORKFLOW_SHA",
];

/// What the internal parameter `github` of v1 may hold.
const GITHUB: [&str; 3] = ["event_name", "repository_id", "repository_owner_id"];

pub(super) fn read<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    match view.version() {
        ProvenanceVersion::V1 => {
            github::read(view, facts);
            let id = view.builder_id().value();
            if *id == RUNNER {
                let (text, reason) = (shown(id), SHORT_RUNNER);
                facts.problem(Stage::BuilderId, Error::BuilderIdMalformed { text, reason });
            }
            let github = view.internal().and_then(|internal| {
                let github = internal.value().member("github")?;
                Some((github, internal.pointer().member("github")))
            });
            if let Some((github, place)) = github {
                only(github, &place, &GITHUB, facts);
            }
        }
        _ => read_v02(view, facts),
    }
    check_unverifiable(view, facts);
}

fn read_v02<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    facts.parameters = parameters(view, &["entryPoint", "source"], &[]);
    facts.invocation = invocation(view);
    if let Some(internal) = view.internal() {
        let (object, place) = (*internal.value(), internal.pointer());
        only(object, place, &ENVIRONMENT, facts);
        let environment = Environment::of(object, place, Spelling::Upper, facts);
        environment.read(facts);
        let pair = (environment.text("RUN_ID"), environment.text("RUN_ATTEMPT"));
        if let (Some(alone), None) | (None, Some(alone)) = &pair {
            let what = "half of the name of a run";
            facts.problem(Stage::Other, unverifiable(alone.place.clone(), what));
        }
        if let (Some(run), Some(attempt)) = pair {
            let told = (run.value.to_string(), attempt.value.to_string());
            if facts.invocation.as_ref().is_some_and(|id| id.value != told) {
                let what = "the run of the environment is another than the invocation";
                facts.problem(Stage::Other, unverifiable(run.place, what));
            }
            facts
                .invocation
                .get_or_insert(Fact::new(told, place.clone()));
        }
    }
    read_source(view, facts);
    check_commits(facts);
}

fn read_source<'a>(view: &Provenance<'a>, facts: &mut Facts<'a>) {
    let Some(config) = view.config_source() else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    let place = configuration(config, facts);
    let Some(trigger) = config.uri().and_then(|uri| source(uri, &place, facts)) else {
        facts.problem(Stage::Source, Error::SourceMissing {});
        return;
    };
    match trigger.value.reference().map(str::to_owned) {
        Some(reference) => {
            facts.branch = Some(branch(&reference));
            facts.tag = Some(tag(&reference));
            facts.reference = Some(Fact::new(reference.into(), place));
        }
        // The first version of the format leaves it out.
        None if view.build_type().value().ends_with("gha@v1") => {
            facts.is_reference_from_certificate = true;
        }
        None => facts.problem(Stage::Source, shape(place, "the source names no reference")),
    }
    check_trigger(view, trigger, Bare::Refused, facts);
}

/// Everything that nobody but the tenant can know must be absent.
fn check_unverifiable(view: &Provenance<'_>, facts: &mut Facts<'_>) {
    if let (Some(id), None) = (view.invocation_id(), invocation(view)) {
        let what = "an invocation that names no run";
        facts.problem(Stage::Other, unverifiable(id.pointer().clone(), what));
    }
    for time in [view.started_on(), view.finished_on()]
        .into_iter()
        .flatten()
    {
        let what = "a time that only the build itself tells";
        facts.problem(Stage::Other, unverifiable(time.pointer().clone(), what));
    }
    for claim in [
        view.complete_parameters(),
        view.complete_environment(),
        view.complete_dependencies(),
        view.reproducible(),
        view.hermetic(),
    ] {
        check_claim(claim, facts);
    }
    if let Some(config) = view
        .build_config()
        .filter(|config| !config.value().is_absent())
    {
        let what = "a build configuration that only the build itself tells";
        facts.problem(Stage::Other, unverifiable(config.pointer().clone(), what));
    }
    let is_v1 = view.version() == ProvenanceVersion::V1;
    let surplus: Vec<Place> = facts
        .parameters
        .iter()
        .filter(|parameter| {
            !is_v1 && parameter.cover == Cover::Open && !parameter.value.is_absent()
        })
        .map(|parameter| parameter.place.clone())
        .collect();
    for place in surplus {
        let what = "a parameter that only the build itself tells";
        facts.problem(Stage::Other, unverifiable(place, what));
    }
    let mut dependencies = view
        .dependencies()
        .iter()
        .filter(|dependency| !dependency.pointer().as_str().starts_with("/invocation"));
    if let (Some(_), Some(second)) = (dependencies.next(), dependencies.next()) {
        let what = "more than one dependency";
        facts.problem(Stage::Other, unverifiable(second.pointer().clone(), what));
    }
}

fn check_claim(claim: &Field<Claim>, facts: &mut Facts<'_>) {
    if *claim.value() == Claim::Claimed(true) {
        let what = "a claim that nobody but the build itself makes";
        facts.problem(Stage::Other, unverifiable(claim.pointer().clone(), what));
    }
}

fn only<'a>(object: Raw<'a>, place: &Place, known: &[&str], facts: &mut Facts<'a>) {
    for (name, value) in object.members() {
        let is_text = matches!(value.kind(), Kind::String | Kind::Number | Kind::Null);
        if !known.contains(&&*name) || !is_text {
            let what = "a part of the environment that nobody can confirm";
            facts.problem(Stage::Other, unverifiable(place.member(&name), what));
        }
    }
}

const fn unverifiable(place: Place, what: &'static str) -> Error {
    Error::ClaimUnverifiable { place, what }
}
