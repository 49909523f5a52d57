//! Prints what attestations say, field by field, and who vouches for each. It expects nothing, so it
//! decides nothing.
//!
//! ```text
//! inspect_provenance FILE [--builders public|testing|FILE] [--trusted-root F] [--npm-keys F]
//!     [--gcb-keys DIR] [--now T] [--json]
//! ```
//!
//! Exit codes: 0 something was shown, 1 nothing can be read, 2 wrong configuration.

use std::env;
use std::process::ExitCode;

use bonafide_examples::{Arguments, Exit, TRUST, Usage, builders, gather, now, print_ignored};
use bonafide_report::Escaped;
use bonafide_slsa::{Inspection, inspect};
use serde_json::json;

fn main() -> ExitCode {
    Exit::of_program("inspect_provenance", run())
}

fn run() -> Result<Exit, Usage> {
    let named = [&["builders", "now"], &TRUST[..]].concat();
    let arguments = Arguments::parse(env::args().skip(1), &named, &["json"])?;
    let (table, name) = builders(arguments.value("builders").unwrap_or("public"))?;
    let path = arguments.only("file")?;
    let now = now(arguments.value("now"))?;
    let gathered = match gather(path, None, &arguments, now)? {
        Ok(gathered) => gathered,
        Err((code, detail)) => {
            println!("refused     {code}: {}", Escaped(&detail));
            return Ok(Exit::Reject);
        }
    };
    let attestations = gathered.attestations().iter();
    let inspections: Vec<Inspection> = attestations.map(|one| inspect(one, &table)).collect();
    if arguments.switch("json") {
        let carrier = gathered.carrier().as_str();
        let out = json!({ "carrier": carrier, "builders": name, "attestations": inspections });
        println!("{out:#}");
        return Ok(Exit::Allow);
    }
    println!("carrier     {}", gathered.carrier().as_str());
    println!("builders    {name} (table of trusted builders)");
    for inspection in &inspections {
        println!();
        print!("{}", inspection.text());
    }
    print_ignored(&gathered);
    Ok(Exit::Allow)
}
