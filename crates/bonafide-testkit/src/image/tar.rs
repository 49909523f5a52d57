//! Archives of `tar`, right or wrong.
//!
//! A [`Header`] is the block before a member, and may say what it likes; [`Tar`] puts blocks after
//! each other. What a header says is only held to the data that follows by the helpers of [`Tar`]
//! that take a name and bytes.

/// The size of a block.
pub const BLOCK: usize = 512;

/// Type flags of members.
pub mod kind {
    /// A regular file.
    pub const FILE: u8 = b'0';
    /// A hard link.
    pub const LINK: u8 = b'1';
    /// A symbolic link.
    pub const SYMLINK: u8 = b'2';
    /// A character device.
    pub const CHARACTER: u8 = b'3';
    /// A block device.
    pub const BLOCK: u8 = b'4';
    /// A folder.
    pub const FOLDER: u8 = b'5';
    /// A named pipe.
    pub const FIFO: u8 = b'6';
    /// Records for the next member (pax).
    pub const PAX: u8 = b'x';
    /// The name of the next member (GNU).
    pub const LONG_NAME: u8 = b'L';
    /// A sparse file (GNU).
    pub const SPARSE: u8 = b'S';
}

/// A header of the format ustar before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    block: [u8; BLOCK],
}

impl Header {
    /// The header of a member of this kind and size. A name of more than 100 bytes is split at a
    /// slash as ustar has it.
    ///
    /// # Panics
    /// When the name does not fit.
    #[must_use]
    pub fn new(kind: u8, name: &str, size: u64) -> Self {
        let mode: &[u8] = if kind == kind::FOLDER {
            b"0000755\0"
        } else {
            b"0000644\0"
        };
        let (prefix, name) = split(name);
        Self { block: [0; BLOCK] }
            .with(0, name.as_bytes())
            .with(100, mode)
            .with(108, b"0000000\0")
            .with(116, b"0000000\0")
            .with_size(size)
            .with(136, b"00000000000\0")
            .with(156, &[kind])
            .with(257, b"ustar\x0000")
            .with(345, prefix.as_bytes())
    }

    /// With these bytes at this place. The checksum is made of the result.
    ///
    /// # Panics
    /// When they do not fit into the block.
    #[must_use]
    pub fn with(mut self, at: usize, bytes: &[u8]) -> Self {
        self.block[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// With this size in octal.
    #[must_use]
    pub fn with_size(self, size: u64) -> Self {
        self.with(124, format!("{size:011o}\0").as_bytes())
    }

    /// With this size in the binary form of GNU.
    #[must_use]
    pub fn with_binary_size(self, size: u64) -> Self {
        self.with(124, &[0x80, 0, 0, 0])
            .with(128, &size.to_be_bytes())
    }

    /// With this for what a link points to.
    #[must_use]
    pub fn with_link(self, target: &str) -> Self {
        self.with(157, target.as_bytes())
    }

    /// With the magic of GNU and not of ustar.
    #[must_use]
    pub fn gnu(self) -> Self {
        self.with(257, b"ustar  \0")
    }

    /// Without a magic, as before ustar.
    #[must_use]
    pub fn v7(self) -> Self {
        self.with(257, &[0; 8])
    }

    /// The block.
    #[must_use]
    pub fn block(&self) -> [u8; BLOCK] {
        let mut block = self.block;
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }
}

/// A name as prefix and name.
fn split(name: &str) -> (&str, &str) {
    if name.len() <= 100 {
        return ("", name);
    }
    name.match_indices('/')
        .map(|(at, _)| (&name[..at], &name[at + 1..]))
        .find(|(prefix, rest)| prefix.len() <= 155 && rest.len() <= 100)
        .expect("a name that fits; others take a record")
}

/// An archive that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tar {
    bytes: Vec<u8>,
}

impl Tar {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a regular file.
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        self.member(&Header::new(kind::FILE, name, bytes.len() as u64), bytes);
    }

    /// Adds a folder.
    pub fn folder(&mut self, name: &str) {
        self.member(&Header::new(kind::FOLDER, name, 0), &[]);
    }

    /// Adds a symbolic link.
    pub fn symlink(&mut self, name: &str, target: &str) {
        let header = Header::new(kind::SYMLINK, name, 0).with_link(target);
        self.member(&header, &[]);
    }

    /// Adds a hard link.
    pub fn link(&mut self, name: &str, target: &str) {
        let header = Header::new(kind::LINK, name, 0).with_link(target);
        self.member(&header, &[]);
    }

    /// Adds a header and data, which is filled up to whole blocks, whatever the header says.
    pub fn member(&mut self, header: &Header, data: &[u8]) {
        self.raw(&header.block());
        self.raw(data);
        let end = self.bytes.len().next_multiple_of(BLOCK);
        self.bytes.resize(end, 0);
    }

    /// Adds records of pax for the next member.
    pub fn pax(&mut self, records: &[(&str, &str)]) {
        let records: String = records
            .iter()
            .map(|(key, value)| record(key, value))
            .collect();
        let header = Header::new(kind::PAX, "pax", records.len() as u64);
        self.member(&header, records.as_bytes());
    }

    /// Adds the name of the next member in the form of GNU.
    pub fn long_name(&mut self, name: &str) {
        let data = [name.as_bytes(), b"\0"].concat();
        let header = Header::new(kind::LONG_NAME, "././@LongLink", data.len() as u64).gnu();
        self.member(&header, &data);
    }

    /// Adds bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The archive with the two empty blocks of its end.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.raw(&[0; 2 * BLOCK]);
        self.bytes
    }
}

/// A record of pax: its own length, the key and the value.
#[must_use]
pub fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let mut length = rest.len();
    while length != rest.len() + length.to_string().len() {
        length = rest.len() + length.to_string().len();
    }
    format!("{length}{rest}")
}
