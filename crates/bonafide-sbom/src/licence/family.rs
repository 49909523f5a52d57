//! Versions of one licence.

use core::cmp::Ordering;

/// A listed licence without `-only`, `-or-later` and `+`, such as `GPL-2.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stem {
    /// What comes before the version, or all of it where there is none.
    before: &'static str,
    version: &'static str,
    after: &'static str,
}

/// Licences that differ in the version alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Family {
    before: &'static str,
    after: &'static str,
}

impl Stem {
    /// The stem of `name`, and whether the name itself says "or later".
    pub(super) fn of(name: &'static str) -> (Self, bool) {
        if let Some(stem) = name.strip_suffix("-or-later") {
            return (Self::split(stem), true);
        }
        let stem = name.strip_suffix("-only").unwrap_or(name);
        (Self::split(stem), false)
    }

    pub(super) const fn family(self) -> Family {
        Family {
            before: self.before,
            after: self.after,
        }
    }

    /// Which of two versions of one family is later.
    pub(super) fn compare(self, other: Self) -> Ordering {
        let (mut one, mut two) = (numbers(self.version), numbers(other.version));
        loop {
            let (left, right) = (one.next(), two.next());
            if left.is_none() && right.is_none() {
                return Ordering::Equal;
            }
            match left.unwrap_or(0).cmp(&right.unwrap_or(0)) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
    }

    /// Whether it is `name`, or of the family that `name` is the beginning of, up to a hyphen.
    pub(super) fn is_in(self, name: &str) -> bool {
        if name.ends_with('-') {
            return self.before == name && self.after.is_empty() && !self.version.is_empty();
        }
        name.strip_prefix(self.before)
            .and_then(|rest| rest.strip_prefix(self.version))
            == Some(self.after)
    }

    fn split(stem: &'static str) -> Self {
        let mut at = 0_usize;
        for part in stem.split('-') {
            if is_version(part) {
                let end = at.saturating_add(part.len());
                return Self {
                    before: stem.get(..at).unwrap_or_default(),
                    version: part,
                    after: stem.get(end..).unwrap_or_default(),
                };
            }
            at = at.saturating_add(part.len()).saturating_add(1);
        }
        Self {
            before: stem,
            version: "",
            after: "",
        }
    }
}

/// `2.0`, but neither the clauses of `BSD-3-Clause` nor the year of `W3C-20150513`: those are other
/// licences, not later ones.
fn is_version(part: &str) -> bool {
    part.contains('.')
        && part
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn numbers(version: &str) -> impl Iterator<Item = u32> {
    version.split('.').map(|number| number.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_within_a_family() {
        let order = |one, two| {
            let ((one, _), (two, _)) = (Stem::of(one), Stem::of(two));
            (one.family() == two.family()).then(|| one.compare(two))
        };
        assert_eq!(
            order("GPL-2.0-only", "GPL-3.0-or-later"),
            Some(Ordering::Less)
        );
        assert_eq!(order("OLDAP-2.0.1", "OLDAP-2.0"), Some(Ordering::Greater));
        assert_eq!(order("PHP-3.01", "PHP-3.0"), Some(Ordering::Greater));
        assert_eq!(order("MIT", "MIT"), Some(Ordering::Equal));
        assert_eq!(order("GPL-2.0-only", "LGPL-3.0-only"), None);
        assert_eq!(order("BSD-2-Clause", "BSD-3-Clause"), None);
        assert_eq!(order("CC-BY-3.0", "CC-BY-3.0-DE"), None);
        assert_eq!(order("W3C-19980720", "W3C-20150513"), None);
        assert_eq!(order("MPL-2.0", "MPL-2.0-no-copyleft-exception"), None);
    }

    #[test]
    fn a_name_or_a_family() {
        let (stem, or_later) = Stem::of("GPL-2.0-or-later");
        assert!(or_later);
        assert!(stem.is_in("GPL-2.0") && stem.is_in("GPL-"));
        assert!(!stem.is_in("GPL-3.0") && !stem.is_in("LGPL-") && !stem.is_in("GPL-2.0-x"));
        assert!(Stem::of("MIT").0.is_in("MIT") && !Stem::of("MIT-0").0.is_in("MIT-"));
    }
}
