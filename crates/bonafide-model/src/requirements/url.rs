//! URLs, and what of them may be shown.

use bonafide_report::Escaped;

/// What is said of a URL that is [insecure](Url::is_insecure).
pub(super) const INSECURE: &str = "reached without protection";

/// The parts of a URL that are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Url<'u> {
    /// In the case in which it is written.
    pub(super) scheme: &'u str,
    /// Between the slashes and the host.
    userinfo: Option<&'u str>,
    /// With the port.
    host: &'u str,
    path: &'u str,
    pub(super) fragment: &'u str,
}

impl<'u> Url<'u> {
    /// The parts of `scheme:…`; `None` where no scheme is.
    pub(super) fn parse(text: &'u str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(is_inner) {
            return None;
        }
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, _query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find(['/', '\\']).unwrap_or(rest.len());
                rest.split_at_checked(end)?
            }
            None => ("", rest),
        };
        let (userinfo, host) = match authority.rsplit_once('@') {
            Some((userinfo, host)) => (Some(userinfo), host),
            None => (None, authority),
        };
        Some(Self {
            scheme,
            userinfo,
            host,
            path,
            fragment,
        })
    }

    /// Whether it is fetched without protection.
    pub(super) fn is_insecure(&self) -> bool {
        self.is("http") || self.is("ftp") || self.scheme.to_ascii_lowercase().ends_with("+http")
    }

    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// Whether a version control system serves it.
    pub(super) fn is_version_control(&self) -> bool {
        let scheme = self.scheme.to_ascii_lowercase();
        let (system, _) = scheme.split_once('+').unwrap_or((&scheme, ""));
        matches!(system, "git" | "hg" | "svn" | "bzr" | "ssh")
    }

    /// Whether a secret stands in it: no name of a variable, and no mere account of SSH.
    pub(super) fn has_credentials(&self) -> bool {
        let is_ssh = self.scheme.to_ascii_lowercase().ends_with("ssh");
        self.userinfo.is_some_and(|userinfo| {
            let is_account = is_ssh && !userinfo.contains(':');
            !is_account && !userinfo.contains("${")
        })
    }

    /// Scheme, host and port, in lower case.
    pub(super) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host).to_ascii_lowercase()
    }

    /// What a message may show of it: neither an account nor a query, which can hold secrets.
    pub(super) fn shown(&self) -> String {
        let (scheme, host, path) = (Escaped(self.scheme), Escaped(self.host), Escaped(self.path));
        let account = if self.userinfo.is_some() { "***@" } else { "" };
        let slashes = if self.host.is_empty() && self.userinfo.is_none() {
            ""
        } else {
            "//"
        };
        format!("{scheme}:{slashes}{account}{host}{path}")
    }

    /// The digest in the fragment: its algorithm and its value.
    pub(super) fn digest(&self) -> Option<(&'u str, &'u str)> {
        let mut pairs = self
            .fragment
            .split('&')
            .filter_map(|part| part.split_once('='));
        pairs.find(|(name, _)| DIGESTS.contains(name))
    }
}

/// The names of digests that installers look for.
const DIGESTS: [&str; 6] = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

/// How many digests are named in a URL, of which some readers take the first, wherever it stands.
pub(super) fn digests(url: &str) -> usize {
    let parts = url.split(['#', '&']).skip(1);
    let names = parts.filter_map(|part| part.split_once('='));
    names.filter(|(name, _)| DIGESTS.contains(name)).count()
}
