//! Many bundles on two threads, by the wall: run it on a machine that does nothing else.

#[path = "provenance/resident.rs"]
mod resident;
#[path = "provenance/table.rs"]
mod table;

use core::num::NonZeroUsize;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};
use bonafide_testkit::Sigstore;

use table::{Goal, Table};

const ARTIFACT: &[u8] = b"the artifact";
/// Bundles of one run.
const COUNT: usize = 4_000;
/// Runs of each contestant, which take turns; the fastest counts, since others only slow down.
const ROUNDS: usize = 7;
/// What the public tool reads.
const BYTES: usize = 256 << 20;

fn main() {
    let mut table = Table::default();
    let machine = machine();
    let many = Many::new();
    let (mut one, mut two) = (f64::INFINITY, f64::INFINITY);
    many.verify(1);
    let before = resident::now();
    for _ in 0..ROUNDS {
        one = one.min(many.verify(1));
        two = two.min(many.verify(2));
    }
    let note = format!("{:.0} against {:.0} a second", each(two), each(one));
    table.add(
        "two threads, speed by one's",
        Goal::AtLeast(1.9),
        one / two,
        note,
    );
    match machine {
        Some((alone, beside)) => {
            let note = format!("{BYTES} bytes in {alone:.2} s alone, {beside:.2} s beside another");
            let limit = 2.0 * alone / beside;
            table.add(
                "two processes of sha256sum, speed by one's",
                Goal::None,
                limit,
                note,
            );
        }
        None => eprintln!("there is no sha256sum to tell what the machine allows"),
    }
    if let (Some(before), Some(after)) = (before, resident::now()) {
        let grown = (after as f64 - before as f64) / f64::from(1 << 20);
        let (count, before) = (2 * ROUNDS * COUNT, before >> 10);
        let note = format!("after {count} bundles, from {before} KiB");
        table.add("memory, MiB more", Goal::AtMost(5.0), grown, note);
    }
    table.print();
}

fn each(seconds: f64) -> f64 {
    f64::from(u32::try_from(COUNT).unwrap()) / seconds
}

struct Many {
    verifier: Verifier,
    policy: Policy,
    bundle: String,
    now: Time,
}

impl Many {
    fn new() -> Self {
        let minted = Sigstore::default().message(ARTIFACT).mint();
        let root = TrustedRoot::parse(minted.trusted_root.to_string().as_bytes()).unwrap();
        let identity = IdentityMatcher::exact(&*minted.identity, &*minted.issuer).unwrap();
        Self {
            verifier: Verifier::new(root).unwrap(),
            policy: Policy::identity(identity),
            bundle: minted.bundle.to_string(),
            now: Time::from_unix(minted.now).unwrap(),
        }
    }

    /// Seconds by the wall for all of them.
    fn verify(&self, threads: usize) -> f64 {
        let request = Request::new(Artifact::from_bytes(ARTIFACT), &self.policy, self.now);
        let work = (0..COUNT).map(|_| (self.bundle.as_bytes(), request.clone()));
        let (threads, options) = (NonZeroUsize::new(threads).unwrap(), ParseOptions::default());
        let mut verified = 0;
        let start = Instant::now();
        self.verifier
            .verify_many(threads, &options, work, |_, result| {
                verified += usize::from(result.is_ok());
            });
        let took = start.elapsed().as_secs_f64();
        assert_eq!(verified, COUNT);
        took
    }
}

/// Seconds that a public tool takes alone, and beside another of itself: what two cores give here.
fn machine() -> Option<(f64, f64)> {
    let file = std::env::temp_dir().join(format!("bonafide-many-{}", std::process::id()));
    fs::write(&file, vec![0x5a; BYTES]).ok()?;
    let run = |number: usize| {
        let start = Instant::now();
        let mut running: Vec<_> = (0..number)
            .map(|_| {
                let tool = Command::new("sha256sum")
                    .arg(&file)
                    .stdout(Stdio::null())
                    .spawn();
                tool.ok()
            })
            .collect::<Option<_>>()?;
        for one in &mut running {
            one.wait().ok()?;
        }
        Some(start.elapsed().as_secs_f64())
    };
    let (mut alone, mut beside) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let (Some(one), Some(two)) = (run(1), run(2)) else {
            drop(fs::remove_file(&file));
            return None;
        };
        (alone, beside) = (alone.min(one), beside.min(two));
    }
    drop(fs::remove_file(&file));
    Some((alone, beside))
}
