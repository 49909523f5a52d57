//! The score of version 4.0, exact: by macrovectors, and by the place of a vector in its own.

use super::macrovectors::{MACROVECTORS, MacroVector};

/// The score in tenths, of the values that count: those of the modified metrics in place of the base
/// metrics, and the worst ones for metrics that are not defined.
///
/// The specification takes, in each equivalence class, the distance to a most severe vector of the
/// macrovector that is at least as severe. All of these have one sum of levels, so that the distance
/// is a difference of sums, whichever of them is taken.
pub(super) fn score<'a>(metric: impl Fn(&'static str) -> &'a str) -> u8 {
    let impacts = ["VC", "VI", "VA", "SC", "SI", "SA"];
    if impacts.into_iter().all(|name| metric(name) == "N") {
        return 0;
    }
    let place = macrovector(&metric);
    let Some(value) = tenths(place) else {
        return 0;
    };
    let sum =
        |names: &[&'static str]| -> u32 { names.iter().map(|name| level(&metric, name)).sum() };
    let impact = ["VC", "VI", "VA", "CR", "IR", "AR"];
    // The least sum of levels that a vector of the class has, and the depth of the class.
    let (least, depth) = [[(0, 7), (3, 6)], [(1, 8), (3, 8)], [(3, 10), (3, 10)]]
        .get(place.eq3)
        .and_then(|by_eq6| by_eq6.get(place.eq6))
        .copied()
        .unwrap_or((0, 1));
    let classes = [
        Class {
            lower: tenths(place.below_eq1()),
            sum: sum(&["AV", "PR", "UI"]),
            least: at([0, 1, 3], place.eq1),
            depth: at([1, 4, 5], place.eq1),
        },
        Class {
            lower: tenths(place.below_eq2()),
            sum: sum(&["AC", "AT"]),
            least: at([0, 1, 1], place.eq2),
            depth: at([1, 2, 2], place.eq2),
        },
        Class {
            lower: below_impact(place),
            sum: sum(&impact),
            least,
            depth,
        },
        Class {
            lower: tenths(place.below_eq4()),
            sum: sum(&["SC", "SI", "SA"]),
            least: at([1, 3, 6], place.eq4),
            depth: at([6, 5, 4], place.eq4),
        },
        // Every vector of the class is a most severe one.
        Class {
            lower: tenths(place.below_eq5()),
            sum: 0,
            least: 0,
            depth: 1,
        },
    ];
    let existing = classes.iter().filter(|class| class.lower.is_some()).count();
    let parts = classes.iter().map(|class| class.distance(value));
    rounded(value, parts.fold(0, u32::saturating_add), existing)
}

/// A multiple of every depth, and of it times every number of classes.
const UNIT: u32 = 840;

/// An equivalence class, as far as the score needs it.
struct Class {
    /// The score of the next lower macrovector in it, in tenths.
    lower: Option<u8>,
    /// The sum of the levels of the vector.
    sum: u32,
    least: u32,
    depth: u32,
}

impl Class {
    /// How far the vector lies on the way to the next lower macrovector, in tenths times [`UNIT`].
    fn distance(&self, value: u8) -> u32 {
        let Some(lower) = self.lower else {
            return 0;
        };
        let steps = self.sum.saturating_sub(self.least);
        let available = u32::from(value.saturating_sub(lower));
        let whole = available.saturating_mul(steps).saturating_mul(UNIT);
        whole.checked_div(self.depth).unwrap_or(0)
    }
}

/// The value less the mean distance, to the nearest tenth; a half goes up.
fn rounded(value: u8, distances: u32, existing: usize) -> u8 {
    let count = u32::try_from(existing.max(1)).unwrap_or(1);
    let unit = UNIT.saturating_mul(count);
    let exact = u32::from(value)
        .saturating_mul(unit)
        .saturating_sub(distances);
    let tenths = exact.saturating_add(unit / 2).checked_div(unit);
    tenths
        .and_then(|tenths| u8::try_from(tenths).ok())
        .unwrap_or(0)
}

fn macrovector<'a>(metric: &impl Fn(&'static str) -> &'a str) -> MacroVector {
    let is = |name, value: &str| metric(name) == value;
    let (network, free, alone) = (is("AV", "N"), is("PR", "N"), is("UI", "N"));
    let eq1 = match (network && free && alone, network || free || alone) {
        (true, _) => 0,
        (false, true) if !is("AV", "P") => 1,
        _ => 2,
    };
    let (vc, vi, va) = (is("VC", "H"), is("VI", "H"), is("VA", "H"));
    let eq3 = match (vc && vi, vc || vi || va) {
        (true, _) => 0,
        (false, true) => 1,
        _ => 2,
    };
    let is_safety = is("SI", "S") || is("SA", "S");
    let eq4 = match (
        is_safety,
        ["SC", "SI", "SA"].into_iter().any(|name| is(name, "H")),
    ) {
        (true, _) => 0,
        (false, true) => 1,
        _ => 2,
    };
    let is_demanded = (vc && is("CR", "H")) || (vi && is("IR", "H")) || (va && is("AR", "H"));
    MacroVector {
        eq1,
        eq2: usize::from(!(is("AC", "L") && is("AT", "N"))),
        eq3,
        eq4,
        eq5: match metric("E") {
            "U" => 2,
            "P" => 1,
            _ => 0,
        },
        eq6: usize::from(!is_demanded),
    }
}

/// The score of the next lower macrovector in the classes 3 and 6, which go together.
fn below_impact(place: MacroVector) -> Option<u8> {
    let (less_impact, less_demand) = (tenths(place.below_eq3()), tenths(place.below_eq6()));
    match (place.eq3, place.eq6) {
        (0, 0) => less_impact.max(less_demand),
        (1, 0) => less_demand,
        (_, 1) => less_impact,
        _ => None,
    }
}

fn tenths(place: MacroVector) -> Option<u8> {
    let impact = match (place.eq3, place.eq6) {
        (0, 0) => 0,
        (0, 1) => 1,
        (1, 0) => 2,
        (1, 1) => 3,
        (2, 1) => 4,
        _ => return None,
    };
    let of_impact = MACROVECTORS.get(place.eq1)?.get(place.eq2)?.get(impact)?;
    of_impact.get(place.eq4)?.get(place.eq5).copied()
}

/// How far a value lies below the most severe one of its metric, in steps.
fn level<'a>(metric: &impl Fn(&'static str) -> &'a str, name: &'static str) -> u32 {
    let values: &[&str] = match name {
        "AV" => &["N", "A", "L", "P"],
        "PR" => &["N", "L", "H"],
        "UI" => &["N", "P", "A"],
        "AC" => &["L", "H"],
        "AT" => &["N", "P"],
        "CR" | "IR" | "AR" => &["H", "M", "L"],
        "VC" | "VI" | "VA" => &["H", "L", "N"],
        _ => &["S", "H", "L", "N"],
    };
    let value = metric(name);
    let level = values.iter().position(|known| *known == value);
    level
        .and_then(|level| u32::try_from(level).ok())
        .unwrap_or(0)
}

fn at(values: [u32; 3], class: usize) -> u32 {
    values.get(class).copied().unwrap_or(0)
}
