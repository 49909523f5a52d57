//! Changes of dependencies, in whatever order they are listed.

use std::collections::BTreeMap;

use bonafide_report::Place;

use super::{ChangeClass, Changes};
use crate::{Dependency, SourceId, UriContext, Version};

pub(super) fn compare(changes: &mut Changes<'_>, old: &[Dependency<'_>], new: &[Dependency<'_>]) {
    let mut groups: BTreeMap<String, (Vec<Entry<'_>>, Vec<Entry<'_>>)> = BTreeMap::new();
    for dependency in old {
        let entry = Entry::of(dependency);
        groups.entry(entry.key()).or_default().0.push(entry);
    }
    for dependency in new {
        let entry = Entry::of(dependency);
        groups.entry(entry.key()).or_default().1.push(entry);
    }
    for (old, new) in groups.into_values() {
        group(changes, old, new);
    }
}

/// One dependency: what it is called, and its digests, sorted.
#[derive(Clone, Debug)]
struct Entry<'a> {
    uri: &'a str,
    digests: Vec<(&'a str, String)>,
    place: &'a Place,
}

impl<'a> Entry<'a> {
    fn of(dependency: &'a Dependency<'_>) -> Self {
        let descriptor = dependency.descriptor();
        let name = descriptor.uri().filter(|uri| !uri.is_empty());
        Self {
            uri: name.or(descriptor.name()).unwrap_or_default(),
            digests: dependency.sorted_digests(),
            place: dependency.pointer(),
        }
    }

    /// What stays the same when a repository moves from one reference to the next; for anything
    /// else the URI.
    fn key(&self) -> String {
        match SourceId::parse(self.uri, UriContext::Statement) {
            Ok(source) if is_git(self.uri, &source) => {
                let folder = source.subdirectory().unwrap_or_default();
                format!("{}#{folder}", source.repository())
            }
            _ => self.uri.to_owned(),
        }
    }

    fn text(&self) -> String {
        let digests: Vec<String> = self
            .digests
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        format!("{} {}", self.uri, digests.join(" "))
            .trim_end()
            .to_owned()
    }
}

fn is_git(uri: &str, source: &SourceId) -> bool {
    let is_full = |reference: &str| reference.starts_with("refs/");
    uri.starts_with("git+")
        || source.revision().is_some()
        || source.reference().is_some_and(is_full)
}

/// The same thing on both sides: first what is equal goes, then what has the same URI is compared,
/// and then what is left is taken for the same at another reference.
fn group(changes: &mut Changes<'_>, old: Vec<Entry<'_>>, new: Vec<Entry<'_>>) {
    let (old, new, _) = join(old, new, |entry| {
        (entry.uri.to_owned(), entry.digests.clone())
    });
    let (old, new, same) = join(old, new, |entry| (entry.uri.to_owned(), Vec::new()));
    for (old, new) in same {
        if let Some(class) = digest_class(&old, &new) {
            let (was, now) = (Some(old.text()), Some(new.text()));
            changes.add(class, new.place.clone(), was, now, false);
        }
    }
    let (mut old, mut new) = (old.into_iter(), new.into_iter());
    loop {
        let (was, now) = (old.next(), new.next());
        let class = match (&was, &now) {
            (Some(_), Some(_)) => ChangeClass::DependencyRef,
            (None, Some(_)) => ChangeClass::DependencyAdded,
            (Some(_), None) => ChangeClass::DependencyRemoved,
            (None, None) => return,
        };
        let Some(place) = now.as_ref().or(was.as_ref()).map(|entry| entry.place) else {
            return;
        };
        if let (Some(was), Some(now)) = (&was, &now)
            && has_lost_digest(was, now)
        {
            let (was, now) = (Some(was.text()), Some(now.text()));
            changes.add(
                ChangeClass::DependencyUnpinned,
                place.clone(),
                was,
                now,
                false,
            );
        }
        let [was, now] = [was, now].map(|entry| entry.map(|entry| entry.text()));
        changes.add(class, place.clone(), was, now, false);
    }
}

