//! Private keys as OpenSSL writes them.
#![cfg(feature = "sign")]

use bonafide_digest::digest;
use bonafide_keys::{Message, PublicKey, Ring, Scheme};
use bonafide_model::{LocalKey, SignError, Signer as _};
use bonafide_report::Budget;

/// The text of a file of `tests/keys`.
macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("keys/", $name, ".pem"))
    };
}

const PASSPHRASE: &[u8] = b"correct horse";

fn open(text: &str) -> Result<LocalKey, SignError> {
    LocalKey::from_pem(text, || None)
}

fn open_with(text: &str, passphrase: &[u8]) -> Result<LocalKey, SignError> {
    LocalKey::from_pem(text, || Some(passphrase.to_vec().into()))
}

#[test]
fn every_form_of_a_key_is_the_same_key() {
    let public = [
        PublicKey::from_pem(pem!("ec256.pub")).unwrap(),
        PublicKey::from_pem(pem!("ec384.pub")).unwrap(),
        PublicKey::from_pem(pem!("ec521.pub")).unwrap(),
    ];
    let forms = [
        (0, open(pem!("ec256.sec1"))),
        (0, open(pem!("ec256.pk8"))),
        (0, open_with(pem!("ec256.pbkdf2"), PASSPHRASE)),
        (1, open(pem!("ec384.sec1"))),
        (1, open_with(pem!("ec384.scrypt"), PASSPHRASE)),
        (2, open(pem!("ec521.sec1"))),
        (2, open(pem!("ec521.pk8"))),
    ];
    for (at, key) in forms {
        let key = key.unwrap();
        assert_eq!(key.public_key().spki_der(), public[at].spki_der());
        let Scheme::Ecdsa(hash) = key.public_key().kind().default_scheme() else {
            panic!("{key:?} is no ECDSA key");
        };
        let digest = digest(hash, b"what is signed").unwrap();
        let signature = key.sign_digest(&digest).unwrap();
        assert_eq!(signature, key.sign_digest(&digest).unwrap(), "RFC 6979");
        let mut budget = Budget::unbounded();
        let scheme = Scheme::EcdsaP1363(hash);
        let message = Message::Prehashed(&digest);
        let verified = public[at].verify(&Ring, scheme, message, &signature, &mut budget);
        assert_eq!(verified, Ok(()), "{key:?}");
    }
}

#[test]
fn parameters_before_the_key_are_passed_over() {
    assert!(open(pem!("ec256.params")).is_ok());
}

#[test]
fn a_passphrase_is_needed_and_has_to_be_the_right_one() {
    assert_eq!(
        open(pem!("ec256.pbkdf2")).unwrap_err(),
        SignError::PassphraseMissing {}
    );
    for text in [pem!("ec256.pbkdf2"), pem!("ec384.scrypt")] {
        let error = open_with(text, b"wrong horse").unwrap_err();
        assert_eq!(error, SignError::Passphrase {});
        assert_eq!(error.code().as_str(), "oms.key.unsupported");
    }
    // It is not asked for where it is not needed.
    let key = LocalKey::from_pem(pem!("ec256.sec1"), || panic!("asked"));
    assert!(key.is_ok());
}

#[test]
fn other_keys_are_refused() {
    for text in [
        pem!("k256.sec1"),
        pem!("k256.pk8"),
        pem!("ed25519.pk8"),
        pem!("rsa.pk8"),
    ] {
        assert_eq!(open(text).unwrap_err(), SignError::Algorithm {});
    }
    for text in [
        pem!("ec256.legacy"),
        pem!("ec256.pub"),
        "",
        "no key",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        let error = open_with(text, PASSPHRASE).unwrap_err();
        assert!(matches!(error, SignError::Key { .. }), "{error:?}");
    }
}

#[test]
fn a_key_whose_public_half_is_another_is_refused() {
    let text = pem!("ec256.pk8");
    let der = bonafide_keys::pem::decode(text, 4096).unwrap().der;
    let mut other = der.clone();
    // The last byte is the last of the point.
    *other.last_mut().unwrap() ^= 1;
    let text = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        bonafide_json::base64::encode(&other)
    );
    let error = open(&text).unwrap_err();
    assert!(matches!(error, SignError::Key { .. }), "{error:?}");
}

#[test]
fn a_key_shows_nothing_of_itself() {
    let key = open(pem!("ec256.sec1")).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.starts_with("LocalKey { public: "), "{shown}");
    assert!(!shown.to_lowercase().contains("scalar"), "{shown}");
}
