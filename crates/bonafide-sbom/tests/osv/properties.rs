//! Against the evaluation of the schema, written down as it stands there.

use bonafide_sbom::{Exposure, Scheme};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{advisory, database, npm, range};

const KINDS: [&str; 4] = ["introduced", "fixed", "last_affected", "limit"];

type Events = Vec<(usize, u8)>;

fn text(number: u8) -> String {
    format!("{}.{}.0", number / 4, number % 4)
}

/// Sort by version; then each event switches; then the limits.
fn reference(events: &Events, at: u8) -> bool {
    let mut sorted: Events = events.clone();
    let rank = |kind: usize| [1, 0, 2, 3][kind];
    sorted.sort_by_key(|(kind, version)| (*version, rank(*kind)));
    let mut is_affected = false;
    for (kind, version) in &sorted {
        match kind {
            0 if at >= *version => is_affected = true,
            1 if at >= *version => is_affected = false,
            2 if at > *version => is_affected = false,
            _ => {}
        }
    }
    let mut limits = events.iter().filter(|(kind, _)| *kind == 3).peekable();
    is_affected && (limits.peek().is_none() || limits.any(|(_, limit)| at < *limit))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn ranges_are_evaluated_as_the_schema_says(
        events in proptest::collection::vec((0..4_usize, 0..12_u8), 0..7),
        first in 0..12_u8,
        at in 0..12_u8,
    ) {
        let mut events = events;
        events.push((0, first));
        let written: Vec<Value> = events
            .iter()
            .map(|(kind, version)| json!({KINDS[*kind]: text(*version)}))
            .collect();
        let document = advisory("A-1", "npm", "a", range("SEMVER", json!(written)));
        let database = database(&[document]);
        let version = text(at);
        let answer = database.answer(&npm("a", &version));
        match answer {
            Exposure::Affected { hits, .. } => {
                prop_assert!(reference(&events, at));
                for fixed in hits[0].fixed() {
                    prop_assert!(Scheme::SemVer.parse(fixed) > Scheme::SemVer.parse(&version));
                }
            }
            answer => {
                prop_assert_eq!(answer, Exposure::NotAffected);
                prop_assert!(!reference(&events, at));
            }
        }
    }
}

#[test]
fn the_cost_is_that_of_the_package_and_not_of_the_database() {
    let documents: Vec<Value> = (0..20_000)
        .map(|at| {
            let mut one = advisory(
                &format!("A-{at}"),
                "npm",
                &format!("p{at}"),
                crate::fixed_in("1.0.0"),
            );
            // All of them aliases in one chain.
            one["aliases"] = json!([format!("A-{}", at + 1)]);
            one
        })
        .collect();
    let database = database(&documents);
    let names: Vec<String> = (0..100_000).map(|at| format!("p{at}")).collect();
    let affected = names
        .iter()
        .filter(|name| crate::is_affected(&database.answer(&npm(name, "0.1.0"))));
    assert_eq!(affected.count(), 20_000);
    let Exposure::Affected { hits, .. } = database.answer(&npm("p7", "0.1.0")) else {
        panic!();
    };
    assert_eq!((hits.len(), hits[0].names().len()), (1, 20_001));
}
