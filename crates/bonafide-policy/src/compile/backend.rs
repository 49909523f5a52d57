//! What checks signatures, by the features of this build.

#[cfg(feature = "ring")]
pub(super) const BACKEND: bonafide_keys::Ring = bonafide_keys::Ring;

#[cfg(all(feature = "rustcrypto", not(feature = "ring")))]
pub(super) const BACKEND: bonafide_keys::RustCrypto = bonafide_keys::RustCrypto;

#[cfg(all(feature = "aws-lc", not(any(feature = "ring", feature = "rustcrypto"))))]
pub(super) const BACKEND: bonafide_keys::AwsLc = bonafide_keys::AwsLc;

#[cfg(not(any(feature = "ring", feature = "rustcrypto", feature = "aws-lc")))]
compile_error!("signatures need a backend: enable `ring`, `rustcrypto` or `aws-lc`");
