//! How a refusal ends that has several reasons.

use core::fmt::{self, Display};

/// How many reasons are named.
const NAMED: usize = 3;

/// Writes the first three of `count` reasons behind what a refusal says first, and how many more
/// there are: `: one; two; three; and 4 more`. For the [`Display`] of errors.
///
/// # Errors
/// What writing answers.
///
/// ```
/// use core::fmt;
///
/// struct Refusal(Vec<&'static str>);
///
/// impl fmt::Display for Refusal {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("reject")?;
///         bonafide_report::write_reasons(f, &self.0, self.0.len())
///     }
/// }
///
/// assert_eq!(Refusal(vec![]).to_string(), "reject");
/// assert_eq!(Refusal(vec!["a", "b", "c"]).to_string(), "reject: a; b; c");
/// assert_eq!(Refusal(vec!["a", "b", "c", "d"]).to_string(), "reject: a; b; c; and 1 more");
/// ```
pub fn write_reasons(
    f: &mut fmt::Formatter<'_>,
    reasons: impl IntoIterator<Item: Display>,
    count: usize,
) -> fmt::Result {
    for (at, reason) in reasons.into_iter().take(NAMED).enumerate() {
        let sign = if at == 0 { ": " } else { "; " };
        write!(f, "{sign}{reason}")?;
    }
    match count.saturating_sub(NAMED) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}
