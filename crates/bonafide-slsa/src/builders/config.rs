//! Reading tables.

mod identity;
pub(crate) mod refs;

use bonafide_json::{Kind, Limits, Profile, Reader};
use bonafide_report::{Place, Time, Window};

use super::Builders;
use super::entry::{Adapter, Builder, CapCause, SourcePointers};
use super::rules::{BuilderIdRule, SanRule, SignerRule, TypeRule};
use crate::Error;

/// The most entries, and the most elements of any list in one.
pub(crate) const MOST: usize = 10_000;

pub(super) fn parse(document: &[u8]) -> Result<Vec<Builder>, Error> {
    let limits = Limits::default().with_bytes(4 << 20).with_depth(32);
    let mut reader = Reader::new(document, &limits)?;
    let mut entries: Option<Vec<Builder>> = None;
    reader.object(
        &["schema", "builder", "expect"],
        |reader, name| match name {
            "schema" => schema(reader),
            "builder" => {
                let entries = entries.get_or_insert_default();
                reader.array(MOST, "builders", |reader, _| add(reader, entries))
            }
            // It is for expectations, which have their own reader.
            "expect" => Ok(reader.skip()?),
            _ => Ok(reader.unknown(Profile::Strict)?),
        },
    )?;
    reader.finish()?;
    match entries {
        Some(entries) if !entries.is_empty() => Ok(entries),
        _ => Err(defect(&Place::root().member("builder"), "no builders")),
    }
}

pub(crate) fn schema(reader: &mut Reader<'_>) -> Result<(), Error> {
    if reader.string()? == Builders::SCHEMA {
        return Ok(());
    }
    Err(defect(&reader.place(), "another schema"))
}

fn add(reader: &mut Reader<'_>, entries: &mut Vec<Builder>) -> Result<(), Error> {
    let place = reader.place();
    let entry = entry(reader)?;
    if entries.iter().any(|earlier| earlier.name == entry.name) {
        return Err(defect(&place.member("name"), "two builders of one name"));
    }
    entries.push(entry);
    Ok(())
}

/// An entry as far as it was read.
#[derive(Default)]
struct Draft {
    name: Option<String>,
    operator: Option<String>,
    signer: Option<SignerRule>,
    builder_id: Option<BuilderIdRule>,
    predicate_types: Option<Vec<String>>,
    build_types: Option<Vec<TypeRule>>,
    max_level: Option<u8>,
    adapter: Option<Adapter>,
    is_forgeable: Option<bool>,
    valid: Option<Window>,
    caps: Vec<(CapCause, u8)>,
    backing: Vec<(String, u32)>,
    pointers: SourcePointers,
    ignored_parameters: Vec<String>,
}

const MEMBERS: [&str; 14] = [
    "name",
    "operator",
    "signer",
    "builder_id",
    "predicate_types",
    "build_types",
    "max_level",
    "adapter",
    "forgeable",
    "valid",
    "caps",
    "backing",
    "fields",
    "ignore_parameters",
];

fn entry(reader: &mut Reader<'_>) -> Result<Builder, Error> {
    let place = reader.place();
    let mut draft = Draft::default();
    reader.object(&MEMBERS, |reader, name| draft.member(reader, name))?;
    draft.finish(&place)
}

