//! ZIP archives that every reader reads alike.
//!
//! The format tells most things twice, and readers differ in which of the two they believe. This one
//! believes neither: where the two differ, where bytes belong to nothing, or where a name is one
//! thing here and another there, it refuses the archive.
#![cfg(feature = "checks")]

pub(crate) mod bytes;
mod central;
mod crc;
mod cursor;
mod end;
mod extra;
mod fault;
mod inflate;
mod limits;
mod local;
pub(crate) mod name;

use bytes::Bytes;
pub use bytes::ReadAt;
use cursor::Cursor;
pub use fault::{ZipError, ZipFault};
pub use limits::ZipLimits;

use crate::Findings;

/// An archive whose structure was checked whole. Contents are checked when they are read.
///
/// # Specification
/// models ZIP-1 to ZIP-5; APPNOTE 6.3.10.
pub struct Archive<'a> {
    bytes: Bytes<'a>,
    members: Vec<Member>,
    findings: Findings,
}

impl<'a> Archive<'a> {
    /// Reads the archive that `bytes` are, all of them.
    ///
    /// ```
    /// use bonafide_model::zip::{Archive, ZipLimits};
    /// let empty = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    /// assert_eq!(Archive::read(empty, &ZipLimits::DEFAULT)?.members().len(), 0);
    /// # Ok::<(), bonafide_model::zip::ZipFault>(())
    /// ```
    ///
    /// # Errors
    /// [`ZipFault`] for the first thing that is wrong: the archive is not to be read at all.
    pub fn read(bytes: &'a [u8], limits: &ZipLimits) -> Result<Self, ZipFault> {
        Self::of(Bytes::Memory(bytes), limits)
    }

    /// Reads the archive of `length` bytes that `read` gives, without holding it in memory: the
    /// central directory is held, and pieces of 64 KiB.
    ///
    /// # Errors
    /// As [`Archive::read`], and [`ZipError::Unreadable`].
    pub fn read_from(
        read: &'a ReadAt<'a>,
        length: u64,
        limits: &ZipLimits,
    ) -> Result<Self, ZipFault> {
        Self::of(Bytes::Source { read, length }, limits)
    }

    pub(crate) fn of(bytes: Bytes<'a>, limits: &ZipLimits) -> Result<Self, ZipFault> {
        let end = end::find(&bytes, limits)?;
        let size = end.directory_end.saturating_sub(end.directory);
        let directory = bytes.get(end.directory, usize::try_from(size).unwrap_or_default())?;
        let headers = read_directory(&directory, &end, limits)?;
        let members = read_members(&bytes, &headers, end.directory)?;
        let findings = name::check_all(&members)?;
        Ok(Self {
            bytes,
            members,
            findings,
        })
    }

    /// Its files and directories, as they follow each other.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member with exactly this name. Looks through all of them.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// What is worth a look: names that differ by case or normalisation only.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The contents of `member`, of at most `most` bytes.
    ///
    /// # Errors
    /// [`ZipError::Limit`] above `most`, before anything is read; those of [`Archive::copy`].
    pub fn contents(&self, member: &Member, most: u64) -> Result<Vec<u8>, ZipFault> {
        if member.size > most {
            let fault = ZipFault::limit("bytes of one member", most, member.offset);
            return Err(fault.of(&member.name));
        }
        let mut contents = Vec::new();
        self.copy(member, |piece| contents.extend_from_slice(piece))?;
        Ok(contents)
    }

    /// Gives `sink` the contents of `member` in pieces. Nothing is right before this returns.
    ///
    /// # Errors
    /// [`ZipError::Size`] and [`ZipError::Crc`] where they are not what was declared;
    /// [`ZipError::Unreadable`].
    pub fn copy(&self, member: &Member, sink: impl FnMut(&[u8])) -> Result<(), ZipFault> {
        inflate::copy(&self.bytes, member, sink)
    }

    /// The first `most` bytes of the contents of `member`, or all where there are fewer. The checksum
    /// is not looked at: this is for telling what the contents may be.
    ///
    /// # Errors
    /// [`ZipError::Size`] and [`ZipError::Unreadable`].
    pub fn head(&self, member: &Member, most: u64) -> Result<Vec<u8>, ZipFault> {
        inflate::head(&self.bytes, member, most)
    }
}

impl core::fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Archive")
            .field("length", &self.bytes.length())
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

/// One file or directory of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    name: String,
    method: Method,
    crc: u32,
    size: u64,
    compressed_size: u64,
    offset: u64,
    data: u64,
}

impl Member {
    /// The name: relative, with `/`, which ends that of a directory.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without the `/` at the end of a directory's.
    #[must_use]
    pub fn path(&self) -> &str {
        self.name.strip_suffix('/').unwrap_or(&self.name)
    }

    /// Whether it is a directory, which has no contents.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.name.ends_with('/')
    }

    /// How the contents are kept.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The declared checksum of the contents.
    #[must_use]
    pub const fn crc(&self) -> u32 {
        self.crc
    }

    /// Bytes of the contents.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Bytes that the contents take in the archive.
    #[must_use]
    pub const fn compressed_size(&self) -> u64 {
        self.compressed_size
    }

    /// Bytes of the archive before the local header.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of the archive before what is kept of the contents.
    #[must_use]
    pub const fn data_offset(&self) -> u64 {
        self.data
    }
}

/// How contents are kept in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "these are the two that are read")]
pub enum Method {
    /// As they are.
    Stored,
    /// In the deflate format of RFC 1951.
    Deflated,
}

impl Method {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Deflated => "deflated",
        }
    }
}

fn read_directory<'d>(
    directory: &'d [u8],
    end: &end::End,
    limits: &ZipLimits,
) -> Result<Vec<central::Header<'d>>, ZipFault> {
    let mut fields = Cursor::new(directory);
    let mut headers = Vec::new();
    let mut expanded = 0_u64;
    for _ in 0..end.members {
        let left = u64::try_from(fields.rest().len()).unwrap_or_default();
        let at = end.directory_end.saturating_sub(left);
        let header = central::read(&mut fields, at, limits)?;
        if header.method == Method::Deflated {
            expanded = expanded.saturating_add(header.numbers.size);
        }
        if expanded > limits.total {
            return Err(ZipFault::limit("bytes of all members", limits.total, at));
        }
        headers.push(header);
    }
    if !fields.rest().is_empty() {
        let what = "the central directory is longer than its members";
        return Err(ZipFault::structure(what, end.directory));
    }
    Ok(headers)
}

/// Checks that the members fill the archive up to its central directory, in its order.
fn read_members(
    bytes: &Bytes<'_>,
    headers: &[central::Header<'_>],
    directory: u64,
) -> Result<Vec<Member>, ZipFault> {
    let first = headers.first().map(|header| header.numbers.offset);
    if first.unwrap_or(directory) != 0 {
        return Err(ZipFault::structure(
            "bytes at the front belong to nothing",
            0,
        ));
    }
    let nexts = headers.iter().skip(1).map(|header| header.numbers.offset);
    let pairs = headers.iter().zip(nexts.chain([directory]));
    let member = |(header, next): (&central::Header<'_>, u64)| {
        let data = local::check(bytes, header, next).map_err(|fault| fault.of(header.name))?;
        Ok(Member {
            name: header.name.to_owned(),
            method: header.method,
            crc: header.crc,
            size: header.numbers.size,
            compressed_size: header.numbers.compressed_size,
            offset: header.numbers.offset,
            data,
        })
    };
    pairs.map(member).collect()
}
