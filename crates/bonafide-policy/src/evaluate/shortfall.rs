//! The class of a requirement that is not met.

use std::collections::{BTreeMap, BTreeSet};

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
    let failed = tally.failed();
    let cause = cause(tally, &failed, wanted);
    let mut judgement = mapping.fails(&cause.finding, cause.class);
    if cause.class != Class::Unavailable || tally.evidence.incomplete.is_empty() {
        let floor = floor(wanted, mapping);
        if floor > judgement.decision && cause.class == Class::Missing {
            judgement
                .summary
                .push_str("; it is rejected as too few would be");
        }
        judgement.decision = judgement.decision.max(floor);
    }
    if tally.evidence.is_local {
        raise_alone(&failed, mapping, &mut judgement);
    }
    judgement.retryable = cause.retryable;
    judgement.findings = cause.findings;
    tally.describe(&mut judgement, registry::SIGNATURE_VERIFIED);
    judgement
}

/// What the caller handed over leads to nothing milder than each piece does alone.
fn raise_alone(failed: &[Failure<'_>], mapping: &Mapping<'_>, judgement: &mut Judgement) {
    let alone = |failure: &Failure<'_>| mapping.decision(failure.finding.code(), failure.class);
    let failed = failed.iter();
    let failed = failed.filter(|failure| failure.standing != Standing::Beside);
    let graver: Vec<_> = failed
        .filter(|one| alone(one) > judgement.decision)
        .collect();
    let Some(gravest) = graver.iter().map(|failure| alone(failure)).max() else {
        return;
    };
    let is_unread = graver
        .iter()
        .all(|failure| failure.standing == Standing::Unreadable);
    let why = if is_unread {
        "cannot be read"
    } else {
        "would be by itself"
    };
    let number = pieces(graver.into_iter());
    judgement.decision = gravest;
    judgement
        .summary
        .push_str(&format!("; it is rejected since {number} {why}"));
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

fn cause(tally: &Tally<'_>, failed: &[Failure<'_>], wanted: &Wanted) -> Cause {
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
    let own = failed.iter();
    let own = worst(own.filter(|failure| failure.standing == Standing::Attributable));
    match (own, threshold) {
        (Some(failure), Some(few)) if failure.class.severity() < Class::Untrusted.severity() => few,
        (Some(failure), _) => of_failure(failure, wanted),
        (None, Some(few)) => few,
        (None, None) => of_others(tally, failed, wanted),
    }
}

/// Some count, and not enough.
fn too_few(wanted: &Wanted) -> Option<Cause> {
    let (found, needed) = wanted.threshold.filter(|(found, _)| *found > 0)?;
    let code = registry::SIGNATURE_THRESHOLD_NOT_MET;
    let found = format!("found {found} of {needed}");
    Some(without(wanted, code, Class::Untrusted, &found))
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
fn of_others(tally: &Tally<'_>, failed: &[Failure<'_>], wanted: &Wanted) -> Cause {
    let of = |standing| {
        let failures = failed.iter();
        failures.filter(move |failure| failure.standing == standing)
    };
    let strangers = || of(Standing::Stranger);
    if strangers().next().is_none() {
        return of_nobody(tally, of(Standing::Unreadable), wanted);
    }
    // What one of the signers signed and says something else fails for the other signers only.
    let beside: BTreeSet<usize> = of(Standing::Beside).map(Failure::piece).collect();
    let is_beside = |failure: &Failure<'_>| beside.contains(&failure.piece());
    let are_all_beside = strangers().all(is_beside);
    let unread = unreadable(tally, of(Standing::Unreadable), wanted);
    if let Some(cause) = unread.filter(|_| are_all_beside) {
        return cause;
    }
    let strangers = || strangers().filter(|failure| are_all_beside || !is_beside(failure));
    let is_by_other =
        |failure: &&Failure<'_>| failure.finding.code().class() == Some(Class::Untrusted);
    let by_others = || strangers().filter(is_by_other);
    let (code, why) = if let Some(named) = first(by_others()) {
        (named.code(), named.detail().to_owned())
    } else if let Some(common) = common(tally, strangers()).filter(|_| !are_all_beside) {
        (common.code(), told(common))
    } else {
        // The remedy of the code is for signatures of others, and these lack something else.
        let why = first(strangers());
        let why = why.map(|any| format!("{}: {}", told(any), any.code().remedy()));
        (registry::KEY_UNTRUSTED, why.unwrap_or_default())
    };
    let named = by_others().filter(|failure| is_of_signer(failure.finding.code()));
    let others = found_of_others(pieces(named), pieces(strangers()));
    let found = format!("found {others}, such as: {why}");
    without(wanted, code, Class::Untrusted, &found)
}

/// Nothing can be read, or nothing is there.
fn of_nobody<'t, 'a: 't>(
    tally: &Tally<'_>,
    unread: impl Iterator<Item = &'t Failure<'a>> + Clone,
    wanted: &Wanted,
) -> Cause {
    unreadable(tally, unread.clone(), wanted).unwrap_or_else(|| {
        let found = match first(unread.clone()) {
            Some(why) => found_unreadable(unread, why),
            None => "found none".to_owned(),
        };
        without(wanted, wanted.code, Class::Missing, &found)
    })
}

