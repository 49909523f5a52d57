//! From what a statement says to the list, with everything that is wrong with it.

use core::ops::Range;
use std::borrow::Cow;

use bonafide_digest::{Algorithm, Digest};
use bonafide_report::registry;

use super::{
    HashMethod, Manifest, Resource, SignedFile, collision, name, order, root_digest, shards,
};
use crate::lint::Lint;
use crate::statement::{RawResource, Serialization, Statement};
use crate::{BundleLimits, Error};

/// A resource that was read.
pub(crate) struct Entry<'s> {
    pub(crate) path: &'s str,
    range: Option<Range<u64>>,
    digest: Digest,
}

impl Entry<'_> {
    pub(crate) fn bounds(&self) -> (u64, u64) {
        let range = self.range.as_ref();
        range.map_or((0, 0), |range| (range.start, range.end))
    }
}

/// How the resources were made.
struct Form<'s> {
    method: HashMethod,
    algorithm: Algorithm,
    allow_symlinks: bool,
    ignore_paths: Vec<&'s str>,
}

impl Manifest {
    /// Judges the whole list. Everything that is wrong with it stands in `lint`; the first of that
    /// is the error.
    ///
    /// Costs one pass and some sorting.
    ///
    /// # Specification
    /// models OMP-4 to OMP-12, OMN-1, OMN-2, OMN-5, OMN-6, OMT-5.
    pub(crate) fn build(
        statement: &Statement<'_>,
        limits: &BundleLimits,
        lint: &mut Lint,
    ) -> Result<Self, Error> {
        let predicate = &statement.predicate;
        let form = Form::read(&predicate.serialization, limits, lint);
        if predicate.resources.is_empty() {
            lint.refuse("", Error::NoResources {});
        }
        let Some(form) = form else {
            return Err(first(lint));
        };
        let mut entries = Vec::with_capacity(predicate.resources.len());
        for raw in &predicate.resources {
            entries.extend(form.entry(raw, limits, lint));
        }
        if entries.len() == predicate.resources.len() {
            let names: Vec<&str> = predicate.resources.iter().map(|raw| &*raw.name).collect();
            if !order::is_known(&names, &entries) {
                let message = "the resources stand in neither of the two known orders";
                lint.warn(registry::OMS_MANIFEST_UNSORTED, "", message);
            }
        }
        let root_digest = check_root(statement, &entries, lint);
        let resource_count = entries.len();
        let files = files(entries, form.method, lint);
        check_files(&files, lint);
        let (Some(root_digest), true) = (root_digest, lint.is_good()) else {
            return Err(first(lint));
        };
        Ok(Self {
            files,
            method: form.method,
            algorithm: form.algorithm,
            allow_symlinks: form.allow_symlinks,
            ignore_paths: form.ignore_paths.into_iter().map(str::to_owned).collect(),
            root_digest,
            resource_count,
        })
    }
}

impl<'s> Form<'s> {
    /// `None` for what leaves nothing to judge the resources by.
    fn read(raw: &'s Serialization<'_>, limits: &BundleLimits, lint: &mut Lint) -> Option<Self> {
        let algorithm = algorithm(raw.hash_type.as_ref(), lint);
        let method = method(raw, lint);
        if raw.allow_symlinks.is_none() {
            lint.refuse(
                "",
                Error::predicate("serialization", "it has no allow_symlinks"),
            );
        }
        for entry in &raw.ignore_paths {
            check_ignored(entry, limits, lint);
        }
        Some(Self {
            method: method?,
            algorithm: algorithm?,
            allow_symlinks: raw.allow_symlinks?,
            ignore_paths: raw.ignore_paths.iter().map(Cow::as_ref).collect(),
        })
    }

