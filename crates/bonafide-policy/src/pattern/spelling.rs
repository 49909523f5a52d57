//! Other names of the same registry.

use bonafide_oci::Reference;

/// The registry that has several names.
const HUB: &str = "docker.io";
/// Those that references do not read as the first.
const HUB_HOSTS: [&str; 3] = ["docker.io", "index.docker.io", "registry-1.docker.io"];
/// The port that is meant without one.
const PORT: &str = ":443";

/// The reference as others would write it who mean the same registry: with and without the default
/// port, and by the names that the default registry has. At most five.
///
/// For lists of what is denied, which must not be evaded by another spelling; what is allowed is
/// compared as it is written.
///
/// # Specification
/// policy section 11: pattern evasion.
pub(crate) fn others(reference: &Reference) -> Vec<Reference> {
    let domain = reference.repository().domain();
    let host = domain.strip_suffix(PORT).unwrap_or(domain);
    let hosts: &[&str] = match HUB_HOSTS.contains(&host) {
        true => &[HUB, "registry-1.docker.io"],
        false => &[host],
    };
    let text = reference.to_string();
    let Some(rest) = text.strip_prefix(domain) else {
        return Vec::new();
    };
    let has_port = |host: &str| {
        let after = host.rsplit(']').next().unwrap_or_default();
        after.contains(':')
    };
    let written = hosts.iter().flat_map(|host| {
        let ported = (!has_port(host)).then(|| format!("{host}{PORT}{rest}"));
        [Some(format!("{host}{rest}")), ported]
    });
    written
        .flatten()
        .filter_map(|text| Reference::parse_strict(&text).ok())
        .filter(|other| other != reference)
        .collect()
}
