//! Hashing what lies in memory, on one thread.

use bonafide_digest::engine::{Bytes, Control, Engine, Kernel, Plan};
use bonafide_digest::{Algorithm, Digest};

use crate::measure::{Contest, contest, speed, work};
use crate::table::{Goal, Table};

const MIB: usize = 1 << 20;

/// One stream of 64 MiB.
pub(crate) fn single_rows(table: &mut Table) {
    let bytes = content(64 * MIB);
    let source = Bytes::new("", &bytes);
    let mut plan = Plan::new();
    let id = plan.add_source(&source);
    plan.add_whole(id, Algorithm::Sha256);
    let ring = || ring::digest::digest(&ring::digest::SHA256, &bytes);
    let ours = || bonafide_digest::digest(Algorithm::Sha256, &bytes).unwrap();
    let engine = || digests(&plan, Kernel::Portable);
    assert_eq!(ring().as_ref(), ours().as_bytes());
    assert_eq!(engine(), [ours()]);
    let contest = contest(&mut [&mut work(ring), &mut work(ours), &mut work(engine)]);
    let name = "G1 SHA-256, 64 MiB in memory, speed by ring's";
    row(
        table,
        name,
        Goal::AtLeast(0.97),
        &contest,
        (1, 0),
        bytes.len(),
    );
    let name = "the same through the engine";
    row(table, name, Goal::None, &contest, (2, 0), bytes.len());
}

/// As many streams as a kernel has lanes, or as the data of the goal have.
pub(crate) fn lane_rows(table: &mut Table) {
    let Some(best) = Kernel::best() else {
        eprintln!("this processor has no kernel for several streams");
        return;
    };
    lanes(
        table,
        "G7 8 × 16 MiB",
        8,
        16 * MIB,
        best,
        Goal::AtLeast(1.3),
    );
    if Kernel::ShaNi2.is_available() {
        let name = "the same with two lanes of SHA-NI";
        lanes(table, name, 8, 16 * MIB, Kernel::ShaNi2, Goal::None);
    }
    let goal = match best {
        Kernel::Avx512x16 => Goal::AtLeast(1.8),
        _ => Goal::None,
    };
    lanes(table, "G8 16 × 16 MiB", 16, 16 * MIB, best, goal);
    lanes(table, "4,000 × 4 KiB", 4000, 4096, best, Goal::None);
}

fn lanes(table: &mut Table, name: &str, count: usize, length: usize, kernel: Kernel, goal: Goal) {
    let bytes = content(count * length);
    let sources: Vec<Bytes<'_>> = bytes
        .chunks(length)
        .map(|bytes| Bytes::new("", bytes))
        .collect();
    let mut plan = Plan::new();
    for source in &sources {
        let id = plan.add_source(source);
        plan.add_whole(id, Algorithm::Sha256);
    }
    let single = || digests(&plan, Kernel::Portable);
    let several = || digests(&plan, kernel);
    assert_eq!(single(), several());
    let contest = contest(&mut [&mut work(single), &mut work(several)]);
    let name = format!("{name}, {kernel:?}, speed by our single stream's");
    row(table, &name, goal, &contest, (1, 0), bytes.len());
}

fn row(
    table: &mut Table,
    name: &str,
    goal: Goal,
    contest: &Contest,
    (ours, theirs): (usize, usize),
    bytes: usize,
) {
    let [low, high] = contest.quartiles(theirs, ours);
    let note = format!(
        "{} against {}; half of the rounds from {low:.2} to {high:.2}",
        speed(bytes, contest.time(ours)),
        speed(bytes, contest.time(theirs)),
    );
    table.add(name, goal, contest.ratio(theirs, ours), note);
}

fn digests(plan: &Plan<'_>, kernel: Kernel) -> Vec<Digest> {
    let engine = Engine::new().with_threads(1).with_kernel(kernel);
    let results = engine.run(plan, &Control::new()).into_iter();
    results.map(|result| result.unwrap().digest()).collect()
}

fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}
