//! Signature algorithms on certificates: which are refused, wherever in a path they stand.

mod common;

use bonafide_keys::Ring;
use bonafide_report::{Budget, Coded as _};
use bonafide_x509::{Authority, Error, Profile, Purpose, search_path};
use common::*;

const SHA1: &str = "1.3.14.3.2.26";
const SHA224: &str = "2.16.840.1.101.3.4.2.4";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const SHA384: &str = "2.16.840.1.101.3.4.2.2";
const SHA512: &str = "2.16.840.1.101.3.4.2.3";
const SHA3_256: &str = "2.16.840.1.101.3.4.2.8";
const MGF1: &str = "1.2.840.113549.1.1.8";
const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";

fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

/// The parameters of RSASSA-PSS.
#[derive(Clone, Copy)]
struct Pss {
    hash: &'static str,
    mask: &'static str,
    mask_hash: &'static str,
    salt: u8,
    trailer: Option<u8>,
}

impl Pss {
    /// One hash throughout, of so many bytes.
    const fn of(hash: &'static str, salt: u8) -> Self {
        Self {
            hash,
            mask: MGF1,
            mask_hash: hash,
            salt,
            trailer: None,
        }
    }

    fn der(self) -> Vec<u8> {
        let mask = seq(&[oid(self.mask), seq(&[oid(self.mask_hash), null()])]);
        let number = |tag: u8, value: u8| tlv(tag, &tlv(0x02, &[value]));
        let parameters = [
            tlv(0xa0, &seq(&[oid(self.hash), null()])),
            tlv(0xa1, &mask),
            number(0xa2, self.salt),
            self.trailer.map_or(Vec::new(), |value| number(0xa3, value)),
        ];
        seq(&[oid(RSASSA_PSS), seq(&parameters)])
    }
}

/// The codes for a leaf under a trusted root, an intermediate below its anchor, that anchor itself,
/// and a leaf of the caller's own authority, each with this algorithm.
fn codes(algorithm: &[u8]) -> [&'static str; 4] {
    let with = |mint: Mint| Mint {
        algorithm: algorithm.to_vec(),
        ..mint
    };
    let leaf = with(Mint::leaf()).sign(&intermediate_key());
    let own_root = root().sign(&root_key());
    let own = Authority::anchor(own_root, Purpose::BringYourOwn, &Ring).unwrap();
    let pool = [intermediate().sign(&root_key())];
    let searched = search_path(
        &leaf,
        &pool,
        &[own],
        &[signed()],
        &Profile::bring_your_own(),
        &Ring,
        &mut Budget::unbounded(),
    );
    [
        code(verify(&leaf, &[authority()])),
        code(build(chain_of(&with(intermediate()), &root()))),
        code(build(chain_of(&intermediate(), &with(root())))),
        code(searched),
    ]
}

#[track_caller]
fn refused(what: &str, algorithm: &[u8]) {
    const WEAK: &str = "cert.weak-algorithm";
    // Nobody looks at the signature on an anchor.
    assert_eq!(codes(algorithm), [WEAK, WEAK, "accept", WEAK], "{what}");
}

/// The issuers have P-256 keys: an algorithm that is accepted is not that of their signatures.
#[track_caller]
fn known(what: &str, algorithm: &[u8]) {
    const WRONG: &str = "cert.chain";
    assert_eq!(codes(algorithm), [WRONG, WRONG, "accept", WRONG], "{what}");
}

#[test]
fn pss_has_one_hash_and_a_salt_of_its_length() {
    for (hash, length) in [(SHA256, 32), (SHA384, 48), (SHA512, 64)] {
        let good = Pss::of(hash, length);
        known(hash, &good.der());
        let trailer = Some(1);
        known(hash, &Pss { trailer, ..good }.der());

        for mask_hash in [SHA1, SHA224, SHA256, SHA384, SHA512] {
            if mask_hash != hash {
                let mixed = Pss { mask_hash, ..good };
                refused(mask_hash, &mixed.der());
            }
        }
        for salt in [0, 20, length - 1, length + 1, 127] {
            refused("another salt", &Pss { salt, ..good }.der());
        }
        let trailer = Some(2);
        refused("another trailer", &Pss { trailer, ..good }.der());
        let mask = hash;
        refused("another mask", &Pss { mask, ..good }.der());
    }
    for (what, algorithm) in [
        ("SHA-1", Pss::of(SHA1, 20).der()),
        ("SHA-224", Pss::of(SHA224, 28).der()),
        ("SHA3-256", Pss::of(SHA3_256, 32).der()),
        ("SHA-1 by default", seq(&[oid(RSASSA_PSS), seq(&[])])),
        ("no parameters", seq(&[oid(RSASSA_PSS)])),
        ("NULL", seq(&[oid(RSASSA_PSS), null()])),
    ] {
        refused(what, &algorithm);
    }
}

