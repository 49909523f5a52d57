//! Sources and references.

use bonafide_json::{Kind, Profile, Reader};
use bonafide_report::Place;

use super::{compile, defect};
use crate::builders::config::{one_of, refs, text};
use crate::{Error, Expectations, RefRule, SourceId, Version};

pub(super) fn source(reader: &mut Reader<'_>) -> Result<Option<SourceId>, Error> {
    let text = text(reader)?;
    if text == "any" {
        return Ok(None);
    }
    match Expectations::source(&text) {
        Ok(expectations) => Ok(expectations.source),
        Err(Error::Uri { reason, .. } | Error::ExpectationsConfig { reason, .. }) => {
            Err(defect(&reader.place(), reason))
        }
        Err(_) => Err(defect(&reader.place(), "several places to split at")),
    }
}

pub(super) fn read(reader: &mut Reader<'_>, out: &mut Expectations) -> Result<(), Error> {
    if reader.kind()? == Kind::String {
        let words = [("any", false), ("semver-tag", true)];
        if one_of(reader, &words)? {
            out.references.push(RefRule::release());
        }
        return Ok(());
    }
    let place = reader.place();
    let mut count = 0_u8;
    let known = ["branch", "tag", "versioned_tag", "exact", "semver_tag"];
    reader.object(&known, |reader, name| {
        count = count.saturating_add(1);
        member(reader, name, out)
    })?;
    if count == 0 {
        return Err(defect(&place, "no rule for the reference"));
    }
    Ok(())
}

fn member(reader: &mut Reader<'_>, name: &str, out: &mut Expectations) -> Result<(), Error> {
    let rule = match name {
        // A name without stars is one name, and a mismatch of it is told as such.
        "branch" => match name_or_glob(reader, RefRule::Branch)? {
            Ok(name) => {
                out.branch = Some(name);
                return Ok(());
            }
            Err(rule) => rule,
        },
        "tag" => match name_or_glob(reader, RefRule::Tag)? {
            Ok(name) => {
                out.tag = Some(name);
                return Ok(());
            }
            Err(rule) => rule,
        },
        "versioned_tag" => {
            out.versioned_tag = Some(version(reader)?);
            return Ok(());
        }
        "exact" => full(reader)?,
        "semver_tag" => refs::semver_tag(reader)?,
        _ => return Ok(reader.unknown(Profile::Strict)?),
    };
    check(&rule, &reader.place())?;
    out.references.push(rule);
    Ok(())
}

/// A name, or a rule if there are stars in it.
fn name_or_glob(
    reader: &mut Reader<'_>,
    rule: fn(crate::Glob) -> RefRule,
) -> Result<Result<String, RefRule>, Error> {
    let text = text(reader)?;
    let rule = rule(compile(&text, &reader.place())?);
    check(&rule, &reader.place())?;
    Ok(if text.contains('*') {
        Err(rule)
    } else {
        Ok(text)
    })
}

fn version(reader: &mut Reader<'_>) -> Result<String, Error> {
    let text = text(reader)?;
    match Version::parse(&text) {
        Ok(version) if version.build().is_none() => Ok(text),
        _ => Err(defect(&reader.place(), "no version v1, v1.2 or v1.2.3")),
    }
}

fn full(reader: &mut Reader<'_>) -> Result<RefRule, Error> {
    let text = text(reader)?;
    if text.starts_with("refs/") {
        return Ok(RefRule::Exact(text));
    }
    Err(defect(&reader.place(), "no full reference"))
}

fn check(rule: &RefRule, place: &Place) -> Result<(), Error> {
    match rule.defect() {
        Some(reason) => Err(defect(place, reason)),
        None => Ok(()),
    }
}
