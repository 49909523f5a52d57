//! References: the grammar, the familiar form, and what is refused and where.

use std::path::Path;

use bonafide_oci::{Error, Reference, Spelling, Tag, Target, parse_digest};
use proptest::prelude::*;

const HEX: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
/// One digit too few.
const SHORT: &str = "4136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

/// Rule, offset and part of a refusal.
fn refusal(error: Error) -> (&'static str, usize, String) {
    assert_eq!(error.code().as_str(), "ref.invalid");
    match error {
        Error::Reference { rule, offset, part } => (rule, offset, part),
        error => panic!("{error:?}"),
    }
}

fn familiar(text: &str) -> String {
    Reference::parse_familiar(text).unwrap().to_string()
}

fn refused(text: &str) -> (&'static str, usize, String) {
    refusal(Reference::parse_familiar(text).unwrap_err())
}

#[test]
fn ref_1_the_grammar() {
    for (text, domain, path, tag) in [
        ("a", None, "a", None),
        ("a/b", Some("a"), "b", None),
        ("a.b/c/d:e", Some("a.b"), "c/d", Some("e")),
        ("A-b.C:1/d", Some("A-b.C:1"), "d", None),
        ("[::1]:80/d:_x.Y-z", Some("[::1]:80"), "d", Some("_x.Y-z")),
        ("10.0.0.1:65535/d", Some("10.0.0.1:65535"), "d", None),
        ("a__b/c", None, "a__b/c", None),
        ("h/a.b_c__d---e", Some("h"), "a.b_c__d---e", None),
    ] {
        let parts = Reference::parse_grammar(text).unwrap();
        assert_eq!(
            (parts.domain(), parts.path(), parts.tag(), parts.digest()),
            (domain, path, tag, None),
            "{text}"
        );
    }
    let not_a_component = "not a component of a path";
    for (text, rule, offset, part) in [
        ("a//b", not_a_component, 2, ""),
        ("a/", not_a_component, 2, ""),
        ("/a", not_a_component, 0, ""),
        ("h/a___b", not_a_component, 2, "a___b"),
        ("h/a..b", not_a_component, 2, "a..b"),
        ("h/a._b", not_a_component, 2, "a._b"),
        ("h/ok/-b", not_a_component, 5, "-b"),
        ("h/b-", not_a_component, 2, "b-"),
        ("h/..", not_a_component, 2, ".."),
        ("a:b:c", not_a_component, 0, "a:b"),
        ("h/B", "a repository is written in lower case", 2, "B"),
        ("h/a:", "not a tag", 4, ""),
        ("h/a:.b", "not a tag", 4, ".b"),
        ("h/a:-b", "not a tag", 4, "-b"),
        ("h/a:b+c", "not a tag", 4, "b+c"),
        ("[::1]:80", not_a_component, 0, "[::1]"),
    ] {
        let found = refusal(Reference::parse_grammar(text).unwrap_err());
        assert_eq!(found, (rule, offset, part.to_owned()), "{text}");
    }
    let longest = "t".repeat(128);
    assert!(Tag::parse(&longest).is_ok());
    assert!(Tag::parse(&format!("{longest}t")).is_err());
    assert!(Tag::parse("").is_err());
}

#[test]
fn ref_2_nothing_but_printable_ascii_and_no_scheme() {
    let rule = "white space, a control character, or not ASCII";
    for (text, offset) in [
        ("h/a b", 3),
        ("h/a\u{0}", 3),
        ("h/a\n", 3),
        (" h/a", 0),
        ("h/\u{e9}", 2),
        ("h/a\u{7f}", 3),
        ("h/a\u{1b}[31m", 3),
    ] {
        let found = refused(text);
        assert_eq!((found.0, found.1), (rule, offset), "{text:?}");
        let found = refusal(Reference::parse_grammar(text).unwrap_err());
        assert_eq!((found.0, found.1), (rule, offset), "{text:?}");
    }
    assert_eq!(refused("").0, "nothing is named");
    // What an error shows cannot drive a terminal.
    let shown = Reference::parse_familiar("h/a\u{1b}[31m")
        .unwrap_err()
        .to_string();
    assert!(
        shown.contains("\\u{1b}") && !shown.contains('\u{1b}'),
        "{shown}"
    );
    for text in [
        "https://host/a",
        "http://host/a",
        "docker://host/a",
        "docker://a",
        "oci:",
        "oci:/folder",
        "oci:./folder:tag",
        "dir:/folder",
        "host/a%2fb",
        "host/a%41",
    ] {
        refused(text);
        refusal(Reference::parse_grammar(text).unwrap_err());
        refusal(Reference::parse_strict(text).unwrap_err());
    }
    for text in [
        "oci:folder",
        "oci-archive:file.tar",
        "docker-archive:a",
        "dir:a",
    ] {
        let rule = "a transport, and no reference";
        let name = text.split(':').next().unwrap().to_owned();
        assert_eq!(refused(text), (rule, 0, name), "{text}");
    }
    // As a repository of a registry such a word is like any other.
    assert_eq!(familiar("oci"), "docker.io/library/oci");
    assert_eq!(familiar("h.io/oci:folder"), "h.io/oci:folder");
    let name = format!("h.io/{}", "a/".repeat(100));
    let long = format!("{name}a:{}@sha512:{}", "t".repeat(128), "0".repeat(128));
    assert!(Reference::parse_strict(&long).is_ok());
    let longer = "a".repeat(1025);
    assert_eq!(refused(&longer).0, "longer than 1024 bytes");
    assert_ne!(refused(&"a".repeat(1024)).0, "longer than 1024 bytes");
}

