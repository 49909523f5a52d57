//! The document while it is read: its members, and what is to be told of them.

use std::collections::BTreeMap;

use bonafide_report::{Escaped, Place};

use super::super::error::{ImportError, ImportErrorKind, Reasons};
use super::super::note::{Note, NoteKind};
use super::super::options::{ImportOptions, NamedFiles};
use crate::syntax::Node;
use crate::{SignerRule, TrustKeys, TrustSource};

/// The most signers of a policy (policy DOC-3).
const MOST_SIGNERS: usize = 1_000;

/// A value, its name in the map that it is in, and its place.
#[derive(Clone, Debug)]
pub(super) struct Found<'n> {
    pub(super) name: &'n str,
    pub(super) node: &'n Node,
    pub(super) place: Place,
}

/// What was found so far, and what is made of it.
#[derive(Debug)]
pub(super) struct Source<'o> {
    options: &'o ImportOptions,
    pub(super) reasons: Reasons,
    pub(super) notes: Vec<Note>,
    signers: Vec<SignerRule>,
    trust: Vec<TrustKeys>,
    /// Whether signers are for images that there can be.
    is_counting: bool,
}

impl<'n> Found<'n> {
    pub(super) const fn root(node: &'n Node) -> Self {
        Self {
            name: "",
            node,
            place: Place::root(),
        }
    }

    /// The member of this name.
    pub(super) fn optional(&self, name: &str) -> Option<Self> {
        let member = self.node.member(name)?;
        Some(Self {
            name: &member.name,
            node: &member.value,
            place: self.place.member(name),
        })
    }
}

impl<'o> Source<'o> {
    pub(super) fn new(options: &'o ImportOptions) -> Self {
        Self {
            options,
            reasons: Reasons::default(),
            notes: Vec::new(),
            signers: Vec::new(),
            trust: Vec::new(),
            is_counting: true,
        }
    }

    pub(super) const fn files(&self) -> NamedFiles {
        self.options.files
    }

    pub(super) fn refuse(
        &mut self,
        kind: ImportErrorKind,
        found: &Found<'_>,
        why: impl Into<String>,
        hint: &'static str,
    ) {
        let error = ImportError::new(kind, found.place.clone(), why, hint);
        self.reasons.push(error.at(found.node.position));
    }

    pub(super) fn invalid(
        &mut self,
        found: &Found<'_>,
        why: impl Into<String>,
        hint: &'static str,
    ) {
        self.refuse(ImportErrorKind::Invalid, found, why, hint);
    }

    pub(super) fn note(&mut self, kind: NoteKind, found: &Found<'_>, detail: impl Into<String>) {
        self.notes
            .push(Note::new(kind, found.place.clone(), detail));
    }

    fn wrong_type(&mut self, found: &Found<'_>, wanted: &str) {
        if !found.node.is_broken() {
            let why = format!("{} instead of {wanted}", found.node.kind());
            self.invalid(found, why, "correct the value");
        }
    }

