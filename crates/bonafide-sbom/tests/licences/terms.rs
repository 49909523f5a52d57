//! What an entry covers.

use bonafide_sbom::{DefinedLicences, LicenceEvaluator, LicenceForm, LicenceRecord, Truth};

use crate::kit::{codes, declared, judge, judge_form, policy, truth};

/// Pairs of an expression and what `document` says of it.
fn check(document: &str, rows: &[(&str, Truth)]) {
    let policy = policy(document);
    for (text, expected) in rows {
        assert_eq!(truth(&policy, text), *expected, "{document}: {text}");
    }
}

#[test]
fn allowing_or_later_accepts_later_ones() {
    check(
        r#"{"allow": ["GPL-2.0-or-later", "Apache-1.1+", "BSD-2-Clause+"]}"#,
        &[
            ("GPL-2.0-only", Truth::Allow),
            ("GPL-2.0-or-later", Truth::Allow),
            ("GPL-3.0-only", Truth::Allow),
            ("GPL-3.0-or-later", Truth::Allow),
            ("GPL-1.0-only", Truth::Unknown),
            ("GPL-1.0-or-later", Truth::Unknown),
            ("LGPL-3.0-only", Truth::Unknown),
            ("AGPL-3.0-only", Truth::Unknown),
            ("Apache-1.0", Truth::Unknown),
            ("Apache-1.1", Truth::Allow),
            ("Apache-2.0+", Truth::Allow),
            ("BSD-2-Clause", Truth::Allow),
            ("BSD-3-Clause", Truth::Unknown),
        ],
    );
}

#[test]
fn allowing_only_accepts_no_other() {
    check(
        r#"{"allow": ["GPL-2.0-only", "Apache-1.1"]}"#,
        &[
            ("GPL-2.0-only", Truth::Allow),
            ("GPL-2.0-or-later", Truth::Unknown),
            ("GPL-3.0-only", Truth::Unknown),
            ("GPL-1.0-or-later", Truth::Unknown),
            ("Apache-1.1", Truth::Allow),
            ("Apache-1.1+", Truth::Unknown),
        ],
    );
}

#[test]
fn the_licensee_may_choose_a_later_version() {
    check(
        r#"{"allow": ["GPL-2.0-only", "MPL-2.0+"], "or_later": "choose"}"#,
        &[
            ("GPL-2.0-only", Truth::Allow),
            ("GPL-2.0-or-later", Truth::Allow),
            ("GPL-1.0-or-later", Truth::Allow),
            ("GPL-3.0-or-later", Truth::Unknown),
            ("GPL-1.0-only", Truth::Unknown),
            ("MPL-1.0+", Truth::Allow),
            ("MPL-1.0", Truth::Unknown),
        ],
    );
}

#[test]
fn denying_one_version_denies_it_or_later_too() {
    let rows = |or_later| {
        [
            ("GPL-2.0-only", Truth::Deny),
            ("GPL-2.0-or-later", or_later),
            ("GPL-1.0-or-later", Truth::Allow),
            ("GPL-3.0-only", Truth::Allow),
            ("GPL-3.0-or-later", Truth::Allow),
        ]
    };
    let by_default = r#"{"deny": ["GPL-2.0-only"], "unlisted": "allow"}"#;
    check(by_default, &rows(Truth::Deny));
    let off = r#"{"deny": ["GPL-2.0-only"], "unlisted": "allow", "deny_or_later": false}"#;
    check(off, &rows(Truth::Allow));
}

#[test]
fn denying_or_later_denies_all_that_it_covers() {
    check(
        r#"{"deny": ["GPL-2.0-or-later"], "unlisted": "allow", "deny_or_later": false}"#,
        &[
            ("GPL-2.0-only", Truth::Deny),
            ("GPL-2.0-or-later", Truth::Deny),
            ("GPL-3.0-only", Truth::Deny),
            ("GPL-1.0-or-later", Truth::Allow),
            ("GPL-1.0-only", Truth::Allow),
        ],
    );
}

