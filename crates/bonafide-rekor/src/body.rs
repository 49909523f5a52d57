//! Entry bodies: what the log hashed, and whether it is the record of a given signature.

mod dsse;
mod dsse_v2;
mod field;
mod hashedrekord;
mod hashedrekord_v2;
mod intoto;
mod intoto_v1;
mod proto;
mod rekord;

use bonafide_json::{Profile, Reader};

use self::dsse::Dsse;
use self::dsse_v2::DsseV2;
use self::field::Fault;
use self::hashedrekord::HashedRekord;
use self::hashedrekord_v2::HashedRekordV2;
use self::intoto::Intoto;
use self::intoto_v1::IntotoV1;
use self::rekord::Rekord;
use crate::binding::Covers;
use crate::merkle::leaf_hash;
use crate::{Binding, EntryKind, Error, Label, LegacyKinds, Limits, LogEntry, VerifiedBinding};

/// The body of an entry, parsed and not verified.
///
/// # Specification
/// Rekor, types `hashedrekord` 0.0.1, `dsse` 0.0.1 and `intoto` 0.0.2; Rekor v2, `hashedrekord`
/// 0.0.2; by name, the [`LegacyKinds`]. Nothing that a body refers to is fetched or expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body<'a> {
    label: &'a Label,
    bytes: &'a [u8],
    legacy: LegacyKinds,
    spec: Spec,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Spec {
    HashedRekord(HashedRekord),
    Dsse(Dsse),
    Intoto(Intoto),
    HashedRekordV2(HashedRekordV2),
    Rekord(Rekord),
    IntotoV1(IntotoV1),
    DsseV2(DsseV2),
    Other,
}

impl<'a> Body<'a> {
    /// Parses the body of `entry`. A body of another kind than those that can back a signature is
    /// parsed no further than its kind and version.
    ///
    /// # Errors
    /// - [`Error::BodyJson`] for anything but strict JSON of this kind; with [`Profile::Lenient`]
    ///   unknown members of `spec` are skipped;
    /// - [`Error::KindMismatch`] when kind and version are not those of the label;
    /// - [`Error::BodyField`] for an absent or malformed field;
    /// - [`Error::Limit`], [`Error::JsonLimit`].
    pub fn parse(entry: &'a LogEntry, profile: Profile, limits: &Limits) -> Result<Self, Error> {
        Self::parse_with_legacy(entry, LegacyKinds::none(), profile, limits)
    }

