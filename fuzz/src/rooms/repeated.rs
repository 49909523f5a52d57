//! Much of the same: what a parser does with a piece that comes a thousand times.

use std::sync::LazyLock;

use crate::Target;
use crate::input::Input;
use crate::rooms::TARGETS;

/// The longest input that is made.
const MOST: usize = 64 << 10;

/// Chooses a parser, a head, a piece and a tail; each parser holds itself to its bound of memory, and
/// the fuzzer holds it to its time.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    static PARSERS: LazyLock<Vec<&Target>> =
        LazyLock::new(|| TARGETS.iter().filter(|target| is_parser(target)).collect());
    let parser = input.choose(&PARSERS);
    let times = input.below(4096);
    let (head, tail) = (input.some(128), input.some(64));
    let piece = input.all();
    let room = MOST.saturating_sub(head.len() + tail.len());
    let times = times.min(room / piece.len().max(1));
    let whole = [head, &piece.repeat(times), tail].concat();
    (parser.run)(&whole);
}

/// Whether the input of the target is a document and no list of choices.
fn is_parser(target: &Target) -> bool {
    target.most > 1024 || ["der", "base64", "key", "licence", "pattern"].contains(&target.name)
}
