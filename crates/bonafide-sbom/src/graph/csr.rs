//! Neighbours by vertex, in two flat lists.

/// For each vertex its neighbours, each once, in the order in which they were given.
#[derive(Debug, Default)]
pub(super) struct Csr {
    starts: Vec<usize>,
    ends: Vec<u32>,
}

impl Csr {
    /// Sorts pairs by their first vertex: `pairs` is gone through twice.
    pub(super) fn new<P>(vertices: usize, pairs: P) -> Self
    where
        P: Iterator<Item = (u32, u32)> + Clone,
    {
        let mut next = vec![0_usize; vertices.saturating_add(1)];
        let mut count = 0_usize;
        for (from, _) in pairs.clone() {
            if let Some(slot) = next.get_mut(index(from).saturating_add(1)) {
                *slot = slot.saturating_add(1);
                count = count.saturating_add(1);
            }
        }
        let mut sum = 0_usize;
        for slot in &mut next {
            sum = sum.saturating_add(*slot);
            *slot = sum;
        }
        let starts = next.clone();
        let mut ends = vec![0_u32; count];
        for (from, to) in pairs {
            let Some(slot) = next.get_mut(index(from)) else {
                continue;
            };
            if let Some(end) = ends.get_mut(*slot) {
                *end = to;
            }
            *slot = slot.saturating_add(1);
        }
        Self { starts, ends }.without_repeats(vertices)
    }

    /// One pair may be given for several reasons, such as two scopes of one dependency.
    fn without_repeats(self, vertices: usize) -> Self {
        let mut seen_by = vec![u32::MAX; vertices];
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut ends = Vec::with_capacity(self.ends.len());
        for vertex in vertices_up_to(vertices) {
            starts.push(ends.len());
            for end in self.from(vertex) {
                match seen_by.get_mut(index(*end)) {
                    Some(by) if *by != vertex => {
                        *by = vertex;
                        ends.push(*end);
                    }
                    _ => {}
                }
            }
        }
        starts.push(ends.len());
        Self { starts, ends }
    }

    pub(super) fn from(&self, vertex: u32) -> &[u32] {
        let at = index(vertex);
        let (start, end) = (self.starts.get(at), self.starts.get(at.saturating_add(1)));
        match (start, end) {
            (Some(start), Some(end)) => self.ends.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many pairs there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }
}

pub(super) fn index(vertex: u32) -> usize {
    usize::try_from(vertex).unwrap_or(usize::MAX)
}

pub(super) fn vertices_up_to(count: usize) -> core::ops::Range<u32> {
    0..u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_grouped_and_stand_once() {
        let pairs = [(2, 0), (0, 1), (2, 1), (0, 1), (2, 2), (2, 0)];
        let csr = Csr::new(4, pairs.into_iter());
        let all: Vec<_> = (0..5).map(|vertex| csr.from(vertex).to_vec()).collect();
        assert_eq!(all, [vec![1], vec![], vec![0, 1, 2], vec![], vec![]]);
        assert_eq!(csr.len(), 4);
    }
}
