//! What a verifier is made of.

#![cfg(feature = "oms")]

use bonafide_keys::Backend;
use bonafide_x509::Authority;

use crate::{BundleLimits, Method, Profile, Trust};

/// Trust, a backend and a profile, made ready.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) trust: Trust,
    pub(crate) backend: Box<dyn Backend>,
    pub(crate) profile: Profile,
    pub(crate) limits: BundleLimits,
    /// The anchors of the method `certificate`.
    pub(crate) authorities: Vec<Authority>,
    pub(crate) path_profile: bonafide_x509::Profile,
}

impl Setup {
    /// The one method whose signatures are accepted.
    pub(crate) const fn method(&self) -> Method {
        self.trust.method()
    }
}
