//! Where the elements of one element stand in its content model.
//!
//! The walk never goes back: at each place an element can be of one particle alone. Functions here
//! call themselves over the groups of a table, which are a few levels deep in any schema; how deep a
//! document is does not matter.

use super::schema::{Particle, Times, Type};

/// An element, as far as a content model is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol<'a> {
    /// One in the namespace of the schema.
    Own(&'a str),
    /// One in another namespace.
    Other,
    /// One in no namespace: no particle is for it.
    Bare,
}

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fit {
    Element(&'static str, Type),
    Other,
}

/// Why an element cannot stand where it does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Misfit {
    /// It could stand elsewhere in its parent.
    Misplaced(&'static str, Type),
    Unknown,
}

/// Elements of which one would have to be there.
pub(super) type Missing = Vec<&'static str>;

/// How far the elements so far have come.
#[derive(Debug)]
pub(super) struct Walk {
    /// From the whole model to the particle of the last element.
    path: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    particle: &'static Particle,
    /// How often it has begun.
    count: u32,
    /// In a group, the one of its particles that is next in the path.
    at: usize,
}

/// What the next element does to the particle of a step.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// It begins once more.
    Again,
    /// In a sequence, this particle is next.
    On(usize),
}

/// Which particles an element may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Those that it can be the first element of.
    Strict,
    /// Those that have it anywhere: what is missing before it is noted.
    Lenient,
}

impl Walk {
    pub(super) fn new(model: &'static Particle) -> Self {
        Self {
            path: vec![Step::new(model, 0)],
        }
    }

    /// Takes the next element; what is missing before it goes to `missing`.
    pub(super) fn next(
        &mut self,
        symbol: Symbol<'_>,
        missing: &mut Vec<Missing>,
    ) -> Result<Fit, Misfit> {
        let found = [Reading::Strict, Reading::Lenient]
            .into_iter()
            .find_map(|reading| self.find(symbol, reading).map(|found| (reading, found)));
        let Some((reading, (level, step, mut before))) = found else {
            return Err(self.misfit(symbol));
        };
        missing.append(&mut before);
        self.path.truncate(level.saturating_add(1));
        if let Some(last) = self.path.last_mut() {
            match step {
                Move::Again => last.count = last.count.saturating_add(1),
                Move::On(at) => last.at = at,
            }
        }
        if let Move::On(at) = step {
            let next = self
                .path
                .last()
                .and_then(|last| last.particle.inner().get(at));
            self.path
                .extend(next.map(|particle| Step::new(particle, 1)));
        }
        self.descend(symbol, reading, missing);
        match self.path.last().map(|last| last.particle) {
            Some(Particle::Element(_, name, kind)) => Ok(Fit::Element(name, *kind)),
            _ => Ok(Fit::Other),
        }
    }

    /// What is still missing when no more elements come.
    pub(super) fn end(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for step in self.path.iter().rev() {
            step.required(&mut missing);
        }
        missing
    }

    /// The innermost step that the element can move, and what is missing before.
    fn find(&self, symbol: Symbol<'_>, reading: Reading) -> Option<(usize, Move, Vec<Missing>)> {
        let mut missing = Vec::new();
        for (level, step) in self.path.iter().enumerate().rev() {
            if step.count > 0
                && let Particle::Sequence(_, inner) = step.particle
            {
                for (at, particle) in inner.iter().enumerate().skip(step.at.saturating_add(1)) {
                    if particle.has(symbol, reading) {
                        return Some((level, Move::On(at), missing));
                    }
                    particle.required(&mut missing);
                }
            }
            // What has been there begins again only with what it begins with.
            let again = match step.count {
                0 => reading,
                _ => Reading::Strict,
            };
            if step.count < step.particle.times().most && step.particle.has(symbol, again) {
                return Some((level, Move::Again, missing));
            }
            if step.count == 0 {
                step.particle.required(&mut missing);
            }
            if reading == Reading::Strict && !missing.is_empty() {
                return None;
            }
        }
        None
    }

