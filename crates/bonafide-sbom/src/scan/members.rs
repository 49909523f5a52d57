//! Members, and what becomes of those of the wrong type.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::{Code, Finding, Place, registry};

use super::ScanLimits;
use crate::{Error, Findings};

/// What the readers of a report carry along beside the cursor.
pub(super) struct State<'l> {
    pub(super) limits: &'l ScanLimits,
    pub(super) findings: Findings,
    vulnerabilities: usize,
}

/// What a reader of a member returns.
pub(super) type Read<T> = Result<T, Error>;

impl<'l> State<'l> {
    pub(super) fn new(limits: &'l ScanLimits) -> Self {
        Self {
            limits,
            findings: Findings::default(),
            vulnerabilities: 0,
        }
    }

    pub(super) fn note(&mut self, place: Place, code: Code, detail: impl Into<String>) {
        let finding = || Finding::new(code, place, detail);
        self.findings.add(self.limits.findings, code, finding);
    }

    /// One vulnerability more, suppressed or not.
    pub(super) fn count(&mut self, reader: &Reader<'_>) -> Read<()> {
        let most = self.limits.vulnerabilities;
        if self.vulnerabilities >= most {
            return Err(reader.limit("vulnerabilities", most).into());
        }
        self.vulnerabilities = self.vulnerabilities.saturating_add(1);
        Ok(())
    }

    /// Passes over a value of the wrong type, which is as good as absent.
    ///
    /// # Specification
    /// JSN-6.
    pub(super) fn mistyped(&mut self, reader: &mut Reader<'_>, wanted: &str) -> Read<()> {
        let found = reader.kind()?;
        reader.skip()?;
        let detail = format!("{found} instead of {wanted}");
        self.note(reader.place(), registry::SBOM_TYPE, detail);
        Ok(())
    }

    /// A text; an empty one is as good as absent, and so is any other value, with a finding.
    pub(super) fn text<'a>(&mut self, reader: &mut Reader<'a>) -> Read<Option<Cow<'a, str>>> {
        if reader.kind()? != Kind::String {
            self.mistyped(reader, "a string")?;
            return Ok(None);
        }
        let text = reader.text(self.limits.text_bytes, "bytes in a text")?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// A number as it is written; other values are as good as absent, with a finding.
    pub(super) fn number<'a>(&mut self, reader: &mut Reader<'a>) -> Read<Option<Cow<'a, str>>> {
        if reader.kind()? != Kind::Number {
            self.mistyped(reader, "a number")?;
            return Ok(None);
        }
        Ok(Some(Cow::Borrowed(reader.number()?)))
    }

    /// Whether there is an object to read; null is as good as absent, with a finding, and all else
    /// an error: it could hide what it should hold.
    ///
    /// # Specification
    /// JSN-5.
    pub(super) fn object(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        self.structure(reader, Kind::Object)
    }

    fn structure(&mut self, reader: &mut Reader<'_>, wanted: Kind) -> Read<bool> {
        match reader.kind()? {
            kind if kind == wanted => Ok(true),
            Kind::Null => {
                self.mistyped(reader, "a container")?;
                Ok(false)
            }
            _ => Err(shape(reader, "this has another type than in such a report")),
        }
    }

    /// Reads an array of at most `most` objects, with `each` at every one of them.
    pub(super) fn objects<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        (most, item): (usize, &'static str),
        mut each: impl FnMut(&mut Self, &mut Reader<'a>) -> Read<()>,
    ) -> Read<()> {
        if !self.structure(reader, Kind::Array)? {
            return Ok(());
        }
        reader.array(most, item, |reader, _| {
            if reader.kind()? != Kind::Object {
                return Err(shape(reader, "the elements must be objects"));
            }
            each(self, reader)
        })
    }

    /// The texts of such an array.
    pub(super) fn texts<'a>(&mut self, reader: &mut Reader<'a>) -> Read<Vec<Cow<'a, str>>> {
        let mut texts = Vec::new();
        self.each_text(reader, |_, _, text| texts.push(text))?;
        Ok(texts)
    }

    /// Reads an array that holds texts alone, with `each` for every one that is not empty.
    pub(super) fn each_text<'a>(
        &mut self,
        reader: &mut Reader<'a>,
        mut each: impl FnMut(&mut Self, &Reader<'a>, Cow<'a, str>),
    ) -> Read<()> {
        if !self.structure(reader, Kind::Array)? {
            return Ok(());
        }
        let (most, item) = self.entries();
        reader.array(most, item, |reader, _| {
            if reader.kind()? != Kind::String {
                return Err(shape(reader, "the elements must be strings"));
            }
            let text = reader.text(self.limits.text_bytes, "bytes in a text")?;
            if !text.is_empty() {
                each(self, reader, text);
            }
            Ok(())
        })
    }

    /// The bound of lists, with its name.
    pub(super) const fn entries(&self) -> (usize, &'static str) {
        (self.limits.entries, "elements in a list")
    }
}

/// Reads the object at the cursor, with `each` at every member.
pub(super) fn members<'a>(
    reader: &mut Reader<'a>,
    known: &[&str],
    each: impl FnMut(&mut Reader<'a>, &str) -> Read<()>,
) -> Read<()> {
    reader.object(known, each)
}

#[cold]
pub(super) fn shape(reader: &Reader<'_>, reason: &'static str) -> Error {
    Error::Shape {
        place: reader.place(),
        reason,
    }
}
