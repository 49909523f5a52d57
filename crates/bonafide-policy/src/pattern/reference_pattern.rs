//! Patterns of references to images.

use core::fmt;

use bonafide_digest::Digest;
use bonafide_oci::{Reference, Tag, parse_digest};
use bonafide_report::Exceeded;

use super::pieces::{Pieces, Runs};
use super::{PatternError, PatternLint};

/// The greatest length of a pattern in bytes.
pub(super) const LONGEST: usize = 1024;
/// The registry whose repositories have at least two components.
const HUB: &str = "docker.io";
/// The tag of a reference that has neither tag nor digest.
const DEFAULT_TAG: &str = "latest";

/// A pattern of image references: `registry.example.com/team/**`.
///
/// It is compared with the canonical form of a reference, part by part, and each part as a whole:
/// - the host: exact with its port, `*.example.com` for every host below that name, or `**` for any;
/// - the path: `*` stands for any run within one component, `**` for any number of whole components,
///   none included;
/// - `:tag`, in which `*` stands for any run. Without it any tag and any digest do. A reference with
///   a digest matches through the tag that it claims beside it, or not at all; one with neither is
///   asked for as `latest`;
/// - `@digest`, exact.
///
/// `**` alone matches every reference. What could match no canonical reference (`index.docker.io/…`,
/// `docker.io/alpine`, a host in upper case) is refused, as it would be forgotten in a list of what is
/// denied.
///
/// ```
/// use bonafide_oci::Reference;
/// use bonafide_policy::ReferencePattern;
///
/// let pattern = ReferencePattern::parse("docker.io/library/**")?;
/// assert!(pattern.matches(&Reference::parse_familiar("alpine:3.22").unwrap()));
/// assert!(!pattern.matches(&Reference::parse_familiar("evil.io/docker.io/library/alpine").unwrap()));
/// # Ok::<(), bonafide_policy::PatternError>(())
/// ```
///
/// # Specification
/// policy PAT-1, PAT-5.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferencePattern {
    /// First, so that the order of patterns is that of their texts.
    text: String,
    host: Host,
    path: Runs<Pieces>,
    tag: Option<Pieces>,
    digest: Option<Digest>,
}

/// Which hosts, with their ports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Host {
    Any,
    Exact(String),
    /// Every host below this one, which begins with a dot.
    Below(String),
}

