//! What is around a document: envelopes, statements, exports. Nothing here looks at a signature.

use std::borrow::Cow;

use bonafide_json::base64::{self, Form};
use bonafide_json::{Kind, Reader};
use bonafide_report::{Escaped, Place};

use crate::context::json_limits;
use crate::encoding::{Text, check_size};
use crate::format::detect_text;
use crate::{Error, Format, ReadLimits, ReadOptions, Wrapper};

const CYCLONEDX: &str = "https://cyclonedx.org/bom";
const SPDX: &str = "https://spdx.dev/Document";
const OPENVEX: &str = "https://openvex.dev/ns";

/// A document without its wrappers.
pub(crate) struct Unwrapped<'a> {
    /// The document.
    pub(crate) bytes: Cow<'a, [u8]>,
    /// The same as text, where the input itself holds it.
    text: Option<Text<'a>>,
    /// Its format.
    pub(crate) format: Format,
    /// What was around it, outermost first.
    pub(crate) wrappers: Vec<Wrapper>,
    /// Whether a wrapper began with a byte order mark.
    pub(crate) has_bom: bool,
    /// Whether a predicate held the document as a text.
    pub(crate) is_string: bool,
}

/// One step inwards.
enum Step<'a> {
    Document(Format, Option<Text<'a>>),
    Inner(Inner<'a>),
}

struct Inner<'a> {
    wrapper: Wrapper,
    bytes: Cow<'a, [u8]>,
    has_bom: bool,
    is_string: bool,
}

impl<'a> Unwrapped<'a> {
    /// Unwraps one layer after the other.
    ///
    /// # Specification
    /// sbom WRP-1 to WRP-6.
    pub(crate) fn of(bytes: &'a [u8], options: &ReadOptions) -> Result<Self, Error> {
        let mut out = Self {
            bytes: Cow::Borrowed(bytes),
            text: None,
            format: Format::CdxJson,
            wrappers: Vec::new(),
            has_bom: false,
            is_string: false,
        };
        let mut total = bytes.len();
        loop {
            let announced = options.format.filter(|_| out.wrappers.is_empty());
            let step = match &out.bytes {
                Cow::Borrowed(bytes) => step(bytes, announced, options)?,
                Cow::Owned(bytes) => step(bytes, announced, options)?.into_owned(),
            };
            let inner = match step {
                Step::Document(format, text) => {
                    out.format = format;
                    out.text = text;
                    out.check_predicate()?;
                    return Ok(out);
                }
                Step::Inner(inner) => inner,
            };
            if matches!(inner.bytes, Cow::Owned(_)) {
                total = total.saturating_add(inner.bytes.len());
                check_size(total, &options.limits)?;
            }
            if out.wrappers.len() >= options.limits.wrappers {
                return Err(Error::Limit {
                    place: Place::root(),
                    item: "wrappers",
                    limit: u64::try_from(options.limits.wrappers).unwrap_or(u64::MAX),
                });
            }
            out.bytes = inner.bytes;
            out.wrappers.push(inner.wrapper);
            out.has_bom |= inner.has_bom;
            out.is_string |= inner.is_string;
        }
    }

    /// The document as text, whose encoding is checked once.
    pub(crate) fn text<'s>(&'s self, limits: &ReadLimits) -> Result<Text<'s>, Error> {
        match self.text {
            Some(text) => Ok(text),
            None => Text::of(&self.bytes, limits),
        }
    }

    /// # Specification
    /// sbom WRP-3.
    fn check_predicate(&self) -> Result<(), Error> {
        // Each of them is signed for what is in the innermost one, whatever stands between.
        let mut announced = self.predicate_types();
        announced.try_for_each(|announced| self.check_type(announced))
    }

    fn check_type(&self, announced: &str) -> Result<(), Error> {
        let fits = if is_type(announced, CYCLONEDX) {
            self.format.is_cyclonedx()
        } else if is_type(announced, SPDX) {
            self.format.is_spdx()
        } else if is_type(announced, OPENVEX) {
            self.format == Format::OpenVex
        } else {
            return Err(Error::FormatUnsupported {
                format: "a statement whose predicate is no bill of materials",
            });
        };
        if fits {
            return Ok(());
        }
        Err(Error::PredicateMismatch {
            predicate_type: Escaped(announced).to_string(),
        })
    }

    /// The version that the innermost statement announces.
    pub(crate) fn announced_version(&self) -> Option<&str> {
        let announced = self.predicate_types().next()?;
        let rest = announced
            .strip_prefix(CYCLONEDX)
            .or_else(|| announced.strip_prefix(SPDX))?;
        rest.strip_prefix("/v")
    }

    /// What statements say is in them, innermost first.
    fn predicate_types(&self) -> impl Iterator<Item = &str> {
        let wrappers = self.wrappers.iter().rev();
        wrappers.filter_map(|wrapper| wrapper.predicate_type.as_deref())
    }
}

