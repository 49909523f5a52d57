//! Rules for external parameters.

use std::borrow::Cow;

use bonafide_json::{Kind, Limits};
use bonafide_report::Place;

use crate::error::shown;
use crate::facts::{Cover, Facts, IDENTITY, Parameter};
use crate::{Error, Expectations, Glob, Raw, pointer};

/// What an external parameter is expected to be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ParameterRule {
    /// This JSON value: member order and escapes do not matter, numbers are equal if they are
    /// written alike, `null` is no member.
    Equals(JsonText),
    /// One of these JSON values.
    OneOf(Vec<JsonText>),
    /// Missing, `null`, or an empty object or array.
    Absent,
    /// Anything, or nothing.
    Any,
    /// A text that fits.
    Glob(Glob),
    /// These pointers below it are as their rules say; the rest may be anything.
    Subset(Vec<(String, ParameterRule)>),
}

/// A JSON value of a rule, checked when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText(String);

impl JsonText {
    /// The value that `text` spells.
    ///
    /// # Errors
    /// [`Error::Json`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let value = Raw::parse(text.as_bytes(), &Limits::default())?;
        Ok(Self::of(value))
    }

    /// A value that is part of a document which was scanned.
    pub(crate) fn of(value: Raw<'_>) -> Self {
        Self(value.text().to_owned())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The value; it was scanned when the rule was made.
    pub(super) const fn raw(&self) -> Raw<'_> {
        Raw::scanned(self.0.as_str())
    }

    fn matches(&self, value: Raw<'_>, is_text: bool) -> bool {
        let wanted = self.raw();
        wanted.equals(&value) || (is_text && same_texts(wanted, value))
    }
}

/// In a map whose values are texts, `true` and `"true"` are one: values of the map, or two maps.
fn same_texts(wanted: Raw<'_>, value: Raw<'_>) -> bool {
    if wanted.kind() != Kind::Object || value.kind() != Kind::Object {
        return text_of(wanted).is_some_and(|wanted| text_of(value) == Some(wanted));
    }
    let present = |raw: Raw<'_>| raw.members().iter().filter(|(_, v)| !v.is_null()).count();
    let has = |(name, wanted): &(Cow<'_, str>, Raw<'_>)| {
        value.member(name).is_some_and(|value| {
            wanted.equals(&value)
                || text_of(*wanted).is_some_and(|text| text_of(value) == Some(text))
        })
    };
    let mut members = wanted.members();
    members.retain(|(_, value)| !value.is_null());
    members.len() == present(value) && members.iter().all(has)
}

/// The text of a value in a map of texts, however it is written.
fn text_of(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    match raw.kind() {
        Kind::String => raw.as_str(),
        Kind::Number | Kind::Boolean => Some(Cow::Borrowed(raw.text())),
        _ => None,
    }
}

/// What becomes of external parameters that no rule covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an unknown parameter fails, warns or passes"
)]
pub enum UnknownParameters {
    /// They fail.
    #[default]
    Reject,
    /// They are told.
    Warn,
    /// They pass.
    Allow,
}

impl ParameterRule {
    /// Checks the value at `place`. Rules nest as deep as the caller wrote them.
    fn check(&self, value: Option<Raw<'_>>, is_text: bool, place: &Place) -> Result<(), Error> {
        let mut stack = vec![(self, value, place.clone())];
        while let Some((rule, value, place)) = stack.pop() {
            let value = value.filter(|value| !value.is_null());
            if let Self::Subset(rules) = rule {
                for (pointer, rule) in rules {
                    let below = value.and_then(|value| value.pointer(pointer));
                    stack.push((rule, below, pointer::below(&place, pointer)));
                }
                continue;
            }
            if !rule.holds(value, is_text) {
                return Err(Error::ParamsMismatch {
                    place,
                    wanted: rule.text(),
                    found: value.map_or_else(|| "nothing".to_owned(), |v| shown(v.text())),
                });
            }
        }
        Ok(())
    }

    /// Whether the rule holds for a value, which is not `null`, or for none.
    pub(super) fn holds(&self, value: Option<Raw<'_>>, is_text: bool) -> bool {
        match self {
            Self::Equals(wanted) => value.is_some_and(|value| wanted.matches(value, is_text)),
            Self::OneOf(list) => {
                value.is_some_and(|value| list.iter().any(|wanted| wanted.matches(value, is_text)))
            }
            Self::Absent => value.is_none_or(|value| {
                matches!(value.kind(), Kind::Object | Kind::Array) && value.is_absent()
            }),
            Self::Any | Self::Subset(_) => true,
            Self::Glob(glob) => {
                let text = |value: Raw<'_>| match is_text {
                    true => text_of(value).map(Cow::into_owned),
                    false => value.as_str().map(Cow::into_owned),
                };
                value.and_then(text).is_some_and(|text| glob.matches(&text))
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Equals(wanted) => shown(&wanted.0),
            Self::OneOf(_) => "one of the listed values".to_owned(),
            Self::Absent => "nothing".to_owned(),
            Self::Any | Self::Subset(_) => "anything".to_owned(),
            Self::Glob(glob) => shown(glob.as_str()),
        }
    }
}

