//! Verifies a Sigstore bundle in WebAssembly, without a host's clock, network or random numbers.
//!
//! The host asks for [`room`], writes the bundle and then the request there, and calls [`verify`];
//! [`answer`] and [`answer_length`] tell where the text of the answer stands. `verify.mjs` is such a
//! host. The texts of a request stand one a line: the digest of the artifact, the certificate's
//! identity, the issuer.

#![deny(missing_docs)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use bonafide_digest::Digest;
use bonafide_keys::RustCrypto;
use bonafide_report::Time;
use bonafide_sigstore::{
    Artifact, Bundle, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
};

/// What the host has written, and may write to until [`verify`].
static ROOM: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWER: Mutex<String> = Mutex::new(String::new());

/// More than any bundle, and little enough for any host.
const MOST: usize = 32 << 20;

/// Room for so many bytes, or null if that is more than 32 MiB.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    if length > MOST {
        return core::ptr::null_mut();
    }
    let mut room = lock(&ROOM);
    room.clear();
    room.resize(length, 0);
    room.as_mut_ptr()
}

/// Judges the bundle in the first `length` bytes of the room by the request in the others.
///
/// `now` is the time of evaluation in seconds since 1970. It is 0 when the bundle verifies, 1 when it
/// does not, and 2 when the request means nothing. The answer is who signed, or a code and why.
#[unsafe(no_mangle)]
pub extern "C" fn verify(length: usize, now: i64) -> u32 {
    let room = lock(&ROOM);
    let (exit, text) = match room.split_at_checked(length) {
        Some((bundle, request)) => judge(bundle, request, now),
        None => (2, "the room is smaller".to_owned()),
    };
    *lock(&ANSWER) = text;
    exit
}

/// Where the last answer stands, in UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    lock(&ANSWER).as_ptr()
}

/// The bytes of the last answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    lock(&ANSWER).len()
}

fn judge(bundle: &[u8], request: &[u8], now: i64) -> (u32, String) {
    let asked = match asked(request, now) {
        Ok(asked) => asked,
        Err(why) => return (2, why),
    };
    let bundle = match Bundle::parse(bundle, &ParseOptions::default()) {
        Ok(bundle) => bundle,
        Err(error) => return (1, format!("{}: {error}", error.code())),
    };
    let request = Request::new(
        Artifact::from_digest(asked.digest),
        &asked.policy,
        asked.now,
    );
    match asked.verifier.verify(&bundle, &request) {
        Ok(verified) => (0, signed(&verified)),
        Err(refusal) => (1, format!("{}: {refusal}", refusal.code())),
    }
}

struct Asked {
    verifier: Verifier,
    digest: Digest,
    policy: Policy,
    now: Time,
}

fn asked(request: &[u8], now: i64) -> Result<Asked, String> {
    let text = core::str::from_utf8(request).map_err(|error| error.to_string())?;
    let mut lines = text.lines();
    let mut next = |name: &str| lines.next().ok_or_else(|| format!("no {name}"));
    let digest = Digest::parse(next("digest")?).map_err(|error| error.to_string())?;
    let identity = IdentityMatcher::exact(next("identity")?, next("issuer")?)
        .map_err(|error| error.to_string())?;
    let now = Time::from_unix(now).ok_or("no time")?;
    let root = TrustedRoot::public_good().map_err(|error| error.to_string())?;
    let verifier = Verifier::builder(root, RustCrypto)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(Asked {
        verifier,
        digest,
        policy: Policy::identity(identity),
        now,
    })
}

fn signed(verified: &bonafide_sigstore::VerifiedBundle) -> String {
    let mut text = String::new();
    for (name, value) in verified.summary() {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text
}

/// Nothing here panics while it holds a lock, and there is but one thread.
fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
