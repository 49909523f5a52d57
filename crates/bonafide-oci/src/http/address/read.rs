//! The grammar of addresses. Each byte is looked at a fixed number of times.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Address, LONGEST, Origin, usual_port};

/// Bytes that the name of a host may have.
const LONGEST_NAME: usize = 253;
/// Bytes that one label of it may have.
const LONGEST_LABEL: usize = 63;

pub(super) fn absolute(text: &str) -> Option<Address> {
    if !is_clean(text) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    network_path(is_https, rest)
}

pub(super) fn relative(base: &Address, reference: &str) -> Option<Address> {
    if !is_clean(reference) {
        return None;
    }
    let reference = reference.split('#').next().unwrap_or_default();
    if has_scheme(reference) {
        return absolute(reference);
    }
    if let Some(rest) = reference.strip_prefix("//") {
        return network_path(base.origin.is_https, rest);
    }
    let (path, query) = split_query(reference);
    let (path, query) = if path.is_empty() {
        let query = query.or(base.query.as_deref());
        (base.path.clone(), query)
    } else if path.starts_with('/') {
        (without_dots(path), query)
    } else {
        let folder = base.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        (without_dots(&format!("{folder}/{path}")), query)
    };
    Some(Address {
        origin: base.origin.clone(),
        path,
        query: query.map(str::to_owned),
    })
}

/// Whether there is nothing but what an address may be written with.
fn is_clean(text: &str) -> bool {
    let is_allowed = |byte: u8| (0x21..0x7f).contains(&byte) && !b"\"<>\\^`{|}".contains(&byte);
    text.len() <= LONGEST && text.bytes().all(is_allowed)
}

fn has_scheme(reference: &str) -> bool {
    let first = reference.split(['/', '?']).next().unwrap_or_default();
    first.contains(':')
}

/// Everything behind the two slashes.
fn network_path(is_https: bool, text: &str) -> Option<Address> {
    let text = text.split('#').next().unwrap_or_default();
    let end = text.find(['/', '?']).unwrap_or(text.len());
    let (named, rest) = text.split_at_checked(end)?;
    let (host, port) = authority(named)?;
    let (path, query) = split_query(rest);
    Some(Address {
        origin: Origin {
            is_https,
            host,
            port: port.unwrap_or(usual_port(is_https)),
        },
        path: without_dots(path),
        query: query.map(str::to_owned),
    })
}

fn split_query(text: &str) -> (&str, Option<&str>) {
    match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    }
}

/// Host and port. User information makes it none.
pub(super) fn authority(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = if let Some(inner) = text.strip_prefix('[') {
        let (address, rest) = inner.split_once(']')?;
        let address: Ipv6Addr = address.parse().ok()?;
        let port = match rest.strip_prefix(':') {
            None if !rest.is_empty() => return None,
            port => port,
        };
        (format!("[{address}]"), port)
    } else {
        let (name, port) = match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        };
        (host_name(name)?, port)
    };
    match port {
        Some(digits) => Some((host, Some(port_number(digits)?))),
        None => Some((host, None)),
    }
}

fn port_number(digits: &str) -> Option<u16> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.parse().ok().filter(|_| is_number)?;
    (port > 0).then_some(port)
}

/// A name, or an IPv4 address in its one usual form: the others (`127.1`, `0x7f000001`) are what
/// filters are fooled with.
fn host_name(text: &str) -> Option<String> {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_label =
        |label: &str| (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(is_inner);
    if text.len() > LONGEST_NAME || !text.split('.').all(is_label) {
        return None;
    }
    let name = text.to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|byte| byte.is_ascii_digit());
    (!is_number || name.parse::<Ipv4Addr>().is_ok()).then_some(name)
}

pub(super) fn ip(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => host.parse().ok().map(IpAddr::V4),
    }
}

/// The path without `.` and `..`; it begins with a slash.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        is_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    if is_folder && !kept.is_empty() {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}
