//! What is to be verified: bytes, or digests of them.

use std::io;

use bonafide_digest::{Algorithm, Digest, Digests, Hasher};
use bonafide_dsse::{Accepted, ArtifactDigests, Statement, StatementOptions, TrustedDigest};
use bonafide_keys::KeyKind;
use bonafide_x509::Certificate;

use crate::bundle::{Content, Material};
use crate::{Bundle, Policy};

/// An artifact: its bytes, or the digests that the caller knows of it.
///
/// ```
/// use bonafide_sigstore::Artifact;
/// let artifact = Artifact::from_bytes(b"hello");
/// // A file is hashed once for all who ask about it.
/// let digests = bonafide_digest::Digests::read(&b"hello"[..])?;
/// let same = Artifact::from(&digests);
/// # let _ = (artifact, same);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Artifact<'a> {
    source: Source<'a>,
}

#[derive(Clone, Debug)]
enum Source<'a> {
    Bytes(&'a [u8]),
    /// Computed here from bytes that are not kept.
    Computed(Digests),
    /// Stated by the caller.
    Stated(Vec<Digest>),
}

impl<'a> Artifact<'a> {
    /// An artifact whose bytes are at hand; every digest that is needed is computed from them.
    #[must_use]
    pub const fn from_bytes(bytes: &'a [u8]) -> Self {
        Self {
            source: Source::Bytes(bytes),
        }
    }

    /// An artifact of which one digest is known.
    #[must_use]
    pub fn from_digest(digest: Digest) -> Self {
        Self::from_digests([digest])
    }

    /// An artifact of which several digests are known. They are all digests of the same bytes; the
    /// caller vouches for that, and a statement must have all of them. Digests that were computed
    /// here from the bytes come in by `From`: one that fits will do then, and none may differ.
    #[must_use]
    pub fn from_digests(digests: impl IntoIterator<Item = Digest>) -> Self {
        Self {
            source: Source::Stated(digests.into_iter().collect()),
        }
    }

    /// Reads an artifact to its end in one pass through the hashes that this bundle needs, without
    /// keeping it.
    ///
    /// # Errors
    /// What `input` answers, or an error of kind `Unsupported` for a hash that is not computed.
    pub fn read(
        input: impl io::Read,
        bundle: &Bundle,
        policy: &Policy,
    ) -> io::Result<Artifact<'static>> {
        let digests = bonafide_digest::read(input, &bundle.digest_algorithms(policy))?;
        Ok(Artifact {
            source: Source::Computed(digests),
        })
    }

    /// The bytes, where they are at hand.
    pub(crate) const fn bytes(&self) -> Option<&'a [u8]> {
        match self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Computed(_) | Source::Stated(_) => None,
        }
    }

    /// The digest under `algorithm`, computed or given.
    pub(crate) fn digest(&self, algorithm: Algorithm) -> Option<Digest> {
        match &self.source {
            Source::Bytes(bytes) => bonafide_digest::digest(algorithm, bytes).ok(),
            Source::Computed(digests) => digests.get(algorithm).copied(),
            Source::Stated(digests) => digests
                .iter()
                .find(|digest| digest.algorithm() == algorithm)
                .copied(),
        }
    }

    /// Whether nothing at all is known of the artifact.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(&self.source, Source::Stated(digests) if digests.is_empty())
    }

    /// Whether what was stated can hold of one artifact.
    pub(crate) fn check_stated(&self) -> Result<(), bonafide_dsse::Error> {
        match &self.source {
            Source::Stated(digests) => stated(digests).map(drop),
            Source::Bytes(_) | Source::Computed(_) => Ok(()),
        }
    }

    /// The digests to compare with the subjects of a statement: all that were stated, which are
    /// the caller's word and must all fit, or those that its subjects call for.
    pub(crate) fn digests_for(
        &self,
        statement: &Statement,
        accepted: &Accepted,
    ) -> Result<(ArtifactDigests, Vec<Digest>), bonafide_dsse::Error> {
        let listed = |digests: &Digests| digests.iter().copied().collect();
        match &self.source {
            Source::Stated(digests) => Ok((stated(digests)?, digests.clone())),
            Source::Computed(digests) => Ok((ArtifactDigests::computed(digests), listed(digests))),
            Source::Bytes(bytes) => {
                let mut wanted = statement.required_algorithms(accepted);
                if wanted.is_empty() {
                    // Nothing can match; a digest is needed to say so.
                    wanted.push(Algorithm::Sha256);
                }
                let mut hasher =
                    Hasher::new(&wanted).map_err(|_| bonafide_dsse::Error::NoDigest {})?;
                hasher.update(bytes);
                let digests = hasher.finish();
                Ok((ArtifactDigests::computed(&digests), listed(&digests)))
            }
        }
    }
}

impl From<&Digests> for Artifact<'static> {
    fn from(digests: &Digests) -> Self {
        Self {
            source: Source::Computed(digests.clone()),
        }
    }
}

fn stated(digests: &[Digest]) -> Result<ArtifactDigests, bonafide_dsse::Error> {
    ArtifactDigests::stated(digests.iter().copied().map(TrustedDigest::from))
}

impl Bundle {
    /// The digests of the artifact that verifying this bundle under `policy` can use.
    ///
    /// The answer comes from unverified input; it steers only which hashes are computed.
    #[must_use]
    pub fn digest_algorithms(&self, policy: &Policy) -> Vec<Algorithm> {
        let mut wanted = match &self.content {
            Content::Envelope(envelope) => envelope
                .untrusted()
                .statement(&StatementOptions::bundle())
                .map(|statement| statement.required_algorithms(&Accepted::sigstore()))
                .unwrap_or_default(),
            Content::Message { digest, .. } => {
                let mut wanted: Vec<Algorithm> =
                    digest.iter().map(|digest| digest.algorithm()).collect();
                for kind in self.key_kinds(policy) {
                    wanted.push(natural_hash(kind));
                    wanted.push(Algorithm::Sha256);
                }
                wanted
            }
        };
        wanted.retain(|algorithm| SUPPORTED.contains(algorithm));
        if wanted.is_empty() {
            wanted.push(Algorithm::Sha256);
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    fn key_kinds(&self, policy: &Policy) -> Vec<KeyKind> {
        match &self.material {
            Material::PublicKey { .. } => policy
                .keys()
                .iter()
                .map(|key| key.public_key().kind())
                .collect(),
            Material::Certificates(chain) => chain
                .first()
                .and_then(|der| Certificate::from_der(der, &self.limits.certificate_options()).ok())
                .and_then(|leaf| leaf.public_key().ok().map(|key| key.kind()))
                .into_iter()
                .collect(),
        }
    }
}

/// The digests that bundles use.
pub(crate) const SUPPORTED: [Algorithm; 3] =
    [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512];

/// The hash that the Sigstore algorithm registry pairs with a kind of key.
pub(crate) const fn natural_hash(kind: KeyKind) -> Algorithm {
    match kind {
        KeyKind::EcdsaP384 => Algorithm::Sha384,
        KeyKind::EcdsaP521 | KeyKind::Ed25519 => Algorithm::Sha512,
        _ => Algorithm::Sha256,
    }
}
