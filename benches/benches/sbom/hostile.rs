//! Inputs that cost their maker little and must cost the reader little too.

use bonafide_sbom::{
    Acknowledgement, LicenceEvaluator, LicenceForm, LicencePolicy, LicenceRecord, ReadOptions,
    Truth, read,
};

use crate::jobs::REFUSED;
use crate::measure::{contest, time};
use crate::memory::Loaded;
use crate::table::{Goal, Table};

/// What none of them may take, in milliseconds and in MiB.
const MOST: (f64, f64) = (50.0, 16.0);

pub(crate) fn rows(table: &mut Table) {
    for (name, document, code) in inputs() {
        let answer = read(document.as_bytes(), &ReadOptions::default(), &mut ());
        let found = answer.map_or_else(|error| error.code().as_str(), |_| "read");
        assert_eq!(found, code, "{name}");
        let contest = contest(&mut [&mut || {
            (REFUSED.run)(document.as_bytes());
        }]);
        let note = format!(
            "{:.1} MB, {code}, {}",
            document.len() as f64 / 1e6,
            time(contest.time(0))
        );
        table.add(
            &format!("hostile: {name}, milliseconds"),
            Goal::AtMost(MOST.0),
            contest.time(0) * 1e3,
            note,
        );
        let mebibytes = Loaded::new(document.as_bytes()).growth(&REFUSED) / f64::from(1 << 20);
        table.add(
            &format!("hostile: {name}, extra memory, MiB"),
            Goal::AtMost(MOST.1),
            mebibytes,
            code.to_owned(),
        );
    }
    licence(table);
}

/// Name, document, and what becomes of it.
fn inputs() -> Vec<(&'static str, String, &'static str)> {
    let within = |inner: &str| {
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":{inner}}}"#)
    };
    let nested = |count: usize| {
        let open = r#"[{"type":"library","name":"x","components":"#.repeat(count);
        within(&format!("{open}[]{}", "}]".repeat(count)))
    };
    let expression = vec!["MIT"; 1_000_000].join(" OR ");
    let keys: Vec<String> = (0..1_000_000)
        .map(|number| format!("\"k{number}\":0"))
        .collect();
    let unsorted: Vec<String> = (0..65_000)
        .rev()
        .map(|number| format!("\"k{number}\":0"))
        .collect();
    let licensed = format!(
        r#"[{{"type":"library","name":"x","licenses":[{{"expression":"{expression}"}}]}}]"#
    );
    let licensed_document = within(&licensed);
    let with_keys = |keys: &[String]| {
        let keys = keys.join(",");
        within(&format!(r#"[{{"type":"library","name":"x",{keys}}}]"#))
    };
    let arrays = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let control = within(r#"[{"type":"library","name":"\u0001"}]"#);
    vec![
        ("2,000 nested components", nested(2_000), "sbom.depth"),
        (
            "1,000,000 nested components",
            nested(1_000_000),
            "sbom.depth",
        ),
        (
            "1,000,000 nested arrays that nobody reads",
            format!(r#"{{"x":{arrays},"bomFormat":"CycloneDX"}}"#),
            "sbom.depth",
        ),
        (
            "1,000,000 licences in one expression",
            licensed_document,
            "limit.exceeded",
        ),
        (
            "1,000,000 members in one object",
            with_keys(&keys),
            "limit.exceeded",
        ),
        (
            "65,000 members in one object, backwards",
            with_keys(&unsorted),
            "read",
        ),
        ("a control character", control, "read"),
    ]
}

/// What the reader would not give out, given to the evaluator all the same.
fn licence(table: &mut Table) {
    let expression = vec!["MIT"; 1_000_000].join(" OR ");
    let policy = LicencePolicy::of_entries(&["MIT"], &[]).unwrap();
    let judge = || {
        let form = LicenceForm::Expression(&expression);
        let record = LicenceRecord::new(Acknowledgement::Declared, form);
        LicenceEvaluator::new(&policy).judge(&[record]).truth()
    };
    assert_eq!(judge(), Truth::Unknown);
    let contest = contest(&mut [&mut || {
        core::hint::black_box(judge());
    }]);
    table.add(
        "hostile: the evaluator and 1,000,000 licences, milliseconds",
        Goal::AtMost(MOST.0),
        contest.time(0) * 1e3,
        time(contest.time(0)),
    );
}