#[test]
fn ref_3_paths_ports_and_addresses() {
    let path = "a".repeat(255);
    assert!(Reference::parse_strict(&format!("h.io/{path}")).is_ok());
    let found = refused(&format!("h.io/{path}a"));
    assert_eq!((found.0, found.1), ("the path is longer than 255 bytes", 5));
    for port in ["1", "80", "65535", "080"] {
        assert!(
            Reference::parse_strict(&format!("h:{port}/a")).is_ok(),
            "{port}"
        );
    }
    for port in ["0", "65536", "+80", "-1", "", "8o", "99999999999999999999"] {
        assert_eq!(refused(&format!("h:{port}/a")).0, "not a domain", "{port}");
        refusal(Reference::parse_strict(&format!("h:{port}/a")).unwrap_err());
    }
    for host in ["[::1]", "[2001:db8::1]:5000", "[::ffff:10.0.0.1]"] {
        assert_eq!(familiar(&format!("{host}/a")), format!("{host}/a"));
    }
    for host in [
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[::g]",
        "[::1",
        "[::1]x",
        "[]",
        "[1.2.3.4]",
    ] {
        refused(&format!("{host}/a"));
    }
    for host in ["-a.io", "a-.io", "a..io", ".io", "a_b.io", "a.io:80:80"] {
        assert_eq!(refused(&format!("{host}/a")).0, "not a domain", "{host}");
    }
}

#[test]
fn ref_4_time_is_linear() {
    // Inputs at which backtracking matchers slow down; a thousand of each take no time.
    for text in [
        "a-".repeat(120),
        "a/".repeat(500),
        "-".repeat(1000),
        "a.".repeat(120) + "!",
    ] {
        for _ in 0..1000 {
            let _ = Reference::parse_familiar(&text);
        }
    }
}

#[test]
fn ref_5_strict_references_name_their_domain() {
    for text in ["alpine", "alpine:3", "foo_bar/alpine"] {
        let found = refusal(Reference::parse_strict(text).unwrap_err());
        assert_eq!(found, ("a domain is wanted", 0, text.to_owned()));
    }
    let reference = Reference::parse_strict("Registry.Test:5000/o/app:v1").unwrap();
    assert_eq!(reference.repository().domain(), "registry.test:5000");
    assert_eq!(reference.repository().path(), "o/app");
    assert_eq!(reference.to_string(), "registry.test:5000/o/app:v1");
    assert_eq!(
        Reference::parse_strict("index.docker.io/alpine")
            .unwrap()
            .to_string(),
        "docker.io/library/alpine"
    );
}

