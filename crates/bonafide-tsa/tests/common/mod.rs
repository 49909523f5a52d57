//! A small timestamp authority: certificates and tokens in hand-written DER, each part of which a
//! test can replace before it is signed. Keys are fixed, signatures deterministic where the scheme
//! is.

#![allow(dead_code, reason = "each test file uses its part")]

use bonafide_digest::{Algorithm, digest};
use bonafide_keys::Ring;
use bonafide_report::{Budget, Time, Window};
use bonafide_tsa::{
    Error, ParseOptions, Refusal, TimestampToken, VerifiedTimestamp, VerifyOptions, verify,
};
use bonafide_x509::{Authority, Certificate, Purpose};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;

/// What the timestamps are made over.
pub(crate) const SIGNED: &[u8] = b"raw signature bytes";
pub(crate) const TIME: &str = "20250601120000Z";
pub(crate) const POLICY: &str = "1.2.3.4";

// ---- DER ----

pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let mut out = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    out.extend(content);
    out
}

pub(crate) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

pub(crate) fn set(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x31, parts)
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(4, &[content])
}

pub(crate) fn integer(value: u8) -> Vec<u8> {
    tlv(2, &[&[value]])
}

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().unwrap());
    let first = arcs.next().unwrap() * 40 + arcs.next().unwrap();
    let mut content = Vec::new();
    for arc in core::iter::once(first).chain(arcs) {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(digits.iter().rev());
    }
    tlv(6, &[&content])
}

pub(crate) fn algorithm(dotted: &str) -> Vec<u8> {
    seq(&[&oid(dotted)])
}

pub(crate) fn name(common_name: &str) -> Vec<u8> {
    let text = tlv(0x0c, &[common_name.as_bytes()]);
    seq(&[&set(&[&seq(&[&oid("2.5.4.3"), &text])])])
}

pub(crate) const SHA1: &str = "1.3.14.3.2.26";
pub(crate) const SHA256: &str = "2.16.840.1.101.3.4.2.1";
pub(crate) const SHA384: &str = "2.16.840.1.101.3.4.2.2";
pub(crate) const SHA512: &str = "2.16.840.1.101.3.4.2.3";
pub(crate) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
pub(crate) const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub(crate) const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub(crate) const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub(crate) const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
pub(crate) const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
pub(crate) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

pub(crate) fn hash(dotted: &str, bytes: &[u8]) -> Vec<u8> {
    let algorithm = match dotted {
        SHA384 => Algorithm::Sha384,
        SHA512 => Algorithm::Sha512,
        _ => Algorithm::Sha256,
    };
    digest(algorithm, bytes).unwrap().as_bytes().to_vec()
}

// ---- Keys ----

pub(crate) enum Key {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(ring::signature::Ed25519KeyPair),
    Rsa(ring::rsa::KeyPair),
}

impl Key {
    pub(crate) fn p256(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn p384(seed: u8) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&[seed; 48]).unwrap())
    }

    pub(crate) fn ed25519(seed: u8) -> Self {
        let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]);
        Self::Ed25519(pair.unwrap())
    }

    pub(crate) fn rsa() -> Self {
        let der = include_bytes!("../data/rsa-2048-throw-away.der");
        Self::Rsa(ring::rsa::KeyPair::from_der(der).unwrap())
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        let bits = |bytes: &[u8]| tlv(3, &[&[0], bytes]);
        let ec = |curve| seq(&[&oid("1.2.840.10045.2.1"), &oid(curve)]);
        match self {
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                seq(&[&ec("1.2.840.10045.3.1.7"), &bits(point.as_bytes())])
            }
            Self::P384(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                seq(&[&ec("1.3.132.0.34"), &bits(point.as_bytes())])
            }
            Self::Ed25519(key) => {
                let point = ring::signature::KeyPair::public_key(key);
                seq(&[&algorithm("1.3.101.112"), &bits(point.as_ref())])
            }
            Self::Rsa(key) => {
                let rsa = seq(&[&oid("1.2.840.113549.1.1.1"), &[5, 0]]);
                seq(&[&rsa, &bits(key.public().as_ref())])
            }
        }
    }

    /// Signs with the hash `dotted` (ECDSA); RSA is PKCS#1 v1.5 with SHA-256.
    pub(crate) fn sign(&self, dotted: &str, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&hash(dotted, message)).unwrap();
                ecdsa_der(&signature.to_bytes())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&hash(dotted, message)).unwrap();
                ecdsa_der(&signature.to_bytes())
            }
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let random = ring::rand::SystemRandom::new();
                let padding = &ring::signature::RSA_PKCS1_SHA256;
                key.sign(padding, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// The signature algorithm that goes with [`Key::sign`].
    pub(crate) fn algorithm(&self, dotted: &str) -> Vec<u8> {
        match self {
            Self::P256(_) | Self::P384(_) => algorithm(match dotted {
                SHA384 => "1.2.840.10045.4.3.3",
                SHA512 => "1.2.840.10045.4.3.4",
                _ => "1.2.840.10045.4.3.2",
            }),
            Self::Ed25519(_) => algorithm("1.3.101.112"),
            Self::Rsa(_) => seq(&[&oid("1.2.840.113549.1.1.11"), &[5, 0]]),
        }
    }
}

