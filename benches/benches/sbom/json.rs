//! JSON as several producers write it.

/// How a producer orders members and which characters it escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Producer {
    /// Members as the schema lists them; what must be escaped is.
    Schema,
    /// Members by name; `&`, `<` and `>` are escaped too.
    Sorted,
    /// The first members last; each `/` and everything beyond ASCII is escaped too.
    Late,
}

impl Producer {
    pub(crate) const ALL: [Self; 3] = [Self::Schema, Self::Sorted, Self::Late];
}

/// A value.
pub(crate) enum Node {
    Text(String),
    Number(u32),
    Flag(bool),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

pub(crate) fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

/// A document while it is written.
pub(crate) struct Json {
    pub(crate) out: String,
    is_pretty: bool,
    /// Whether each open container has anything yet.
    open: Vec<bool>,
}

impl Json {
    pub(crate) fn new(bytes: usize, is_pretty: bool) -> Self {
        Self {
            out: String::with_capacity(bytes + (bytes >> 4)),
            is_pretty,
            open: Vec::new(),
        }
    }

    pub(crate) fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        self.open.push(false);
    }

    pub(crate) fn close(&mut self, bracket: char) {
        if self.open.pop() == Some(true) {
            self.line();
        }
        self.out.push(bracket);
    }

    /// Begins the next element.
    pub(crate) fn next(&mut self) {
        if let Some(has_any) = self.open.last_mut() {
            if *has_any {
                self.out.push(',');
            }
            *has_any = true;
        }
        self.line();
    }

    /// Begins the next member.
    pub(crate) fn name(&mut self, name: &str) {
        self.next();
        self.string(name, Producer::Schema);
        self.out.push(':');
        if self.is_pretty {
            self.out.push(' ');
        }
    }

    pub(crate) fn member(&mut self, name: &str, node: Node, producer: Producer) {
        self.name(name);
        self.node(node, producer);
    }

    pub(crate) fn node(&mut self, node: Node, producer: Producer) {
        match node {
            Node::Text(text) => self.string(&text, producer),
            Node::Number(number) => self.out.push_str(&number.to_string()),
            Node::Flag(flag) => self.out.push_str(if flag { "true" } else { "false" }),
            Node::List(nodes) => {
                self.open('[');
                for node in nodes {
                    self.next();
                    self.node(node, producer);
                }
                self.close(']');
            }
            Node::Object(mut members) => {
                match producer {
                    Producer::Schema => {}
                    Producer::Sorted => members.sort_by_key(|(name, _)| *name),
                    Producer::Late => {
                        let first = members.len().min(2);
                        members.rotate_left(first);
                    }
                }
                self.open('{');
                for (name, node) in members {
                    self.member(name, node, producer);
                }
                self.close('}');
            }
        }
    }

    fn string(&mut self, text: &str, producer: Producer) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '&' | '<' | '>' if producer == Producer::Sorted => self.unit(u32::from(c)),
                '/' if producer == Producer::Late => self.out.push_str("\\/"),
                c if !c.is_ascii() && producer == Producer::Late => self.unit(u32::from(c)),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    /// None of the characters that are used is beyond 16 bits.
    fn unit(&mut self, unit: u32) {
        self.out.push_str(&format!("\\u{unit:04x}"));
    }

    fn line(&mut self) {
        if self.is_pretty {
            self.out.push('\n');
            for _ in &self.open {
                self.out.push_str("  ");
            }
        }
    }
}

/// Lower-case hexadecimal digits that look like a hash.
pub(crate) fn hex(seed: usize, digits: usize) -> String {
    let mut out = String::with_capacity(digits + 16);
    let mut state = seed as u64;
    while out.len() < digits {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        out.push_str(&format!("{:016x}", word ^ (word >> 31)));
    }
    out.truncate(digits);
    out
}

const WORDS: [&str; 24] = [
    "stream", "buffer", "codec", "parser", "router", "client", "server", "queue", "cache",
    "logger", "metric", "schema", "vector", "matrix", "socket", "driver", "engine", "plugin",
    "bridge", "signal", "worker", "ledger", "mapper", "filter",
];

/// A name that no other number has.
pub(crate) fn word(number: usize) -> String {
    let pick = |shift: usize| WORDS[(number >> shift) % WORDS.len()];
    format!("{}-{}-{number}", pick(0), pick(5))
}

pub(crate) const LICENCES: [&str; 8] = [
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "ISC",
    "GPL-2.0-or-later",
    "LGPL-2.1-only",
    "MPL-2.0",
    "Zlib",
];

/// What a document is made like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// Bytes that it has at least.
    pub(crate) bytes: usize,
    pub(crate) is_pretty: bool,
    /// The producer of all of it; without one the producers take turns, component by component.
    pub(crate) producer: Option<Producer>,
}

impl Shape {
    pub(crate) fn producer(&self, number: usize) -> Producer {
        self.producer
            .unwrap_or(Producer::ALL[number % Producer::ALL.len()])
    }
}

/// A document, and what is in it.
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) components: usize,
    pub(crate) edges: usize,
}
