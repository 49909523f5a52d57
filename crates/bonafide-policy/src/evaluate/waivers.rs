//! Exceptions: failures that are known and borne for a while.

use bonafide_report::{Class, Escaped, Finding, Place, Time, registry};

use crate::requirement::Context;
use crate::{CheckStatus, Exception, ExceptionRules, VerdictCheck};

/// What exceptions did to the checks.
#[derive(Debug, Default)]
pub(super) struct Waivers {
    pub(super) used: Vec<String>,
    pub(super) notes: Vec<Finding>,
}

/// Turns failed checks that an exception bears into skipped ones.
///
/// # Specification
/// policy WV-1, WV-2.
pub(super) fn apply(context: &Context<'_>, checks: &mut [VerdictCheck]) -> Waivers {
    let mut exceptions: Vec<&Exception> = context.policy.document.exceptions.iter().collect();
    exceptions.retain(|exception| exception.matching.is_about(context.subject));
    exceptions.sort_by(|one, other| one.id.cmp(&other.id));
    let rules = context.policy.document.exception_rules;
    let mut waivers = Waivers::default();
    if exceptions.is_empty() {
        return waivers;
    }
    for check in checks {
        if check.status != CheckStatus::Fail {
            continue;
        }
        let named = exceptions
            .iter()
            .filter(|exception| exception.waive.contains(&check.id));
        let (current, others): (Vec<&Exception>, Vec<&Exception>) = named
            .copied()
            .partition(|exception| exception.is_current(rules, context.now));
        match current.first() {
            Some(exception) if is_waivable(check) => waivers.waive(check, exception),
            Some(exception) => waivers.notes.push(refused(check, exception)),
            None => {
                let ended = others.iter().filter(|other| context.now >= other.until);
                waivers
                    .notes
                    .extend(ended.map(|ended| expired(check, ended)));
            }
        }
    }
    waivers.used.sort();
    waivers.used.dedup();
    waivers
}

impl Exception {
    /// Whether it has begun and has not ended.
    pub(crate) fn is_current(&self, rules: ExceptionRules, now: Time) -> bool {
        let is_begun = self.begins(rules).is_none_or(|from| now >= from);
        is_begun && now < self.until
    }
}

fn is_waivable(check: &VerdictCheck) -> bool {
    !matches!(check.class, Some(Class::Mismatch | Class::Revoked))
        && check.code != registry::REF_INVALID
        && check.id != "policy/load"
}

impl Waivers {
    /// What it failed with becomes a finding, so that nothing is lost.
    fn waive(&mut self, check: &mut VerdictCheck, exception: &Exception) {
        let id = Escaped(&exception.id);
        let cause = core::mem::take(&mut check.summary);
        let summary = format!("borne by the exception `{id}`: {cause}");
        let finding = Finding::new(check.code, Place::root(), cause.clone());
        check.findings.insert(0, finding);
        check.summary = summary;
        check.code = registry::WAIVER_USED;
        check.class = None;
        check.status = CheckStatus::Skip;
        check.retryable = false;
        check.waived_by = Some(exception.id.clone());
        let begin = check.waiver_note().unwrap_or_default();
        let detail = format!("{begin}: {cause}; {}", leave(exception));
        let note = Finding::new(registry::WAIVER_USED, Place::root(), detail);
        self.notes.push(note);
        self.used.push(exception.id.clone());
    }
}

/// Why it is borne, and by whose leave.
fn leave(exception: &Exception) -> String {
    let ticket = exception.ticket.as_deref().map(Escaped);
    let ticket = ticket.map_or_else(String::new, |ticket| format!(", ticket {ticket}"));
    let named = exception.approved_by.iter().take(8);
    let named: Vec<String> = named.map(|name| Escaped(name).to_string()).collect();
    let more = exception.approved_by.len().saturating_sub(named.len());
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let reason = Escaped(&exception.reason);
    format!(
        "reason: {reason}{ticket}, approved by {}{more}",
        named.join(", ")
    )
}

fn expired(check: &VerdictCheck, exception: &Exception) -> Finding {
    let detail = format!(
        "{}: the exception `{}` has ended",
        Escaped(&check.id),
        Escaped(&exception.id)
    );
    Finding::new(registry::WAIVER_EXPIRED, Place::root(), detail)
}

fn refused(check: &VerdictCheck, exception: &Exception) -> Finding {
    let class = check.class.map_or("", Class::as_str);
    let detail = format!(
        "{}: the exception `{}` cannot bear a failure of class {class}",
        Escaped(&check.id),
        Escaped(&exception.id)
    );
    Finding::new(check.code, Place::root(), detail)
}
