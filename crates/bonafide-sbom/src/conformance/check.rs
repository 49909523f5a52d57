//! The check itself: a stack of open containers, and for each the nodes that apply to it.
//!
//! Alternatives are followed side by side while the document goes by once. How many nodes apply to
//! one value depends on the schema alone: none of its alternatives leads back to itself. Should a
//! table ever have it otherwise, the check gives up beyond a bound and answers that it does not know.

use bonafide_json::{Reader, Step};

use super::problem::Problem;
use super::published::Schema;
use super::scalar;
use super::schema::{ANYTHING, Choice, Node};
use super::tables;
use super::task::{Branch, Outcome, Role, Task};
use super::unique::{Elements, Growing, Print, Prints};

/// Nodes that may apply to one value and to the containers around it.
const MOST: usize = 4096;

#[derive(Debug)]
pub(super) struct Checker {
    schema: Schema,
    pub(super) tasks: Vec<Task>,
    /// The first is that of the document.
    pub(super) branches: Vec<Branch>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) open: Vec<Open>,
    prints: Prints,
    is_exhausted: bool,
}

/// A container that has begun.
#[derive(Debug)]
pub(super) struct Open {
    /// Its first task.
    first: usize,
    is_object: bool,
    count: usize,
    /// When its elements have to differ.
    elements: Option<Elements>,
    /// When a container around it wants to know what it says.
    growing: Option<Growing>,
}

