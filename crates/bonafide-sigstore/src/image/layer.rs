//! One attachment as something that can be verified.

use std::sync::Arc;

use bonafide_dsse::{Envelope, EnvelopeOptions};
use bonafide_json::base64::{self, Form};
use bonafide_json::{Limits, Profile, Reader};
use bonafide_keys::pem;
use bonafide_oci::{Candidate, Role, names};
use bonafide_report::{Coded as _, Finding, Place, registry};
use bonafide_x509::Certificate;

use super::policy::{Format, ImagePolicy};
use crate::legacy::{Entry, Legacy, Signer};
use crate::{Bundle, BundleProblem, BundleVersion, Error, ParseOptions};

/// Certificates of one chain, the leaf aside.
const CHAIN: usize = 10;
/// Another name of the annotation with the certificate, in older text, which nobody writes.
const OLDER_CERTIFICATE: &str = "dev.cosignproject.cosign/certificate";

/// An attachment, read.
pub(super) struct Attached {
    pub(super) format: Format,
    pub(super) bundle: Bundle,
    /// What was signed, where it is the payload of an image signature.
    pub(super) payload: Option<Arc<[u8]>>,
    /// The predicate type that the layer claims.
    pub(super) hint: Option<String>,
    /// What stands there and was not looked at.
    pub(super) notes: Vec<Finding>,
}

impl Attached {
    /// Reads a candidate as its role says.
    pub(super) fn read(
        candidate: &Candidate,
        policy: &ImagePolicy,
        options: &ParseOptions,
    ) -> Result<Self, Error> {
        let bytes = candidate.bytes().map_err(|error| Error::Attachment {
            cause: error.to_finding(),
        })?;
        let format = match candidate.role() {
            Role::Bundle => Format::Bundle,
            Role::SimpleSigning | Role::Envelope => Format::Legacy,
            _ => {
                let code = registry::SIGNATURE_UNSUPPORTED_FORMAT;
                let cause =
                    Finding::new(code, Place::root(), "signatures of this form are not read");
                return Err(Error::Attachment { cause });
            }
        };
        if !policy.formats.has(format) {
            let format = format.as_str();
            return Err(Error::FormatNotAllowed { format });
        }
        let material = Material {
            candidate,
            policy,
            options,
        };
        match candidate.role() {
            Role::Bundle => bundle(bytes, policy, options),
            Role::SimpleSigning => material.signature(bytes),
            _ => material.envelope(bytes),
        }
    }
}

fn bundle(bytes: &[u8], policy: &ImagePolicy, options: &ParseOptions) -> Result<Attached, Error> {
    let mut bundle = Bundle::parse(bytes, options)?;
    let refused = |format| Err(Error::FormatNotAllowed { format });
    if bundle.version() < BundleVersion::V0_3 && !policy.old_bundles {
        return refused("bundles before version 0.3");
    }
    if policy.wants_signatures() && !bundle.has_envelope() && !policy.messages {
        return refused("signatures over the bytes of a manifest");
    }
    let mut notes = Vec::new();
    if policy.ignore_tlog && bundle.entry_count() > 0 {
        bundle.entries.clear();
        notes.push(not_evaluated());
    }
    Ok(Attached {
        format: Format::Bundle,
        bundle,
        payload: None,
        hint: None,
        notes,
    })
}

/// A log entry is there, and gives neither evidence nor a time.
fn not_evaluated() -> Finding {
    let detail = "the log entry was not evaluated, as the policy says";
    Finding::new(registry::NOTE_NOT_EVALUATED, Place::root(), detail)
}

/// The annotations of a layer.
struct Material<'a> {
    candidate: &'a Candidate,
    policy: &'a ImagePolicy,
    options: &'a ParseOptions,
}

