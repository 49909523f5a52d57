//! Bars of text.

use bonafide_report::Escaped;

/// The longest bar, in characters.
const WIDTH: usize = 40;
/// The longest label, in characters; a longer one is cut, and shows that it is.
const LABEL: usize = 36;

/// Room for the label of what is not shown.
const OTHERS: usize = 12;

/// One line a row, with a bar in proportion to the greatest count, then one for all rows beyond
/// `most`. Labels are shown escaped.
pub(super) fn bars(rows: &[(String, usize)], most: usize) -> String {
    let shown = &rows[..rows.len().min(most)];
    let greatest = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let labels: Vec<String> = shown.iter().map(|(label, _)| cut(label)).collect();
    let lengths = labels.iter().map(|label| label.chars().count());
    let width = lengths.max().unwrap_or(0).max(OTHERS);
    let mut out = String::new();
    for (label, (_, count)) in labels.iter().zip(shown) {
        // Nothing that is there has no bar.
        let length = (count * WIDTH).div_ceil(greatest.max(1));
        out += &format!("  {label:width$}  {count:>7}  {}\n", "#".repeat(length));
    }
    let rest = &rows[shown.len()..];
    if !rest.is_empty() {
        let count: usize = rest.iter().map(|(_, count)| count).sum();
        let label = format!("{} others", rest.len());
        out += &format!("  {label:width$}  {count:>7}\n");
    }
    out
}

fn cut(label: &str) -> String {
    let label = Escaped(label).to_string();
    if label.chars().count() <= LABEL {
        return label;
    }
    label.chars().take(LABEL - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, count: usize) -> (String, usize) {
        (label.to_owned(), count)
    }

    #[test]
    fn bars_are_in_proportion_and_never_empty() {
        let text = bars(&[row("a", 1000), row("bcd", 500), row("e", 1)], 10);
        let lengths: Vec<usize> = text.lines().map(|line| line.matches('#').count()).collect();
        assert_eq!(lengths, [40, 20, 1]);
        assert!(
            text.lines().all(|line| line.find('#') == Some(25)),
            "{text}"
        );
    }

    #[test]
    fn what_is_beyond_is_counted_together() {
        let text = bars(&[row("a", 3), row("b", 2), row("c", 1)], 1);
        assert!(text.ends_with("  2 others            3\n"), "{text}");
        assert_eq!(bars(&[], 3), "");
    }

    #[test]
    fn labels_are_escaped_and_cut() {
        let text = bars(&[row("a\u{1b}[31m\nb", 1), row(&"x".repeat(99), 1)], 9);
        assert!(
            !text.contains('\u{1b}') && text.lines().count() == 2,
            "{text}"
        );
        assert!(text.contains('…'));
    }
}
