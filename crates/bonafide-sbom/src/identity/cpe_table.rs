//! Components by CPE name.

use super::answer::{Exactness, How, LookupAnswer, Match};
use super::cpe::{Cpe, CpeRelation};
use super::table::{Rows, Table, TableBuilder};

/// Components by vendor and product.
#[derive(Debug)]
pub(super) struct CpeTable {
    rows: Rows,
    products: Table,
    /// Rows whose vendor or product is a pattern.
    loose: Vec<u32>,
    /// Components without a CPE name, or with one that cannot be read. Sorted.
    unidentified: Vec<u32>,
}

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct CpeTableBuilder {
    rows: Rows,
    products: TableBuilder,
    loose: Vec<u32>,
    unidentified: Vec<u32>,
}

impl CpeTableBuilder {
    pub(super) fn add(&mut self, component: u32, cpe: &Cpe) {
        let row = self.rows.push(component, &cpe.to_string());
        match cpe.key() {
            Some(key) => self.products.add(key, row),
            None => self.loose.push(row),
        }
    }

    pub(super) fn add_unidentified(&mut self, component: u32) {
        self.unidentified.push(component);
    }

    pub(super) fn finish(mut self) -> CpeTable {
        self.unidentified.sort_unstable();
        self.unidentified.dedup();
        CpeTable {
            rows: self.rows,
            products: self.products.finish(),
            loose: self.loose,
            unidentified: self.unidentified,
        }
    }
}

impl CpeTable {
    pub(super) fn answer(&self, query: &Cpe) -> LookupAnswer<'_> {
        let (mut found, mut doubtful) = (Vec::new(), Vec::new());
        let mut compare = |row: u32| {
            let Some((component, text)) = self.rows.row(row) else {
                return;
            };
            let Ok(candidate) = Cpe::parse(text) else {
                return;
            };
            match query.relation(&candidate) {
                CpeRelation::Equal | CpeRelation::Superset => found.push(Match {
                    component,
                    exactness: Exactness::Inferred,
                    how: How::Cpe,
                }),
                CpeRelation::Subset | CpeRelation::Undefined => doubtful.push(component),
                CpeRelation::Disjoint => {}
            }
        };
        match query.key() {
            Some(key) => {
                let rows = self.products.rows(key).iter().chain(&self.loose);
                rows.copied().for_each(&mut compare);
            }
            None => self.rows.numbers().for_each(&mut compare),
        }
        LookupAnswer::new(found, doubtful, &self.unidentified)
    }
}
