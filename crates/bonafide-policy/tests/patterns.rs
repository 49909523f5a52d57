//! Patterns of references and of names: what they match, what they refuse, and how fast.

use std::time::{Duration, Instant};

use bonafide_oci::Reference;
use bonafide_policy::{
    PatternError, PatternIndex, PatternLint, ReferencePattern, TextForm, TextPattern,
};
use proptest::prelude::*;

const DIGEST: &str = "sha256:1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809";
const OTHER: &str = "sha256:2a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809";

fn pattern(text: &str) -> ReferencePattern {
    ReferencePattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn is_match(text: &str, reference: &str) -> bool {
    pattern(text).matches(&Reference::parse_familiar(reference).unwrap())
}

fn code<T>(result: Result<T, PatternError>) -> &'static str {
    result.map_or_else(|error| error.code().as_str(), |_| "accept")
}

#[test]
fn hosts() {
    for (text, reference, wanted) in [
        ("registry.example.com/**", "registry.example.com/app", true),
        (
            "registry.example.com/**",
            "registry.example.com:443/app",
            false,
        ),
        (
            "registry.example.com:5000/**",
            "registry.example.com:5000/app",
            true,
        ),
        (
            "registry.example.com:5000/**",
            "registry.example.com:5001/app",
            false,
        ),
        ("*.example.com/**", "registry.example.com/app", true),
        ("*.example.com/**", "eu.registry.example.com/app", true),
        ("*.example.com/**", "example.com/app", false),
        ("*.example.com/**", "registryexample.com/app", false),
        ("*.example.com/**", "registry.example.com:5000/app", false),
        (
            "*.example.com:5000/**",
            "registry.example.com:5000/app",
            true,
        ),
        ("*.example.com:5000/**", "registry.example.com/app", false),
        ("**/app", "registry.example.com/app", true),
        ("**/app", "registry.example.com/team/app", false),
        ("**", "registry.example.com:5000/team/app", true),
        ("localhost/app", "localhost/app", true),
        ("[2001:db8::1]:5000/**", "[2001:db8::1]:5000/app", true),
    ] {
        assert_eq!(is_match(text, reference), wanted, "{text} {reference}");
    }
}

#[test]
fn paths() {
    for (text, path, wanted) in [
        ("a/b", "a/b", true),
        ("a/b", "a/b/c", false),
        ("a/*", "a/b", true),
        ("a/*", "a", false),
        ("a/*", "a/b/c", false),
        ("a/**", "a", true),
        ("a/**", "a/b/c", true),
        ("a/**", "ab/c", false),
        ("**/c", "c", true),
        ("**/c", "a/b/c", true),
        ("a/**/c", "a/c", true),
        ("a/**/c", "a/b/b/c", true),
        ("a/**/b/*/c", "a/b/b/x/c", true),
        ("**/a/**/b/**", "x/a/y/b/z", true),
        ("**/a/**/b/**", "x/b/y/a/z", false),
        ("a/team-*-x/c", "a/team-1-x/c", true),
        ("a/team-*-x/c", "a/team-x/c", false),
        ("your-org*/x", "your-org-evil/x", true),
        ("your-org/*", "your-org-evil/x", false),
    ] {
        let (text, reference) = (format!("h.example/{text}"), format!("h.example/{path}"));
        assert_eq!(is_match(&text, &reference), wanted, "{text} {reference}");
    }
}

#[test]
fn tags_and_digests() {
    let both = format!("h.example/a:v1@{DIGEST}");
    let pinned = format!("h.example/a@{DIGEST}");
    for (text, reference, wanted) in [
        ("h.example/a", "h.example/a:v1", true),
        ("h.example/a", pinned.as_str(), true),
        ("h.example/a:v1", "h.example/a:v1", true),
        ("h.example/a:v1", "h.example/a:v10", false),
        ("h.example/a:v*", "h.example/a:v10", true),
        ("h.example/a:v*.2", "h.example/a:v1.0.2", true),
        // A digest says nothing of a tag, unless one is claimed beside it.
        ("h.example/a:v1", both.as_str(), true),
        ("h.example/a:v1", pinned.as_str(), false),
        ("h.example/a:*", pinned.as_str(), false),
        // Nothing is asked for as `latest`.
        ("h.example/a:latest", "h.example/a", true),
        ("h.example/a:v*", "h.example/a", false),
        (pinned.as_str(), pinned.as_str(), true),
        (pinned.as_str(), both.as_str(), true),
        (pinned.as_str(), "h.example/a:v1", false),
        (both.as_str(), both.as_str(), true),
        (both.as_str(), pinned.as_str(), false),
    ] {
        assert_eq!(is_match(text, reference), wanted, "{text} {reference}");
    }
    let other = format!("h.example/a@{OTHER}");
    assert!(!is_match(&pinned, &other));
    assert!(is_match(&format!("**@{OTHER}"), &other));
}

