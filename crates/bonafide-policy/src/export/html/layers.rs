//! How deep the nodes of a graph stand.

/// Layers of a picture; what is deeper is left out of it.
const MAX_LAYERS: usize = 12;

/// The nodes of each layer, the top first: a node stands below all that need it, as far as circles
/// allow that. What has no line to anything is in no layer. Takes time with the lines of the graph,
/// and no recursion.
pub(super) fn layers(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let order = order(needs);
    let mut place = vec![usize::MAX; needs.len()];
    for (at, node) in order.iter().enumerate() {
        set(&mut place, *node, at);
    }
    let mut depth = vec![0_usize; needs.len()];
    let mut has_line = vec![false; needs.len()];
    for node in &order {
        let next = depth.get(*node).copied().unwrap_or(0).saturating_add(1);
        for needed in needs.get(*node).into_iter().flatten() {
            if needed == node || *needed >= needs.len() {
                continue;
            }
            set(&mut has_line, *node, true);
            set(&mut has_line, *needed, true);
            // Only lines that lead on count: those back close a circle.
            if place.get(*needed) > place.get(*node)
                && let Some(depth) = depth.get_mut(*needed)
            {
                *depth = next.max(*depth);
            }
        }
    }
    let mut layers = vec![Vec::new(); MAX_LAYERS];
    for node in &order {
        if has_line.get(*node) == Some(&true)
            && let Some(depth) = depth.get(*node)
            && let Some(layer) = layers.get_mut(*depth)
        {
            layer.push(*node);
        }
    }
    layers
}

/// All nodes, each before what it needs but where there is a circle.
fn order(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; needs.len()];
    let mut done = Vec::with_capacity(needs.len());
    // From the back, so that the first nodes come first in the end.
    for root in (0..needs.len()).rev() {
        if seen.get(root) != Some(&false) {
            continue;
        }
        set(&mut seen, root, true);
        let mut open = vec![(root, 0_usize)];
        while let Some((node, at)) = open.pop() {
            let needed = needs.get(node).map(Vec::as_slice).unwrap_or_default();
            let next = needed.len().checked_sub(at.saturating_add(1));
            let Some(next) = next.and_then(|it| needed.get(it)) else {
                done.push(node);
                continue;
            };
            open.push((node, at.saturating_add(1)));
            if seen.get(*next) == Some(&false) {
                set(&mut seen, *next, true);
                open.push((*next, 0));
            }
        }
    }
    done.reverse();
    done
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let layers = layers(needs).into_iter();
        layers.filter(|layer| !layer.is_empty()).collect()
    }

    #[test]
    fn the_longest_way_tells_the_depth() {
        let needs = [vec![1, 2, 3], vec![2], vec![3], vec![], vec![]];
        assert_eq!(filled(&needs), [[0], [1], [2], [3]]);
        let needs = [vec![1, 2], vec![], vec![], vec![2]];
        assert_eq!(filled(&needs), [vec![0, 3], vec![1, 2]]);
    }

    #[test]
    fn circles_end() {
        assert_eq!(filled(&[vec![1], vec![2], vec![0]]).len(), 3);
        assert!(filled(&[vec![0], vec![9]]).is_empty());
        let dense: Vec<Vec<usize>> = (0..500).map(|_| (0..500).collect()).collect();
        assert_eq!(filled(&dense).len(), MAX_LAYERS);
    }
}
