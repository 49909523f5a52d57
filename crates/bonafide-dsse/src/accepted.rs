//! Which algorithms an artifact may be matched by.

use bonafide_digest::Algorithm;

use crate::Error;

/// The digest algorithms that are accepted for matching artifacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    algorithms: Vec<Algorithm>,
}

impl Default for Accepted {
    /// SHA-256, SHA-384, SHA-512, SHA-512/256, SHA3-256, SHA3-384, SHA3-512 and BLAKE2b.
    fn default() -> Self {
        Self {
            algorithms: vec![
                Algorithm::Sha256,
                Algorithm::Sha384,
                Algorithm::Sha512,
                Algorithm::Sha512_256,
                Algorithm::Sha3_256,
                Algorithm::Sha3_384,
                Algorithm::Sha3_512,
                Algorithm::Blake2b,
            ],
        }
    }
}

impl Accepted {
    /// What Sigstore bundles are matched by: SHA-256, SHA-384 and SHA-512.
    #[must_use]
    pub fn sigstore() -> Self {
        Self {
            algorithms: vec![Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512],
        }
    }

    /// What revisions of a repository are named by: Git commit ids, of SHA-1 too. They are for
    /// statements about sources; an artifact is never matched by one.
    #[must_use]
    pub fn revisions() -> Self {
        Self {
            algorithms: vec![Algorithm::GitCommit],
        }
    }

    /// Accepts another algorithm of at least 224 bits and without known weaknesses.
    ///
    /// # Errors
    /// [`Error::Algorithm`] for MD5, SHA-1, RIPEMD-160, GOST, output of any length, and Git object
    /// ids, which identify revisions and not artifacts.
    pub fn with(mut self, algorithm: Algorithm) -> Result<Self, Error> {
        let is_sound = matches!(
            algorithm,
            Algorithm::Sha224
                | Algorithm::Sha512_224
                | Algorithm::Sha3_224
                | Algorithm::Blake2s
                | Algorithm::Sm3
                | Algorithm::DirHash1
        );
        if self.contain(algorithm) {
            return Ok(self);
        }
        if !is_sound && !Self::default().contain(algorithm) {
            return Err(Error::Algorithm { algorithm });
        }
        self.algorithms.push(algorithm);
        Ok(self)
    }

    /// Whether `algorithm` is accepted.
    #[must_use]
    pub fn contain(&self, algorithm: Algorithm) -> bool {
        self.algorithms.contains(&algorithm)
    }

    /// The accepted algorithms.
    pub fn iter(&self) -> impl Iterator<Item = Algorithm> + '_ {
        self.algorithms.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_algorithms_cannot_be_let_in() {
        let open = [
            Algorithm::Sha224,
            Algorithm::Sha512_224,
            Algorithm::Sha3_224,
            Algorithm::Blake2s,
            Algorithm::Sm3,
            Algorithm::DirHash1,
        ];
        for algorithm in Algorithm::ALL {
            let by_default = Accepted::default().contain(*algorithm);
            let with = Accepted::sigstore().with(*algorithm);
            assert_eq!(
                with.is_ok(),
                by_default || open.contains(algorithm),
                "{algorithm}"
            );
            if let Ok(with) = with {
                assert!(with.contain(*algorithm));
            }
        }
        assert_eq!(Accepted::default().iter().count(), 8);
        assert_eq!(Accepted::sigstore().iter().count(), 3);
        assert!(Accepted::revisions().iter().eq([Algorithm::GitCommit]));
    }
}
