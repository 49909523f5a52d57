//! The statement that is signed.

use bonafide_digest::{Algorithm, Digest, hex};
use bonafide_json::canonical;

use super::SignError;
use crate::manifest::{HashMethod, SignedFile, root_digest};

/// What the resource of a model that is one file is called.
///
/// # Specification
/// models OMP-12, SGN-3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are two spellings in use")]
pub enum SingleFileName {
    /// `.`, which the reference verifier expects.
    #[default]
    Dot,
    /// The name of the file, as the specification says.
    Basename,
}

/// A statement over a model, not signed yet: equal models give equal bytes.
///
/// # Specification
/// OMS section 5; RFC 8785; models SGN-3, SGN-9.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedStatement {
    payload: Vec<u8>,
    root_digest: Digest,
    resource_count: usize,
}

/// The name and digest of one resource.
struct Line<'f> {
    name: String,
    digest: &'f Digest,
}

impl UnsignedStatement {
    /// The statement of these files, which were hashed in this way, about a model of this name.
    pub(crate) fn new(
        subject: &str,
        files: &[SignedFile],
        method: HashMethod,
        algorithm: Algorithm,
        ignore_paths: &[String],
    ) -> Result<Self, SignError> {
        let lines = lines(files);
        if lines.is_empty() {
            return Err(SignError::Empty {});
        }
        let root_digest =
            root_digest(lines.iter().map(|line| line.digest)).ok_or(SignError::Method {})?;
        let mut text = String::with_capacity(lines.len().saturating_mul(160).saturating_add(1024));
        text.push_str(r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"resources":["#);
        for (at, line) in lines.iter().enumerate() {
            text.push_str(if at == 0 { "{" } else { ",{" });
            text.push_str(r#""algorithm":"#);
            canonical::string(&mut text, algorithm.name());
            text.push_str(r#","digest":""#);
            text.push_str(&hex::encode(line.digest.as_bytes()));
            text.push_str(r#"","name":"#);
            canonical::string(&mut text, &line.name);
            text.push('}');
        }
        text.push_str(r#"],"serialization":{"allow_symlinks":false,"hash_type":"#);
        canonical::string(&mut text, algorithm.name());
        text.push_str(r#","ignore_paths":["#);
        for (at, path) in ignore_paths.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "," });
            canonical::string(&mut text, path);
        }
        text.push_str(r#"],"method":"#);
        match method {
            HashMethod::Files => text.push_str(r#""files""#),
            HashMethod::Shards { size } => {
                text.push_str(r#""shards","shard_size":"#);
                text.push_str(&size.to_string());
            }
        }
        text.push_str(r#"}},"predicateType":"https://model_signing/signature/v1.0","#);
        text.push_str(r#""subject":[{"digest":{"sha256":""#);
        text.push_str(&root_digest.to_hex());
        text.push_str(r#""},"name":"#);
        canonical::string(&mut text, subject);
        text.push_str("}]}");
        Ok(Self {
            payload: text.into_bytes(),
            root_digest,
            resource_count: lines.len(),
        })
    }

    /// The bytes of the statement, in canonical form.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// SHA-256 over the digests of the resources in their order.
    #[must_use]
    pub const fn root_digest(&self) -> &Digest {
        &self.root_digest
    }

    /// How many resources there are.
    #[must_use]
    pub const fn resource_count(&self) -> usize {
        self.resource_count
    }
}

/// The resources in the order of the code points of their names, which is that of their bytes.
fn lines(files: &[SignedFile]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for file in files {
        for resource in &file.resources {
            let name = match &resource.range {
                Some(range) => format!("{}:{}:{}", file.path, range.start, range.end),
                None => file.path.clone(),
            };
            lines.push(Line {
                name,
                digest: &resource.digest,
            });
        }
    }
    lines.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    lines
}

#[cfg(test)]
mod tests {
    use bonafide_digest::{Algorithm, digest};
    use bonafide_json::{Limits, canonical};

    use super::*;
    use crate::manifest::Resource;

    fn file(path: &str, ranges: &[Option<core::ops::Range<u64>>]) -> SignedFile {
        let resource = |range: &Option<core::ops::Range<u64>>| Resource {
            range: range.clone(),
            digest: digest(Algorithm::Sha256, path.as_bytes()).unwrap(),
        };
        SignedFile {
            path: path.to_owned(),
            resources: ranges.iter().map(resource).collect(),
        }
    }

    #[test]
    fn it_is_canonical_whatever_the_names() {
        let files = [file("z\u{1f600}\"\\\n", &[None]), file("a/b", &[None])];
        let ignored = [".git".to_owned(), "caché".to_owned()];
        for method in [HashMethod::Files, HashMethod::Shards { size: 16 }] {
            let statement =
                UnsignedStatement::new("m\u{7f}", &files, method, Algorithm::Sha256, &ignored)
                    .unwrap();
            let canonical =
                canonical::canonicalize(statement.payload(), &Limits::default()).unwrap();
            assert_eq!(statement.payload(), canonical);
            assert_eq!(statement.resource_count(), 2);
        }
    }

    #[test]
    fn resources_are_in_the_order_of_their_names() {
        let files = [
            file("w", &[Some(0..16), Some(16..32), Some(112..120)]),
            file("v w", &[None]),
        ];
        let names: Vec<String> = lines(&files).into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["v w", "w:0:16", "w:112:120", "w:16:32"]);
    }

    #[test]
    fn nothing_is_not_signed() {
        let refused = UnsignedStatement::new("m", &[], HashMethod::Files, Algorithm::Sha256, &[]);
        assert_eq!(refused.unwrap_err(), SignError::Empty {});
    }
}
