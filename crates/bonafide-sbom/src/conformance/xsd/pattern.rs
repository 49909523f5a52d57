//! The regular expressions of the schemas, each by hand. Those of XML Schema are about the whole text.

use super::cpe;
use crate::conformance::pattern::{self, is_uuid};

/// What a text is like as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `([a-fA-F0-9]{32})|([a-fA-F0-9]{40})|([a-fA-F0-9]{64})|([a-fA-F0-9]{96})|([a-fA-F0-9]{128})`
    Hash,
    /// `urn:uuid:(UUID)|(\{UUID\})`, where `UUID` has its hexadecimal digits in lower case
    SerialNumber,
    /// `urn:cdx:UUID/[1-9][0-9]*`
    BomLink,
    /// The same, and `#.+`
    BomLinkElement,
    /// `[-+a-z0-9.]+/[-+a-z0-9.]+`
    MediaType,
    /// `([a-z]{2})(-[A-Z]{2})?`
    Locale,
    /// `CRE:[0-9]+-[0-9]+`
    Cre,
    /// `[A-Za-z0-9][A-Za-z0-9\-/.() ]{0,28}[A-Za-z0-9]`
    PatentNumber,
    /// `[A-Z]{2}`
    Country,
    /// A CPE 2.2 URI or a CPE 2.3 formatted string
    Cpe,
}

impl Pattern {
    pub(super) fn is_match(self, text: &str) -> bool {
        match self.plain() {
            Ok(pattern) => pattern.is_match(text),
            Err(Own::SerialNumber) => {
                let bare = text
                    .strip_prefix('{')
                    .and_then(|rest| rest.strip_suffix('}'));
                text.strip_prefix("urn:uuid:").or(bare).is_some_and(is_uuid)
            }
            // The full stop of XML Schema is any character but line feed and carriage return.
            Err(Own::BomLinkElement) => text.split_once('#').is_some_and(|(link, element)| {
                pattern::Pattern::BomLink.is_match(link)
                    && !element.is_empty()
                    && !element.contains(['\n', '\r'])
            }),
            Err(Own::PatentNumber) => {
                pattern::Pattern::PatentNumber.is_match(text)
                    && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            }
            Err(Own::Cpe) => cpe::is_cpe(text),
        }
    }

    /// What a person is told that the text is not.
    pub(super) const fn wanted(self) -> &'static str {
        match self.plain() {
            Ok(pattern) => pattern.wanted(),
            Err(Own::SerialNumber) => {
                "`urn:uuid:` and a UUID in lower case, or such a UUID in braces"
            }
            Err(Own::BomLinkElement) => pattern::Pattern::BomLinkElement.wanted(),
            Err(Own::PatentNumber) => pattern::Pattern::PatentNumber.wanted(),
            Err(Own::Cpe) => "a CPE 2.2 URI or a CPE 2.3 formatted string",
        }
    }

    /// The pattern that the JSON schemas have in the same words.
    const fn plain(self) -> Result<pattern::Pattern, Own> {
        Ok(match self {
            Self::Hash => pattern::Pattern::Hash,
            Self::BomLink => pattern::Pattern::BomLink,
            Self::MediaType => pattern::Pattern::MediaType,
            Self::Locale => pattern::Pattern::Locale,
            Self::Cre => pattern::Pattern::Cre,
            Self::Country => pattern::Pattern::Country,
            Self::SerialNumber => return Err(Own::SerialNumber),
            Self::BomLinkElement => return Err(Own::BomLinkElement),
            Self::PatentNumber => return Err(Own::PatentNumber),
            Self::Cpe => return Err(Own::Cpe),
        })
    }
}

/// Patterns that only the XML schemas have.
enum Own {
    SerialNumber,
    BomLinkElement,
    PatentNumber,
    Cpe,
}

#[cfg(test)]
mod tests {
    use super::Pattern::{self, *};

    const UUID: &str = "3e671687-395b-41f5-a30f-a58921a69b79";

    fn check(pattern: Pattern, yes: &[&str], no: &[&str]) {
        for text in yes {
            let text = text.replace('U', UUID);
            assert!(pattern.is_match(&text), "{pattern:?} {text:?}");
        }
        for text in no {
            let text = text.replace('U', UUID);
            assert!(!pattern.is_match(&text), "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn what_differs_from_the_json_schemas() {
        check(
            SerialNumber,
            &["urn:uuid:U", "{U}"],
            &[
                "",
                "U",
                "urn:uuid:{U}",
                "{U",
                "U}",
                "{urn:uuid:U}",
                "urn:uuid:U ",
            ],
        );
        check(
            BomLinkElement,
            &["urn:cdx:U/1#a", "urn:cdx:U/1#a\u{2028}b"],
            &[
                "urn:cdx:U/1",
                "urn:cdx:U/1#",
                "urn:cdx:U/1#a\nb",
                "urn:cdx:U/0#a",
            ],
        );
        check(
            PatentNumber,
            &["ab", "a b", "a-/.()b"],
            &["a", "a\tb", "a\u{a0}b", "a b "],
        );
    }

    #[test]
    fn what_does_not_differ() {
        let hash = "aF".repeat(16);
        check(Hash, &[&hash], &["", "ag", &hash[1..]]);
        check(
            BomLink,
            &["urn:cdx:U/10"],
            &["urn:cdx:U/0", "urn:cdx:U/1#a"],
        );
        check(MediaType, &["text/plain"], &["text", "Text/plain"]);
        check(Locale, &["en", "en-GB"], &["EN", "en-gb"]);
        check(Cre, &["CRE:1-2"], &["CRE:1"]);
        check(Country, &["DE"], &["de"]);
    }
}
