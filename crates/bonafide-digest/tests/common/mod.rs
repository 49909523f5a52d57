//! Sources that lie, and engines of every kind.

#![allow(dead_code, reason = "no test file uses everything")]

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use bonafide_digest::engine::{Engine, Identity, ReadAt, Source};

/// Bytes that differ from place to place.
pub(crate) fn bytes(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// Engines that must not differ in what they answer.
pub(crate) fn engines() -> Vec<(String, Engine)> {
    let mut engines = Vec::new();
    for threads in [1, 2, 3, 8, 20] {
        let engine = Engine::new().with_threads(threads);
        engines.push((format!("{threads} threads"), engine.clone()));
        #[cfg(feature = "multibuffer")]
        for kernel in bonafide_digest::engine::Kernel::ALL {
            let name = format!("{threads} threads, {}", kernel.name());
            engines.push((name, engine.clone().with_kernel(kernel)));
        }
    }
    engines.push(("default".to_owned(), Engine::new()));
    engines
}

/// What a [`Fake`] does with a reading: given its number, from 0, the buffer and the offset.
type Read<'f> = Box<dyn Fn(usize, &mut [u8], u64) -> io::Result<usize> + Send + Sync + 'f>;

/// A source that does as the test says, and remembers what was done with it.
pub(crate) struct Fake<'f> {
    pub(crate) name: String,
    pub(crate) length: u64,
    pub(crate) open_error: Option<io::ErrorKind>,
    /// One for each time that it is asked; the last is repeated. None of them: no identity.
    pub(crate) identities: Vec<io::Result<Identity>>,
    pub(crate) read: Read<'f>,
    pub(crate) seen: Arc<Seen>,
}

/// What several [`Fake`]s saw together.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) opened: AtomicUsize,
    pub(crate) alive: AtomicUsize,
    pub(crate) most_alive: AtomicUsize,
    pub(crate) bytes: AtomicUsize,
    pub(crate) threads: Mutex<Vec<ThreadId>>,
    /// Addresses of the buffers, the end by the start.
    pub(crate) buffers: Mutex<BTreeMap<usize, usize>>,
}

impl<'f> Fake<'f> {
    /// An honest source of `contents`.
    pub(crate) fn new(contents: &'f [u8]) -> Self {
        Self {
            name: "fake".to_owned(),
            length: contents.len() as u64,
            open_error: None,
            identities: Vec::new(),
            read: Box::new(|_, buffer, offset| contents.read_at(buffer, offset)),
            seen: Arc::default(),
        }
    }

    pub(crate) fn reading(
        mut self,
        read: impl Fn(usize, &mut [u8], u64) -> io::Result<usize> + Send + Sync + 'f,
    ) -> Self {
        self.read = Box::new(read);
        self
    }

    pub(crate) fn seen_by(mut self, seen: &Arc<Seen>) -> Self {
        self.seen = Arc::clone(seen);
        self
    }
}

impl Source for Fake<'_> {
    fn length(&self) -> u64 {
        self.length
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn open(&self) -> io::Result<Arc<dyn ReadAt + '_>> {
        self.seen.opened.fetch_add(1, Ordering::SeqCst);
        if let Some(kind) = self.open_error {
            return Err(kind.into());
        }
        let alive = self.seen.alive.fetch_add(1, Ordering::SeqCst) + 1;
        self.seen.most_alive.fetch_max(alive, Ordering::SeqCst);
        Ok(Arc::new(Open {
            fake: self,
            readings: AtomicUsize::new(0),
            asked: AtomicUsize::new(0),
        }))
    }
}

struct Open<'o, 'f> {
    fake: &'o Fake<'f>,
    readings: AtomicUsize,
    asked: AtomicUsize,
}

impl Drop for Open<'_, '_> {
    fn drop(&mut self) {
        self.fake.seen.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

impl ReadAt for Open<'_, '_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let seen = &self.fake.seen;
        seen.note(buffer);
        let number = self.readings.fetch_add(1, Ordering::SeqCst);
        let count = (self.fake.read)(number, buffer, offset)?;
        seen.bytes.fetch_add(count, Ordering::SeqCst);
        Ok(count)
    }

    fn identity(&self) -> io::Result<Option<Identity>> {
        let identities = &self.fake.identities;
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        match identities.get(number).or(identities.last()) {
            Some(Ok(identity)) => Ok(Some(*identity)),
            Some(Err(error)) => Err(error.kind().into()),
            None => Ok(None),
        }
    }
}

impl Seen {
    fn note(&self, buffer: &[u8]) {
        let thread = thread::current().id();
        let mut threads = self.threads.lock().unwrap();
        if !threads.contains(&thread) {
            threads.push(thread);
        }
        // A single byte stands for the question whether there is more.
        if buffer.len() == 1 {
            return;
        }
        let start = buffer.as_ptr().addr();
        let mut buffers = self.buffers.lock().unwrap();
        let end = buffers.entry(start).or_default();
        *end = (*end).max(start + buffer.len());
    }

    /// Bytes of all buffers together.
    pub(crate) fn buffer_bytes(&self) -> usize {
        let (mut total, mut covered) = (0, 0);
        for (&start, &end) in self.buffers.lock().unwrap().iter() {
            total += end.saturating_sub(start.max(covered));
            covered = covered.max(end);
        }
        total
    }
}
