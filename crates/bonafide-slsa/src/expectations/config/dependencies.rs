//! Rules for dependencies.

use bonafide_json::{Kind, Profile, Reader};

use super::{compile, defect, only_true};
use crate::builders::config::{MISSING, list, one_of, text};
use crate::expectations::{DependencyRules, Pinned};
use crate::{Error, Glob};

pub(super) fn read(reader: &mut Reader<'_>) -> Result<DependencyRules, Error> {
    let mut rules = DependencyRules::none();
    let known = ["pinned", "allow", "require", "source_commit", "via_vsa"];
    reader.object(&known, |reader, name| {
        match name {
            "pinned" => rules.pinned = pinned(reader)?,
            "allow" => {
                let globs = list(reader, glob)?;
                rules.allow = globs.into_iter().map(|(_, glob)| glob).collect();
            }
            "require" => rules.require = list(reader, glob)?,
            "source_commit" => {
                one_of(reader, &[("backed", ())])?;
                rules.source_commit_backed = true;
            }
            "via_vsa" => {
                only_true(reader)?;
                // Which there are is evidence, and the caller's to tell.
                rules.summaries = Some(Vec::new());
            }
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(rules)
}

fn pinned(reader: &mut Reader<'_>) -> Result<Pinned, Error> {
    if reader.kind()? == Kind::String {
        return Ok(match one_of(reader, &[("all", true), ("none", false)])? {
            true => Pinned::All,
            false => Pinned::None,
        });
    }
    let place = reader.place();
    let mut schemes = None;
    reader.object(&["schemes"], |reader, name| {
        match name {
            "schemes" => schemes = Some(list(reader, text)?),
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    let schemes = schemes.ok_or_else(|| defect(&place.member("schemes"), MISSING))?;
    Ok(Pinned::Schemes(schemes))
}

fn glob(reader: &mut Reader<'_>) -> Result<(String, Glob), Error> {
    let text = text(reader)?;
    let glob = compile(&text, &reader.place())?;
    Ok((text, glob))
}
