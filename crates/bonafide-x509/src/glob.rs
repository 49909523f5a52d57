//! Matching with `*` and `**`.
//!
//! The pattern is an automaton with one state for each token, and a name is run through it once,
//! with all states in parallel as bits. There is no backtracking, so no name and no pattern can
//! make it slow.

use crate::Error;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    /// For each byte of the pattern, the states that it leaves.
    literals: Vec<(u8, Bits)>,
    /// The states that any byte but `/` and `@` leaves as they are.
    single: Bits,
    /// The states that any byte but `@` leaves as they are.
    double: Bits,
    /// The state after the last token.
    last: usize,
}

impl Glob {
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        let tokens = tokens(text)?;
        let states = tokens.len().saturating_add(1);
        let none = || Bits::none(states);
        let mut literals: Vec<(u8, Bits)> = Vec::new();
        let (mut single, mut double) = (none(), none());
        let last = tokens.len();
        for (state, token) in tokens.into_iter().enumerate() {
            match token {
                Token::Single => single.set(state),
                Token::Double => double.set(state),
                Token::Literal(byte) => {
                    if let Some((_, leaving)) =
                        literals.iter_mut().find(|(known, _)| *known == byte)
                    {
                        leaving.set(state);
                    } else {
                        let mut leaving = none();
                        leaving.set(state);
                        literals.push((byte, leaving));
                    }
                }
            }
        }
        Ok(Self {
            literals,
            single,
            double,
            last,
        })
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        let mut state = Bits::none(self.last.saturating_add(1));
        state.set(0);
        self.enter_stars(&mut state);
        for byte in name.bytes() {
            let mut next = Bits::none(self.last.saturating_add(1));
            if let Some((_, leaving)) = self.literals.iter().find(|(known, _)| *known == byte) {
                next.add_shifted(&state, leaving);
            }
            if byte != b'@' {
                next.add(&state, &self.double);
                if byte != b'/' {
                    next.add(&state, &self.single);
                }
            }
            self.enter_stars(&mut next);
            state = next;
        }
        state.has(self.last)
    }

    /// A star may match nothing: the state before it is also the state after it.
    fn enter_stars(&self, state: &mut Bits) {
        let before = state.clone();
        state.add_shifted(&before, &self.single);
        state.add_shifted(&before, &self.double);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(u8),
    Single,
    Double,
}

fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (byte, tokens.last()) {
            (b'\\', _) if bytes.next() == Some(b'*') => tokens.push(Token::Literal(b'*')),
            (b'\\', _) => {
                return Err(Error::Pattern {
                    what: "a backslash before anything but a star",
                });
            }
            (b'*', Some(Token::Single)) => {
                tokens.pop();
                tokens.push(Token::Double);
            }
            (b'*', Some(Token::Double)) => {
                return Err(Error::Pattern {
                    what: "more than two stars in a row",
                });
            }
            (b'*', _) => tokens.push(Token::Single),
            (byte, _) => tokens.push(Token::Literal(byte)),
        }
    }
    Ok(tokens)
}

/// A set of states.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bits {
    words: Vec<u64>,
}

impl Bits {
    fn none(states: usize) -> Self {
        Self {
            words: vec![0; states.div_ceil(64)],
        }
    }

    fn set(&mut self, state: usize) {
        if let Some(word) = self.words.get_mut(state / 64) {
            *word |= bit(state);
        }
    }

    fn has(&self, state: usize) -> bool {
        let word = self.words.get(state / 64).copied().unwrap_or_default();
        word & bit(state) != 0
    }

    /// Adds the states in both sets.
    fn add(&mut self, states: &Self, mask: &Self) {
        let both = states.words.iter().zip(&mask.words);
        for (word, (states, mask)) in self.words.iter_mut().zip(both) {
            *word |= states & mask;
        }
    }

    /// Adds the states that follow those in both sets.
    fn add_shifted(&mut self, states: &Self, mask: &Self) {
        let both = states.words.iter().zip(&mask.words);
        let mut carry = 0;
        for (word, (states, mask)) in self.words.iter_mut().zip(both) {
            let moved = states & mask;
            *word |= moved.wrapping_shl(1) | carry;
            carry = moved.wrapping_shr(63);
        }
    }
}

fn bit(state: usize) -> u64 {
    let position = u32::try_from(state % 64).unwrap_or_default();
    1_u64.wrapping_shl(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, by trying every run: slow and short.
    fn slowly(tokens: &[Token], name: &[u8]) -> bool {
        let Some((first, rest)) = tokens.split_first() else {
            return name.is_empty();
        };
        let stops: &[u8] = match first {
            Token::Literal(byte) => return name.first() == Some(byte) && slowly(rest, &name[1..]),
            Token::Single => b"/@",
            Token::Double => b"@",
        };
        let run = name.iter().take_while(|byte| !stops.contains(byte)).count();
        (0..=run).any(|length| slowly(rest, &name[length..]))
    }

    #[test]
    fn agrees_with_the_definition_on_all_short_texts() {
        // All patterns of up to five of these, against all names of up to five.
        let words = |alphabet: &[&str]| {
            let mut all = vec![String::new()];
            let mut longest = all.clone();
            for _ in 0..5 {
                longest = longest
                    .iter()
                    .flat_map(|word| alphabet.iter().map(move |next| format!("{word}{next}")))
                    .collect();
                all.extend(longest.iter().cloned());
            }
            all
        };
        let names = words(&["a", "/", "@"]);
        let mut patterns = 0;
        for pattern in words(&["a", "/", "@", "*"]) {
            let Ok(glob) = Glob::new(&pattern) else {
                assert!(pattern.contains("***"));
                continue;
            };
            patterns += 1;
            let tokens = tokens(&pattern).unwrap();
            for name in &names {
                let wanted = slowly(&tokens, name.as_bytes());
                assert_eq!(glob.matches(name), wanted, "{pattern} {name}");
            }
        }
        assert!(patterns > 1000);
    }

    #[test]
    fn states_carry_over_words() {
        let name = "ab/".repeat(300);
        let glob = Glob::new(&format!("**{name}*")).unwrap();
        assert!(glob.matches(&name) && glob.matches(&format!("x/{name}y")));
        assert!(!glob.matches(&name[..name.len() - 1]) && !glob.matches(&format!("{name}y/")));
    }

    #[test]
    fn only_a_star_is_escaped() {
        let glob = Glob::new(r"a\*b").unwrap();
        assert!(glob.matches("a*b") && !glob.matches("axb"));
        assert!(Glob::new(r"a\b").is_err() && Glob::new("a\\").is_err());
        assert!(Glob::new("a?[b]").unwrap().matches("a?[b]"));
    }
}
