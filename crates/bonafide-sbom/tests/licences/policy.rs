//! Reading policies.

use bonafide_report::Coded as _;
use bonafide_sbom::{Error, LicencePolicy, Truth};

use crate::kit::{codes, judge, policy, truth};

fn refused(text: &str) -> Error {
    match LicencePolicy::parse(text.as_bytes()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error,
    }
}

#[test]
fn every_member_is_read() {
    let text = r#"{
      "schema": "bonafide.sbom.licences/1",
      "allow": ["MIT"],
      "deny": ["GPL-3.0-only"],
      "unlisted": "allow",
      "none": "deny",
      "or_later": "choose",
      "deny_or_later": false,
      "basis": "strictest",
      "allow_unknown": true
    }"#;
    let policy = policy(text);
    assert_eq!(truth(&policy, "Zlib"), Truth::Allow);
    assert_eq!(truth(&policy, "NONE"), Truth::Deny);
    assert_eq!(truth(&policy, "GPL-3.0-or-later"), Truth::Allow);
    let lists = LicencePolicy::of_entries(&["MIT"], &["GPL-3.0-only"]).unwrap();
    let document = r#"{"allow": ["MIT"], "deny": ["GPL-3.0-only"]}"#;
    assert_eq!(lists, crate::kit::policy(document));
}

