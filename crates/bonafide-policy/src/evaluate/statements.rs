//! Requirements on what signers say: of several statements one is enough, and nobody else's words
//! count for or against.

use bonafide_report::{Class, Code, Escaped, Finding, Place, registry};

use super::asked::{Asked, cannot, names};
use super::conditions;
use super::judgement::{Judgement, in_order};
use super::shortfall;
use super::tally::Tally;
use crate::evidence::{LocalDocument, QuestionId, QuestionKind};
use crate::requirement::{self, Given, Unmet};
use crate::{
    ArtifactKind, AttestationRequirement, ForbidRequirement, ProvenanceRequirement, Quantifier,
    SbomRequirement, VsaRequirement, VulnerabilityRequirement,
};

/// A kind of statement: which code it has when it is good, and which when it is not there.
pub(super) struct Kind {
    good: Code,
    missing: Code,
    what: &'static str,
}

const ATTESTATION: Kind = Kind {
    good: registry::ATTESTATION_VERIFIED,
    missing: registry::ATTESTATION_MISSING,
    what: "an attestation",
};
pub(super) const PROVENANCE: Kind = Kind {
    good: registry::PROVENANCE_OK,
    missing: registry::PROVENANCE_MISSING,
    what: "provenance",
};
pub(super) const SBOM: Kind = Kind {
    good: registry::SBOM_OK,
    missing: registry::SBOM_MISSING,
    what: "a bill of materials",
};
pub(super) const VSA: Kind = Kind {
    good: registry::VSA_OK,
    missing: registry::VSA_MISSING,
    what: "a verification summary",
};

pub(super) fn attestation(asked: &Asked<'_>, wanted: &AttestationRequirement) -> Judgement {
    let mut tally = match asked.tally(&[&wanted.by]) {
        Ok(tally) => tally,
        Err(judgement) => return *judgement,
    };
    tally.keep_types(|uri| wanted.predicate_type.iter().any(|wanted| wanted == uri));
    let findings = sift(&mut tally, |given| says(wanted, given));
    let types = wanted
        .predicate_type
        .iter()
        .map(|uri| Escaped(uri).to_string());
    let mut types: Vec<String> = types.collect();
    types.sort();
    let expected = format!(
        "an attestation of type {} by {}",
        types.join(" or "),
        names(&wanted.by)
    );
    if wanted.quantifier == Quantifier::AllVerified
        && let Some(failure) = every(asked, &tally)
    {
        return failure;
    }
    conclude(asked, &ATTESTATION, &tally, findings, expected)
}

/// For `all_verified`: a statement that says something else, or that could not be seen, is enough to
/// fail.
fn every(asked: &Asked<'_>, tally: &Tally<'_>) -> Option<Judgement> {
    let failed = tally.failed();
    let contrary = failed.iter().filter(|failure| failure.is_verified);
    let Some(failure) = shortfall::worst(contrary) else {
        let why = "every attestation must say what is wanted";
        return unseen(asked, tally, why).or_else(|| unasked(asked, false));
    };
    let mut judgement = asked.mapping.fails(&failure.finding, failure.class);
    tally.describe(&mut judgement, registry::ATTESTATION_VERIFIED);
    Some(judgement)
}

/// The failure of a requirement that has to see everything and did not.
fn unseen(asked: &Asked<'_>, tally: &Tally<'_>, why: &str) -> Option<Judgement> {
    let (reason, retryable) = tally.incompleteness()?;
    let detail = format!("{why}, and not everything was seen: {}", reason.detail());
    let finding = Finding::new(reason.code(), reason.place().clone(), detail);
    let mut judgement = asked.mapping.fails(&finding, Class::Unavailable);
    judgement.retryable = retryable;
    judgement.findings = vec![reason];
    tally.describe(&mut judgement, registry::ATTESTATION_VERIFIED);
    Some(judgement)
}

/// The failure of a requirement that has to see everything, where a question was never asked of the
/// evidence. Of a signer of anything is asked what there can be: models have lists that are signed, and
/// nothing else has.
fn unasked(asked: &Asked<'_>, is_by_any: bool) -> Option<Judgement> {
    let context = &asked.context;
    let is_model = context.subject.kind == ArtifactKind::Model;
    let all = context.policy.asked.get(asked.id).into_iter().flatten();
    let can_be = |id: &&QuestionId| {
        let question = context.policy.questions.get(id.0);
        let of_model = question.is_some_and(|one| one.kind == QuestionKind::ModelManifest);
        !is_by_any || of_model == is_model
    };
    let questions: Vec<&QuestionId> = all.filter(can_be).collect();
    let is_answered = |id: &&QuestionId| context.evidence.answers.contains_key(*id);
    let is_nothing = is_by_any && questions.is_empty();
    if !is_nothing && questions.iter().all(is_answered) {
        return None;
    }
    let why = "what is asked about was not looked at: nothing tells whether it is there";
    Some(cannot(&asked.mapping, why))
}

