//! The table for published test data.

use super::{Builders, config};

/// What it has beside the public table, in the form that [`Builders::parse`] reads.
const TABLE: &str = include_str!("testing.json");

pub(super) fn table() -> Builders {
    let mut table = Builders::public();
    // As for the public table, nobody is trusted by a table that cannot be read.
    table
        .entries
        .extend(config::parse(TABLE.as_bytes()).unwrap_or_default());
    table
}
