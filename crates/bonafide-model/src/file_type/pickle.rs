//! Whether bytes are a pickle that has no magic number.

/// Whether a file of `length` bytes that begins with `head` is a pickle: it says so, or an unpickler
/// that reads it imports and calls something, ends where the file ends, or is still reading at the
/// end of the head.
///
/// What an unpickler refuses before it has called anything is none, so that words are not taken for
/// opcodes.
///
/// # Specification
/// models PKG-4; the opcodes are those of protocols 0 to 5.
pub(super) fn is_pickle(length: u64, head: &[u8]) -> bool {
    if matches!(head, [0x80, 0..=5, ..]) {
        return true;
    }
    let mut probe = Probe {
        head,
        length,
        at: 0,
        depth: 0,
        marks: Vec::new(),
        has_import: false,
    };
    loop {
        match probe.step() {
            Step::On => {}
            Step::Is => return true,
            Step::Not => return false,
        }
    }
}

enum Step {
    On,
    Is,
    Not,
}

/// What follows an opcode.
enum Argument {
    None,
    Bytes(usize),
    /// So many bytes of length, then as many bytes as that says.
    Counted(usize),
    Decimal,
    Quoted,
    Line,
    /// A line of ASCII.
    Ascii,
    Names,
}

/// What an opcode does to the stack: takes so many values, or all above a mark and so many below it,
/// and puts so many.
enum Effect {
    Stack(usize, usize),
    /// Takes a value, or the last mark where there is none above it.
    Pop,
    Above(usize, usize),
    Mark,
    Call(usize),
    CallAbove(usize),
    ImportAndCall,
    Import(usize),
    Stop,
}

struct Probe<'h> {
    head: &'h [u8],
    length: u64,
    at: usize,
    depth: usize,
    /// The depths below each mark.
    marks: Vec<usize>,
    has_import: bool,
}

impl Probe<'_> {
    fn step(&mut self) -> Step {
        let Some(opcode) = self.head.get(self.at) else {
            return if self.is_cut() { Step::Is } else { Step::Not };
        };
        let Some((argument, effect)) = table(*opcode) else {
            return Step::Not;
        };
        self.at = self.at.saturating_add(1);
        match self.pass(&argument) {
            Some(true) => {}
            Some(false) => return Step::Is,
            None => return Step::Not,
        }
        self.apply(&effect).unwrap_or(Step::Not)
    }

    /// Whether the file goes on where the head ends.
    fn is_cut(&self) -> bool {
        u64::try_from(self.head.len()).is_ok_and(|read| read < self.length)
    }

    /// Moves past an argument; `Some(false)` where it goes on beyond the head, `None` where it is
    /// none.
    fn pass(&mut self, argument: &Argument) -> Option<bool> {
        match argument {
            Argument::None => Some(true),
            Argument::Bytes(count) => self.skip(u64::try_from(*count).ok()?),
            Argument::Counted(width) => {
                let Some(bytes) = self.head.get(self.at..)?.get(..*width) else {
                    return self.skip(u64::try_from(*width).ok()?);
                };
                let digits = bytes.iter().rev();
                let count = digits.fold(0_u64, |sum, byte| sum.wrapping_shl(8) | u64::from(*byte));
                self.at = self.at.saturating_add(*width);
                self.skip(count)
            }
            Argument::Decimal => self.line(is_number),
            Argument::Quoted => self.line(|line| matches!(line, [b'\'' | b'"', ..])),
            Argument::Line => self.line(|_| true),
            Argument::Ascii => self.line(<[u8]>::is_ascii),
            Argument::Names => Some(self.line(is_name)? && self.line(is_name)?),
        }
    }

    fn skip(&mut self, count: u64) -> Option<bool> {
        let end = u64::try_from(self.at).ok()?.checked_add(count)?;
        if end > self.length {
            return None;
        }
        self.at = usize::try_from(end).unwrap_or(usize::MAX);
        Some(self.at <= self.head.len())
    }

    fn line(&mut self, is_fit: impl Fn(&[u8]) -> bool) -> Option<bool> {
        let rest = self.head.get(self.at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = rest.get(..end.unwrap_or(rest.len()))?;
        if let Some(end) = end {
            self.at = self.at.saturating_add(end).saturating_add(1);
            return is_fit(line).then_some(true);
        }
        // The first bytes of a line do not tell what it comes to.
        let is_short = trimmed(line).len() < SHORT;
        let may_go_on = self.is_cut() && (is_short || is_fit(line));
        may_go_on.then_some(false)
    }

    /// `None` where the stack has too little.
    fn apply(&mut self, effect: &Effect) -> Option<Step> {
        match effect {
            Effect::Stack(takes, puts) => self.take(*takes, *puts)?,
            Effect::Pop if self.depth == 0 => self.take_above(0, 0)?,
            Effect::Pop => self.take(1, 0)?,
            Effect::Above(takes, puts) => self.take_above(*takes, *puts)?,
            Effect::Mark => {
                self.marks.push(self.depth);
                self.depth = 0;
            }
            Effect::Import(takes) => {
                self.has_import = true;
                self.take(*takes, 1)?;
            }
            Effect::Call(takes) => {
                self.take(*takes, 1)?;
                return Some(if self.has_import { Step::Is } else { Step::On });
            }
            Effect::CallAbove(takes) => {
                self.take_above(*takes, 1)?;
                return Some(if self.has_import { Step::Is } else { Step::On });
            }
            Effect::ImportAndCall => {
                self.take_above(0, 1)?;
                return Some(Step::Is);
            }
            Effect::Stop => {
                self.take(1, 0)?;
                let is_end = u64::try_from(self.at).is_ok_and(|at| at == self.length);
                self.marks.clear();
                self.depth = 0;
                return Some(if is_end || self.has_import {
                    Step::Is
                } else {
                    Step::On
                });
            }
        }
        Some(Step::On)
    }

    fn take(&mut self, takes: usize, puts: usize) -> Option<()> {
        self.depth = self.depth.checked_sub(takes)?.saturating_add(puts);
        Some(())
    }

    fn take_above(&mut self, takes: usize, puts: usize) -> Option<()> {
        self.depth = self.marks.pop()?;
        self.take(takes, puts)
    }
}

