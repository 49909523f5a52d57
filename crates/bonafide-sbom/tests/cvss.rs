//! CVSS: vectors, base scores, bands.

use bonafide_report::{Place, registry};
use bonafide_sbom::{CvssVector, CvssVersion, Severity};

fn parse(text: &str) -> CvssVector<'_> {
    CvssVector::parse(text, &Place::root()).unwrap_or_else(|finding| panic!("{finding}"))
}

// Most are the examples that FIRST scores in its guides.
#[test]
fn scores_are_those_that_were_published() {
    for (vector, tenths, severity) in [
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", 78, Severity::High),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 100, Severity::High),
        ("AV:L/AC:H/Au:N/C:C/I:C/A:C", 62, Severity::Medium),
        ("AV:N/AC:M/Au:N/C:N/I:P/A:N", 43, Severity::Medium),
        ("AV:L/AC:H/Au:M/C:N/I:N/A:N", 0, Severity::Low),
        (
            "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
            75,
            Severity::High,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
            75,
            Severity::High,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
            100,
            Severity::Critical,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            98,
            Severity::Critical,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
            61,
            Severity::Medium,
        ),
        (
            "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N",
            31,
            Severity::Low,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N",
            64,
            Severity::Medium,
        ),
        (
            "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            68,
            Severity::Medium,
        ),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N",
            0,
            Severity::None,
        ),
        (
            "CVSS:3.1/A:H/I:H/C:H/S:U/UI:R/PR:N/AC:L/AV:L",
            78,
            Severity::High,
        ),
        (
            "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H/E:U/MAV:P",
            78,
            Severity::High,
        ),
    ] {
        let vector = parse(vector);
        assert_eq!(vector.base_score(), Some(tenths), "{vector:?}");
        assert_eq!(vector.base_severity(), Some(severity), "{vector:?}");
    }
}

