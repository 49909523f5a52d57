//! How the check of a value ends: what its alternatives come to, and where its problems go.

use bonafide_json::Reader;

use super::check::Checker;
use super::problem::{Found, Problem};
use super::rule;
use super::schema::Choice;
use super::task::{Branch, Role, Task, Verdict, verdict};

impl Checker {
    /// Ends the tasks from `first` on, innermost first, and tells their parents.
    pub(super) fn finish(&mut self, reader: &Reader<'_>, first: usize) {
        while self.tasks.len() > first {
            self.settle(reader);
            let Some(task) = self.tasks.pop() else {
                return;
            };
            if let Some(outcome) = task.outcome {
                self.outcomes.truncate(outcome);
            }
            self.tell(&task);
        }
    }

    /// Tells the parent of `task`, which has ended.
    fn tell(&mut self, task: &Task) {
        let parent = task.parent.and_then(|parent| self.tasks.get_mut(parent));
        if matches!(task.role, Role::Value | Role::Every) {
            if let Some(parent) = parent {
                parent.has_failed |= task.has_failed;
            }
            return;
        }
        let outcome = parent.and_then(|parent| parent.outcome);
        let branch = self.branches.pop();
        if let Some(outcome) = outcome.and_then(|at| self.outcomes.get_mut(at)) {
            match (task.has_failed, task.role, branch) {
                (false, Role::Then, _) | (true, Role::Test, _) => {}
                (true, _, Some(branch)) => outcome.failed.push(branch),
                _ => outcome.fits = outcome.fits.saturating_add(1),
            }
        }
    }

    /// What follows from the alternatives of the last task.
    fn settle(&mut self, reader: &Reader<'_>) {
        let at = self.tasks.len().saturating_sub(1);
        let Some(task) = self.tasks.get(at).filter(|task| !task.is_mistyped) else {
            return;
        };
        let Some(outcome) = task.outcome.and_then(|at| self.outcomes.get_mut(at)) else {
            return;
        };
        let failed = core::mem::take(&mut outcome.failed);
        match (task.node.choice, outcome.fits) {
            (Choice::One(_) | Choice::Any(_), 0) => match verdict(failed) {
                Verdict::Meant(branch) => self.merge(reader, at, branch),
                Verdict::Problem(problem) => self.problem(reader, at, problem),
            },
            (Choice::One(_), 2..) => self.problem(reader, at, Problem::Several),
            (Choice::Not(_), 1..) => self.problem(reader, at, Problem::Forbidden),
            (Choice::When(..), 1..) => {
                for branch in failed {
                    self.merge(reader, at, branch);
                }
            }
            _ => {}
        }
    }

    /// Makes the problems of an alternative those of the task that has it.
    fn merge(&mut self, reader: &Reader<'_>, at: usize, branch: Branch) {
        let kept = u64::try_from(branch.found.len()).unwrap_or(u64::MAX);
        for found in branch.found {
            self.report(reader, at, found);
        }
        let task = self.tasks.get(at).map(|task| task.branch);
        if let Some(target) = task.and_then(|branch| self.branches.get_mut(branch)) {
            target.count = target
                .count
                .saturating_add(branch.count.saturating_sub(kept));
        }
    }

    pub(super) fn problem(&mut self, reader: &Reader<'_>, at: usize, problem: Problem) {
        self.report(reader, at, Found { at: None, problem });
    }

    fn report(&mut self, reader: &Reader<'_>, at: usize, mut found: Found) {
        let level = self.open.len();
        let Some(task) = self.tasks.get_mut(at) else {
            return;
        };
        task.has_failed = true;
        let index = task.branch;
        let Some(branch) = self.branches.get_mut(index) else {
            return;
        };
        let is_here = index != 0 && branch.level == level;
        branch.is_mistyped |= is_here && matches!(found.problem, Problem::Type(_));
        if !branch.count_one(index == 0) {
            return;
        }
        if found.at.is_none() && !is_here {
            let rule = rule::of(&self.tasks, at, &reader.name());
            found.at = Some((reader.place(), rule));
        }
        if let Some(branch) = self.branches.get_mut(index) {
            branch.found.push(found);
        }
    }
}
