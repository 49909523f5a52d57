//! Where each tag of a document stands.

use super::lines::Entry;
use super::tags::{Section, Tag};
use crate::Error;
use crate::context::line_place;

/// Goes from tag to tag, and knows which section they are in.
#[derive(Default)]
pub(crate) struct Walk {
    has_version: bool,
    section: Section,
    /// The tags that the section had.
    seen: u128,
}

/// What a tag is where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The first of the document.
    Version,
    /// No tag that SPDX has.
    Unknown,
    /// It belongs to another section.
    Misplaced,
    /// The first of a section.
    Begins(Section),
    /// Another one of its section.
    Belongs,
}

impl Walk {
    /// Goes on to the tag `entry`.
    ///
    /// # Specification
    /// sbom TVL-3, TVL-4, TVL-6.
    pub(crate) fn step(&mut self, entry: &Entry<'_>) -> Result<Standing, Error> {
        if entry.tag == "SPDXVersion" {
            // A second document behind the first one would be passed over by some readers.
            if self.has_version {
                return Err(twice(entry.line));
            }
            self.has_version = true;
            return Ok(Standing::Version);
        }
        if !self.has_version {
            return Err(Error::Format {
                reason: "`SPDXVersion` is not the first tag",
            });
        }
        let Some(tag) = Tag::named(entry.tag) else {
            return Ok(Standing::Unknown);
        };
        if let Some(section) = Section::begun_by(entry.tag) {
            self.section = section;
            self.seen = tag.bit;
            return Ok(Standing::Begins(section));
        }
        if !tag.sections.contains(&self.section) {
            return Ok(Standing::Misplaced);
        }
        if self.seen & tag.bit != 0 && !tag.is_repeated {
            return Err(twice(entry.line));
        }
        self.seen |= tag.bit;
        Ok(Standing::Belongs)
    }

    /// Ends the document.
    pub(crate) const fn finish(&self) -> Result<(), Error> {
        if self.has_version {
            return Ok(());
        }
        Err(Error::Format {
            reason: "`SPDXVersion` is missing",
        })
    }
}

#[cold]
fn twice(line: usize) -> Error {
    Error::Duplicate {
        place: line_place(line),
    }
}
