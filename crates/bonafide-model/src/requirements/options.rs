//! Options of lines and of files.

use bonafide_report::registry::{
    LOCK_CREDENTIALS, LOCK_INDEX, LOCK_INSECURE_URL, LOCK_MALFORMED, LOCK_OPTION, LOCK_UNLOCKABLE,
};
use bonafide_report::{Code, Escaped};

use super::policy::Policy;
use super::url::{INSECURE, Url};

/// One option with its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// In its long form, without the dashes.
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// The options that a line may have: long form, short form, whether an argument follows.
const OPTIONS: [(&str, &str, bool); 20] = [
    ("requirement", "r", true),
    ("constraint", "c", true),
    ("editable", "e", true),
    ("index-url", "i", true),
    ("pypi-url", "", true),
    ("extra-index-url", "", true),
    ("no-index", "", false),
    ("find-links", "f", true),
    ("no-binary", "", true),
    ("only-binary", "", true),
    ("prefer-binary", "", false),
    ("require-hashes", "", false),
    ("pre", "", false),
    ("trusted-host", "", true),
    ("use-feature", "", true),
    ("hash", "", true),
    ("global-option", "", true),
    ("config-settings", "C", true),
    ("config-setting", "", true),
    ("uploaded-prior-to", "", true),
];

/// The options in `text`, which begins with one; `None` where it is not made of options alone.
pub(super) fn parse(text: &str) -> Option<Vec<Given>> {
    let mut words = words(text)?.into_iter();
    let mut given = Vec::new();
    while let Some(word) = words.next() {
        let (name, takes_value, attached) = split(&word)?;
        let value = match (takes_value, attached) {
            (true, Some(value)) => value,
            (true, None) => words.next()?,
            (false, None) => String::new(),
            (false, Some(_)) => return None,
        };
        given.push(Given { name, value });
    }
    Some(given)
}

/// The option that a word names, and the argument that is part of the word.
fn split(word: &str) -> Option<(&'static str, bool, Option<String>)> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        let (name, _, takes_value) = OPTIONS.iter().find(|(long, ..)| *long == name)?;
        return Some((*name, *takes_value, value));
    }
    let rest = word.strip_prefix('-')?;
    let is_short = |short: &str| !short.is_empty() && rest.starts_with(short);
    let (name, short, takes_value) = OPTIONS.iter().find(|(_, short, _)| is_short(short))?;
    let attached = rest.strip_prefix(short).filter(|value| !value.is_empty());
    Some((*name, *takes_value, attached.map(str::to_owned)))
}

/// Words as a shell splits them; `None` where a backslash escapes something or a quote stays open.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (_, '\\') => return None,
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// What is to be said of an option that stands on a line of its own and names no file to include.
///
/// # Specification
/// models REQ-5.
pub(super) fn judge(option: &Given, policy: &Policy) -> Vec<(Code, String)> {
    let name = option.name;
    match name {
        "index-url" | "pypi-url" | "extra-index-url" | "find-links" => {
            of_index(name, &option.value, policy)
        }
        "trusted-host" | "pre" | "no-binary" => {
            let value = Escaped(&option.value);
            vec![(
                LOCK_OPTION,
                format!(
                    "{} weakens the list",
                    format!("--{name} {value}").trim_end()
                ),
            )]
        }
        "editable" => vec![(
            LOCK_UNLOCKABLE,
            "an editable requirement cannot be locked".to_owned(),
        )],
        "hash" | "global-option" | "config-settings" | "config-setting" => {
            vec![(
                LOCK_MALFORMED,
                format!("--{name} stands without a requirement"),
            )]
        }
        _ => Vec::new(),
    }
}

fn of_index(name: &str, value: &str, policy: &Policy) -> Vec<(Code, String)> {
    let Some(url) = Url::parse(value) else {
        return vec![(LOCK_INDEX, format!("--{name} names a local place"))];
    };
    let shown = url.shown();
    let mut notes = Vec::new();
    if url.has_credentials() {
        notes.push((
            LOCK_CREDENTIALS,
            format!("--{name} {shown} has credentials"),
        ));
    }
    if url.is_insecure() {
        notes.push((LOCK_INSECURE_URL, format!("--{name} {shown} is {INSECURE}")));
    }
    if !policy.origins.contains(&url.origin()) {
        let why = match name {
            "extra-index-url" => ": whoever takes a name there can stand in for each other index",
            _ => "",
        };
        notes.push((
            LOCK_INDEX,
            format!("--{name} {shown} is not on the list{why}"),
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_words() {
        for (text, wanted) in [
            ("-r a.txt", &[("requirement", "a.txt")][..]),
            ("-ra.txt", &[("requirement", "a.txt")]),
            ("--requirement=a.txt", &[("requirement", "a.txt")]),
            ("-r 'a b.txt'", &[("requirement", "a b.txt")]),
            ("--pre --no-index", &[("pre", ""), ("no-index", "")]),
            (
                "--hash=sha256:x\t--hash sha256:y",
                &[("hash", "sha256:x"), ("hash", "sha256:y")],
            ),
            ("-i \"\"", &[("index-url", "")]),
        ] {
            let found = parse(text).unwrap();
            let found: Vec<_> = found
                .iter()
                .map(|given| (given.name, &*given.value))
                .collect();
            assert_eq!(found, wanted, "{text}");
        }
        for bad in [
            "--req a", "-x", "--pre=1", "-r", "--hash", "-r a b", "-r 'a", "-r a\\b", "--", "-",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
