//! Which schema a document asks for.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};

use super::conformance;
use super::published::Schema;
use super::report::Conformance;
use crate::context::json_limits;
use crate::encoding::Text;
use crate::spdx2::tag_value::Lines;
use crate::unwrap::Unwrapped;
#[cfg(feature = "xml")]
use crate::xml::{BOM, Cursor, Event};
use crate::{Error, Format, ReadOptions};

impl Conformance {
    /// Whether the document `bytes` is what the schema of its own format and version asks for;
    /// wrappers around it are taken off, and places are those in the document itself.
    ///
    /// Not evaluated where no schema is known here, as for SPDX 3.0; unknown for another version
    /// that `options` let pass as newer. Cost and bounds are those of [`conformance`], after the
    /// work of finding out what the document is. Whether it can be read without guessing is another
    /// question, which [`read`](crate::read) answers.
    ///
    /// ```
    /// use bonafide_sbom::{Answer, Conformance, ReadOptions};
    /// let document = b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n";
    /// let found = Conformance::of(document, &ReadOptions::default())?;
    /// assert_eq!(found.schema(), Answer::No);
    /// let first = &found.findings()[0];
    /// assert_eq!(first.rule(), "spdx:2.3/creationInfo");
    /// assert_eq!(first.finding().to_string(), "`Created` is missing");
    /// assert_eq!(first.finding().place().as_str(), "/line/1");
    /// # Ok::<(), bonafide_sbom::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`detect`](crate::detect) and of [`conformance`]; [`Error::Format`] for what is no
    /// bill of materials or says no version.
    ///
    /// # Specification
    /// sbom CNF-1 and DET-6.
    pub fn of(bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let unwrapped = Unwrapped::of(bytes, options)?;
        let text = Text::of(&unwrapped.bytes, &options.limits)?.text;
        let version = match unwrapped.format {
            Format::CdxJson => json_version(text, "specVersion", options)?,
            #[cfg(feature = "xml")]
            Format::CdxXml => Cow::Owned(xml_version(text, options)?),
            #[cfg(not(feature = "xml"))]
            Format::CdxXml => return Ok(Self::not_evaluated()),
            Format::Spdx2Json => json_version(text, "spdxVersion", options)?,
            Format::Spdx2TagValue => tag_version(text)?,
            Format::Spdx3Json => return Ok(Self::not_evaluated()),
            _ => {
                return Err(Error::Format {
                    reason: "a document that is no bill of materials",
                });
            }
        };
        match Schema::of(unwrapped.format.id(), &version) {
            Some(schema) => conformance(&unwrapped.bytes, schema),
            None if options.accepts_newer_minor => Ok(Self::unknown()),
            None => Ok(Self::not_evaluated()),
        }
    }
}

/// The text of the member `name` of a document.
fn json_version<'a>(
    text: &'a str,
    name: &str,
    options: &ReadOptions,
) -> Result<Cow<'a, str>, Error> {
    let mut reader = Reader::over(text, &json_limits(&options.limits))?;
    reader.open_object()?;
    while let Some(member) = reader.next_name()? {
        if member == name && reader.kind()? == Kind::String {
            let most = options.limits.reference_bytes;
            return Ok(reader.text(most, "bytes in a version")?);
        }
        reader.skip()?;
    }
    Err(Error::Format {
        reason: "the version is missing, or no string",
    })
}

/// The version in the namespace of the root element, whatever others it declares.
#[cfg(feature = "xml")]
fn xml_version(text: &str, options: &ReadOptions) -> Result<String, Error> {
    let mut cursor = Cursor::over(text, &options.limits)?;
    if let Some(Event::Start(root)) = cursor.next()?
        && let Some(version) = cursor.uri(root.namespace).strip_prefix(BOM)
    {
        return Ok(version.to_owned());
    }
    Err(Error::Format {
        reason: "the root element is not in the namespace of CycloneDX",
    })
}

fn tag_version(text: &str) -> Result<Cow<'_, str>, Error> {
    match Lines::of(text).next()? {
        Some(entry) if entry.tag == "SPDXVersion" => Ok(Cow::Borrowed(entry.value)),
        _ => Err(Error::Format {
            reason: "`SPDXVersion` is not the first tag",
        }),
    }
}
