//! Imprints by hashes that are not accepted: refused before any authority is looked for.

mod common;

use bonafide_report::Coded as _;
use bonafide_tsa::Error;
use common::*;

#[test]
fn imprints_by_other_hashes_are_refused_whatever_their_value() {
    let pki = Pki::new();
    let sha256 = hash(SHA256, SIGNED);
    let mut token = pki.token();
    assert!(token.verify(&[pki.pinned()]).is_ok());
    for (what, dotted, length) in [
        ("an unknown algorithm", "1.2.3.4", 32),
        ("MD5", "1.2.840.113549.2.5", 16),
        ("SHA-1", SHA1, 20),
        ("SHA-224", "2.16.840.1.101.3.4.2.4", 28),
        ("SHA-512/224", "2.16.840.1.101.3.4.2.5", 28),
        ("SHA-512/256", "2.16.840.1.101.3.4.2.6", 32),
        ("SHA3-256", "2.16.840.1.101.3.4.2.8", 32),
        ("SHA3-512", "2.16.840.1.101.3.4.2.10", 64),
        ("sha256WithRSAEncryption", "1.2.840.113549.1.1.11", 32),
    ] {
        let fitting: Vec<u8> = sha256.iter().copied().cycle().take(length).collect();
        for value in [fitting, sha256.clone(), Vec::new()] {
            for parameters in [&[][..], &[5, 0]] {
                token.imprint = [seq(&[&oid(dotted), parameters]), value.clone()];
                for authorities in [&[pki.pinned()][..], &[]] {
                    let refusal = token.verify(authorities).unwrap_err();
                    assert_eq!(refusal.code().as_str(), "tsa.imprint", "{what}");
                    assert_eq!(refusal.rank(), None, "{what}");
                    let found = matches!(
                        refusal.error(),
                        Error::ImprintAlgorithm { oid } if oid == dotted
                    );
                    assert!(found, "{what}: {refusal}");
                }
            }
        }
    }
    // The right hash with parameters that it does not have.
    token.imprint = [seq(&[&oid(SHA256), &integer(0)]), sha256];
    let refusal = token.verify(&[pki.pinned()]).unwrap_err();
    assert_eq!(refusal.code().as_str(), "tsa.imprint");
}
