//! The two syntaxes of documents, JSON and YAML, read to one tree with positions.
//!
//! JSON is judged by the rules of JSON (RFC 8259 and I-JSON), YAML by fewer than its own: no
//! anchors, aliases, merge keys, tags or second documents, and plain scalars mean only what JSON
//! would take them for. A byte order mark is refused in both.

mod at;
mod fields;
mod json;
mod node;
mod tree;
mod yaml;

pub(crate) use at::At;
pub(crate) use fields::{Entry, Fields};
pub(crate) use node::{Member, Node, NodeValue};

use bonafide_report::{Place, registry};

use crate::error::{LoadError, Problems};

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Syntax {
    /// JSON.
    Json,
    /// YAML, as far as it says what JSON can say.
    Yaml,
}

impl Syntax {
    /// The syntax that a file name stands for: `.json` is JSON, `.yaml` and `.yml` are YAML.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

/// What one document may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SyntaxLimits {
    pub(crate) bytes: usize,
    /// Containers inside each other.
    pub(crate) depth: usize,
}

impl SyntaxLimits {
    /// Of policies (policy DOC-3).
    pub(crate) const POLICY: Self = Self {
        bytes: 1 << 20,
        depth: 32,
    };
}

/// Where each of these problems of a policy is in its text, which could be read before.
pub(crate) fn locate(problems: &mut Problems, text: &[u8]) {
    if problems.is_empty() {
        return;
    }
    let tree = [Syntax::Json, Syntax::Yaml].into_iter().find_map(|syntax| {
        let mut faults = Problems::new();
        let tree = parse(text, syntax, &SyntaxLimits::POLICY, &mut faults);
        tree.filter(|_| faults.is_empty())
    });
    if let Some(tree) = tree {
        problems.locate(|place| tree.position_of(place));
    }
}

/// Reads one document. `None` where nothing more can be said of it; where there is a tree, there
/// may be problems all the same, and what they are about is left out of it or is
/// [`NodeValue::Broken`].
pub(crate) fn parse(
    bytes: &[u8],
    syntax: Syntax,
    limits: &SyntaxLimits,
    problems: &mut Problems,
) -> Option<Node> {
    if bytes.len() > limits.bytes {
        let detail = format!(
            "a document of {} bytes; at most {} are read",
            bytes.len(),
            limits.bytes
        );
        problems.push(LoadError::new(
            registry::POLICY_LIMIT,
            Place::root(),
            detail,
        ));
        return None;
    }
    match syntax {
        Syntax::Json => json::parse(bytes, limits, problems),
        Syntax::Yaml => yaml::parse(bytes, limits, problems),
    }
}

#[cfg(test)]
mod tests;
