//! Reports as cosign attests to them.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Limits, Reader};
use bonafide_report::{Coded as _, Place, registry};

use super::report::{Reading, scan};
use super::{Unmet, in_toto};

/// What stands around the result of a scanner.
#[derive(Default)]
pub(super) struct Around<'a> {
    pub(super) scanner: Option<Cow<'a, str>>,
    pub(super) database: Option<Cow<'a, str>>,
    pub(super) made: Option<Cow<'a, str>>,
    /// The result as it stands, and where.
    pub(super) result: Option<(&'a str, Place)>,
}

impl<'a> Around<'a> {
    /// Reads `{scanner: {uri, db: {lastUpdate}, result}, metadata: {scanFinishedOn}}`.
    pub(super) fn read(predicate: &'a str) -> Result<Self, Error> {
        let mut around = Self::default();
        let mut reader = Reader::over(predicate, &limits())?;
        reader.object(&["scanner", "metadata"], |reader, name| match name {
            "scanner" if reader.kind()? == Kind::Object => around.scanner(reader),
            "metadata" if reader.kind()? == Kind::Object => {
                reader.object(&["scanFinishedOn"], |reader, name| match name {
                    "scanFinishedOn" => text(reader).map(|read| around.made = read),
                    _ => reader.skip(),
                })
            }
            _ => reader.skip(),
        })?;
        reader.finish()?;
        Ok(around)
    }

    fn scanner(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        reader.object(&["uri", "db", "result"], |reader, name| match name {
            "uri" => text(reader).map(|read| self.scanner = read),
            "result" => {
                let place = reader.place();
                self.result = Some((reader.raw()?, place));
                Ok(())
            }
            "db" if reader.kind()? == Kind::Object => {
                reader.object(&["lastUpdate"], |reader, name| match name {
                    "lastUpdate" => text(reader).map(|read| self.database = read),
                    _ => reader.skip(),
                })
            }
            _ => reader.skip(),
        })
    }
}

/// Reads the predicate: the result is the report of the scanner in its own format, or in the one of
/// in-toto.
///
/// # Specification
/// VUL-1; cosign vulnerability attestation v1.
pub(super) fn read(predicate: &str) -> Reading<'_> {
    let around = Around::read(predicate).map_err(|error| malformed(&error))?;
    let Some((result, place)) = &around.result else {
        return Err(without_result());
    };
    if result.trim_start().starts_with('[') {
        return in_toto::of_list(&around);
    }
    let mut scanned = scan(result.as_bytes()).map_err(|mut unmet| {
        unmet.finding = unmet.finding.within(place);
        unmet
    })?;
    scanned.made = scanned.made.or_else(|| around.made.clone());
    scanned.database = scanned.database.or_else(|| around.database.clone());
    Ok(Some(scanned))
}

/// A report without its result says nothing: not that nothing was found.
pub(super) fn without_result() -> Unmet {
    let place = Place::root().member("scanner").member("result");
    Unmet::of(registry::VULN_MALFORMED, place, "the report has no result")
}

pub(super) fn malformed(error: &Error) -> Unmet {
    let finding = error.to_finding();
    Unmet::malformed(registry::VULN_MALFORMED, &finding)
}

/// A text; `null` and what is none is as if it were not there.
pub(super) fn text<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Error> {
    match reader.kind()? {
        Kind::String => reader.string().map(Some),
        _ => reader.skip().map(|()| None),
    }
}

/// # Specification
/// VUL-7.
pub(super) fn limits() -> Limits {
    Limits::default()
        .with_bytes(64 << 20)
        .with_depth(64)
        .with_elements(500_000)
        .with_values(usize::MAX)
}
