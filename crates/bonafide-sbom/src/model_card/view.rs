//! Models with what they were made from, whatever the format.

use crate::{ComponentView, Dataset, Model, NodeId, Purl, Relation, Role};

/// A machine learning model with the models and the data that it was made from, as CycloneDX and
/// SPDX 3 say it in different places.
///
/// ```
/// use bonafide_sbom::{DatasetRole, Model, ReadOptions};
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
///     {"type": "machine-learning-model", "name": "tuned", "pedigree": {"ancestors": [
///         {"type": "machine-learning-model", "name": "base"}]},
///      "modelCard": {"modelParameters": {"datasets": [{"ref": "texts"}]}}},
///     {"type": "data", "bom-ref": "texts", "name": "Texts"}]}"#;
/// let model = Model::read(document, &ReadOptions::default())?;
/// let cards = model.model_cards();
/// let tuned = cards.iter().find(|card| card.component.name() == Some("tuned")).unwrap();
/// assert_eq!(tuned.bases[0].name(), Some("base"));
/// assert_eq!(tuned.datasets[0].name(), Some("Texts"));
/// assert_eq!(tuned.datasets[0].role, DatasetRole::Unspecified);
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom MLB-2.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ModelCardView<'m> {
    /// The model: its name, version, hashes and licences, and its card with task and architecture.
    pub component: ComponentView<'m>,
    /// What it was derived from.
    pub bases: Vec<Source<'m>>,
    /// The data that it was made with: those of the card first.
    pub datasets: Vec<DatasetView<'m>>,
}

/// What a model was made with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DatasetView<'m> {
    /// What it was for.
    pub role: DatasetRole,
    /// The data.
    pub source: Source<'m>,
}

/// What data were for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DatasetRole {
    /// The model was trained on them.
    Training,
    /// It was tested on them.
    Testing,
    /// It is not said.
    Unspecified,
}

/// Another model, or data.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way to say it")]
pub enum Source<'m> {
    /// A component of the document.
    Component(ComponentView<'m>),
    /// The reference of something that is no component of the document.
    Reference(&'m str),
    /// Described in place, by its name if it has one.
    Inline(Option<&'m str>),
}

impl<'m> Source<'m> {
    /// Its name, if it has one in this document.
    #[must_use]
    pub fn name(&self) -> Option<&'m str> {
        match self {
            Self::Component(component) => component.name(),
            Self::Reference(_) => None,
            Self::Inline(name) => *name,
        }
    }

    fn of(model: &'m Model, node: NodeId) -> Self {
        let reference = || Self::Reference(model.reference(node));
        model
            .component_of(node)
            .map_or_else(reference, Self::Component)
    }
}

impl<'m> DatasetView<'m> {
    /// Its name, if it has one in this document.
    #[must_use]
    pub fn name(&self) -> Option<&'m str> {
        self.source.name()
    }
}

impl ModelCardView<'_> {
    /// The package URL by which the model is had: the first of type `huggingface`, `mlflow` or `oci`.
    #[must_use]
    pub fn purl(&self) -> Option<Purl> {
        let mut purls = self
            .component
            .purls()
            .filter_map(|text| Purl::parse(text).ok());
        purls.find(|purl| matches!(purl.kind(), "huggingface" | "mlflow" | "oci"))
    }
}

