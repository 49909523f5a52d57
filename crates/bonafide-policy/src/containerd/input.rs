//! What stands on the standard input.

use bonafide_json::{Limits, Reader};
use bonafide_oci::Descriptor;
use bonafide_report::Place;

use super::{Error, Operation};

/// The type of what stands on the standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InputType {
    /// A descriptor.
    Descriptor,
    /// A document that holds a descriptor.
    Document,
}

impl InputType {
    pub(super) fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.oci.descriptor.v1+json" => Some(Self::Descriptor),
            "application/vnd.containerd.image-verifier.input.v1+json" => Some(Self::Document),
            _ => None,
        }
    }
}

/// The descriptor in a document. What else stands there may grow, and is anybody's word.
pub(super) fn read(bytes: &[u8], asked: Option<Operation>) -> Result<Descriptor, Error> {
    let mut reader = Reader::new(bytes, &Limits::default())?;
    let (mut descriptor, mut operation) = (None, None);
    reader.object::<Error>(&["descriptor", "operation"], |reader, name| {
        match name {
            "descriptor" => descriptor = Some(Descriptor::parse(reader.raw()?.as_bytes())?),
            "operation" => operation = Some(reader.string()?.into_owned()),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    reader.finish()?;
    let wrong = |member, reason| Error::Input {
        place: Place::root().member(member),
        reason,
    };
    let said = match operation.as_deref() {
        None => None,
        Some("pull") => Some(Operation::Pull),
        Some("run") => Some(Operation::Run),
        Some(_) => return Err(wrong("operation", "neither pull nor run")),
    };
    if said.is_some() && asked.is_some() && said != asked {
        return Err(wrong("operation", "another than that of the call"));
    }
    descriptor.ok_or_else(|| wrong("descriptor", "absent"))
}
