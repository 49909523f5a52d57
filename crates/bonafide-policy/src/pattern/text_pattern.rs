//! Patterns of names.

use core::cmp::Ordering;
use core::fmt;
use std::borrow::Cow;

use bonafide_report::{Escaped, Exceeded};
use bonafide_x509::Pattern;

use super::pieces::{Pieces, Runs};
use super::reference_pattern::LONGEST;
use super::{PatternError, PatternLint};

/// The most memory of a compiled expression of an imported document, in bytes.
const MOST_PROGRAM: usize = 1024 * 1024;

/// A pattern of a name: of an issuer, a subject, a builder, a source, a package.
///
/// Every form compares the whole name, byte by byte. Two patterns are equal when they are written the
/// same, in the same form.
///
/// # Specification
/// policy PAT-2 to PAT-5, IMP-7.
#[derive(Clone, Debug)]
pub struct TextPattern {
    text: String,
    form: TextForm,
    matcher: Matcher,
}

/// How a [`TextPattern`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TextForm {
    /// A text in which `*` stands for any run but of `/` and `@`, and `**` for any run but of `@`.
    /// Without a star it is exact.
    Glob,
    /// `{regex: …}`: an expression that must match the whole name.
    Regex,
    /// An expression that may match any part of the name, as imported documents have it.
    UnanchoredRegex,
    /// `{wildcard: …}`: `*` stands for any run, `?` for one character.
    Wildcard,
}

#[derive(Clone, Debug)]
enum Matcher {
    Name(Pattern),
    Pieces(Pieces),
    Characters(Runs<Character>),
}

#[derive(Clone, Copy, Debug)]
enum Character {
    Any,
    This(char),
}

