//! The name that was signed, against the name that was asked for.

use bonafide_digest::Digest;
use bonafide_oci::{Reference, Target};

use super::policy::SignedIdentity;
use crate::Error;

/// That `signed` is the name of the image with this digest under which it was asked for.
pub(super) fn check(
    signed: &str,
    digest: &Digest,
    mode: SignedIdentity,
    asked: &Reference,
) -> Result<(), Error> {
    if mode == SignedIdentity::Off {
        return Ok(());
    }
    let name = Reference::parse_familiar(signed).map_err(|_| replay(signed, asked))?;
    let asked_tag = match asked.target() {
        Target::Tag(tag) => Some(tag),
        Target::Digest(_) => asked.tag().cloned(),
    };
    let fits_tag = match (mode, name.tag()) {
        (SignedIdentity::Exact, None) => false,
        (SignedIdentity::Exact | SignedIdentity::Tag, Some(tag)) => asked_tag.as_ref() == Some(tag),
        _ => true,
    };
    let fits_digest = name.digest().is_none_or(|named| named == digest);
    if name.repository() == asked.repository() && fits_tag && fits_digest {
        Ok(())
    } else {
        Err(replay(signed, asked))
    }
}

/// The image was signed under another name.
pub(super) fn replay(signed: &str, asked: &Reference) -> Error {
    Error::IdentityReplay {
        found: signed.to_owned(),
        wanted: asked.to_string(),
    }
}
