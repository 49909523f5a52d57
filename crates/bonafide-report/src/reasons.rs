//! How messages name several things: the first three, and how many more there are.

use core::fmt::{self, Display};

/// How many are named.
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
    write_after(f, ": ", reasons, count)
}

/// As [`write_reasons`], where nothing is said first: `one; two; three; and 4 more`.
///
/// # Errors
/// What writing answers.
pub fn write_several(
    f: &mut fmt::Formatter<'_>,
    reasons: impl IntoIterator<Item: Display>,
    count: usize,
) -> fmt::Result {
    write_after(f, "", reasons, count)
}

fn write_after(
    f: &mut fmt::Formatter<'_>,
    start: &str,
    reasons: impl IntoIterator<Item: Display>,
    count: usize,
) -> fmt::Result {
    for (at, reason) in reasons.into_iter().take(NAMED).enumerate() {
        let sign = if at == 0 { start } else { "; " };
        write!(f, "{sign}{reason}")?;
    }
    match count.saturating_sub(NAMED) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}

/// The first three names of a list inside a sentence, and how many more there are; `none` where it
/// is empty.
///
/// ```
/// use bonafide_report::first_few;
///
/// assert_eq!(first_few(["a", "b", "c"]), "a, b, c");
/// assert_eq!(first_few(["a", "b", "c", "d"]), "a, b, c and 1 more");
/// assert_eq!(first_few::<&str>([]), "none");
/// ```
pub fn first_few<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let mut names = names.into_iter();
    let told: Vec<String> = names
        .by_ref()
        .take(NAMED)
        .map(|it| it.to_string())
        .collect();
    match (told.is_empty(), names.count()) {
        (true, _) => "none".to_owned(),
        (false, 0) => told.join(", "),
        (false, more) => format!("{} and {more} more", told.join(", ")),
    }
}
