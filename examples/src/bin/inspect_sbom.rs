//! Shows what is in a bill of materials, and answers what is asked of it.
//!
//! ```text
//! inspect_sbom FILE [--format F] [--json] [--license-policy F]
//!     [--advisories DIR [--advisories-as-of T]] [--report F…] [--vex F… [--trust-vex-unsigned]]
//!     [--fail-on SEVERITY] [--diff OTHER] [--subject ROLE:DIGEST…] [--profile NAME]
//!     [--require-conformance] [--graph dot|mermaid] [--now T]
//! ```
//!
//! A document that can be read and does not conform is shown all the same, and refused only with
//! `--require-conformance`. Vulnerabilities are refused only with `--fail-on`, from that severity on;
//! statements of exploitability (`--vex`) suppress some only with `--trust-vex-unsigned`, since this
//! program verifies no signatures. `--diff` takes OTHER as the later document and shows what changed.
//! `--subject` takes the roles index, manifest, config, layer and file. `--graph` prints the drawing
//! and nothing else.
//!
//! Exit codes: 0 nothing that was asked for failed, 1 reject, 2 wrong configuration, 3 quarantine
//! (something is unknown, or the format is not read), 4 indeterminate.

use std::env;
use std::process::ExitCode;

use bonafide_examples::{Arguments, Exit, Usage, inspect_sbom};

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
const SWITCHES: [&str; 3] = ["json", "require-conformance", "trust-vex-unsigned"];

fn main() -> ExitCode {
    run()
        .unwrap_or_else(|usage| {
            eprintln!("inspect_sbom: {usage}");
            Exit::Configuration
        })
        .into()
}

fn run() -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(env::args().skip(1), &NAMED, &REPEATED, &SWITCHES)?;
    inspect_sbom(&arguments)
}
