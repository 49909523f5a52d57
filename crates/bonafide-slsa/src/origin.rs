//! Where a build came from, as far as its certificate or its provenance tells.

use bonafide_digest::Algorithm;
use bonafide_json::Kind;
use bonafide_report::Place;

use crate::{
    BuilderId, Parameter, Provenance, ProvenanceVersion, Raw, Signer, SignerClaims, SourceId,
    UriContext,
};

/// One thing about where a build came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// The repository.
    Source,
    /// The commit.
    Commit,
    /// The reference, in full.
    Ref,
    /// The path of the workflow or configuration in the repository.
    Workflow,
    /// The event that started the build.
    Event,
    /// What kind of machine the build ran on.
    Runner,
    /// The number of the repository.
    RepositoryId,
    /// The number of the repository's owner.
    OwnerId,
}

/// A text, where it stands, and whether a certificate vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) text: String,
    pub(crate) place: Place,
    pub(crate) is_backed: bool,
}

/// What is known of a build, and which external parameters say it too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    facts: Vec<(Fact, Known)>,
    consumed: Vec<Place>,
}

impl Origin {
    /// What the certificate says comes first; what it does not say is looked for in the usual
    /// places of the statement.
    pub(crate) fn of(provenance: &Provenance<'_>, signer: Option<&Signer>) -> Self {
        let mut origin = Self::default();
        if let Some(Signer::Certificate(claims)) = signer {
            origin.read_claims(claims);
        }
        if provenance.version() != ProvenanceVersion::V1 {
            origin.read_config_source(provenance);
        }
        origin.read_external(provenance);
        origin.read_internal(provenance);
        origin.read_source_text();
        origin.read_dependencies(provenance);
        origin
    }

    pub(crate) fn get(&self, fact: Fact) -> Option<&Known> {
        let found = self.facts.iter().find(|(known, _)| *known == fact);
        found.map(|(_, known)| known)
    }

    /// The canonical text of the source.
    pub(crate) fn repository(&self) -> Option<String> {
        self.get(Fact::Source)
            .map(|source| repository(&source.text))
    }

    /// The owner of the source.
    pub(crate) fn owner(&self) -> Option<String> {
        let source = self.get(Fact::Source)?;
        let source = SourceId::parse(&source.text, UriContext::Statement).ok()?;
        let (owner, _) = source.two_segments()?;
        Some(format!("{}/{owner}", source.host()))
    }

    /// Whether the external parameter at this place is one of the facts.
    pub(crate) fn consumes(&self, mapped: &Place) -> bool {
        self.consumed.contains(mapped)
    }

    /// Replaces what was found out.
    pub(crate) fn set(&mut self, fact: Fact, known: Known) {
        self.facts.retain(|(found, _)| *found != fact);
        self.facts.push((fact, known));
    }

    fn add(&mut self, fact: Fact, text: &str, place: Place, is_backed: bool) {
        if self.get(fact).is_none() && !text.is_empty() {
            let text = text.to_owned();
            self.facts.push((
                fact,
                Known {
                    text,
                    place,
                    is_backed,
                },
            ));
        }
    }

    fn read_claims(&mut self, claims: &SignerClaims) {
        let place = |number: u32| {
            let claims = Place::root().member("signer").member("claims");
            claims.member(&number.to_string())
        };
        for (fact, numbers) in [
            (Fact::Source, &[12][..]),
            (Fact::Commit, &[13, 3]),
            (Fact::Ref, &[14, 6]),
            (Fact::Event, &[20, 2]),
            (Fact::Runner, &[11]),
            (Fact::RepositoryId, &[15]),
            (Fact::OwnerId, &[17]),
        ] {
            for number in numbers {
                if let Some(text) = claims.claim(*number) {
                    self.add(fact, text, place(*number), true);
                }
            }
        }
        if let Some(short) = claims.claim(5) {
            let source = format!("https://github.com/{short}");
            self.add(Fact::Source, &source, place(5), true);
        }
        let workflow = claims.claim(18).map(BuilderId::parse);
        if let Some(Ok(workflow)) = workflow {
            let source = self.get(Fact::Source).map(|source| source.text.clone());
            let name = workflow.name();
            let path = source
                .and_then(|source| name.strip_prefix(source.as_str())?.strip_prefix('/'))
                .unwrap_or(name);
            self.add(Fact::Workflow, path, place(18), true);
        }
    }