impl Checker {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            schema,
            tasks: Vec::new(),
            branches: vec![Branch::default()],
            outcomes: Vec::new(),
            open: Vec::new(),
            prints: Prints::default(),
            is_exhausted: false,
        }
    }

    /// What was found in the document that was fed; `None` when that cannot be told.
    pub(super) fn end(mut self) -> Option<Branch> {
        self.branches.pop().filter(|_| !self.is_exhausted)
    }

    /// Takes the step that `reader` has just made.
    pub(super) fn feed(&mut self, reader: &Reader<'_>, step: &Step<'_>) {
        match step {
            Step::End => self.close(reader),
            Step::Array | Step::Object => {
                let first = self.begin(reader, step);
                self.enter(first, matches!(step, Step::Object));
            }
            scalar => {
                let first = self.begin(reader, scalar);
                self.scalar(reader, first, scalar);
                self.finish(reader, first);
                let print = self.wants_print().then(|| self.prints.scalar(scalar));
                self.done(reader, print);
            }
        }
    }

    /// Finds the nodes that apply to the value, and looks at its type; returns the first.
    fn begin(&mut self, reader: &Reader<'_>, step: &Step<'_>) -> usize {
        let first = self.tasks.len();
        match self.open.last_mut() {
            None => self.push(tables::root(self.schema), None, Role::Value, 0),
            Some(open) => {
                open.count = open.count.saturating_add(1);
                let (start, is_object) = (open.first, open.is_object);
                if is_object {
                    self.member(reader, start, first);
                } else {
                    self.element(start, first);
                }
            }
        }
        let mut at = first;
        while let Some(task) = self.tasks.get(at) {
            let (node, branch) = (task.node, task.branch);
            self.expand(at, node, branch);
            at = at.saturating_add(1);
        }
        let found = scalar::type_of(step);
        for at in first..self.tasks.len() {
            let Some(task) = self.tasks.get_mut(at) else {
                continue;
            };
            if task.node.types & found == 0 {
                task.is_mistyped = true;
                let wanted = task.node.types;
                self.problem(reader, at, Problem::Type(wanted));
            }
        }
        first
    }

    /// The nodes of a member, given by those of its object from `start` to `end`.
    fn member(&mut self, reader: &Reader<'_>, start: usize, end: usize) {
        let name = reader.name();
        for at in start..end {
            let Some(task) = self.tasks.get_mut(at) else {
                continue;
            };
            let (Some(object), branch) = (task.node.object, task.branch) else {
                continue;
            };
            if let Some(bit) = object
                .required
                .iter()
                .position(|required| *required == name)
            {
                task.seen |= bit_of(bit);
            }
            match object.member(&name) {
                Some(node) => self.push(node, Some(at), Role::Value, branch),
                None if object.is_closed => {
                    self.problem(reader, at, Problem::Unknown(scalar::shortened(&name)));
                }
                None => {}
            }
        }
    }

    fn element(&mut self, start: usize, end: usize) {
        for at in start..end {
            let Some(task) = self.tasks.get(at) else {
                continue;
            };
            if let (Some(array), branch) = (task.node.array, task.branch) {
                self.push(array.each, Some(at), Role::Value, branch);
            }
        }
    }

    fn push(&mut self, node: &'static Node, parent: Option<usize>, role: Role, branch: usize) {
        if core::ptr::eq(node, &raw const ANYTHING) && role == Role::Value {
            return;
        }
        if self.tasks.len() >= MOST {
            self.is_exhausted = true;
            return;
        }
        self.tasks.push(Task {
            node,
            parent,
            role,
            branch,
            outcome: None,
            seen: 0,
            has_failed: false,
            is_mistyped: false,
        });
    }

    /// Adds the nodes that `node` brings for the same value.
    fn expand(&mut self, at: usize, node: &'static Node, branch: usize) {
        for every in node.every {
            self.push(every, Some(at), Role::Every, branch);
        }
        if matches!(node.choice, Choice::None) {
            return;
        }
        if let Some(task) = self.tasks.get_mut(at) {
            task.outcome = Some(self.outcomes.len());
        }
        self.outcomes.push(Outcome::default());
        match node.choice {
            Choice::None => {}
            Choice::One(nodes) | Choice::Any(nodes) => {
                for node in nodes {
                    self.push_aside(node, at, Role::Alternative);
                }
            }
            Choice::Not(test) => self.push_aside(test, at, Role::Test),
            Choice::When(test, then) => {
                self.push_aside(test, at, Role::Test);
                self.push_aside(then, at, Role::Then);
            }
        }
    }

    fn push_aside(&mut self, node: &'static Node, parent: usize, role: Role) {
        let branch = self.branches.len();
        let before = self.tasks.len();
        self.push(node, Some(parent), role, branch);
        if self.tasks.len() > before {
            self.branches.push(Branch::at(self.open.len()));
        }
    }

    fn enter(&mut self, first: usize, is_object: bool) {
        let tasks = self.tasks.get(first..).unwrap_or_default();
        let is_unique = !is_object
            && tasks
                .iter()
                .any(|task| task.node.array.is_some_and(|array| array.is_unique));
        let growing = self.wants_print().then(|| match is_object {
            true => Growing::Object([0; 2], 0),
            false => self.prints.array(),
        });
        self.open.push(Open {
            first,
            is_object,
            count: 0,
            elements: is_unique.then(Elements::default),
            growing,
        });
    }

    fn scalar(&mut self, reader: &Reader<'_>, first: usize, step: &Step<'_>) {
        for at in first..self.tasks.len() {
            let task = self.tasks.get(at).filter(|task| !task.is_mistyped);
            let Some(problem) = task.and_then(|task| scalar::problem(task.node, step)) else {
                continue;
            };
            self.problem(reader, at, problem);
        }
    }

    fn close(&mut self, reader: &Reader<'_>) {
        let Some(open) = self.open.pop() else {
            return;
        };
        for at in open.first..self.tasks.len() {
            let Some(task) = self.tasks.get(at).filter(|task| !task.is_mistyped) else {
                continue;
            };
            let (node, seen) = (task.node, task.seen);
            if let Some(object) = node.object.filter(|_| open.is_object) {
                for (bit, name) in object.required.iter().enumerate() {
                    if seen & bit_of(bit) == 0 {
                        self.problem(reader, at, Problem::Required(name));
                    }
                }
            }
            if let Some(array) = node.array.filter(|_| !open.is_object) {
                if open.count < array.least {
                    self.problem(reader, at, Problem::TooFew(array.least));
                }
                if open.count > array.most {
                    self.problem(reader, at, Problem::TooMany(array.most));
                }
            }
        }
        self.finish(reader, open.first);
        let print = open.growing.map(|growing| self.prints.end(&growing));
        self.done(reader, print);
    }

    /// Whether a container around the value that comes next wants to know what it says.
    fn wants_print(&self) -> bool {
        let open = self.open.last();
        open.is_some_and(|open| open.elements.is_some() || open.growing.is_some())
    }

    /// The value has been read: the container around it hears what it says.
    fn done(&mut self, reader: &Reader<'_>, print: Option<Print>) {
        let (Some(open), Some(print)) = (self.open.last_mut(), print) else {
            return;
        };
        if let Some(growing) = &mut open.growing {
            self.prints.grow(growing, &reader.name(), print);
        }
        let is_fresh = open
            .elements
            .as_mut()
            .is_none_or(|elements| elements.insert(print));
        if is_fresh {
            return;
        }
        for at in open.first..self.tasks.len() {
            let task = self.tasks.get(at).and_then(|task| task.node.array);
            if task.is_some_and(|array| array.is_unique) {
                self.problem(reader, at, Problem::Unique);
            }
        }
    }
}

fn bit_of(at: usize) -> u64 {
    u32::try_from(at)
        .ok()
        .and_then(|at| 1_u64.checked_shl(at))
        .unwrap_or(0)
}
