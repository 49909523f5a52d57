//! The check itself.

use super::attributes::{self, Special};
use super::log::Log;
use super::model::{Fit, Misfit, Missing, Symbol, Walk};
use super::problem::Problem;
use super::schema::{Attribute, Complex, Content, Root, Simple, Type};
use super::{tables, value};
use crate::conformance::published::Schema;
use crate::conformance::scalar::shortened;
use crate::conformance::unique::{Elements, Prints};
use crate::xml::{Cursor, Element, Event, Namespace};

#[derive(Debug)]
pub(in crate::conformance) struct Checker {
    root: &'static Root,
    /// That of the elements of the schema, once the root is known to be in it.
    own: Option<Namespace>,
    open: Vec<Open>,
    references: Elements,
    prints: Prints,
    pub(super) log: Log,
    /// Whether an element says itself of what type it is.
    pub(super) is_undecided: bool,
}

/// An element that has begun.
#[derive(Debug)]
struct Open {
    /// What the schema calls its type or, for a simple one, that of its parent.
    rule: &'static str,
    /// Its own name where its type is simple.
    member: &'static str,
    state: State,
}

#[derive(Debug)]
enum State {
    Elements {
        walk: Walk,
        missing: Vec<Missing>,
        /// Whether text is no problem, or one that was noted.
        has_text: bool,
    },
    /// Nothing at all.
    Empty,
    Text {
        simple: &'static Simple,
        /// Whether no text at all is right, since the schema has a value for it.
        has_default: bool,
        /// Whether there was text, or what is wrong instead.
        is_settled: bool,
    },
    /// The schema says nothing but of a document in it.
    Lax,
    /// It is wrong that it is there.
    Ignored,
}

