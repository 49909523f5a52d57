//! Rules for external parameters, and inputs.

use bonafide_json::{Kind, Profile, Reader};
use bonafide_report::Place;

use super::{compile, defect, only_true, within};
use crate::builders::config::{MOST, list, text};
use crate::expectations::sense::check_rule;
use crate::expectations::{Expectations, JsonText, ParameterRule};
use crate::{Error, Raw};

pub(super) fn external(
    reader: &mut Reader<'_>,
    out: &mut Expectations,
    set: &Place,
) -> Result<(), Error> {
    reader.object(&[], |reader, pointer| {
        check_count(out.parameters.len(), reader)?;
        let place = reader.place();
        let rule = rule(reader, Depth::Outer)?;
        check_rule(&rule, &place)?;
        out.add_parameter(pointer, rule)
            .map_err(|error| within(set, error))
    })
}

/// Subsets do not nest: a longer pointer says the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Outer,
    Inner,
}

fn rule(reader: &mut Reader<'_>, depth: Depth) -> Result<ParameterRule, Error> {
    let place = reader.place();
    let mut rules = Vec::new();
    let known = ["equals", "one_of", "absent", "any", "glob", "subset"];
    reader.object(&known, |reader, name| {
        rules.push(match name {
            "equals" => ParameterRule::Equals(json(reader)?),
            "one_of" => ParameterRule::OneOf(list(reader, json)?),
            "absent" => {
                only_true(reader)?;
                ParameterRule::Absent
            }
            "any" => {
                only_true(reader)?;
                ParameterRule::Any
            }
            "glob" => {
                let text = text(reader)?;
                ParameterRule::Glob(compile(&text, &reader.place())?)
            }
            "subset" if depth == Depth::Outer => ParameterRule::Subset(subset(reader)?),
            "subset" => return Err(defect(&reader.place(), "a subset in a subset")),
            _ => return Ok(reader.unknown(Profile::Strict)?),
        });
        Ok::<_, Error>(())
    })?;
    let only = rules.pop().filter(|_| rules.is_empty());
    only.ok_or_else(|| defect(&place, "not exactly one rule for the parameter"))
}

fn subset(reader: &mut Reader<'_>) -> Result<Vec<(String, ParameterRule)>, Error> {
    let place = reader.place();
    let mut rules = Vec::new();
    reader.object(&[], |reader, pointer| {
        check_count(rules.len(), reader)?;
        rules.push((pointer.to_owned(), rule(reader, Depth::Inner)?));
        Ok::<_, Error>(())
    })?;
    if rules.is_empty() {
        return Err(defect(&place, "a subset without rules"));
    }
    Ok(rules)
}

fn json(reader: &mut Reader<'_>) -> Result<JsonText, Error> {
    Ok(JsonText::of(Raw::scanned(reader.raw()?)))
}

pub(super) fn inputs(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>, Error> {
    let mut inputs = Vec::new();
    reader.object(&[], |reader, name| {
        check_count(inputs.len(), reader)?;
        let value = match reader.kind()? {
            Kind::Number | Kind::Boolean => reader.raw()?.to_owned(),
            _ => reader.string()?.into_owned(),
        };
        inputs.push((name.to_owned(), value));
        Ok::<_, Error>(())
    })?;
    Ok(inputs)
}

fn check_count(count: usize, reader: &Reader<'_>) -> Result<(), Error> {
    if count >= MOST {
        return Err(reader.limit("rules", MOST).into());
    }
    Ok(())
}
