//! Components by name.

use super::answer::{Exactness, How, LookupAnswer, Match};
use super::fold::alike;
use super::lookup::NameQuery;
use super::table::{Rows, Table, TableBuilder};

/// Components by the look of their name.
#[derive(Debug)]
pub(super) struct NameTable {
    rows: Rows,
    names: Table,
}

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct NameTableBuilder {
    rows: Rows,
    names: TableBuilder,
}

impl NameTableBuilder {
    pub(super) fn add(&mut self, component: u32, have: &NameQuery<'_>) {
        // Three rows: whatever a text contains, it cannot pass for its neighbour.
        let row = self.rows.push(component, have.name);
        self.rows.push(component, have.group.unwrap_or_default());
        self.rows.push(component, have.version.unwrap_or_default());
        self.names.add(alike(have.name), row);
    }

    pub(super) fn finish(self) -> NameTable {
        NameTable {
            rows: self.rows,
            names: self.names.finish(),
        }
    }
}

impl NameTable {
    pub(super) fn answer(&self, query: &NameQuery<'_>) -> LookupAnswer<'_> {
        let rows = self.names.rows(alike(query.name)).iter();
        let found = rows.filter_map(|row| self.compare(query, *row)).collect();
        LookupAnswer::new(found, Vec::new(), &[])
    }

    fn compare(&self, query: &NameQuery<'_>, row: u32) -> Option<Match> {
        let (component, name) = self.rows.row(row)?;
        let (_, group) = self.rows.row(row.checked_add(1)?)?;
        let (_, version) = self.rows.row(row.checked_add(2)?)?;
        let exactness = fits(Some(query.name), name)?
            .max(fits(query.group, group)?)
            .max(fits(query.version, version)?);
        Some(Match {
            component,
            exactness,
            how: How::Name,
        })
    }
}

fn fits(wanted: Option<&str>, have: &str) -> Option<Exactness> {
    match wanted {
        None => Some(Exactness::Inferred),
        Some(wanted) if wanted == have => Some(Exactness::Inferred),
        Some(wanted) => (alike(wanted) == alike(have)).then_some(Exactness::Near),
    }
}
