//! Annotations: what somebody wrote beside an object.

use std::collections::BTreeMap;

use bonafide_json::Reader;

use crate::limits::{ANNOTATION_BYTES, ANNOTATIONS};
use crate::{Error, lenient};

/// Names and texts, sorted by name. Nobody signs them; they help to find things.
pub type Annotations = BTreeMap<String, String>;

/// Annotations that mean something here.
pub mod names {
    /// The tag of an entry in the index of a layout.
    pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
    /// The signature of a layer in cosign's older format.
    pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
    /// The signer's certificate in PEM.
    pub const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
    /// The issuers of the certificate in PEM.
    pub const CHAIN: &str = "dev.sigstore.cosign/chain";
    /// The log's promise and what it is over.
    pub const SET_BUNDLE: &str = "dev.sigstore.cosign/bundle";
    /// An RFC 3161 timestamp.
    pub const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";
    /// What the index of a layout says that an entry is.
    pub const KIND: &str = "kind";
    /// The predicate type of an envelope, as a hint.
    pub const PREDICATE_TYPE: &str = "predicateType";
    /// The predicate type of a statement that a build tool attached, as a hint.
    pub const IN_TOTO_PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
    /// What a child of an index is that is no image.
    pub const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
    /// Which sibling such a child is about.
    pub const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";
}

/// Reads annotations, `null` for none. Too many or too long ones are an error inside the result.
pub(crate) fn read(
    reader: &mut Reader<'_>,
) -> Result<Result<Annotations, Error>, bonafide_json::Error> {
    match read_apart(reader)? {
        Err(Error::Json { cause }) => Err(cause),
        annotations => Ok(annotations),
    }
}

/// Reads annotations of one of several. Values of another type are an error inside the result too,
/// so that one layer does not spoil the others of its manifest.
pub(crate) fn read_apart(
    reader: &mut Reader<'_>,
) -> Result<Result<Annotations, Error>, bonafide_json::Error> {
    let mut annotations = Annotations::new();
    if reader.null()? {
        return Ok(Ok(annotations));
    }
    let mut fault = None;
    lenient::object(reader, &[], &mut fault, |reader, fault, name| {
        let Some(text) = lenient::string(reader, fault)? else {
            return Ok(());
        };
        if text.len() > ANNOTATION_BYTES {
            fault.get_or_insert(limit("bytes in an annotation", ANNOTATION_BYTES));
        } else if annotations.len() >= ANNOTATIONS {
            fault.get_or_insert(limit("annotations", ANNOTATIONS));
        } else {
            annotations.insert(name.to_owned(), text);
        }
        Ok(())
    })?;
    Ok(fault.map_or(Ok(annotations), Err))
}

fn limit(item: &'static str, most: usize) -> Error {
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    Error::Limit { item, limit }
}
