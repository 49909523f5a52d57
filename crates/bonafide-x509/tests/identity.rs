//! Identities: patterns and matchers, one test for each way to differ.

mod common;

use std::time::{Duration, Instant};

use bonafide_report::Coded as _;
use bonafide_x509::{
    CertificateIdentity, Error, ExpectedIdentity, IdentityMatcher, IssuerMatcher, Pattern, SanKind,
    SanMatcher,
};
use common::*;

fn exact(text: &str) -> Pattern {
    Pattern::exact(text).unwrap()
}

fn name_of(pattern: Pattern) -> SanMatcher {
    SanMatcher::new(pattern, None).unwrap()
}

fn issuer_of(pattern: Pattern) -> IssuerMatcher {
    IssuerMatcher::new(pattern).unwrap()
}

fn wanted(san: Pattern, issuer: &str) -> IdentityMatcher {
    IdentityMatcher::new(name_of(san), issuer_of(exact(issuer)))
}

fn check(leaf: &Mint, expected: impl Into<ExpectedIdentity>) -> Result<CertificateIdentity, Error> {
    expected.into().check(&path_of(leaf))
}

/// The code for the one name `present` under the pattern `wanted`.
fn san_code(present: Vec<u8>, pattern: Pattern, kind: Option<SanKind>) -> &'static str {
    let matcher = SanMatcher::new(pattern, kind).unwrap();
    let matcher = IdentityMatcher::new(matcher, issuer_of(exact(ISSUER)));
    code(check(&Mint::leaf().with(san(&[present])), matcher))
}

const DIFFERS: &str = "identity.san-mismatch";

#[test]
fn the_identity_is_that_of_the_certificate() {
    let identity = check(&Mint::leaf(), wanted(exact(URI), ISSUER)).unwrap();
    assert_eq!(
        (identity.san().kind(), identity.san().value()),
        (SanKind::Uri, URI)
    );
    assert_eq!(identity.issuer(), Some(ISSUER));
    assert_eq!(identity.claims().get(8), Some(ISSUER));
    let shown = serde_json::to_value(&identity).unwrap();
    assert_eq!(shown["san"]["type"], "uri");
    assert_eq!(shown["san"]["value"], URI);
    assert_eq!(shown["issuer"], ISSUER);
}

#[test]
fn exact_texts_differ_by_any_byte() {
    let uri_code = |text: &str| san_code(uri(URI), exact(text), None);
    assert_eq!(uri_code(URI), "accept");
    assert_eq!(uri_code(&URI[..URI.len() - 1]), DIFFERS);
    assert_eq!(uri_code(&format!("{URI}x")), DIFFERS);
    assert_eq!(
        uri_code(&URI.replace("example.com", "exampleXcom")),
        DIFFERS
    );
    assert_eq!(uri_code(&URI.replace("example", "Example")), DIFFERS);
    let dotted = san_code(
        uri("https://exampleXcom/a"),
        exact("https://example.com/a"),
        None,
    );
    assert_eq!(dotted, DIFFERS);
}

#[test]
fn a_mismatch_shows_both_sides_escaped_and_short() {
    let present = format!("a\u{1b}[31m{}@example.com", "x".repeat(5000));
    let leaf = Mint::leaf().with(san(&[email(&present)]));
    let error = check(&leaf, wanted(exact("b@example.com"), ISSUER)).unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.starts_with("signed by email a\\u{1b}[31mxxx"),
        "{shown}"
    );
    assert!(
        shown.ends_with("…, wanted b@example.com") && shown.len() < 1200,
        "{shown}"
    );
}

