//! What a certificate transparency log signs.

use bonafide_digest::sha256;
use bonafide_keys::asn1::{Element, Elements, Tag, element};
use bonafide_keys::{Backend, Message, PublicKey, Scheme};
use bonafide_report::Budget;
use der::asn1::ObjectIdentifier;

use crate::asn1::object_identifier;
use crate::certificate::Certificate;
use crate::{Sct, VerifiedPath, oid};

/// A certificate as the log saw it before it was issued: without timestamps, named by its final
/// issuer.
pub(crate) struct Precertificate {
    issuer_key_hash: [u8; 32],
    tbs: Vec<u8>,
    tbs_length: [u8; 3],
}

impl Precertificate {
    /// `None` when the certificate is too long to be logged.
    pub(crate) fn of(path: &VerifiedPath) -> Option<Self> {
        let issuer = path.issuers().first()?;
        let usage = issuer.extended_key_usage();
        let is_precertificate_signer =
            usage.is_some_and(|usage| usage.contains(oid::PRECERTIFICATE_SIGNING));
        let (ca, signer) = if is_precertificate_signer {
            (path.issuers().get(1)?, Some(issuer))
        } else {
            (issuer, None)
        };
        let tbs = tbs_without_scts(path.leaf().tbs(), signer)?;
        let [zero, length @ ..] = u32::try_from(tbs.len()).ok()?.to_be_bytes();
        (zero == 0).then(|| Self {
            issuer_key_hash: sha256(&[ca.spki_der()]),
            tbs,
            tbs_length: length,
        })
    }

    /// Checks the log's signature over this precertificate, the time and the extensions.
    pub(crate) fn verify(
        &self,
        sct: &Sct,
        (key, scheme): (&PublicKey, Scheme),
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<(), bonafide_keys::Error> {
        // The extensions came out of a vector of the same length field.
        let length = u16::try_from(sct.extensions.len())
            .unwrap_or(u16::MAX)
            .to_be_bytes();
        let message: [&[u8]; 8] = [
            &[0, 0], // version 1, certificate_timestamp
            &sct.millis,
            &[0, 1], // precert_entry
            &self.issuer_key_hash,
            &self.tbs_length,
            &self.tbs,
            &length,
            &sct.extensions,
        ];
        key.verify(
            backend,
            scheme,
            Message::Parts(&message),
            &sct.signature,
            budget,
        )
    }
}

/// The received TBSCertificate without the extension that holds the timestamps: the lengths
/// around it are written anew, all other bytes stay. If a precertificate signing certificate
/// issued the leaf, issuer and authority key identifier become those of its own issuer.
fn tbs_without_scts(tbs: &[u8], signer: Option<&Certificate>) -> Option<Vec<u8>> {
    let mut fields = Element::parse(tbs)?.open(Tag::SEQUENCE)?;
    let mut content = Vec::with_capacity(tbs.len());
    for position in 0_usize.. {
        if fields.is_empty() {
            break;
        }
        let field = fields.next()?;
        match signer {
            _ if field.tag() == Tag::constructed(3) => {
                content.extend(extensions_without_scts(field, signer)?);
            }
            Some(signer) if position == ISSUER_POSITION => content.extend(signer.issuer()),
            _ => content.extend_from_slice(field.raw()),
        }
    }
    Some(element(Tag::SEQUENCE, &[&content]))
}

/// version, serialNumber and signature come before the issuer.
const ISSUER_POSITION: usize = 3;

fn extensions_without_scts(field: Element<'_>, signer: Option<&Certificate>) -> Option<Vec<u8>> {
    let mut extensions: Elements<'_> = Element::parse(field.content())?.open(Tag::SEQUENCE)?;
    let mut authority_key = signer.and_then(raw_authority_key_id);
    let mut content = Vec::with_capacity(field.content().len());
    while !extensions.is_empty() {
        let extension = extensions.next()?;
        match extension_id(extension)? {
            oid::SCT_LIST => {}
            oid::AUTHORITY_KEY_IDENTIFIER if signer.is_some() => {
                content.extend(authority_key.take().unwrap_or_default());
            }
            _ => content.extend_from_slice(extension.raw()),
        }
    }
    content.extend(authority_key.unwrap_or_default());
    if content.is_empty() {
        return Some(Vec::new());
    }
    let sequence = element(Tag::SEQUENCE, &[&content]);
    Some(element(Tag::constructed(3), &[&sequence]))
}

fn extension_id(extension: Element<'_>) -> Option<ObjectIdentifier> {
    object_identifier(extension.open(Tag::SEQUENCE)?.next()?)
}

/// The authority key identifier extension of a certificate as received.
fn raw_authority_key_id(certificate: &Certificate) -> Option<Vec<u8>> {
    let mut fields = Element::parse(certificate.tbs())?.open(Tag::SEQUENCE)?;
    while !fields.is_empty() {
        let field = fields.next()?;
        if field.tag() != Tag::constructed(3) {
            continue;
        }
        let mut extensions = Element::parse(field.content())?.open(Tag::SEQUENCE)?;
        while !extensions.is_empty() {
            let extension = extensions.next()?;
            if extension_id(extension)? == oid::AUTHORITY_KEY_IDENTIFIER {
                return Some(extension.raw().to_vec());
            }
        }
    }
    None
}
