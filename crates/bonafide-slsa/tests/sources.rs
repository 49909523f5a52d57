//! One spelling for each source, whoever names it.

use bonafide_slsa::UriContext::{Claim, Expectation, Statement};
use bonafide_slsa::{BuilderId, Error, GitRef, Glob, SourceId, UriContext, Version};
use proptest::prelude::*;

const SHA1: &str = "0123456789abcdef0123456789abcdef01234567";
const APP: &str = "https://github.com/acme/app";

fn read(text: &str, context: UriContext) -> SourceId {
    SourceId::parse(text, context).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn code(text: &str, context: UriContext) -> &'static str {
    SourceId::parse(text, context).map_or_else(|error| error.code().as_str(), |_| "accepted")
}

#[test]
fn one_repository_has_one_canonical_text() {
    for text in [
        APP,
        "git+https://github.com/acme/app",
        "https://GitHub.COM/acme/app",
        "HTTPS://github.com/acme/app",
        "https://github.com:443/acme/app",
        "https://github.com/acme/app.git",
        "https://github.com/acme/app/",
        "https://github.com/acme/app.git/",
        "git+https://github.com/acme/app@refs/heads/main",
        "https://github.com/acme/app.git#refs/heads/main:sub/folder",
        "https://github.com/acme/app@0123456789abcdef0123456789abcdef01234567",
    ] {
        for context in [Expectation, Statement, Claim] {
            let source = read(text, context);
            assert_eq!(source.repository(), APP, "{text}");
            assert!(source.is_same_repository(&read(APP, Statement)), "{text}");
            assert_eq!(source.two_segments(), Some(("acme", "app")));
        }
    }
}

#[test]
fn expectations_have_more_forms() {
    for text in [
        "github.com/acme/app",
        "github.com/acme/app.git",
        "git+github.com/acme/app",
        "GITHUB.com:443/acme/app@refs/tags/v1",
        "ssh://git@github.com/acme/app.git",
        "ssh://git@github.com:22/acme/app",
        "git+ssh://git@github.com/acme/app",
        "git@github.com:acme/app.git",
        "git@github.com:/acme/app",
        "git@github.com:acme/app@refs/heads/main",
    ] {
        assert_eq!(read(text, Expectation).repository(), APP, "{text}");
        for context in [Statement, Claim] {
            assert_eq!(code(text, context), "uri.malformed", "{text}");
        }
    }
}

#[test]
fn other_repositories_are_others_and_no_errors() {
    let app = read(APP, Expectation);
    for text in [
        "https://github.com/acme/appA",
        "https://github.com/acme/ap",
        "https://github.com/Acme/app",
        "https://github.com/acme/App",
        "http://github.com/acme/app",
        "https://gitlab.com/acme/app",
        "https://github.com:8443/acme/app",
        "https://github.com.evil.example/acme/app",
        "Agithub.com/acme/app",
        "github.com/Aacme/app",
        "https://example.com/acme/app",
        "git://github.com/acme/app",
        "https://example.com/github.com/acme/app",
        "gs://bucket/app.tgz#1665165361152729",
    ] {
        let other = read(text, Expectation);
        assert!(!other.is_same_repository(&app), "{text}");
        assert!(!app.is_same_repository(&other), "{text}");
    }
    assert_eq!(
        read("http://github.com:80/acme/app", Statement).repository(),
        "http://github.com/acme/app"
    );
}

#[test]
fn letter_case_may_be_ignored_on_one_host() {
    let same = |one: &str, other: &str| {
        read(one, Expectation).is_same_repository_ignoring_case(&read(other, Statement))
    };
    assert!(same("github.com/Acme/APP", APP));
    assert!(!same("github.com/Acme/APPA", APP));
    assert!(!same("http://github.com/acme/app", APP));
    assert!(!same("gitlab.com/Acme/app", "https://gitlab.com/acme/app"));
    assert!(same("gitlab.com/acme/app", "https://gitlab.com/acme/app"));
}

