//! Matching with `*` and `**`.

/// The longest pattern, in bytes.
const MOST_BYTES: usize = 512;
/// The most stars in one pattern.
const MOST_STARS: usize = 16;

/// A pattern in which `*` stands for any run of characters but `/`, and `**` for any run.
///
/// Every other character stands for itself: there is no `?`, no class and no escape. The whole name
/// must match, byte by byte. Matching takes time in proportion to name × pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(u8),
    /// Any run without `/`.
    Single,
    /// Any run.
    Double,
}

impl Glob {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it: empty, above 512 bytes, more than 16 stars, or three stars in a row.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("an empty pattern");
        }
        if text.len() > MOST_BYTES {
            return Err("a pattern above 512 bytes");
        }
        if text.bytes().filter(|byte| *byte == b'*').count() > MOST_STARS {
            return Err("a pattern with more than 16 stars");
        }
        let mut tokens = Vec::with_capacity(text.len());
        for byte in text.bytes() {
            match (byte, tokens.last()) {
                (b'*', Some(Token::Double)) => return Err("three stars in a row"),
                (b'*', Some(Token::Single)) => {
                    tokens.pop();
                    tokens.push(Token::Double);
                }
                (b'*', _) => tokens.push(Token::Single),
                (byte, _) => tokens.push(Token::Literal(byte)),
            }
        }
        let text = text.to_owned();
        Ok(Self { text, tokens })
    }

    /// Whether the pattern matches this whole name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        // One flag for each prefix of the pattern: whether it matches what was read of the name.
        // No way is tried twice, so no name and no pattern can make it slow.
        let mut reached = vec![false; self.tokens.len()];
        let mut start = true;
        self.enter_stars(start, &mut reached);
        for byte in name.bytes() {
            let mut before = start;
            start = false;
            for (token, flag) in self.tokens.iter().zip(&mut reached) {
                let stays = match token {
                    Token::Literal(_) => false,
                    Token::Single => byte != b'/',
                    Token::Double => true,
                };
                let arrives = *token == Token::Literal(byte);
                let now = (before && arrives) || (*flag && stays);
                before = core::mem::replace(flag, now);
            }
            self.enter_stars(start, &mut reached);
        }
        reached.last().copied().unwrap_or(start)
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A star may stand for nothing: what reaches it has also passed it.
    fn enter_stars(&self, start: bool, reached: &mut [bool]) {
        let mut before = start;
        for (token, flag) in self.tokens.iter().zip(reached) {
            *flag |= before && !matches!(token, Token::Literal(_));
            before = *flag;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ways, one after the other.
    fn slowly(pattern: &[Token], name: &[u8]) -> bool {
        let Some((token, rest)) = pattern.split_first() else {
            return name.is_empty();
        };
        match token {
            Token::Literal(byte) => name.first() == Some(byte) && slowly(rest, &name[1..]),
            Token::Single | Token::Double => (0..=name.len())
                .take_while(|end| *token == Token::Double || !name[..*end].contains(&b'/'))
                .any(|end| slowly(rest, &name[end..])),
        }
    }

    fn words(letters: &[&str], longest: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last
                .iter()
                .flat_map(|word| letters.iter().map(move |letter| format!("{word}{letter}")))
                .collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    #[test]
    fn agrees_with_trying_every_way() {
        let names = words(&["a", "/", "b"], 5);
        let mut patterns = 0;
        for pattern in words(&["a", "/", "*"], 5) {
            let Ok(glob) = Glob::new(&pattern) else {
                assert!(pattern.is_empty() || pattern.contains("***"));
                continue;
            };
            patterns += 1;
            for name in &names {
                let wanted = slowly(&glob.tokens, name.as_bytes());
                assert_eq!(glob.matches(name), wanted, "{pattern} {name}");
            }
        }
        assert!(patterns > 200);
    }

    #[test]
    fn only_stars_are_special() {
        for text in ["a?[b]", "v1.2", r"a\b", "^a$"] {
            assert!(Glob::new(text).unwrap().matches(text));
            assert!(!Glob::new(text).unwrap().matches(&format!("{text}x")));
        }
        assert!(!Glob::new("v1.2").unwrap().matches("v1x2"));
        assert!(Glob::new("é*").unwrap().matches("éà"));
    }

    #[test]
    fn has_bounds() {
        let wide = format!("{}b", "*a".repeat(16));
        assert!(!Glob::new(&wide).unwrap().matches(&"a".repeat(8192)));
        assert!(
            Glob::new(&wide)
                .unwrap()
                .matches(&format!("{}b", "a".repeat(8192)))
        );
        assert_eq!(
            Glob::new(&"*a".repeat(17)),
            Err("a pattern with more than 16 stars")
        );
        assert!(Glob::new(&"a".repeat(512)).is_ok());
        assert_eq!(
            Glob::new(&"a".repeat(513)),
            Err("a pattern above 512 bytes")
        );
        assert_eq!(Glob::new(""), Err("an empty pattern"));
        assert_eq!(Glob::new("a***"), Err("three stars in a row"));
    }
}
