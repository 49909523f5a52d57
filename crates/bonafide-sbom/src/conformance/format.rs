//! The formats that the schemas ask of texts.

/// A format of JSON Schema draft 7, section 7.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 3339 `full-date`.
    Date,
    /// RFC 3339 `date-time`.
    DateTime,
    /// RFC 6531 `Mailbox`, of which only the outline is looked at: one `@` between two texts, and no
    /// blanks.
    Email,
    /// RFC 3987 `IRI-reference`.
    IriReference,
    /// RFC 3986 `URI`.
    Uri,
}

impl Format {
    pub(super) fn is_match(self, text: &str) -> bool {
        match self {
            Self::Date => is_date(text.as_bytes()),
            Self::DateTime => is_date_time(text.as_bytes()),
            Self::Email => is_email(text),
            Self::IriReference => is_reference(text),
            Self::Uri => text.is_ascii() && is_reference(text) && scheme(text).is_some(),
        }
    }

    /// What a person is told that the text is not.
    pub(super) const fn wanted(self) -> &'static str {
        match self {
            Self::Date => "a date, YYYY-MM-DD",
            Self::DateTime => "a time as RFC 3339 writes it, with a time zone",
            Self::Email => "an e-mail address",
            Self::IriReference => "an IRI or a relative reference as RFC 3987 writes it",
            Self::Uri => "a URI as RFC 3986 writes it",
        }
    }
}

fn is_date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return false;
    };
    let year = number(&[*y1, *y2, *y3, *y4]);
    let (month, day) = (number(&[*m1, *m2]), number(&[*d1, *d2]));
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return false;
    };
    day >= 1 && day <= days(year, month)
}

pub(super) const fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, byte| {
        let digit = char::from(*byte).to_digit(10)?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

fn is_date_time(text: &[u8]) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else {
        return false;
    };
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else {
        return false;
    };
    let hour = number(&[*h1, *h2]).is_some_and(|hour| hour < 24);
    let minute = number(&[*m1, *m2]).is_some_and(|minute| minute < 60);
    // 60 is a leap second.
    let second = number(&[*s1, *s2]).is_some_and(|second| second <= 60);
    is_date(date) && hour && minute && second && is_zone(without_fraction(rest))
}

/// What follows the fraction of a second; nothing that is a zone when the fraction has no digits.
fn without_fraction(text: &[u8]) -> &[u8] {
    let Some(rest) = text.strip_prefix(b".") else {
        return text;
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match digits {
        0 => b"",
        _ => rest.get(digits..).unwrap_or_default(),
    }
}

fn is_zone(text: &[u8]) -> bool {
    match text {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            number(&[*h1, *h2]).is_some_and(|hour| hour < 24)
                && number(&[*m1, *m2]).is_some_and(|minute| minute < 60)
        }
        _ => false,
    }
}

fn is_email(text: &str) -> bool {
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

/// The scheme of an IRI; `None` for a relative reference, and where the first segment of a path
/// holds a colon after something that is no scheme.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_first = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (is_first && scheme.chars().all(is_scheme)).then_some(scheme)
}

fn is_reference(text: &str) -> bool {
    let (text, fragment) = cut(text, '#');
    let (text, query) = cut(text, '?');
    let rest = match scheme(text) {
        Some(scheme) => text
            .get(scheme.len().saturating_add(1)..)
            .unwrap_or_default(),
        None => text,
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let at = rest.find('/').unwrap_or(rest.len());
            rest.split_at_checked(at)
                .map_or((None, rest), |(authority, path)| (Some(authority), path))
        }
        None => (None, rest),
    };
    let is_relative = scheme(text).is_none() && authority.is_none();
    let first = path.split('/').next().unwrap_or_default();
    authority.is_none_or(is_authority)
        && !(is_relative && first.contains(':'))
        && is_made_of(path, |c| is_path(c) || c == '/')
        && query.is_none_or(|query| {
            is_made_of(query, |c| is_path(c) || "/?".contains(c) || is_private(c))
        })
        && fragment.is_none_or(|fragment| is_made_of(fragment, |c| is_path(c) || "/?".contains(c)))
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_authority(text: &str) -> bool {
    let (user, host) = match text.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, text),
    };
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((literal, after)) if is_ip_literal(literal) => ("", after),
            _ => return false,
        },
        None => host
            .find(':')
            .and_then(|at| host.split_at_checked(at))
            .unwrap_or((host, "")),
    };
    user.is_none_or(|user| is_made_of(user, |c| is_word(c) || c == ':'))
        && is_made_of(host, is_word)
        && is_port(port)
}

