//! Shows what is in a bill of materials, and answers what is asked of it: `--help` says what that
//! can be, and what the exit codes mean.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use bonafide_examples::{Arguments, Exit, SBOM_HELP, Usage, command_line, inspect_sbom};

const NAMED: [&str; 9] = [
    "format",
    "license-policy",
    "advisories",
    "advisories-as-of",
    "fail-on",
    "diff",
    "profile",
    "graph",
    "now",
];
const REPEATED: [&str; 3] = ["report", "vex", "subject"];
const SWITCHES: [&str; 4] = ["help", "json", "require-conformance", "trust-vex-unsigned"];

fn main() -> ExitCode {
    Exit::of_program("inspect_sbom", run())
}

fn run() -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(command_line()?, &NAMED, &REPEATED, &SWITCHES)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.switch("help") {
        // Whoever closes the output wants no more of it.
        let _ = out
            .write_all(SBOM_HELP.as_bytes())
            .and_then(|()| out.flush());
        return Ok(Exit::Allow);
    }
    inspect_sbom(&arguments, &mut out)
}