pub(super) fn forbid(asked: &Asked<'_>, wanted: &ForbidRequirement) -> Judgement {
    let signer = match wanted {
        ForbidRequirement::Attestation(wanted) => wanted.by.clone(),
        ForbidRequirement::Signer(name) => vec![name.clone()],
    };
    let mut tally = match asked.tally_at_least(&signer) {
        Ok(tally) => tally,
        Err(judgement) => return *judgement,
    };
    if let ForbidRequirement::Attestation(wanted) = wanted {
        tally.keep_types(|uri| wanted.predicate_type.iter().any(|wanted| wanted == uri));
        // What cannot be compared may be what is forbidden.
        tally
            .counted
            .retain(|vote| match says(wanted, &vote.given) {
                Ok(_) => true,
                Err(unmet) => unmet.class != Class::Policy,
            });
    }
    let what = match wanted {
        ForbidRequirement::Attestation(_) => "an attestation",
        ForbidRequirement::Signer(_) => "a signature",
    };
    let who = names(&signer);
    if !tally.counted.is_empty() {
        let detail = format!("expected no such thing; found {what} by {who}, which is forbidden");
        let code = registry::POLICY_FORBID_PRESENT;
        let mut judgement = asked
            .mapping
            .fails_as(&Finding::new(code, Place::root(), detail));
        tally.describe(&mut judgement, code);
        return judgement;
    }
    let why = format!("there must not be {what} by {who}");
    let is_by_any = matches!(wanted, ForbidRequirement::Signer(_));
    let unknown = unseen(asked, &tally, &why).or_else(|| unasked(asked, is_by_any));
    unknown.unwrap_or_else(|| {
        let summary = format!("there is no such thing: {what} by {who}");
        let mut judgement = Judgement::holds(registry::POLICY_FORBID_ABSENT, summary);
        tally.describe(&mut judgement, registry::POLICY_FORBID_ABSENT);
        judgement
    })
}

pub(super) fn provenance(asked: &Asked<'_>, wanted: &ProvenanceRequirement) -> Judgement {
    let judge = |given: &Given<'_>| requirement::provenance::judge(wanted, &asked.context, given);
    one_of(
        asked,
        &PROVENANCE,
        &wanted.by,
        requirement::provenance::is_of_type,
        judge,
    )
}

pub(super) fn sbom(asked: &Asked<'_>, wanted: &SbomRequirement) -> Judgement {
    let judge = |given: &Given<'_>| requirement::sbom::judge(wanted, &asked.context, given);
    one_of(
        asked,
        &SBOM,
        &wanted.by,
        requirement::sbom::is_of_type,
        judge,
    )
}

pub(super) fn vsa(asked: &Asked<'_>, wanted: &VsaRequirement) -> Judgement {
    let judge = |given: &Given<'_>| requirement::vsa::judge(wanted, &asked.context, given);
    one_of(asked, &VSA, &wanted.by, requirement::vsa::is_of_type, judge)
}

