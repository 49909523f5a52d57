//! Segments of a query: literal text with `*` for any run.

use super::answer::Exactness;
use super::fold::{by_type, coarse};
use super::purl::Purl;
use super::purl_build::canonical_segment;
use super::purl_split::{Raw, Reason, decode};
use super::purl_types::{NameForm, TypeRule, rule_of};

/// The most stars in one segment.
const MOST_STARS: usize = 16;

/// The segments of a namespace and the name behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Globs {
    /// Over canonical segments.
    exact: Vec<Glob>,
    /// Over segments as the type compares them.
    folded: Vec<Glob>,
    /// Over segments in the coarsest form.
    coarse: Vec<Glob>,
}

impl Globs {
    pub(super) fn read(raw: &Raw<'_>) -> Result<Self, Reason> {
        let rule = rule_of(&raw.kind);
        let namespace = raw.segments().map(|part| (false, part));
        let name = split_name(&rule, raw.name).map(|part| (true, part));
        let exact = namespace
            .chain(name)
            .map(|(is_name, part)| {
                let glob = Glob::parse(part)?;
                Ok(glob.map(|piece| canonical_segment(&rule, is_name, piece.to_owned())))
            })
            .collect::<Result<Vec<_>, Reason>>()?;
        let map = |fold: &dyn Fn(&str) -> String| exact.iter().map(|glob| glob.map(fold)).collect();
        Ok(Self {
            folded: map(&|piece| by_type(rule.folding, piece)),
            coarse: map(&|piece| coarse(rule.folding, piece)),
            exact,
        })
    }

    /// How the path of `candidate`, which is of the type of the query, matches.
    pub(super) fn compare(&self, candidate: &Purl) -> Option<Exactness> {
        let rule = rule_of(&candidate.kind);
        let namespace = candidate.namespace.iter().flat_map(|all| all.split('/'));
        let path: Vec<&str> = namespace
            .chain(split_name(&rule, &candidate.name))
            .collect();
        let all = |globs: &[Glob], fold: &dyn Fn(&str) -> String| {
            let mut pairs = path.iter().zip(globs);
            path.len() == globs.len() && pairs.all(|(part, glob)| glob.matches(&fold(part)))
        };
        if all(&self.exact, &str::to_owned) {
            Some(Exactness::Exact)
        } else if all(&self.folded, &|part| by_type(rule.folding, part)) {
            Some(Exactness::Folded)
        } else {
            all(&self.coarse, &|part| coarse(rule.folding, part)).then_some(Exactness::Near)
        }
    }
}

fn split_name<'a>(rule: &TypeRule, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
    let parts = if rule.form == NameForm::GitPath {
        usize::MAX
    } else {
        1
    };
    name.splitn(parts, '/')
}

/// Texts that stand in this order, the first at the start and the last at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob {
    pieces: Vec<String>,
}

impl Glob {
    /// Reads a segment: a `*` that is not percent-encoded stands for any run.
    pub(super) fn parse(raw: &str) -> Result<Self, Reason> {
        let pieces = raw.split('*').map(decode).collect::<Result<Vec<_>, _>>()?;
        if pieces.len() > MOST_STARS {
            return Err("more than 15 stars in one segment");
        }
        Ok(Self { pieces })
    }

    /// The same glob for names that went through `fold`.
    pub(super) fn map(&self, fold: impl Fn(&str) -> String) -> Self {
        let pieces = self.pieces.iter().map(|piece| fold(piece)).collect();
        Self { pieces }
    }

    /// Whether the whole of `name` matches, in time proportional to both.
    pub(super) fn matches(&self, name: &str) -> bool {
        let [first, between @ .., last] = self.pieces.as_slice() else {
            return self.pieces.first().is_some_and(|only| only == name);
        };
        let inside = name.strip_prefix(first.as_str());
        let Some(mut rest) = inside.and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for piece in between {
            // The earliest place leaves the most for the others.
            match rest.split_once(piece.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_runs() {
        let matches = |glob: &str, name: &str| Glob::parse(glob).unwrap().matches(name);
        assert!(matches("log4j", "log4j") && !matches("log4j", "log4j2"));
        assert!(matches("log4j*", "log4j") && matches("log4j*", "log4j-core"));
        assert!(matches("*", "") && matches("a*a", "aa") && !matches("a*a", "a"));
        assert!(matches("a*b*c", "a-b-b-c") && !matches("a*b*c", "a-c-b"));
        assert!(matches("a%2Ab", "a*b") && !matches("a%2Ab", "axb"));
        assert!(Glob::parse(&"*".repeat(15)).is_ok() && Glob::parse(&"*".repeat(16)).is_err());
    }
}
