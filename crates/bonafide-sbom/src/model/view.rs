//! Components of a model.

use core::ops::Range;

use bonafide_report::Place;

use super::texts::Span;
use super::{Model, NodeId};
use crate::{
    Acknowledgement, HashAlgorithm, LicenceSource, LicenceValue, ModelCard, Party, Role, Scope,
};

/// A component as it is kept: texts and lists are kept with those of all others.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) ordinal: u32,
    pub(super) parent: Option<u32>,
    pub(super) role: Role,
    pub(super) scope: Option<Scope>,
    pub(super) is_external: Option<bool>,
    pub(super) files_analyzed: Option<bool>,
    pub(super) node: Option<NodeId>,
    pub(super) place: Span,
    pub(super) kind: Span,
    pub(super) group: Span,
    pub(super) name: Span,
    pub(super) version: Span,
    pub(super) version_range: Span,
    pub(super) download: Span,
    pub(super) copyright: Span,
    pub(super) verification_code: Span,
    pub(super) pairs: Range<usize>,
    pub(super) licences: Range<usize>,
    /// What few components have.
    pub(super) more: Option<Box<More>>,
}

#[derive(Debug, Default)]
pub(super) struct More {
    pub(super) supplier: Option<Party<'static>>,
    pub(super) producers: Vec<Party<'static>>,
    pub(super) model_card: Option<ModelCard<'static>>,
}

/// What a pair of texts is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Purl,
    Cpe,
    Identifier,
    Evidence,
    Hash,
    External,
    Property,
    Excluded,
}

#[derive(Debug)]
pub(super) struct Pair {
    pub(super) tag: Tag,
    pub(super) name: Span,
    pub(super) value: Span,
}

/// A [`LicenceValue`] without its text.
#[derive(Clone, Copy, Debug)]
pub(super) enum LicenceForm {
    Expression,
    Id,
    Name,
    NoAssertion,
    None,
}

#[derive(Debug)]
pub(super) struct LicenceRow {
    pub(super) acknowledgement: Acknowledgement,
    pub(super) form: LicenceForm,
    pub(super) source: LicenceSource,
    pub(super) index: u32,
    pub(super) text: Span,
    pub(super) text_sha256: Option<Box<[u8; 32]>>,
}

/// The place of a pointer that was made of a place: its parts are taken apart and put together
/// again.
pub(super) fn place(pointer: &str) -> Place {
    let parts = pointer.split('/').skip(1);
    parts.fold(Place::root(), |place, part| {
        place.member(&part.replace("~1", "/").replace("~0", "~"))
    })
}

/// A component of a model.
#[derive(Clone, Copy, Debug)]
pub struct ComponentView<'m> {
    pub(super) model: &'m Model,
    pub(super) row: &'m Row,
}

