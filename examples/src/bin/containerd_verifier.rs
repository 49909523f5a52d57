//! The program that containerd starts before it uses an image (`io.containerd.image-verifier.v1`).
//!
//! ```text
//! containerd_verifier -name REF -digest DIGEST -stdin-media-type TYPE [-operation pull|run]
//! ```
//!
//! Its configuration is the file that `BONAFIDE_CONFIG` names, or `containerd-verifier.yaml` beside the
//! program; `docs/schema/containerd-verifier.v1.json` describes it.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use bonafide_examples::{Exit, Usage, command_line, containerd_verifier};

fn main() -> ExitCode {
    let outcome = config().and_then(|config| containerd_verifier(command_line()?, &config));
    Exit::of_program("containerd_verifier", outcome)
}

fn config() -> Result<PathBuf, Usage> {
    if let Some(path) = env::var_os("BONAFIDE_CONFIG") {
        return Ok(path.into());
    }
    let program = env::current_exe().map_err(|error| Usage(error.to_string()))?;
    Ok(program.with_file_name("containerd-verifier.yaml"))
}