/// Whether a predicate type is `family`, with a version or without.
fn is_type(announced: &str, family: &str) -> bool {
    announced
        .strip_prefix(family)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("/v"))
}

impl Step<'_> {
    fn into_owned<'b>(self) -> Step<'b> {
        match self {
            Self::Document(format, _) => Step::Document(format, None),
            Self::Inner(inner) => Step::Inner(Inner {
                wrapper: inner.wrapper,
                bytes: Cow::Owned(inner.bytes.into_owned()),
                has_bom: inner.has_bom,
                is_string: inner.is_string,
            }),
        }
    }
}

fn step<'a>(
    bytes: &'a [u8],
    announced: Option<Format>,
    options: &ReadOptions,
) -> Result<Step<'a>, Error> {
    let text = Text::of(bytes, &options.limits)?;
    let format = match announced {
        Some(format) => format,
        None => detect_text(text.text, options)?,
    };
    if !matches!(format, Format::InToto | Format::Dsse | Format::GitHub) {
        return Ok(Step::Document(format, Some(text)));
    }
    let mut reader = Reader::over(text.text, &json_limits(&options.limits))?;
    let mut layer = Layer::default();
    reader.open_object()?;
    while let Some(name) = reader.next_name()? {
        layer.member(&mut reader, format, &name, options)?;
    }
    reader.finish()?;
    let mut inner = layer.finish(format, options)?;
    inner.has_bom = text.has_bom;
    Ok(Step::Inner(inner))
}

/// The members of a wrapper while it is read.
#[derive(Default)]
struct Layer<'a> {
    statement_type: Option<Cow<'a, str>>,
    predicate_type: Option<Cow<'a, str>>,
    subject: Option<&'a str>,
    predicate: Option<&'a str>,
    payload: Option<Cow<'a, str>>,
}

impl<'a> Layer<'a> {
    fn member(
        &mut self,
        reader: &mut Reader<'a>,
        format: Format,
        name: &str,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        match (format, name) {
            (Format::InToto, "_type") => self.statement_type = Some(text(reader, options)?),
            (Format::InToto, "predicateType") => self.predicate_type = Some(text(reader, options)?),
            (Format::InToto, "subject") => self.subject = Some(reader.raw()?),
            (Format::InToto, "predicate") | (Format::GitHub, "sbom") => {
                self.predicate = Some(reader.raw()?);
            }
            (Format::Dsse, "payload") => {
                check_string(reader)?;
                self.payload = Some(reader.text(options.limits.bytes, "bytes of input")?);
            }
            (Format::GitHub, _)
            | (
                _,
                "bomFormat" | "spdxVersion" | "@graph" | "@context" | "sbom" | "_type"
                | "predicateType",
            ) => {
                return Err(Error::FormatAmbiguous {
                    place: reader.place(),
                });
            }
            (Format::InToto, "payloadType" | "payload") => {
                return Err(Error::FormatAmbiguous {
                    place: reader.place(),
                });
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    fn finish(self, format: Format, options: &ReadOptions) -> Result<Inner<'a>, Error> {
        match format {
            Format::Dsse => self.envelope(options),
            Format::InToto => self.statement(options),
            _ => {
                let place = Place::root().member("sbom");
                let document = object(self.predicate, &place)?;
                Ok(inner(format, place, Cow::Borrowed(document.as_bytes())))
            }
        }
    }

    fn envelope(self, options: &ReadOptions) -> Result<Inner<'a>, Error> {
        let place = Place::root().member("payload");
        let Some(payload) = self.payload else {
            return Err(Error::Format {
                reason: "an envelope without a payload",
            });
        };
        let Ok(bytes) = base64::decode(&payload, Form::Either) else {
            return Err(Error::Shape {
                place,
                reason: "the payload is not base64",
            });
        };
        let mut inner = inner(Format::Dsse, place, Cow::Owned(bytes));
        inner.hash(options);
        Ok(inner)
    }

    fn statement(self, options: &ReadOptions) -> Result<Inner<'a>, Error> {
        let known = [
            "https://in-toto.io/Statement/v0.1",
            "https://in-toto.io/Statement/v1",
        ];
        if !known.map(Some).contains(&self.statement_type.as_deref()) {
            return Err(Error::Format {
                reason: "`_type` is not that of an in-toto statement",
            });
        }
        let Some(predicate_type) = self.predicate_type else {
            return Err(Error::Format {
                reason: "a statement without `predicateType`",
            });
        };
        let mut inner = predicate(self.predicate, options)?;
        inner.wrapper.predicate_type = Some(predicate_type.into_owned());
        inner.wrapper.subject = self.subject.map(str::to_owned);
        Ok(inner)
    }
}

