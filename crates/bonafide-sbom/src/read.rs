//! Reading a document, whatever it is and whatever is around it.

use bonafide_json::Reader;
use bonafide_report::Place;
use bonafide_report::registry::{SBOM_ENC_BOM, SBOM_PREDICATE_VERSION, SBOM_WRAPPED_STRING};

use crate::context::{Context, Halt, Source, json_limits};
use crate::unwrap::Unwrapped;
use crate::{Counts, Error, Fields, Format, ReadOptions, Sink, Summary, cdx, spdx2, spdx3};
#[cfg(feature = "xml")]
use crate::{cdx_xml, xml::Cursor};

/// Reads a bill of materials: gives its records to `sink` as they come, and says at the end whether
/// they may be believed to be what the document holds.
///
/// Takes one pass over the input, after one that validates UTF-8 (two when the member that tells
/// the format stands late); allocates nothing that grows with the number of components.
///
/// ```
/// use bonafide_sbom::{Component, Flow, Locate, ReadOptions, Sink, read};
///
/// #[derive(Default)]
/// struct Names(Vec<String>);
///
/// impl Sink for Names {
///     fn component(&mut self, component: &Component<'_>, _: &dyn Locate) -> Flow {
///         self.0.extend(component.name.as_deref().map(str::to_owned));
///         Flow::Continue
///     }
/// }
///
/// let document = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "components": [{"type": "library", "name": "a", "components": [{"name": "b"}]}]}"#;
/// let mut names = Names::default();
/// let summary = read(document, &ReadOptions::default(), &mut names)?;
/// assert_eq!((summary.counts.components, names.0), (2, vec!["b".into(), "a".into()]));
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Errors
/// [`Error`] by variant. Whatever the sink was given before an error is void.
pub fn read(bytes: &[u8], options: &ReadOptions, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let unwrapped = Unwrapped::of(bytes, options)?;
    let text = unwrapped.text(&options.limits)?;
    #[cfg(feature = "xml")]
    if unwrapped.format == Format::CdxXml {
        let cursor = Cursor::over(text.text, &options.limits)?;
        let cx = Context::new(cursor, options, sink);
        let (summary, _) = run(cx, bytes, &unwrapped, text.has_bom, cdx_xml::read)?;
        return Ok(summary);
    }
    let reader = Reader::over(text.text, &json_limits(&options.limits))?;
    let cx = Context::new(reader, options, sink);
    let whole = |cx: &mut _| document(cx, unwrapped.format, text.text);
    let (summary, reader) = run(cx, bytes, &unwrapped, text.has_bom, whole)
        .map_err(|error| explained(error, text.text))?;
    // Tag-value has no end of its own: its reader went on to that of the text.
    if summary.complete && unwrapped.format != Format::Spdx2TagValue {
        reader
            .finish()
            .map_err(|error| explained(error.into(), text.text))?;
    }
    Ok(summary)
}

/// Reads with `whole` what is in `unwrapped`, and sums up.
fn run<'a, 's, R: Source>(
    mut cx: Context<'a, 's, R>,
    bytes: &[u8],
    unwrapped: &Unwrapped<'_>,
    has_bom: bool,
    whole: impl FnOnce(&mut Context<'a, 's, R>) -> Result<(), Halt>,
) -> Result<(Summary, R), Error> {
    note_wrapping(&mut cx, unwrapped, has_bom);
    let complete = match whole(&mut cx) {
        Ok(()) => true,
        Err(Halt::Stopped) => false,
        Err(Halt::Error(error)) => return Err(error),
    };
    let version = cx.version.take().unwrap_or_default();
    check_predicate_version(&mut cx, unwrapped, &version);
    let summary = Summary {
        format: unwrapped.format,
        version,
        counts: cx.counts,
        findings: cx.findings,
        complete,
        sha256: cx
            .options
            .is_hashing
            .then(|| bonafide_digest::sha256(&[bytes])),
        wrappers: unwrapped.wrappers.clone(),
    };
    Ok((summary, cx.reader))
}

/// How much a document holds; everything in it is checked, and nothing is kept.
///
/// # Errors
/// Those of [`read`].
pub fn count(bytes: &[u8], options: &ReadOptions) -> Result<Counts, Error> {
    let options = options.with_fields(Fields::NONE).with_hashing(false);
    Ok(read(bytes, &options, &mut ())?.counts)
}

fn document<'a>(cx: &mut Context<'a, '_>, format: Format, text: &'a str) -> Result<(), Halt> {
    let format = match format {
        Format::CdxJson => return cdx::read(cx),
        Format::Spdx2Json => return spdx2::read(cx),
        Format::Spdx3Json => return spdx3::read(cx, text),
        Format::Spdx2TagValue => return spdx2::tag_value::read(cx, text),
        Format::CdxXml => "CycloneDX as XML",
        _ => {
            return Err(Halt::Error(Error::Format {
                reason: "a document that is no bill of materials",
            }));
        }
    };
    Err(Halt::Error(Error::FormatUnsupported { format }))
}

/// A zero byte where the grammar fails is a matter of encoding.
///
/// # Specification
/// sbom ENC-1.
fn explained(error: Error, text: &str) -> Error {
    match &error {
        Error::JsonSyntax { cause } if text.as_bytes().get(cause.offset()) == Some(&0) => {
            Error::Encoding {
                found: "there are zero bytes between the values",
            }
        }
        _ => error,
    }
}

fn note_wrapping<R: Source>(cx: &mut Context<'_, '_, R>, unwrapped: &Unwrapped<'_>, has_bom: bool) {
    let mut add = |code, detail: &str| cx.finding_at(Place::root(), code, detail);
    if has_bom || unwrapped.has_bom {
        add(SBOM_ENC_BOM, "a byte order mark was skipped");
    }
    if unwrapped.is_string {
        add(
            SBOM_WRAPPED_STRING,
            "the predicate holds the document as a text",
        );
    }
}

/// # Specification
/// sbom WRP-3.
fn check_predicate_version<R: Source>(
    cx: &mut Context<'_, '_, R>,
    unwrapped: &Unwrapped<'_>,
    version: &str,
) {
    let announced = unwrapped.announced_version();
    if announced.is_some_and(|announced| announced != version) {
        let detail = "the statement announces another version than the document has";
        cx.finding_at(Place::root(), SBOM_PREDICATE_VERSION, detail);
    }
}
