//! Statements of in-toto, and whether they are about an artifact.

use bonafide_digest::Digest;
use bonafide_dsse::{Accepted, ArtifactDigests, Statement, StatementOptions, TrustedDigest};

use crate::memory;

/// A statement is about an artifact only where a subject has the digest of it.
pub fn run(data: &[u8]) {
    for options in [StatementOptions::bundle(), StatementOptions::provenance()] {
        let Ok(statement) = memory::linear(data, || Statement::parse(data, &options)) else {
            continue;
        };
        assert_eq!(statement.subjects().count(), statement.subject_count());
        judge(&statement);
    }
}

fn judge(statement: &Statement) {
    let accepted = Accepted::sigstore();
    let wanted = Digest::sha256(bonafide_digest::sha256(&[b"artifact"]));
    let artifact = ArtifactDigests::stated([TrustedDigest::from(wanted.clone())]).expect("one");
    let Ok(found) = statement.match_subjects(&artifact, &accepted) else {
        return;
    };
    for at in found.subjects() {
        let mut subjects = statement.subjects();
        let subject = subjects
            .find(|subject| subject.index() == *at)
            .expect("it is there");
        assert!(subject.digests().any(|digest| *digest == wanted));
    }
    assert!(!found.subjects().is_empty() && !found.is_by_opaque_id());
}
