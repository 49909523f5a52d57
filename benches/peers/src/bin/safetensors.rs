//! The headers of safetensors files, read by us and by the `safetensors` crate.

#[path = "../../../benches/provenance/measure.rs"]
mod measure;
#[path = "../../../benches/provenance/table.rs"]
mod table;
#[path = "../../../benches/models/tensors.rs"]
mod tensors;

use bonafide_model::safetensors::{Limits, check};
use bonafide_model::{CheckOutcome, CheckReport};
use safetensors::SafeTensors;

use measure::{contest, time, work};
use table::{Goal, Table};

fn main() {
    let mut table = Table::default();
    for count in [1_000, 50_000] {
        rows(&mut table, count);
    }
    table.print();
}

fn rows(table: &mut Table, count: usize) {
    let (file, header) = tensors::file(count);
    let (report, read) = ours(&file);
    assert_eq!(report.outcome(), CheckOutcome::Pass, "{report:?}");
    let theirs = || SafeTensors::read_metadata(&file).unwrap();
    assert_eq!(theirs().1.tensors().len(), count);
    // The peer looks for neither names that occur twice nor what a file says of itself; its metadata
    // own all names, and ours are findings and facts.
    let contest = contest(&mut [&mut work(|| ours(&file)), &mut work(theirs)]);
    let [low, high] = contest.quartiles(1, 0);
    let note = format!(
        "{} against {}; half of the rounds from {low:.2} to {high:.2}",
        time(contest.time(0)),
        time(contest.time(1)),
    );
    let goal = if count == 50_000 {
        Goal::AtLeast(0.8)
    } else {
        Goal::None
    };
    let name = format!("G16 header of {count} tensors, speed by that of `safetensors`");
    table.add(&name, goal, contest.ratio(1, 0), note);
    let note = format!("a header of {header} bytes");
    let most = u32::try_from(8 + header).map(f64::from).unwrap();
    let read = u32::try_from(read).map(f64::from).unwrap();
    table.add("G16 bytes read", Goal::AtMost(most), read, note);
}

/// Checks the header, and counts the bytes that were read for it.
fn ours(file: &[u8]) -> (CheckReport, usize) {
    let mut bytes = 0;
    let mut read = |offset: u64, buffer: &mut [u8]| {
        let rest = &file[usize::try_from(offset).unwrap()..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        bytes += count;
        Ok(count)
    };
    let length = u64::try_from(file.len()).unwrap();
    let report = check(&mut read, length, &Limits::default());
    (report, bytes)
}
