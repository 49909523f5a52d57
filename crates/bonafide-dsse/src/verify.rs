//! Verification of an envelope by a caller who knows signers.

use bonafide_report::Finding;
#[cfg(feature = "serde")]
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::threshold::{Tally, bit};
use crate::{Envelope, Error, Pae, PrincipalId, Signature, Threshold, Vouching};

impl Envelope {
    /// Asks `vouch` about each signature, and counts distinct principals.
    ///
    /// `vouch` gets the entry and the bytes that it is over; it knows keys or certificates, this
    /// crate does not. A signature that nobody vouches for is passed over, since anyone can append
    /// one. Costs what `vouch` costs for each signature.
    ///
    /// # Errors
    /// [`Error::ThresholdNotMet`]; [`Error::ThresholdConfig`] when `vouch` names a principal that
    /// the threshold does not know; what `vouch` returns as an error, such as an exhausted budget.
    ///
    /// # Specification
    /// DSSE protocol, verification; distinct principals, not signatures, are counted.
    pub fn verify(
        &self,
        threshold: &Threshold,
        mut vouch: impl FnMut(&Signature, &Pae<'_>) -> Result<Vouching, Error>,
    ) -> Result<VerifiedEnvelope, Error> {
        let pae = self.pae();
        let mut tally = Tally::default();
        let mut outcomes = Vec::new();
        for signature in self.signatures() {
            if threshold.stops_early() && tally.principals().len() >= threshold.wanted() {
                outcomes.push(Outcome::NotTried);
                continue;
            }
            outcomes.push(match vouch(signature, &pae)? {
                Vouching::By { signer, principals } => {
                    tally.add(signer, known(&principals, threshold)?);
                    Outcome::Vouched(principals)
                }
                Vouching::Refused(finding) => Outcome::Refused(finding),
            });
        }
        let principals = tally.principals();
        if principals.len() < threshold.wanted() {
            return Err(Error::ThresholdNotMet {
                found: principals.len(),
                wanted: threshold.wanted(),
                who: principals,
                findings: outcomes.into_iter().filter_map(Outcome::refusal).collect(),
            });
        }
        Ok(VerifiedEnvelope {
            envelope: self.clone(),
            principals,
            outcomes,
        })
    }
}

fn known(principals: &[PrincipalId], threshold: &Threshold) -> Result<u64, Error> {
    principals.iter().try_fold(0, |set, principal| {
        if principal.index() < threshold.principals() {
            Ok(set | bit(principal.index()))
        } else {
            Err(Error::ThresholdConfig {
                reason: "a signer was named as a principal that the threshold does not know",
            })
        }
    })
}

/// What became of one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It verifies, and counts as these principals.
    Vouched(Vec<PrincipalId>),
    /// Nobody vouches for it, and why.
    Refused(Finding),
    /// The threshold was met before it was reached.
    NotTried,
}

impl Outcome {
    fn refusal(self) -> Option<Finding> {
        match self {
            Self::Refused(finding) => Some(finding),
            Self::Vouched(_) | Self::NotTried => None,
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Outcome", 2)?;
        match self {
            Self::Vouched(principals) => {
                out.serialize_field("outcome", "vouched")?;
                out.serialize_field("principals", principals)?;
            }
            Self::Refused(finding) => {
                out.serialize_field("outcome", "refused")?;
                out.serialize_field("finding", finding)?;
            }
            Self::NotTried => out.serialize_field("outcome", "not-tried")?,
        }
        out.end()
    }
}

/// An envelope for which enough principals vouch. It shares the bytes of the envelope, so that what
/// is read is what was verified.
///
/// Only [`Envelope::verify`] makes one:
///
/// ```compile_fail
/// use bonafide_dsse::{Envelope, VerifiedEnvelope};
/// fn forge(envelope: Envelope) -> VerifiedEnvelope {
///     VerifiedEnvelope { envelope, principals: Vec::new(), outcomes: Vec::new() }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedEnvelope {
    envelope: Envelope,
    principals: Vec<PrincipalId>,
    outcomes: Vec<Outcome>,
}

impl VerifiedEnvelope {
    /// The payload that was verified.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.envelope.payload()
    }

    /// The payload type that was verified.
    #[must_use]
    pub fn payload_type(&self) -> &str {
        self.envelope.payload_type()
    }

    /// The principals that were counted, in order of their indices.
    #[must_use]
    pub fn principals(&self) -> &[PrincipalId] {
        &self.principals
    }

    /// What became of each signature, in document order.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The envelope as it was read.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }
}

#[cfg(feature = "serde")]
impl Serialize for VerifiedEnvelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("VerifiedEnvelope", 3)?;
        out.serialize_field("payloadType", self.payload_type())?;
        out.serialize_field("principals", &self.principals)?;
        out.serialize_field("signatures", &self.outcomes)?;
        out.end()
    }
}
