//! Reading policies.

use std::collections::HashMap;

use bonafide_json::{Limits, Profile, Reader};
use bonafide_report::Place;

use super::entry::Entry;
use super::list::List;
use super::{Basis, LicencePolicy};
use crate::Error;
use crate::licence::names::Names;
use crate::licence::truth::Truth;

/// The most entries of a list.
const MOST: usize = 10_000;

pub(super) fn parse(document: &[u8]) -> Result<LicencePolicy, Error> {
    let limits = Limits::default().with_bytes(1 << 20).with_depth(32);
    let mut draft = Draft::default();
    let mut read = || -> Result<(), Fault> {
        let mut reader = Reader::new(document, &limits)?;
        reader.object(&MEMBERS, |reader, name| draft.member(reader, name))?;
        Ok(reader.finish()?)
    };
    read().map_err(Error::from)?;
    draft.finish()
}

pub(super) fn of_entries(allow: &[&str], deny: &[&str]) -> Result<LicencePolicy, Error> {
    let texts = |list: &[&str], name| {
        let place = Place::root().member(name);
        let texts = list.iter().enumerate();
        texts
            .map(|(index, text)| (place.index(index), (*text).to_owned()))
            .collect()
    };
    let draft = Draft {
        allow: texts(allow, "allow"),
        deny: texts(deny, "deny"),
        ..Draft::default()
    };
    draft.finish()
}

/// What ends the reading of a policy. The errors of this crate take those of JSON for errors of a
/// document, which a policy is not.
enum Fault {
    Json(bonafide_json::Error),
    Value(Error),
}

impl From<bonafide_json::Error> for Fault {
    fn from(cause: bonafide_json::Error) -> Self {
        Self::Json(cause)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Json(cause) => Self::LicencePolicyJson { cause },
            Fault::Value(error) => error,
        }
    }
}

const MEMBERS: [&str; 9] = [
    "schema",
    "allow",
    "deny",
    "unlisted",
    "none",
    "or_later",
    "deny_or_later",
    "basis",
    "allow_unknown",
];

/// A policy as far as it was read.
#[derive(Default)]
struct Draft {
    allow: Vec<(Place, String)>,
    deny: Vec<(Place, String)>,
    unlisted: Option<Truth>,
    none: Option<Truth>,
    may_choose_later: bool,
    denies_or_later: Option<bool>,
    basis: Basis,
    allows_unknown: bool,
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), Fault> {
        let (unknown, allow) = (("unknown", Truth::Unknown), ("allow", Truth::Allow));
        match name {
            "schema" => one_of(reader, &[(LicencePolicy::SCHEMA, ())])?,
            "allow" => self.allow = texts(reader)?,
            "deny" => self.deny = texts(reader)?,
            "unlisted" => self.unlisted = Some(one_of(reader, &[unknown, allow])?),
            "none" => {
                let values = [unknown, allow, ("deny", Truth::Deny)];
                self.none = Some(one_of(reader, &values)?);
            }
            "or_later" => {
                self.may_choose_later = one_of(reader, &[("exact", false), ("choose", true)])?;
            }
            "deny_or_later" => self.denies_or_later = Some(reader.boolean()?),
            "basis" => self.basis = one_of(reader, &BASES)?,
            "allow_unknown" => self.allows_unknown = reader.boolean()?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<LicencePolicy, Error> {
        let names = Names::default();
        let mut seen: HashMap<String, Place> = HashMap::new();
        let deny = list(&self.deny, &names, &mut seen)?;
        let allow = list(&self.allow, &names, &mut seen)?;
        let policy = LicencePolicy {
            unlisted: self.unlisted.unwrap_or(Truth::Unknown),
            none: self.none.unwrap_or(Truth::Unknown),
            may_choose_later: self.may_choose_later,
            denies_or_later: self.denies_or_later.unwrap_or(true),
            basis: self.basis,
            allows_unknown: self.allows_unknown,
            allow: collect(allow.iter()),
            deny: collect(deny.iter()),
        };
        let is_empty =
            policy.deny.is_empty() && (policy.allow.is_empty() || policy.unlisted == Truth::Allow);
        if is_empty {
            let place = Place::root().member("deny");
            return Err(defect(place, "nothing is told apart", String::new()));
        }
        for ((place, text), entry) in self.allow.iter().zip(&allow) {
            check_against(&policy, place, text, entry, self.deny.iter().zip(&deny))?;
        }
        Ok(policy)
    }
}

const BASES: [(&str, Basis); 4] = [
    ("concluded-then-declared", Basis::ConcludedThenDeclared),
    ("declared", Basis::Declared),
    ("concluded", Basis::Concluded),
    ("strictest", Basis::Strictest),
];

/// The entries of `texts`, none of which was `seen` before, in this list or in the other.
fn list(
    texts: &[(Place, String)],
    names: &Names,
    seen: &mut HashMap<String, Place>,
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::with_capacity(texts.len());
    for (place, text) in texts {
        let entry = Entry::parse(text, names)
            .map_err(|(reason, text)| defect(place.clone(), reason, text))?;
        // An entry has one spelling.
        if let Some(earlier) = seen.insert(text.clone(), place.clone()) {
            return Err(contradiction(place, text, &earlier));
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn collect<'a>(entries: impl Iterator<Item = &'a Entry>) -> List {
    let mut list = List::default();
    for entry in entries {
        list.insert(entry.clone());
    }
    list
}

/// An allowance all of which an entry of its kind denies would never take effect.
fn check_against<'a>(
    policy: &LicencePolicy,
    place: &Place,
    text: &str,
    entry: &Entry,
    mut denials: impl Iterator<Item = (&'a (Place, String), &'a Entry)>,
) -> Result<(), Error> {
    let Entry::Term(subject, addition) = entry else {
        return Ok(());
    };
    let denies = |list: &List| list.denies(subject, addition.as_ref(), policy.denies_or_later);
    if !denies(&policy.deny) {
        return Ok(());
    }
    let earlier = denials.find(|(_, denial)| denies(&collect([*denial].into_iter())));
    let earlier = earlier.map_or_else(Place::root, |((place, _), _)| place.clone());
    Err(contradiction(place, text, &earlier))
}

fn texts(reader: &mut Reader<'_>) -> Result<Vec<(Place, String)>, Fault> {
    let mut texts = Vec::new();
    reader.array(MOST, "entries", |reader, _| -> Result<(), Fault> {
        let text = reader.string()?.into_owned();
        texts.push((reader.place(), text));
        Ok(())
    })?;
    Ok(texts)
}

fn one_of<T: Copy>(reader: &mut Reader<'_>, known: &[(&str, T)]) -> Result<T, Fault> {
    let text = reader.string()?;
    match known.iter().find(|(name, _)| *name == text) {
        Some((_, value)) => Ok(*value),
        None => Err(Fault::Value(defect(
            reader.place(),
            "no value of this member",
            text.into_owned(),
        ))),
    }
}

const fn defect(place: Place, reason: &'static str, text: String) -> Error {
    Error::LicencePolicy {
        place,
        reason,
        text,
    }
}

fn contradiction(place: &Place, entry: &str, earlier: &Place) -> Error {
    Error::LicencePolicyContradiction {
        place: place.clone(),
        entry: entry.to_owned(),
        earlier: earlier.clone(),
    }
}
