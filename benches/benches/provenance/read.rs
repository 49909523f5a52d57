//! A statement, read and matched.

use bonafide::digest::{Algorithm, Digest};
use bonafide::dsse::{
    Accepted, ArtifactDigests, Envelope, IN_TOTO, Statement, StatementOptions, SubjectMatch,
};

use crate::inputs::digest;

/// An envelope with this payload, which shares it with every statement that is read from it.
pub(crate) fn envelope(payload: &str) -> Envelope {
    Envelope::from_parts(IN_TOTO, payload.as_bytes().to_vec(), vec![1])
}

/// Reads the payload: one strict scan, and the subjects kept.
pub(crate) fn read(envelope: &Envelope) -> Statement {
    let options = StatementOptions::provenance();
    envelope.untrusted().statement(&options).unwrap()
}

pub(crate) fn artifact(number: usize) -> ArtifactDigests {
    let digest = Digest::from_hex(Algorithm::Sha256, &digest(number)).unwrap();
    ArtifactDigests::stated([digest.into()]).unwrap()
}

pub(crate) fn find(statement: &Statement, artifact: &ArtifactDigests) -> SubjectMatch {
    let accepted = Accepted::default();
    statement.match_subjects(artifact, &accepted).unwrap()
}
