//! SPDX 2.2 and 2.3 as tag-value.

mod document;
mod element;
mod lines;
mod relationship;
mod tags;
mod walk;

use std::borrow::Cow;

use bonafide_report::Escaped;
use bonafide_report::registry::{SBOM_MISPLACED, SBOM_UNKNOWN_FIELD};

pub(crate) use self::lines::{Entry, Lines};
pub(crate) use self::tags::Section;
#[cfg(test)]
pub(crate) use self::tags::TAG_COUNT;
pub(crate) use self::walk::{Standing, Walk};
use super::{DOCUMENT, check_version, relation};
use crate::context::{Context, Halt, flow};
use crate::{Component, Document, Error, ExtractedLicence, Fields, Role};

/// Reads the document `text`.
///
/// # Specification
/// sbom section 2.4.
pub(crate) fn read<'a>(cx: &mut Context<'a, '_>, text: &'a str) -> Result<(), Halt> {
    let mut lines = Lines::of(text);
    let mut reading = Reading::default();
    while let Some(entry) = lines.next()? {
        cx.line = entry.line;
        reading.entry(cx, entry)?;
    }
    reading.walk.finish()?;
    reading.end(cx)?;
    cx.line = 0;
    if cx.wants(Fields::EDGES) {
        flow(cx.sink.element(DOCUMENT))?;
    }
    flow(cx.sink.document(&reading.document))
}

/// What is known at a line.
#[derive(Default)]
struct Reading<'a> {
    document: Document<'a>,
    /// How many creators and documents there were.
    entries: usize,
    walk: Walk,
    section: Section,
    /// The line in which the section begins.
    begin: usize,
    component: Component<'a>,
    licence: ExtractedLicence<'a>,
    /// The package that files belong to.
    package: Option<Cow<'a, str>>,
}

impl<'a> Reading<'a> {
    fn entry(&mut self, cx: &mut Context<'a, '_>, entry: Entry<'a>) -> Result<(), Halt> {
        match self.walk.step(&entry)? {
            Standing::Version => return version(cx, entry),
            Standing::Unknown => {
                let detail = format!("no tag `{}` is known", Escaped(entry.tag));
                cx.finding(SBOM_UNKNOWN_FIELD, detail);
                return Ok(());
            }
            Standing::Misplaced => {
                let detail = format!("`{}` does not belong to this section", entry.tag);
                cx.finding(SBOM_MISPLACED, detail);
                return Ok(());
            }
            Standing::Begins(section) => {
                self.end(cx)?;
                self.begin(cx, section)?;
            }
            Standing::Belongs => {}
        }
        self.value(cx, entry)
    }

    fn begin(&mut self, cx: &mut Context<'a, '_>, section: Section) -> Result<(), Halt> {
        self.section = section;
        self.begin = cx.line;
        cx.spent = 0;
        let role = match section {
            Section::Package => Role::Inventory,
            Section::File if cx.wants(Fields::FILES) => Role::File,
            _ => return Ok(()),
        };
        cx.count(role)?;
        self.component.role = role;
        self.component.ordinal = cx.next_ordinal();
        Ok(())
    }

    fn value(&mut self, cx: &mut Context<'a, '_>, entry: Entry<'a>) -> Result<(), Halt> {
        match self.section {
            Section::Document => document::value(cx, &mut self.document, &mut self.entries, entry),
            Section::Package => element::package(cx, &mut self.component, entry),
            Section::File if cx.wants(Fields::FILES) => {
                element::file(cx, &mut self.component, entry)
            }
            Section::Licence if cx.wants(Fields::LICENCES) => {
                document::licence(cx, &mut self.licence, entry)
            }
            // Snippets are no components; relationships can have their references.
            Section::Snippet if entry.tag == "SnippetSPDXID" && cx.wants(Fields::EDGES) => {
                let id = reference(cx, entry.value)?;
                flow(cx.sink.element(&id))
            }
            Section::Relationship if entry.tag == "Relationship" && cx.wants(Fields::EDGES) => {
                relationship::deliver(cx, entry.value)
            }
            _ => Ok(()),
        }
    }

    /// Gives out what the section was about, at the line in which it began.
    fn end(&mut self, cx: &mut Context<'a, '_>) -> Result<(), Halt> {
        let line = core::mem::replace(&mut cx.line, self.begin);
        match self.section {
            Section::Package => {
                cx.deliver(&self.component)?;
                self.package = self.component.reference.take();
                self.component.reset();
            }
            Section::File if cx.wants(Fields::FILES) => {
                cx.deliver(&self.component)?;
                // SPDX 2.3 chapter 8: files that follow a package are in it.
                if let (Some(from), Some(to)) = (&self.package, &self.component.reference)
                    && cx.wants(Fields::EDGES)
                {
                    relation::deliver(cx, from, "CONTAINS", to)?;
                }
                self.component.reset();
            }
            Section::Licence if cx.wants(Fields::LICENCES) => {
                cx.extracted_licence(&core::mem::take(&mut self.licence))?;
            }
            _ => {}
        }
        cx.line = line;
        Ok(())
    }
}

fn version<'a>(cx: &mut Context<'a, '_>, entry: Entry<'a>) -> Result<(), Halt> {
    let (most, format) = (cx.limits().reference_bytes, "SPDX as tag-value");
    let version = bounded(cx, entry.value, most, "bytes in a version")?;
    // The tag alone tells the format, so that any other text is a version that is not read.
    if !version.is_empty() && !version.starts_with("SPDX-") {
        return Err(Halt::Error(Error::VersionUnsupported {
            version: Escaped(&version).to_string(),
            format,
        }));
    }
    check_version(cx, &version, format)
}

/// A value within the limits of texts.
fn text<'a>(cx: &mut Context<'a, '_>, value: &'a str) -> Result<Cow<'a, str>, Halt> {
    bounded(cx, value, cx.limits().text_bytes, "bytes in a text")
}

/// A text in which control characters are worth a finding.
fn label<'a>(cx: &mut Context<'a, '_>, value: &'a str) -> Result<Cow<'a, str>, Halt> {
    let text = text(cx, value)?;
    cx.check_characters(Some(&text));
    Ok(text)
}

fn reference<'a>(cx: &mut Context<'a, '_>, value: &'a str) -> Result<Cow<'a, str>, Halt> {
    let text = bounded(
        cx,
        value,
        cx.limits().reference_bytes,
        "bytes in a reference",
    )?;
    cx.check_characters(Some(&text));
    Ok(text)
}

fn bounded<'a>(
    cx: &mut Context<'a, '_>,
    value: &'a str,
    most: usize,
    item: &'static str,
) -> Result<Cow<'a, str>, Halt> {
    if value.len() > most {
        return Err(cx.limit(item, most));
    }
    cx.spend(value.len())?;
    Ok(Cow::Borrowed(value))
}
