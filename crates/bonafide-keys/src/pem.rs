//! PEM text: the blocks of a file, and what one block holds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_report::Exceeded;

use crate::Error;

/// How the first line of a block begins, and its last.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// One decoded block.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block<'a> {
    /// The label between `BEGIN` or `END` and the dashes.
    pub label: &'a str,
    /// The decoded bytes.
    pub der: Vec<u8>,
}

/// Decodes text that is exactly one PEM block of at most `most` bytes, with nothing but
/// whitespace around it.
///
/// Lines end in LF or CRLF and may have any length; inside the block there are no headers, no
/// blank lines and no spaces. The base64 is padded and canonical.
///
/// # Errors
/// [`Error::Limit`] when the text is longer than such a block can be, or decodes to more than
/// `most` bytes; [`Error::Pem`] otherwise.
///
/// # Specification
/// RFC 7468 section 3; stricter: no text outside the block.
pub fn decode(text: &str, most: usize) -> Result<Block<'_>, Error> {
    // Base64 with a line end after every few digits, and the two boundary lines.
    let longest = most.saturating_mul(4).saturating_add(4096);
    Exceeded::check(text.len(), longest, "PEM text bytes")?;

    let wrong = |what| Error::Pem { what };
    let text = text.trim_matches(is_whitespace);
    if text.is_empty() {
        return Err(wrong("the file is empty"));
    }
    let mut lines = text.split('\n').map(without_cr);
    let label = lines
        .next()
        .and_then(|line| boundary(line, BEGIN))
        .ok_or(wrong("no BEGIN line"))?;

    let mut digits = String::with_capacity(text.len());
    for line in lines.by_ref() {
        if let Some(end) = boundary(line, END) {
            if end != label {
                return Err(wrong("the END line has another label"));
            }
            if lines.next().is_some() {
                return Err(wrong("text after the block"));
            }
            let der = STANDARD
                .decode(&digits)
                .map_err(|_| wrong("not strict base64"))?;
            if der.is_empty() {
                return Err(wrong("the block is empty"));
            }
            Exceeded::check(der.len(), most, "PEM block bytes")?;
            return Ok(Block { label, der });
        }
        if line.is_empty() {
            return Err(wrong("a blank line inside the block"));
        }
        digits.push_str(line);
    }
    Err(wrong("no END line"))
}

/// The blocks of a text in their order, each with its boundary lines, for [`decode`]. What stands
/// between them is passed over, as tools write the names of certificates there. A block without an
/// END line goes on to the end of the text, and [`decode`] refuses it.
///
/// ```
/// let text = "issuer=a\n-----BEGIN X-----\nAA==\n-----END X-----\nissuer=b\n";
/// let blocks: Vec<&str> = bonafide_keys::pem::blocks(text).collect();
/// assert_eq!(blocks, ["-----BEGIN X-----\nAA==\n-----END X-----"]);
/// ```
pub fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let (_, block) = rest.split_at_checked(rest.find(BEGIN)?)?;
        let end = block.find(END).map_or(block.len(), |at| {
            let tail = block.get(at..).unwrap_or_default();
            at.saturating_add(tail.find('\n').unwrap_or(tail.len()))
        });
        let (block, after) = block.split_at_checked(end)?;
        rest = after;
        Some(block)
    })
}

/// The labels of the blocks of a text, as far as their BEGIN lines are ones.
pub(crate) fn labels(text: &str) -> impl Iterator<Item = &str> {
    blocks(text).filter_map(|block| boundary(without_cr(block.split('\n').next()?), BEGIN))
}

const fn is_whitespace(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn without_cr(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

/// The label of a boundary line that begins with `prefix`.
fn boundary<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let label = line.strip_prefix(prefix)?.strip_suffix("-----")?;
    let good = !label.is_empty()
        && label
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_uppercase() || byte.is_ascii_digit());
    good.then_some(label)
}
