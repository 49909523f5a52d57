//! CPE names: well-formed names and how two of them relate.

use core::fmt;

use bonafide_report::{Escaped, Finding, Place, registry};

use super::cpe_text::{read_formatted, read_uri};

/// The longest CPE name, in bytes.
const MOST_BYTES: usize = 1024;

/// A well-formed CPE name: part, vendor, product, version, update, edition, language, software
/// edition, target software, target hardware and other.
///
/// # Specification
/// NIST IR 7695. Attribute values are in lower case, as NIST IR 7696 compares them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cpe {
    pub(super) attributes: [CpeAttribute; 11],
}

/// The value of one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "NIST IR 7695, 5.3.1")]
pub enum CpeAttribute {
    /// Any value.
    Any,
    /// There is no value that could apply.
    NotApplicable,
    /// This value, or a pattern for values.
    Value(CpeValue),
}

/// Literal text, perhaps with wild cards around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CpeValue {
    pub(super) before: Wild,
    /// In lower case, without quoting.
    pub(super) literal: String,
    pub(super) after: Wild,
}

/// A wild card before or after a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wild {
    /// Any run.
    Run,
    /// At most so many characters.
    Most(usize),
}

/// How a source, which may contain wild cards, relates to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "NIST IR 7696, 6.2")]
pub enum CpeRelation {
    /// The source stands for all that the target stands for, and more.
    Superset,
    /// The target stands for all that the source stands for, and more.
    Subset,
    /// Both stand for the same.
    Equal,
    /// Nothing is both.
    Disjoint,
    /// Not one of the others, or a comparison that the specification leaves open.
    Undefined,
}

impl Cpe {
    /// Reads a formatted string (`cpe:2.3:…`) or a URI of CPE 2.2 (`cpe:/…`).
    ///
    /// # Errors
    /// `sbom.cpe-invalid` for anything else, and for more than 1 KiB.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        Self::read(text).map_err(|reason| {
            let detail = format!("{} is no CPE name: {reason}", Escaped(text));
            Finding::new(registry::SBOM_CPE_INVALID, Place::root(), detail)
        })
    }

    /// The attributes in the order of the formatted string, from the part to the last.
    #[must_use]
    pub const fn attributes(&self) -> &[CpeAttribute; 11] {
        &self.attributes
    }

    /// How this name, the source, relates to `target`.
    ///
    /// # Specification
    /// NIST IR 7696, tables 6-2 and 6-3.
    #[must_use]
    pub fn relation(&self, target: &Self) -> CpeRelation {
        let pairs = self.attributes.iter().zip(&target.attributes);
        let (mut wider, mut narrower, mut open) = (false, false, false);
        for (source, target) in pairs {
            match source.relation(target) {
                CpeRelation::Disjoint => return CpeRelation::Disjoint,
                CpeRelation::Superset => wider = true,
                CpeRelation::Subset => narrower = true,
                CpeRelation::Undefined => open = true,
                CpeRelation::Equal => {}
            }
        }
        match (wider, narrower, open) {
            (false, false, false) => CpeRelation::Equal,
            (true, false, false) => CpeRelation::Superset,
            (false, true, false) => CpeRelation::Subset,
            _ => CpeRelation::Undefined,
        }
    }

    /// Vendor and product when neither is a pattern.
    pub(crate) fn key(&self) -> Option<(&str, &str)> {
        let [_, vendor, product, ..] = &self.attributes;
        Some((vendor.plain()?, product.plain()?))
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        if text.len() > MOST_BYTES {
            return Err("longer than 1024 bytes");
        }
        let after = |prefix: &str| {
            let found = text.get(..prefix.len())?;
            let rest = text.get(prefix.len()..)?;
            found.eq_ignore_ascii_case(prefix).then_some(rest)
        };
        let attributes = if let Some(rest) = after("cpe:2.3:") {
            read_formatted(rest)?
        } else if let Some(rest) = after("cpe:/") {
            read_uri(rest)?
        } else {
            return Err("neither cpe:2.3: nor cpe:/ in front");
        };
        let [part, ..] = &attributes;
        match part {
            CpeAttribute::Value(value) if !value.is_part() => Err("a part that is not a, h or o"),
            _ => Ok(Self { attributes }),
        }
    }
}

impl CpeAttribute {
    /// How this value, of a source, relates to that of a target.
    ///
    /// # Specification
    /// NIST IR 7696, table 6-2.
    #[must_use]
    pub fn relation(&self, target: &Self) -> CpeRelation {
        match (self, target) {
            (_, Self::Value(value)) if value.is_pattern() => CpeRelation::Undefined,
            (Self::Any, Self::Any) | (Self::NotApplicable, Self::NotApplicable) => {
                CpeRelation::Equal
            }
            (Self::Any, _) => CpeRelation::Superset,
            (_, Self::Any) => CpeRelation::Subset,
            (Self::NotApplicable, _) | (_, Self::NotApplicable) => CpeRelation::Disjoint,
            (Self::Value(source), Self::Value(target)) => source.relation(target),
        }
    }

    fn plain(&self) -> Option<&str> {
        match self {
            Self::Value(value) if !value.is_pattern() => Some(&value.literal),
            _ => None,
        }
    }
}

impl CpeValue {
    /// The literal text, in lower case and without quoting.
    #[must_use]
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// Whether there are wild cards around the literal text.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        (self.before, self.after) != (Wild::Most(0), Wild::Most(0))
    }

    /// `target` has no wild cards.
    fn relation(&self, target: &Self) -> CpeRelation {
        match (self.is_pattern(), self.literal == target.literal) {
            (false, true) => CpeRelation::Equal,
            (true, _) if self.matches(&target.literal) => CpeRelation::Superset,
            _ => CpeRelation::Disjoint,
        }
    }

    /// Both texts are ASCII, so that bytes are characters.
    fn matches(&self, text: &str) -> bool {
        let admits = |wild: Wild, length: usize| match wild {
            Wild::Run => true,
            Wild::Most(most) => length <= most,
        };
        // Where the literal may begin: with a bounded wild card at an end, only near that end.
        let last = text.len().checked_sub(self.literal.len());
        last.into_iter().flat_map(|last| 0..=last).any(|at| {
            let end = at.saturating_add(self.literal.len());
            admits(self.before, at)
                && admits(self.after, text.len().saturating_sub(end))
                && text.get(at..end) == Some(self.literal.as_str())
        })
    }

    fn is_part(&self) -> bool {
        !self.is_pattern() && matches!(self.literal.as_str(), "a" | "h" | "o")
    }
}

/// The formatted string, which is canonical: one name, one text.
impl fmt::Display for Cpe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cpe:2.3")?;
        for attribute in &self.attributes {
            write!(f, ":{attribute}")?;
        }
        Ok(())
    }
}

impl fmt::Display for CpeAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::NotApplicable => f.write_str("-"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

impl fmt::Display for CpeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.before.fmt(f)?;
        // A lone `-` would be the logical value.
        let alone = self.literal == "-" && !self.is_pattern();
        for c in self.literal.chars() {
            let plain = c.is_ascii_alphanumeric() || matches!(c, '_' | '.') || c == '-' && !alone;
            if !plain {
                f.write_str("\\")?;
            }
            write!(f, "{c}")?;
        }
        self.after.fmt(f)
    }
}

impl fmt::Display for Wild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run => f.write_str("*"),
            Self::Most(count) => (0..*count).try_for_each(|_| f.write_str("?")),
        }
    }
}
