//! A signed list that was verified.

#![cfg(feature = "oms")]

use bonafide_digest::{Algorithm, Digest};
use bonafide_keys::KeyKind;
use bonafide_report::{Escaped, Report, Time};
use bonafide_x509::SubjectAltName;
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Findings, Manifest, Method, Profile};

/// Evidence: somebody who is trusted signed this list of files. What lies on a disk is another
/// question.
///
/// Only [`ManifestVerifier::verify`](crate::ManifestVerifier::verify) makes one:
///
/// ```compile_fail,E0451
/// fn forge(manifest: bonafide_model::Manifest) -> bonafide_model::VerifiedManifest {
///     bonafide_model::VerifiedManifest { manifest, ..unimplemented!() }
/// }
/// ```
///
/// # Specification
/// models section 9.5.
#[derive(Clone, Debug)]
pub struct VerifiedManifest {
    pub(crate) manifest: Manifest,
    pub(crate) profile: Profile,
    pub(crate) signer: ModelSigner,
    pub(crate) time: Option<SigningTime>,
    pub(crate) evaluated_at: Time,
    pub(crate) bundle_digest: Digest,
    pub(crate) payload_digest: Digest,
    pub(crate) findings: Findings,
    pub(crate) report: Report,
}

impl VerifiedManifest {
    /// The list.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The profile under which it was read.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    /// Who signed.
    #[must_use]
    pub const fn signer(&self) -> &ModelSigner {
        &self.signer
    }

    /// The time at which the signature was judged, and who vouches for it. `None` for a key that is
    /// trusted at any time.
    #[must_use]
    pub const fn time(&self) -> Option<&SigningTime> {
        self.time.as_ref()
    }

    /// The evaluation time that the caller gave.
    #[must_use]
    pub const fn evaluated_at(&self) -> Time {
        self.evaluated_at
    }

    /// SHA-256 of the bundle.
    #[must_use]
    pub const fn bundle_digest(&self) -> &Digest {
        &self.bundle_digest
    }

    /// SHA-256 of the signed payload.
    #[must_use]
    pub const fn payload_digest(&self) -> &Digest {
        &self.payload_digest
    }

    /// What is worth knowing and refused nothing.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The checks that were made.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

impl Serialize for VerifiedManifest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let manifest = &self.manifest;
        let mut out = serializer.serialize_struct("VerifiedManifest", 12)?;
        out.serialize_field("profile", self.profile.as_str())?;
        out.serialize_field("signer", &self.signer)?;
        out.serialize_field("time", &self.time)?;
        out.serialize_field("evaluatedAt", &self.evaluated_at)?;
        out.serialize_field("bundle", &self.bundle_digest)?;
        out.serialize_field("payload", &self.payload_digest)?;
        out.serialize_field("root", manifest.root_digest())?;
        out.serialize_field("resources", &manifest.resource_count())?;
        out.serialize_field("files", &manifest.files().len())?;
        out.serialize_field("algorithm", &manifest.algorithm())?;
        out.serialize_field("findings", &self.findings)?;
        out.serialize_field("report", &self.report)?;
        out.end()
    }
}

/// Who signed a model, and by what.
///
/// Text is as the certificate has it: escape it before printing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSigner {
    pub(crate) method: Method,
    pub(crate) key_kind: KeyKind,
    pub(crate) hash: Option<Algorithm>,
    pub(crate) key: Option<Digest>,
    pub(crate) key_id: Option<String>,
    pub(crate) certificate: Option<Digest>,
    pub(crate) subject: Option<String>,
    pub(crate) names: Vec<SubjectAltName>,
    pub(crate) issuer: Option<String>,
    pub(crate) chain: Vec<Digest>,
    pub(crate) anchor: Option<String>,
}

impl ModelSigner {
    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The kind of key, which is its curve.
    #[must_use]
    pub const fn key_kind(&self) -> KeyKind {
        self.key_kind
    }

