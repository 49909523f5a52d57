//! What holds of any document.

use proptest::prelude::*;

use bonafide_sbom::{Format, ReadOptions, read};

use crate::kit::{Records, components, records};

/// A character as one of the ways in which XML writes it.
fn written(c: char, way: u8) -> String {
    let number = u32::from(c);
    match (way % 4, c) {
        (0, _) => format!("&#{number};"),
        (1, _) => format!("&#x{number:X};"),
        (2, c) if c != ']' && c != '>' => format!("<![CDATA[{c}]]>"),
        (_, '<') => "&lt;".to_owned(),
        (_, '>') => "&gt;".to_owned(),
        (_, '&') => "&amp;".to_owned(),
        // A carriage return that is written plainly is a line feed.
        (_, '\r') => "&#13;".to_owned(),
        (_, c) => c.to_string(),
    }
}

fn is_legal(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}

proptest! {
    #[test]
    fn a_name_is_what_was_written(text in "\\PC{0,12}|[\\t\\n\\r<>&'\"\\]]{0,12}", ways in any::<[u8; 12]>()) {
        let text: String = text.chars().filter(|c| is_legal(*c)).collect();
        let writing: String = text
            .chars()
            .zip(ways.iter().cycle())
            // A carriage return in CDATA cannot be told from a line feed.
            .map(|(c, way)| written(c, if c == '\r' { 0 } else { *way }))
            .collect();
        let document = components(&format!("<component><name>{writing}</name></component>"));
        let (_, all) = records(document.as_bytes());
        let wanted = format!("name: Some({text:?})");
        prop_assert!(all.records[0].contains(&wanted), "{document}\n{wanted}\n{:?}", all.records);
    }

    #[test]
    fn an_attribute_is_what_was_written(text in "[ -~é]{1,20}", ways in any::<[u8; 20]>()) {
        let writing: String = text
            .chars()
            .zip(ways)
            .map(|(c, way)| match c {
                '<' | '&' | '\'' => format!("&#{};", u32::from(c)),
                c if way % 3 == 0 => format!("&#x{:x};", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        let document = components(&format!("<component bom-ref='{writing}'/>"));
        let (_, all) = records(document.as_bytes());
        let wanted = format!("reference: Some({text:?})");
        prop_assert!(all.records[0].contains(&wanted), "{document}\n{:?}", all.records);
    }

    /// Nothing panics, and what is refused is refused whatever is read of it.
    #[test]
    fn changed_bytes_are_read_or_refused(
        at in 0_usize..600,
        bytes in prop::collection::vec(prop_oneof![
            Just(b'<'), Just(b'>'), Just(b'/'), Just(b'&'), Just(b'"'), Just(b'!'), Just(b'['),
            Just(b':'), Just(b'?'), Just(b'-'), any::<u8>()
        ], 1..4),
    ) {
        let mut text = components(
            "<component type='library' bom-ref=\"a\" xmlns:x='urn:x'><name>a &amp; b</name>\
            <x:y x:z='1'><![CDATA[ & ]]></x:y><!-- c --><?p q?><hashes><hash alg='MD5'>00</hash></hashes>\
            <licenses><license><id>MIT</id></license></licenses><components><component/></components>\
            </component>",
        ).into_bytes();
        let at = at % text.len();
        let end = (at + bytes.len()).min(text.len());
        text.splice(at..end, bytes);
        let options = ReadOptions::default().with_format(Format::CdxXml);
        let mut first = Records::default();
        let one = read(&text, &options, &mut first).map(|summary| summary.counts.components);
        let none = options.with_fields(bonafide_sbom::Fields::NONE);
        let other = read(&text, &none, &mut ()).map(|summary| summary.counts.components);
        if let (Ok(one), Ok(other)) = (&one, &other) {
            prop_assert_eq!(one, other);
        }
        prop_assert_eq!(one.is_ok(), other.is_ok());
    }
}
