//! What blob-signing tools wrote before there were bundles: one JSON file, or a detached pair.
//!
//! Both are read into the bundle of version 0.1 that they amount to. There is no inclusion proof in
//! them, so a policy must say [`allow_promise_only`](crate::Policy::allow_promise_only).

use bonafide_digest::hex;
use bonafide_json::{Profile, Reader, base64, base64::Form};
use bonafide_keys::{PublicKey, pem};
use bonafide_report::Place;

use crate::BundleProblem;
use crate::Error;
use crate::bundle::{Bundle, Material, ParseOptions};

/// The greatest integer that every JSON reader has exactly.
const LARGEST_INTEGER: u64 = (1 << 53) - 1;
/// The id of a log is a SHA-256.
const LOG_ID_BYTES: usize = 32;

impl Bundle {
    /// Reads the JSON of older blob-signing tools, which is told by its member `base64Signature`.
    ///
    /// # Errors
    /// `bundle.parse` for anything but that format, `limit.exceeded`.
    pub fn parse_legacy(bytes: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        let limits = options.limits();
        let mut reader = Reader::new(bytes, &limits.json(limits.bundle_bytes()))?;
        let legacy = Legacy::read(&mut reader)?;
        reader.finish()?;
        legacy.bundle(options)
    }

    /// A detached signature in base64, and the certificate or key in PEM that may lie beside it.
    /// There is no log entry in such a pair, and so no time for a certificate.
    ///
    /// # Errors
    /// `bundle.parse`, `limit.exceeded`.
    pub fn from_detached(
        signature: &str,
        signer: Option<&str>,
        options: &ParseOptions,
    ) -> Result<Self, Error> {
        let legacy = Legacy {
            signature: Some(signature.trim_ascii().to_owned()),
            signer: signer.map(str::to_owned),
            ..Legacy::default()
        };
        legacy.bundle(options)
    }
}

/// What stands in the older formats, however it is carried.
#[derive(Default)]
pub(crate) struct Legacy {
    /// The signature in base64.
    pub(crate) signature: Option<String>,
    /// A certificate or a key in PEM.
    pub(crate) signer: Option<String>,
    /// What the log said.
    pub(crate) entry: Option<Entry>,
    /// An RFC 3161 timestamp in DER.
    pub(crate) timestamp: Option<Vec<u8>>,
    /// Issuers of the certificate in DER.
    pub(crate) chain: Vec<Vec<u8>>,
}

/// A log entry with its promise.
#[derive(Default)]
pub(crate) struct Entry {
    promise: String,
    body: String,
    integrated_time: Option<u64>,
    log_index: Option<u64>,
    log_id: Vec<u8>,
}

impl Legacy {
    fn read(r: &mut Reader<'_>) -> Result<Self, Error> {
        let mut legacy = Self::default();
        let known = ["base64Signature", "cert", "rekorBundle"];
        r.object(&known, |r, name| -> Result<(), Error> {
            match name {
                "base64Signature" => legacy.signature = Some(r.string()?.into_owned()),
                "cert" if !r.null()? => {
                    legacy.signer = Some(r.string()?.into_owned()).filter(|text| !text.is_empty());
                }
                "rekorBundle" if !r.null()? => legacy.entry = Some(Entry::read(r)?),
                "cert" | "rekorBundle" => {}
                _ => r.unknown(Profile::Strict)?,
            }
            Ok(())
        })?;
        Ok(legacy)
    }

    /// Writes the bundle of version 0.1 that this amounts to and reads that, so that one reader
    /// holds all rules.
    fn bundle(self, options: &ParseOptions) -> Result<Bundle, Error> {
        let signer = self
            .signer
            .as_deref()
            .map(|text| Signer::read(text, options))
            .transpose()?;
        self.bundle_of(signer, options)
    }

