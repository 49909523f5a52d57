//! The source that triggered, and the source that was built.

use bonafide_report::Place;

use super::fields::commits;
use crate::facts::{Fact, Facts, Stage};
use crate::{Error, Provenance, SourceId, UriContext};

/// Reads a source, or notes why it is none.
pub(super) fn source<'a>(
    text: &str,
    place: &Place,
    facts: &mut Facts<'a>,
) -> Option<Fact<SourceId>> {
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

/// Whether a source without a reference is taken for the one that triggered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
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
pub(super) fn check_trigger<'a>(
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
pub(super) fn check_commits(facts: &mut Facts<'_>) {
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
