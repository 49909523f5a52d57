//! References of git.

use crate::Error;
use crate::error::shown;

/// The longest reference, in bytes.
const MOST_BYTES: usize = 8192;

/// A well-formed reference of git, such as `refs/heads/main`.
///
/// # Specification
/// git-check-ref-format, with one-level names allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GitRef<'a> {
    text: &'a str,
}

impl<'a> GitRef<'a> {
    /// Checks the form of a reference. A name without `refs/` passes; it is neither branch nor tag.
    ///
    /// # Errors
    /// [`Error::RefKind`] for a text that git allows as no reference, and above 8 KiB.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        if text.len() > MOST_BYTES || !is_well_formed(text) {
            return Err(Error::RefKind {
                wanted: "reference",
                found: shown(text),
            });
        }
        Ok(Self { text })
    }

    /// The name of the branch: what follows `refs/heads/`, once.
    #[must_use]
    pub fn branch(&self) -> Option<&'a str> {
        self.text.strip_prefix("refs/heads/")
    }

    /// The name of the tag: what follows `refs/tags/`, once.
    #[must_use]
    pub fn tag(&self) -> Option<&'a str> {
        self.text.strip_prefix("refs/tags/")
    }

    /// The whole reference.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text
    }
}

fn is_well_formed(text: &str) -> bool {
    let is_bad = |c: char| c.is_ascii_control() || " ~^:?*[\\".contains(c);
    let is_bad_part =
        |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with(".lock");
    !text.chars().any(is_bad)
        && !text.contains("..")
        && !text.contains("@{")
        && !text.ends_with('.')
        && text != "@"
        && !text.split('/').any(is_bad_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_and_tags_lose_their_prefix_once() {
        for (text, branch, tag) in [
            ("refs/heads/main", Some("main"), None),
            ("refs/heads/a/b@c", Some("a/b@c"), None),
            ("refs/tags/v1.2.3", None, Some("v1.2.3")),
            ("refs/tags/heads/main", None, Some("heads/main")),
            (
                "refs/heads/refs/tags/v1.2.3",
                Some("refs/tags/v1.2.3"),
                None,
            ),
            ("refs/tags/refs/heads/main", None, Some("refs/heads/main")),
            ("refs/pull/1/merge", None, None),
            ("heads/main", None, None),
            ("main", None, None),
            ("Refs/heads/main", None, None),
            ("refs/headsx/main", None, None),
            ("refs/heads", None, None),
        ] {
            let found = GitRef::parse(text).unwrap();
            assert_eq!((found.branch(), found.tag()), (branch, tag), "{text}");
            assert_eq!(found.as_str(), text);
        }
    }

    #[test]
    fn refuses_what_git_refuses() {
        for text in [
            "",
            "@",
            "/",
            "/a",
            "a/",
            "refs/heads/",
            "refs/tags/",
            "a//b",
            "a..b",
            "a.",
            "a.lock",
            "a.lock/b",
            ".a",
            "a/.b",
            "a b",
            "a\tb",
            "a\u{7f}b",
            "a\0",
            "a~b",
            "a^b",
            "a:b",
            "a?b",
            "a*b",
            "a[b",
            "a\\b",
            "a@{b",
        ] {
            let refusal = GitRef::parse(text).unwrap_err();
            assert_eq!(refusal.code().as_str(), "slsa.ref.kind", "{text:?}");
        }
        for text in ["a@b", "a.b", "a-lock", "@a", "a@", "a]", "a}", "é", "a#b"] {
            assert!(GitRef::parse(text).is_ok(), "{text}");
        }
        assert!(GitRef::parse(&"a".repeat(8192)).is_ok());
        assert!(GitRef::parse(&"a".repeat(8193)).is_err());
    }
}
