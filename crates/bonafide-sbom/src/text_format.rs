//! Formats that are not JSON, by how they begin.

use crate::{Error, Format};

/// Lines of a text in which a telling one is looked for.
const LINES: usize = 256;

/// The format of XML, by its root element.
///
/// # Specification
/// sbom section 1, XML-1.
pub(crate) fn xml(text: &str) -> Result<Format, Error> {
    let root = root_tag(text)?;
    let name = root
        .split([' ', '\t', '\r', '\n', '/', '>'])
        .next()
        .unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    match local {
        "bom" if root.contains(NAMESPACE) => Ok(Format::CdxXml),
        "bom" => Err(Error::Format {
            reason: "the root element is not in the namespace of CycloneDX",
        }),
        "RDF" if root.contains("spdx.org/rdf") => Err(unsupported("SPDX as RDF/XML")),
        "Document" if text.contains("<spdxVersion>") => Err(unsupported("SPDX as XML")),
        "SoftwareIdentity" => Err(unsupported("a SWID tag")),
        _ => Err(Error::Format {
            reason: "the root element tells no format",
        }),
    }
}

const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// The format of a text, by its first lines.
pub(crate) fn lines(text: &str) -> Result<Format, Error> {
    let telling = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut lines = text.lines().filter(telling).take(LINES).peekable();
    if lines
        .peek()
        .is_some_and(|line| line.starts_with("SPDXVersion:"))
    {
        return Ok(Format::Spdx2TagValue);
    }
    for line in lines {
        if line.starts_with("spdxVersion:") {
            return Err(unsupported("SPDX as YAML"));
        }
        if line.starts_with("spec_version:") {
            return Err(unsupported("CycloneDX as a protobuf text"));
        }
        if line.starts_with("bomFormat:") {
            return Err(unsupported("CycloneDX as YAML"));
        }
        if line.starts_with("@prefix") && line.contains("spdx.org/rdf") {
            return Err(unsupported("SPDX as Turtle"));
        }
    }
    Err(Error::Format {
        reason: "nothing in it tells a format",
    })
}

/// What the binary form of CycloneDX begins with: its first field is the version.
pub(crate) fn is_protobuf(bytes: &[u8]) -> bool {
    matches!(bytes, [0x0a, 3, b'1', b'.', b'0'..=b'9', ..])
}

const fn unsupported(format: &'static str) -> Error {
    Error::FormatUnsupported { format }
}

/// The text of the root's start tag, without its first bracket.
fn root_tag(text: &str) -> Result<&str, Error> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let after = if let Some(inner) = rest.strip_prefix("<?") {
            inner.split_once("?>")
        } else if let Some(inner) = rest.strip_prefix("<!--") {
            inner.split_once("-->")
        } else if rest.starts_with("<!") {
            let offset = text.len().saturating_sub(rest.len());
            return Err(Error::XmlDtd { offset });
        } else {
            break;
        };
        let Some((_, after)) = after else {
            let offset = text.len().saturating_sub(rest.len());
            let reason = "markup that does not end";
            return Err(Error::XmlSyntax { offset, reason });
        };
        rest = after;
    }
    let tag = rest.strip_prefix('<').unwrap_or_default();
    Ok(tag.get(..tag_length(tag)).unwrap_or(tag))
}

/// How long a tag is: a bracket in the value of an attribute does not end it.
fn tag_length(tag: &str) -> usize {
    let mut quote = None;
    let end = tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(begun), _) if begun == byte => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'>'
    });
    end.unwrap_or(tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_tell() {
        let cdx = "<?xml version='1.0'?><!-- <x> -->\n<b:bom xmlns:b=\"http://cyclonedx.org/schema/bom/1.6\"/>";
        assert_eq!(xml(cdx).unwrap(), Format::CdxXml);
        let bracket = "<bom xmlns:a='\">' xmlns='http://cyclonedx.org/schema/bom/1.6'>";
        assert_eq!(xml(bracket).unwrap(), Format::CdxXml);
        for (text, code) in [
            (
                "<bom xmlns='https://cyclonedx.org/schema/bom/1.6'/>",
                "sbom.format",
            ),
            ("<x/>", "sbom.format"),
            ("<", "sbom.format"),
            ("<?xml", "sbom.xml-syntax"),
            ("<!DOCTYPE bom><bom/>", "sbom.xml-dtd"),
            ("<SoftwareIdentity/>", "sbom.format-unsupported"),
            ("<Document><spdxVersion>", "sbom.format-unsupported"),
        ] {
            assert_eq!(xml(text).unwrap_err().code().as_str(), code, "{text}");
        }
    }

    #[test]
    fn first_lines_tell() {
        assert_eq!(
            lines("# x\n\nSPDXVersion: SPDX-2.3").unwrap(),
            Format::Spdx2TagValue
        );
        for (text, code) in [
            ("DataLicense: CC0-1.0\nSPDXVersion: SPDX-2.3", "sbom.format"),
            (
                "SPDXID: x\nspdxVersion: \"SPDX-2.3\"",
                "sbom.format-unsupported",
            ),
            ("spec_version: \"1.6\"", "sbom.format-unsupported"),
            ("hello", "sbom.format"),
        ] {
            assert_eq!(lines(text).unwrap_err().code().as_str(), code, "{text}");
        }
    }
}
