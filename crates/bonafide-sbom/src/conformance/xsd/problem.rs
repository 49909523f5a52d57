//! What can be wrong with an element, an attribute or their text.

use core::fmt;

use bonafide_report::{Code, Escaped, registry as codes};

use super::model::Missing;
use super::schema::{Kind, Pattern};
use crate::conformance::problem::is_licence;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Not the root that the schema has: its name, and its namespace.
    Root(&'static str, &'static str),
    /// Elements of which one is missing.
    Required(Missing),
    RequiredAttribute(&'static str),
    /// The element.
    Unknown(String),
    /// The attribute.
    UnknownAttribute(String),
    /// The element.
    Misplaced(&'static str),
    /// Elements where there may be text alone.
    Elements,
    /// Text where there may be none.
    Text,
    /// The element says that it is nil.
    Nil,
    Kind(Kind),
    /// The value.
    Value(String),
    Pattern(Pattern),
    /// The fewest and the most characters.
    Length(usize, usize),
    Range(Option<i64>, Option<i64>),
    /// No type of a union fits: the problem of each.
    NoneFits(Vec<Self>),
    /// An attribute with a value that an attribute before has.
    Unique(&'static str),
}

impl Problem {
    /// What a later version may have.
    pub(super) fn novelty(&self) -> Option<&str> {
        match self {
            Self::Unknown(text) | Self::UnknownAttribute(text) | Self::Value(text) => Some(text),
            _ => None,
        }
    }

    /// The code, for what the schema calls `rule`.
    pub(super) fn code(&self, rule: &str) -> Code {
        match self {
            Self::Root(..) | Self::Elements | Self::Text | Self::Nil => codes::SBOM_TYPE,
            Self::Required(names) if names.len() > 1 && is_licence(rule) => {
                codes::SBOM_LICENCE_CHOICE
            }
            Self::Required(_) | Self::RequiredAttribute(_) => codes::SBOM_REQUIRED,
            Self::Unknown(_) | Self::UnknownAttribute(_) => codes::SBOM_UNKNOWN_FIELD,
            Self::Misplaced(_) if is_licence(rule) => codes::SBOM_LICENCE_CHOICE,
            Self::Misplaced(_) => codes::SBOM_MISPLACED,
            Self::Kind(Kind::Date | Kind::DateTime) => codes::SBOM_TIMESTAMP,
            Self::Kind(Kind::AnyUri) => codes::SBOM_PATTERN,
            Self::Kind(_) => codes::SBOM_TYPE,
            Self::Value(_) if rule == "license/id" => codes::SBOM_LICENCE_ID,
            Self::Value(_) => codes::SBOM_ENUM,
            Self::Pattern(Pattern::Hash) => codes::SBOM_HASH,
            Self::Pattern(Pattern::Cpe) => codes::SBOM_CPE_INVALID,
            Self::Pattern(_) | Self::Length(..) | Self::Range(..) | Self::NoneFits(_) => {
                codes::SBOM_PATTERN
            }
            Self::Unique(_) => codes::SBOM_DUPLICATE_REF,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(name, space) => write!(f, "not the element `{name}` of {space}"),
            Self::Required(names) => {
                f.write_str("`")?;
                f.write_str(&names.join("` or `"))?;
                f.write_str("` is missing")
            }
            Self::RequiredAttribute(name) => write!(f, "the attribute `{name}` is missing"),
            Self::Unknown(name) => write!(f, "the schema has no element `{}` here", Escaped(name)),
            Self::UnknownAttribute(name) => {
                write!(f, "the schema has no attribute `{}` here", Escaped(name))
            }
            Self::Misplaced(name) => write!(
                f,
                "`{name}` is out of order, once too often, or beside what excludes it"
            ),
            Self::Elements => f.write_str("an element where only text may be"),
            Self::Text => f.write_str("text where there may be none"),
            Self::Nil => f.write_str("an element cannot be nil here"),
            Self::Kind(kind) => write!(f, "not {}", wanted(*kind)),
            Self::Value(value) => write!(
                f,
                "`{}` is not one of the values that are allowed",
                Escaped(value)
            ),
            Self::Pattern(pattern) => write!(f, "not {}", pattern.wanted()),
            Self::Length(least, usize::MAX) => write!(f, "fewer than {least} characters"),
            Self::Length(least, most) => write!(f, "not {least} to {most} characters"),
            Self::Range(Some(least), Some(most)) => write!(f, "not from {least} to {most}"),
            Self::Range(Some(least), None) => write!(f, "less than {least}"),
            Self::Range(None, most) => write!(f, "more than {}", most.unwrap_or_default()),
            Self::NoneFits(problems) => {
                f.write_str("no alternative fits: ")?;
                for (at, problem) in problems.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", or " })?;
                    fmt::Display::fmt(problem, f)?;
                }
                Ok(())
            }
            Self::Unique(name) => write!(f, "another element before it has this `{name}`"),
        }
    }
}

const fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Boolean => "a boolean: true, false, 1 or 0",
        Kind::Decimal => "a number",
        Kind::Integer => "an integer",
        Kind::Date => "a date, YYYY-MM-DD",
        Kind::DateTime => "a time, YYYY-MM-DDThh:mm:ss",
        Kind::AnyUri => "a URI, nor anything that becomes one by escaping",
    }
}
