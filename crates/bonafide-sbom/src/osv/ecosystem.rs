//! Ecosystems: their package URLs, their order of versions, the spelling of their names.

use crate::Scheme;

/// Ecosystems whose packages are not those of a distribution: name, types of package URLs, order.
///
/// Pub and Julia order what Semantic Versioning ignores, and Bitnami puts a revision after the version
/// that it revises: read as plain versions, what is affected could look clean.
const LANGUAGES: [(&str, &[&str], Option<Scheme>); 17] = [
    ("crates.io", &["cargo"], Some(Scheme::SemVer)),
    ("npm", &["npm"], Some(Scheme::SemVer)),
    ("Go", &["golang"], Some(Scheme::Go)),
    ("Hex", &["hex"], Some(Scheme::SemVer)),
    ("SwiftURL", &["swift"], Some(Scheme::SemVer)),
    ("Pub", &["pub"], None),
    (
        "GitHub Actions",
        &["github", "githubactions"],
        Some(Scheme::SemVer),
    ),
    ("Bitnami", &["bitnami"], None),
    ("Julia", &["julia"], None),
    ("PyPI", &["pypi"], Some(Scheme::Pep440)),
    ("Maven", &["maven"], Some(Scheme::Maven)),
    ("NuGet", &["nuget"], None),
    ("RubyGems", &["gem"], None),
    ("Packagist", &["composer"], None),
    ("ConanCenter", &["conan"], None),
    ("CRAN", &["cran"], None),
    ("Hackage", &["hackage"], None),
];

/// Distributions: name, type of package URLs, namespaces.
const DISTRIBUTIONS: [(&str, &str, &[&str]); 18] = [
    ("Debian", "deb", &["debian"]),
    ("Ubuntu", "deb", &["ubuntu"]),
    ("Echo", "deb", &["echo"]),
    ("Alpine", "apk", &["alpine"]),
    ("Wolfi", "apk", &["wolfi"]),
    ("Chainguard", "apk", &["chainguard"]),
    ("Alpaquita", "apk", &["alpaquita"]),
    (
        "BellSoft Hardened Containers",
        "apk",
        &["bellsoft-hardened-containers"],
    ),
    ("MinimOS", "apk", &["minimos"]),
    ("Red Hat", "rpm", &["redhat", "rhel"]),
    (
        "Rocky Linux",
        "rpm",
        &["rocky", "rocky-linux", "rockylinux"],
    ),
    ("AlmaLinux", "rpm", &["almalinux"]),
    ("SUSE", "rpm", &["suse", "sles"]),
    (
        "openSUSE",
        "rpm",
        &[
            "opensuse",
            "opensuse-leap",
            "opensuse.leap",
            "opensuse-tumbleweed",
            "opensuse.tumbleweed",
        ],
    ),
    ("Mageia", "rpm", &["mageia"]),
    ("openEuler", "rpm", &["openeuler"]),
    ("Azure Linux", "rpm", &["azurelinux", "azure-linux"]),
    ("Photon OS", "rpm", &["photon", "photonos", "photon-os"]),
];

const DEBIAN_NAMES: [&str; 8] = [
    "wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky",
];
const WHEEZY: usize = 7;

/// The ecosystem of a package URL.
pub(super) fn of_purl(purl_type: &str, namespace: Option<&str>) -> Option<&'static str> {
    let is_type = |known: &&str| purl_type.eq_ignore_ascii_case(known);
    let language = LANGUAGES
        .iter()
        .find(|(_, types, _)| types.iter().any(is_type));
    if let Some((name, ..)) = language {
        return Some(name);
    }
    let vendor = namespace?;
    DISTRIBUTIONS
        .iter()
        .filter(|(_, known, _)| is_type(known))
        .find(|(_, _, vendors)| {
            vendors
                .iter()
                .any(|known| vendor.eq_ignore_ascii_case(known))
        })
        .map(|(name, ..)| *name)
}

/// The order of versions; `None` also for ecosystems that are not known here.
pub(super) fn scheme(ecosystem: &str) -> Option<Scheme> {
    let language = LANGUAGES.iter().find(|(name, ..)| *name == ecosystem);
    if let Some((_, _, scheme)) = language {
        return *scheme;
    }
    match distribution(ecosystem)? {
        "deb" => Some(Scheme::Deb),
        "apk" => Some(Scheme::Apk),
        _ => Some(Scheme::Rpm),
    }
}

/// The type of package URLs of a distribution.
pub(super) fn distribution(ecosystem: &str) -> Option<&'static str> {
    DISTRIBUTIONS
        .iter()
        .find(|(name, ..)| *name == ecosystem)
        .map(|(_, purl_type, _)| *purl_type)
}

/// The distribution of an operating system.
pub(super) fn of_system(name: &str) -> Option<&'static str> {
    let is_name = |known: &&str| known.eq_ignore_ascii_case(name);
    let mut distributions = DISTRIBUTIONS.iter();
    let known = distributions.find(|(_, _, vendors)| vendors.iter().any(is_name));
    known.map(|(name, ..)| *name)
}

/// The name of a package as advisories write it, from the parts of a package URL.
pub(super) fn full_name(ecosystem: &str, namespace: Option<&str>, name: &str) -> String {
    match namespace.filter(|text| !text.is_empty()) {
        Some(group) if ecosystem == "Maven" => format!("{group}:{name}"),
        Some(group) if distribution(ecosystem).is_none() => format!("{group}/{name}"),
        _ => name.to_owned(),
    }
}

