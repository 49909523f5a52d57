//! What lies in a `dir:` folder, as a discovery finds it.

use std::sync::Arc;

use bonafide_digest::Digest;

use super::{Candidate, Carrier, Completeness, Discovered, Image, Reason, Role, Wanted};

use crate::{DirAttachment, DirTransport, Document, Error, Limits, MediaType};

impl Discovered {
    /// Everything that a `dir:` folder holds beside its image. The folder is read already, so that
    /// nothing is looked for, and nothing that lies elsewhere is found.
    #[must_use]
    pub fn in_folder(folder: &DirTransport, limits: &Limits) -> Self {
        let document = Document::parse_local(folder.subject(), None, limits.manifest_bytes);
        let image = *folder.digest();
        let candidates: Vec<Candidate> = folder
            .signatures()
            .iter()
            .enumerate()
            .map(|(number, file)| candidate(image, number, file))
            .collect();
        let seen = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        let completeness = if folder.has_more() {
            Completeness::Incomplete(vec![Reason::LimitReached {
                kind: "signature files",
                seen: seen.saturating_add(1),
                limit: seen,
            }])
        } else {
            Completeness::Complete
        };
        Self {
            image: Image {
                digest: image,
                tag: None,
                content: Ok((Arc::from(folder.subject()), document)),
            },
            children: Vec::new(),
            candidates,
            completeness,
            // A folder holds what it holds: all of it is read.
            wanted: Wanted::everything(),
            requests: 0,
            bytes: u64::try_from(folder.subject().len()).unwrap_or(u64::MAX),
            notes: Vec::new(),
        }
    }
}

fn candidate(image: Digest, number: usize, file: &Result<DirAttachment, Error>) -> Candidate {
    let other = Error::UnsupportedFormat {
        what: "a file of a type that holds no signature or statement",
    };
    let mut candidate = Candidate {
        layer: number,
        ..Candidate::blank(image, Carrier::File, other)
    };
    match file {
        Err(error) => candidate.content = Err(error.clone()),
        Ok(DirAttachment::Gpg) => {
            candidate.role = Role::Gpg;
            let what = "a signature of OpenPGP";
            candidate.content = Err(Error::UnsupportedFormat { what });
        }
        Ok(DirAttachment::Layer(signature)) => {
            let payload = signature.payload();
            candidate.digest = Some(Digest::sha256(bonafide_digest::sha256(&[payload])));
            candidate.media_type = Some(signature.media_type().clone());
            signature
                .annotations()
                .clone_into(&mut candidate.annotations);
            if let Some(role) = role(signature.media_type()) {
                candidate.role = role;
                candidate.content = Ok(Arc::from(payload));
            }
        }
    }
    candidate
}

/// A file stands for a layer that somebody signed.
fn role(found: &MediaType) -> Option<Role> {
    let is_signed =
        |role: &Role| matches!(role, Role::Bundle | Role::SimpleSigning | Role::Envelope);
    Role::of(found).filter(is_signed)
}
