//! From a model on disk to the statement over it.

use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::Arc;

use bonafide_digest::Algorithm;
use bonafide_digest::engine::{Control, Engine, JobError, Plan, Source};

use super::{SignError, SignOptions, SingleFileName, UnsignedStatement};
use crate::matching::{DEFAULTS, Folders, TreeSource};
use crate::tree::shown;
use crate::{Entry, EntryKind, HashMethod, Resource, SignedFile, Tree, TreeOptions};

impl UnsignedStatement {
    /// Lists and hashes the model at `root`, a directory or a single file, and says what is to be
    /// signed of it. Afterwards it is listed again, so that no mixture of two states is signed.
    ///
    /// # Errors
    /// [`SignError::Tree`] for what cannot be listed, [`SignError::Symlink`], [`SignError::Special`]
    /// and [`SignError::Name`] for what cannot be signed, [`SignError::Ignore`], [`SignError::Method`],
    /// [`SignError::Empty`], [`SignError::Changed`], [`SignError::Unreadable`] and
    /// [`SignError::Cancelled`].
    ///
    /// # Specification
    /// models SGN-1 to SGN-4, SGN-7, SGN-9.
    pub fn of_model(
        root: impl AsRef<Path>,
        options: &SignOptions,
        engine: &Engine,
        control: &Control<'_>,
    ) -> Result<Self, SignError> {
        let root = root.as_ref();
        check_method(options)?;
        let tree = Tree::open(root, &TreeOptions::new().with_limits(options.limits))?;
        let ignored = ignored_paths(root, &tree, options)?;
        let sources = signed_files(&tree, &ignored)?;
        if tree.root_changed() {
            return Err(SignError::Changed { path: shown(b".") });
        }
        if let Some(entry) = tree.entries().find(Entry::changed_meanwhile) {
            let path = shown(entry.path());
            return Err(SignError::Changed { path });
        }
        let files = hash(&tree, &sources, options, engine, control)?;
        if let Some(difference) = tree.differences(&tree.list_again()?).first() {
            let path = shown(&difference.path);
            return Err(SignError::Changed { path });
        }
        let name = tree.base_name().unwrap_or(b"model");
        let subject = core::str::from_utf8(name);
        let subject = subject.map_err(|_| SignError::Name { path: shown(name) })?;
        let ignored: Vec<String> = ignored.into_iter().collect();
        Self::new(subject, &files, options.method, options.algorithm, &ignored)
    }
}

fn check_method(options: &SignOptions) -> Result<(), SignError> {
    let is_known = matches!(
        options.algorithm,
        Algorithm::Sha256 | Algorithm::Blake2b | Algorithm::Blake3
    );
    let is_cut = options.method != HashMethod::Shards { size: 0 };
    if is_known && is_cut {
        Ok(())
    } else {
        Err(SignError::Method {})
    }
}

/// The defaults, those of the caller, and the bundle where it will lie in the model.
fn ignored_paths(
    root: &Path,
    tree: &Tree,
    options: &SignOptions,
) -> Result<BTreeSet<String>, SignError> {
    let mut ignored = BTreeSet::new();
    if options.default_exclusions {
        ignored.extend(DEFAULTS.map(str::to_owned));
    }
    for path in &options.ignore_paths {
        if !is_ignorable(path) {
            let path = shown(path.as_bytes());
            return Err(SignError::Ignore { path });
        }
        ignored.insert(path.clone());
    }
    if let Some(bundle) = options.bundle_file.as_deref().filter(|_| !tree.is_file())
        && let Some(inside) = path_inside(root, bundle)
    {
        let inside = inside.filter(|path| is_ignorable(path));
        let path = || shown(bundle.as_os_str().as_bytes());
        ignored.insert(inside.ok_or_else(|| SignError::Ignore { path: path() })?);
    }
    Ok(ignored)
}

/// Whether a path can be recorded as left out.
///
/// # Specification
/// models OMT-5.
fn is_ignorable(path: &str) -> bool {
    let component = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(component) && !path.contains(['*', '?', '[', '\0'])
}

