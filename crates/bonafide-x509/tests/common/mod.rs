//! A small authority for the tests: DER written by hand, keys from fixed seeds.

#![allow(dead_code, reason = "each test file uses a part of it")]

use bonafide_keys::{PublicKey, Ring};
use bonafide_report::{Budget, Coded, Time, Window};
use bonafide_x509::{
    Authority, Certificate, Error, ParseOptions, PathRefusal, Profile, Purpose, VerifiedPath,
    verify_path,
};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

// ---------------------------------------------------------------- DER

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes: Vec<u8> = length
            .to_be_bytes()
            .into_iter()
            .skip_while(|b| *b == 0)
            .collect();
        out.push(0x80 | bytes.len() as u8);
        out.extend(bytes);
    }
    out.extend(content);
    out
}

pub(crate) fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    let arcs: Vec<u64> = text.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    for arc in core::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        content.extend(groups.into_iter().rev());
    }
    tlv(0x06, &content)
}

pub(crate) fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// O=test, CN=`common`.
pub(crate) fn name(common: &str) -> Vec<u8> {
    let attribute = |id: &str, text: &str| tlv(0x31, &seq(&[oid(id), utf8(text)]));
    seq(&[attribute("2.5.4.10", "test"), attribute("2.5.4.3", common)])
}

pub(crate) fn organization(text: &str) -> Vec<u8> {
    seq(&[tlv(0x31, &seq(&[oid("2.5.4.10"), utf8(text)]))])
}

// ---------------------------------------------------------------- keys

pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let algorithm = seq(&[oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]);
        let bits = [&[0], point.as_bytes()].concat();
        seq(&[algorithm, tlv(0x03, &bits)])
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey::from_spki_der(&self.spki()).unwrap()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}

/// The SPKI of an RSA key of which only the lengths matter: an odd modulus of `bits` bits.
pub(crate) fn rsa_spki(bits: usize, exponent: u8) -> Vec<u8> {
    let mut modulus = vec![0xc3; bits.div_ceil(8)];
    modulus[0] = 1 << ((bits - 1) % 8);
    if modulus[0] >= 0x80 {
        modulus.insert(0, 0);
    }
    let key = seq(&[tlv(0x02, &modulus), tlv(0x02, &[exponent])]);
    let algorithm = seq(&[oid("1.2.840.113549.1.1.1"), vec![0x05, 0x00]]);
    seq(&[algorithm, tlv(0x03, &[&[0], &key[..]].concat())])
}

pub(crate) fn root_key() -> Key {
    Key::new(1)
}

pub(crate) fn intermediate_key() -> Key {
    Key::new(2)
}

pub(crate) fn leaf_key() -> Key {
    Key::new(3)
}

pub(crate) fn ct_key() -> Key {
    Key::new(4)
}

// ---------------------------------------------------------------- extensions

pub(crate) const BASIC: &str = "2.5.29.19";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const EKU: &str = "2.5.29.37";
pub(crate) const SAN: &str = "2.5.29.17";
pub(crate) const CONSTRAINTS: &str = "2.5.29.30";
pub(crate) const SCTS: &str = "1.3.6.1.4.1.11129.2.4.2";
pub(crate) const AKI: &str = "2.5.29.35";

pub(crate) const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
pub(crate) const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub(crate) const ANY_PURPOSE: &str = "2.5.29.37.0";
pub(crate) const PRECERT_SIGNING: &str = "1.3.6.1.4.1.11129.2.4.4";

pub(crate) const URI: &str = "https://example.com/repo/.github/workflows/build.yml@refs/heads/main";
pub(crate) const ISSUER: &str = "https://issuer.example.com";

#[derive(Clone, Debug)]
pub(crate) struct Ext {
    pub(crate) id: String,
    pub(crate) der: Vec<u8>,
}

pub(crate) fn ext(id: &str, critical: bool, value: &[u8]) -> Ext {
    let mut parts = vec![oid(id)];
    if critical {
        parts.push(vec![0x01, 0x01, 0xff]);
    }
    parts.push(octets(value));
    Ext {
        id: id.to_owned(),
        der: seq(&parts),
    }
}

pub(crate) fn ca(path_len: Option<u8>) -> Ext {
    let mut parts = vec![vec![0x01, 0x01, 0xff]];
    parts.extend(path_len.map(|n| vec![0x02, 0x01, n]));
    ext(BASIC, true, &seq(&parts))
}

pub(crate) fn not_ca() -> Ext {
    ext(BASIC, true, &seq(&[]))
}

/// Key usage with one or more bits, 0 for digitalSignature.
pub(crate) fn usage(bits: &[u8]) -> Ext {
    let byte = bits.iter().fold(0_u8, |byte, bit| byte | (0x80 >> bit));
    let unused = byte.trailing_zeros() as u8;
    ext(KEY_USAGE, true, &tlv(0x03, &[unused, byte]))
}

