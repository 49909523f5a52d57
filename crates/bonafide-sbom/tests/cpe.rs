//! CPE names: both bindings, relations, bounds. Examples are those of NIST IR 7695 and 7696.

use bonafide_sbom::{Cpe, CpeAttribute, CpeRelation};
use proptest::prelude::*;

fn cpe(text: &str) -> Cpe {
    Cpe::parse(text).unwrap_or_else(|finding| panic!("{finding}"))
}

/// A name of vendor, product, version and update, the rest any.
fn short(text: &str) -> Cpe {
    cpe(&format!("cpe:2.3:a:{text}:*:*:*:*:*:*"))
}

#[test]
fn uris_become_formatted_strings() {
    for (uri, formatted) in [
        (
            "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
            "a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
        ),
        (
            "cpe:/a:microsoft:internet_explorer:8.%2a:sp%3f",
            "a:microsoft:internet_explorer:8.\\*:sp\\?:*:*:*:*:*:*",
        ),
        (
            "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
            "a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*",
        ),
        (
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~",
            "a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*",
        ),
        (
            "cpe:/a:hp:openview_network_manager:7.51:-:~~~linux~~",
            "a:hp:openview_network_manager:7.51:-:*:*:*:linux:*:*",
        ),
        (
            "cpe:/a:foo~bar:big%7emoney_2010",
            "a:foo\\~bar:big\\~money_2010:*:*:*:*:*:*:*:*",
        ),
        ("cpe:/o:Linux:Kernel:::", "o:linux:kernel:*:*:*:*:*:*:*:*"),
        ("CPE:/h", "h:*:*:*:*:*:*:*:*:*:*"),
        ("cpe:/", "*:*:*:*:*:*:*:*:*:*:*"),
        ("cpe:/a:v:p:1:2:e:de-DE", "a:v:p:1:2:e:de-de:*:*:*:*"),
    ] {
        assert_eq!(
            cpe(uri).to_string(),
            format!("cpe:2.3:{formatted}"),
            "{uri}"
        );
    }
}

#[test]
fn formatted_strings_are_kept() {
    for text in [
        "cpe:2.3:a:foo\\\\bar:big\\$money:2010:*:*:*:special:ipod_touch:80gb:*",
        "cpe:2.3:a:a\\:b:c:1\\+2:-:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:??1:2*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:\\-:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:???:*:*:*:*:*:*:*",
        "cpe:2.3:-:v:p:*:*:*:*:*:*:*:*",
    ] {
        assert_eq!(cpe(text).to_string(), text);
    }
    let quoted = cpe("cpe:2.3:a:Foo\\.Bar:a\\-b:*:*:*:*:*:*:*:*");
    assert_eq!(quoted.to_string(), "cpe:2.3:a:foo.bar:a-b:*:*:*:*:*:*:*:*");
    let literal = short("v:p:\\-:-");
    let [_, _, _, version, update, ..] = literal.attributes();
    assert!(
        matches!(version, CpeAttribute::Value(value) if value.literal() == "-" && !value.is_pattern())
    );
    assert_eq!(update, &CpeAttribute::NotApplicable);
}

#[test]
fn refusals() {
    for text in [
        "",
        "cpe:",
        "cpe:2.3:",
        "cpe:2.2:a:v:p:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p",
        "cpe:2.3:a:v:p:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*:*",
        "cpe:2.3:x:v:p:*:*:*:*:*:*:*:*",
        "cpe:2.3:a*:v:p:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::p:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:1+2:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:1 2:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:1*2:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:1**:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:?*1:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:\\a:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:\u{e9}:*:*:*:*:*:*:*",
        "cpe:2.3:a:v:p:*:*:*:*:*:*:*:1\\",
        "cpe:/b:v",
        "cpe:/a:v:p:1:2:3:4:5",
        "cpe:/a:v%07",
        "cpe:/a:v%2",
        "cpe:/a:v%zz",
        "cpe:/a:v%41",
        "cpe:/a:a!b",
        "cpe:/a:v:p:1:2:~a~b",
        "cpe:/a:v:p:1:2:~a~b~c~d~e~f",
        "cpe://a:v",
    ] {
        let code = Cpe::parse(text).map_err(|finding| finding.code().as_str());
        assert_eq!(code, Err("sbom.cpe-invalid"), "{text}");
    }
    let long = |length: usize| format!("cpe:/a:{}", "v".repeat(length - 7));
    assert!(Cpe::parse(&long(1024)).is_ok());
    assert_eq!(
        Cpe::parse(&long(1025)).unwrap_err().code().as_str(),
        "sbom.cpe-invalid"
    );
}

