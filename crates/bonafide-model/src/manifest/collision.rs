//! Names that some file systems hold for one.

use core::hash::{Hash as _, Hasher as _};
use std::hash::DefaultHasher;

use unicode_normalization::UnicodeNormalization as _;

/// Positions in `paths` of those that are another's after case folding and composition, each with
/// the position of the one before it (models OMN-6).
///
/// Costs a folding of each path and sorting; only paths whose hashes are equal are folded again.
pub(crate) fn collisions<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Vec<(usize, usize)> {
    let mut hashes: Vec<(u64, usize)> = paths
        .clone()
        .enumerate()
        .map(|(at, path)| (hash(path), at))
        .collect();
    hashes.sort_unstable();
    let is_alike = |a: &(u64, usize), b: &(u64, usize)| a.0 == b.0;
    let alike: Vec<&[(u64, usize)]> = hashes
        .chunk_by(is_alike)
        .filter(|chunk| chunk.len() > 1)
        .collect();
    if alike.is_empty() {
        return Vec::new();
    }
    let all: Vec<&str> = paths.collect();
    let mut found = Vec::new();
    for chunk in alike {
        let folded = |(_, at): &(u64, usize)| Some((fold(all.get(*at)?), *at));
        let mut names: Vec<(String, usize)> = chunk.iter().filter_map(folded).collect();
        names.sort_unstable();
        for pair in names.windows(2) {
            if let [(one, first), (other, second)] = pair
                && one == other
            {
                found.push((*second, *first));
            }
        }
    }
    found
}

fn hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    if path.is_ascii() {
        for byte in path.bytes() {
            hasher.write_u32(u32::from(byte.to_ascii_lowercase()));
        }
    } else {
        for c in fold(path).chars() {
            u32::from(c).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The path composed, in one case. Upper case first brings together what has several lower cases,
/// such as the two forms of sigma.
fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let folded: String = path
        .nfc()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    folded.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_merge_are_found() {
        let found = |paths: &[&str]| collisions(paths.iter().copied());
        assert_eq!(found(&["a", "b", "A"]), [(2, 0)]);
        assert_eq!(found(&["x/É", "x/e\u{301}", "x/é"]).len(), 2);
        assert_eq!(found(&["\u{212a}", "k"]).len(), 1);
        assert_eq!(found(&["ς", "σ", "Σ"]).len(), 2);
        assert!(found(&["a", "b", "é", "e", "a/b", "a-b"]).is_empty());
        assert!(found(&[]).is_empty());
    }
}
