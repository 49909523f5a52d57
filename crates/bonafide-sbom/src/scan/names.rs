//! Which names are names of one vulnerability.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::VulnerabilityMatch;

/// Where every vulnerability has one number, and every number is one vulnerability. Notices of
/// distributions and vendors have numbers as well, and cover several vulnerabilities.
const REGISTRIES: [&str; 5] = ["CVE-", "GHSA-", "GO-", "PYSEC-", "RUSTSEC-"];

fn registry(name: &str) -> Option<&'static str> {
    REGISTRIES
        .into_iter()
        .find(|prefix| name.starts_with(prefix))
}

/// Sorts the other names that a report gives a vulnerability: a name is an alias if it is the only
/// one of its registry among them, the vulnerability's own included. Two numbers of one registry are
/// two vulnerabilities, and who excuses one must not be taken to excuse the other.
pub(super) fn assign<'a>(found: &mut VulnerabilityMatch<'a>, others: Vec<Cow<'a, str>>) {
    let others: BTreeSet<Cow<'a, str>> = others
        .into_iter()
        .filter(|name| *name != found.id)
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let own = core::iter::once(&found.id);
    for of in own.chain(&others).filter_map(|name| registry(name)) {
        let count = counts.entry(of).or_default();
        *count = count.saturating_add(1);
    }
    for name in others {
        let is_alias = registry(&name).is_some_and(|of| counts.get(of) == Some(&1));
        match is_alias {
            true => found.aliases.push(name),
            false => found.related.push(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MatchedPackage;

    #[test]
    fn two_numbers_of_one_registry_are_no_aliases() {
        for (id, others, aliases, related) in [
            (
                "GHSA-a",
                &["CVE-1", "CVE-1", "GHSA-a"][..],
                &["CVE-1"][..],
                &[][..],
            ),
            ("CVE-1", &["CVE-1"], &[], &[]),
            ("CVE-1", &["CVE-2"], &[], &["CVE-2"]),
            ("ELSA-1", &["CVE-1"], &["CVE-1"], &[]),
            ("ELSA-1", &["CVE-2", "CVE-1"], &[], &["CVE-1", "CVE-2"]),
            ("CVE-1", &["DSA-4535-1"], &[], &["DSA-4535-1"]),
            (
                "CVE-1",
                &["GHSA-a", "GO-1", "RHSA-1"],
                &["GHSA-a", "GO-1"],
                &["RHSA-1"],
            ),
        ] {
            let mut found = VulnerabilityMatch::new(id, MatchedPackage::default());
            assign(
                &mut found,
                others.iter().map(|name| Cow::Borrowed(*name)).collect(),
            );
            assert_eq!(found.aliases, aliases, "{id} {others:?}");
            assert_eq!(found.related, related, "{id} {others:?}");
        }
    }
}
