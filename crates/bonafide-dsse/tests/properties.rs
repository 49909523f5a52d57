//! Nothing panics, and what one reads is what another wrote.

mod common;

use bonafide_digest::{Algorithm, Digest};
use bonafide_dsse::{
    Accepted, ArtifactDigests, Envelope, EnvelopeOptions, KeySet, Pae, ResourceDescriptor,
    Statement, StatementOptions, Threshold, Timestamp, TrustedKey, Vouching,
};
use bonafide_json::{Limits, Profile, Reader};
use bonafide_keys::Ring;
use bonafide_report::Budget;
use common::{Signer, envelope_json, parse, signed_by, statement_json};
use proptest::prelude::*;
use serde_json::json;

fn read_everything(bytes: &[u8]) {
    for options in [
        EnvelopeOptions::provenance(),
        EnvelopeOptions::bundle(Profile::Strict),
        EnvelopeOptions::bundle(Profile::Lenient),
    ] {
        if let Ok(envelope) = Envelope::parse(bytes, &options) {
            let _ = envelope
                .untrusted()
                .statement(&StatementOptions::provenance());
            let _ = envelope.verify(&Threshold::one(), |_, pae| {
                assert!(pae.parts().concat().starts_with(b"DSSEv1 "));
                Ok(Vouching::By {
                    signer: Vec::new(),
                    principals: Vec::new(),
                })
            });
        }
    }
    if let Ok(statement) = Statement::parse(bytes, &StatementOptions::bundle()) {
        assert_eq!(statement.subjects().count(), statement.subject_count());
        for subject in statement.subjects() {
            let digests = subject.digests().count() + subject.opaque_digests().count();
            assert!(digests > 0);
        }
        assert!(
            serde_json::from_str::<serde_json::Value>(statement.predicate())
                .unwrap()
                .is_object()
        );
    }
    if let Ok(mut reader) = Reader::new(bytes, &Limits::default()) {
        let _ = ResourceDescriptor::read(&mut reader, &StatementOptions::bundle(), &mut Vec::new());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_everything(&bytes);
        if let Ok(text) = core::str::from_utf8(&bytes) {
            let _ = Timestamp::parse(text);
        }
    }

    #[test]
    fn damaged_documents_are_read_or_refused(
        is_envelope in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..4),
    ) {
        let statement = statement_json().to_string();
        let mut bytes = if is_envelope {
            envelope_json(common::IN_TOTO, statement.as_bytes(), &[(b"sig", "k")]).to_string()
        } else {
            statement
        }
        .into_bytes();
        for (at, byte, replace) in damage {
            let at = at.index(bytes.len());
            if replace { bytes[at] = byte } else { bytes.remove(at); }
        }
        read_everything(&bytes);
    }

    #[test]
    fn the_encoding_is_injective(
        a in (".{0,6}", prop::collection::vec(any::<u8>(), 0..6)),
        b in (".{0,6}", prop::collection::vec(any::<u8>(), 0..6)),
    ) {
        let encoded = |(name, payload): &(String, Vec<u8>)| Pae::new(name, payload).parts().concat();
        prop_assert_eq!(encoded(&a) == encoded(&b), a == b);
    }

    #[test]
    fn envelopes_round_trip(
        payload_type in "[^\u{0}]{0,20}",
        payload in prop::collection::vec(any::<u8>(), 0..200),
        signature in prop::collection::vec(any::<u8>(), 0..80),
        key_id in "[^\u{0}]{0,20}",
    ) {
        let envelope = parse(&envelope_json(&payload_type, &payload, &[(&signature, &key_id)])).unwrap();
        prop_assert_eq!(envelope.payload_type(), &payload_type);
        prop_assert_eq!(envelope.untrusted().payload(), &payload[..]);
        prop_assert_eq!(envelope.signatures()[0].bytes(), Ok(&signature[..]));
        prop_assert_eq!(envelope.signatures()[0].key_id(), &key_id);
    }

    #[test]
    fn a_threshold_is_met_by_distinct_signers_and_no_others(
        signers in prop::collection::vec(0_u8..6, 1..8),
        wanted in 1_usize..5,
    ) {
        let pairs: Vec<Signer> = (0..6).map(Signer::new).collect();
        // Four of the six are known.
        let keys = (0..4).fold(KeySet::new(), |keys, number| {
            keys.with_key(&number.to_string(), TrustedKey::new(pairs[number].key())).unwrap()
        });
        let entries: Vec<(&Signer, &str)> =
            signers.iter().map(|number| (&pairs[usize::from(*number)], "")).collect();
        let mut known: Vec<u8> = signers.iter().copied().filter(|number| *number < 4).collect();
        known.sort_unstable();
        known.dedup();
        let threshold = keys.threshold(wanted).unwrap();
        let verified = signed_by(b"{}", &entries)
            .verify_with_keys(&keys, &threshold, &Ring, &mut Budget::unbounded());
        prop_assert_eq!(verified.is_ok(), known.len() >= wanted);
    }

    #[test]
    fn a_subject_matches_its_own_digest_only(
        values in prop::collection::vec(0_u8..4, 1..6),
        wanted in 0_u8..5,
    ) {
        let hex = |value: u8| format!("{value:02x}").repeat(32);
        let mut document = statement_json();
        let subjects: Vec<_> =
            values.iter().map(|value| json!({"digest": {"sha256": hex(*value)}})).collect();
        document["subject"] = json!(subjects);
        let statement =
            Statement::parse(document.to_string().as_bytes(), &StatementOptions::bundle()).unwrap();
        let digest = Digest::from_hex(Algorithm::Sha256, &hex(wanted)).unwrap();
        let artifact = ArtifactDigests::stated([digest.into()]).unwrap();
        let found = statement.match_subjects(&artifact, &Accepted::default());
        let expected: Vec<usize> =
            (0..values.len()).filter(|index| values[*index] == wanted).collect();
        prop_assert_eq!(found.map(|found| found.subjects().to_vec()).unwrap_or_default(), expected);
    }
}