#[test]
fn a_text_is_compared_with_names_of_its_kind_only() {
    let email_text = "a@example.com";
    assert_eq!(
        san_code(email(email_text), exact(email_text), None),
        "accept"
    );
    assert_eq!(
        san_code(email(email_text), exact(email_text), Some(SanKind::Email)),
        "accept"
    );
    assert_eq!(
        san_code(email(email_text), exact(email_text), Some(SanKind::Uri)),
        DIFFERS
    );
    assert_eq!(san_code(uri(email_text), exact(email_text), None), DIFFERS);
    assert_eq!(san_code(email(URI), exact(URI), None), DIFFERS);
    let user = |text: &str| other_name("1.3.6.1.4.1.57264.1.7", text);
    assert_eq!(san_code(user("a!b"), exact("a!b"), None), "accept");
    assert_eq!(
        san_code(user("a!b"), exact("a!b"), Some(SanKind::OtherName)),
        "accept"
    );
    assert_eq!(
        san_code(user("a!b"), exact("a!b"), Some(SanKind::Email)),
        DIFFERS
    );
    assert_eq!(san_code(user(URI), exact(URI), None), DIFFERS);
    assert_eq!(
        san_code(other_name("1.2.3.4", "a!b"), exact("a!b"), None),
        DIFFERS
    );
    assert_eq!(
        san_code(dns("example.com"), exact("example.com"), None),
        DIFFERS
    );
    assert_eq!(
        san_code(dns("example.com"), exact("example.com"), Some(SanKind::Dns)),
        "accept"
    );
    let regex = Pattern::regex(r"https:\/\/example\.com\/.+").unwrap();
    assert_eq!(san_code(uri(URI), regex.clone(), None), "accept");
    assert_eq!(
        san_code(email("https://example.com/x"), regex, None),
        DIFFERS
    );
}

#[test]
fn the_issuer_is_the_wanted_one() {
    let by = |issuer: &str| code(check(&Mint::leaf(), wanted(exact(URI), issuer)));
    assert_eq!(by(ISSUER), "accept");
    assert_eq!(by("https://issuer.example.co"), "identity.issuer-mismatch");
    assert_eq!(by("https://issuerXexample.com"), "identity.issuer-mismatch");
    let error = check(&Mint::leaf(), wanted(exact(URI), "https://other")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("issued by {ISSUER}, wanted https://other")
    );
    // A star that stands for itself is one that was not meant to.
    let error = check(&Mint::leaf(), wanted(exact(URI), "https://*")).unwrap_err();
    assert!(error.to_string().ends_with(", wanted exactly https://*"));
}

#[test]
fn an_absent_issuer_must_be_asked_for() {
    let anonymous = Mint::leaf().without("1.3.6.1.4.1.57264.1.8");
    let absent = || IdentityMatcher::new(name_of(exact(URI)), IssuerMatcher::absent());
    assert_eq!(
        code(check(&anonymous, wanted(exact(URI), ISSUER))),
        "identity.missing"
    );
    assert_eq!(code(check(&anonymous, absent())), "accept");
    assert_eq!(
        code(check(&Mint::leaf(), absent())),
        "identity.issuer-mismatch"
    );
    let old = anonymous.with(claim(1, ISSUER));
    assert_eq!(code(check(&old, absent())), "identity.issuer-mismatch");
    assert_eq!(code(check(&old, wanted(exact(URI), ISSUER))), "accept");
}

#[test]
fn conflicting_issuers_are_refused_whatever_was_asked() {
    let leaf = Mint::leaf().with(claim(1, "https://other"));
    for issuer in [ISSUER, "https://other"] {
        assert_eq!(
            code(check(&leaf, wanted(exact(URI), issuer))),
            "identity.issuer-conflict"
        );
    }
    let anyone = ExpectedIdentity::any_identity_unsafe();
    assert_eq!(code(check(&leaf, anyone)), "identity.issuer-conflict");
}

#[test]
fn claims_are_compared_exactly() {
    let leaf = Mint::leaf()
        .with(claim(12, "https://example.com/repo"))
        .with(claim(23, ""));
    let with = |number, value: &str| {
        code(check(
            &leaf,
            wanted(exact(URI), ISSUER).with_claim(number, value),
        ))
    };
    assert_eq!(with(12, "https://example.com/repo"), "accept");
    assert_eq!(
        with(12, "https://example.com/rep"),
        "identity.claim-mismatch"
    );
    assert_eq!(
        with(13, "https://example.com/repo"),
        "identity.claim-mismatch"
    );
    assert_eq!(with(13, ""), "identity.claim-mismatch");
    assert_eq!(with(23, ""), "accept");
    assert_eq!(with(23, "x"), "identity.claim-mismatch");
    let two = wanted(exact(URI), ISSUER)
        .with_claim(23, "")
        .with_claim(12, "other");
    assert_eq!(code(check(&leaf, two)), "identity.claim-mismatch");
    // A claim is told by its name, or by all of its identifier.
    for (number, told) in [
        (16, "sourceRepositoryOwnerURI is absent, wanted x"),
        (1, "1.3.6.1.4.1.57264.1.1 is absent, wanted x"),
        (99, "1.3.6.1.4.1.57264.1.99 is absent, wanted x"),
    ] {
        let one = wanted(exact(URI), ISSUER).with_claim(number, "x");
        assert_eq!(check(&leaf, one).unwrap_err().to_string(), told);
    }
}

