//! Where the members of an archive are, found in one pass over its headers.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::Escaped;

use super::header::{self, BLOCK, Header, Kind, LARGEST_OCTAL};
use super::pax::{self, Pax};
use super::{At, content};
use crate::fs::layout::{HEADER, INDEX};
use crate::fs::root;
use crate::{Error, Limits};

/// What an archive of Docker's own form has in place of a layout.
pub(super) const DOCKER_MANIFEST: &str = "manifest.json";
/// Bytes of the records or of the long name before one member.
const EXTENSION_BYTES: u64 = 1 << 20;
/// Bytes of zeros after the end mark: writers fill up their last record.
const PADDING: u64 = 1 << 20;
/// Bytes of the longest name that is asked for, and more.
const LONGEST: usize = 256;
/// Bytes of a name that a message shows.
const SHOWN: usize = 200;

/// Bytes of an archive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) offset: u64,
    pub(super) size: u64,
}

/// Where the files of a layout are in an archive. Other members are looked at and forgotten.
#[derive(Debug, Default)]
pub(super) struct Index {
    files: BTreeMap<String, Span>,
}

impl Index {
    /// Finds the members. `length` is that of the archive in bytes. Time and memory are linear in
    /// the number of members.
    pub(super) fn read(archive: &impl At, length: u64, limits: &Limits) -> Result<Self, Error> {
        check_compression(archive)?;
        if length > limits.archive_bytes {
            return Err(Error::Limit {
                item: "bytes in an archive",
                limit: limits.archive_bytes,
            });
        }
        let mut walk = Walk {
            archive,
            length,
            most: limits.archive_members,
            at: 0,
            count: 0,
            seen: BTreeSet::new(),
            extension: Extension::default(),
            index: Self::default(),
        };
        while walk.step()? {}
        Ok(walk.index)
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Where the file of this name is.
    pub(super) fn span(&self, name: &str) -> Option<Span> {
        self.files.get(name).copied()
    }
}

/// What was said of the next member.
#[derive(Default)]
struct Extension {
    pax: Option<Pax>,
    long_name: Option<Vec<u8>>,
    has_long_link: bool,
}

impl Extension {
    const fn is_empty(&self) -> bool {
        self.pax.is_none() && self.long_name.is_none() && !self.has_long_link
    }
}

struct Walk<'a, A> {
    archive: &'a A,
    length: u64,
    most: u64,
    at: u64,
    count: u64,
    /// Hashes of the names of all members, however long these are.
    seen: BTreeSet<[u8; 32]>,
    extension: Extension,
    index: Index,
}

