//! Verdicts for the tests of what shows them.

use std::collections::BTreeMap;
use std::sync::Arc;

use bonafide_digest::Digest;
use bonafide_report::{Class, Code, Decision, Finding, Place, Time, registry};

use super::*;
use crate::{ArtifactKind, Mode, Role, Transport};

/// What nobody should be able to do by choosing a name.
pub(crate) const HOSTILE: &str = "\u{1b}[2Jx\r\n::error::y\u{202e}\u{0}\u{fffe}<script>alert(1)</script>\"'&]]><img src=x onerror=y> | `a` **b** [c](javascript:d) ![e](http://f) @user #1 www.g.example https://h.example\\ --><!--";

pub(crate) fn time(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

/// The code of this name, or one that stands in for it where nothing returns it yet.
pub(crate) fn code(name: &str, other: Code) -> Code {
    registry::find(name).unwrap_or(other)
}

pub(crate) fn check(id: &str, code: Code, status: CheckStatus, summary: &str) -> VerdictCheck {
    let class = (status == CheckStatus::Fail)
        .then(|| code.class())
        .flatten();
    VerdictCheck {
        id: id.to_owned(),
        code,
        status,
        class,
        mode: Mode::Enforce,
        decision: class.map_or(Decision::Allow, Class::default_decision),
        summary: summary.to_owned(),
        place: None,
        evidence: Vec::new(),
        identities: Vec::new(),
        candidates: Vec::new(),
        candidates_count: 0,
        findings: Vec::new(),
        retryable: false,
        waived_by: None,
    }
}

fn signer() -> Arc<IdentityView> {
    Arc::new(IdentityView {
        signer: "ci".to_owned(),
        kind: "keyless",
        issuer: Some("https://token.actions.githubusercontent.com".to_owned()),
        san: Some(
            "https://github.com/your-org/app/.github/workflows/release.yml@refs/tags/v1.4.2"
                .to_owned(),
        ),
        key_sha256: None,
        log_index: Some(148_201_337),
        signed_at: Some(time("2026-11-20T08:12:31Z")),
    })
}

fn evidence(role: &'static str, byte: u8) -> Arc<EvidenceView> {
    Arc::new(EvidenceView {
        digest: Some(Digest::sha256([byte; 32])),
        media_type: Some("application/vnd.dev.sigstore.bundle.v0.3+json".to_owned()),
        role,
        source: "referrer",
        repository: Some("registry.example.com/team/app".to_owned()),
    })
}

fn passed(id: &str, code: Code, role: &'static str, summary: &str) -> VerdictCheck {
    VerdictCheck {
        evidence: vec![evidence(role, 0xa1)],
        identities: vec![signer()],
        candidates: vec![CandidateView {
            digest: Some(Digest::sha256([0xa1; 32])),
            code,
            summary: "signed by ci and logged".into(),
        }],
        candidates_count: 1,
        ..check(id, code, CheckStatus::Pass, summary)
    }
}

fn subject() -> SubjectView {
    SubjectView {
        kind: ArtifactKind::Oci,
        role: Some(Role::Image),
        transport: Some(Transport::Docker),
        namespace: Some("production".to_owned()),
        reference: Some("registry.example.com/team/app:v1.4.2".to_owned()),
        digest: Some(Digest::sha256([0x5a; 32])),
        tag_claim: Some("v1.4.2".to_owned()),
        media_type: Some("application/vnd.oci.image.manifest.v1+json".to_owned()),
        size: Some(1_482),
    }
}

fn facts() -> VerdictFacts {
    let components = [
        ("pkg:oci/app@v1.4.2", None, vec![1, 2, 4]),
        (
            "pkg:deb/debian/openssl@3.0.15-1",
            Some("Apache-2.0"),
            vec![3],
        ),
        ("pkg:deb/debian/curl@7.88.1-10", Some("curl"), vec![1, 3]),
        ("pkg:deb/debian/libc6@2.36-9", Some("LGPL-2.1-only"), vec![]),
        ("pkg:cargo/serde@1.0.210", Some("MIT OR Apache-2.0"), vec![]),
    ];
    VerdictFacts {
        coverage: Vec::new(),
        provenance: vec![ProvenanceFacts {
            check: "internal/build".to_owned(),
            builder: Some("https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v2.1.0".to_owned()),
            build_type: Some("https://actions.github.io/buildtypes/workflow/v1".to_owned()),
            source: Some("git+https://github.com/your-org/app@refs/tags/v1.4.2".to_owned()),
            commit: Some("3b18e512dba79e4c8300dd08aeb37f8e728b8dad".to_owned()),
            build_level: Some(3),
            finished_at: Some(time("2026-11-20T08:12:29Z")),
            parameters: BTreeMap::from([
                ("workflow.path".to_owned(), ".github/workflows/release.yml".to_owned()),
                ("workflow.ref".to_owned(), "refs/tags/v1.4.2".to_owned()),
            ]),
            dependencies: vec![
                DependencyFacts {
                    uri: Some("git+https://github.com/your-org/app@refs/tags/v1.4.2".to_owned()),
                    name: None,
                    digest: Some(Digest::parse("sha1:3b18e512dba79e4c8300dd08aeb37f8e728b8dad").unwrap()),
                },
                DependencyFacts {
                    uri: Some("pkg:docker/rust@1.88?platform=linux/amd64".to_owned()),
                    name: None,
                    digest: Some(Digest::sha256([0x17; 32])),
                },
            ],
            dependencies_count: 2,
        }],
        sboms: vec![SbomFacts {
            check: "internal/sbom".to_owned(),
            format: "CycloneDX 1.6".to_owned(),
            components_count: 5,
            licences: BTreeMap::from([
                ("Apache-2.0".to_owned(), 1),
                ("LGPL-2.1-only".to_owned(), 1),
                ("MIT OR Apache-2.0".to_owned(), 1),
                ("curl".to_owned(), 1),
            ]),
            components: components
                .into_iter()
                .map(|(name, licence, depends_on)| ComponentFacts {
                    name: name.to_owned(),
                    licence: licence.map(str::to_owned),
                    depends_on,
                })
                .collect(),
        }],
    }
}

/// An image that may be used.
pub(crate) fn allowed() -> Verdict {
    Verdict {
        decision: Decision::Allow,
        would_be: Decision::Allow,
        enforced: true,
        indeterminate: false,
        retryable: false,
        subject: subject(),
        pinned: Some(format!(
            "registry.example.com/team/app:v1.4.2@{}",
            Digest::sha256([0x5a; 32])
        )),
        policy: PolicyIdentity {
            name: "gpu-prod".to_owned(),
            version: "2026-11-20.1".to_owned(),
            sha256: [0x3c; 32],
            source_format: SourceFormat::Native,
            uri: None,
        },
        trust: vec![TrustView {
            name: "public-good".to_owned(),
            sha256: [0x77; 32],
            expires: Some(time("2027-02-01T00:00:00Z")),
        }],
        checks: vec![
            passed(
                "internal/build",
                code("provenance.ok", registry::SLSA_LEVEL),
                "attestation",
                "built by an accepted builder at level 3",
            ),
            passed(
                "internal/sbom",
                code("sbom.ok", registry::SBOM_UNBOUND),
                "sbom",
                "5 components, no denied licence",
            ),
            passed(
                "internal/signed",
                code("signature.verified", registry::SIGNATURE_MISSING),
                "signature",
                "1 of 1 wanted signers signed",
            ),
            check(
                "ref/registry",
                code("ref.ok", registry::REF_INVALID),
                CheckStatus::Pass,
                "the registry is allowed",
            ),
        ],
        decisive: Vec::new(),
        incomplete: Vec::new(),
        warnings: Vec::new(),
        waivers_used: Vec::new(),
        facts: facts(),
        evaluated_at: time("2026-11-21T12:00:00Z"),
        durations_ms: BTreeMap::from([("discovery".to_owned(), 41), ("evaluate".to_owned(), 1)]),
    }
}

/// An image that may not: its signature is for another one, and its vulnerabilities are waived.
pub(crate) fn rejected() -> Verdict {
    let mut verdict = allowed();
    let mut signed = check(
        "internal/signed",
        registry::SIGNATURE_WRONG_SUBJECT,
        CheckStatus::Fail,
        "the only signature by ci is for another image",
    );
    signed.place = Some("signature 2, /critical/image/docker-manifest-digest".to_owned());
    signed.evidence = vec![evidence("signature", 0xb2)];
    signed.candidates = vec![
        CandidateView {
            digest: Some(Digest::sha256([0xb1; 32])),
            code: code("key.untrusted", registry::CERT_CHAIN),
            summary: "made with a key that no signer of the policy has".into(),
        },
        CandidateView {
            digest: Some(Digest::sha256([0xb2; 32])),
            code: registry::SIGNATURE_WRONG_SUBJECT,
            summary: "names sha256:1111…, and the image is sha256:5a5a…".into(),
        },
    ];
    signed.candidates_count = 2;
    signed.findings = vec![Finding::new(
        registry::SIGNATURE_WRONG_SUBJECT,
        Place::root()
            .member("critical")
            .member("image")
            .member("docker-manifest-digest"),
        "another digest than that of the image",
    )];
    let mut vulnerabilities = check(
        "internal/vulns",
        code("waiver.used", registry::POLICY_EMPTY),
        CheckStatus::Skip,
        "2 vulnerabilities above high, borne until 2026-12-01T00:00:00Z",
    );
    vulnerabilities.waived_by = Some("INC-4711".to_owned());
    let mut base = check(
        "internal/base",
        registry::ATTESTATION_MISSING,
        CheckStatus::Fail,
        "nothing says what the image was built on",
    );
    base.mode = Mode::Audit;
    verdict.checks.retain(|check| check.id != "internal/signed");
    verdict.checks.extend([signed, vulnerabilities, base]);
    verdict.checks.sort_by(|one, other| one.id.cmp(&other.id));
    verdict.decision = Decision::Reject;
    verdict.would_be = Decision::Reject;
    verdict.decisive = vec!["internal/signed".to_owned()];
    verdict.waivers_used = vec!["INC-4711".to_owned()];
    verdict.warnings = vec![Finding::new(
        code("waiver.used", registry::POLICY_EMPTY),
        Place::root(),
        "internal/vulns: borne by the exception `INC-4711`: CVE fix ships 12-01",
    )];
    verdict
}

/// An image of which not everything could be seen.
pub(crate) fn indeterminate() -> Verdict {
    let mut verdict = allowed();
    let seen = "the registry answered 503 for the referrers of the image";
    let mut signed = check(
        "internal/signed",
        registry::DISCOVERY_UNAVAILABLE,
        CheckStatus::Fail,
        seen,
    );
    signed.retryable = true;
    verdict.checks = vec![signed];
    verdict.decisive = vec!["internal/signed".to_owned()];
    verdict.decision = Decision::Quarantine;
    verdict.would_be = Decision::Quarantine;
    verdict.indeterminate = true;
    verdict.retryable = true;
    verdict.facts = VerdictFacts::default();
    verdict.incomplete = vec![Finding::new(
        registry::DISCOVERY_UNAVAILABLE,
        Place::root(),
        seen,
    )];
    verdict
}

/// A model, signed but for two files.
pub(crate) fn model() -> Verdict {
    let mut verdict = allowed();
    let mut signed = check(
        "models/model",
        code("model.extra-file", registry::DIGEST_MISMATCH),
        CheckStatus::Fail,
        "2 files are not covered by the signature",
    );
    signed.identities = vec![Arc::new(IdentityView {
        signer: "ngc".to_owned(),
        kind: "key",
        issuer: None,
        san: None,
        key_sha256: Some([0x42; 32]),
        log_index: None,
        signed_at: None,
    })];
    signed.place = Some("pytorch_model.bin".to_owned());
    verdict.subject = SubjectView {
        kind: ArtifactKind::Model,
        role: Some(Role::Model),
        transport: None,
        namespace: None,
        reference: Some("models/llama-guard".to_owned()),
        digest: None,
        tag_claim: None,
        media_type: None,
        size: None,
    };
    verdict.pinned = None;
    verdict.checks = vec![signed];
    verdict.decisive = vec!["models/model".to_owned()];
    verdict.decision = Decision::Reject;
    verdict.would_be = Decision::Reject;
    verdict.facts = VerdictFacts {
        coverage: vec![CoverageFacts {
            check: "models/model".to_owned(),
            files: 11,
            bytes: 16_069_512_004,
            uncovered: vec!["pytorch_model.bin".to_owned(), "extra/run.py".to_owned()],
            uncovered_count: 2,
        }],
        ..VerdictFacts::default()
    };
    verdict
}

/// Every text that somebody else may have chosen is hostile.
pub(crate) fn hostile() -> Verdict {
    filled(HOSTILE)
}

/// The same with a harmless text in each of these places.
pub(crate) fn harmless() -> Verdict {
    filled("harmless")
}

/// The same with this text in each of these places.
pub(crate) fn filled(with: &str) -> Verdict {
    let text = || Some(with.to_owned());
    let mut verdict = rejected();
    verdict.subject.reference = text();
    verdict.subject.namespace = text();
    verdict.subject.tag_claim = text();
    verdict.subject.media_type = text();
    verdict.pinned = text();
    verdict.policy.version = with.to_owned();
    verdict.policy.uri = text();
    for trust in &mut verdict.trust {
        trust.name = with.to_owned();
    }
    for check in &mut verdict.checks {
        check.summary = with.to_owned();
        check.place = text();
        check.findings = vec![Finding::new(check.code, Place::root().member(with), with)];
        for evidence in &mut check.evidence {
            let evidence = Arc::make_mut(evidence);
            evidence.media_type = text();
            evidence.repository = text();
        }
        for identity in &mut check.identities {
            let identity = Arc::make_mut(identity);
            identity.signer = with.to_owned();
            identity.issuer = text();
            identity.san = text();
        }
        for candidate in &mut check.candidates {
            candidate.summary = with.to_owned().into();
        }
    }
    verdict.incomplete = vec![Finding::new(
        registry::DISCOVERY_INCOMPLETE,
        Place::root(),
        with,
    )];
    verdict.warnings = vec![Finding::new(
        code("waiver.used", registry::POLICY_EMPTY),
        Place::root(),
        with,
    )];
    for facts in &mut verdict.facts.provenance {
        facts.builder = text();
        facts.build_type = text();
        facts.source = text();
        facts.commit = text();
        facts.parameters = BTreeMap::from([(with.to_owned(), with.to_owned())]);
        for dependency in &mut facts.dependencies {
            dependency.uri = text();
            dependency.name = text();
        }
    }
    for facts in &mut verdict.facts.sboms {
        facts.format = with.to_owned();
        facts.licences = BTreeMap::from([(with.to_owned(), 1)]);
        for component in &mut facts.components {
            component.name = with.to_owned();
            component.licence = text();
        }
    }
    verdict.facts.coverage = vec![CoverageFacts {
        check: "internal/model".to_owned(),
        files: 1,
        bytes: 1,
        uncovered: vec![with.to_owned()],
        uncovered_count: 1,
    }];
    verdict.durations_ms = BTreeMap::from([(with.to_owned(), 1)]);
    verdict
}

pub(crate) fn all() -> Vec<(&'static str, Verdict)> {
    vec![
        ("allowed", allowed()),
        ("rejected", rejected()),
        ("indeterminate", indeterminate()),
        ("model", model()),
        ("hostile", hostile()),
    ]
}
