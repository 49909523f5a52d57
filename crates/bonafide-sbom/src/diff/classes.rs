//! Components of both documents that are one, or that nobody can tell apart.

use super::member::Side;
use super::pairing::Pairing;

/// The class of each member: those before first, then those after.
pub(super) struct Classes {
    parents: Vec<u32>,
    before: usize,
}

impl Classes {
    pub(super) fn new(before: &Side<'_>, after: &Side<'_>, pairing: &Pairing) -> Self {
        let count = before.members.len().saturating_add(after.members.len());
        let ids = u32::try_from(count).unwrap_or(u32::MAX);
        let mut classes = Self {
            parents: (0..ids).collect(),
            before: before.members.len(),
        };
        for pair in &pairing.pairs {
            classes.unite((0, pair.before), (1, pair.after));
        }
        for (side, ties) in pairing.ties.iter().enumerate() {
            for (one, two) in ties {
                classes.unite((side, *one), (side, *two));
            }
        }
        classes
    }

    /// The class of a member of a side, which is 0 or 1.
    pub(super) fn of(&self, side: usize, at: u32) -> u32 {
        let mut at = self.index(side, at);
        while let Some(parent) = self.parent(at).filter(|parent| *parent != at) {
            at = parent;
        }
        at
    }

    fn index(&self, side: usize, at: u32) -> u32 {
        let before = u32::try_from(self.before).unwrap_or(u32::MAX);
        if side == 0 {
            at
        } else {
            before.saturating_add(at)
        }
    }

    fn parent(&self, at: u32) -> Option<u32> {
        let at = usize::try_from(at).ok()?;
        self.parents.get(at).copied()
    }

    fn unite(&mut self, one: (usize, u32), two: (usize, u32)) {
        let (one, two) = (self.root(one), self.root(two));
        if let Some(slot) = usize::try_from(one)
            .ok()
            .and_then(|at| self.parents.get_mut(at))
        {
            *slot = two;
        }
    }

    /// Halves the way on each walk, so that ways stay short.
    fn root(&mut self, (side, at): (usize, u32)) -> u32 {
        let mut at = self.index(side, at);
        while let Some(parent) = self.parent(at).filter(|parent| *parent != at) {
            let next = self.parent(parent).unwrap_or(parent);
            if let Some(slot) = usize::try_from(at)
                .ok()
                .and_then(|at| self.parents.get_mut(at))
            {
                *slot = next;
            }
            at = next;
        }
        at
    }

    /// Makes each way one step.
    pub(super) fn flatten(mut self) -> Self {
        let ids = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        for at in 0..ids {
            let root = self.root((0, at));
            if let Some(slot) = usize::try_from(at)
                .ok()
                .and_then(|at| self.parents.get_mut(at))
            {
                *slot = root;
            }
        }
        self
    }
}
