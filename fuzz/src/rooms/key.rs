//! Public keys: SPKI, PKCS #1 and PEM.

use bonafide_keys::PublicKey;

use crate::input::text;
use crate::memory;

/// A key is the bytes that it was read from, whichever way they came.
pub fn run(data: &[u8]) {
    if let Ok(key) = memory::linear(data, || PublicKey::from_spki_der(data)) {
        assert_eq!(key.spki_der(), data);
        assert_eq!(PublicKey::from_spki_der_allow_compressed(data), Ok(key));
    }
    let keys = [
        PublicKey::from_spki_der_allow_compressed(data),
        PublicKey::from_pkcs1_der(data),
    ];
    for key in keys.into_iter().flatten() {
        again(&key);
    }
    if let Some(text) = text(data) {
        if let Ok(key) = memory::linear(data, || PublicKey::from_pem(text)) {
            again(&key);
        }
        let _ = PublicKey::from_pem_allow_compressed(text);
    }
}

fn again(key: &PublicKey) {
    let same = PublicKey::from_spki_der_allow_compressed(key.spki_der()).expect("a key again");
    assert_eq!((same.id(), same.kind()), (key.id(), key.kind()));
    assert_eq!(same.material_id(), key.material_id());
}
