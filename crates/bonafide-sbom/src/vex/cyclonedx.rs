//! The analyses of CycloneDX.

use std::collections::HashMap;
use std::sync::Arc;

use bonafide_report::registry::{
    SBOM_ENUM, VEX_CONFLICT, VEX_NO_JUSTIFICATION, VEX_PRODUCT_UNKNOWN,
};
use bonafide_report::{Escaped, Place, Time};

use super::document::VexDocument;
use super::item::{ItemBuilder, VexItem, VexProduct};
use super::limits::VexLimits;
use super::range::{Range, VersionSet, VersionTest};
use super::statement::{VexGround, VexJustification, VexStatement, VexStatus};
use crate::identity::decode_percent;
use crate::{
    Affected, AffectedVersion, Analysis, ComponentView, Error, Findings, Model, Vulnerability,
};

/// Takes time in proportion to the components and to what is affected; `findings` are those that
/// there are already.
pub(super) fn read(
    model: &Model,
    limits: &VexLimits,
    findings: Findings,
) -> Result<VexDocument, Error> {
    let (summary, own) = (model.summary(), model.document());
    let mut out = VexDocument::new(summary.format, limits);
    out.findings = findings;
    out.sha256 = summary.sha256;
    if !summary.format.is_cyclonedx() {
        return Ok(out);
    }
    out.id = own.id.as_deref().map(str::to_owned);
    out.version = own.revision.map(|number| number.to_string());
    let author = own.parties.iter().find_map(|party| party.name.as_deref());
    out.author = author.map(str::to_owned);
    out.time = own.created.as_deref().and_then(time);
    let components = Components::of(model);
    for (position, vulnerability) in model.vulnerabilities().iter().enumerate() {
        let place = Place::root().member("vulnerabilities").index(position);
        let Some(analysis) = &vulnerability.analysis else {
            continue;
        };
        if out.statements.len() >= limits.statements {
            return Err(limit(place, "statements", limits.statements));
        }
        if vulnerability.affects.len() > limits.products {
            return Err(limit(place, "products in one statement", limits.products));
        }
        Statements {
            out: &mut out,
            components: &components,
            place,
            position,
        }
        .add(vulnerability, analysis);
    }
    Ok(out)
}

fn limit(place: Place, item: &'static str, most: usize) -> Error {
    Error::Limit {
        place,
        item,
        limit: u64::try_from(most).unwrap_or(u64::MAX),
    }
}

fn time(text: &str) -> Option<Time> {
    Time::parse_rfc3339(text).ok()
}

/// The components of a document by their references.
struct Components<'m> {
    /// `None` for references that several have.
    by_reference: HashMap<&'m str, Option<ComponentView<'m>>>,
    /// What BOM-Links to this document begin with.
    link: Option<String>,
    /// What the document is about, if it can be compared with anything.
    root: Option<(u32, VexItem)>,
}

impl<'m> Components<'m> {
    fn of(model: &'m Model) -> Self {
        let mut by_reference = HashMap::new();
        for component in model.components() {
            if let Some(reference) = component.reference() {
                let only = Some(component);
                let slot = by_reference.entry(reference);
                slot.and_modify(|slot| *slot = None).or_insert(only);
            }
        }
        let own = model.document();
        let serial = own
            .id
            .as_deref()
            .and_then(|id| id.strip_prefix("urn:uuid:"));
        let revision = own.revision.unwrap_or(1);
        let root = own.root.and_then(|root| model.component(root));
        let root = root.map(|root| (root.ordinal(), item_of(&root).finish().0));
        Self {
            by_reference,
            link: serial.map(|serial| format!("{}/{revision}#", serial.to_ascii_lowercase())),
            root: root.filter(|(_, item)| item.is_known()),
        }
    }

    /// The component of a reference, or of a BOM-Link to this very document.
    fn find(&self, reference: &str) -> Option<ComponentView<'m>> {
        if let Some(found) = self.by_reference.get(reference) {
            return *found;
        }
        let (document, fragment) = reference.strip_prefix("urn:cdx:")?.split_once('#')?;
        let document = format!("{}#", document.to_ascii_lowercase());
        if self.link.as_ref() != Some(&document) {
            return None;
        }
        let plain = self.by_reference.get(fragment).copied();
        let found = plain.or_else(|| {
            let decoded = decode_percent(fragment).ok()?;
            self.by_reference.get(decoded.as_str()).copied()
        });
        found.flatten()
    }
}

/// Who a component is.
fn item_of(component: &ComponentView<'_>) -> ItemBuilder {
    let mut out = ItemBuilder::default();
    if let Some(reference) = component.reference() {
        out.plain_id(reference);
    }
    component.purls().for_each(|purl| out.purl(purl));
    component.cpes().for_each(|cpe| out.cpe(cpe));
    let hashes = component.hashes();
    out.file(hashes.filter_map(|(algorithm, value)| Some((algorithm?.name(), value))));
    if let Some(range) = component.version_range() {
        out.versions(VersionSet {
            is_always: true,
            tests: vec![VersionTest::Range(Range::parse(range))],
        });
    }
    if let Some(version) = component.version() {
        out.versions(VersionSet {
            is_always: false,
            tests: vec![VersionTest::Exact(version.into())],
        });
    }
    out
}

/// Makes statements of one vulnerability.
struct Statements<'o, 'm> {
    out: &'o mut VexDocument,
    components: &'o Components<'m>,
    place: Place,
    position: usize,
}

