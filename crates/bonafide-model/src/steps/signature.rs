//! The signature over the payload, by the method that is trusted.

use super::run::{Outcome, Run};
use super::{certificate, key};
use crate::Error;
use crate::trust::Signers;

pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    match &run.setup.trust.signers {
        Signers::Keys(keys) => key::by_key(run, keys),
        Signers::Certificates(_) => certificate::signature(run),
        Signers::Sigstore(_) => Ok(Outcome::Skip("the method is sigstore")),
    }
}
