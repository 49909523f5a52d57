//! Names of what lies beside the signed files.

use core::cmp::Ordering;

use bonafide_report::registry;

use super::compare::Matching;
use crate::manifest::{collisions, suspicion};
use crate::tree::{shown, text};
use crate::{EntryKind, Finding};

impl Matching<'_> {
    /// Warns of names that mean something else elsewhere, among what is neither signed nor left out:
    /// the signed ones were looked at before. Time n·log n.
    ///
    /// # Specification
    /// models OMN-4 to OMN-6.
    pub(super) fn check_names(&mut self) {
        let unsigned = self.unsigned_names();
        if unsigned.is_empty() {
            return;
        }
        for name in &unsigned {
            let why = match core::str::from_utf8(name) {
                Ok(name) => suspicion(name),
                Err(_) => Some("bytes that are no text"),
            };
            if let Some(why) = why {
                let message = format!("the name {} has {why}", shown(name));
                let finding = Finding::warn(registry::OMS_NAME_SUSPICIOUS, message);
                self.note(finding.at_path(text(name)));
            }
        }
        self.check_collisions(&unsigned);
    }

    fn check_collisions(&mut self, unsigned: &[&[u8]]) {
        let unsigned = unsigned
            .iter()
            .filter_map(|name| core::str::from_utf8(name).ok());
        let signed = self.manifest.files().iter().map(|file| file.path());
        let mut names: Vec<(&str, bool)> = unsigned
            .map(|name| (name, false))
            .chain(signed.map(|name| (name, true)))
            .collect();
        names.sort_unstable_by(|a, b| match a.0.as_bytes().cmp(b.0.as_bytes()) {
            Ordering::Equal => a.1.cmp(&b.1),
            order => order,
        });
        names.dedup_by(|a, b| a.0 == b.0);
        let mut found = collisions(names.iter().map(|(name, _)| *name));
        found.sort_unstable();
        for (at, other) in found {
            let (Some((name, is_signed)), Some((other, other_is_signed))) =
                (names.get(at), names.get(other))
            else {
                continue;
            };
            if *is_signed && *other_is_signed {
                continue;
            }
            let (here, there) = (shown(name.as_bytes()), shown(other.as_bytes()));
            let message = format!("some file systems hold {here} for {there}");
            let finding = Finding::warn(registry::OMS_NAME_COLLISION, message);
            self.note(finding.at_path(*name));
        }
    }

    /// Names of entries that are neither signed nor left out, sorted.
    fn unsigned_names<'n>(&self) -> Vec<&'n [u8]>
    where
        Self: 'n,
    {
        if self.subset.is_some() {
            return Vec::new();
        }
        let mut signed = self.manifest.files().iter().peekable();
        let entries = self.tree.entries().zip(&self.excluded);
        let unsigned = entries.filter(|(entry, excluded)| {
            let path = entry.path();
            while signed
                .next_if(|file| file.path().as_bytes() < path)
                .is_some()
            {}
            let is_signed = signed
                .peek()
                .is_some_and(|file| file.path().as_bytes() == path);
            !is_signed && excluded.is_none() && entry.kind() != EntryKind::Directory
        });
        unsigned.map(|(entry, _)| entry.path()).collect()
    }
}