impl ReferencePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`PatternError::Limit`] above 1,024 bytes; [`PatternError::Reference`] for what is no pattern,
    /// and for what no reference can match.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        Exceeded::check(text.len(), LONGEST, "bytes of a pattern")?;
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(read_digest(digest, named.len())?)),
            None => (text, None),
        };
        if named == "**" {
            return Ok(Self {
                text: text.to_owned(),
                host: Host::Any,
                path: Runs::new([None]),
                tag: None,
                digest,
            });
        }
        let Some((host, rest)) = named.split_once('/') else {
            return Err(refuse("a host and a path are wanted", 0));
        };
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        let path_offset = host.len().saturating_add(1);
        let tag_offset = path_offset.saturating_add(path.len()).saturating_add(1);
        let host = Host::parse(host)?;
        let path = read_path(path, path_offset)?;
        if host == Host::Exact(HUB.to_owned()) && !path.has_star() && path.units().count() < 2 {
            let rule = "a repository of docker.io has two components, as library/alpine";
            return Err(refuse(rule, path_offset));
        }
        Ok(Self {
            text: text.to_owned(),
            host,
            path,
            tag: tag.map(|tag| read_tag(tag, tag_offset)).transpose()?,
            digest,
        })
    }

    /// Whether it matches this reference.
    #[must_use]
    pub fn matches(&self, reference: &Reference) -> bool {
        let repository = reference.repository();
        self.host.matches(repository.domain())
            && self.matches_path(repository.path())
            && self.matches_tag(reference)
            && (self.digest.is_none() || self.digest.as_ref() == reference.digest())
    }

    fn matches_path(&self, path: &str) -> bool {
        let components: Vec<&str> = path.split('/').collect();
        self.path
            .matches(&components, |pattern, component| pattern.matches(component))
    }

    fn matches_tag(&self, reference: &Reference) -> bool {
        let Some(pattern) = &self.tag else {
            return true;
        };
        match reference.tag() {
            Some(tag) => pattern.matches(tag.as_str()),
            None => reference.is_tag_implicit() && pattern.matches(DEFAULT_TAG),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it does that its author may not have meant, in order.
    #[must_use]
    pub fn lints(&self) -> Vec<PatternLint> {
        let crosses = match &self.host {
            Host::Any => true,
            // A name of one label, such as `*.io`, is nobody's own.
            Host::Below(suffix) => !suffix.trim_start_matches('.').contains('.'),
            Host::Exact(_) => false,
        };
        let mut lints = Vec::new();
        if crosses {
            lints.push(PatternLint::CrossesRegistry);
        }
        if self.tag.is_some() && self.digest.is_none() {
            lints.push(PatternLint::TagOnly);
        }
        lints
    }

    /// Whether nothing but wildcards stands for the path, and no digest narrows it: an exception for
    /// it would be one for a whole registry.
    ///
    /// # Specification
    /// policy WV-1.
    #[must_use]
    pub fn is_whole_registry(&self) -> bool {
        self.digest.is_none() && self.path.units().all(Pieces::is_anything)
    }

    pub(super) const fn host(&self) -> &Host {
        &self.host
    }

    /// What the path of every matching reference begins with.
    pub(super) fn path_beginning(&self) -> String {
        let mut beginning = String::new();
        for (at, component) in self.path.beginning().iter().enumerate() {
            if at > 0 {
                beginning.push('/');
            }
            beginning.push_str(component.beginning());
            if component.has_star() {
                break;
            }
        }
        beginning
    }
}

impl fmt::Display for ReferencePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, PatternError> {
        if text == "**" {
            return Ok(Self::Any);
        }
        let host = text.strip_prefix("*.").unwrap_or(text);
        let refuse = |rule| Err(refuse(rule, text.len().saturating_sub(host.len())));
        if host.contains('*') {
            return refuse("the host is exact, or *. and a name, or ** alone");
        }
        if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return refuse("a host is written in lower case");
        }
        // The grammar of references knows what a host is.
        let probe = format!("{host}/x");
        let domain = Reference::parse_grammar(&probe).ok();
        if domain.and_then(|parts| parts.domain()) != Some(host) {
            return refuse("not a host");
        }
        if host == "index.docker.io" {
            return refuse("this registry is written docker.io");
        }
        if host.len() < text.len() {
            return if host.starts_with('[') {
                refuse("an address has no hosts below it")
            } else {
                Ok(Self::Below(format!(".{host}")))
            };
        }
        if host != "localhost" && !host.contains(['.', ':']) {
            return refuse("a host has a dot or a port, or is localhost");
        }
        Ok(Self::Exact(host.to_owned()))
    }

    fn matches(&self, domain: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(host) => host == domain,
            Self::Below(suffix) => domain.len() > suffix.len() && domain.ends_with(suffix.as_str()),
        }
    }
}

fn read_path(text: &str, offset: usize) -> Result<Runs<Pieces>, PatternError> {
    let mut units = Vec::new();
    let mut at = offset;
    for component in text.split('/') {
        units.push(read_component(component, at)?);
        at = at.saturating_add(component.len()).saturating_add(1);
    }
    Ok(Runs::new(units))
}

fn read_component(text: &str, offset: usize) -> Result<Option<Pieces>, PatternError> {
    if text == "**" {
        return Ok(None);
    }
    if text.contains("**") {
        return Err(refuse("** stands for whole components", offset));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(refuse("a repository is written in lower case", offset));
    }
    let is_fit = if text.contains('*') {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-*".contains(&byte);
        text.bytes().all(is_inner)
    } else {
        Reference::parse_grammar(&format!("localhost/{text}")).is_ok()
    };
    if is_fit {
        Ok(Some(Pieces::new(text)))
    } else {
        Err(refuse("not a component of a path", offset))
    }
}

fn read_tag(text: &str, offset: usize) -> Result<Pieces, PatternError> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-*".contains(&byte);
    let is_fit = if text.contains('*') {
        text.bytes().all(is_inner) && !text.starts_with(['.', '-'])
    } else {
        Tag::parse(text).is_ok()
    };
    if is_fit {
        Ok(Pieces::new(text))
    } else {
        Err(refuse("not a tag", offset))
    }
}

fn read_digest(text: &str, named: usize) -> Result<Digest, PatternError> {
    parse_digest(text).map_err(|_| refuse("not a digest", named.saturating_add(1)))
}

const fn refuse(rule: &'static str, offset: usize) -> PatternError {
    PatternError::Reference { rule, offset }
}