#[test]
fn alternatives_pair_name_and_issuer() {
    let other = "https://example.com/other";
    let any =
        |list: Vec<IdentityMatcher>| check(&Mint::leaf(), ExpectedIdentity::any_of(list).unwrap());
    let (good, bad_name, bad_issuer) = (
        || wanted(exact(URI), ISSUER),
        || wanted(exact(other), ISSUER),
        || wanted(exact(URI), "https://other"),
    );
    assert_eq!(code(any(vec![bad_name(), good()])), "accept");
    assert_eq!(code(any(vec![good(), bad_issuer()])), "accept");
    // The name of one with the issuer of the other is neither.
    let crossed = any(vec![
        wanted(exact(other), ISSUER),
        wanted(exact(URI), "https://other"),
    ]);
    let error = crossed.unwrap_err();
    assert_eq!(error.code().as_str(), "identity.issuer-mismatch");
    let others: Vec<&str> = error.findings().iter().map(|f| f.code().as_str()).collect();
    assert_eq!(others, [DIFFERS]);
    assert_eq!(code(any(vec![bad_name(), bad_name()])), DIFFERS);
    assert_eq!(code(ExpectedIdentity::any_of(vec![])), "policy.empty");

    let all = |list: Vec<IdentityMatcher>| {
        code(check(
            &Mint::leaf(),
            ExpectedIdentity::all_of(list).unwrap(),
        ))
    };
    assert_eq!(all(vec![good(), good()]), "accept");
    assert_eq!(all(vec![good(), bad_name()]), DIFFERS);
    assert_eq!(all(vec![bad_issuer(), good()]), "identity.issuer-mismatch");
    assert_eq!(code(ExpectedIdentity::all_of(vec![])), "policy.empty");
}

#[test]
fn anyone_must_be_asked_for_by_name() {
    let anyone = ExpectedIdentity::any_identity_unsafe();
    assert!(anyone.is_anyone());
    assert!(!ExpectedIdentity::from(wanted(exact(URI), ISSUER)).is_anyone());
    let identity = check(&Mint::leaf(), anyone).unwrap();
    assert_eq!(identity.san().value(), URI);
}

// ---------------------------------------------------------------- patterns

#[test]
fn a_glob_crosses_slashes_only_when_it_says_so() {
    let glob = |pattern: &str, text: &str| Pattern::glob(pattern).unwrap().matches(text);
    for (pattern, text, expected) in [
        ("https://example.com/*", "https://example.com/a", true),
        ("https://example.com/*", "https://example.com/", true),
        ("https://example.com/*", "https://example.com/a/b", false),
        ("https://example.com/**", "https://example.com/a/b", true),
        ("https://example.com/**", "https://example.com/a@b", false),
        (
            "https://example.com/*/x@refs/**",
            "https://example.com/a/x@refs/tags/v1",
            true,
        ),
        (
            "https://example.com/**@refs/*/v*",
            "https://example.com/a/b@refs/tags/v1",
            true,
        ),
        (
            "https://example.com/**@refs/*/v*",
            "https://example.com/a@b@refs/tags/v1",
            false,
        ),
        ("https://example.com/*", "https://example.comX/a", false),
        ("https://example.com/*", "xhttps://example.com/a", false),
        ("*@example.com", "a@example.com", true),
        ("*@example.com", "a@b@example.com", false),
        ("*@example.com", "a@exampleXcom", false),
        ("*@example.com", "A@EXAMPLE.com", false),
        (r"a\*", "a*", true),
        (r"a\*", "ab", false),
        ("a?", "ab", false),
        ("a[b]", "ab", false),
    ] {
        assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
    }
}

