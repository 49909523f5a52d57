//! What the evidence behind a verdict says, for those who read a report.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_sbom::{ComponentView, Graph, Licence, LicenceValue, Model};
use bonafide_slsa::{Dependency, Provenance};

use super::{provenance, sbom};
use crate::evidence::{Counted, ModelProof, Outcome, Proof};
use crate::{
    CheckStatus, CompiledPolicy, ComponentFacts, CoverageFacts, DependencyFacts, EvidenceSet,
    MAX_FACTS, ProvenanceFacts, RequirementKind, SbomFacts, Verdict, VerdictFacts,
};

/// Facts of one kind.
const MAX_DOCUMENTS: usize = 16;

/// Requirements inside each other, as deep as readers let them stand.
const DEPTH: usize = 4;

/// Characters of one text.
const MAX_TEXT: usize = 2_048;

impl Verdict {
    /// The same with what the evidence says that counted for its checks: which files a signature of a
    /// model covers, how the artifact was built, what it consists of. It changes no decision; reports
    /// show it, and statements take build levels from it. Give what the verdict was made of.
    ///
    /// What counts for a requirement inside `any_of` or `all_of` is told under the check that it is
    /// part of; one of several alternatives states no build level, since another may have been the
    /// one that holds. Bills of materials are read again.
    pub fn with_facts(mut self, policy: &CompiledPolicy, evidence: &EvidenceSet) -> Self {
        let mut facts = VerdictFacts::default();
        for rule in &policy.document.rules {
            for requirement in &rule.require {
                let check = format!("{}/{}", rule.id, requirement.id);
                if let Some(judged) = self.check(&check) {
                    let has_passed = judged.status == CheckStatus::Pass;
                    for asked in within(&check, &requirement.kind, has_passed) {
                        let counted = counted(policy, evidence, &asked.id);
                        facts.add(asked.kind, &check, asked.holds, &counted);
                    }
                }
            }
        }
        facts.put_in_order();
        self.facts = facts;
        self
    }
}

/// A requirement by itself, with what is known of it.
struct Asked<'a> {
    id: String,
    kind: &'a RequirementKind,
    /// Whether it is sure to hold.
    holds: bool,
}

/// A requirement and what stands inside it.
fn within<'a>(check: &str, kind: &'a RequirementKind, holds: bool) -> Vec<Asked<'a>> {
    let id = check.to_owned();
    let mut open = vec![(Asked { id, kind, holds }, DEPTH)];
    let mut found = Vec::new();
    while let Some((asked, depth)) = open.pop() {
        let (inner, all_hold) = match asked.kind {
            RequirementKind::AllOf(inner) => (inner, true),
            RequirementKind::AnyOf(inner) => (inner, inner.len() < 2),
            _ => {
                found.push(asked);
                continue;
            }
        };
        let Some(depth) = depth.checked_sub(1) else {
            continue;
        };
        open.extend(inner.iter().map(|one| {
            let asked = Asked {
                id: format!("{}.{}", asked.id, one.id),
                kind: &one.kind,
                holds: asked.holds && all_hold,
            };
            (asked, depth)
        }));
    }
    found
}

/// What counts for a check, each piece once.
fn counted<'a>(
    policy: &CompiledPolicy,
    evidence: &'a EvidenceSet,
    check: &str,
) -> Vec<&'a Counted> {
    let questions = policy.asked.get(check).into_iter().flatten();
    let answers = questions.filter_map(|question| evidence.answers.get(question));
    let mut pieces = BTreeSet::new();
    let mut found = Vec::new();
    for answer in answers.flatten() {
        if let Outcome::Counts(counted) = &answer.outcome
            && pieces.insert(answer.piece)
        {
            found.push(&**counted);
        }
    }
    found
}

impl VerdictFacts {
    fn add(&mut self, kind: &RequirementKind, check: &str, has_passed: bool, counted: &[&Counted]) {
        let statements = |is_of_type: fn(&str) -> bool| {
            counted.iter().filter(move |counted| {
                let statement = counted.statement();
                statement.is_some_and(|it| is_of_type(it.statement().predicate_type()))
            })
        };
        match kind {
            RequirementKind::Provenance(wanted) => {
                let found = statements(provenance::is_of_type).take(MAX_DOCUMENTS);
                let level = wanted.slsa_build_level.filter(|_| has_passed);
                let level = level.map(u16::from);
                self.provenance
                    .extend(found.filter_map(|counted| built(check, level, counted)));
            }
            RequirementKind::Sbom(_) => {
                let found = statements(sbom::is_of_type).take(MAX_DOCUMENTS);
                let models = found.filter_map(|counted| sbom::read(counted).ok());
                self.sboms
                    .extend(models.map(|model| consists_of(check, &model)));
            }
            RequirementKind::ModelSignature(_) => {
                let found = counted.iter().take(MAX_DOCUMENTS);
                self.coverage
                    .extend(found.filter_map(|counted| covered(check, counted)));
            }
            _ => {}
        }
    }

