//! What `?` makes of an error, for callers.

use core::error::Error;
use core::fmt;
use std::io;
use std::path::Path;

use crate::{Class, Code, Coded, Place, of_file};

/// Any error of a bonafide crate, or one of reading and writing, for programs that hand errors on
/// with `?`: the code is kept, which a `Box<dyn Error>` loses. Of what is malformed or of no use it tells
/// the place too.
///
/// `Debug` writes the same as `Display`, so that a `main` that returns it tells the code:
///
/// ```
/// use bonafide_report::{Failure, Time};
///
/// fn begin(text: &str) -> Result<Time, Failure> {
///     Ok(Time::parse_rfc3339(text)?)
/// }
/// let failure = begin("yesterday").unwrap_err();
/// let code = failure.code().unwrap();
/// assert!(format!("{failure:?}").starts_with(&format!("{code}: ")));
/// assert_eq!(failure.remedy(), Some(code.remedy()));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    code: Option<Code>,
    place: Place,
    text: String,
}

impl Failure {
    /// What the system says of the file `path`, which it does not name itself, for `map_err`. The path
    /// is escaped.
    ///
    /// ```
    /// use std::path::Path;
    /// use bonafide_report::Failure;
    ///
    /// fn bundle(path: &Path) -> Result<Vec<u8>, Failure> {
    ///     std::fs::read(path).map_err(Failure::of_file(path))
    /// }
    /// let failure = bundle(Path::new("no/such.sigstore")).unwrap_err();
    /// assert!(failure.text().starts_with("no/such.sigstore: "));
    /// ```
    pub fn of_file(path: &Path) -> impl Fn(io::Error) -> Self {
        let named = of_file(path);
        move |error| Self::from(named(error))
    }

    /// The code of the error; `None` for an error of the system.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        self.code
    }

    /// Where in the input the failure lies; the root when it concerns the whole.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// What the error says of itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the person who sees it can do about it, where there is a code.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        self.code.map(Code::remedy)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(code) = self.code else {
            return f.write_str(&self.text);
        };
        // Errors in documents begin with their code themselves, and tell the line.
        if begins_with(&self.text, code) {
            return f.write_str(&self.text);
        }
        write!(f, "{code}: {}", self.text)?;
        // What is wrong with a document is hard to find without.
        let is_in_document = matches!(code.class(), Some(Class::Malformed | Class::Unavailable));
        let is_told = self.text.contains(&self.place.to_string());
        if is_in_document && !is_told {
            write!(f, " (at {})", self.place)?;
        }
        Ok(())
    }
}

fn begins_with(text: &str, code: Code) -> bool {
    let rest = text.strip_prefix(code.as_str());
    rest.is_some_and(|rest| rest.starts_with([' ', ':']))
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Failure {}

impl<E: Coded> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            code: Some(error.code()),
            place: error.place(),
            text: error.to_string(),
        }
    }
}

/// What the system says of a file does not name it: [`Failure::of_file`] does.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self {
            code: None,
            place: Place::root(),
            text: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finding, registry};

    #[test]
    fn the_code_is_told_once() {
        let place = Place::root().member("rules");
        let told = |detail: &str| {
            Failure::from(Finding::new(registry::POLICY_LIMIT, place.clone(), detail))
        };
        let failure = told("too many");
        assert_eq!(failure.code(), Some(registry::POLICY_LIMIT));
        assert_eq!(failure.place(), &place);
        assert_eq!(failure.text(), "too many");
        assert_eq!(failure.to_string(), "policy.limit: too many (at /rules)");
        assert_eq!(format!("{failure:?}"), "policy.limit: too many (at /rules)");
        let mismatch = Finding::new(registry::DIGEST_MISMATCH, place.clone(), "another");
        let mismatch = Failure::from(mismatch).to_string();
        assert_eq!(mismatch, "digest.mismatch: another");
        let useless = |detail: &str| {
            let found = Finding::new(registry::TRUSTROOT_INSTANCE, place.clone(), detail);
            Failure::from(found).to_string()
        };
        assert_eq!(
            useless("no start"),
            "trustroot.instance: no start (at /rules)"
        );
        assert_eq!(useless("/rules: none"), "trustroot.instance: /rules: none");
        let own = "policy.limit at line 1: too many";
        assert_eq!(told(own).to_string(), own);
        let other = "policy.limits are many";
        let other_told = format!("policy.limit: {other} (at /rules)");
        assert_eq!(told(other).to_string(), other_told);
    }

    #[test]
    fn the_system_has_no_codes() {
        let failure = Failure::from(io::Error::other("no disk"));
        assert_eq!((failure.code(), failure.remedy()), (None, None));
        assert_eq!(failure.to_string(), "no disk");
        let path = Path::new("a\nb");
        let failure = Failure::of_file(path)(io::Error::other("no disk"));
        assert_eq!(
            (failure.code(), failure.text()),
            (None, "a\\u{a}b: no disk")
        );
    }
}