/// Bytes that are too few to tell a line that goes on.
const SHORT: usize = 16;

/// Without what readers of numbers take for white space.
fn trimmed(line: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let start = line.iter().position(|byte| !is_blank(byte));
    let end = line.iter().rposition(|byte| !is_blank(byte));
    match (start, end) {
        (Some(start), Some(end)) => line.get(start..=end).unwrap_or(line),
        _ => &[],
    }
}

/// Whether a line begins as a number does, whatever its notation.
fn is_number(line: &[u8]) -> bool {
    let line = trimmed(line);
    let unsigned = line.strip_prefix(b"-").or(line.strip_prefix(b"+"));
    let unsigned = unsigned.unwrap_or(line);
    let starts = matches!(unsigned, [b'0'..=b'9' | b'.', ..]);
    let is_word = ["inf", "infinity", "nan"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word.as_bytes()));
    starts || is_word
}

fn is_name(line: &[u8]) -> bool {
    !line.is_empty() && line.iter().all(|byte| *byte > b' ' && *byte != 0x7f)
}

fn table(opcode: u8) -> Option<(Argument, Effect)> {
    use {Argument as A, Effect as E};
    Some(match opcode {
        b'(' => (A::None, E::Mark),
        b'.' => (A::None, E::Stop),
        b'0' => (A::None, E::Pop),
        b'1' => (A::None, E::Above(0, 0)),
        b'2' => (A::None, E::Stack(1, 2)),
        b'F' | b'I' | b'L' | b'g' => (A::Decimal, E::Stack(0, 1)),
        b'p' => (A::Decimal, E::Stack(1, 1)),
        b'S' => (A::Quoted, E::Stack(0, 1)),
        b'V' => (A::Line, E::Stack(0, 1)),
        b'P' => (A::Ascii, E::Stack(0, 1)),
        b'J' | b'j' => (A::Bytes(4), E::Stack(0, 1)),
        b'K' | b'h' => (A::Bytes(1), E::Stack(0, 1)),
        b'M' => (A::Bytes(2), E::Stack(0, 1)),
        b'G' => (A::Bytes(8), E::Stack(0, 1)),
        b'q' => (A::Bytes(1), E::Stack(1, 1)),
        b'r' => (A::Bytes(4), E::Stack(1, 1)),
        b'U' | b'C' | 0x8a | 0x8c => (A::Counted(1), E::Stack(0, 1)),
        b'T' | b'X' | b'B' | 0x8b => (A::Counted(4), E::Stack(0, 1)),
        0x8d | 0x8e | 0x96 => (A::Counted(8), E::Stack(0, 1)),
        b'N' | b')' | b']' | b'}' | 0x88 | 0x89 | 0x8f | 0x97 => (A::None, E::Stack(0, 1)),
        b'Q' | 0x85 | 0x94 | 0x98 => (A::None, E::Stack(1, 1)),
        0x86 => (A::None, E::Stack(2, 1)),
        0x87 => (A::None, E::Stack(3, 1)),
        b'a' => (A::None, E::Stack(2, 1)),
        b'l' | b'd' | b't' | 0x91 => (A::None, E::Above(0, 1)),
        // What was imported may be what items are put into.
        b'e' | b'u' | 0x90 => (A::None, E::CallAbove(1)),
        b'c' => (A::Names, E::Import(0)),
        0x93 => (A::None, E::Import(2)),
        0x82 => (A::Bytes(1), E::Import(0)),
        0x83 => (A::Bytes(2), E::Import(0)),
        0x84 => (A::Bytes(4), E::Import(0)),
        b'R' | b'b' | 0x81 => (A::None, E::Call(2)),
        b's' | 0x92 => (A::None, E::Call(3)),
        b'i' => (A::Names, E::ImportAndCall),
        b'o' => (A::None, E::CallAbove(0)),
        0x80 => (A::Bytes(1), E::Stack(0, 0)),
        0x95 => (A::Bytes(8), E::Stack(0, 0)),
        _ => return None,
    })
}
