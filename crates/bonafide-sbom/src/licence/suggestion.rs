//! What may be meant by a text that cannot be read.

use super::expression;
use super::limits::LicenceLimits;
use super::names::Names;
use super::record::LicenceSyntax;

/// Longer texts are no names of licences.
const LONGEST: usize = 256;

/// Names that people write, folded, and what most of them mean.
const NAMES: &[(&str, &str)] = &[
    ("agpl v3", "AGPL-3.0-only or AGPL-3.0-or-later"),
    ("agpl3", "AGPL-3.0-only or AGPL-3.0-or-later"),
    ("agplv3", "AGPL-3.0-only or AGPL-3.0-or-later"),
    ("apache", "Apache-1.0, Apache-1.1 or Apache-2.0"),
    ("apache 2", "Apache-2.0"),
    ("apache 2.0", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    (
        "apache software license",
        "Apache-1.0, Apache-1.1 or Apache-2.0",
    ),
    ("apache-2", "Apache-2.0"),
    ("apache2", "Apache-2.0"),
    ("asl 2.0", "Apache-2.0"),
    ("boost", "BSL-1.0"),
    ("bsd", "BSD-2-Clause, BSD-3-Clause or another of this kind"),
    ("bsd 2-clause", "BSD-2-Clause"),
    ("bsd 3-clause", "BSD-3-Clause"),
    (
        "bsd license",
        "BSD-2-Clause, BSD-3-Clause or another of this kind",
    ),
    ("bsd-2", "BSD-2-Clause"),
    ("bsd-3", "BSD-3-Clause"),
    ("bsd2", "BSD-2-Clause"),
    ("bsd3", "BSD-3-Clause"),
    ("cc0", "CC0-1.0"),
    ("expat", "MIT"),
    ("gpl", "GPL-1.0-or-later, or the version that is meant"),
    ("gpl v2", "GPL-2.0-only or GPL-2.0-or-later"),
    ("gpl v3", "GPL-3.0-only or GPL-3.0-or-later"),
    ("gpl-2", "GPL-2.0-only or GPL-2.0-or-later"),
    ("gpl-3", "GPL-3.0-only or GPL-3.0-or-later"),
    ("gpl2", "GPL-2.0-only or GPL-2.0-or-later"),
    ("gpl3", "GPL-3.0-only or GPL-3.0-or-later"),
    ("gplv2", "GPL-2.0-only or GPL-2.0-or-later"),
    ("gplv2+", "GPL-2.0-or-later"),
    ("gplv3", "GPL-3.0-only or GPL-3.0-or-later"),
    ("gplv3+", "GPL-3.0-or-later"),
    ("isc license", "ISC"),
    ("lgpl", "LGPL-2.0-or-later, or the version that is meant"),
    ("lgplv2.1", "LGPL-2.1-only or LGPL-2.1-or-later"),
    ("lgplv2.1+", "LGPL-2.1-or-later"),
    ("lgplv3", "LGPL-3.0-only or LGPL-3.0-or-later"),
    ("lgplv3+", "LGPL-3.0-or-later"),
    ("mit license", "MIT"),
    ("mpl 2.0", "MPL-2.0"),
    ("mpl2", "MPL-2.0"),
    ("new bsd", "BSD-3-Clause"),
    ("simplified bsd", "BSD-2-Clause"),
    ("the mit license", "MIT"),
    ("zlib license", "Zlib"),
];

/// What may be meant by `text`, for a person to decide.
pub(super) fn suggest(text: &str, names: &Names) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(known) = known(text) {
        return Some(known.to_owned());
    }
    let parts: Vec<&str> = text.split(['/', ',']).collect();
    if parts.len() < 2 {
        return None;
    }
    let parts: Option<Vec<String>> = parts.into_iter().map(|part| part_of(part, names)).collect();
    Some(parts?.join(" OR "))
}

/// One side of a `/` or `,`: an expression, or a name that stands for exactly one.
fn part_of(text: &str, names: &Names) -> Option<String> {
    let text = text.trim();
    let read = |text| {
        let limits = LicenceLimits::default();
        expression::read(text, LicenceSyntax::Spdx2, &limits, names).ok()
    };
    let (expression, _) = read(text).or_else(|| known(text).and_then(read))?;
    // With an operator in a part, what belongs together would be a guess as well.
    (expression.nodes.len() == 1).then_some(expression.canonical)
}

fn known(text: &str) -> Option<&'static str> {
    let folded = text.trim().to_ascii_lowercase();
    let at = NAMES
        .binary_search_by(|(name, _)| (*name).cmp(&folded))
        .ok()?;
    NAMES.get(at).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for (name, meaning) in NAMES {
            assert_eq!(known(name), Some(*meaning), "{name}: not in order");
        }
    }
}
