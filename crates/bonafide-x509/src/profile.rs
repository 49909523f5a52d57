//! Certificate profiles as tables.
//!
//! A row says whether an extension must be present, whether it must be critical, and what its
//! value must be; a table is read in its order, and its first row that does not hold names the
//! error. Another profile is another table, never another code path.

use bonafide_report::Place;
use der::asn1::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::tables::{
    BYO_ISSUER, BYO_LEAF, CODE_SIGNING_ISSUER, FULCIO_LEAF, MODEL_ANCHOR, MODEL_AUTHORITY_LEAF,
    MODEL_ISSUER, MODEL_LEAF, RFC5280_ANCHOR, RFC5280_ISSUER, RFC5280_LEAF, TIME_STAMPING_ISSUER,
    TIME_STAMPING_LEAF, TIME_STAMPING_LEAF_NONCRITICAL, WEB_PKI_ANCHOR, WEB_PKI_ISSUER,
    WEB_PKI_LEAF,
};
use crate::{Error, oid};

/// What an authority is trusted for. One that is trusted for the one never serves another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Issuing signing certificates (Fulcio).
    CodeSigning,
    /// Issuing certificates of timestamp authorities (RFC 3161).
    TimeStamping,
    /// Issuing signing certificates of an organisation of the caller's own choice.
    BringYourOwn,
    /// Issuing certificates that sign models, of an organisation of the caller's own choice.
    ModelSigning,
    /// What the caller says; no Sigstore rules apply.
    General,
}

impl Purpose {
    /// Whether the rules for issuers are checked on each path, and not when the authority is made:
    /// its intermediates come as the caller has them.
    pub(crate) const fn is_searched(self) -> bool {
        matches!(
            self,
            Self::BringYourOwn | Self::ModelSigning | Self::General
        )
    }
}

