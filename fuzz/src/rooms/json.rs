//! Strict JSON: what is read is what another parser reads, and every way of reading agrees.

use bonafide_json::{Error, Limits, Reader, Step, canonical, same};
use serde_json::Value;

use crate::memory;

#[path = "../../../crates/bonafide-json/tests/common/value.rs"]
mod value;

/// Beside `serde_json`: we accept a subset of what it accepts, with the same values. Skipping and
/// walking accept what reading accepts, and the canonical form is a fixed point.
pub fn run(data: &[u8]) {
    let read = memory::linear(data, || value::read(data));
    let limits = Limits::default();
    let skipped = skip(data);
    let walked = walk(data);
    match (&read, serde_json::from_slice::<Value>(data)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, &theirs),
        (Ok(_), Err(error)) => {
            let text = error.to_string();
            let knows_less =
                text.starts_with("number out of range") || text.starts_with("recursion limit");
            assert!(knows_less, "{text}");
        }
        (Err(error), Ok(_)) => assert!(
            matches!(
                error,
                Error::DuplicateKey { .. } | Error::Nul { .. } | Error::Limit { .. }
            ),
            "{error}"
        ),
        (Err(_), Err(_)) => {}
    }
    match (&read, &skipped) {
        // Skipping lets U+0000 pass, and so does walking.
        (Err(Error::Nul { .. }), _) => {}
        (read, skipped) => assert_eq!(read.as_ref().err(), skipped.as_ref().err()),
    }
    assert_eq!(skipped.is_ok(), walked.is_ok(), "{skipped:?} {walked:?}");
    let Ok(once) = canonical::canonicalize(data, &limits) else {
        return;
    };
    assert!(skipped.is_ok());
    assert_eq!(canonical::canonicalize(&once, &limits).as_ref(), Ok(&once));
    // Numbers may be written in another way there, and are compared letter by letter.
    let text = core::str::from_utf8(data).unwrap();
    assert!(same(text, core::str::from_utf8(&once).unwrap()).is_ok());
    assert_eq!(same(text, &format!(" {text}")), Ok(true));
}

fn skip(document: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(document, &Limits::default())?;
    reader.skip()?;
    reader.finish()
}

fn walk(document: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(document, &Limits::default())?;
    let mut depth = 0_usize;
    while let Some(step) = reader.step()? {
        match step {
            Step::Array | Step::Object => depth += 1,
            Step::End => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    reader.finish()
}
