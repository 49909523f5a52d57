//! What predicates of cosign and of in-toto say around the result of a scanner.

use std::borrow::Cow;

use bonafide_json::{Error, Kind, Reader};
use bonafide_report::{Place, registry};

use super::members::{limits, text};
use crate::requirement::Unmet;

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

/// A report without its result says nothing: not that nothing was found.
pub(super) fn without_result() -> Unmet {
    let place = Place::root().member("scanner").member("result");
    Unmet::of(registry::VULN_MALFORMED, place, "the report has no result")
}