/// What an attacker names an image so that a rule for another repository takes it.
#[test]
fn evasions() {
    let trusted = [
        "registry.example.com/**",
        "docker.io/library/**",
        "*.example.org/app",
    ];
    for reference in [
        "evil.io/registry.example.com/x",
        "evil.io/docker.io/library/alpine",
        "registry.example.com.evil.io/x",
        "registry.example.com-evil.io/x",
        "registry-example.com/x",
        "registry.example.com:8443/x",
        "registry.example.com:80/x",
        "evil.io/x:registry.example.com",
        "registry.example.co/m/x",
        "docker.io/evil/library/alpine",
        "docker.io/library-evil/alpine",
        "index.docker.io/evil/alpine",
        "library.docker.io/library/alpine",
        "example.org/app",
        "evilexample.org/app",
        "x.example.org/app/app",
        "x.example.org.evil.io/app",
    ] {
        for text in trusted {
            assert!(!is_match(text, reference), "{text} {reference}");
        }
    }
    // And what is denied stays denied, however it is written.
    for (text, reference) in [
        ("docker.io/library/evil", "evil"),
        ("docker.io/library/evil", "index.docker.io/evil"),
        ("docker.io/library/evil", "INDEX.docker.io/library/evil"),
        ("docker.io/library/evil", "docker.io/evil:v1"),
        (
            "registry.example.com/sandbox/**",
            "REGISTRY.Example.COM/sandbox/x",
        ),
        (
            "registry.example.com/sandbox/**",
            "registry.example.com/sandbox",
        ),
    ] {
        assert!(is_match(text, reference), "{text} {reference}");
    }
}

#[test]
fn what_is_no_pattern_of_references_is_refused() {
    for (text, offset) in [
        ("", 0),
        ("registry.example.com", 0),
        ("alpine", 0),
        ("library/alpine", 0),
        ("*/alpine", 0),
        ("*.*.com/a", 2),
        ("reg*.example.com/a", 0),
        ("**.example.com/a", 0),
        ("*./a", 2),
        ("*.[::1]/a", 2),
        ("registry.example.com:*/a", 0),
        ("registry.example.com:0/a", 0),
        ("Registry.example.com/a", 0),
        ("index.docker.io/library/a", 0),
        ("https://registry.example.com/a", 0),
        ("docker.io/alpine", 10),
        ("docker.io/*", 10),
        ("h.example/", 10),
        ("h.example/a//b", 12),
        ("h.example/a/b**", 12),
        ("h.example/***", 10),
        ("h.example/A", 10),
        ("h.example/a b", 10),
        ("h.example/a?", 10),
        ("h.example/..", 10),
        ("h.example/a:", 12),
        ("h.example/a:v:1", 12),
        ("h.example/a:-v*", 12),
        ("h.example/a@sha256:*", 12),
        ("h.example/a@", 12),
    ] {
        let error = ReferencePattern::parse(text).unwrap_err();
        assert_eq!(error.code().as_str(), "policy.pattern", "{text}");
        let PatternError::Reference { offset: found, .. } = error else {
            panic!("{text}: {error}");
        };
        assert_eq!(found, offset, "{text}");
    }
    let long = |length: usize| format!("h.example/{}", "*".repeat(length - 10).replace("**", "*a"));
    assert_eq!(code(ReferencePattern::parse(&long(1024))), "accept");
    assert_eq!(code(ReferencePattern::parse(&long(1025))), "limit.exceeded");
}

#[test]
fn lints_of_references() {
    use PatternLint::{CrossesRegistry, TagOnly};
    for (text, wanted) in [
        ("h.example/**", vec![]),
        ("*.example.com/**", vec![]),
        ("**/a", vec![CrossesRegistry]),
        ("*.io/a", vec![CrossesRegistry]),
        ("*.io:5000/a", vec![CrossesRegistry]),
        ("h.example/a:v*", vec![TagOnly]),
        ("**/a:v1", vec![CrossesRegistry, TagOnly]),
    ] {
        assert_eq!(pattern(text).lints(), wanted, "{text}");
    }
    let names = [
        CrossesRegistry,
        TagOnly,
        PatternLint::AnyIdentity,
        PatternLint::RegexUnanchored,
    ]
    .map(|lint| lint.to_string());
    let wanted = [
        "N-PATTERN-CROSSES-REGISTRY",
        "N-TAG-ONLY",
        "N-ANY-IDENTITY",
        "N-REGEX-UNANCHORED",
    ];
    assert_eq!(names, wanted);
    for (text, wanted) in [
        ("h.example/**", true),
        ("**", true),
        ("h.example/*/**:v1", true),
        ("h.example/a/**", false),
        ("h.example/a*/**", false),
    ] {
        assert_eq!(pattern(text).is_whole_registry(), wanted, "{text}");
    }
    assert!(!pattern(&format!("**@{DIGEST}")).is_whole_registry());
}

