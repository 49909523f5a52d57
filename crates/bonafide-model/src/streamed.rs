//! Signed files that come as a stream, such as a download.

#![cfg(feature = "oms")]

use core::fmt;
use core::ops::Range;
use std::io::{self, Read, Write};

use bonafide_digest::{Algorithm, Digest, Hasher};
use bonafide_report::{Code, Coded, Escaped};

use crate::{Manifest, Resource, VerifiedManifest};

impl VerifiedManifest {
    /// Takes the bytes of the signed file `path` as they come, hashes them and hands them on to
    /// `sink`. What the sink holds must not be used before [`FileSink::finish`] gave a
    /// [`VerifiedStream`].
    ///
    /// # Errors
    /// [`StreamError::NotListed`], [`StreamError::Hash`].
    ///
    /// # Specification
    /// models OMH-7.
    pub fn sink<W: Write>(&self, path: &str, sink: W) -> Result<FileSink<'_, W>, StreamError> {
        FileSink::new(self.manifest(), path, sink)
    }

    /// Reads the signed file `path` to its end from `reader` into `sink`, as [`sink`](Self::sink)
    /// does. Where files were signed whole, their lengths were not: bound the reader.
    ///
    /// # Errors
    /// As [`sink`](Self::sink) and [`FileSink::finish`]; [`StreamError::Io`] for what reader and sink
    /// say.
    pub fn copy<W: Write>(
        &self,
        path: &str,
        mut reader: impl Read,
        sink: W,
    ) -> Result<VerifiedStream<W>, StreamError> {
        let mut sink = self.sink(path, sink)?;
        match io::copy(&mut reader, &mut sink) {
            Ok(_) => sink.finish(),
            // What the sink refused it knows better.
            Err(error) => Err(sink.fault.unwrap_or(StreamError::Io { kind: error.kind() })),
        }
    }
}

/// Hashes the bytes of one signed file on their way to a sink.
///
/// Writing fails with [`io::ErrorKind::InvalidData`] as soon as a signed piece is seen to differ, or
/// more bytes come than were signed.
pub struct FileSink<'m, W> {
    path: &'m str,
    sink: W,
    algorithm: Algorithm,
    /// Pieces to come, the present one first.
    pieces: core::slice::Iter<'m, Resource>,
    piece: Option<&'m Resource>,
    hasher: Hasher,
    length: u64,
    fault: Option<StreamError>,
}

impl<'m, W: Write> FileSink<'m, W> {
    fn new(manifest: &'m Manifest, path: &str, sink: W) -> Result<Self, StreamError> {
        let file = manifest.file(path).ok_or_else(|| StreamError::NotListed {
            path: Escaped(path).to_string(),
        })?;
        let algorithm = manifest.algorithm();
        let mut pieces = file.resources().iter();
        Ok(Self {
            path: file.path(),
            sink,
            algorithm,
            piece: pieces.next(),
            pieces,
            hasher: hasher(algorithm)?,
            length: 0,
            fault: None,
        })
    }

    /// Ends the file: all of its bytes were written.
    ///
    /// # Errors
    /// [`StreamError::Digest`] and [`StreamError::Length`] for bytes that were not signed;
    /// [`StreamError::Io`] where the sink does not take the rest of what it was given.
    pub fn finish(mut self) -> Result<VerifiedStream<W>, StreamError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if let Some(piece) = self.piece {
            // A whole file ends where it ends; a piece ends where it was signed to end.
            if let Some(range) = piece.range() {
                return Err(self.length_error(Some(range.end)));
            }
            self.end_piece(piece)?;
        }
        if let Some(more) = self.pieces.next() {
            return Err(self.length_error(more.range().map(|range| range.end)));
        }
        self.sink
            .flush()
            .map_err(|error| StreamError::Io { kind: error.kind() })?;
        Ok(VerifiedStream {
            path: self.path.to_owned(),
            length: self.length,
            sink: self.sink,
        })
    }

    /// Hashes what was handed on.
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), StreamError> {
        while !bytes.is_empty() {
            let Some(piece) = self.piece else {
                return Err(self.length_error(Some(self.length)));
            };
            let end = piece.range().map_or(u64::MAX, |range| range.end);
            let room = usize::try_from(end.saturating_sub(self.length)).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.hasher.update(now);
            let count = u64::try_from(now.len()).unwrap_or(u64::MAX);
            self.length = self.length.saturating_add(count);
            bytes = later;
            if self.length == end {
                self.end_piece(piece)?;
                self.piece = self.pieces.next();
            }
        }
        Ok(())
    }

    fn end_piece(&mut self, piece: &Resource) -> Result<(), StreamError> {
        let hasher = core::mem::replace(&mut self.hasher, hasher(self.algorithm)?);
        let digests = hasher.finish();
        match digests.get(self.algorithm) {
            Some(actual) if actual == piece.digest() => Ok(()),
            actual => Err(StreamError::Digest {
                path: Escaped(self.path).to_string(),
                range: piece.range(),
                expected: Box::new(*piece.digest()),
                actual: actual.copied().map(Box::new),
            }),
        }
    }

    fn length_error(&self, expected: Option<u64>) -> StreamError {
        StreamError::Length {
            path: Escaped(self.path).to_string(),
            expected,
            actual: self.length,
        }
    }
}

