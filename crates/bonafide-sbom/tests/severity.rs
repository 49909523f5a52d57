//! sbom SEV-1 to SEV-4: how severe a vulnerability is by its ratings, and what a gate tolerates.

use bonafide_report::{Place, registry};
use bonafide_sbom::{
    CvssVersion, FixState, GateOutcome, MatchedPackage, Rating, Severity, SeverityBasis,
    SeverityGate, UnknownSeverity, VulnerabilityMatch,
};

const V2_HIGH: &str = "AV:N/AC:L/Au:N/C:N/I:N/A:C";
const V3_MEDIUM: &str = "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N";
const V3_HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";
const V3_CRITICAL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const V4_LOW: &str = "CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L";
const V4_HIGH: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N";

/// Source, method, score, vector, severity; empty ones are absent.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

fn rating((source, method, score, vector, severity): Row) -> Rating<'static> {
    let given = |text: &'static str| (!text.is_empty()).then_some(text.into());
    let mut rating = Rating::default();
    rating.source = given(source);
    rating.method = given(method);
    rating.score = given(score);
    rating.vector = given(vector);
    rating.severity = given(severity);
    rating
}

fn found(rows: &[Row]) -> VulnerabilityMatch<'static> {
    let mut package = MatchedPackage::default();
    package.name = Some("openssl".into());
    package.version = Some("3.0.1".into());
    let mut found = VulnerabilityMatch::new("CVE-1", package);
    found.ratings = rows.iter().copied().map(rating).collect();
    found.place = Place::root().member("matches").index(7);
    found
}

fn gate() -> SeverityGate {
    SeverityGate::tolerating(Severity::Medium)
}

fn severity(rows: &[Row]) -> Option<Severity> {
    gate().rate(&found(rows)).severity
}

fn codes(rows: &[Row]) -> Vec<&'static str> {
    let found = found(rows);
    let findings = gate().rate(&found).findings;
    assert!(findings.iter().all(|one| one.place() == &found.place));
    findings.iter().map(|one| one.code().as_str()).collect()
}

