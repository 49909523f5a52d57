//! Certificates, as they stand in bundles and chains.

use bonafide_x509::{Certificate, Claims, ParseOptions, Sct};

use crate::input::text;
use crate::memory;

/// A certificate is the bytes that it was read from; everything that it says can be asked.
pub fn run(data: &[u8]) {
    let options = ParseOptions::default();
    if let Ok(found) = memory::linear(data, || Certificate::from_der(data, &options)) {
        assert_eq!(found.der(), data);
        ask(&found);
    }
    if let Some(text) = text(data)
        && let Ok(found) = memory::linear(data, || Certificate::from_pem(text, &options))
    {
        assert_eq!(Certificate::from_der(found.der(), &options), Ok(found));
    }
}

fn ask(found: &Certificate) {
    assert!(found.not_before() <= found.not_after() || !found.is_valid_at(found.not_before()));
    let text = found.subject_text();
    let _ = (found.issuer_text(), found.has_subject(&text));
    let _ = (found.public_key().map(|key| key.kind()), found.path_len());
    if let Ok(claims) = Claims::of(found) {
        for (number, text) in claims.iter() {
            assert_eq!(claims.get(number), Some(text));
        }
        let _ = claims.issuer();
    }
    if let Ok(Some(scts)) = Sct::list_of(found) {
        assert!(!scts.is_empty() && scts.len() <= 64);
    }
}
