//! Regular expressions, compiled within bounds.

use bonafide_report::Exceeded;
use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;

use crate::Error;

/// An expression that is matched in linear time.
#[derive(Clone, Debug)]
pub(crate) struct Expression(Regex);

impl Expression {
    /// An expression that must match the whole text. It takes at most `most` bytes when compiled.
    pub(crate) fn whole(text: &str, most: usize) -> Result<Self, Error> {
        // On its own first: `a)|(b` must not be completed by the group below.
        compile(text, most)?;
        compile(&format!(r"\A(?:{text})\z"), most).map(Self)
    }

    /// An expression that may match any part of the text. It takes at most `most` bytes when compiled.
    pub(crate) fn part(text: &str, most: usize) -> Result<Self, Error> {
        compile(text, most).map(Self)
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn compile(text: &str, most: usize) -> Result<Regex, Error> {
    let config = meta::Config::new()
        .nfa_size_limit(Some(most))
        .utf8_empty(false);
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    let built = Regex::builder()
        .configure(config)
        .syntax(syntax)
        .build(text);
    built.map_err(|error| match error.size_limit() {
        Some(_) => {
            let limit = u64::try_from(most).unwrap_or(u64::MAX);
            Exceeded::new("regex program bytes", limit).into()
        }
        None => Error::Pattern {
            what: "not a regular expression of the supported syntax",
        },
    })
}
