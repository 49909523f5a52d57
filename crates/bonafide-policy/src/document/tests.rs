//! Documents made from the tables of shapes: what the tables say is what is read, printed and
//! described.

mod made;
mod refused;
mod schema;

use proptest::prelude::*;
use serde_json::Value;

use super::PolicyDocument;
use super::read::read_alone;
use super::shape::{POLICY, Shape, check};
use crate::error::Problems;
use crate::syntax::{self, At, Syntax, SyntaxLimits};
use made::Maker;

pub(super) const COMPLETE: &str = include_str!("../../tests/data/complete.yaml");

/// Field by field, whether the parts fit each other or not.
fn read(text: &str) -> Result<PolicyDocument, String> {
    let mut problems = Problems::new();
    let root = syntax::parse(
        text.as_bytes(),
        Syntax::Json,
        &SyntaxLimits::POLICY,
        &mut problems,
    );
    let policy = root.map(|root| {
        check(&At::root(&root), &Shape::Record(&POLICY), &mut problems);
        read_alone(&At::root(&root), &mut problems)
    });
    problems
        .give(policy)
        .map_err(|errors| format!("{errors:?}"))
}

fn made(seed: u64) -> Value {
    Maker::new(seed).record(&POLICY, 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Property 8: native, print, parse is the identity.
    #[test]
    fn what_is_printed_is_read_as_the_same(seed: u64) {
        let text = made(seed).to_string();
        // Some documents say two things that exclude each other.
        if let Ok(policy) = read(&text) {
            let printed = policy.to_json();
            prop_assert_eq!(read(&printed), Ok(policy), "{}", printed);
        }
    }

    #[test]
    fn the_schema_accepts_what_the_shapes_make(seed: u64) {
        prop_assert_eq!(schema::faults(&made(seed)), Vec::<String>::new());
    }
}

#[test]
fn most_documents_of_the_shapes_are_read() {
    let mut good = 0;
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..400 {
        let text = made(seed).to_string();
        if let Ok(policy) = read(&text) {
            good += 1;
            for rule in &policy.rules {
                for requirement in &rule.require {
                    let kind = core::mem::discriminant(&requirement.kind);
                    kinds.insert(format!("{kind:?}"));
                }
            }
        }
    }
    assert!(good > 100, "{good} of 400");
    assert_eq!(kinds.len(), 13);
}
