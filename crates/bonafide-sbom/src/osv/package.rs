//! What is asked about.

use super::ecosystem;

/// A package to look up, as plain values: nothing here is percent-encoded.
///
/// ```
/// use bonafide_sbom::PackageQuery;
/// let query = PackageQuery::of_purl("deb", Some("debian"), "libssl3")
///     .with_version("3.0.11-1~deb12u2")
///     .with_release("debian-12")
///     .with_source("openssl");
/// assert_eq!(query.ecosystem(), Some("Debian"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageQuery<'a> {
    pub(super) identity: Identity<'a>,
    pub(super) version: Option<&'a str>,
    pub(super) epoch: Option<&'a str>,
    pub(super) release: Option<&'a str>,
    pub(super) source: Option<&'a str>,
    pub(super) source_version: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity<'a> {
    Nothing,
    Purl {
        purl_type: &'a str,
        namespace: Option<&'a str>,
        name: &'a str,
    },
    Ecosystem {
        ecosystem: &'a str,
        name: &'a str,
    },
}

impl<'a> PackageQuery<'a> {
    /// A component of which no package is known; the answer is always unknown.
    #[must_use]
    pub const fn unidentified() -> Self {
        Self::of(Identity::Nothing)
    }

    /// A package by the parts of its package URL.
    #[must_use]
    pub const fn of_purl(purl_type: &'a str, namespace: Option<&'a str>, name: &'a str) -> Self {
        Self::of(Identity::Purl {
            purl_type,
            namespace,
            name,
        })
    }

    /// A package by the name of its ecosystem, with or without a suffix for the release, such as
    /// `PyPI` and `Debian:12`.
    #[must_use]
    pub fn of_ecosystem(ecosystem: &'a str, name: &'a str) -> Self {
        let (ecosystem, release) = split_suffix(ecosystem);
        Self {
            release,
            ..Self::of(Identity::Ecosystem { ecosystem, name })
        }
    }

    const fn of(identity: Identity<'a>) -> Self {
        Self {
            identity,
            version: None,
            epoch: None,
            release: None,
            source: None,
            source_version: None,
        }
    }

    /// The version, in a distribution the whole one: `1.2-3.el9`, `1:2.3-4`.
    #[must_use]
    pub const fn with_version(mut self, version: &'a str) -> Self {
        self.version = Some(version);
        self
    }

    /// The epoch, where it stands apart from the version, as in package URLs of type `rpm`.
    #[must_use]
    pub const fn with_epoch(mut self, epoch: &'a str) -> Self {
        self.epoch = Some(epoch);
        self
    }

    /// The release of the distribution: the qualifier `distro` of the package URL, the version of
    /// the operating-system component, or the suffix of an ecosystem.
    #[must_use]
    pub const fn with_release(mut self, release: &'a str) -> Self {
        self.release = Some(release);
        self
    }

    /// The source package; the name itself for a source package.
    #[must_use]
    pub const fn with_source(mut self, name: &'a str) -> Self {
        self.source = Some(name);
        self
    }

    /// The version of the source package, where it is known.
    #[must_use]
    pub const fn with_source_version(mut self, version: &'a str) -> Self {
        self.source_version = Some(version);
        self
    }

    /// The ecosystem, without a suffix, if the package has one.
    #[must_use]
    pub fn ecosystem(&self) -> Option<&'a str> {
        match self.identity {
            Identity::Nothing => None,
            Identity::Purl {
                purl_type,
                namespace,
                ..
            } => ecosystem::of_purl(purl_type, namespace),
            Identity::Ecosystem { ecosystem, .. } => Some(ecosystem),
        }
    }

    /// The name as advisories write it.
    pub(super) fn name(&self, in_ecosystem: &str) -> String {
        match self.identity {
            Identity::Nothing => String::new(),
            Identity::Purl {
                namespace, name, ..
            } => ecosystem::full_name(in_ecosystem, namespace, name),
            Identity::Ecosystem { name, .. } => name.to_owned(),
        }
    }
}

/// The ecosystem, and what stands behind its first colon.
pub(super) fn split_suffix(ecosystem: &str) -> (&str, Option<&str>) {
    match ecosystem.split_once(':') {
        Some((base, suffix)) => (base, Some(suffix)),
        None => (ecosystem, None),
    }
}

/// The key of the index.
pub(super) fn key(in_ecosystem: &str, name: &str) -> String {
    format!("{in_ecosystem}\0{}", ecosystem::folded(in_ecosystem, name))
}

/// Ecosystem and name of a package URL in an advisory; `None` for one that is not understood.
pub(super) fn of_purl_text(purl: &str) -> Option<(&'static str, String)> {
    let rest = purl.strip_prefix("pkg:")?;
    let rest = rest.split(['?', '#']).next()?;
    let mut segments = rest.split('/').filter(|segment| !segment.is_empty());
    let purl_type = segments.next()?;
    let mut segments: Vec<String> = segments
        .map(|segment| decoded(segment.split('@').next().unwrap_or("")))
        .collect::<Option<_>>()?;
    // Some writers forget the question mark.
    let name = segments
        .pop()
        .filter(|name| !name.is_empty() && !name.contains('&'))?;
    let namespace = segments.join("/");
    let ecosystem = ecosystem::of_purl(purl_type, segments.first().map(String::as_str))?;
    Some((
        ecosystem,
        ecosystem::full_name(ecosystem, Some(&namespace), &name),
    ))
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls_of_advisories_are_read() {
        for (purl, wanted) in [
            ("pkg:npm/%40angular/core", Some(("npm", "@angular/core"))),
            (
                "pkg:maven/org.x/y@1.0?type=jar#a",
                Some(("Maven", "org.x:y")),
            ),
            ("pkg:deb/debian/bash?arch=source", Some(("Debian", "bash"))),
            ("pkg:golang/github.com/a/b", Some(("Go", "github.com/a/b"))),
            ("pkg:rpm/suse/bash&distro=SUSE%20Linux", None),
            ("pkg:pypi/%zz", None),
            ("pkg:pypi/%+1", None),
            ("pkg:pypi/", None),
            ("pkg:generic/a", None),
            ("npm/a", None),
        ] {
            let wanted = wanted.map(|(ecosystem, name)| (ecosystem, name.to_owned()));
            assert_eq!(of_purl_text(purl), wanted, "{purl}");
        }
    }
}