    /// One resource. `None` for one that has no place in a list.
    fn entry<'r>(
        &self,
        raw: &'r RawResource<'_>,
        limits: &BundleLimits,
        lint: &mut Lint,
    ) -> Option<Entry<'r>> {
        let name: &str = &raw.name;
        let (path, range) = match self.method {
            HashMethod::Files => (name, None),
            HashMethod::Shards { .. } => match shards::split(name) {
                Ok((path, range)) => (path, Some(range)),
                Err(what) => {
                    let name = name.to_owned();
                    lint.refuse("", Error::Shards { name, what });
                    return None;
                }
            },
        };
        // A model that is one file may have a dot for its name; that it is one is seen later.
        let is_named = path == "." || check_name(path, limits, lint);
        if !self.is_algorithm(&raw.algorithm) {
            let (name, found) = (name.to_owned(), raw.algorithm.clone().into_owned());
            lint.refuse(path, Error::ResourceAlgorithm { name, found });
        }
        let digest = self.digest(path, &raw.digest, lint)?;
        is_named.then_some(Entry {
            path,
            range,
            digest,
        })
    }

    /// Whether a resource may name its algorithm so: as the serialization does, or, for a shard,
    /// followed by the size of the shards, as existing signers write it.
    fn is_algorithm(&self, found: &str) -> bool {
        let rest = found.strip_prefix(self.algorithm.name());
        match (rest, self.method) {
            (Some(""), _) => true,
            (Some(rest), HashMethod::Shards { size }) => {
                let written = rest.strip_prefix("-sharded-");
                written.is_some_and(|written| written == size.to_string())
            }
            _ => false,
        }
    }

    fn digest(&self, path: &str, text: &str, lint: &mut Lint) -> Option<Digest> {
        use bonafide_digest::Error as Fault;
        let what = "a digest is not hexadecimal";
        match Digest::from_hex(self.algorithm, text) {
            Ok(digest) => Some(digest),
            Err(Fault::Length { .. }) => {
                let error = Error::DigestLength {
                    name: path.to_owned(),
                    algorithm: self.algorithm,
                    found: text.len(),
                };
                lint.refuse(path, error);
                None
            }
            Err(Fault::UpperCase { .. }) => {
                let what = "a digest is written with capitals";
                lint.vary(path, Error::predicate("resources", what));
                let lower = Digest::from_hex(self.algorithm, &text.to_ascii_lowercase());
                if lower.is_err() {
                    lint.refuse(path, Error::predicate("resources", what));
                }
                lower.ok()
            }
            Err(_) => {
                lint.refuse(path, Error::predicate("resources", what));
                None
            }
        }
    }
}

fn algorithm(hash_type: Option<&Cow<'_, str>>, lint: &mut Lint) -> Option<Algorithm> {
    let Some(name) = hash_type else {
        lint.refuse("", Error::predicate("serialization", "it has no hash_type"));
        return None;
    };
    let known = ["sha256", "blake2b", "blake3"].contains(&&**name);
    let algorithm = known.then(|| Algorithm::from_name(name)).flatten();
    if algorithm.is_none() {
        let found = name.clone().into_owned();
        lint.refuse("", Error::Hash { found });
    }
    algorithm
}

fn method(raw: &Serialization<'_>, lint: &mut Lint) -> Option<HashMethod> {
    let refused = |what| Error::predicate("serialization", what);
    match (raw.method.as_deref(), raw.shard_size) {
        (Some("files"), None) => Some(HashMethod::Files),
        (Some("files"), Some(_)) => {
            lint.vary("", refused("files have no shard_size"));
            Some(HashMethod::Files)
        }
        (Some("shards"), Some(size)) => Some(HashMethod::Shards { size }),
        (Some("shards"), None) => {
            lint.refuse("", refused("shards have a shard_size"));
            None
        }
        _ => {
            lint.refuse("", refused("the method is neither files nor shards"));
            None
        }
    }
}

/// An ignored path is a path, and no pattern (models OMT-5).
fn check_ignored(entry: &str, limits: &BundleLimits, lint: &mut Lint) {
    let refused = |what| Error::Ignore {
        entry: entry.to_owned(),
        what,
    };
    match name::check(entry, limits) {
        Ok(()) if entry.contains(['*', '?', '[']) => {
            lint.vary("", refused("it has a character of patterns"));
        }
        Ok(()) => {}
        Err(name::Fault::Invalid(what)) => lint.refuse("", refused(what)),
        Err(name::Fault::Limit(cause)) => lint.refuse("", cause.into()),
    }
}

/// Whether the path may stand in a list.
fn check_name(path: &str, limits: &BundleLimits, lint: &mut Lint) -> bool {
    let name = || path.to_owned();
    match name::check(path, limits) {
        Ok(()) => {}
        Err(name::Fault::Invalid(what)) => {
            lint.refuse("", Error::Name { name: name(), what });
            return false;
        }
        Err(name::Fault::Limit(cause)) => {
            lint.refuse("", cause.into());
            return false;
        }
    }
    if cfg!(windows) && !name::is_representable_on_windows(path) {
        lint.refuse(path, Error::Unrepresentable { name: name() });
    }
    true
}

