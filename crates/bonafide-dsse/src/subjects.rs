//! Subjects, stored flat.

use core::ops::Range;

use bonafide_digest::{Algorithm, Digest};
use bonafide_json::Reader;
use bonafide_report::{Exceeded, Place};

use crate::descriptor::{self, DigestEntry};
use crate::{Error, Statement, StatementOptions};

/// Text that lies in the payload, or aside when it was written with escapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    start: u32,
    end: u32,
    is_aside: bool,
}

/// All subjects of a statement. Nothing is allocated for one subject: digests lie in one vector
/// with the index of their subject, in document order, and names stay in the payload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subjects {
    names: Vec<Option<Span>>,
    digests: Vec<(u32, Digest)>,
    opaque: Vec<(u32, Span, Span)>,
    annotations: Vec<(u32, Span)>,
    aside: String,
}

impl Subjects {
    pub(crate) const fn len(&self) -> usize {
        self.names.len()
    }

    /// Reads the subject at the cursor.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader<'_>,
        options: &StatementOptions,
        unknown: &mut Vec<Place>,
    ) -> Result<(), Error> {
        let subject = self.names.len();
        let index = offset(subject)?;
        let (mut name, mut digests) = (None, 0_usize);
        reader.object(descriptor::MEMBERS, |reader, member| {
            if descriptor::MEMBERS.contains(&member) && reader.null()? {
                return Ok(());
            }
            match member {
                "name" => name = Some(self.text(reader)?),
                "digest" => {
                    descriptor::digest_set(reader, options, |reader, entry| {
                        digests = digests.saturating_add(1);
                        self.digest(reader, index, entry)
                    })?;
                }
                "annotations" => {
                    let text = descriptor::object_text(reader)?;
                    let end = reader.offset();
                    let start = offset(end.saturating_sub(text.len()))?;
                    let span = Span {
                        start,
                        end: offset(end)?,
                        is_aside: false,
                    };
                    self.annotations.push((index, span));
                }
                member => descriptor::pass(reader, member, options, unknown)?,
            }
            Ok::<_, Error>(())
        })?;
        if digests == 0 {
            return Err(Error::SubjectDigest { subject });
        }
        self.names.push(name);
        Ok(())
    }

    fn digest(
        &mut self,
        reader: &mut Reader<'_>,
        subject: u32,
        entry: DigestEntry<'_>,
    ) -> Result<(), Error> {
        match entry {
            DigestEntry::Known(digest) => self.digests.push((subject, digest)),
            DigestEntry::Unused => {}
            DigestEntry::Unknown(name) => {
                let name = self.keep(name)?;
                let value = self.text(reader)?;
                self.opaque.push((subject, name, value));
            }
        }
        Ok(())
    }

    /// Reads the string at the cursor without copying it, unless it has escapes.
    fn text(&mut self, reader: &mut Reader<'_>) -> Result<Span, Error> {
        match reader.string()? {
            std::borrow::Cow::Borrowed(text) => {
                // The cursor stands after the closing quote.
                let end = reader.offset().saturating_sub(1);
                Ok(Span {
                    start: offset(end.saturating_sub(text.len()))?,
                    end: offset(end)?,
                    is_aside: false,
                })
            }
            std::borrow::Cow::Owned(text) => self.keep(&text),
        }
    }

    fn keep(&mut self, text: &str) -> Result<Span, Error> {
        let start = offset(self.aside.len())?;
        self.aside.push_str(text);
        Ok(Span {
            start,
            end: offset(self.aside.len())?,
            is_aside: true,
        })
    }

    fn resolve<'a>(&'a self, span: Span, payload: &'a [u8]) -> &'a str {
        let range = Range {
            start: usize::try_from(span.start).unwrap_or(usize::MAX),
            end: usize::try_from(span.end).unwrap_or(usize::MAX),
        };
        if span.is_aside {
            return self.aside.get(range).unwrap_or_default();
        }
        let bytes = payload.get(range).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

fn offset(value: usize) -> Result<u32, Error> {
    u32::try_from(value).map_err(|_| Exceeded::new("statement bytes", u64::from(u32::MAX)).into())
}

/// One subject of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    index: usize,
    statement: &'a Statement,
    digests: &'a [(u32, Digest)],
    opaque: &'a [(u32, Span, Span)],
}

/// A digest set entry of an algorithm that is not known: a name and a value, neither judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpaqueDigest<'a> {
    name: &'a str,
    value: &'a str,
}

impl<'a> OpaqueDigest<'a> {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &'a str {
        self.value
    }
}

impl<'a> Subject<'a> {
    /// Its index in the statement, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Its name, if it has one. Nothing says that a file of this name is meant.
    #[must_use]
    pub fn name(&self) -> Option<&'a str> {
        let subjects = self.statement.subject_store();
        let span = subjects.names.get(self.index).copied().flatten()?;
        Some(subjects.resolve(span, self.statement.payload()))
    }

    /// Its annotations: the text of a JSON object.
    #[must_use]
    pub fn annotations(&self) -> Option<&'a str> {
        let subjects = self.statement.subject_store();
        let of_this = |(owner, _): &&(u32, Span)| usize::try_from(*owner) == Ok(self.index);
        let (_, span) = subjects.annotations.iter().find(of_this)?;
        Some(subjects.resolve(*span, self.statement.payload()))
    }

    /// Its digests of known algorithms, in document order.
    pub fn digests(&self) -> impl Iterator<Item = &'a Digest> + use<'a> {
        self.digests.iter().map(|(_, digest)| digest)
    }

    /// Its digests of unknown algorithms, in document order.
    pub fn opaque_digests(&self) -> impl Iterator<Item = OpaqueDigest<'a>> + use<'a> {
        let subjects = self.statement.subject_store();
        let payload = self.statement.payload();
        self.opaque
            .iter()
            .map(move |(_, name, value)| OpaqueDigest {
                name: subjects.resolve(*name, payload),
                value: subjects.resolve(*value, payload),
            })
    }
}

impl Statement {
    /// The subjects, in document order.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let store = self.subject_store();
        let (mut digests, mut opaque) = (store.digests.as_slice(), store.opaque.as_slice());
        (0..store.len()).map(move |index| {
            let of_this = |owner: u32| usize::try_from(owner).is_ok_and(|owner| owner == index);
            Subject {
                index,
                statement: self,
                digests: take_while(&mut digests, |(owner, _)| of_this(*owner)),
                opaque: take_while(&mut opaque, |(owner, ..)| of_this(*owner)),
            }
        })
    }

    /// How many subjects there are; at least one.
    #[must_use]
    pub const fn subject_count(&self) -> usize {
        self.subject_store().len()
    }

    /// The algorithms of the subjects' digests that are `accepted` and can be computed: what to
    /// hash an artifact with, in one pass, before it is matched.
    #[must_use]
    pub fn required_algorithms(&self, accepted: &crate::Accepted) -> Vec<Algorithm> {
        let mut required = Vec::new();
        for (_, digest) in &self.subject_store().digests {
            let algorithm = digest.algorithm();
            if !required.contains(&algorithm)
                && accepted.contain(algorithm)
                && algorithm.is_computable()
            {
                required.push(algorithm);
            }
        }
        required
    }
}

/// Splits off the longest start of `rest` of which `belongs` holds.
fn take_while<'a, T>(rest: &mut &'a [T], belongs: impl Fn(&T) -> bool) -> &'a [T] {
    let count = rest.iter().take_while(|item| belongs(item)).count();
    let (taken, left) = rest.split_at_checked(count).unwrap_or((rest, &[]));
    *rest = left;
    taken
}