    /// The same, of a signer that was read already.
    pub(crate) fn bundle_of(
        self,
        signer: Option<Signer>,
        options: &ParseOptions,
    ) -> Result<Bundle, Error> {
        let signature = self.signature.ok_or_else(|| missing("base64Signature"))?;
        base64::decode(&signature, Form::Standard).map_err(|_| missing("base64Signature"))?;
        let material = match &signer {
            Some(Signer::Certificate(der)) => {
                let certificates: Vec<String> = core::iter::once(der)
                    .chain(&self.chain)
                    .map(|der| format!(r#"{{"rawBytes":"{}"}}"#, base64::encode(der)))
                    .collect();
                let certificates = certificates.join(",");
                format!(r#""x509CertificateChain":{{"certificates":[{certificates}]}}"#)
            }
            Some(Signer::Key(_) | Signer::CertifiedKey { .. }) | None => {
                r#""publicKey":{"hint":""}"#.to_owned()
            }
        };
        let entries = match &self.entry {
            Some(entry) => entry.json()?,
            None => String::new(),
        };
        let timestamps = self.timestamp.map_or_else(String::new, |token| {
            format!(
                r#","timestampVerificationData":{{"rfc3161Timestamps":[{{"signedTimestamp":"{}"}}]}}"#,
                base64::encode(&token)
            )
        });
        let json = format!(
            r#"{{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.1","verificationMaterial":{{{material},"tlogEntries":[{entries}]{timestamps}}},"messageSignature":{{"signature":"{signature}"}}}}"#
        );
        let mut bundle = Self::strict(&json, options)?;
        bundle.is_legacy = true;
        if let Material::PublicKey {
            spki, certificate, ..
        } = &mut bundle.material
        {
            (*spki, *certificate) = match signer {
                Some(Signer::Key(spki)) => (Some(spki), None),
                Some(Signer::CertifiedKey { spki, certificate }) => (Some(spki), Some(certificate)),
                Some(Signer::Certificate(_)) | None => (None, None),
            };
        }
        Ok(bundle)
    }

    fn strict(json: &str, options: &ParseOptions) -> Result<Bundle, Error> {
        let strict = ParseOptions::default().with_limits(options.limits().clone());
        Bundle::parse(json.as_bytes(), &strict)
    }
}

impl Entry {
    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, Error> {
        let mut entry = Self::default();
        r.object(
            &["SignedEntryTimestamp", "Payload"],
            |r, name| -> Result<(), Error> {
                match name {
                    "SignedEntryTimestamp" => entry.promise = encoded(r)?,
                    "Payload" => entry.payload(r)?,
                    _ => r.unknown(Profile::Strict)?,
                }
                Ok(())
            },
        )?;
        Ok(entry)
    }

    fn payload(&mut self, r: &mut Reader<'_>) -> Result<(), Error> {
        let known = ["body", "integratedTime", "logIndex", "logID"];
        r.object(&known, |r, name| -> Result<(), Error> {
            match name {
                "body" => self.body = encoded(r)?,
                "integratedTime" => self.integrated_time = Some(integer(r)?),
                "logIndex" => self.log_index = Some(integer(r)?),
                "logID" => {
                    let place = r.place();
                    let text = r.string()?;
                    self.log_id = hex::decode(&text).map_err(|_| Error::Bundle {
                        place,
                        problem: BundleProblem::NoMember {},
                    })?;
                }
                _ => r.unknown(Profile::Strict)?,
            }
            Ok(())
        })
    }

    /// The entry as bundles have it. Its kind stands only in its body, which is read again, and
    /// strictly, when the bundle is verified.
    fn json(&self) -> Result<String, Error> {
        let body = base64::decode(&self.body, Form::Standard).map_err(|_| missing("body"))?;
        if body.is_empty() {
            return Err(missing("body"));
        }
        if self.promise.is_empty() {
            return Err(missing("SignedEntryTimestamp"));
        }
        if self.log_id.len() != LOG_ID_BYTES {
            return Err(missing("logID"));
        }
        let integrated_time = self.integrated_time.ok_or(missing("integratedTime"))?;
        let log_index = self.log_index.ok_or(missing("logIndex"))?;
        let unread = |cause| Error::Entry { index: 0, cause };
        let (kind, version) = label(&body)
            .map_err(|cause| match cause {
                bonafide_json::Error::Limit { .. } => Error::JsonLimit { cause },
                cause => unread(bonafide_rekor::Error::BodyJson { cause }),
            })?
            .ok_or_else(|| {
                unread(bonafide_rekor::Error::BodyField {
                    place: Place::root().member("kind"),
                    reason: "it names no kind and version",
                })
            })?;
        Ok(format!(
            r#"{{"logIndex":"{}","logId":{{"keyId":"{}"}},"kindVersion":{{"kind":{kind},"version":{version}}},"integratedTime":"{}","inclusionPromise":{{"signedEntryTimestamp":"{}"}},"canonicalizedBody":"{}"}}"#,
            log_index,
            base64::encode(&self.log_id),
            integrated_time,
            self.promise,
            self.body,
        ))
    }
}

/// What lies beside a legacy signature.
pub(crate) enum Signer {
    Certificate(Vec<u8>),
    /// A public key: a reference to one that the caller must have.
    Key(Vec<u8>),
    /// The same, with a certificate of it that says nothing of who signed. The log may have
    /// recorded that. Images have such pairs.
    #[cfg_attr(
        not(feature = "oci"),
        expect(dead_code, reason = "only layers of images carry both")
    )]
    CertifiedKey {
        spki: Vec<u8>,
        certificate: Vec<u8>,
    },
}

impl Signer {
    /// Reads PEM, or PEM in base64.
    pub(crate) fn read(text: &str, options: &ParseOptions) -> Result<Self, Error> {
        let most = options.limits().certificate_bytes();
        let malformed = || missing("cert");
        let decoded;
        let pem_text = if text.contains("-----BEGIN ") {
            text
        } else {
            let bytes = base64::decode(text, Form::Standard).map_err(|_| malformed())?;
            decoded = String::from_utf8(bytes).map_err(|_| malformed())?;
            &decoded
        };
        let block = pem::decode(pem_text, most).map_err(|_| malformed())?;
        match block.label {
            "CERTIFICATE" => Ok(Self::Certificate(block.der)),
            "PUBLIC KEY" => {
                PublicKey::from_spki_der(&block.der).map_err(|_| malformed())?;
                Ok(Self::Key(block.der))
            }
            _ => Err(malformed()),
        }
    }
}

/// Base64 that is kept as text, after it was found to be strict.
fn encoded(r: &mut Reader<'_>) -> Result<String, Error> {
    let place = r.place();
    let text = r.string()?.into_owned();
    match base64::decode(&text, Form::Standard) {
        Ok(bytes) if !bytes.is_empty() => Ok(text),
        _ => Err(Error::Bundle {
            place,
            problem: BundleProblem::EmptyBytes {},
        }),
    }
}

fn integer(r: &mut Reader<'_>) -> Result<u64, Error> {
    let value = r.unsigned()?;
    if value > LARGEST_INTEGER {
        Err(r.integer_range().into())
    } else {
        Ok(value)
    }
}

fn missing(name: &str) -> Error {
    Error::bundle(Place::root().member(name), BundleProblem::NoMember {})
}

/// What a body says that it is, as JSON strings.
fn label(body: &[u8]) -> Result<Option<(String, String)>, bonafide_json::Error> {
    let mut reader = Reader::new(body, &bonafide_json::Limits::default())?;
    let (mut kind, mut version) = (String::new(), String::new());
    reader.object(&[], |r, name| -> Result<(), bonafide_json::Error> {
        let field = match name {
            "kind" => &mut kind,
            "apiVersion" => &mut version,
            _ => return r.skip(),
        };
        bonafide_json::canonical::string(field, &r.string()?);
        Ok(())
    })?;
    let is_whole = !kind.is_empty() && !version.is_empty();
    Ok(is_whole.then_some((kind, version)))
}
