//! Log entries and what they record.

use bonafide_json::{Profile, Reader};
use bonafide_rekor::{Body, ContentKind, LegacyKinds, Limits, LogEntry};

use crate::memory;

/// The input is an entry in JSON. What backs a content is of a kind that can.
pub fn run(data: &[u8]) {
    for profile in [Profile::Strict, Profile::Lenient] {
        let entry = memory::linear(data, || read(data, profile));
        let Some(entry) = entry else { continue };
        let legacy = LegacyKinds::none().with_v1_kinds(true).with_v2_dsse(true);
        let limits = Limits::default();
        let body = memory::linear(data, || Body::parse(&entry, profile, &limits));
        let old = memory::linear(data, || {
            Body::parse_with_legacy(&entry, legacy, profile, &limits)
        });
        if let Ok(body) = &body {
            assert_eq!(body.label(), entry.label());
            assert!(old.is_ok());
        }
        for content in [ContentKind::Message, ContentKind::Envelope] {
            if entry.check_backs(content).is_ok() {
                assert!(entry.check_backs_with(content, legacy).is_ok());
            }
        }
        if let Some(proof) = entry.proof() {
            assert!(proof.hashes().len() <= 64);
        }
    }
}

fn read(data: &[u8], profile: Profile) -> Option<LogEntry> {
    let mut reader = Reader::new(data, &bonafide_json::Limits::default()).ok()?;
    let entry = LogEntry::read(&mut reader, profile, &Limits::default()).ok()?;
    reader.finish().ok()?;
    Some(entry)
}