/// Where below `root` a file of this path lies or will lie; `None` where it is elsewhere, and within
/// that where its path is no text.
fn path_inside(root: &Path, file: &Path) -> Option<Option<String>> {
    let folder = match file.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return None,
    };
    let root = std::fs::canonicalize(root).ok()?;
    let folder = std::fs::canonicalize(folder).ok()?;
    let inside = folder.join(file.file_name()?);
    let inside = inside.strip_prefix(root).ok()?;
    Some(inside.to_str().map(str::to_owned))
}

/// The files that are to be signed. Whatever else is not left out refuses the model.
fn signed_files<'t>(
    tree: &'t Tree,
    ignored: &BTreeSet<String>,
) -> Result<Vec<TreeSource<'t>>, SignError> {
    let folders = Arc::new(Folders::default());
    let mut files = Vec::new();
    for (at, entry) in tree.entries().enumerate() {
        if !tree.is_file() && is_ignored(entry.path(), ignored) {
            continue;
        }
        let path = shown(entry.path());
        match entry.kind() {
            EntryKind::File if entry.path_text().is_none() => return Err(SignError::Name { path }),
            EntryKind::File => {
                let file = TreeSource::of_entry(tree, at, &folders);
                files.push(file.ok_or(SignError::Changed { path })?);
            }
            EntryKind::Directory => {}
            EntryKind::Symlink { .. } => return Err(SignError::Symlink { path }),
            EntryKind::Special(_) => return Err(SignError::Special { path }),
            EntryKind::Unreadable(cause) => return Err(SignError::Unreadable { path, cause }),
            EntryKind::Changed => return Err(SignError::Changed { path }),
        }
    }
    Ok(files)
}

/// Whether the path or a folder that it lies in is left out.
fn is_ignored(path: &[u8], ignored: &BTreeSet<String>) -> bool {
    let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    let prefixes = ends.map(|(at, _)| at).chain([path.len()]);
    prefixes
        .filter_map(|end| core::str::from_utf8(path.get(..end)?).ok())
        .any(|prefix| ignored.contains(prefix))
}

fn hash(
    tree: &Tree,
    sources: &[TreeSource<'_>],
    options: &SignOptions,
    engine: &Engine,
    control: &Control<'_>,
) -> Result<Vec<SignedFile>, SignError> {
    let mut plan = Plan::new();
    let mut ranges = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let id = plan.add_source(source);
        match options.method {
            HashMethod::Files => {
                plan.add_whole(id, options.algorithm);
                ranges.push((at, None));
            }
            HashMethod::Shards { size } => {
                let mut start = 0;
                while start < source.length() {
                    let end = start.saturating_add(size).min(source.length());
                    plan.add_job(id, start..end, options.algorithm);
                    ranges.push((at, Some(start..end)));
                    start = end;
                }
            }
        }
    }
    let name = |source: &TreeSource<'_>| match (tree.is_file(), options.single_file_name) {
        (true, SingleFileName::Dot) => ".".to_owned(),
        _ => source.name().to_owned(),
    };
    let mut files: Vec<SignedFile> = sources
        .iter()
        .map(|source| SignedFile {
            path: name(source),
            resources: Vec::new(),
        })
        .collect();
    for ((at, range), result) in ranges.into_iter().zip(engine.run(&plan, control)) {
        let (Some(source), Some(file)) = (sources.get(at), files.get_mut(at)) else {
            continue;
        };
        let digest = result.map_err(|error| refused(&error, source))?.digest();
        file.resources.push(Resource { range, digest });
    }
    Ok(files)
}

fn refused(error: &JobError, source: &TreeSource<'_>) -> SignError {
    // Why it was not opened the tree says better.
    if let Some(fault) = source.fault() {
        return fault.clone().into();
    }
    let path = shown(source.name().as_bytes());
    match error {
        JobError::Unstable { .. } | JobError::Length { .. } => SignError::Changed { path },
        JobError::NotComputable { .. } => SignError::Method {},
        JobError::Cancelled => SignError::Cancelled {},
        JobError::Open { kind: cause, .. } | JobError::Read { kind: cause, .. } => {
            let cause = *cause;
            SignError::Unreadable { path, cause }
        }
        _ => SignError::Unreadable {
            path,
            cause: std::io::ErrorKind::Other,
        },
    }
}
