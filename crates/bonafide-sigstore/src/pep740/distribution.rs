//! File names of Python distributions.

use super::version::Version;

/// A distribution by its file name: a source distribution or a wheel.
///
/// Two names are of one distribution when they say the same after normalisation: `Foo_Bar-1.0.tar.gz`
/// and `foo-bar-1.tar.gz` do.
///
/// # Specification
/// PEP 427 and PEP 625 file names, PEP 503 names, PEP 440 versions, PEP 425 tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    name: String,
    version: Version,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Source,
    Wheel {
        build: Option<(String, String)>,
        tags: Vec<(String, String, String)>,
    },
}

/// Tags that a wheel may have once its compressed set is spread out.
const TAGS: usize = 1024;

impl Distribution {
    /// Reads a file name (no path); `None` for one that is of no distribution.
    #[must_use]
    pub fn from_filename(filename: &str) -> Option<Self> {
        if let Some(stem) = filename.strip_suffix(".whl") {
            return Self::wheel(stem);
        }
        let stem = filename
            .strip_suffix(".tar.gz")
            .or_else(|| filename.strip_suffix(".zip"))?;
        let (name, version) = stem.rsplit_once('-')?;
        Some(Self {
            name: normal_name(name)?,
            version: Version::parse(version)?,
            kind: Kind::Source,
        })
    }

    fn wheel(stem: &str) -> Option<Self> {
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, build, tags) = match parts.as_slice() {
            [name, version, python, abi, platform] => {
                (name, version, None, [*python, *abi, *platform])
            }
            [name, version, build, python, abi, platform] => (
                name,
                version,
                Some(build_tag(build)?),
                [*python, *abi, *platform],
            ),
            _ => return None,
        };
        if name.contains("__") {
            return None;
        }
        Some(Self {
            name: normal_name(name)?,
            version: Version::parse(version)?,
            kind: Kind::Wheel {
                build,
                tags: spread(tags)?,
            },
        })
    }
}

/// Letters, digits and single dashes for runs of `-`, `_` and `.`.
fn normal_name(name: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if !name.chars().all(allowed) || !ends(name.chars().next()) || !ends(name.chars().next_back()) {
        return None;
    }
    let parts: Vec<String> = name
        .split(['-', '_', '.'])
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    Some(parts.join("-"))
}

/// A number without leading zeros, and what follows it.
fn build_tag(text: &str) -> Option<(String, String)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits).filter(|_| digits > 0)?;
    Some((number.trim_start_matches('0').to_owned(), rest.to_owned()))
}

/// The tags of a compressed set such as `py2.py3-none-any`, in order.
fn spread([python, abi, platform]: [&str; 3]) -> Option<Vec<(String, String, String)>> {
    let of = |text: &str| -> Option<Vec<String>> {
        let parts: Vec<String> = text.split('.').map(str::to_ascii_lowercase).collect();
        parts.iter().all(|part| !part.is_empty()).then_some(parts)
    };
    let (pythons, abis, platforms) = (of(python)?, of(abi)?, of(platform)?);
    let count = pythons
        .len()
        .checked_mul(abis.len())?
        .checked_mul(platforms.len())?;
    if count > TAGS {
        return None;
    }
    let mut tags = Vec::with_capacity(count);
    for python in &pythons {
        for abi in &abis {
            for platform in &platforms {
                tags.push((python.clone(), abi.clone(), platform.clone()));
            }
        }
    }
    tags.sort();
    tags.dedup();
    Some(tags)
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn names_of_one_distribution_are_equal() {
        for (one, other) in [
            ("Foo_Bar-1.0.tar.gz", "foo-bar-1.tar.gz"),
            ("foo.bar-1.0.zip", "foo_bar-1.0.tar.gz"),
            ("foo-1.0-py2.py3-none-any.whl", "Foo-1-py3.py2-none-any.whl"),
            ("foo-1-01b-py3-none-any.whl", "foo-1-1b-py3-none-any.whl"),
            (
                "foo-1-py3-none-manylinux1_x86_64.manylinux2010_x86_64.whl",
                "foo-1-py3-none-manylinux2010_x86_64.manylinux1_x86_64.whl",
            ),
        ] {
            let read = Distribution::from_filename;
            assert!(read(one).is_some(), "{one}");
            assert_eq!(read(one), read(other), "{one} {other}");
        }
    }

    #[test]
    fn other_distributions_differ() {
        let list = [
            "foo-1.tar.gz",
            "foo-2.tar.gz",
            "bar-1.tar.gz",
            "foo-1-py3-none-any.whl",
            "foo-1-1-py3-none-any.whl",
            "foo-1-2-py3-none-any.whl",
            "foo-1-py2-none-any.whl",
            "foo-1-py3-none-linux_x86_64.whl",
        ];
        for one in list {
            for other in list.iter().filter(|other| **other != one) {
                assert_ne!(
                    Distribution::from_filename(one),
                    Distribution::from_filename(other)
                );
            }
        }
    }

    #[test]
    fn other_names_are_of_none() {
        for name in [
            "",
            "foo",
            "foo.tar.gz",
            "foo-1.tar.bz2",
            "foo-x.tar.gz",
            "-1.tar.gz",
            "foo-1.whl",
            "foo-1-py3-none.whl",
            "foo-1-b-py3-none-any.whl",
            "fo__o-1-py3-none-any.whl",
            "a/foo-1.tar.gz",
            "foo-1-py3--any.whl",
            "föö-1.tar.gz",
            "foo-1-1-2-py3-none-any.whl",
        ] {
            assert_eq!(Distribution::from_filename(name), None, "{name}");
        }
        let many = vec!["p"; 40].join(".");
        assert_eq!(
            Distribution::from_filename(&format!("f-1-{many}-{many}-any.whl")),
            None
        );
    }
}