impl Expectations {
    /// Checks every rule for parameters; one error for each that does not hold.
    pub(crate) fn check_parameters(&self, facts: &Facts<'_>) -> Vec<Error> {
        let mut errors = Vec::new();
        for (pointer, rule) in &self.parameters {
            let (found, place) = resolve(facts, pointer);
            let is_text = found.as_ref().is_some_and(|(_, is_text)| *is_text);
            let value = found.map(|(value, _)| value);
            errors.extend(rule.check(value, is_text, &place).err());
        }
        errors
    }

    /// The parameters, or the deepest parts of them, that nothing covers.
    pub(crate) fn uncovered(&self, facts: &Facts<'_>) -> Vec<Place> {
        let mut rules: Vec<String> = self.parameters.iter().map(|(at, _)| at.clone()).collect();
        // Other builders have inputs of their own, which are not those of the workflow.
        let are_parameters = facts.inputs.as_ref().is_some_and(|inputs| {
            let mut parameters = facts.parameters.iter();
            parameters.any(|parameter| parameter.place == inputs.place)
        });
        if are_parameters {
            rules.extend(self.inputs.iter().map(|(name, _)| input(name)));
        }
        let mut uncovered = Vec::new();
        for parameter in &facts.parameters {
            let mut stack = open(parameter);
            while let Some((at, place, value)) = stack.pop() {
                if value.is_absent() || rules.iter().any(|rule| covers(rule, &at)) {
                    continue;
                }
                let parts = parts(value);
                if parts.is_empty() || !rules.iter().any(|rule| covers(&at, rule)) {
                    uncovered.push(place);
                    continue;
                }
                for (segment, value) in parts {
                    let below = format!("{at}{}", segment.as_str());
                    stack.push((below, place.join(&segment), value));
                }
            }
        }
        uncovered.sort();
        uncovered
    }
}

/// What of a parameter needs rules: pointer, place and value.
fn open<'a>(parameter: &Parameter<'a>) -> Vec<(String, Place, Raw<'a>)> {
    let (at, place) = (prefix(parameter), &parameter.place);
    match parameter.cover {
        Cover::Free => Vec::new(),
        Cover::Open => vec![(at, place.clone(), parameter.value)],
        Cover::Identity => {
            let members = parameter.value.members().into_iter();
            members
                .filter(|(name, _)| !IDENTITY.contains(&&**name))
                .map(|(name, value)| {
                    let segment = Place::root().member(&name);
                    (
                        format!("{at}{}", segment.as_str()),
                        place.join(&segment),
                        value,
                    )
                })
                .collect()
        }
    }
}

/// The members or elements of a value.
fn parts(value: Raw<'_>) -> Vec<(Place, Raw<'_>)> {
    let members = value.members().into_iter();
    let elements = value.elements().into_iter().enumerate();
    members
        .map(|(name, value)| (Place::root().member(&name), value))
        .chain(elements.map(|(index, value)| (Place::root().index(index), value)))
        .collect()
}

/// The pointer of an input of the workflow.
fn input(name: &str) -> String {
    let place = Place::root().member("inputs").member(name);
    place.as_str().to_owned()
}

/// Whether what stands at `pointer` is at or below `rule`.
fn covers(rule: &str, at: &str) -> bool {
    pointer::rest(at, rule).is_some()
}

/// The pointer of a parameter itself. Names that collide have two segments; a member that only has
/// such a name has one.
pub(super) fn prefix(parameter: &Parameter<'_>) -> String {
    let one = Place::root().member(&parameter.name).as_str().to_owned();
    match parameter.name.as_str() {
        "parameters/entryPoint"
        | "parameters/source"
        | "configSource/entryPoint"
        | "configSource/uri"
            if !parameter.place.as_str().ends_with(&one) =>
        {
            format!("/{}", parameter.name)
        }
        _ => one,
    }
}

/// The value at a pointer into the parameters, whether it is a text however written, and where in
/// the predicate it is or would be.
fn resolve<'a>(facts: &Facts<'a>, pointer: &str) -> (Option<(Raw<'a>, bool)>, Place) {
    for parameter in &facts.parameters {
        if let Some(rest) = pointer::rest(pointer, &prefix(parameter)) {
            let value = parameter.value.pointer(rest);
            let place = pointer::below(&parameter.place, rest);
            return (value.map(|value| (value, parameter.is_text)), place);
        }
    }
    (None, pointer::below(&facts.external, pointer))
}
