//! A document beside other things: an artifact, another document, a profile.

use std::io::{self, Write};

use bonafide_report::registry::{SBOM_SUBJECT_MISMATCH, SBOM_SUBJECT_SILENT};
use bonafide_report::{Check, Finding};
use bonafide_sbom::{
    Binding, BindingOutcome, Change, ChangeSide, CompletenessGate, CompletenessShare, Diff, Graph,
    Model, NotComparable, Obstacle, ProfileReport, SubjectDigest, SubjectRole,
};
use serde_json::{Value, json};

use super::gates::{Failure, outcome};

/// Changes that are shown to people.
const SHOWN: usize = 40;

/// That the document is about the artifact with these digests.
pub(super) fn subject(graph: &Graph<'_>, subjects: &[SubjectDigest]) -> Check {
    let id = "sbom/subject";
    if subjects.is_empty() {
        return Check::skip(id, "no digest of a subject is given");
    }
    let binding = Binding::of(graph, subjects);
    let claims = binding.claims().len();
    let findings = || binding.findings().kept().iter().cloned();
    outcome(
        id,
        match binding.outcome() {
            BindingOutcome::Agrees(roles) => {
                let roles: Vec<&str> = roles.iter().copied().map(SubjectRole::name).collect();
                Ok(format!(
                    "the root is this {}, by {claims} claims",
                    roles.join(", ")
                ))
            }
            BindingOutcome::Disagrees(_) => {
                let summary = "the root claims to be something else".to_owned();
                Err(Failure::new(SBOM_SUBJECT_MISMATCH, summary, findings()))
            }
            BindingOutcome::Silent => {
                let summary = "the document does not say by digest what it is about".to_owned();
                let code = findings()
                    .next()
                    .map_or(SBOM_SUBJECT_SILENT, |one| one.code());
                Err(Failure::new(code, summary, findings()))
            }
        },
    )
}

/// What differs between the document and another one, which is the later of the two.
#[derive(Debug)]
pub(super) struct Comparison {
    changes: Vec<Change>,
    not_comparable: Vec<NotComparable>,
}

impl Comparison {
    pub(super) fn of(model: &Model, other: &Model) -> Self {
        let diff = Diff::of(model, other);
        Self {
            changes: diff.changes().to_vec(),
            not_comparable: diff.not_comparable().to_vec(),
        }
    }

    /// Never a failure: nothing says which changes are wanted.
    pub(super) fn check(comparison: Option<&Self>) -> Check {
        let id = "sbom/diff";
        match comparison {
            None => Check::skip(id, "no other document is given"),
            Some(one) => Check::pass(
                id,
                format!(
                    "{} changes, {} aspects that cannot be compared",
                    one.changes.len(),
                    one.not_comparable.len()
                ),
            ),
        }
    }

    pub(super) fn json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            let side = |side: &Option<ChangeSide>| {
                side.as_ref()
                    .map(|one| json!({ "text": one.text, "place": one.place.as_str() }))
            };
            json!({
                "kind": change.kind.name(),
                "key": change.key,
                "before": side(&change.before),
                "after": side(&change.after),
                "text": change.to_string(),
            })
        });
        let not_comparable = self.not_comparable.iter().map(|one| {
            json!({
                "aspect": one.aspect.name(),
                "before": one.before.map(Obstacle::name),
                "after": one.after.map(Obstacle::name),
            })
        });
        json!({
            "changes": changes.collect::<Vec<_>>(),
            "not_comparable": not_comparable.collect::<Vec<_>>(),
        })
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\nchanges")?;
        if self.changes.is_empty() {
            writeln!(out, "  none")?;
        }
        for change in self.changes.iter().take(SHOWN) {
            writeln!(out, "  {change}")?;
        }
        if self.changes.len() > SHOWN {
            writeln!(out, "  and {} more", self.changes.len() - SHOWN)?;
        }
        for one in &self.not_comparable {
            writeln!(out, "  not compared: {one}")?;
        }
        Ok(())
    }
}

/// That the document says all that a profile requires.
pub(super) fn profile(assessed: Option<&ProfileReport>) -> Check {
    let id = "sbom/profile";
    let Some(assessed) = assessed else {
        return Check::skip(id, "no profile is given");
    };
    let gate = CompletenessGate::new(CompletenessShare::All);
    outcome(
        id,
        match assessed.check(&gate) {
            None => Ok(format!(
                "all that {} requires is there",
                assessed.profile.id
            )),
            Some(finding) => {
                let code = finding.code();
                let summary = finding.detail().to_owned();
                Err(Failure::new(code, summary, lacking(assessed)))
            }
        },
    )
}

/// Where the first of each element is missing.
fn lacking(assessed: &ProfileReport) -> Vec<Finding> {
    let elements = assessed.elements.iter();
    let missing = elements.filter_map(|element| {
        let place = element.failures.first().or(element.unknowns.first())?;
        let detail = format!("{} is not there", element.element.id);
        let code = bonafide_report::registry::SBOM_INCOMPLETE;
        Some(Finding::new(code, place.clone(), detail))
    });
    missing.collect()
}

pub(super) fn profile_json(assessed: &ProfileReport) -> Value {
    let elements = assessed.elements.iter().map(|element| {
        json!({
            "id": element.element.id,
            "expressible": element.is_expressible,
            "passed": element.passed,
            "failed": element.failed,
            "stated_unknown": element.stated_unknown,
        })
    });
    json!({
        "id": assessed.profile.id,
        "date": assessed.profile.date,
        "elements": elements.collect::<Vec<_>>(),
    })
}

pub(super) fn write_profile(out: &mut dyn Write, assessed: &ProfileReport) -> io::Result<()> {
    writeln!(
        out,
        "\nprofile {} ({})",
        assessed.profile.id, assessed.profile.date
    )?;
    for element in &assessed.elements {
        let of = element.applicable();
        let unknown = match element.stated_unknown {
            0 => String::new(),
            count => format!(", {count} stated to be unknown"),
        };
        let format = if element.is_expressible {
            ""
        } else {
            ", not in this format"
        };
        writeln!(
            out,
            "  {:28}{:>7} of {of}{unknown}{format}",
            element.element.id, element.passed
        )?;
    }
    Ok(())
}
