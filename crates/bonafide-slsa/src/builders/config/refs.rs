//! Rules for references.

use bonafide_json::{Kind, Profile, Reader};

use super::{defect, text};
use crate::{Error, Glob, RefRule};

pub(crate) fn rule(reader: &mut Reader<'_>) -> Result<RefRule, Error> {
    let place = reader.place();
    let rule = if reader.kind()? == Kind::String {
        super::one_of(
            reader,
            &[("any", Word::Any), ("semver-tag", Word::SemverTag)],
        )?
        .rule()
    } else {
        let mut rules = Vec::new();
        let known = ["exact", "branch", "tag", "semver_tag"];
        reader.object(&known, |reader, name| {
            match name {
                "exact" => rules.push(RefRule::Exact(text(reader)?)),
                "branch" => rules.push(RefRule::Branch(glob(reader)?)),
                "tag" => rules.push(RefRule::Tag(glob(reader)?)),
                "semver_tag" => rules.push(semver_tag(reader)?),
                _ => reader.unknown(Profile::Strict)?,
            }
            Ok::<_, Error>(())
        })?;
        let only = rules.pop().filter(|_| rules.is_empty());
        only.ok_or_else(|| defect(&place, "not exactly one rule for the reference"))?
    };
    match rule.defect() {
        Some(reason) => Err(defect(&place, reason)),
        None => Ok(rule),
    }
}

#[derive(Clone, Copy)]
enum Word {
    Any,
    SemverTag,
}

impl Word {
    const fn rule(self) -> RefRule {
        match self {
            Self::Any => RefRule::Any,
            Self::SemverTag => RefRule::release(),
        }
    }
}

pub(crate) fn glob(reader: &mut Reader<'_>) -> Result<Glob, Error> {
    let text = reader.string()?;
    Glob::new(&text).map_err(|reason| defect(&reader.place(), reason))
}

pub(crate) fn semver_tag(reader: &mut Reader<'_>) -> Result<RefRule, Error> {
    let (mut prerelease, mut suffix) = (false, None);
    reader.object(&["prerelease", "suffix"], |reader, name| {
        match name {
            "prerelease" => prerelease = reader.boolean()?,
            "suffix" => suffix = Some(text(reader)?),
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(RefRule::SemverTag { prerelease, suffix })
}