#[test]
fn one_rating_is_read_in_all_its_forms() {
    use Severity::{Critical, High, Low, Medium, Negligible, None as Nothing};
    for (row, wanted) in [
        (("", "", "", V3_HIGH, ""), Some(High)),
        (("", "", "", V4_HIGH, ""), Some(High)),
        (("", "", "", V2_HIGH, ""), Some(High)),
        (("", "CVSSv2", "10.0", "", ""), Some(High)),
        (("", "CVSSv3", "10.0", "", ""), Some(Critical)),
        (("", "CVSSv31", "0", "", ""), Some(Nothing)),
        (("", "CVSSv2", "0", "", ""), Some(Low)),
        (("", "", "9.8", "", ""), Some(Critical)),
        (("", "", "6.95", "", ""), Some(High)),
        (
            ("", "CVSSv31", "", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", ""),
            Some(Critical),
        ),
        (("", "", "", "", "NONE"), Some(Nothing)),
        (("", "", "", "", "Negligible"), Some(Negligible)),
        (("", "", "", "", "info"), Some(Negligible)),
        (("", "", "", "", "low"), Some(Low)),
        (("", "", "", "", "MODERATE"), Some(Medium)),
        (("", "", "", "", "Important"), Some(High)),
        (("", "", "", "", "critical"), Some(Critical)),
        (("", "", "", "", " Critical\n"), Some(Critical)),
        (("", "", "", "", "unknown"), None),
        (("", "", "", "", ""), None),
        // Scores of other methods are no scores of CVSS, words are words.
        (("", "OWASP", "9.8", "SL:1/M:1", ""), None),
        (("", "SSVC", "", "", "high"), Some(High)),
        (("", "other", "", V3_HIGH, ""), Some(High)),
    ] {
        assert_eq!(severity(&[row]), wanted, "{row:?}");
        assert_eq!(codes(&[row]), [""; 0], "{row:?}");
    }
}

#[test]
fn the_vector_decides_over_the_score() {
    for (vector, score, wanted) in [
        (V3_HIGH, "9.8", Severity::High),
        (V3_HIGH, "1.0", Severity::High),
        (V3_CRITICAL, "0.0", Severity::Critical),
        (V4_HIGH, "10", Severity::High),
        (V2_HIGH, "1.0", Severity::High),
        (V3_HIGH, "nonsense", Severity::High),
    ] {
        let row = ("nvd", "", score, vector, "");
        assert_eq!(severity(&[row]), Some(wanted), "{row:?}");
        assert_eq!(codes(&[row]), ["vuln.score-mismatch"], "{row:?}");
    }
    assert_eq!(codes(&[("nvd", "", "7.5", V3_HIGH, "")]), [""; 0]);
    let exploited = format!("{V4_HIGH}/E:U");
    let mut found = found(&[("nvd", "", "6.6", V4_HIGH, "")]);
    found.ratings[0].vector = Some(exploited.into());
    let rated = gate().rate(&found);
    // The score of the whole vector is right, and does not lower the severity.
    assert_eq!(
        (rated.severity, rated.findings.len()),
        (Some(Severity::High), 0)
    );
}

#[test]
fn a_score_of_an_environment_that_is_not_computed_only_raises() {
    let vector = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N/MAV:N/MPR:N/MC:H/MI:H/MA:H";
    assert_eq!(
        severity(&[("", "", "9.8", vector, "")]),
        Some(Severity::Critical)
    );
    assert_eq!(severity(&[("", "", "", vector, "")]), Some(Severity::Low));
    let lowered = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O";
    assert_eq!(
        severity(&[("", "", "8.1", lowered, "")]),
        Some(Severity::Critical)
    );
    let raised = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:S";
    assert_eq!(severity(&[("", "", "", raised, "")]), Some(Severity::High));
}

#[test]
fn of_a_word_and_a_score_the_higher_counts() {
    for (vector, word, wanted, basis) in [
        (
            V3_HIGH,
            "low",
            Severity::High,
            SeverityBasis::Vector(CvssVersion::V31),
        ),
        (V3_HIGH, "critical", Severity::Critical, SeverityBasis::Text),
    ] {
        let rows = [("nvd", "", "", vector, word)];
        assert_eq!(codes(&rows), ["vuln.score-mismatch"]);
        let found = found(&rows);
        let rated = gate().rate(&found);
        assert_eq!((rated.severity, rated.basis), (Some(wanted), basis));
    }
    // The word may be a rating of its own.
    let rows = [
        ("nvd", "", "", V3_HIGH, ""),
        ("NVD", "", "", "", "critical"),
    ];
    assert_eq!(severity(&rows), Some(Severity::Critical));
    let rows = [("nvd", "", "", V3_HIGH, ""), ("nvd", "", "", "", "low")];
    assert_eq!(severity(&rows), Some(Severity::High));
}

#[test]
fn a_vector_that_is_none_makes_the_severity_unknown() {
    let long = format!("{V3_HIGH}/{}", "E:X/".repeat(130));
    for vector in [
        "CVSS:3.1/AV:N",
        "CVSS:5.0/AV:N",
        "nonsense",
        &format!("{V3_HIGH}/AV:N"),
        &long,
    ] {
        let mut found = found(&[("nvd", "", "", V3_HIGH, "low")]);
        found.ratings[0].vector = Some(vector.to_owned().into());
        let rated = gate().rate(&found);
        assert_eq!(rated.severity, None, "{vector}");
        assert_eq!(rated.basis, SeverityBasis::Nothing);
        assert_eq!(rated.findings[0].code(), registry::VULN_CVSS_INVALID);
        // It is as high as any unknown one, and not low because the same rating says so.
        assert_eq!(gate().judge(&found).outcome, GateOutcome::Above);
    }
    let rows = [("nvd", "", "11", "", "low")];
    assert_eq!(
        (severity(&rows), codes(&rows)),
        (None, vec!["vuln.cvss-invalid"])
    );
}

#[test]
fn what_a_broken_rating_says_still_raises() {
    let critical = SeverityGate::tolerating(Severity::High);
    for row in [
        ("nvd", "", "", "nonsense", "critical"),
        ("nvd", "", "9.8", "nonsense", ""),
        ("nvd", "", "x", "", "critical"),
    ] {
        let alone = found(&[row]);
        assert_eq!(
            critical.judge(&alone).outcome,
            GateOutcome::Above,
            "{row:?}"
        );
        let quarantine = critical.clone().with_unknown(UnknownSeverity::Quarantine);
        assert_eq!(
            quarantine.judge(&alone).outcome,
            GateOutcome::Above,
            "{row:?}"
        );
        let beside = found(&[row, ("redhat", "", "", "", "low")]);
        assert_eq!(
            critical.judge(&beside).outcome,
            GateOutcome::Above,
            "{row:?}"
        );
        let ranked = critical.clone().with_sources(["redhat"]);
        assert_eq!(
            ranked.judge(&beside).outcome,
            GateOutcome::Tolerated,
            "{row:?}"
        );
    }
}

#[test]
fn words_that_are_no_severity_are_noted() {
    let rows = [("x", "", "", "", "catastrophic")];
    assert_eq!((severity(&rows), codes(&rows)), (None, vec!["sbom.enum"]));
}

#[test]
fn of_one_source_the_newest_version_counts() {
    let (v4, v31) = (("s", "", "", V4_LOW, ""), ("s", "", "", V3_CRITICAL, ""));
    let (v3, v2) = (("s", "", "", V3_MEDIUM, ""), ("s", "", "", V2_HIGH, ""));
    for (rows, wanted) in [
        (&[v2, v3, v31, v4][..], Severity::Low),
        (&[v4, v31, v3, v2], Severity::Low),
        (&[v2, v3, v31], Severity::Critical),
        (&[v3, v2], Severity::Medium),
        (&[v2], Severity::High),
        // Two of one version: the higher.
        (&[v31, ("s", "", "", V3_HIGH, "")], Severity::Critical),
        (&[("s", "", "", V3_HIGH, ""), v31], Severity::Critical),
        // A score of no version does not give way to any.
        (&[v4, ("s", "", "9.9", "", "")], Severity::Critical),
    ] {
        assert_eq!(severity(rows), Some(wanted), "{rows:?}");
    }
}

#[test]
fn sources_are_taken_in_the_order_of_the_gate() {
    let rows = [
        ("nvd@nist.gov", "", "", V3_CRITICAL, ""),
        ("RedHat", "", "", "", "low"),
        ("", "", "", "", "medium"),
        ("ghsa", "", "", "", "unknown"),
        ("nvdx", "", "", "", "none"),
    ];
    let found = found(&rows);
    for (order, wanted, source) in [
        (&[][..], Severity::Critical, Some("nvd@nist.gov")),
        (&["redhat"], Severity::Low, Some("RedHat")),
        (&["ghsa", "redhat", "nvd"], Severity::Low, Some("RedHat")),
        (&["nvd", "redhat"], Severity::Critical, Some("nvd@nist.gov")),
        // Not a part of a name, unless it ends where a feed begins.
        (&["redha"], Severity::Critical, Some("nvd@nist.gov")),
        (&["nvd@nist"], Severity::Critical, Some("nvd@nist.gov")),
        // None of them rates: then the highest counts, whoever says so.
        (
            &["ghsa", "amazon", ""],
            Severity::Critical,
            Some("nvd@nist.gov"),
        ),
    ] {
        let gate = gate().with_sources(order.iter().copied());
        let rated = gate.rate(&found);
        assert_eq!(
            (rated.severity, rated.source),
            (Some(wanted), source),
            "{order:?}"
        );
    }
}

/// A broken rating of one feed of a source keeps up what another feed of it says.
#[test]
fn feeds_of_one_source_are_one_source() {
    let feeds = [
        ("nvd:cpe", "", "", "CVSS:3.1/nonsense", "critical"),
        ("nvd@nist.gov", "", "", "", "low"),
    ];
    let other = ("vendor", "", "", "CVSS:3.1/nonsense", "critical");
    let gate = gate().with_sources(["nvd"]);
    let of = |rows: &[Row]| gate.rate(&found(rows)).severity;
    assert_eq!(of(&feeds), Some(Severity::Critical));
    assert_eq!(of(&[feeds[1], other]), Some(Severity::Low));
}

#[test]
fn a_gate_ends_where_it_says() {
    use Severity::{Critical, High, Low, Medium, Negligible, None as Nothing};
    let all = [Nothing, Negligible, Low, Medium, High, Critical];
    let words = ["none", "negligible", "low", "medium", "high", "critical"];
    for (at, bound) in all.into_iter().enumerate() {
        for (level, word) in words.into_iter().enumerate() {
            let found = found(&[("nvd", "", "", "", word)]);
            let outcome = |is_above| match is_above {
                true => GateOutcome::Above,
                false => GateOutcome::Tolerated,
            };
            let tolerating = SeverityGate::tolerating(bound).judge(&found);
            assert_eq!(tolerating.outcome, outcome(level > at), "{bound} {word}");
            assert_eq!(tolerating.finding.is_some(), level > at);
            let failing = SeverityGate::failing_at(bound).judge(&found);
            assert_eq!(failing.outcome, outcome(level >= at), "{bound} {word}");
        }
    }
}

#[test]
fn what_is_above_is_told() {
    let mut found = found(&[("nvd", "", "", V3_CRITICAL, "")]);
    found.fixed_versions = vec!["3.0.2".into()];
    let judgement = gate().judge(&found);
    let finding = judgement.finding.unwrap();
    assert_eq!(finding.code(), registry::VULN_ABOVE_THRESHOLD);
    assert_eq!(finding.place(), &found.place);
    assert_eq!(
        finding.detail(),
        "CVE-1 in openssl 3.0.1 is critical by nvd, more than medium; fixed in 3.0.2"
    );
    found.id = "CVE-1\u{202e}\n".into();
    found.package.name = Some("a\u{1b}[2J".into());
    let finding = gate().judge(&found).finding.unwrap();
    assert!(!finding.detail().contains(['\u{202e}', '\n', '\u{1b}']));
}

#[test]
fn an_unknown_severity_is_high_unless_the_gate_says_otherwise() {
    let found = found(&[]);
    for (bound, unknown, wanted) in [
        (
            Severity::Medium,
            UnknownSeverity::default(),
            GateOutcome::Above,
        ),
        (
            Severity::High,
            UnknownSeverity::default(),
            GateOutcome::Tolerated,
        ),
        (
            Severity::Medium,
            UnknownSeverity::As(Severity::Low),
            GateOutcome::Tolerated,
        ),
        (
            Severity::High,
            UnknownSeverity::As(Severity::Critical),
            GateOutcome::Above,
        ),
        (
            Severity::High,
            UnknownSeverity::Quarantine,
            GateOutcome::Quarantine,
        ),
        (
            Severity::Critical,
            UnknownSeverity::Quarantine,
            GateOutcome::Quarantine,
        ),
    ] {
        let judgement = SeverityGate::tolerating(bound)
            .with_unknown(unknown)
            .judge(&found);
        assert_eq!(judgement.outcome, wanted, "{bound} {unknown:?}");
        assert_eq!(judgement.rated.severity, None);
        assert_eq!(judgement.finding.is_some(), wanted.is_failure());
    }
    assert_eq!(
        SeverityGate::failing_at(Severity::High)
            .judge(&found)
            .outcome,
        GateOutcome::Above
    );
}

#[test]
fn only_what_is_said_to_have_no_fix_is_left_out() {
    let gate = gate().with_fixable_only(true);
    for (fix, versions, wanted) in [
        (FixState::NotFixed, &[][..], GateOutcome::WithoutFix),
        (FixState::NotFixed, &["1"], GateOutcome::Above),
        (FixState::Fixed, &[], GateOutcome::Above),
        (FixState::Unknown, &[], GateOutcome::Above),
    ] {
        let mut found = found(&[("nvd", "", "", "", "critical")]);
        found.fix = fix;
        found.fixed_versions = versions.iter().map(|version| (*version).into()).collect();
        assert_eq!(gate.judge(&found).outcome, wanted, "{fix:?} {versions:?}");
        assert!(self::gate().judge(&found).outcome.is_failure());
    }
}

#[test]
fn what_is_known_to_be_exploited_can_be_denied() {
    let mut found = found(&[("nvd", "", "", "", "low")]);
    found.is_known_exploited = true;
    found.fix = FixState::NotFixed;
    assert_eq!(gate().judge(&found).outcome, GateOutcome::Tolerated);
    let gate = gate()
        .with_known_exploited_denied(true)
        .with_fixable_only(true);
    let judgement = gate.judge(&found);
    assert_eq!(judgement.outcome, GateOutcome::Above);
    assert!(
        judgement
            .finding
            .unwrap()
            .detail()
            .contains("known to be exploited")
    );
    found.is_known_exploited = false;
    assert_eq!(gate.judge(&found).outcome, GateOutcome::WithoutFix);
}

#[test]
fn a_hundred_thousand_ratings_take_no_time() {
    let mut many = found(&[]);
    many.ratings = (0..100_000)
        .map(|number| {
            let mut rating = rating(("", "", "", V3_HIGH, "low"));
            rating.source = Some(format!("source-{number}").into());
            rating
        })
        .collect();
    let started = std::time::Instant::now();
    assert_eq!(gate().rate(&many).severity, Some(Severity::High));
    assert!(started.elapsed().as_secs() < 20);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let vectors = [
            "",
            "",
            V2_HIGH,
            V3_MEDIUM,
            V3_HIGH,
            V3_CRITICAL,
            V4_LOW,
            V4_HIGH,
            "x",
        ];
        let words = ["", "", "low", "high", "critical", "unknown", "odd"];
        let row = (
            prop::sample::select(vec!["", "a", "b"]),
            prop::sample::select(vec!["", "CVSSv3", "OWASP"]),
            prop::sample::select(vec!["", "", "0", "7.5", "9.8", "x"]),
            prop::sample::select(vectors.to_vec()),
            prop::sample::select(words.to_vec()),
        );
        prop::collection::vec(row, 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..<_>::default() })]

        /// One more source can make a vulnerability known, and never less severe.
        #[test]
        fn a_further_source_never_lowers(rows in rows(), mut more in rows()) {
            let before = severity(&rows);
            for row in &mut more {
                row.0 = "another";
            }
            let mut all = rows.clone();
            all.extend(more);
            if before.is_some() {
                prop_assert!(severity(&all) >= before);
            }
        }

        #[test]
        fn the_order_of_the_ratings_does_not_matter(rows in rows()) {
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(severity(&rows), severity(&turned));
        }
    }
}
