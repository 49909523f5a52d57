//! What is asked of a document, each as a check of a report.

use core::fmt;

use bonafide_report::{Check, Class, Code, Coded, Finding, Place, Report, registry};
use bonafide_sbom::{Answer, Conformance, Graph, LicencePolicy, LicenceSurvey, Model, Truth};

use crate::Exit;

/// Findings that are told behind a failed check; all of them are in the output of the document.
const KEPT: usize = 10;

/// Why a check failed.
#[derive(Debug)]
pub(super) struct Failure {
    code: Code,
    place: Place,
    summary: String,
    findings: Vec<Finding>,
}

impl Failure {
    pub(super) fn new(
        code: Code,
        summary: String,
        findings: impl IntoIterator<Item = Finding>,
    ) -> Self {
        let findings: Vec<Finding> = findings.into_iter().take(KEPT).collect();
        let place = findings
            .first()
            .map_or_else(Place::root, |one| one.place().clone());
        Self {
            code,
            place,
            summary,
            findings,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary)
    }
}

impl core::error::Error for Failure {}

impl Coded for Failure {
    fn code(&self) -> Code {
        self.code
    }

    fn place(&self) -> Place {
        self.place.clone()
    }

    fn findings(&self) -> Vec<Finding> {
        self.findings.clone()
    }
}

pub(super) fn outcome(id: &'static str, result: Result<String, Failure>) -> Check {
    match result {
        Ok(summary) => Check::pass(id, summary),
        Err(failure) => Check::fail(id, &failure),
    }
}

/// That the document conforms to the schema of its version, and to its prose.
pub(super) fn conformance(found: &Conformance, is_required: bool) -> Check {
    let id = "sbom/conformance";
    let summary = format!(
        "schema: {}, with its prose: {}",
        found.schema(),
        found.full()
    );
    if found.full() == Answer::Yes {
        return Check::pass(id, summary);
    }
    if !is_required {
        return Check::skip(id, format!("{summary}; not required"));
    }
    let findings: Vec<Finding> = found
        .findings()
        .iter()
        .map(|one| one.finding().clone())
        .collect();
    // What nobody can tell is not told by what was found on the way.
    let code = match (found.full(), findings.first()) {
        (Answer::No, Some(first)) => first.code(),
        _ => registry::SBOM_VERSION_UNSUPPORTED,
    };
    outcome(id, Err(Failure::new(code, summary, findings)))
}

/// That the policy allows the licences of every component.
pub(super) fn licences(model: &Model, policy: Option<&LicencePolicy>) -> Check {
    let id = "sbom/licences";
    let Some(policy) = policy else {
        return Check::skip(id, "no licence policy is given");
    };
    let survey = LicenceSurvey::of(model, policy);
    let count = |truth| {
        survey
            .truths()
            .iter()
            .filter(|(_, one)| *one == truth)
            .count()
    };
    let summary = format!(
        "{} allowed, {} unknown, {} denied",
        count(Truth::Allow),
        count(Truth::Unknown),
        count(Truth::Deny)
    );
    outcome(
        id,
        match survey.code() {
            None => Ok(summary),
            Some(code) => {
                let findings = survey.findings().kept().iter();
                let failing = findings.filter(|finding| finding.code() == code).cloned();
                Err(Failure::new(code, summary, failing))
            }
        },
    )
}

/// What the graph looks like: never a failure, since both formats allow all of it.
pub(super) fn graph(graph: &Graph<'_>) -> Check {
    let found = graph.report();
    let count = |list: Option<usize>| list.map_or("unknown".to_owned(), |count| count.to_string());
    let summary = format!(
        "{} roots, {} dangling, {} cycles, {} not reached",
        found.roots.len(),
        count(found.dangling.as_ref().map(Vec::len)),
        found.cycles.len(),
        count(found.unreachable.as_ref().map(Vec::len)),
    );
    Check::pass("sbom/graph", summary)
}

/// How the program ends: nothing failed, or the gravest of what did.
pub(super) fn exit(report: &Report) -> Exit {
    let failed: Vec<Exit> = report
        .checks()
        .iter()
        .filter_map(Check::code)
        .map(of_code)
        .collect();
    [Exit::Reject, Exit::Quarantine, Exit::Indeterminate]
        .into_iter()
        .find(|exit| failed.contains(exit))
        .unwrap_or(Exit::Allow)
}

/// What nobody knows is kept aside, although policies name it.
fn of_code(code: Code) -> Exit {
    let is_unknown = [
        registry::SBOM_IDENTITY_UNKNOWN,
        registry::SBOM_LICENCE_UNKNOWN,
        registry::SBOM_SUBJECT_SILENT,
        registry::VULN_INCOMPLETE,
        registry::VULN_SUBJECT_UNBOUND,
        registry::VULN_UNKNOWN,
    ]
    .contains(&code);
    // Conformance has no class of its own: it only fails where it is required.
    let class = if is_unknown {
        Some(Class::Missing)
    } else {
        code.class()
    };
    class.map_or(Exit::Reject, Exit::of_class)
}
