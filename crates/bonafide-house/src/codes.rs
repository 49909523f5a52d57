//! The table of codes as a document.

use std::fmt::Write as _;

use bonafide_report::registry;

/// `docs/codes.md`, as the registry says it.
#[must_use]
pub fn codes_table() -> String {
    let mut table = String::from(
        "# Codes\n\nEvery outcome has a stable code: dotted, never renamed, never reused. A prefix covers what lies\nbelow it. A source such as `models OMB-1` is a row of [rules](rules/README.md). This table is\ngenerated from the registry in `bonafide-report`; do not edit it.\n\n\
         | code | class | default decision | meaning | what to do | source |\n|---|---|---|---|---|---|\n",
    );
    let mut codes = registry::ALL.to_vec();
    codes.sort();
    for code in codes {
        let (class, decision) = match code.class() {
            Some(class) => (class.as_str(), class.default_decision().as_str()),
            None => ("–", "–"),
        };
        let remedy = if code.remedy().is_empty() {
            "–"
        } else {
            code.remedy()
        };
        let _ = writeln!(
            table,
            "| <a id=\"{code}\"></a>`{code}` | {class} | {decision} | {} | {remedy} | {} |",
            code.summary(),
            code.clause()
        );
    }
    table
}