    /// A map with members of these names alone.
    pub(super) fn fields<'n>(&mut self, found: &Found<'n>, known: &[&str]) -> Option<Found<'n>> {
        let members = self.members(found)?;
        for member in members.filter(|member| !known.contains(&member.name)) {
            let why = format!("{} is not a field here", Escaped(member.name));
            let hint = "remove the field, or correct its name";
            self.refuse(ImportErrorKind::Unknown, &member, why, hint);
        }
        Some(found.clone())
    }

    /// The members of a map, whatever their names are.
    pub(super) fn members<'n>(
        &mut self,
        found: &Found<'n>,
    ) -> Option<impl Iterator<Item = Found<'n>> + use<'n>> {
        let Some(members) = found.node.map() else {
            self.wrong_type(found, "a map");
            return None;
        };
        let place = found.place.clone();
        Some(members.iter().map(move |member| Found {
            name: &member.name,
            node: &member.value,
            place: place.member(&member.name),
        }))
    }

    pub(super) fn required<'n>(&mut self, fields: &Found<'n>, name: &str) -> Option<Found<'n>> {
        let found = fields.optional(name);
        if found.is_none() {
            self.invalid(fields, format!("{name} is missing"), "add it");
        }
        found
    }

    /// The elements of a list that is not empty.
    pub(super) fn elements<'n>(&mut self, found: &Found<'n>) -> Vec<Found<'n>> {
        let Some(nodes) = found.node.list() else {
            self.wrong_type(found, "a list");
            return Vec::new();
        };
        if nodes.is_empty() {
            self.invalid(found, "an empty list", "add what it must hold");
        }
        let elements = nodes.iter().enumerate().map(|(at, node)| Found {
            name: found.name,
            node,
            place: found.place.index(at),
        });
        elements.collect()
    }

    /// A text that is not empty.
    pub(super) fn text<'n>(&mut self, found: &Found<'n>) -> Option<&'n str> {
        let Some(text) = found.node.text() else {
            self.wrong_type(found, "text");
            return None;
        };
        if text.is_empty() {
            self.invalid(found, "an empty text", "write what is meant");
            return None;
        }
        Some(text)
    }

    /// Reads something whose signers are for images that there can be, or not.
    pub(super) fn counting<T>(&mut self, is: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        self.is_counting = is;
        let value = read(self);
        self.is_counting = true;
        value
    }

    /// The name of this signer; the same for an equal one.
    pub(super) fn signer(&mut self, signer: SignerRule) -> String {
        let is_counting = self.is_counting;
        let at = position_of(signer, &mut self.signers, is_counting);
        format!("signer-{}", at.saturating_add(1))
    }

    /// The name of this trust material; the same for an equal one.
    pub(super) fn trust(&mut self, trust: TrustKeys) -> String {
        let is_counting = self.is_counting;
        let at = position_of(trust, &mut self.trust, is_counting);
        format!("trust-{}", at.saturating_add(1))
    }

    /// Trust material and signers, by name.
    ///
    /// # Errors
    /// More signers than a policy may have.
    #[expect(clippy::type_complexity, reason = "two maps of a document")]
    pub(super) fn take_material(
        &mut self,
    ) -> Result<(BTreeMap<String, TrustSource>, BTreeMap<String, SignerRule>), ImportError> {
        if self.signers.len() > MOST_SIGNERS {
            return Err(too_many("signers", MOST_SIGNERS));
        }
        let trust = core::mem::take(&mut self.trust)
            .into_iter()
            .map(TrustSource::Keys);
        let signers = core::mem::take(&mut self.signers);
        Ok((named("trust", trust), named("signer", signers)))
    }
}

/// Where the value is among the known ones, to which it is added where it is new. Beyond the bound of
/// a policy, which is refused in the end, nothing is compared any more.
fn position_of<T: PartialEq>(value: T, known: &mut Vec<T>, is_counting: bool) -> usize {
    let found = known.iter().position(|other| *other == value);
    found.unwrap_or_else(|| {
        if is_counting && known.len() <= MOST_SIGNERS {
            known.push(value);
        }
        known.len().saturating_sub(1)
    })
}

fn named<T>(kind: &str, values: impl IntoIterator<Item = T>) -> BTreeMap<String, T> {
    let named = values
        .into_iter()
        .enumerate()
        .map(|(at, value)| (format!("{kind}-{}", at.saturating_add(1)), value));
    named.collect()
}

/// The type of a requirement or of an identity.
pub(super) fn type_of<'n>(found: &Found<'n>, source: &mut Source<'_>) -> Option<Found<'n>> {
    let _ = source.members(found)?;
    let kind = source.required(found, "type")?;
    source.text(&kind)?;
    Some(kind)
}

/// A bound of native policies, which what is imported must keep too.
pub(super) fn too_many(what: &str, most: usize) -> ImportError {
    let why = format!("more than {most} {what}");
    let hint = "split the policy";
    let place = Place::root().member("transports");
    ImportError::new(ImportErrorKind::Unsupported, place, why, hint)
}