#[test]
fn names() {
    let glob = |text: &str, name: &str| TextPattern::parse(text).unwrap().matches(name);
    for (text, name, wanted) in [
        (
            "https://github.com/org/*",
            "https://github.com/org/repo",
            true,
        ),
        (
            "https://github.com/org/*",
            "https://github.com/org/repo/x",
            false,
        ),
        (
            "https://github.com/org/*",
            "https://github.com/org-evil/repo",
            false,
        ),
        (
            "https://github.com/org/**@refs/tags/v2.*",
            "https://github.com/org/a/b@refs/tags/v2.1",
            true,
        ),
        (
            "https://github.com/org/**@refs/tags/v2.*",
            "https://github.com/org/a@refs/heads/x@refs/tags/v2.1",
            false,
        ),
        ("a@example.com", "A@example.com", false),
        ("a@example.com", "a@example.com", true),
        ("a?[b]", "a?[b]", true),
        (r"a\*", "a*", true),
        (r"a\*", "ab", false),
    ] {
        assert_eq!(glob(text, name), wanted, "{text} {name}");
    }
    let exact = TextPattern::exact("a*@example.com").unwrap();
    assert!(exact.matches("a*@example.com") && !exact.matches("ab@example.com"));
    assert_eq!(code(TextPattern::exact(r"a\b")), "policy.empty");
    for text in ["", "*", "**", "a***", r"a\b", "https://*.example.com/a"] {
        assert_eq!(code(TextPattern::parse(text)), "policy.empty", "{text}");
    }
    for text in [
        "**/repo",
        "*github.com/org",
        "https:/**",
        "https:**/org",
        "https://*/org",
    ] {
        assert_eq!(code(TextPattern::parse_url(text)), "policy.empty", "{text}");
    }
    assert_eq!(
        code(TextPattern::parse_url("git+https://github.com/org/*")),
        "accept"
    );
}

#[test]
fn expressions() {
    let regex = |text: &str, name: &str| TextPattern::regex(text).unwrap().matches(name);
    assert!(regex(
        "https://github[.]com/org/.*",
        "https://github.com/org/x"
    ));
    assert!(!regex(
        "https://github[.]com/org",
        "https://evil/?https://github.com/org"
    ));
    assert!(!regex("a|b", "ab") && !regex("[^/]+", "é"));
    for text in ["", ".*", "a?", "(?=a)b", r"(a)\1", "a)|(b"] {
        assert_eq!(code(TextPattern::regex(text)), "policy.empty", "{text}");
        let unanchored = TextPattern::unanchored_regex(text);
        assert_eq!(code(unanchored), "policy.pattern", "{text}");
    }
    let loose = TextPattern::unanchored_regex("https://github[.]com/org").unwrap();
    assert!(loose.matches("https://evil/?https://github.com/org\nx"));
    assert!(!loose.matches("https://github.com/o") && !loose.matches("é https://github.com/org"));
    let anchored = TextPattern::unanchored_regex("^a$").unwrap();
    assert!(anchored.matches("a") && !anchored.matches("ba") && !anchored.matches("a\n"));
    assert_eq!(loose.lints(), [PatternLint::RegexUnanchored]);
    assert_eq!(
        loose.native_text(),
        "(?s:.*?)(?:https://github[.]com/org)(?s:.*)"
    );
    for (length, wanted) in [(1024, "accept"), (1025, "limit.exceeded")] {
        let text = "a".repeat(length);
        assert_eq!(code(TextPattern::parse(&text)), wanted);
        assert_eq!(code(TextPattern::regex(&text)), wanted);
        assert_eq!(code(TextPattern::unanchored_regex(&text)), wanted);
        assert_eq!(code(TextPattern::wildcard(&text)), wanted);
    }
    // Compiled, these are larger than 64 KiB, and than 1 MiB.
    assert_eq!(code(TextPattern::regex("a{5000}")), "limit.exceeded");
    assert_eq!(code(TextPattern::unanchored_regex("a{5000}")), "accept");
    assert_eq!(
        code(TextPattern::unanchored_regex("a{90000}")),
        "limit.exceeded"
    );
    let large = TextPattern::unanchored_regex("a{5000}").unwrap();
    assert_eq!(code(large.to_name_pattern()), "limit.exceeded");
}

