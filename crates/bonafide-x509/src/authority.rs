//! The certificate chains of a trusted root.

use bonafide_keys::Backend;
use bonafide_report::{Budget, Exceeded, Place, Time, Window};

use crate::certificate::Certificate;
use crate::profile::{Purposes, Step, issuer_table};
use crate::{Error, Purpose};

/// The most certificates that one chain may have.
const MOST_CERTIFICATES: usize = 10;

/// One certificate authority or timestamp authority of a trusted root: a chain whose links and
/// issuers were verified, and the window in which the trusted root trusts it.
///
/// The chain begins nearest to the leaf and ends with the anchor, which may be an intermediate and
/// whose own signature is not used. The chain of a timestamp authority may begin with the
/// authority's own certificate; then this is the only leaf that the chain vouches for.
///
/// # Specification
/// Sigstore trusted root, CertificateAuthority; RFC 5280 section 6.1. Stricter: the anchor's own
/// pathLenConstraint and name constraints hold, and every issuer needs a keyUsage. An authority of
/// [`Purpose::BringYourOwn`], [`Purpose::ModelSigning`] or [`Purpose::General`] is held to the rules for issuers on each path.
#[derive(Clone, Debug)]
pub struct Authority {
    chain: Vec<Certificate>,
    window: Window,
    purpose: Purpose,
}

impl Authority {
    /// Verifies a chain, with all rules that depend neither on a leaf nor on a time.
    ///
    /// Costs a signature check for each certificate but the last.
    ///
    /// # Errors
    /// [`Error::EmptyChain`]; [`Error::Limit`] above ten certificates or beyond the budget;
    /// [`Error::NotLinked`], [`Error::NotSigned`] and [`Error::WeakAlgorithm`] for a link that does
    /// not hold (a reversed chain, unrelated certificates); [`Error::IssuerNotAuthority`],
    /// [`Error::IssuerKeyUsage`], [`Error::PathLength`], [`Error::CriticalExtension`] and
    /// [`Error::IssuerExtendedKeyUsage`] for an issuer that may not issue.
    pub fn new(
        chain: Vec<Certificate>,
        window: Window,
        purpose: Purpose,
        backend: &dyn Backend,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        Exceeded::check(chain.len(), MOST_CERTIFICATES, "chain certificates")?;
        let authority = Self {
            chain,
            window,
            purpose,
        };
        if authority.issuers().is_empty() {
            return Err(Error::EmptyChain {});
        }
        authority.check_links(backend, budget)?;
        check_keys(authority.issuers(), authority.issuers_at())?;
        check_issuers(
            issuer_table(purpose),
            authority.issuers(),
            authority.issuers_at(),
        )?;
        Ok(authority)
    }

    /// One certificate that the caller trusts for `purpose`, as long as it is valid itself.
    ///
    /// Costs no signature check.
    ///
    /// # Errors
    /// As [`Self::new`]; [`Error::AnchorWindow`] for a certificate that is valid at no time.
    pub fn anchor(
        certificate: Certificate,
        purpose: Purpose,
        backend: &dyn Backend,
    ) -> Result<Self, Error> {
        let (start, end) = (certificate.not_before(), certificate.not_after());
        let window = Window::new(start, Some(end)).ok_or(Error::AnchorWindow {})?;
        let mut budget = Budget::new(0, 0);
        Self::new(vec![certificate], window, purpose, backend, &mut budget)
    }

    /// The chain, nearest to the leaf first, the anchor last.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// When the trusted root trusts this authority.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// What the authority is trusted for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The authority's own certificate, if the chain of a timestamp authority begins with one.
    #[must_use]
    pub fn pinned_leaf(&self) -> Option<&Certificate> {
        let first = self.chain.first()?;
        (self.purpose == Purpose::TimeStamping && !first.is_ca()).then_some(first)
    }

    /// The chain without the pinned leaf.
    pub(crate) fn issuers(&self) -> &[Certificate] {
        self.chain.get(self.issuers_at()..).unwrap_or_default()
    }

    /// Position of the first issuer in the chain.
    pub(crate) fn issuers_at(&self) -> usize {
        usize::from(self.pinned_leaf().is_some())
    }

    /// Whether the trusted root trusts the authority at `time`.
    pub(crate) fn is_trusted_at(&self, time: Time) -> bool {
        self.window.contains(time)
    }

    fn check_links(&self, backend: &dyn Backend, budget: &mut Budget) -> Result<(), Error> {
        let issuers = self.chain.iter().skip(1);
        for (at, (subject, issuer)) in self.chain.iter().zip(issuers).enumerate() {
            let place = chain_place(at);
            if !subject.is_named_as_issued_by(issuer) {
                return Err(Error::NotLinked { place });
            }
            subject.verify_signed_by(issuer, &place, backend, budget)?;
        }
        Ok(())
    }
}

/// The place of the certificate `at` in a chain.
pub(crate) fn chain_place(at: usize) -> Place {
    Place::root().member("chain").index(at)
}

/// Checks that each issuer has a key that can verify anything.
fn check_keys(issuers: &[Certificate], first: usize) -> Result<(), Error> {
    for (at, issuer) in issuers.iter().enumerate() {
        if let Err(error) = issuer.public_key() {
            return Err(Error::WeakAlgorithm {
                place: chain_place(at.saturating_add(first)),
                algorithm: format!("the key of the issuer ({error})"),
            });
        }
    }
    Ok(())
}

/// Checks a table of rules, row by row, over issuers that stand at `first` and after in a chain.
/// Name constraints need a leaf and are left to the path.
pub(crate) fn check_issuers(
    table: &[Step],
    issuers: &[Certificate],
    first: usize,
) -> Result<(), Error> {
    for step in table {
        for (at, issuer) in issuers.iter().enumerate() {
            let place = chain_place(at.saturating_add(first));
            step.check(issuer, &place, &Purposes::none())?;
        }
        if matches!(step, Step::PathLength) {
            check_path_length(issuers, first)?;
        }
    }
    Ok(())
}

/// An issuer's pathLenConstraint counts the intermediates between it and the leaf that are not
/// self-issued.
fn check_path_length(issuers: &[Certificate], first: usize) -> Result<(), Error> {
    let mut below = 0_usize;
    for (at, issuer) in issuers.iter().enumerate() {
        if let Some(allowed) = issuer.path_len().filter(|most| below > usize::from(*most)) {
            return Err(Error::PathLength {
                place: chain_place(at.saturating_add(first)),
                allowed,
            });
        }
        if !issuer.is_self_issued() {
            below = below.saturating_add(1);
        }
    }
    Ok(())
}
