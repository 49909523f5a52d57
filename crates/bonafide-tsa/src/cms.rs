//! The CMS structure around the content: SignedData with one SignerInfo.

use bonafide_digest::Algorithm;
use bonafide_keys::asn1::{Element, Elements, Tag};
use bonafide_keys::{AlgorithmIdentifier, Scheme};
use bonafide_report::Exceeded;
use bonafide_x509::Certificate;

use crate::attributes::Attributes;
use crate::error::place;
use crate::{Error, ParseOptions, oid};

const PLACE: &[&str] = &["token"];
const SIGNER: &[&str] = &["token", "signerInfo"];

/// A SignedData over a TSTInfo.
#[derive(Clone, Debug)]
pub(crate) struct SignedData {
    pub(crate) content: Vec<u8>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) signer: SignerInfo,
}

impl SignedData {
    /// Reads the ContentInfo that a token is.
    pub(crate) fn read(token: Element<'_>, options: &ParseOptions) -> Result<Self, Error> {
        let malformed = || Error::parse(PLACE, "not a ContentInfo with a SignedData");
        let mut fields = token.open(Tag::SEQUENCE).ok_or_else(malformed)?;
        if fields.next().and_then(Element::oid) != Some(oid::SIGNED_DATA.as_bytes()) {
            return Err(malformed());
        }
        let signed_data = fields
            .next()
            .and_then(|element| element.only(Tag::constructed(0)))
            .filter(|_| fields.is_empty())
            .and_then(|element| element.open(Tag::SEQUENCE))
            .ok_or_else(malformed)?;
        Self::read_fields(signed_data, options)
    }

    fn read_fields(mut fields: Elements<'_>, options: &ParseOptions) -> Result<Self, Error> {
        // RFC 5652 section 5.1: another content type than id-data, and no certificates but X.509.
        if fields.next().and_then(Element::unsigned) != Some(3) {
            return Err(Error::parse(PLACE, "the version of SignedData is not 3"));
        }
        let announced = fields.next();
        let content = fields
            .next()
            .and_then(encapsulated)
            .ok_or_else(|| Error::parse(PLACE, "the content is not a TSTInfo in OCTET STRING"))?
            .to_vec();
        let not_der = |_| Error::parse(PLACE, "a field is not DER");
        let certificates = match fields.take_if(Tag::constructed(0)).map_err(not_der)? {
            Some(element) => certificates(element, options)?,
            None => Vec::new(),
        };
        let signer = fields
            .next()
            .filter(|_| fields.is_empty())
            .and_then(|element| element.only(Tag::SET))
            .ok_or_else(|| {
                Error::parse(
                    PLACE,
                    "what follows the certificates is not one SignerInfo alone",
                )
            })?;
        let signer = SignerInfo::read(signer)?;
        check_announced(announced, &signer)?;
        Ok(Self {
            content,
            certificates,
            signer,
        })
    }
}

/// digestAlgorithms announces the algorithm of the one signer, with or without NULL parameters, and
/// is signed by nobody.
fn check_announced(set: Option<Element<'_>>, signer: &SignerInfo) -> Result<(), Error> {
    let announced = set
        .and_then(|element| element.only(Tag::SET))
        .and_then(AlgorithmIdentifier::read)
        .ok_or_else(|| Error::parse(PLACE, "digestAlgorithms is not a set of one algorithm"))?;
    match &signer.algorithms {
        Ok((hash, _)) if announced.hash() != Some(*hash) => {
            let what = "digestAlgorithms is not the algorithm of the signer";
            Err(Error::parse(PLACE, what))
        }
        _ => Ok(()),
    }
}

/// The eContent of an EncapsulatedContentInfo of type id-ct-TSTInfo.
fn encapsulated(element: Element<'_>) -> Option<&[u8]> {
    let mut fields = element.open(Tag::SEQUENCE)?;
    if fields.next()?.oid()? != oid::TST_INFO.as_bytes() {
        return None;
    }
    let content = fields
        .next()?
        .only(Tag::constructed(0))?
        .content_of(Tag::OCTET_STRING)?;
    fields.is_empty().then_some(content)
}

