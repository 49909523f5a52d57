//! Verification summaries.

use bonafide_digest::Digest;
use bonafide_dsse::{ArtifactDigests, Statement, StatementOptions, TrustedDigest};
use bonafide_report::{Decision, Time};
use bonafide_slsa::{
    Attestation, SlsaResult, SummarySigner, TrackLevel, Vsa, VsaExpectations, verify_vsa,
};

use crate::{input, memory};

/// A summary that nobody signed allows nothing, whatever it says; texts of levels are what they
/// are written as.
pub fn run(data: &[u8]) {
    if let Some(Ok(SlsaResult::Level(level))) = input::text(data).map(SlsaResult::parse) {
        same(&level);
    }
    let parsed = Statement::parse(data, &StatementOptions::provenance());
    let Ok(statement) = parsed else { return };
    if let Ok(vsa) = memory::linear(data, || Vsa::of(&statement)) {
        assert_eq!(vsa.version().uri(), statement.predicate_type());
        let levels = vsa.levels();
        let _ = levels.map(|levels| levels.levels().iter().for_each(same));
    }
    let digest = Digest::sha256(bonafide_digest::sha256(&[b"artifact"]));
    let artifact = ArtifactDigests::stated([TrustedDigest::from(digest)]).expect("one");
    let signer = SummarySigner::key("key");
    let wanted = VsaExpectations::new("pkg:generic/app")
        .with_verifier(signer, "https://verifier.test")
        .allowing_v0();
    let now = Time::from_unix(1_760_000_000).expect("a time");
    let outcome = verify_vsa(&Attestation::unsigned(statement), &artifact, &wanted, now);
    assert_ne!(outcome.decision(), Decision::Allow);
    assert!(outcome.code().is_some());
}

fn same(level: &TrackLevel) {
    match SlsaResult::parse(&level.to_string()) {
        Ok(SlsaResult::Level(again)) => assert_eq!(again, *level),
        other => panic!("{level} is {other:?}"),
    }
}
