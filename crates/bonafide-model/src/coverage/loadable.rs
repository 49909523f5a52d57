//! What among unsigned files can be loaded or run.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use bonafide_report::registry;

use crate::file_type::hdf5;
use crate::matching::{Exclusion, Matching};
use crate::tree::{shown, text};
use crate::{CoverageClass, Entry, FileType, Finding, Loadable};

/// Looks at what is not signed: refuses the kinds that the caller does not want there, and warns of
/// anything loadable among what is never signed. Says whether there is any of that.
///
/// # Specification
/// models COV-1 to COV-3.
pub(super) fn judge(matching: &mut Matching<'_>) -> bool {
    let denied = matching.options.deny_types.clone();
    let mut is_loadable = false;
    for at in 0..matching.classes.len() {
        let class = matching.classes.get(at).copied().flatten();
        let by_default = matching.excluded.get(at).copied().flatten() == Some(Exclusion::Default);
        let is_default = by_default && class == Some(CoverageClass::IgnoredByDefault);
        let is_asked = !denied.is_empty() && class.is_some_and(is_uncovered);
        let tree = matching.tree;
        let Some(entry) = tree.entry_at(at).filter(|_| is_default || is_asked) else {
            continue;
        };
        if !entry.is_file() {
            is_loadable |= is_default;
            continue;
        }
        let found = match types(matching, &entry) {
            Ok(found) => found,
            Err(kind) => {
                is_loadable |= is_default;
                let message = format!("the kind of {} cannot be told: {kind}", shown(entry.path()));
                let code = registry::OMS_FILE_UNREADABLE;
                matching.fault(code, message, &entry, !is_asked);
                continue;
            }
        };
        if is_default && !found.is_empty() {
            is_loadable = true;
            let message = format!(
                "{} is never signed, and is {}",
                shown(entry.path()),
                list(&found)
            );
            let code = registry::OMS_COVERAGE_LOADABLE_IN_IGNORED;
            matching.note(Finding::warn(code, message).at_path(text(entry.path())));
        }
        let refused: Vec<Loadable> = found
            .iter()
            .copied()
            .filter(|kind| denied.contains(kind))
            .collect();
        if is_asked && !refused.is_empty() {
            let message = format!(
                "{} is not signed, and is {}",
                shown(entry.path()),
                list(&refused)
            );
            let code = registry::OMS_COVERAGE_DENIED_TYPE;
            matching.note(Finding::error(code, message).at_path(text(entry.path())));
        }
    }
    is_loadable
}

const fn is_uncovered(class: CoverageClass) -> bool {
    matches!(
        class,
        CoverageClass::Unsigned
            | CoverageClass::IgnoredBySignature
            | CoverageClass::IgnoredByDefault
            | CoverageClass::IgnoredByCaller
    )
}

fn list(kinds: &[Loadable]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(", ")
}

fn types(matching: &Matching<'_>, entry: &Entry<'_>) -> Result<Vec<Loadable>, io::ErrorKind> {
    let file = matching
        .tree
        .open_file(entry)
        .map_err(|error| match error {
            crate::TreeError::Unreadable { cause, .. } => cause,
            _ => io::ErrorKind::NotFound,
        })?;
    let length = entry.length();
    // Most files of a version control are small.
    let room = |most| usize::try_from(length).map_or(most, |length| length.min(most));
    let read = |at, most| read(&file, at, room(most)).map_err(|error| error.kind());
    let is_hdf5 = hdf5::is_behind_head(length, |at| read(at, 8))?;
    let head = read(0, FileType::HEAD)?;
    let tail = u64::try_from(FileType::TAIL).unwrap_or(u64::MAX);
    let tail = read(length.saturating_sub(tail), FileType::TAIL)?;
    let name = text(entry.path());
    let found = FileType::detect(&name, length, &head, &tail);
    let found = if is_hdf5 { found.with_hdf5() } else { found };
    Ok(found.loadable())
}

/// Up to `most` bytes that begin at `at`.
fn read(file: &File, mut at: u64, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; most];
    let mut filled = 0_usize;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match file.read_at(room, at) {
            Ok(0) => break,
            Ok(count) => {
                filled = filled.saturating_add(count);
                at = at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}
