//! What stands around the components.

use cyclonedx_bom::external_models::date_time::DateTime;
use cyclonedx_bom::external_models::uri::Uri;
use cyclonedx_bom::models::bom::{Bom, BomReference, SpecVersion, UrnUuid};
use cyclonedx_bom::models::composition::{AggregateType, Composition, Compositions};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::metadata::Metadata;
use cyclonedx_bom::models::vulnerability::{Vulnerabilities, Vulnerability};
use cyclonedx_bom::models::vulnerability_analysis::{
    ImpactAnalysisJustification, ImpactAnalysisResponse, ImpactAnalysisState, VulnerabilityAnalysis,
};
use cyclonedx_bom::models::vulnerability_rating::{
    Score, ScoreMethod, Severity, VulnerabilityRating, VulnerabilityRatings,
};
use cyclonedx_bom::models::vulnerability_source::VulnerabilitySource;
use cyclonedx_bom::models::vulnerability_target::{
    Status, Version, VersionRange, Versions, VulnerabilityTarget, VulnerabilityTargets,
};

use super::component::{Tree, normalized, some};
use crate::{CompletenessSubject, EdgeAnswer, Error, Model, Relation};

/// The document of a model.
pub(super) fn bom(model: &Model) -> Result<Bom, Error> {
    let spec_version = super::version(model)?;
    let tree = Tree::of(model, spec_version)?;
    let document = model.document();
    let revision = document.revision.and_then(|one| u32::try_from(one).ok());
    let serial = document.id.as_deref().map(str::to_owned);
    let timestamp = document.created.as_deref().map(str::to_owned);
    let metadata = Metadata {
        timestamp: timestamp.and_then(|text| DateTime::try_from(text).ok()),
        component: tree.root,
        ..Metadata::default()
    };
    let has_metadata = metadata.timestamp.is_some() || metadata.component.is_some();
    // Vulnerabilities came with 1.4; an earlier document that has them all the same is read here.
    let has_vulnerabilities = spec_version > SpecVersion::V1_3;
    Ok(Bom {
        version: revision.unwrap_or(1),
        serial_number: serial.and_then(|text| UrnUuid::new(text).ok()),
        metadata: has_metadata.then_some(metadata),
        components: tree.components,
        dependencies: some(dependencies(model)).map(Dependencies),
        compositions: some(compositions(model)).map(Compositions),
        vulnerabilities: some(vulnerabilities(model))
            .filter(|_| has_vulnerabilities)
            .map(Vulnerabilities),
        spec_version,
        ..Bom::default()
    })
}

/// An entry for each reference of which the document says what it depends on, or that it depends on
/// nothing.
fn dependencies(model: &Model) -> Vec<Dependency> {
    let depends = Relation::DependsOn(None);
    let nodes = (0..model.node_count()).filter_map(|index| model.node_at(index));
    let stated = nodes.filter(|node| model.answer(*node, &depends) != EdgeAnswer::Unknown);
    let entries = stated.map(|node| {
        let edges = model.edges_from(node);
        let edges = edges.filter(|edge| *edge.relation == depends);
        Dependency {
            dependency_ref: model.reference(node).to_owned(),
            dependencies: edges
                .map(|edge| model.reference(edge.to).to_owned())
                .collect(),
        }
    });
    entries.collect()
}

/// One composition for each run of statements with one word, as they came out of one entry.
fn compositions(model: &Model) -> Vec<Composition> {
    let mut out: Vec<Composition> = Vec::new();
    let mut last = "";
    for stated in model.completeness() {
        if out.is_empty() || last != stated.aggregate {
            out.push(Composition {
                bom_ref: None,
                aggregate: AggregateType::new_unchecked(&stated.aggregate),
                assemblies: None,
                dependencies: None,
                vulnerabilities: None,
                signature: None,
            });
        }
        last = &stated.aggregate;
        let Some(composition) = out.last_mut() else {
            continue;
        };
        let (list, reference) = match &stated.subject {
            CompletenessSubject::Document => continue,
            CompletenessSubject::Assembly(name) => (&mut composition.assemblies, name),
            CompletenessSubject::Dependencies(name) => (&mut composition.dependencies, name),
            CompletenessSubject::Vulnerabilities(name) => (&mut composition.vulnerabilities, name),
        };
        list.get_or_insert_default()
            .push(BomReference::new(reference));
    }
    out
}

