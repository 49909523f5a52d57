//! Hashing with several algorithms in one pass.

use core::fmt;
use std::io;

use sha2::Digest as _;

use crate::{Algorithm, Digest, Error};

/// The digest of `bytes`.
///
/// # Errors
/// [`Error::NotComputable`].
pub fn digest(algorithm: Algorithm, bytes: &[u8]) -> Result<Digest, Error> {
    let mut state = State::new(algorithm)?;
    state.update(bytes);
    Ok(state.finish())
}

/// SHA-256 over `parts`, one after the other.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut state = sha2::Sha256::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().into()
}

/// Reads `input` once to its end and hashes it with all of `algorithms`.
///
/// The number of bytes is not bounded here: bound the reader where its length is not known.
///
/// # Errors
/// Those of the reader; [`io::ErrorKind::InvalidInput`] with [`Error`] inside for algorithms that
/// [`Hasher::new`] refuses.
pub fn read(mut input: impl io::Read, algorithms: &[Algorithm]) -> io::Result<Digests> {
    let mut hasher = Hasher::new(algorithms)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let mut buffer = vec![0; BUFFER];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => hasher.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Bytes read at once: small enough that all algorithms find them in the second-level cache.
const BUFFER: usize = 64 * 1024;

/// Hashes one stream of bytes with several algorithms at once.
///
/// It is also an [`io::Write`], for [`io::copy`]; writing never fails.
#[derive(Clone)]
pub struct Hasher {
    states: Vec<State>,
    length: u64,
}

impl Hasher {
    /// A hasher for `algorithms`; one that is named twice is computed once.
    ///
    /// # Errors
    /// [`Error::NoAlgorithm`] for an empty list, [`Error::NotComputable`] for the first algorithm
    /// that is not computed.
    pub fn new(algorithms: &[Algorithm]) -> Result<Self, Error> {
        let mut states: Vec<State> = Vec::new();
        for &algorithm in algorithms {
            if states.iter().all(|state| state.algorithm() != algorithm) {
                states.push(State::new(algorithm)?);
            }
        }
        if states.is_empty() {
            return Err(Error::NoAlgorithm {});
        }
        Ok(Self { states, length: 0 })
    }

    /// Takes the next bytes of the stream.
    pub fn update(&mut self, bytes: &[u8]) {
        // A piece is given to every algorithm while it is in the cache.
        for piece in bytes.chunks(BUFFER) {
            for state in &mut self.states {
                state.update(piece);
            }
        }
        let taken = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.length = self.length.saturating_add(taken);
    }

    /// Ends the stream.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests {
            digests: self.states.into_iter().map(State::finish).collect(),
            length: self.length,
        }
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithms = self.states.iter().map(State::algorithm);
        f.write_str("Hasher ")?;
        f.debug_list().entries(algorithms).finish()
    }
}

/// The digests of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    digests: Vec<Digest>,
    length: u64,
}

/// The algorithms by which signatures, statements and policies name files.
const NAMING: [Algorithm; 3] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

impl Digests {
    /// Reads a stream to its end in one pass through each hash by which signatures, statements and
    /// policies name files: SHA-256, SHA-384 and SHA-512. What comes of it can be handed to whatever
    /// asks for an artifact; who knows which hash is wanted has less work with [`read`].
    ///
    /// # Errors
    /// What `input` answers.
    pub fn read(input: impl io::Read) -> io::Result<Self> {
        read(input, &NAMING)
    }

    /// The digest of a stream that was hashed elsewhere.
    #[cfg(feature = "multibuffer")]
    pub(crate) fn of_one(digest: Digest, length: u64) -> Self {
        Self {
            digests: vec![digest],
            length,
        }
    }

    /// The digest of this algorithm, if it was computed.
    #[must_use]
    pub fn get(&self, algorithm: Algorithm) -> Option<&Digest> {
        self.iter().find(|digest| digest.algorithm() == algorithm)
    }

    /// The digests, in the order in which their algorithms were given.
    pub fn iter(&self) -> core::slice::Iter<'_, Digest> {
        self.digests.iter()
    }

    /// Bytes of the stream.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }
}

impl<'a> IntoIterator for &'a Digests {
    type Item = &'a Digest;
    type IntoIter = core::slice::Iter<'a, Digest>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

macro_rules! states {
    ($( $(#[$only:meta])* $variant:ident $state:ty; )+) => {
        /// A running hash.
        #[derive(Clone)]
        enum State {
            $( $(#[$only])* $variant($state), )+
        }

        impl State {
            fn new(algorithm: Algorithm) -> Result<Self, Error> {
                match algorithm {
                    $( $(#[$only])* Algorithm::$variant => {
                        Ok(Self::$variant(<$state as Running>::start()))
                    } )+
                    _ => Err(Error::NotComputable { algorithm }),
                }
            }

            const fn algorithm(&self) -> Algorithm {
                match self { $( $(#[$only])* Self::$variant(_) => Algorithm::$variant, )+ }
            }

            fn update(&mut self, bytes: &[u8]) {
                match self { $( $(#[$only])* Self::$variant(state) => state.take(bytes), )+ }
            }

            fn finish(self) -> Digest {
                match self {
                    $( $(#[$only])* Self::$variant(state) => state.end(Algorithm::$variant), )+
                }
            }
        }
    };
}

states! {
    Sha224 sha2::Sha224;
    Sha256 sha2::Sha256;
    Sha384 sha2::Sha384;
    Sha512 sha2::Sha512;
    Sha512_224 sha2::Sha512_224;
    Sha512_256 sha2::Sha512_256;
    #[cfg(feature = "blake2")]
    Blake2b blake2::Blake2b512;
    #[cfg(feature = "blake3")]
    Blake3 Blake3;
}

/// What the functions have in common: those of one family share a trait, BLAKE3 has its own.
trait Running {
    fn start() -> Self;
    fn take(&mut self, bytes: &[u8]);
    fn end(self, algorithm: Algorithm) -> Digest;
}

impl<D: sha2::Digest> Running for D {
    fn start() -> Self {
        Self::new()
    }

    fn take(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn end(self, algorithm: Algorithm) -> Digest {
        Digest::of_output(algorithm, &self.finalize())
    }
}

/// Boxed: it holds a path of its tree, and is ten times as large as the others.
#[cfg(feature = "blake3")]
#[derive(Clone)]
struct Blake3(Box<blake3::Hasher>);

#[cfg(feature = "blake3")]
impl Running for Blake3 {
    fn start() -> Self {
        Self(Box::new(blake3::Hasher::new()))
    }

    fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn end(self, algorithm: Algorithm) -> Digest {
        Digest::of_output(algorithm, self.0.finalize().as_bytes())
    }
}
