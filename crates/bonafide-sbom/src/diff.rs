//! What changed between two documents, and whether that may be.

mod aspect;
mod change;
mod classes;
mod compare;
mod edges;
mod ends;
mod facts;
mod gate;
mod ground;
mod member;
mod metadata;
mod pairing;
mod vulnerabilities;

use crate::Model;
use classes::Classes;
use compare::Comparison;
use ends::Ends;
use facts::Facts;
use ground::Ground;
use member::Side;

pub use aspect::{Aspect, NotComparable, Obstacle};
pub use change::{Change, ChangeKind, ChangeSide, Direction, DocumentField, HashDrift};
pub use gate::{DriftRule, DriftRules};

/// What changed from one document to another.
///
/// Components are one by what they are known by: package URL without version, else vendor and
/// product of a CPE name, else SWID tag, else type, group and name. References mean nothing, nor
/// does the order of a document. The formats may differ; what one of them cannot say is
/// [not comparable](Self::not_comparable), not gone.
///
/// The changes are sorted and always the same for the same documents. A document has no changes to
/// itself, and exchanging both documents [mirrors](Self::mirrored) the changes.
///
/// ```
/// use bonafide_sbom::{ChangeKind, Diff, Direction, DriftRules, Model, ReadOptions};
/// let document = |version: &str, hash: &str| format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6",
///     "components": [{{"type": "library", "name": "a", "version": "{version}",
///     "purl": "pkg:npm/a@{version}", "hashes": [{{"alg": "SHA-256", "content": "{}"}}]}}]}}"#, hash.repeat(32));
/// let read = |text: String| Model::read(text.as_bytes(), &ReadOptions::default());
/// let (one, two, three) = (read(document("1.9.0", "ab"))?, read(document("1.10.0", "ab"))?, read(document("1.10.0", "cd"))?);
///
/// let diff = Diff::of(&one, &two);
/// assert_eq!(diff.changes()[0].kind, ChangeKind::Version(Direction::Up));
/// assert_eq!(diff.changes()[0].to_string(), "pkg:npm/a@1.10.0: later version 1.9.0 -> 1.10.0");
/// assert!(diff.judge(&DriftRules::default()).is_empty());
///
/// let findings = Diff::of(&two, &three).judge(&DriftRules::default());
/// assert_eq!(findings[0].code().as_str(), "drift.hash-changed");
/// # Ok::<(), bonafide_sbom::Error>(())
/// ```
///
/// # Specification
/// sbom DIF-1 to DIF-3.
#[derive(Clone, Debug)]
pub struct Diff<'m> {
    before: &'m Model,
    after: &'m Model,
    changes: Vec<Change>,
    not_comparable: Vec<NotComparable>,
}

impl<'m> Diff<'m> {
    /// What changed from `before` to `after`. Takes time in proportion to both, but for sorting.
    #[must_use]
    pub fn of(before: &'m Model, after: &'m Model) -> Self {
        let ground = Ground::of(before, after);
        let (mut of_before, mut of_after) =
            (Facts::new(before, &ground), Facts::new(after, &ground));
        let facts = [&mut of_before, &mut of_after];
        let mut changes = metadata::metadata([before, after], facts, &ground);
        if ground.has(Aspect::Components) {
            let sides = [Side::new(before, &ground), Side::new(after, &ground)];
            let facts = [&mut of_before, &mut of_after];
            changes.extend(inventory(&sides, facts, &ground));
        }
        changes.sort_unstable_by(Change::order);
        Self {
            before,
            after,
            changes,
            not_comparable: ground.missing,
        }
    }

    /// The changes, sorted by key and kind; those of the document itself come first.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether there are no changes. What could not be compared may have changed all the same.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// What could not be compared, because a format cannot say it or because it was not read.
    #[must_use]
    pub fn not_comparable(&self) -> &[NotComparable] {
        &self.not_comparable
    }

    /// The document before.
    #[must_use]
    pub const fn before(&self) -> &'m Model {
        self.before
    }

    /// The document after.
    #[must_use]
    pub const fn after(&self) -> &'m Model {
        self.after
    }

    /// The same with both documents exchanged: equal to `Diff::of(after, before)`.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let changes = self.changes.into_iter().map(Change::mirrored);
        let mut changes: Vec<Change> = changes.collect();
        changes.sort_unstable_by(Change::order);
        let not_comparable = self.not_comparable.into_iter();
        Self {
            before: self.after,
            after: self.before,
            changes,
            not_comparable: not_comparable.map(NotComparable::mirrored).collect(),
        }
    }
}

/// Two are equal if they say the same, whatever documents they are of.
impl PartialEq for Diff<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.changes == other.changes && self.not_comparable == other.not_comparable
    }
}

/// What changed of components and between them.
fn inventory<'m>(
    sides: &[Side<'m>; 2],
    facts: [&mut Facts<'m>; 2],
    ground: &Ground,
) -> Vec<Change> {
    let [of_before, of_after] = facts;
    let [before, after] = sides;
    let pairing = pairing::pairing([before, after], [of_before, of_after], ground);
    let mut comparison = Comparison {
        sides: [before, after],
        facts: [of_before, of_after],
        ground,
        changes: Vec::new(),
    };
    comparison.run(&pairing);
    let mut changes = comparison.changes;
    let classes = Classes::new(before, after, &pairing).flatten();
    let mut ends = Ends::default();
    let one = ends.of_nodes(before, 0, &classes, ground);
    let two = ends.of_nodes(after, 1, &classes, ground);
    let nodes = [one.as_slice(), two.as_slice()];
    changes.extend(edges::edges(
        [before, after],
        nodes,
        &mut ends,
        &classes,
        ground,
    ));
    if ground.has(Aspect::Vulnerabilities) {
        let found = vulnerabilities::vulnerabilities([before, after], nodes, &mut ends, &classes);
        changes.extend(found);
    }
    changes
}