impl<W: Write> Write for FileSink<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fault.is_some() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = self.sink.write(bytes)?;
        let taken = bytes.get(..count).ok_or(io::ErrorKind::InvalidData)?;
        match self.take(taken) {
            Ok(()) => Ok(count),
            Err(fault) => {
                self.fault = Some(fault);
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl<W> fmt::Debug for FileSink<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSink")
            .field("path", &self.path)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The sink to which exactly the bytes of a signed file were written.
///
/// It is only made by [`FileSink::finish`].
///
/// ```compile_fail
/// fn forge(sink: Vec<u8>) -> bonafide_model::VerifiedStream<Vec<u8>> {
///     bonafide_model::VerifiedStream { path: String::new(), length: 0, sink }
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct VerifiedStream<W> {
    path: String,
    length: u64,
    sink: W,
}

impl<W> VerifiedStream<W> {
    /// The signed path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many bytes were written.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The sink, whose bytes may now be used.
    pub fn into_sink(self) -> W {
        self.sink
    }
}

bonafide_report::codes! {
    /// Why a stream is not the signed file.
    pub enum StreamError {
        /// The path is not in the signed list.
        NotListed {
            /// The path, escaped.
            path: String,
        } => OMS_FILE_UNVERIFIED: "{path} is not in the signed list",
        /// A digest is not the signed one.
        Digest {
            /// The path, escaped.
            path: String,
            /// The bytes that differ; `None` for the whole file.
            range: Option<Range<u64>>,
            /// The signed digest.
            expected: Box<Digest>,
            /// That of what came.
            actual: Option<Box<Digest>>,
        } => OMS_FILE_CHANGED: "{path} does not have the signed digest {expected}",
        /// More or fewer bytes came than were signed.
        Length {
            /// The path, escaped.
            path: String,
            /// The bytes that were signed at least, where that is known.
            expected: Option<u64>,
            /// The bytes that came, as far as they were signed.
            actual: u64,
        } => OMS_FILE_SIZE: "{path} does not have the signed length ({actual} bytes were hashed)",
        /// Reader or sink failed.
        Io {
            /// What it said.
            kind: io::ErrorKind,
        } => OMS_FILE_UNREADABLE: "the stream cannot be copied: {kind}",
        /// This build does not compute the digests.
        Hash {
            /// The algorithm.
            algorithm: Algorithm,
        } => OMS_LIMIT: "{algorithm} is not computed by this build",
    }
}

impl Coded for StreamError {
    fn code(&self) -> Code {
        Self::code(self)
    }
}

fn hasher(algorithm: Algorithm) -> Result<Hasher, StreamError> {
    Hasher::new(&[algorithm]).map_err(|_| StreamError::Hash { algorithm })
}

#[cfg(test)]
mod tests {
    use bonafide_report::registry;

    use super::*;
    use crate::matching::testing::{USUAL, usual};

    fn send(manifest: &Manifest, path: &str, content: &[u8], cut: usize) -> Result<Vec<u8>, Code> {
        let mut sink = FileSink::new(manifest, path, Vec::new()).map_err(|error| error.code())?;
        for piece in content.chunks(cut) {
            if sink.write_all(piece).is_err() {
                break;
            }
        }
        let stream = sink.finish().map_err(|error| error.code())?;
        assert_eq!(stream.path(), path);
        assert_eq!(stream.length(), content.len() as u64);
        Ok(stream.into_sink())
    }

    #[test]
    fn a_stream_is_the_signed_file_or_nothing() {
        for (number, manifest) in usual().iter().enumerate() {
            for (path, content) in USUAL {
                for cut in [1, 15, 16, 17, 100] {
                    assert_eq!(send(manifest, path, content, cut).unwrap(), *content);
                    let mut changed = content.to_vec();
                    *changed.last_mut().unwrap() ^= 1;
                    let code = send(manifest, path, &changed, cut).unwrap_err();
                    assert_eq!(code, registry::OMS_FILE_CHANGED);
                    let longer = [content, b"x".as_slice()].concat();
                    let shorter = &content[..content.len() - 1];
                    let wanted = [registry::OMS_FILE_CHANGED, registry::OMS_FILE_SIZE][number];
                    assert_eq!(send(manifest, path, &longer, cut), Err(wanted));
                    assert_eq!(send(manifest, path, shorter, cut), Err(wanted));
                }
            }
            let code = send(manifest, "evil.py", b"x", 1).unwrap_err();
            assert_eq!(code, registry::OMS_FILE_UNVERIFIED);
        }
    }

    #[test]
    fn a_wrong_piece_ends_the_stream_at_once() {
        let manifest = &usual()[1];
        let mut sink = FileSink::new(manifest, "weights/model.safetensors", Vec::new()).unwrap();
        assert!(sink.write_all(b"0123456789abcdeX").is_err());
        assert!(sink.write_all(b"0").is_err());
        let Err(StreamError::Digest { range, .. }) = sink.finish() else {
            panic!("a piece was changed");
        };
        assert_eq!(range, Some(0..16));
    }

    #[test]
    fn whole_pieces_are_not_the_whole_file() {
        let manifest = &usual()[1];
        let code = send(
            manifest,
            "weights/model.safetensors",
            b"0123456789abcdef",
            16,
        );
        assert_eq!(code, Err(registry::OMS_FILE_SIZE));
    }
}
