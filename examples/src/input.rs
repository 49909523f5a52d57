//! Files, digests, keys and the clock: what libraries leave to their caller.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read as _};
use std::time::{SystemTime, UNIX_EPOCH};

use bonafide_digest::Digest;
use bonafide_keys::PublicKey;
use bonafide_report::Time;
use bonafide_sigstore::{Artifact, Bundle, Policy, TrustedKey, TrustedRoot};

use crate::Usage;

/// The bytes of a file.
///
/// # Errors
/// [`Usage`] naming the file.
pub fn read(path: &str) -> Result<Vec<u8>, Usage> {
    fs::read(path).map_err(|error| Usage(format!("{path}: {error}")))
}

/// The bytes of a regular file, or the first `most` of them: enough for a reader that bounds its input
/// to say that there are too many.
///
/// # Errors
/// [`Usage`] naming the file, also where it is a pipe or a device, which might never end.
pub(crate) fn read_at_most(path: &str, most: usize) -> Result<Vec<u8>, Usage> {
    let failed = |error: io::Error| Usage(format!("{path}: {error}"));
    let regular = |metadata: Metadata| {
        let other = || Usage(format!("{path}: not a regular file"));
        metadata.is_file().then_some(()).ok_or_else(other)
    };
    // To open a pipe would wait for a writer already.
    regular(fs::metadata(path).map_err(failed)?)?;
    let file = File::open(path).map_err(failed)?;
    regular(file.metadata().map_err(failed)?)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The artifact that an argument names: a file that is streamed once, or `sha256:<hex>` where no
/// such file exists.
///
/// # Errors
/// [`Usage`] for a file that cannot be read and a digest that is none.
pub fn artifact(
    argument: &str,
    bundle: &Bundle,
    policy: &Policy,
) -> Result<Artifact<'static>, Usage> {
    let failed = |error: io::Error| Usage(format!("{argument}: {error}"));
    match File::open(argument) {
        Ok(file) => Artifact::read(BufReader::new(file), bundle, policy).map_err(failed),
        Err(error) if argument.contains(':') => Digest::parse(argument)
            .map(Artifact::from_digest)
            .map_err(|digest| Usage(format!("{argument}: {error}; and {digest}"))),
        Err(error) => Err(failed(error)),
    }
}

/// The public key in a PEM file.
///
/// # Errors
/// [`Usage`] for a file that holds none.
pub fn key(path: &str) -> Result<TrustedKey, Usage> {
    let pem = String::from_utf8(read(path)?).map_err(|_| Usage(format!("{path}: not PEM")))?;
    let key = PublicKey::from_pem(&pem).map_err(|error| Usage(format!("{path}: {error}")))?;
    Ok(TrustedKey::new(key))
}

/// The trusted root in a file, or an embedded one.
///
/// # Errors
/// [`Usage`] for a file that holds none.
pub fn trusted_root(path: Option<&str>, staging: bool) -> Result<TrustedRoot, Usage> {
    match path {
        Some(path) => TrustedRoot::parse(&read(path)?),
        None if staging => TrustedRoot::staging(),
        None => TrustedRoot::public_good(),
    }
    .map_err(|error| {
        Usage(format!(
            "{}: {error}",
            path.unwrap_or("embedded trusted root")
        ))
    })
}

/// The evaluation time: RFC 3339 text, or this machine's clock.
///
/// # Errors
/// [`Usage`] for text that is no time.
pub fn now(argument: Option<&str>) -> Result<Time, Usage> {
    match argument {
        Some(text) => {
            Time::parse_rfc3339(text).map_err(|error| Usage(format!("--now {text}: {error}")))
        }
        None => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| Time::new(i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
            .ok_or_else(|| Usage("this machine's clock is not usable".to_owned())),
    }
}
