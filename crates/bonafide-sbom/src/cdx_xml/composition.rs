//! `compositions`.

use std::borrow::Cow;

use bonafide_report::registry::SBOM_REQUIRED;

use crate::CompletenessSubject;
use crate::context::{Halt, XmlContext};

type Subject<'a> = fn(Cow<'a, str>) -> CompletenessSubject<'a>;

/// Reads the list at hand.
pub(super) fn list(cx: &mut XmlContext<'_, '_>) -> Result<(), Halt> {
    while cx.item("composition")? {
        Composition::default().read(cx)?;
    }
    Ok(())
}

#[derive(Default)]
struct Composition<'a> {
    aggregate: Option<Cow<'a, str>>,
    /// Subjects that stand before the aggregate, against the order of the schema.
    early: Vec<CompletenessSubject<'a>>,
    has_subject: bool,
}

impl<'a> Composition<'a> {
    fn read(mut self, cx: &mut XmlContext<'a, '_>) -> Result<(), Halt> {
        cx.spent = 0;
        while let Some(name) = cx.child()? {
            match name {
                "aggregate" => self.aggregate = cx.text()?,
                "assemblies" => self.subjects(cx, "assembly", CompletenessSubject::Assembly)?,
                "dependencies" => {
                    self.subjects(cx, "dependency", CompletenessSubject::Dependencies)?;
                }
                "vulnerabilities" => {
                    self.subjects(cx, "vulnerability", CompletenessSubject::Vulnerabilities)?;
                }
                _ => cx.skip()?,
            }
        }
        let Some(aggregate) = self.aggregate else {
            cx.finding(SBOM_REQUIRED, "a composition without its `aggregate`");
            return Ok(());
        };
        for subject in self.early {
            cx.completeness(&aggregate, subject)?;
        }
        if !self.has_subject {
            cx.completeness(&aggregate, CompletenessSubject::Document)?;
        }
        Ok(())
    }

    fn subjects(
        &mut self,
        cx: &mut XmlContext<'a, '_>,
        item: &str,
        subject: Subject<'a>,
    ) -> Result<(), Halt> {
        while cx.item(item)? {
            // There may be as many as there are components, so that their texts do not add up.
            cx.spent = 0;
            let reference = cx.reference_attribute("ref")?;
            cx.skip()?;
            let Some(reference) = reference else {
                cx.finding(SBOM_REQUIRED, "a composition that refers to nothing");
                continue;
            };
            self.has_subject = true;
            match &self.aggregate {
                Some(aggregate) => cx.completeness(aggregate, subject(reference))?,
                None => {
                    let most = cx.limits().edges;
                    if self.early.len() >= most {
                        return Err(cx.limit("references of one composition", most));
                    }
                    self.early.push(subject(reference));
                }
            }
        }
        Ok(())
    }
}
