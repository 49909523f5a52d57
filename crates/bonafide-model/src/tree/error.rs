//! Why a tree, or a file of it, cannot be had.

use std::io;

use bonafide_report::{Class, kind_of_error};

use crate::{Finding, Outcome};

bonafide_report::codes! {
    /// A tree that cannot be listed whole, or a file of it that is no longer what was listed.
    ///
    /// Paths are escaped already.
    pub enum TreeError {
        /// The root cannot be opened.
        Root {
            /// The root as the caller named it.
            path: String,
            /// What the system said.
            cause: io::ErrorKind,
        } => OMS_FILE_UNREADABLE: "the root {path} cannot be opened: {}"; kind_of_error(*cause),
        /// The root is neither a directory nor a regular file.
        RootKind {
            /// The root as the caller named it.
            path: String,
        } => OMS_TREE_SPECIAL_FILE: "the root {path} is neither a directory nor a regular file",
        /// The file that was said to be the bundle cannot be looked at.
        BundleFile {
            /// The file as the caller named it.
            path: String,
            /// What the system said.
            cause: io::ErrorKind,
        } => OMS_FILE_UNREADABLE: "the bundle file {path} cannot be looked at: {}"; kind_of_error(*cause),
        /// The tree exceeds a limit.
        Limit {
            /// What there is too much of.
            item: &'static str,
            /// The limit.
            limit: u64,
        } => OMS_LIMIT: "more than {limit} {item}",
        /// The entry is gone, or something else lies in its place.
        Changed {
            /// The path below the root.
            path: String,
        } => OMS_TREE_CHANGED: "{path} is no longer what was listed",
        /// The file was written to since it was listed or hashed.
        Unstable {
            /// The path below the root.
            path: String,
        } => OMS_FILE_UNSTABLE: "{path} was written to meanwhile",
        /// The file cannot be read.
        Unreadable {
            /// The path below the root.
            path: String,
            /// What the system said.
            cause: io::ErrorKind,
        } => OMS_FILE_UNREADABLE: "{path} cannot be read: {}"; kind_of_error(*cause),
        /// A path was asked for that is not signed.
        NotListed {
            /// The path that was asked for.
            path: String,
        } => OMS_FILE_UNVERIFIED: "{path} is not in the signed list",
        /// A file was asked for that is signed, and was not among those to verify.
        NotVerified {
            /// The path that was asked for.
            path: String,
        } => OMS_FILE_UNVERIFIED: "{path} is signed, and was not among the files to verify",
    }
}

impl TreeError {
    /// What a verification comes to that it ends.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.code().class() {
            Some(Class::Unavailable | Class::Unsupported) => Outcome::Inconclusive,
            _ => Outcome::Failed,
        }
    }

    /// The error among the findings of a verification.
    #[must_use]
    pub fn finding(&self) -> Finding {
        Finding::error(self.code(), self.to_string())
    }
}

impl bonafide_report::Coded for TreeError {
    fn code(&self) -> bonafide_report::Code {
        Self::code(self)
    }
}
