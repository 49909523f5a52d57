//! What kind of document something is, by the names of its members.

use bonafide_json::{Kind, Limits, Reader};
use bonafide_slsa::Error;

/// The kinds of documents that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Envelope,
    Bundle,
    NpmSet,
    PypiProvenance,
    PypiAttestation,
    CloudBuild,
    Statement,
}

/// The members that each kind has and no other. One of them is enough to be of that kind: what then
/// lacks others is malformed, and not of another kind.
const MARKS: [(&str, Shape); 13] = [
    ("payload", Shape::Envelope),
    ("payloadType", Shape::Envelope),
    ("signatures", Shape::Envelope),
    ("verificationMaterial", Shape::Bundle),
    ("dsseEnvelope", Shape::Bundle),
    ("messageSignature", Shape::Bundle),
    ("attestations", Shape::NpmSet),
    ("attestation_bundles", Shape::PypiProvenance),
    ("verification_material", Shape::PypiAttestation),
    ("image_summary", Shape::CloudBuild),
    ("provenance_summary", Shape::CloudBuild),
    ("_type", Shape::Statement),
    ("predicateType", Shape::Statement),
];

impl Shape {
    /// The kind of a document, read whole and strictly; `None` for one of no kind that is known.
    ///
    /// A document that fits two kinds would be read by one reader as this and by another as that.
    pub(super) fn of(bytes: &[u8], limits: &Limits) -> Result<Option<Self>, Error> {
        let mut reader = Reader::new(bytes, limits)?;
        let (mut found, mut is_ambiguous) = (None, false);
        if reader.kind()? == Kind::Object {
            reader.object(&[], |reader, name| {
                let mut marks = MARKS.iter().filter(|(mark, _)| *mark == name);
                if let Some((_, shape)) = marks.next() {
                    is_ambiguous |= found.is_some_and(|known| known != *shape);
                    found = Some(*shape);
                }
                reader.skip()
            })?;
        } else {
            reader.skip()?;
        }
        reader.finish()?;
        if is_ambiguous {
            return Err(Error::CarrierAmbiguous {});
        }
        Ok(found)
    }
}
