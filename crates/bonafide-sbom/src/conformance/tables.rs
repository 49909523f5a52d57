//! The published schemas as tables.

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
#[rustfmt::skip]
mod spdx_2_2;
#[rustfmt::skip]
mod spdx_2_3;
#[rustfmt::skip]
mod spdx_later;

use super::published::Schema;
use super::schema::Node;

/// The identifiers of licences, which are the same in the JSON and the XML schemas of all versions.
#[cfg(feature = "xml")]
pub(super) static LICENCES: &[&str] = cdx_1_2::LICENSE_ID_VALUES;

/// Where checking a document begins.
pub(super) const fn root(schema: Schema) -> &'static Node {
    match schema {
        Schema::CycloneDx12 => &cdx_1_2::BOM,
        Schema::CycloneDx13 => &cdx_1_3::BOM,
        Schema::CycloneDx14 => &cdx_1_4::BOM,
        Schema::CycloneDx15 => &cdx_1_5::BOM,
        Schema::CycloneDx16 => &cdx_1_6::BOM,
        Schema::CycloneDx17 => &cdx_1_7::BOM,
        Schema::Spdx22 | Schema::Spdx22TagValue => &spdx_2_2::DOCUMENT,
        Schema::Spdx23 | Schema::Spdx23TagValue => &spdx_2_3::DOCUMENT,
        // The XML schemas have tables of their own.
        #[cfg(feature = "xml")]
        _ => &super::schema::ANYTHING,
    }
}

/// The version after that of `schema` in which `text` became a member or a value of `rule`.
pub(super) fn later(schema: Schema, rule: &str, text: &str) -> Option<&'static str> {
    let table = match schema.is_spdx() {
        true => spdx_later::LATER,
        false => cdx_later::LATER,
    };
    later_in(table, schema.version(), rule, text)
}

/// The version after `now` that `table` has for `text` in `rule`.
pub(super) fn later_in(
    table: &[(&str, &str, &'static str)],
    now: &str,
    rule: &str,
    text: &str,
) -> Option<&'static str> {
    let found = table.binary_search_by(|(known, value, _)| (*known, *value).cmp(&(rule, text)));
    let (_, _, version) = found.ok().and_then(|at| table.get(at))?;
    // All versions are of one digit, a full stop and one digit.
    (*version > now).then_some(*version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::schema::{Choice, Node};

    /// All nodes that `root` leads to.
    fn reach(root: &'static Node) -> Vec<&'static Node> {
        let mut found: Vec<&'static Node> = vec![root];
        let mut at = 0;
        while let Some(node) = found.get(at).copied() {
            let mut inner: Vec<&'static Node> = node.every.to_vec();
            inner.extend(node.array.map(|array| array.each));
            inner.extend(
                node.object
                    .iter()
                    .flat_map(|o| o.members.iter().map(|m| m.1)),
            );
            match node.choice {
                Choice::None => {}
                Choice::One(nodes) | Choice::Any(nodes) => inner.extend(nodes),
                Choice::Not(node) => inner.push(node),
                Choice::When(test, then) => inner.extend([test, then]),
            }
            for node in inner {
                if !found.iter().any(|known| core::ptr::eq(*known, node)) {
                    found.push(node);
                }
            }
            at += 1;
        }
        found
    }

    #[test]
    fn what_is_searched_is_in_order_and_what_is_counted_fits() {
        for schema in Schema::ALL {
            if schema.format() == "cdx-xml" {
                continue;
            }
            let nodes = reach(root(schema));
            assert!(nodes.len() > 50, "{schema:?}: {}", nodes.len());
            for node in nodes {
                if let Some(object) = node.object {
                    assert!(
                        object.members.is_sorted_by(|a, b| a.0 < b.0),
                        "{}",
                        node.rule
                    );
                    assert!(object.required.len() <= 64, "{}", node.rule);
                }
                if let Some(text) = node.text {
                    assert!(text.values.is_sorted_by(|a, b| a < b), "{:?}", text.values);
                }
            }
        }
        for table in [cdx_later::LATER, spdx_later::LATER] {
            assert!(table.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
            assert!(table.iter().all(|row| row.2.len() == 3));
        }
    }

    #[test]
    fn a_later_version_is_named_only_to_an_earlier_one() {
        let asset = |schema| later(schema, "component/type", "cryptographic-asset");
        assert_eq!(asset(Schema::CycloneDx14), Some("1.6"));
        assert_eq!(asset(Schema::CycloneDx16), None);
        assert_eq!(later(Schema::CycloneDx14, "component/type", "x"), None);
        let purpose = later(Schema::Spdx22, "packages", "primaryPackagePurpose");
        assert_eq!(purpose, Some("2.3"));
    }
}
