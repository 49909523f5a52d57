//! Says whether a policy allows an artifact, and explains every check: `--help` says how to ask.

use std::process::ExitCode;

use bonafide_examples::{Exit, command_line, verify};

fn main() -> ExitCode {
    Exit::of_program("verify", command_line().and_then(verify))
}
