//! Which format a document has.

use bonafide_json::Limits;
use bonafide_slsa::Error;

use super::carrier::Carrier;
use super::parts::{Form, Parts};
use super::shape::Shape;
use super::{cloud_build, lines, npm, pypi};

/// Takes a document apart, of whatever format it is.
pub(super) fn take_apart<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Error> {
    match Shape::of(bytes, limits) {
        Ok(Some(shape)) => of_shape(shape, bytes, limits),
        Ok(None) => Err(Error::CarrierUnsupported {
            what: "the document is of no format of attestations that is known: no envelope, bundle or \
                   lines of them, no attestations of npm, PEP 740 or Google Cloud Build",
        }),
        // What is no document may be several, one a line.
        Err(Error::Json { cause }) => match lines::split(bytes, limits)? {
            Some(parts) => Ok(parts),
            None => Err(Error::Json { cause }),
        },
        Err(error) => Err(error),
    }
}

fn of_shape<'a>(shape: Shape, bytes: &'a [u8], limits: &Limits) -> Result<Parts<'a>, Error> {
    let one = |carrier, form| Ok(Parts::of_one(carrier, form, bytes));
    match shape {
        Shape::Envelope => one(Carrier::Envelope, Form::Envelope),
        Shape::Bundle => one(Carrier::Bundle, Form::Bundle),
        Shape::PypiAttestation => one(Carrier::PypiAttestation, Form::PypiAttestation),
        Shape::Statement => one(Carrier::Statement, Form::Statement),
        Shape::NpmSet => npm::split::split(bytes, limits),
        Shape::PypiProvenance => pypi::split(bytes, limits),
        Shape::CloudBuild => cloud_build::split::split(bytes, limits),
    }
}
