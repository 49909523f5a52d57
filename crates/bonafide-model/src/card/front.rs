//! Where the front matter ends.

use bonafide_report::registry::CARD_MALFORMED;

use crate::Finding;

/// The byte at which the front matter begins, the front matter, and the text after it. A card without
/// has an empty one.
///
/// # Specification
/// models CRD-2.
pub(super) fn split(text: &str) -> Result<(usize, &str, &str), Finding> {
    let rest = text.strip_prefix("---\n").or(text.strip_prefix("---\r\n"));
    let Some(rest) = rest else {
        // Some readers pass over these.
        let looks_so = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        if looks_so
            .lines()
            .next()
            .is_some_and(|line| line.trim_end() == "---")
        {
            let message = "front matter that does not begin on the first line";
            return Err(Finding::error(CARD_MALFORMED, message));
        }
        return Ok((0, "", text));
    };
    let start = text.len().saturating_sub(rest.len());
    let mut end = 0_usize;
    for piece in rest.split_inclusive('\n') {
        let line = piece.strip_suffix('\n').unwrap_or(piece);
        let next = end.saturating_add(piece.len());
        if line.strip_suffix('\r').unwrap_or(line) == "---" {
            let front = rest.get(..end).unwrap_or_default();
            return Ok((start, front, rest.get(next..).unwrap_or_default()));
        }
        end = next;
    }
    let message = "front matter that does not end";
    Err(Finding::error(CARD_MALFORMED, message))
}
