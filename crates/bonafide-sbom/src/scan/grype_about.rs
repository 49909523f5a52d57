//! What a report of grype says about itself and about what was scanned.

use bonafide_json::{Kind, Reader};
use bonafide_report::{Escaped, registry};

use super::binding::ReportedRole;
use super::members::{Read, State, members};
use super::report::{ScanReport, Scanner};

/// Reads `source`.
///
/// # Specification
/// RPT-1.
pub(super) fn source<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    members(reader, &["type", "target"], |reader, name| match name {
        "type" => state.text(reader).map(|read| report.artifact_kind = read),
        // A folder is named by its path alone.
        "target" if reader.kind()? == Kind::String => {
            state.text(reader).map(|read| report.artifact = read)
        }
        "target" => target(reader, state, report),
        _ => Ok(reader.skip()?),
    })
}

fn target<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    let known = [
        "userInput",
        "path",
        "imageID",
        "manifestDigest",
        "repoDigests",
        "layers",
        "digests",
    ];
    members(reader, &known, |reader, name| match name {
        "userInput" | "path" => {
            let text = state.text(reader)?;
            report.artifact = report.artifact.take().or(text);
            Ok(())
        }
        "imageID" => report.digest(reader, state, ReportedRole::Config),
        "manifestDigest" => report.digest(reader, state, ReportedRole::Manifest),
        "repoDigests" => report.digest_list(reader, state, ReportedRole::Repository),
        "layers" => {
            let most = state.entries();
            state.objects(reader, most, |state, reader| {
                members(reader, &["digest"], |reader, name| match name {
                    "digest" => report.digest(reader, state, ReportedRole::Layer),
                    _ => Ok(reader.skip()?),
                })
            })
        }
        "digests" => {
            let most = state.entries();
            state.objects(reader, most, |state, reader| {
                report.file_digest(reader, state)
            })
        }
        _ => Ok(reader.skip()?),
    })
}

/// Reads `descriptor`.
pub(super) fn descriptor<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    report: &mut ScanReport<'a>,
) -> Read<()> {
    if !state.object(reader)? {
        return Ok(());
    }
    let scanner = &mut report.scanner;
    let known = ["name", "version", "timestamp", "db"];
    members(reader, &known, |reader, name| match name {
        "name" => state
            .text(reader)
            .map(|read| scanner.name = read.unwrap_or_default()),
        "version" => state.text(reader).map(|read| scanner.version = read),
        "timestamp" => state.text(reader).map(|read| scanner.created = read),
        "db" => database(reader, state, scanner),
        _ => Ok(reader.skip()?),
    })
}

/// The database, whose description has had two forms: later ones have it in a member `status`.
fn database<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    scanner: &mut Scanner<'a>,
) -> Read<()> {
    if reader.kind()? != Kind::Object {
        return state.mistyped(reader, "an object");
    }
    members(
        reader,
        &["built", "schemaVersion", "error", "status"],
        |reader, name| {
            if name != "status" {
                return database_member(reader, state, scanner, name);
            }
            if reader.kind()? != Kind::Object {
                return state.mistyped(reader, "an object");
            }
            let known = ["built", "schemaVersion", "error", "valid"];
            members(reader, &known, |reader, name| {
                database_member(reader, state, scanner, name)
            })
        },
    )
}

/// # Specification
/// Policy rules, VUL-5: a report of a scanner that failed is not complete.
fn database_member<'a>(
    reader: &mut Reader<'a>,
    state: &mut State<'_>,
    scanner: &mut Scanner<'a>,
    name: &str,
) -> Read<()> {
    let place = reader.place();
    match (name, reader.kind()?) {
        ("built", _) => scanner.database_built = state.text(reader)?,
        // A number in older reports.
        ("schemaVersion", Kind::Number) => scanner.database_version = state.number(reader)?,
        ("schemaVersion", _) => scanner.database_version = state.text(reader)?,
        ("valid", Kind::Boolean) => {
            if !reader.boolean()? {
                let detail = "the scanner says that its database is not valid";
                state.note(place, registry::VULN_INCOMPLETE, detail);
            }
        }
        ("error", Kind::String) => {
            if let Some(error) = state.text(reader)? {
                let detail = format!("the scanner failed: {}", Escaped(&error));
                state.note(place, registry::VULN_INCOMPLETE, detail);
            }
        }
        ("error", Kind::Null) => reader.skip()?,
        ("error", _) => {
            reader.skip()?;
            state.note(place, registry::VULN_INCOMPLETE, "the scanner failed");
        }
        _ => reader.skip()?,
    }
    Ok(())
}