    fn read_config_source(&mut self, provenance: &Provenance<'_>) {
        for name in [
            "source",
            "configSource/uri",
            "entryPoint",
            "configSource/entryPoint",
        ] {
            self.consumed.push(Place::root().member(name));
        }
        let Some(config) = provenance.config_source() else {
            return;
        };
        if let Some(uri) = config.uri() {
            self.add(Fact::Source, uri, config.pointer().member("uri"), false);
        }
        if let Some(path) = config.entry_point() {
            let place = config.pointer().member("entryPoint");
            self.add(Fact::Workflow, path, place, false);
        }
        let commit = config
            .digests()
            .iter()
            .find(|digest| is_commit(digest.algorithm()));
        if let Some(commit) = commit {
            let place = config.pointer().member("digest");
            self.add(Fact::Commit, &commit.to_hex(), place, false);
        }
    }

    fn read_external(&mut self, provenance: &Provenance<'_>) {
        for parameter in provenance.external() {
            let mapped = Place::root().member(parameter.name());
            let value = parameter.value();
            match parameter.name() {
                "workflow" | "buildConfigSource" | "configSource" => {
                    for (member, fact) in [
                        ("repository", Fact::Source),
                        ("ref", Fact::Ref),
                        ("path", Fact::Workflow),
                    ] {
                        self.read_member(parameter.pointer(), value, member, fact);
                        self.consumed.push(mapped.member(member));
                    }
                }
                "source" if value.kind() == Kind::Object => {
                    self.read_member(parameter.pointer(), value, "uri", Fact::Source);
                    self.consumed.push(mapped.member("uri"));
                    self.consumed.push(mapped.member("digest"));
                }
                "source" => self.read_text(parameter, Fact::Source),
                "entryPoint" => self.read_text(parameter, Fact::Workflow),
                _ => {}
            }
        }
    }

    fn read_text(&mut self, parameter: &Parameter<'_>, fact: Fact) {
        if let Some(text) = parameter.value().as_str() {
            self.add(fact, &text, parameter.pointer().clone(), false);
            self.consumed.push(Place::root().member(parameter.name()));
        }
    }

    fn read_internal(&mut self, provenance: &Provenance<'_>) {
        let Some(internal) = provenance.internal() else {
            return;
        };
        for (fact, names) in [
            (
                Fact::Event,
                ["event_name", "GITHUB_EVENT_NAME", "github_event_name"],
            ),
            (
                Fact::Runner,
                [
                    "runner_environment",
                    "RUNNER_ENVIRONMENT",
                    "runner_environment",
                ],
            ),
            (
                Fact::RepositoryId,
                [
                    "repository_id",
                    "GITHUB_REPOSITORY_ID",
                    "github_repository_id",
                ],
            ),
            (
                Fact::OwnerId,
                [
                    "repository_owner_id",
                    "GITHUB_REPOSITORY_OWNER_ID",
                    "github_repository_owner_id",
                ],
            ),
        ] {
            let [nested, upper, lower] = names;
            if let Some(github) = internal.value().member("github") {
                let place = internal.pointer().member("github");
                self.read_member(&place, github, nested, fact);
            }
            for name in [upper, lower] {
                self.read_member(internal.pointer(), *internal.value(), name, fact);
            }
        }
    }

    fn read_member(&mut self, place: &Place, object: Raw<'_>, member: &str, fact: Fact) {
        if let Some(text) = object.member(member).and_then(|value| value.as_str()) {
            self.add(fact, &text, place.member(member), false);
        }
    }

    /// Reference and commit may be part of the source.
    fn read_source_text(&mut self) {
        let Some(known) = self.get(Fact::Source).cloned() else {
            return;
        };
        let Ok(source) = SourceId::parse(&known.text, UriContext::Statement) else {
            return;
        };
        if let Some(reference) = source.reference() {
            self.add(Fact::Ref, reference, known.place.clone(), known.is_backed);
        }
        if let Some(commit) = source.revision() {
            self.add(Fact::Commit, commit, known.place, known.is_backed);
        }
    }

    /// The commit of the dependency that is the source, if all agree.
    fn read_dependencies(&mut self, provenance: &Provenance<'_>) {
        let Some(source) = self.repository() else {
            return;
        };
        let mut commits = provenance.dependencies().iter().filter_map(|dependency| {
            let uri = dependency.descriptor().uri()?;
            let digests = dependency.descriptor().digests();
            let commit = digests
                .iter()
                .find(|digest| is_commit(digest.algorithm()))?;
            (repository(uri) == source).then(|| (commit.to_hex(), dependency.pointer()))
        });
        if let Some((commit, place)) = commits.next()
            && commits.all(|(other, _)| other == commit)
        {
            self.add(Fact::Commit, &commit, place.member("digest"), false);
        }
    }
}

/// The canonical text of a source, or the text itself where it is none.
pub(crate) fn repository(text: &str) -> String {
    match SourceId::parse(text, UriContext::Statement) {
        Ok(source) => source.repository(),
        Err(_) => text.to_owned(),
    }
}

const fn is_commit(algorithm: Algorithm) -> bool {
    matches!(algorithm, Algorithm::GitCommit | Algorithm::Sha1)
}
