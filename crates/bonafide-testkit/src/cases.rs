//! Cases: what is made, what is asked, and what a verifier must answer.
//!
//! [`tampered`] changes good bundles and signs nothing anew; [`forged`] makes material that is wrong
//! in one part and well signed in all others; [`baselines`] are unusual and right. [`legacy_blobs`]
//! and [`attestations`] do the same in other formats.

mod attestation;
mod forged;
mod legacy;
mod tampered;

pub use attestation::attestations;
pub use forged::{baselines, forged};
pub use legacy::legacy_blobs;
pub use tampered::{Base, foreign, good, tampered};

use crate::{Minted, SigningKey, Window};

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, unique in its table.
    pub id: String,
    /// What was changed or made.
    pub change: String,
    /// What the bytes are.
    pub format: Format,
    /// The bundle as bytes.
    pub bundle: Vec<u8>,
    /// The trusted root as bytes.
    pub trusted_root: Vec<u8>,
    /// What is asked.
    pub request: Request,
    /// What must be answered.
    pub expected: Expected,
}

/// A format in which evidence is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// A bundle.
    Bundle,
    /// The JSON of older blob-signing tools.
    LegacyBlob,
    /// An attestation of a Python distribution (PEP 740).
    Attestation {
        /// The filename of the distribution.
        filename: String,
        /// The publisher that is wanted.
        publisher: Option<Publisher>,
    },
}

/// A publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publisher {
    /// `GitHub`, or a kind that nobody knows.
    pub kind: &'static str,
    /// Owner and name of the repository.
    pub repository: String,
    /// The filename of the workflow.
    pub workflow: String,
}

/// What a verifier is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// The artifacts, in order.
    pub artifacts: Vec<Artifact>,
    /// Whose certificate is wanted.
    pub identity: Option<Identity>,
    /// The keys that may have signed.
    pub keys: Vec<Key>,
    /// An authority of the caller's own, in the place of identity and keys.
    pub private_pki: Option<PrivatePki>,
    /// Departures from the strict defaults.
    pub options: Vec<Choice>,
    /// The evaluation time in seconds since the epoch.
    pub now: i64,
}

/// An artifact of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// A digest of it, by the name of the algorithm.
    Digest(&'static str, Vec<u8>),
}

/// An identity of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The text of the subject alternative name, compared exactly.
    pub san: String,
    /// Its type; `None` leaves it to the text.
    pub kind: Option<San>,
    /// The issuer, compared exactly; `None` wants a certificate without one.
    pub issuer: Option<String>,
}

/// A type of subject alternative name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum San {
    /// An e-mail address.
    Email,
    /// A URI.
    Uri,
    /// Fulcio's otherName.
    OtherName,
}

/// A key of a request.
#[derive(Clone, Debug)]
pub struct Key {
    /// The SubjectPublicKeyInfo in PEM.
    pub pem: String,
    /// When it is valid, if that is bounded.
    pub window: Option<Window>,
    /// The hint under which it is known.
    pub hint: Option<String>,
}

impl Key {
    /// A key without window and hint.
    #[must_use]
    pub fn new(key: &SigningKey) -> Self {
        Self {
            pem: key.pem(),
            window: None,
            hint: None,
        }
    }
}

/// An authority that the caller brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivatePki {
    /// The anchors in DER.
    pub anchors: Vec<Vec<u8>>,
    /// Certificates that may stand between, in DER.
    pub intermediates: Vec<Vec<u8>>,
    /// Whether those of the bundle may.
    pub uses_bundle: bool,
    /// The e-mail address that the certificate must have.
    pub email: String,
}