impl<A: At> Walk<'_, A> {
    /// Reads one header and what belongs to it; `false` at the end mark.
    fn step(&mut self) -> Result<bool, Error> {
        let block = self.block()?;
        if is_zero(&block) {
            self.end()?;
            return Ok(false);
        }
        let header = header::parse(&block).map_err(|reason| self.refuse(reason))?;
        match header.kind {
            Kind::Pax => self.read_pax(&header)?,
            Kind::GlobalPax => {
                self.count()?;
                let records = self.extension_bytes(&header)?;
                pax::global(&records).map_err(|reason| self.refuse(reason))?;
            }
            Kind::LongName => self.read_long_name(&header)?,
            Kind::LongLink => {
                // What a link points to does not matter: links are not followed.
                self.extension_bytes(&header)?;
                self.extension.has_long_link = true;
            }
            Kind::File | Kind::Folder | Kind::Other => {
                self.count()?;
                return self.member(header).map(|()| true);
            }
        }
        self.skip(header.size)?;
        Ok(true)
    }

    fn read_pax(&mut self, header: &Header) -> Result<(), Error> {
        let records = self.extension_bytes(header)?;
        let pax = pax::member(&records).map_err(|reason| self.refuse(reason))?;
        if self.extension.pax.replace(pax).is_some() {
            return Err(self.refuse("records twice for one member"));
        }
        Ok(())
    }

    fn read_long_name(&mut self, header: &Header) -> Result<(), Error> {
        let mut name = self.extension_bytes(header)?;
        if name.last() == Some(&0) {
            name.pop();
        }
        if self.extension.long_name.replace(name).is_some() {
            return Err(self.refuse("two names of one member"));
        }
        Ok(())
    }

    fn member(&mut self, header: Header) -> Result<(), Error> {
        let Extension { pax, long_name, .. } = core::mem::take(&mut self.extension);
        let pax = pax.unwrap_or_default();
        let name = match (pax.path, long_name) {
            (Some(_), Some(_)) => return Err(self.refuse("two names of one member")),
            (Some(name), None) | (None, Some(name)) => name,
            (None, None) => header.name,
        };
        let refuse = |reason| root::layout(shown(&name), reason);
        let size = match pax.size {
            Some(size) if !agrees(header.size, size) => {
                return Err(refuse("two sizes of one member"));
            }
            Some(size) => size,
            None => header.size,
        };
        let path = normalise(&name).map_err(refuse)?;
        if !self.seen.insert(bonafide_digest::sha256(&[&path])) {
            return Err(refuse("two members have this name"));
        }
        // Before there were folders, a slash marked them.
        let kind = match header.kind {
            Kind::File if name.ends_with(b"/") => Kind::Folder,
            kind => kind,
        };
        match kind {
            Kind::File if path.is_empty() => return Err(refuse("a file without a name")),
            Kind::File => {}
            // Some readers pass over what these say to have, and some do not.
            _ if size > 0 => return Err(refuse("a size where there is no content")),
            Kind::Other if is_wanted(&path) => {
                return Err(refuse("a link, or no regular file"));
            }
            _ => {}
        }
        let offset = self.at.saturating_add(as_u64(BLOCK));
        if offset.saturating_add(size) > self.length {
            return Err(refuse("the archive ends in it"));
        }
        if let (Kind::File, Some(path)) = (kind, kept(path)) {
            self.index.files.insert(path, Span { offset, size });
        }
        self.skip(size)
    }

    fn count(&mut self) -> Result<(), Error> {
        self.count = self.count.saturating_add(1);
        if self.count > self.most {
            return Err(Error::Limit {
                item: "members in an archive",
                limit: self.most,
            });
        }
        Ok(())
    }

    /// Goes past the header here and past `size` bytes of content, in whole blocks.
    fn skip(&mut self, size: u64) -> Result<(), Error> {
        let block = as_u64(BLOCK);
        self.at = size
            .checked_next_multiple_of(block)
            .and_then(|size| size.checked_add(block))
            .and_then(|size| size.checked_add(self.at))
            .ok_or_else(|| self.refuse("a size beyond all bounds"))?;
        Ok(())
    }

    fn block(&self) -> Result<[u8; BLOCK], Error> {
        let mut block = [0; BLOCK];
        match self.fill(&mut block, self.at)? {
            BLOCK => Ok(block),
            0 => Err(self.refuse("the archive ends without a mark")),
            _ => Err(self.refuse("the archive ends inside a header")),
        }
    }

    /// The content of an extension, of which there is at most one of each kind before a member.
    fn extension_bytes(&self, header: &Header) -> Result<Vec<u8>, Error> {
        if header.size > EXTENSION_BYTES {
            return Err(Error::Limit {
                item: "bytes before one member of an archive",
                limit: EXTENSION_BYTES,
            });
        }
        if header.kind == Kind::LongLink && self.extension.has_long_link {
            return Err(self.refuse("two targets of one member"));
        }
        let span = Span {
            offset: self.at.saturating_add(as_u64(BLOCK)),
            size: header.size,
        };
        content(self.archive, span, &self.here()).map(|body| body.found().bytes)
    }

    /// The second half of the end mark, and nothing but zeros behind it.
    fn end(&self) -> Result<(), Error> {
        if !self.extension.is_empty() {
            return Err(self.refuse("records without a member"));
        }
        let mut at = self.at.saturating_add(as_u64(BLOCK));
        let mut block = [0; BLOCK];
        if self.fill(&mut block, at)? < BLOCK || !is_zero(&block) {
            return Err(self.refuse("half an end mark"));
        }
        at = at.saturating_add(as_u64(BLOCK));
        if self.length.saturating_sub(at) > PADDING {
            return Err(self.refuse("more after the end mark than filling"));
        }
        let mut chunk = vec![0; root::CHUNK];
        while at < self.length {
            let length = self.fill(&mut chunk, at)?;
            let read = chunk.get(..length).unwrap_or_default();
            if !is_zero(read) {
                return Err(self.refuse("something after the end mark"));
            }
            if read.is_empty() {
                break;
            }
            at = at.saturating_add(as_u64(length));
        }
        Ok(())
    }

    fn fill(&self, buffer: &mut [u8], offset: u64) -> Result<usize, Error> {
        self.archive
            .read_at(buffer, offset)
            .map_err(|error| root::failed("the archive", &error))
    }

    #[cold]
    fn refuse(&self, reason: &'static str) -> Error {
        root::layout(self.here(), reason)
    }

    fn here(&self) -> String {
        format!("byte {} of the archive", self.at)
    }
}

/// Names a compressed archive as such; without the hint it would be one of a wrong checksum.
fn check_compression(archive: &impl At) -> Result<(), Error> {
    let mut magic = [0; 4];
    let length = archive
        .read_at(&mut magic, 0)
        .map_err(|error| root::failed("the archive", &error))?;
    let magic = magic.get(..length).unwrap_or_default();
    if magic.starts_with(b"\x1f\x8b") || magic.starts_with(b"\x28\xb5\x2f\xfd") {
        return Err(Error::UnsupportedFormat {
            what: "a compressed archive; decompress it first",
        });
    }
    Ok(())
}

