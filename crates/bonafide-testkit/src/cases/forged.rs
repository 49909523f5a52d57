//! Material that is wrong in one part and well signed in all others; and some that is unusual and
//! right.

mod baselines;
mod body;
mod chain;
mod checkpoint;
mod keys;
mod leaf;
mod private;
mod rekor2;
mod root;
mod sct;
mod statement;
mod thresholds;
mod time;
mod tsa;

pub use baselines::baselines;

use super::{Case, Expected};
use crate::{Minted, Sigstore};

/// Everything that is wrong in one part; among it what a named option accepts.
#[must_use]
pub fn forged() -> Vec<Case> {
    [
        time::cases(),
        sct::cases(),
        leaf::cases(),
        chain::cases(),
        private::cases(),
        body::cases(),
        checkpoint::cases(),
        tsa::cases(),
        thresholds::cases(),
        rekor2::cases(),
        keys::cases(),
        statement::cases(),
        root::cases(),
    ]
    .concat()
}

fn kit() -> Sigstore {
    Sigstore::default()
}

/// The default instance after a change.
fn kit_with(edit: impl FnOnce(&mut Sigstore)) -> Sigstore {
    let mut kit = kit();
    edit(&mut kit);
    kit
}

/// A message that an instance signs without further change.
fn message(kit: &Sigstore) -> Minted {
    kit.message(b"artifact").mint()
}

fn accepted(id: &str, change: &str, minted: &Minted) -> Case {
    Case::new(id, change, minted, Expected::accepted())
}

fn noted(id: &str, change: &str, minted: &Minted, note: &'static str) -> Case {
    Case::new(id, change, minted, Expected::Accepted(vec![note]))
}

fn refused(id: &str, change: &str, minted: &Minted, code: &'static str) -> Case {
    Case::new(id, change, minted, Expected::refused(code))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique() {
        for table in [baselines(), forged()] {
            let names: BTreeSet<&str> = table.iter().map(|case| case.id.as_str()).collect();
            assert_eq!(names.len(), table.len());
        }
    }

    #[test]
    fn material_is_the_same_in_each_run() {
        for (one, other) in tsa::cases().iter().zip(&tsa::cases()) {
            assert_eq!(one.bundle, other.bundle, "{}", one.id);
            assert_eq!(one.trusted_root, other.trusted_root, "{}", one.id);
        }
    }
}