#[test]
fn patterns_that_accept_too_much_are_refused() {
    for glob in ["", "*", "**", "***a", "a***", r"a\b", "a\\"] {
        assert_eq!(code(Pattern::glob(glob)), "policy.empty", "{glob}");
    }
    for glob in [
        "https://*/a",
        "https://*.example.com/a",
        "*://example.com/a",
        "https://a*",
        "**://x",
    ] {
        assert_eq!(code(Pattern::glob(glob)), "policy.empty", "{glob}");
    }
    for regex in ["", ".*", "a?", "(a|)", "^$", "(?:)", "a*b*"] {
        assert_eq!(code(Pattern::regex(regex)), "policy.empty", "{regex}");
        assert_eq!(
            code(Pattern::unanchored_regex(regex)),
            "policy.empty",
            "{regex}"
        );
    }
    assert_eq!(code(Pattern::exact("")), "policy.empty");
    // Where a URL is meant, scheme and host are literal.
    let loose = || Pattern::glob("**/repo").unwrap();
    assert_eq!(
        code(SanMatcher::new(loose(), Some(SanKind::Uri))),
        "policy.empty"
    );
    assert_eq!(code(IssuerMatcher::new(loose())), "policy.empty");
    assert_eq!(
        code(SanMatcher::new(loose(), Some(SanKind::Email))),
        "accept"
    );
}

/// CVE-2025-66506, CVE-2026-22772, CVE-2026-49478: anchored, and nothing escapes the anchors.
#[test]
fn regular_expressions_match_the_whole_name() {
    let regex = |pattern: &str, text: &str| Pattern::regex(pattern).unwrap().matches(text);
    for (pattern, text, expected) in [
        (r"https://example\.com/.+", "https://example.com/a", true),
        (r"https://example\.com/.+", "https://exampleXcom/a", false),
        (r"example\.com", "https://example.com", false),
        (r"example\.com", "example.com.evil.org", false),
        (r"^example\.com$", "example.com", true),
        ("a|b", "b", true),
        ("a|b", "ab", false),
        ("a|ab", "ab", true),
        ("(?m)^a$", "a\nb", false),
        ("(?s)a.b", "a\nb", true),
        ("a.b", "a\nb", false),
        (r"\w+", "é", false),
        (r"[^/]+", "é", false),
        ("é", "é", false),
        ("(?i)A", "a", true),
    ] {
        assert_eq!(regex(pattern, text), expected, "{pattern} {text}");
    }
    for wrong in [
        "a)|(b", "(", "a)", "[", r"a\", "(?x)a #", "(?=a)b", r"(a)\1",
    ] {
        assert_eq!(code(Pattern::regex(wrong)), "policy.empty", "{wrong}");
    }
    let loose = Pattern::unanchored_regex(r"example\.com").unwrap();
    assert!(loose.matches("https://example.com.evil.org") && !loose.matches("https://exampleXcom"));
}

#[test]
fn patterns_are_bounded() {
    let glob = |length: usize| code(Pattern::glob("a".repeat(length)));
    assert_eq!((glob(1024), glob(1025)), ("accept", "limit.exceeded"));
    let regex = |length: usize| code(Pattern::regex("a".repeat(length)));
    assert_eq!((regex(1024), regex(1025)), ("accept", "limit.exceeded"));
    let loose = |length: usize| code(Pattern::unanchored_regex("a".repeat(length)));
    assert_eq!((loose(1024), loose(1025)), ("accept", "limit.exceeded"));
    // 64 KiB of program: repetition makes a short text long.
    let repeated = |count: usize| Pattern::regex(format!("a{{{count}}}"));
    assert_eq!(code(repeated(500)), "accept");
    let error = repeated(5000).unwrap_err();
    assert_eq!(error.code().as_str(), "limit.exceeded");
    assert!(error.to_string().contains("65536 regex program bytes"));
}

#[test]
fn no_pattern_is_slow() {
    let (stars, text) = ("a*".repeat(500), "a".repeat(1023) + "/");
    let glob = Pattern::glob(stars + "b").unwrap();
    let doubles = Pattern::glob("a**".repeat(340)).unwrap();
    let start = Instant::now();
    assert!(!glob.matches(&text) && doubles.matches(&text));
    let taken = start.elapsed();
    // 5 ms each in the optimised build that users have.
    let most = if cfg!(debug_assertions) { 100 } else { 10 };
    assert!(taken < Duration::from_millis(most), "{taken:?}");
}
