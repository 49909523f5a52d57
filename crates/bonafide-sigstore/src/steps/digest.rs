//! The digest that a message bundle states, against the artifact.

use super::run::{Outcome, Run};
use crate::Error;
use crate::bundle::Content;
use bonafide_report::{Place, registry};

/// The stated digest is a hint: it never enters the signature check. Where it is there it must be
/// the artifact's.
pub(super) fn check(run: &mut Run<'_>) -> Result<Outcome, Error> {
    let Content::Message { digest, .. } = &run.bundle.content else {
        return Ok(Outcome::Skip(
            "an envelope names its artifacts in its statement",
        ));
    };
    let Some(stated) = digest else {
        run.note(
            registry::NOTE_MESSAGE_DIGEST_ABSENT,
            Place::root().member("messageSignature"),
            "the bundle states no digest of the message",
        );
        return Ok(Outcome::Skip("the bundle states no digest"));
    };
    let algorithm = stated.algorithm();
    let stated = *stated;
    let Some(actual) = run.artifact_digest(0, algorithm) else {
        return Err(Error::BadDigest {
            wanted: "the bundle states a digest of another algorithm",
        });
    };
    if actual != stated {
        return Err(Error::DigestMismatch {
            wanted: Box::new(actual),
            found: Box::new(stated),
        });
    }
    Ok(Outcome::Pass(actual.to_string()))
}
