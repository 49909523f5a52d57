//! Strongly connected components.

use super::csr::{Csr, index, vertices_up_to};

const UNSEEN: u32 = u32::MAX;

/// The sets of more than one vertex in which each is reached from each, by Tarjan's algorithm with
/// a stack of its own.
pub(super) fn cycles(csr: &Csr, vertices: usize) -> Vec<Vec<u32>> {
    let mut search = Search {
        csr,
        order: vec![UNSEEN; vertices],
        low: vec![0; vertices],
        is_open: vec![false; vertices],
        open: Vec::new(),
        path: Vec::new(),
        next: 0,
        found: Vec::new(),
    };
    for vertex in vertices_up_to(vertices) {
        if search.order.get(index(vertex)) == Some(&UNSEEN) {
            search.from(vertex);
        }
    }
    let mut found = search.found;
    for members in &mut found {
        // Smallest first, so that the order does not depend on where the search began.
        if let Some(least) = (0..members.len()).min_by_key(|at| members.get(*at)) {
            members.swap(0, least);
        }
    }
    found.sort_unstable_by_key(|members| members.first().copied());
    found
}

struct Search<'c> {
    csr: &'c Csr,
    order: Vec<u32>,
    low: Vec<u32>,
    is_open: Vec<bool>,
    /// Vertices whose set is not known yet.
    open: Vec<u32>,
    /// The vertices from the first to the current one, each with how many neighbours are done.
    path: Vec<(u32, usize)>,
    next: u32,
    found: Vec<Vec<u32>>,
}

impl Search<'_> {
    fn from(&mut self, first: u32) {
        self.enter(first);
        while let Some((vertex, done)) = self.path.last_mut() {
            let vertex = *vertex;
            let Some(to) = self.csr.from(vertex).get(*done).copied() else {
                self.leave(vertex);
                continue;
            };
            *done = done.saturating_add(1);
            if self.order.get(index(to)) == Some(&UNSEEN) {
                self.enter(to);
            } else if self.is_open.get(index(to)) == Some(&true) {
                let order = self.order.get(index(to)).copied();
                self.lower(vertex, order);
            }
        }
    }

    fn enter(&mut self, vertex: u32) {
        let at = index(vertex);
        if let (Some(order), Some(low), Some(is_open)) = (
            self.order.get_mut(at),
            self.low.get_mut(at),
            self.is_open.get_mut(at),
        ) {
            (*order, *low, *is_open) = (self.next, self.next, true);
        }
        self.next = self.next.saturating_add(1);
        self.open.push(vertex);
        self.path.push((vertex, 0));
    }

    fn leave(&mut self, vertex: u32) {
        self.path.pop();
        let low = self.low.get(index(vertex)).copied();
        if let Some((above, _)) = self.path.last() {
            self.lower(*above, low);
        }
        if low != self.order.get(index(vertex)).copied() {
            return;
        }
        let mut members = Vec::new();
        while let Some(member) = self.open.pop() {
            if let Some(is_open) = self.is_open.get_mut(index(member)) {
                *is_open = false;
            }
            members.push(member);
            if member == vertex {
                break;
            }
        }
        if members.len() > 1 {
            self.found.push(members);
        }
    }

    fn lower(&mut self, vertex: u32, to: Option<u32>) {
        if let (Some(low), Some(to)) = (self.low.get_mut(index(vertex)), to) {
            *low = (*low).min(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(vertices: usize, pairs: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let csr = Csr::new(vertices, pairs.iter().copied());
        let mut found = cycles(&csr, vertices);
        for members in &mut found {
            members.sort_unstable();
        }
        found
    }

    #[test]
    fn sets_are_found_and_single_vertices_are_not() {
        assert!(found(3, &[(0, 1), (1, 2), (0, 2), (2, 2)]).is_empty());
        assert_eq!(found(2, &[(0, 1), (1, 0)]), [[0, 1]]);
        let two = [(4, 3), (3, 4), (4, 0), (0, 1), (1, 2), (2, 0), (1, 0)];
        assert_eq!(found(5, &two), [vec![0, 1, 2], vec![3, 4]]);
    }

    #[test]
    fn sets_are_those_of_mutual_reach() {
        // Against the definition, on every graph of 3 vertices and on some of 4.
        for bits in 0_u32..1 << 12 {
            let all = (0..4).flat_map(|from| (0..4).map(move |to| (from, to)));
            let pairs: Vec<_> = all
                .filter(|(from, to)| from != to)
                .enumerate()
                .filter(|(at, _)| bits >> at & 1 == 1)
                .map(|(_, pair)| pair)
                .collect();
            let mut reach = [[false; 4]; 4];
            for (from, to) in &pairs {
                reach[*from as usize][*to as usize] = true;
            }
            for by in 0..4 {
                for from in 0..4 {
                    for to in 0..4 {
                        reach[from][to] |= reach[from][by] && reach[by][to];
                    }
                }
            }
            let mut expected: Vec<Vec<u32>> = Vec::new();
            for (vertex, reached) in reach.iter().enumerate() {
                let set: Vec<u32> = (0..4_u32)
                    .filter(|o| reached[*o as usize] && reach[*o as usize][vertex])
                    .collect();
                if set.len() > 1 && !expected.contains(&set) {
                    expected.push(set);
                }
            }
            assert_eq!(found(4, &pairs), expected, "{pairs:?}");
        }
    }
}
