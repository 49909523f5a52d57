//! The file name of a wheel.

use std::collections::BTreeSet;

use super::version;
use crate::python::normalized;

/// What a file name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    /// Normalised.
    pub(super) project: String,
    /// Canonical.
    pub(super) version: String,
    pub(super) build: Option<String>,
    /// Each expanded tag.
    pub(super) tags: BTreeSet<String>,
    /// The platforms of the tags.
    pub(super) platforms: BTreeSet<String>,
}

/// The most bytes of a name of a file.
const MOST: usize = 255;
/// The most expanded tags.
pub(super) const MOST_TAGS: usize = 10_000;

impl FileName {
    /// Reads `name`, or says what is wrong with it.
    ///
    /// # Specification
    /// PyPA binary distribution format, file name convention; models REC-1.
    pub(super) fn parse(name: &str) -> Result<Self, &'static str> {
        if name.len() > MOST {
            return Err("the name is too long");
        }
        let stem = name
            .strip_suffix(".whl")
            .ok_or("the name does not end in `.whl`")?;
        let parts: Vec<&str> = stem.split('-').collect();
        let (project, version, build, tags) = match parts.as_slice() {
            [project, version, tags @ ..] if tags.len() == 3 => (project, version, None, tags),
            [project, version, build, tags @ ..] if tags.len() == 3 => {
                (project, version, Some(build), tags)
            }
            _ => return Err("the name has not five or six parts"),
        };
        if build.is_some_and(|build| !is_build(build)) {
            return Err("the build number does not begin with a digit");
        }
        let mut expanded = BTreeSet::new();
        expand(&tags.join("-"), &mut expanded).ok_or("the tags are not well-formed")?;
        let platforms = tags.last().into_iter().flat_map(|tags| tags.split('.'));
        Ok(Self {
            project: normalized(project).ok_or("the project's name is none")?,
            version: version::canonical(version).ok_or("the version is none")?,
            build: build.map(|build| (*build).to_owned()),
            tags: expanded,
            platforms: platforms.map(str::to_ascii_lowercase).collect(),
        })
    }
}

fn is_build(build: &str) -> bool {
    build.starts_with(|c: char| c.is_ascii_digit())
        && build
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// Adds each tag that the compressed tag `text` stands for. `None` where it is none, or where there
/// are more than [`MOST_TAGS`].
///
/// # Specification
/// PyPA platform compatibility tags, compressed tag sets.
pub(super) fn expand(text: &str, tags: &mut BTreeSet<String>) -> Option<()> {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<Vec<&str>> = lower
        .split('-')
        .map(|part| part.split('.').collect())
        .collect();
    let [pythons, abis, platforms] = parts.as_slice() else {
        return None;
    };
    let is_tag = |tag: &&str| {
        let is_good = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        !tag.is_empty() && tag.bytes().all(is_good)
    };
    if !parts.iter().flatten().all(is_tag) {
        return None;
    }
    let count = pythons
        .len()
        .checked_mul(abis.len())?
        .checked_mul(platforms.len())?;
    if count.checked_add(tags.len())? > MOST_TAGS {
        return None;
    }
    for python in pythons {
        for abi in abis {
            for platform in platforms {
                tags.insert(format!("{python}-{abi}-{platform}"));
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_name() {
        let name = FileName::parse("Foo.Bar-1.0-1a-py2.py3-none-any.whl").unwrap();
        assert_eq!(
            (name.project.as_str(), name.version.as_str()),
            ("foo-bar", "1")
        );
        assert_eq!(name.build.as_deref(), Some("1a"));
        assert!(name.tags.iter().eq(["py2-none-any", "py3-none-any"]));
        assert!(name.platforms.iter().eq(["any"]));
        let name = FileName::parse("a-1-cp311-cp311-linux_x86_64.manylinux1_x86_64.whl").unwrap();
        assert_eq!(name.build, None);
        assert_eq!(name.platforms.len(), 2);
    }

    #[test]
    fn what_is_no_name() {
        for name in [
            "",
            "a-1-py3-none-any.zip",
            "a-1-py3-none.whl",
            "a-1-1-1-py3-none-any.whl",
            "a-x-py3-none-any.whl",
            "_-1-py3-none-any.whl",
            "a-1-x1-py3-none-any.whl",
            "a-1-1/2-py3-none-any.whl",
            "a-1--none-any.whl",
            "a-1-py3..py2-none-any.whl",
            "a-1-py3-none-a ny.whl",
            "../a-1-py3-none-any.whl",
        ] {
            assert!(FileName::parse(name).is_err(), "{name}");
        }
        let long = format!("{}-1-py3-none-any.whl", "a".repeat(255));
        assert!(FileName::parse(&long).is_err());
    }

    #[test]
    fn tags_are_bounded() {
        let part = |count: usize| vec!["a1"; count].join(".");
        let text = |n: usize| format!("{}-{}-{}", part(n), part(n), part(100));
        assert!(expand(&text(10), &mut BTreeSet::new()).is_some());
        assert!(expand(&text(11), &mut BTreeSet::new()).is_none());
    }
}
