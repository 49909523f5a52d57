//! Files with an envelope or a bundle on each line.

use bonafide_json::{Limits, Reader};
use bonafide_report::{Coded as _, Finding, Place, registry};
use bonafide_slsa::Error;

use super::carrier::Carrier;
use super::parts::{Candidate, Form, Parts};
use super::shape::Shape;

/// Lines that one file may have.
const LINES: usize = 100_000;

/// Takes such a file apart; `None` where no line is of a format that is known, so that it is none.
///
/// A line is read alone. One that is junk, or of another format, or unsigned, is told and ignored:
/// the file as a whole is signed by nobody, and anyone can append to it.
pub(super) fn split<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Option<Parts<'a>>, Error> {
    let mut parts = Parts::with(Carrier::Lines, Vec::new());
    let mut is_known = false;
    // The end of the last line begins no other.
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1_usize..) {
        if number > LINES {
            let reader = Reader::over("", limits)?;
            return Err(reader
                .limit("lines of a file of attestations", LINES)
                .into());
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            continue;
        }
        let label = format!("line {number}");
        let shape = Shape::of(line, limits);
        is_known |= matches!(shape, Ok(Some(_)));
        match form(shape) {
            Ok(form) => parts.candidates.push(Candidate {
                label,
                bytes: line,
                hint: None,
                form,
            }),
            Err(reason) => parts.ignoring.ignore(label, reason),
        }
    }
    Ok(is_known.then_some(parts))
}

fn form(shape: Result<Option<Shape>, Error>) -> Result<Form, Finding> {
    match shape {
        Ok(Some(Shape::Envelope)) => Ok(Form::Envelope),
        Ok(Some(Shape::Bundle)) => Ok(Form::Bundle),
        Ok(Some(Shape::Statement)) => Err(Finding::new(
            registry::DSSE_NO_SIGNATURES,
            Place::root(),
            "the statement on this line is unsigned",
        )),
        Ok(_) => Err(Error::CarrierUnsupported {
            what: "the line is neither an envelope nor a bundle",
        }
        .to_finding()),
        Err(error) => Err(error.to_finding()),
    }
}
