//! The class of a requirement that is not met.

use bonafide_report::{Class, Code, Decision, Finding, Place, registry};

use super::judgement::{Judgement, Mapping, order};
use super::tally::{Failure, Standing, Tally};

/// What was wanted and is not there.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The code where there is nothing.
    pub(super) code: Code,
    /// What was wanted, as it follows "expected".
    pub(super) expected: String,
    /// How many of how many, where more than one is wanted.
    pub(super) threshold: Option<(usize, usize)>,
}

/// Why a requirement failed, chosen among everything that did not count.
struct Cause {
    finding: Finding,
    class: Class,
    findings: Vec<Finding>,
    retryable: bool,
}

/// What a requirement leads to of which too little counts.
///
/// Evidence that does not count leads to nothing milder than its absence would: otherwise whoever can
/// add evidence could improve a decision. And where several must sign, nobody leads to nothing milder
/// than too few do: otherwise whoever can hide evidence could.
///
/// # Specification
/// policy EV-8, and properties 2 and 4 of policy section 2.
pub(super) fn judge(tally: &Tally<'_>, wanted: &Wanted, mapping: &Mapping<'_>) -> Judgement {
    let cause = cause(tally, wanted);
    let mut judgement = mapping.fails(&cause.finding, cause.class);
    if cause.class != Class::Unavailable || tally.evidence.incomplete.is_empty() {
        judgement.decision = judgement.decision.max(floor(wanted, mapping));
    }
    if tally.evidence.is_local {
        let failed = tally.failed();
        let failed = failed.iter().filter(|one| one.standing != Standing::Beside);
        let alone = failed.map(|one| mapping.decision(one.finding.code(), one.class));
        judgement.decision = alone.fold(judgement.decision, Decision::max);
    }
    judgement.retryable = cause.retryable;
    judgement.findings = cause.findings;
    tally.describe(&mut judgement, registry::SIGNATURE_VERIFIED);
    judgement
}

fn floor(wanted: &Wanted, mapping: &Mapping<'_>) -> Decision {
    let missing = mapping.decision(wanted.code, Class::Missing);
    match wanted.threshold {
        Some(_) => {
            let code = registry::SIGNATURE_THRESHOLD_NOT_MET;
            missing.max(mapping.decision(code, Class::Untrusted))
        }
        None => missing,
    }
}

fn cause(tally: &Tally<'_>, wanted: &Wanted) -> Cause {
    if let Some((reason, retryable)) = tally.incompleteness() {
        let detail = format!(
            "expected {}; what could not be seen may be it: {}",
            wanted.expected,
            reason.detail()
        );
        let finding = Finding::new(reason.code(), reason.place().clone(), detail);
        return Cause {
            finding,
            class: Class::Unavailable,
            findings: vec![reason],
            retryable,
        };
    }
    let threshold = too_few(wanted);
    let failed = tally.failed();
    let own = failed.iter();
    let own = worst(own.filter(|failure| failure.standing == Standing::Attributable));
    match (own, threshold) {
        (Some(failure), Some(few)) if failure.class.severity() < Class::Untrusted.severity() => few,
        (Some(failure), _) => of_failure(failure, wanted),
        (None, Some(few)) => few,
        (None, None) => of_others(&failed, wanted),
    }
}

/// Some count, and not enough.
fn too_few(wanted: &Wanted) -> Option<Cause> {
    let (found, needed) = wanted.threshold.filter(|(found, _)| *found > 0)?;
    let detail = format!("expected {}; found {found} of {needed}", wanted.expected);
    let code = registry::SIGNATURE_THRESHOLD_NOT_MET;
    Some(Cause {
        finding: Finding::new(code, Place::root(), detail),
        class: Class::Untrusted,
        findings: Vec::new(),
        retryable: false,
    })
}

fn of_failure(failure: &Failure<'_>, wanted: &Wanted) -> Cause {
    let finding = &failure.finding;
    let detail = format!("expected {}; found: {}", wanted.expected, finding.detail());
    let mut findings = failure.findings.clone();
    if findings.is_empty() {
        findings.push(finding.as_ref().clone());
    }
    Cause {
        finding: Finding::new(finding.code(), finding.place().clone(), detail),
        class: failure.class,
        findings,
        retryable: false,
    }
}

/// Nothing is by a signer that was asked about. Whatever classes the codes of strangers have, they
/// are strangers, so that nobody can make a failure graver than that.
fn of_others(failed: &[Failure<'_>], wanted: &Wanted) -> Cause {
    let of = |standing| {
        let failures = failed.iter();
        failures.filter(move |failure| failure.standing == standing)
    };
    let strangers = pieces(of(Standing::Stranger));
    if strangers == 0 {
        let unread = pieces(of(Standing::Unreadable));
        let found = match first(of(Standing::Unreadable)) {
            None => "found none".to_owned(),
            Some(why) => format!(
                "found {unread} that cannot be read, such as: {}: {}",
                why.code(),
                why.detail()
            ),
        };
        let detail = format!("expected {}; {found}", wanted.expected);
        return Cause {
            finding: Finding::new(wanted.code, Place::root(), detail),
            class: Class::Missing,
            findings: Vec::new(),
            retryable: false,
        };
    }
    let is_by_other =
        |failure: &&Failure<'_>| failure.finding.code().class() == Some(Class::Untrusted);
    let by_others = of(Standing::Stranger).filter(is_by_other);
    let found = found_of_others(pieces(by_others.clone()), strangers);
    let named = first(by_others);
    let any = first(of(Standing::Stranger));
    let code = named.map_or(registry::KEY_UNTRUSTED, Finding::code);
    let why = named.or(any).map_or("", Finding::detail);
    let detail = format!(
        "expected {}; found {found}, such as: {why}",
        wanted.expected
    );
    Cause {
        finding: Finding::new(code, Place::root(), detail),
        class: Class::Untrusted,
        findings: Vec::new(),
        retryable: false,
    }
}

/// The finding of the failure that is the first by what they say.
fn first<'t, 'a: 't>(failures: impl Iterator<Item = &'t Failure<'a>>) -> Option<&'t Finding> {
    let findings = failures.map(|failure| failure.finding.as_ref());
    findings.min_by(|one, other| order(one).cmp(&order(other)))
}

/// How many of so many pieces are known to be by others; the rest is by nobody that can be told.
fn found_of_others(by_others: usize, all: usize) -> String {
    let rest = match all.saturating_sub(by_others) {
        0 => return format!("{by_others} by others"),
        1 => "1 that does not verify".to_owned(),
        more => format!("{more} that do not verify"),
    };
    match by_others {
        0 => rest,
        _ => format!("{by_others} by others and {rest}"),
    }
}

fn pieces<'t, 'a: 't>(failures: impl Iterator<Item = &'t Failure<'a>>) -> usize {
    let pieces: std::collections::BTreeSet<usize> =
        failures.map(|failure| failure.piece()).collect();
    pieces.len()
}

/// The most severe failure; among equals the first by what they say.
pub(super) fn worst<'t, 'a: 't>(
    mut failures: impl Iterator<Item = &'t Failure<'a>>,
) -> Option<&'t Failure<'a>> {
    let first = failures.next()?;
    Some(failures.fold(first, |worst, failure| {
        if rank(failure) < rank(worst) {
            failure
        } else {
            worst
        }
    }))
}

fn rank<'f>(failure: &'f Failure<'_>) -> impl Ord + use<'f> {
    let findings = failure.findings.iter().map(order);
    let severity = core::cmp::Reverse(failure.class.severity());
    (
        severity,
        order(&failure.finding),
        findings.collect::<Vec<_>>(),
    )
}
