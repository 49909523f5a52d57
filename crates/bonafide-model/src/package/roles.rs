//! The parts that a package has.

use crate::{Detection, Loadable, card};

/// What a file is for.
///
/// A file can be of several roles, and counts in whatever folder it lies unless its role says otherwise.
/// Names are compared without regard to case, but for those of cards. What is called otherwise is
/// named by [`Checks::with_role_path`](crate::package::Checks::with_role_path).
///
/// # Specification
/// models PKG-6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "models PKG-6 closes the set")]
pub enum Role {
    /// The weights: what is [`Loadable::Weights`] by its name or its content, such as
    /// `model.safetensors`.
    Weights,
    /// What turns text into numbers: names that begin with `tokenizer`, `vocab`, `merges`, `spiece` or
    /// `sentencepiece`, or end with `.tiktoken`.
    Tokenizer,
    /// The card of the model: a name of [`card::is_candidate`], such as `README.md` at the root.
    Card,
    /// The code that serves it: what is [`Loadable::PythonSource`] by its name or its content.
    Handler,
    /// The locked dependencies: `*requirements*.txt`, `requirements*.lock`, and each `.txt` below a
    /// folder `requirements`, but no `constraints*.txt`.
    Lock,
    /// The bill of materials: a name that ends with `bom.json`, `bom.xml`, `.cdx.json`, `.cdx.xml`,
    /// `.spdx.json` or `.spdx`, where `bomFormat`, `cyclonedx`, `spdx` or `SPDX` stands near the
    /// beginning.
    Sbom,
    /// The manifest of the package: `manifest`, `package-manifest` or `model-manifest` with the ending
    /// `.json`, `.yaml` or `.yml`, whatever is in it. The signed list of the files of a model is no
    /// part of the package.
    Manifest,
}

impl Role {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Tokenizer => "tokenizer",
            Self::Card => "card",
            Self::Handler => "handler",
            Self::Lock => "lock",
            Self::Sbom => "sbom",
            Self::Manifest => "manifest",
        }
    }

    /// The part and the name of a file that would be one, for the message that there is none.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::Weights => "weights, such as model.safetensors",
            Self::Tokenizer => "tokenizer, such as tokenizer.json",
            Self::Card => "card of the model, such as README.md",
            Self::Handler => "code of a handler, such as handler.py",
            Self::Lock => "list of locked dependencies, such as requirements.txt",
            Self::Sbom => "bill of materials, such as sbom.cdx.json",
            Self::Manifest => "package manifest, such as manifest.json",
        }
    }

    /// What the file at `path` is for, as its name and its content say.
    pub(super) fn of(path: &str, found: &Detection, head: &[u8]) -> Vec<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let loadable = found.loadable();
        let mut roles = Vec::new();
        let mut add = |role, is_one| roles.extend(Some(role).filter(|_| is_one));
        add(Self::Weights, loadable.contains(&Loadable::Weights));
        add(Self::Tokenizer, is_tokenizer(&name));
        add(Self::Card, card::is_candidate(path));
        add(Self::Handler, loadable.contains(&Loadable::PythonSource));
        // What only limits versions asks for nothing.
        add(Self::Lock, is_lock(path) && !is_constraints(path));
        add(Self::Sbom, is_bill(&name, head));
        add(Self::Manifest, is_manifest(&name));
        roles
    }
}

fn is_tokenizer(name: &str) -> bool {
    let is_named = ["tokenizer", "vocab", "merges", "spiece", "sentencepiece"]
        .iter()
        .any(|stem| name.starts_with(stem));
    is_named || name.ends_with(".tiktoken")
}

/// Whether a path is that of a list that installers are given: `*requirements*.txt`,
/// `requirements*.lock`, `constraints*.txt`, and each `.txt` below a directory `requirements`.
pub(super) fn is_lock(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let is_named = name.contains("requirements") || is_constraints(name);
    let is_below = folder.split('/').any(|part| part == "requirements");
    let is_text = name.ends_with(".txt") && (is_named || is_below);
    is_text || (name.starts_with("requirements") && name.ends_with(".lock"))
}

/// Whether a list is meant to limit the versions of others.
pub(super) fn is_constraints(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.starts_with("constraints") && name.ends_with(".txt")
}

fn is_bill(name: &str, head: &[u8]) -> bool {
    let has = |part: &str| {
        head.windows(part.len())
            .any(|window| window == part.as_bytes())
    };
    let is_named = [
        "bom.json",
        "sbom.json",
        "bom.xml",
        ".cdx.json",
        ".cdx.xml",
        ".spdx.json",
        ".spdx",
    ]
    .iter()
    .any(|end| name.ends_with(end));
    is_named && (has("bomFormat") || has("spdx") || has("SPDX") || has("cyclonedx"))
}

fn is_manifest(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_document = [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| name.ends_with(end));
    is_document && matches!(stem, "manifest" | "package-manifest" | "model-manifest")
}
