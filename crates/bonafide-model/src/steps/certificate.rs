//! The signer's certificate: where it leads to, when, and whether it is the wanted one.

use super::{Outcome, Run};
use crate::Error;

pub(super) fn read(_: &mut Run<'_>) -> Result<Outcome, Error> {
    Ok(Outcome::Skip("the method is not certificate"))
}

pub(super) fn path(_: &mut Run<'_>) -> Result<Outcome, Error> {
    Ok(Outcome::Skip("the method is not certificate"))
}

pub(super) fn identity(_: &mut Run<'_>) -> Result<Outcome, Error> {
    Ok(Outcome::Skip("the method is not certificate"))
}

pub(super) fn signature(_: &mut Run<'_>) -> Result<Outcome, Error> {
    Ok(Outcome::NotRun("no certificate"))
}