fn ecdsa_der(fixed: &[u8]) -> Vec<u8> {
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let number = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        match bytes[zeros] {
            0x80.. => tlv(2, &[&[0], &bytes[zeros..]]),
            _ => tlv(2, &[&bytes[zeros..]]),
        }
    };
    seq(&[&number(r), &number(s)])
}

// ---- Certificates ----

pub(crate) fn extension(dotted: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    seq(&[&oid(dotted), flag, &octets(value)])
}

pub(crate) fn eku(critical: bool, purposes: &[&str]) -> Vec<u8> {
    let purposes: Vec<u8> = purposes.iter().flat_map(|purpose| oid(purpose)).collect();
    extension("2.5.29.37", critical, &seq(&[&purposes]))
}

pub(crate) fn basic_constraints(is_ca: bool) -> Vec<u8> {
    let flag: &[u8] = if is_ca { &[1, 1, 0xff] } else { &[] };
    extension("2.5.29.19", true, &seq(&[flag]))
}

/// keyUsage with the bits of one octet: 0x80 digitalSignature, 0x40 nonRepudiation, 0x20
/// keyEncipherment, 0x04 keyCertSign.
pub(crate) fn key_usage(bits: u8) -> Vec<u8> {
    let unused = bits.trailing_zeros() as u8;
    extension("2.5.29.15", true, &[3, 2, unused, bits])
}

pub(crate) fn key_id(id: &[u8]) -> Vec<u8> {
    extension("2.5.29.14", false, &octets(id))
}

pub(crate) struct Spec<'a> {
    pub(crate) serial: u8,
    pub(crate) issuer: &'a str,
    pub(crate) subject: &'a str,
    /// UTCTime.
    pub(crate) validity: [&'a str; 2],
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Spec<'_> {
    pub(crate) fn der(&self, key: &Key, issuer_key: &Key) -> Vec<u8> {
        let signature = issuer_key.algorithm(SHA256);
        let [from, to] = self.validity.map(|time| tlv(0x17, &[time.as_bytes()]));
        let extensions = seq(&[&self.extensions.concat()]);
        let tbs = seq(&[
            &tlv(0xa0, &[&integer(2)]),
            &integer(self.serial),
            &signature,
            &name(self.issuer),
            &seq(&[&from, &to]),
            &name(self.subject),
            &key.spki(),
            &tlv(0xa3, &[&extensions]),
        ]);
        let value = issuer_key.sign(SHA256, &tbs);
        seq(&[&tbs, &signature, &tlv(3, &[&[0], &value])])
    }
}

pub(crate) const LONG: [&str; 2] = ["200101000000Z", "400101000000Z"];
/// Validity of the leaf: around [`TIME`].
pub(crate) const LEAF: [&str; 2] = ["250101000000Z", "260101000000Z"];

pub(crate) fn leaf_extensions() -> Vec<Vec<u8>> {
    vec![
        key_usage(0x80),
        eku(true, &[TIME_STAMPING]),
        key_id(b"leaf key"),
    ]
}

/// A root, an intermediate and the certificate of an authority.
pub(crate) struct Pki {
    pub(crate) root: Vec<u8>,
    pub(crate) intermediate: Vec<u8>,
    pub(crate) intermediate_key: Key,
    pub(crate) leaf: Vec<u8>,
    pub(crate) key: Key,
}

impl Pki {
    pub(crate) fn new() -> Self {
        Self::with_leaf(Key::p256(3), leaf_extensions())
    }

    pub(crate) fn with_leaf(key: Key, extensions: Vec<Vec<u8>>) -> Self {
        Self::with(
            key,
            extensions,
            LONG,
            vec![basic_constraints(true), key_usage(0x04)],
        )
    }

