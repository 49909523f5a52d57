//! The laws of a total order, on versions made to be near each other.

use bonafide_sbom::Scheme;
use core::cmp::Ordering;
use proptest::prelude::*;

use crate::ALL;

/// Pieces of versions of every scheme; few, so that versions often begin alike.
const PIECES: [&str; 44] = [
    "0",
    "1",
    "2",
    "9",
    "10",
    "00",
    "01",
    ".0",
    ".1",
    ".10",
    ".01",
    "-",
    "-0",
    "-1",
    "-r0",
    "-r1",
    "_alpha",
    "_p",
    "_p1",
    "_pre2",
    "~",
    "~rc",
    "~1a",
    "^",
    "^git",
    "+",
    "+a",
    "a",
    "a1",
    "b",
    "rc1",
    "-alpha",
    ".dev1",
    ".post1",
    "!",
    ":",
    "-SNAPSHOT",
    ".ga",
    "-sp",
    ".foo",
    "-final",
    "x",
    ".0.1",
    "-0.1",
];

/// Versions as people write them, which every scheme has some of.
fn text() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(&PIECES[..]);
    let pieces = proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
    let release = proptest::sample::select(&["1", "1.0", "1.0.0", "1.1.0", "01", "1:1"][..]);
    (release, pieces).prop_map(|(release, rest)| format!("{release}{rest}"))
}

fn check(scheme: Scheme, texts: [&str; 3]) -> Result<(), TestCaseError> {
    let [Some(a), Some(b), Some(c)] = texts.map(|text| scheme.parse(text)) else {
        return Ok(());
    };
    let order = |a, b| PartialOrd::partial_cmp(a, b).unwrap();
    prop_assert_eq!(order(&a, &a), Ordering::Equal);
    for (a, b) in [(&a, &b), (&a, &c), (&b, &c)] {
        prop_assert_eq!(
            order(a, b),
            order(b, a).reverse(),
            "{:?} {:?}",
            scheme,
            texts
        );
    }
    let all = [&a, &b, &c];
    for x in all {
        for y in all {
            for z in all {
                if order(x, y).is_le() && order(y, z).is_le() {
                    prop_assert!(order(x, z).is_le(), "{:?} {:?}", scheme, texts);
                    let is_strict = order(x, y).is_lt() || order(y, z).is_lt();
                    prop_assert!(
                        !is_strict || order(x, z).is_lt(),
                        "{:?} {:?}",
                        scheme,
                        texts
                    );
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn the_order_is_total(a in text(), b in text(), c in text()) {
        for scheme in ALL {
            check(scheme, [&a, &b, &c])?;
        }
    }

    #[test]
    fn no_text_is_too_much(a in "\\PC{0,40}", b in "[0-9a-z.~^_+:!-]{0,20}") {
        for scheme in ALL {
            check(scheme, [&a, &b, "1.0.0"])?;
        }
    }
}

#[test]
fn every_scheme_is_reached() {
    for scheme in ALL {
        let readable = PIECES.iter().filter(|piece| {
            scheme.parse(&format!("1{piece}")).is_some()
                || scheme.parse(&format!("1.0.0{piece}")).is_some()
        });
        assert!(readable.count() > 3, "{scheme:?}");
    }
}

#[test]
fn numbers_of_any_length_are_compared_and_a_kibibyte_is_the_most() {
    for scheme in ALL {
        let tail = if scheme == Scheme::SemVer { ".0.0" } else { "" };
        let number =
            |first: char, length: usize| format!("{first}{}{tail}", "0".repeat(length - 1));
        let longest = 1024 - tail.len();
        let [low, high] = [number('8', longest), number('9', longest)];
        let shorter = number('9', longest - 1);
        assert!(scheme.parse(&low).unwrap() < scheme.parse(&high).unwrap());
        assert!(scheme.parse(&shorter).unwrap() < scheme.parse(&low).unwrap());
        assert_eq!(scheme.parse(&number('9', longest + 1)), None, "{scheme:?}");
    }
}

#[test]
fn versions_of_two_schemes_have_no_order() {
    let (deb, rpm) = (
        Scheme::Deb.parse("1").unwrap(),
        Scheme::Rpm.parse("1").unwrap(),
    );
    assert_eq!(deb.partial_cmp(&rpm), None);
    let (go, semver) = (Scheme::Go.parse("1.0.0"), Scheme::SemVer.parse("1.0.0"));
    assert_eq!(go.unwrap().partial_cmp(&semver.unwrap()), None);
    assert_ne!(deb, rpm);
    assert_eq!((deb.scheme(), rpm.scheme()), (Scheme::Deb, Scheme::Rpm));
}

#[test]
fn what_is_no_version_is_not_the_lowest() {
    for scheme in ALL {
        for text in ["", "?", "unknown version", "\u{0}", "\u{202e}"] {
            assert_eq!(scheme.parse(text), None, "{scheme:?} {text:?}");
        }
    }
}
