//! Scopes: what the names mean under which requirements stand.

use bonafide_digest::Digest;
use bonafide_oci::Reference;
use bonafide_report::Escaped;

use super::super::error::ImportErrorKind;
use super::super::note::NoteKind;
use super::source::{Found, Source};
use crate::Transport;

/// The longest scope in bytes, for which there still is a pattern.
const MOST_SCOPE: usize = 1_000;

/// What a scope means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Every image of the transport.
    Default,
    /// Images whose reference matches this pattern.
    Reference(String),
    /// Images with this path, and those below.
    Path(String),
    /// No image.
    Unreachable,
}

const TRANSPORTS: [(&str, Transport); 10] = [
    ("atomic", Transport::Atomic),
    ("containers-storage", Transport::ContainersStorage),
    ("dir", Transport::Dir),
    ("docker", Transport::Docker),
    ("docker-archive", Transport::DockerArchive),
    ("docker-daemon", Transport::DockerDaemon),
    ("oci", Transport::Oci),
    ("oci-archive", Transport::OciArchive),
    ("sif", Transport::Sif),
    ("tarball", Transport::Tarball),
];

pub(super) fn transport_named(name: &str) -> Option<Transport> {
    let row = TRANSPORTS.iter().find(|(known, _)| *known == name)?;
    Some(row.1)
}

pub(super) fn name_of(transport: Transport) -> &'static str {
    let row = TRANSPORTS.iter().find(|(_, known)| *known == transport);
    row.map_or("", |(name, _)| name)
}

pub(super) fn transports() -> impl Iterator<Item = Transport> {
    TRANSPORTS.iter().map(|(_, transport)| *transport)
}

/// Why a scope is refused, and what to write instead.
type Refusal = (&'static str, &'static str);

pub(super) fn read(
    transport: Transport,
    found: &Found<'_>,
    source: &mut Source<'_>,
) -> Option<Scope> {
    if found.name.len() > MOST_SCOPE {
        let why = format!("a scope of more than {MOST_SCOPE} bytes");
        let hint = "shorten the scope";
        source.refuse(ImportErrorKind::Unsupported, found, why, hint);
        return None;
    }
    match classify(transport, found.name) {
        Ok(Scope::Unreachable) => {
            let detail = format!(
                "no image of {} has the scope {}: names are written in full and in lower case",
                name_of(transport),
                Escaped(found.name)
            );
            source.note(NoteKind::ScopeUnreachable, found, detail);
            Some(Scope::Unreachable)
        }
        Ok(scope) => {
            warn_of_tag(&scope, found, source);
            Some(scope)
        }
        Err((why, hint)) => {
            source.invalid(found, why, hint);
            None
        }
    }
}

fn warn_of_tag(scope: &Scope, found: &Found<'_>, source: &mut Source<'_>) {
    let Scope::Reference(pattern) = scope else {
        return;
    };
    let (name, _) = split_target(pattern);
    if name.len() < pattern.len() && !pattern.contains('@') {
        let detail = "a reference with a digest is not looked up by its tag; one with neither must \
                      satisfy what is said of the tag latest and of its repository";
        source.note(NoteKind::TagOnly, found, detail);
    }
}

fn classify(transport: Transport, scope: &str) -> Result<Scope, Refusal> {
    if scope.is_empty() {
        return Ok(Scope::Default);
    }
    match transport {
        Transport::Docker => Ok(reference(scope)),
        Transport::DockerDaemon if Digest::parse(scope).is_ok() => Err((
            "a digest, which is no scope of docker-daemon",
            "name a repository, or use the scope \"\"",
        )),
        Transport::DockerDaemon => Ok(reference(scope)),
        Transport::Atomic if !is_atomic(scope) => Err((
            "no scope of atomic",
            "write host, host/namespace, host/namespace/stream or host/namespace/stream:tag",
        )),
        Transport::Atomic => Ok(reference(scope)),
        Transport::Dir | Transport::Oci | Transport::OciArchive | Transport::Sif => path(scope),
        Transport::ContainersStorage => storage(scope),
        Transport::DockerArchive | Transport::Tarball => Err((
            "a transport that has no scope but \"\"",
            "use the scope \"\"",
        )),
    }
}

/// A scope of names in registries: a domain, host, namespace, repository, or one image.
fn reference(scope: &str) -> Scope {
    let domain = scope.split_once('/').map_or(scope, |(domain, _)| domain);
    // Names are looked up in full: what has no such domain is on the default registry, whose other
    // spelling is never looked up.
    let is_full = domain == "localhost" || domain.contains(['.', ':']);
    let pattern = match scope.strip_prefix("*.") {
        Some(domain) => is_host(domain)
            .filter(|()| !domain.contains(':'))
            .map(|()| format!("{scope}/**")),
        None if scope.contains('/') => name(scope),
        None => is_host(scope).map(|()| format!("{scope}/**")),
    };
    match pattern.filter(|_| is_full && domain != "index.docker.io") {
        Some(pattern) => Scope::Reference(pattern),
        None => Scope::Unreachable,
    }
}

/// Host and port, in lower case.
fn is_host(text: &str) -> Option<()> {
    let whole = format!("{text}/name");
    let parts = Reference::parse_grammar(&whole).ok()?;
    let is_whole = parts.domain() == Some(text) && parts.tag().is_none();
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    (is_whole && is_lower).then_some(())
}

