//! The XML declaration, and other processing instructions.

use super::scan::Scan;
use super::{character, syntax, text};
use crate::Error;

/// Checks the declaration `declaration`, which stands at `offset`.
///
/// # Specification
/// XML 1.0 section 2.8, `XMLDecl`; sbom ENC-4.
pub(super) fn check(declaration: &str, offset: usize) -> Result<(), Error> {
    let malformed = || syntax(offset, "a malformed XML declaration");
    if offset != 0 {
        return Err(syntax(
            offset,
            "an XML declaration that is not at the start",
        ));
    }
    let inner = declaration
        .strip_prefix("<?xml")
        .and_then(|inner| inner.strip_suffix("?>"))
        .ok_or_else(malformed)?;
    let mut rest = Scan::new(inner, offset);
    // In this order; the version alone is required.
    let mut next = 0_usize;
    while rest.spaces() && !rest.is_empty() {
        let name = rest.word();
        let value = rest.value().ok_or_else(malformed)?;
        next = match (name, next) {
            ("version", 0) if value == "1.0" => 1,
            ("version", 0) => return Err(syntax(offset, "a version of XML other than 1.0")),
            ("encoding", 1) => {
                check_encoding(value)?;
                2
            }
            ("standalone", 1 | 2) if matches!(value, "yes" | "no") => 3,
            _ => return Err(malformed()),
        };
    }
    if next == 0 || !rest.is_empty() {
        return Err(malformed());
    }
    Ok(())
}

fn check_encoding(name: &str) -> Result<(), Error> {
    if name.eq_ignore_ascii_case("utf-8") {
        return Ok(());
    }
    Err(Error::Encoding {
        found: "the XML declaration names another encoding than UTF-8",
    })
}

/// Checks the processing instruction `instruction`, which stands at `offset`.
///
/// # Specification
/// XML 1.0 section 2.6; Namespaces in XML 1.0 section 7.
pub(super) fn check_instruction(instruction: &str, offset: usize) -> Result<(), Error> {
    let inner = instruction
        .strip_prefix("<?")
        .and_then(|inner| inner.strip_suffix("?>"))
        .unwrap_or_default();
    let end = inner.bytes().position(text::is_space);
    let target = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
    if !character::is_name(target) || target.eq_ignore_ascii_case("xml") {
        return Err(syntax(
            offset,
            "a processing instruction without a legal target",
        ));
    }
    Ok(())
}
