//! DSSE envelopes.

use bonafide_dsse::{Envelope, EnvelopeOptions};
use bonafide_json::Profile;

use crate::memory;

/// As each carrier has them; what is signed begins with the type and ends with the payload.
pub fn run(data: &[u8]) {
    for options in [
        EnvelopeOptions::bundle(Profile::Strict),
        EnvelopeOptions::bundle(Profile::Lenient),
        EnvelopeOptions::attached(),
        EnvelopeOptions::provenance(),
    ] {
        let Ok(envelope) = memory::linear(data, || Envelope::parse(data, &options)) else {
            continue;
        };
        let payload = envelope.untrusted().payload();
        let pae = envelope.pae().parts().concat();
        assert!(pae.starts_with(b"DSSEv1 ") && pae.ends_with(payload));
        let head = format!(
            "DSSEv1 {} {} {} ",
            envelope.payload_type().len(),
            envelope.payload_type(),
            payload.len()
        );
        assert_eq!(pae.len(), head.len() + payload.len());
        assert_eq!(
            bonafide_digest::sha256(&[payload]),
            envelope.payload_sha256()
        );
        assert!(!envelope.signatures().is_empty());
        for signature in envelope.signatures() {
            let _ = (
                signature.bytes().is_ok(),
                signature.key_id(),
                signature.certificate(),
            );
        }
    }
}