/// The root digest, over the digests in the order in which they were recorded (models OMP-8).
fn check_root(statement: &Statement<'_>, entries: &[Entry<'_>], lint: &mut Lint) -> Option<Digest> {
    if entries.len() != statement.predicate.resources.len() {
        return None;
    }
    let computed = root_digest(entries.iter().map(|entry| &entry.digest))?;
    let found = statement.subject?;
    if found != computed {
        let (found, computed) = (Box::new(found), Box::new(computed));
        lint.refuse("", Error::RootDigest { found, computed });
    }
    Some(computed)
}

/// The entries as files, sorted by path, each with its pieces in order.
fn files(mut entries: Vec<Entry<'_>>, method: HashMethod, lint: &mut Lint) -> Vec<SignedFile> {
    entries.sort_by(|a, b| {
        let paths = a.path.as_bytes().cmp(b.path.as_bytes());
        paths.then_with(|| a.bounds().cmp(&b.bounds()))
    });
    let mut files = Vec::new();
    for group in entries.chunk_by(|a, b| a.path == b.path) {
        let Some(path) = group.first().map(|entry| entry.path) else {
            continue;
        };
        check_group(path, group, method, lint);
        let resource = |entry: &Entry<'_>| Resource {
            range: entry.range.clone(),
            digest: entry.digest,
        };
        files.push(SignedFile {
            path: path.to_owned(),
            resources: group.iter().map(resource).collect(),
        });
    }
    files
}

/// No resource stands there twice, and shards cover their file (models OMP-7, OMP-11).
fn check_group(path: &str, group: &[Entry<'_>], method: HashMethod, lint: &mut Lint) {
    let is_twice = |pair: &&[Entry<'_>]| matches!(pair, [a, b] if a.bounds() == b.bounds());
    if let Some([entry, _]) = group.windows(2).find(is_twice) {
        let name = match &entry.range {
            Some(range) => format!("{path}:{}:{}", range.start, range.end),
            None => path.to_owned(),
        };
        lint.refuse(path, Error::Duplicate { name });
        return;
    }
    if let HashMethod::Shards { size } = method {
        let ranges = group.iter().filter_map(|entry| entry.range.as_ref());
        if let Err(what) = shards::check_tiling(ranges, size) {
            let name = path.to_owned();
            lint.refuse(path, Error::Shards { name, what });
        }
    }
}

fn check_files(files: &[SignedFile], lint: &mut Lint) {
    let is_dot = |file: &SignedFile| file.path == ".";
    if files.len() > 1 && files.iter().any(is_dot) {
        let name = ".".to_owned();
        let what = "it stands for a model of one file, and there are others";
        lint.refuse("", Error::Name { name, what });
    }
    for file in files.iter().filter(|file| !is_dot(file)) {
        if let Some(what) = name::suspicion(&file.path) {
            let message = format!("the name has {what}");
            lint.warn(registry::OMS_NAME_SUSPICIOUS, &file.path, message);
        }
    }
    for (at, other) in collision::collisions(files.iter().map(|file| file.path.as_str())) {
        if let (Some(file), Some(other)) = (files.get(at), files.get(other)) {
            let other = bonafide_report::Escaped(&other.path);
            let message = format!("some file systems hold it for \"{other}\"");
            lint.warn(registry::OMS_NAME_COLLISION, &file.path, message);
        }
    }
}

/// The first thing that was wrong.
fn first(lint: &mut Lint) -> Error {
    lint.take_first().unwrap_or(Error::Internal {
        what: "a list was refused without an error",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only a platform that lacks the name refuses it, which is none that these tests run on.
    #[test]
    fn a_name_that_the_platform_lacks_cannot_be_judged() {
        let name = "a:b".to_owned();
        let code = Error::Unrepresentable { name }.code();
        assert_eq!(code.as_str(), "oms.name.unrepresentable");
        assert_eq!(code.class(), Some(bonafide_report::Class::Unsupported));
        assert!(!name::is_representable_on_windows("a:b"));
    }
}
