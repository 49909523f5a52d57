//! Package URLs.
//!
//! The parser is our own. Crate `packageurl` (0.7.1) misses 18 of the 410 texts of the purl-spec
//! test suite (two of which contradict the suite), and it is lenient where a hostile document gains
//! by it: of two qualifiers with one key it silently keeps the last, it repairs a broken `%`, has no
//! bound, and cannot say whether a text was canonical.

use bonafide_report::{Escaped, Finding, Place, registry};

use super::purl_build::{PurlParts, assemble};
use super::purl_split::{Raw, Reason, check_key, decode};

/// The longest package URL, in bytes, as written and in canonical form.
pub(super) const MOST_BYTES: usize = 4096;

/// A package URL, decoded and normalised by the rules of its type.
///
/// Two texts that mean the same package are one value: it keeps nothing of the spelling.
///
/// ```
/// use bonafide_sbom::Purl;
/// let purl = Purl::parse("pkg:PyPI/Django_REST@1.0?b=2&a=1")?;
/// assert_eq!(purl.as_str(), "pkg:pypi/django-rest@1.0?a=1&b=2");
/// assert_eq!((purl.kind(), purl.name(), purl.version()), ("pypi", "django-rest", Some("1.0")));
/// # Ok::<(), bonafide_report::Finding>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl {
    /// The canonical form. First, so that values are ordered by it.
    pub(super) text: String,
    pub(super) kind: String,
    pub(super) namespace: Option<String>,
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// Sorted by key.
    pub(super) qualifiers: Vec<(String, String)>,
    pub(super) subpath: Option<String>,
}

impl Purl {
    /// Reads a package URL in any spelling. Takes time in proportion to the text.
    ///
    /// # Errors
    /// `sbom.purl-invalid` for a text that is no package URL, that breaks a rule of its type, or
    /// that is longer than 4 KiB, as written or in canonical form.
    ///
    /// # Specification
    /// ECMA-427 and the type definitions of purl-spec. Stricter: one `?` and one `#` at most, no
    /// key without `=`. Looser, as most readers: bytes that should be percent-encoded.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        match Self::read(text) {
            Ok((purl, None)) => Ok(purl),
            Ok((_, Some(reason))) | Err(reason) => Err(invalid(text, reason)),
        }
    }

    /// Makes a package URL of its components.
    ///
    /// # Errors
    /// `sbom.purl-invalid`, as [`Self::parse`].
    pub fn build(parts: &PurlParts<'_>) -> Result<Self, Finding> {
        match parts.assemble() {
            Ok((purl, None)) => Ok(purl),
            Ok((_, Some(reason))) | Err(reason) => Err(invalid(parts.name, reason)),
        }
    }

    /// The canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The type, in lower case.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The namespace, its segments decoded and joined with `/`; no segment contains a `/`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version, decoded; never empty.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The qualifiers, sorted by key; no value is empty.
    pub fn qualifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.qualifiers
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The value of the qualifier `key`, which is in lower case.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers
            .binary_search_by(|(have, _)| have.as_str().cmp(key))
            .ok()
            .and_then(|at| self.qualifiers.get(at))
            .map(|(_, value)| value.as_str())
    }

    /// The subpath, its segments decoded and joined with `/`.
    #[must_use]
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// A note when `text`, from which this value was read, is not the canonical form.
    #[must_use]
    pub fn note_spelling(&self, text: &str) -> Option<Finding> {
        (text != self.text).then(|| {
            let (text, canonical) = (Escaped(text), Escaped(&self.text));
            let detail = format!("{text} is {canonical} in canonical form");
            Finding::new(registry::SBOM_PURL_NONCANONICAL, Place::root(), detail)
        })
    }

    /// Namespace and name joined with `/`, wherever the border between them is.
    pub(super) fn path(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// Reads `text`; the reason beside the value says which rule of the type it breaks although
    /// its parts are clear.
    pub(super) fn read(text: &str) -> Result<(Self, Option<Reason>), Reason> {
        let raw = Raw::split(text)?;
        let namespace = raw.segments().map(decode).collect::<Result<Vec<_>, _>>()?;
        let name = raw
            .name
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(decode)
            .collect::<Result<Vec<_>, _>>()?;
        let version = raw.version.map(decode).transpose()?;
        let qualifiers = read_qualifiers(raw.qualifiers)?;
        let subpath = raw
            .subpath
            .split('/')
            .map(decode)
            .collect::<Result<Vec<_>, _>>()?;
        assemble(raw.kind, namespace, name, version, qualifiers, subpath)
    }
}

impl core::fmt::Display for Purl {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The finding for a text that is no package URL.
pub(super) fn invalid(text: &str, reason: Reason) -> Finding {
    let detail = format!("{} is no package URL: {reason}", Escaped(text));
    Finding::new(registry::SBOM_PURL_INVALID, Place::root(), detail)
}

/// Keys may be there twice, and values empty: that is judged later.
fn read_qualifiers(text: &str) -> Result<Vec<(String, String)>, Reason> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').ok_or("a qualifier without '='")?;
            Ok((check_key(key)?, decode(value)?))
        })
        .collect()
}
