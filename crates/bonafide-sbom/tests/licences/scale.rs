//! Large inputs: bounded, and in linear time.

use std::time::Instant;

use bonafide_sbom::{
    LicenceEvaluator, LicenceFaultKind, LicenceForm, LicenceLimits, LicenceReading, LicenceSyntax,
    Truth,
};

use crate::kit::{POLICY, codes, declared, policy, read};

/// Limits for texts that the default limits refuse.
fn wide() -> LicenceLimits {
    LicenceLimits::default()
        .with_bytes(64 << 20)
        .with_operands(2_000_000)
        .with_depth(2_000_000)
}

fn wide_truth(text: &str) -> Truth {
    let policy = policy(POLICY);
    let mut evaluator = LicenceEvaluator::new(&policy).with_limits(wide());
    let judgement = evaluator.judge(&[declared(LicenceForm::Expression(text))]);
    judgement.truth()
}

#[test]
fn a_hundred_thousand_operands() {
    let text = vec!["MIT"; 100_000].join(" AND ");
    let fault = read(&text).fault().cloned().unwrap();
    assert_eq!(fault.kind, LicenceFaultKind::Bytes);
    let limits = wide().with_operands(1024);
    let reading = LicenceReading::of(&text, LicenceSyntax::Spdx2, &limits);
    assert_eq!(reading.fault().unwrap().kind, LicenceFaultKind::Operands);
    // The bounds are no bounds of the evaluation.
    assert_eq!(wide_truth(&text), Truth::Allow);
    assert_eq!(wide_truth(&format!("{text} AND GPL-3.0-only")), Truth::Deny);
}

#[test]
fn a_million_terms_and_parentheses_abort_nothing() {
    let text = vec!["MIT"; 1_000_000].join(" or ");
    assert_eq!(read(&text).fault().unwrap().kind, LicenceFaultKind::Bytes);
    assert_eq!(wide_truth(&text), Truth::Allow);
    let deep = format!("{}MIT{}", "(".repeat(1_000_000), ")".repeat(1_000_000));
    assert_eq!(read(&deep).fault().unwrap().kind, LicenceFaultKind::Bytes);
    assert_eq!(wide_truth(&deep), Truth::Allow);
    let open = "(".repeat(1_000_000);
    assert_eq!(wide_truth(&open), Truth::Unknown);
    let zigzag = "(MIT AND (MIT OR ".repeat(100_000);
    let zigzag = format!("{zigzag}MIT{}", ")".repeat(200_000));
    assert_eq!(wide_truth(&zigzag), Truth::Allow);
}

#[test]
fn one_bad_expression_among_a_hundred_thousand() {
    let policy = policy(POLICY);
    let mut evaluator = LicenceEvaluator::new(&policy);
    let good = ["MIT", "MIT OR Apache-2.0", "(MIT AND BSD-3-Clause)"];
    let mut found: Vec<(usize, Vec<&str>)> = Vec::new();
    for at in 0..100_001_usize {
        let text = match at {
            50_000 => "MIT OR (",
            at => good[at % good.len()],
        };
        let judgement = evaluator.judge(&[declared(LicenceForm::Expression(text))]);
        if judgement.code().is_some() {
            found.push((at, codes(&judgement)));
        }
    }
    let expected = vec!["sbom.licence-invalid", "sbom.licence-unknown"];
    assert_eq!(found, [(50_000, expected)]);
}

#[test]
fn different_expressions_take_linear_time() {
    let policy = policy(POLICY);
    let seconds = |count: usize| {
        let mut evaluator = LicenceEvaluator::new(&policy);
        let begun = Instant::now();
        for at in 0..count {
            let text = format!("MIT OR apache-2.0 OR LicenseRef-{at}");
            let record = declared(LicenceForm::Expression(&text));
            assert_eq!(evaluator.judge(&[record]).truth(), Truth::Allow);
        }
        begun.elapsed().as_secs_f64()
    };
    let best = |count| (0..3).map(|_| seconds(count)).fold(f64::MAX, f64::min);
    // Quadratic would be a factor of 100; other work on the machine is allowed for.
    let (few, many) = (best(3_000), best(30_000));
    assert!(many < few * 40.0, "{few} s, {many} s");
}
