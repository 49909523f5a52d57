//! The envelope, unverified.

use std::sync::Arc;

use bonafide_json::base64::{self, DecodeError, Form};
use bonafide_json::{Profile, Reader, proto};
use bonafide_report::Place;

use crate::options::Rules;
use crate::{EnvelopeOptions, Error, Pae, Statement, StatementOptions};

const MEMBERS: &[&str] = &["payload", "payloadType", "signatures"];
const SIGNATURE_MEMBERS: &[&str] = &["sig", "keyid"];

/// Unknown members of which the place is kept.
pub(crate) const LISTED: usize = 64;

/// A DSSE envelope: decoded, well formed, and nothing more.
///
/// Its payload can be read once [`verify`](Self::verify) has vouched for it, and before that only
/// through [`untrusted`](Self::untrusted). Cloning shares the bytes.
///
/// # Specification
/// DSSE envelope 1.0.2.
#[derive(Clone)]
pub struct Envelope {
    content: Arc<Content>,
}

struct Content {
    payload: Arc<Vec<u8>>,
    payload_type: String,
    signatures: Vec<Signature>,
    unknown: Vec<Place>,
}

/// One entry of `signatures`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    bytes: Result<Vec<u8>, DecodeError>,
    key_id: String,
    certificate: Option<String>,
}

impl Envelope {
    /// Reads the envelope at the cursor of `reader`, which stands in a larger document.
    ///
    /// In a bundle an undecodable or empty signature is an error; by the DSSE protocol it stays,
    /// as an entry that nobody vouches for, since anyone can append one.
    ///
    /// # Errors
    /// [`Error::Json`], [`Error::MissingField`], [`Error::PayloadBase64`];
    /// [`Error::SignatureCount`] in a bundle, [`Error::NoSignatures`] and
    /// [`Error::TooManySignatures`] elsewhere.
    ///
    /// # Specification
    /// DSSE envelope 1.0.2; stricter: base64 has exact padding and one alphabet. Sigstore bundle
    /// format, `dsseEnvelope`.
    pub fn read(reader: &mut Reader<'_>, options: &EnvelopeOptions) -> Result<Self, Error> {
        let place = reader.place();
        let mut draft = Draft::default();
        reader.object(MEMBERS, |reader, name| draft.member(reader, name, options))?;
        draft.finish(&place, options)
    }

    /// Reads a document that is an envelope.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn parse(document: &[u8], options: &EnvelopeOptions) -> Result<Self, Error> {
        let mut reader = Reader::new(document, &options.json)?;
        let envelope = Self::read(&mut reader, options)?;
        reader.finish()?;
        Ok(envelope)
    }

    /// An envelope of parts that a format carries in a form of its own, with one signature.
    #[must_use]
    pub fn from_parts(
        payload_type: impl Into<String>,
        payload: Vec<u8>,
        signature: Vec<u8>,
    ) -> Self {
        let signature = Signature {
            bytes: Ok(signature),
            key_id: String::new(),
            certificate: None,
        };
        Self {
            content: Arc::new(Content {
                payload: Arc::new(payload),
                payload_type: payload_type.into(),
                signatures: vec![signature],
                unknown: Vec::new(),
            }),
        }
    }

    /// The same envelope with this text as the certificate of every signature that came without one:
    /// for callers who got the certificate by another way. Like those that came, it is unverified.
    #[must_use]
    pub fn with_certificate(&self, certificate: &str) -> Self {
        let with = |signature: &Signature| Signature {
            certificate: signature
                .certificate
                .clone()
                .or_else(|| Some(certificate.to_owned())),
            ..signature.clone()
        };
        Self {
            content: Arc::new(Content {
                payload: Arc::clone(&self.content.payload),
                payload_type: self.content.payload_type.clone(),
                signatures: self.signatures().iter().map(with).collect(),
                unknown: self.content.unknown.clone(),
            }),
        }
    }

    /// The payload type as written. It is signed: judge it after verification.
    #[must_use]
    pub fn payload_type(&self) -> &str {
        &self.content.payload_type
    }

    /// The signatures, in document order.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.content.signatures
    }

    /// Members that the format does not have, which were passed over; at most the first 64.
    #[must_use]
    pub fn unknown_members(&self) -> &[Place] {
        &self.content.unknown
    }

    /// SHA-256 of the payload, to which log entries bind.
    #[must_use]
    pub fn payload_sha256(&self) -> [u8; 32] {
        bonafide_digest::sha256(&[&self.content.payload])
    }

    /// What the signatures are over.
    #[must_use]
    pub fn pae(&self) -> Pae<'_> {
        Pae::new(&self.content.payload_type, &self.content.payload)
    }

    /// The payload without any verification, for people who look into an envelope and for
    /// explanations. Nothing that is read there is evidence.
    #[must_use]
    pub const fn untrusted(&self) -> Untrusted<'_> {
        Untrusted { envelope: self }
    }

    pub(crate) fn payload(&self) -> &Arc<Vec<u8>> {
        &self.content.payload
    }
}

