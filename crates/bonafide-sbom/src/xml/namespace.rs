//! Namespaces and their prefixes.

use std::borrow::Cow;

use super::syntax;
use crate::Error;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// What the namespaces of CycloneDX have before the version.
pub(crate) const BOM: &str = "http://cyclonedx.org/schema/bom/";

/// Declarations that may be in scope together: each prefix is looked for among them.
pub(super) const IN_SCOPE: usize = 64;

/// A namespace. Two are equal if their URIs are, as long as both are in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// None.
    None,
    /// That of the prefix `xml`.
    Xml,
    /// CycloneDX 1, of this minor version, known or not.
    Bom(usize),
    /// CycloneDX of a version that is not written as versions are.
    UnknownBom(usize),
    /// The dependency graph extension of CycloneDX, 1.0.
    DependencyGraph,
    /// The vulnerability extension of CycloneDX, 1.0.
    Vulnerability,
    /// XML signatures.
    Signature,
    /// Any other.
    Other(usize),
}

impl Namespace {
    /// Whether it is that of CycloneDX, in whatever version.
    pub(crate) const fn is_bom(self) -> bool {
        matches!(self, Self::Bom(_) | Self::UnknownBom(_))
    }

    fn of(uri: &str, index: usize) -> Self {
        match uri {
            "" => Self::None,
            XML => Self::Xml,
            "http://cyclonedx.org/schema/ext/dependency-graph/1.0" => Self::DependencyGraph,
            "http://cyclonedx.org/schema/ext/vulnerability/1.0" => Self::Vulnerability,
            "http://www.w3.org/2000/09/xmldsig#" => Self::Signature,
            _ => match uri.strip_prefix(BOM) {
                Some(version) => minor(version).map_or(Self::UnknownBom(index), Self::Bom),
                None => Self::Other(index),
            },
        }
    }
}

/// The minor version in `1.x`, written without leading zeros.
fn minor(version: &str) -> Option<usize> {
    let digits = version.strip_prefix("1.")?;
    let is_plain = digits == "0" || digits.starts_with(|c: char| matches!(c, '1'..='9'));
    let is_number = digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain && is_number)
}

/// The declarations in scope.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    declared: Vec<Declaration<'a>>,
    /// How many there were before each open element.
    marks: Vec<usize>,
    /// The prefixes that the innermost element declares.
    own: Vec<&'a str>,
}

struct Declaration<'a> {
    prefix: &'a str,
    uri: Cow<'a, str>,
    namespace: Namespace,
}

impl<'a> Scopes<'a> {
    /// An element begins.
    pub(super) fn enter(&mut self) {
        self.marks.push(self.declared.len());
        self.own.clear();
    }

    /// The innermost element ends.
    pub(super) fn leave(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.declared.truncate(mark);
        }
    }

    /// Declares `prefix`, an empty one for elements without a prefix; `false` when too many are in
    /// scope.
    ///
    /// # Specification
    /// Namespaces in XML 1.0, sections 2.2, 3 and 5.
    pub(super) fn declare(
        &mut self,
        prefix: &'a str,
        uri: Cow<'a, str>,
        offset: usize,
    ) -> Result<bool, Error> {
        let is_reserved = match prefix {
            "xml" => uri != XML,
            "xmlns" => true,
            _ => uri == XML || uri == XMLNS,
        };
        if is_reserved {
            return Err(syntax(offset, "a declaration of a reserved namespace"));
        }
        if uri.is_empty() && !prefix.is_empty() {
            return Err(syntax(offset, "a prefix is declared to be nothing"));
        }
        if self.own.contains(&prefix) {
            return Err(syntax(offset, "an attribute is there twice"));
        }
        self.own.push(prefix);
        // Some writers say on each element what holds anyway.
        if self.find(prefix).is_some_and(|one| one.uri == uri) {
            return Ok(true);
        }
        if self.declared.len() >= IN_SCOPE {
            return Ok(false);
        }
        let same = self.declared.iter().find(|one| one.uri == uri);
        let namespace = same.map_or_else(
            || Namespace::of(&uri, self.declared.len()),
            |one| one.namespace,
        );
        self.declared.push(Declaration {
            prefix,
            uri,
            namespace,
        });
        Ok(true)
    }

    /// The namespace of elements without a prefix.
    pub(super) fn of_default(&self) -> Namespace {
        self.find("").map_or(Namespace::None, |one| one.namespace)
    }

    /// The namespace of `prefix`.
    pub(super) fn of_prefix(&self, prefix: &str, offset: usize) -> Result<Namespace, Error> {
        if prefix == "xml" {
            return Ok(Namespace::Xml);
        }
        self.find(prefix)
            .map(|one| one.namespace)
            .ok_or_else(|| syntax(offset, "a prefix that is not declared"))
    }

    fn find(&self, prefix: &str) -> Option<&Declaration<'a>> {
        let mut innermost_first = self.declared.iter().rev();
        innermost_first.find(|one| one.prefix == prefix)
    }

    /// The URI of a namespace that is in scope.
    pub(super) fn uri(&self, namespace: Namespace) -> &str {
        let found = self.declared.iter().find(|one| one.namespace == namespace);
        found.map_or("", |one| &one.uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_minor_numbers() {
        let of = |version: &str| Namespace::of(&format!("{BOM}{version}"), 7);
        assert_eq!(of("1.0"), Namespace::Bom(0));
        assert_eq!(of("1.17"), Namespace::Bom(17));
        for other in ["1.06", "1.+6", "2.0", "1.", "", "1.6/", "1.6 ", "1.9999"] {
            assert_eq!(of(other), Namespace::UnknownBom(7), "{other}");
        }
        let https = "https://cyclonedx.org/schema/bom/1.6";
        assert_eq!(Namespace::of(https, 7), Namespace::Other(7));
    }
}
