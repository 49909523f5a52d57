//! The regular expressions of the schemas, each by hand.

/// What a text is like as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `^(.*)$`
    OneLine,
    /// `^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`
    SerialNumber,
    /// `^urn:cdx:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/[1-9][0-9]*$`
    BomLink,
    /// The same, and `#.+$`
    BomLinkElement,
    /// `^[-+a-z0-9.]+/[-+a-z0-9.]+$`
    MediaType,
    /// `^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$`
    Hash,
    /// `^([a-z]{2})(-[A-Z]{2})?$`
    Locale,
    /// `^CRE:[0-9]+-[0-9]+$`
    Cre,
    /// `^[A-Za-z0-9][A-Za-z0-9\-/.()\s]{0,28}[A-Za-z0-9]$`
    PatentNumber,
    /// `^[A-Z]{2}$`
    Country,
}

impl Pattern {
    /// Whether `text` matches, as ECMA 262 has it without flags: `$` is the end of the text, and `.`
    /// is no line terminator.
    pub(super) fn is_match(self, text: &str) -> bool {
        match self {
            Self::OneLine => is_one_line(text),
            Self::SerialNumber => text.strip_prefix("urn:uuid:").is_some_and(is_uuid),
            Self::BomLink => is_bom_link(text),
            Self::BomLinkElement => text.split_once('#').is_some_and(|(link, element)| {
                is_bom_link(link) && !element.is_empty() && is_one_line(element)
            }),
            Self::MediaType => text
                .split_once('/')
                .is_some_and(|(kind, rest)| is_media_word(kind) && is_media_word(rest)),
            Self::Hash => {
                matches!(text.len(), 32 | 40 | 64 | 96 | 128) && all(text, u8::is_ascii_hexdigit)
            }
            Self::Locale => match text.split_once('-') {
                Some((language, country)) => is_language(language) && is_country(country),
                None => is_language(text),
            },
            Self::Cre => text
                .strip_prefix("CRE:")
                .and_then(|numbers| numbers.split_once('-'))
                .is_some_and(|(one, other)| is_digits(one) && is_digits(other)),
            Self::PatentNumber => is_patent_number(text),
            Self::Country => is_country(text),
        }
    }

    /// What a person is told that the text is not.
    pub(super) const fn wanted(self) -> &'static str {
        match self {
            Self::OneLine => "a text of one line",
            Self::SerialNumber => "`urn:uuid:` and a UUID in lower case",
            Self::BomLink => "a BOM-Link, `urn:cdx:UUID/VERSION`",
            Self::BomLinkElement => "a BOM-Link to an element, `urn:cdx:UUID/VERSION#REF`",
            Self::MediaType => "a media type in lower case",
            Self::Hash => "a hash of 128, 160, 256, 384 or 512 bits in hexadecimal",
            Self::Locale => "a language, or a language and a country, such as `en-US`",
            Self::Cre => "`CRE:` and two numbers with a hyphen",
            Self::PatentNumber => "a patent number of 2 to 30 characters",
            Self::Country => "two capital letters",
        }
    }
}

fn all(text: &str, is: impl Fn(&u8) -> bool) -> bool {
    text.as_bytes().iter().all(is)
}

fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn is_bom_link(text: &str) -> bool {
    text.strip_prefix("urn:cdx:")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(uuid, version)| {
            is_uuid(uuid) && is_digits(version) && !version.starts_with('0')
        })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && all(text, u8::is_ascii_digit)
}

fn is_media_word(text: &str) -> bool {
    !text.is_empty()
        && all(
            text,
            |byte| matches!(byte, b'-' | b'+' | b'.' | b'a'..=b'z' | b'0'..=b'9'),
        )
}

fn is_language(text: &str) -> bool {
    text.len() == 2 && all(text, u8::is_ascii_lowercase)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && all(text, u8::is_ascii_uppercase)
}