impl Draft {
    fn member(&mut self, reader: &mut Reader<'_>, name: &str) -> Result<(), Error> {
        match name {
            "name" => self.name = Some(text(reader)?),
            "operator" => self.operator = Some(text(reader)?),
            "signer" => self.signer = Some(identity::signer(reader)?),
            "builder_id" => self.builder_id = Some(identity::builder_id(reader)?),
            "predicate_types" => self.predicate_types = Some(list(reader, text)?),
            "build_types" => self.build_types = Some(list(reader, build_type)?),
            "max_level" => self.max_level = Some(level(reader)?),
            "adapter" => {
                let known = Adapter::ALL.map(|adapter| (adapter.as_str(), adapter));
                self.adapter = Some(one_of(reader, &known)?);
            }
            "forgeable" => self.is_forgeable = Some(reader.boolean()?),
            "valid" => self.valid = Some(window(reader)?),
            "caps" => self.caps = caps(reader)?,
            "backing" => self.backing = backing(reader)?,
            "fields" => self.pointers.by_field = pointers(reader)?,
            "ignore_parameters" => self.ignored_parameters = list(reader, text)?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok(())
    }

    fn finish(self, place: &Place) -> Result<Builder, Error> {
        let missing = |name: &str| defect(&place.member(name), MISSING);
        let adapter = self.adapter.ok_or_else(|| missing("adapter"))?;
        let default_types = || {
            adapter
                .predicate_types()
                .iter()
                .map(|text| (*text).to_owned())
        };
        let entry = Builder {
            name: self.name.ok_or_else(|| missing("name"))?,
            operator: self.operator.ok_or_else(|| missing("operator"))?,
            signer: self.signer.ok_or_else(|| missing("signer"))?,
            builder_id: self.builder_id.ok_or_else(|| missing("builder_id"))?,
            predicate_types: self
                .predicate_types
                .unwrap_or_else(|| default_types().collect()),
            build_types: self.build_types.ok_or_else(|| missing("build_types"))?,
            max_level: self.max_level.ok_or_else(|| missing("max_level"))?,
            adapter,
            is_forgeable: self.is_forgeable.unwrap_or(adapter.is_forgeable()),
            valid: self.valid,
            caps: self.caps,
            backing: self.backing,
            pointers: self.pointers,
            ignored_parameters: self.ignored_parameters,
        };
        check_sense(&entry, place)?;
        Ok(entry)
    }
}

/// Refuses entries whose members are good one by one and not together.
fn check_sense(entry: &Builder, place: &Place) -> Result<(), Error> {
    let fail = |member: &str, reason| Err(defect(&place.member(member), reason));
    let has_keys = matches!(entry.signer, SignerRule::Keys(_));
    if has_keys && entry.builder_id == BuilderIdRule::SameAsSan {
        return fail("builder_id", "keys have no name to be the same as");
    }
    if has_keys && !entry.backing.is_empty() {
        return fail("backing", "keys have no claims");
    }
    if let SignerRule::Fulcio { sans, .. } = &entry.signer {
        let is_any = |rule: &SanRule| matches!(rule, SanRule::AnyWorkflow { .. });
        if entry.max_level > 2 && sans.iter().any(is_any) {
            return fail("max_level", "level 3 for workflows that are not named");
        }
    }
    if !entry.pointers.is_empty() && entry.adapter != Adapter::Generic {
        return fail("fields", "the adapter knows its fields");
    }
    if entry.caps.iter().any(|(_, level)| *level > entry.max_level) {
        return fail("caps", "a cap above the level of the builder");
    }
    Ok(())
}

fn build_type(reader: &mut Reader<'_>) -> Result<TypeRule, Error> {
    if reader.kind()? != Kind::Object {
        return text(reader).map(TypeRule::Exact);
    }
    let place = reader.place();
    let (mut prefix, mut suffix) = (None, String::new());
    reader.object(&["prefix", "suffix"], |reader, name| {
        match name {
            "prefix" => prefix = Some(text(reader)?),
            "suffix" => suffix = text(reader)?,
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    let prefix = prefix.ok_or_else(|| defect(&place.member("prefix"), MISSING))?;
    Ok(TypeRule::Affix { prefix, suffix })
}

pub(crate) fn level(reader: &mut Reader<'_>) -> Result<u8, Error> {
    let level = reader.unsigned()?;
    let level = u8::try_from(level).ok().filter(|level| *level <= 3);
    level.ok_or_else(|| defect(&reader.place(), "levels are 0 to 3"))
}

fn window(reader: &mut Reader<'_>) -> Result<Window, Error> {
    let place = reader.place();
    let (mut from, mut until) = (None, None);
    reader.object(&["from", "until"], |reader, name| {
        match name {
            "from" => from = Some(time(reader)?),
            "until" => until = Some(time(reader)?),
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    let from = from.ok_or_else(|| defect(&place.member("from"), MISSING))?;
    Window::new(from, until).ok_or_else(|| defect(&place, "the window ends before it begins"))
}

fn time(reader: &mut Reader<'_>) -> Result<Time, Error> {
    let text = reader.string()?;
    Time::parse_rfc3339(&text).map_err(|_| defect(&reader.place(), "no RFC 3339 date and time"))
}

fn caps(reader: &mut Reader<'_>) -> Result<Vec<(CapCause, u8)>, Error> {
    let known = CapCause::ALL.map(CapCause::as_str);
    let mut caps = Vec::new();
    reader.object(&known, |reader, name| {
        match CapCause::ALL
            .into_iter()
            .find(|cause| cause.as_str() == name)
        {
            Some(cause) => caps.push((cause, level(reader)?)),
            None => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(caps)
}

fn backing(reader: &mut Reader<'_>) -> Result<Vec<(String, u32)>, Error> {
    let mut backing = Vec::new();
    reader.object(&["source", "ref", "commit", "workflow"], |reader, name| {
        match name {
            "source" | "ref" | "commit" | "workflow" => {
                let number = u32::try_from(reader.unsigned()?).ok();
                let number = number.filter(|number| *number > 0);
                let number = number.ok_or_else(|| defect(&reader.place(), NO_CLAIM))?;
                backing.push((name.to_owned(), number));
            }
            _ => reader.unknown(Profile::Strict)?,
        }
        Ok::<_, Error>(())
    })?;
    Ok(backing)
}

fn pointers(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>, Error> {
    let mut pointers = Vec::new();
    let known = ["source", "ref", "commit", "workflow", "inputs"];
    reader.object(&known, |reader, name| {
        if !known.contains(&name) {
            return Ok(reader.unknown(Profile::Strict)?);
        }
        let pointer = text(reader)?;
        if !crate::pointer::is_pointer(&pointer) {
            return Err(defect(&reader.place(), "no RFC 6901 pointer"));
        }
        pointers.push((name.to_owned(), pointer));
        Ok(())
    })?;
    Ok(pointers)
}

pub(crate) const MISSING: &str = "a required member is missing";
const NO_CLAIM: &str = "no number of a claim";

/// A text that says something.
pub(crate) fn text(reader: &mut Reader<'_>) -> Result<String, Error> {
    let text = reader.string()?.into_owned();
    if text.is_empty() {
        return Err(defect(&reader.place(), "an empty text"));
    }
    Ok(text)
}

/// A list with at least one element, and no element twice.
pub(crate) fn list<T: PartialEq>(
    reader: &mut Reader<'_>,
    each: fn(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let place = reader.place();
    let mut all = Vec::new();
    reader.array(MOST, "elements of a list", |reader, _| {
        let place = reader.place();
        let value = each(reader)?;
        if all.contains(&value) {
            return Err(defect(&place, "twice in one list"));
        }
        all.push(value);
        Ok(())
    })?;
    if all.is_empty() {
        return Err(defect(&place, "an empty list"));
    }
    Ok(all)
}

/// One value, or a list of them.
pub(crate) fn one_or_list<T: PartialEq>(
    reader: &mut Reader<'_>,
    each: fn(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    if reader.kind()? == Kind::Array {
        list(reader, each)
    } else {
        each(reader).map(|value| vec![value])
    }
}

pub(crate) fn one_of<T: Copy>(reader: &mut Reader<'_>, known: &[(&str, T)]) -> Result<T, Error> {
    let text = reader.string()?;
    let found = known.iter().find(|(name, _)| *name == text);
    let found = found.map(|(_, value)| *value);
    found.ok_or_else(|| defect(&reader.place(), "none of the known words"))
}

pub(crate) fn defect(place: &Place, reason: &'static str) -> Error {
    let place = place.clone();
    Error::BuildersConfig { place, reason }
}
