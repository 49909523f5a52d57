//! SLSA provenance v0.1.

use std::borrow::Cow;

use bonafide_json::{Kind, Reader};
use bonafide_report::Place;

use super::draft::{Draft, MATERIALS, Parts, Paths, Text, flag, map, text_and_raw, time};
use super::field::{Origin, Path, spelled};
use super::{ConfigSource, Parameter};
use crate::{Error, Raw};

const PATHS: Paths = Paths {
    builder_id: &["builder", "id"],
    build_type: &["recipe", "type"],
    internal: &["recipe", "environment"],
    build_config: &["buildConfig"],
    invocation_id: &["metadata", "buildInvocationId"],
    started_on: &["metadata", "buildStartedOn"],
    finished_on: &["metadata", "buildFinishedOn"],
    complete_parameters: &["metadata", "completeness", "arguments"],
    complete_environment: &["metadata", "completeness", "environment"],
    complete_dependencies: &["metadata", "completeness", "materials"],
    hermetic: &["metadata"],
    reproducible: &["metadata", "reproducible"],
};

const ARGUMENTS: Path = &["recipe", "arguments"];
const ENTRY_POINT: Path = &["recipe", "entryPoint"];
const DEFINED_IN: Path = &["recipe", "definedInMaterial"];

/// The builders of Google, which write the index as a string.
const GOOGLE: &str = "https://cloudbuild.googleapis.com/";

pub(super) fn read<'a>(mut draft: Draft<'a, '_>) -> Result<Parts<'a>, Error> {
    let mut recipe = Recipe::default();
    draft.read(
        &["builder", "recipe", "metadata", "materials"],
        |draft, reader, name| {
            match name {
                "builder" => builder(draft, reader)?,
                "recipe" => recipe.read(draft, reader)?,
                "metadata" => metadata(draft, reader, "arguments")?,
                "materials" => draft.dependencies = draft.materials(reader)?,
                _ => draft.unknown(reader)?,
            }
            Ok(())
        },
    )?;
    recipe.settle(&mut draft)?;
    draft.finish(&PATHS)
}

/// Reads the builder, as v0.2 has it as well.
pub(super) fn builder<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    draft.members(reader, &["id"], |draft, reader, name| {
        match name {
            "id" => draft.builder_id = draft.uri(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

/// Reads the metadata, which v0.2 has as well but for the name of the external parameters.
pub(super) fn metadata<'a>(
    draft: &mut Draft<'a, '_>,
    reader: &mut Reader<'a>,
    parameters: &str,
) -> Result<(), Error> {
    let known = [
        "buildInvocationId",
        // As the generators of SLSA's own project spell it.
        "buildInvocationID",
        "buildStartedOn",
        "buildFinishedOn",
        "completeness",
        "reproducible",
        super::v02::HERMETIC,
    ];
    let has_hermetic = parameters == super::v02::PARAMETERS;
    let count = known.len().saturating_sub(usize::from(!has_hermetic));
    let known = known.get(..count).unwrap_or_default();
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "buildInvocationId" | "buildInvocationID" => draft.invocation_id(reader)?,
            "buildStartedOn" => draft.started_on = time(reader)?,
            "buildFinishedOn" => draft.finished_on = time(reader)?,
            "completeness" => completeness(draft, reader, parameters)?,
            "reproducible" => draft.reproducible = flag(reader)?,
            super::v02::HERMETIC if has_hermetic => draft.hermetic = flag(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

fn completeness<'a>(
    draft: &mut Draft<'a, '_>,
    reader: &mut Reader<'a>,
    parameters: &str,
) -> Result<(), Error> {
    let known = [parameters, "environment", "materials"];
    draft.members(reader, &known, |draft, reader, name| {
        match name {
            "environment" => draft.complete_environment = flag(reader)?,
            "materials" => draft.complete_dependencies = flag(reader)?,
            _ if name == parameters => draft.complete_parameters = flag(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

#[derive(Default)]
struct Recipe<'a> {
    arguments: Option<Raw<'a>>,
    entry_point: Option<Text<'a>>,
    defined_in: Option<Index<'a>>,
}

enum Index<'a> {
    Number(u64),
    /// A string, and the place and offset where it stands.
    Text(Cow<'a, str>, Place, usize),
}

impl<'a> Recipe<'a> {
    fn read(&mut self, draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
        let known = &[
            "type",
            "definedInMaterial",
            "entryPoint",
            "arguments",
            "environment",
        ];
        draft.members(reader, known, |draft, reader, name| {
            match name {
                "type" => draft.build_type = draft.uri(reader)?,
                "definedInMaterial" => self.defined_in = index(reader)?,
                "entryPoint" => self.entry_point = text_and_raw(reader, draft.predicate)?,
                "arguments" => self.arguments = map(reader)?,
                "environment" => draft.internal = map(reader)?,
                _ => draft.unknown(reader)?,
            }
            Ok(())
        })
    }

    fn settle(self, draft: &mut Draft<'a, '_>) -> Result<(), Error> {
        let is_google = draft
            .builder_id
            .as_deref()
            .is_some_and(|id| id.starts_with(GOOGLE));
        let index = match self.defined_in {
            Some(index) => index.resolve(is_google)?,
            None => None,
        };
        let mut add = |name, value, origin| {
            let name = Cow::Borrowed(name);
            draft.external.push(Parameter::new(name, value, origin));
        };
        if let Some(arguments) = self.arguments {
            add("arguments", arguments, Origin::At(ARGUMENTS));
        }
        if let Some((_, raw)) = &self.entry_point {
            add("entryPoint", *raw, Origin::At(ENTRY_POINT));
        }
        let Some(index) = index else {
            return Ok(());
        };
        let Some(material) = draft.dependencies.get(index) else {
            return Err(no_material());
        };
        let descriptor = material.descriptor().clone();
        let raw = Raw::scanned(draft.predicate).pointer(&format!("/materials/{index}/uri"));
        if let Some(raw) = raw.filter(|raw| !raw.is_absent()) {
            add("source", raw, Origin::ElementUri(MATERIALS, index));
        }
        let entry_point = self.entry_point.map(|(text, _)| text);
        let origin = Origin::Element(MATERIALS, index);
        draft.config_source = Some(ConfigSource::new(descriptor, entry_point, origin));
        Ok(())
    }
}

impl Index<'_> {
    fn resolve(self, is_google: bool) -> Result<Option<usize>, Error> {
        match self {
            Self::Number(index) => Ok(Some(usize::try_from(index).unwrap_or(usize::MAX))),
            Self::Text(text, ..) if is_google => {
                let digits = text.strip_prefix('-').unwrap_or(&text);
                if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(no_material());
                }
                // Below zero there is none, and says so.
                let is_none = digits.len() < text.len();
                Ok((!is_none).then(|| digits.parse().unwrap_or(usize::MAX)))
            }
            Self::Text(_, place, offset) => Err(bonafide_json::Error::Type {
                place,
                offset,
                wanted: Kind::Number,
                found: Kind::String,
            }
            .into()),
        }
    }
}

fn no_material() -> Error {
    Error::MaterialIndex {
        place: spelled(DEFINED_IN),
    }
}

fn index<'a>(reader: &mut Reader<'a>) -> Result<Option<Index<'a>>, Error> {
    match reader.kind()? {
        Kind::Null => reader.skip().map(|()| None).map_err(Error::from),
        Kind::String => {
            let offset = reader.offset();
            let text = reader.string()?;
            Ok(Some(Index::Text(text, reader.place(), offset)))
        }
        _ => Ok(Some(Index::Number(reader.unsigned()?))),
    }
}
