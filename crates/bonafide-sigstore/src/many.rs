//! Many bundles, on several threads.

use core::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use crate::{Bundle, ParseOptions, Refusal, Request, VerifiedBundle, Verifier};

/// Threads that are started at most.
const THREADS: usize = 256;

impl Verifier {
    /// Reads and verifies many bundles: the bytes of each, with what is asked of it.
    ///
    /// So many threads take them one by one, and end with the call; 256 are started at most, with 1
    /// none is, and where the system gives fewer, these do the work. `each` runs on the calling thread, once
    /// for each bundle and as soon as it is judged, with its place in `work`. What the roots say is read
    /// and what leads to their anchors was verified once, when the verifier was built, and is shared.
    ///
    /// Memory does not grow with the work: each thread takes the next bundle when it needs one, and
    /// waits where `each` is slower than verification. An iterator that reads files holds up the
    /// others while it does.
    ///
    /// ```
    /// # #[cfg(all(feature = "ring", feature = "public-good"))] {
    /// use core::num::NonZeroUsize;
    /// use bonafide_sigstore::{
    ///     Artifact, IdentityMatcher, ParseOptions, Policy, Request, TrustedRoot, Verifier,
    /// };
    ///
    /// let verifier = Verifier::new(TrustedRoot::public_good()?)?;
    /// let policy = Policy::identity(IdentityMatcher::exact("me@example.com", "https://example.com")?);
    /// let now = bonafide_report::Time::from_unix(1_800_000_000).expect("in range");
    /// let request = Request::new(Artifact::from_bytes(b"one"), &policy, now);
    /// let work = [(b"no bundle", request.clone()), (b"nor this.", request)];
    /// let mut refused = Vec::new();
    /// let threads = NonZeroUsize::new(2).expect("not 0");
    /// verifier.verify_many(threads, &ParseOptions::default(), work, |place, result| {
    ///     refused.push((place, result.is_err()));
    /// });
    /// refused.sort();
    /// assert_eq!(refused, [(0, true), (1, true)]);
    /// # }
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn verify_many<'w, B, W>(
        &self,
        threads: NonZeroUsize,
        options: &ParseOptions,
        work: W,
        mut each: impl FnMut(usize, Result<VerifiedBundle, Refusal>),
    ) where
        B: AsRef<[u8]>,
        W: IntoIterator<Item = (B, Request<'w>)>,
        W::IntoIter: Send,
    {
        let judge = |(bytes, request): (B, Request<'w>)| {
            let bundle = Bundle::parse(bytes.as_ref(), options)?;
            self.verify(&bundle, &request)
        };
        let work = Mutex::new(work.into_iter().fuse().enumerate());
        let next = || work.lock().unwrap_or_else(PoisonError::into_inner).next();
        // One thread there is already: the caller's.
        let started = match threads.get() {
            1 => 0,
            several => several.min(THREADS),
        };
        let (sender, receiver) = mpsc::sync_channel(started);
        thread::scope(|scope| {
            for _ in 0..started {
                let sender = sender.clone();
                let run = move || {
                    while let Some((place, one)) = next() {
                        if sender.send((place, judge(one))).is_err() {
                            return;
                        }
                    }
                };
                if thread::Builder::new().spawn_scoped(scope, run).is_err() {
                    break;
                }
            }
            drop(sender);
            for (place, result) in receiver {
                each(place, result);
            }
            // Whatever is left: all of it without threads, else nothing.
            while let Some((place, one)) = next() {
                each(place, judge(one));
            }
        });
    }
}
