//! Why a model was not signed.

use bonafide_keys::KeyKind;

bonafide_report::codes! {
    /// A key that cannot sign, a model that must not be signed, or a signature that came out wrong.
    pub enum SignError {
        /// The text holds no private key that can be read.
        Key {
            /// What is wrong with it.
            what: &'static str,
        } => OMS_KEY_UNSUPPORTED: "no private key: {what}",
        /// The key is on a curve, or of an algorithm, that model signing does not know.
        Algorithm {} => OMS_KEY_UNSUPPORTED: "the key is none of ECDSA on P-256, P-384 or P-521",
        /// The key is encrypted and no passphrase was given.
        PassphraseMissing {} => OMS_KEY_UNSUPPORTED: "the key is encrypted and needs a passphrase",
        /// The passphrase does not open the key.
        Passphrase {} => OMS_KEY_UNSUPPORTED: "the passphrase does not open the key",
        /// The device that holds the key refused.
        Signer {
            /// What it answered.
            what: &'static str,
        } => OMS_SIG_INVALID: "the holder of the key did not sign: {what}",
        /// What the device gave is no signature of its key.
        Signature {
            /// The kind of the key.
            kind: KeyKind,
        } => OMS_SIG_INVALID: "what was signed does not verify under the {kind} key",
        /// The leaf of the chain is for another key.
        Chain {} => OMS_CERT_IDENTITY: "the first certificate is for another key",
        /// The model cannot be listed.
        Tree {
            /// Why.
            cause: Box<crate::TreeError>,
        } => in cause: "{cause}",
        /// There is nothing to sign.
        Empty {} => OMS_MANIFEST_EMPTY: "the model has no files",
        /// A name cannot be written in a statement.
        Name {
            /// The path below the root, or the name of the root, escaped.
            path: String,
        } => OMS_NAME_INVALID: "{path} is not UTF-8",
        /// A path that shall be left out is not relative and canonical.
        Ignore {
            /// The path, escaped.
            path: String,
        } => OMS_IGNORE_INVALID: "the path to ignore \"{path}\" is not relative and canonical, or holds *, ? or [",
        /// A symbolic link lies in the model.
        Symlink {
            /// The path below the root, escaped.
            path: String,
        } => OMS_SYMLINK_PRESENT: "{path} is a symbolic link",
        /// Something that is no file lies in the model.
        Special {
            /// The path below the root, escaped.
            path: String,
        } => OMS_TREE_SPECIAL_FILE: "{path} is a pipe, a socket or a device",
        /// A file or folder cannot be read.
        Unreadable {
            /// The path below the root, escaped.
            path: String,
            /// What the system said.
            cause: std::io::ErrorKind,
        } => OMS_FILE_UNREADABLE: "{path} cannot be read: {}"; bonafide_report::kind_of_error(*cause),
        /// The model changed while it was hashed.
        Changed {
            /// The path below the root, escaped; `.` for the root.
            path: String,
        } => OMS_TREE_CHANGED: "{path} changed while the model was hashed",
        /// Hashing was cancelled by the caller.
        Cancelled {} => OMS_LIMIT: "hashing was cancelled",
        /// The algorithm or the length of shards is none that model signing knows.
        Method {} => OMS_HASH_UNSUPPORTED: "the hash is none of sha256, blake2b and blake3, or shards have no length",
    }
}

impl bonafide_report::Coded for SignError {
    fn code(&self) -> bonafide_report::Code {
        Self::code(self)
    }
}

impl From<crate::TreeError> for SignError {
    fn from(cause: crate::TreeError) -> Self {
        Self::Tree {
            cause: Box::new(cause),
        }
    }
}
