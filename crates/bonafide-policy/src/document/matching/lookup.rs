//! How the name of an image is compared with the patterns of a rule.

use std::borrow::Cow;

use bonafide_oci::Reference;

use crate::ReferencePattern;

/// How the reference of an image is compared with patterns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookup {
    /// As it is written: `canonical`.
    #[default]
    Canonical,
    /// As `containers-policy.json(5)` finds the scope of an image: `containers`. Beside a digest a
    /// tag says nothing; a pattern `*.domain` means hosts with any port; and a reference with neither
    /// tag nor digest is looked up both as the tag `latest` and as its repository, so that the rules
    /// for either hold.
    Containers,
}

impl Lookup {
    pub(super) fn names(self, reference: &Reference) -> Names<'_> {
        match self {
            Self::Canonical => Names::of(reference),
            Self::Containers => Names::in_containers(reference),
        }
    }
}

/// The spellings under which one reference is looked up.
pub(super) struct Names<'a> {
    name: Cow<'a, Reference>,
    /// Without its port, for patterns of domains.
    portless: Option<Reference>,
    /// Whether patterns with a tag take a reference without one away from others.
    is_tag_taken: bool,
}

impl<'a> Names<'a> {
    const fn of(name: &'a Reference) -> Self {
        Self {
            name: Cow::Borrowed(name),
            portless: None,
            is_tag_taken: true,
        }
    }

    fn in_containers(reference: &'a Reference) -> Self {
        let name = match reference.digest() {
            Some(digest) => {
                let repository = Reference::in_repository(reference.repository().clone());
                Cow::Owned(repository.with_digest(*digest))
            }
            None => Cow::Borrowed(reference),
        };
        Self {
            portless: without_port(&name),
            is_tag_taken: !name.is_tag_implicit(),
            name,
        }
    }

    pub(super) fn is_matched(&self, patterns: &[ReferencePattern]) -> bool {
        patterns.iter().any(|pattern| self.is_named(pattern))
    }

    pub(super) fn is_excepted(&self, patterns: &[ReferencePattern]) -> bool {
        let is_meant = |pattern: &ReferencePattern| self.is_tag_taken || !has_tag(pattern);
        let mut patterns = patterns.iter();
        patterns.any(|pattern| is_meant(pattern) && self.is_named(pattern))
    }

    fn is_named(&self, pattern: &ReferencePattern) -> bool {
        let is_of_domain = || {
            let portless = self.portless.as_ref();
            pattern.as_str().starts_with("*.")
                && portless.is_some_and(|portless| pattern.matches(portless))
        };
        pattern.matches(&self.name) || is_of_domain()
    }
}

fn has_tag(pattern: &ReferencePattern) -> bool {
    let named = pattern.as_str().split('@').next().unwrap_or_default();
    let last = named.rsplit('/').next().unwrap_or_default();
    named.contains('/') && last.contains(':')
}

fn without_port(name: &Reference) -> Option<Reference> {
    let repository = name.repository();
    // The port of an IPv6 address is after its bracket; such hosts have no parent domains.
    let (host, _) = repository.domain().split_once(':')?;
    let rest = match (name.digest(), name.tag()) {
        (Some(digest), _) => format!("@{digest}"),
        (None, Some(tag)) => format!(":{tag}"),
        (None, None) => String::new(),
    };
    Reference::parse_strict(&format!("{host}/{}{rest}", repository.path())).ok()
}

/// Whether `name` is `scope` or below it, for paths (`/srv/images`) and for names in local storage
/// (`[driver@root]name`, where `[root]` means every driver).
pub(super) fn is_within(scope: &str, name: &str) -> bool {
    if is_below(scope, name) {
        return true;
    }
    let driverless = || {
        let (driver, rest) = name.strip_prefix('[')?.split_once('@')?;
        let is_driver = !driver.contains([']', '/']);
        (is_driver && scope.ends_with(']')).then(|| format!("[{rest}"))
    };
    driverless().is_some_and(|name| is_below(scope, &name))
}

fn is_below(scope: &str, name: &str) -> bool {
    let Some(rest) = name.strip_prefix(scope) else {
        return false;
    };
    if rest.is_empty() || rest.starts_with('/') {
        return true;
    }
    // What follows a name in storage is a tag, a digest or an id; a colon before a slash is a port.
    let is_storage = scope.starts_with('[');
    is_storage && (scope.ends_with(']') || rest.starts_with([':', '@']) && !rest.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_within_itself_and_its_parents() {
        assert!(is_within("/srv", "/srv"));
        assert!(is_within("/srv", "/srv/a/b"));
        assert!(!is_within("/srv", "/srv2"));
        assert!(!is_within("/srv/a", "/srv"));
        assert!(!is_within("/srv", "/srv:tag"));
    }

    #[test]
    fn a_name_in_storage_is_within_its_store_and_its_namespaces() {
        let name = "[overlay@/var/lib]docker.io/library/busybox:1";
        for scope in [
            "[/var/lib]",
            "[overlay@/var/lib]",
            "[overlay@/var/lib]docker.io",
            "[overlay@/var/lib]docker.io/library/busybox",
            name,
        ] {
            assert!(is_within(scope, name), "{scope}");
        }
        for scope in [
            "[/var]",
            "[overlay@/var]",
            "[vfs@/var/lib]",
            "[/var/lib]docker.io",
            "[overlay@/var/lib]docker.io/library/busy",
        ] {
            assert!(!is_within(scope, name), "{scope}");
        }
        assert!(!is_within("[o@/r]host", "[o@/r]host:5000/name"));
    }
}
