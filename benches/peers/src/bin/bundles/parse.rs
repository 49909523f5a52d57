//! The reading of bundles.

use serde_json::Value;

use crate::cases::Case;
use crate::measure::{contest, time, work};
use crate::ours;
use crate::sigstore_verify_rs;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table, case: &Case) {
    let bundle = &case.bundle;
    let value = || serde_json::from_slice::<Value>(bundle).unwrap();
    let contest = contest(&mut [
        &mut work(|| ours::parse(bundle)),
        &mut work(value),
        &mut work(|| sigstore_verify_rs::parse(bundle)),
    ]);
    let name = |what: &str| format!("{}, parse of {} bytes, {what}", case.name, bundle.len());
    let against = |other| {
        let (ours, theirs) = (contest.time(0), contest.time(other));
        format!("{} against {}", time(ours), time(theirs))
    };
    table.add(
        &name("time by that of `serde_json::Value`"),
        Goal::AtMost(1.0),
        contest.ratio(0, 1),
        against(1),
    );
    let micros = contest.time(0) * 1e6;
    table.add(
        &name("µs"),
        Goal::AtMost(25.0),
        micros,
        time(contest.time(0)),
    );
    table.add(
        &name("time by that of `sigstore-verify`'s `Bundle::from_json`"),
        Goal::None,
        contest.ratio(0, 2),
        against(2),
    );
}