    /// In one order, however the evidence was found.
    fn put_in_order(&mut self) {
        self.coverage.sort();
        self.coverage.dedup();
        self.provenance.sort();
        self.provenance.dedup();
        self.sboms.sort();
        self.sboms.dedup();
    }
}

fn covered(check: &str, counted: &Counted) -> Option<CoverageFacts> {
    let Proof::Model(proof) = &counted.proof else {
        return None;
    };
    let ModelProof {
        files,
        bytes,
        uncovered,
        uncovered_count,
        ..
    } = &**proof;
    Some(CoverageFacts {
        check: check.to_owned(),
        files: number(*files),
        bytes: *bytes,
        uncovered: uncovered
            .iter()
            .take(MAX_FACTS)
            .map(|path| cut(path))
            .collect(),
        uncovered_count: *uncovered_count,
    })
}

fn built(check: &str, build_level: Option<u16>, counted: &Counted) -> Option<ProvenanceFacts> {
    let statement = counted.statement()?.statement();
    let view = Provenance::of(statement).ok()?;
    let parameters = view.external().iter().take(MAX_FACTS);
    let parameters = parameters.map(|it| (cut(it.name()), cut(it.value().text())));
    let dependencies = view.dependencies();
    let source = dependencies.iter().find(|it| is_repository(it));
    let source = source.map(|it| it.descriptor());
    let commit = source.and_then(|it| {
        let known = it.digests().first().map(|digest| digest.to_hex());
        known.or_else(|| it.opaque_digests().next().map(|(_, value)| cut(value)))
    });
    let source = source.and_then(|it| it.uri());
    let configured = view.config_source().and_then(|it| it.uri());
    Some(ProvenanceFacts {
        check: check.to_owned(),
        builder: Some(cut(view.builder_id().value())),
        build_type: Some(cut(view.build_type().value())),
        source: configured.or(source).map(cut),
        commit,
        build_level,
        finished_at: view.finished_on().map(|it| it.value().time()),
        parameters: parameters.collect(),
        dependencies: dependencies
            .iter()
            .take(MAX_FACTS)
            .map(dependency)
            .collect(),
        dependencies_count: number(dependencies.len()),
    })
}

fn is_repository(dependency: &Dependency<'_>) -> bool {
    let uri = dependency.descriptor().uri();
    uri.is_some_and(|uri| uri.starts_with("git+"))
}

fn dependency(dependency: &Dependency<'_>) -> DependencyFacts {
    let descriptor = dependency.descriptor();
    DependencyFacts {
        uri: descriptor.uri().map(cut),
        name: descriptor.name().map(cut),
        digest: descriptor.digests().first().copied(),
    }
}

fn consists_of(check: &str, model: &Model) -> SbomFacts {
    let graph = Graph::new(model);
    let root = model.document().root;
    // What the document describes comes first, then the rest in its order.
    let first = root.and_then(|ordinal| model.component(ordinal));
    let rest = model.components().filter(|it| Some(it.ordinal()) != root);
    let shown: Vec<ComponentView<'_>> = first.into_iter().chain(rest).take(MAX_FACTS).collect();
    let places = shown.iter().enumerate();
    let places: BTreeMap<u32, usize> = places.map(|(at, it)| (it.ordinal(), at)).collect();
    let components = shown.iter().map(|component| {
        let vertex = graph.vertex_of(component.ordinal());
        let needed = vertex
            .into_iter()
            .flat_map(|vertex| graph.dependencies(vertex));
        let needed = needed.filter_map(|vertex| graph.component(vertex));
        let needed = needed.filter_map(|it| places.get(&it.ordinal()).copied());
        ComponentFacts {
            name: cut(&called(component)),
            licence: component.licences().next().map(|it| cut(&stated(&it))),
            depends_on: needed.take(MAX_FACTS).collect(),
        }
    });
    let mut licences: BTreeMap<String, u64> = BTreeMap::new();
    for component in model.components() {
        for licence in component.licences() {
            let text = cut(&stated(&licence));
            if licences.len() < MAX_FACTS || licences.contains_key(&text) {
                let count = licences.entry(text).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    SbomFacts {
        check: check.to_owned(),
        format: format!(
            "{} {}",
            model.summary().format.id(),
            model.summary().version
        ),
        components_count: number(model.components().len()),
        licences,
        components: components.collect(),
    }
}

/// The package URL of a component, or its name and version.
fn called(component: &ComponentView<'_>) -> String {
    let name = component.name().unwrap_or("a component without a name");
    match (component.purls().next(), component.version()) {
        (Some(purl), _) => purl.to_owned(),
        (None, Some(version)) => format!("{name} {version}"),
        (None, None) => name.to_owned(),
    }
}

fn stated(licence: &Licence<'_>) -> String {
    match &licence.form {
        LicenceValue::Expression(text) | LicenceValue::Id(text) | LicenceValue::Name(text) => {
            text.to_string()
        }
        LicenceValue::None => "NONE".to_owned(),
        _ => "NOASSERTION".to_owned(),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
