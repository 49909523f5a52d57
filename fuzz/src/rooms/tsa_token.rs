//! Tokens of timestamp authorities.

use bonafide_testkit::der;
use bonafide_tsa::{ParseOptions, TimestampToken};

use crate::memory;

/// A token is a part of the response that it was read from, and is a token alone too.
pub fn run(data: &[u8]) {
    let options = ParseOptions::default();
    let Ok(token) = memory::linear(data, || TimestampToken::parse(data, &options)) else {
        return;
    };
    assert_eq!(token.der(), data);
    let alone = token.token_der();
    assert!(alone.len() <= data.len());
    for certificate in token.embedded_signers() {
        assert!(token.names(certificate));
    }
    // A response that grants it, and says no more.
    let granted = der::sequence(&[der::sequence(&[der::integer(0)]), alone.to_vec()]);
    let again = TimestampToken::parse(&granted, &options).expect("the token in another response");
    assert_eq!(again.token_der(), alone);
}
