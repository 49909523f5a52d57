//! A package beside an approved one.

use bonafide_report::Escaped;
use bonafide_report::registry::PKG_DRIFT;

use super::PackageFacts;
use crate::{Finding, Findings};

/// The most bytes of a value that a message shows.
const SHOWN: usize = 200;

/// Finds facts that were added, removed or changed.
///
/// # Specification
/// models PKG-7.
pub(super) fn check(now: &PackageFacts, approved: &PackageFacts, findings: &mut Findings) {
    let mut add = |path: &str, message: String| {
        findings.add(Finding::warn(PKG_DRIFT, message).at_path(path));
    };
    for ((path, name), value) in &now.facts {
        let key = (path.clone(), name.clone());
        match approved.facts.get(&key) {
            None => add(
                path,
                format!("{} was added: {}", Escaped(name), shown(value)),
            ),
            Some(before) if before != value => {
                let (before, value) = (shown(before), shown(value));
                add(
                    path,
                    format!("{} was {before} and is {value}", Escaped(name)),
                );
            }
            Some(_) => {}
        }
    }
    for ((path, name), value) in &approved.facts {
        if !now.facts.contains_key(&(path.clone(), name.clone())) {
            add(
                path,
                format!("{} was removed: {}", Escaped(name), shown(value)),
            );
        }
    }
}

fn shown(value: &str) -> String {
    let short: String = value.chars().take(SHOWN).collect();
    let dots = if short.len() < value.len() { "…" } else { "" };
    format!("{}{dots}", Escaped(&short))
}
