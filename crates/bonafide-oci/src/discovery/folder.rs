//! What lies in a `dir:` folder, as a discovery finds it.

use std::sync::Arc;

use bonafide_digest::Digest;

use super::{Candidate, Carrier, Completeness, Discovered, Image, Reason, Role};

use crate::{
    Annotations, DirAttachment, DirTransport, Document, Error, Limits, MediaType, media_type,
};

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
            requests: 0,
            bytes: u64::try_from(folder.subject().len()).unwrap_or(u64::MAX),
            notes: Vec::new(),
        }
    }
}

fn candidate(image: Digest, number: usize, file: &Result<DirAttachment, Error>) -> Candidate {
    let mut candidate = Candidate {
        image,
        role: Role::Unknown,
        carrier: Carrier::File,
        repository: None,
        manifest: None,
        layer: number,
        digest: None,
        media_type: None,
        artifact_type: None,
        annotations: Annotations::new(),
        about: None,
        content: Err(Error::UnsupportedFormat {
            what: "a file of a type that holds no signature or statement",
        }),
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

fn role(found: &MediaType) -> Option<Role> {
    if found.is(media_type::SIMPLE_SIGNING) {
        Some(Role::SimpleSigning)
    } else if found.is(media_type::DSSE_ENVELOPE) {
        Some(Role::Envelope)
    } else if found.is_bundle() {
        Some(Role::Bundle)
    } else {
        None
    }
}
