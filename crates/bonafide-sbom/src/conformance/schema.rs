//! What the tables are made of.

pub(super) use super::format::Format;
pub(super) use super::pattern::Pattern;

/// What a schema asks of one value. Each part applies to values of its own type, and says nothing
/// about others: that is what `types` is for.
#[derive(Debug)]
pub(super) struct Node {
    /// The definition or the path that the schema has for this object; empty for what is named by
    /// the member that holds it.
    pub(super) rule: &'static str,
    /// The types that are allowed, as bits.
    pub(super) types: u8,
    pub(super) text: Option<&'static Text>,
    pub(super) number: Option<&'static Range>,
    pub(super) array: Option<&'static Array>,
    pub(super) object: Option<&'static Object>,
    /// What holds for the same value as well.
    pub(super) every: &'static [&'static Self],
    pub(super) choice: Choice,
}

#[derive(Debug)]
pub(super) struct Text {
    /// In the order of their bytes; empty when any text may stand here.
    pub(super) values: &'static [&'static str],
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    /// The fewest characters.
    pub(super) least: usize,
    /// The most characters.
    pub(super) most: usize,
}

#[derive(Debug)]
pub(super) struct Range {
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
}

#[derive(Debug)]
pub(super) struct Array {
    pub(super) each: &'static Node,
    pub(super) is_unique: bool,
    pub(super) least: usize,
    pub(super) most: usize,
}

#[derive(Debug)]
pub(super) struct Object {
    /// In the order of the bytes of their names.
    pub(super) members: &'static [(&'static str, &'static Node)],
    pub(super) required: &'static [&'static str],
    /// Whether there is no member but `members`.
    pub(super) is_closed: bool,
}

/// What depends on how the same value fits other nodes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Choice {
    None,
    /// Exactly one fits.
    One(&'static [&'static Node]),
    /// At least one fits.
    Any(&'static [&'static Node]),
    /// It does not fit.
    Not(&'static Node),
    /// Where the first fits, the second does.
    When(&'static Node, &'static Node),
}

impl Object {
    pub(super) fn member(&self, name: &str) -> Option<&'static Node> {
        let found = self.members.binary_search_by(|(known, _)| known.cmp(&name));
        found
            .ok()
            .and_then(|at| self.members.get(at))
            .map(|(_, node)| *node)
    }
}

pub(super) const NULL: u8 = 1;
pub(super) const FALSE: u8 = 1 << 1;
pub(super) const TRUE: u8 = 1 << 2;
pub(super) const INTEGER: u8 = 1 << 3;
/// A number that is no integer.
pub(super) const FRACTION: u8 = 1 << 4;
pub(super) const TEXT: u8 = 1 << 5;
pub(super) const ARRAY: u8 = 1 << 6;
pub(super) const OBJECT: u8 = 1 << 7;

/// The parts that a table leaves out.
pub(super) const ANYTHING_AT_ALL: Node = Node {
    rule: "",
    types: u8::MAX,
    text: None,
    number: None,
    array: None,
    object: None,
    every: &[],
    choice: Choice::None,
};
pub(super) const FREE: Text = Text {
    values: &[],
    pattern: None,
    format: None,
    least: 0,
    most: usize::MAX,
};
pub(super) const ARRAY_OF: Array = Array {
    each: &ANYTHING,
    is_unique: false,
    least: 0,
    most: usize::MAX,
};
pub(super) const OPEN: Object = Object {
    members: &[],
    required: &[],
    is_closed: false,
};

pub(super) static ANYTHING: Node = ANYTHING_AT_ALL;
pub(super) static STRING: Node = of(TEXT);
pub(super) static BOOLEAN: Node = of(FALSE | TRUE);
pub(super) static WHOLE: Node = of(INTEGER);
pub(super) static NUMBER: Node = of(INTEGER | FRACTION);
pub(super) static ANY_OBJECT: Node = of(OBJECT);

const fn of(types: u8) -> Node {
    Node {
        types,
        ..ANYTHING_AT_ALL
    }
}
