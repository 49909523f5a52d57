//! Statements about what was verified, for somebody to sign.

mod json;
mod svr;
mod vsa;

use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_dsse::{Statement, StatementOptions};

pub use svr::SvrStatement;
pub use vsa::VsaStatement;

use crate::error::shown;
use crate::{Error, SlsaResult, TrackLevel};
use json::Writer;

/// An artifact that was verified, by the digests that were.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Artifact {
    name: Option<String>,
    digests: Vec<Digest>,
}

/// A document by URI and digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Document {
    uri: String,
    digests: Vec<Digest>,
}

/// The levels and properties that an artifact has.
#[derive(Clone, Debug, Default)]
struct Properties {
    levels: BTreeMap<String, TrackLevel>,
    names: Vec<String>,
    reproduced: Option<&'static str>,
}

impl Properties {
    /// The highest of each track stays.
    fn add_level(&mut self, level: TrackLevel) {
        let known = self.levels.entry(level.track().to_owned());
        let known = known.or_insert_with(|| level.clone());
        if known.level() < level.level() {
            *known = level;
        }
    }

    /// All of them as text: the levels in the order of their tracks, the property that is not the
    /// verifier's own, then the rest sorted.
    fn texts(&self) -> Result<Vec<String>, Error> {
        let mut names = self.names.clone();
        names.sort();
        names.dedup();
        if let Some(name) = names.iter().find(|name| is_reserved(name)) {
            return Err(Error::ReservedName { name: shown(name) });
        }
        let beyond = self.levels.values().find(|level| level.is_beyond_known());
        if let Some(level) = beyond {
            let text = level.to_string();
            return Err(Error::VsaLevelMalformed { text });
        }
        let levels = self.levels.values().map(ToString::to_string);
        let reproduced = self.reproduced.map(str::to_owned);
        Ok(levels.chain(reproduced).chain(names).collect())
    }
}

/// Whether the specification alone says what this text means among levels.
fn is_reserved(name: &str) -> bool {
    name.is_empty()
        || name.starts_with("SLSA_")
        || SlsaResult::parse(name) == Ok(SlsaResult::Failed)
}

/// A statement v1 around the predicate that `predicate` writes.
fn write(
    artifacts: &[Artifact],
    predicate_type: &str,
    predicate: impl FnOnce(&mut Writer),
) -> Vec<u8> {
    let mut out = Writer::default();
    out.object(|out| {
        out.text("_type", bonafide_dsse::StatementType::V1.uri());
        out.array("subject", |out| {
            for artifact in artifacts {
                out.object(|out| {
                    if let Some(name) = &artifact.name {
                        out.text("name", name);
                    }
                    digests(out, &artifact.digests);
                });
            }
        });
        out.text("predicateType", predicate_type);
        out.member("predicate", |out| out.object(predicate));
    });
    out.finish()
}

impl Document {
    fn write(&self, out: &mut Writer) {
        out.text("uri", &self.uri);
        if !self.digests.is_empty() {
            digests(out, &self.digests);
        }
    }
}

fn digests(out: &mut Writer, digests: &[Digest]) {
    let mut entries: Vec<(&str, String)> = digests
        .iter()
        .map(|digest| (digest.algorithm().name(), digest.to_hex()))
        .collect();
    entries.sort();
    entries.dedup();
    out.member("digest", |out| {
        out.object(|out| {
            for (name, value) in &entries {
                out.text(name, value);
            }
        });
    });
}

/// Reads what was written as anybody else would, so that nothing leaves that would be refused.
fn read_back(document: &[u8]) -> Result<Statement, Error> {
    Ok(Statement::parse(document, &StatementOptions::provenance())?)
}
