//! The content of a token: what was stamped when (RFC 3161 section 2.4.2).

use crate::encode::{Hash, sha256};
use crate::extension::GeneralName;
use crate::tsa::hash_identifier;
use crate::{Extension, Time, der};

/// A TSTInfo.
#[derive(Clone, Debug)]
pub struct TstInfo {
    /// The version number, 1.
    pub version: u64,
    /// The policy, a dotted object identifier.
    pub policy: String,
    /// The AlgorithmIdentifier of the imprint.
    pub imprint_algorithm: Vec<u8>,
    /// The digest of what is stamped.
    pub imprint: Vec<u8>,
    /// The magnitude of the serial number.
    pub serial: Vec<u8>,
    /// The text of genTime, whatever it is.
    pub time: String,
    /// By how much the time may be off.
    pub accuracy: Option<Accuracy>,
    /// Whether times order the tokens of this authority; `Some(false)` encodes the default.
    pub ordering: Option<bool>,
    /// The magnitude of the nonce.
    pub nonce: Option<Vec<u8>>,
    /// The name of the authority.
    pub tsa: Option<GeneralName>,
    /// The extensions, in order; the field is left out when there are none.
    pub extensions: Vec<Extension>,
    /// What follows the last field, whatever it is.
    pub tail: Vec<u8>,
}

impl TstInfo {
    /// The content of a token over `signed`, without optional fields. Its serial number is a hash
    /// of imprint and time.
    #[must_use]
    pub fn new(policy: &str, hash: Hash, signed: &[u8], time: Time) -> Self {
        let imprint = hash.digest(signed);
        let mut serial = sha256(&[&imprint, time.rfc3339().as_bytes()].concat())[..16].to_vec();
        serial[0] = serial[0] & 0x7f | 0x40;
        Self {
            version: 1,
            policy: policy.to_owned(),
            imprint_algorithm: hash_identifier(hash),
            imprint,
            serial,
            time: time.generalized_time(),
            accuracy: None,
            ordering: None,
            nonce: None,
            tsa: None,
            extensions: Vec::new(),
            tail: Vec::new(),
        }
    }

    /// Takes the imprint of `signed` with this hash.
    pub fn set_imprint(&mut self, hash: Hash, signed: &[u8]) {
        self.imprint_algorithm = hash_identifier(hash);
        self.imprint = hash.digest(signed);
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let mut parts = vec![
            der::integer(self.version),
            der::oid(&self.policy),
            der::sequence(&[self.imprint_algorithm.clone(), der::octets(&self.imprint)]),
            der::unsigned(&self.serial),
            der::tlv(0x18, self.time.as_bytes()),
        ];
        parts.extend(self.accuracy.as_ref().map(Accuracy::der));
        parts.extend(self.ordering.map(der::boolean));
        parts.extend(self.nonce.as_deref().map(der::unsigned));
        parts.extend(self.tsa.as_ref().map(|name| der::context(0, &[name.der()])));
        if !self.extensions.is_empty() {
            let extensions: Vec<Vec<u8>> = self.extensions.iter().map(Extension::der).collect();
            parts.push(der::context(1, &extensions));
        }
        parts.push(self.tail.clone());
        der::sequence(&parts)
    }
}

/// An Accuracy; the parts may be out of their bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: Option<u64>,
    /// Thousandths of a second; 1 to 999 when right.
    pub millis: Option<u64>,
    /// Millionths of a second; 1 to 999 when right.
    pub micros: Option<u64>,
}

impl Accuracy {
    /// An accuracy of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self {
            seconds: Some(seconds),
            millis: None,
            micros: None,
        }
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let implicit = |number: u8, value: Option<u64>| {
            value.map(|value| {
                let mut part = der::integer(value);
                part[0] = 0x80 | number;
                part
            })
        };
        let parts: Vec<Vec<u8>> = [
            self.seconds.map(der::integer),
            implicit(0, self.millis),
            implicit(1, self.micros),
        ]
        .into_iter()
        .flatten()
        .collect();
        der::sequence(&parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_fields_are_encoded_when_given() {
        let mut info = TstInfo::new("1.2.3", Hash::Sha256, b"", Time::at(0));
        let plain = info.der();
        assert!(plain.ends_with(b"\x18\x0f19700101000000Z"));
        info.accuracy = Some(Accuracy {
            seconds: None,
            millis: Some(1000),
            micros: Some(200),
        });
        info.ordering = Some(false);
        info.nonce = Some(vec![0x80]);
        info.tsa = Some(GeneralName::Dns("a".to_owned()));
        info.tail = vec![5, 0];
        let tail = [
            &[0x30, 8, 0x80, 2, 3, 0xe8, 0x81, 2, 0, 200][..],
            &[1, 1, 0],
            &[2, 2, 0, 0x80],
            &[0xa0, 3, 0x82, 1, b'a'],
            &[5, 0],
        ]
        .concat();
        assert_eq!(info.der()[2..], [&plain[2..], &tail].concat());
    }

    #[test]
    fn extensions_share_one_field() {
        let mut info = TstInfo::new("1.2.3", Hash::Sha1, b"", Time::at(0));
        info.extensions = vec![Extension::unknown(true), Extension::unknown(false)];
        let parts: Vec<u8> = info.extensions.iter().flat_map(Extension::der).collect();
        assert!(info.der().ends_with(&der::tlv(0xa1, &parts)));
    }
}
