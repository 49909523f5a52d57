//! Steps (a) to (f), and the limits before them.

use bonafide_sbom::{
    LicenceEvaluator, LicenceFaultKind, LicenceForm, LicenceLimits, LicenceReading, LicenceSyntax,
    StepKind, Truth,
};

use crate::kit::{POLICY, codes, declared, judge, judge_form, policy, read};

fn steps(text: &str) -> Vec<StepKind> {
    read(text).steps().iter().map(|step| step.kind).collect()
}

fn fault(text: &str) -> (LicenceFaultKind, core::ops::Range<usize>) {
    let reading = read(text);
    assert_eq!(reading.canonical(), None, "{text}");
    assert_eq!(steps(text), [StepKind::Refused], "{text}");
    let fault = reading.fault().unwrap();
    (fault.kind, fault.span.clone())
}

#[test]
fn a_none_and_noassertion_are_typed() {
    let policy = policy(POLICY);
    for text in ["NONE", "NOASSERTION"] {
        assert_eq!(steps(text), [StepKind::Typed]);
        assert_eq!(read(text).canonical(), Some(text));
        assert_eq!(codes(&judge(&policy, text)), ["sbom.licence-unknown"]);
    }
    for text in ["none", "None", "noassertion", "NoAssertion"] {
        assert_eq!(steps(text), [StepKind::TypedCase]);
        let upper = text.to_uppercase();
        assert_eq!(read(text).canonical(), Some(upper.as_str()));
        assert_eq!(
            codes(&judge(&policy, text)),
            ["sbom.licence-case", "sbom.licence-unknown"]
        );
    }
}

#[test]
fn a_inside_an_expression_they_are_invalid() {
    for text in [
        "MIT OR NONE",
        "NOASSERTION AND MIT",
        "(NONE)",
        "MIT OR none",
        "noassertion OR MIT",
        " NONE",
        "NONE+",
    ] {
        let (kind, span) = fault(text);
        assert_eq!(kind, LicenceFaultKind::Reserved, "{text}");
        let shown = text.get(span).unwrap().to_uppercase();
        assert!(shown == "NONE" || shown == "NOASSERTION", "{shown}");
    }
    // The word alone does not matter, only as a name of its own.
    assert_eq!(read("LicenseRef-NONE OR MIT").fault(), None);
}

#[test]
fn b_what_is_strict_needs_no_other_step() {
    for text in [
        "MIT",
        "Apache-2.0+",
        "(MIT OR Apache-2.0) AND BSD-3-Clause",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "DocumentRef-d:LicenseRef-x",
        "MIT WITH AdditionRef-x",
        "MIT WITH DocumentRef-d:AdditionRef-x",
    ] {
        let reading = read(text);
        assert_eq!(steps(text), [StepKind::Strict], "{text}");
        assert_eq!(reading.canonical(), Some(text));
    }
    let reading = read(" ( MIT  OR\n\tApache-2.0\r\n)AND Zlib ");
    assert_eq!(
        reading.canonical(),
        Some("(MIT OR Apache-2.0) AND Zlib"),
        "white space"
    );
}

#[test]
fn c_operators_in_another_case() {
    let policy = policy(POLICY);
    for text in [
        "MIT or Apache-2.0",
        "MIT Or Apache-2.0",
        "MIT oR Apache-2.0",
    ] {
        assert_eq!(steps(text), [StepKind::OperatorCase]);
        assert_eq!(read(text).canonical(), Some("MIT OR Apache-2.0"));
        let judgement = judge(&policy, text);
        assert_eq!(judgement.truth(), Truth::Allow);
        assert_eq!(codes(&judgement), ["sbom.licence-case"]);
        assert_eq!(judgement.findings()[0].span, Some(4..6));
    }
    assert_eq!(codes(&judge(&policy, "MIT OR Apache-2.0")), [""; 0]);
    let with = "GPL-2.0-only with Classpath-exception-2.0 and MIT";
    let canonical = "GPL-2.0-only WITH Classpath-exception-2.0 AND MIT";
    assert_eq!(read(with).canonical(), Some(canonical));
    assert_eq!(read(with).steps()[0].count, 2);
}

