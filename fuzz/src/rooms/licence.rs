//! Licence expressions.

use std::sync::LazyLock;

use bonafide_sbom::{
    LicenceEvaluator, LicenceForm, LicenceLimits, LicencePolicy, LicenceReading, LicenceRecord,
    LicenceSyntax, Truth,
};

use crate::input::text;
use crate::memory;

/// The canonical form is a fixed point; what cannot be read is never allowed.
pub fn run(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let limits = LicenceLimits::default();
    for syntax in [LicenceSyntax::Spdx2, LicenceSyntax::Spdx3] {
        let reading = memory::linear(data, || LicenceReading::of(text, syntax, &limits));
        if let Some(canonical) = reading.canonical() {
            let again = LicenceReading::of(canonical, syntax, &limits);
            assert_eq!(again.canonical(), Some(canonical), "{text:?}");
        }
        judge(text, syntax, reading.canonical().is_some());
    }
}

fn judge(text: &str, syntax: LicenceSyntax, is_read: bool) {
    static POLICY: LazyLock<LicencePolicy> = LazyLock::new(|| {
        let deny = ["GPL-3.0-only", "AGPL-3.0-only"];
        LicencePolicy::of_entries(&["MIT", "Apache-2.0", "BSD-3-Clause"], &deny).expect("a policy")
    });
    let mut evaluator = LicenceEvaluator::new(&POLICY).with_syntax(syntax);
    let record = LicenceRecord::new(Default::default(), LicenceForm::Expression(text));
    let judged = evaluator.judge(&[record]);
    assert!(is_read || judged.truth() != Truth::Allow, "{text:?}");
    let again = evaluator.judge(&[record]);
    assert_eq!(again.truth(), judged.truth());
}
