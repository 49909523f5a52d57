//! What the tables are made of.

pub(super) use super::pattern::Pattern;

/// A document.
#[derive(Debug)]
pub(super) struct Root {
    /// That of every element that the tables name.
    pub(super) namespace: &'static str,
    pub(super) name: &'static str,
    pub(super) content: &'static Complex,
    /// The attribute whose values have to differ in all elements that it is named for.
    pub(super) unique: Option<&'static str>,
}

/// What a schema asks of an element that may have attributes or elements.
#[derive(Debug)]
pub(super) struct Complex {
    /// The name that the schema has for this type, or the path to it.
    pub(super) rule: &'static str,
    /// In the order of the bytes of their names.
    pub(super) attributes: &'static [Attribute],
    /// What there may be beyond `attributes`.
    pub(super) wildcard: Wildcard,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Attribute {
    Required(&'static str, &'static Simple),
    Optional(&'static str, &'static Simple),
}

/// Attributes that the schema does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wildcard {
    None,
    /// Those of another namespace; one without a namespace is not of another.
    Other,
    Any,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Nothing at all.
    Empty,
    Text(&'static Simple),
    /// Elements, and white space between them.
    Elements(Particle),
    /// Elements, and any text between them.
    Mixed(Particle),
}

/// A part of a content model. No schema has two particles that the same element could be of at the
/// same place: that is what XML Schema calls unique particle attribution.
#[derive(Debug)]
pub(super) enum Particle {
    Element(Times, &'static str, Type),
    /// One after the other.
    Sequence(Times, &'static [Self]),
    /// One of them.
    Choice(Times, &'static [Self]),
    /// Elements of another namespace.
    Others(Times),
}

/// How often a particle may stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) least: u32,
    pub(super) most: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Type {
    Complex(&'static Complex),
    Simple(&'static Simple),
    /// The same, and the schema has a value for an element that is empty.
    Default(&'static Simple),
    /// The schema says nothing.
    Anything,
}

/// What a schema asks of a text.
#[derive(Debug)]
pub(super) struct Simple {
    pub(super) kind: Kind,
    pub(super) space: Space,
    /// In the order of their bytes; empty when any value may stand here.
    pub(super) values: &'static [&'static str],
    pub(super) pattern: Option<Pattern>,
    /// The fewest characters.
    pub(super) least: usize,
    /// The most characters.
    pub(super) most: usize,
    /// The least number.
    pub(super) low: Option<i64>,
    /// The greatest number.
    pub(super) high: Option<i64>,
    /// Types of which one is enough; nothing else is asked then.
    pub(super) members: &'static [&'static Self],
}

/// The built-in types that differ in what they look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Boolean,
    Decimal,
    Integer,
    Date,
    DateTime,
    AnyUri,
}

/// What becomes of white space before a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) enum Space {
    Keep,
    /// Each character becomes a space.
    Replace,
    /// And then there is none at the ends, and one in a row.
    Collapse,
}

impl Complex {
    pub(super) fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        let found = self.attributes.binary_search_by(|one| one.name().cmp(name));
        found.ok().and_then(|at| self.attributes.get(at))
    }
}

impl Attribute {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Required(name, _) | Self::Optional(name, _) => name,
        }
    }

    pub(super) const fn simple(&self) -> &'static Simple {
        match self {
            Self::Required(_, simple) | Self::Optional(_, simple) => simple,
        }
    }

    pub(super) const fn is_required(&self) -> bool {
        matches!(self, Self::Required(..))
    }
}

pub(super) const ONE: Times = Times { least: 1, most: 1 };
pub(super) const MAYBE: Times = Times { least: 0, most: 1 };
pub(super) const ANY: Times = Times {
    least: 0,
    most: u32::MAX,
};
pub(super) const MANY: Times = Times {
    least: 1,
    most: u32::MAX,
};

/// The parts that a table leaves out.
pub(super) const EMPTY: Complex = Complex {
    rule: "",
    attributes: &[],
    wildcard: Wildcard::None,
    content: Content::Empty,
};
pub(super) const ANY_TEXT: Simple = Simple {
    kind: Kind::Text,
    space: Space::Keep,
    values: &[],
    pattern: None,
    least: 0,
    most: usize::MAX,
    low: None,
    high: None,
    members: &[],
};

pub(super) static TEXT: Simple = ANY_TEXT;
pub(super) static BOOLEAN: Simple = of(Kind::Boolean, None);
pub(super) static DECIMAL: Simple = of(Kind::Decimal, None);
pub(super) static INTEGER: Simple = of(Kind::Integer, None);
pub(super) static NATURAL: Simple = of(Kind::Integer, Some(0));
pub(super) static POSITIVE: Simple = of(Kind::Integer, Some(1));
pub(super) static DATE: Simple = of(Kind::Date, None);
pub(super) static DATE_TIME: Simple = of(Kind::DateTime, None);
pub(super) static ANY_URI: Simple = of(Kind::AnyUri, None);

const fn of(kind: Kind, low: Option<i64>) -> Simple {
    Simple {
        kind,
        space: Space::Collapse,
        low,
        ..ANY_TEXT
    }
}
