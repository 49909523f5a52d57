//! Graphs as pictures: what stands deeper stands lower, and lists beside them tell the same in words.

use core::fmt::Write as _;

use super::super::escape::{html, raw};
use super::layers::layers;

/// Boxes of one picture.
const MAX_BOXES: usize = 200;

/// Lines of one picture.
const MAX_EDGES: usize = 600;

/// Boxes side by side.
const COLUMNS: usize = 4;

/// Characters of one line of a box, as wide as Latin ones.
const LINE: usize = 28;

/// What a box takes, and the room around it.
const WIDTH: usize = 216;
const HEIGHT: usize = 44;
const ASIDE: usize = 32;
const BELOW: usize = 14;
const BETWEEN_LAYERS: usize = 44;

/// A box: its text as an input has it, and whether it is what all is about.
pub(super) struct Node<'a> {
    pub(super) text: &'a str,
    pub(super) is_subject: bool,
}

/// Where a box stands.
#[derive(Clone, Copy)]
struct Spot {
    x: usize,
    y: usize,
    layer: usize,
    /// Where its layer ends.
    floor: usize,
    /// Whether it stands in the first or the last row of its layer.
    is_first: bool,
    is_last: bool,
}

/// Draws nodes, and a line for each pair of positions: the former needs the latter. `hidden` is how
/// many nodes are known of besides. Nothing is drawn where no lines are.
pub(super) fn write_graph(
    out: &mut String,
    what: &str,
    nodes: &[Node<'_>],
    needs: &[Vec<usize>],
    hidden: u64,
) {
    let layers = layers(needs);
    let layered = layers.iter().map(Vec::len).fold(0, usize::saturating_add);
    if layered < 2 {
        return;
    }
    let columns = layers.iter().map(Vec::len).max().unwrap_or(0).min(COLUMNS);
    let (spots, height) = place(&layers, nodes.len(), columns);
    let width = columns
        .saturating_mul(WIDTH.saturating_add(ASIDE))
        .saturating_add(ASIDE);
    let shown = spots.iter().flatten().count();
    let _ = writeln!(
        out,
        "<div class=\"graph\" tabindex=\"0\">\n<svg role=\"img\" aria-label=\"{what}; the list below \
         says the same\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">"
    );
    let lines = write_lines(out, &spots, needs);
    for (node, spot) in nodes.iter().zip(&spots) {
        if let Some(spot) = spot {
            write_box(out, node, *spot);
        }
    }
    out.push_str("</svg>\n</div>\n");
    write_rest(out, nodes.len().saturating_sub(shown), hidden, lines);
}

/// What is not in the picture.
fn write_rest(out: &mut String, boxes: usize, hidden: u64, lines: usize) {
    let hidden = usize::try_from(hidden).unwrap_or(usize::MAX);
    let boxes = boxes.saturating_add(hidden);
    let rest = [(boxes, "entry", "entries"), (lines, "line", "lines")];
    let rest = rest.iter().filter(|(count, ..)| *count > 0);
    let rest: Vec<String> = rest
        .map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }))
        .collect();
    if !rest.is_empty() {
        let rest = rest.join(" and ");
        let _ = writeln!(out, "<p class=\"soft\">Not drawn: {rest}.</p>");
    }
}

/// Gives boxes their places, in the same columns in every layer: so lines find their way between
/// columns, and on a narrow screen the first column is seen first. And the height of it all.
fn place(layers: &[Vec<usize>], nodes: usize, columns: usize) -> (Vec<Option<Spot>>, usize) {
    let mut spots = vec![None; nodes];
    let mut room = MAX_BOXES;
    let mut y = BELOW;
    let row_height = HEIGHT.saturating_add(BELOW);
    for (layer, members) in layers.iter().enumerate() {
        let members = members.get(..room.min(members.len())).unwrap_or_default();
        if members.is_empty() {
            break;
        }
        room = room.saturating_sub(members.len());
        if layer > 0 {
            y = y.saturating_add(BETWEEN_LAYERS).saturating_sub(BELOW);
        }
        let rows = members.chunks(columns.max(1));
        let last = rows.len().saturating_sub(1);
        let floor = y
            .saturating_add(last.saturating_mul(row_height))
            .saturating_add(HEIGHT);
        for (row, members) in rows.enumerate() {
            let mut x = ASIDE;
            for at in members {
                if let Some(spot) = spots.get_mut(*at) {
                    *spot = Some(Spot {
                        x,
                        y,
                        layer,
                        floor,
                        is_first: row == 0,
                        is_last: row == last,
                    });
                }
                x = x.saturating_add(WIDTH).saturating_add(ASIDE);
            }
            y = y.saturating_add(row_height);
        }
    }
    (spots, y)
}

