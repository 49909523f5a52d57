//! What a file is by its content, and the pickles in it.

mod archive;
mod npy;
mod tar;

use bonafide_report::registry::PKL_CONTAINER;

pub(super) use archive::scan_archive;

use super::report::PickleReport;
use super::{PickleOptions, stream};
use crate::Finding;
use crate::file_type::tar::is_header;
use crate::zip::{Archive, ZipLimits};

/// What content says that a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tar,
    Zip,
    Npy,
    /// Compressed, or an archive that is not looked into.
    Wrapped(&'static str),
    Stream,
}

pub(super) fn scan(file: &[u8], options: &PickleOptions) -> PickleReport {
    match kind(file) {
        Kind::Tar => tar::scan(file, options),
        Kind::Zip => scan_zip(file, options),
        Kind::Npy => npy::scan(file, options),
        Kind::Wrapped(what) => refused(&format!("{what} is not looked into"), options),
        Kind::Stream => {
            let mut report = stream::scan(file, options);
            if ends_as_zip(file) {
                let message = "the file is also a ZIP archive for readers that look at its end";
                report.find(Finding::error(PKL_CONTAINER, message));
            }
            report
        }
    }
}

fn scan_zip(file: &[u8], options: &PickleOptions) -> PickleReport {
    let members = u64::try_from(options.limits.members).unwrap_or(u64::MAX);
    let limits = ZipLimits::DEFAULT.with_members(members);
    match Archive::read(file, &limits) {
        Ok(archive) => scan_archive(&archive, options),
        Err(fault) => refused(&format!("the archive cannot be read: {fault}"), options),
    }
}

fn refused(message: &str, options: &PickleOptions) -> PickleReport {
    let mut report = PickleReport::new(&options.allowlist);
    report.find(Finding::error(PKL_CONTAINER, message));
    report
}

/// Readers of tar look at nothing but a checksum, and any text can be the name that a tar begins with:
/// it is looked for first.
fn kind(file: &[u8]) -> Kind {
    if is_header(file) {
        return Kind::Tar;
    }
    match file {
        [b'P', b'K', 3 | 5 | 7, ..] => Kind::Zip,
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => Kind::Npy,
        [0x1f, 0x8b, ..] => Kind::Wrapped("gzip"),
        [b'B', b'Z', b'h', b'0'..=b'9', ..] => Kind::Wrapped("bzip2"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Kind::Wrapped("xz"),
        [b']', 0, 0, ..] => Kind::Wrapped("lzma"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Kind::Wrapped("zstd"),
        [0x04, 0x22, 0x4d, 0x18, ..] => Kind::Wrapped("lz4"),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Kind::Wrapped("7z"),
        [b'R', b'a', b'r', b'!', ..] => Kind::Wrapped("rar"),
        [b'Z', b'F', ..] => Kind::Wrapped("an old file of joblib"),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Kind::Wrapped("zlib"),
        _ => Kind::Stream,
    }
}

/// Bytes of the record at the end of a ZIP archive, without its comment.
const END: usize = 22;

/// Whether the last bytes are the end of a ZIP archive, with a comment that ends where the file does.
fn ends_as_zip(file: &[u8]) -> bool {
    let tail = file.len().saturating_sub(END.saturating_add(0xffff));
    let tail = file.get(tail..).unwrap_or_default();
    tail.windows(END).enumerate().any(|(at, record)| {
        let comment = match record {
            [b'P', b'K', 5, 6, .., low, high] => u16::from_le_bytes([*low, *high]),
            _ => return false,
        };
        let end = at.saturating_add(END).saturating_add(comment.into());
        end == tail.len()
    })
}