    pub(crate) fn with(
        key: Key,
        extensions: Vec<Vec<u8>>,
        intermediate_validity: [&str; 2],
        intermediate_extensions: Vec<Vec<u8>>,
    ) -> Self {
        let (root_key, intermediate_key) = (Key::p256(1), Key::p256(2));
        let root = Spec {
            serial: 1,
            issuer: "root",
            subject: "root",
            validity: LONG,
            extensions: vec![basic_constraints(true), key_usage(0x04)],
        };
        let intermediate = Spec {
            serial: 2,
            issuer: "root",
            subject: "intermediate",
            validity: intermediate_validity,
            extensions: intermediate_extensions,
        };
        let leaf = Spec {
            serial: 3,
            issuer: "intermediate",
            subject: "tsa",
            validity: LEAF,
            extensions,
        };
        Self {
            root: root.der(&root_key, &root_key),
            intermediate: intermediate.der(&intermediate_key, &root_key),
            leaf: leaf.der(&key, &intermediate_key),
            key,
            intermediate_key,
        }
    }

    /// The chain with the authority's own certificate first.
    pub(crate) fn pinned(&self) -> Authority {
        authority(&[&self.leaf, &self.intermediate, &self.root])
    }

    /// The chain of issuers only.
    pub(crate) fn issuers(&self) -> Authority {
        authority(&[&self.intermediate, &self.root])
    }

    pub(crate) fn token(&self) -> Token<'_> {
        Token::new(&self.key, &self.leaf, "intermediate", 3)
    }
}

pub(crate) fn window(start: &str, end: Option<&str>) -> Window {
    let time = |text| Time::parse_rfc3339(text).unwrap();
    Window::new(time(start), end.map(time)).unwrap()
}

pub(crate) fn authority(chain: &[&[u8]]) -> Authority {
    authority_in(chain, window("2020-01-01T00:00:00Z", None))
}

pub(crate) fn authority_in(chain: &[&[u8]], window: Window) -> Authority {
    let chain = chain.iter().map(|der| certificate(der)).collect();
    let budget = &mut Budget::unbounded();
    Authority::new(chain, window, Purpose::TimeStamping, &Ring, budget).unwrap()
}

pub(crate) fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der, &bonafide_x509::ParseOptions::default()).unwrap()
}

// ---- Tokens ----

type Edit<'a, T> = Box<dyn Fn(T) -> T + 'a>;

/// A response, every part of which may be replaced.
pub(crate) struct Token<'a> {
    pub(crate) key: &'a Key,
    /// PKIStatusInfo.
    pub(crate) status: Vec<u8>,
    pub(crate) signed_data_version: u8,
    pub(crate) digest_algorithms: Vec<u8>,
    pub(crate) content_type: &'a str,
    pub(crate) tst_version: u8,
    pub(crate) imprint: [Vec<u8>; 2],
    pub(crate) time: &'a str,
    /// What follows genTime.
    pub(crate) tst_tail: Vec<u8>,
    /// Replaces the content after it was signed.
    pub(crate) changed_content: Option<Edit<'a, Vec<u8>>>,
    pub(crate) embedded: Vec<Vec<u8>>,
    pub(crate) crls: Vec<u8>,
    pub(crate) signer_version: u8,
    pub(crate) sid: Vec<u8>,
    pub(crate) hash: &'a str,
    pub(crate) digest_algorithm: Vec<u8>,
    pub(crate) named_certificate: Vec<u8>,
    pub(crate) attributes: Edit<'a, Vec<Vec<u8>>>,
    pub(crate) sorted: bool,
    pub(crate) has_attributes: bool,
    pub(crate) attributes_tag: u8,
    /// The hash that is signed, where it is another one than that of the content.
    pub(crate) signed_hash: Option<&'a str>,
    pub(crate) signature_algorithm: Option<Vec<u8>>,
    pub(crate) signature: Edit<'a, Vec<u8>>,
    pub(crate) unsigned: Vec<u8>,
    pub(crate) signer_infos: usize,
    /// Replaces the ContentInfo.
    pub(crate) token: Edit<'a, Vec<u8>>,
}

impl<'a> Token<'a> {
    pub(crate) fn new(key: &'a Key, certificate: &[u8], issuer: &str, serial: u8) -> Self {
        Self {
            key,
            status: seq(&[&integer(0)]),
            signed_data_version: 3,
            digest_algorithms: algorithm(SHA256),
            content_type: TST_INFO,
            tst_version: 1,
            imprint: [algorithm(SHA256), hash(SHA256, SIGNED)],
            time: TIME,
            tst_tail: Vec::new(),
            changed_content: None,
            embedded: Vec::new(),
            crls: Vec::new(),
            signer_version: 1,
            sid: seq(&[&name(issuer), &integer(serial)]),
            hash: SHA256,
            digest_algorithm: algorithm(SHA256),
            named_certificate: seq(&[
                &octets(&hash(SHA256, certificate)),
                &issuer_serial(issuer, serial),
            ]),
            attributes: Box::new(|attributes| attributes),
            sorted: true,
            has_attributes: true,
            attributes_tag: 0xa0,
            signed_hash: None,
            signature_algorithm: None,
            signature: Box::new(|signature| signature),
            unsigned: Vec::new(),
            signer_infos: 1,
            token: Box::new(|token| token),
        }
    }