/// The rules for the leaf and the issuers of a path.
#[derive(Clone, Debug)]
pub struct Profile {
    pub(crate) purpose: Purpose,
    pub(crate) leaf: &'static [Step],
    pub(crate) issuer: &'static [Step],
    pub(crate) anchor: &'static [Step],
    /// The purposes of which an extended key usage must name one, for tables that ask for it.
    pub(crate) wanted: Purposes,
    /// The most intermediates that are not self-issued.
    pub(crate) depth: u8,
    /// Whether the leaf's table is read before the times are compared.
    pub(crate) leaf_before_times: bool,
    /// Whether fractions of a second count.
    pub(crate) fractions: bool,
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
            leaf: FULCIO_LEAF,
            ..Self::of(Purpose::CodeSigning, CODE_SIGNING_ISSUER)
        }
    }

    /// The profile of timestamp authorities.
    ///
    /// # Specification
    /// RFC 3161 section 2.3. Stricter: the extended key usage names this purpose and no other.
    #[must_use]
    pub const fn time_stamping() -> Self {
        Self {
            leaf: TIME_STAMPING_LEAF,
            leaf_before_times: true,
            ..Self::of(Purpose::TimeStamping, TIME_STAMPING_ISSUER)
        }
    }

    /// The profile of signing certificates from an authority of the caller's own choice.
    ///
    /// Key usage and extended key usage may be absent from the leaf; where they are, they must
    /// allow signatures and code signing. It may have several names, and needs one. It says nothing
    /// of who vouches for the name: see [`ExpectedNames`](crate::ExpectedNames).
    ///
    /// # Specification
    /// RFC 5280. Stricter: an issuer needs a keyUsage, and the leaf is not an authority.
    #[must_use]
    pub const fn bring_your_own() -> Self {
        Self {
            leaf: BYO_LEAF,
            ..Self::of(Purpose::BringYourOwn, BYO_ISSUER)
        }
    }

    /// The profile of RFC 5280 itself, for certificates of any use.
    ///
    /// What conforming authorities must do is asked for as well, where a certificate shows it: the
    /// presence of authority key identifiers (but for anchors and self-issued leaves), which
    /// extensions are never critical, critical name constraints and only on authorities, and host
    /// names that are host names. Times are compared in whole seconds, as certificates have them: half
    /// a second after the last one is still in it. Certificate policies are not processed: critical ones are
    /// refused.
    ///
    /// # Specification
    /// RFC 5280 sections 4.1, 4.2 and 6.1. Stricter: the anchor keeps the rules for issuers.
    #[must_use]
    pub const fn rfc5280() -> Self {
        Self {
            leaf: RFC5280_LEAF,
            anchor: RFC5280_ANCHOR,
            fractions: false,
            ..Self::of(Purpose::General, RFC5280_ISSUER)
        }
    }

    /// The profile of certificates that sign models (OpenSSF Model Signing).
    ///
    /// The leaf needs no name. A key usage that is there must allow signatures on data, an extended
    /// one must name code signing, any purpose, or one of those that
    /// [`with_key_purpose`](Self::with_key_purpose) adds; one of the two must be there, and without
    /// a key usage it is code signing. A leaf may be marked as an authority as long as its key usage
    /// does not let it issue certificates. Issuers sign with ECDSA or RSA.
    ///
    /// # Specification
    /// OpenSSF Model Signing, section 4.1; RFC 5280. Stricter: an extended key usage must agree with
    /// the key usage, and an issuer needs a keyUsage unless it is an anchor.
    #[must_use]
    pub const fn model_signing() -> Self {
        Self {
            leaf: MODEL_LEAF,
            anchor: MODEL_ANCHOR,
            wanted: Purposes::none().with(oid::CODE_SIGNING),
            ..Self::of(Purpose::ModelSigning, MODEL_ISSUER)
        }
    }

    const fn of(purpose: Purpose, issuer: &'static [Step]) -> Self {
        Self {
            purpose,
            leaf: &[],
            issuer,
            anchor: issuer,
            wanted: Purposes::none(),
            depth: u8::MAX,
            leaf_before_times: false,
            fractions: true,
            signature_checks: SIGNATURE_CHECKS,
        }
    }

    /// Adds to [`Self::rfc5280`] the rules for the form of certificates that the public web has
    /// beyond it: the leaf is no authority, no RSA modulus ends within an octet, and an anchor
    /// names itself by key identifier only. Other profiles stay as they are.
    ///
    /// # Specification
    /// CA/Browser Forum baseline requirements for TLS, sections 6.1.5, 7.1.2.1.3 and 7.1.2.7.8.
    #[must_use]
    pub const fn with_web_pki_rules(mut self) -> Self {
        if matches!(self.purpose, Purpose::General) {
            self.leaf = WEB_PKI_LEAF;
            self.issuer = WEB_PKI_ISSUER;
            self.anchor = WEB_PKI_ANCHOR;
        }
        self
    }

    /// Wants an extended key usage, where there is one, to name the purpose with the dotted object
    /// identifier `oid`, or any purpose. For [`Self::rfc5280`], and for [`Self::model_signing`],
    /// where it is accepted beside code signing and may be called up to 15 times; other profiles stay
    /// as they are.
    ///
    /// # Errors
    /// [`Error::KeyPurpose`] for a text that is no object identifier, or one purpose too many.
    pub fn with_key_purpose(mut self, oid: &str) -> Result<Self, Error> {
        let wanted = ObjectIdentifier::new(oid).map_err(|_| Error::KeyPurpose {})?;
        match self.purpose {
            Purpose::General => self.wanted = Purposes::none().with(wanted),
            Purpose::ModelSigning if self.wanted.is_full() => return Err(Error::KeyPurpose {}),
            Purpose::ModelSigning => self.wanted = self.wanted.with(wanted),
            _ => {}
        }
        Ok(self)
    }

    /// Accepts a leaf of [`Self::model_signing`] that may issue certificates itself. Other profiles
    /// stay as they are.
    #[must_use]
    pub const fn with_authority_leaf(mut self) -> Self {
        if matches!(self.purpose, Purpose::ModelSigning) {
            self.leaf = MODEL_AUTHORITY_LEAF;
        }
        self
    }

    /// How many intermediates that are not self-issued a path of
    /// [`search_path`](crate::search_path) may have. A path never has more than ten issuers, the
    /// anchor included.
    #[must_use]
    pub const fn with_depth(mut self, most: u8) -> Self {
        self.depth = most;
        self
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
    /// [`Error::SanAmbiguous`]; for timestamp authorities the first four; for the caller's own
    /// all but the last. For RFC 5280 [`Error::NotConforming`] too.
    pub fn check_leaf(&self, leaf: &Certificate) -> Result<(), Error> {
        let place = Place::root().member("leaf");
        self.leaf
            .iter()
            .try_for_each(|step| step.check(leaf, &place, &self.wanted))
    }
}

