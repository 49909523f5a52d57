//! Versions of projects, in the one form in which equal ones are equal.

/// The most bytes of a version.
const MOST: usize = 1024;

/// The canonical form of a version, without the zeros that end its release. `None` for what is no
/// version.
///
/// # Specification
/// PyPA version specifiers (PEP 440), appendix: parsing with regular expressions; normalisation.
pub(super) fn canonical(version: &str) -> Option<String> {
    if version.len() > MOST || !version.is_ascii() {
        return None;
    }
    let lower = version.to_ascii_lowercase();
    let (public, local) = match lower.split_once('+') {
        Some((public, local)) => (public, Some(local)),
        None => (lower.as_str(), None),
    };
    let mut rest = public.strip_prefix('v').unwrap_or(public);
    let mut out = String::new();
    if let Some((epoch, after)) = rest.split_once('!') {
        let epoch = whole_number(epoch)?;
        if epoch != "0" {
            out.push_str(epoch);
            out.push('!');
        }
        rest = after;
    }
    release(&mut rest, &mut out)?;
    suffix(&mut rest, &mut out, PRE);
    if !implicit_post(&mut rest, &mut out) {
        suffix(&mut rest, &mut out, POST);
    }
    suffix(&mut rest, &mut out, DEV);
    if !rest.is_empty() {
        return None;
    }
    if let Some(local) = local {
        push_local(local, &mut out)?;
    }
    Some(out)
}

/// Spellings and what they stand for; a longer one before its beginning.
type Spellings = &'static [(&'static str, &'static str)];

const PRE: Spellings = &[
    ("alpha", "a"),
    ("a", "a"),
    ("beta", "b"),
    ("b", "b"),
    ("preview", "rc"),
    ("pre", "rc"),
    ("rc", "rc"),
    ("c", "rc"),
];
const POST: Spellings = &[("post", ".post"), ("rev", ".post"), ("r", ".post")];
const DEV: Spellings = &[("dev", ".dev")];

fn release(rest: &mut &str, out: &mut String) -> Option<()> {
    let mut numbers = vec![number(rest)?];
    loop {
        let mut after = rest.strip_prefix('.').unwrap_or_default();
        match number(&mut after) {
            Some(number) => numbers.push(number),
            None => break,
        }
        *rest = after;
    }
    while numbers.len() > 1 && numbers.last() == Some(&"0") {
        numbers.pop();
    }
    out.push_str(&numbers.join("."));
    Some(())
}

/// A spelling with an optional separator before it, and after it an optional number.
fn suffix(rest: &mut &str, out: &mut String, spellings: Spellings) {
    let begun = after_separator(rest);
    let found = spellings
        .iter()
        .find_map(|(spelling, short)| Some((begun.strip_prefix(spelling)?, short)));
    let Some((after, short)) = found else {
        return;
    };
    let mut numbered = after_separator(after);
    out.push_str(short);
    match number(&mut numbered) {
        Some(number) => {
            out.push_str(number);
            *rest = numbered;
        }
        None => {
            out.push('0');
            *rest = after;
        }
    }
}

fn implicit_post(rest: &mut &str, out: &mut String) -> bool {
    let mut after = rest.strip_prefix('-').unwrap_or_default();
    let Some(number) = number(&mut after) else {
        return false;
    };
    out.push_str(".post");
    out.push_str(number);
    *rest = after;
    true
}

fn push_local(local: &str, out: &mut String) -> Option<()> {
    let mut separator = '+';
    for segment in local.split(['-', '_', '.']) {
        if segment.is_empty() || !segment.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        out.push(separator);
        out.push_str(whole_number(segment).unwrap_or(segment));
        separator = '.';
    }
    Some(())
}

fn after_separator(text: &str) -> &str {
    text.strip_prefix(['-', '_', '.']).unwrap_or(text)
}

/// The digits at the front, without zeros that mean nothing.
fn number<'t>(text: &mut &'t str) -> Option<&'t str> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(end)?;
    if digits.is_empty() {
        return None;
    }
    *text = rest;
    let short = digits.trim_start_matches('0');
    Some(if short.is_empty() { "0" } else { short })
}

fn whole_number(mut text: &str) -> Option<&str> {
    let found = number(&mut text)?;
    text.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn equal_versions_have_one_form() {
        for (version, form) in [
            ("1", "1"),
            ("1.0.0", "1"),
            ("v01.00", "1"),
            ("0.0", "0"),
            ("1.0.1", "1.0.1"),
            ("0!1", "1"),
            ("01!1.0", "1!1"),
            ("1.0a1", "1a1"),
            ("1.0-ALPHA.01", "1a1"),
            ("1.0_beta", "1b0"),
            ("1c2", "1rc2"),
            ("1.preview-3", "1rc3"),
            ("1rc1", "1rc1"),
            ("1-1", "1.post1"),
            ("1.post", "1.post0"),
            ("1r4", "1.post4"),
            ("1.0rev_4", "1.post4"),
            ("1.dev", "1.dev0"),
            ("1a1.post2.dev3", "1a1.post2.dev3"),
            ("1.0+Ubuntu-1_01", "1+ubuntu.1.1"),
            ("2.4.0+cu121", "2.4+cu121"),
            (
                "99999999999999999999999999.1",
                "99999999999999999999999999.1",
            ),
        ] {
            assert_eq!(canonical(version).as_deref(), Some(form), "{version}");
            assert_eq!(canonical(form).as_deref(), Some(form), "{form}");
        }
    }

    #[test]
    fn what_is_no_version() {
        for version in [
            "",
            "v",
            "a1",
            "1..0",
            "1.",
            ".1",
            "1a1a1",
            "1+",
            "1+a+b",
            "1+a..b",
            "!1",
            "1!",
            "1 ",
            "1.0-",
            "1x",
            "1.dev1.post1",
            "１",
            "1.0--1",
            "-1",
        ] {
            assert_eq!(canonical(version), None, "{version}");
        }
        assert_eq!(canonical(&"1".repeat(1025)), None);
    }
}
