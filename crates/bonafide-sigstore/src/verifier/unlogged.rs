//! The verification of what came with neither log entry nor timestamp.

use bonafide_dsse::Envelope;
use bonafide_json::Profile;
use bonafide_keys::pem;
use bonafide_report::Place;

use super::Verifier;
use crate::bundle::{Content, Material};
use crate::unlogged::VerifiedUnlogged;
use crate::{Bundle, BundleProblem, BundleVersion, Error, Limits, Refusal, Request};

/// Payload bytes and subjects of an envelope that stands alone.
const PAYLOAD_BYTES: usize = 40 << 20;
const SUBJECTS: usize = 200_000;

impl Verifier {
    /// Verifies an envelope whose signatures carry certificates in PEM (`signatures[].cert`), and
    /// that came with neither log entry nor timestamp, as older generators of provenance wrote them.
    ///
    /// The path is checked at the start of the certificate, since nothing vouches for another time;
    /// certificate timestamps, identity and signature are checked as the policy says. Calling this
    /// is the option `allow_unlogged`, which the report states. One certificate that fits is enough.
    /// Costs what [`Verifier::verify`] does, once for each certificate.
    ///
    /// # Errors
    /// A [`Refusal`] as of [`Verifier::verify`], that of the first certificate where none fits, with
    /// places as in the equivalent bundle; `bundle.parse` where no signature has one.
    /// `tsa.threshold` and `tlog.witness-threshold` where the policy wants what is not there.
    ///
    /// # Specification
    /// None: outside of what the Sigstore client specification permits.
    pub fn verify_unlogged(
        &self,
        envelope: &Envelope,
        request: &Request<'_>,
    ) -> Result<VerifiedUnlogged, Refusal> {
        let mut failure = None;
        for signature in envelope.signatures() {
            let Some(text) = signature.certificate() else {
                continue;
            };
            let verified = self
                .unlogged_bundle(envelope, text)
                .map_err(Refusal::from)
                .and_then(|bundle| self.run(&bundle, request).unlogged().verify_unlogged());
            match verified {
                Ok(verified) => return Ok(verified),
                Err(refusal) => {
                    failure.get_or_insert(refusal);
                }
            }
        }
        Err(failure.unwrap_or_else(|| {
            let place = Place::root().member("signatures");
            Error::bundle(place, BundleProblem::NoVerificationMaterial {}).into()
        }))
    }

    /// The bundle that an envelope with this certificate amounts to.
    fn unlogged_bundle(&self, envelope: &Envelope, certificate: &str) -> Result<Bundle, Error> {
        let limits = self.limits.clone();
        let limits: Limits = limits
            .with_subjects(SUBJECTS)
            .with_payload_bytes(PAYLOAD_BYTES);
        let block = pem::decode(certificate, limits.certificate_bytes());
        let der = match block {
            Ok(block) if block.label == "CERTIFICATE" => block.der,
            _ => {
                let place = Place::root().member("signatures").member("cert");
                return Err(Error::bundle(place, BundleProblem::NoMember {}));
            }
        };
        Ok(Bundle {
            version: BundleVersion::V0_3,
            material: Material::Certificates(vec![der]),
            entries: Vec::new(),
            timestamps: Vec::new(),
            content: Content::Envelope(Box::new(envelope.clone())),
            profile: Profile::Strict,
            limits,
            is_legacy: false,
            layer: None,
        })
    }
}
