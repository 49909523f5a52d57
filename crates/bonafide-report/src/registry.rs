//! The registry of codes: the one authority for their spelling, class, remedy and clause.
//!
//! A code stands here once; several crates may return it. Clauses name the standard where there is
//! one, and the rule of this project (`docs/rules`) where there is none.

use crate::Code;

macro_rules! registry {
    ($( $constant:ident $name:literal $class:ident $summary:literal, $remedy:literal, $clause:literal; )+) => {
        $(
            #[doc = concat!("`", $name, "`: ", $summary, ".")]
            pub const $constant: Code = Code::new(&Entry {
                name: $name,
                class: registry!(@class $class),
                summary: $summary,
                remedy: $remedy,
                clause: $clause,
            });
        )+

        /// The codes of this table, in its order.
        pub(super) const TABLE: &[Code] = &[$($constant),+];
    };
    (@class Note) => { None };
    (@class $class:ident) => { Some(Class::$class) };
}

mod evidence;
mod models;
mod packages;
mod policy;

pub use evidence::*;
pub use models::*;
pub use packages::*;
pub use policy::*;

/// Every registered code, in the order of the tables.
pub const ALL: &[Code] = &JOINED;

const COUNT: usize = evidence::TABLE
    .len()
    .saturating_add(models::TABLE.len())
    .saturating_add(packages::TABLE.len())
    .saturating_add(policy::TABLE.len());

const JOINED: [Code; COUNT] = {
    let mut all = [BUNDLE_PARSE; COUNT];
    let (first, rest) = all.split_at_mut(evidence::TABLE.len());
    first.copy_from_slice(evidence::TABLE);
    let (first, rest) = rest.split_at_mut(models::TABLE.len());
    first.copy_from_slice(models::TABLE);
    let (first, rest) = rest.split_at_mut(packages::TABLE.len());
    first.copy_from_slice(packages::TABLE);
    rest.copy_from_slice(policy::TABLE);
    all
};

/// The code with this exact name.
#[must_use]
pub fn find(name: &str) -> Option<Code> {
    ALL.iter().copied().find(|code| code.as_str() == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_dotted_kebab_names() {
        let names: BTreeSet<&str> = ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), ALL.len());
        for name in names {
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b)),
                "{name}"
            );
            assert!(!name.split(['.', '-']).any(str::is_empty), "{name}");
        }
    }

    #[test]
    fn every_failing_code_says_what_to_do() {
        for code in ALL {
            assert!(
                !code.summary().is_empty() && !code.clause().is_empty(),
                "{code}"
            );
            // What has no class is a note, or says that something holds.
            assert!(
                code.class().is_none() || !code.remedy().is_empty(),
                "{code}"
            );
            assert!(
                code.class().is_none() || !code.as_str().starts_with("note."),
                "{code}"
            );
        }
    }

    #[test]
    fn a_prefix_covers_what_lies_below_it() {
        assert!(TLOG_CHECKPOINT_ORIGIN.is_under("tlog.checkpoint"));
        assert!(TLOG_SET.is_under("tlog.set"));
        assert!(!TLOG_SET.is_under("tlog.se"));
        assert_eq!(find("cert.chain"), Some(CERT_CHAIN));
        assert_eq!(find("cert"), None);
    }
}
