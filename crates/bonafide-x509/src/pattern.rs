//! Patterns for identities.

use core::fmt;

use bonafide_report::{Escaped, Exceeded};

use crate::Error;
#[cfg(feature = "regex")]
use crate::expression::Expression;
use crate::glob::Glob;

/// The longest glob in bytes, and the longest regular expression in characters.
const MOST_PATTERN: usize = 1024;
/// The most memory of a compiled expression, in bytes.
#[cfg(feature = "regex")]
const MOST_PROGRAM: usize = 64 * 1024;

/// A text that a name is compared with: exact, with wildcards, or a regular expression.
///
/// All forms compare the whole name, byte by byte: no letter case is folded (but by
/// [`SanMatcher::named`](crate::SanMatcher::named)), nothing is normalised. A pattern that matches the empty text cannot be built.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

#[derive(Clone, Debug)]
enum Matcher {
    Exact,
    ExactIgnoringCase,
    Glob(Glob),
    #[cfg(feature = "regex")]
    Expression(Expression),
}

impl Pattern {
    /// This text and no other; every character stands for itself.
    ///
    /// # Errors
    /// [`Error::Pattern`] for an empty text.
    pub fn exact(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        if text.is_empty() {
            return Err(EMPTY);
        }
        Ok(Self {
            text,
            matcher: Matcher::Exact,
        })
    }

    /// This text and no other, but for the letter case of ASCII.
    pub(crate) fn exact_ignoring_case(text: impl Into<String>) -> Result<Self, Error> {
        Ok(Self {
            matcher: Matcher::ExactIgnoringCase,
            ..Self::exact(text)?
        })
    }

    /// A text in which `*` stands for any run of characters but `/` and `@`, `**` for any run but
    /// `@`, and `\*` for a star. There is no `?` and no class: they stand for themselves.
    ///
    /// Matching takes time in proportion to name × pattern / 64.
    ///
    /// # Errors
    /// [`Error::Pattern`] for a pattern that matches the empty text, `***`, a backslash before
    /// anything but a star, and a wildcard in the scheme or host of a URL; [`Error::Limit`] above
    /// 1,024 bytes.
    pub fn glob(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        Exceeded::check(text.len(), MOST_PATTERN, "glob bytes")?;
        let glob = Glob::new(&text)?;
        if glob.matches("") {
            return Err(EMPTY);
        }
        if text.contains("://") && has_wild_host(&text) {
            return Err(WILD_HOST);
        }
        Ok(Self {
            text,
            matcher: Matcher::Glob(glob),
        })
    }

    /// A regular expression that must match the whole name, which must be ASCII.
    ///
    /// The engine takes linear time; there are no back-references and no look-around.
    ///
    /// # Errors
    /// [`Error::Pattern`] for a syntax error and an expression that matches the empty text;
    /// [`Error::Limit`] above 1,024 characters or 64 KiB when compiled.
    #[cfg(feature = "regex")]
    pub fn regex(text: impl Into<String>) -> Result<Self, Error> {
        Self::expression(text.into(), |text| Expression::whole(text, MOST_PROGRAM))
    }

    /// A regular expression that may match any part of the name. Only for policies of other tools
    /// that mean it so: `example.com` accepts `https://example.com.evil.org`.
    ///
    /// # Errors
    /// As [`Self::regex`].
    #[cfg(feature = "regex")]
    pub fn unanchored_regex(text: impl Into<String>) -> Result<Self, Error> {
        Self::unanchored_regex_within(text, MOST_PROGRAM)
    }

    /// As [`Self::unanchored_regex`], with a limit of its own: at most `most_program` bytes when
    /// compiled. Other tools take larger expressions than this crate does.
    ///
    /// # Errors
    /// As [`Self::regex`], but for that limit.
    #[cfg(feature = "regex")]
    pub fn unanchored_regex_within(
        text: impl Into<String>,
        most_program: usize,
    ) -> Result<Self, Error> {
        Self::expression(text.into(), |text| Expression::part(text, most_program))
    }

    #[cfg(feature = "regex")]
    fn expression(
        text: String,
        compile: impl FnOnce(&str) -> Result<Expression, Error>,
    ) -> Result<Self, Error> {
        Exceeded::check(text.chars().count(), MOST_PATTERN, "regex characters")?;
        let expression = compile(&text)?;
        if expression.matches("") {
            return Err(EMPTY);
        }
        Ok(Self {
            text,
            matcher: Matcher::Expression(expression),
        })
    }

    /// Whether the pattern matches this name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match &self.matcher {
            Matcher::Exact => self.text == name,
            Matcher::ExactIgnoringCase => self.text.eq_ignore_ascii_case(name),
            Matcher::Glob(glob) => glob.matches(name),
            #[cfg(feature = "regex")]
            Matcher::Expression(expression) => name.is_ascii() && expression.matches(name),
        }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the pattern is written like a URL; in a regular expression slashes may be escaped.
    pub(crate) fn is_url(&self) -> bool {
        match self.matcher {
            #[cfg(feature = "regex")]
            Matcher::Expression(_) => self.text.replace('\\', "").contains("://"),
            Matcher::Exact | Matcher::ExactIgnoringCase | Matcher::Glob(_) => {
                self.text.contains("://")
            }
        }
    }

    /// Fails for a pattern with a wildcard in what would be scheme or host, if names are URLs.
    ///
    /// # Errors
    /// [`Error::Pattern`].
    pub fn check_url(&self) -> Result<(), Error> {
        match self.matcher {
            Matcher::Glob(_) if has_wild_host(&self.text) => Err(WILD_HOST),
            _ => Ok(()),
        }
    }
}

/// The pattern for a message. A text without a star is told by itself, however it was written.
///
/// ```
/// use bonafide_x509::Pattern;
///
/// let told = [Pattern::glob("release"), Pattern::glob("v*"), Pattern::exact("v*")];
/// let told = told.map(|pattern| pattern.unwrap().to_string());
/// assert_eq!(told, ["release", "the pattern v*", "exactly v*"]);
/// ```
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = match self.matcher {
            // The star is one, whatever whoever wrote it meant.
            Matcher::Exact | Matcher::ExactIgnoringCase if self.text.contains('*') => "exactly ",
            Matcher::Exact | Matcher::ExactIgnoringCase => "",
            Matcher::Glob(_) if self.text.contains('*') => "the pattern ",
            Matcher::Glob(_) => "",
            #[cfg(feature = "regex")]
            Matcher::Expression(_) => "the expression ",
        };
        write!(f, "{form}{}", Escaped(&self.text))
    }
}

const EMPTY: Error = Error::Pattern {
    what: "it matches an empty name",
};
const WILD_HOST: Error = Error::Pattern {
    what: "a wildcard in the scheme or host of a URL",
};

/// Whether a wildcard stands before the path of a URL, or the pattern has wildcards and no host.
fn has_wild_host(text: &str) -> bool {
    let front = match text.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('*') => rest.split('/').next().unwrap_or(rest),
        _ => text,
    };
    front.contains('*')
}
