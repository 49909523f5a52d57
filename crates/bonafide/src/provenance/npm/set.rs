//! What is what in the attestations of a package.

use bonafide_report::{Coded as _, Finding, Place};
use bonafide_slsa::{Attestation, Authenticity, Error, Signer};

const PUBLISH: &str = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
const PROVENANCE: &str = "https://slsa.dev/provenance/";

/// What is what in the attestations of a package: that it was published, as the registry says, and
/// how it was built.
#[derive(Clone, Debug, Default)]
pub struct NpmSet {
    publish: Vec<Entry>,
    provenance: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    index: usize,
    /// Verified, by the kind of signer that it must have.
    is_good: bool,
}

impl NpmSet {
    /// The indices of the publish attestation and of the provenance, where there is exactly one of
    /// each: that one verified, the former by a key of the registry and the latter by a certificate.
    #[must_use]
    pub fn pair(&self) -> Option<(usize, usize)> {
        match (self.publish.as_slice(), self.provenance.as_slice()) {
            ([publish], [provenance]) if publish.is_good && provenance.is_good => {
                Some((publish.index, provenance.index))
            }
            _ => None,
        }
    }

    pub(in crate::provenance) fn note(&mut self, index: usize, attestation: &Attestation) {
        let Ok(statement) = attestation.untrusted() else {
            return;
        };
        let signer = match attestation.authenticity() {
            Authenticity::Verified(signing) => Some(signing.signer()),
            _ => None,
        };
        if statement.predicate_type() == PUBLISH {
            let is_good = matches!(signer, Some(Signer::Key { .. }));
            self.publish.push(Entry { index, is_good });
        } else if statement.predicate_type().starts_with(PROVENANCE) {
            let is_good = matches!(signer, Some(Signer::Certificate(_)));
            self.provenance.push(Entry { index, is_good });
        }
    }

    pub(in crate::provenance) fn findings(&self) -> Option<Finding> {
        let lacking = Error::Shape {
            place: Place::root().member("attestations"),
            reason: "there is not exactly one publish attestation by the registry, and exactly \
                     one provenance by a certificate, both verified",
        };
        self.pair().is_none().then(|| lacking.to_finding())
    }
}
