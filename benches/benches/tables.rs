//! What tables give for keys that verify again and again, and what they cost.

#[allow(dead_code, reason = "each bench has its own rows")]
#[path = "provenance/measure.rs"]
mod measure;
#[allow(dead_code, reason = "each bench has its own rows")]
#[path = "provenance/table.rs"]
mod table;

use core::hint::black_box;

use bonafide_keys::{Backend, Message, PublicKey, Ring, RustCrypto};
use bonafide_report::Budget;
use bonafide_testkit::{KeyKind, SigningKey};
use measure::{contest, time, work};
use table::{Goal, Table};

/// Signatures by one key that take turns, so that no branch is learnt by heart.
const SIGNATURES: u8 = 16;

/// Verifications up to that which makes tables.
const FIRST: usize = 3;

fn main() {
    let mut table = Table::default();
    rows(&mut table, "P-384", KeyKind::P384, Goal::AtLeast(2.0));
    rows(&mut table, "P-256", KeyKind::P256, Goal::None);
    table.print();
}

fn rows(table: &mut Table, curve: &str, kind: KeyKind, goal: Goal) {
    let signed = Signed::new(kind);
    let (plain, reused) = (signed.key(), signed.key());
    reused.expect_reuse();
    signed.all(&reused, &RustCrypto);
    let mut turns = [0; 3];
    let [by_plain, by_tables, by_ring] = &mut turns;
    let contest = contest(&mut [
        &mut work(|| signed.next(by_plain, &plain, &RustCrypto)),
        &mut work(|| signed.next(by_tables, &reused, &RustCrypto)),
        &mut work(|| signed.next(by_ring, &plain, &Ring)),
        &mut work(|| signed.first(false)),
        &mut work(|| signed.first(true)),
    ]);
    let [without, with, ring, first, first_with] = [0, 1, 2, 3, 4].map(|at| contest.time(at));
    let name = |what| format!("{curve}: {what}");
    let quartiles =
        |[least, most]: [f64; 2]| format!("half of the rounds: {least:.2} to {most:.2}");
    table.add(
        &name("speed with tables by speed without"),
        goal,
        contest.ratio(0, 1),
        format!(
            "{} and {}; {}",
            time(with),
            time(without),
            quartiles(contest.quartiles(0, 1))
        ),
    );
    table.add(
        &name("speed with tables by that of ring"),
        Goal::None,
        contest.ratio(2, 1),
        format!(
            "{} and {}; {}",
            time(with),
            time(ring),
            quartiles(contest.quartiles(2, 1))
        ),
    );
    table.add(
        &name(
            "time of three verifications by a new key, the third with new tables, by three without",
        ),
        Goal::None,
        contest.ratio(4, 3),
        format!(
            "{} to make tables",
            time(first_with - first + without - with)
        ),
    );
    let kept = kept(&signed);
    let note = format!("{:.1} KiB", kept / 1024.0);
    table.add(
        &name("bytes that a key keeps for its tables"),
        Goal::None,
        kept,
        note,
    );
}

/// What the third verification leaves, with the generator's tables made before.
fn kept(signed: &Signed) -> f64 {
    let key = signed.key();
    key.expect_reuse();
    for at in 1..FIRST {
        signed.verify(at, &key, &RustCrypto);
    }
    allocation_counter::measure(|| signed.verify(0, &key, &RustCrypto)).bytes_current as f64
}

/// Messages and the signatures over them by one key.
struct Signed {
    spki: Vec<u8>,
    list: Vec<([u8; 32], Vec<u8>)>,
}

impl Signed {
    fn new(kind: KeyKind) -> Self {
        let signer = SigningKey::seeded(kind, "tables");
        let signed = |at| ([at; 32], signer.sign(kind.scheme(), &[at; 32]));
        Self {
            spki: signer.spki(),
            list: (0..SIGNATURES).map(signed).collect(),
        }
    }

    fn key(&self) -> PublicKey {
        PublicKey::from_spki_der(&self.spki).unwrap()
    }

    fn verify(&self, at: usize, key: &PublicKey, backend: &dyn Backend) {
        let (message, signature) = &self.list[at];
        let (scheme, parts) = (key.kind().default_scheme(), &[&message[..]][..]);
        let budget = &mut Budget::unbounded();
        key.verify(backend, scheme, Message::Parts(parts), signature, budget)
            .unwrap();
    }

    fn next(&self, turn: &mut usize, key: &PublicKey, backend: &dyn Backend) {
        *turn = (*turn + 1) % self.list.len();
        self.verify(*turn, key, backend);
    }

    fn all(&self, key: &PublicKey, backend: &dyn Backend) {
        for at in 0..self.list.len() {
            self.verify(at, key, backend);
        }
    }

    /// The first verifications by a key that was just read.
    fn first(&self, reused: bool) {
        let key = black_box(self.key());
        if reused {
            key.expect_reuse();
        }
        for at in 0..FIRST {
            self.verify(at, &key, &RustCrypto);
        }
    }
}
