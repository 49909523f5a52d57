//! What of a tree is left out.

use crate::{CoverageClass, Manifest, Tree, TreeOptions};

/// Why an entry is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exclusion {
    Bundle,
    Default,
    Signature,
    Caller,
}

impl Exclusion {
    pub(crate) const fn class(self) -> CoverageClass {
        match self {
            Self::Bundle => CoverageClass::Bundle,
            Self::Default => CoverageClass::IgnoredByDefault,
            Self::Signature => CoverageClass::IgnoredBySignature,
            Self::Caller => CoverageClass::IgnoredByCaller,
        }
    }
}

/// What is left out without being named, wherever it is the first component (OMT-4).
const DEFAULTS: [&[u8]; 4] = [b".git", b".gitattributes", b".github", b".gitignore"];

/// For each entry whether it is left out, were it not listed. Where several exclusions hold, the one
/// that says most of what it is.
///
/// Linear in entries and n·log n in paths, however they overlap.
pub(super) fn exclusions(
    tree: &Tree,
    manifest: &Manifest,
    options: &TreeOptions,
) -> Vec<Option<Exclusion>> {
    let mut excluded = vec![None; tree.len()];
    let caller = options.ignore_paths.iter().map(Vec::as_slice);
    cover(tree, caller, Exclusion::Caller, &mut excluded);
    let signer = manifest.ignore_paths().iter().map(String::as_bytes);
    cover(tree, signer, Exclusion::Signature, &mut excluded);
    for (entry, excluded) in tree.entries().zip(&mut excluded) {
        if options.default_exclusions && !tree.is_file() && is_default(entry.path()) {
            *excluded = Some(Exclusion::Default);
        }
        if tree.is_bundle(&entry) {
            *excluded = Some(Exclusion::Bundle);
        }
    }
    excluded
}

fn is_default(path: &[u8]) -> bool {
    let first = path.split(|&byte| byte == b'/').next().unwrap_or_default();
    DEFAULTS.contains(&first)
}

/// Marks the entries of these paths, and what lies below them.
fn cover<'p>(
    tree: &Tree,
    paths: impl Iterator<Item = &'p [u8]>,
    why: Exclusion,
    excluded: &mut [Option<Exclusion>],
) {
    // Where ranges begin and end, so that each entry is looked at once.
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for path in paths.filter(|path| !path.is_empty()) {
        if let Some(at) = tree.position(path) {
            edges.push((at, at.saturating_add(1)));
        }
        let below = tree.below(path);
        if !below.is_empty() {
            edges.push((below.start, below.end));
        }
    }
    edges.sort_unstable();
    let mut done = 0_usize;
    for (start, end) in edges {
        let start = start.max(done);
        for entry in excluded.get_mut(start..end).unwrap_or_default() {
            *entry = Some(why);
        }
        done = done.max(end);
    }
}