    /// Goes from a group that has begun to the particle in it that is the element's.
    fn descend(&mut self, symbol: Symbol<'_>, reading: Reading, missing: &mut Vec<Missing>) {
        while let Some(step) = self.path.last_mut() {
            let inner = step.particle.inner();
            let found = inner.iter().position(|one| one.has(symbol, reading));
            let Some((at, particle)) = found.and_then(|at| Some((at, inner.get(at)?))) else {
                return;
            };
            if matches!(step.particle, Particle::Sequence(..)) {
                for before in inner.iter().take(at) {
                    before.required(missing);
                }
            }
            step.at = at;
            self.path.push(Step::new(particle, 1));
        }
    }

    fn misfit(&self, symbol: Symbol<'_>) -> Misfit {
        let model = self.path.first().map(|step| step.particle);
        match (symbol, model.and_then(|model| model.element(symbol))) {
            (Symbol::Own(_), Some((name, kind))) => Misfit::Misplaced(name, kind),
            _ => Misfit::Unknown,
        }
    }
}

impl Step {
    const fn new(particle: &'static Particle, count: u32) -> Self {
        Self {
            particle,
            count,
            at: 0,
        }
    }

    /// What is missing in this particle, apart from what is missing in the one that is next in the
    /// path.
    fn required(&self, missing: &mut Vec<Missing>) {
        match self.particle {
            particle if self.count == 0 => particle.required(missing),
            Particle::Sequence(_, inner) => {
                for particle in inner.iter().skip(self.at.saturating_add(1)) {
                    particle.required(missing);
                }
            }
            _ => {}
        }
    }
}

impl Particle {
    const fn times(&self) -> Times {
        match self {
            Self::Element(times, ..)
            | Self::Sequence(times, _)
            | Self::Choice(times, _)
            | Self::Others(times) => *times,
        }
    }