    /// Uses this hash for content and signature.
    pub(crate) fn with_hash(mut self, dotted: &'a str) -> Self {
        self.hash = dotted;
        self.digest_algorithm = algorithm(dotted);
        self.digest_algorithms = algorithm(dotted);
        self
    }

    pub(crate) fn content(&self) -> Vec<u8> {
        seq(&[
            &integer(self.tst_version),
            &oid(POLICY),
            &seq(&[&self.imprint[0], &octets(&self.imprint[1])]),
            &integer(77),
            &tlv(0x18, &[self.time.as_bytes()]),
            &self.tst_tail,
        ])
    }

    /// The signed attributes, without a tag.
    pub(crate) fn signed_attributes(&self, content: &[u8]) -> Vec<u8> {
        let mut attributes = (self.attributes)(vec![
            attribute(CONTENT_TYPE, &[&oid(TST_INFO)]),
            attribute(MESSAGE_DIGEST, &[&octets(&hash(self.hash, content))]),
            attribute(
                SIGNING_CERTIFICATE_V2,
                &[&seq(&[&seq(&[&self.named_certificate])])],
            ),
        ]);
        if self.sorted {
            attributes.sort();
        }
        attributes.concat()
    }

    fn signer_info(&self, content: &[u8]) -> Vec<u8> {
        let attributes = self.signed_attributes(content);
        let signed = if self.has_attributes {
            set(&[&attributes])
        } else {
            content.to_vec()
        };
        let signed_hash = self.signed_hash.unwrap_or(self.hash);
        let signature = (self.signature)(self.key.sign(signed_hash, &signed));
        let attributes = if self.has_attributes {
            tlv(self.attributes_tag, &[&attributes])
        } else {
            Vec::new()
        };
        let own = || self.key.algorithm(signed_hash);
        seq(&[
            &integer(self.signer_version),
            &self.sid,
            &self.digest_algorithm,
            &attributes,
            &self.signature_algorithm.clone().unwrap_or_else(own),
            &octets(&signature),
            &self.unsigned,
        ])
    }

    /// The response.
    pub(crate) fn der(&self) -> Vec<u8> {
        let content = self.content();
        let signer_info = self.signer_info(&content);
        let content = match &self.changed_content {
            Some(edit) => edit(content),
            None => content,
        };
        let encapsulated = tlv(0xa0, &[&octets(&content)]);
        let certificates = match self.embedded.concat() {
            empty if empty.is_empty() => Vec::new(),
            certificates => tlv(0xa0, &[&certificates]),
        };
        let signed_data = seq(&[
            &integer(self.signed_data_version),
            &set(&[&self.digest_algorithms]),
            &seq(&[&oid(self.content_type), &encapsulated]),
            &certificates,
            &self.crls,
            &set(&[&signer_info.repeat(self.signer_infos)]),
        ]);
        let token = seq(&[&oid("1.2.840.113549.1.7.2"), &tlv(0xa0, &[&signed_data])]);
        seq(&[&self.status, &(self.token)(token)])
    }

    pub(crate) fn parse(&self) -> Result<TimestampToken, Error> {
        TimestampToken::parse(&self.der(), &ParseOptions::default())
    }

    pub(crate) fn verify(&self, authorities: &[Authority]) -> Result<VerifiedTimestamp, Refusal> {
        self.verify_with(authorities, &VerifyOptions::default())
    }

    pub(crate) fn verify_with(
        &self,
        authorities: &[Authority],
        options: &VerifyOptions,
    ) -> Result<VerifiedTimestamp, Refusal> {
        let token = self.parse().unwrap();
        let budget = &mut Budget::new(100, 1 << 20);
        verify(&token, SIGNED, authorities, options, &Ring, budget)
    }
}

pub(crate) fn attribute(dotted: &str, values: &[&[u8]]) -> Vec<u8> {
    seq(&[&oid(dotted), &set(values)])
}

pub(crate) fn issuer_serial(issuer: &str, serial: u8) -> Vec<u8> {
    let directory_name = tlv(0xa4, &[&name(issuer)]);
    seq(&[&seq(&[&directory_name]), &integer(serial)])
}
