//! How fast jobs are over one document, by each other.

use crate::jobs::Job;
use crate::measure::{Contest, contest, speed};
use crate::table::{Goal, Table};

/// Jobs that took turns over one document.
pub(crate) struct Speeds<'a> {
    name: &'a str,
    document: &'a [u8],
    jobs: &'a [Job],
    contest: Contest,
}

impl<'a> Speeds<'a> {
    pub(crate) fn measured(name: &'a str, document: &'a [u8], jobs: &'a [Job]) -> Self {
        let mut work: Vec<_> = jobs
            .iter()
            .map(|job| {
                move || {
                    core::hint::black_box((job.run)(document));
                }
            })
            .collect();
        let mut contestants: Vec<&mut dyn FnMut()> =
            work.iter_mut().map(|one| one as &mut dyn FnMut()).collect();
        Self {
            name,
            document,
            jobs,
            contest: contest(&mut contestants),
        }
    }

    /// The speed of one by that of another.
    pub(crate) fn row(&self, table: &mut Table, one: usize, other: usize, goal: Goal) {
        let [by, of] = [one, other].map(|which| self.jobs[which].name);
        let name = format!("{}: {by}, speed by that of {of}", self.name);
        let speed = |which| speed(self.document.len(), self.contest.time(which));
        let note = format!("{} against {}", speed(one), speed(other));
        table.add(&name, goal, self.contest.ratio(other, one), note);
    }
}
