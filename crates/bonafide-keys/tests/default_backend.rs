//! The backend of callers who do not choose.

#![cfg(any(feature = "ring", feature = "aws-lc", feature = "rustcrypto"))]

use bonafide_keys::{Backend as _, default_backend};

#[test]
fn it_is_the_first_of_those_in_the_build() {
    let first = if cfg!(feature = "ring") {
        "ring"
    } else if cfg!(feature = "aws-lc") {
        "aws-lc"
    } else {
        "rustcrypto"
    };
    assert_eq!(default_backend().name(), first);
}