impl Checker {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            root: tables::root(schema),
            own: None,
            open: Vec::new(),
            references: Elements::default(),
            prints: Prints::default(),
            log: Log::new(schema),
            is_undecided: false,
        }
    }

    /// Takes the event that `cursor` has just given.
    pub(super) fn feed(&mut self, cursor: &Cursor<'_>, event: &Event<'_>) {
        match event {
            Event::Start(element) => self.start(cursor, *element),
            Event::Text(text) => self.text(cursor, text),
            Event::End => self.end(cursor),
        }
    }

    fn start(&mut self, cursor: &Cursor<'_>, element: Element<'_>) {
        let open = match self.open.is_empty() {
            true => self.document(cursor, element),
            false => self.child(cursor, element),
        };
        if !matches!(open.state, State::Ignored) {
            self.special(cursor, &open);
        }
        self.open.push(open);
    }

    fn document(&mut self, cursor: &Cursor<'_>, element: Element<'_>) -> Open {
        let Root {
            namespace,
            name,
            content,
            ..
        } = *self.root;
        if cursor.uri(element.namespace) == namespace && element.name == name {
            self.own = Some(element.namespace);
            return self.complex(cursor, content);
        }
        let problem = Problem::Root(name, namespace);
        self.log
            .note((content.rule, ""), &problem, || cursor.place());
        Open::ignored()
    }

    /// What the parent of an element makes of it.
    fn child(&mut self, cursor: &Cursor<'_>, element: Element<'_>) -> Open {
        let symbol = self.symbol(element);
        let Some(parent) = self.open.last_mut() else {
            return Open::ignored();
        };
        let rule = (parent.rule, parent.member);
        let problem = match &mut parent.state {
            State::Ignored => return Open::ignored(),
            State::Lax if symbol == Symbol::Own(self.root.name) => {
                return self.complex(cursor, self.root.content);
            }
            State::Lax => return Open::lax(),
            State::Empty => Problem::Unknown(shortened(element.name)),
            State::Text { is_settled, .. } => {
                *is_settled = true;
                Problem::Elements
            }
            State::Elements { walk, missing, .. } => match walk.next(symbol, missing) {
                Ok(Fit::Other) => return Open::lax(),
                Ok(Fit::Element(name, kind)) => return self.typed(cursor, rule.0, name, kind),
                Err(Misfit::Misplaced(name, kind)) => {
                    let problem = Problem::Misplaced(name);
                    self.log.note(rule, &problem, || cursor.place());
                    return self.typed(cursor, rule.0, name, kind);
                }
                Err(Misfit::Unknown) => Problem::Unknown(shortened(element.name)),
            },
        };
        self.log.note(rule, &problem, || cursor.place());
        Open::ignored()
    }

    fn symbol<'a>(&self, element: Element<'a>) -> Symbol<'a> {
        match element.namespace {
            namespace if Some(namespace) == self.own => Symbol::Own(element.name),
            Namespace::None => Symbol::Bare,
            _ => Symbol::Other,
        }
    }

    /// An element of type `kind` in one that the schema calls `rule`.
    fn typed(
        &mut self,
        cursor: &Cursor<'_>,
        rule: &'static str,
        name: &'static str,
        kind: Type,
    ) -> Open {
        let (simple, has_default) = match kind {
            Type::Complex(complex) => return self.complex(cursor, complex),
            Type::Anything => return Open::lax(),
            Type::Simple(simple) => (simple, false),
            Type::Default(simple) => (simple, true),
        };
        attributes::check_none(&mut self.log, cursor, (rule, name));
        Open {
            rule,
            member: name,
            state: State::text(simple, has_default),
        }
    }

    fn complex(&mut self, cursor: &Cursor<'_>, complex: &'static Complex) -> Open {
        attributes::check(&mut self.log, cursor, complex, self.own);
        self.unique(cursor, complex);
        let state = match &complex.content {
            Content::Empty => State::Empty,
            Content::Text(simple) => State::text(simple, false),
            Content::Elements(model) => State::elements(Walk::new(model), false),
            Content::Mixed(model) => State::elements(Walk::new(model), true),
        };
        Open {
            rule: complex.rule,
            member: "",
            state,
        }
    }

    /// What an element says of itself in the namespace for that.
    fn special(&mut self, cursor: &Cursor<'_>, open: &Open) {
        for one in cursor.attributes() {
            match attributes::special(cursor, one) {
                Some(Special::Type) => self.is_undecided = true,
                Some(Special::Nil) if !matches!(open.state, State::Lax) => {
                    let rule = (open.rule, open.member);
                    self.log.note(rule, &Problem::Nil, || cursor.place());
                }
                _ => {}
            }
        }
    }

    /// Looks at the attribute that has to differ; one that the schema does not name for the element
    /// has no type and is not meant.
    fn unique(&mut self, cursor: &Cursor<'_>, complex: &Complex) {
        let known = self.root.unique.and_then(|name| complex.attribute(name));
        let Some(name) = known.map(Attribute::name) else {
            return;
        };
        let found = cursor
            .attributes()
            .iter()
            .find(|one| one.namespace == Namespace::None && one.name == name);
        let print = found.map(|one| self.prints.text(&one.value));
        if print.is_some_and(|print| !self.references.insert(print)) {
            let rule = (self.root.content.rule, name);
            self.log
                .note(rule, &Problem::Unique(name), || cursor.place().member(name));
        }
    }

    fn text(&mut self, cursor: &Cursor<'_>, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let is_blank = || {
            text.bytes()
                .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
        };
        let problem = match &mut open.state {
            State::Elements { has_text, .. } if !*has_text && !is_blank() => {
                *has_text = true;
                Problem::Text
            }
            State::Empty => {
                open.state = State::Ignored;
                Problem::Text
            }
            State::Text {
                simple, is_settled, ..
            } if !*is_settled => {
                *is_settled = true;
                match value::problem(simple, text) {
                    Some(problem) => problem,
                    None => return,
                }
            }
            _ => return,
        };
        let rule = (open.rule, open.member);
        self.log.note(rule, &problem, || cursor.place());
    }

    fn end(&mut self, cursor: &Cursor<'_>) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let rule = (open.rule, open.member);
        match open.state {
            State::Elements {
                walk, mut missing, ..
            } => {
                missing.append(&mut walk.end());
                for names in missing {
                    let problem = Problem::Required(names);
                    self.log.note(rule, &problem, || cursor.place());
                }
            }
            State::Text {
                simple,
                has_default: false,
                is_settled: false,
            } => {
                if let Some(problem) = value::problem(simple, "") {
                    self.log.note(rule, &problem, || cursor.place());
                }
            }
            _ => {}
        }
    }
}

impl Open {
    const fn lax() -> Self {
        Self {
            rule: "",
            member: "",
            state: State::Lax,
        }
    }

    const fn ignored() -> Self {
        Self {
            rule: "",
            member: "",
            state: State::Ignored,
        }
    }
}

impl State {
    const fn elements(walk: Walk, is_mixed: bool) -> Self {
        Self::Elements {
            walk,
            missing: Vec::new(),
            has_text: is_mixed,
        }
    }

    const fn text(simple: &'static Simple, has_default: bool) -> Self {
        Self::Text {
            simple,
            has_default,
            is_settled: false,
        }
    }
}
