//! The grammar of references, in one pass and without backtracking.

use core::net::Ipv6Addr;

use super::{Parts, Reference};
use crate::{Error, parse_digest};

/// The greatest length of a whole reference in bytes.
const LONGEST: usize = 1024;
/// The greatest length of a path in bytes.
const LONGEST_PATH: usize = 255;
/// The greatest length of a tag in bytes.
const LONGEST_TAG: usize = 128;
/// What tools write before a folder or a file. As names these would be taken for images of the default
/// registry.
const TRANSPORTS: [&str; 6] = [
    "containers-storage",
    "dir",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
];
/// Bytes of an offending part that an error keeps.
const SHOWN: usize = 256;

pub(super) fn grammar(text: &str) -> Result<Parts<'_>, Error> {
    check_bytes(text)?;
    let (named, digest) = match text.split_once('@') {
        Some((named, digest)) => (named, Some((named.len().saturating_add(1), digest))),
        None => (text, None),
    };
    let (name, tag) = split_tag(named);
    if tag.is_some() && TRANSPORTS.contains(&name) {
        return Err(refuse("a transport, and no reference", 0, name));
    }
    let (domain, path) = split_domain(name);
    let path_offset = name.len().saturating_sub(path.len());
    check_path(path, path_offset)?;
    if let Some(tag) = tag.filter(|tag| !is_tag(tag)) {
        return Err(refuse("not a tag", name.len().saturating_add(1), tag));
    }
    let digest = match digest {
        Some((offset, digest)) => Some(parse_digest(digest).map_err(|error| match error {
            Error::DigestForm { reason } => refuse(reason, offset, digest),
            error => error,
        })?),
        None => None,
    };
    Ok(Parts {
        domain,
        path,
        tag,
        digest,
    })
}

pub(super) fn familiar(text: &str) -> Result<Reference, Error> {
    check_bytes(text)?;
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(refuse("the id of an image is no name", 0, text));
    }
    let Some((head, rest)) = text.split_once('/') else {
        let parts = grammar(text)?;
        return Ok(Reference::of(super::HUB, parts.path.to_owned(), &parts));
    };
    let is_upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_domain = head == "localhost" || head.contains(['.', ':']) || is_upper(head);
    // Hosts are kept in lower case, in which this one would be read as an owner again.
    let is_lost = !head.eq_ignore_ascii_case("localhost") && !head.contains(['.', ':']);
    if is_domain && is_lost {
        return Err(refuse("a host that only its upper case tells", 0, head));
    }
    if !is_domain {
        let parts = whole_path(text)?;
        return Ok(Reference::of(super::HUB, parts.path.to_owned(), &parts));
    }
    if !is_host_and_port(head) {
        return Err(refuse("not a domain", 0, head));
    }
    let named = rest.split('@').next().unwrap_or_default();
    let (path, _) = split_tag(named);
    if is_upper(path) {
        let offset = head.len().saturating_add(1);
        return Err(refuse(
            "a repository is written in lower case",
            offset,
            path,
        ));
    }
    let parts = grammar(text)?;
    Ok(Reference::of(head, parts.path.to_owned(), &parts))
}

/// A reference of which the whole name is a path, although it may begin like a domain.
fn whole_path(text: &str) -> Result<Parts<'_>, Error> {
    let mut parts = grammar(text)?;
    if let Some(domain) = parts.domain.take() {
        let end = domain
            .len()
            .saturating_add(1)
            .saturating_add(parts.path.len());
        let path = text.get(..end).unwrap_or_default();
        check_path(path, 0)?;
        parts.path = path;
    }
    Ok(parts)
}

fn check_bytes(text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(refuse("nothing is named", 0, text));
    }
    if text.len() > LONGEST {
        return Err(refuse("longer than 1024 bytes", LONGEST, text));
    }
    match text.bytes().position(|byte| !(0x21..0x7f).contains(&byte)) {
        Some(offset) => Err(refuse(
            "white space, a control character, or not ASCII",
            offset,
            text,
        )),
        None => Ok(()),
    }
}

/// Name and tag: the colon of a tag stands behind every slash, and behind every bracket.
fn split_tag(named: &str) -> (&str, Option<&str>) {
    let last = named.rsplit(['/', ']']).next().unwrap_or_default();
    match last.rsplit_once(':') {
        // `[::1]:5000` without a path would end in what looks like a tag; it fails as a path.
        Some((_, tag)) => {
            let end = named.len().saturating_sub(tag.len()).saturating_sub(1);
            (named.get(..end).unwrap_or_default(), Some(tag))
        }
        None => (named, None),
    }
}

/// The domain, where the first component can be one, and the path.
fn split_domain(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((head, path)) if is_host_and_port(head) => (Some(head), path),
        _ => (None, name),
    }
}

fn is_host_and_port(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('[') {
        let Some((address, port)) = inner.split_once(']') else {
            return false;
        };
        let port = port.strip_prefix(':').map_or(port.is_empty(), is_port);
        return address.parse::<Ipv6Addr>().is_ok() && port;
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    port.is_none_or(is_port) && host.split('.').all(is_domain_component)
}

fn is_port(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_domain_component(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn check_path(path: &str, offset: usize) -> Result<(), Error> {
    if path.len() > LONGEST_PATH {
        return Err(refuse("the path is longer than 255 bytes", offset, path));
    }
    let mut at = offset;
    for component in path.split('/') {
        if component.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(refuse(
                "a repository is written in lower case",
                at,
                component,
            ));
        }
        if !is_path_component(component) {
            return Err(refuse("not a component of a path", at, component));
        }
        at = at.saturating_add(component.len()).saturating_add(1);
    }
    Ok(())
}

/// Runs of letters and digits, between which stand one `.`, one or two `_`, or any number of `-`.
fn is_path_component(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut separator: Option<(u8, usize)> = None;
    let mut begun = false;
    for byte in text.bytes() {
        separator = match (byte, separator) {
            (byte, _) if is_letter(byte) => None,
            _ if !begun => return false,
            (b'.' | b'_' | b'-', None) => Some((byte, 1)),
            (b'_', Some((b'_', 1))) => Some((b'_', 2)),
            (b'-', Some((b'-', count))) => Some((b'-', count.saturating_add(1))),
            _ => return false,
        };
        begun = true;
    }
    begun && separator.is_none()
}

pub(super) fn is_tag(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (1..=LONGEST_TAG).contains(&text.len())
        && text.bytes().all(is_inner)
        && !text.starts_with(['.', '-'])
}

#[cold]
pub(super) fn refuse(rule: &'static str, offset: usize, part: &str) -> Error {
    let end = part
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= SHOWN)
        .last()
        .unwrap_or(0);
    let end = if part.len() <= SHOWN { part.len() } else { end };
    Error::Reference {
        rule,
        offset,
        part: part.get(..end).unwrap_or_default().to_owned(),
    }
}