impl Material<'_> {
    /// A payload with its signature beside it.
    fn signature(&self, payload: &[u8]) -> Result<Attached, Error> {
        let text = self.annotation(names::SIGNATURE).unwrap_or_default();
        let malformed = |reason| Error::SignatureAnnotation { reason };
        let text = text.strip_suffix('\n').unwrap_or(text);
        let signature = base64::decode(text, Form::Standard)
            .map_err(|_| malformed("the signature is not base64"))?;
        if signature.is_empty() {
            return Err(malformed("there is no signature"));
        }
        if signature.len() > self.options.limits().signature_bytes() {
            return Err(malformed("the signature is longer than any"));
        }
        Ok(Attached {
            format: Format::Legacy,
            bundle: self.bundle(text)?,
            payload: Some(Arc::from(payload)),
            hint: None,
            notes: self.notes(),
        })
    }

    /// An envelope, which holds its signature.
    fn envelope(&self, layer: &[u8]) -> Result<Attached, Error> {
        if self
            .annotation(names::SIGNATURE)
            .is_some_and(|text| !text.is_empty())
        {
            return Err(Error::SignatureAnnotation {
                reason: "there is a signature beside an envelope",
            });
        }
        let envelope = Envelope::parse(layer, &EnvelopeOptions::attached())
            .map_err(|cause| Error::Envelope { cause })?;
        let first = envelope
            .signatures()
            .first()
            .and_then(|one| one.bytes().ok());
        let mut bundle = self.bundle(&base64::encode(first.unwrap_or_default()))?;
        let signatures = envelope.signatures().len();
        if signatures != 1 && bundle.entry_count() > 0 {
            return Err(Error::Envelope {
                cause: bonafide_dsse::Error::SignatureCount { found: signatures },
            });
        }
        bundle.attach_envelope(envelope, Arc::from(layer));
        Ok(Attached {
            format: Format::Legacy,
            bundle,
            payload: None,
            hint: self.annotation(names::PREDICATE_TYPE).map(str::to_owned),
            notes: self.notes(),
        })
    }

    /// What stands beside the layer and is not looked at.
    fn notes(&self) -> Vec<Finding> {
        let mut notes = Vec::new();
        if self.policy.ignore_tlog && self.annotation(names::SET_BUNDLE).is_some() {
            notes.push(not_evaluated());
        }
        if self.annotation(OLDER_CERTIFICATE).is_some() {
            let detail = format!("the annotation {OLDER_CERTIFICATE} means nothing");
            notes.push(Finding::new(
                registry::NOTE_NOT_EVALUATED,
                Place::root(),
                detail,
            ));
        }
        notes
    }

    fn annotation(&self, name: &str) -> Option<&str> {
        let annotations = self.candidate.annotations();
        annotations.get(name).map(String::as_str)
    }

    /// The bundle of version 0.1 that the annotations amount to.
    fn bundle(&self, signature: &str) -> Result<Bundle, Error> {
        let entry = match self.annotation(names::SET_BUNDLE) {
            Some(text) if !self.policy.ignore_tlog => Some(self.entry(text)?),
            _ => None,
        };
        let timestamp = self
            .annotation(names::TIMESTAMP)
            .map(timestamp)
            .transpose()?;
        let legacy = Legacy {
            signature: Some(signature.to_owned()),
            signer: None,
            entry,
            timestamp,
            chain: self.chain()?,
        };
        legacy.bundle_of(self.signer()?, self.options)
    }

    /// The signer's certificate. Where keys are wanted it says nothing of who signed, and must be
    /// of the key that did.
    fn signer(&self) -> Result<Option<Signer>, Error> {
        let Some(text) = self.annotation(names::CERTIFICATE) else {
            return Ok(None);
        };
        // In base64 once more it is what other formats hold.
        if !text.contains("-----BEGIN ") {
            return Err(missing("the certificate"));
        }
        let signer = Signer::read(text, self.options)?;
        let Signer::Certificate(der) = &signer else {
            return Err(missing("the certificate"));
        };
        if self.policy.policy.keys().is_empty() {
            return Ok(Some(signer));
        }
        let options = self.options.limits().certificate_options();
        let place = Place::root();
        let leaf = Certificate::from_der(der, &options).map_err(|cause| Error::Certificate {
            place: place.clone(),
            cause,
        })?;
        match leaf.public_key() {
            Ok(key) => Ok(Some(Signer::CertifiedKey {
                spki: key.spki_der().to_vec(),
                certificate: der.clone(),
            })),
            Err(cause) => Err(Error::Signature {
                place,
                cause: cause.clone(),
            }),
        }
    }

    /// The issuers that stand beside the certificate. They are trusted for nothing.
    fn chain(&self) -> Result<Vec<Vec<u8>>, Error> {
        let Some(text) = self
            .annotation(names::CHAIN)
            .filter(|text| !text.is_empty())
        else {
            return Ok(Vec::new());
        };
        let most = self.options.limits().certificate_bytes();
        let mut chain = Vec::new();
        for block in pem_blocks(text) {
            if chain.len() >= CHAIN {
                return Err(missing("the chain is longer than any"));
            }
            let block = pem::decode(block, most).map_err(|_| missing("the chain"))?;
            if block.label != "CERTIFICATE" {
                return Err(missing("the chain"));
            }
            chain.push(block.der);
        }
        Ok(chain)
    }

    fn entry(&self, text: &str) -> Result<Entry, Error> {
        let limits = self.options.limits();
        let mut reader = Reader::new(text.as_bytes(), &limits.json(limits.bundle_bytes()))?;
        let entry = Entry::read(&mut reader)?;
        reader.finish()?;
        Ok(entry)
    }
}

/// `{"SignedRFC3161Timestamp": base64}`, and nothing else.
fn timestamp(text: &str) -> Result<Vec<u8>, Error> {
    let mut found = None;
    let mut reader = Reader::new(text.as_bytes(), &Limits::default())?;
    reader.object(&["SignedRFC3161Timestamp"], |reader, name| {
        if name != "SignedRFC3161Timestamp" {
            return reader.unknown(Profile::Strict);
        }
        found = Some(reader.base64(Form::Standard, usize::MAX, "timestamp bytes")?);
        Ok::<(), bonafide_json::Error>(())
    })?;
    reader.finish()?;
    found
        .filter(|token| !token.is_empty())
        .ok_or(missing("the timestamp"))
}

/// The text of each block, with the line feeds between them.
fn pem_blocks(text: &str) -> impl Iterator<Item = &str> {
    const END: &str = "-----END CERTIFICATE-----";
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.trim_ascii().is_empty() {
            return None;
        }
        let end = rest
            .find(END)
            .map_or(rest.len(), |at| at.saturating_add(END.len()));
        let (block, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(block.trim_ascii())
    })
}

fn missing(name: &str) -> Error {
    Error::bundle(Place::root().member(name), BundleProblem::NoMember {})
}
