//! Timestamp authorities, and the tokens that they make (RFC 3161).

mod attribute;
mod info;
mod signer;
mod token;

use serde_json::Value;

pub use attribute::{Attribute, CertificateId, IssuerSerial};
pub use info::{Accuracy, TstInfo};
pub use signer::{AttributeOrder, SignerId, SignerInfo};
pub use token::Token;

use crate::certificate::organization;
use crate::encode::Hash;
use crate::{
    Certificate, CertificateAuthority, Extension, KeyKind, KeyUsage, SigningKey, Time, der, oid,
};

/// A timestamp authority: the certificate with which it stamps, and the chain above that.
#[derive(Clone, Debug)]
pub struct TimestampAuthority {
    /// The issuers of its certificate, and its entry in a trusted root.
    pub authority: CertificateAuthority,
    /// The key with which it stamps.
    pub key: SigningKey,
    /// Its own certificate.
    pub leaf: Certificate,
    /// Whether its chain in a trusted root begins with its own certificate.
    pub is_pinned: bool,
    /// The policy under which it stamps, a dotted object identifier.
    pub policy: String,
}

impl TimestampAuthority {
    /// An authority named `name` that stamps with a key of this kind, below a root and an
    /// intermediate on P-384, and is pinned. All of it is valid for ten years from `start`.
    #[must_use]
    pub fn new(name: &str, kind: KeyKind, start: Time) -> Self {
        let authority = CertificateAuthority::new(name, KeyKind::P384, oid::TIME_STAMPING, start);
        Self::below(authority, kind)
    }

    /// An authority that stamps with a key of this kind below these issuers, as long as the nearest
    /// of them is valid.
    #[must_use]
    pub fn below(authority: CertificateAuthority, kind: KeyKind) -> Self {
        let name = &authority.organization;
        let key = SigningKey::seeded(kind, &format!("{name} timestamp"));
        let issuer = &authority.issuer().certificate;
        let mut leaf = authority.leaf(key.spki(), issuer.not_before, issuer.not_after);
        leaf.subject = organization(name, "timestamp");
        leaf.set(Extension::key_usage(&[KeyUsage::DigitalSignature]));
        leaf.set(Extension::extended_key_usage(true, &[oid::TIME_STAMPING]));
        Self {
            authority,
            key,
            leaf,
            is_pinned: true,
            policy: oid::TIMESTAMP_POLICY.to_owned(),
        }
    }

    /// Its own certificate, signed.
    #[must_use]
    pub fn certificate(&self) -> Vec<u8> {
        let issuer = self.authority.issuer();
        self.leaf.sign(&issuer.key, issuer.scheme)
    }

    /// A certificate that says what its own says, but holds another key and is signed with that.
    #[must_use]
    pub fn look_alike(&self, key: &SigningKey) -> Vec<u8> {
        let mut forged = self.leaf.clone();
        forged.spki = key.spki();
        forged.sign(key, key.scheme())
    }

    /// The chain as a trusted root shows it: its own certificate if that is pinned, the issuers,
    /// the root last.
    #[must_use]
    pub fn chain(&self) -> Vec<Vec<u8>> {
        let mut chain = self.authority.chain();
        if self.is_pinned {
            chain.insert(0, self.certificate());
        }
        chain
    }

    /// Its instance in a trusted root.
    #[must_use]
    pub fn instance(&self) -> Value {
        let mut instance = self.authority.instance_of(&self.chain());
        if self.is_pinned {
            instance["subject"]["commonName"] = "timestamp".into();
        }
        instance
    }

    /// A token over `signed` that was made at `time`, with the authority's certificate embedded,
    /// before it is signed.
    #[must_use]
    pub fn token(&self, signed: &[u8], time: Time) -> Token {
        let mut info = TstInfo::new(&self.policy, Hash::Sha256, signed, time);
        info.accuracy = Some(Accuracy::seconds(1));
        let mut token = Token::new(info, self.signer());
        token.certificates = vec![self.certificate()];
        token
    }

    /// A response with such a token, signed.
    #[must_use]
    pub fn stamp(&self, signed: &[u8], time: Time) -> Vec<u8> {
        self.token(signed, time).der()
    }

    /// What the authority says of itself in a token.
    #[must_use]
    pub fn signer(&self) -> SignerInfo {
        let certificate = CertificateId::new(Hash::Sha256, &self.certificate())
            .with_issuer_serial(IssuerSerial::of(&self.leaf));
        SignerInfo::new(&self.key, IssuerSerial::of(&self.leaf), &certificate)
    }
}

/// The AlgorithmIdentifier of a hash, without parameters (RFC 5754 section 2).
fn hash_identifier(hash: Hash) -> Vec<u8> {
    der::sequence(&[der::oid(hash.oid())])
}
