//! Certificates from an authority of the caller's own choice.

use bonafide_keys::Backend;
use bonafide_x509::{Authority, Certificate, Error, ExpectedNames, ParseOptions, Purpose};

/// Anchors, intermediates and names for signatures by certificates that no Sigstore authority
/// issued.
///
/// It is chosen explicitly, and its anchors serve nothing else: certificates under it need neither
/// Fulcio's extensions nor certificate timestamps, and a certificate of Fulcio does not satisfy it.
///
/// ```
/// use bonafide_sigstore::{ExpectedNames, PrivatePki, SanKind, SanMatcher};
///
/// let name = SanMatcher::named(SanKind::Email, "release@example.com")?;
/// let names = ExpectedNames::all_of(vec![name])?;
/// assert!(PrivatePki::new(&[b"no certificate"], names).is_err());
/// # Ok::<(), bonafide_x509::Error>(())
/// ```
///
/// # Specification
/// RFC 5280 section 6.1.
#[derive(Clone, Debug)]
pub struct PrivatePki {
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    names: ExpectedNames,
    use_bundle_intermediates: bool,
}

impl PrivatePki {
    /// Trusts these anchors, in DER, for signers with these names.
    ///
    /// # Errors
    /// [`Error::NoAnchor`] for no anchor; those of reading a certificate.
    pub fn new(anchors: &[impl AsRef<[u8]>], names: ExpectedNames) -> Result<Self, Error> {
        if anchors.is_empty() {
            return Err(Error::NoAnchor {});
        }
        Ok(Self {
            anchors: read(anchors)?,
            intermediates: Vec::new(),
            names,
            use_bundle_intermediates: false,
        })
    }

    /// Adds intermediates, in DER, that a path may go through. They are trusted for nothing.
    ///
    /// # Errors
    /// Those of reading a certificate.
    pub fn with_intermediates(mut self, intermediates: &[impl AsRef<[u8]>]) -> Result<Self, Error> {
        self.intermediates.extend(read(intermediates)?);
        Ok(self)
    }

    /// Option: a path may also go through the certificates that the bundle brings along.
    #[must_use]
    pub const fn use_bundle_intermediates(mut self) -> Self {
        self.use_bundle_intermediates = true;
        self
    }

    pub(crate) const fn names(&self) -> &ExpectedNames {
        &self.names
    }

    pub(crate) fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }

    pub(crate) const fn uses_bundle(&self) -> bool {
        self.use_bundle_intermediates
    }

    /// One authority for each anchor, trusted as long as it is valid.
    pub(crate) fn authorities(&self, backend: &dyn Backend) -> Result<Vec<Authority>, Error> {
        let anchors = self.anchors.iter().cloned();
        anchors
            .map(|anchor| Authority::anchor(anchor, Purpose::BringYourOwn, backend))
            .collect()
    }
}

fn read(certificates: &[impl AsRef<[u8]>]) -> Result<Vec<Certificate>, Error> {
    let options = ParseOptions::default();
    certificates
        .iter()
        .map(|der| Certificate::from_der(der.as_ref(), &options))
        .collect()
}
