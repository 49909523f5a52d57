//! What the caller expects of an attestation.

use super::{Distribution, Publisher};

/// The distribution that is at hand, and who must have published it.
///
/// ```
/// use bonafide_sigstore::pep740::{ExpectedDistribution, Publisher};
/// let expected = ExpectedDistribution::new("example-1.0.tar.gz").unwrap();
/// assert!(ExpectedDistribution::new("example.exe").is_none());
/// # let _ = expected;
/// ```
#[derive(Clone, Debug)]
pub struct ExpectedDistribution {
    distribution: Distribution,
    publisher: Option<Publisher>,
}

impl ExpectedDistribution {
    /// A distribution by its file name (no path); `None` for a name that no distribution has.
    #[must_use]
    pub fn new(filename: &str) -> Option<Self> {
        Some(Self {
            distribution: Distribution::from_filename(filename)?,
            publisher: None,
        })
    }

    /// Also expects this publisher. The request then needs no identity of its own; one that it has
    /// must hold as well.
    #[must_use]
    pub fn with_publisher(mut self, publisher: Publisher) -> Self {
        self.publisher = Some(publisher);
        self
    }

    pub(crate) const fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    pub(crate) const fn publisher(&self) -> Option<&Publisher> {
        self.publisher.as_ref()
    }
}
