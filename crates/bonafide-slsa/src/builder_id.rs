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
            (reference.starts_with("refs/") || is_revision(reference)) && is_workflow_name(name)
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
    (path.ends_with(".yml") || path.ends_with(".yaml"))
        && path.contains('/')
        && !host.is_empty()
        && host.chars().all(is_host)
        && segments.all(|segment| segment != "." && segment != "..")
        && !path.contains(['%', '?', '#', '\\'])
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

#[cfg(test)]
mod tests {
    use super::*;

    const WORKFLOW: &str = "https://github.com/o/r/.github/workflows/b.yml";

    fn code(result: Result<BuilderId<'_>, Error>) -> &'static str {
        result.unwrap_err().code().as_str()
    }

    #[test]
    fn workflows_are_split_before_a_reference() {
        let sha1 = "0123456789abcdef0123456789abcdef01234567";
        let sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        for (name, reference) in [
            (WORKFLOW, "refs/tags/v1.2.3"),
            (WORKFLOW, "refs/heads/a@b"),
            (WORKFLOW, "refs/heads/a.yml"),
            (WORKFLOW, sha1),
            (WORKFLOW, sha256),
            ("https://github.com/o/r/b.yaml", "refs/heads/main"),
            ("https://github.com/r/b.yml", "refs/heads/main"),
            ("https://github.com/o/r/a@b.yml", "refs/heads/main"),
            ("https://ghe.example:8443/o/r/b.yml", "refs/heads/main"),
            (
                "https://gitlab.com/group/project//.gitlab-ci.yml",
                "refs/heads/main",
            ),
        ] {
            let text = format!("{name}@{reference}");
            let id = BuilderId::parse(&text).unwrap();
            assert_eq!((id.name(), id.reference()), (name, Some(reference)));
            assert!(id.is_workflow());
            assert_eq!(BuilderId::expected(&text), Ok(id));
        }
    }

    #[test]
    fn other_ids_have_at_most_one_at() {
        for (text, name, reference) in [
            (
                "https://github.com/actions/runner",
                "https://github.com/actions/runner",
                None,
            ),
            (
                "https://cloudbuild.example/Worker@v0.3",
                "https://cloudbuild.example/Worker",
                Some("v0.3"),
            ),
            (
                "https://tekton.dev/chains/v2",
                "https://tekton.dev/chains/v2",
                None,
            ),
            (
                "https://github.com/o/r@refs/tags/v1",
                "https://github.com/o/r",
                Some("refs/tags/v1"),
            ),
            ("builder", "builder", None),
            ("me@example.com", "me", Some("example.com")),
            (
                "http://github.com/o/r/b.yml@x",
                "http://github.com/o/r/b.yml",
                Some("x"),
            ),
        ] {
            let id = BuilderId::parse(text).unwrap();
            assert_eq!((id.name(), id.reference()), (name, reference));
            assert!(!id.is_workflow());
            assert_eq!(BuilderId::expected(text), Ok(id));
        }
    }

    #[test]
    fn refuses_what_can_be_split_in_no_way_or_in_two() {
        let long = format!("https://example.com/{}", "a".repeat(8192));
        for text in [
            "",
            "@",
            "x@",
            "@x",
            "x@a@b",
            "x@a@",
            "a b",
            "a\u{0}b",
            "a\nb",
            &long,
            "https://github.com/o/r/b.yml@",
            "https://github.com/o/r/b.yml@main",
            "https://github.com/o/r/b.yml@v1",
            "https://github.com/o/r/b.yml@0123456789ABCDEF0123456789abcdef01234567",
            "https://github.com/o/r/b.yml@0123456789abcdef0123456789abcdef0123456",
            "https://github.com/b.yml@refs/heads/main",
            "https://github.com@x/o/r/b.yml@refs/heads/main",
            "https:///o/r/b.yml@refs/heads/main",
            "https://github.com/o/r/a.yml@refs/heads/b.yml@refs/heads/main",
            "https://github.com/o/a.yml@refs/tags/v1.0.0/b.yml@refs/tags/v1.0.0",
            "https://github.com/o/r/../x/b.yml@refs/heads/main",
            "https://github.com/o/./r/b.yml@refs/heads/main",
            "https://github.com/o/r/%62.yml@refs/heads/main",
            "https://github.com/o/r/b?c.yml@refs/heads/main",
            "https://github.com/o/r/b#c.yml@refs/heads/main",
        ] {
            assert_eq!(
                code(BuilderId::parse(text)),
                "slsa.builder.id-malformed",
                "{text}"
            );
            if text != "https://github.com/o/r/b.yml@v1" {
                assert_eq!(
                    code(BuilderId::expected(text)),
                    "slsa.builder.id-malformed",
                    "{text}"
                );
            }
        }
        assert_eq!(
            code(BuilderId::parse(WORKFLOW)),
            "slsa.builder.id-malformed"
        );
    }

    #[test]
    fn expectations_may_be_short() {
        let name = BuilderId::expected(WORKFLOW).unwrap();
        assert_eq!((name.name(), name.reference()), (WORKFLOW, None));
        let short = format!("{WORKFLOW}@v1.2.3");
        let full = format!("{WORKFLOW}@refs/tags/v1.2.3");
        assert_eq!(BuilderId::expected(&short), BuilderId::parse(&full));
        assert_eq!(code(BuilderId::parse(&short)), "slsa.builder.id-malformed");
        for other in [
            "v1.2",
            "v1",
            "1.2.3",
            "v1.2.3-rc",
            "v1.2.3+b",
            "main",
            "heads/v1.2.3",
        ] {
            let text = format!("{WORKFLOW}@{other}");
            assert_eq!(
                code(BuilderId::expected(&text)),
                "slsa.builder.id-malformed",
                "{text}"
            );
        }
        let twice = format!("{full}/c.yml@v1.2.3");
        assert_eq!(
            code(BuilderId::expected(&twice)),
            "slsa.builder.id-malformed"
        );
        // Only workflows have tags.
        let other = BuilderId::expected("https://example.com/worker@v1.2.3").unwrap();
        assert_eq!(other.reference(), Some("v1.2.3"));
    }

    #[test]
    fn releases_are_tags_of_whole_versions() {
        for (reference, tag) in [
            ("refs/tags/v1.2.3", Some("v1.2.3")),
            ("refs/tags/v0.0.1", Some("v0.0.1")),
            ("refs/tags/v1.2", None),
            ("refs/tags/v1", None),
            ("refs/tags/1.2.3", None),
            ("refs/tags/v01.2.3", None),
            ("refs/tags/v1.2.3-rc", None),
            ("refs/tags/v1.2.3-rc.0", None),
            ("refs/tags/v1.2.3+b", None),
            ("refs/tags/v1.2.3/x", None),
            ("refs/tags/heads/main", None),
            ("refs/heads/v1.2.3", None),
            ("refs/heads/refs/tags/v1.2.3", None),
            ("refs/tags/refs/tags/v1.2.3", None),
            ("0123456789abcdef0123456789abcdef01234567", None),
        ] {
            let text = format!("{WORKFLOW}@{reference}");
            let id = BuilderId::parse(&text).unwrap();
            match (id.release_tag(), tag) {
                (Ok(found), Some(tag)) => assert_eq!(found, tag),
                (Err(error), None) => assert_eq!(error.code().as_str(), "slsa.builder.ref"),
                (found, _) => panic!("{reference}: {found:?}"),
            }
        }
        let name = BuilderId::expected(WORKFLOW).unwrap();
        assert_eq!(
            name.release_tag().unwrap_err().code().as_str(),
            "slsa.builder.ref"
        );
    }

    #[test]
    fn an_expectation_covers_its_builder_only() {
        let covers = |expected: &str, found: &str| {
            let found = BuilderId::parse(found).unwrap();
            BuilderId::expected(expected).unwrap().covers(&found)
        };
        let found = format!("{WORKFLOW}@refs/tags/v1.2.3");
        assert!(covers(WORKFLOW, &found));
        assert!(covers(&found, &found));
        assert!(covers(&format!("{WORKFLOW}@v1.2.3"), &found));
        assert!(!covers(&format!("{WORKFLOW}@v1.2.4"), &found));
        assert!(!covers(&format!("{WORKFLOW}@refs/heads/v1.2.3"), &found));
        assert!(!covers(
            "https://github.com/o/r/.github/workflows/a.yml",
            &found
        ));
        assert!(!covers(
            "https://example.com/worker@v1",
            "https://example.com/worker"
        ));
        assert!(covers(
            "https://example.com/worker",
            "https://example.com/worker@v1"
        ));
    }
}