// The first are examples that FIRST scores, the rest were scored by two other implementations.
#[test]
fn scores_of_version_4_are_those_of_other_implementations() {
    for (metrics, base, whole) in [
        (
            "AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            73,
            73,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            77,
            77,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N",
            83,
            83,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/MAC:H/MVC:H/MVI:L/MVA:L",
            83,
            81,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N",
            51,
            51,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N",
            69,
            69,
        ),
        (
            "AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N",
            59,
            59,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
            100,
            100,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:A",
            87,
            87,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:U",
            87,
            66,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N",
            0,
            0,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/MSI:S",
            0,
            89,
        ),
        // A half of a tenth goes up; arithmetic of floating point loses it.
        (
            "AV:A/AC:H/AT:N/PR:H/UI:A/VC:H/VI:H/VA:L/SC:H/SI:H/SA:L/E:U/IR:L/AR:M/MAV:A/MUI:X/MVA:H/MSC:X/MSI:X/MSA:H",
            71,
            37,
        ),
        (
            "AV:L/AC:H/AT:N/PR:N/UI:A/VC:N/VI:L/VA:H/SC:H/SI:L/SA:N",
            69,
            69,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N",
            63,
            63,
        ),
        (
            "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:L/SC:N/SI:N/SA:N",
            69,
            69,
        ),
        (
            "AV:A/AC:L/AT:N/PR:L/UI:P/VC:L/VI:L/VA:H/SC:H/SI:L/SA:H",
            71,
            71,
        ),
        (
            "AV:L/AC:L/AT:P/PR:L/UI:A/VC:L/VI:L/VA:L/SC:N/SI:N/SA:L",
            10,
            10,
        ),
        (
            "AV:P/AC:H/AT:N/PR:H/UI:A/VC:L/VI:N/VA:H/SC:N/SI:H/SA:N",
            56,
            56,
        ),
        (
            "AV:N/AC:H/AT:P/PR:L/UI:N/VC:H/VI:N/VA:H/SC:H/SI:N/SA:N",
            71,
            71,
        ),
        (
            "AV:P/AC:H/AT:N/PR:L/UI:N/VC:L/VI:L/VA:L/SC:L/SI:N/SA:H",
            20,
            20,
        ),
        (
            "AV:N/AC:L/AT:P/PR:L/UI:P/VC:L/VI:H/VA:N/SC:N/SI:H/SA:N",
            70,
            70,
        ),
        (
            "AV:A/AC:H/AT:P/PR:H/UI:P/VC:N/VI:L/VA:H/SC:H/SI:H/SA:N",
            58,
            58,
        ),
        (
            "AV:P/AC:H/AT:N/PR:H/UI:A/VC:N/VI:L/VA:N/SC:N/SI:N/SA:H",
            18,
            18,
        ),
        (
            "AV:A/AC:H/AT:N/PR:H/UI:P/VC:L/VI:H/VA:H/SC:N/SI:N/SA:H",
            57,
            57,
        ),
        (
            "AV:N/AC:H/AT:P/PR:L/UI:A/VC:L/VI:H/VA:H/SC:N/SI:N/SA:H",
            70,
            70,
        ),
        (
            "AV:L/AC:H/AT:P/PR:H/UI:N/VC:L/VI:N/VA:N/SC:H/SI:H/SA:L",
            47,
            47,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:A/VC:N/VI:H/VA:L/SC:H/SI:H/SA:L/CR:X/IR:X/MAC:H/MAT:P/MVA:H/MSC:N",
            72,
            71,
        ),
        (
            "AV:L/AC:H/AT:N/PR:N/UI:P/VC:N/VI:N/VA:L/SC:N/SI:H/SA:L/CR:X/IR:M/AR:L/MAC:L/MVI:X/MVA:X/MSC:N/MSI:N/MSA:S",
            45,
            77,
        ),
        (
            "AV:L/AC:H/AT:N/PR:H/UI:A/VC:N/VI:H/VA:L/SC:L/SI:N/SA:H/E:P/CR:M/AR:H/MVC:L/MVI:X/MSC:H/MSI:N",
            57,
            41,
        ),
        (
            "AV:P/AC:L/AT:P/PR:H/UI:P/VC:N/VI:H/VA:N/SC:H/SI:L/SA:L/CR:L/MAT:N/MPR:X/MVC:N/MVA:N/MSC:L/MSA:H",
            58,
            68,
        ),
        (
            "AV:N/AC:L/AT:N/PR:H/UI:A/VC:H/VI:N/VA:L/SC:H/SI:H/SA:N/E:P/CR:M/AR:M/MAV:N",
            82,
            55,
        ),
        (
            "AV:N/AC:L/AT:P/PR:L/UI:N/VC:N/VI:L/VA:N/SC:N/SI:L/SA:L/CR:M/IR:L/MAC:L/MVI:L/MSC:L/MSA:S",
            23,
            69,
        ),
        (
            "AV:N/AC:L/AT:P/PR:N/UI:A/VC:L/VI:L/VA:L/SC:L/SI:L/SA:N/IR:X/AR:H/MAT:X/MPR:L/MUI:P/MVC:X/MVA:L/MSC:L/MSA:H",
            21,
            51,
        ),
        (
            "AV:N/AC:L/AT:N/PR:H/UI:N/VC:L/VI:H/VA:N/SC:H/SI:N/SA:L/E:P/CR:X/AR:L/MAV:N/MAC:H/MAT:N/MPR:H/MVC:L/MSC:L/MSI:S",
            83,
            71,
        ),
        (
            "AV:N/AC:H/AT:N/PR:L/UI:N/VC:H/VI:N/VA:L/SC:H/SI:N/SA:H/IR:L/MAV:L/MAC:L/MPR:X/MUI:X/MVI:L/MSC:L/MSI:H/MSA:N",
            72,
            82,
        ),
        (
            "AV:P/AC:H/AT:P/PR:L/UI:P/VC:N/VI:L/VA:H/SC:N/SI:N/SA:H/E:X/CR:M/IR:H/AR:L/MAV:L/MAC:L/MAT:X/MPR:L/MUI:X/MVC:N/MVA:N/MSC:H/MSI:S",
            56,
            51,
        ),
        (
            "AV:A/AC:L/AT:P/PR:H/UI:N/VC:N/VI:L/VA:N/SC:N/SI:L/SA:H/CR:M/MAV:P/MPR:H/MVC:N/MSC:L/MSI:H/MSA:X",
            45,
            23,
        ),
        (
            "AV:L/AC:H/AT:N/PR:N/UI:P/VC:L/VI:L/VA:L/SC:L/SI:N/SA:L/MAV:P/MPR:L/MUI:P/MVC:H/MSC:L/MSA:L",
            20,
            44,
        ),
        (
            "AV:P/AC:H/AT:P/PR:L/UI:P/VC:H/VI:H/VA:H/SC:H/SI:L/SA:H/AR:X/MAC:L/MUI:X/MVC:N/MVA:X/MSA:N",
            72,
            58,
        ),
        (
            "AV:A/AC:L/AT:P/PR:H/UI:P/VC:H/VI:H/VA:L/SC:N/SI:N/SA:H/IR:M/AR:M/MAV:N/MAC:L/MAT:P/MPR:L",
            67,
            85,
        ),
    ] {
        let text = format!("CVSS:4.0/{metrics}");
        let vector = parse(&text);
        assert_eq!(vector.base_score(), Some(base), "{text}");
        assert_eq!(vector.score(), Some(whole), "{text}");
    }
}