/// Table 6-2, attribute by attribute: the version differs, all else is equal.
#[test]
fn relations_of_attributes() {
    use CpeRelation::{Disjoint, Equal, Subset, Superset, Undefined};
    for (source, target, relation) in [
        ("*", "*", Equal),
        ("*", "-", Superset),
        ("*", "1", Superset),
        ("*", "1*", Undefined),
        ("-", "*", Subset),
        ("-", "-", Equal),
        ("-", "1", Disjoint),
        ("-", "1*", Undefined),
        ("1", "1", Equal),
        ("1", "2", Disjoint),
        ("1", "1*", Undefined),
        ("1", "-", Disjoint),
        ("1", "*", Subset),
        ("1*", "1", Superset),
        ("1*", "1.2", Superset),
        ("1*", "2.1", Disjoint),
        ("1*", "*", Subset),
        ("1*", "-", Disjoint),
        ("1*", "1?", Undefined),
        ("*1", "2.1", Superset),
        ("*.*", "2.1", Superset),
        ("1?", "1", Superset),
        ("1?", "12", Superset),
        ("1?", "123", Disjoint),
        ("??1", "abc1", Disjoint),
        ("??1", "ab1", Superset),
        ("?1?", "a1b", Superset),
        ("???", "ab", Superset),
        ("???", "abcd", Disjoint),
        ("aa?", "aaa", Superset),
        ("?a", "aba", Disjoint),
        ("\\*", "1", Disjoint),
        ("A", "a", Equal),
    ] {
        let (a, b) = (
            short(&format!("v:p:{source}:*")),
            short(&format!("v:p:{target}:*")),
        );
        assert_eq!(a.relation(&b), relation, "{source} {target}");
    }
}

#[test]
fn relations_of_names() {
    use CpeRelation::{Disjoint, Equal, Subset, Superset, Undefined};
    assert_eq!(short("v:p:1:*").relation(&short("v:p:1:*")), Equal);
    assert_eq!(short("v:p:*:*").relation(&short("v:p:1:2")), Superset);
    assert_eq!(short("v:p:1:2").relation(&short("v:p:1:*")), Subset);
    // One attribute wider and one narrower is neither.
    assert_eq!(short("v:p:1:*").relation(&short("v:p:*:2")), Undefined);
    // One disjoint attribute decides, whatever the others.
    assert_eq!(short("v:p:*:1").relation(&short("v:p:1*:2")), Disjoint);
    let uri = cpe("cpe:/a:v:p:1");
    assert_eq!(uri.relation(&short("V:P:1:*")), Equal);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "cpe:(2\\.3:|/)[aho](:([a-zA-Z0-9._~*?-]|\\\\[!-/]|%[0-7][0-9a-f]){0,6}){0,11}|\\PC{0,40}") {
        if let Ok(name) = Cpe::parse(&text) {
            let written = name.to_string();
            prop_assert_eq!(&Cpe::parse(&written).unwrap(), &name);
            if name.attributes().iter().all(|one| !matches!(one, CpeAttribute::Value(value) if value.is_pattern())) {
                prop_assert_eq!(name.relation(&name), CpeRelation::Equal);
            }
        }
    }

    #[test]
    fn relations_mirror(a in "[ab*-]:[12*-]", b in "[ab*-]:[12*-]") {
        let (left, right) = (short(&format!("v:p:{a}")), short(&format!("v:p:{b}")));
        let mirrored = match left.relation(&right) {
            CpeRelation::Superset => CpeRelation::Subset,
            CpeRelation::Subset => CpeRelation::Superset,
            same => same,
        };
        prop_assert_eq!(right.relation(&left), mirrored);
    }
}