pub(crate) fn purposes(list: &[&str]) -> Ext {
    purposes_with(list, false)
}

pub(crate) fn purposes_with(list: &[&str], critical: bool) -> Ext {
    let list: Vec<Vec<u8>> = list.iter().map(|id| oid(id)).collect();
    ext(EKU, critical, &seq(&list))
}

pub(crate) fn san(names: &[Vec<u8>]) -> Ext {
    ext(SAN, true, &seq(names))
}

pub(crate) fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, text.as_bytes())
}

pub(crate) fn email(text: &str) -> Vec<u8> {
    tlv(0x81, text.as_bytes())
}

pub(crate) fn dns(text: &str) -> Vec<u8> {
    tlv(0x82, text.as_bytes())
}

pub(crate) fn directory(name: &[u8]) -> Vec<u8> {
    tlv(0xa4, name)
}

pub(crate) fn other_name(id: &str, text: &str) -> Vec<u8> {
    tlv(0xa0, &[oid(id), tlv(0xa0, &utf8(text))].concat())
}

pub(crate) fn claim(number: u32, text: &str) -> Ext {
    let id = format!("1.3.6.1.4.1.57264.1.{number}");
    if number <= 6 {
        ext(&id, false, text.as_bytes())
    } else {
        ext(&id, false, &utf8(text))
    }
}

pub(crate) fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Ext {
    let mut parts = Vec::new();
    for (tag, list) in [(0xa0, permitted), (0xa1, excluded)] {
        let subtrees: Vec<Vec<u8>> = list
            .iter()
            .map(|base| seq(std::slice::from_ref(base)))
            .collect();
        if !subtrees.is_empty() {
            parts.push(tlv(tag, &subtrees.concat()));
        }
    }
    ext(CONSTRAINTS, true, &seq(&parts))
}

// ---------------------------------------------------------------- certificates

#[derive(Clone, Debug)]
pub(crate) struct Mint {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) outer_algorithm: Option<Vec<u8>>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: Vec<u8>,
    pub(crate) not_after: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Vec<Ext>,
}

