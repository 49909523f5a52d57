//! What was signed.

use std::borrow::Cow;

use bonafide_digest::{Algorithm, Digest, Hasher};

use crate::{Error, Scheme};

/// The bytes that a signature is over, or their digest.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a message is either at hand or not"
)]
pub enum Message<'a> {
    /// The message is these slices one after the other. They are joined only where a backend needs
    /// contiguous bytes and cannot do with a digest, and then once.
    Parts(&'a [&'a [u8]]),
    /// Only the digest is at hand. It must be of the hash of the scheme.
    Prehashed(&'a Digest),
}

impl<'a> Message<'a> {
    /// Bytes that have to be hashed.
    pub(crate) fn length(self) -> usize {
        match self {
            Self::Parts(parts) => parts
                .iter()
                .fold(0, |sum: usize, part| sum.saturating_add(part.len())),
            Self::Prehashed(_) => 0,
        }
    }

    /// Fails when the message is a digest that the scheme does not sign.
    pub(crate) fn check(self, scheme: Scheme) -> Result<(), Error> {
        match self {
            Self::Prehashed(digest) if scheme.hash() != Some(digest.algorithm()) => {
                Err(Error::Digest {
                    scheme,
                    found: digest.algorithm(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The bytes in one piece, copied only when there is more than one part that is not empty;
    /// none when only the digest is at hand.
    pub(crate) fn contiguous(self) -> Option<Cow<'a, [u8]>> {
        let Self::Parts(parts) = self else {
            return None;
        };
        let mut filled = parts.iter().copied().filter(|part| !part.is_empty());
        let first = filled.next().unwrap_or_default();
        Some(match filled.next() {
            None => Cow::Borrowed(first),
            Some(_) => Cow::Owned(parts.concat()),
        })
    }

    /// As [`Message::contiguous`], or none when more than `most` bytes would be copied.
    pub(crate) fn contiguous_within(self, most: usize) -> Option<Cow<'a, [u8]>> {
        let Self::Parts(parts) = self else {
            return None;
        };
        let filled = parts.iter().filter(|part| !part.is_empty()).count();
        (filled <= 1 || self.length() <= most)
            .then(|| self.contiguous())
            .flatten()
    }

    /// The digest of the message; none for a hash that is not computed, or another digest.
    pub(crate) fn digest(self, hash: Algorithm) -> Option<Digest> {
        match self {
            Self::Prehashed(digest) => (digest.algorithm() == hash).then_some(*digest),
            // Nearly every message is in one piece.
            Self::Parts([part]) => bonafide_digest::digest(hash, part).ok(),
            Self::Parts(parts) => {
                let mut hasher = Hasher::new(&[hash]).ok()?;
                for part in parts {
                    hasher.update(part);
                }
                hasher.finish().get(hash).copied()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_only_what_must_be_joined() {
        let one: &[&[u8]] = &[b"", b"abc", b""];
        assert!(matches!(
            Message::Parts(one).contiguous_within(0),
            Some(Cow::Borrowed(b"abc"))
        ));
        let two: &[&[u8]] = &[b"ab", b"c"];
        assert_eq!(
            Message::Parts(two).contiguous_within(3).as_deref(),
            Some(&b"abc"[..])
        );
        assert_eq!(Message::Parts(two).contiguous_within(2), None);
        assert_eq!(Message::Parts(&[]).contiguous().as_deref(), Some(&b""[..]));
        assert_eq!(Message::Parts(two).length(), 3);
    }
}
