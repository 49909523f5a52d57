//! The published schemas as tables.

#[rustfmt::skip]
mod cdx_1_0;
#[rustfmt::skip]
mod cdx_1_1;
#[rustfmt::skip]
mod cdx_1_2;
#[rustfmt::skip]
mod cdx_1_3;
#[rustfmt::skip]
mod cdx_1_4;
#[rustfmt::skip]
mod cdx_1_5;
#[rustfmt::skip]
mod cdx_1_6;
#[rustfmt::skip]
mod cdx_1_7;
#[rustfmt::skip]
mod cdx_later;

use super::schema::Root;
use crate::conformance::Schema;

/// Where checking a document begins.
pub(super) const fn root(schema: Schema) -> &'static Root {
    match schema {
        Schema::CycloneDx10Xml => &cdx_1_0::ROOT,
        Schema::CycloneDx11Xml => &cdx_1_1::ROOT,
        Schema::CycloneDx12Xml => &cdx_1_2::ROOT,
        Schema::CycloneDx13Xml => &cdx_1_3::ROOT,
        Schema::CycloneDx14Xml => &cdx_1_4::ROOT,
        Schema::CycloneDx15Xml => &cdx_1_5::ROOT,
        Schema::CycloneDx16Xml => &cdx_1_6::ROOT,
        _ => &cdx_1_7::ROOT,
    }
}

/// The version after that of `schema` in which `text` became an element, an attribute or a value of
/// `rule`.
pub(super) fn later(schema: Schema, rule: &str, text: &str) -> Option<&'static str> {
    crate::conformance::tables::later_in(cdx_later::LATER, schema.version(), rule, text)
}
