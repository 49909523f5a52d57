//! Verification beside its limit and beside others.

use crate::cases::Case;
use crate::floor::{self, Check, Library, Single};
use crate::measure::{Contest, contest, time, work};
use crate::ours::Ours;
use crate::provider;
use crate::sigstore_verify_rs::Peer;
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table, case: &Case) {
    let peer = match Peer::new(case) {
        Ok(peer) => peer,
        Err(error) => {
            println!("`sigstore-verify` does not verify {}: {error}.", case.name);
            return;
        }
    };
    let (checks, made) = peer.checks();
    println!(
        "{} ({}): {} signatures have to be verified; `sigstore-verify` makes {made} verifications.",
        case.name,
        case.origin,
        checks.len()
    );
    for library in [Library::AwsLc, Library::Ring, Library::RustCrypto] {
        backend(table, case, library, &peer, &checks);
    }
    #[cfg(feature = "sigstore")]
    crate::sigstore_rs::rows(table, case);
    #[cfg(not(feature = "sigstore"))]
    println!("`sigstore` is not built: that takes `--features sigstore`.");
}

fn backend(table: &mut Table, case: &Case, library: Library, peer: &Peer<'_>, checks: &[Check]) {
    let ours = Ours::new(case, library);
    let singles: Vec<Single> = checks
        .iter()
        .map(|check| floor::single(check, library))
        .collect();
    let lend = |library| move || provider::choose(library);
    let (own, default) = (lend(library), lend(Library::AwsLc));
    let contest = contest(&mut [
        &mut work(|| ours.verify()),
        &mut work(|| singles.iter().for_each(|single| (single.verify)())),
        &mut work(|| {
            own();
            peer.verify()
        }),
        &mut work(|| {
            default();
            peer.verify()
        }),
        &mut work(|| ours.parse_and_verify()),
        &mut work(|| {
            own();
            peer.parse_and_verify()
        }),
    ]);
    let mut add = |what: &str, goal, one, other, reached| {
        let name = format!("{}, {library}, {what}", case.name);
        table.add(&name, goal, reached, note(&contest, one, other));
    };
    let by_floor = format!("time by its {} signatures'", checks.len());
    let goal = Goal::AtMost(case.most);
    add(&by_floor, goal, 0, 1, contest.ratio(0, 1));
    let by = "throughput by `sigstore-verify`'s over";
    let goal = match library {
        Library::AwsLc => Goal::AtLeast(case.least),
        Library::Ring | Library::RustCrypto => Goal::None,
    };
    if library != Library::RustCrypto {
        let same = format!("{by} the same");
        add(&same, goal, 0, 2, contest.ratio(2, 0));
        let same = format!("{same}, both with parsing");
        add(&same, Goal::None, 4, 5, contest.ratio(5, 4));
    }
    if library != Library::AwsLc {
        let other = format!("{by} its default, `aws-lc`");
        add(&other, Goal::None, 0, 3, contest.ratio(3, 0));
    }
}

fn note(contest: &Contest, one: usize, other: usize) -> String {
    let [low, high] = contest.quartiles(one, other);
    let (ours, theirs) = (time(contest.time(one)), time(contest.time(other)));
    format!("{ours} against {theirs}; half of the rounds take {low:.2} to {high:.2} of its time")
}
