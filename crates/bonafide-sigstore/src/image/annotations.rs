//! Annotations of a subject in a statement.

use bonafide_digest::Digest;
use bonafide_json::{Kind, Limits, Reader};

use crate::{Error, VerifiedBundle};

/// That some subject which is this image has all of these annotations.
pub(super) fn check(
    bundle: &VerifiedBundle,
    image: &Digest,
    wanted: &[(String, String)],
) -> Result<(), Error> {
    let Some((name, value)) = wanted.first() else {
        return Ok(());
    };
    let mut failure = Error::ImageAnnotation {
        name: name.clone(),
        wanted: value.clone(),
        found: None,
    };
    let Some(statement) = bundle.statement() else {
        return Err(failure);
    };
    for subject in statement.statement().subjects() {
        if !subject.digests().any(|digest| digest == image) {
            continue;
        }
        match has_all(subject.annotations().unwrap_or("{}"), wanted) {
            Ok(()) => return Ok(()),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn has_all(text: &str, wanted: &[(String, String)]) -> Result<(), Error> {
    let mut found: Vec<Option<String>> = vec![None; wanted.len()];
    let unread = |cause| Error::ImagePayloadJson { cause };
    let mut reader = Reader::over(text, &Limits::default()).map_err(unread)?;
    reader
        .object(&[], |reader, name| {
            let is_text = reader.kind()? == Kind::String;
            let slots = wanted
                .iter()
                .zip(&mut found)
                .filter(|((wanted, _), _)| wanted == name);
            if !is_text {
                return reader.skip();
            }
            let text = reader.string()?;
            for (_, slot) in slots {
                *slot = Some(text.clone().into_owned());
            }
            Ok::<(), bonafide_json::Error>(())
        })
        .map_err(unread)?;
    for ((name, value), found) in wanted.iter().zip(found) {
        if found.as_ref() != Some(value) {
            return Err(Error::ImageAnnotation {
                name: name.clone(),
                wanted: value.clone(),
                found,
            });
        }
    }
    Ok(())
}