#[test]
fn references_are_split_off_in_one_way() {
    // The text; its reference, revision, folder and repository.
    type Case = (
        &'static str,
        Option<&'static str>,
        Option<&'static str>,
        Option<&'static str>,
        &'static str,
    );
    let cases: [Case; 14] = [
        ("https://github.com/acme/app", None, None, None, APP),
        (
            "https://github.com/acme/app@refs/heads/main",
            Some("refs/heads/main"),
            None,
            None,
            APP,
        ),
        (
            "https://github.com/acme/app@refs/heads/a@b",
            Some("refs/heads/a@b"),
            None,
            None,
            APP,
        ),
        (
            "https://github.com/acme/app@v1.2.3",
            Some("v1.2.3"),
            None,
            None,
            APP,
        ),
        (
            "https://github.com/acme/app@0123456789abcdef0123456789abcdef01234567",
            None,
            Some(SHA1),
            None,
            APP,
        ),
        (
            "https://github.com/acme/app#0123456789abcdef0123456789abcdef01234567",
            None,
            Some(SHA1),
            None,
            APP,
        ),
        (
            "https://github.com/acme/app.git#main",
            Some("main"),
            None,
            None,
            APP,
        ),
        (
            "https://github.com/acme/app.git#main:a/b",
            Some("main"),
            None,
            Some("a/b"),
            APP,
        ),
        (
            "https://github.com/acme/app.git#:a",
            None,
            None,
            Some("a"),
            APP,
        ),
        (
            "https://github.com/acme/app@0123456789ABCDEF0123456789abcdef01234567",
            Some("0123456789ABCDEF0123456789abcdef01234567"),
            None,
            None,
            APP,
        ),
        (
            "https://npm.example/@scope/app@refs/tags/v1",
            Some("refs/tags/v1"),
            None,
            None,
            "https://npm.example/@scope/app",
        ),
        (
            "gs://bucket/app.tgz#1665165361152729",
            Some("1665165361152729"),
            None,
            None,
            "gs://bucket/app.tgz",
        ),
        (
            "https://gitlab.com/a/b/c/d.git@refs/heads/x",
            Some("refs/heads/x"),
            None,
            None,
            "https://gitlab.com/a/b/c/d",
        ),
        (
            "https://[2001:DB8::1]:8443/a",
            None,
            None,
            None,
            "https://[2001:db8::1]:8443/a",
        ),
    ];
    for (text, reference, revision, folder, repository) in cases {
        let source = read(text, Statement);
        let found = (source.reference(), source.revision(), source.subdirectory());
        assert_eq!(found, (reference, revision, folder), "{text}");
        assert_eq!(source.repository(), repository, "{text}");
    }
    let source = read("https://[2001:db8::1]:8443/a", Statement);
    assert_eq!(
        (source.scheme(), source.host(), source.port()),
        ("https", "[2001:db8::1]", Some(8443))
    );
    assert_eq!((source.path(), source.two_segments()), ("/a", None));
}

#[test]
fn what_can_be_split_in_two_ways_is_refused() {
    for text in [
        "https://github.com/acme/app@refs/heads/a@refs/heads/b",
        "https://github.com/acme/app@refs/heads/a@0123456789abcdef0123456789abcdef01234567",
        "https://github.com/acme/app@a@b",
        "https://npm.example/@scope/app@v1",
        "https://github.com/acme/app@refs/heads/main#x",
        "https://github.com/acme/app#x@refs/heads/main",
        "https://github.com/acme/app@v1#main",
        "https://github.com/acme/app#a#b",
    ] {
        assert_eq!(code(text, Statement), "uri.ambiguous-ref", "{text}");
        assert_eq!(code(text, Expectation), "uri.ambiguous-ref", "{text}");
    }
}

#[test]
fn what_is_no_source_is_refused() {
    for text in [
        "",
        " https://github.com/acme/app",
        "https://github.com/acme/app ",
        "https://github.com/acme/a pp",
        "https://github.com/acme/app\n",
        "https://github.com/acme/app\u{0}",
        "https://github.com/acme/app\u{a0}",
        "https://github.com/acme/app\u{85}",
        "https://github.com\\acme/app",
        "https://gıthub.com/acme/app",
        "https://",
        "https://github.com",
        "https://github.com/",
        "https://github.com#main",
        "https:///acme/app",
        "https://:443/acme/app",
        "https://[]/acme/app",
        "https://github.com:/acme/app",
        "https://github.com:0/acme/app",
        "https://github.com:0443/acme/app",
        "https://github.com:65536/acme/app",
        "https://github.com:+443/acme/app",
        "https://user@github.com/acme/app",
        "https://user:secret@github.com/acme/app",
        "https://github.com@refs/heads/main/acme/app",
        "git+git+https://github.com/acme/app",
        "GIT+https://github.com/acme/app",
        "1https://github.com/acme/app",
        "://github.com/acme/app",
        "https://github.com/acme",
        "https://github.com/acme/app/tree/main",
        "https://github.com/acme/app/commit/0123456789abcdef0123456789abcdef01234567",
        "https://bitbucket.org/acme/app/x",
        "https://gitlab.com/acme",
        "https://github.com/acme/app//",
        "https://github.com//acme/app",
        "https://github.com/acme//app",
        "https://github.com/acme/app.git.git",
        "https://github.com/acme/.git",
        "https://github.com/acme/app/.git",
        "https://github.com/acme/..",
        "https://github.com/acme/...git",
        "https://github.com/acme/..git",
        "https://github.com/acme/.",
        "https://github.com/./acme",
        "https://github.com/acme/%61pp",
        "https://github.com/acme/app%2f",
        "https://gitlab.com/acme/a%70p",
        "https://github.com/acme/app?ref=x",
        "https://github.com/acme/app@",
        "https://github.com/acme/app#",
        "https://github.com/acme/app#main:",
        "https://example.com/a/../b",
        "https://example.com/a/./b",
        "https://example.com/a//b",
        "https://example.com/a/%2E%2e/b",
        "https://example.com/a%2Fb",
        "https://example.com/a%5cb",
        "https://example.com/a%00b",
        "https://exa%6dple.com/a",
        "ssh://github.com/acme/app",
        "ssh://root@github.com/acme/app",
        "ssh://git@github.com:2222/acme/app",
        "ssh://git@github.com:acme/app",
        "git@github.com",
        "git@github.com:",
        "root@github.com:acme/app",
        "file:///srv/app",
        "pkg:golang/example.com/app",
        "https:github.com/acme/app",
    ] {
        for context in [Expectation, Statement, Claim] {
            assert_eq!(code(text, context), "uri.malformed", "{text:?}");
        }
    }
}

