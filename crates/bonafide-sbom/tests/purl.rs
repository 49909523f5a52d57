//! Package URLs: the cases of purl-spec, canonical form, and what is refused.

use bonafide_report::Finding;
use bonafide_sbom::{Purl, PurlParts};
use proptest::prelude::*;
use serde_json::Value;

const CASES: &str = include_str!("data/purl-spec.tsv");

/// Cases that are not met, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "pkg:gem/jruby-launcher@1.1.2?Platform=java",
        "the suite refuses an upper-case key here, and wants it lower-cased in a recommended case \
         of the same text and in a required one of maven",
    ),
    (
        "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
        "as for gem",
    ),
    (
        "pkg:git/github/Package-url/purl-Spec@244fd47e07d1004f0aed9c",
        "a recommended case lower-cases where the type definition says that case matters",
    ),
];

fn code<T: std::fmt::Debug>(result: Result<T, Finding>) -> &'static str {
    result.unwrap_err().code().as_str()
}

fn canonical(text: &str) -> String {
    Purl::parse(text).unwrap().as_str().to_owned()
}

#[test]
fn the_suite_of_purl_spec() {
    let (mut run, mut wrong, mut excused) = (0, Vec::new(), Vec::new());
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<_> = line.split('\t').collect();
        let [_, _, test, outcome, input, output] = cells[..] else {
            panic!("{line}");
        };
        run += 1;
        let found = if test == "build" {
            build(input)
        } else {
            Purl::parse(input)
        };
        let met = match (&found, outcome, test) {
            (Err(_), "fail", _) => true,
            (Ok(purl), "ok", "parse") => components(purl) == of_json(output),
            (Ok(purl), "ok", _) => purl.as_str() == output,
            _ => false,
        };
        match EXCEPTIONS.iter().find(|(text, _)| *text == input) {
            Some((text, _)) if !met => excused.push(*text),
            _ if !met => wrong.push(format!("{line}\n  found {found:?}")),
            _ => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {run}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(run > 500, "only {run} cases were run");
    excused.sort_unstable();
    let listed: std::collections::BTreeSet<_> = EXCEPTIONS.iter().map(|(text, _)| *text).collect();
    assert_eq!(
        excused,
        listed.into_iter().collect::<Vec<_>>(),
        "one case an exception"
    );
}

type Components = (Vec<String>, Vec<(String, String)>);

fn components(purl: &Purl) -> Components {
    let parts = [
        Some(purl.kind()),
        purl.namespace(),
        Some(purl.name()),
        purl.version(),
        purl.subpath(),
    ];
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let parts = parts.map(|part| part.unwrap_or_default().to_owned());
    (parts.to_vec(), purl.qualifiers().map(own).collect())
}

fn of_json(text: &str) -> Components {
    let value: Value = serde_json::from_str(text).unwrap();
    let parts = ["type", "namespace", "name", "version", "subpath"];
    let parts = parts.map(|part| value[part].as_str().unwrap_or_default().to_owned());
    let mut qualifiers = Vec::new();
    for (key, value) in value["qualifiers"].as_object().into_iter().flatten() {
        qualifiers.push((key.clone(), value.as_str().unwrap().to_owned()));
    }
    qualifiers.sort();
    (parts.to_vec(), qualifiers)
}

fn build(text: &str) -> Result<Purl, Finding> {
    let (parts, qualifiers) = of_json(text);
    let [kind, namespace, name, version, subpath] = &parts[..] else {
        panic!("{text}");
    };
    let qualifiers: Vec<_> = qualifiers
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    Purl::build(&PurlParts {
        kind,
        namespace,
        name,
        version,
        qualifiers: &qualifiers,
        subpath,
    })
}

#[test]
fn rules_of_types_that_the_suite_leaves_out() {
    for (text, expected) in [
        ("pkg:pypi/A_B.c", "pkg:pypi/a-b.c"),
        ("pkg:npm/JSONStream@1", "pkg:npm/JSONStream@1"),
        ("pkg:nuget/Newtonsoft.Json", "pkg:nuget/Newtonsoft.Json"),
        (
            "pkg:golang/github.com/Azure/x@v1",
            "pkg:golang/github.com/Azure/x@v1",
        ),
        ("pkg:gitlab/Group/Sub/Name", "pkg:gitlab/group/sub/name"),
        ("pkg:pub/Some-Thing.x", "pkg:pub/some_thing_x"),
        ("pkg:oci/Debian@SHA256:AB", "pkg:oci/debian@sha256:ab"),
        ("pkg:deb/Debian/Curl@1:2%2b3", "pkg:deb/debian/curl@1:2%2B3"),
        ("pkg:rpm/Fedora/ImageMagick", "pkg:rpm/fedora/ImageMagick"),
        (
            "pkg:vscode-extension/RedHat/Java@1A",
            "pkg:vscode-extension/redhat/java@1a",
        ),
        ("pkg:yocto/Core/BusyBox", "pkg:yocto/core/BusyBox"),
        ("pkg:otp/Hex#SRC/A", "pkg:otp/hex#src/a"),
        ("pkg:x.y-z/Any/Thing", "pkg:x.y-z/Any/Thing"),
    ] {
        assert_eq!(canonical(text), expected);
    }
    for broken in [
        "pkg:maven/log4j-core@2",
        "pkg:cargo/a/b",
        "pkg:golang/stdlib",
        "pkg:swid/a?x=1",
        "pkg:swid/a/b/c/n?tag_id=1",
        "pkg:cocoapods/.hidden",
        "pkg:cocoapods/a%20b",
        "pkg:cocoapods/a%2Bb",
    ] {
        assert_eq!(code(Purl::parse(broken)), "sbom.purl-invalid", "{broken}");
    }
    assert!(Purl::parse("pkg:swid/a/b/n?tag_id=1").is_ok());
}

#[test]
fn canonical_form() {
    for (text, expected) in [
        ("PKG:///NPM//a/", "pkg:npm/a"),
        ("pkg:npm/%40A/b@", "pkg:npm/%40A/b"),
        (
            "pkg:generic/a?c=3&B=2&a=&d.e=5&d=4&",
            "pkg:generic/a?b=2&c=3&d=4&d.e=5",
        ),
        ("pkg:generic/a?", "pkg:generic/a"),
        ("pkg:generic/a#/./b/../%2E/c//", "pkg:generic/a#b/c"),
        ("pkg:generic/a b*~c@x/y", "pkg:generic/a%20b%2A~c@x%2Fy"),
        ("pkg:generic/%c3%a9", "pkg:generic/%C3%A9"),
        ("pkg:generic/\u{e9}", "pkg:generic/%C3%A9"),
        ("pkg:generic/a?x=y=z", "pkg:generic/a?x=y%3Dz"),
        ("pkg:generic/n/a%2Fb", "pkg:generic/n/a%2Fb"),
        ("pkg:generic/a%3Fb%23c", "pkg:generic/a%3Fb%23c"),
        ("pkg:generic/a+b", "pkg:generic/a%2Bb"),
    ] {
        let purl = Purl::parse(text).unwrap();
        assert_eq!(purl.as_str(), expected);
        assert_eq!(Purl::parse(expected).unwrap(), purl);
        let note = purl.note_spelling(text);
        assert_eq!(
            note.map(|note| note.code().as_str()),
            (text != expected).then_some("sbom.purl-noncanonical")
        );
    }
    let canonical = "pkg:npm/%40a/b@1?x=y#z";
    assert_eq!(
        Purl::parse(canonical).unwrap().note_spelling(canonical),
        None
    );
}

#[test]
fn refusals() {
    for text in [
        "",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "npm/a",
        "pkgx:npm/a",
        " pkg:npm/a",
        "pkg%3Anpm/a",
        "pkg:1npm/a",
        "pkg:n_m/a",
        "pkg:n%70m/a",
        "pkg:npm/@1",
        "pkg:npm/a/@1",
        "pkg:npm//@1",
        "pkg:npm/a%",
        "pkg:npm/a%2",
        "pkg:npm/a%zz",
        "pkg:npm/a%+1",
        "pkg:npm/%ff",
        "pkg:npm/%c0%af",
        "pkg:npm/a%2Fb/c",
        "pkg:npm/a#b%2Fc",
        "pkg:git/host/a%2Fb",
        "pkg:npm/a?x=1&x=1",
        "pkg:npm/a?x=1&X=2",
        "pkg:npm/a?x=1&x=",
        "pkg:npm/a?x",
        "pkg:npm/a?=1",
        "pkg:npm/a?1x=1",
        "pkg:npm/a?x%20=1",
        "pkg:npm/a?x=1?y=2",
        "pkg:npm/a#b#c",
    ] {
        assert_eq!(code(Purl::parse(text)), "sbom.purl-invalid", "{text}");
    }
    // What a refusal prints cannot drive a terminal.
    let finding = Purl::parse("pkg:\u{1b}[31m").unwrap_err();
    assert!(finding.detail().contains("\\u{1b}"), "{finding}");
    let parts = PurlParts {
        kind: "npm",
        ..PurlParts::default()
    };
    assert_eq!(code(Purl::build(&parts)), "sbom.purl-invalid");
    assert_eq!(
        Purl::build(&PurlParts {
            name: "/a/",
            ..parts
        })
        .unwrap()
        .as_str(),
        "pkg:npm/a"
    );
}

#[test]
fn bounds() {
    let text = |length: usize| format!("pkg:npm/{}", "a".repeat(length - 8));
    assert!(Purl::parse(&text(4096)).is_ok());
    assert_eq!(code(Purl::parse(&text(4097))), "sbom.purl-invalid");
    // It would be short in canonical form.
    let shrinks = format!("pkg:npm/{}", "/".repeat(4087)) + "a";
    assert!(Purl::parse(&shrinks).is_ok());
    assert_eq!(
        code(Purl::parse(&shrinks.replace("npm", "npm/"))),
        "sbom.purl-invalid"
    );
    // It would grow beyond the bound in canonical form.
    let grows = |count: usize| format!("pkg:npm/{}", "+".repeat(count));
    assert!(Purl::parse(&grows(1362)).is_ok());
    assert_eq!(code(Purl::parse(&grows(1363))), "sbom.purl-invalid");
    let mut many = "pkg:npm/a?".to_owned();
    for key in 0..500 {
        many += &format!("k{key}=v&");
    }
    assert_eq!(Purl::parse(&many).unwrap().qualifiers().count(), 500);
    assert_eq!(
        code(Purl::parse(&format!("{many}k7=v"))),
        "sbom.purl-invalid"
    );
    let segments = format!("pkg:generic/{}a#{}", "a/".repeat(900), "b/".repeat(900));
    assert_eq!(
        Purl::parse(&segments).unwrap().as_str(),
        segments.trim_end_matches('/')
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}|pkg:[a-z]{1,8}/[ -~\u{e0}-\u{f0}\u{130}]{0,60}") {
        if let Ok(purl) = Purl::parse(&text) {
            let again = Purl::parse(purl.as_str()).unwrap();
            prop_assert_eq!(&again, &purl);
            prop_assert_eq!(again.note_spelling(purl.as_str()), None);
            prop_assert!(purl.as_str().is_ascii());
        }
    }

    #[test]
    fn canonical_form_is_canonical_for_each_type(
        kind in prop::sample::select(vec![
            "alpm", "brew", "cargo", "chrome-extension", "cpan", "git", "github", "golang", "maven",
            "mlflow", "npm", "nuget", "oci", "otp", "pub", "pypi", "qpkg", "rpm", "swid", "generic",
        ]),
        rest in "(([A-Za-z0-9._~@%+ \u{c0}-\u{ff}\u{130}\u{3a3}-]|%[2-7][0-9A-Fa-f]){1,6}/){0,3}[A-Za-z._\u{130}-]{1,9}(@[A-Z0-9.+:-]{0,6})?(\\?[A-C]=[A-Z /%]{0,3}&[d-f]=x)?(#[./A-Z]{0,6})?",
    ) {
        if let Ok(purl) = Purl::parse(&format!("pkg:{kind}/{rest}")) {
            prop_assert_eq!(Purl::parse(purl.as_str()).unwrap(), purl);
        }
    }

    #[test]
    fn components_survive(
        namespace in prop::collection::vec("[^/]{1,5}", 0..3),
        name in "[^/]{1,8}",
        version in "\\PC{0,8}",
        value in "\\PC{0,8}",
        subpath in "[^/.]{1,5}",
    ) {
        let namespace = namespace.join("/");
        let qualifiers = [("k", value.as_str())];
        let parts = PurlParts { kind: "generic", namespace: &namespace, name: &name, version: &version, qualifiers: &qualifiers, subpath: &subpath };
        let purl = Purl::build(&parts).unwrap();
        let again = Purl::parse(purl.as_str()).unwrap();
        prop_assert_eq!(again.namespace().unwrap_or_default(), namespace);
        prop_assert_eq!(again.name(), name);
        prop_assert_eq!(again.version().unwrap_or_default(), version);
        prop_assert_eq!(again.qualifier("k").unwrap_or_default(), value);
        prop_assert_eq!(again.subpath().unwrap_or_default(), subpath);
    }
}
