//! Names of builders.

use std::borrow::Cow;

use crate::Error;
use crate::error::shown;
use crate::source_id::is_revision;
use crate::version::Version;

/// The longest builder id, in bytes.
const MOST_BYTES: usize = 8192;

/// A builder id, split into the name of the builder and its version.
///
/// The id of a workflow, `https://host/owner/repository/path.yml@reference`, is split at the one `@`
/// that has a workflow before it and a full reference or a commit after it. Any other id has at most
/// one `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuilderId<'a> {
    name: &'a str,
    reference: Option<Cow<'a, str>>,
    is_workflow: bool,
}

impl<'a> BuilderId<'a> {
    /// Splits the id that a statement or a certificate gives.
    ///
    /// # Errors
    /// [`Error::BuilderIdMalformed`] for a text that is empty or above 8 KiB, for a workflow that can
    /// be split at no place or at several, and for anything else with two `@` or nothing around one.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        check_text(text)?;
        if !is_like_workflow(text) {
            return other(text);
        }
        let mut splits = splits(text).filter(|(name, reference)| {
            is_workflow_name(name) && (reference.starts_with("refs/") || is_revision(reference))
        });
        let (first, second) = (splits.next(), splits.next());
        match (first, second) {
            (Some((name, reference)), None) => Ok(Self {
                name,
                reference: Some(Cow::Borrowed(reference)),
                is_workflow: true,
            }),
            (None, _) => Err(malformed(text, "no workflow at a reference")),
            (Some(_), Some(_)) => Err(malformed(text, "several places to split at")),
        }
    }

    /// Splits the id that an expectation gives: the version may be left out, and `name@v1.2.3` is
    /// short for `name@refs/tags/v1.2.3` where the name is that of a workflow.
    ///
    /// # Errors
    /// [`Error::BuilderIdMalformed`], as for [`parse`](Self::parse).
    pub fn expected(text: &'a str) -> Result<Self, Error> {
        check_text(text)?;
        if is_workflow_name(text) && !text.contains('@') {
            return Ok(Self {
                name: text,
                reference: None,
                is_workflow: true,
            });
        }
        match text.rsplit_once('@') {
            Some((name, short)) if is_workflow_name(name) && is_release(short) => {
                // What stands before must not be an id already.
                if splits(name).next().is_some() {
                    return Err(malformed(text, "several places to split at"));
                }
                Ok(Self {
                    name,
                    reference: Some(Cow::Owned(format!("refs/tags/{short}"))),
                    is_workflow: true,
                })
            }
            _ => Self::parse(text),
        }
    }

    /// The id without its version.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The version: for a workflow a full reference or a commit.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Whether the id names a workflow.
    #[must_use]
    pub const fn is_workflow(&self) -> bool {
        self.is_workflow
    }

    /// The tag of a full release, such as `v1.2.3`.
    ///
    /// # Errors
    /// [`Error::BuilderRef`] when the version is anything but `refs/tags/vX.Y.Z`.
    pub fn release_tag(&self) -> Result<&str, Error> {
        let reference = self.reference().unwrap_or_default();
        let tag = reference.strip_prefix("refs/tags/");
        tag.filter(|tag| is_release(tag))
            .ok_or_else(|| Error::BuilderRef {
                found: shown(reference),
            })
    }

    /// Whether `found` is this builder; without a version, at any.
    #[must_use]
    pub fn covers(&self, found: &BuilderId<'_>) -> bool {
        let is_version = |wanted: &str| found.reference() == Some(wanted);
        self.name == found.name && self.reference().is_none_or(is_version)
    }
}

/// Whether the text is `vX.Y.Z` and no more.
pub(crate) fn is_release(tag: &str) -> bool {
    Version::parse(tag).is_ok_and(|version| {
        version.is_full() && version.prerelease().is_none() && version.build().is_none()
    })
}

fn other(text: &str) -> Result<BuilderId<'_>, Error> {
    let (name, reference) = match text.split_once('@') {
        Some((name, reference)) => (name, Some(reference)),
        None => (text, None),
    };
    if name.is_empty() || reference == Some("") {
        return Err(malformed(text, "nothing before or after the @"));
    }
    if reference.is_some_and(|reference| reference.contains('@')) {
        return Err(malformed(text, "more than one @"));
    }
    Ok(BuilderId {
        name,
        reference: reference.map(Cow::Borrowed),
        is_workflow: false,
    })
}

fn check_text(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(malformed(text, "no builder id"));
    }
    if text.len() > MOST_BYTES {
        return Err(malformed(text, "a builder id above 8 KiB"));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(malformed(
            text,
            "blanks or control characters in a builder id",
        ));
    }
    Ok(())
}

/// Whether some part up to an `@`, or the whole text, ends like the file of a workflow on a host.
fn is_like_workflow(text: &str) -> bool {
    let ends = |part: &str| part.ends_with(".yml") || part.ends_with(".yaml");
    text.starts_with("https://") && (ends(text) || splits(text).any(|(part, _)| ends(part)))
}

/// `https://host/` with at least two segments, the last of which is a YAML file.
fn is_workflow_name(name: &str) -> bool {
    let Some((host, path)) = name
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    let mut segments = path.split('/');
    !host.is_empty()
        && host.chars().all(is_host)
        && path.contains('/')
        && segments.all(|segment| segment != "." && segment != "..")
        && !path.contains(['%', '?', '#', '\\'])
        && (name.ends_with(".yml") || name.ends_with(".yaml"))
}

/// Each `@` of the text, with what stands before and after it.
fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let places = text.match_indices('@').map(|(place, _)| place);
    places.filter_map(|place| {
        let (before, at) = text.split_at_checked(place)?;
        Some((before, at.strip_prefix('@')?))
    })
}

fn malformed(text: &str, reason: &'static str) -> Error {
    Error::BuilderIdMalformed {
        text: shown(text),
        reason,
    }
}
