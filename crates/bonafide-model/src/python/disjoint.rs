//! Whether two markers can hold together.

use core::cmp::Ordering;

use super::environment::Variable;
use super::marker::{Atom, Comparison, Node};
use super::specifier::Bound;
use super::{Marker, Operator, Specifier, Version};

/// The most alternatives of one marker that are looked at.
const ALTERNATIVES: usize = 16;

/// What may still be spent on proofs, in comparisons.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work(u32);

impl Work {
    /// Enough for each file that people or tools write.
    pub(crate) const fn new() -> Self {
        Self(2_000_000)
    }

    fn spend(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

impl Marker {
    /// Whether it is proven that no environment fulfils both. Markers that are only known apart by
    /// what is true of the world, such as that `win32` is `nt`, are not proven to be.
    pub(crate) fn is_disjoint(&self, other: &Self, work: &mut Work) -> bool {
        let (Some(own), Some(others)) = (self.alternatives(), other.alternatives()) else {
            return false;
        };
        own.iter().all(|one| {
            others.iter().all(|other| {
                let together: Vec<&Atom> = one.iter().chain(other).copied().collect();
                is_impossible(&together, work).unwrap_or(false)
            })
        })
    }

    /// The marker as alternatives of comparisons that all hold; `None` where they are too many.
    fn alternatives(&self) -> Option<Vec<Vec<&Atom>>> {
        let mut stack: Vec<Vec<Vec<&Atom>>> = Vec::new();
        for node in &self.nodes {
            let next = match node {
                Node::Atom(atom) => vec![vec![atom]],
                Node::Or => {
                    let (right, mut left) = (stack.pop()?, stack.pop()?);
                    left.extend(right);
                    left
                }
                Node::And => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    (left.len().saturating_mul(right.len()) <= ALTERNATIVES).then_some(())?;
                    let mut both = Vec::new();
                    for one in &left {
                        both.extend(right.iter().map(|other| [one.as_slice(), other].concat()));
                    }
                    both
                }
            };
            (next.len() <= ALTERNATIVES).then_some(())?;
            stack.push(next);
        }
        stack.pop()
    }
}

/// Whether no environment fulfils all comparisons; `None` where there is no more work to spend.
fn is_impossible(atoms: &[&Atom], work: &mut Work) -> Option<bool> {
    for (at, one) in atoms.iter().enumerate() {
        let later = atoms.get(at.saturating_add(1)..).unwrap_or_default();
        for other in later.iter().filter(|other| other.variable == one.variable) {
            work.spend()?;
            if contradict(one, other) || contradict(other, one) {
                return Some(true);
            }
        }
    }
    Some(false)
}

fn contradict(one: &Atom, other: &Atom) -> bool {
    if one.literal == other.literal
        && one.is_reversed == other.is_reversed
        && matches!(
            (one.comparison, other.comparison),
            (Comparison::In, Comparison::NotIn)
        )
    {
        return true;
    }
    if !one.variable.is_version() {
        let is_equal = one.comparison == Comparison::Versions(Operator::Equal);
        return is_equal
            && is_told_apart(one, other)
            && other.evaluate(&one.literal) == Some(false);
    }
    let (Some(left), Some(right)) = (one.specifier(), other.specifier()) else {
        return false;
    };
    let ((low, high), (other_low, other_high)) = (left.bounds(), right.bounds());
    if is_apart(low.as_ref(), other_high.as_ref()) || is_apart(other_low.as_ref(), high.as_ref()) {
        return true;
    }
    // A single version, which the other does not allow.
    let is_point = left.pinned().is_some() && !left.is_arbitrary();
    is_point
        && low.is_some_and(|(version, _)| version.local.is_empty() && !right.contains(&version))
}

/// Whether all installers agree on how the texts compare: some take texts that look like versions for
/// versions, and extras are compared in their normal form.
fn is_told_apart(one: &Atom, other: &Atom) -> bool {
    let is_version = |atom: &Atom| Version::parse(&atom.literal).is_some();
    let is_part = matches!(other.comparison, Comparison::In | Comparison::NotIn);
    let are_versions = is_version(one) && is_version(other);
    let is_part_of_extra = is_part && one.variable == Variable::Extra;
    !are_versions && !is_part_of_extra
}

/// Whether nothing is at least `low` and at most `high`.
fn is_apart(low: Option<&Bound>, high: Option<&Bound>) -> bool {
    let (Some((low, low_is_in)), Some((high, high_is_in))) = (low, high) else {
        return false;
    };
    match low.cmp_public(high) {
        Ordering::Less => false,
        Ordering::Equal => !(*low_is_in && *high_is_in),
        Ordering::Greater => true,
    }
}

impl Atom {
    /// The comparison as a clause about the version that the variable has.
    fn specifier(&self) -> Option<Specifier> {
        let Comparison::Versions(operator) = self.comparison else {
            return None;
        };
        let operator = match (self.is_reversed, operator) {
            (false, operator) => operator,
            (true, Operator::Equal | Operator::NotEqual) if self.literal.contains(['*', '+']) => {
                return None;
            }
            (true, Operator::Equal | Operator::NotEqual) => operator,
            (true, Operator::Less) => Operator::Greater,
            (true, Operator::Greater) => Operator::Less,
            (true, Operator::AtMost) => Operator::AtLeast,
            (true, Operator::AtLeast) => Operator::AtMost,
            (true, Operator::Arbitrary | Operator::Compatible) => return None,
        };
        Specifier::new(operator, &self.literal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_proven_is_disjoint() {
        for (one, other, wanted) in [
            ("sys_platform == 'linux'", "sys_platform == 'win32'", true),
            ("sys_platform == 'linux'", "sys_platform != 'linux'", true),
            ("sys_platform == 'linux'", "sys_platform == 'linux'", false),
            ("sys_platform == 'linux'", "os_name == 'nt'", false),
            ("python_version < '3.8'", "python_version >= '3.8'", true),
            ("python_version <= '3.8'", "python_version >= '3.8'", false),
            ("python_version < '3.8'", "python_version > '3.7'", false),
            ("python_version < '3.8'", "'3.8' <= python_version", true),
            ("python_version == '3.8'", "python_version != '3.8'", true),
            ("python_version == '3.8'", "python_version == '3.9'", true),
            (
                "python_version == '3.8.*'",
                "python_version == '3.9.*'",
                true,
            ),
            (
                "python_version == '3.8.*'",
                "python_full_version == '3.9.*'",
                false,
            ),
            ("python_version ~= '3.8'", "python_version >= '4'", true),
            ("python_version ~= '3.8'", "python_version >= '3.9'", false),
            (
                "'x' in platform_version",
                "'x' not in platform_version",
                true,
            ),
            (
                "'x' in platform_version",
                "'y' not in platform_version",
                false,
            ),
            (
                "sys_platform in 'linux darwin'",
                "sys_platform == 'win32'",
                true,
            ),
            (
                "sys_platform in 'linux darwin'",
                "sys_platform == 'darwin'",
                false,
            ),
            (
                "python_version < '3.8' or os_name == 'nt'",
                "python_version >= '3.8' and os_name == 'posix'",
                true,
            ),
            (
                "python_version < '3.8' or os_name == 'nt'",
                "python_version >= '3.8'",
                false,
            ),
        ] {
            let marker = |text| Marker::parse(text).unwrap();
            let work = &mut Work::new();
            assert_eq!(
                marker(one).is_disjoint(&marker(other), work),
                wanted,
                "{one} {other}"
            );
            assert_eq!(
                marker(other).is_disjoint(&marker(one), work),
                wanted,
                "{other} {one}"
            );
        }
        let (one, other) = ("os_name == 'a'", "os_name == 'b'");
        let none = &mut Work(0);
        assert!(
            !Marker::parse(one)
                .unwrap()
                .is_disjoint(&Marker::parse(other).unwrap(), none)
        );
    }
}