fn is_patent_number(text: &str) -> bool {
    let mut most = 30_usize;
    let mut ends = (false, false);
    for (at, c) in text.chars().enumerate() {
        let is_plain = c.is_ascii_alphanumeric();
        if most == 0 || !(is_plain || "-/.()".contains(c) || is_ecma_space(c)) {
            return false;
        }
        most = most.wrapping_sub(1);
        ends = (if at == 0 { is_plain } else { ends.0 }, is_plain);
    }
    ends == (true, true) && text.len() >= 2
}

/// `\s` of ECMA 262.
fn is_ecma_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::Pattern::{self, *};

    #[test]
    fn patterns_match_what_the_expressions_match() {
        let uuid = "3e671687-395b-41f5-a30f-a58921a69b79";
        let yes: &[(Pattern, &[&str])] = &[
            (OneLine, &["", "a b", "\t"]),
            (SerialNumber, &[&format!("urn:uuid:{uuid}")]),
            (
                BomLink,
                &[&format!("urn:cdx:{uuid}/1"), &format!("urn:cdx:{uuid}/10")],
            ),
            (BomLinkElement, &[&format!("urn:cdx:{uuid}/1#a/b#c")]),
            (MediaType, &["text/plain", "a+b/c-d.e"]),
            (
                Hash,
                &[
                    &"aF".repeat(16),
                    &"0".repeat(40),
                    &"0".repeat(64),
                    &"0".repeat(96),
                    &"0".repeat(128),
                ],
            ),
            (Locale, &["en", "en-US"]),
            (Cre, &["CRE:1-23"]),
            (
                PatentNumber,
                &["ab", "a-/.() \u{a0}b", &"a".repeat(30), "a\u{feff}b"],
            ),
            (Country, &["DE"]),
        ];
        let no: &[(Pattern, &[&str])] = &[
            (OneLine, &["a\n", "\r", "\u{2028}", "a\u{2029}b"]),
            (
                SerialNumber,
                &[
                    "",
                    uuid,
                    &format!("urn:uuid:{}", uuid.to_uppercase()),
                    &format!("urn:uuid:{uuid}0"),
                    &format!("URN:uuid:{uuid}"),
                    &format!("urn:uuid:{uuid}\n"),
                    "urn:uuid:3e6716870395b-41f5-a30f-a58921a69b79",
                ],
            ),
            (
                BomLink,
                &[
                    &format!("urn:cdx:{uuid}"),
                    &format!("urn:cdx:{uuid}/0"),
                    &format!("urn:cdx:{uuid}/01"),
                    &format!("urn:cdx:{uuid}/"),
                    &format!("urn:cdx:{uuid}/1#a"),
                    &format!("urn:cdx:{uuid}/1x"),
                ],
            ),
            (
                BomLinkElement,
                &[
                    &format!("urn:cdx:{uuid}/1"),
                    &format!("urn:cdx:{uuid}/1#"),
                    &format!("urn:cdx:{uuid}/1#a\nb"),
                ],
            ),
            (
                MediaType,
                &["text", "/", "a/", "/a", "a/b/c", "Text/plain", "a/b;c=d"],
            ),
            (
                Hash,
                &["", &"0".repeat(33), &"g".repeat(32), &"0".repeat(56)],
            ),
            (
                Locale,
                &["", "EN", "en-us", "en-", "eng", "en-US-x", "en_US"],
            ),
            (Cre, &["CRE:1", "CRE:-", "CRE:1-", "CRE:1-2-3", "cre:1-2"]),
            (
                PatentNumber,
                &[
                    "",
                    "a",
                    "-a",
                    "a-",
                    &"a".repeat(31),
                    "a_b",
                    "aéb",
                    "a\u{85}b",
                ],
            ),
            (Country, &["", "D", "DEU", "de"]),
        ];
        for (pattern, texts) in yes {
            for text in *texts {
                assert!(pattern.is_match(text), "{pattern:?} {text:?}");
            }
        }
        for (pattern, texts) in no {
            for text in *texts {
                assert!(!pattern.is_match(text), "{pattern:?} {text:?}");
            }
        }
    }
}
