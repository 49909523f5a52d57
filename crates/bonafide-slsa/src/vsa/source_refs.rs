//! The refs from which a revision is reachable, as a summary about it says.

use bonafide_dsse::{Statement, SubjectMatch};
use bonafide_json::Reader;
use bonafide_report::{Coded as _, Place};

use crate::Error;
use crate::error::shown;

/// The subjects that may be one revision.
const SUBJECTS: usize = 64;

/// Each wanted ref stands at one matching subject.
pub(super) fn check(
    statement: &Statement,
    subjects: &SubjectMatch,
    wanted: &[String],
) -> Result<String, Error> {
    let mut found = Vec::new();
    if subjects.subjects().len() > SUBJECTS {
        return Err(Error::Shape {
            place: Place::root().member("subject"),
            reason: "more than 64 subjects are one revision",
        });
    }
    let matching = statement
        .subjects()
        .filter(|subject| subjects.subjects().binary_search(&subject.index()).is_ok());
    for subject in matching {
        if let Some(annotations) = subject.annotations() {
            let place = Place::root().member("subject").index(subject.index());
            read_refs(annotations, &mut found).map_err(|error| Error::Shape {
                place: place.member("annotations").join(&error.place()),
                reason: "sourceRefs is no list of refs",
            })?;
        }
    }
    match wanted.iter().find(|wanted| !found.contains(wanted)) {
        None => Ok("the revision is reachable from the wanted refs".to_owned()),
        Some(wanted) => Err(ref_error(wanted, &found)),
    }
}

fn read_refs(annotations: &str, found: &mut Vec<String>) -> Result<(), bonafide_json::Error> {
    let mut reader = Reader::again(annotations);
    reader.object(&["sourceRefs"], |reader, member| {
        if member != "sourceRefs" {
            return reader.skip();
        }
        if reader.null()? {
            return Ok(());
        }
        reader.array(usize::MAX, "source refs", |reader, _| {
            found.push(reader.string()?.into_owned());
            Ok(())
        })
    })?;
    reader.finish()
}

fn ref_error(wanted: &str, found: &[String]) -> Error {
    let (wanted, found) = (shown(wanted), shown(&found.join(" ")));
    if wanted.starts_with("refs/tags/") {
        return Error::RefTag { wanted, found };
    }
    Error::RefBranch { wanted, found }
}