const SIGNATURE_CHECKS: u32 = 100;

/// Purposes of which an extended key usage must name one; where there are none it names what it
/// likes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Purposes {
    list: [Option<ObjectIdentifier>; MOST_PURPOSES],
}

/// Few, so that a profile is a value without parts of its own.
const MOST_PURPOSES: usize = 16;

impl Purposes {
    pub(crate) const fn none() -> Self {
        Self {
            list: [None; MOST_PURPOSES],
        }
    }

    /// The same and `oid`, unless it is full.
    const fn with(mut self, oid: ObjectIdentifier) -> Self {
        let mut rest: &mut [Option<ObjectIdentifier>] = &mut self.list;
        while let Some((slot, after)) = rest.split_first_mut() {
            if slot.is_none() {
                *slot = Some(oid);
                break;
            }
            rest = after;
        }
        self
    }

    fn is_full(&self) -> bool {
        self.list.iter().all(Option::is_some)
    }

    fn allow(&self, certificate: &Certificate) -> bool {
        let Some(usage) = certificate.extended_key_usage() else {
            return true;
        };
        let mut wanted = self.list.iter().flatten().peekable();
        wanted.peek().is_none()
            || usage.contains(oid::ANY_EXTENDED_KEY_USAGE)
            || wanted.any(|wanted| usage.contains(*wanted))
    }
}

/// The rules for issuers that a chain of this purpose keeps whatever path it stands in.
pub(crate) const fn issuer_table(purpose: Purpose) -> &'static [Step] {
    match purpose {
        Purpose::CodeSigning => CODE_SIGNING_ISSUER,
        Purpose::TimeStamping => TIME_STAMPING_ISSUER,
        Purpose::BringYourOwn | Purpose::ModelSigning | Purpose::General => &[],
    }
}

/// One step of a table.
#[derive(Debug)]
pub(crate) enum Step {
    /// A rule for one extension.
    Row(Row),
    /// A rule for the whole certificate.
    Whole(fn(&Certificate) -> bool, fn(&Certificate, &Place) -> Error),
    /// An extended key usage, where there is one, names the purpose that the caller wants, or any.
    WantedPurpose(fn(&Certificate, &Place) -> Error),
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
    NotCritical,
}

impl Step {
    /// Checks what concerns one certificate; the steps over a path hold here.
    pub(crate) fn check(
        &self,
        certificate: &Certificate,
        place: &Place,
        wanted: &Purposes,
    ) -> Result<(), Error> {
        match self {
            Self::Row(row) => row.check(certificate, place),
            Self::Whole(holds, _) if holds(certificate) => Ok(()),
            Self::WantedPurpose(_) if wanted.allow(certificate) => Ok(()),
            Self::Whole(_, refusal) | Self::WantedPurpose(refusal) => {
                Err(refusal(certificate, place))
            }
            Self::NoOtherCritical(known) => no_other_critical(certificate, known, place),
            Self::PathLength | Self::NameConstraints => Ok(()),
        }
    }
}

impl Row {
    fn check(&self, certificate: &Certificate, place: &Place) -> Result<(), Error> {
        let holds = match certificate.extensions().get(self.extension) {
            Some(extension) => {
                let is_critical = extension.is_critical();
                let fits = match self.criticality {
                    Criticality::Any => true,
                    Criticality::Critical => is_critical,
                    Criticality::NotCritical => !is_critical,
                };
                fits && (self.value)(certificate)
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
        // The arc stands in the table for the claims below it.
        let is_known = if crate::claims::is_known(extension) {
            known.contains(&oid::FULCIO)
        } else {
            extension.id() != oid::FULCIO && known.contains(&extension.id())
        };
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