#[test]
fn unknown_may_pass() {
    let strict = policy(r#"{"allow": ["MIT"]}"#);
    let lenient = policy(r#"{"allow": ["MIT"], "deny": ["Zlib"], "allow_unknown": true}"#);
    assert_eq!(codes(&judge(&strict, "ISC")), ["sbom.licence-unknown"]);
    assert_eq!(codes(&judge(&lenient, "ISC")), [""; 0]);
    assert_eq!(judge(&lenient, "ISC").truth(), Truth::Unknown);
    assert_eq!(codes(&judge(&lenient, "Zlib")), ["sbom.licence-denied"]);
    assert_eq!(codes(&judge(&lenient, "MIT")), [""; 0]);
}

#[test]
fn what_is_no_strict_json_is_refused() {
    for (text, code) in [
        ("", "json.syntax"),
        (r#"{"allow": ["MIT"]} {}"#, "json.trailing"),
        (r#"{"allow": ["MIT"], "allow": []}"#, "json.duplicate-key"),
        (r#"{"allow": ["MIT"], "denny": []}"#, "json.unknown-member"),
        (r#"{"allow": ["MIT"], "Deny": []}"#, "json.case-variant"),
        (r#"{"allow": "MIT"}"#, "json.type"),
        (r#"{"allow": [["MIT"]]}"#, "json.type"),
        (r#"{"allow": ["MIT"], "basis": 1}"#, "json.type"),
        (r#"{"allow": ["MIT"], "allow_unknown": "yes"}"#, "json.type"),
    ] {
        let error = refused(text);
        assert!(matches!(error, Error::LicencePolicyJson { .. }), "{text}");
        assert_eq!(error.code().as_str(), code, "{text}");
    }
    let many = vec![r#""MIT""#; 10_001].join(",");
    let error = refused(&format!(r#"{{"allow": [{many}]}}"#));
    assert_eq!(error.code().as_str(), "json.limit");
}

#[test]
fn values_that_mean_nothing_are_refused() {
    for (text, place) in [
        (r#"{"schema": "x", "allow": ["MIT"]}"#, "/schema"),
        (r#"{"allow": ["MIT"], "unlisted": "deny"}"#, "/unlisted"),
        (r#"{"allow": ["MIT"], "none": "pass"}"#, "/none"),
        (r#"{"allow": ["MIT"], "or_later": "CHOOSE"}"#, "/or_later"),
        (r#"{"allow": ["MIT"], "basis": "observed"}"#, "/basis"),
        (r#"{"allow": ["Zlib", "Frob"]}"#, "/allow/1"),
        (r#"{"deny": ["MIT OR Zlib"]}"#, "/deny/0"),
        (r#"{"deny": ["mit"]}"#, "/deny/0"),
        (r#"{"deny": [" MIT"]}"#, "/deny/0"),
        (r#"{"deny": ["(MIT)"]}"#, "/deny/0"),
        (r#"{"deny": ["GPL-2.0"]}"#, "/deny/0"),
        (r#"{"deny": ["NONE"]}"#, "/deny/0"),
        (r#"{"deny": [""]}"#, "/deny/0"),
        (r#"{"deny": ["text-sha256:ab"]}"#, "/deny/0"),
        (r#"{"deny": ["name:Acme"]}"#, "/deny/0"),
        (r#"{"deny": ["name:\"\""]}"#, "/deny/0"),
        ("{}", "/deny"),
        (r#"{"allow": [], "deny": []}"#, "/deny"),
        (r#"{"allow": ["MIT"], "unlisted": "allow"}"#, "/deny"),
    ] {
        let error = refused(text);
        assert!(matches!(error, Error::LicencePolicy { .. }), "{text}");
        assert_eq!(error.code().as_str(), "config.licences");
        assert_eq!(error.place().as_str(), place, "{text}");
    }
    assert!(
        refused(r#"{"deny": ["GPL-2.0"]}"#)
            .to_string()
            .contains("GPL-2.0-only")
    );
    assert!(
        refused(r#"{"deny": ["apache 2"]}"#)
            .to_string()
            .contains("Apache-2.0")
    );
    let upper = "AB".repeat(32);
    let upper = refused(&format!(r#"{{"deny": ["text-sha256:{upper}"]}}"#));
    assert_eq!(upper.code().as_str(), "config.licences");
    assert!(LicencePolicy::parse(br#"{"deny": ["MIT"], "unlisted": "allow"}"#).is_ok());
    // Deprecated, but without a replacement.
    let old = policy(r#"{"deny": ["Net-SNMP"]}"#);
    assert_eq!(truth(&old, "Net-SNMP"), Truth::Deny);
}

#[test]
fn contradictions_are_refused() {
    for (text, place, earlier) in [
        (
            r#"{"allow": ["MIT"], "deny": ["MIT"]}"#,
            "/allow/0",
            "/deny/0",
        ),
        (
            r#"{"allow": ["MIT", "Zlib", "MIT"]}"#,
            "/allow/2",
            "/allow/0",
        ),
        (
            r#"{"allow": ["LicenseRef-x"], "deny": ["Zlib", "LicenseRef-x"]}"#,
            "/allow/0",
            "/deny/1",
        ),
        (
            r#"{"allow": ["name:\"a\""], "deny": ["name:\"a\""]}"#,
            "/allow/0",
            "/deny/0",
        ),
        (
            r#"{"allow": ["GPL-3.0-only"], "deny": ["MIT", "GPL-2.0-or-later"]}"#,
            "/allow/0",
            "/deny/1",
        ),
        (
            r#"{"allow": ["GPL-2.0-or-later"], "deny": ["GPL-2.0-only"]}"#,
            "/allow/0",
            "/deny/0",
        ),
    ] {
        let error = refused(text);
        assert_eq!(error.code().as_str(), "config.licences");
        assert_eq!(error.place().as_str(), place, "{text}");
        match error {
            Error::LicencePolicyContradiction { earlier: found, .. } => {
                assert_eq!(found.as_str(), earlier, "{text}");
            }
            other => panic!("{text}: {other}"),
        }
    }
    for text in [
        r#"{"allow": ["GPL-2.0-or-later"], "deny": ["GPL-2.0-only"], "deny_or_later": false}"#,
        r#"{"allow": ["GPL-2.0-or-later"], "deny": ["GPL-3.0-only"]}"#,
        r#"{"allow": ["GPL-2.0-only WITH Font-exception-2.0"], "deny": ["GPL-2.0-only"]}"#,
        r#"{"allow": ["MIT"], "deny": ["MIT WITH fmt-exception"]}"#,
    ] {
        assert!(LicencePolicy::parse(text.as_bytes()).is_ok(), "{text}");
    }
}