impl core::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Envelope")
            .field("payload_type", &self.content.payload_type)
            .field("payload_bytes", &self.content.payload.len())
            .field("signatures", &self.content.signatures.len())
            .finish_non_exhaustive()
    }
}

impl Signature {
    /// The decoded signature.
    ///
    /// # Errors
    /// [`DecodeError`] when it is not base64 in the form that is asked for.
    pub fn bytes(&self) -> Result<&[u8], &DecodeError> {
        self.bytes.as_deref()
    }

    /// The key id, empty when there is none. Nothing vouches for it; it is a hint.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The text of the member `cert`, which some generators write beside a signature outside of
    /// bundles; a PEM certificate if it is any good.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }
}

/// An unverified envelope, opened for inspection.
#[derive(Clone, Copy, Debug)]
pub struct Untrusted<'a> {
    envelope: &'a Envelope,
}

impl<'a> Untrusted<'a> {
    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        self.envelope.payload()
    }

    /// The payload read as a statement, whatever its payload type.
    ///
    /// # Errors
    /// Those of [`Statement::parse`].
    pub fn statement(&self, options: &StatementOptions) -> Result<Statement, Error> {
        Statement::over(Arc::clone(self.envelope.payload()), options)
    }
}

#[derive(Default)]
struct Draft {
    payload: Option<Vec<u8>>,
    payload_type: Option<String>,
    signatures: Option<Vec<Signature>>,
    unknown: Vec<Place>,
}

impl Draft {
    fn member(
        &mut self,
        reader: &mut Reader<'_>,
        name: &str,
        options: &EnvelopeOptions,
    ) -> Result<(), Error> {
        if MEMBERS.contains(&name) && reader.null()? {
            return Ok(());
        }
        match name {
            "payload" => self.payload = Some(payload(reader, options)?),
            "payloadType" => self.payload_type = Some(reader.string()?.into_owned()),
            "signatures" => self.signatures = Some(self.signatures(reader, options)?),
            name => self.pass(reader, MEMBERS, name, options)?,
        }
        Ok(())
    }

    fn signatures(
        &mut self,
        reader: &mut Reader<'_>,
        options: &EnvelopeOptions,
    ) -> Result<Vec<Signature>, Error> {
        let mut signatures = Vec::new();
        reader.array(usize::MAX, "signatures", |reader, index| {
            match options.rules {
                Rules::Bundle(_) if index > 0 => return Err(Error::SignatureCount { found: 2 }),
                Rules::Attached | Rules::Protocol if index >= options.signatures => {
                    let limit = options.signatures;
                    return Err(Error::TooManySignatures { limit });
                }
                _ => {}
            }
            signatures.push(self.signature(reader, options)?);
            Ok(())
        })?;
        Ok(signatures)
    }

