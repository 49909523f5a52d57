//! What is proven of an image, and what became of everything that is attached to it.

use bonafide_digest::Digest;
use bonafide_oci::{Carrier, Role};
use bonafide_report::{Class, Code, Finding, Report};
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::payload::SimpleSigning;
use super::policy::Format;
use crate::{Error, VerifiedBundle};

/// Evidence: as many distinct signers as were wanted signed this image, or attested to it.
///
/// Only [`Verifier::verify_image`](crate::Verifier::verify_image) makes one; no field can be set
/// from outside.
///
/// ```compile_fail,E0451
/// use bonafide_sigstore::image::VerifiedImage;
/// fn forge(one: VerifiedImage) -> VerifiedImage {
///     VerifiedImage { signers: 9, ..one }
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn default<T: Default>() -> T { T::default() }
/// let forged: bonafide_sigstore::image::VerifiedImage = default();
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedImage {
    pub(super) digest: Digest,
    pub(super) path: Vec<Digest>,
    pub(super) signers: usize,
    pub(super) attachments: Vec<VerifiedAttachment>,
    pub(super) judgements: Vec<Judgement>,
    pub(super) notes: Vec<Finding>,
}

impl VerifiedImage {
    /// The image that was asked about.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The indexes that lead from what was discovered to the image, the outermost first; none where
    /// it is the image itself.
    #[must_use]
    pub fn path(&self) -> &[Digest] {
        &self.path
    }

    /// How many distinct signers there are; at least as many as were wanted.
    #[must_use]
    pub const fn signers(&self) -> usize {
        self.signers
    }

    /// Everything that satisfies the policy, in the order in which it was found.
    #[must_use]
    pub fn attachments(&self) -> &[VerifiedAttachment] {
        &self.attachments
    }

    /// Everything that satisfies the policy and what became of each candidate, to be kept.
    #[must_use]
    pub fn into_parts(self) -> (Vec<VerifiedAttachment>, Vec<Judgement>) {
        (self.attachments, self.judgements)
    }

    /// What became of each candidate, those that failed too.
    #[must_use]
    pub fn judgements(&self) -> &[Judgement] {
        &self.judgements
    }

    /// What people may want to know and no check needs, the options that were used among it.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedImage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedImage", 6)?;
        out.serialize_field("digest", &self.digest)?;
        out.serialize_field("path", &self.path)?;
        out.serialize_field("signers", &self.signers)?;
        out.serialize_field("attachments", &self.attachments)?;
        out.serialize_field("candidates", &self.judgements)?;
        out.serialize_field("notes", &self.notes)?;
        out.end()
    }
}

/// One signature or attestation that satisfies the policy.
///
/// Only [`Verifier::verify_image`](crate::Verifier::verify_image) makes one; no field can be set
/// from outside.
///
/// ```compile_fail,E0451
/// use bonafide_sigstore::image::{Format, VerifiedAttachment};
/// fn forge(one: VerifiedAttachment) -> VerifiedAttachment {
///     VerifiedAttachment { format: Format::Bundle, ..one }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedAttachment {
    pub(super) candidate: usize,
    pub(super) format: Format,
    pub(super) image: Digest,
    /// What tells its signer from others.
    pub(super) principal: String,
    pub(super) bundle: VerifiedBundle,
    pub(super) payload: Option<SimpleSigning>,
}

impl VerifiedAttachment {
    /// Which candidate of the discovery it is, from 0.
    #[must_use]
    pub const fn candidate(&self) -> usize {
        self.candidate
    }

    /// The format that was used.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The image that was signed: the one asked about, or an index that contains it.
    #[must_use]
    pub const fn image(&self) -> &Digest {
        &self.image
    }

    /// Who signed, when, and who vouches for it.
    #[must_use]
    pub const fn evidence(&self) -> &VerifiedBundle {
        &self.bundle
    }

    /// The same, to be kept.
    #[must_use]
    pub fn into_evidence(self) -> VerifiedBundle {
        self.bundle
    }

    /// What was signed, in the older format of signatures.
    #[must_use]
    pub const fn payload(&self) -> Option<&SimpleSigning> {
        self.payload.as_ref()
    }

