//! Package URLs of images, whose version is a digest and whose repository is a qualifier.

use super::item::Pattern;
use super::judgement::VexMismatch;
use super::matching::{Class, agrees};
use super::target::Target;
use crate::{HashValue, Purl};

/// The digest that is the version of a package URL of type `oci`.
pub(super) fn digest(purl: &Purl) -> Option<HashValue> {
    let (algorithm, hex) = purl.version()?.split_once(':')?;
    HashValue::parse(algorithm, hex).ok()
}

/// How a target fits a pattern of type `oci`.
///
/// With a digest the name of the repository counts where both have it, and the tag not at all.
/// Without one nothing but qualifiers says which image is meant: each of them must be equal.
///
/// # Specification
/// VEX-3. Stricter: a pattern without a digest whose repository or tag the target does not have
/// does not match.
pub(super) fn fit(pattern: &Pattern, target: &Target) -> Result<Class, VexMismatch> {
    let purl = &pattern.purl;
    if pattern.range.is_some() {
        return Err(VexMismatch::Range);
    }
    let has_image = target.purls.iter().any(|known| known.kind() == "oci");
    if !has_image && target.wants_all && !target.purls.is_empty() {
        return Err(VexMismatch::Purl);
    }
    let has_digest = purl.version().is_some();
    if has_digest {
        let wanted = digest(purl).ok_or(VexMismatch::Digest)?;
        if wanted.is_placeholder() || !agrees(&wanted, &target.hashes) {
            return Err(VexMismatch::Digest);
        }
    }
    let class = if has_digest {
        Class::Digest
    } else {
        Class::Purl
    };
    if !has_image && has_digest {
        // A digest identifies on its own; qualifiers have nothing to be compared with.
        return match key_to_compare(purl) {
            Some(key) => Err(VexMismatch::Qualifier(key.to_owned())),
            None => Ok(class),
        };
    }
    let answers = target.purls.iter();
    target.joined(answers.map(|known| compare(purl, known, has_digest).map(|()| class)))
}

/// The first qualifier that a digest does not make superfluous.
fn key_to_compare(purl: &Purl) -> Option<&str> {
    let mut keys = purl.qualifiers().map(|(key, _)| key);
    keys.find(|key| !matches!(*key, "tag" | "repository_url"))
}

fn compare(purl: &Purl, known: &Purl, has_digest: bool) -> Result<(), VexMismatch> {
    let is_path = purl.namespace() == known.namespace() && purl.name() == known.name();
    if known.kind() != purl.kind() || !is_path {
        return Err(VexMismatch::Purl);
    }
    for (key, value) in purl.qualifiers() {
        let have = known.qualifier(key);
        let is_equal = match (key, have) {
            ("tag", _) | ("repository_url", None) if has_digest => true,
            ("repository_url", Some(have)) => repository(have) == repository(value),
            _ => have == Some(value),
        };
        if !is_equal {
            return Err(VexMismatch::Qualifier(key.to_owned()));
        }
    }
    if purl.subpath().is_some() && purl.subpath() != known.subpath() {
        return Err(VexMismatch::Subpath);
    }
    Ok(())
}

/// A repository in one spelling: without a scheme, the registry in lower case and, for Docker Hub,
/// under one name and with the folder of official images.
fn repository(text: &str) -> String {
    let text = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text)
        .trim_end_matches('/');
    let (registry, path) = match text.split_once('/') {
        Some((registry, path)) => (registry.to_ascii_lowercase(), path),
        None => (text.to_ascii_lowercase(), ""),
    };
    let registry = match registry.strip_suffix(":443").unwrap_or(&registry) {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => "docker.io",
        other => other,
    };
    let folder = if registry == "docker.io" && !path.is_empty() && !path.contains('/') {
        "library/"
    } else {
        ""
    };
    format!("{registry}/{folder}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_have_one_spelling() {
        for (a, b, same) in [
            (
                "index.docker.io/aquasec/trivy",
                "docker.io/aquasec/trivy",
                true,
            ),
            ("https://GHCR.io/a/b/", "ghcr.io/a/b", true),
            ("docker.io/debian", "docker.io/library/debian", true),
            ("ghcr.io/debian", "ghcr.io/library/debian", false),
            ("registry.example:443/a", "registry.example/a", true),
            ("registry.example:5000/a", "registry.example/a", false),
            ("ghcr.io/a/b", "ghcr.io/a/B", false),
            ("ghcr.io", "ghcr.io/a", false),
            ("ghcr.io.evil.example/a/b", "ghcr.io/a/b", false),
        ] {
            assert_eq!(repository(a) == repository(b), same, "{a} {b}");
        }
    }
}
