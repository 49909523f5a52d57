//! Addresses of the web, as far as registries need them.

mod read;

use core::fmt;
use core::net::IpAddr;

/// Bytes that an address may have.
const LONGEST: usize = 8 << 10;

/// An `http` or `https` address: where to ask, and for what.
///
/// Two are equal when they name the same host, port, path and query. It holds no user information
/// and no fragment, and nothing in it is ever percent-decoded. Neither [`Debug`](fmt::Debug) nor an
/// error shows the query, which may be a secret.
///
/// ```
/// use bonafide_oci::http::Address;
///
/// let base = Address::parse("https://h/v2/a/referrers/d").unwrap();
/// let next = base.resolve("/v2/a/referrers/d?page=2").unwrap();
/// assert_eq!(next.origin(), base.origin());
/// assert!(base.resolve("file:///etc/passwd").is_none());
/// ```
///
/// # Specification
/// RFC 3986; stricter: `http` and `https` only, no user information, hosts are addresses in their
/// usual form or names of ASCII letters, digits, `-` and `_`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    origin: Origin,
    path: String,
    query: Option<String>,
}

/// Scheme, host and port.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    is_https: bool,
    host: String,
    port: u16,
}

impl Address {
    /// Reads an absolute address of at most 8 KiB. A fragment is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        read::absolute(text)
    }

    /// The address that `reference` means in a document at this address. `None` where it is none
    /// that can be asked.
    ///
    /// # Specification
    /// RFC 3986 section 5.2.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> Option<Self> {
        read::relative(self, reference)
    }

    /// Scheme, host and port.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path; it begins with a slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same address with more in its query.
    pub(super) fn with_query(mut self, more: &str) -> Self {
        let query = match self.query {
            Some(query) if !query.is_empty() => format!("{query}&{more}"),
            _ => more.to_owned(),
        };
        self.query = Some(query);
        self
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)?;
        match &self.query {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)?;
        f.write_str(if self.query.is_some() { "?…" } else { "" })
    }
}

impl Origin {
    /// Whether it is asked over TLS.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host in lower case; an IPv6 address stands in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, written or implied.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The host, if it is an IP address.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        read::ip(&self.host)
    }

    /// Whether the host is this machine by its name or its address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.ip().is_some_and(|ip| ip.is_loopback())
    }

    const fn has_usual_port(&self) -> bool {
        self.port == usual_port(self.is_https)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        if self.has_usual_port() {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const fn usual_port(is_https: bool) -> u16 {
    if is_https { 443 } else { 80 }
}

/// A host that a caller names, with or without a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    host: String,
    port: Option<u16>,
}

impl Named {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (host, port) = read::authority(text)?;
        Some(Self { host, port })
    }

    /// Whether this host is meant. Without a port, the usual one of the scheme is.
    pub(super) fn is(&self, origin: &Origin) -> bool {
        let port = self.port.unwrap_or(usual_port(origin.is_https));
        self.host == origin.host && port == origin.port
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_read_and_written_back() {
        for (text, written) in [
            ("https://Example.COM", "https://example.com/"),
            ("HTTPS://example.com:443/a?b", "https://example.com/a?b"),
            ("http://example.com:80/", "http://example.com/"),
            ("http://example.com:443/", "http://example.com:443/"),
            ("https://[::0001]:5000/v2/", "https://[::1]:5000/v2/"),
            ("https://127.0.0.1?x=/..", "https://127.0.0.1/?x=/.."),
            ("https://a_b-c.d/%2e%2E/x#frag?", "https://a_b-c.d/%2e%2E/x"),
            ("https://h/a/./b/../c/..", "https://h/a/"),
            ("https://h/../../x", "https://h/x"),
            ("https://h/a//b", "https://h/a//b"),
        ] {
            assert_eq!(address(text).to_string(), written, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "",
            "/",
            "//h/",
            "h/",
            "ftp://h/",
            "file:///x",
            "https:/h",
            "https:h",
            "https://",
            "https:///x",
            "https://h:/",
            "https://h:0/",
            "https://h:65536/",
            "https://h:+1/",
            "https://u@h/",
            "https://u:p@h/",
            "https://h\\x/",
            "https://h/a\\b",
            "https://h/ ",
            "https://h/\n",
            "https://h/ä",
            "https://ä/",
            "https://%41/",
            "https://h./",
            "https://.h/",
            "https://a..b/",
            "https://[::1/",
            "https://[::1]x/",
            "https://[fe80::1%25eth0]/",
            "https://[127.0.0.1]/",
            "https://::1/",
            "https://127.1/",
            "https://0x7f.0.0.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://127.0.0.01/",
            "https://1.2.3.4.5/",
            "https://h/<x>",
            "https://h/\"",
        ] {
            assert_eq!(Address::parse(text), None, "{text:?}");
        }
        let long = |length: usize| format!("https://h/{}", "a".repeat(length - 10));
        assert!(Address::parse(&long(LONGEST)).is_some());
        assert!(Address::parse(&long(LONGEST + 1)).is_none());
        assert!(Address::parse(&format!("https://{}/", "a".repeat(63))).is_some());
        assert!(Address::parse(&format!("https://{}/", "a".repeat(64))).is_none());
    }

    #[test]
    fn references_are_resolved_as_the_standard_does() {
        let base = address("http://a/b/c/d;p?q");
        for (reference, resolved) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("", "http://a/b/c/d;p?q"),
            (";x", "http://a/b/c/;x"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("https://o:8/x", "https://o:8/x"),
        ] {
            let found = base.resolve(reference).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(resolved), "{reference}");
        }
        for reference in [
            "g:h",
            "http:g",
            "javascript:x",
            "data:,",
            "//",
            "///x",
            "//u@h/",
            "\\\\h",
            "a b",
        ] {
            assert_eq!(base.resolve(reference), None, "{reference}");
        }
    }

    #[test]
    fn origins_differ_in_scheme_host_or_port() {
        let one = address("https://h/a");
        assert_eq!(one.origin(), address("https://H:443/b?c").origin());
        for other in ["http://h/a", "https://h:444/a", "https://x.h/a"] {
            assert_ne!(one.origin(), address(other).origin());
        }
        assert!(address("http://127.8.9.1/").origin().is_loopback());
        assert!(address("http://[::1]:1/").origin().is_loopback());
        assert!(!address("http://localhost.example/").origin().is_loopback());
    }

    #[test]
    fn a_query_is_not_shown() {
        let shown = format!("{:?}", address("https://h/a?signature=hunter2"));
        assert_eq!(shown, "https://h/a?…");
    }

    #[test]
    fn a_named_host_means_one_port() {
        let named = Named::parse("Registry.lan:5000").unwrap();
        assert!(named.is(address("http://registry.lan:5000/x").origin()));
        assert!(!named.is(address("http://registry.lan/x").origin()));
        let plain = Named::parse("registry.lan").unwrap();
        assert!(plain.is(address("http://registry.lan/x").origin()));
        assert!(plain.is(address("https://registry.lan/x").origin()));
        assert!(Named::parse("http://registry.lan").is_none());
    }
}
