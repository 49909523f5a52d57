//! Evaluation, once signatures were verified.

use crate::measure::{contest, time, work};
use crate::scene::Scene;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    let scenes = [1, 500, 1_000, 2_000].map(Scene::new);
    let rules = scenes[0].check().leading().checks().len();
    for scene in &scenes {
        scene.check();
    }
    let contest = contest(&mut [
        &mut work(|| scenes[0].evaluate()),
        &mut work(|| scenes[1].evaluate()),
        &mut work(|| scenes[2].evaluate()),
        &mut work(|| scenes[3].evaluate()),
    ]);
    table.add(
        "evaluations a second",
        Goal::AtLeast(10_000.0),
        1.0 / contest.time(0),
        format!("{}, {rules} checks in the report", time(contest.time(0))),
    );
    table.add(
        "evaluation of 1,000 verified attestations of which one is about the artifact, time of 2n by n's",
        Goal::AtMost(2.3),
        contest.ratio(3, 2),
        format!("{} against {}", time(contest.time(3)), time(contest.time(2))),
    );
    table.add(
        "the same, time by one evaluation's",
        Goal::None,
        contest.ratio(2, 0),
        time(contest.time(2)),
    );
}
