//! What can be wrong with an archive.

use std::io;

use bonafide_report::{Code, Coded, Exceeded};

use crate::Finding;

bonafide_report::codes! {
    /// Why an archive, or one of its members, is not read.
    pub enum ZipError {
        /// Bytes that are no archive, or that two readers may see as two archives.
        Structure {
            /// What is wrong, as a sentence without its subject's name.
            what: &'static str,
        } => ZIP_STRUCTURE: "{what}",
        /// The local header or the data descriptor says something else than the central directory.
        HeaderMismatch {
            /// The field.
            field: &'static str,
        } => ZIP_HEADER_MISMATCH: "{field} is not what the central directory says",
        /// Two members share bytes, or they do not stand in the order of the central directory.
        Overlap {} => ZIP_OVERLAP: "members overlap or stand in another order than they are listed",
        /// Two members have one name, or one of them is a file where another has a directory.
        Duplicate {} => ZIP_DUPLICATE: "the name is given more than once",
        /// A name that is not one on every platform, or not in every reader.
        Name {
            /// What is wrong with it.
            what: &'static str,
        } => ZIP_NAME: "{what}",
        /// The member, or the directory, is encrypted or masked.
        Encrypted {} => ZIP_ENCRYPTED: "encrypted or masked",
        /// The member is something else than a file or a directory.
        Link {
            /// The mode bits as in `st_mode`.
            mode: u16,
        } => ZIP_LINK: "mode {mode:o} is not that of the file or directory that the name says",
        /// A compression that is not read.
        Method {
            /// Its number in the format.
            method: u16,
        } => ZIP_METHOD: "compression method {method} is not read",
        /// The contents do not have the declared checksum.
        Crc {
            /// The declared one.
            declared: u32,
            /// That of the contents.
            found: u32,
        } => ZIP_CRC: "the checksum is {found:08x}, and {declared:08x} is declared",
        /// The contents do not have the declared size, or their compression is not well-formed.
        Size {
            /// What is wrong.
            what: &'static str,
        } => ZIP_SIZE: "{what}",
        /// A limit was reached.
        Limit {
            /// Which one.
            exceeded: Exceeded,
        } => ZIP_LIMIT: "{exceeded}",
        /// The source of the bytes failed.
        Unreadable {
            /// How.
            kind: io::ErrorKind,
        } => PKG_LIMIT: "the file cannot be read: {kind}",
    }
}

impl Coded for ZipError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

/// An error with the place that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipFault {
    error: ZipError,
    offset: u64,
    member: Option<String>,
}

impl ZipFault {
    pub(super) const fn new(error: ZipError, offset: u64) -> Self {
        Self {
            error,
            offset,
            member: None,
        }
    }

    pub(super) const fn structure(what: &'static str, offset: u64) -> Self {
        Self::new(ZipError::Structure { what }, offset)
    }

    pub(super) const fn limit(item: &'static str, limit: u64, offset: u64) -> Self {
        let exceeded = Exceeded::new(item, limit);
        Self::new(ZipError::Limit { exceeded }, offset)
    }

    /// The same, about the member `name`.
    pub(super) fn of(mut self, name: &str) -> Self {
        self.member = Some(name.to_owned());
        self
    }

    /// What is wrong.
    #[must_use]
    pub const fn error(&self) -> &ZipError {
        &self.error
    }

    /// The registered code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.error.code()
    }

    /// Bytes of the file before the structure that it is about.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The member that it is about, where its name could be read.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The same as an error of a report.
    #[must_use]
    pub fn to_finding(&self) -> Finding {
        let finding = Finding::error(self.code(), self.error.to_string()).at_offset(self.offset);
        match &self.member {
            Some(member) => finding.at_member(member.clone()),
            None => finding,
        }
    }
}

impl core::fmt::Display for ZipFault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} (at byte {})", self.error, self.offset)
    }
}

impl core::error::Error for ZipFault {}

impl Coded for ZipFault {
    fn code(&self) -> Code {
        self.error.code()
    }
}
