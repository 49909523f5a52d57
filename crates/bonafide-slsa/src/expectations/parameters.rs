//! Rules for external parameters.

use bonafide_json::{Kind, Limits};
use bonafide_report::Place;

use crate::error::shown;
use crate::facts::{Facts, Parameter};
use crate::{Error, Expectations, Glob, Raw};

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
        Raw::parse(text.as_bytes(), &Limits::default())?;
        Ok(Self(text.to_owned()))
    }

    fn matches(&self, value: Option<Raw<'_>>, is_text: bool) -> bool {
        let Ok(wanted) = Raw::parse(self.0.as_bytes(), &Limits::default()) else {
            return false;
        };
        match value {
            Some(value) => wanted.equals(&value) || (is_text && same_text(wanted, value)),
            None => wanted.is_null(),
        }
    }
}

/// In a map whose values are texts, `true` and `"true"` are one.
fn same_text(wanted: Raw<'_>, value: Raw<'_>) -> bool {
    let text = |raw: Raw<'_>| match raw.kind() {
        Kind::String => raw.as_str().map(std::borrow::Cow::into_owned),
        Kind::Number | Kind::Boolean => Some(raw.text().to_owned()),
        _ => None,
    };
    text(wanted).is_some_and(|wanted| text(value) == Some(wanted))
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
                    stack.push((rule, below, place.member(pointer.trim_start_matches('/'))));
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

    fn holds(&self, value: Option<Raw<'_>>, is_text: bool) -> bool {
        match self {
            Self::Equals(wanted) => value.is_some() && wanted.matches(value, is_text),
            Self::OneOf(list) => {
                value.is_some() && list.iter().any(|wanted| wanted.matches(value, is_text))
            }
            Self::Absent => value.is_none_or(|value| {
                matches!(value.kind(), Kind::Object | Kind::Array) && value.is_absent()
            }),
            Self::Any | Self::Subset(_) => true,
            Self::Glob(glob) => value
                .and_then(|value| value.as_str())
                .is_some_and(|text| glob.matches(&text)),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Equals(wanted) => shown(&wanted.0),
            Self::OneOf(_) => "one of the listed values".to_owned(),
            Self::Absent => "nothing".to_owned(),
            Self::Any | Self::Subset(_) => "anything".to_owned(),
            Self::Glob(_) => "a text that fits the glob".to_owned(),
        }
    }
}

impl Expectations {
    /// Checks every rule for parameters; one error for each that does not hold.
    pub(crate) fn check_parameters(&self, facts: &Facts<'_>) -> Vec<Error> {
        let mut errors = Vec::new();
        for (pointer, rule) in &self.parameters {
            let (found, place) = resolve(&facts.parameters, pointer);
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
            let input = |(name, _): &(String, String)| Place::root().member("inputs").member(name);
            rules.extend(
                self.inputs
                    .iter()
                    .map(|pair| input(pair).as_str().to_owned()),
            );
        }
        let mut uncovered = Vec::new();
        for parameter in facts.parameters.iter().filter(|known| !known.is_identity) {
            let mut stack = vec![(prefix(parameter), parameter.place.clone(), parameter.value)];
            while let Some((pointer, place, value)) = stack.pop() {
                if value.is_absent() || rules.iter().any(|rule| covers(rule, &pointer)) {
                    continue;
                }
                if !rules.iter().any(|rule| covers(&pointer, rule)) || value.members().is_empty() {
                    uncovered.push(place);
                    continue;
                }
                for (name, value) in value.members() {
                    let segment = Place::root().member(&name);
                    let below = format!("{pointer}{}", segment.as_str());
                    stack.push((below, place.member(&name), value));
                }
            }
        }
        uncovered.sort();
        uncovered
    }
}

/// Whether what stands at `pointer` is at or below `rule`.
fn covers(rule: &str, pointer: &str) -> bool {
    pointer
        .strip_prefix(rule)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pointer of a parameter itself. Names that collide have two segments; a member that only has
/// such a name has one.
fn prefix(parameter: &Parameter<'_>) -> String {
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
fn resolve<'a>(parameters: &[Parameter<'a>], pointer: &str) -> (Option<(Raw<'a>, bool)>, Place) {
    for parameter in parameters {
        let prefix = prefix(parameter);
        let Some(rest) = pointer.strip_prefix(&prefix) else {
            continue;
        };
        if rest.is_empty() || rest.starts_with('/') {
            let value = parameter.value.pointer(rest);
            let place = rest
                .split('/')
                .skip(1)
                .fold(parameter.place.clone(), |place, name| {
                    place.member(&name.replace("~1", "/").replace("~0", "~"))
                });
            return (value.map(|value| (value, parameter.is_text)), place);
        }
    }
    let root = Place::root().member("externalParameters");
    (None, root.member(pointer.trim_start_matches('/')))
}
