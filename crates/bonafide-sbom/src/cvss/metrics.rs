//! The metrics of each version, in the order of its vectors.

use super::CvssVersion;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) values: &'static [&'static str],
    pub(super) is_required: bool,
}

pub(super) const fn of(version: CvssVersion) -> &'static [Metric] {
    match version {
        CvssVersion::V2 => &V2,
        CvssVersion::V3 | CvssVersion::V31 => &V3,
        CvssVersion::V4 => &V4,
    }
}

const fn base(name: &'static str, values: &'static [&'static str]) -> Metric {
    Metric {
        name,
        values,
        is_required: true,
    }
}

const fn other(name: &'static str, values: &'static [&'static str]) -> Metric {
    Metric {
        name,
        values,
        is_required: false,
    }
}

static V2: [Metric; 14] = [
    base("AV", &["L", "A", "N"]),
    base("AC", &["H", "M", "L"]),
    base("Au", &["M", "S", "N"]),
    base("C", &["N", "P", "C"]),
    base("I", &["N", "P", "C"]),
    base("A", &["N", "P", "C"]),
    other("E", &["U", "POC", "F", "H", "ND"]),
    other("RL", &["OF", "TF", "W", "U", "ND"]),
    other("RC", &["UC", "UR", "C", "ND"]),
    other("CDP", &["N", "L", "LM", "MH", "H", "ND"]),
    other("TD", &["N", "L", "M", "H", "ND"]),
    other("CR", &["L", "M", "H", "ND"]),
    other("IR", &["L", "M", "H", "ND"]),
    other("AR", &["L", "M", "H", "ND"]),
];

static V3: [Metric; 22] = [
    base("AV", &["N", "A", "L", "P"]),
    base("AC", &["L", "H"]),
    base("PR", &["N", "L", "H"]),
    base("UI", &["N", "R"]),
    base("S", &["U", "C"]),
    base("C", &["N", "L", "H"]),
    base("I", &["N", "L", "H"]),
    base("A", &["N", "L", "H"]),
    other("E", &["X", "U", "P", "F", "H"]),
    other("RL", &["X", "O", "T", "W", "U"]),
    other("RC", &["X", "U", "R", "C"]),
    other("CR", &["X", "L", "M", "H"]),
    other("IR", &["X", "L", "M", "H"]),
    other("AR", &["X", "L", "M", "H"]),
    other("MAV", &["X", "N", "A", "L", "P"]),
    other("MAC", &["X", "L", "H"]),
    other("MPR", &["X", "N", "L", "H"]),
    other("MUI", &["X", "N", "R"]),
    other("MS", &["X", "U", "C"]),
    other("MC", &["X", "N", "L", "H"]),
    other("MI", &["X", "N", "L", "H"]),
    other("MA", &["X", "N", "L", "H"]),
];

static V4: [Metric; 32] = [
    base("AV", &["N", "A", "L", "P"]),
    base("AC", &["L", "H"]),
    base("AT", &["N", "P"]),
    base("PR", &["N", "L", "H"]),
    base("UI", &["N", "P", "A"]),
    base("VC", &["H", "L", "N"]),
    base("VI", &["H", "L", "N"]),
    base("VA", &["H", "L", "N"]),
    base("SC", &["H", "L", "N"]),
    base("SI", &["H", "L", "N"]),
    base("SA", &["H", "L", "N"]),
    other("E", &["X", "A", "P", "U"]),
    other("CR", &["X", "H", "M", "L"]),
    other("IR", &["X", "H", "M", "L"]),
    other("AR", &["X", "H", "M", "L"]),
    other("MAV", &["X", "N", "A", "L", "P"]),
    other("MAC", &["X", "L", "H"]),
    other("MAT", &["X", "N", "P"]),
    other("MPR", &["X", "N", "L", "H"]),
    other("MUI", &["X", "N", "P", "A"]),
    other("MVC", &["X", "H", "L", "N"]),
    other("MVI", &["X", "H", "L", "N"]),
    other("MVA", &["X", "H", "L", "N"]),
    other("MSC", &["X", "H", "L", "N"]),
    other("MSI", &["X", "S", "H", "L", "N"]),
    other("MSA", &["X", "S", "H", "L", "N"]),
    other("S", &["X", "N", "P"]),
    other("AU", &["X", "N", "Y"]),
    other("R", &["X", "A", "U", "I"]),
    other("V", &["X", "D", "C"]),
    other("RE", &["X", "L", "M", "H"]),
    other("U", &["X", "Clear", "Green", "Amber", "Red"]),
];