pub(super) fn one_of(
    asked: &Asked<'_>,
    kind: &Kind,
    by: &[String],
    is_of_type: fn(&str) -> bool,
    judge: impl Fn(&Given<'_>) -> Result<Vec<Finding>, Unmet>,
) -> Judgement {
    let mut tally = match asked.tally(&[by]) {
        Ok(tally) => tally,
        Err(judgement) => return *judgement,
    };
    tally.keep_types(is_of_type);
    let findings = sift(&mut tally, judge);
    let expected = format!("{} by {}", kind.what, names(by));
    conclude(asked, kind, &tally, findings, expected)
}

/// Leaves the statements that say what is wanted; what is worth telling of them.
fn sift(
    tally: &mut Tally<'_>,
    judge: impl Fn(&Given<'_>) -> Result<Vec<Finding>, Unmet>,
) -> Vec<Finding> {
    let mut told = Vec::new();
    for given in tally.givens() {
        match judge(&given) {
            Ok(findings) => told.extend(findings),
            Err(unmet) => {
                tally.counted.retain(|vote| !vote.given.is_same(&given));
                tally.fail(given, unmet);
            }
        }
    }
    in_order(told)
}

fn conclude(
    asked: &Asked<'_>,
    kind: &Kind,
    tally: &Tally<'_>,
    findings: Vec<Finding>,
    expected: String,
) -> Judgement {
    if tally.counted.is_empty() {
        let wanted = asked.wanted(kind.missing, expected);
        return shortfall::judge(tally, &wanted, &asked.mapping);
    }
    let number = tally.pieces();
    let summary = format!("{expected}: {number} say what is wanted");
    let mut judgement = Judgement::holds(kind.good, summary).with_findings(findings);
    tally.describe(&mut judgement, kind.good);
    judgement
}

pub(super) fn vulnerabilities(asked: &Asked<'_>, wanted: &VulnerabilityRequirement) -> Judgement {
    let questions = match asked.questions(&[&wanted.by, &wanted.vex_by]) {
        Ok(questions) => questions,
        Err(judgement) => return *judgement,
    };
    let (of_reports, of_vex) = questions.split_at(wanted.by.len().min(questions.len()));
    let evidence = asked.context.evidence;
    let mut reports = Tally::of(evidence, of_reports, asked.heard);
    let mut vex = Tally::of(evidence, of_vex, asked.heard);
    reports.keep_types(requirement::vulnerabilities::is_of_type);
    vex.keep_types(requirement::vulnerabilities::is_vex);
    let mut local: Vec<&LocalDocument> = match wanted.local {
        true => evidence.local.iter().collect(),
        false => Vec::new(),
    };
    local.sort_by(|one, other| one.bytes.cmp(&other.bytes));
    let (given, statements) = (reports.givens(), vex.givens());
    let judged =
        requirement::vulnerabilities::judge(wanted, &asked.context, &given, &statements, &local);
    let expected = match wanted.local {
        true => format!(
            "a report of vulnerabilities, handed over or by {}",
            names(&wanted.by)
        ),
        false => format!("a report of vulnerabilities by {}", names(&wanted.by)),
    };
    let mut judgement = match judged {
        Ok(findings) => {
            let number = given.len().saturating_add(local.len());
            let summary = format!("{number} reports find nothing that is not borne");
            let mut judgement = Judgement::holds(registry::VULN_OK, summary);
            judgement.findings = findings;
            reports.describe(&mut judgement, registry::VULN_OK);
            judgement
        }
        Err(unmet) if unmet.class == Class::Missing => {
            let wanted = asked.wanted(registry::VULN_MISSING, expected);
            shortfall::judge(&reports, &wanted, &asked.mapping)
        }
        Err(unmet) => {
            let mut judgement = asked.mapping.fails(&unmet.finding, unmet.class);
            judgement.findings = unmet.findings;
            // Behind evidence that is bad lies that there is none which is good.
            let missing = asked
                .mapping
                .decision(registry::VULN_MISSING, Class::Missing);
            judgement.decision = judgement.decision.max(missing);
            reports.describe(&mut judgement, registry::VULN_OK);
            judgement
        }
    };
    vex.describe(&mut judgement, registry::VULN_OK);
    reports.describe_local(&mut judgement, &local);
    judgement
}

/// Whether a statement of the right type says what an attestation must say.
fn says(wanted: &AttestationRequirement, given: &Given<'_>) -> Result<Vec<Finding>, Unmet> {
    let Some(conditions) = &wanted.conditions else {
        return Ok(Vec::new());
    };
    let Some(predicate) = given.counted.says() else {
        let detail = "the predicate holds a number that cannot be compared";
        return Err(unmet(
            registry::ATTESTATION_MALFORMED,
            Class::Malformed,
            detail,
        ));
    };
    if conditions::hold(conditions, predicate) {
        return Ok(Vec::new());
    }
    let detail = format!(
        "the predicate does not say {}",
        conditions::describe(conditions, predicate)
    );
    let code = registry::ATTESTATION_CONDITION_FAILED;
    Err(unmet(code, Class::Policy, &detail))
}

fn unmet(code: Code, class: Class, detail: &str) -> Unmet {
    Unmet {
        finding: Finding::new(code, Place::root(), detail),
        class,
        findings: Vec::new(),
    }
}
