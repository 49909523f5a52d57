//! Versions of Python distributions (PEP 440), as far as equality goes.

/// A version in normal form, such that two spellings of one version are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    epoch: String,
    /// Without trailing zeros: `1.0` and `1` are one version.
    release: Vec<String>,
    pre: Option<(&'static str, String)>,
    post: Option<String>,
    dev: Option<String>,
    local: Vec<String>,
}

impl Version {
    /// Reads a version; `None` for text that is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let mut rest = Rest(text.strip_prefix('v').unwrap_or(&text));
        let epoch = rest.epoch();
        let release = rest.release()?;
        let pre = rest.pre();
        let post = rest.post();
        let dev = rest.numbered(&["dev"]);
        let local = rest.local()?;
        rest.0.is_empty().then_some(Self {
            epoch,
            release,
            pre,
            post,
            dev,
            local,
        })
    }
}

/// What is left to read, in lower case.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// A number without leading zeros; `None` when there are no digits.
    fn number(&mut self) -> Option<String> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits).filter(|_| digits > 0)?;
        self.0 = rest;
        let number = number.trim_start_matches('0');
        Some(if number.is_empty() {
            "0".to_owned()
        } else {
            number.to_owned()
        })
    }

    fn epoch(&mut self) -> String {
        let before = self.0;
        if let Some(epoch) = self.number()
            && let Some(rest) = self.0.strip_prefix('!')
        {
            self.0 = rest;
            return epoch;
        }
        self.0 = before;
        "0".to_owned()
    }

    fn release(&mut self) -> Option<Vec<String>> {
        let mut release = vec![self.number()?];
        loop {
            let before = self.0;
            let Some(rest) = self.0.strip_prefix('.') else {
                break;
            };
            self.0 = rest;
            match self.number() {
                Some(number) => release.push(number),
                None => {
                    self.0 = before;
                    break;
                }
            }
        }
        while release.len() > 1 && release.last().is_some_and(|last| last == "0") {
            release.pop();
        }
        Some(release)
    }

    fn pre(&mut self) -> Option<(&'static str, String)> {
        const NAMES: [(&str, &[&str]); 3] = [
            ("a", &["alpha", "a"]),
            ("b", &["beta", "b"]),
            ("rc", &["preview", "pre", "rc", "c"]),
        ];
        NAMES
            .iter()
            .find_map(|(normal, names)| Some((*normal, self.numbered(names)?)))
    }

    fn post(&mut self) -> Option<String> {
        // `1.0-1` is the post release 1 as well.
        let before = self.0;
        if let Some(rest) = self.0.strip_prefix('-') {
            self.0 = rest;
            if let Some(number) = self.number() {
                return Some(number);
            }
            self.0 = before;
        }
        self.numbered(&["post", "rev", "r"])
    }

    /// `[-_.]? name [-_.]? number?`; the number is 0 when it is absent.
    fn numbered(&mut self, names: &[&str]) -> Option<String> {
        let separator = |c: char| matches!(c, '-' | '_' | '.');
        let text = self.0.strip_prefix(separator).unwrap_or(self.0);
        let rest = names.iter().find_map(|name| text.strip_prefix(name))?;
        self.0 = rest.strip_prefix(separator).unwrap_or(rest);
        if let Some(number) = self.number() {
            return Some(number);
        }
        // A separator without a number belongs to what follows.
        self.0 = rest;
        Some("0".to_owned())
    }

    /// `+` and segments of letters and digits; `None` when a segment is empty or has another
    /// character.
    fn local(&mut self) -> Option<Vec<String>> {
        let Some(rest) = self.0.strip_prefix('+') else {
            return Some(Vec::new());
        };
        self.0 = "";
        rest.split(['-', '_', '.'])
            .map(|segment| {
                let plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric());
                if segment.is_empty() || !plain {
                    return None;
                }
                let is_number = segment.bytes().all(|byte| byte.is_ascii_digit());
                let number = segment.trim_start_matches('0');
                Some(match (is_number, number.is_empty()) {
                    (true, true) => "0".to_owned(),
                    (true, false) => number.to_owned(),
                    (false, _) => segment.to_owned(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn spellings_of_one_version_are_equal() {
        for (one, other) in [
            ("1.0", "1"),
            ("1.0.0", "1.00"),
            ("v1.2", "1.2"),
            ("0!1", "1"),
            ("1.0a1", "1.0-Alpha.1"),
            ("1.0b", "1.0beta0"),
            ("1.0rc2", "1.0_preview2"),
            ("1.0c2", "1.0.pre-2"),
            ("1.0.post1", "1.0-1"),
            ("1.0.rev3", "1.0-r3"),
            ("1.0.dev0", "1.0dev"),
            ("1.0a1.post2.dev3", "1.0A1-2_dev3"),
            ("1.0+ubuntu-1", "1.0+Ubuntu.01"),
            ("0.0.4a2", "0.0.4.alpha2"),
            ("1.0a.dev1", "1.0a0.dev1"),
        ] {
            assert!(Version::parse(one).is_some(), "{one}");
            assert_eq!(Version::parse(one), Version::parse(other), "{one} {other}");
        }
    }

    #[test]
    fn other_versions_differ() {
        let list = [
            "1", "1.1", "10", "1!1", "1a1", "1b1", "1rc1", "1a2", "1.post1", "1.dev1", "1a1.dev1",
            "1+a", "1+b",
        ];
        for one in list {
            for other in list.iter().filter(|other| **other != one) {
                assert_ne!(Version::parse(one), Version::parse(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn other_text_is_no_version() {
        for text in [
            "", "x", "1x", "1..2", "1+", "1+a b", "1+a..b", "1-", "1.a.b.c", "!1", "é",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
