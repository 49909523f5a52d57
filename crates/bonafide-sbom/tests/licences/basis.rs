//! Which of several records count.

use bonafide_sbom::Acknowledgement::{self, Concluded, Declared, Observed, Unspecified};
use bonafide_sbom::{LicenceEvaluator, LicenceForm, LicenceJudgement, LicenceRecord, Truth};

use crate::kit::{codes, policy};

type Row = (Acknowledgement, &'static str);

fn judge(basis: &str, rows: &[Row]) -> LicenceJudgement {
    let text =
        format!(r#"{{"allow": ["MIT", "Zlib"], "deny": ["GPL-3.0-only"], "basis": "{basis}"}}"#);
    let policy = policy(&text);
    let records: Vec<LicenceRecord<'_>> = rows
        .iter()
        .map(|(who, text)| LicenceRecord::new(*who, LicenceForm::Expression(text)))
        .collect();
    LicenceEvaluator::new(&policy).judge(&records)
}

fn truths(rows: &[Row]) -> [Truth; 4] {
    [
        "concluded-then-declared",
        "declared",
        "concluded",
        "strictest",
    ]
    .map(|basis| judge(basis, rows).truth())
}

const A: Truth = Truth::Allow;
const U: Truth = Truth::Unknown;
const D: Truth = Truth::Deny;

#[test]
fn each_basis_counts_its_records() {
    for (rows, expected) in [
        (&[][..], [U, U, U, U]),
        (&[(Declared, "MIT")], [A, A, U, A]),
        (&[(Concluded, "MIT")], [A, U, A, A]),
        (&[(Observed, "MIT")], [U, U, U, A]),
        (&[(Unspecified, "MIT")], [A, A, U, A]),
        (&[(Unspecified, "GPL-3.0-only")], [D, D, D, D]),
        (
            &[(Declared, "MIT"), (Concluded, "GPL-3.0-only")],
            [D, A, D, D],
        ),
        (
            &[(Declared, "GPL-3.0-only"), (Concluded, "MIT")],
            [A, D, A, D],
        ),
        (
            &[(Declared, "MIT"), (Concluded, "NOASSERTION")],
            [A, A, U, U],
        ),
        (
            &[(Declared, "GPL-3.0-only"), (Concluded, "NOASSERTION")],
            [D, D, U, D],
        ),
        // A conclusion that cannot be read, or that there is none, is one all the same.
        (&[(Declared, "MIT"), (Concluded, "Frob")], [U, A, U, U]),
        (&[(Declared, "MIT"), (Concluded, "NONE")], [U, A, U, U]),
        (
            &[(Declared, "MIT"), (Observed, "GPL-3.0-only")],
            [A, A, U, D],
        ),
        (
            &[(Concluded, "MIT"), (Unspecified, "GPL-3.0-only")],
            [D, D, D, D],
        ),
        (&[(Declared, "MIT"), (Unspecified, "Zlib")], [A, A, U, A]),
    ] {
        assert_eq!(truths(rows), expected, "{rows:?}");
    }
}

#[test]
fn entries_without_an_operator_must_all_be_allowed() {
    let of = |rows: &[Row]| judge("concluded-then-declared", rows).truth();
    assert_eq!(of(&[(Declared, "MIT"), (Declared, "Zlib")]), A);
    assert_eq!(of(&[(Declared, "MIT"), (Declared, "LicenseRef-x")]), U);
    assert_eq!(of(&[(Declared, "MIT"), (Declared, "GPL-3.0-only")]), D);
    assert_eq!(
        of(&[(Declared, "LicenseRef-x"), (Declared, "GPL-3.0-only")]),
        D
    );
    assert_eq!(of(&[(Concluded, "MIT"), (Concluded, "NOASSERTION")]), U);
    // It would be allowed if it were a choice.
    assert_eq!(of(&[(Declared, "MIT OR GPL-3.0-only")]), A);
}

#[test]
fn records_say_whether_they_count() {
    let rows = [
        (Declared, "GPL-3.0-only"),
        (Concluded, "MIT"),
        (Observed, "Zlib"),
    ];
    let judgement = judge("concluded-then-declared", &rows);
    let counted: Vec<bool> = judgement.records().iter().map(|r| r.counts()).collect();
    assert_eq!(counted, [false, true, false]);
    assert_eq!(judgement.records()[0].truth(), Truth::Deny);
}

#[test]
fn a_difference_between_declared_and_concluded_is_noted() {
    let of = |rows: &[Row]| codes(&judge("concluded-then-declared", rows));
    let conflict = ["sbom.licence-conflict"];
    assert_eq!(
        of(&[(Declared, "GPL-3.0-only"), (Concluded, "MIT")]),
        conflict
    );
    assert_eq!(
        of(&[(Declared, "LicenseRef-x"), (Concluded, "MIT")]),
        conflict
    );
    // Different licences of one value are no conflict, and no assertion contradicts nothing.
    assert_eq!(of(&[(Declared, "Zlib"), (Concluded, "MIT")]), [""; 0]);
    assert_eq!(
        of(&[(Declared, "MIT"), (Concluded, "NOASSERTION")]),
        [""; 0]
    );
    assert_eq!(
        of(&[(Declared, "NOASSERTION"), (Concluded, "MIT")]),
        [""; 0]
    );
    assert_eq!(
        of(&[(Observed, "GPL-3.0-only"), (Concluded, "MIT")]),
        [""; 0]
    );
}

#[test]
fn nothing_given_is_unknown() {
    let judgement = judge("concluded-then-declared", &[]);
    assert_eq!(codes(&judgement), ["sbom.licence-unknown"]);
    assert_eq!(judgement.findings()[0].record, None);
    let given = judge("concluded-then-declared", &[(Declared, "MIT")]);
    assert_eq!(given.code(), None);
    let observed = judge("concluded-then-declared", &[(Observed, "MIT")]);
    assert_eq!(codes(&observed), ["sbom.licence-unknown"]);
}

#[test]
fn typed_forms_are_as_their_texts() {
    let policy = policy(r#"{"allow": ["MIT"], "none": "allow"}"#);
    let of = |form| {
        let record = LicenceRecord::new(Declared, form);
        LicenceEvaluator::new(&policy).judge(&[record]).truth()
    };
    assert_eq!(of(LicenceForm::None), A);
    assert_eq!(of(LicenceForm::NoAssertion), U);
    let declared = LicenceRecord::new(Declared, LicenceForm::Id("MIT"));
    let concluded = LicenceRecord::new(Concluded, LicenceForm::NoAssertion);
    let both = LicenceEvaluator::new(&policy).judge(&[declared, concluded]);
    assert_eq!(both.truth(), A, "no assertion is no conclusion");
}