/// Draws the lines between boxes, and says how many there were no room for.
fn write_lines(out: &mut String, spots: &[Option<Spot>], needs: &[Vec<usize>]) -> usize {
    let mut drawn = 0_usize;
    let mut left = 0_usize;
    for (from, needed) in spots.iter().zip(needs) {
        let Some(from) = from else { continue };
        for to in needed {
            let Some(Some(to)) = spots.get(*to) else {
                continue;
            };
            if drawn < MAX_EDGES {
                drawn = drawn.saturating_add(1);
                write_line(out, *from, *to);
            } else {
                left = left.saturating_add(1);
            }
        }
    }
    left
}

/// From below a box, or around those below it, to the top of another, or around those above it.
fn write_line(out: &mut String, from: Spot, to: Spot) {
    let gutter = ASIDE.saturating_div(4);
    let (half, middle) = (WIDTH.saturating_div(2), HEIGHT.saturating_div(2));
    if to.layer <= from.layer {
        let (x, y) = (from.x.saturating_add(WIDTH), from.y.saturating_add(middle));
        let (end_x, end_y) = (to.x.saturating_add(WIDTH), to.y.saturating_add(middle));
        let (bend, end_bend) = (x.saturating_add(ASIDE), end_x.saturating_add(ASIDE));
        let _ = writeln!(
            out,
            "<path class=\"back\" d=\"M{x} {y}C{bend} {y} {end_bend} {end_y} {end_x} {end_y}\"/>"
        );
        return;
    }
    let start = if from.is_last {
        from.x.saturating_add(half)
    } else {
        from.x.saturating_add(WIDTH).saturating_add(gutter)
    };
    if from.is_last {
        let _ = write!(out, "<path d=\"M{start} {}", from.floor);
    } else {
        let (x, y) = (from.x.saturating_add(WIDTH), from.y.saturating_add(middle));
        let _ = write!(out, "<path d=\"M{x} {y}H{start}V{}", from.floor);
    }
    let is_next = to.is_first && to.layer == from.layer.saturating_add(1);
    let end = if is_next {
        to.x.saturating_add(half)
    } else {
        to.x.saturating_sub(gutter)
    };
    let low = from.floor.saturating_add(BETWEEN_LAYERS);
    let bend = from.floor.saturating_add(BETWEEN_LAYERS.saturating_div(2));
    let _ = write!(out, "C{start} {bend} {end} {bend} {end} {low}");
    if !is_next {
        let _ = write!(out, "V{}H{}", to.y.saturating_add(middle), to.x);
    }
    out.push_str("\"/>\n");
}

fn write_box(out: &mut String, node: &Node<'_>, spot: Spot) {
    let full = raw(node.text);
    let (name, place) = two_lines(&full);
    let class = if node.is_subject {
        " class=\"subject\""
    } else {
        ""
    };
    let (x, y) = (spot.x.saturating_add(10), spot.y);
    let _ = write!(
        out,
        "<g{class}><title>{}</title><rect x=\"{}\" y=\"{y}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" rx=\"4\"/>",
        html(&full),
        spot.x
    );
    let lower = if place.is_empty() { 27 } else { 19 };
    let name_y = y.saturating_add(lower);
    let _ = write!(out, "<text x=\"{x}\" y=\"{name_y}\">{}</text>", html(&name));
    // It is there for every text, so that no text changes what the page is made of.
    let y = y.saturating_add(35);
    let _ = write!(
        out,
        "<text class=\"where\" x=\"{x}\" y=\"{y}\">{}</text>",
        html(&place)
    );
    out.push_str("</g>\n");
}

/// What something is called, and where it belongs.
fn two_lines(text: &str) -> (String, String) {
    let plain = text.split(['?', '#']).next().unwrap_or(text);
    let (path, _) = plain.rsplit_once('@').unwrap_or((plain, ""));
    let path = path.trim_end_matches('/');
    let is_named = path.contains("//") || path.starts_with("pkg:");
    match path.rfind('/').filter(|_| is_named) {
        Some(at) => {
            let (place, name) = plain.split_at_checked(at).unwrap_or((plain, ""));
            (cut(name.trim_start_matches('/')), cut(place))
        }
        None => (cut(text), String::new()),
    }
}

