//! What is written of a verdict, and where.

use std::fs;
use std::io::{self, ErrorKind, Write as _};

use bonafide_policy::{Exit as Ending, Export, ExportOptions, Verdict};

use crate::{Arguments, Exit, Usage};

/// Writes the verdict wherever the command line wants it, and says how the program ends.
///
/// # Errors
/// [`Usage`] for a format that is not known or not allowed by the verdict, and for a file that cannot
/// be written.
pub(super) fn answer(verdict: &Verdict, arguments: &Arguments) -> Result<Exit, Usage> {
    let options = ExportOptions::default();
    let shown = if arguments.switch("json") {
        Export::Json
    } else {
        Export::Text
    };
    let shown = export(verdict, shown, &options)?;
    for asked in arguments.all("export") {
        let (name, path) = asked
            .split_once('=')
            .ok_or_else(|| Usage(format!("--export {asked}: not FORMAT=FILE")))?;
        let format = Export::from_name(name)
            .ok_or_else(|| Usage(format!("--export {asked}: the format is not known")))?;
        write(path, &export(verdict, format, &options)?)?;
    }
    if let Some(path) = arguments.value("html") {
        write(path, &export(verdict, Export::Html, &options)?)?;
    }
    print(&shown)?;
    Ok(match verdict.exit() {
        Ending::Allow => Exit::Allow,
        Ending::Reject => Exit::Reject,
        Ending::Usage => Exit::Configuration,
        Ending::Quarantine => Exit::Quarantine,
        Ending::Indeterminate => Exit::Indeterminate,
        Ending::Internal => Exit::Internal,
    })
}

fn export(verdict: &Verdict, format: Export, options: &ExportOptions) -> Result<Vec<u8>, Usage> {
    let failed = |error| Usage(format!("as {}: {error}", format.as_str()));
    verdict.export(format, options).map_err(failed)
}

fn write(path: &str, bytes: &[u8]) -> Result<(), Usage> {
    fs::write(path, bytes).map_err(|error| Usage(format!("{path}: {error}")))
}

/// Whoever stops reading early has the same exit code in the end.
pub(super) fn print(bytes: &[u8]) -> Result<(), Usage> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Usage(format!("the answer cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
