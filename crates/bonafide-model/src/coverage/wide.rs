//! What the signer left out, and whether that is much.

use bonafide_report::registry;

use crate::matching::Matching;
use crate::tree::{shown, text};
use crate::{Finding, Loadable};

/// Warns of recorded exclusions that cover weights, or more than a tenth of the bytes of the tree.
///
/// Linear in entries, however the exclusions overlap.
///
/// # Specification
/// models COV-4.
pub(super) fn judge(matching: &mut Matching<'_>) {
    let (tree, manifest) = (matching.tree, matching.manifest);
    if manifest.ignore_paths().is_empty() {
        return;
    }
    // What lies before each position: bytes, and files whose names are those of weights.
    let mut before = vec![(0_u64, 0_u64)];
    let mut sum = (0_u64, 0_u64);
    for entry in tree.entries() {
        let is_weights = entry.is_file() && is_weights(&text(entry.path()));
        sum.0 = sum.0.saturating_add(entry.length());
        sum.1 = sum.1.saturating_add(u64::from(is_weights));
        before.push(sum);
    }
    let total = sum.0;
    let within = |start: usize, end: usize| {
        let at = |position: usize| before.get(position).copied().unwrap_or_default();
        let (start, end) = (at(start), at(end));
        (end.0.saturating_sub(start.0), end.1.saturating_sub(start.1))
    };
    let mut wide = Vec::new();
    for path in manifest.ignore_paths() {
        let below = tree.below(path.as_bytes());
        let mut covered = within(below.start, below.end);
        if let Some(at) = tree.position(path.as_bytes()) {
            let own = within(at, at.saturating_add(1));
            covered = (
                covered.0.saturating_add(own.0),
                covered.1.saturating_add(own.1),
            );
        }
        if covered.1 > 0 || covered.0 > total / 10 {
            wide.push((path, covered));
        }
    }
    for (path, (bytes, weights)) in wide {
        let message = format!(
            "the signer left out {}: {bytes} of {total} bytes, {weights} files with names of weights",
            shown(path.as_bytes())
        );
        let finding = Finding::warn(registry::OMS_COVERAGE_WIDE_IGNORE, message);
        matching.note(finding.at_path(path.clone()));
    }
}

fn is_weights(name: &str) -> bool {
    let detected = crate::FileType::detect(name, 0, &[], &[]);
    let by_name = detected.by_name();
    by_name.is_some_and(|file_type| file_type.loadable().contains(&Loadable::Weights))
}