macro_rules! texts {
    ($( $(#[$doc:meta])* $name:ident; )+) => {
        $( $(#[$doc])* #[must_use] pub fn $name(&self) -> Option<&'m str> {
            self.model.texts.get(self.row.$name)
        } )+
    };
}

impl<'m> ComponentView<'m> {
    texts! {
        /// Its type as the format writes it.
        kind;
        /// The group.
        group;
        /// The name.
        name;
        /// The version.
        version;
        /// The range of versions.
        version_range;
        /// Where it was downloaded from; `NONE` and `NOASSERTION` for these.
        download;
        /// The copyright text; `NONE` and `NOASSERTION` for these.
        copyright;
        /// The package verification code.
        verification_code;
    }

    /// Counts the components from 0.
    #[must_use]
    pub const fn ordinal(&self) -> u32 {
        self.row.ordinal
    }

    /// The component that it is nested in.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.model.component(self.row.parent?)
    }

    /// What it is in its document.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.row.role
    }

    /// The scope.
    #[must_use]
    pub const fn scope(&self) -> Option<Scope> {
        self.row.scope
    }

    /// Whether it is not part of what is described.
    #[must_use]
    pub const fn is_external(&self) -> Option<bool> {
        self.row.is_external
    }

    /// Whether the files of a package were analysed.
    #[must_use]
    pub const fn files_analyzed(&self) -> Option<bool> {
        self.row.files_analyzed
    }

    /// Its node, if it has a reference.
    #[must_use]
    pub const fn node(&self) -> Option<NodeId> {
        self.row.node
    }

    /// Whether it has no reference, or is the first that claims it: edges are looked at once for all
    /// that claim one reference.
    pub(crate) fn is_first_of_reference(&self) -> bool {
        let first = self.row.node.and_then(|node| self.model.component_of(node));
        first.is_none_or(|first| first.ordinal() == self.ordinal())
    }

    /// Its reference.
    #[must_use]
    pub fn reference(&self) -> Option<&'m str> {
        self.row.node.map(|node| self.model.reference(node))
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        place(self.model.texts.get(self.row.place).unwrap_or_default())
    }

    /// The package URLs.
    pub fn purls(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        self.pairs(Tag::Purl).map(|(_, value)| value)
    }

    /// The CPE names.
    pub fn cpes(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        self.pairs(Tag::Cpe).map(|(_, value)| value)
    }

    /// All other identifiers that are claimed, each with its kind.
    pub fn identifiers(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        self.pairs(Tag::Identifier)
    }

    /// Identifiers that are evidence only, each with its kind.
    pub fn evidence(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        self.pairs(Tag::Evidence)
    }

    /// The hashes as written; see [`HashAlgorithm::fits`] for which can be compared.
    pub fn hashes(&self) -> impl Iterator<Item = (Option<HashAlgorithm>, &'m str)> + use<'m> {
        self.pairs(Tag::Hash)
            .map(|(name, value)| (HashAlgorithm::from_name(name), value))
    }

    /// The hashes, each by the name that the document gives its algorithm.
    pub fn named_hashes(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        self.pairs(Tag::Hash)
    }

    /// The external references, each with its type.
    pub fn externals(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        self.pairs(Tag::External)
    }

    /// The properties.
    pub fn properties(&self) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        self.pairs(Tag::Property)
    }

    /// The files that the package verification code leaves out.
    pub fn excluded_files(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        self.pairs(Tag::Excluded).map(|(_, value)| value)
    }

    /// The licences.
    pub fn licences(&self) -> impl Iterator<Item = crate::Licence<'m>> + use<'m> {
        let model = self.model;
        let rows = model.licences.get(self.row.licences.clone());
        rows.unwrap_or_default().iter().map(|row| {
            let text = model.texts.get(row.text).unwrap_or_default().into();
            crate::Licence {
                acknowledgement: row.acknowledgement,
                form: match row.form {
                    LicenceForm::Expression => LicenceValue::Expression(text),
                    LicenceForm::Id => LicenceValue::Id(text),
                    LicenceForm::Name => LicenceValue::Name(text),
                    LicenceForm::NoAssertion => LicenceValue::NoAssertion,
                    LicenceForm::None => LicenceValue::None,
                },
                source: row.source,
                index: row.index,
                text_sha256: row.text_sha256.as_deref().copied(),
                url: None,
                reference: None,
            }
        })
    }

    /// Who supplies it.
    #[must_use]
    pub fn supplier(&self) -> Option<&'m Party<'static>> {
        self.row.more.as_ref()?.supplier.as_ref()
    }

    /// Who made it.
    #[must_use]
    pub fn producers(&self) -> &'m [Party<'static>] {
        self.row.more.as_ref().map_or(&[], |more| &more.producers)
    }

    /// The model card.
    #[must_use]
    pub fn model_card(&self) -> Option<&'m ModelCard<'static>> {
        self.row.more.as_ref()?.model_card.as_ref()
    }

    fn pairs(&self, tag: Tag) -> impl Iterator<Item = (&'m str, &'m str)> + use<'m> {
        let model = self.model;
        let pairs = model.pairs.get(self.row.pairs.clone()).unwrap_or_default();
        let text = |span| model.texts.get(span).unwrap_or_default();
        pairs
            .iter()
            .filter(move |pair| pair.tag == tag)
            .map(move |pair| (text(pair.name), text(pair.value)))
    }
}
