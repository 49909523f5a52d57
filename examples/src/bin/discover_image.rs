//! Prints what travels with a container image as a tree. Nothing of it is verified.
//!
//! ```text
//! discover_image (--layout DIR | --archive FILE | --dir DIR | --manifests DIR
//!                 | --registry REF [--plain-http] [--auth-file F])
//!                [--digest D] [--children]
//! ```
//!
//! Exit codes: 0 everything was seen, 2 wrong configuration, 4 something could not be looked at.

use std::env;
use std::process::ExitCode;

use bonafide_digest::Digest;
use bonafide_examples::{Arguments, Exit, SOURCES, Usage, find};
use bonafide_oci::{Candidate, Children, Discovered, DiscoveryOptions, Role, Wanted, names};
use bonafide_report::Escaped;

fn main() -> ExitCode {
    Exit::of_program("discover_image", run())
}

fn run() -> Result<Exit, Usage> {
    let named = [&["auth-file"], &SOURCES[..]].concat();
    let switches = ["plain-http", "children"];
    let arguments = Arguments::parse(env::args().skip(1), &named, &switches)?;
    arguments.none_free()?;
    let mut options = DiscoveryOptions::new(Wanted::everything());
    if arguments.switch("children") {
        options = options.with_children(Children::All);
    }
    match find(&arguments, options)?.discovered {
        Ok(discovered) => Ok(show(&discovered)),
        Err(error) => {
            println!("refused     {}: {error}", error.code());
            Ok(Exit::of_refusal(error.code()))
        }
    }
}

fn show(discovered: &Discovered) -> Exit {
    let image = discovered.image();
    println!("{}", image.digest());
    if let Err(error) = image.document() {
        println!("   {}: {error}", error.code());
    }
    show_attachments(discovered, image.digest(), "");
    for child in discovered.children() {
        let platform = child.platform().map(ToString::to_string);
        let platform = platform.unwrap_or_else(|| "no platform".to_owned());
        println!("├─ {} {}", Escaped(&platform), child.digest());
        show_attachments(discovered, child.digest(), "│  ");
    }
    for note in discovered.notes() {
        println!("note        {}: {}", note.code(), Escaped(note.detail()));
    }
    println!(
        "{} requests, {} bytes",
        discovered.requests(),
        discovered.bytes()
    );
    let reasons = discovered.completeness().reasons();
    for reason in reasons {
        println!("not seen    {}: {reason}", reason.code());
    }
    if reasons.is_empty() {
        println!("everything was seen");
        Exit::Allow
    } else {
        Exit::Indeterminate
    }
}

fn show_attachments(discovered: &Discovered, image: &Digest, indent: &str) {
    let of_image = |candidate: &&Candidate| candidate.image() == image;
    for candidate in discovered.candidates().iter().filter(of_image) {
        println!("{indent}├─ {}", line(candidate));
    }
}

fn line(candidate: &Candidate) -> String {
    let what = match candidate.role() {
        Role::Bundle => "bundle",
        Role::SimpleSigning => "signature",
        Role::Envelope => "attestation",
        Role::UnsignedStatement => "statement, unsigned",
        Role::UnsignedSbom => "bill of materials, unsigned",
        Role::Gpg => "OpenPGP signature",
        _ => "unknown",
    };
    let mut line = format!("{what} ({:?})", candidate.carrier());
    if let Some(digest) = candidate.digest().or(candidate.manifest()) {
        line.push_str(&format!(" {digest}"));
    }
    let annotations = candidate.annotations();
    let claimed = annotations
        .get(names::PREDICATE_TYPE)
        .or_else(|| annotations.get(names::IN_TOTO_PREDICATE_TYPE));
    if let Some(claimed) = claimed {
        line.push_str(&format!(" claims {}", Escaped(claimed)));
    }
    match candidate.bytes() {
        Ok(bytes) => line.push_str(&format!(" {} bytes", bytes.len())),
        Err(error) => line.push_str(&format!(" {}: {error}", error.code())),
    }
    line
}
