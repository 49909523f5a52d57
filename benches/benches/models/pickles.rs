//! Following a pickle, and growth with its size.

use bonafide_model::pickle::{self, PickleOptions, PickleOutcome};

use crate::measure::{contest, speed, time, work};
use crate::table::{Goal, Table};

pub(crate) fn rows(table: &mut Table) {
    let options = PickleOptions::default();
    let scan = |stream: &[u8]| {
        let report = pickle::scan(stream, &options);
        assert_eq!(report.outcome(), PickleOutcome::Clear);
    };
    let (one, two) = (checkpoint(1 << 20), checkpoint(2 << 20));
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

/// A dictionary of names and lists of numbers, of about `length` bytes.
fn checkpoint(length: usize) -> Vec<u8> {
    let mut out = b"\x80\x02}(".to_vec();
    let mut number: u32 = 0;
    while out.len() < length {
        let name = format!("layers.{number}.weight");
        out.push(b'X');
        out.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
        out.extend(name.as_bytes());
        out.extend(b"](");
        for value in 0..16 {
            out.push(b'J');
            out.extend((number * 16 + value).to_le_bytes());
        }
        out.push(b'e');
        number += 1;
    }
    out.extend(b"u.");
    out
}
