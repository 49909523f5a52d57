//! Clauses about versions.

use core::cmp::Ordering;

use super::Version;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Arbitrary,
    Compatible,
    Equal,
    NotEqual,
    AtMost,
    AtLeast,
    Less,
    Greater,
}

impl Operator {
    /// The operator at the beginning of `text`, and what follows it.
    pub(crate) fn split(text: &str) -> Option<(Self, &str)> {
        const OPERATORS: [(&str, Operator); 8] = [
            ("===", Operator::Arbitrary),
            ("~=", Operator::Compatible),
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let found = |(sign, operator): &(&str, Self)| Some((*operator, text.strip_prefix(sign)?));
        OPERATORS.iter().find_map(found)
    }
}

/// An end of a range, and whether it is in it.
pub(super) type Bound = (Version, bool);

/// An operator with a version, or with the beginning of one.
///
/// # Specification
/// PEP 440, version specifiers.
#[derive(Clone, Debug)]
pub(crate) struct Specifier {
    operator: Operator,
    text: String,
    /// None for arbitrary equality.
    version: Option<Version>,
    is_prefix: bool,
}

impl Specifier {
    /// A clause; `None` where `text` is no version that the operator takes.
    pub(crate) fn new(operator: Operator, text: &str) -> Option<Self> {
        let text = text.trim();
        let new = |version, is_prefix| Self {
            operator,
            text: text.to_owned(),
            version,
            is_prefix,
        };
        if operator == Operator::Arbitrary {
            return (!text.is_empty()).then(|| new(None, false));
        }
        if let Some(prefix) = text.strip_suffix(".*") {
            let version = Version::parse(prefix)?;
            let is_release = !version.is_before_release() && version.post.is_none();
            let takes = matches!(operator, Operator::Equal | Operator::NotEqual);
            let is_good = takes && is_release && version.local.is_empty();
            return is_good.then(|| new(Some(version), true));
        }
        let version = Version::parse(text)?;
        let takes_local = matches!(operator, Operator::Equal | Operator::NotEqual);
        let is_long = operator != Operator::Compatible || version.release.len() >= 2;
        let is_good = is_long && (takes_local || version.local.is_empty());
        is_good.then(|| new(Some(version), false))
    }

    /// The clauses of a list such as `>=1.0,<2`; `None` where one is none.
    pub(crate) fn list(text: &str) -> Option<Vec<Self>> {
        let clause = |part: &str| {
            let (operator, version) = Operator::split(part.trim())?;
            Self::new(operator, version)
        };
        text.split(',').map(clause).collect()
    }

    /// The version that it alone allows.
    pub(crate) fn pinned(&self) -> Option<&str> {
        let pins = matches!(self.operator, Operator::Equal | Operator::Arbitrary);
        (pins && !self.is_prefix).then_some(self.text.as_str())
    }

    /// Whether it compares texts.
    pub(crate) fn is_arbitrary(&self) -> bool {
        self.operator == Operator::Arbitrary
    }

    /// Whether it allows a version, which may come before a release.
    pub(crate) fn contains(&self, candidate: &Version) -> bool {
        let Some(version) = &self.version else {
            // A version whose notation is not known is compared by its value.
            return Version::parse(&self.text).is_some_and(|own| own == *candidate);
        };
        let order = candidate.cmp_public(version);
        let same_base = candidate.cmp_base(version) == Ordering::Equal;
        match self.operator {
            Operator::Arbitrary => false,
            Operator::Equal => self.equals(version, candidate),
            Operator::NotEqual => !self.equals(version, candidate),
            Operator::AtMost => order != Ordering::Greater,
            Operator::AtLeast => order != Ordering::Less,
            Operator::Less => {
                let is_early = candidate.is_before_release() && !version.is_before_release();
                candidate < version && !(is_early && same_base)
            }
            Operator::Greater => {
                let is_late = candidate.post.is_some() && version.post.is_none();
                let is_local = !candidate.local.is_empty();
                candidate > version && !((is_late || is_local) && same_base)
            }
            Operator::Compatible => {
                let parts = version.release.len().saturating_sub(1);
                order != Ordering::Less && has_prefix(candidate, version, parts)
            }
        }
    }

    fn equals(&self, version: &Version, candidate: &Version) -> bool {
        if self.is_prefix {
            return has_prefix(candidate, version, version.release.len());
        }
        if version.local.is_empty() {
            return candidate.cmp_public(version) == Ordering::Equal;
        }
        candidate == version
    }

    /// The least and the greatest public version that it can allow, each with whether it is itself
    /// allowed; wider than what is allowed, never narrower.
    pub(super) fn bounds(&self) -> (Option<Bound>, Option<Bound>) {
        let Some(version) = &self.version else {
            return (None, None);
        };
        let at = |is_in| Some((version.clone(), is_in));
        let prefix = |parts: usize| {
            let mut next = version.release.get(..parts).unwrap_or_default().to_vec();
            let last = next.last_mut()?;
            *last = last.checked_add(1)?;
            Some((Version::first_of(version.epoch, next), false))
        };
        match self.operator {
            Operator::Equal if self.is_prefix => {
                let first = Version::first_of(version.epoch, version.release.clone());
                (Some((first, true)), prefix(version.release.len()))
            }
            Operator::Equal => (at(true), at(true)),
            Operator::AtMost => (None, at(true)),
            Operator::Less => (None, at(false)),
            Operator::AtLeast => (at(true), None),
            Operator::Greater => (at(false), None),
            Operator::Compatible => {
                let parts = version.release.len().saturating_sub(1);
                (at(true), prefix(parts))
            }
            Operator::NotEqual | Operator::Arbitrary => (None, None),
        }
    }
}

/// Whether the release of `candidate`, filled up with zeros, begins as that of `version` does.
fn has_prefix(candidate: &Version, version: &Version, parts: usize) -> bool {
    let wanted = version.release.iter().take(parts);
    let filled = candidate.release.iter().chain(core::iter::repeat(&0));
    candidate.epoch == version.epoch && wanted.zip(filled).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_allow_what_they_say() {
        for (clause, version, wanted) in [
            ("==1.0", "1", true),
            ("==1.0", "1.0+cpu", true),
            ("==1.0+cpu", "1.0", false),
            ("!=1.0", "1.0.0", false),
            ("==1.*", "1.9a1", true),
            ("==1.0.*", "1a1", true),
            ("!=1.*", "1.9", false),
            ("~=2.2", "2.9", true),
            ("~=2.2", "3.0", false),
            ("~=2.2.post3", "2.2", false),
            ("<3.8", "3.8a1", false),
            ("<3.8", "3.7", true),
            ("<3.8rc1", "3.8a1", true),
            (">1.7", "1.7.post1", false),
            (">1.7", "1.7+x", false),
            (">1.7", "1.7.1", true),
            (">1.7.post2", "1.7.post3", true),
            ("<=3.8", "3.8+local", true),
            (">=3.8", "3.8.dev1", false),
            ("===1.0", "1.0", true),
        ] {
            let clauses = Specifier::list(clause).unwrap();
            let version = Version::parse(version).unwrap();
            assert_eq!(
                clauses[0].contains(&version),
                wanted,
                "{clause} {version:?}"
            );
        }
        for bad in [
            "1.0",
            "~=1",
            "<1.*",
            ">=1.0+x",
            "==1.0a1.*",
            "==",
            "=1",
            "==1.0.x",
        ] {
            assert!(Specifier::list(bad).is_none(), "{bad}");
        }
    }
}
