//! Writes the seeds of all targets: `seeds FOLDER`.

use std::path::Path;
use std::process::ExitCode;

// Where its coverage is counted, it links against the fuzzer that counts.
use libfuzzer_sys as _;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: seeds FOLDER");
        return ExitCode::from(2);
    };
    match bonafide_fuzz::seeds::write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the seeds could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}