    fn signature(
        &mut self,
        reader: &mut Reader<'_>,
        options: &EnvelopeOptions,
    ) -> Result<Signature, Error> {
        let place = reader.place();
        let (mut bytes, mut key_id, mut certificate) = (None, String::new(), None);
        reader.object(SIGNATURE_MEMBERS, |reader, name| {
            if SIGNATURE_MEMBERS.contains(&name) && reader.null()? {
                return Ok(());
            }
            match name {
                "sig" => bytes = Some(signature_bytes(reader, options)?),
                "keyid" => key_id = reader.string()?.into_owned(),
                "cert" if is_certificate(reader, options)? => {
                    certificate = Some(reader.string()?.into_owned());
                }
                name => self.pass(reader, SIGNATURE_MEMBERS, name, options)?,
            }
            Ok::<_, Error>(())
        })?;
        let is_strict = options.rules.profile().is_some();
        match bytes {
            Some(Ok(empty)) if empty.is_empty() && is_strict => None,
            bytes => bytes,
        }
        .map(|bytes| Signature {
            bytes,
            key_id,
            certificate,
        })
        .ok_or_else(|| Error::MissingField {
            place: place.member("sig"),
        })
    }

    fn pass(
        &mut self,
        reader: &mut Reader<'_>,
        known: &[&str],
        name: &str,
        options: &EnvelopeOptions,
    ) -> Result<(), Error> {
        if let Some(profile) = options.rules.profile() {
            return Ok(proto::unknown(reader, profile, known, name)?);
        }
        if self.unknown.len() < LISTED {
            self.unknown.push(reader.place());
        }
        Ok(reader.skip()?)
    }

    fn finish(self, place: &Place, options: &EnvelopeOptions) -> Result<Envelope, Error> {
        let missing = |name: &str| Error::MissingField {
            place: place.member(name),
        };
        let is_bundle = matches!(options.rules, Rules::Bundle(_));
        let payload = self.payload.ok_or_else(|| missing("payload"))?;
        let payload_type = self.payload_type.ok_or_else(|| missing("payloadType"))?;
        let signatures = match self.signatures {
            Some(signatures) => signatures,
            None if is_bundle => Vec::new(),
            None => return Err(missing("signatures")),
        };
        if signatures.is_empty() {
            return Err(if is_bundle {
                Error::SignatureCount { found: 0 }
            } else {
                Error::NoSignatures {}
            });
        }
        Ok(Envelope {
            content: Arc::new(Content {
                payload: Arc::new(payload),
                payload_type,
                signatures,
                unknown: self.unknown,
            }),
        })
    }
}

fn payload(reader: &mut Reader<'_>, options: &EnvelopeOptions) -> Result<Vec<u8>, Error> {
    let form = form(options);
    reader
        .base64(form, options.payload_bytes, "DSSE payload bytes")
        .map_err(|error| match error {
            bonafide_json::Error::Base64 { reason, .. } => Error::PayloadBase64 { reason },
            cause => Error::Json { cause },
        })
}

fn signature_bytes(
    reader: &mut Reader<'_>,
    options: &EnvelopeOptions,
) -> Result<Result<Vec<u8>, DecodeError>, Error> {
    match reader.base64(form(options), options.signature_bytes, "signature bytes") {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(bonafide_json::Error::Base64 { reason, .. }) if options.rules == Rules::Protocol => {
            Ok(Err(reason))
        }
        Err(cause) => Err(Error::Json { cause }),
    }
}

const fn form(options: &EnvelopeOptions) -> Form {
    match options.rules {
        Rules::Bundle(Profile::Strict) | Rules::Attached => Form::Standard,
        Rules::Bundle(Profile::Lenient) => Form::Lenient,
        Rules::Protocol => base64::Form::Either,
    }
}

fn is_certificate(reader: &mut Reader<'_>, options: &EnvelopeOptions) -> Result<bool, Error> {
    Ok(options.rules == Rules::Protocol && reader.kind()? == bonafide_json::Kind::String)
}
