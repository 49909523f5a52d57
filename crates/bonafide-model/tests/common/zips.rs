//! Archives for tests, written field by field so that each can be wrong.
#![allow(dead_code, reason = "each test file uses its own part")]

/// How the data descriptor of a member is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descriptor {
    /// Not at all.
    None,
    /// With its signature.
    Signed,
    /// Without.
    Bare,
    /// With its signature and sizes of eight bytes.
    WideSigned,
    /// Without, and sizes of eight bytes.
    WideBare,
}

/// One member with everything that is written about it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Vec<u8>,
    pub local_name: Option<Vec<u8>>,
    /// What is kept of the contents.
    pub data: Vec<u8>,
    pub size: u64,
    pub compressed_size: u64,
    pub crc: u32,
    pub method: u16,
    pub local_method: Option<u16>,
    pub flags: u16,
    pub local_flags: Option<u16>,
    /// Checksum, compressed size and size in the local header.
    pub local_numbers: Option<[u32; 3]>,
    pub descriptor: Descriptor,
    /// Checksum, compressed size and size in the data descriptor.
    pub descriptor_numbers: Option<[u64; 3]>,
    pub local_extra: Vec<u8>,
    pub central_extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub attributes: u32,
    /// What the central directory says of the place of the local header.
    pub offset: Option<u32>,
    /// Sizes in the central header, where they are not the right ones.
    pub central_sizes: Option<[u32; 2]>,
    /// Bytes written after the member.
    pub gap: Vec<u8>,
}

impl Entry {
    pub fn stored(name: &str, contents: &[u8]) -> Self {
        let size = contents.len() as u64;
        Self {
            name: name.as_bytes().to_vec(),
            local_name: None,
            data: contents.to_vec(),
            size,
            compressed_size: size,
            crc: crc32(contents),
            method: 0,
            local_method: None,
            flags: if name.is_ascii() { 0 } else { 1 << 11 },
            local_flags: None,
            local_numbers: None,
            descriptor: Descriptor::None,
            descriptor_numbers: None,
            local_extra: Vec::new(),
            central_extra: Vec::new(),
            comment: Vec::new(),
            attributes: if name.ends_with('/') {
                0o40_755 << 16 | 0x10
            } else {
                0o100_644 << 16
            },
            offset: None,
            central_sizes: None,
            gap: Vec::new(),
        }
    }

    pub fn deflated(name: &str, contents: &[u8]) -> Self {
        let data = miniz_oxide::deflate::compress_to_vec(contents, 6);
        Self {
            compressed_size: data.len() as u64,
            data,
            method: 8,
            ..Self::stored(name, contents)
        }
    }

    /// The same with a descriptor and zeros in the local header.
    pub fn described(mut self, descriptor: Descriptor) -> Self {
        self.flags |= 8;
        self.local_numbers = Some([0; 3]);
        self.descriptor = descriptor;
        self
    }
}

/// An archive.
#[derive(Clone, Debug, Default)]
pub struct Zip {
    pub prefix: Vec<u8>,
    pub entries: Vec<Entry>,
    /// The order of the central directory, where it is another.
    pub order: Option<Vec<usize>>,
    pub before_directory: Vec<u8>,
    pub after_directory: Vec<u8>,
    /// Whether a ZIP64 record and its locator are written.
    pub is_wide: bool,
    /// Whether the end record says that its numbers are there.
    pub is_saturated: bool,
    pub before_end: Vec<u8>,
    pub comment: Vec<u8>,
    pub suffix: Vec<u8>,
}

/// The bytes of an archive and where its structures are.
pub struct Built {
    pub bytes: Vec<u8>,
    pub locals: Vec<usize>,
    pub centrals: Vec<usize>,
    pub directory: usize,
    pub wide_record: usize,
    pub locator: usize,
    pub end: usize,
}

impl Built {
    pub fn put16(&mut self, at: usize, value: u16) {
        self.bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }

    pub fn put32(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    pub fn put64(&mut self, at: usize, value: u64) {
        self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }
}

pub fn zip(entries: Vec<Entry>) -> Zip {
    Zip {
        entries,
        ..Zip::default()
    }
}

impl Zip {
    pub fn bytes(&self) -> Vec<u8> {
        self.build().bytes
    }

