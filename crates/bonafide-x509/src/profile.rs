//! Certificate profiles as tables.
//!
//! A row says whether an extension must be present, whether it must be critical, and what its
//! value must be; a table is read in its order, and its first row that does not hold names the
//! error. Another profile is another table, never another code path.

use bonafide_report::Place;
use der::asn1::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::tables::{
    CODE_SIGNING_ISSUER, FULCIO_LEAF, TIME_STAMPING_ISSUER, TIME_STAMPING_LEAF,
    TIME_STAMPING_LEAF_NONCRITICAL,
};
use crate::{Error, oid};

/// What a chain of a trusted root is trusted for. One that is trusted for the one never serves the
/// other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Issuing signing certificates (Fulcio).
    CodeSigning,
    /// Issuing certificates of timestamp authorities (RFC 3161).
    TimeStamping,
}

/// The rules for the leaf and the issuers of a path.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(crate) purpose: Purpose,
    pub(crate) leaf: &'static [Step],
    /// Whether the leaf's table is read before the times are compared.
    pub(crate) leaf_before_times: bool,
    pub(crate) signature_checks: u32,
}

impl Profile {
    /// The profile of certificates issued by Fulcio.
    ///
    /// # Specification
    /// Sigstore client specification, section 4.2. Stricter: keyUsage must be present, and exactly
    /// one subject alternative name.
    #[must_use]
    pub const fn fulcio() -> Self {
        Self {
            purpose: Purpose::CodeSigning,
            leaf: FULCIO_LEAF,
            leaf_before_times: false,
            signature_checks: SIGNATURE_CHECKS,
        }
    }

    /// The profile of timestamp authorities.
    ///
    /// # Specification
    /// RFC 3161 section 2.3. Stricter: the extended key usage names this purpose and no other.
    #[must_use]
    pub const fn time_stamping() -> Self {
        Self {
            purpose: Purpose::TimeStamping,
            leaf: TIME_STAMPING_LEAF,
            leaf_before_times: true,
            signature_checks: SIGNATURE_CHECKS,
        }
    }

    /// Accepts a timestamp authority whose extended key usage is not critical, against RFC 3161.
    /// Other profiles stay as they are.
    #[must_use]
    pub const fn with_noncritical_time_stamping(mut self) -> Self {
        if matches!(self.purpose, Purpose::TimeStamping) {
            self.leaf = TIME_STAMPING_LEAF_NONCRITICAL;
        }
        self
    }

    /// How many signatures one search for a path may check (100 by default).
    #[must_use]
    pub const fn with_signature_checks(mut self, most: u32) -> Self {
        self.signature_checks = most;
        self
    }

    /// What the anchors of this profile are trusted for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Checks what the profile says of a leaf by itself, without a path.
    ///
    /// # Errors
    /// For the Fulcio profile in this order [`Error::LeafIsAuthority`], [`Error::LeafKeyUsage`],
    /// [`Error::LeafExtendedKeyUsage`], [`Error::CriticalExtension`], [`Error::SanMissing`],
    /// [`Error::SanAmbiguous`]; for timestamp authorities the first four.
    pub fn check_leaf(&self, leaf: &Certificate) -> Result<(), Error> {
        let place = Place::root().member("leaf");
        self.leaf
            .iter()
            .try_for_each(|step| step.check(leaf, &place))
    }
}

const SIGNATURE_CHECKS: u32 = 100;

/// The rules for issuers under a chain of this purpose.
pub(crate) const fn issuer_table(purpose: Purpose) -> &'static [Step] {
    match purpose {
        Purpose::CodeSigning => CODE_SIGNING_ISSUER,
        Purpose::TimeStamping => TIME_STAMPING_ISSUER,
    }
}

/// One step of a table.
#[derive(Debug)]
pub(crate) enum Step {
    /// A rule for one extension.
    Row(Row),
    /// No other extension than these may be critical.
    NoOtherCritical(&'static [ObjectIdentifier]),
    /// pathLenConstraint, over the issuers of the path.
    PathLength,
    /// Name constraints, over the whole path.
    NameConstraints,
}

/// What one extension must be like.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) extension: ObjectIdentifier,
    pub(crate) presence: Presence,
    pub(crate) criticality: Criticality,
    pub(crate) value: fn(&Certificate) -> bool,
    pub(crate) refusal: fn(&Certificate, &Place) -> Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Present,
    MaybePresent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Criticality {
    Any,
    Critical,
}

impl Step {
    /// Checks what concerns one certificate; the steps over a path hold here.
    pub(crate) fn check(&self, certificate: &Certificate, place: &Place) -> Result<(), Error> {
        match self {
            Self::Row(row) => row.check(certificate, place),
            Self::NoOtherCritical(known) => no_other_critical(certificate, known, place),
            Self::PathLength | Self::NameConstraints => Ok(()),
        }
    }
}

impl Row {
    fn check(&self, certificate: &Certificate, place: &Place) -> Result<(), Error> {
        let holds = match certificate.extensions().get(self.extension) {
            Some(extension) => {
                (extension.is_critical() || self.criticality == Criticality::Any)
                    && (self.value)(certificate)
            }
            None => self.presence == Presence::MaybePresent,
        };
        if holds {
            Ok(())
        } else {
            Err((self.refusal)(certificate, place))
        }
    }
}

fn no_other_critical(
    certificate: &Certificate,
    known: &[ObjectIdentifier],
    place: &Place,
) -> Result<(), Error> {
    let unknown = certificate.extensions().iter().find(|extension| {
        let is_claim = extension.id().parent() == Some(oid::FULCIO);
        let is_known =
            known.contains(&extension.id()) || (is_claim && known.contains(&oid::FULCIO));
        extension.is_critical() && !is_known
    });
    match unknown {
        Some(extension) => Err(Error::CriticalExtension {
            place: place.clone(),
            oid: extension.oid(),
        }),
        None => Ok(()),
    }
}