#[test]
fn ref_6_familiar_names() {
    for (text, canonical) in [
        ("alpine", "docker.io/library/alpine"),
        ("alpine:3.22", "docker.io/library/alpine:3.22"),
        ("owner/app", "docker.io/owner/app"),
        ("docker.io/alpine", "docker.io/library/alpine"),
        ("index.docker.io/alpine", "docker.io/library/alpine"),
        ("INDEX.docker.IO/owner/app", "docker.io/owner/app"),
        ("docker.io:443/alpine", "docker.io:443/alpine"),
        ("localhost/app", "localhost/app"),
        ("LOCALHOST/app", "localhost/app"),
        ("local/app", "docker.io/local/app"),
        ("h:80/app", "h:80/app"),
        ("h.io/app", "h.io/app"),
        ("localhost", "docker.io/library/localhost"),
        ("h.io", "docker.io/library/h.io"),
        ("h.io:80", "docker.io/library/h.io:80"),
        ("foo_bar/app", "docker.io/foo_bar/app"),
        ("library/a/b", "docker.io/library/a/b"),
    ] {
        assert_eq!(familiar(text), canonical, "{text}");
    }
    let rule = "a repository is written in lower case";
    assert_eq!(refused("Alpine"), (rule, 0, "Alpine".to_owned()));
    assert_eq!(refused("owner/App"), (rule, 6, "App".to_owned()));
    // In lower case, as hosts are kept, it would be an owner on docker.io.
    let host = "a host that only its upper case tells";
    assert_eq!(refused("Host/app"), (host, 0, "Host".to_owned()));
    assert_eq!(refused("h.io/o/App:T"), (rule, 5, "o/App".to_owned()));
    // A name that is all path is measured as one.
    let path = format!("{}/{}", "a".repeat(127), "b".repeat(127));
    assert!(Reference::parse_familiar(&path).is_ok());
    assert_eq!(
        refused(&format!("{path}b")).0,
        "the path is longer than 255 bytes"
    );
}

#[test]
fn ref_6_what_is_written_out_is_read_as_the_same_image_again() {
    for text in [
        "alpine",
        "h.io/app",
        "H:80/app",
        "LOCALHOST/app",
        "o/app:v1",
        "H.IO/o/app",
    ] {
        let canonical = familiar(text);
        assert_eq!(familiar(&canonical), canonical, "{text}");
    }
}

#[test]
fn ref_7_the_id_of_an_image_is_no_name() {
    assert_eq!(refused(HEX).0, "the id of an image is no name");
    assert!(Reference::parse_familiar(SHORT).is_ok());
    assert!(Reference::parse_familiar(&format!("h.io/{HEX}")).is_ok());
}

#[test]
fn ref_8_domains_are_compared_without_letter_case_and_with_ports() {
    let repository = |text: &str| Reference::parse_strict(text).unwrap().repository().clone();
    assert_eq!(repository("HOST.io/a"), repository("host.IO/a"));
    assert_ne!(repository("host.io:443/a"), repository("host.io/a"));
    assert_ne!(repository("host.io:80/a"), repository("host.io:080/a"));
}

#[test]
fn ref_9_a_digest_is_the_image_and_a_tag_beside_it_a_claim() {
    let digest = format!("sha256:{HEX}");
    let reference = Reference::parse_familiar(&format!("a:v1@{digest}")).unwrap();
    assert_eq!(
        reference.target(),
        Target::Digest(parse_digest(&digest).unwrap())
    );
    assert_eq!(reference.tag().unwrap().as_str(), "v1");
    assert!(!reference.is_tag_implicit());
    let reference = Reference::parse_familiar("a:v1").unwrap();
    assert_eq!(reference.target(), Target::Tag(Tag::parse("v1").unwrap()));
    let reference = Reference::parse_familiar("a").unwrap();
    assert_eq!(reference.target().to_string(), "latest");
    assert!(reference.is_tag_implicit() && reference.tag().is_none());
    assert_eq!(reference.to_string(), "docker.io/library/a");
    let pinned = reference.with_digest(parse_digest(&digest).unwrap());
    assert!(!pinned.is_tag_implicit());
    assert_eq!(pinned.to_string(), format!("docker.io/library/a@{digest}"));
}

#[test]
fn ref_10_digests_are_strict() {
    for digest in [
        format!("sha256:{}", HEX.to_uppercase()),
        format!("sha256:{SHORT}"),
        format!("sha256:{HEX}0"),
        "sha256:../..".to_owned(),
        "sha256:".to_owned(),
        "sha256".to_owned(),
        String::new(),
        format!("sha256:{HEX}@sha256:{HEX}"),
    ] {
        let found = refused(&format!("h.io/a@{digest}"));
        assert_eq!((found.1, found.2.as_str()), (7, digest.as_str()));
    }
    for (algorithm, length) in [("sha384", 96), ("blake3", 64), ("md5", 32), ("made-up", 64)] {
        let text = format!("h.io/a@{algorithm}:{}", "0".repeat(length));
        let error = Reference::parse_familiar(&text).unwrap_err();
        assert_eq!(error.code().as_str(), "digest.algorithm-unsupported");
        assert!(error.to_string().contains(algorithm));
    }
}

