//! What can be wrong with one value.

use core::fmt;

use bonafide_report::{Code, Escaped, Place, registry as codes};

use super::format::Format;
use super::pattern::Pattern;
use super::schema::{ARRAY, FALSE, FRACTION, INTEGER, NULL, OBJECT, TEXT, TRUE};

/// Problems of one value with its schema. They are made often and shown seldom, since alternatives
/// that do not fit have them as well: texts are written when they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The types that are allowed.
    Type(u8),
    Required(&'static str),
    /// The member.
    Unknown(String),
    /// The value.
    Value(String),
    Pattern(Pattern),
    Format(Format),
    /// The fewest and the most characters.
    Length(usize, usize),
    Range(Option<i64>, Option<i64>),
    TooFew(usize),
    TooMany(usize),
    Unique,
    /// Several alternatives fit.
    Several,
    /// No alternative fits: the first problem of each.
    NoneFits(Vec<Self>),
    /// Members stand together that must not.
    Forbidden,
}

/// A problem on its way into the report.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The place and the rule; nothing while they are those of the value that is being checked.
    pub(super) at: Option<(Place, String)>,
    pub(super) problem: Problem,
}

impl Problem {
    /// What a later version may have.
    pub(super) fn novelty(&self) -> Option<&str> {
        match self {
            Self::Unknown(text) | Self::Value(text) => Some(text),
            _ => None,
        }
    }

    /// The code, in an object or for a member that the schema calls `rule`.
    pub(super) fn code(&self, rule: &str) -> Code {
        match self {
            Self::Type(_) => codes::SBOM_TYPE,
            Self::Required(_) | Self::TooFew(_) => codes::SBOM_REQUIRED,
            Self::Unknown(_) => codes::SBOM_UNKNOWN_FIELD,
            Self::Value(_) if rule == "license/id" => codes::SBOM_LICENCE_ID,
            Self::Value(_) => codes::SBOM_ENUM,
            Self::Pattern(Pattern::Hash) => codes::SBOM_HASH,
            Self::Format(Format::Date | Format::DateTime) => codes::SBOM_TIMESTAMP,
            Self::Pattern(_) | Self::Format(_) | Self::Length(..) | Self::Range(..) => {
                codes::SBOM_PATTERN
            }
            Self::Unique => codes::SBOM_UNIQUE,
            Self::Several | Self::TooMany(_) | Self::NoneFits(_) if is_licence(rule) => {
                codes::SBOM_LICENCE_CHOICE
            }
            Self::NoneFits(problems) => {
                problems
                    .first()
                    .map_or(codes::SBOM_MISPLACED, |problem| match problem {
                        Self::NoneFits(_) => codes::SBOM_PATTERN,
                        problem => problem.code(rule),
                    })
            }
            Self::TooMany(_) | Self::Several | Self::Forbidden => codes::SBOM_MISPLACED,
        }
    }
}

pub(super) fn is_licence(rule: &str) -> bool {
    let last = rule.rsplit('/').next();
    last.is_some_and(|name| matches!(name, "license" | "licenses" | "licenseChoice"))
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(types) => write!(f, "not {}", Types(*types)),
            Self::Required(name) => write!(f, "`{name}` is missing"),
            Self::Unknown(name) => write!(f, "the schema has no member `{}` here", Escaped(name)),
            Self::Value(value) => write!(
                f,
                "`{}` is not one of the values that are allowed",
                Escaped(value)
            ),
            Self::Pattern(pattern) => write!(f, "not {}", pattern.wanted()),
            Self::Format(format) => write!(f, "not {}", format.wanted()),
            Self::Length(least, usize::MAX) => write!(f, "fewer than {least} characters"),
            Self::Length(least, most) => write!(f, "not {least} to {most} characters"),
            Self::Range(Some(least), Some(most)) => write!(f, "not from {least} to {most}"),
            Self::Range(Some(least), None) => write!(f, "less than {least}"),
            Self::Range(_, most) => write!(f, "more than {}", most.unwrap_or_default()),
            Self::TooFew(least) => write!(f, "fewer than {least} elements"),
            Self::TooMany(most) => write!(f, "more than {most} elements"),
            Self::Unique => f.write_str("an element before it says the same"),
            Self::Several => f.write_str("several alternatives at once"),
            Self::NoneFits(problems) => {
                f.write_str("no alternative fits: ")?;
                for (at, problem) in problems.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", or " })?;
                    problem.fmt_flat(f)?;
                }
                Ok(())
            }
            Self::Forbidden => f.write_str("members stand here that exclude each other"),
        }
    }
}

impl Problem {
    /// Alternatives within alternatives are of a fixed and small depth: the schema's, not the input's.
    fn fmt_flat(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneFits(_) => f.write_str("none of the further alternatives"),
            problem => fmt::Display::fmt(problem, f),
        }
    }
}

struct Types(u8);

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(types) = *self;
        let names = [
            (NULL, "null"),
            (TRUE | FALSE, "a boolean"),
            (INTEGER | FRACTION, "a number"),
            (INTEGER, "an integer"),
            (TEXT, "a string"),
            (ARRAY, "an array"),
            (OBJECT, "an object"),
            (FALSE, "false"),
        ];
        let mut left = types;
        for (bits, name) in names {
            if left & bits == bits {
                f.write_str(if left == types { "" } else { " or " })?;
                f.write_str(name)?;
                left &= !bits;
            }
        }
        Ok(())
    }
}