/// Whether the size in the header is the one in the records, or cannot be written there: then
/// writers put nothing or the largest number.
const fn agrees(header: u64, records: u64) -> bool {
    header == records || (records > LARGEST_OCTAL && (header == 0 || header == LARGEST_OCTAL))
}

/// The name without what does not matter in it.
fn normalise(name: &[u8]) -> Result<Vec<u8>, &'static str> {
    if name.is_empty() {
        return Err("no name");
    }
    if name.contains(&0) {
        return Err("NUL in a name");
    }
    if name.contains(&b'\\') {
        return Err("a backslash in a name");
    }
    if name.starts_with(b"/") {
        return Err("an absolute name");
    }
    let mut path = Vec::with_capacity(name.len());
    for component in name.split(|byte| *byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => return Err("a name that leads out of the archive"),
            component => {
                if !path.is_empty() {
                    path.push(b'/');
                }
                path.extend_from_slice(component);
            }
        }
    }
    Ok(path)
}

/// Whether a layout may be read through this name.
fn is_wanted(path: &[u8]) -> bool {
    path == b"blobs"
        || path.starts_with(b"blobs/")
        || [HEADER, INDEX, DOCKER_MANIFEST]
            .iter()
            .any(|name| name.as_bytes() == path)
}

/// The name as it is asked for, if it can be.
fn kept(path: Vec<u8>) -> Option<String> {
    let is_kept = path.len() <= LONGEST && is_wanted(&path);
    is_kept.then(|| String::from_utf8(path).ok()).flatten()
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A name for messages.
fn shown(name: &[u8]) -> String {
    let short = name.get(..SHOWN).unwrap_or(name);
    Escaped(&String::from_utf8_lossy(short)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl At for Vec<u8> {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
            let rest = usize::try_from(offset).ok().and_then(|at| self.get(at..));
            let mut rest = rest.unwrap_or_default();
            std::io::Read::read(&mut rest, buffer)
        }
    }

    fn read(bytes: Vec<u8>) -> Result<Index, Error> {
        let length = as_u64(bytes.len());
        Index::read(&bytes, length, &Limits::default())
    }

    fn seal(block: &mut [u8]) {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }

    #[test]
    fn sizes_agree_or_do_not_fit() {
        assert!(agrees(7, 7));
        assert!(!agrees(0, 7));
        assert!(!agrees(7, 0));
        assert!(!agrees(0, LARGEST_OCTAL));
        assert!(agrees(0, LARGEST_OCTAL + 1));
        assert!(agrees(LARGEST_OCTAL, LARGEST_OCTAL + 1));
        assert!(!agrees(5, LARGEST_OCTAL + 1));
    }

    #[test]
    fn names_mean_one_thing() {
        for name in ["a/b", "./a/b", "././a//b/", "a/./b"] {
            assert_eq!(normalise(name.as_bytes()), Ok(b"a/b".to_vec()), "{name}");
        }
        assert_eq!(normalise(b"./"), Ok(Vec::new()));
        for name in ["", "/a", "../a", "a/..", "a\\b", "a\0b", "//a"] {
            assert!(normalise(name.as_bytes()).is_err(), "{name:?}");
        }
        assert_eq!(normalise(b"..."), Ok(b"...".to_vec()));
    }

    #[test]
    fn a_size_beyond_all_bounds_is_refused() {
        let mut block = vec![0; BLOCK];
        block[..5].copy_from_slice(b"large");
        block[124] = 0x80;
        block[128..136].fill(0xff);
        seal(&mut block);
        assert!(matches!(read(block), Err(Error::Layout { .. })));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2048)) {
            let _ = read(bytes);
        }

        // A right checksum leads further in.
        #[test]
        fn any_headers_are_read_or_refused(
            blocks in proptest::collection::vec(
                (
                    proptest::collection::vec(proptest::num::u8::ANY, BLOCK),
                    proptest::sample::select(b"00055xxgLLK1\0".to_vec()),
                    0..2000_u32,
                    proptest::bool::ANY,
                ),
                0..6,
            ),
        ) {
            let mut archive = Vec::new();
            for (mut block, kind, size, is_sane) in blocks {
                if is_sane {
                    block[10..].fill(0);
                }
                block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
                block[156] = kind;
                seal(&mut block);
                archive.extend(block);
                archive.extend(vec![b'7'; size as usize / BLOCK * BLOCK]);
            }
            archive.extend([0; 2 * BLOCK]);
            let _ = read(archive);
        }
    }
}
