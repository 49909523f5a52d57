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

pub(super) fn is_uuid(text: &str) -> bool {
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

    const UUID: &str = "3e671687-395b-41f5-a30f-a58921a69b79";

    fn check(pattern: Pattern, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(pattern.is_match(text), "{pattern:?} {text:?}");
        }
        for text in no {
            assert!(!pattern.is_match(text), "{pattern:?} {text:?}");
        }
    }

    /// The same texts with a UUID for each `U`.
    fn check_with_uuid(pattern: Pattern, yes: &[&str], no: &[&str]) {
        let filled = |texts: &[&str]| -> Vec<String> {
            texts.iter().map(|text| text.replace('U', UUID)).collect()
        };
        let (yes, no) = (filled(yes), filled(no));
        let yes: Vec<&str> = yes.iter().map(String::as_str).collect();
        let no: Vec<&str> = no.iter().map(String::as_str).collect();
        check(pattern, &yes, &no);
    }

    #[test]
    fn names_of_documents() {
        check_with_uuid(
            SerialNumber,
            &["urn:uuid:U"],
            &[
                "",
                "U",
                "urn:uuid:U0",
                "Urn:uuid:U",
                "urn:uuid:U\n",
                "urn:uuid:",
                "urn:cdx:U",
            ],
        );
        let upper = format!("urn:uuid:{}", UUID.to_uppercase());
        let dots = format!("urn:uuid:{}", UUID.replace('-', "."));
        check(
            SerialNumber,
            &[],
            &[&upper, &dots, &upper.replace('-', "0")],
        );
        check_with_uuid(
            BomLink,
            &["urn:cdx:U/1", "urn:cdx:U/10"],
            &[
                "urn:cdx:U",
                "urn:cdx:U/",
                "urn:cdx:U/0",
                "urn:cdx:U/01",
                "urn:cdx:U/1#a",
                "urn:cdx:U/1x",
            ],
        );
        check_with_uuid(
            BomLinkElement,
            &["urn:cdx:U/1#a", "urn:cdx:U/1#a/b#c"],
            &[
                "urn:cdx:U/1",
                "urn:cdx:U/1#",
                "urn:cdx:U/1#a\nb",
                "urn:cdx:U/0#a",
            ],
        );
    }

    #[test]
    fn words() {
        check(
            OneLine,
            &["", "a b", "\t"],
            &["a\n", "\r", "\u{2028}", "a\u{2029}b"],
        );
        check(
            MediaType,
            &["text/plain", "a+b/c-d.e"],
            &["text", "/", "a/", "/a", "a/b/c", "Text/plain", "a/b;c=d"],
        );
        check(
            Locale,
            &["en", "en-US"],
            &["", "EN", "en-us", "en-", "eng", "en-US-x", "en_US"],
        );
        check(Country, &["DE"], &["", "D", "DEU", "de"]);
        check(
            Cre,
            &["CRE:1-23"],
            &["CRE:1", "CRE:-", "CRE:1-", "CRE:1-2-3", "cre:1-2"],
        );
        check(
            PatentNumber,
            &["ab", "a-/.() \u{a0}b", &"a".repeat(30), "a\u{feff}b"],
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
        );
    }

    #[test]
    fn hashes() {
        for length in 0..200 {
            let is_known = [32, 40, 64, 96, 128].contains(&length);
            assert_eq!(
                Hash.is_match(&"aF".repeat(100)[..length]),
                is_known,
                "{length}"
            );
            assert!(!Hash.is_match(&"g".repeat(length)));
        }
    }
}
