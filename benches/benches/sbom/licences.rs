//! Licence expressions.

use bonafide_sbom::{
    Acknowledgement, LicenceEvaluator, LicenceForm, LicencePolicy, LicenceRecord, Truth,
};

use crate::json::LICENCES;
use crate::measure::{contest, time};
use crate::table::{Goal, Table};

const MANY: usize = 100_000;

pub(crate) fn rows(table: &mut Table) {
    let distinct: Vec<String> = (0..MANY).map(expression).collect();
    let repeated: Vec<String> = (0..MANY).map(|number| expression(number % 500)).collect();
    let few = &distinct[..MANY / 10];
    let policy = LicencePolicy::of_entries(&LICENCES, &["GPL-3.0-only"]).unwrap();
    let contest = contest(&mut [
        &mut || judge(&policy, &distinct),
        &mut || judge(&policy, few),
        &mut || judge(&policy, &repeated),
    ]);
    let note = |one, other| {
        format!(
            "{} against {}",
            time(contest.time(one)),
            time(contest.time(other))
        )
    };
    table.add(
        "licences: 100,000 expressions, all different, time by that of 10,000",
        Goal::AtMost(12.0),
        contest.ratio(0, 1),
        note(0, 1),
    );
    table.add(
        "licences: 100,000 expressions, 500 different ones, time by that of all different",
        Goal::AtMost(0.5),
        contest.ratio(2, 0),
        note(2, 0),
    );
}

fn expression(number: usize) -> String {
    let pick = |shift: usize| LICENCES[(number / shift) % LICENCES.len()];
    format!("({} OR {}) AND LicenseRef-{number}", pick(1), pick(8))
}

/// None of these is known as a whole: what is not listed is not decided.
fn judge(policy: &LicencePolicy, expressions: &[String]) {
    let mut evaluator = LicenceEvaluator::new(policy);
    for text in expressions {
        let form = LicenceForm::Expression(text);
        let record = LicenceRecord::new(Acknowledgement::Declared, form);
        assert_eq!(evaluator.judge(&[record]).truth(), Truth::Unknown);
    }
}
