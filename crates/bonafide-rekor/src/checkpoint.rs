//! Checkpoints: what a log says about its tree, as the text of a signed note.

use bonafide_json::base64::{self, Form};

use crate::merkle::Hash;
use crate::note::malformed;
use crate::{Error, Limits, Note};

/// A signed tree head, parsed and not verified.
///
/// # Specification
/// C2SP tlog-checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    note: Note,
    origin: String,
    size: u64,
    root: Hash,
}

impl Checkpoint {
    /// Parses a checkpoint with its signatures.
    ///
    /// # Errors
    /// - [`Error::Limit`] as [`Note::parse`];
    /// - [`Error::CheckpointForm`] for any other deviation from the formats of notes and
    ///   checkpoints.
    pub fn parse(checkpoint: &[u8], limits: &Limits) -> Result<Self, Error> {
        let note = Note::parse(checkpoint, limits)?;
        let body = note.text().strip_suffix('\n').unwrap_or_default();
        let mut lines = body.split('\n');
        let origin = lines
            .next()
            .filter(|line| !line.is_empty())
            .ok_or(malformed(1, "no origin"))?
            .to_owned();
        let size = lines
            .next()
            .and_then(decimal)
            .ok_or(malformed(2, "not a tree size"))?;
        let root = lines
            .next()
            .and_then(|line| base64::decode(line, Form::Standard).ok())
            .and_then(|bytes| Hash::try_from(bytes).ok())
            .ok_or(malformed(3, "not a root hash"))?;
        if let Some((_, line)) = lines.zip(4..).find(|(line, _)| line.is_empty()) {
            return Err(malformed(line, "an empty extension line"));
        }
        Ok(Self {
            note,
            origin,
            size,
            root,
        })
    }

    /// The first line: which log this is of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Leaves in the tree.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root hash of the tree.
    #[must_use]
    pub const fn root(&self) -> &Hash {
        &self.root
    }

    /// The lines below the root hash: signed, and never given a meaning here.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        self.note.text().lines().skip(3)
    }

    /// The note with its signature lines.
    #[must_use]
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// The origin as name of the log and, in the form of Rekor v1, the number of its tree.
    #[must_use]
    pub fn origin_parts(&self) -> (&str, Option<u64>) {
        match self.origin.rsplit_once(" - ") {
            Some((name, tree)) if !name.is_empty() => match decimal(tree) {
                Some(tree) => (name, Some(tree)),
                None => (&self.origin, None),
            },
            _ => (&self.origin, None),
        }
    }
}

/// `0|[1-9][0-9]*` within 64 bits.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}
