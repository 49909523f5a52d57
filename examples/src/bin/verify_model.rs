//! Verifies a signature over a model, and says which bytes it covers. `verify_model --help` explains
//! the options and exit codes.

use std::process::ExitCode;

use bonafide_examples::{Exit, command_line, verify_model};

fn main() -> ExitCode {
    Exit::of_program("verify_model", command_line().and_then(verify_model))
}
