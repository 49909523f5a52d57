//! Sources: repositories, and revisions of them.

mod authority;

use core::fmt;

use crate::Error;
use crate::error::shown;
use authority::Authority;

/// The longest URI, in bytes.
const MOST_BYTES: usize = 8192;

/// Where a text comes from, which decides how it may name a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UriContext {
    /// An expectation: the scheme may be left out where the host has a dot or a port or is
    /// `localhost`, and the forms of ssh stand for https.
    Expectation,
    /// A statement.
    Statement,
    /// A claim of a certificate.
    Claim,
}

/// A source in its one canonical form: scheme, host, port and path, and beside them a reference or a
/// revision.
///
/// Two sources are the same when scheme, host, port and path are; nothing is compared by prefix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceId {
    scheme: String,
    host: String,
    port: Option<u16>,
    path: String,
    revision: Revision,
    subdirectory: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Revision {
    None,
    Reference(String),
    Commit(String),
}

impl SourceId {
    /// Brings a source into its canonical form.
    ///
    /// # Errors
    /// [`Error::AmbiguousRef`] when it can be split into repository and reference in several ways;
    /// [`Error::Uri`] when it is no source: above 8 KiB, blanks, control characters or backslashes,
    /// a user, a host that is not ASCII, an empty path, a path with `.`, `..` or empty segments or
    /// with these escaped; on github.com, gitlab.com and bitbucket.org any escape, and on the first
    /// and the last a path that is not owner and repository.
    pub fn parse(text: &str, context: UriContext) -> Result<Self, Error> {
        let malformed = |reason| Error::Uri {
            text: shown(text),
            reason,
        };
        check_text(text).map_err(malformed)?;
        let expanded = authority::expand_scp(text, context);
        let (authority, rest) = authority::split(&expanded, context).map_err(malformed)?;
        let parts = split_revision(rest)
            .map_err(malformed)?
            .ok_or_else(|| Error::AmbiguousRef { text: shown(text) })?;
        let path = canonical_path(&authority, parts.path).map_err(malformed)?;
        let Authority { scheme, host, port } = authority;
        Ok(Self {
            scheme,
            host,
            port,
            path,
            revision: parts.revision,
            subdirectory: parts.subdirectory,
        })
    }

    /// The scheme, in lower case, without `git+`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, unless it is the usual one of the scheme.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path with its leading slash, in the case in which it was written.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The reference, full or short, where one is given.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match &self.revision {
            Revision::Reference(reference) => Some(reference),
            Revision::None | Revision::Commit(_) => None,
        }
    }

    /// The commit, 40 or 64 hexadecimal digits, where one is given instead of a reference.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        match &self.revision {
            Revision::Commit(commit) => Some(commit),
            Revision::None | Revision::Reference(_) => None,
        }
    }

    /// The folder inside the repository, from a fragment `reference:folder`.
    #[must_use]
    pub fn subdirectory(&self) -> Option<&str> {
        self.subdirectory.as_deref()
    }

    /// The canonical text without reference, revision and folder.
    #[must_use]
    pub fn repository(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}{}", self.scheme, self.host, self.path)
    }

    /// Whether both are one repository, at whatever revision.
    #[must_use]
    pub fn is_same_repository(&self, other: &Self) -> bool {
        self.is_same_place(other) && self.path == other.path
    }

    /// Whether both are one repository, when the case of ASCII letters in owner and repository does
    /// not count on github.com. Elsewhere it does.
    #[must_use]
    pub fn is_same_repository_ignoring_case(&self, other: &Self) -> bool {
        if self.host != "github.com" {
            return self.is_same_repository(other);
        }
        self.is_same_place(other) && self.path.eq_ignore_ascii_case(&other.path)
    }

    fn is_same_place(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.host == other.host && self.port == other.port
    }

    /// Owner and repository, where the path is just these.
    #[must_use]
    pub fn two_segments(&self) -> Option<(&str, &str)> {
        let (owner, name) = self.path.strip_prefix('/')?.split_once('/')?;
        let is_pair = !owner.is_empty() && !name.is_empty() && !name.contains('/');
        is_pair.then_some((owner, name))
    }
}

