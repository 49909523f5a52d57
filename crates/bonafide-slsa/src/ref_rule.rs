//! Which references and names a signer or a builder may have.

use crate::Error;
use crate::builder_id::{BuilderId, is_release};
use crate::error::shown;
use crate::git_ref::GitRef;
use crate::glob::Glob;
use crate::source_id::is_revision;
use crate::version::Version;

/// Which references of a builder are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefRule {
    /// Whatever it is, as long as there is one.
    Any,
    /// This text: a full reference, a commit, or the version of an id that is no workflow.
    Exact(String),
    /// A branch whose name matches.
    Branch(Glob),
    /// A tag whose name matches.
    Tag(Glob),
    /// The tag of a version, `refs/tags/vX.Y.Z`, with no build metadata.
    SemverTag {
        /// Whether the version may be a prerelease.
        prerelease: bool,
        /// What must follow the version, and is no part of it.
        suffix: Option<String>,
    },
}

impl RefRule {
    /// The tag of a release, and nothing else.
    #[must_use]
    pub const fn release() -> Self {
        Self::SemverTag {
            prerelease: false,
            suffix: None,
        }
    }

    /// Checks a reference.
    ///
    /// # Errors
    /// [`Error::BuilderRef`].
    pub fn check(&self, reference: &str) -> Result<(), Error> {
        let branch = || GitRef::parse(reference).ok()?.branch();
        let tag = || GitRef::parse(reference).ok()?.tag();
        let is_good = match self {
            Self::Any => !reference.is_empty(),
            Self::Exact(wanted) => wanted == reference,
            Self::Branch(glob) => branch().is_some_and(|name| glob.matches(name)),
            Self::Tag(glob) => tag().is_some_and(|name| glob.matches(name)),
            Self::SemverTag { prerelease, suffix } => {
                tag().is_some_and(|tag| is_version(tag, *prerelease, suffix.as_deref()))
            }
        };
        if is_good {
            Ok(())
        } else {
            Err(Error::BuilderRef {
                found: shown(reference),
            })
        }
    }

    /// The rule in words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Any => "any reference".to_owned(),
            Self::Exact(text) => shown(text),
            Self::Branch(glob) | Self::Tag(glob) => shown(glob.as_str()),
            Self::SemverTag { prerelease, suffix } => {
                let pre = if *prerelease { "[-prerelease]" } else { "" };
                format!(
                    "vX.Y.Z{pre}{}",
                    shown(suffix.as_deref().unwrap_or_default())
                )
            }
        }
    }

    /// Why no reference could ever satisfy the rule.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        match self {
            Self::Exact(text) if text.is_empty() => Some("an empty reference"),
            Self::Exact(text) if text.contains('@') && !text.starts_with("refs/") => {
                Some("no reference")
            }
            Self::Exact(text) if text.starts_with("refs/") && GitRef::parse(text).is_err() => {
                Some("git allows no such reference")
            }
            Self::Branch(glob) | Self::Tag(glob) if !is_possible(glob.as_str()) => {
                Some("git allows no such reference")
            }
            Self::SemverTag {
                suffix: Some(suffix),
                ..
            } if suffix.is_empty() || GitRef::parse(&format!("v1{suffix}")).is_err() => {
                Some("git allows no such reference, or the suffix is empty")
            }
            _ => None,
        }
    }
}

/// A name with a rule for its reference, or a whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdPattern {
    /// This text and no other.
    Exact(String),
    /// A workflow of this name, at a reference that the rule admits.
    Named {
        /// The part before the `@`.
        name: String,
        /// Which references are trusted.
        rule: RefRule,
    },
}

impl IdPattern {
    /// Whether the pattern is about this name, whatever its reference.
    pub(crate) fn is_about(&self, text: &str, id: Option<&BuilderId<'_>>) -> bool {
        match self {
            Self::Exact(wanted) => wanted == text,
            Self::Named { name, .. } => id.is_some_and(|id| id.name() == name),
        }
    }

    /// Checks the reference of an id that the pattern [is about](Self::is_about).
    pub(crate) fn check_ref(&self, id: Option<&BuilderId<'_>>) -> Result<(), Error> {
        match self {
            Self::Exact(_) => Ok(()),
            Self::Named { rule, .. } => {
                rule.check(id.and_then(BuilderId::reference).unwrap_or_default())
            }
        }
    }
}

/// Whether `name` is a name that a rule with a reference can be about: nothing to split in it.
pub(crate) fn name_defect(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("an empty name");
    }
    let has_reference = name.rsplit_once('@').is_some_and(|(_, after)| {
        after.starts_with("refs/") || is_revision(after) || is_release(after)
    });
    if has_reference {
        return Some("a reference in the name");
    }
    match BuilderId::expected(name) {
        Ok(id) if id.reference().is_none() => None,
        _ => Some("no name of a builder"),
    }
}

fn is_version(tag: &str, prerelease: bool, suffix: Option<&str>) -> bool {
    let version = match suffix {
        None => Some(tag),
        Some(suffix) => tag.strip_suffix(suffix),
    };
    version
        .and_then(|version| Version::parse(version).ok())
        .is_some_and(|version| {
            version.is_full()
                && version.build().is_none()
                && (prerelease || version.prerelease().is_none())
        })
}

