//! Tests of the verdict as JSON.

use proptest::prelude::*;

use super::samples;
use super::validator::violations;
use super::{CheckStatus, Verdict, verdict_schema};
use crate::export::Value;
use crate::{Export, ExportOptions};
use bonafide_report::registry;

const MAX_BYTES: usize = 8 << 20;

fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

fn assert_valid(verdict: &Verdict) {
    let schema = parsed(&verdict_schema());
    let document = parsed(&verdict.to_json());
    assert_eq!(violations(&schema, &document), Vec::<String>::new());
}

/// The same document, written by what sorts members and knows no fractions.
fn rewritten(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Number(number.as_u64().unwrap()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(values) => Value::list(values.iter().map(rewritten)),
        serde_json::Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), rewritten(value)))
                .collect(),
        ),
        serde_json::Value::Null => panic!("a verdict holds no null"),
    }
}

#[test]
fn every_verdict_is_what_the_schema_says() {
    for (_, verdict) in samples::all() {
        assert_valid(&verdict);
    }
}

#[test]
fn the_schema_is_the_one_in_the_documentation() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/schema/verdict.v1.json"
    );
    if std::env::var_os("BONAFIDE_BLESS").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema")).unwrap();
        std::fs::write(path, verdict_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == verdict_schema(),
        "docs/schema/verdict.v1.json is stale: run with BONAFIDE_BLESS=1"
    );
}

#[test]
fn members_are_sorted_numbers_whole_and_text_printable() {
    for (name, verdict) in samples::all() {
        let text = verdict.to_json();
        assert!(
            text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
            "{name}"
        );
        assert_eq!(rewritten(&parsed(&text)).to_line(), text, "{name}");
        let by_serde = serde_json::to_string(&verdict).unwrap();
        assert_eq!(rewritten(&parsed(&by_serde)).to_line(), text, "{name}");
    }
}

#[test]
fn durations_are_no_part_of_what_can_be_reproduced() {
    let verdict = samples::rejected();
    let later = verdict
        .clone()
        .with_duration("evaluate", 99)
        .with_duration("load", 7);
    assert_ne!(verdict.to_json(), later.to_json());
    assert_eq!(verdict.to_reproducible_json(), later.to_reproducible_json());
    assert!(!verdict.to_reproducible_json().contains("durations_ms"));
    let options = ExportOptions::default().reproducible();
    let exported = later.export(Export::Json, &options).unwrap();
    assert_eq!(
        exported,
        (verdict.to_reproducible_json() + "\n").into_bytes()
    );
}

#[test]
fn a_check_tells_its_remedy_and_where_it_is_explained() {
    let document = parsed(&samples::rejected().to_json());
    let check = &document["checks"][3];
    assert_eq!(check["id"], "internal/signed");
    assert_eq!(check["class"], "mismatch");
    assert_eq!(
        check["remediation"]["doc"],
        "codes.md#signature.wrong-subject"
    );
    assert_eq!(
        check["remediation"]["text"],
        registry::SIGNATURE_WRONG_SUBJECT.remedy()
    );
    let finding = &check["findings"][0];
    assert_eq!(finding["code"], "signature.wrong-subject");
    assert_eq!(finding["pointer"], "/critical/image/docker-manifest-digest");
    assert_eq!(document["decisive"][0], "internal/signed");
    assert_eq!(document["checks"][4]["waived_by"], "INC-4711");
}

/// A verdict with so many checks, each with so long a summary.
fn large(checks: usize, summary: usize) -> Verdict {
    let mut verdict = samples::rejected();
    let text = "x".repeat(summary);
    verdict.checks.extend((0..checks).map(|at| {
        let id = format!("rule-{at:06}/requirement");
        samples::check(&id, registry::ATTESTATION_MISSING, CheckStatus::Fail, &text)
    }));
    verdict.checks.sort_by(|one, other| one.id.cmp(&other.id));
    verdict
}

#[test]
fn eight_mebibytes_are_written_and_no_byte_more() {
    let mut verdict = large(2_900, 2_500);
    let missing = MAX_BYTES - verdict.to_json().len();
    let mut rest = missing;
    for check in verdict.checks.iter_mut().rev().take(2_000) {
        let more = rest.min(1_000);
        check.summary.push_str(&"x".repeat(more));
        rest -= more;
    }
    assert_eq!(rest, 0);
    let text = verdict.to_json();
    assert_eq!(text.len(), MAX_BYTES);
    assert!(text.contains(&"x".repeat(2_500)));
    verdict.checks.last_mut().unwrap().summary.push('x');
    let text = verdict.to_json();
    assert!(text.len() < MAX_BYTES);
    assert!(!text.contains(&"x".repeat(2_500)));
    assert_valid(&verdict);
}

#[test]
fn what_decided_is_told_however_much_there_is() {
    let verdict = large(40_000, 500);
    let text = verdict.to_json();
    assert!(text.len() <= MAX_BYTES);
    let document = parsed(&text);
    let checks = document["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["id"] == "internal/signed"));
    assert_eq!(
        document["omitted"]["checks"].as_u64().unwrap() as usize + checks.len(),
        verdict.checks.len()
    );
    assert_valid(&verdict);
    let smallest = samples::check("a/b", registry::REF_INVALID, CheckStatus::Pass, "");
    let mut verdict = samples::allowed();
    let before = verdict.to_json().len();
    verdict.checks.push(smallest);
    assert!(
        verdict.to_json().len() - before > 256,
        "the estimate is an underestimate"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a text holds, no format has more structure than with a harmless one.
    #[test]
    fn texts_stay_texts(text in "\\PC*|[\\x00-\\x7f]{0,40}|(<|>|&|'|\"|`|\\||\\]|\\[|\\(|\r|\n|\u{1b}|\u{202e}|-|!|\\\\|@|#|:|/){0,24}") {
        let (hostile, harmless) = (samples::filled(&format!("x{text}")), samples::harmless());
        assert_valid(&hostile);
        let options = ExportOptions::default();
        let write = |verdict: &Verdict, format| {
            String::from_utf8(verdict.export(format, &options).unwrap()).unwrap()
        };
        for format in [Export::Text, Export::Markdown, Export::Sarif, Export::Junit, Export::Html, Export::Json] {
            let (found, wanted) = (write(&hostile, format), write(&harmless, format));
            prop_assert!(!found.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert_eq!(found.lines().count(), wanted.lines().count());
            if matches!(format, Export::Junit | Export::Html) {
                prop_assert_eq!(found.matches('<').count(), wanted.matches('<').count());
                prop_assert_eq!(found.matches('>').count(), wanted.matches('>').count());
            }
            if format == Export::Markdown {
                for sign in ['|', '`', '*', '[', ']', '!', '@', '\\', '_', '~'] {
                    prop_assert_eq!(found.matches(sign).count(), wanted.matches(sign).count());
                }
            }
        }
    }
}