fn certificates(element: Element<'_>, options: &ParseOptions) -> Result<Vec<Certificate>, Error> {
    let malformed = || Error::parse(PLACE, "certificates is not a set of certificates");
    let mut elements = element.open(Tag::constructed(0)).ok_or_else(malformed)?;
    let most = options.certificates;
    let count = elements.count(most).ok_or_else(malformed)?;
    Exceeded::check(count, most, "timestamp certificates")?;
    let mut certificates = Vec::with_capacity(count);
    while !elements.is_empty() {
        let raw = elements
            .next()
            .and_then(|element| (element.tag() == Tag::SEQUENCE).then_some(element.raw()))
            .ok_or_else(malformed)?;
        let at = place(PLACE)
            .member("certificates")
            .index(certificates.len());
        match Certificate::from_der(raw, &options.certificate) {
            Ok(certificate) => certificates.push(certificate),
            Err(bonafide_x509::Error::Limit { cause }) => return Err(cause.into()),
            Err(cause) => {
                return Err(Error::Certificate {
                    place: at,
                    cause: Box::new(cause),
                });
            }
        }
    }
    Ok(certificates)
}

/// An issuer's name, as DER, and the content of a serial number under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Serial {
    pub(crate) issuer: Vec<u8>,
    pub(crate) serial: Vec<u8>,
}

impl Serial {
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        self.issuer == certificate.issuer() && self.serial == certificate.serial()
    }
}

/// A SignerIdentifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignerId {
    Serial(Serial),
    KeyId(Vec<u8>),
}

impl SignerId {
    /// Reads the identifier that goes with this version of SignerInfo.
    fn read(version: u64, element: Element<'_>) -> Option<Self> {
        match version {
            1 => {
                let mut fields = element.open(Tag::SEQUENCE)?;
                let issuer = fields.next().filter(|name| name.tag() == Tag::SEQUENCE)?;
                let serial = fields.next()?.integer()?;
                fields.is_empty().then(|| {
                    Self::Serial(Serial {
                        issuer: issuer.raw().to_vec(),
                        serial: serial.to_vec(),
                    })
                })
            }
            3 => Some(Self::KeyId(element.content_of(Tag::primitive(0))?.to_vec())),
            _ => None,
        }
    }

    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Serial(serial) => serial.names(certificate),
            Self::KeyId(id) => certificate.subject_key_id() == Some(id),
        }
    }
}

/// A SignerInfo.
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo {
    pub(crate) id: SignerId,
    /// How the content is hashed and the attributes are signed; the dotted object identifier of the first
    /// algorithm that is not accepted.
    pub(crate) algorithms: Result<(Algorithm, Scheme), String>,
    pub(crate) attributes: Attributes,
    /// What is signed: the attributes as received, under the tag of a SET OF.
    pub(crate) signed: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl SignerInfo {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        let malformed = || Error::parse(SIGNER, "not a SignerInfo");
        let mut fields = element.open(Tag::SEQUENCE).ok_or_else(malformed)?;
        let mut field = || fields.next().ok_or_else(malformed);
        let version = field()?.unsigned().ok_or_else(malformed)?;
        let id = SignerId::read(version, field()?)
            .ok_or_else(|| Error::parse(SIGNER, "version and identifier of the signer"))?;
        let digest = AlgorithmIdentifier::read(field()?).ok_or_else(malformed)?;
        let attributes = field()?;
        if attributes.tag() != Tag::constructed(0) {
            return Err(Error::parse(SIGNER, "there are no signed attributes"));
        }
        let signature_algorithm = AlgorithmIdentifier::read(field()?).ok_or_else(malformed)?;
        let signature = field()?
            .content_of(Tag::OCTET_STRING)
            .ok_or_else(malformed)?;
        // Nor are there unsigned attributes: nobody vouches for what they say.
        if !fields.is_empty() {
            return Err(malformed());
        }
        Ok(Self {
            id,
            algorithms: algorithms(digest, signature_algorithm),
            attributes: Attributes::read(attributes.content())?,
            signed: as_set(attributes.raw()),
            signature: signature.to_vec(),
        })
    }
}

fn algorithms(
    digest: AlgorithmIdentifier<'_>,
    signature: AlgorithmIdentifier<'_>,
) -> Result<(Algorithm, Scheme), String> {
    let hash = digest.hash().ok_or_else(|| digest.dotted())?;
    let scheme = signature
        .scheme_over(hash)
        .ok_or_else(|| signature.dotted())?;
    Ok((hash, scheme))
}

/// RFC 5652 section 5.4: the implicit tag is replaced by that of SET OF for the signature.
fn as_set(raw: &[u8]) -> Vec<u8> {
    let mut set = raw.to_vec();
    if let Some(tag) = set.first_mut() {
        *tag = 0x31;
    }
    set
}
