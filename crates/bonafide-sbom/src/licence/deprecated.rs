//! What stands today for an identifier that the list has deprecated.

/// A deprecated identifier, what it means, and what it means with a `+` behind it, where SPDX says so.
struct Row(&'static str, &'static str, Option<&'static str>);

/// As `obsoletedBy` of the SPDX licence list has it, with the suffix `-only` where the list's own
/// replacement is deprecated in its turn. `BSD-2-Clause-FreeBSD`, `Net-SNMP` and `bzip2-1.0.5` are
/// deprecated without a replacement: they stay what they are.
const ROWS: &[Row] = &[
    Row("AGPL-1.0", "AGPL-1.0-only", Some("AGPL-1.0-or-later")),
    Row("AGPL-3.0", "AGPL-3.0-only", Some("AGPL-3.0-or-later")),
    Row("BSD-2-Clause-NetBSD", "BSD-2-Clause", None),
    Row("GFDL-1.1", "GFDL-1.1-only", Some("GFDL-1.1-or-later")),
    Row("GFDL-1.2", "GFDL-1.2-only", Some("GFDL-1.2-or-later")),
    Row("GFDL-1.3", "GFDL-1.3-only", Some("GFDL-1.3-or-later")),
    Row("GPL-1.0", "GPL-1.0-only", Some("GPL-1.0-or-later")),
    Row("GPL-2.0", "GPL-2.0-only", Some("GPL-2.0-or-later")),
    Row(
        "GPL-2.0-with-GCC-exception",
        "GPL-2.0-only WITH GCC-exception-2.0",
        Some("GPL-2.0-or-later WITH GCC-exception-2.0"),
    ),
    Row(
        "GPL-2.0-with-autoconf-exception",
        "GPL-2.0-only WITH Autoconf-exception-2.0",
        Some("GPL-2.0-or-later WITH Autoconf-exception-2.0"),
    ),
    Row(
        "GPL-2.0-with-bison-exception",
        "GPL-2.0-only WITH Bison-exception-2.2",
        Some("GPL-2.0-or-later WITH Bison-exception-2.2"),
    ),
    Row(
        "GPL-2.0-with-classpath-exception",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        Some("GPL-2.0-or-later WITH Classpath-exception-2.0"),
    ),
    Row(
        "GPL-2.0-with-font-exception",
        "GPL-2.0-only WITH Font-exception-2.0",
        Some("GPL-2.0-or-later WITH Font-exception-2.0"),
    ),
    Row("GPL-3.0", "GPL-3.0-only", Some("GPL-3.0-or-later")),
    Row(
        "GPL-3.0-with-GCC-exception",
        "GPL-3.0-only WITH GCC-exception-3.1",
        Some("GPL-3.0-or-later WITH GCC-exception-3.1"),
    ),
    Row(
        "GPL-3.0-with-autoconf-exception",
        "GPL-3.0-only WITH Autoconf-exception-3.0",
        Some("GPL-3.0-or-later WITH Autoconf-exception-3.0"),
    ),
    Row("LGPL-2.0", "LGPL-2.0-only", Some("LGPL-2.0-or-later")),
    Row("LGPL-2.1", "LGPL-2.1-only", Some("LGPL-2.1-or-later")),
    Row("LGPL-3.0", "LGPL-3.0-only", Some("LGPL-3.0-or-later")),
    Row("Nokia-Qt-exception-1.1", "Qt-LGPL-exception-1.1", None),
    Row("Nunit", "zlib-acknowledgement", None),
    Row("StandardML-NJ", "SMLNJ", None),
    Row("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0", None),
    Row(
        "wxWindows",
        "GPL-2.0-or-later WITH WxWindows-exception-3.1",
        None,
    ),
];

/// What replaces a deprecated identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) text: &'static str,
    /// Whether it stands for the `+` behind the identifier as well.
    pub(super) takes_plus: bool,
}

/// What replaces `id`, which has a `+` behind it or not.
pub(super) fn replacement(id: &str, has_plus: bool) -> Option<Replacement> {
    let at = ROWS.binary_search_by(|row| row.0.cmp(id)).ok()?;
    let Row(_, plain, or_later) = ROWS.get(at)?;
    Some(match or_later.filter(|_| has_plus) {
        Some(text) => Replacement {
            text,
            takes_plus: true,
        },
        None => Replacement {
            text: plain,
            takes_plus: false,
        },
    })
}

/// Whether the list has deprecated the licence or the exception `id`.
pub(super) fn is_deprecated(id: &str) -> bool {
    spdx::license_id(id).is_some_and(spdx::LicenseId::is_deprecated)
        || spdx::exception_id(id).is_some_and(spdx::ExceptionId::is_deprecated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deprecated_identifier_has_a_row_or_a_reason() {
        let without = ["BSD-2-Clause-FreeBSD", "Net-SNMP", "bzip2-1.0.5"];
        let licences = spdx::identifiers::LICENSES.iter().map(|l| l.name);
        let exceptions = spdx::identifiers::EXCEPTIONS.iter().map(|e| e.name);
        for id in licences.chain(exceptions).filter(|id| is_deprecated(id)) {
            // A `+` is no part of a word here.
            let word = id.trim_end_matches('+');
            let has_row = replacement(word, word != id).is_some();
            assert_eq!(has_row, !without.contains(&word), "{id}");
        }
    }

    #[test]
    fn replacements_are_current() {
        for Row(id, plain, or_later) in ROWS {
            assert!(is_deprecated(id), "{id}");
            for text in [Some(*plain), *or_later].into_iter().flatten() {
                let is_exception = spdx::exception_id(text).is_some();
                assert!(
                    is_exception || spdx::Expression::parse(text).is_ok(),
                    "{text}"
                );
            }
        }
    }
}
