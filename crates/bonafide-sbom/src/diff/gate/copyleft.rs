//! Licences that want what is made of a work to be under the same licence.

use spdx::identifiers::LICENSES;

use crate::LicencePolicy;

/// Such licences that the crate's list does not mark, by what their identifiers begin with.
const MORE: [&str; 20] = [
    "APSL-",
    "CAL-1.0",
    "CERN-OHL-S-",
    "CERN-OHL-W-",
    "copyleft-next-",
    "EPL-",
    "EUPL-",
    "IPL-1.0",
    "LiLiQ-R",
    "NPOSL-",
    "ODbL-",
    "Parity-7",
    "QPL-1.0",
    "RPL-1.",
    "RPSL-",
    "SimPL-2.0",
    "Sleepycat",
    "SPL-1.0",
    "SSPL-",
    "TAPR-OHL-",
];

/// Marked by the crate's list, and permissive.
const NOT: [&str; 1] = ["CECILL-B"];

/// A policy that denies copyleft, weak and strong, and allows all other licences of the list.
pub(super) fn policy() -> Option<LicencePolicy> {
    let is_one = |licence: &&spdx::License| {
        let id = spdx::license_id(licence.name);
        let is_marked = id.is_some_and(|id| id.is_copyleft() && !id.is_deprecated());
        let is_more = MORE.iter().any(|start| licence.name.starts_with(start));
        (is_marked || is_more) && !NOT.contains(&licence.name)
    };
    let denied = LICENSES.iter().filter(is_one);
    let denied: Vec<String> = denied.map(|one| format!("\"{}\"", one.name)).collect();
    let text = format!(r#"{{"deny":[{}],"unlisted":"allow"}}"#, denied.join(","));
    LicencePolicy::parse(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Acknowledgement, LicenceEvaluator, LicenceForm, LicenceRecord, Truth};

    #[test]
    fn copyleft_is_denied_and_nothing_else() {
        let policy = policy().unwrap();
        let mut evaluator = LicenceEvaluator::new(&policy);
        let mut judge = |text: &str| {
            let form = LicenceForm::Expression(text);
            let record = LicenceRecord::new(Acknowledgement::Declared, form);
            evaluator.judge(&[record]).truth()
        };
        for text in [
            "GPL-2.0-only",
            "GPL-3.0+",
            "GPL-2.0",
            "LGPL-2.1-or-later",
            "AGPL-3.0-or-later",
            "MPL-2.0",
            "EPL-2.0",
            "SSPL-1.0",
            "CC-BY-SA-4.0",
            "EUPL-1.2",
            "MIT AND OSL-3.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ] {
            assert_eq!(judge(text), Truth::Deny, "{text}");
        }
        for text in [
            "MIT",
            "Apache-2.0",
            "BSD-3-Clause",
            "CECILL-B",
            "MIT OR GPL-3.0-only",
            "0BSD",
        ] {
            assert_eq!(judge(text), Truth::Allow, "{text}");
        }
        for text in ["LicenseRef-x", "GPL v3", "NOASSERTION"] {
            assert_eq!(judge(text), Truth::Unknown, "{text}");
        }
        for start in MORE {
            assert!(
                LICENSES.iter().any(|one| one.name.starts_with(start)),
                "{start}"
            );
        }
    }
}