#[test]
fn wildcards() {
    let wildcard = |text: &str, name: &str| TextPattern::wildcard(text).unwrap().matches(name);
    assert!(wildcard("https://*", "https://a/b:c@d") && wildcard("*", ""));
    assert!(wildcard("a?c*", "aéc") && !wildcard("a?c", "ac"));
    assert_eq!(code(TextPattern::wildcard("")), "policy.pattern");
    let lints = |text: &str| TextPattern::wildcard(text).unwrap().lints();
    assert_eq!(lints("a?"), []);
    assert_eq!(lints("a*"), [PatternLint::CrossesRegistry]);
    assert_eq!(
        lints("**"),
        [PatternLint::AnyIdentity, PatternLint::CrossesRegistry]
    );
}

#[test]
fn patterns_are_ordered_by_text_and_form() {
    let glob = TextPattern::parse("a").unwrap();
    let regex = TextPattern::regex("a").unwrap();
    let wildcard = TextPattern::wildcard("a").unwrap();
    assert!(glob < regex && regex < wildcard && wildcard < TextPattern::parse("b").unwrap());
    assert_eq!(glob, TextPattern::parse("a").unwrap());
    let forms = [&glob, &regex, &wildcard].map(TextPattern::form);
    assert_eq!(forms, [TextForm::Glob, TextForm::Regex, TextForm::Wildcard]);
    assert!(
        pattern("h.example/a/**") < pattern("h.example/a:v1") && pattern("**") < pattern("**/a")
    );
}

#[test]
fn no_pattern_is_slow() {
    let stars = "a*".repeat(500);
    let text = "a".repeat(1023) + "/";
    let patterns = [
        TextPattern::parse(&format!("{stars}b")).unwrap(),
        TextPattern::wildcard(&format!("{stars}b")).unwrap(),
        TextPattern::wildcard(&format!("{stars}?b")).unwrap(),
        TextPattern::wildcard(&format!("*{}b", "a".repeat(1000))).unwrap(),
    ];
    let start = Instant::now();
    assert!(!patterns.iter().any(|pattern| pattern.matches(&text)));
    let spent = start.elapsed();
    println!("four names against 1,024 bytes of stars: {spent:?}");
    // One takes well below 5 ms; machines that test are busy, and tests are not optimised.
    assert!(spent < Duration::from_millis(400), "{spent:?}");
}

#[test]
fn many_patterns_are_looked_up_at_once() {
    let mut patterns = Vec::new();
    for number in 0..10_000 {
        let text = format!("registry-{}.example.com/team-{number}/**", number % 10);
        patterns.push(pattern(&text));
    }
    let index = PatternIndex::new(patterns);
    let references: Vec<Reference> = (0..1_000)
        .map(|number| format!("registry-{}.example.com/team-{number}/app:v1", number % 10))
        .map(|text| Reference::parse_strict(&text).unwrap())
        .collect();
    let start = Instant::now();
    for (number, reference) in references.iter().enumerate() {
        assert_eq!(index.matching(reference), [number]);
    }
    let spent = start.elapsed() / 1_000;
    println!("one reference among 10,000 patterns: {spent:?}");
    assert!(spent < Duration::from_millis(1), "{spent:?}");
}

/// The definition of a pattern of references, by trying every run: slow and short.
mod definition {
    use bonafide_oci::Reference;

    pub(crate) fn matches(pattern: &str, reference: &Reference) -> bool {
        let (named, digest) = pattern.split_once('@').unzip();
        let named = named.unwrap_or(pattern);
        let (host, rest) = named.split_once('/').unwrap_or(("**", "**"));
        let (path, tag) = rest.split_once(':').unzip();
        let path: Vec<&str> = path.unwrap_or(rest).split('/').collect();
        let written = reference.to_string();
        let written = written.split('@').next().unwrap();
        let (domain, rest) = written.split_once('/').unwrap();
        let (repository, claimed) = rest.split_once(':').unzip();
        let repository: Vec<&str> = repository.unwrap_or(rest).split('/').collect();
        let host_fits = match host.strip_prefix("*.") {
            Some(suffix) => domain.ends_with(&format!(".{suffix}")),
            None => host == "**" || host == domain,
        };
        let claimed = claimed.or(reference.digest().is_none().then_some("latest"));
        let tag_fits = tag.is_none_or(|tag| claimed.is_some_and(|claimed| run(tag, claimed)));
        let found = reference.digest().map(ToString::to_string);
        let digest_fits = digest.is_none() || digest == found.as_deref();
        host_fits && tag_fits && digest_fits && components(&path, &repository)
    }

