//! Rules for dependencies.

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::Accepted;
use bonafide_report::Place;

use crate::error::shown;
use crate::{Dependency, Error, Glob, Provenance, SourceId, UriContext};

/// What is expected of the dependencies that provenance lists.
#[derive(Clone, Debug)]
pub struct DependencyRules {
    pub(crate) pinned: Pinned,
    pub(crate) allow: Vec<Glob>,
    pub(crate) require: Vec<(String, Glob)>,
    pub(crate) source_commit_backed: bool,
    pub(crate) summaries: Option<Vec<SummarizedDependency>>,
}

/// Which dependencies must be pinned: by a strong digest, or by a commit id in a repository.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Pinned {
    /// None need be.
    #[default]
    None,
    /// All.
    All,
    /// Those whose URIs have one of these schemes, such as `git`, `oci` or `https`.
    Schemes(Vec<String>),
}

/// A dependency for which a verification summary was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummarizedDependency {
    uri: Option<String>,
    digest: Digest,
}

impl SummarizedDependency {
    /// A resource of this digest, and of this URI where the summary names one.
    #[must_use]
    pub const fn new(uri: Option<String>, digest: Digest) -> Self {
        Self { uri, digest }
    }
}

impl DependencyRules {
    /// No rules.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            pinned: Pinned::None,
            allow: Vec::new(),
            require: Vec::new(),
            source_commit_backed: false,
            summaries: None,
        }
    }

    /// Which must be pinned.
    #[must_use]
    pub fn with_pinned(mut self, pinned: Pinned) -> Self {
        self.pinned = pinned;
        self
    }

    /// Only dependencies whose URIs fit one of the globs may be there.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`].
    pub fn with_allowed(mut self, glob: &str) -> Result<Self, Error> {
        self.allow.push(compile("allow", glob)?);
        Ok(self)
    }

    /// A dependency whose URI fits must be there.
    ///
    /// # Errors
    /// [`Error::ExpectationsConfig`].
    pub fn with_required(mut self, glob: &str) -> Result<Self, Error> {
        self.require
            .push((glob.to_owned(), compile("require", glob)?));
        Ok(self)
    }

    /// The certificate must confirm the commit of the source.
    #[must_use]
    pub const fn with_source_commit_backed(mut self) -> Self {
        self.source_commit_backed = true;
        self
    }

    /// Every dependency must be one for which a summary was verified.
    #[must_use]
    pub fn with_summaries(mut self, summaries: Vec<SummarizedDependency>) -> Self {
        self.summaries = Some(summaries);
        self
    }

    /// Refuses to require what is not allowed.
    pub(super) fn check_sense(&self) -> Result<(), Error> {
        let is_allowed = |text: &str| {
            self.allow.is_empty()
                || text.contains('*')
                || self.allow.iter().any(|glob| glob.matches(text))
        };
        if self.require.iter().all(|(text, _)| is_allowed(text)) {
            return Ok(());
        }
        let place = Place::root().member("dependencies").member("require");
        let reason = "a dependency is required and not allowed";
        Err(Error::ExpectationsConfig { place, reason })
    }

    /// Whether any rule asks anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.pinned == Pinned::None
            && self.allow.is_empty()
            && self.require.is_empty()
            && self.summaries.is_none()
    }

    /// One error for each dependency and rule that do not fit.
    pub(crate) fn check(&self, view: &Provenance<'_>) -> Vec<Error> {
        let mut errors = Vec::new();
        let mut names = Vec::with_capacity(view.dependencies().len());
        for dependency in view.dependencies() {
            let uri = dependency.descriptor().uri().unwrap_or_default();
            let name = normal(uri);
            let (place, found) = (dependency.pointer().clone(), shown(uri));
            if self.wants_pin(&name) && !is_pinned(dependency, uri) {
                let (place, found) = (place.clone(), found.clone());
                errors.push(Error::DepsUnpinned { place, found });
            }
            let is_plain = is_plain(uri);
            let is_allowed = is_plain && self.allow.iter().any(|glob| glob.matches(&name));
            if !self.allow.is_empty() && !is_allowed {
                let (place, found) = (place.clone(), found.clone());
                errors.push(Error::DepsDenied { place, found });
            }
            if !self.has_summary(dependency) {
                errors.push(Error::DepsVsa { place, found });
            }
            if is_plain {
                names.push(name);
            }
        }
        for (text, glob) in &self.require {
            if !names.iter().any(|name| glob.matches(name)) {
                let wanted = shown(text);
                errors.push(Error::DepsRequired { wanted });
            }
        }
        errors
    }

    fn wants_pin(&self, name: &str) -> bool {
        match &self.pinned {
            Pinned::None => false,
            Pinned::All => true,
            Pinned::Schemes(schemes) => {
                let scheme = name.split(':').next().unwrap_or_default();
                let base = scheme.split('+').next().unwrap_or_default();
                schemes
                    .iter()
                    .any(|wanted| wanted == scheme || wanted == base)
            }
        }
    }

    fn has_summary(&self, dependency: &Dependency<'_>) -> bool {
        let Some(summaries) = &self.summaries else {
            return true;
        };
        let descriptor = dependency.descriptor();
        summaries.iter().any(|summary| {
            let is_named = match (summary.uri.as_deref(), descriptor.uri()) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            is_named && descriptor.digests().contains(&summary.digest)
        })
    }
}

/// The URI as rules see it: normalised where it names a source, else as written. The prefix `git+`
/// stays, since it tells the kind.
fn normal(uri: &str) -> String {
    let Ok(source) = SourceId::parse(uri, UriContext::Statement) else {
        return uri.to_owned();
    };
    match uri.starts_with("git+") {
        true => format!("git+{source}"),
        false => source.to_string(),
    }
}

/// Whether the text leads where it seems to. One that climbs out of its path, or has a user before
/// its host, fits no glob: whoever fetches it ends up elsewhere.
fn is_plain(uri: &str) -> bool {
    let lower = uri.to_ascii_lowercase();
    let (_, rest) = lower.split_once("://").unwrap_or(("", &lower));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let mut segments = rest.split(['/', '?', '#']);
    !segments.any(|segment| segment == "." || segment == "..")
        && !["%2e", "%2f", "%5c", "\\"]
            .iter()
            .any(|odd| rest.contains(odd))
        && (lower.len() == rest.len() || !host.contains('@'))
}

fn is_pinned(dependency: &Dependency<'_>, uri: &str) -> bool {
    let accepted = Accepted::default();
    let is_git = is_git(uri);
    dependency.descriptor().digests().iter().any(|digest| {
        let algorithm = digest.algorithm();
        accepted.contain(algorithm)
            || algorithm == Algorithm::GitCommit
            || (is_git && algorithm == Algorithm::Sha1)
    })
}

/// Whether the URI is that of a repository: by its scheme, or by a path that ends in `.git`. A host
/// whose name holds `.git` makes none.
fn is_git(uri: &str) -> bool {
    let (path, _) = uri.split_once(['#', '?']).unwrap_or((uri, ""));
    let (path, _) = path.rsplit_once("@refs/").unwrap_or((path, ""));
    ["git+", "git:"]
        .iter()
        .any(|scheme| uri.starts_with(scheme))
        || path.ends_with(".git")
}

fn compile(member: &str, glob: &str) -> Result<Glob, Error> {
    Glob::new(glob).map_err(|reason| Error::ExpectationsConfig {
        place: Place::root().member("dependencies").member(member),
        reason,
    })
}
