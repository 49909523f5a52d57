//! Many bundles at once.

#[path = "common/real.rs"]
mod real;

use core::num::NonZeroUsize;
use core::sync::atomic::{AtomicUsize, Ordering};

use bonafide_sigstore::{Artifact, ParseOptions, Request, VerifiedBundle, Verifier};
use real::{bundle_text, digest, now, policy, root};

const COUNT: usize = 60;

/// The bytes of a bundle, which know how many of them there are.
struct Counted<'a> {
    bytes: Vec<u8>,
    alive: &'a AtomicUsize,
}

impl AsRef<[u8]> for Counted<'_> {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

fn code(result: Result<VerifiedBundle, bonafide_sigstore::Refusal>) -> &'static str {
    result.map_or_else(|refusal| refusal.code().as_str(), |_| "verified")
}

/// Every third is about another artifact, and every fifth cannot be read.
fn wanted(place: usize) -> &'static str {
    match (place % 5, place % 3) {
        (0, _) => "bundle.parse",
        (_, 0) => "artifact.not-a-subject",
        _ => "verified",
    }
}

#[test]
fn each_is_told_once_as_if_it_were_alone() {
    let verifier = Verifier::new(root()).unwrap();
    let policy = policy();
    for threads in [1, 2, 3, 100, usize::MAX] {
        let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = (0..COUNT).map(|place| {
            most.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let artifact = match place % 3 {
                0 => Artifact::from_digest(bonafide_digest::Digest::sha256([7; 32])),
                _ => Artifact::from_digest(digest()),
            };
            let bytes = match place % 5 {
                0 => b"junk".to_vec(),
                _ => bundle_text().into(),
            };
            let alive = &alive;
            (
                Counted { bytes, alive },
                Request::new(artifact, &policy, now()),
            )
        });
        let mut told = Vec::new();
        let number = NonZeroUsize::new(threads).unwrap();
        verifier.verify_many(number, &ParseOptions::default(), work, |place, result| {
            told.push((place, code(result)));
        });
        if threads == 1 {
            assert!(told.is_sorted());
        }
        told.sort_unstable();
        let expected: Vec<_> = (0..COUNT).map(|place| (place, wanted(place))).collect();
        assert_eq!(told, expected, "{threads} threads");
        assert_eq!(alive.into_inner(), 0);
        assert!(most.into_inner() <= threads.min(COUNT), "{threads} threads");
    }
}

#[test]
fn results_wait_until_they_are_taken() {
    let verifier = Verifier::new(root()).unwrap();
    let policy = policy();
    let taken = AtomicUsize::new(0);
    let told = AtomicUsize::new(0);
    let work = (0..COUNT).map(|_| {
        let ahead = taken.fetch_add(1, Ordering::SeqCst) + 1 - told.load(Ordering::SeqCst);
        // Two in the hands of threads, two that are done, two that wait for room, and one being told.
        assert!(ahead <= 7, "{ahead} at once");
        let request = Request::new(Artifact::from_digest(digest()), &policy, now());
        (bundle_text(), request)
    });
    let threads = NonZeroUsize::new(2).unwrap();
    verifier.verify_many(threads, &ParseOptions::default(), work, |_, result| {
        std::thread::sleep(core::time::Duration::from_millis(5));
        assert!(result.is_ok());
        told.fetch_add(1, Ordering::SeqCst);
    });
    assert_eq!(told.into_inner(), COUNT);
}
