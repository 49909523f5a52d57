//! One of several lists of a package.

use std::collections::BTreeSet;

use super::allowance::Allowance;
use super::includes::{self, Opened};
use super::lock::Lock;
use super::policy::Policy;
use super::{CHECK, compare, duplicates, evaluate, facts};
use crate::{CheckReport, Fact, Findings};

/// What is said of a list.
pub(crate) struct Judged {
    /// The files of which each requirement is one of the list.
    included: BTreeSet<String>,
    /// The files that only limit its versions.
    constraints: BTreeSet<String>,
    findings: Findings,
    /// What is said where the list is all that is installed.
    compared: Findings,
    facts: Vec<Fact>,
}

impl Judged {
    pub(crate) const fn included(&self) -> &BTreeSet<String> {
        &self.included
    }

    pub(crate) const fn constraints(&self) -> &BTreeSet<String> {
        &self.constraints
    }

    /// What is said of a list that is the whole of what is installed, or a part of it.
    pub(crate) fn report(mut self, is_whole: bool) -> CheckReport {
        if is_whole {
            self.findings.append(self.compared);
        }
        CheckReport::new(CHECK, self.findings, self.facts)
    }
}

/// Reads and judges a list with those that it includes.
pub(crate) fn judge(
    path: &str,
    open: &dyn Fn(&str) -> Opened,
    policy: &Policy,
    allowance: &mut Allowance,
) -> (Lock, Judged) {
    let mut findings = Findings::new();
    let mut lock = includes::read(path, open, policy, allowance, &mut findings);
    duplicates::check(&lock, &mut allowance.work, &mut findings);
    evaluate(&mut lock, policy, &mut findings);
    compare::deny(&lock, policy, &mut findings);
    let mut compared = Findings::new();
    compare::check(path, &lock, policy, &mut compared);
    let included = lock.files.iter().skip(1);
    let included = included.filter(|file| !lock.constraints.contains(*file));
    let judged = Judged {
        included: included.cloned().collect(),
        constraints: lock.constraints.clone(),
        findings,
        compared,
        facts: facts(&lock),
    };
    (lock, judged)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn lists_share_what_may_be_spent() {
        let open = |_: &str| Opened::Bytes(Rc::from(*b"a==1\nb==2\n"));
        let policy = Policy::new().without_hashes();
        let mut allowance = Allowance::new(3);
        let mut run = || {
            let (lock, judged) = judge("r.txt", &open, &policy, &mut allowance);
            let report = judged.report(true);
            let counts = report.findings().counts().iter();
            let codes: Vec<&str> = counts.map(|(code, ..)| code.as_str()).collect();
            (lock.requirements().len(), codes)
        };
        assert_eq!(run(), (2, vec![]));
        assert_eq!(run(), (1, vec!["pkg.limit"]));
    }
}
