//! Reading a document, whatever it is and whatever is around it.

use bonafide_json::Reader;
use bonafide_report::Place;
use bonafide_report::registry::{SBOM_ENC_BOM, SBOM_PREDICATE_VERSION, SBOM_WRAPPED_STRING};

use crate::context::{Context, Halt, json_limits};
use crate::unwrap::Unwrapped;
use crate::{Counts, Error, Fields, Format, ReadOptions, Sink, Summary, cdx, spdx2, spdx3};

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
///
/// # Specification
/// Sections 1 to 5.
pub fn read(bytes: &[u8], options: &ReadOptions, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let unwrapped = Unwrapped::of(bytes, options)?;
    let text = unwrapped.text(&options.limits)?;
    let reader = Reader::over(text.text, &json_limits(&options.limits))?;
    let mut cx = Context::new(reader, options, sink);
    note_wrapping(&mut cx, &unwrapped, text.has_bom);
    let complete = match document(&mut cx, unwrapped.format, text.text) {
        Ok(()) => true,
        Err(Halt::Stopped) => false,
        Err(Halt::Error(error)) => return Err(explained(error, text.text)),
    };
    let version = cx.version.take().unwrap_or_default();
    check_predicate_version(&mut cx, &unwrapped, &version);
    let (findings, counts) = (cx.findings, cx.counts);
    // Tag-value has no end of its own: its reader went on to that of the text.
    if complete && unwrapped.format != Format::Spdx2TagValue {
        cx.reader
            .finish()
            .map_err(|error| explained(error.into(), text.text))?;
    }
    Ok(Summary {
        format: unwrapped.format,
        version,
        counts,
        findings,
        complete,
        sha256: options
            .is_hashing
            .then(|| bonafide_digest::sha256(&[bytes])),
        wrappers: unwrapped.wrappers,
    })
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
/// ENC-1.
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

fn note_wrapping(cx: &mut Context<'_, '_>, unwrapped: &Unwrapped<'_>, has_bom: bool) {
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
/// WRP-3.
fn check_predicate_version(cx: &mut Context<'_, '_>, unwrapped: &Unwrapped<'_>, version: &str) {
    let announced = unwrapped.announced_version();
    if announced.is_some_and(|announced| announced != version) {
        let detail = "the statement announces another version than the document has";
        cx.finding_at(Place::root(), SBOM_PREDICATE_VERSION, detail);
    }
}