type Key<'a> = (String, Vec<(&'a str, String)>);

/// What only the old side has, what only the new side has, and what both have under one key.
fn join<'a>(
    mut old: Vec<Entry<'a>>,
    mut new: Vec<Entry<'a>>,
    key: impl Fn(&Entry<'a>) -> Key<'a>,
) -> (Vec<Entry<'a>>, Vec<Entry<'a>>, Vec<(Entry<'a>, Entry<'a>)>) {
    // Equal keys are told apart by their digests, so that the order of the lists does not matter.
    let sort = |list: &mut Vec<Entry<'a>>| {
        list.sort_by_cached_key(|entry| (key(entry), entry.digests.clone()));
    };
    sort(&mut old);
    sort(&mut new);
    let (mut only_old, mut only_new, mut both) = (Vec::new(), Vec::new(), Vec::new());
    let mut new = new.into_iter().peekable();
    for entry in old {
        let wanted = key(&entry);
        while let Some(other) = new.next_if(|other| key(other) < wanted) {
            only_new.push(other);
        }
        match new.next_if(|other| key(other) == wanted) {
            Some(other) => both.push((entry, other)),
            None => only_old.push(entry),
        }
    }
    only_new.extend(new);
    (only_old, only_new, both)
}

fn digest_class(old: &Entry<'_>, new: &Entry<'_>) -> Option<ChangeClass> {
    let of = |entry: &Entry<'_>, name: &str| {
        let mut digests = entry.digests.iter();
        let found = digests.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    if has_lost_digest(old, new) {
        return Some(ChangeClass::DependencyUnpinned);
    }
    let is_other = old
        .digests
        .iter()
        .any(|(name, value)| of(new, name).as_ref() != Some(value));
    if !is_other {
        // Digests were added, and those that were there are the same.
        return None;
    }
    Some(if is_immutable(new.uri) {
        ChangeClass::DependencyReplaced
    } else {
        ChangeClass::DependencyDigest
    })
}

fn has_lost_digest(old: &Entry<'_>, new: &Entry<'_>) -> bool {
    let has = |name: &str| new.digests.iter().any(|(known, _)| *known == name);
    old.digests.iter().any(|(name, _)| !has(name))
}

/// Whether the URI names a version, whose content should stay as it is.
fn is_immutable(uri: &str) -> bool {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let Some((_, version)) = path.rsplit_once('@') else {
        return false;
    };
    let version = version.strip_prefix("refs/tags/").unwrap_or(version);
    if uri.starts_with("pkg:") {
        let digits = version.strip_prefix('v').unwrap_or(version);
        return digits.starts_with(|c: char| c.is_ascii_digit());
    }
    let numbers = version.strip_prefix('v').unwrap_or(version);
    Version::parse(&format!("v{numbers}")).is_ok_and(|version| version.is_full())
}

#[cfg(test)]
mod tests {
    use super::is_immutable;

    #[test]
    fn versions_in_uris() {
        for uri in [
            "pkg:npm/a@1",
            "pkg:npm/%40s/a@1.2.3?x=y",
            "pkg:golang/a@v1.2.3",
            "git+https://h/a@refs/tags/v1.2.3",
            "https://h/a@1.2.3",
            "https://h/a@v1.2.3-rc1",
        ] {
            assert!(is_immutable(uri), "{uri}");
        }
        for uri in [
            "",
            "pkg:npm/a",
            "pkg:docker/a@latest",
            "git+https://h/a@refs/heads/main",
            "git+https://h/a@refs/heads/v1.2.3",
            "git+https://h/a@refs/tags/v1",
            "https://h/a@1.2",
            "https://h/a-1.2.3.tar.gz",
        ] {
            assert!(!is_immutable(uri), "{uri}");
        }
    }
}
