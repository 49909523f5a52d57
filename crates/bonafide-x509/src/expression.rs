//! Regular expressions, compiled within bounds.

use bonafide_report::Exceeded;
use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;

use crate::Error;

/// The most memory of a compiled expression, in bytes.
const MOST_PROGRAM: usize = 64 * 1024;

/// An expression that is matched in linear time.
#[derive(Clone, Debug)]
pub(crate) struct Expression(Regex);

impl Expression {
    /// An expression that must match the whole text.
    pub(crate) fn whole(text: &str) -> Result<Self, Error> {
        // On its own first: `a)|(b` must not be completed by the group below.
        compile(text)?;
        compile(&format!(r"\A(?:{text})\z")).map(Self)
    }

    /// An expression that may match any part of the text.
    pub(crate) fn part(text: &str) -> Result<Self, Error> {
        compile(text).map(Self)
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn compile(text: &str) -> Result<Regex, Error> {
    let config = meta::Config::new()
        .nfa_size_limit(Some(MOST_PROGRAM))
        .utf8_empty(false);
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    let built = Regex::builder()
        .configure(config)
        .syntax(syntax)
        .build(text);
    built.map_err(|error| match error.size_limit() {
        Some(_) => {
            let limit = u64::try_from(MOST_PROGRAM).unwrap_or(u64::MAX);
            Exceeded::new("regex program bytes", limit).into()
        }
        None => Error::Pattern {
            what: "not a regular expression of the supported syntax",
        },
    })
}