    fn components(pattern: &[&str], path: &[&str]) -> bool {
        match pattern.split_first() {
            None => path.is_empty(),
            Some((&"**", rest)) => (0..=path.len()).any(|at| components(rest, &path[at..])),
            Some((first, rest)) => {
                let next = path.split_first();
                next.is_some_and(|(next, more)| run(first, next) && components(rest, more))
            }
        }
    }

    fn run(pattern: &str, text: &str) -> bool {
        match (pattern.chars().next(), text.chars().next()) {
            (None, next) => next.is_none(),
            (Some('*'), None) => run(&pattern[1..], text),
            (Some('*'), Some(_)) => run(&pattern[1..], text) || run(pattern, &text[1..]),
            (Some(wanted), found) => found == Some(wanted) && run(&pattern[1..], &text[1..]),
        }
    }
}

fn reference_texts() -> impl Strategy<Value = String> {
    let host = prop::sample::select(vec![
        "a.b",
        "b.a.b",
        "a.a.b",
        "a.b:80",
        "docker.io",
        "localhost",
    ]);
    let path = prop::collection::vec("[ab]{1,3}", 1..5).prop_map(|parts| parts.join("/"));
    let tag = prop::sample::select(vec!["", ":latest", ":va", ":vab"]);
    let digest = prop::sample::select(vec![
        String::new(),
        format!("@{DIGEST}"),
        format!("@{OTHER}"),
    ]);
    (host, path, tag, digest)
        .prop_map(|(host, path, tag, digest)| format!("{host}/{path}{tag}{digest}"))
}

fn pattern_texts() -> impl Strategy<Value = String> {
    let host = prop::sample::select(vec![
        "a.b",
        "*.b",
        "*.a.b",
        "**",
        "a.b:80",
        "*.b:80",
        "docker.io",
        "localhost",
    ]);
    let component = prop_oneof![
        2 => Just("**".to_owned()),
        3 => "[ab*]{1,3}".prop_filter("two stars in a row", |text| !text.contains("**")),
    ];
    let path = prop::collection::vec(component, 1..5).prop_map(|parts| parts.join("/"));
    let tag = prop::sample::select(vec!["", "", "", ":latest", ":v*", ":*b", ":*"]);
    let digest = prop::sample::select(vec![String::new(), String::new(), format!("@{DIGEST}")]);
    (host, path, tag, digest)
        .prop_map(|(host, path, tag, digest)| format!("{host}/{path}{tag}{digest}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// Property 9: the matcher agrees with the definition.
    #[test]
    fn references_agree_with_the_definition(pattern in pattern_texts(), reference in reference_texts()) {
        let reference = Reference::parse_strict(&reference).unwrap();
        if let Ok(parsed) = ReferencePattern::parse(&pattern) {
            prop_assert_eq!(parsed.matches(&reference), definition::matches(&pattern, &reference));
            prop_assert_eq!(parsed.as_str(), pattern);
        }
    }

    #[test]
    fn the_index_finds_what_matches(
        patterns in prop::collection::vec(pattern_texts(), 0..30),
        reference in reference_texts(),
    ) {
        let reference = Reference::parse_strict(&reference).unwrap();
        let patterns: Vec<ReferencePattern> =
            patterns.iter().filter_map(|text| ReferencePattern::parse(text).ok()).collect();
        let wanted: Vec<usize> = (0..patterns.len())
            .filter(|place| patterns[*place].matches(&reference))
            .collect();
        prop_assert_eq!(PatternIndex::new(patterns).matching(&reference), wanted);
    }

    /// What an importer prints matches what it read.
    #[test]
    fn forms_that_are_converted_match_the_same(text in "[ab^$|.*+?]{1,6}", name in "[ab/\n]{0,6}") {
        if let Ok(loose) = TextPattern::unanchored_regex(&text) {
            let printed = TextPattern::regex(&loose.native_text()).unwrap();
            prop_assert_eq!(printed.matches(&name), loose.matches(&name), "{}", &text);
            prop_assert_eq!(loose.to_name_pattern().unwrap().matches(&name), loose.matches(&name));
        }
        let wildcard = TextPattern::wildcard(&text).unwrap();
        if let Ok(converted) = wildcard.to_name_pattern() {
            prop_assert_eq!(converted.matches(&name), wildcard.matches(&name), "{}", &text);
        }
    }
}
