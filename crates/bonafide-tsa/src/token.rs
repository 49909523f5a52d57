//! A timestamp response and its token, parsed and not verified.

use bonafide_keys::asn1::{Element, Elements, Tag};
use bonafide_report::Exceeded;
use bonafide_x509::Certificate;

use crate::cms::SignedData;
use crate::tst_info::TstInfo;
use crate::{Error, ParseOptions};

/// A granted TimeStampResp with its token. Nothing in it is verified, and so no time can be had
/// from it: see [`verify()`](crate::verify()).
///
/// # Specification
/// RFC 3161 section 2.4.2; RFC 5652 section 5. Stricter: DER throughout but for encoded DEFAULT
/// values; one SignerInfo; signed attributes in DER order, none twice, with contentType,
/// messageDigest and a signing certificate; X.509 certificates only, each of them well formed.
#[derive(Clone, Debug)]
pub struct TimestampToken {
    der: Vec<u8>,
    token: Vec<u8>,
    pub(crate) signed_data: SignedData,
    pub(crate) info: TstInfo,
}

impl TimestampToken {
    /// Reads the one response that `der` consists of.
    ///
    /// # Errors
    /// [`Error::Limit`] above the bounds of `options` or above 32 signed attributes or 64
    /// extensions; [`Error::Status`] unless the timestamp is granted;
    /// [`Error::Parse`] and [`Error::Certificate`] for what is malformed, a token without its
    /// response among it.
    pub fn parse(der: &[u8], options: &ParseOptions) -> Result<Self, Error> {
        Exceeded::check(der.len(), options.bytes, "timestamp bytes")?;
        let malformed = || Error::parse(&[], "not a TimeStampResp");
        let mut fields = Element::parse(der)
            .and_then(|element| element.open(Tag::SEQUENCE))
            .ok_or_else(malformed)?;
        let status = fields.next().ok_or_else(malformed)?;
        check_status(status)?;
        let token = fields
            .next()
            .filter(|_| fields.is_empty())
            .ok_or_else(|| Error::parse(&[], "there is not exactly one token"))?;
        let signed_data = SignedData::read(token, options)?;
        let info = TstInfo::read(&signed_data.content)?;
        Ok(Self {
            der: der.to_vec(),
            token: token.raw().to_vec(),
            signed_data,
            info,
        })
    }

    /// The bytes received.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The TimeStampToken inside the response; where these bytes are equal, it is one timestamp.
    #[must_use]
    pub fn token_der(&self) -> &[u8] {
        &self.token
    }

    /// Whether the token names `certificate` as that of its signer.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        self.signed_data.signer.id.names(certificate)
    }

    /// The certificates that the token brings along and names as that of its signer; none of them
    /// is trusted.
    pub fn embedded_signers(&self) -> impl Iterator<Item = &Certificate> {
        let certificates = self.signed_data.certificates.iter();
        certificates.filter(|certificate| self.names(certificate))
    }

    /// Whether an authority with this chain would be needed to verify the token: the token names a
    /// certificate of it, or brings along a signer whose issuer has the name of the first one.
    /// This is asked of chains that cannot be used, to tell a missing authority from a broken one.
    #[must_use]
    pub fn needs(&self, chain: &[Certificate]) -> bool {
        let Some(first) = chain.first() else {
            return false;
        };
        chain.iter().any(|certificate| self.names(certificate))
            || self
                .embedded_signers()
                .any(|signer| signer.is_named_as_issued_by(first))
    }
}

/// Checks a PKIStatusInfo; its text and failure bits are for whoever asked for the timestamp.
fn check_status(element: Element<'_>) -> Result<(), Error> {
    let malformed = || Error::parse(&["status"], "not a PKIStatusInfo");
    let mut fields: Elements<'_> = element.open(Tag::SEQUENCE).ok_or_else(malformed)?;
    let status = fields.next().ok_or_else(malformed)?;
    if status.integer().is_none() {
        return Err(malformed());
    }
    if let Some(text) = fields.take_if(Tag::SEQUENCE).map_err(|_| malformed())? {
        is_free_text(text).then_some(()).ok_or_else(malformed)?;
    }
    let failure = fields.take_if(Tag::BIT_STRING).map_err(|_| malformed())?;
    if !fields.is_empty() {
        return Err(malformed());
    }
    match status.unsigned() {
        // What is granted did not fail.
        Some(0 | 1) if failure.is_some() => Err(malformed()),
        Some(0 | 1) => Ok(()),
        status => Err(Error::Status { status }),
    }
}

/// Whether this is a PKIFreeText: one UTF8String or more.
fn is_free_text(element: Element<'_>) -> bool {
    let Some(mut texts) = element
        .open(Tag::SEQUENCE)
        .filter(|texts| !texts.is_empty())
    else {
        return false;
    };
    while !texts.is_empty() {
        let text = texts.take(Tag::UTF8_STRING).map(Element::content);
        if text.is_none_or(|text| core::str::from_utf8(text).is_err()) {
            return false;
        }
    }
    true
}