/// Whether some name that the glob matches can be in a reference.
fn is_possible(glob: &str) -> bool {
    // A star may stand for letters, and then no rule of git is about it.
    let filled: String = glob.replace("**", "x").replace('*', "x");
    GitRef::parse(&filled).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";

    fn semver(prerelease: bool, suffix: Option<&str>) -> RefRule {
        RefRule::SemverTag {
            prerelease,
            suffix: suffix.map(str::to_owned),
        }
    }

    #[test]
    fn each_rule_admits_its_references() {
        let branch = RefRule::Branch(Glob::new("release/*").unwrap());
        let tag = RefRule::Tag(Glob::new("v1.**").unwrap());
        let (strict, loose) = (RefRule::release(), semver(true, None));
        let java = semver(false, Some("-java"));
        let java_rc = semver(true, Some("-java"));
        for (rule, good, bad) in [
            (
                &RefRule::Any,
                &["main", SHA1, "refs/heads/x"][..],
                &[""][..],
            ),
            (
                &RefRule::Exact(SHA1.to_owned()),
                &[SHA1],
                &["", "0123", "refs/heads/main"],
            ),
            (
                &branch,
                &["refs/heads/release/1"],
                &[
                    "release/1",
                    "refs/heads/release/1/2",
                    "refs/tags/release/1",
                    "refs/heads/release/..",
                ],
            ),
            (
                &tag,
                &["refs/tags/v1.2", "refs/tags/v1./a"],
                &["refs/heads/v1.2", "refs/tags/v1", "v1.2"],
            ),
            (
                &strict,
                &["refs/tags/v1.2.3", "refs/tags/v10.0.0"],
                &[
                    "v1.2.3",
                    "refs/heads/v1.2.3",
                    "refs/heads/refs/tags/v1.2.3",
                    "refs/tags/v1.2",
                    "refs/tags/v1.2.3-rc",
                    "refs/tags/v1.2.3+b",
                    "refs/tags/v1.2.3-java",
                    SHA1,
                ],
            ),
            (
                &loose,
                &["refs/tags/v1.2.3", "refs/tags/v1.2.3-rc.0"],
                &["refs/tags/v1.2.3-rc.0+b", "refs/tags/v1"],
            ),
            (
                &java,
                &["refs/tags/v1.2.3-java"],
                &[
                    "refs/tags/v1.2.3",
                    "refs/tags/v1.2.3-rc-java",
                    "refs/tags/v1.2-java",
                    "refs/tags/v1.2.3-java-java",
                    "refs/tags/-java",
                ],
            ),
            (
                &java_rc,
                &["refs/tags/v1.2.3-java", "refs/tags/v1.2.3-rc-java"],
                &["refs/tags/v1.2.3-rc"],
            ),
        ] {
            for reference in good {
                assert_eq!(rule.check(reference), Ok(()), "{rule:?} {reference}");
            }
            for reference in bad {
                let code = rule.check(reference).unwrap_err().code();
                assert_eq!(code.as_str(), "slsa.builder.ref", "{rule:?} {reference}");
            }
        }
    }

    #[test]
    fn rules_that_nothing_can_satisfy_are_known() {
        for rule in [
            RefRule::Exact(String::new()),
            RefRule::Exact("refs/heads/".to_owned()),
            RefRule::Exact("refs/heads/a..b".to_owned()),
            RefRule::Exact("a@b".to_owned()),
            RefRule::Branch(Glob::new("/main").unwrap()),
            RefRule::Branch(Glob::new("a b").unwrap()),
            RefRule::Tag(Glob::new("v1..*").unwrap()),
            RefRule::Tag(Glob::new("v?").unwrap()),
            semver(false, Some("")),
            semver(true, Some("~")),
            semver(true, Some("/")),
        ] {
            assert!(rule.defect().is_some(), "{rule:?}");
        }
        for rule in [
            RefRule::Any,
            RefRule::release(),
            semver(true, Some("-java")),
            RefRule::Exact("v0.3".to_owned()),
            RefRule::Exact(SHA1.to_owned()),
            RefRule::Exact("refs/pull/1/merge".to_owned()),
            RefRule::Branch(Glob::new("**").unwrap()),
            RefRule::Branch(Glob::new("*/x").unwrap()),
            RefRule::Tag(Glob::new("*.lock/**x").unwrap()),
        ] {
            assert_eq!(
                rule.defect().is_some(),
                format!("{rule:?}").contains(".lock"),
                "{rule:?}"
            );
        }
    }

    #[test]
    fn names_hold_no_reference() {
        for name in ["https://github.com/o/r/b.yml", "https://example.com/worker"] {
            assert_eq!(name_defect(name), None, "{name}");
        }
        for name in [
            "",
            "a b",
            "https://example.com/worker@v1",
            "https://github.com/o/r/b.yml@refs/tags/v1.2.3",
            "https://github.com/o/r/b.yml@v1.2.3",
            "https://github.com/b.yml",
        ] {
            assert!(name_defect(name).is_some(), "{name}");
        }
    }
}