/// The document in a predicate: the predicate itself, or the text that it is or holds.
///
/// # Specification
/// sbom WRP-2.
fn predicate<'a>(predicate: Option<&'a str>, options: &ReadOptions) -> Result<Inner<'a>, Error> {
    let place = Place::root().member("predicate");
    let missing = Error::Shape {
        place: place.clone(),
        reason: "a statement without a predicate",
    };
    let raw = predicate.ok_or(missing)?;
    let mut reader = Reader::again(raw);
    let (held, place) = if reader.kind()? == Kind::String {
        (
            Some(reader.text(options.limits.bytes, "bytes of input")?),
            place,
        )
    } else {
        object(Some(raw), &place)?;
        match data(raw, options)? {
            Some(text) => (Some(text), place.member("Data")),
            None => (None, place),
        }
    };
    let Some(text) = held else {
        return Ok(inner(Format::InToto, place, Cow::Borrowed(raw.as_bytes())));
    };
    let mut inner = inner(
        Format::InToto,
        place,
        Cow::Owned(text.into_owned().into_bytes()),
    );
    inner.is_string = true;
    inner.hash(options);
    Ok(inner)
}

/// The text of `{"Data": "…", "Timestamp": …}`.
fn data<'a>(raw: &'a str, options: &ReadOptions) -> Result<Option<Cow<'a, str>>, Error> {
    let mut reader = Reader::again(raw);
    let mut found = None;
    reader.open_object()?;
    while let Some(name) = reader.next_name()? {
        match &*name {
            "Data" if reader.kind()? == Kind::String => {
                found = Some(reader.text(options.limits.bytes, "bytes of input")?);
            }
            "Timestamp" => reader.skip()?,
            _ => return Ok(None),
        }
    }
    Ok(found)
}

fn inner(format: Format, place: Place, bytes: Cow<'_, [u8]>) -> Inner<'_> {
    Inner {
        wrapper: Wrapper {
            format,
            place,
            predicate_type: None,
            subject: None,
            inner_sha256: None,
        },
        bytes,
        has_bom: false,
        is_string: false,
    }
}

impl Inner<'_> {
    fn hash(&mut self, options: &ReadOptions) {
        if options.is_hashing {
            self.wrapper.inner_sha256 = Some(bonafide_digest::sha256(&[&self.bytes]));
        }
    }
}

fn object<'a>(raw: Option<&'a str>, place: &Place) -> Result<&'a str, Error> {
    match raw {
        Some(raw) if raw.starts_with('{') => Ok(raw),
        _ => Err(Error::Shape {
            place: place.clone(),
            reason: "this must be an object",
        }),
    }
}

fn text<'a>(reader: &mut Reader<'a>, options: &ReadOptions) -> Result<Cow<'a, str>, Error> {
    check_string(reader)?;
    Ok(reader.text(options.limits.reference_bytes, "bytes in a reference")?)
}

fn check_string(reader: &mut Reader<'_>) -> Result<(), Error> {
    if reader.kind()? != Kind::String {
        return Err(Error::Shape {
            place: reader.place(),
            reason: "this must be a string",
        });
    }
    Ok(())
}