#[test]
fn a_refusal_says_why() {
    for (text, why) in [
        ("https://user@github.com/acme/app", "a user before the host"),
        ("https://github.com/acme", "not an owner and a repository"),
        ("https://github.com/acme/app@", "nothing after the @"),
        ("ssh://git@github.com/acme/app", "an ssh address"),
    ] {
        let refusal = SourceId::parse(text, Statement);
        assert!(
            matches!(refusal, Err(Error::Uri { reason, .. }) if reason == why),
            "{text}"
        );
    }
}

#[test]
fn texts_have_bounds() {
    let start = "https://example.com/";
    let longest = format!("{start}{}", "a".repeat(8192 - start.len()));
    assert_eq!(code(&longest, Statement), "accepted");
    let refusal = SourceId::parse(&format!("{longest}a"), Statement).unwrap_err();
    assert_eq!(refusal.code().as_str(), "uri.malformed");
    assert!(matches!(refusal, Error::Uri { text, .. } if text.len() < 2048));
    // Many places to split at cost no more than a few.
    assert_eq!(
        code(&format!("{start}{}", "@refs/".repeat(1300)), Statement),
        "uri.ambiguous-ref"
    );
}

fn texts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "https://",
        "http://",
        "git+",
        "ssh://git@",
        "git@",
        "github.com",
        "gitlab.com",
        "GitHub.com",
        "example.com",
        ":443",
        ":22",
        ":8443",
        ":",
        "/",
        "/acme",
        "/app",
        ".git",
        "..",
        "@",
        "#",
        "refs/heads/",
        "refs/tags/",
        "main",
        "v1.2.3",
        SHA1,
        "%2e",
        "%41",
        "?",
        ".yml",
        "é",
        " ",
        "-rc.1",
        "+b",
        "*",
        "**",
    ]);
    prop::collection::vec(parts, 0..9).prop_map(|parts| parts.concat())
}

fn contexts() -> impl Strategy<Value = UriContext> {
    prop::sample::select(vec![Expectation, Statement, Claim])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn canonical_texts_stay_as_they_are(text in texts(), context in contexts()) {
        if let Ok(source) = SourceId::parse(&text, context) {
            let canonical = source.to_string();
            for again in [context, Statement] {
                let read = SourceId::parse(&canonical, again);
                prop_assert_eq!(read.as_ref(), Ok(&source), "{} {}", text, canonical);
            }
        }
    }

    #[test]
    fn sources_with_known_parts_are_read(
        owner in "[a-zA-Z][a-zA-Z0-9-]{0,9}",
        name in "[a-zA-Z][a-zA-Z0-9_-]{0,9}",
        reference in "refs/heads/[a-z]{1,9}(@[a-z]{1,3})?",
    ) {
        let text = format!("git+https://github.com/{owner}/{name}@{reference}");
        let source = SourceId::parse(&text, Statement).unwrap();
        prop_assert_eq!(source.two_segments(), Some((owner.as_str(), name.as_str())));
        prop_assert_eq!(source.reference(), Some(reference.as_str()));
    }

    #[test]
    fn no_text_panics(any in any::<String>(), text in texts(), context in contexts()) {
        for text in [&any, &text] {
            let _ = SourceId::parse(text, context);
            let _ = GitRef::parse(text);
            let _ = Version::parse(text);
            let _ = bonafide_slsa::check_versioned_tag("v1.2.3", text);
            let _ = BuilderId::parse(text);
            if let (Ok(expected), Ok(found)) = (BuilderId::expected(text), BuilderId::parse(text)) {
                prop_assert!(expected.covers(&found));
            }
            if let Ok(glob) = Glob::new(text) {
                prop_assert!(glob.matches(text));
            }
        }
    }

    #[test]
    fn the_order_of_versions_is_total(
        one in "v[0-9]{1,3}(\\.[0-9]{1,2}){2}(-[a-z0-9]{1,2}(\\.[0-9]{1,2})?)?",
        other in "v[0-9]{1,3}(\\.[0-9]{1,2}){2}(-[a-z0-9]{1,2}(\\.[0-9]{1,2})?)?",
    ) {
        if let (Ok(one), Ok(other)) = (Version::parse(&one), Version::parse(&other)) {
            prop_assert_eq!(one.precedence(&other), other.precedence(&one).reverse());
            prop_assert!(one.precedence(&one).is_eq());
        }
    }
}