fn vulnerabilities(model: &Model) -> Vec<Vulnerability> {
    let records = model.vulnerabilities().iter();
    records.map(vulnerability).collect()
}

fn vulnerability(record: &crate::Vulnerability<'_>) -> Vulnerability {
    let time = |text: &Option<std::borrow::Cow<'_, str>>| {
        let text = text.as_deref()?.to_owned();
        DateTime::try_from(text).ok()
    };
    let mut out = Vulnerability::new(record.reference.as_deref().map(str::to_owned));
    out.id = record.id.as_deref().map(normalized);
    out.vulnerability_source = source(record.source.as_deref(), record.source_url.as_deref());
    out.vulnerability_ratings =
        some(record.ratings.iter().map(rating).collect()).map(VulnerabilityRatings);
    let cwes = record.cwes.iter();
    out.cwes = some(cwes.filter_map(|cwe| u32::try_from(*cwe).ok()).collect());
    out.description = record.description.as_deref().map(str::to_owned);
    out.published = time(&record.published);
    out.updated = time(&record.updated);
    out.vulnerability_analysis = record.analysis.as_ref().map(analysis);
    out.vulnerability_targets =
        some(record.affects.iter().map(target).collect()).map(VulnerabilityTargets);
    out
}

fn source(name: Option<&str>, url: Option<&str>) -> Option<VulnerabilitySource> {
    let is_there = name.is_some() || url.is_some();
    is_there.then(|| VulnerabilitySource::new(name.map(str::to_owned), url.map(Uri::new)))
}

fn rating(rating: &crate::Rating<'_>) -> VulnerabilityRating {
    let score = rating.score.as_deref().and_then(|text| text.parse().ok());
    VulnerabilityRating {
        vulnerability_source: source(rating.source.as_deref(), None),
        score: score.and_then(Score::from_f32),
        severity: rating.severity.as_deref().map(Severity::new_unchecked),
        score_method: rating.method.as_deref().map(ScoreMethod::new_unchecked),
        vector: rating.vector.as_deref().map(normalized),
        justification: None,
    }
}

fn analysis(analysis: &crate::Analysis<'_>) -> VulnerabilityAnalysis {
    let responses = analysis.responses.iter();
    VulnerabilityAnalysis {
        state: analysis
            .state
            .as_deref()
            .map(ImpactAnalysisState::new_unchecked),
        justification: analysis
            .justification
            .as_deref()
            .map(ImpactAnalysisJustification::new_unchecked),
        responses: some(
            responses
                .map(ImpactAnalysisResponse::new_unchecked)
                .collect(),
        ),
        detail: analysis.detail.as_deref().map(str::to_owned),
        first_issued: None,
        last_updated: None,
    }
}

fn target(affected: &crate::Affected<'_>) -> VulnerabilityTarget {
    let versions = affected.versions.iter().filter_map(|one| {
        let version_range = match (&one.version, &one.range) {
            (Some(version), _) => VersionRange::Version(normalized(version)),
            (None, Some(range)) => VersionRange::Range(normalized(range)),
            (None, None) => return None,
        };
        let status = one.status.as_deref().unwrap_or("affected");
        Some(Version {
            version_range,
            status: Status::new_unchecked(status),
        })
    });
    VulnerabilityTarget {
        bom_ref: affected.reference.clone().into_owned(),
        versions: some(versions.collect()).map(Versions),
    }
}
