//! Models, files and packages, with what the caller hands over.

use std::fs::File;
use std::path::{Path, PathBuf};

use bonafide_digest::Digests;
use bonafide_model::Control;
use bonafide_policy::{EvidenceSet, ModelSignature, Subject, Verdict};

use super::{Given, Judge};
use crate::Usage;
use crate::input::read_at_most;

/// One byte more than any evidence may have, so that its reader says that there are too many.
const MOST: usize = (64 << 20) + 1;

impl Judge<'_> {
    pub(super) fn model(&self, path: &str, given: &Given<'_>) -> Result<Verdict, Usage> {
        let subject = Subject::model().with_name(given.reference.unwrap_or(path));
        let files = read_all(&given.evidence)?;
        let signatures: Vec<ModelSignature<'_>> = given
            .evidence
            .iter()
            .zip(&files)
            .map(|(path, bytes)| ModelSignature::new(bytes).with_path(path))
            .collect();
        let control = Control::new();
        let (policy, root) = (self.policy, Path::new(path));
        let evidence = EvidenceSet::of_model(policy, root, &signatures, self.now, &control);
        Ok(self.decide(&subject, &evidence))
    }

    pub(super) fn file(&self, path: &str, given: &Given<'_>) -> Result<Verdict, Usage> {
        let failed = |error: std::io::Error| Usage(format!("{path}: {error}"));
        let file = File::open(path).map_err(failed)?;
        let digests = Digests::read(file).map_err(failed)?;
        let name = Path::new(path)
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or(path);
        let is_package = Path::new(name)
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("whl"));
        let subject = match is_package {
            true => Subject::package(&digests),
            false => Subject::blob(&digests),
        };
        self.blob(subject.with_name(name), given)
    }

    pub(super) fn blob(&self, mut subject: Subject, given: &Given<'_>) -> Result<Verdict, Usage> {
        if let Some(name) = given.reference {
            subject = subject.with_name(name);
        }
        let files = read_all(&given.evidence)?;
        let (signed, unsigned): (Vec<&[u8]>, Vec<&[u8]>) = files
            .iter()
            .map(Vec::as_slice)
            .partition(|bytes| is_signed(bytes));
        let mut evidence = EvidenceSet::of_blob(self.policy, &subject, &signed, self.now);
        for bytes in unsigned {
            evidence = evidence.with_local_document(bytes, None);
        }
        Ok(self.decide(&subject, &evidence))
    }
}

/// Whether these are the bytes of a bundle, an envelope or an attestation, by a member that only such
/// have; anything else is a document that nobody signed.
pub(super) fn is_signed(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    has(b"\"verificationMaterial\"")
        || has(b"\"verification_material\"")
        || has(b"\"base64Signature\"")
        || has(b"\"payloadType\"")
}

pub(super) fn read_all(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Usage> {
    let read = |path: &PathBuf| {
        let text = path
            .to_str()
            .ok_or_else(|| Usage(format!("{path:?} is not UTF-8")))?;
        read_at_most(text, MOST)
    };
    paths.iter().map(read).collect()
}
