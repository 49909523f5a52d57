//! Verifying and explaining say the same, and what is accepted passed every check.

use bonafide_report::Status;
use bonafide_sigstore::{Bundle, ParseOptions, Policy};

use crate::input::Input;
use crate::kit;
use crate::mutate::mutate;

/// Checks that no policy of this target switches off.
const MUST: [&str; 8] = [
    "bundle/presence",
    "request/policy",
    "bundle/material",
    "time/signed",
    "log/inclusion",
    "signature/content",
    "log/binding",
    "policy/thresholds",
];

/// Chooses a bundle, changes it or not, and asks under any policy.
pub fn run(data: &[u8]) {
    let mut input = Input::new(data);
    let good = input.choose(kit::good());
    let policy = departed(&mut input, good.policy.clone());
    let mut bundle = good.minted.bundle.clone();
    if input.byte() % 4 != 0 {
        mutate(&mut input, &mut bundle, &good.foreign);
    }
    let text = bundle.to_string();
    let Ok(bundle) = Bundle::parse(text.as_bytes(), &ParseOptions::lenient()) else {
        return;
    };
    let request = good.request_by(&policy);
    let verified = good.verifier.verify(&bundle, &request);
    let report = good.verifier.explain(&bundle, &request);
    let code = verified.as_ref().err().map(|refusal| refusal.code());
    assert_eq!(report.primary_code(), code, "verify and explain differ");
    let Ok(verified) = verified else { return };
    assert_eq!(verified.report().checks(), report.checks());
    for check in report.checks() {
        assert!(
            matches!(check.status(), Status::Pass | Status::Skip),
            "accepted with {check:?}"
        );
    }
    let passed = |id: &str| {
        let mut checks = report.checks().iter();
        checks.any(|check| check.id() == id && check.status() == Status::Pass)
    };
    for must in MUST {
        assert!(passed(must), "accepted without {must}");
    }
    if !good.minted.certificate.is_empty() {
        for must in [
            "certificate/path",
            "certificate/timestamps",
            "certificate/identity",
        ] {
            assert!(passed(must), "accepted without {must}");
        }
    }
    // A message is signed itself, and may come without the hint at its digest.
    if bundle.has_envelope() {
        assert!(passed("artifact/subject"), "accepted for another artifact");
    }
}

/// A policy with any of the departures that leave the checks of [`MUST`] in force.
fn departed(input: &mut Input<'_>, policy: Policy) -> Policy {
    let departures: [fn(Policy) -> Policy; 12] = [
        |policy| policy.with_tlog_threshold(2),
        |policy| policy.with_sct_threshold(2),
        |policy| policy.with_tsa_threshold(1),
        Policy::pass_over_unsigned_proofs,
        Policy::allow_future_times,
        Policy::skip_unknown_timestamp_authorities,
        Policy::skip_bad_timestamps,
        Policy::allow_noncritical_timestamp_usage,
        Policy::allow_legacy_entry_kinds,
        Policy::allow_legacy_v2_dsse,
        Policy::with_strict_checkpoint_names,
        Policy::use_bundle_intermediates,
    ];
    let chosen = input.short();
    let departures = departures.iter().enumerate();
    departures.fold(policy, |policy, (at, departure)| {
        if chosen & (1 << at) == 0 {
            policy
        } else {
            departure(policy)
        }
    })
}