/// The form of a name under which the ecosystem knows only one package.
pub(super) fn folded(ecosystem: &str, name: &str) -> String {
    match ecosystem {
        "PyPI" => {
            let lower = name.to_ascii_lowercase();
            let words = lower.split(['-', '_', '.']).enumerate();
            let words = words.filter(|(at, word)| *at == 0 || !word.is_empty());
            words.map(|(_, word)| word).collect::<Vec<_>>().join("-")
        }
        "Go" | "Hex" | "NuGet" | "Packagist" | "GitHub Actions" => name.to_ascii_lowercase(),
        "Pub" => name.to_ascii_lowercase().replace('-', "_"),
        "SwiftURL" => {
            let name = name.strip_prefix("https://").unwrap_or(name);
            name.strip_suffix(".git")
                .unwrap_or(name)
                .to_ascii_lowercase()
        }
        _ if matches!(distribution(ecosystem), Some("deb" | "apk")) => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    }
}

/// Whether a release of a distribution is the one that an advisory names; `None` when the two
/// spellings cannot be compared.
pub(super) fn is_same_release(ecosystem: &str, of_advisory: &str, release: &str) -> Option<bool> {
    if of_advisory == release {
        return Some(true);
    }
    Some(release_number(ecosystem, of_advisory)? == release_number(ecosystem, release)?)
}

/// The number by which a distribution counts its releases.
pub(super) fn release_number(ecosystem: &str, release: &str) -> Option<String> {
    let lower = release.to_ascii_lowercase();
    let id = ecosystem.split(' ').next()?.to_ascii_lowercase();
    let text = lower.strip_prefix(&id).unwrap_or(&lower);
    let text = text.trim_start_matches(['-', ' ', ':']);
    let is_digits = |text: &&str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let major = || text.split('.').next().filter(is_digits).map(str::to_owned);
    match ecosystem {
        "Debian" => {
            let place = DEBIAN_NAMES.iter().position(|name| *name == text);
            place.map_or_else(major, |at| Some(at.saturating_add(WHEEZY).to_string()))
        }
        "Ubuntu" => {
            let is_number = |part: &&str| {
                let (year, month) = part.split_once('.').unwrap_or(("", ""));
                is_digits(&year) && is_digits(&month)
            };
            text.split(':').find(is_number).map(str::to_owned)
        }
        "Alpine" | "Alpaquita" => {
            let mut parts = text.trim_start_matches('v').split('.');
            let major = parts.next().filter(is_digits)?;
            let minor = parts.next().filter(is_digits)?;
            Some(format!("{major}.{minor}"))
        }
        "AlmaLinux" | "Rocky Linux" | "Mageia" | "Azure Linux" | "Photon OS" => major(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_their_number() {
        for (ecosystem, of_advisory, release, wanted) in [
            ("Debian", "12", "12", Some(true)),
            ("Debian", "12", "debian-12", Some(true)),
            ("Debian", "12", "12.5", Some(true)),
            ("Debian", "12", "bookworm", Some(true)),
            ("Debian", "11", "bookworm", Some(false)),
            ("Debian", "1", "12", Some(false)),
            ("Debian", "12", "sid", None),
            ("Ubuntu", "22.04:LTS", "ubuntu-22.04", Some(true)),
            ("Ubuntu", "Pro:16.04:LTS", "16.04", Some(true)),
            ("Ubuntu", "23.10", "22.04", Some(false)),
            ("Ubuntu", "22.04:LTS", "jammy", None),
            ("Alpine", "v3.19", "3.19.1", Some(true)),
            ("Alpine", "v3.19", "alpine-3.19", Some(true)),
            ("Alpine", "v3.1", "3.19", Some(false)),
            ("Alpine", "v3.19", "edge", None),
            ("Rocky Linux", "9", "rocky-9.3", Some(true)),
            ("AlmaLinux", "8", "almalinux-9", Some(false)),
            ("Photon OS", "3.0", "photon-3.0", Some(true)),
            ("SUSE", "Linux Enterprise Server 15 SP5", "15.5", None),
            (
                "Red Hat",
                "enterprise_linux:9::baseos",
                "enterprise_linux:9::baseos",
                Some(true),
            ),
            ("Red Hat", "enterprise_linux:9::baseos", "9", None),
        ] {
            let same = is_same_release(ecosystem, of_advisory, release);
            assert_eq!(same, wanted, "{ecosystem} {of_advisory} {release}");
        }
    }

    #[test]
    fn names_that_are_one_package_are_one_name() {
        assert_eq!(folded("PyPI", "Foo_.Bar"), "foo-bar");
        assert_eq!(folded("PyPI", "_foo"), "-foo");
        assert_eq!(folded("Pub", "a-B"), "a_b");
        assert_eq!(
            folded("SwiftURL", "https://github.com/Apple/x.git"),
            "github.com/apple/x"
        );
        assert_eq!(folded("npm", "JSONStream"), "JSONStream");
        assert_eq!(folded("Red Hat", "ImageMagick"), "ImageMagick");
        assert_eq!(folded("Debian", "Bash"), "bash");
        assert_eq!(full_name("Maven", Some("g"), "a"), "g:a");
        assert_eq!(full_name("npm", Some("@s"), "a"), "@s/a");
        assert_eq!(full_name("Debian", Some("debian"), "a"), "a");
    }
}
