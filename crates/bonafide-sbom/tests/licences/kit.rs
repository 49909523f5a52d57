//! What the tests share.

use bonafide_sbom::{
    Acknowledgement, LicenceEvaluator, LicenceForm, LicenceJudgement, LicenceLimits, LicencePolicy,
    LicenceReading, LicenceRecord, LicenceSyntax, Truth,
};

/// Allows the usual, denies some.
pub(crate) const POLICY: &str = r#"{
  "allow": ["MIT", "Apache-2.0", "BSD-3-Clause"],
  "deny": ["GPL-3.0-only", "AGPL-3.0-only"]
}"#;

pub(crate) fn policy(text: &str) -> LicencePolicy {
    LicencePolicy::parse(text.as_bytes()).unwrap()
}

pub(crate) fn declared(form: LicenceForm<'_>) -> LicenceRecord<'_> {
    LicenceRecord::new(Acknowledgement::Declared, form)
}

pub(crate) fn judge_form(policy: &LicencePolicy, form: LicenceForm<'_>) -> LicenceJudgement {
    LicenceEvaluator::new(policy).judge(&[declared(form)])
}

/// What `policy` says of one declared expression.
pub(crate) fn judge(policy: &LicencePolicy, expression: &str) -> LicenceJudgement {
    judge_form(policy, LicenceForm::Expression(expression))
}

pub(crate) fn truth(policy: &LicencePolicy, expression: &str) -> Truth {
    judge(policy, expression).truth()
}

pub(crate) fn codes(judgement: &LicenceJudgement) -> Vec<&'static str> {
    let findings = judgement.findings().iter();
    findings.map(|finding| finding.code.as_str()).collect()
}

pub(crate) fn read(text: &str) -> LicenceReading {
    LicenceReading::of(text, LicenceSyntax::Spdx2, &LicenceLimits::default())
}
