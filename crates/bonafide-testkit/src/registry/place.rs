//! What a path stands for.

/// What a path stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `/v2/`.
    Root,
    /// `/token`.
    Token,
    /// `/_requests`.
    Record,
    /// `/_shutdown`.
    End,
    /// A part of a repository.
    In(String, Part),
    /// Nothing.
    Nowhere,
}

/// A part of a repository.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A manifest by tag or digest.
    Manifest(String),
    /// A blob by digest.
    Blob(String),
    /// A new upload.
    Uploads,
    /// An upload that has begun.
    Upload(String),
    /// The referrers of a digest.
    Referrers(String),
    /// The list of tags.
    Tags,
}

impl Place {
    /// What a decoded path stands for.
    pub(super) fn of(path: &str) -> Self {
        match path {
            "/v2" | "/v2/" => return Self::Root,
            "/token" => return Self::Token,
            "/_requests" => return Self::Record,
            "/_shutdown" => return Self::End,
            _ => {}
        }
        let Some(rest) = path.strip_prefix("/v2/") else {
            return Self::Nowhere;
        };
        let segments: Vec<&str> = rest.split('/').collect();
        let (name, part) = match &segments[..] {
            [name @ .., "blobs", "uploads", ""] | [name @ .., "blobs", "uploads"] => {
                (name, Part::Uploads)
            }
            [name @ .., "blobs", "uploads", id] => (name, Part::Upload((*id).to_owned())),
            [name @ .., "tags", "list"] => (name, Part::Tags),
            [name @ .., "manifests", reference] => (name, Part::Manifest((*reference).to_owned())),
            [name @ .., "blobs", digest] => (name, Part::Blob((*digest).to_owned())),
            [name @ .., "referrers", digest] => (name, Part::Referrers((*digest).to_owned())),
            _ => return Self::Nowhere,
        };
        if name.is_empty() || !name.iter().all(|component| is_component(component)) {
            return Self::Nowhere;
        }
        Self::In(name.join("/"), part)
    }

    /// The name of the repository.
    pub(super) fn repository(&self) -> Option<&str> {
        match self {
            Self::In(name, _) => Some(name),
            _ => None,
        }
    }
}

/// Whether a string is spelled like a component of a name; separators are not checked further.
fn is_component(text: &str) -> bool {
    let is_alphanumeric = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    let bytes = text.as_bytes();
    bytes.first().is_some_and(is_alphanumeric)
        && bytes.last().is_some_and(is_alphanumeric)
        && bytes
            .iter()
            .all(|byte| is_alphanumeric(byte) || matches!(byte, b'.' | b'_' | b'-'))
}

/// Whether a string is spelled like a digest that this registry computes.
pub(super) fn is_digest(text: &str) -> bool {
    let length = |algorithm| match algorithm {
        "sha256" => Some(64),
        "sha512" => Some(128),
        _ => None,
    };
    text.split_once(':').is_some_and(|(algorithm, encoded)| {
        length(algorithm) == Some(encoded.len())
            && encoded
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_several_components() {
        let place = |name: &str, part| Place::In(name.to_owned(), part);
        for (path, expected) in [
            ("/v2/", Place::Root),
            (
                "/v2/a/b/c/manifests/v1",
                place("a/b/c", Part::Manifest("v1".to_owned())),
            ),
            (
                "/v2/a/manifests/manifests/v1",
                place("a/manifests", Part::Manifest("v1".to_owned())),
            ),
            ("/v2/a/blobs/x:y", place("a", Part::Blob("x:y".to_owned()))),
            ("/v2/a/blobs/uploads/", place("a", Part::Uploads)),
            (
                "/v2/a/blobs/uploads/7",
                place("a", Part::Upload("7".to_owned())),
            ),
            ("/v2/a/tags/list", place("a", Part::Tags)),
            ("/v2/tags/list", Place::Nowhere),
            ("/v2/A/tags/list", Place::Nowhere),
            ("/v2/a/../tags/list", Place::Nowhere),
            ("/v1/a/tags/list", Place::Nowhere),
        ] {
            assert_eq!(Place::of(path), expected, "{path}");
        }
    }

    #[test]
    fn digests_are_spelled_strictly() {
        assert!(is_digest(&format!("sha256:{}", "0a".repeat(32))));
        assert!(is_digest(&format!("sha512:{}", "0a".repeat(64))));
        for wrong in ["sha256:", "sha256:0A", "md5:", "", "x"] {
            assert!(!is_digest(wrong), "{wrong}");
        }
        assert!(!is_digest(&format!("sha256:{}", "0A".repeat(32))));
    }
}
