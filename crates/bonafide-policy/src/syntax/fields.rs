//! The members of a map, each asked for by its name.

use bonafide_report::{Code, Escaped, Place, registry};

use super::{Member, Node};
use crate::error::{LoadError, Problems};

/// The members of a map, each asked for by its name: what was not asked for in the end is unknown.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    node: &'n Node,
    place: Place,
    /// Which members were asked for.
    taken: Vec<bool>,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'n> {
    pub(crate) node: &'n Node,
    pub(crate) place: Place,
}

impl<'n> Fields<'n> {
    /// The members of the map `node`, which is at `place`; told as `policy.type` where it is no map.
    pub(crate) fn of(node: &'n Node, place: &Place, problems: &mut Problems) -> Option<Self> {
        let entry = Entry {
            node,
            place: place.clone(),
        };
        let members = entry.map(problems)?;
        Some(Self {
            node,
            place: entry.place,
            taken: vec![false; members.len()],
        })
    }

    fn members(&self) -> &'n [Member] {
        self.node.map().unwrap_or_default()
    }

    /// The member of this name.
    pub(crate) fn optional(&mut self, name: &str) -> Option<Entry<'n>> {
        let members = self.members();
        let at = members.iter().position(|member| member.name == name)?;
        *self.taken.get_mut(at)? = true;
        Some(Entry {
            node: &members.get(at)?.value,
            place: self.place.member(name),
        })
    }

    /// The member of this name, which must be there; told as `policy.missing-field` otherwise.
    pub(crate) fn required(&mut self, name: &str, problems: &mut Problems) -> Option<Entry<'n>> {
        let found = self.optional(name);
        if found.is_none() {
            let detail = format!("{} is missing", Escaped(name));
            problems.push(
                LoadError::new(registry::POLICY_MISSING_FIELD, self.place.clone(), detail)
                    .at(self.node.position),
            );
        }
        found
    }

    /// Tells every member that was not asked for, as `unknown`.
    pub(crate) fn finish(self, unknown: Code, problems: &mut Problems) {
        for (member, _) in self
            .members()
            .iter()
            .zip(&self.taken)
            .filter(|(_, taken)| !**taken)
        {
            let detail = format!("{} is not a field here", Escaped(&member.name));
            problems.push(
                LoadError::new(unknown, self.place.member(&member.name), detail)
                    .at(member.position),
            );
        }
    }
}

/// The value, by its type; told as `policy.type` where it has another.
impl<'n> Entry<'n> {
    pub(crate) fn text(&self, problems: &mut Problems) -> Option<&'n str> {
        self.typed(self.node.text(), "text", problems)
    }

    pub(crate) fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        self.typed(self.node.boolean(), "boolean", problems)
    }

    pub(crate) fn integer(&self, problems: &mut Problems) -> Option<i64> {
        self.typed(self.node.integer(), "integer", problems)
    }

    /// The elements with their places.
    pub(crate) fn list(&self, problems: &mut Problems) -> Option<impl Iterator<Item = Self> + 'n> {
        let items = self.typed(self.node.list(), "list", problems)?;
        let place = self.place.clone();
        Some(items.iter().enumerate().map(move |(at, node)| Self {
            node,
            place: place.index(at),
        }))
    }

    /// The members, where names are free.
    pub(crate) fn map(&self, problems: &mut Problems) -> Option<&'n [Member]> {
        self.typed(self.node.map(), "map", problems)
    }

    /// Tells something about this value.
    pub(crate) fn refuse(&self, code: Code, detail: impl Into<String>, problems: &mut Problems) {
        problems.push(LoadError::new(code, self.place.clone(), detail).at(self.node.position));
    }

    fn typed<T>(&self, value: Option<T>, wanted: &str, problems: &mut Problems) -> Option<T> {
        if value.is_none() && !self.node.is_broken() {
            let detail = format!("{} instead of {wanted}", self.node.kind());
            self.refuse(registry::POLICY_TYPE, detail, problems);
        }
        value
    }
}