#[test]
fn denial_goes_before_allowance() {
    check(
        r#"{"allow": ["GPL-2.0-or-later"], "deny": ["GPL-3.0-only"]}"#,
        &[
            ("GPL-2.0-only", Truth::Allow),
            ("GPL-2.0-or-later", Truth::Allow),
            ("GPL-3.0-only", Truth::Deny),
            ("GPL-3.0-or-later", Truth::Deny),
        ],
    );
}

#[test]
fn a_usual_pair_is_as_its_licence() {
    check(
        r#"{"allow": ["Apache-2.0"], "deny": ["GPL-2.0-only"]}"#,
        &[
            ("Apache-2.0 WITH LLVM-exception", Truth::Allow),
            ("GPL-2.0-only WITH Classpath-exception-2.0", Truth::Deny),
            ("GPL-3.0-only WITH Classpath-exception-2.0", Truth::Unknown),
        ],
    );
}

#[test]
fn an_unusual_pair_is_never_allowed_by_its_licence() {
    let policy = policy(r#"{"allow": ["MIT"], "deny": ["GPL-2.0-only"]}"#);
    let judgement = judge(&policy, "MIT WITH Classpath-exception-2.0");
    assert_eq!(judgement.truth(), Truth::Unknown);
    let expected = ["sbom.licence-exception-pair", "sbom.licence-unknown"];
    assert_eq!(codes(&judgement), expected);
    let judgement = judge(&policy, "GPL-2.0-only WITH LLVM-exception");
    assert_eq!(judgement.truth(), Truth::Deny);
    let expected = ["sbom.licence-exception-pair", "sbom.licence-denied"];
    assert_eq!(codes(&judgement), expected);
    let judgement = judge(&policy, "MIT WITH fmt-exception");
    assert_eq!(judgement.truth(), Truth::Allow);
    assert_eq!(codes(&judgement), [""; 0]);
    let reference = judge(&policy, "LicenseRef-x WITH fmt-exception");
    assert_eq!(codes(&reference)[0], "sbom.licence-exception-pair");
    // GPL 2.0 is not what the exception of GPL 3.0 is for.
    let other_version = judge(&policy, "GPL-2.0-or-later WITH GCC-exception-3.1");
    assert_eq!(codes(&other_version)[0], "sbom.licence-exception-pair");
}

#[test]
fn an_entry_for_a_pair_goes_before_one_for_its_licence() {
    check(
        r#"{"allow": ["GPL-2.0-or-later WITH Classpath-exception-2.0", "MIT", "Apache-2.0"],
            "deny": ["GPL-2.0-only", "MIT WITH fmt-exception"]}"#,
        &[
            ("GPL-2.0-only", Truth::Deny),
            ("GPL-2.0-only WITH Classpath-exception-2.0", Truth::Allow),
            (
                "GPL-2.0-or-later WITH Classpath-exception-2.0",
                Truth::Allow,
            ),
            ("GPL-3.0-only WITH Classpath-exception-2.0", Truth::Allow),
            ("GPL-2.0-only WITH Font-exception-2.0", Truth::Deny),
            ("MIT", Truth::Allow),
            ("MIT WITH fmt-exception", Truth::Deny),
            ("GPL-3.0-only", Truth::Unknown),
        ],
    );
}

#[test]
fn an_addition_reference_is_unknown_unless_it_is_listed() {
    check(
        r#"{"allow": ["MIT", "MIT WITH AdditionRef-x"], "deny": ["GPL-2.0-only"]}"#,
        &[
            ("MIT WITH AdditionRef-x", Truth::Allow),
            ("MIT WITH AdditionRef-y", Truth::Unknown),
            ("MIT WITH DocumentRef-d:AdditionRef-x", Truth::Unknown),
            ("GPL-2.0-only WITH AdditionRef-x", Truth::Deny),
            ("LicenseRef-x WITH AdditionRef-x", Truth::Unknown),
        ],
    );
}