impl TextPattern {
    /// A text in which `*` stands for any run of characters but `/` and `@`, `**` for any run but
    /// `@`, and `\*` for a star.
    ///
    /// # Errors
    /// [`PatternError::Limit`] above 1,024 bytes; [`PatternError::Name`] for a pattern that matches
    /// the empty name, `***`, a backslash before anything but a star, and a wildcard in the scheme or
    /// host of a URL.
    ///
    /// # Specification
    /// policy PAT-2.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let pattern = Pattern::glob(text)?;
        Ok(Self::of(text, TextForm::Glob, Matcher::Name(pattern)))
    }

    /// As [`Self::parse`], for names that are URLs: a wildcard must not stand before the path, nor
    /// where scheme and host are not written.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_url(text: &str) -> Result<Self, PatternError> {
        let pattern = Self::parse(text)?;
        if let Matcher::Name(name) = &pattern.matcher {
            name.check_url()?;
        }
        Ok(pattern)
    }

    /// This name and no other: stars stand for themselves.
    ///
    /// # Errors
    /// As [`Self::parse`]; a name with a backslash cannot be written.
    pub fn exact(name: &str) -> Result<Self, PatternError> {
        Self::parse(&name.replace('*', "\\*"))
    }

    /// A regular expression that must match the whole name, which must be ASCII.
    ///
    /// # Errors
    /// [`PatternError::Limit`] above 1,024 bytes, or 64 KiB when compiled; [`PatternError::Name`]
    /// for a syntax that is not known, look-around and back-references among it, and for an
    /// expression that matches the empty name.
    ///
    /// # Specification
    /// policy PAT-3.
    pub fn regex(text: &str) -> Result<Self, PatternError> {
        Exceeded::check(text.len(), LONGEST, "bytes of a regular expression")?;
        let pattern = Pattern::regex(text)?;
        Ok(Self::of(text, TextForm::Regex, Matcher::Name(pattern)))
    }

    /// A regular expression that may match any part of the name, which must be ASCII. Only for
    /// documents of other tools that mean it so: `example.com` accepts `https://example.com.evil.org`.
    ///
    /// # Errors
    /// As [`Self::regex`], but for 1 MiB when compiled, and [`PatternError::Text`] for
    /// [`PatternError::Name`].
    ///
    /// # Specification
    /// policy IMP-7.
    pub fn unanchored_regex(text: &str) -> Result<Self, PatternError> {
        Exceeded::check(text.len(), LONGEST, "bytes of a regular expression")?;
        let pattern =
            Pattern::unanchored_regex_within(text, MOST_PROGRAM).map_err(|error| match error {
                bonafide_x509::Error::Pattern { what } => PatternError::Text { rule: what },
                error => error.into(),
            })?;
        let form = TextForm::UnanchoredRegex;
        Ok(Self::of(text, form, Matcher::Name(pattern)))
    }

    /// A text in which `*` stands for any run of characters, `/` and `:` included, and `?` for one
    /// character. There to print what was imported; documents of our own use [`Self::parse`].
    ///
    /// # Errors
    /// [`PatternError::Limit`] above 1,024 bytes; [`PatternError::Text`] for an empty text.
    ///
    /// # Specification
    /// policy PAT-4.
    pub fn wildcard(text: &str) -> Result<Self, PatternError> {
        Exceeded::check(text.len(), LONGEST, "bytes of a pattern")?;
        if text.is_empty() {
            return Err(EMPTY);
        }
        let matcher = if text.contains('?') {
            Matcher::Characters(Runs::new(text.chars().map(|character| match character {
                '*' => None,
                '?' => Some(Character::Any),
                character => Some(Character::This(character)),
            })))
        } else {
            Matcher::Pieces(Pieces::new(text))
        };
        Ok(Self::of(text, TextForm::Wildcard, matcher))
    }

    fn of(text: &str, form: TextForm, matcher: Matcher) -> Self {
        Self {
            text: text.to_owned(),
            form,
            matcher,
        }
    }

    /// Whether it matches this name.
    ///
    /// Takes time in proportion to the name, times the pattern where that has `?`, times the compiled
    /// pattern for globs and expressions.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match &self.matcher {
            Matcher::Name(pattern) => pattern.matches(name),
            Matcher::Pieces(pieces) => pieces.matches(name),
            Matcher::Characters(runs) => {
                let name: Vec<char> = name.chars().collect();
                runs.matches(&name, |wanted, found| match wanted {
                    Character::Any => true,
                    Character::This(wanted) => wanted == found,
                })
            }
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How it is written.
    #[must_use]
    pub const fn form(&self) -> TextForm {
        self.form
    }

    /// The text for a document of our own, in which [`TextForm::UnanchoredRegex`] is a
    /// [`TextForm::Regex`]; all others are as they were written.
    #[must_use]
    pub fn native_text(&self) -> Cow<'_, str> {
        match self.form {
            TextForm::UnanchoredRegex => Cow::Owned(around(&self.text)),
            TextForm::Glob | TextForm::Regex | TextForm::Wildcard => Cow::Borrowed(&self.text),
        }
    }

    /// What it does that its author may not have meant, in order.
    #[must_use]
    pub fn lints(&self) -> Vec<PatternLint> {
        match self.form {
            TextForm::Glob | TextForm::Regex => Vec::new(),
            TextForm::UnanchoredRegex => vec![PatternLint::RegexUnanchored],
            TextForm::Wildcard if self.matches("") => {
                vec![PatternLint::AnyIdentity, PatternLint::CrossesRegistry]
            }
            TextForm::Wildcard if self.text.contains('*') => vec![PatternLint::CrossesRegistry],
            TextForm::Wildcard => Vec::new(),
        }
    }

    /// The same pattern, for the names in a certificate. That of a wildcard matches no name that is
    /// not ASCII.
    ///
    /// # Errors
    /// As [`Self::regex`] for an expression that was imported within larger limits, and for
    /// wildcards, which become expressions.
    pub fn to_name_pattern(&self) -> Result<Pattern, PatternError> {
        match &self.matcher {
            // Compiled again within the limits of names in certificates.
            Matcher::Name(_) if self.form == TextForm::UnanchoredRegex => {
                Ok(Pattern::unanchored_regex(self.text.as_str())?)
            }
            Matcher::Name(pattern) => Ok(pattern.clone()),
            Matcher::Pieces(_) | Matcher::Characters(_) => {
                Ok(Pattern::regex(expression_of(&self.text))?)
            }
        }
    }
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for TextPattern {}

impl PartialOrd for TextPattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TextPattern {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |pattern: &Self| pattern.form;
        self.text
            .cmp(&other.text)
            .then_with(|| key(self).cmp(&key(other)))
    }
}

/// The pattern for a message.
impl fmt::Display for TextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.form {
            TextForm::Glob if !self.text.contains('*') => "",
            TextForm::Glob => "the pattern ",
            TextForm::Regex => "the expression ",
            TextForm::UnanchoredRegex => "the unanchored expression ",
            TextForm::Wildcard => "the wildcard ",
        };
        write!(f, "{form}{}", Escaped(&self.text))
    }
}

const EMPTY: PatternError = PatternError::Text {
    rule: "the pattern matches the empty name",
};

/// The expression with anything around it.
fn around(text: &str) -> String {
    format!("(?s:.*?)(?:{text})(?s:.*)")
}

/// A wildcard as a regular expression.
fn expression_of(wildcard: &str) -> String {
    let mut text = String::with_capacity(wildcard.len());
    for character in wildcard.chars() {
        match character {
            '*' => text.push_str("(?s:.*)"),
            '?' => text.push_str("(?s:.)"),
            character => {
                if character.is_ascii_punctuation() {
                    text.push('\\');
                }
                text.push(character);
            }
        }
    }
    text
}
