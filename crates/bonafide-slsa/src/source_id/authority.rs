//! What stands before the path.

use std::borrow::Cow;

use super::UriContext;

/// Scheme, host and port, canonical.
pub(super) struct Authority {
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

/// Writes `git@host:path`, a form of ssh and git, as a URI. Only expectations may have it.
pub(super) fn expand_scp(text: &str, context: UriContext) -> Cow<'_, str> {
    let scp = text.strip_prefix("git+").unwrap_or(text);
    let parts = scp
        .strip_prefix("git@")
        .and_then(|rest| rest.split_once(':'));
    match parts {
        Some((host, path)) if context == UriContext::Expectation && !scp.contains("://") => {
            let path = path.strip_prefix('/').unwrap_or(path);
            Cow::Owned(format!("https://{host}/{path}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Takes scheme and authority off a text, and returns the rest, from the first slash or fragment.
pub(super) fn split(text: &str, context: UriContext) -> Result<(Authority, &str), &'static str> {
    let text = text.strip_prefix("git+").unwrap_or(text);
    let is_expectation = context == UriContext::Expectation;
    let Some((scheme, rest)) = text.split_once("://") else {
        if is_expectation {
            let found = split_authority("https", text)?;
            // An owner and a repository, or a host that nobody is sure to have meant.
            return match names_host(text) {
                true => Ok(found),
                false => Err("a repository without its host, such as github.com"),
            };
        }
        return Err("no scheme");
    };
    let scheme = scheme.to_ascii_lowercase();
    check_scheme(&scheme)?;
    if scheme != "ssh" {
        return split_authority(&scheme, rest);
    }
    match rest.strip_prefix("git@") {
        Some(rest) if is_expectation => {
            let (authority, path) = split_authority("ssh", rest)?;
            // The port of ssh says nothing about that of https.
            if authority.port.is_some() {
                return Err("a port that https does not have");
            }
            Ok((authority.with_scheme("https"), path))
        }
        _ => Err("an ssh address"),
    }
}

fn split_authority<'a>(scheme: &str, rest: &'a str) -> Result<(Authority, &'a str), &'static str> {
    let end = rest.find(['/', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).ok_or("no host")?;
    if authority.contains('@') {
        return Err("a user before the host");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(number(port)?)),
        _ => (authority, None),
    };
    check_host(host)?;
    let authority = Authority {
        scheme: scheme.to_owned(),
        host: host.to_ascii_lowercase(),
        port: port.filter(|port| Some(*port) != usual_port(scheme)),
    };
    Ok((authority, path))
}

/// Whether a text without a scheme is sure to begin with a host.
fn names_host(text: &str) -> bool {
    let authority = text.split(['/', '#']).next().unwrap_or_default();
    authority.contains(['.', ':']) || authority.eq_ignore_ascii_case("localhost")
}

fn check_scheme(scheme: &str) -> Result<(), &'static str> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || !scheme.chars().all(is_inner) {
        return Err("no scheme");
    }
    // Another would be taken off when the canonical text is read again.
    if scheme.starts_with("git+") {
        return Err("git+ twice, or in capitals");
    }
    Ok(())
}

fn check_host(host: &str) -> Result<(), &'static str> {
    let literal = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_good = match literal {
        Some(address) => address
            .chars()
            .all(|c| c.is_ascii_hexdigit() || c == ':' || c == '.'),
        None => host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)),
    };
    if host.is_empty() || literal == Some("") {
        Err("no host")
    } else if is_good {
        Ok(())
    } else {
        Err("a host with characters that no host has")
    }
}

fn number(port: &str) -> Result<u16, &'static str> {
    let is_plain = port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
    let number = port.parse().ok().filter(|_| is_plain);
    number.ok_or("no port after the colon")
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "https" => Some(443),
        "http" => Some(80),
        "ssh" => Some(22),
        "git" => Some(9418),
        _ => None,
    }
}

impl Authority {
    fn with_scheme(self, scheme: &str) -> Self {
        Self {
            scheme: scheme.to_owned(),
            ..self
        }
    }

    /// The rules of the host for paths, where they are known.
    pub(super) fn forge(&self) -> Option<Forge> {
        match self.host.as_str() {
            "github.com" | "bitbucket.org" => Some(Forge { has_groups: false }),
            "gitlab.com" => Some(Forge { has_groups: true }),
            _ => None,
        }
    }
}

/// A host that has one repository under several spellings of its path.
pub(super) struct Forge {
    /// Whether more than an owner may stand before the repository.
    has_groups: bool,
}

impl Forge {
    pub(super) fn canonical_path<'a>(&self, path: &'a str) -> Result<&'a str, &'static str> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let path = path.strip_suffix(".git").unwrap_or(path);
        if path.contains(['%', '?']) {
            return Err("an escape or a query where the host has none");
        }
        // No repository may be called so, and taking off the one would uncover the other.
        if path.ends_with('/') || path.ends_with(".git") {
            return Err("no name before .git");
        }
        let segments = path.split('/').skip(1).count();
        if segments == 2 || (self.has_groups && segments > 2) {
            Ok(path)
        } else {
            Err("not an owner and a repository")
        }
    }
}