#[test]
fn a_reference_is_matched_by_the_byte() {
    check(
        r#"{"allow": ["LicenseRef-acme", "DocumentRef-d:LicenseRef-other"],
            "deny": ["LicenseRef-bad"], "unlisted": "allow"}"#,
        &[
            ("LicenseRef-acme", Truth::Allow),
            ("LicenseRef-bad", Truth::Deny),
            ("LicenseRef-ACME", Truth::Unknown),
            ("LicenseRef-scancode-acme", Truth::Unknown),
            ("DocumentRef-d:LicenseRef-other", Truth::Allow),
            ("DocumentRef-e:LicenseRef-other", Truth::Unknown),
            ("LicenseRef-other", Truth::Unknown),
            ("DocumentRef-d:LicenseRef-acme", Truth::Unknown),
        ],
    );
}

const GOOD: [u8; 32] = [0xaa; 32];
const BAD: [u8; 32] = [0xbb; 32];

fn texts() -> String {
    let (good, bad) = ("aa".repeat(32), "bb".repeat(32));
    format!(
        r#"{{"allow": ["text-sha256:{good}", "LicenseRef-listed"], "deny": ["text-sha256:{bad}"]}}"#
    )
}

#[test]
fn the_text_of_a_reference_may_be_listed() {
    let policy = policy(&texts());
    let mut defined = DefinedLicences::new();
    defined.insert("LicenseRef-good", Some(GOOD));
    defined.insert("LicenseRef-bad", Some(BAD));
    defined.insert("LicenseRef-empty", None);
    defined.insert("LicenseRef-listed", Some(BAD));
    defined.insert("LicenseRef-twice", Some(GOOD));
    defined.insert("LicenseRef-twice", None);
    let mut evaluator = LicenceEvaluator::new(&policy).with_defined(defined);
    let mut of = |text| evaluator.judge(&[declared(LicenceForm::Expression(text))]);
    assert_eq!(of("LicenseRef-good").truth(), Truth::Allow);
    assert_eq!(codes(&of("LicenseRef-good")), [""; 0]);
    assert_eq!(of("LicenseRef-bad").truth(), Truth::Deny);
    assert_eq!(of("LicenseRef-empty").truth(), Truth::Unknown);
    assert_eq!(of("LicenseRef-listed").truth(), Truth::Deny);
    assert_eq!(of("LicenseRef-twice").truth(), Truth::Unknown);
    let undefined = of("LicenseRef-nowhere");
    let expected = ["sbom.licence-undefined", "sbom.licence-unknown"];
    assert_eq!(codes(&undefined), expected);
    // Another document is not at hand, and one without a place for definitions lacks none.
    assert_eq!(
        codes(&of("DocumentRef-d:LicenseRef-x")),
        ["sbom.licence-unknown"]
    );
    assert_eq!(
        codes(&judge(&policy, "LicenseRef-nowhere")),
        ["sbom.licence-unknown"]
    );
}

#[test]
fn names_and_their_texts_may_be_listed() {
    let policy = policy(&texts());
    let of = |record: LicenceRecord<'_>| LicenceEvaluator::new(&policy).judge(&[record]).truth();
    let name = declared(LicenceForm::Name("Acme"));
    assert_eq!(of(name), Truth::Unknown);
    assert_eq!(of(name.with_text_sha256(GOOD)), Truth::Allow);
    assert_eq!(of(name.with_text_sha256(BAD)), Truth::Deny);
    // The text of an identifier is that of the list.
    let id = declared(LicenceForm::Id("Zlib")).with_text_sha256(GOOD);
    assert_eq!(of(id), Truth::Unknown);

    let named = crate::kit::policy(r#"{"allow": ["name:\"Acme 1.0\""], "deny": ["name:\"Bad\""]}"#);
    let of = |name| judge_form(&named, LicenceForm::Name(name)).truth();
    assert_eq!(of("Acme 1.0"), Truth::Allow);
    assert_eq!(of("Bad"), Truth::Deny);
    assert_eq!(of("acme 1.0"), Truth::Unknown);
    assert_eq!(of("Acme 1.0 "), Truth::Unknown);
    let as_expression = judge(&named, "Bad").truth();
    assert_eq!(as_expression, Truth::Unknown);
}