    /// Parses the body of `entry`, which may be of an older kind that `legacy` names.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_with_legacy(
        entry: &'a LogEntry,
        legacy: LegacyKinds,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let (label, bytes) = (entry.label(), entry.body());
        let limit = limits.body_bytes;
        Error::check_limit(bytes.len(), limit, "entry body bytes", &Error::body_place())?;
        let json = bonafide_json::Limits::default();
        let frame = Frame::read(bytes, &json).map_err(|cause| Error::of_body(cause, &[]))?;
        let (found, spec) = frame.finish()?;
        if found != *label {
            return Err(Error::KindMismatch {
                label: label.clone(),
                body: found,
            });
        }
        let spec = match EntryKind::of(label) {
            EntryKind::RekordV001 | EntryKind::IntotoV001 | EntryKind::DsseV002
                if !legacy.contains(EntryKind::of(label)) =>
            {
                Spec::Other
            }
            kind => Reader::over(spec, &json)
                .map_err(Fault::from)
                .and_then(|reader| Spec::read(reader, kind, profile, limits))
                .map_err(Fault::into_error)?,
        };
        Ok(Self {
            label,
            bytes,
            legacy,
            spec,
        })
    }

    /// Kind and version of the body, which are those of the label of its entry.
    #[must_use]
    pub const fn label(&self) -> &Label {
        self.label
    }

    /// Checks that the body is the record of the signature that `binding` describes.
    ///
    /// # Errors
    /// - [`Error::UnsupportedKind`] when entries of this kind cannot back such content;
    /// - [`Error::BodyMismatch`] naming the first field that differs;
    /// - [`Error::BodyForm`] for a v2 body that differs in form only.
    pub fn bind(&self, binding: &Binding<'_>) -> Result<VerifiedBinding, Error> {
        let covers = self.covers(binding)?;
        Ok(VerifiedBinding {
            label: self.label.clone(),
            body_hash: leaf_hash(self.bytes),
            covers,
        })
    }

    /// Makes the same check as [`Body::bind`] and keeps nothing: for callers who hold the proof of
    /// inclusion of this very entry, the body need not be hashed once more.
    ///
    /// # Errors
    /// As [`Body::bind`].
    pub fn check(&self, binding: &Binding<'_>) -> Result<(), Error> {
        self.covers(binding).map(|_| ())
    }

    fn covers(&self, binding: &Binding<'_>) -> Result<Covers, Error> {
        self.label
            .check_backs(binding.content.kind(), self.legacy)?;
        match &self.spec {
            Spec::HashedRekord(spec) => spec.bind(binding),
            Spec::Dsse(spec) => spec.bind(binding),
            Spec::Intoto(spec) => spec.bind(binding),
            Spec::HashedRekordV2(spec) => spec.bind(binding, self.bytes),
            Spec::Rekord(spec) => spec.bind(binding),
            Spec::IntotoV1(spec) => spec.bind(binding),
            Spec::DsseV2(spec) => spec.bind(binding, self.bytes),
            Spec::Other => Err(Error::UnsupportedKind {
                label: self.label.clone(),
            }),
        }
    }
}

impl Spec {
    fn read(
        mut reader: Reader<'_>,
        kind: EntryKind,
        profile: Profile,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let spec = match kind {
            EntryKind::HashedRekordV001 => {
                Self::HashedRekord(HashedRekord::read(&mut reader, profile, limits)?)
            }
            EntryKind::DsseV001 => Self::Dsse(Dsse::read(&mut reader, profile, limits)?),
            EntryKind::IntotoV002 => Self::Intoto(Intoto::read(&mut reader, profile, limits)?),
            EntryKind::HashedRekordV002 => {
                Self::HashedRekordV2(HashedRekordV2::read(&mut reader, profile, limits)?)
            }
            EntryKind::RekordV001 => Self::Rekord(Rekord::read(&mut reader, profile, limits)?),
            EntryKind::IntotoV001 => Self::IntotoV1(IntotoV1::read(&mut reader, profile)?),
            EntryKind::DsseV002 => Self::DsseV2(DsseV2::read(&mut reader, profile, limits)?),
            EntryKind::Other => return Ok(Self::Other),
        };
        reader.finish()?;
        Ok(spec)
    }
}

/// The members that all bodies have.
#[derive(Default)]
struct Frame<'a> {
    version: Option<String>,
    kind: Option<String>,
    spec: Option<&'a str>,
}

impl<'a> Frame<'a> {
    fn read(bytes: &'a [u8], limits: &bonafide_json::Limits) -> Result<Self, bonafide_json::Error> {
        let mut frame = Self::default();
        let mut reader = Reader::new(bytes, limits)?;
        reader.object(&["apiVersion", "kind", "spec"], |reader, name| {
            match name {
                "apiVersion" => frame.version = Some(reader.string()?.into_owned()),
                "kind" => frame.kind = Some(reader.string()?.into_owned()),
                "spec" => frame.spec = Some(reader.raw()?),
                _ => return Err(reader.unknown_member()),
            }
            Ok(())
        })?;
        reader.finish()?;
        Ok(frame)
    }

    fn finish(self) -> Result<(Label, &'a str), Error> {
        match self {
            Self {
                version: Some(version),
                kind: Some(kind),
                spec: Some(spec),
            } => Ok((Label::new(kind, version), spec)),
            _ => Err(Error::BodyField {
                place: bonafide_report::Place::root(),
                reason: "no kind, no version or no content",
            }),
        }
    }
}
