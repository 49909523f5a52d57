//! Many jobs at once.

use bonafide_digest::engine::{Bytes, Control, Engine, JobError, Plan};
use bonafide_digest::{Algorithm, digest};

/// Bytes that differ from place to place.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn jobs_are_answered_in_their_order() {
    let (long, short, empty) = (bytes(9_000_000), bytes(70), bytes(0));
    let sources = [
        Bytes::new("short", &short),
        Bytes::new("long", &long),
        Bytes::new("empty", &empty),
    ];
    let mut plan = Plan::new();
    let ids: Vec<_> = sources
        .iter()
        .map(|source| plan.add_source(source))
        .collect();
    plan.add_whole(ids[0], Algorithm::Sha256);
    plan.add_whole(ids[0], Algorithm::Sha512);
    plan.add_whole(ids[1], Algorithm::Sha384);
    plan.add_job(ids[1], 100..8_000_000, Algorithm::Sha256);
    plan.add_whole(ids[2], Algorithm::Sha256);
    plan.add_job(ids[1], 5..5, Algorithm::Sha256);
    plan.add_job(ids[0], 60..71, Algorithm::Sha256);
    plan.add_whole(ids[0], Algorithm::Md5);
    let expected = [
        digest(Algorithm::Sha256, &short).ok(),
        digest(Algorithm::Sha512, &short).ok(),
        digest(Algorithm::Sha384, &long).ok(),
        digest(Algorithm::Sha256, &long[100..8_000_000]).ok(),
        digest(Algorithm::Sha256, b"").ok(),
        digest(Algorithm::Sha256, b"").ok(),
        None,
        None,
    ];
    assert_eq!(plan.bytes(), 70 + 9_000_000 + 7_999_900);
    assert_eq!(plan.longest(), 9_000_000);
    for threads in 1..=8 {
        let engine = Engine::new().with_threads(threads);
        let results = engine.run(&plan, &Control::new());
        let digests: Vec<_> = results.iter().map(|r| r.ok().map(|d| d.digest())).collect();
        assert_eq!(digests, expected, "{threads}");
        assert!(matches!(
            results[6],
            Err(JobError::Length {
                length: 70,
                end: 71,
                ..
            })
        ));
        assert!(matches!(results[7], Err(JobError::NotComputable { .. })));
    }
}