#[test]
fn c_spdx_3_has_operators_in_lower_case() {
    let policy = policy(POLICY);
    let codes_of = |syntax, text| {
        let mut evaluator = LicenceEvaluator::new(&policy).with_syntax(syntax);
        codes(&evaluator.judge(&[declared(LicenceForm::Expression(text))]))
    };
    let lower = "MIT or Apache-2.0";
    assert_eq!(codes_of(LicenceSyntax::Spdx3, lower), [""; 0]);
    assert_eq!(codes_of(LicenceSyntax::Spdx2, lower), ["sbom.licence-case"]);
    let mixed = "MIT Or Apache-2.0";
    assert_eq!(codes_of(LicenceSyntax::Spdx3, mixed), ["sbom.licence-case"]);
    let limits = LicenceLimits::default();
    let reading = LicenceReading::of(lower, LicenceSyntax::Spdx3, &limits);
    assert_eq!(reading.steps()[0].kind, StepKind::OperatorLower);
}

#[test]
fn d_identifiers_in_another_case() {
    for (text, canonical) in [
        ("mit", "MIT"),
        ("APACHE-2.0", "Apache-2.0"),
        ("apache-2.0+", "Apache-2.0+"),
        (
            "gpl-2.0-ONLY WITH classpath-EXCEPTION-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
    ] {
        assert_eq!(steps(text), [StepKind::IdentifierCase], "{text}");
        assert_eq!(read(text).canonical(), Some(canonical));
    }
    let judgement = judge(&policy(POLICY), "mit");
    assert_eq!(judgement.truth(), Truth::Allow);
    assert_eq!(codes(&judgement), ["sbom.licence-case"]);
    // References are matched by the byte.
    assert_eq!(fault("licenseref-x").0, LicenceFaultKind::Term);
}

#[test]
fn e_deprecated_identifiers_are_replaced() {
    for (text, canonical) in [
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("AGPL-3.0", "AGPL-3.0-only"),
        ("GFDL-1.3+", "GFDL-1.3-or-later"),
        (
            "GPL-2.0-with-classpath-exception",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        (
            "GPL-2.0-with-classpath-exception+",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
        ),
        (
            "GPL-3.0-with-GCC-exception",
            "GPL-3.0-only WITH GCC-exception-3.1",
        ),
        ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
        ("wxWindows", "GPL-2.0-or-later WITH WxWindows-exception-3.1"),
        ("Nunit", "zlib-acknowledgement"),
        ("StandardML-NJ", "SMLNJ"),
        ("BSD-2-Clause-NetBSD", "BSD-2-Clause"),
        (
            "LGPL-2.1-only WITH Nokia-Qt-exception-1.1",
            "LGPL-2.1-only WITH Qt-LGPL-exception-1.1",
        ),
        (
            "MIT AND (GPL-2.0 OR Zlib)",
            "MIT AND (GPL-2.0-only OR Zlib)",
        ),
        // Deprecated without a replacement.
        ("Net-SNMP", "Net-SNMP"),
        ("bzip2-1.0.5", "bzip2-1.0.5"),
    ] {
        assert_eq!(steps(text), [StepKind::Deprecated], "{text}");
        assert_eq!(read(text).canonical(), Some(canonical));
    }
    let (text, kinds) = ("gpl-2.0+", [StepKind::IdentifierCase, StepKind::Deprecated]);
    assert_eq!(steps(text), kinds);
    assert_eq!(read(text).canonical(), Some("GPL-2.0-or-later"));
    let policy = policy(r#"{"allow": ["GPL-2.0-or-later"]}"#);
    let judgement = judge(&policy, "GPL-2.0+");
    assert_eq!(judgement.truth(), Truth::Allow);
    assert_eq!(codes(&judgement), ["sbom.licence-deprecated"]);
    assert_eq!(judgement.findings()[0].span, Some(0..8));
    assert_eq!(codes(&judge(&policy, "GPL-2.0-or-later")), [""; 0]);
}

#[test]
fn f_nothing_is_guessed() {
    let policy = policy(POLICY);
    for (text, suggestion) in [
        ("MIT/Apache-2.0", Some("MIT OR Apache-2.0")),
        ("MIT, Apache-2.0", Some("MIT OR Apache-2.0")),
        ("MIT / Apache 2", Some("MIT OR Apache-2.0")),
        ("Apache 2", Some("Apache-2.0")),
        ("Apache License, Version 2.0", Some("Apache-2.0")),
        (
            "BSD",
            Some("BSD-2-Clause, BSD-3-Clause or another of this kind"),
        ),
        ("GPLv2", Some("GPL-2.0-only or GPL-2.0-or-later")),
        ("the MIT License", Some("MIT")),
        ("BSD/MIT", None),
        ("MIT AND Zlib/ISC", None),
        ("Proprietary", None),
    ] {
        let reading = read(text);
        let fault = reading.fault().unwrap();
        assert_eq!(fault.suggestion.as_deref(), suggestion, "{text}");
        let judgement = judge(&policy, text);
        assert_eq!(judgement.truth(), Truth::Unknown, "{text}");
        assert_eq!(
            codes(&judgement),
            ["sbom.licence-invalid", "sbom.licence-unknown"]
        );
        let detail = &judgement.findings()[0].detail;
        assert!(suggestion.is_none_or(|suggestion| detail.contains(suggestion)));
    }
    assert_eq!(codes(&judge(&policy, "MIT OR Apache-2.0")), [""; 0]);
}

#[test]
fn faults_have_their_bytes() {
    use LicenceFaultKind as Kind;
    for (text, kind, span) in [
        ("", Kind::Empty, 0..0),
        ("  ", Kind::Empty, 0..2),
        ("()", Kind::Grammar, 1..2),
        ("MIT OR", Kind::Grammar, 6..6),
        ("OR MIT", Kind::Grammar, 0..2),
        ("mit  or  Frobnicate", Kind::Term, 9..19),
        ("GPL-2.0+ AND Frobnicate AND MIT", Kind::Term, 13..23),
        ("MIT MIT", Kind::Grammar, 4..7),
        ("(MIT", Kind::Parentheses, 0..1),
        ("MIT)", Kind::Parentheses, 3..4),
        ("MIT +", Kind::Plus, 4..5),
        ("MIT++", Kind::Grammar, 4..5),
        ("GPL-2.0-only+", Kind::Plus, 12..13),
        ("GPL-2.0-or-later+", Kind::Plus, 16..17),
        ("eCos-2.0+", Kind::Grammar, 8..9),
        ("LicenseRef-x+", Kind::Grammar, 12..13),
        ("MIT WITH", Kind::Grammar, 8..8),
        ("MIT WITH MIT", Kind::Grammar, 9..12),
        ("MIT WITH Frobnicate", Kind::Term, 9..19),
        ("Classpath-exception-2.0", Kind::Grammar, 0..23),
        ("(MIT) WITH LLVM-exception", Kind::Grammar, 6..10),
        (
            "MIT WITH fmt-exception WITH fmt-exception",
            Kind::Grammar,
            23..27,
        ),
        ("LicenseRef-", Kind::Reference, 0..11),
        ("LicenseRef-a:b", Kind::Reference, 0..14),
        ("DocumentRef-:LicenseRef-x", Kind::Reference, 0..25),
        ("DocumentRef-d:LicenseRef-", Kind::Reference, 0..25),
        ("DocumentRef-d", Kind::Reference, 0..13),
        ("DocumentRef-d:MIT", Kind::Reference, 0..17),
        ("MIT WITH AdditionRef-", Kind::Reference, 9..21),
        ("MIT WITH LicenseRef-x", Kind::Grammar, 9..21),
        ("AdditionRef-x", Kind::Grammar, 0..13),
    ] {
        assert_eq!(fault(text), (kind, span), "{text}");
    }
}

#[test]
fn bad_characters() {
    for (text, at) in [
        ("MIT_0", 3..4),
        ("LicenseRef-a_b", 12..13),
        ("MIT\u{a0}OR Zlib", 3..5),
        ("MIT\u{2028}OR Zlib", 3..6),
        ("MIT\u{0}", 3..4),
        ("\u{202e}MIT", 0..3),
        ("MIT\u{b}OR Zlib", 3..4),
        ("ＭIT", 0..3),
        ("MIT & Zlib", 4..5),
        ("MIT; Zlib", 3..4),
        ("\u{feff}MIT", 0..3),
    ] {
        assert_eq!(fault(text), (LicenceFaultKind::Character, at), "{text:?}");
    }
    // What is shown cannot drive a terminal.
    let judgement = judge(&policy(POLICY), "\u{1b}[31m\u{202e}MIT");
    for finding in judgement.findings() {
        let mut shown = finding.detail.chars();
        assert!(!shown.any(|c| c.is_control() || c == '\u{202e}'));
    }
}

#[test]
fn limits_are_kept_and_reached() {
    let operands = |count: usize| vec!["MIT"; count].join(" OR ");
    assert_eq!(read(&operands(1024)).fault(), None);
    let over = operands(1025);
    assert_eq!(fault(&over).0, LicenceFaultKind::Operands);
    assert_eq!(fault(&over).1, over.len() - 3..over.len());

    let nested = |depth: usize| format!("{}MIT{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(64)).fault(), None);
    assert_eq!(fault(&nested(65)), (LicenceFaultKind::Depth, 64..65));
    let one_after_another = vec!["(MIT)"; 100].join(" OR ");
    assert_eq!(read(&one_after_another).fault(), None);

    let long = |bytes: usize| format!("LicenseRef-{}", "x".repeat(bytes - 11));
    assert_eq!(read(&long(8192)).fault(), None);
    assert_eq!(fault(&long(8193)), (LicenceFaultKind::Bytes, 0..8193));

    // An exception is no operand of its own.
    let limits = LicenceLimits::default().with_operands(1);
    let pair = "MIT WITH fmt-exception";
    let reading = LicenceReading::of(pair, LicenceSyntax::Spdx2, &limits);
    assert_eq!(reading.fault(), None);
}

#[test]
fn above_a_limit_is_a_finding() {
    let policy = policy(POLICY);
    let over = vec!["MIT"; 1025].join(" OR ");
    let expected = ["sbom.licence-invalid", "sbom.licence-unknown"];
    assert_eq!(codes(&judge(&policy, &over)), expected);
    let within = vec!["MIT"; 1024].join(" OR ");
    assert_eq!(codes(&judge(&policy, &within)), [""; 0]);
}

#[test]
fn an_identifier_is_one_of_the_list() {
    let policy = policy(POLICY);
    let of = |text| judge_form(&policy, LicenceForm::Id(text));
    assert_eq!(of("MIT").truth(), Truth::Allow);
    assert_eq!(codes(&of("MIT")), [""; 0]);
    assert_eq!(of("mit").truth(), Truth::Allow);
    assert_eq!(codes(&of("mit")), ["sbom.licence-case"]);
    assert_eq!(of("GPL-3.0+").truth(), Truth::Deny);
    assert_eq!(
        codes(&of("GPL-3.0+")),
        ["sbom.licence-deprecated", "sbom.licence-denied"]
    );
    for text in [
        "MIT OR Apache-2.0",
        "MIT+",
        " MIT",
        "(MIT)",
        "LicenseRef-x",
        "Classpath-exception-2.0",
        "NONE",
        "NOASSERTION",
        "",
    ] {
        let judgement = of(text);
        assert_eq!(judgement.truth(), Truth::Unknown, "{text}");
        assert_eq!(
            codes(&judgement),
            ["sbom.licence-id", "sbom.licence-unknown"]
        );
    }
}

#[test]
fn a_name_is_not_promoted() {
    let policy = policy(POLICY);
    let of = |text| judge_form(&policy, LicenceForm::Name(text));
    for text in ["MIT", "mit", "MIT OR Apache-2.0", "LicenseRef-x"] {
        let expected = ["sbom.licence-name-is-id", "sbom.licence-unknown"];
        assert_eq!(of(text).truth(), Truth::Unknown);
        assert_eq!(codes(&of(text)), expected, "{text}");
    }
    assert_eq!(codes(&of("The MIT License")), ["sbom.licence-unknown"]);
    assert_eq!(codes(&of("NOASSERTION")), ["sbom.licence-unknown"]);
}