#[test]
fn old_hashes_and_dsa_are_refused() {
    for (what, id) in [
        ("md2WithRSAEncryption", "1.2.840.113549.1.1.2"),
        ("md5WithRSAEncryption", "1.2.840.113549.1.1.4"),
        ("sha1WithRSAEncryption", "1.2.840.113549.1.1.5"),
        ("sha1WithRSA of OIW", "1.3.14.3.2.29"),
        ("sha224WithRSAEncryption", "1.2.840.113549.1.1.14"),
        ("sha512-256WithRSAEncryption", "1.2.840.113549.1.1.16"),
        ("rsaEncryption, which has no hash", "1.2.840.113549.1.1.1"),
        ("ecdsa-with-SHA1", "1.2.840.10045.4.1"),
        ("ecdsa-with-SHA224", "1.2.840.10045.4.3.1"),
        ("dsa-with-sha1", "1.2.840.10040.4.3"),
        ("dsa-with-sha224", "2.16.840.1.101.3.4.3.1"),
        ("dsa-with-sha256", "2.16.840.1.101.3.4.3.2"),
        ("dsa-with-sha384", "2.16.840.1.101.3.4.3.3"),
        ("dsa-with-sha512", "2.16.840.1.101.3.4.3.4"),
        ("Ed448", "1.3.101.113"),
        ("a hash alone", SHA256),
    ] {
        refused(what, &seq(&[oid(id)]));
        refused(what, &seq(&[oid(id), null()]));
        let leaf = Mint {
            algorithm: seq(&[oid(id)]),
            ..Mint::leaf()
        };
        let refusal = verify(&leaf.sign(&intermediate_key()), &[authority()]).unwrap_err();
        assert_eq!(refusal.place().as_str(), "/leaf", "{what}");
        assert!(refusal.to_string().contains(id), "{what}: {refusal}");
    }
}

#[test]
fn the_accepted_algorithms_are_told_from_those() {
    let rsa = |last: u8| oid(&format!("1.2.840.113549.1.1.{last}"));
    let ecdsa = |last: u8| oid(&format!("1.2.840.10045.4.3.{last}"));
    for last in [11, 12, 13] {
        known("RSA", &seq(&[rsa(last)]));
        known("RSA with NULL", &seq(&[rsa(last), null()]));
        refused("RSA with a number", &seq(&[rsa(last), tlv(0x02, &[0])]));
    }
    for last in [3, 4] {
        known("ECDSA with another hash", &seq(&[ecdsa(last)]));
        refused("ECDSA with NULL", &seq(&[ecdsa(last), null()]));
    }
    known("Ed25519", &seq(&[oid("1.3.101.112")]));
    refused("Ed25519 with NULL", &seq(&[oid("1.3.101.112"), null()]));
    assert_eq!(codes(&seq(&[ecdsa(2)])), ["accept"; 4]);
    // Stated as what it is, and by a key that may have any length: the issuer's key is what is weak.
    for bits in [2047, 8193] {
        let lower = Mint {
            spki: rsa_spki(bits, 3),
            ..intermediate()
        };
        let leaf = Mint {
            algorithm: seq(&[rsa(11), null()]),
            ..Mint::leaf()
        };
        let own_root = root().sign(&root_key());
        let own = Authority::anchor(own_root, Purpose::BringYourOwn, &Ring).unwrap();
        let refusal = search_path(
            &leaf.sign(&intermediate_key()),
            &[lower.sign(&root_key())],
            &[own],
            &[signed()],
            &Profile::bring_your_own(),
            &Ring,
            &mut Budget::unbounded(),
        );
        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.code().as_str(), "cert.weak-algorithm", "{bits}");
        assert!(matches!(refusal.error(), Error::WeakAlgorithm { .. }));
        assert!(refusal.to_string().contains(&bits.to_string()), "{refusal}");
    }
}
