//! Signs a model with a local key, so that the reference verifier accepts it.
//!
//! ```text
//! sign_model DIR --private-key PEM [--passphrase-file F] [--certificate-chain PEM…]
//!     [--ignore-path P…] [--hash sha256|blake2b|blake3] [--shard-size N] [--force] --out FILE
//! ```
//!
//! DIR is a directory or a single file. With `--certificate-chain` the bundle holds these
//! certificates, that of the key first; the root is left out. Other verifiers may not know another
//! hash than SHA-256, nor shards. A file that is there already is kept unless `--force` is given.
//!
//! Exit codes: 0 signed, 1 the model must not be signed, 2 wrong configuration, 4 the model could not
//! be read.

use std::path::Path;
use std::process::ExitCode;

use bonafide_digest::Algorithm;
use bonafide_digest::engine::{Control, Engine};
use bonafide_examples::{Arguments, Exit, Usage, command_line, read};
use bonafide_keys::{Ring, pem};
use bonafide_model::{
    HashMethod, LocalKey, SignError, SignOptions, SignedBundle, UnsignedStatement,
};
use bonafide_x509::{Certificate, ParseOptions};

const NAMED: [&str; 5] = [
    "private-key",
    "passphrase-file",
    "hash",
    "shard-size",
    "out",
];
const REPEATED: [&str; 2] = ["certificate-chain", "ignore-path"];

fn main() -> ExitCode {
    Exit::of_program("sign_model", run())
}

fn run() -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(command_line()?, &NAMED, &REPEATED, &["force"])?;
    let model = arguments.only("model")?;
    let out = arguments.required("out")?;
    let key = private_key(&arguments)?;
    let chain = certificates(arguments.all("certificate-chain"))?;
    let options = options(&arguments, out)?;
    let statement =
        match UnsignedStatement::of_model(model, &options, &Engine::new(), &Control::new()) {
            Ok(statement) => statement,
            Err(error @ SignError::Ignore { .. }) => return Err(Usage(error.to_string())),
            Err(error) => return Ok(refuse(&error)),
        };
    let bundle = SignedBundle::sign(&statement, &key, &chain, &Ring)
        .map_err(|error| Usage(error.to_string()))?;
    bundle
        .write(Path::new(out), arguments.switch("force"))
        .map_err(|error| Usage(format!("{out}: {error}")))?;
    println!(
        "signed {} resources; root digest {}",
        statement.resource_count(),
        statement.root_digest()
    );
    Ok(Exit::Allow)
}

fn refuse(error: &SignError) -> Exit {
    let code = error.code();
    eprintln!("not signed: {code}: {error}\n  {}", code.remedy());
    Exit::of_refusal(code)
}

fn private_key(arguments: &Arguments) -> Result<LocalKey, Usage> {
    let path = arguments.required("private-key")?;
    let text = String::from_utf8(read(path)?).map_err(|_| Usage(format!("{path}: not PEM")))?;
    let passphrase = arguments.value("passphrase-file").map(read).transpose()?;
    let passphrase = passphrase.map(|mut passphrase| {
        // The end of the line is none of the passphrase.
        while passphrase.last().is_some_and(|byte| b"\r\n".contains(byte)) {
            passphrase.pop();
        }
        passphrase.into()
    });
    LocalKey::from_pem(&text, || passphrase).map_err(|error| Usage(format!("{path}: {error}")))
}

/// The certificates of all files, in order, but for self-signed ones at the end.
fn certificates(paths: &[String]) -> Result<Vec<Certificate>, Usage> {
    let mut chain: Vec<Certificate> = Vec::new();
    for path in paths {
        let wrong = |error: String| Usage(format!("{path}: {error}"));
        let text = String::from_utf8(read(path)?).map_err(|_| wrong("not PEM".to_owned()))?;
        for block in pem::blocks(&text) {
            let certificate = Certificate::from_pem(block, &ParseOptions::default())
                .map_err(|error| wrong(error.to_string()))?;
            chain.push(certificate);
        }
    }
    while chain.len() > 1 && chain.last().is_some_and(Certificate::is_self_issued) {
        chain.pop();
    }
    Ok(chain)
}

fn options(arguments: &Arguments, out: &str) -> Result<SignOptions, Usage> {
    let mut options = SignOptions::new()
        .with_bundle_file(out)
        .with_ignore_paths(arguments.all("ignore-path"));
    if let Some(name) = arguments.value("hash") {
        let algorithm = Algorithm::from_name(name);
        let algorithm = algorithm.ok_or_else(|| Usage(format!("--hash {name} is not known")))?;
        options = options.with_algorithm(algorithm);
    }
    if let Some(size) = arguments.count("shard-size")? {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        options = options.with_method(HashMethod::Shards { size });
    }
    Ok(options)
}