/// The canonical text.
impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repository())?;
        let revision = match &self.revision {
            Revision::None => None,
            Revision::Reference(text) | Revision::Commit(text) => Some(text.as_str()),
        };
        match (revision, &self.subdirectory) {
            (None, None) => Ok(()),
            (Some(revision), None) => write!(f, "@{revision}"),
            (revision, Some(folder)) => write!(f, "#{}:{folder}", revision.unwrap_or_default()),
        }
    }
}

/// Whether the text is a commit: 40 or 64 digits, in lower case.
pub(crate) fn is_revision(text: &str) -> bool {
    matches!(text.len(), 40 | 64)
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn check_text(text: &str) -> Result<(), &'static str> {
    if text.len() > MOST_BYTES {
        return Err("a URI above 8 KiB");
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("blanks or control characters");
    }
    if text.contains('\\') {
        return Err("a backslash");
    }
    Ok(())
}

struct Parts<'a> {
    path: &'a str,
    revision: Revision,
    subdirectory: Option<String>,
}

/// Takes the reference off a path; `None` when there are several ways to do it.
fn split_revision(rest: &str) -> Result<Option<Parts<'_>>, &'static str> {
    if let Some((path, fragment)) = rest.split_once('#') {
        if rest.contains('@') || fragment.contains('#') {
            return Ok(None);
        }
        return split_fragment(path, fragment).map(Some);
    }
    let splits = || {
        let places = rest.match_indices('@').map(|(place, _)| place);
        places.filter_map(|place| {
            let (before, at) = rest.split_at_checked(place)?;
            Some((before, at.strip_prefix('@')?))
        })
    };
    let mut full = splits().filter(|(_, after)| after.starts_with("refs/") || is_revision(after));
    let mut any = splits();
    let found = match (full.next(), full.next()) {
        (Some(split), None) => Some(split),
        (Some(_), Some(_)) => return Ok(None),
        (None, _) => match (any.next(), any.next()) {
            (first, None) => first,
            (_, Some(_)) => return Ok(None),
        },
    };
    let (path, revision) = match found {
        None => (rest, Revision::None),
        Some((_, "")) => return Err("nothing after the @"),
        Some((path, after)) => (path, revision(after)),
    };
    Ok(Some(Parts {
        path,
        revision,
        subdirectory: None,
    }))
}

/// `reference`, `reference:folder` or `:folder`.
fn split_fragment<'a>(path: &'a str, fragment: &str) -> Result<Parts<'a>, &'static str> {
    let (reference, folder) = match fragment.split_once(':') {
        Some((_, "")) => return Err("no folder after the colon"),
        Some((reference, folder)) => (reference, Some(folder.to_owned())),
        None if fragment.is_empty() => return Err("an empty fragment"),
        None => (fragment, None),
    };
    Ok(Parts {
        path,
        revision: revision(reference),
        subdirectory: folder,
    })
}

fn revision(text: &str) -> Revision {
    if text.is_empty() {
        Revision::None
    } else if is_revision(text) {
        Revision::Commit(text.to_owned())
    } else {
        Revision::Reference(text.to_owned())
    }
}

/// The path without what the big hosts let people add to it.
fn canonical_path(authority: &Authority, path: &str) -> Result<String, &'static str> {
    let path = match authority.forge() {
        None => path,
        Some(forge) => forge.canonical_path(path)?,
    };
    let inner = path.strip_prefix('/').unwrap_or_default();
    if inner.is_empty() {
        return Err("an empty path");
    }
    let mut segments = inner.split('/');
    if segments.any(|segment| segment == "." || segment == "..") {
        return Err("a path with . or ..");
    }
    if path.contains("//") {
        return Err("a path with //");
    }
    let lower = path.to_ascii_lowercase();
    if ["%2e", "%2f", "%5c", "%00"]
        .iter()
        .any(|escape| lower.contains(escape))
    {
        return Err("an escaped dot, slash, backslash or NUL");
    }
    Ok(path.to_owned())
}