fn name(scope: &str) -> Option<String> {
    let reference = Reference::parse_strict(scope).ok()?;
    let (name, _) = split_target(scope);
    let domain = reference.repository().domain();
    let is_same = name.strip_prefix(domain)?.starts_with('/');
    match (reference.tag(), reference.digest()) {
        (Some(_), Some(_)) => None,
        (None, None) => is_same.then(|| format!("{scope}/**")),
        // One image: its repository must be written as such images are looked up.
        _ => (reference.repository().to_string() == name).then(|| scope.to_owned()),
    }
}

/// The name, and what follows it: nothing, a tag or a digest.
pub(super) fn split_target(text: &str) -> (&str, &str) {
    let name = text.split_once('@').map_or(text, |(name, _)| name);
    let slash = name.rfind('/').unwrap_or_default();
    let colon = name.rfind(':').filter(|colon| *colon > slash && slash > 0);
    let end = colon.unwrap_or(name.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Four parts at most: host, namespace, stream and tag.
fn is_atomic(scope: &str) -> bool {
    let mut parts = scope.split('/').skip(1);
    let namespace = parts.next().unwrap_or_default();
    let stream = parts.next().unwrap_or_default();
    let colons = stream.matches(':').count();
    !namespace.contains(':') && colons <= 1 && parts.next().is_none()
}

fn path(scope: &str) -> Result<Scope, Refusal> {
    if scope == "/" {
        return Err(("the path /, which is no scope", "use the scope \"\""));
    }
    match is_clean(scope) {
        true => Ok(Scope::Path(scope.to_owned())),
        false => Err((
            "no absolute path in its shortest form",
            "write the path from the root, without . and .. and surplus slashes",
        )),
    }
}

/// An absolute path with no empty component, `.` or `..`.
pub(super) fn is_clean(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else {
        return false;
    };
    let is_component = |part: &str| !matches!(part, "" | "." | "..");
    rest.split('/').all(is_component) && !path.contains('\0')
}

/// `[root]`, `[driver@root]`, or the latter with a name, which may have tag, digest and id.
fn storage(scope: &str) -> Result<Scope, Refusal> {
    const REFUSED: Refusal = (
        "no scope of containers-storage",
        "write [root], [driver@root] or [driver@root]name, the root as an absolute path",
    );
    let inner = scope.strip_prefix('[').ok_or(REFUSED)?;
    let (store, name) = inner.split_once(']').ok_or(REFUSED)?;
    let (driver, root) = match store.split_once('@') {
        Some((driver, root)) => (Some(driver), root),
        None => (None, store),
    };
    if driver == Some("") || !root.starts_with('/') {
        return Err(REFUSED);
    }
    let mut targets = name.split('@').skip(1);
    let is_id = |text: &str| Digest::parse(&format!("sha256:{text}")).is_ok();
    let is_target = match (targets.next(), targets.next(), targets.next()) {
        (None, ..) => true,
        (Some(only), None, _) => is_id(only) || Digest::parse(only).is_ok(),
        (Some(digest), Some(id), None) => Digest::parse(digest).is_ok() && is_id(id),
        _ => false,
    };
    if !is_target {
        return Err(REFUSED);
    }
    // Without its driver, a store has no names that are looked up.
    match driver.is_none() && !name.is_empty() {
        true => Ok(Scope::Unreachable),
        false => Ok(Scope::Path(scope.to_owned())),
    }
}

/// The scopes that are looked up after this one, the most specific first, without the empty one.
pub(super) fn parents(scope: &Scope, text: &str) -> Vec<String> {
    match scope {
        Scope::Reference(_) => parents_of_reference(text),
        Scope::Path(_) if text.starts_with('[') => parents_in_storage(text),
        Scope::Path(_) => parents_of_path(text),
        Scope::Default | Scope::Unreachable => Vec::new(),
    }
}

fn parents_of_path(scope: &str) -> Vec<String> {
    let mut parents = Vec::new();
    let mut path = scope;
    while let Some((parent, _)) = path
        .rsplit_once('/')
        .filter(|(parent, _)| !parent.is_empty())
    {
        parents.push(parent.to_owned());
        path = parent;
    }
    parents
}

fn parents_of_reference(scope: &str) -> Vec<String> {
    let mut parents = Vec::new();
    let (mut name, target) = split_target(scope);
    if !target.is_empty() {
        parents.push(name.to_owned());
    }
    while let Some((parent, _)) = name.rsplit_once('/') {
        parents.push(parent.to_owned());
        name = parent;
    }
    let host = name.strip_prefix("*.").unwrap_or(name);
    let mut host = host.split_once(':').map_or(host, |(host, _)| host);
    while let Some((_, domain)) = host.split_once('.') {
        parents.push(format!("*.{domain}"));
        host = domain;
    }
    parents
}

fn parents_in_storage(scope: &str) -> Vec<String> {
    let Some((store, name)) = scope.split_once(']') else {
        return Vec::new();
    };
    let mut parents = Vec::new();
    let mut name = name;
    while !name.is_empty() {
        let slash = name.rfind('/').map_or(0, |slash| slash.saturating_add(1));
        let last = name.get(slash..).unwrap_or_default();
        // An id, a digest or a tag first; then the last component.
        let cut = last
            .rfind('@')
            .or_else(|| last.rfind(':').filter(|_| slash > 0));
        let end = match cut {
            Some(cut) => slash.saturating_add(cut),
            None => slash.saturating_sub(1),
        };
        name = name.get(..end).unwrap_or_default();
        parents.push(format!("{store}]{name}"));
    }
    if let Some((_, root)) = store.split_once('@') {
        parents.push(format!("[{root}]"));
    }
    parents
}
