//! The interpreter: what an unpickler does, done with values of which only as much is known as decides
//! whether a later opcode is allowed. Nothing is imported, called or made.

mod calls;
mod imports;
mod items;

use bonafide_report::registry::{PKL_OPCODE, PKL_UNRESOLVED};

use super::globals::Globals;
use super::input::{Fault, Input, limit, malformed};
use super::literal;
use super::memo::Memo;
use super::report::{PickleDenial, PickleEvent, PickleImport, PickleReport};
use super::stack::Stack;
use super::storages::{Layout, Storages};
use super::value::{Contents, Heap, Shape, Value};
use super::{PickleLimits, PickleOptions};
use crate::Finding;

/// An interpreter at a place in a stream, which may hold several pickles.
#[derive(Debug)]
pub(super) struct Machine<'a> {
    options: &'a PickleOptions,
    layout: Layout,
    input: Input<'a>,
    stack: Stack<'a>,
    memo: Memo<'a>,
    heap: Heap<'a>,
    globals: Globals<'a>,
    storages: Storages<'a>,
    report: PickleReport,
    protocol: u8,
    opcodes: u64,
    /// Items of lists, where they are asked for.
    kept_items: Option<Vec<(Value<'a>, Value<'a>)>>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(bytes: &'a [u8], layout: Layout, options: &'a PickleOptions) -> Self {
        let limits: &PickleLimits = &options.limits;
        Self {
            options,
            layout,
            input: Input::new(bytes, limits),
            stack: Stack::new(limits.stack),
            memo: Memo::new(limits.memo, bytes.len()),
            heap: Heap::default(),
            globals: Globals::default(),
            storages: Storages::default(),
            report: PickleReport::new(&options.allowlist),
            protocol: 0,
            opcodes: 0,
            kept_items: None,
        }
    }

    /// Follows one pickle to its STOP; what it leaves.
    pub(super) fn pickle(&mut self) -> Result<Value<'a>, Fault> {
        self.stack.clear();
        self.memo.begin_pickle();
        self.protocol = 0;
        let start = self.input.at();
        loop {
            let offset = self.input.at();
            let opcode = self.input.opcode()?;
            self.opcodes = self.opcodes.saturating_add(1);
            if self.opcodes > self.options.limits.opcodes {
                return Err(limit("there are more opcodes than are followed"));
            }
            match opcode {
                b'.' => {
                    let value = self.stack.pop()?;
                    self.input.end_pickle()?;
                    self.report.count(0, 1);
                    return Ok(value);
                }
                0x80 => self.begin(offset == start)?,
                0x95 => self.input.begin_frame()?,
                _ => self.step(opcode, offset)?,
            }
        }
    }

    fn begin(&mut self, is_first: bool) -> Result<(), Fault> {
        self.protocol = self.input.byte()?;
        match (is_first, self.protocol) {
            (true, 0..=5) => Ok(()),
            (true, _) => Err(malformed("the protocol is newer than 5")),
            (false, _) => Err(malformed("PROTO is not the first opcode")),
        }
    }

    fn step(&mut self, opcode: u8, offset: usize) -> Result<(), Fault> {
        match opcode {
            b'(' => self.stack.mark(),
            b'0' => self.stack.pop_value_or_mark(),
            b'1' => {
                let start = self.stack.pop_mark()?;
                self.stack.truncate(start);
                Ok(())
            }
            b'2' => {
                let value = self.stack.top()?;
                self.stack.push(value)
            }
            b'p' | b'q' | b'r' | 0x94 | b'g' | b'h' | b'j' => self.remember(opcode),
            b']' => self.push_new(Shape::List),
            b'}' => self.push_new(Shape::Dict(Contents::EMPTY)),
            0x8f => self.push_new(Shape::Set),
            b')' => self.tuple_from(None),
            0x85 => self.tuple_from(Some(1)),
            0x86 => self.tuple_from(Some(2)),
            0x87 => self.tuple_from(Some(3)),
            b't' => {
                let start = self.stack.pop_mark()?;
                self.push_tuple(start)
            }
            b'l' | b'd' | 0x91 | b'a' | b'e' | b's' | b'u' | 0x90 => self.items(opcode, offset),
            b'c' | b'i' | 0x93 | 0x82..=0x84 | b'P' | b'Q' => self.import(opcode, offset),
            b'R' | b'o' | 0x81 | 0x92 | b'b' => self.call(opcode, offset),
            0x98 => self.make_read_only(),
            _ => match literal::read(opcode, &mut self.input)? {
                Some(value) => self.stack.push(value),
                None => Err(Fault::new(
                    PKL_OPCODE,
                    "there is an opcode that nobody defines",
                )),
            },
        }
    }

    fn remember(&mut self, opcode: u8) -> Result<(), Fault> {
        let number = match opcode {
            b'p' | b'g' => literal::slot_line(self.input.line()?)?,
            b'q' | b'h' => self.input.byte()?.into(),
            b'r' | b'j' => self.input.length4(false)?,
            _ => return self.memo.memoize(self.stack.top()?),
        };
        if matches!(opcode, b'p' | b'q' | b'r') {
            return self.memo.put(number, self.stack.top()?);
        }
        self.stack.push(self.memo.get(number)?)
    }

    fn push_new(&mut self, shape: Shape) -> Result<(), Fault> {
        let value = self.heap.add(shape);
        self.stack.push(value)
    }

    /// A tuple of the last `count` values; of none for `None`.
    fn tuple_from(&mut self, count: Option<usize>) -> Result<(), Fault> {
        let start = self.stack.last(count.unwrap_or(0))?;
        self.push_tuple(start)
    }

    fn push_tuple(&mut self, start: usize) -> Result<(), Fault> {
        let tuple = self.heap.add_tuple(self.stack.drain(start))?;
        self.stack.push(tuple)
    }

    fn make_read_only(&mut self) -> Result<(), Fault> {
        match self.stack.pop()? {
            Value::Buffer | Value::Bytes(_) | Value::SomeBytes | Value::Bytearray => {
                self.stack.push(Value::Buffer)
            }
            Value::Unknown => self.stack.push(Value::Unknown),
            _ => Err(malformed("READONLY_BUFFER is applied to what is no buffer")),
        }
    }

    /// Notes what is not allowed of `subject`, or of what made it.
    fn deny(
        &mut self,
        event: PickleEvent,
        subject: Value<'a>,
        reason: &'static str,
        offset: usize,
    ) {
        let id = match subject {
            Value::Global(id) => Some(id),
            _ => self.heap.instance(subject).map(|instance| instance.maker),
        };
        let global = id.and_then(|id| self.globals.get(id));
        let (module, name) = global.map_or(("", ""), |global| (global.module, global.name));
        self.report.deny(PickleDenial {
            event,
            module: module.to_owned(),
            name: name.to_owned(),
            reason,
            member: None,
            offset: wide(offset),
        });
    }

    fn unresolved(&mut self, message: &str, offset: usize) {
        let finding = Finding::error(PKL_UNRESOLVED, message).at_offset(wide(offset));
        self.report.find(finding);
    }

    /// Notes why the stream is followed no further.
    pub(super) fn give_up(&mut self, fault: Fault) {
        let finding = Finding::error(fault.code, fault.message);
        self.report.find(finding.at_offset(wide(self.input.at())));
    }

    /// Items that are appended to lists are kept from here on.
    pub(super) fn keep_items(&mut self) {
        self.kept_items = Some(Vec::new());
    }

    /// The items of `list` that were kept, as text.
    pub(super) fn kept_texts(&self, list: Value<'a>) -> Option<Vec<&'a str>> {
        let kept = self.kept_items.as_ref()?;
        let items = kept.iter().filter(|(of, _)| *of == list);
        items.map(|(_, item)| item.text()).collect()
    }

    pub(super) const fn input(&self) -> &Input<'a> {
        &self.input
    }

    /// How many distinct names were imported.
    pub(super) fn names(&self) -> usize {
        self.globals.rows().len()
    }

    /// How many opcodes were followed.
    pub(super) const fn opcodes(&self) -> u64 {
        self.opcodes
    }

    pub(super) const fn storages(&self) -> &Storages<'a> {
        &self.storages
    }

    /// Persistent ids mean this from here on.
    pub(super) const fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
    }

    /// Whether `value` is an empty or filled container of the kind of a list.
    pub(super) fn is_list(&self, value: Value<'a>) -> bool {
        matches!(self.heap.shape(value), Some(Shape::List))
    }

    /// What is said of the stream, and the storages that it names.
    pub(super) fn finish(mut self) -> (PickleReport, Storages<'a>) {
        self.report.count(self.opcodes, 0);
        for global in self.globals.rows() {
            self.report.import(PickleImport {
                module: global.module.to_owned(),
                name: global.name.to_owned(),
                is_allowed: global.role.is_some(),
                member: None,
                offset: wide(global.offset),
            });
        }
        (self.report, self.storages)
    }
}

pub(super) fn wide(offset: usize) -> u64 {
    u64::try_from(offset).unwrap_or(u64::MAX)
}
