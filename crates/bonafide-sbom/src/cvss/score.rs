//! Base scores, in decimals of eighteen places: no rounding but that of the formulas.

/// A number of 0 or more, in units of 10⁻¹⁸.
type Decimal = u128;

const ONE: Decimal = 1_000_000_000_000_000_000;

/// Thousandths, in which the constants of the formulas are given.
fn thousandths(count: u16) -> Decimal {
    Decimal::from(count).saturating_mul(1_000_000_000_000_000)
}

fn product<const N: usize>(factors: [Decimal; N]) -> Decimal {
    factors.into_iter().fold(ONE, |product, factor| {
        product.saturating_mul(factor).checked_div(ONE).unwrap_or(0)
    })
}

/// What is left of 1.
const fn rest(part: Decimal) -> Decimal {
    ONE.saturating_sub(part)
}

/// The base score of version 2.0, in tenths.
pub(super) fn v2<'a>(metric: impl Fn(&'static str) -> &'a str) -> u8 {
    let loss = |name| {
        thousandths(match metric(name) {
            "C" => 660,
            "P" => 275,
            _ => 0,
        })
    };
    let kept = product([rest(loss("C")), rest(loss("I")), rest(loss("A"))]);
    let impact = product([thousandths(10_410), rest(kept)]);
    if impact == 0 {
        return 0;
    }
    let vector = match metric("AV") {
        "N" => 1000,
        "A" => 646,
        _ => 395,
    };
    let complexity = match metric("AC") {
        "L" => 710,
        "M" => 610,
        _ => 350,
    };
    let authentication = match metric("Au") {
        "N" => 704,
        "S" => 560,
        _ => 450,
    };
    let factors = [20_000, vector, complexity, authentication];
    let exploitability = product(factors.map(thousandths));
    let sum = product([thousandths(600), impact])
        .saturating_add(product([thousandths(400), exploitability]))
        .saturating_sub(thousandths(1500));
    let half = ONE / 20;
    tenths(product([sum, thousandths(1176)]).saturating_add(half))
}

/// The base score of version 3, in tenths.
pub(super) fn v3<'a>(metric: impl Fn(&'static str) -> &'a str) -> u8 {
    let loss = |name| {
        thousandths(match metric(name) {
            "H" => 560,
            "L" => 220,
            _ => 0,
        })
    };
    let kept = product([rest(loss("C")), rest(loss("I")), rest(loss("A"))]);
    let (base, is_changed) = (rest(kept), metric("S") == "C");
    if base == 0 {
        return 0;
    }
    let impact = if is_changed {
        let power = product([base.saturating_sub(thousandths(20)); 15]);
        product([thousandths(7520), base.saturating_sub(thousandths(29))])
            .saturating_sub(product([thousandths(3250), power]))
    } else {
        product([thousandths(6420), base])
    };
    let vector = match metric("AV") {
        "N" => 850,
        "A" => 620,
        "L" => 550,
        _ => 200,
    };
    let complexity = if metric("AC") == "L" { 770 } else { 440 };
    let privileges = match (metric("PR"), is_changed) {
        ("N", _) => 850,
        ("L", false) => 620,
        ("L", true) => 680,
        (_, false) => 270,
        (_, true) => 500,
    };
    let interaction = if metric("UI") == "N" { 850 } else { 620 };
    let factors = [8220, vector, complexity, privileges, interaction];
    let sum = impact.saturating_add(product(factors.map(thousandths)));
    let scope = thousandths(if is_changed { 1080 } else { 1000 });
    up(product([sum, scope]).min(thousandths(10_000)))
}

/// The next tenth. Version 3.1 rounds to five places before, against the errors of floating point:
/// on decimals that changes no score.
fn up(score: Decimal) -> u8 {
    tenths(score.saturating_add(ONE / 10).saturating_sub(1))
}

fn tenths(score: Decimal) -> u8 {
    let tenth = ONE / 10;
    u8::try_from(score / tenth).unwrap_or(u8::MAX)
}
