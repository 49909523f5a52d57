//! Streams of pickles.

use bonafide_report::Code;
use bonafide_report::registry::{PKL_LIMIT, PKL_TRAILING};

use super::PickleOptions;
use super::input::{Fault, malformed};
use super::machine::Machine;
use super::report::PickleReport;
use super::storages::{Layout, Storages};
use super::value::Value;

/// The first pickle of torch's older format, little-endian.
const MAGIC: &[u8] = &[0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/// The second one: the version of that format.
const VERSION: Value<'_> = Value::Int(1001);

pub(super) fn scan(stream: &[u8], options: &PickleOptions) -> PickleReport {
    let mut machine = Machine::new(stream, Layout::None, options);
    follow(&mut machine);
    machine.finish().0
}

/// Follows the one pickle of a member, whose storages are members beside it.
pub(super) fn scan_with_members<'a>(
    stream: &'a [u8],
    options: &'a PickleOptions,
) -> (PickleReport, Storages<'a>) {
    let mut machine = Machine::new(stream, Layout::Members, options);
    follow(&mut machine);
    machine.finish()
}

/// What a stream of which nobody says that it is one comes to.
pub(super) enum Guess {
    /// It runs nothing: every reader fails before an import, or before it calls one that is a word of
    /// a text.
    Inert,
    /// Not known from its beginning.
    Open,
    /// It is one, to be followed as such.
    Pickle,
}

/// Follows the beginning of a stream of `total` bytes, of which nobody says that it is one. `is_raw`
/// is a storage, of which no reader believes that it is one: numbers can look like anything.
pub(super) fn guess(head: &[u8], total: u64, is_raw: bool, options: &PickleOptions) -> Guess {
    let is_part = u64::try_from(head.len()).is_ok_and(|length| length < total);
    let mut machine = Machine::new(head, Layout::None, options);
    let mut fault = None;
    while fault.is_none() && !machine.input().rest().is_empty() {
        fault = machine.pickle().err();
    }
    let needs = fault.and_then(|fault| fault.needs);
    let has_more = |needs: usize| u64::try_from(needs).is_ok_and(|needs| needs <= total);
    if is_part && (fault.is_none() || needs.is_some_and(has_more)) {
        return Guess::Open;
    }
    let (report, _) = machine.finish();
    let runs = report.denials().iter().any(|d| d.event().is_call());
    let imports = !report.imports().is_empty();
    let is_cut_off = fault.is_some_and(|fault| fault.code == PKL_LIMIT);
    let is_named = matches!(head, [0x80, 0..=9, ..]);
    let is_pickle = match fault {
        None => !head.is_empty(),
        Some(_) if runs => true,
        Some(_) if is_text(head) => false,
        Some(_) => imports || (!is_raw && (is_named || is_cut_off)),
    };
    match (is_pickle, is_part) {
        (false, _) => Guess::Inert,
        (true, true) => Guess::Open,
        (true, false) => Guess::Pickle,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    // The cut of a head may split a character.
    let is_utf8 = match core::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_utf8 && !bytes.iter().any(is_control)
}

/// Follows all pickles of a stream, and accounts for every byte of it.
fn follow(machine: &mut Machine<'_>) {
    let first = match machine.pickle() {
        Ok(value) => value,
        Err(fault) => return machine.give_up(fault),
    };
    if first == Value::BigInt(MAGIC) {
        if let Err(fault) = follow_torch(machine) {
            machine.give_up(fault);
        }
        return;
    }
    while !machine.input().rest().is_empty() {
        if let Err(fault) = machine.pickle() {
            return machine.give_up(Fault {
                code: trailing(fault.code),
                ..fault
            });
        }
    }
}

/// What cannot be read after a pickle is left over from it.
fn trailing(code: Code) -> Code {
    if code == PKL_LIMIT {
        return code;
    }
    PKL_TRAILING
}

/// Follows what torch's older format has after its magic number: version, system, object, the keys of
/// the storages in their order, then the storages.
fn follow_torch<'a>(machine: &mut Machine<'a>) -> Result<(), Fault> {
    if machine.pickle()? != VERSION {
        return Err(malformed(
            "the version of the older torch format is not 1001",
        ));
    }
    machine.pickle()?;
    machine.set_layout(Layout::Trailing);
    machine.pickle()?;
    machine.set_layout(Layout::None);
    machine.keep_items();
    let list = machine.pickle()?;
    let keys = machine
        .kept_texts(list)
        .filter(|_| machine.is_list(list))
        .ok_or(malformed(
            "the keys of the storages are not a list of names",
        ))?;
    are_storages(machine, &keys)?;
    hold_no_pickle(machine)
}

/// Storages of these keys are all that is left.
fn are_storages(machine: &Machine<'_>, keys: &[&str]) -> Result<(), Fault> {
    let mut rest = machine.input().rest();
    let mut read = std::collections::BTreeSet::new();
    let unexplained = Fault::new(
        PKL_TRAILING,
        "the storages after the pickles are not those that are named",
    );
    for key in keys {
        let storage = machine.storages().get(key).ok_or(unexplained)?;
        let (count, after) = rest.split_first_chunk().ok_or(unexplained)?;
        let bytes = usize::try_from(storage.bytes()).map_err(|_| unexplained)?;
        if u64::from_le_bytes(*count) != storage.count || !read.insert(key) {
            return Err(unexplained);
        }
        (_, rest) = after.split_at_checked(bytes).ok_or(unexplained)?;
    }
    if !rest.is_empty() || read.len() != machine.storages().by_key().len() {
        return Err(unexplained);
    }
    Ok(())
}

/// Opcodes that numbers may happen to be.
const CHANCE: u64 = 64;

/// A reader that takes one pickle after the other, as nobody reads this format, comes to no import in
/// the storages either.
fn hold_no_pickle(machine: &mut Machine<'_>) -> Result<(), Fault> {
    let (names, opcodes) = (machine.names(), machine.opcodes());
    let mut fault = None;
    while fault.is_none() && !machine.input().rest().is_empty() {
        fault = machine.pickle().err();
    }
    let followed = machine.opcodes().saturating_sub(opcodes);
    let is_cut_off = fault.is_some_and(|fault| fault.code == PKL_LIMIT);
    if machine.names() > names || followed > CHANCE || is_cut_off {
        return Err(Fault::new(PKL_TRAILING, "the storages go on as a pickle"));
    }
    Ok(())
}