/// A named option, or a number that is not the default.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The bundle is read leniently.
    Lenient,
    /// `allow_promise_only`.
    PromiseOnly,
    /// `skip_unknown_tsa`.
    SkipUnknownTsa,
    /// `skip_bad_timestamps`.
    SkipBadTimestamps,
    /// `tsa_allow_noncritical_eku`.
    NoncriticalTsaUsage,
    /// `ct_ed25519`.
    CtEd25519,
    /// `legacy_v2_dsse`.
    LegacyV2Dsse,
    /// `strict_v1_name`.
    StrictV1Name,
    /// No transparency log is needed, by the named option.
    NoTlog,
    /// No certificate timestamp is needed, by the named option.
    NoScts,
    /// So many transparency logs.
    TlogThreshold(usize),
    /// So many certificate logs.
    SctThreshold(usize),
    /// So many timestamp authorities.
    TsaThreshold(usize),
    /// So many of these witnesses.
    Witnesses(usize, Vec<Cosigner>),
    /// Envelopes of this payload type too.
    PayloadType(&'static str),
    /// Statements of this predicate type only.
    PredicateType(&'static str),
}

/// A witness of a request.
#[derive(Clone, Debug)]
pub struct Cosigner {
    /// The name of its key.
    pub name: String,
    /// Its key.
    pub pem: String,
    /// Who runs it.
    pub operator: String,
}

/// What a verifier must answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The bundle is accepted, with at least these notes.
    Accepted(Vec<&'static str>),
    /// The bundle is refused with one of these codes, or one below it.
    Refused(Vec<&'static str>),
}

impl Expected {
    /// Accepted, whatever is noted.
    #[must_use]
    pub const fn accepted() -> Self {
        Self::Accepted(Vec::new())
    }

    /// Refused with this code.
    #[must_use]
    pub fn refused(code: &'static str) -> Self {
        Self::Refused(vec![code])
    }

    /// Whether an answer fits: the code of a refusal or none, and the notes.
    #[must_use]
    pub fn fits(&self, code: Option<&str>, notes: &[&str]) -> bool {
        match (self, code) {
            (Self::Accepted(wanted), None) => wanted.iter().all(|note| notes.contains(note)),
            (Self::Refused(codes), Some(code)) => codes.iter().any(|wanted| {
                code.strip_prefix(wanted)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }),
            _ => false,
        }
    }
}

impl Request {
    /// Asks what a minted bundle answers: its artifact, and its identity or key.
    #[must_use]
    pub fn of(minted: &Minted) -> Self {
        let by_key = minted.certificate.is_empty();
        let key = Key {
            pem: minted.key.clone(),
            window: None,
            hint: None,
        };
        let identity = Identity {
            san: minted.identity.clone(),
            kind: None,
            issuer: Some(minted.issuer.clone()),
        };
        Self {
            artifacts: vec![Artifact::Bytes(minted.artifact.clone())],
            identity: (!by_key).then_some(identity),
            keys: by_key.then_some(key).into_iter().collect(),
            private_pki: None,
            options: Vec::new(),
            now: minted.now,
        }
    }

    /// The same with an option.
    #[must_use]
    pub fn with(mut self, option: Choice) -> Self {
        self.options.push(option);
        self
    }
}

impl Case {
    /// A minted bundle, asked for what it is.
    #[must_use]
    pub fn new(id: &str, change: &str, minted: &Minted, expected: Expected) -> Self {
        Self {
            id: id.to_owned(),
            change: change.to_owned(),
            format: Format::Bundle,
            bundle: minted.bundle.to_string().into_bytes(),
            trusted_root: minted.trusted_root.to_string().into_bytes(),
            request: Request::of(minted),
            expected,
        }
    }

    /// The same case after a change of what is asked.
    #[must_use]
    pub fn asking(mut self, edit: impl FnOnce(&mut Request)) -> Self {
        edit(&mut self.request);
        self
    }

    /// The same case with an option.
    #[must_use]
    pub fn with(self, option: Choice) -> Self {
        self.asking(|request| request.options.push(option))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_fits_whole_words() {
        let limit = Expected::refused("limit");
        assert!(limit.fits(Some("limit.exceeded"), &[]));
        assert!(limit.fits(Some("limit"), &[]));
        assert!(!limit.fits(Some("limits.exceeded"), &[]));
        assert!(!limit.fits(None, &[]));
        let noted = Expected::Accepted(vec!["note.a"]);
        assert!(noted.fits(None, &["note.b", "note.a"]));
        assert!(!noted.fits(None, &["note.b"]));
    }
}
