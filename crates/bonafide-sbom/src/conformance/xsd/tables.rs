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
use crate::conformance::published::Schema;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::xsd::schema::{Attribute, Complex, Content, Particle, Simple, Type};

    /// What the tables of one version are made of.
    #[derive(Default)]
    struct Reach {
        complex: Vec<&'static Complex>,
        simple: Vec<&'static Simple>,
        /// The groups of content models inside each other.
        depth: usize,
    }

    impl Reach {
        fn of(root: &'static Root) -> Self {
            let mut found = Self {
                complex: vec![root.content],
                ..Self::default()
            };
            let mut at = 0;
            while let Some(complex) = found.complex.get(at).copied() {
                found.complex(complex);
                at += 1;
            }
            found
        }

        fn complex(&mut self, complex: &'static Complex) {
            self.simple
                .extend(complex.attributes.iter().map(Attribute::simple));
            match &complex.content {
                Content::Empty => {}
                Content::Text(simple) => self.simple.push(simple),
                Content::Elements(model) | Content::Mixed(model) => self.particle(model, 1),
            }
        }

        fn particle(&mut self, particle: &'static Particle, depth: usize) {
            self.depth = self.depth.max(depth);
            match particle {
                Particle::Element(_, _, Type::Complex(complex)) => {
                    if !self.complex.iter().any(|one| core::ptr::eq(*one, *complex)) {
                        self.complex.push(complex);
                    }
                }
                Particle::Element(_, _, Type::Simple(simple) | Type::Default(simple)) => {
                    self.simple.push(simple);
                }
                Particle::Sequence(_, inner) | Particle::Choice(_, inner) => {
                    for one in *inner {
                        self.particle(one, depth + 1);
                    }
                }
                Particle::Element(_, _, Type::Anything) | Particle::Others(_) => {}
            }
        }
    }

    fn xml() -> impl Iterator<Item = Schema> {
        let all = Schema::ALL.into_iter();
        all.filter(|schema| schema.format() == "cdx-xml")
    }

    #[test]
    fn every_version_has_its_own_tables() {
        assert_eq!(xml().count(), 8);
        for schema in xml() {
            let Root {
                namespace,
                name,
                unique,
                ..
            } = root(schema);
            let version = schema.version();
            assert_eq!(
                *namespace,
                format!("http://cyclonedx.org/schema/bom/{version}")
            );
            assert_eq!((*name, unique.is_some()), ("bom", version != "1.0"));
        }
    }

    #[test]
    fn what_is_searched_is_in_order_and_groups_are_shallow() {
        for schema in xml() {
            let found = Reach::of(root(schema));
            assert!(found.complex.len() >= 6 && found.simple.len() > 10);
            assert!(found.depth <= 6, "{schema:?}: {}", found.depth);
            for complex in found.complex {
                let names = complex.attributes.iter().map(Attribute::name);
                assert!(names.is_sorted_by(|a, b| a < b), "{}", complex.rule);
                assert!(!complex.rule.is_empty());
            }
            for simple in found.simple {
                let values = simple.values;
                assert!(values.is_sorted_by(|a, b| a < b), "{values:?}");
                // Unions of unions end.
                let inner = simple.members.iter().flat_map(|one| one.members);
                assert!(inner.clone().all(|one| one.members.is_empty()));
            }
        }
        assert!(cdx_later::LATER.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
        assert!(cdx_later::LATER.iter().all(|row| row.2.len() == 3));
    }

    #[test]
    fn a_later_version_is_named_only_to_an_earlier_one() {
        let asset = |schema| later(schema, "component/type", "cryptographic-asset");
        assert_eq!(asset(Schema::CycloneDx14Xml), Some("1.6"));
        assert_eq!(asset(Schema::CycloneDx16Xml), None);
        let group = later(Schema::CycloneDx10Xml, "bom", "serialNumber");
        assert_eq!(group, Some("1.1"));
    }
}
