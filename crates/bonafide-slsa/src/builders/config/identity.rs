//! Signers and builder ids.

use bonafide_json::{Kind, Profile, Reader};
use bonafide_report::Place;

use super::super::rules::{BuilderIdRule, RunnerRule, SanRule, SignerRule};
use super::{MISSING, NO_CLAIM, defect, list, one_or_list, refs, text};
use crate::ref_rule::name_defect;
use crate::{Error, IdPattern, RefRule};

/// Claims that have members of their own: the issuer in both forms, and the runner.
const ISSUER_AND_RUNNER: [u32; 3] = [1, 8, 11];

pub(super) fn signer(reader: &mut Reader<'_>) -> Result<SignerRule, Error> {
    let place = reader.place();
    let mut keys = None;
    let mut is_certificate = false;
    let (mut issuer, mut sans, mut claims) = (None, None, Vec::new());
    let (mut runner, mut is_optional) = (None, None);
    let known = [
        "keys",
        "issuer",
        "san",
        "runner",
        "runner_optional",
        "claims",
    ];
    reader.object(&known, |reader, name| {
        is_certificate |= name != "keys";
        match name {
            "keys" => keys = Some(list(reader, text)?),
            "issuer" => issuer = Some(text(reader)?),
            "san" => sans = Some(one_or_list(reader, san)?),
            "runner" => runner = Some(text(reader)?),
            "runner_optional" => is_optional = Some(reader.boolean()?),
            "claims" => claims = read_claims(reader)?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    let missing = |name: &str| defect(&place.member(name), MISSING);
    match (keys, is_certificate) {
        (Some(keys), false) => return Ok(SignerRule::Keys(keys)),
        (Some(_), true) => return Err(defect(&place, "keys and certificates in one")),
        (None, _) => {}
    }
    if is_optional.is_some() && runner.is_none() {
        return Err(missing("runner"));
    }
    Ok(SignerRule::Fulcio {
        issuer: issuer.ok_or_else(|| missing("issuer"))?,
        sans: sans.ok_or_else(|| missing("san"))?,
        runner: runner.map(|name| RunnerRule {
            name,
            is_optional: is_optional.unwrap_or_default(),
        }),
        claims,
    })
}

fn read_claims(reader: &mut Reader<'_>) -> Result<Vec<(u32, String)>, Error> {
    let mut claims: Vec<(u32, String)> = Vec::new();
    reader.object(&[], |reader, name| {
        let number = name
            .parse()
            .ok()
            .filter(|number: &u32| number.to_string() == name);
        let number = number.filter(|number| *number > 0);
        let number = number.ok_or_else(|| defect(&reader.place(), NO_CLAIM))?;
        if ISSUER_AND_RUNNER.contains(&number) {
            let reason = "issuer and runner have members of their own";
            return Err(defect(&reader.place(), reason));
        }
        claims.push((number, text(reader)?));
        Ok(())
    })?;
    Ok(claims)
}

fn san(reader: &mut Reader<'_>) -> Result<SanRule, Error> {
    let place = reader.place();
    let (mut exact, mut name, mut rule) = (None, None, None);
    let (mut host, mut top_level) = (None, None);
    let known = ["exact", "name", "ref", "any_workflow", "top_level"];
    reader.object(&known, |reader, member| {
        match member {
            "exact" => exact = Some(text(reader)?),
            "name" => name = Some(read_name(reader)?),
            "ref" => rule = Some(refs::rule(reader)?),
            "any_workflow" => host = Some(read_host(reader)?),
            "top_level" => top_level = Some(reader.boolean()?),
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    match (exact, name, rule, host, top_level) {
        (Some(text), None, None, None, None) => Ok(SanRule::Pattern(IdPattern::Exact(text))),
        (None, Some(name), Some(rule), None, None) => {
            Ok(SanRule::Pattern(IdPattern::Named { name, rule }))
        }
        (None, Some(_), None, None, None) => Err(defect(&place.member("ref"), MISSING)),
        (None, None, None, Some(host), top_level) => Ok(SanRule::AnyWorkflow {
            host,
            top_level: top_level.unwrap_or_default(),
        }),
        _ => Err(defect(&place, "not exactly one rule for the name")),
    }
}

pub(super) fn builder_id(reader: &mut Reader<'_>) -> Result<BuilderIdRule, Error> {
    let place = reader.place();
    if reader.kind()? == Kind::String {
        super::one_of(reader, &[("same-as-san", ())])?;
        return Ok(BuilderIdRule::SameAsSan);
    }
    let (mut exact, mut name, mut prefix, mut with_refs) = (None, None, None, None);
    let known = ["exact", "name", "prefix", "refs"];
    reader.object(&known, |reader, member| {
        match member {
            "exact" => exact = Some(text(reader)?),
            "name" => name = Some(read_name(reader)?),
            "prefix" => prefix = Some(read_prefix(reader)?),
            "refs" => with_refs = Some(one_or_list(reader, refs::rule)?),
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    match (exact, name, prefix) {
        (Some(text), None, None) if with_refs.is_none() => Ok(BuilderIdRule::Exact(text)),
        (None, Some(name), None) => Ok(BuilderIdRule::NameRef {
            name,
            refs: required_refs(with_refs, &place)?,
        }),
        (None, None, Some(prefix)) => Ok(BuilderIdRule::PrefixNameRef {
            prefix,
            refs: required_refs(with_refs, &place)?,
        }),
        _ => Err(defect(&place, "not exactly one rule for the builder id")),
    }
}

fn required_refs(refs: Option<Vec<RefRule>>, place: &Place) -> Result<Vec<RefRule>, Error> {
    refs.ok_or_else(|| defect(&place.member("refs"), MISSING))
}

fn read_name(reader: &mut Reader<'_>) -> Result<String, Error> {
    let name = text(reader)?;
    match name_defect(&name) {
        Some(reason) => Err(defect(&reader.place(), reason)),
        None => Ok(name),
    }
}

fn read_prefix(reader: &mut Reader<'_>) -> Result<String, Error> {
    let prefix = text(reader)?;
    let path = prefix
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'));
    let is_good = |path: &str| path.split('/').all(|part| !part.is_empty()) && !path.contains('@');
    match path {
        Some((host, path)) if !host.is_empty() && is_good(path) => Ok(prefix),
        _ => Err(defect(
            &reader.place(),
            "no https URL of a path, or a slash at its end",
        )),
    }
}

fn read_host(reader: &mut Reader<'_>) -> Result<String, Error> {
    let host = text(reader)?;
    let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:".contains(c);
    if host.chars().all(is_host) {
        return Ok(host);
    }
    Err(defect(&reader.place(), "no host in lower case"))
}
