//! What a build without the feature `p521` says of such keys.
#![cfg(not(feature = "p521"))]

use bonafide_keys::{Error, PublicKey};
use bonafide_report::registry;

/// The generator of P-521, SEC 2 section 2.6.1.
const GENERATOR: &str = "30819b301006072a8648ce3d020106052b8104002303818600\
    0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2\
    ffa8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd\
    17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650";

#[test]
fn the_error_names_the_feature_to_enable() {
    let spki = bonafide_digest::hex::decode(GENERATOR).unwrap();
    let error = PublicKey::from_spki_der(&spki).unwrap_err();
    assert!(
        matches!(error, Error::Feature { enable: "p521", .. }),
        "{error}"
    );
    assert_eq!(error.code(), registry::KEY_UNSUPPORTED);
    assert!(error.to_string().contains("enable the feature p521"));
}
