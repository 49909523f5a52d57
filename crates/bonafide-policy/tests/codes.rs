//! The codes of verdicts: class, default decision, and what can be done.

use bonafide_report::{Class, Decision, registry};

/// The table of policy section 3.2.
const CODES: [(Class, &str); 9] = [
    (
        Class::Missing,
        "signature.missing attestation.missing provenance.missing sbom.missing vuln.missing \
         vsa.missing model.signature-missing tlog.missing tlog.threshold tsa.threshold \
         time.none base.unknown",
    ),
    (
        Class::Mismatch,
        "digest.mismatch digest.size-mismatch signature.invalid signature.wrong-subject \
         artifact.not-a-subject sbom.subject-mismatch vuln.subject-mismatch \
         model.manifest-mismatch model.extra-file model.missing-file tlog.inclusion \
         tlog.body-mismatch digest.tag-moved",
    ),
    (
        Class::Untrusted,
        "cert.chain cert.eku cert.sct key.untrusted key.weak tlog.unknown-log tlog.set \
         tlog.checkpoint.signature time.future tsa.signature tsa.untrusted \
         signature.threshold-not-met",
    ),
    (
        Class::Expired,
        "key.validity cert.time cert.chain-time cert.ca-validity trust.expired trust.stale \
         waiver.expired",
    ),
    (Class::Revoked, "key.revoked cert.revoked"),
    (
        Class::Malformed,
        "ref.invalid signature.malformed attestation.malformed sbom.malformed vuln.malformed \
         bundle.parse statement.parse image.payload image.manifest",
    ),
    (
        Class::Policy,
        "ref.registry-not-allowed ref.no-matching-rule digest.not-pinned \
         signature.identity-replay statement.predicate-type attestation.condition-failed \
         slsa.source.repo slsa.level slsa.params.unknown slsa.freshness sbom.licence-denied \
         sbom.package-denied sbom.incomplete vuln.above-threshold vuln.too-old vuln.db-too-old \
         vuln.subject-unbound vuln.incomplete vsa.verifier vsa.resource vsa.levels vsa.policy \
         vsa.result policy.forbid-present base.rule-failed",
    ),
    (
        Class::Unavailable,
        "discovery.unavailable discovery.throttled discovery.unauthorised discovery.incomplete \
         discovery.limit limit.exceeded json.limit oms.limit pkg.limit trust.missing",
    ),
    (
        Class::Unsupported,
        "digest.algorithm-unsupported digest.not-recoverable signature.unsupported-format \
         key.unsupported tlog.unsupported-kind policy.requirement-unsupported",
    ),
];

/// What passes or is skipped has no class.
const CLASSLESS: &str = "signature.verified digest.match attestation.verified ref.ok waiver.used \
                         break-glass.used policy.not-evaluated policy.static";

const fn decision(class: Class) -> Decision {
    match class {
        Class::Missing | Class::Unavailable | Class::Unsupported => Decision::Quarantine,
        _ => Decision::Reject,
    }
}

#[test]
fn codes_have_the_class_and_the_decision_of_the_table_and_a_remedy() {
    let mut seen = 0;
    for (class, names) in CODES {
        assert_eq!(class.default_decision(), decision(class));
        for code in names.split(' ').filter_map(registry::find) {
            seen += 1;
            assert_eq!(code.class(), Some(class), "{code}");
            assert!(
                !code.remedy().is_empty() && !code.summary().is_empty(),
                "{code}"
            );
        }
    }
    for code in CLASSLESS.split(' ').filter_map(registry::find) {
        assert_eq!(code.class(), None, "{code}");
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn families_have_their_class() {
    for code in registry::ALL {
        let wanted = match () {
            () if code.is_under("trustroot") => Class::Unavailable,
            () if code.is_under("identity") => Class::Untrusted,
            () => continue,
        };
        assert_eq!(code.class(), Some(wanted), "{code}");
    }
}

#[test]
fn every_failure_says_what_can_be_done() {
    for code in registry::ALL.iter().filter(|code| code.class().is_some()) {
        assert!(!code.remedy().is_empty(), "{code}");
    }
}
