//! Components by package URL.

use super::answer::{How, LookupAnswer, Match};
use super::fold::alike;
use super::fold::{coarse, version_by_type};
use super::lookup::PurlQuery;
use super::purl::Purl;
use super::purl_types::rule_of;
use super::table::{Rows, Table, TableBuilder};

/// Components by the coarse form of their package URLs: what a query is exactly, to its type and by
/// its look is in one place.
#[derive(Debug)]
pub(super) struct PurlTable {
    rows: Rows,
    /// By type and path.
    paths: Table,
    /// By type, path and version.
    versions: Table,
    /// Components whose package URL breaks a rule of its type, by type and each segment: one that
    /// lacks its namespace, or has one too many, may be any package with that name.
    doubtful: Table,
    /// Components without a package URL, or with one that cannot be read. Sorted.
    unidentified: Vec<u32>,
}

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct PurlTableBuilder {
    rows: Rows,
    paths: TableBuilder,
    versions: TableBuilder,
    doubtful: TableBuilder,
    unidentified: Vec<u32>,
}

impl PurlTableBuilder {
    pub(super) fn add(&mut self, component: u32, purl: &Purl, is_broken: bool) {
        let row = self.rows.push(component, purl.as_str());
        let path = path_key(purl);
        if let Some(version) = version_key(purl) {
            self.versions.add((&purl.kind, &path, version), row);
        }
        if is_broken {
            for segment in path.split('/') {
                self.doubtful.add((&purl.kind, segment), component);
            }
            self.doubtful.add((&purl.kind, ""), component);
        }
        self.paths.add((&purl.kind, path), row);
    }

    pub(super) fn add_unidentified(&mut self, component: u32) {
        self.unidentified.push(component);
    }

    pub(super) fn finish(mut self) -> PurlTable {
        self.unidentified.sort_unstable();
        self.unidentified.dedup();
        PurlTable {
            rows: self.rows,
            paths: self.paths.finish(),
            versions: self.versions.finish(),
            doubtful: self.doubtful.finish(),
            unidentified: self.unidentified,
        }
    }
}

impl PurlTable {
    pub(super) fn answer(&self, query: &PurlQuery) -> LookupAnswer<'_> {
        let wanted = &query.purl;
        let path = path_key(wanted);
        let mut found = Vec::new();
        if query.globs.is_some() {
            let prefix = format!("pkg:{}/", wanted.kind);
            for row in self.rows.numbers() {
                self.compare(query, row, &prefix, &mut found);
            }
        } else {
            let rows = match version_key(wanted) {
                Some(version) => self.versions.rows((&wanted.kind, &path, version)),
                None => self.paths.rows((&wanted.kind, &path)),
            };
            for row in rows {
                self.compare(query, *row, "", &mut found);
            }
        }
        let name = if query.globs.is_some() {
            ""
        } else {
            path.rsplit('/').next().unwrap_or_default()
        };
        let doubtful = self.doubtful.rows((&wanted.kind, name)).to_vec();
        LookupAnswer::new(found, doubtful, &self.unidentified)
    }

    /// Reading the row again takes less room than keeping it read.
    fn compare(&self, query: &PurlQuery, row: u32, prefix: &str, found: &mut Vec<Match>) {
        let Some((component, text)) = self.rows.row(row) else {
            return;
        };
        if !text.starts_with(prefix) {
            return;
        }
        let Ok((candidate, _)) = Purl::read(text) else {
            return;
        };
        if let Some(exactness) = query.compare(&candidate) {
            let how = How::Purl;
            found.push(Match {
                component,
                exactness,
                how,
            });
        }
    }
}

/// The coarse form of namespace and name together: a border between them that an encoded slash has
/// moved hides nothing.
fn path_key(purl: &Purl) -> String {
    coarse(rule_of(&purl.kind).folding, &purl.path())
}

fn version_key(purl: &Purl) -> Option<String> {
    let folding = rule_of(&purl.kind).folding;
    purl.version()
        .map(|version| alike(&version_by_type(folding, version)))
}