/// Nothing, or a colon and any digits.
fn is_port(text: &str) -> bool {
    let digits = text.strip_prefix(':');
    text.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_ip_literal(text: &str) -> bool {
    if let Some(future) = text.strip_prefix(['v', 'V']) {
        return future.split_once('.').is_some_and(|(version, rest)| {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !rest.is_empty()
                && rest
                    .chars()
                    .all(|c| c.is_ascii() && (is_word(c) || c == ':'))
        });
    }
    text.parse::<core::net::Ipv6Addr>().is_ok()
}

/// Whether `text` is of such characters and of `%` with two hexadecimal digits.
fn is_made_of(text: &str, is: impl Fn(char) -> bool) -> bool {
    let mut parts = text.split('%');
    let plain = parts.next().unwrap_or_default();
    plain.chars().all(&is)
        && parts.all(|part| {
            let (hex, rest) = part.split_at_checked(2).unwrap_or_default();
            hex.len() == 2
                && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
                && rest.chars().all(&is)
        })
}

/// `iunreserved` and `sub-delims`.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || is_beyond_ascii(c)
}

/// `ipchar` without what `%` begins.
fn is_path(c: char) -> bool {
    is_word(c) || c == ':' || c == '@'
}

/// `ucschar`.
fn is_beyond_ascii(c: char) -> bool {
    match c {
        '\u{a0}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{ffef}' => true,
        '\u{10000}'..='\u{dffff}' => u32::from(c) & 0xfffe != 0xfffe,
        '\u{e1000}'..='\u{efffd}' => true,
        _ => false,
    }
}

/// `iprivate`.
const fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use super::Format::{self, *};

    fn check(format: Format, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(format.is_match(text), "{format:?} {text:?}");
        }
        for text in no {
            assert!(!format.is_match(text), "{format:?} {text:?}");
        }
    }

    #[test]
    fn dates_and_times() {
        check(
            Date,
            &["2024-02-29", "2000-02-29", "0001-12-31"],
            &[
                "",
                "2023-02-29",
                "1900-02-29",
                "2024-13-01",
                "2024-00-01",
                "2024-01-00",
                "2024-04-31",
                "2024-1-01",
                "2024-01-01T",
                "２024-01-01",
            ],
        );
        check(
            DateTime,
            &[
                "2024-02-29T23:59:60Z",
                "2024-01-01t00:00:00z",
                "2024-01-01T00:00:00.123456789+05:30",
                "2024-01-01T00:00:00-00:00",
            ],
            &[
                "",
                "2024-01-01",
                "2024-01-01T00:00:00",
                "2024-01-01 00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:61Z",
                "2024-01-01T00:00:00.Z",
                "2024-01-01T00:00:00+0530",
                "2024-01-01T00:00:00+24:00",
                "2024-01-01T00:00Z",
                "2023-02-29T00:00:00Z",
                "2024-01-01T00:00:00Z\n",
                "2024-01-01é00:00:00Z",
            ],
        );
    }

    #[test]
    fn addresses() {
        check(
            Email,
            &["a@b", "é@ü.example"],
            &["", "a", "@", "a@", "@b", "a@b@c", "a @b", "a\n@b"],
        );
    }

    #[test]
    fn references() {
        check(
            IriReference,
            &[
                "",
                "a",
                "/a/b",
                "//host",
                "//h/p?q#f",
                "?q",
                "#f",
                "https://user:pw@host:80/p%20q?a=b&c=d",
                "a/b:c",
                "./a:b",
                "mailto:a@b",
                "urn:x:y",
                "https://[::1]:8080/",
                "http://[v1.a:b]/",
                "https://例え.jp/パス?\u{e000}",
                "pkg:npm/%40a/b@1",
                "git+ssh://git@github.com/a/b.git",
                "file:///a",
                "http://host:",
            ],
            &[
                "a b",
                "git@github.com:a/b",
                "1a:b",
                ":a",
                "a%2",
                "a%zz",
                "a%é",
                "<a>",
                "a\\b",
                "a^b",
                "a`b",
                "a|b",
                "{a}",
                "\"a\"",
                "https://[::1",
                "https://[::1]80/",
                "https://[v1.a]x",
                "https://[::ffff:1.02.3.4]/",
                "https://[::g]/",
                "https://a:b/",
                "https://a b/",
                "a#b#c",
                "\u{e000}",
                "a\u{fdd0}",
                "https://h/a[b]",
                "a\n",
                "?[",
                "//a@b@c/",
            ],
        );
        check(
            Uri,
            &["a:", "https://a/b", "urn:a"],
            &["", "a", "/a", "//a", "https://é/"],
        );
    }
}