    const fn inner(&self) -> &'static [Self] {
        match self {
            Self::Sequence(_, inner) | Self::Choice(_, inner) => inner,
            Self::Element(..) | Self::Others(_) => &[],
        }
    }

    fn has(&self, symbol: Symbol<'_>, reading: Reading) -> bool {
        match (self, symbol) {
            (Self::Element(_, name, _), Symbol::Own(found)) => *name == found,
            (Self::Others(_), Symbol::Other) => true,
            (Self::Sequence(_, inner), _) if reading == Reading::Strict => {
                let first = inner.iter().position(|one| !one.is_optional());
                let most = first.map_or(inner.len(), |first| first.saturating_add(1));
                inner.iter().take(most).any(|one| one.has(symbol, reading))
            }
            (Self::Sequence(_, inner) | Self::Choice(_, inner), _) => {
                inner.iter().any(|one| one.has(symbol, reading))
            }
            _ => false,
        }
    }

    /// Whether it may be absent.
    fn is_optional(&self) -> bool {
        self.times().least == 0
            || match self {
                Self::Sequence(_, inner) => inner.iter().all(Self::is_optional),
                Self::Choice(_, inner) => inner.iter().any(Self::is_optional),
                Self::Element(..) | Self::Others(_) => false,
            }
    }

    /// What is missing when it is absent.
    fn required(&self, missing: &mut Vec<Missing>) {
        if self.is_optional() {
            return;
        }
        match self {
            Self::Element(_, name, _) => missing.push(vec![name]),
            Self::Sequence(_, inner) => inner.iter().for_each(|one| one.required(missing)),
            Self::Choice(_, inner) => {
                let mut alternatives = Vec::new();
                for one in *inner {
                    let mut first = Vec::new();
                    one.required(&mut first);
                    alternatives.extend(first.into_iter().next().unwrap_or_default());
                }
                missing.push(alternatives);
            }
            Self::Others(_) => {}
        }
    }

    /// The element of this name, wherever it stands: a schema has one type for it.
    fn element(&self, symbol: Symbol<'_>) -> Option<(&'static str, Type)> {
        match (self, symbol) {
            (Self::Element(_, name, kind), Symbol::Own(found)) if *name == found => {
                Some((name, *kind))
            }
            _ => self.inner().iter().find_map(|one| one.element(symbol)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::{ANY, MANY, MAYBE, ONE, Particle::*, TEXT};
    use super::*;

    const KIND: Type = Type::Simple(&TEXT);

    /// What becomes of elements, each a letter and `+` one of another namespace: in lower case with
    /// what is missing before it in brackets, `!` where it is misplaced, `?` where it is unknown.
    fn walk(model: &'static Particle, elements: &str) -> String {
        let mut walk = Walk::new(model);
        let mut out = String::new();
        let written = |missing: Vec<Missing>| -> String {
            let one = |names: Missing| format!("[{}]", names.join("|"));
            missing.into_iter().map(one).collect()
        };
        for c in elements.chars() {
            let name = c.to_string();
            let symbol = match c {
                '+' => Symbol::Other,
                '-' => Symbol::Bare,
                _ => Symbol::Own(&name),
            };
            let mut missing = Vec::new();
            let found = walk.next(symbol, &mut missing);
            out.push_str(&written(missing));
            match found {
                Ok(Fit::Element(found, _)) => assert_eq!(found, name),
                Ok(Fit::Other) => assert_eq!(symbol, Symbol::Other),
                Err(_) => {}
            }
            out.push(match found {
                Ok(_) => c,
                Err(Misfit::Misplaced(..)) => '!',
                Err(Misfit::Unknown) => '?',
            });
        }
        out + &written(walk.end())
    }

    #[test]
    fn sequences() {
        static MODEL: Particle = Sequence(
            ONE,
            &[
                Element(MAYBE, "a", KIND),
                Element(ONE, "b", KIND),
                Element(MANY, "c", KIND),
                Element(ANY, "d", KIND),
                Others(ANY),
            ],
        );
        for (elements, wanted) in [
            ("abccdd++", "abccdd++"),
            ("bc", "bc"),
            ("", "[b][c]"),
            ("ad", "a[b][c]d"),
            ("b+", "b[c]+"),
            ("aabc", "a!bc"),
            ("bac", "b!c"),
            ("bc+d", "bc+!"),
            ("bxc-", "b?c?"),
        ] {
            assert_eq!(walk(&MODEL, elements), wanted, "{elements}");
        }
    }

    #[test]
    fn choices() {
        static MODEL: Particle = Choice(
            ONE,
            &[
                Element(MANY, "a", KIND),
                Sequence(ONE, &[Element(ONE, "b", KIND), Element(ONE, "c", KIND)]),
            ],
        );
        for (elements, wanted) in [
            ("aa", "aa"),
            ("bc", "bc"),
            ("", "[a|b]"),
            ("ab", "a!"),
            ("b", "b[c]"),
            ("c", "[b]c"),
            ("bcb", "bc!"),
        ] {
            assert_eq!(walk(&MODEL, elements), wanted, "{elements}");
        }
    }

    #[test]
    fn groups_that_are_repeated() {
        static MODEL: Particle = Sequence(
            ANY,
            &[
                Element(ONE, "a", KIND),
                Choice(MAYBE, &[Element(ONE, "b", KIND), Element(ONE, "c", KIND)]),
                Element(ONE, "d", KIND),
            ],
        );
        for (elements, wanted) in [
            ("", ""),
            ("adabdacd", "adabdacd"),
            ("aad", "a[d]ad"),
            ("abcd", "ab!d"),
        ] {
            assert_eq!(walk(&MODEL, elements), wanted, "{elements}");
        }
    }

    #[test]
    fn a_group_that_may_be_absent_must_be_whole() {
        static MODEL: Particle = Sequence(
            ONE,
            &[
                Sequence(MAYBE, &[Element(ONE, "a", KIND), Element(ONE, "b", KIND)]),
                Element(ONE, "c", KIND),
            ],
        );
        for (elements, wanted) in [
            ("c", "c"),
            ("abc", "abc"),
            ("ac", "a[b]c"),
            ("bc", "[a]bc"),
            ("a", "a[b][c]"),
        ] {
            assert_eq!(walk(&MODEL, elements), wanted, "{elements}");
        }
    }

    #[test]
    fn one_element_alone() {
        static MODEL: Particle = Element(MANY, "a", KIND);
        assert_eq!(walk(&MODEL, "aa"), "aa");
        assert_eq!(walk(&MODEL, ""), "[a]");
        assert_eq!(walk(&MODEL, "+"), "?[a]");
    }
}
