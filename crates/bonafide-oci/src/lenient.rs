//! Values of another type than the format has, which spoil what they are part of and nothing around
//! it: one bad entry of a list must not hide the others.

use bonafide_json::{Error as JsonError, Reader};

use crate::Error;

/// Reads an object with `each`, which passes over what it cannot use and notes it in the fault.
/// What is no object is a fault too.
pub(crate) fn object<'a>(
    reader: &mut Reader<'a>,
    known: &[&str],
    fault: &mut Option<Error>,
    mut each: impl FnMut(&mut Reader<'a>, &mut Option<Error>, &str) -> Result<(), JsonError>,
) -> Result<(), JsonError> {
    let read = reader.object(known, |reader, name| each(reader, fault, name));
    match read {
        // Those of members are faults already, so this one is of the value itself.
        Err(error @ JsonError::Type { .. }) => pass_over(reader, fault, error),
        read => read,
    }
}

/// Reads a text; `None` is a fault.
pub(crate) fn string(
    reader: &mut Reader<'_>,
    fault: &mut Option<Error>,
) -> Result<Option<String>, JsonError> {
    match reader.string() {
        Ok(text) => Ok(Some(text.into_owned())),
        Err(error) => pass_over(reader, fault, error).map(|()| None),
    }
}

/// Reads an integer of 0 or more; `None` is a fault.
pub(crate) fn unsigned(
    reader: &mut Reader<'_>,
    fault: &mut Option<Error>,
) -> Result<Option<u64>, JsonError> {
    match reader.unsigned() {
        Ok(value) => Ok(Some(value)),
        Err(error) => pass_over(reader, fault, error).map(|()| None),
    }
}

/// Keeps what is wrong with a value alone, and goes on behind it. Errors of the grammar stay errors.
fn pass_over(
    reader: &mut Reader<'_>,
    fault: &mut Option<Error>,
    error: JsonError,
) -> Result<(), JsonError> {
    match error {
        JsonError::Type { .. } | JsonError::IntegerRange { .. } | JsonError::Nul { .. } => {
            reader.skip()?;
            fault.get_or_insert(error.into());
            Ok(())
        }
        error => Err(error),
    }
}
