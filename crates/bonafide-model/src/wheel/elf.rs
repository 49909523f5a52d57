//! What a native library asks of the system that loads it.

/// What the first bytes of a file tell about native code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Native {
    /// ELF, with the number of its machine.
    Elf { machine: u16 },
    /// Windows.
    Pe,
    /// Apple's systems.
    MachO,
}

/// How many first bytes [`Native::of`] wants.
pub(super) const HEAD: usize = 64;

impl Native {
    /// Looks at the first bytes of a file.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x7f, b'E', b'L', b'F', ..] => Some(Self::Elf {
                machine: Reader::new(head).map_or(0, |elf| elf.machine()),
            }),
            [b'M', b'Z', ..] => Some(Self::Pe),
            [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..]
            | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..]
            | [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => Some(Self::MachO),
            _ => None,
        }
    }
}

/// The newest version of glibc, as major and minor, that the ELF file `bytes` asks for. `None` where
/// it asks for none, or cannot be read.
///
/// # Specification
/// System V ABI, program headers and dynamic section; Linux Standard Base, symbol versioning.
pub(super) fn needed_glibc(bytes: &[u8]) -> Option<(u32, u32)> {
    let elf = Reader::new(bytes)?;
    let dynamic = elf.dynamic()?;
    let strings = elf.offset_of(dynamic.strings)?;
    let mut at = elf.offset_of(dynamic.needs)?;
    let mut newest = None;
    for _ in 0..dynamic.count.min(MOST_NEEDS) {
        let count = elf.u16(at.checked_add(2)?)?;
        let mut aux = at.checked_add(u64::from(elf.u32(at.checked_add(8)?)?))?;
        for _ in 0..count {
            let name = u64::from(elf.u32(aux.checked_add(8)?)?);
            newest = newest.max(elf.glibc(strings.checked_add(name)?));
            match elf.u32(aux.checked_add(12)?)? {
                0 => break,
                next => aux = aux.checked_add(u64::from(next))?,
            }
        }
        match elf.u32(at.checked_add(12)?)? {
            0 => break,
            next => at = at.checked_add(u64::from(next))?,
        }
    }
    newest
}

/// The most libraries, and program headers, and dynamic entries that are looked at.
const MOST_NEEDS: u64 = 1000;

/// Where the dynamic section says that things are, as addresses.
#[derive(Default)]
struct Dynamic {
    strings: u64,
    needs: u64,
    count: u64,
}

/// Reads numbers of the width and order that the file has.
struct Reader<'b> {
    bytes: &'b [u8],
    is_wide: bool,
    is_little: bool,
}

impl<'b> Reader<'b> {
    const fn new(bytes: &'b [u8]) -> Option<Self> {
        match bytes {
            [0x7f, b'E', b'L', b'F', width @ (1 | 2), order @ (1 | 2), ..] => Some(Self {
                bytes,
                is_wide: *width == 2,
                is_little: *order == 1,
            }),
            _ => None,
        }
    }

    fn machine(&self) -> u16 {
        self.u16(18).unwrap_or_default()
    }

    fn array<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let rest = self.bytes.get(usize::try_from(at).ok()?..)?;
        rest.first_chunk().copied()
    }

    fn u16(&self, at: u64) -> Option<u16> {
        let bytes = self.array(at)?;
        Some(match self.is_little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    }

    fn u32(&self, at: u64) -> Option<u32> {
        let bytes = self.array(at)?;
        Some(match self.is_little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        })
    }

    /// A number as wide as an address.
    fn word(&self, at: u64) -> Option<u64> {
        if !self.is_wide {
            return self.u32(at).map(u64::from);
        }
        let bytes = self.array(at)?;
        Some(match self.is_little {
            true => u64::from_le_bytes(bytes),
            false => u64::from_be_bytes(bytes),
        })
    }

    /// Type, offset, address and size of each program header.
    fn segments(&self) -> impl Iterator<Item = (u32, u64, u64, u64)> + '_ {
        let places = match self.is_wide {
            true => (32, 54, 56, [8, 16, 32]),
            false => (28, 42, 44, [4, 8, 16]),
        };
        let (table, size, count, fields) = places;
        let table = self.word(table).unwrap_or(u64::MAX);
        let size = u64::from(self.u16(size).unwrap_or_default());
        let count = u64::from(self.u16(count).unwrap_or_default());
        (0..count.min(MOST_NEEDS)).map_while(move |index| {
            let at = table.checked_add(index.checked_mul(size)?)?;
            let [offset, address, length] = fields.map(|field| {
                let at = at.checked_add(field)?;
                self.word(at)
            });
            Some((self.u32(at)?, offset?, address?, length?))
        })
    }

    /// Where in the file the byte at `address` comes from.
    fn offset_of(&self, address: u64) -> Option<u64> {
        self.segments().find_map(|(kind, offset, start, length)| {
            let into = address.checked_sub(start)?;
            match kind == 1 && into < length {
                true => offset.checked_add(into),
                false => None,
            }
        })
    }

    fn dynamic(&self) -> Option<Dynamic> {
        let (_, start, _, length) = self.segments().find(|(kind, ..)| *kind == 2)?;
        let width = if self.is_wide { 8_u64 } else { 4 };
        let step = width.saturating_mul(2);
        let mut found = Dynamic::default();
        for index in 0..(length.checked_div(step)?).min(MOST_NEEDS) {
            let at = start.checked_add(index.checked_mul(step)?)?;
            let value = self.word(at.checked_add(width)?)?;
            match self.word(at)? {
                0 => break,
                5 => found.strings = value,
                0x6fff_fffe => found.needs = value,
                0x6fff_ffff => found.count = value,
                _ => {}
            }
        }
        Some(found)
    }

    /// The version in the text at `at`, if it is one of glibc.
    fn glibc(&self, at: u64) -> Option<(u32, u32)> {
        let rest = self.bytes.get(usize::try_from(at).ok()?..)?;
        let rest = rest.strip_prefix(b"GLIBC_")?;
        let end = rest.iter().take(16).position(|b| *b == 0)?;
        let text = core::str::from_utf8(rest.get(..end)?).ok()?;
        let mut numbers = text.split('.').map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    }
}
