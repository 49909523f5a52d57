//! Models: whom to trust, what to ask, and how the answer is shown.

mod checks;
mod escape;
mod progress;
mod question;
mod show;
mod trust;

use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use bonafide_digest::engine::Control;
use bonafide_keys::{Ring, pem};
use bonafide_model::package::Check;
use bonafide_model::{
    BundleLimits, ManifestVerifier, Tree, TreeOptions, VerifiedManifest, verify_subset, verify_tree,
};
use bonafide_x509::{Certificate, ParseOptions};

use crate::input::read_at_most;
use crate::{Arguments, Exit, Usage, now, read};
use progress::Progress;
use question::{HELP, NAMED, REPEATED, SWITCHES, tree_options};
use show::{Answer, Shown};

/// Verifies the model that a command line names: first who signed which list, then whether it is what
/// lies there, then what the checks of files say.
///
/// # Errors
/// [`Usage`] for a command line, trust or file that cannot be used, and for an answer that cannot be
/// written. Whoever stops reading it early has the same exit code in the end.
pub fn verify_model(arguments: impl IntoIterator<Item = String>) -> Result<Exit, Usage> {
    let arguments = Arguments::parse_repeated(arguments, &NAMED, &REPEATED, &SWITCHES)?;
    if arguments.switch("help") {
        return ended(HELP.as_bytes(), Exit::Allow);
    }
    let model = arguments.only("model")?;
    let signature = arguments.required("signature")?;
    let shown = Shown::of(&arguments);
    let checks = checks::asked(&arguments)?;
    let options = tree_options(&arguments)?.with_bundle_file(signature);
    let now = now(arguments.value("now"))?;
    let verifier = ManifestVerifier::builder(trust::trust(&arguments)?, Ring)
        .with_profile(question::profile(&arguments)?)
        .build()
        .map_err(|error| Usage(error.to_string()))?;
    // One more than may be, so that whoever reads them says that there are too many.
    let most = BundleLimits::default().bundle_bytes().saturating_add(1);
    let bundle = read_at_most(signature, most)?;
    let mut text = Vec::new();
    let exit = match verifier.verify(&bundle, now) {
        Ok(manifest) => judge(
            &arguments,
            (shown, &mut text),
            manifest,
            (model, &options),
            &checks,
        ),
        Err(refusal) => {
            let report = verifier.explain(&bundle, now);
            shown.refused(&mut text, &refusal.with_report(report))
        }
    };
    ended(&text, exit.map_err(unwritten)?)
}

/// Writes the answer, and says how the program ends then.
fn ended(text: &[u8], exit: Exit) -> Result<Exit, Usage> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(error)),
        _ => Ok(exit),
    }
}

fn unwritten(error: io::Error) -> Usage {
    Usage(format!("the answer cannot be written: {error}"))
}

/// The second question: is this what was signed; and the third, what is in it.
fn judge(
    arguments: &Arguments,
    (shown, out): (Shown, &mut Vec<u8>),
    manifest: VerifiedManifest,
    (model, options): (&str, &TreeOptions),
    checks: &[Check],
) -> io::Result<Exit> {
    let tree = match Tree::open(Path::new(model), options) {
        Ok(tree) => tree,
        Err(error) => return shown.unreadable(out, &manifest, &error),
    };
    let progress = Progress::new();
    let report = |at: &bonafide_digest::engine::Progress<'_>| progress.report(at);
    let control = Control::new().with_progress(&report);
    let only: Vec<&str> = arguments.all("only").iter().map(String::as_str).collect();
    let answer = if only.is_empty() {
        verify_tree(manifest, &tree, &control).map(Answer::Whole)
    } else {
        verify_subset(manifest, &tree, &only, &control).map(Answer::Part)
    };
    progress.end();
    match answer {
        Ok(answer) => {
            let package = checks::run(checks, &answer, &tree, &only);
            shown.verified(out, &answer, &tree, package.as_ref())
        }
        Err(refusal) => shown.differs(out, &refusal, &tree),
    }
}

/// The certificates in the PEM text of a file.
fn pem_certificates(path: &str) -> Result<Vec<Certificate>, Usage> {
    let wrong = |error: &str| Usage(format!("{path}: {error}"));
    let text = String::from_utf8(read(path)?).map_err(|_| wrong("not PEM"))?;
    // Roots of old make have the serial number zero.
    let options = ParseOptions::default().with_zero_serial(true);
    let mut found = Vec::new();
    for block in pem::blocks(&text) {
        if block.contains("-----BEGIN PUBLIC KEY-----") {
            return Err(wrong(
                "a bare public key, and no certificate; where it signed itself, give --key",
            ));
        }
        let certificate = Certificate::from_pem(block, &options);
        found.push(certificate.map_err(|error| wrong(&error.to_string()))?);
    }
    if found.is_empty() {
        return Err(wrong("it holds no certificate"));
    }
    Ok(found)
}