pub(crate) fn utc(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

impl Mint {
    pub(crate) fn new(issuer: &str, subject: &str, key: &Key) -> Self {
        Self {
            version: tlv(0xa0, &[0x02, 0x01, 0x02]),
            serial: vec![0x02, 0x01, 0x07],
            algorithm: seq(&[oid("1.2.840.10045.4.3.2")]),
            outer_algorithm: None,
            issuer: name(issuer),
            not_before: utc("240101000000Z"),
            not_after: utc("341231235959Z"),
            subject: name(subject),
            spki: key.spki(),
            extensions: vec![ca(None), usage(&[5, 6])],
        }
    }

    /// A leaf as Fulcio issues it, valid for ten minutes from 2024-05-01T12:00:00Z.
    pub(crate) fn leaf() -> Self {
        Self {
            not_before: utc("240501120000Z"),
            not_after: utc("240501121000Z"),
            subject: seq(&[]),
            extensions: vec![
                usage(&[0]),
                purposes(&[CODE_SIGNING]),
                san(&[uri(URI)]),
                claim(8, ISSUER),
            ],
            ..Self::new("intermediate", "", &leaf_key())
        }
    }

    pub(crate) fn valid(mut self, not_before: &str, not_after: &str) -> Self {
        self.not_before = utc(not_before);
        self.not_after = utc(not_after);
        self
    }

    /// With `extension` instead of the one of the same id, or added.
    pub(crate) fn with(mut self, extension: Ext) -> Self {
        match self
            .extensions
            .iter_mut()
            .find(|found| found.id == extension.id)
        {
            Some(found) => *found = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    pub(crate) fn without(mut self, id: &str) -> Self {
        self.extensions.retain(|found| found.id != id);
        self
    }

    pub(crate) fn tbs(&self) -> Vec<u8> {
        let mut parts = vec![
            self.version.clone(),
            self.serial.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            seq(&[self.not_before.clone(), self.not_after.clone()]),
            self.subject.clone(),
            self.spki.clone(),
        ];
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(|e| e.der.clone()).collect();
        if !extensions.is_empty() {
            parts.push(tlv(0xa3, &seq(&extensions)));
        }
        seq(&parts)
    }

    pub(crate) fn der(&self, issuer: &Key) -> Vec<u8> {
        let tbs = self.tbs();
        let signature = [&[0], &issuer.sign(&tbs)[..]].concat();
        let algorithm = self
            .outer_algorithm
            .clone()
            .unwrap_or(self.algorithm.clone());
        seq(&[tbs, algorithm, tlv(0x03, &signature)])
    }

    pub(crate) fn sign(&self, issuer: &Key) -> Certificate {
        parse(&self.der(issuer)).unwrap()
    }
}

pub(crate) fn parse(der: &[u8]) -> Result<Certificate, Error> {
    Certificate::from_der(der, &ParseOptions::default())
}

pub(crate) fn root() -> Mint {
    Mint::new("root", "root", &root_key())
}

pub(crate) fn intermediate() -> Mint {
    Mint::new("root", "intermediate", &intermediate_key())
        .with(ca(Some(0)))
        .with(purposes(&[CODE_SIGNING]))
}

pub(crate) fn chain_of(intermediate: &Mint, root: &Mint) -> Vec<Certificate> {
    vec![intermediate.sign(&root_key()), root.sign(&root_key())]
}

pub(crate) fn chain() -> Vec<Certificate> {
    chain_of(&intermediate(), &root())
}

pub(crate) fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

/// Within the validity of [`Mint::leaf`].
pub(crate) fn signed() -> Time {
    time("2024-05-01T12:05:00Z")
}

pub(crate) fn window() -> Window {
    Window::new(time("2024-01-01T00:00:00Z"), None).unwrap()
}

pub(crate) fn build(chain: Vec<Certificate>) -> Result<Authority, Error> {
    build_for(Purpose::CodeSigning, chain)
}

pub(crate) fn build_for(purpose: Purpose, chain: Vec<Certificate>) -> Result<Authority, Error> {
    Authority::new(chain, window(), purpose, &Ring, &mut Budget::unbounded())
}

pub(crate) fn authority() -> Authority {
    build(chain()).unwrap()
}

pub(crate) fn verify_at(
    leaf: &Certificate,
    authorities: &[Authority],
    times: &[Time],
) -> Result<VerifiedPath, PathRefusal> {
    let profile = Profile::fulcio();
    verify_path(
        leaf,
        authorities,
        times,
        &profile,
        &Ring,
        &mut Budget::unbounded(),
    )
}

pub(crate) fn verify(
    leaf: &Certificate,
    authorities: &[Authority],
) -> Result<VerifiedPath, PathRefusal> {
    verify_at(leaf, authorities, &[signed()])
}

/// The path of a good leaf, or of one that differs from it.
pub(crate) fn path_of(leaf: &Mint) -> VerifiedPath {
    verify(&leaf.sign(&intermediate_key()), &[authority()]).unwrap()
}

/// `accept`, or the code.
pub(crate) fn code<T, E: Coded>(result: Result<T, E>) -> &'static str {
    match result {
        Ok(_) => "accept",
        Err(error) => error.code().as_str(),
    }
}

// ---------------------------------------------------------------- certificate timestamps

/// The parts of one timestamp, each open to be wrong.
#[derive(Clone)]
pub(crate) struct SctMint {
    pub(crate) version: u8,
    pub(crate) log_id: [u8; 32],
    pub(crate) millis: u64,
    pub(crate) extensions: Vec<u8>,
    pub(crate) algorithm: [u8; 2],
    pub(crate) issuer_spki: Vec<u8>,
}

impl SctMint {
    pub(crate) fn good() -> Self {
        Self {
            version: 0,
            log_id: ct_key().public().id(),
            millis: 1_714_564_860_123, // 2024-05-01T12:01:00.123Z
            extensions: Vec::new(),
            algorithm: [4, 3],
            issuer_spki: intermediate_key().spki(),
        }
    }

    /// The timestamp over a TBSCertificate that has no timestamps.
    pub(crate) fn sign(&self, log: &Key, tbs: &[u8]) -> Vec<u8> {
        let issuer = bonafide_digest::sha256(&[&self.issuer_spki]);
        self.sign_entry(log, &[&[0, 1], &issuer[..], &long_vector(tbs)].concat())
    }

    /// The timestamp over what the log says it logged: the type of the entry, and the entry.
    pub(crate) fn sign_entry(&self, log: &Key, entry: &[u8]) -> Vec<u8> {
        let extensions = vector(&self.extensions);
        let millis = self.millis.to_be_bytes();
        let message = [&[0, 0], &millis[..], entry, &extensions].concat();
        let signature = vector(&log.sign(&message));
        let front = [&[self.version], &self.log_id[..], &millis].concat();
        [front, extensions, self.algorithm.to_vec(), signature].concat()
    }
}

/// `opaque<0..2^24-1>`.
pub(crate) fn long_vector(content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32).to_be_bytes()[1..], content].concat()
}

pub(crate) fn vector(content: &[u8]) -> Vec<u8> {
    [&(content.len() as u16).to_be_bytes()[..], content].concat()
}

pub(crate) fn sct_list(items: &[Vec<u8>]) -> Ext {
    let list: Vec<u8> = items.iter().flat_map(|item| vector(item)).collect();
    ext(SCTS, false, &octets(&vector(&list)))
}

/// The leaf with the timestamps that `make` gives for its TBSCertificate.
pub(crate) fn with_scts(leaf: &Mint, make: impl FnOnce(&[u8]) -> Vec<Vec<u8>>) -> Mint {
    let items = make(&leaf.tbs());
    leaf.clone().with(sct_list(&items))
}