/// As much of a text as a line has room for.
fn cut(text: &str) -> String {
    let mut out = String::new();
    let mut room = LINE;
    for c in text.chars() {
        let wide = if u32::from(c) < 0x1100 { 1 } else { 2 };
        let Some(rest) = room.checked_sub(wide) else {
            out.pop();
            out.push('…');
            break;
        };
        room = rest;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(needs: &[Vec<usize>], hidden: u64) -> String {
        let names: Vec<String> = (0..needs.len()).map(|at| format!("c{at}")).collect();
        let node = |name| Node {
            text: name,
            is_subject: false,
        };
        let nodes: Vec<_> = names.iter().map(|name| node(name.as_str())).collect();
        let mut out = String::new();
        write_graph(&mut out, "Test", &nodes, needs, hidden);
        out
    }

    #[test]
    fn what_needs_something_stands_above_it() {
        let text = drawn(&[vec![1, 2], vec![2], vec![]], 0);
        let y = |name: &str| -> usize {
            let (_, rest) = text.split_once(&format!("<title>{name}</title>")).unwrap();
            let (_, rest) = rest.split_once("y=\"").unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        assert!(y("c0") < y("c1") && y("c1") < y("c2"), "{text}");
        assert_eq!(text.matches("<path").count(), 3);
        assert!(!text.contains("Not drawn"));
    }

    #[test]
    fn pictures_of_any_graph_are_bounded() {
        let wide: Vec<Vec<usize>> = std::iter::once((1..400).collect())
            .chain((1..400).map(|_| Vec::new()))
            .collect();
        let dense: Vec<Vec<usize>> = (0..400)
            .map(|_| (0..400).chain([usize::MAX]).collect())
            .collect();
        let chain: Vec<Vec<usize>> = (0..400).map(|at| vec![at + 1]).collect();
        for (needs, boxes) in [(wide, 200), (dense, 12), (chain, 12)] {
            let text = drawn(&needs, 7);
            assert_eq!(text.matches("<rect").count(), boxes);
            assert!(text.matches("<path").count() <= MAX_EDGES);
            let rest = format!("Not drawn: {} entries", 400 - boxes + 7);
            assert!(text.contains(&rest), "{text}");
        }
    }

    #[test]
    fn lines_are_bounded() {
        // 30 boxes that need 30 others each.
        let half: Vec<usize> = (30..60).collect();
        let mut needs = vec![half; 30];
        needs.resize(60, Vec::new());
        let text = drawn(&needs, 0);
        assert_eq!(text.matches("<path").count(), MAX_EDGES);
        assert!(text.contains("Not drawn: 300 lines."), "{text}");
    }

    #[test]
    fn text_of_boxes_is_text() {
        let hostile = "<a>&\"\u{1b}\u{202e}";
        for text in [hostile.to_owned(), format!("pkg:{hostile}/{hostile}@1")] {
            let node = |text| Node {
                text,
                is_subject: true,
            };
            let mut out = String::new();
            let nodes = [node(text.as_str()), node("b")];
            write_graph(&mut out, "Test", &nodes, &[vec![1], vec![]], 0);
            assert!(
                !out.contains("<a>") && out.contains("&lt;a&gt;&amp;&quot;"),
                "{out}"
            );
            assert_eq!(out.matches('"').count() % 2, 0);
            assert!(!out.contains(['\u{1b}', '\u{202e}']));
        }
    }

    #[test]
    fn nothing_is_drawn_where_nothing_is_needed() {
        assert_eq!(drawn(&[vec![], vec![]], 3), "");
        assert_eq!(drawn(&[], 0), "");
    }

    #[test]
    fn boxes_say_what_and_where() {
        let pair = |name: &str, place: &str| (name.to_owned(), place.to_owned());
        for (text, lines) in [
            ("pkg:npm/%40a/b@1.2?x=y/z", pair("b@1.2", "pkg:npm/%40a")),
            (
                "git+https://github.com/o/app@refs/tags/v1",
                pair("app@refs/tags/v1", "git+https://github.com/o"),
            ),
            ("left 1/2", pair("left 1/2", "")),
            (
                "a name that has far too many characters",
                pair("a name that has far too man…", ""),
            ),
            ("pkg:", pair("pkg:", "")),
        ] {
            assert_eq!(two_lines(text), lines);
        }
        assert_eq!(cut(&"\u{6f22}".repeat(15)).chars().count(), 14);
    }
}
