//! Following a pickle, and growth with its size.

use bonafide_model::pickle::{self, PickleOptions, PickleOutcome};

use crate::checkpoint;
use crate::measure::{contest, speed, time, work};
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    let options = PickleOptions::default();
    let scan = |stream: &[u8]| {
        let report = pickle::scan(stream, &options);
        assert_eq!(report.outcome(), PickleOutcome::Clear);
    };
    let (one, two) = (checkpoint::pickle(1 << 20), checkpoint::pickle(2 << 20));
    let contest = contest(&mut [&mut work(|| scan(&one)), &mut work(|| scan(&two))]);
    let note = format!(
        "{} against {}, {}",
        time(contest.time(1)),
        time(contest.time(0)),
        speed(one.len(), contest.time(0)),
    );
    let name = "growth, a pickle of 2 MiB by that of 1 MiB";
    table.add(name, Goal::AtMost(2.3), contest.ratio(1, 0), note);
}
