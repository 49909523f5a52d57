//! What every reader carries along.

#[cfg(feature = "xml")]
mod elements;
mod known;
mod members;
mod values;

use core::marker::PhantomData;
use std::borrow::Cow;

#[cfg(feature = "xml")]
pub(crate) use elements::{Seen, Single, XmlContext};
pub(crate) use known::Known;

use bonafide_json::{Limits, Reader};
use bonafide_report::{Code, Finding, Place};

use crate::{
    Completeness, CompletenessSubject, Component, Counts, Edge, Error, ExtractedLicence, Fields,
    Findings, Flow, Locate, ReadLimits, ReadOptions, Role, Sink, Statement,
};

/// Why reading ends before the end.
pub(crate) enum Halt {
    Error(Error),
    Stopped,
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<bonafide_json::Error> for Halt {
    fn from(error: bonafide_json::Error) -> Self {
        Self::Error(error.into())
    }
}

/// The limits of the cursor. What they leave open is bounded by the size of the input, or here.
pub(crate) fn json_limits(limits: &ReadLimits) -> Limits {
    Limits::default()
        .with_bytes(limits.bytes)
        .with_depth(limits.depth)
        .with_elements(usize::MAX)
        .with_values(usize::MAX)
}

/// What records are read from.
pub(crate) trait Source: Locate {
    /// More of `item` than `most`, at the place at hand.
    fn limit(&self, item: &'static str, most: usize) -> Error;

    /// Bytes before what is at hand, where a finding is to say so.
    ///
    /// # Specification
    /// sbom STR-8.
    fn bytes_before(&self) -> Option<usize> {
        None
    }
}

impl Source for Reader<'_> {
    fn limit(&self, item: &'static str, most: usize) -> Error {
        Reader::limit(self, item, most).into()
    }
}

/// The state of one reading, from JSON unless it says otherwise.
pub(crate) struct Context<'a, 's, R = Reader<'a>> {
    pub(crate) reader: R,
    pub(crate) options: &'s ReadOptions,
    pub(crate) sink: &'s mut dyn Sink,
    pub(crate) findings: Findings,
    pub(crate) counts: Counts,
    /// The version, once it is known.
    pub(crate) version: Option<String>,
    /// Whether findings are left to a later pass.
    pub(crate) is_quiet: bool,
    /// Bytes of text that the component at hand has taken.
    pub(crate) spent: usize,
    /// The line of tag-value at hand, from 1; 0 in JSON, where the cursor knows the place.
    pub(crate) line: usize,
    ordinals: u32,
    input: PhantomData<&'a str>,
}

/// Where a record stands.
struct At<'r, R> {
    reader: &'r R,
    line: usize,
}

impl<R: Locate> Locate for At<'_, R> {
    fn place(&self) -> Place {
        match self.line {
            0 => self.reader.place(),
            line => line_place(line),
        }
    }
}

/// The place of a line, which counts from 1.
///
/// # Specification
/// sbom STR-8.
pub(crate) fn line_place(line: usize) -> Place {
    Place::root().member("line").index(line)
}

impl<'a, 's, R: Source> Context<'a, 's, R> {
    pub(crate) fn new(reader: R, options: &'s ReadOptions, sink: &'s mut dyn Sink) -> Self {
        Self {
            reader,
            options,
            sink,
            findings: Findings::default(),
            counts: Counts::default(),
            version: None,
            is_quiet: false,
            spent: 0,
            line: 0,
            ordinals: 0,
            input: PhantomData,
        }
    }

    pub(crate) const fn wants(&self, fields: Fields) -> bool {
        self.options.fields.has(fields)
    }

    pub(crate) const fn limits(&self) -> &'s ReadLimits {
        &self.options.limits
    }

    #[cold]
    pub(crate) fn finding(&mut self, code: Code, detail: impl Into<String>) {
        if self.is_quiet {
            return;
        }
        let most = self.options.limits.findings;
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        let bytes = self.reader.bytes_before();
        self.findings.add(most, code, || {
            let detail = detail.into();
            let detail = match bytes {
                Some(bytes) => format!("{detail}, at byte {bytes}"),
                None => detail,
            };
            Finding::new(code, at.place(), detail)
        });
    }

    #[cold]
    pub(crate) fn finding_at(&mut self, place: Place, code: Code, detail: &str) {
        let most = self.options.limits.findings;
        self.findings
            .add(most, code, || Finding::new(code, place, detail));
    }

    /// More of `item` than `most`, here.
    #[cold]
    pub(crate) fn limit(&self, item: &'static str, most: usize) -> Halt {
        match self.line {
            0 => Halt::Error(self.reader.limit(item, most)),
            line => Halt::Error(Error::Limit {
                place: line_place(line),
                item,
                limit: u64::try_from(most).unwrap_or(u64::MAX),
            }),
        }
    }

    /// Whether a list of `count` entries may have one more.
    pub(crate) fn check_entries(&self, count: usize) -> Result<(), Halt> {
        let most = self.limits().entries;
        if count >= most {
            return Err(self.limit("entries in one component", most));
        }
        Ok(())
    }

    /// An ordinal for the component that begins.
    pub(crate) const fn next_ordinal(&mut self) -> u32 {
        let ordinal = self.ordinals;
        self.ordinals = self.ordinals.saturating_add(1);
        ordinal
    }

    /// Counts a component of this role.
    pub(crate) fn count(&mut self, role: Role) -> Result<(), Halt> {
        let limits = self.limits();
        let (count, most, item) = match role {
            Role::Inventory | Role::Data | Role::Model => {
                (&mut self.counts.components, limits.components, "components")
            }
            Role::File => (&mut self.counts.files, limits.files, "files"),
            Role::Service => (&mut self.counts.services, limits.components, "services"),
            Role::Root | Role::Tool | Role::Pedigree => (
                &mut self.counts.others,
                limits.components,
                "components of other roles",
            ),
        };
        if *count >= most {
            return Err(self.limit(item, most));
        }
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Gives a component to the sink.
    pub(crate) fn deliver(&mut self, component: &Component<'a>) -> Result<(), Halt> {
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        flow(self.sink.component(component, &at))
    }
}

/// Relationships.
impl<R: Source> Context<'_, '_, R> {
    /// Counts an edge, and gives it to the sink.
    pub(crate) fn edge(&mut self, edge: &Edge<'_>) -> Result<(), Halt> {
        let most = self.limits().edges;
        if self.counts.edges >= most {
            return Err(self.limit("edges", most));
        }
        self.counts.edges = self.counts.edges.saturating_add(1);
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        flow(self.sink.edge(edge, &at))
    }

    pub(crate) fn extracted_licence(&mut self, licence: &ExtractedLicence<'_>) -> Result<(), Halt> {
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        flow(self.sink.extracted_licence(licence, &at))
    }

    pub(crate) fn completeness(
        &mut self,
        aggregate: &str,
        subject: CompletenessSubject<'_>,
    ) -> Result<(), Halt> {
        let completeness = Completeness {
            aggregate: Cow::Borrowed(aggregate),
            subject,
        };
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        flow(self.sink.completeness(&completeness, &at))
    }

    pub(crate) fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Halt> {
        let at = At {
            reader: &self.reader,
            line: self.line,
        };
        flow(self.sink.statement(statement, &at))
    }
}

/// The sink's answer, as a result.
pub(crate) const fn flow(flow: Flow) -> Result<(), Halt> {
    match flow {
        Flow::Continue => Ok(()),
        Flow::Stop => Err(Halt::Stopped),
    }
}