/// Everything that the caller handed over for it cannot be read, for one reason.
fn unreadable<'t, 'a: 't>(
    tally: &Tally<'_>,
    unread: impl Iterator<Item = &'t Failure<'a>> + Clone,
    wanted: &Wanted,
) -> Option<Cause> {
    let why = common(tally, unread.clone())?;
    let code = Some(why.code()).filter(|code| code.class() == Some(Class::Malformed))?;
    let found = found_unreadable(unread, why);
    Some(without(wanted, code, Class::Malformed, &found))
}

fn found_unreadable<'t, 'a: 't>(
    unread: impl Iterator<Item = &'t Failure<'a>>,
    why: &Finding,
) -> String {
    let (number, why) = (pieces(unread), told(why));
    format!("found {number} that cannot be read, such as: {why}")
}

/// What is worst about each of these pieces, where that is one thing and the caller handed them over.
/// What was discovered anybody can have put there, so that it chooses no code.
fn common<'t, 'a: 't>(
    tally: &Tally<'_>,
    failures: impl Iterator<Item = &'t Failure<'a>>,
) -> Option<&'t Finding> {
    if !tally.evidence.is_local {
        return None;
    }
    let mut of_pieces: BTreeMap<usize, Vec<&Failure<'_>>> = BTreeMap::new();
    for failure in failures {
        of_pieces.entry(failure.piece()).or_default().push(failure);
    }
    let worst: Vec<_> = of_pieces
        .into_values()
        .filter_map(|of| worst(of.into_iter()))
        .collect();
    let code = worst.first()?.finding.code();
    let is_one = worst.iter().all(|failure| failure.finding.code() == code);
    first(worst.into_iter()).filter(|_| is_one)
}

fn told(finding: &Finding) -> String {
    format!("{}: {}", finding.code(), finding.detail())
}

fn without(wanted: &Wanted, code: Code, class: Class, found: &str) -> Cause {
    let detail = format!("expected {}; {found}", wanted.expected);
    Cause {
        finding: Finding::new(code, Place::root(), detail),
        class,
        findings: Vec::new(),
        retryable: false,
    }
}

/// The finding of the failure that is the first by what they say.
fn first<'t, 'a: 't>(failures: impl Iterator<Item = &'t Failure<'a>>) -> Option<&'t Finding> {
    let findings = failures.map(|failure| failure.finding.as_ref());
    findings.min_by(|one, other| order(one).cmp(&order(other)))
}

/// Whether a code of distrust is about who signed, and not about who vouches for when.
fn is_of_signer(code: Code) -> bool {
    let of_others = ["tlog.", "tsa.", "time."];
    !of_others.iter().any(|area| code.as_str().starts_with(area))
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
    let pieces: BTreeSet<usize> = failures.map(|failure| failure.piece()).collect();
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
