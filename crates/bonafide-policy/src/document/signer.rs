//! Who may sign, and what vouches for it.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use bonafide_report::Time;

use crate::TextPattern;

/// Trust material of a Sigstore.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustSource {
    /// A trusted root document.
    TrustedRoot {
        /// The document.
        file: FileReference,
        /// How old it may be, by the newest date that it names; `None` is without end.
        max_age: Option<Duration>,
    },
    /// Keys and certificates one by one.
    Keys(TrustKeys),
}

/// Keys and certificates of a Sigstore, one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrustKeys {
    /// Certificate authorities, in PEM.
    pub fulcio_ca: Vec<DatedMaterial>,
    /// Public keys of transparency logs, in PEM.
    pub rekor: Vec<DatedMaterial>,
    /// Public keys of certificate logs, in PEM.
    pub ctfe: Vec<DatedMaterial>,
    /// Chains of timestamp authorities, in PEM.
    pub tsa: Vec<DatedMaterial>,
}

/// A key or certificates, and when they are trusted: what a log or an authority vouches for at another
/// time does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatedMaterial {
    /// In PEM.
    pub material: Material,
    /// Not trusted before it.
    pub not_before: Option<Time>,
    /// Not trusted from then on.
    pub not_after: Option<Time>,
}

impl From<Material> for DatedMaterial {
    /// Without end.
    fn from(material: Material) -> Self {
        Self {
            material,
            not_before: None,
            not_after: None,
        }
    }
}

/// A file that a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileReference {
    /// Its path, relative to the policy.
    pub path: String,
    /// The digest of its bytes; that of the key itself (SPKI DER) where the file is a public key of a
    /// signer.
    pub sha256: Option<[u8; 32]>,
}

/// Text in PEM, in a file or in the policy itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Material {
    /// In a file.
    File(FileReference),
    /// In the policy.
    Inline(String),
    /// Named by an imported document and not given: what needs it fails as
    /// `policy.requirement-unsupported`.
    Unresolved(String),
}

/// Somebody who may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignerRule {
    /// Who.
    pub kind: SignerKind,
    /// What must vouch for each signature.
    pub require: BTreeSet<Demand>,
    /// Signatures before it do not count.
    pub not_before: Option<Time>,
    /// Signatures from then on do not count.
    pub not_after: Option<Time>,
}

/// Who may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerKind {
    /// Whoever a Fulcio certificate names.
    Keyless {
        /// The name of the trust material.
        trust: String,
        /// Who vouches for the name.
        issuer: IssuerRule,
        /// The name.
        san: TextPattern,
        /// Further claims of the certificate, by the names of the Fulcio extensions in snake case.
        extensions: BTreeMap<String, TextPattern>,
    },
    /// The holder of a key.
    Key {
        /// The public keys, in PEM: one, unless an imported document says that any of several will
        /// do.
        material: Material,
        /// The digest of the key (SPKI DER).
        sha256: Option<[u8; 32]>,
        /// The hash of its signatures, where that is not the default of the key.
        hash: Option<KeyHash>,
        /// The trust material whose logs vouch for the signatures.
        trust: Option<String>,
    },
    /// Whoever a certificate under roots of one's own names.
    Certificate {
        /// The roots, in PEM.
        roots: Vec<Material>,
        /// Certificates between, in PEM.
        intermediates: Vec<Material>,
        /// The names, one at least; all must be there.
        names: Vec<(NameKind, TextPattern)>,
        /// Whether certificates are valid by the evaluation time, where nothing else vouches for a
        /// time.
        current_time: bool,
    },
}

/// Who vouches for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerRule {
    /// An issuer like this.
    Is(TextPattern),
    /// Nobody: the certificate names no issuer.
    Absent,
}

/// What must vouch for a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Demand {
    /// A transparency log: `tlog`.
    Tlog,
    /// A certificate log: `sct`.
    Sct,
    /// A timestamp authority: `timestamp`.
    Timestamp,
}

/// The hash of the signatures of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyHash {
    /// `sha256`
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

/// A kind of name in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NameKind {
    /// `san_email`
    Email,
    /// `san_uri`
    Uri,
    /// `san_dns`
    Dns,
    /// `subject_dn`
    SubjectDn,
}
