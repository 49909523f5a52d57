//! The rows of RECORD beside the members of the archive.

use std::collections::HashMap;

use bonafide_digest::Digest;
use bonafide_report::{Code, Escaped, registry};

use super::record::{self, Row, Rows};
use crate::zip::Archive;
use crate::zip::name::wrong_in;
use crate::{Finding, Findings};

/// What RECORD says of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) digest: Digest,
    pub(super) size: Option<u64>,
    /// Bytes of RECORD before the row.
    pub(super) offset: u64,
}

/// Reads RECORD, and gives for each member what it says, if it says something. `None` where it could
/// not be read to its end.
///
/// # Specification
/// models REC-2, REC-3.
pub(super) fn read(
    archive: &Archive<'_>,
    directory: &str,
    text: &[u8],
    findings: &mut Findings,
    path: &str,
) -> Option<Vec<Option<Listed>>> {
    let members = archive.members();
    let files = members
        .iter()
        .enumerate()
        .filter(|(_, member)| !member.is_directory());
    let mut list = List {
        findings,
        record: path,
        directory,
        places: files
            .map(|(place, member)| (member.name(), place))
            .collect(),
        seen: vec![false; members.len()],
        listed: vec![None; members.len()],
    };
    let rows = match Rows::new(text) {
        Ok(rows) => rows,
        Err((offset, what)) => {
            list.wrong(registry::REC_MALFORMED, what, offset);
            return None;
        }
    };
    for row in rows {
        match row {
            Ok(row) => list.row(&row),
            Err((offset, what)) => {
                list.wrong(registry::REC_MALFORMED, what, offset);
                return None;
            }
        }
    }
    for (member, seen) in members.iter().zip(&list.seen) {
        if !seen && !member.is_directory() && !list.is_signature(member.name()) {
            let message = "RECORD does not list it";
            let finding = Finding::error(registry::REC_UNLISTED, message);
            list.findings.add(finding.at_member(member.name()));
        }
    }
    Some(list.listed)
}

struct List<'a> {
    findings: &'a mut Findings,
    record: &'a str,
    directory: &'a str,
    places: HashMap<&'a str, usize>,
    seen: Vec<bool>,
    listed: Vec<Option<Listed>>,
}

impl List<'_> {
    fn wrong(&mut self, code: Code, what: impl Into<String>, offset: u64) {
        let finding = Finding::error(code, what).at_member(self.record);
        self.findings.add(finding.at_offset(offset));
    }

    /// Whether this is a signature over RECORD, which RECORD cannot list.
    fn is_signature(&self, path: &str) -> bool {
        let file = path.strip_prefix(self.directory);
        matches!(file, Some("/RECORD.jws" | "/RECORD.p7s"))
    }

    fn row(&mut self, row: &Row<'_>) {
        let path = Escaped(&row.path);
        if let Some(what) = wrong_in(&row.path) {
            return self.wrong(registry::REC_PATH, format!("`{path}`: {what}"), row.offset);
        }
        if self.is_signature(&row.path) {
            let what = format!("`{path}` is a signature over RECORD and cannot be listed");
            return self.wrong(registry::REC_MALFORMED, what, row.offset);
        }
        let Some(place) = self.places.get(&*row.path).copied() else {
            let what = format!("the archive has no file `{path}`");
            return self.wrong(registry::REC_ABSENT, what, row.offset);
        };
        if self
            .seen
            .get_mut(place)
            .is_some_and(|seen| core::mem::replace(seen, true))
        {
            let what = format!("`{path}` is listed before");
            return self.wrong(registry::REC_DUPLICATE, what, row.offset);
        }
        if row.path == self.record {
            if !row.hash.is_empty() || !row.size.is_empty() {
                let what = "RECORD gives a hash or size of itself";
                self.wrong(registry::REC_MALFORMED, what, row.offset);
            }
            return;
        }
        if row.hash.is_empty() {
            let what = format!("`{path}` is listed without a hash");
            return self.wrong(registry::REC_MALFORMED, what, row.offset);
        }
        let digest = record::digest(&row.hash);
        let size = record::size(&row.size).map_err(|what| (registry::REC_MALFORMED, what));
        match digest.and_then(|digest| Ok((digest, size?))) {
            Err((code, what)) => self.wrong(code, format!("`{path}`: {what}"), row.offset),
            Ok((digest, size)) => {
                if let Some(listed) = self.listed.get_mut(place) {
                    *listed = Some(Listed {
                        digest,
                        size,
                        offset: row.offset,
                    });
                }
            }
        }
    }
}
