//! What a policy document looks like, said once: the reader checks documents by these tables, and
//! the JSON Schema is made of them.

mod check;
pub(super) mod format;
mod policy;
mod requirement;
mod schema;
mod signer;

pub(super) use check::check;
use format::Format;
pub(super) use policy::POLICY;

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    Boolean,
    /// Both bounds included.
    Integer(i64, i64),
    Text(Format),
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// Any value without fractions and large numbers.
    Json,
    /// An integer, or a time as text.
    Ordered,
    /// Elements, their least and greatest number.
    List(&'static Self, usize, usize),
    /// Members with free names, and their greatest number.
    Map(Format, &'static Self, usize),
    Record(&'static Record),
    /// A map by the second, anything else by the first.
    Either(&'static Self, &'static Record),
    /// Known and not done here, and why.
    Refused(&'static str),
    /// Known and not to be said in this place, and why.
    Misplaced(&'static str),
}

/// Members with given names.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) fields: &'static [Field],
    /// Exactly one of these is there; empty where nothing is asked.
    pub(super) one_of: &'static [&'static str],
}

/// A member.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: &'static Shape,
    pub(super) is_required: bool,
}

/// A member that must be there.
const fn required(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        shape,
        is_required: true,
    }
}

/// A member that may be there.
const fn optional(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        shape,
        is_required: false,
    }
}

const fn record(fields: &'static [Field]) -> Record {
    Record {
        fields,
        one_of: &[],
    }
}

impl Record {
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// How often each limit of a list is met is no matter of taste: policy DOC-3 has the large ones.
const MANY: usize = 10_000;
const SOME: usize = 1_000;

static BOOLEAN: Shape = Shape::Boolean;
static DURATION: Shape = Shape::Text(Format::Duration);
static TIME: Shape = Shape::Text(Format::Time);
static SHA256: Shape = Shape::Text(Format::Sha256);
static DIGEST: Shape = Shape::Text(Format::Digest);
static SIZE: Shape = Shape::Text(Format::Size);
static LINE: Shape = Shape::Text(Format::Line);
static NAME: Shape = Shape::Text(Format::Name);
static JSON: Shape = Shape::Json;
static LINES: Shape = Shape::List(&LINE, 0, SOME);
static SOME_LINES: Shape = Shape::List(&LINE, 1, SOME);
static NAMES: Shape = Shape::List(&NAME, 0, SOME);
static SOME_NAMES: Shape = Shape::List(&NAME, 1, SOME);
static PATTERN: Shape = Shape::Either(&Shape::Text(Format::Pattern), &EXPRESSION);
static EXPRESSION: Record = Record {
    fields: &[
        optional("regex", &Shape::Text(Format::Pattern)),
        optional("wildcard", &Shape::Text(Format::Pattern)),
    ],
    one_of: &["regex", "wildcard"],
};
static PATTERNS: Shape = Shape::List(&PATTERN, 0, MANY);
static REFERENCE: Shape = Shape::Text(Format::Reference);
static REFERENCES: Shape = Shape::List(&REFERENCE, 0, MANY);