#[test]
fn ref_11_spellings() {
    for (text, canonical, index, short) in [
        (
            "alpine",
            "docker.io/library/alpine",
            "index.docker.io/library/alpine",
            "docker.io/alpine",
        ),
        (
            "owner/app",
            "docker.io/owner/app",
            "index.docker.io/owner/app",
            "docker.io/owner/app",
        ),
        (
            "h.io/library/a",
            "h.io/library/a",
            "h.io/library/a",
            "h.io/library/a",
        ),
    ] {
        let reference = Reference::parse_familiar(text).unwrap();
        let spelling = |it| reference.repository().spelling(it);
        assert_eq!(spelling(Spelling::Canonical), canonical);
        assert_eq!(spelling(Spelling::IndexDockerIo), index);
        assert_eq!(spelling(Spelling::WithoutLibrary), short);
    }
}

#[test]
fn ref_12_errors_never_repeat_long_texts() {
    let at = format!("h.io/{}", "A".repeat(256));
    assert_eq!(refused(&at).2.len(), 256);
    for length in [257, 1000, 100_000] {
        let (_, _, part) = refused(&format!("h.io/{}", "A".repeat(length)));
        assert_eq!(part.len(), 256, "{length}");
        let (_, _, part) = refused(&"\u{e9}".repeat(length));
        assert!(part.len() <= 256, "{length}");
    }
}

#[test]
fn corpus() {
    // Digests of this algorithm are not computed by the parser that the table is of.
    const WIDER: [&str; 1] = ["validname@sha512:"];
    let Some(corpus) = std::env::var_os("BONAFIDE_CORPUS") else {
        println!("corpus references: skipped, BONAFIDE_CORPUS is not set");
        return;
    };
    let path = Path::new(&corpus).join("policy/tables/reference-parse.json");
    let table = std::fs::read(path).unwrap();
    let table: Vec<serde_json::Value> = serde_json::from_slice(&table).unwrap();
    let mut wrong = 0;
    for row in &table {
        let input = row["input"].as_str().unwrap();
        let is_wider = WIDER.iter().any(|start| input.starts_with(start));
        let is_right = match Reference::parse_grammar(input) {
            Err(_) => row["err"].is_string(),
            Ok(_) if row["err"].is_string() => is_wider,
            Ok(parts) => {
                let name = match parts.domain() {
                    Some(domain) => format!("{domain}/{}", parts.path()),
                    None => parts.path().to_owned(),
                };
                let digest = parts.digest().map(ToString::to_string);
                row["repository"] == name.as_str()
                    && row["domain"].as_str() == parts.domain()
                    && row["tag"].as_str() == parts.tag()
                    && row["digest"].as_str() == digest.as_deref()
            }
        };
        if !is_right {
            wrong += 1;
            println!("{input}: {:?}", Reference::parse_grammar(input));
        }
    }
    println!("corpus references: {} rows, {wrong} wrong", table.len());
    assert_eq!(wrong, 0);
    assert!(table.len() >= 24);
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        text in "([a-zA-Z0-9.-]{1,12}(:[0-9]{1,5})?/)?[a-z0-9._/-]{1,20}(:[a-zA-Z0-9_.-]{1,8})?",
        pinned: bool,
    ) {
        let text = if pinned { format!("{text}@sha256:{HEX}") } else { text };
        for reference in [Reference::parse_familiar(&text), Reference::parse_strict(&text)] {
            let Ok(reference) = reference else { continue };
            let written = reference.to_string();
            prop_assert_eq!(&Reference::parse_strict(&written).unwrap(), &reference);
            prop_assert!(Reference::parse_grammar(&written).is_ok());
            // Of familiar names, a first part in lower case is a domain only if it looks like one.
            let domain = reference.repository().domain();
            if domain.contains(['.', ':']) || domain == "localhost" {
                prop_assert_eq!(&Reference::parse_familiar(&written).unwrap(), &reference);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}", bytes: Vec<u8>) {
        for text in [text, String::from_utf8_lossy(&bytes).into_owned()] {
            let _ = Reference::parse_grammar(&text);
            let _ = Reference::parse_strict(&text);
            if let Err(error) = Reference::parse_familiar(&text) {
                prop_assert!(!error.to_string().chars().any(char::is_control));
            }
        }
    }
}