    /// The evidence in short lines of name and value, for people. Values are escaped. In the older
    /// format of signatures, in which a payload names the image, the digest that was signed is that
    /// of the `payload`.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let mut lines = self.bundle.summary();
        if self.payload.is_some() {
            for (name, _) in lines.iter_mut().filter(|(name, _)| *name == "artifact") {
                *name = "payload";
            }
        }
        lines
    }

    /// Whether a log vouches for it by a promise and by no proof.
    #[must_use]
    pub fn is_promise_only(&self) -> bool {
        self.bundle.is_promise_only()
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedAttachment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedAttachment", 6)?;
        out.serialize_field("candidate", &self.candidate)?;
        out.serialize_field("format", self.format.as_str())?;
        out.serialize_field("image", &self.image)?;
        out.serialize_field("promiseOnly", &self.is_promise_only())?;
        out.serialize_field("payload", &self.payload)?;
        out.serialize_field("evidence", &self.bundle)?;
        out.end()
    }
}

/// What became of one candidate.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub(super) candidate: usize,
    pub(super) role: Role,
    pub(super) carrier: Carrier,
    pub(super) digest: Option<Digest>,
    pub(super) failure: Option<Error>,
    /// Whether it is well formed.
    pub(super) is_read: bool,
    pub(super) is_attributable: bool,
    pub(super) report: Report,
}

impl Judgement {
    /// Which candidate of the discovery it is, from 0.
    #[must_use]
    pub const fn candidate(&self) -> usize {
        self.candidate
    }

    /// What it may be.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How it was found.
    #[must_use]
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// The format of what it may be; `None` where that could not be told.
    #[must_use]
    pub const fn format(&self) -> Option<Format> {
        match self.role {
            Role::Bundle => Some(Format::Bundle),
            Role::SimpleSigning | Role::Envelope => Some(Format::Legacy),
            _ => None,
        }
    }

    /// The digest of its bytes, if they are known.
    #[must_use]
    pub const fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Why it does not count; `None` when it does.
    #[must_use]
    pub const fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Whether it is well formed, as far as it can be told before its signature verifies.
    #[must_use]
    pub const fn is_well_formed(&self) -> bool {
        self.is_read
    }

    /// Whether it is known to be by somebody who is wanted: what it then lacks is something else.
    #[must_use]
    pub const fn is_attributable(&self) -> bool {
        self.is_attributable
    }

    /// The checks that ran.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

#[cfg(feature = "serde")]
impl Serialize for Judgement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Judgement", 7)?;
        out.serialize_field("candidate", &self.candidate)?;
        let format = self.format().map(Format::as_str);
        out.serialize_field("format", &format)?;
        let role = format!("{:?}", self.role);
        out.serialize_field("role", &role)?;
        out.serialize_field("digest", &self.digest)?;
        let code = self.failure.as_ref().map(|failure| failure.code().as_str());
        out.serialize_field("code", &code)?;
        let detail = self.failure.as_ref().map(ToString::to_string);
        out.serialize_field("detail", &detail)?;
        out.serialize_field("report", &self.report)?;
        out.end()
    }
}

/// Why an image was refused, with what became of each candidate.
#[derive(Clone, Debug)]
pub struct ImageRefusal {
    pub(super) error: Box<Error>,
    pub(super) class: Class,
    pub(super) judgements: Vec<Judgement>,
    pub(super) notes: Vec<Finding>,
}

impl ImageRefusal {
    /// The failure that decided.
    #[must_use]
    pub const fn error(&self) -> &Error {
        &self.error
    }

    /// The primary code: that of the candidate that got furthest, or that there is none.
    #[must_use]
    pub fn code(&self) -> Code {
        self.error.code()
    }

    /// The class of the failure. Only what is known to be by somebody who is wanted can make it a
    /// mismatch, and while not everything was seen it is that something is unavailable.
    #[must_use]
    pub const fn class(&self) -> Class {
        self.class
    }

    /// What became of each candidate.
    #[must_use]
    pub fn judgements(&self) -> &[Judgement] {
        &self.judgements
    }

    /// What people may want to know and no check needs.
    #[must_use]
    pub fn notes(&self) -> &[Finding] {
        &self.notes
    }
}

bonafide_report::refusals! { ImageRefusal }
