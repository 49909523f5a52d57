//! Signed certificate timestamps in a certificate.

use bonafide_keys::asn1::{Element, Tag};
use bonafide_report::{Exceeded, Time};

use crate::certificate::Certificate;
use crate::{Error, oid};

/// A signed certificate timestamp, parsed and not verified.
///
/// # Specification
/// RFC 6962 section 3.2; version 1 (0 on the wire) only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sct {
    log_id: [u8; 32],
    pub(crate) millis: [u8; 8],
    timestamp: Time,
    pub(crate) extensions: Vec<u8>,
    pub(crate) algorithm: [u8; 2],
    pub(crate) signature: Vec<u8>,
}

impl Sct {
    /// The timestamps that a certificate embeds; `None` when it has no such extension.
    ///
    /// # Errors
    /// [`Error::SctParse`] for lengths that do not fit, an empty list or item, and another version
    /// than 1; [`Error::Limit`] for more timestamps than the certificate's parse options allow.
    pub fn list_of(certificate: &Certificate) -> Result<Option<Vec<Self>>, Error> {
        let Some(extension) = certificate.extensions().get(oid::SCT_LIST) else {
            return Ok(None);
        };
        let malformed = |what| Error::SctParse { what };
        let inner = Element::parse(extension.value())
            .and_then(|element| element.content_of(Tag::OCTET_STRING))
            .ok_or_else(|| malformed("not an OCTET STRING in the extension"))?;
        let mut outer = Input(inner);
        let mut items = outer
            .vector()
            .filter(|items| outer.is_empty() && !items.is_empty())
            .ok_or_else(|| malformed("the list is empty, or its length does not fit"))?;
        let mut list = Vec::new();
        while !items.is_empty() {
            let count = list.len().saturating_add(1);
            Exceeded::check(count, certificate.sct_limit(), "certificate timestamps")?;
            let item = items
                .vector()
                .ok_or_else(|| malformed("the length of an item does not fit"))?;
            list.push(Self::read(item)?);
        }
        Ok(Some(list))
    }

    /// The SHA-256 of the log's key.
    #[must_use]
    pub const fn log_id(&self) -> [u8; 32] {
        self.log_id
    }

    /// When the log promised to include the certificate, to the millisecond.
    #[must_use]
    pub const fn timestamp(&self) -> Time {
        self.timestamp
    }

    fn read(mut item: Input<'_>) -> Result<Self, Error> {
        let malformed = |what| Error::SctParse { what };
        let [version] = item.array().ok_or(malformed("an item is empty"))?;
        if version != 0 {
            return Err(malformed("the version is not 1"));
        }
        Self::fields(&mut item)
            .filter(|_| item.is_empty())
            .ok_or(malformed("the fields of an item do not fit"))
    }

    fn fields(item: &mut Input<'_>) -> Option<Self> {
        let log_id = item.array()?;
        let millis = item.array()?;
        Some(Self {
            log_id,
            millis,
            timestamp: Time::from_unix_millis(u64::from_be_bytes(millis))?,
            extensions: item.vector()?.0.to_vec(),
            algorithm: item.array()?,
            signature: item.vector()?.0.to_vec(),
        })
    }
}

/// A cursor over the presentation language of TLS.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    /// `opaque<0..2^16-1>`.
    fn vector(&mut self) -> Option<Self> {
        let length = u16::from_be_bytes(self.array()?);
        let (content, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        Some(Self(content))
    }
}