/// Every metric of version 4.0 with its values.
const V4: [(&str, &str); 26] = [
    ("AV", "NALP"),
    ("AC", "LH"),
    ("AT", "NP"),
    ("PR", "NLH"),
    ("UI", "NPA"),
    ("VC", "HLN"),
    ("VI", "HLN"),
    ("VA", "HLN"),
    ("SC", "HLN"),
    ("SI", "HLN"),
    ("SA", "HLN"),
    ("E", "XAPU"),
    ("CR", "XHML"),
    ("IR", "XHML"),
    ("AR", "XHML"),
    ("MAV", "XNALP"),
    ("MAC", "XLH"),
    ("MAT", "XNP"),
    ("MPR", "XNLH"),
    ("MUI", "XNPA"),
    ("MVC", "XHLN"),
    ("MVI", "XHLN"),
    ("MVA", "XHLN"),
    ("MSC", "XHLN"),
    ("MSI", "XSHLN"),
    ("MSA", "XSHLN"),
];

/// 20,000 vectors of base metrics and as many of all metrics: the sum and the hash (FNV-1a) of the
/// scores that another implementation gives them (Python package `cvss`, 3.6).
#[test]
fn forty_thousand_vectors_have_the_scores_of_another_implementation() {
    let (mut state, mut hash, mut sum) = (1_u64, 0xcbf2_9ce4_8422_2325_u64, 0_u32);
    for _ in 0..20_000 {
        let metrics: Vec<String> = V4
            .iter()
            .map(|(name, values)| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % values.len();
                format!("{name}:{}", &values[at..=at])
            })
            .collect();
        for metrics in [&metrics[..11], &metrics[..]] {
            let text = format!("CVSS:4.0/{}", metrics.join("/"));
            let score = parse(&text).score().unwrap();
            sum += u32::from(score);
            hash = (hash ^ u64::from(score)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    assert_eq!((sum, hash), (2_077_419, 0x9e8d_5ca7_6341_db16));
}

#[test]
fn the_whole_of_older_vectors_is_their_base_or_not_known() {
    for (vector, whole) in [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Some(75)),
        (
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:X/MAV:X",
            Some(75),
        ),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:U", None),
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND", Some(78)),
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:U", None),
    ] {
        assert_eq!(parse(vector).score(), whole, "{vector}");
    }
}

#[test]
fn a_vector_says_its_version_and_metrics() {
    let text = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MSI:S/U:Amber";
    let v4 = parse(text);
    assert_eq!(
        (v4.version(), v4.base_score(), v4.base_severity()),
        (CvssVersion::V4, Some(93), Some(Severity::Critical))
    );
    assert_eq!(
        (v4.metric("U"), v4.metric("MSI"), v4.metric("CR")),
        (Some("Amber"), Some("S"), None)
    );
    let v2 = parse("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:POC/RL:OF/RC:C/CDP:LM/TD:H/CR:M/IR:M/AR:ND");
    assert_eq!(
        (v2.version(), v2.metric("E")),
        (CvssVersion::V2, Some("POC"))
    );
    assert_eq!(
        parse("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N").version(),
        CvssVersion::V3
    );
    assert!(CvssVersion::V31 > CvssVersion::V3);
}

#[test]
fn what_is_no_vector_is_a_finding() {
    let v3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";
    let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
    parse(v3);
    parse(v4);
    let twice = format!("{v3}/AV:N");
    let lower = v3.to_lowercase();
    let trailing = format!("{v3}/");
    let out_of_order = v4.replace("AV:N/AC:L", "AC:L/AV:N");
    let old_out_of_order = "AC:L/AV:N/Au:N/C:N/I:N/A:C";
    let long = format!("{v3}/{}", "E:X/".repeat(130));
    for (text, reason) in [
        ("", "no CVSS metric"),
        ("7.5", "no CVSS metric"),
        ("CVSS:3.1", "not a version of CVSS that is known"),
        ("CVSS:3.2/AV:N", "not a version of CVSS that is known"),
        ("CVSS:3.1/", "no CVSS metric"),
        (&trailing, "no CVSS metric"),
        (&twice, "a CVSS metric twice"),
        (&lower, "not a metric of this version of CVSS"),
        (
            &v3.replace("AV:N", "AV:X"),
            "not a value of this CVSS metric",
        ),
        (
            &v3.replace("AV:N", "AV:"),
            "not a value of this CVSS metric",
        ),
        (
            &v3.replace("S:U/", ""),
            "a CVSS vector without a required metric",
        ),
        (&v3.replace("3.1", "4.0"), "not a value of this CVSS metric"),
        (
            &v4.replace("/SA:N", ""),
            "a CVSS vector without a required metric",
        ),
        (
            &v4.replace("SI:N", "SI:S"),
            "not a value of this CVSS metric",
        ),
        (&out_of_order, "CVSS metrics out of their order"),
        (old_out_of_order, "CVSS metrics out of their order"),
        (
            "(AV:N/AC:L/Au:N/C:N/I:N/A:C)",
            "not a metric of this version of CVSS",
        ),
        (&long, "a CVSS vector of more than 512 bytes"),
    ] {
        let place = Place::root().member("vector");
        let finding = CvssVector::parse(text, &place).unwrap_err();
        assert_eq!(finding.code(), registry::VULN_CVSS_INVALID);
        assert_eq!(finding.place().as_str(), "/vector");
        assert_eq!(finding.detail(), format!("{reason}: {text}"));
    }
}

/// Every base vector of version 3.1, with the floating-point formula of the specification beside it.
#[test]
fn every_vector_of_version_3_1_has_the_score_of_the_formula() {
    let (mut count, losses) = (0, [("N", 0.0), ("L", 0.22), ("H", 0.56)]);
    for (av, by_vector) in [("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)] {
        for (ac, by_complexity) in [("L", 0.77), ("H", 0.44)] {
            for (pr, unchanged, changed) in [("N", 0.85, 0.85), ("L", 0.62, 0.68), ("H", 0.27, 0.5)]
            {
                for (ui, by_user) in [("N", 0.85), ("R", 0.62)] {
                    for (s, by_privileges) in [("U", unchanged), ("C", changed)] {
                        let ease = 8.22 * by_vector * by_complexity * by_privileges * by_user;
                        for at in 0..27 {
                            let [c, i, a] = [losses[at / 9], losses[at / 3 % 3], losses[at % 3]];
                            let text = format!(
                                "CVSS:3.1/AV:{av}/AC:{ac}/PR:{pr}/UI:{ui}/S:{s}/C:{}/I:{}/A:{}",
                                c.0, i.0, a.0
                            );
                            let loss = 1.0 - (1.0 - c.1) * (1.0 - i.1) * (1.0 - a.1);
                            let wanted = reference(s == "C", loss, ease);
                            assert_eq!(parse(&text).base_score(), Some(wanted), "{text}");
                            count += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(count, 2592);
}

fn reference(is_changed: bool, loss: f64, ease: f64) -> u8 {
    let impact = if is_changed {
        7.52 * (loss - 0.029) - 3.25 * (loss - 0.02_f64).powi(15)
    } else {
        6.42 * loss
    };
    if impact <= 0.0 {
        return 0;
    }
    let factor = if is_changed { 1.08 } else { 1.0 };
    let score = (factor * (impact + ease)).min(10.0);
    let places = (score * 100_000.0).round() as u32;
    places.div_ceil(10_000) as u8
}

#[test]
fn bands_end_where_the_specification_says() {
    use Severity::{Critical, High, Low, Medium, Negligible, None as Nothing};
    for (tenths, new, old) in [
        (0, Some(Nothing), Some(Low)),
        (1, Some(Low), Some(Low)),
        (39, Some(Low), Some(Low)),
        (40, Some(Medium), Some(Medium)),
        (69, Some(Medium), Some(Medium)),
        (70, Some(High), Some(High)),
        (89, Some(High), Some(High)),
        (90, Some(Critical), Some(High)),
        (100, Some(Critical), Some(High)),
        (101, None, None),
    ] {
        assert_eq!(Severity::of_score(CvssVersion::V2, tenths), old);
        for version in [CvssVersion::V3, CvssVersion::V31, CvssVersion::V4] {
            assert_eq!(Severity::of_score(version, tenths), new);
        }
    }
    assert!(
        Nothing < Negligible
            && Negligible < Low
            && Low < Medium
            && Medium < High
            && High < Critical
    );
    let names =
        [Nothing, Negligible, Low, Medium, High, Critical].map(|severity| severity.to_string());
    assert_eq!(
        names,
        ["none", "negligible", "low", "medium", "high", "critical"]
    );
}
