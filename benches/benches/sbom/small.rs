//! Many small documents.

use crate::cyclonedx;
use crate::jobs::{HASHED, Job, MODEL, READ, VALUE};
use crate::json::{Producer, Shape};
use crate::measure::{contest, time};
use crate::table::{Goal, Table};

/// 1,000 documents of 4 to 20 KB, of every producer, minified and pretty.
pub(crate) fn rows(table: &mut Table, peers: &[Job]) {
    let documents: Vec<String> = (0..1_000)
        .map(|number| {
            let shape = Shape {
                bytes: 4_000 + number * 16,
                is_pretty: number % 2 == 1,
                producer: Some(Producer::ALL[number % Producer::ALL.len()]),
            };
            cyclonedx::document("1.5", shape).text
        })
        .collect();
    let mut jobs = vec![READ, HASHED, MODEL, VALUE];
    let ours = jobs.len();
    jobs.extend(peers);
    let documents = &documents;
    let mut work: Vec<_> = jobs
        .iter()
        .map(|job| {
            move || {
                for document in documents {
                    core::hint::black_box((job.run)(document.as_bytes()));
                }
            }
        })
        .collect();
    let mut contestants: Vec<&mut dyn FnMut()> =
        work.iter_mut().map(|one| one as &mut dyn FnMut()).collect();
    let contest = contest(&mut contestants);
    for other in 3..jobs.len() {
        for one in 0..3 {
            let goal = match (one, other >= ours) {
                (0, true) => Goal::AtLeast(1.5),
                _ => Goal::None,
            };
            let name = format!(
                "1,000 small documents: {}, speed by that of {}",
                jobs[one].name, jobs[other].name
            );
            let note = format!(
                "{} against {}",
                time(contest.time(one)),
                time(contest.time(other))
            );
            table.add(&name, goal, contest.ratio(other, one), note);
        }
    }
}