    pub fn build(&self) -> Built {
        let mut out = self.prefix.clone();
        let mut locals = Vec::new();
        for entry in &self.entries {
            locals.push(out.len());
            write_local(&mut out, entry);
        }
        out.extend(&self.before_directory);
        let directory = out.len();
        let order: Vec<usize> = match &self.order {
            Some(order) => order.clone(),
            None => (0..self.entries.len()).collect(),
        };
        let mut centrals = Vec::new();
        for at in &order {
            centrals.push(out.len());
            write_central(&mut out, &self.entries[*at], locals[*at]);
        }
        let size = out.len() - directory;
        out.extend(&self.after_directory);
        let wide_record = out.len();
        let count = order.len() as u64;
        if self.is_wide {
            out.extend(b"PK\x06\x06");
            out.extend(44_u64.to_le_bytes());
            out.extend([45, 0, 45, 0]);
            out.extend([0; 8]);
            for number in [count, count, size as u64, directory as u64] {
                out.extend(number.to_le_bytes());
            }
        }
        let locator = out.len();
        if self.is_wide {
            out.extend(b"PK\x06\x07");
            out.extend([0; 4]);
            out.extend((wide_record as u64).to_le_bytes());
            out.extend(1_u32.to_le_bytes());
        }
        out.extend(&self.before_end);
        let end = out.len();
        out.extend(b"PK\x05\x06");
        out.extend([0; 4]);
        let narrow16 = |n: u64| match self.is_saturated {
            true => u16::MAX,
            false => n.min(0xffff) as u16,
        };
        let narrow32 = |n: usize| match self.is_saturated {
            true => u32::MAX,
            false => n as u32,
        };
        out.extend(narrow16(count).to_le_bytes());
        out.extend(narrow16(count).to_le_bytes());
        out.extend(narrow32(size).to_le_bytes());
        out.extend(narrow32(directory).to_le_bytes());
        out.extend((self.comment.len() as u16).to_le_bytes());
        out.extend(&self.comment);
        out.extend(&self.suffix);
        Built {
            bytes: out,
            locals,
            centrals,
            directory,
            wide_record,
            locator,
            end,
        }
    }
}

fn write_local(out: &mut Vec<u8>, entry: &Entry) {
    let name = entry.local_name.as_ref().unwrap_or(&entry.name);
    let [crc, compressed_size, size] =
        entry
            .local_numbers
            .unwrap_or([entry.crc, entry.compressed_size as u32, entry.size as u32]);
    out.extend(b"PK\x03\x04");
    out.extend([20, 0]);
    out.extend(entry.local_flags.unwrap_or(entry.flags).to_le_bytes());
    out.extend(entry.local_method.unwrap_or(entry.method).to_le_bytes());
    out.extend([0, 0, 33, 0]);
    for number in [crc, compressed_size, size] {
        out.extend(number.to_le_bytes());
    }
    out.extend((name.len() as u16).to_le_bytes());
    out.extend((entry.local_extra.len() as u16).to_le_bytes());
    out.extend(name);
    out.extend(&entry.local_extra);
    out.extend(&entry.data);
    write_descriptor(out, entry);
    out.extend(&entry.gap);
}

fn write_descriptor(out: &mut Vec<u8>, entry: &Entry) {
    let right = [u64::from(entry.crc), entry.compressed_size, entry.size];
    let [crc, compressed_size, size] = entry.descriptor_numbers.unwrap_or(right);
    if matches!(
        entry.descriptor,
        Descriptor::Signed | Descriptor::WideSigned
    ) {
        out.extend(b"PK\x07\x08");
    }
    match entry.descriptor {
        Descriptor::None => {}
        Descriptor::Signed | Descriptor::Bare => {
            for number in [crc, compressed_size, size] {
                out.extend((number as u32).to_le_bytes());
            }
        }
        Descriptor::WideSigned | Descriptor::WideBare => {
            out.extend((crc as u32).to_le_bytes());
            out.extend(compressed_size.to_le_bytes());
            out.extend(size.to_le_bytes());
        }
    }
}

fn write_central(out: &mut Vec<u8>, entry: &Entry, at: usize) {
    let [compressed_size, size] = entry
        .central_sizes
        .unwrap_or([entry.compressed_size as u32, entry.size as u32]);
    out.extend(b"PK\x01\x02");
    out.extend([20, 3, 20, 0]);
    out.extend(entry.flags.to_le_bytes());
    out.extend(entry.method.to_le_bytes());
    out.extend([0, 0, 33, 0]);
    for number in [entry.crc, compressed_size, size] {
        out.extend(number.to_le_bytes());
    }
    for length in [
        entry.name.len(),
        entry.central_extra.len(),
        entry.comment.len(),
    ] {
        out.extend((length as u16).to_le_bytes());
    }
    out.extend([0; 4]);
    out.extend(entry.attributes.to_le_bytes());
    out.extend(entry.offset.unwrap_or(at as u32).to_le_bytes());
    out.extend(&entry.name);
    out.extend(&entry.central_extra);
    out.extend(&entry.comment);
}

/// An extra field.
pub fn extra(id: u16, value: &[u8]) -> Vec<u8> {
    let mut out = id.to_le_bytes().to_vec();
    out.extend((value.len() as u16).to_le_bytes());
    out.extend(value);
    out
}

/// A ZIP64 field.
pub fn wide(numbers: &[u64]) -> Vec<u8> {
    let value: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
    extra(1, &value)
}

/// The checksum, a bit at a time.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
        }
    }
    !sum
}