impl Model {
    /// The machine learning models: what is listed as one, and what has a model card; those that are
    /// only in the pedigree of another are not. Takes time in proportion to components and edges. It
    /// needs a document that was read with [`Fields::ML`](crate::Fields::ML),
    /// [`Fields::EDGES`](crate::Fields::EDGES) and [`Fields::PEDIGREE`](crate::Fields::PEDIGREE).
    ///
    /// # Specification
    /// sbom MLB-1, MLB-2.
    #[must_use]
    pub fn model_cards(&self) -> Vec<ModelCardView<'_>> {
        let mut at = vec![usize::MAX; self.components().len()];
        let mut cards: Vec<ModelCardView<'_>> = Vec::new();
        for component in self.components().filter(is_model) {
            if let Some(at) = index(component).and_then(|index| at.get_mut(index)) {
                *at = cards.len();
            }
            // Edges are those of the first that has the reference.
            let node = component
                .node()
                .filter(|_| component.is_first_of_reference());
            cards.push(ModelCardView {
                component,
                bases: related_bases(self, node),
                datasets: datasets(self, component, node),
            });
        }
        for ancestor in self.components().filter(|on| on.role() == Role::Pedigree) {
            let Some(parent) = ancestor.parent().filter(|on| is_ancestor(ancestor, *on)) else {
                continue;
            };
            let at = index(parent).and_then(|index| at.get(index)).copied();
            if let Some(card) = at.and_then(|at| cards.get_mut(at)) {
                card.bases.push(Source::Component(ancestor));
            }
        }
        cards
    }
}

fn index(component: ComponentView<'_>) -> Option<usize> {
    usize::try_from(component.ordinal()).ok()
}

fn is_model(component: &ComponentView<'_>) -> bool {
    let is_kind = matches!(
        component.kind(),
        Some("machine-learning-model" | "MACHINE_LEARNING_MODEL")
    );
    let is_one = component.role() == Role::Model || is_kind || component.model_card().is_some();
    is_one && !matches!(component.role(), Role::Pedigree | Role::Tool)
}

/// Whether it stands among the ancestors of the component: descendants and variants have its role.
fn is_ancestor(ancestor: ComponentView<'_>, of: ComponentView<'_>) -> bool {
    let list = of.place().member("pedigree").member("ancestors");
    let place = ancestor.place();
    let rest = place.as_str().strip_prefix(list.as_str());
    rest.is_some_and(|rest| rest.starts_with('/'))
}

fn related_bases(model: &Model, node: Option<NodeId>) -> Vec<Source<'_>> {
    let Some(node) = node else {
        return Vec::new();
    };
    let derived = model.edges_from(node).filter_map(|edge| {
        let is_base = match edge.relation {
            // A model can be generated from data or from source files too.
            Relation::GeneratedFrom => model.component_of(edge.to).is_none_or(|on| is_model(&on)),
            Relation::Other(name) => matches!(&**name, "descendantOf" | "DESCENDANT_OF"),
            _ => false,
        };
        is_base.then_some(edge.to)
    });
    let ancestors = model.edges_to(node).filter_map(|edge| {
        let is_base = matches!(edge.relation, Relation::Other(name) if matches!(&**name, "ancestorOf" | "ANCESTOR_OF"));
        is_base.then_some(edge.from)
    });
    let nodes = derived.chain(ancestors);
    nodes.map(|node| Source::of(model, node)).collect()
}

fn datasets<'m>(
    model: &'m Model,
    component: ComponentView<'m>,
    node: Option<NodeId>,
) -> Vec<DatasetView<'m>> {
    let card = component.model_card();
    let listed = card.into_iter().flat_map(|card| &card.datasets);
    let listed = listed.map(|dataset| DatasetView {
        role: DatasetRole::Unspecified,
        source: match dataset {
            Dataset::Inline(name) => Source::Inline(name.as_deref()),
            Dataset::Reference(name) => match model.node(name) {
                Some(node) => Source::of(model, node),
                None => Source::Reference(name),
            },
        },
    });
    // The edges of CycloneDX are made of the card, which does not tell training from testing.
    let has_edges = !model.summary().format.is_cyclonedx();
    let edges = node.filter(|_| has_edges).into_iter();
    let edges = edges.flat_map(|node| model.edges_from(node));
    let related = edges.filter_map(|edge| {
        let role = match edge.relation {
            Relation::TrainedOn => DatasetRole::Training,
            Relation::TestedOn => DatasetRole::Testing,
            _ => return None,
        };
        let source = Source::of(model, edge.to);
        Some(DatasetView { role, source })
    });
    listed.chain(related).collect()
}