    /// The hash of what was signed, which the curve fixes for keys and certificates.
    #[must_use]
    pub const fn hash(&self) -> Option<Algorithm> {
        self.hash
    }

    /// SHA-256 of the `SubjectPublicKeyInfo`, for keys and certificates.
    #[must_use]
    pub const fn key(&self) -> Option<&Digest> {
        self.key.as_ref()
    }

    /// The name that the caller gave the key.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// SHA-256 of the signer's certificate, for the method `certificate`.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Digest> {
        self.certificate.as_ref()
    }

    /// The subject of the certificate, in the form of RFC 4514.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The subject alternative names of the certificate.
    #[must_use]
    pub fn names(&self) -> &[SubjectAltName] {
        &self.names
    }

    /// The issuer: of the certificate, or for the method `sigstore` that of the identity.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// SHA-256 of the certificates above the signer's, the anchor last.
    #[must_use]
    pub fn chain(&self) -> &[Digest] {
        &self.chain
    }

    /// The subject of the anchor.
    #[must_use]
    pub fn anchor(&self) -> Option<&str> {
        self.anchor.as_deref()
    }

    /// The signer in short lines of name and value, for people. Values are escaped.
    #[must_use]
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let hash = self.hash.map_or(String::new(), |it| format!(" with {it}"));
        let method = format!("{}, {}{hash}", self.method, self.key_kind);
        let mut lines = vec![("method", method)];
        let mut add = |name, value: Option<&str>| {
            lines.extend(value.map(|value| (name, Escaped(value).to_string())));
        };
        let digest = |digest: &Option<Digest>| digest.as_ref().map(Digest::to_string);
        // A bundle and its refusal name the key by another digest of it (models OMK-2).
        let key = self.key.as_ref();
        let key = key.map(|key| format!("{key} (of its SubjectPublicKeyInfo)"));
        add("key", key.as_deref());
        add("key id", self.key_id());
        add("certificate", digest(&self.certificate).as_deref());
        add("subject", self.subject());
        for name in &self.names {
            match self.method {
                Method::Sigstore => add("identity", Some(name.value())),
                _ => add("name", Some(&format!("{} {}", name.kind(), name.value()))),
            }
        }
        add("issuer", self.issuer());
        add("anchor", self.anchor());
        lines
    }
}

impl Serialize for ModelSigner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("ModelSigner", 11)?;
        out.serialize_field("method", self.method.as_str())?;
        out.serialize_field("keyKind", &self.key_kind.to_string())?;
        out.serialize_field("hash", &self.hash)?;
        out.serialize_field("key", &self.key)?;
        out.serialize_field("keyId", &self.key_id)?;
        out.serialize_field("certificate", &self.certificate)?;
        out.serialize_field("subject", &self.subject)?;
        out.serialize_field("subjectAltNames", &self.names)?;
        out.serialize_field("issuer", &self.issuer)?;
        out.serialize_field("chain", &self.chain)?;
        out.serialize_field("anchor", &self.anchor)?;
        out.end()
    }
}

/// Who vouches for a time.
///
/// # Specification
/// models section 9.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed by the report format")]
pub enum ModelTimeSource {
    /// The evaluation time.
    Clock,
    /// A timestamp authority.
    Rfc3161,
    /// A transparency log.
    Tlog,
}

impl ModelTimeSource {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Rfc3161 => "rfc3161",
            Self::Tlog => "tlog",
        }
    }
}

/// A time and who vouches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime {
    pub(crate) source: ModelTimeSource,
    pub(crate) time: Time,
}

impl SigningTime {
    /// Who vouches for it.
    #[must_use]
    pub const fn source(&self) -> ModelTimeSource {
        self.source
    }

    /// The instant.
    #[must_use]
    pub const fn time(&self) -> Time {
        self.time
    }
}

impl Serialize for SigningTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("SigningTime", 2)?;
        out.serialize_field("source", self.source.as_str())?;
        out.serialize_field("time", &self.time)?;
        out.end()
    }
}