impl Statements<'_, '_> {
    fn add(mut self, vulnerability: &Vulnerability<'_>, analysis: &Analysis<'_>) {
        let status = self.status(analysis.state.as_deref());
        let own = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let statement = VexStatement {
            id: own(&vulnerability.reference),
            vulnerability: own(&vulnerability.id),
            aliases: vulnerability
                .aliases
                .iter()
                .map(ToString::to_string)
                .collect(),
            status,
            justification: analysis
                .justification
                .as_deref()
                .map(|text| VexJustification {
                    text: text.to_owned(),
                    ground: VexGround::of_cyclonedx(text),
                }),
            impact: own(&analysis.detail),
            action: (!analysis.responses.is_empty()).then(|| analysis.responses.join(", ")),
            time: self.time(analysis),
            version: self.out.version.clone(),
            place: self.place.clone(),
            position: self.position,
            ..VexStatement::default()
        };
        self.note(&statement);
        let mut by_status: [(VexStatus, Vec<Arc<VexProduct>>); 3] = [
            (status, Vec::new()),
            (VexStatus::Affected, Vec::new()),
            (VexStatus::UnderInvestigation, Vec::new()),
        ];
        for (at, affected) in vulnerability.affects.iter().enumerate() {
            let place = self.place.member("affects").index(at);
            let tests = self.split(status, affected, &place);
            for ((_, products), tests) in by_status.iter_mut().zip(tests) {
                if let Some(tests) = tests {
                    products.push(self.product(affected, tests, &place));
                }
            }
        }
        for (at, (status, products)) in by_status.into_iter().enumerate() {
            if at == 0 || !products.is_empty() {
                self.out.statements.push(VexStatement {
                    status,
                    products,
                    ..statement.clone()
                });
            }
        }
    }

    fn status(&mut self, state: Option<&str>) -> VexStatus {
        match state {
            Some("not_affected" | "false_positive") => VexStatus::NotAffected,
            Some("exploitable") => VexStatus::Affected,
            Some("resolved" | "resolved_with_pedigree") => VexStatus::Fixed,
            Some("in_triage") => VexStatus::UnderInvestigation,
            _ => {
                let place = self.place.member("analysis").member("state");
                self.out
                    .finding(&place, SBOM_ENUM, "a state that is none of the format");
                VexStatus::UnderInvestigation
            }
        }
    }

    /// When the analysis was last changed, or else when the document was made.
    fn time(&self, analysis: &Analysis<'_>) -> Option<Time> {
        match analysis.updated.as_deref() {
            Some(text) => time(text),
            None => self.out.time,
        }
    }

    fn note(&mut self, statement: &VexStatement) {
        let place = self.place.member("analysis");
        let word = statement.justification.as_ref();
        if word.is_some_and(|word| word.ground.is_none()) {
            let place = place.member("justification");
            self.out
                .finding(&place, SBOM_ENUM, "no justification of the format");
        }
        if statement.status == VexStatus::NotAffected && !statement.is_justified() {
            let detail = "not affected, and neither a justification nor a detail";
            self.out.finding(&place, VEX_NO_JUSTIFICATION, detail);
        }
    }

    /// The versions for which the state of the analysis holds, those that are affected all the
    /// same, and those of which nothing is known; an empty list is for all versions.
    fn split(
        &mut self,
        status: VexStatus,
        affected: &Affected<'_>,
        place: &Place,
    ) -> [Option<Vec<VersionTest>>; 3] {
        if affected.versions.is_empty() {
            return [Some(Vec::new()), None, None];
        }
        let mut out = [None, None, None];
        for version in &affected.versions {
            let at = match version.status.as_deref() {
                Some("affected") if status.suppresses() => 1,
                Some("unaffected") if !status.suppresses() => continue,
                None | Some("affected" | "unaffected") => 0,
                Some(_) => 2,
            };
            if let Some(slot) = out.get_mut(at) {
                slot.get_or_insert_with(Vec::new).push(test(version));
            }
        }
        let [_, contradicting, _] = &out;
        if contradicting.is_some() {
            let detail = "versions that are affected, under an analysis that says they are not";
            self.out.finding(place, VEX_CONFLICT, detail);
        }
        out
    }

    fn product(
        &mut self,
        affected: &Affected<'_>,
        tests: Vec<VersionTest>,
        place: &Place,
    ) -> Arc<VexProduct> {
        let Some(component) = self.components.find(&affected.reference) else {
            let detail = format!(
                "`{}` is nothing in the document",
                Escaped(&affected.reference)
            );
            self.out.finding(place, VEX_PRODUCT_UNKNOWN, detail);
            let item = VexItem {
                id: Some((&*affected.reference).into()),
                is_unknown: true,
                ..VexItem::default()
            };
            return Arc::new(VexProduct::whole(item));
        };
        let mut builder = item_of(&component);
        if !tests.is_empty() {
            builder.versions(VersionSet {
                is_always: true,
                tests,
            });
        }
        let (item, problems) = builder.finish();
        for (code, detail) in problems {
            self.out.finding(place, code, detail);
        }
        Arc::new(match &self.components.root {
            Some((root, product)) if *root != component.ordinal() => VexProduct {
                item: product.clone(),
                subcomponents: Arc::new([item]),
            },
            _ => VexProduct::whole(item),
        })
    }
}

fn test(version: &AffectedVersion<'_>) -> VersionTest {
    match (version.version.as_deref(), version.range.as_deref()) {
        (Some(version), None) => VersionTest::Exact(version.into()),
        (None, Some(range)) => VersionTest::Range(Range::parse(range)),
        _ => VersionTest::Range(Range::Unreadable),
    }
}
