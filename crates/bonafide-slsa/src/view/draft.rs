//! A view while it is read.

use std::borrow::Cow;

use bonafide_dsse::{ResourceDescriptor, Timestamp};
use bonafide_json::{Kind, Reader};
use bonafide_report::{Finding, Place};

use super::field::{Origin, Path, spelled};
use super::notes;
use super::{Claim, ConfigSource, Dependency, Field, Parameter, ProvenanceOptions};
use crate::{Error, Raw};

/// Entries of a list that is only for people.
pub(super) const LISTED: usize = 64;

/// The build types of BuildKit, v0.2 and v1.
const BUILDKIT: [&str; 2] = [
    "https://mobyproject.org/buildkit@v1",
    "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
];

/// A string, decoded and as it stands.
pub(super) type Text<'a> = (Cow<'a, str>, Raw<'a>);

/// The fields of a view.
#[derive(Clone, Debug)]
pub(super) struct Parts<'a> {
    pub(super) builder_id: Field<Cow<'a, str>>,
    pub(super) build_type: Field<Cow<'a, str>>,
    pub(super) builder_version: Option<Raw<'a>>,
    pub(super) builder_dependencies: Vec<Dependency<'a>>,
    pub(super) external: Vec<Parameter<'a>>,
    pub(super) config_source: Option<ConfigSource<'a>>,
    pub(super) internal: Option<Field<Raw<'a>>>,
    pub(super) build_config: Option<Field<Raw<'a>>>,
    pub(super) dependencies: Vec<Dependency<'a>>,
    pub(super) invocation_id: Option<Field<Cow<'a, str>>>,
    pub(super) started_on: Option<Field<Timestamp>>,
    pub(super) finished_on: Option<Field<Timestamp>>,
    pub(super) complete_parameters: Field<Claim>,
    pub(super) complete_environment: Field<Claim>,
    pub(super) complete_dependencies: Field<Claim>,
    pub(super) hermetic: Field<Claim>,
    pub(super) reproducible: Field<Claim>,
    pub(super) byproducts: Vec<Dependency<'a>>,
    pub(super) unknown: Vec<Place>,
    pub(super) notes: Vec<Finding>,
}

/// Where a format has the fields that all formats have in one place or another.
pub(super) struct Paths {
    pub(super) builder_id: Path,
    pub(super) build_type: Path,
    pub(super) internal: Path,
    pub(super) build_config: Path,
    pub(super) invocation_id: Path,
    pub(super) started_on: Path,
    pub(super) finished_on: Path,
    pub(super) complete_parameters: Path,
    pub(super) complete_environment: Path,
    pub(super) complete_dependencies: Path,
    pub(super) hermetic: Path,
    pub(super) reproducible: Path,
}

/// The fields as far as they have been read.
pub(super) struct Draft<'a, 'o> {
    options: &'o ProvenanceOptions,
    pub(super) predicate: &'a str,
    pub(super) builder_id: Option<Cow<'a, str>>,
    pub(super) build_type: Option<Cow<'a, str>>,
    pub(super) builder_version: Option<Raw<'a>>,
    pub(super) builder_dependencies: Vec<Dependency<'a>>,
    pub(super) external: Vec<Parameter<'a>>,
    pub(super) config_source: Option<ConfigSource<'a>>,
    pub(super) internal: Option<Raw<'a>>,
    pub(super) build_config: Option<Raw<'a>>,
    pub(super) dependencies: Vec<Dependency<'a>>,
    has_invocation_id: bool,
    invocation_id: Option<Cow<'a, str>>,
    pub(super) started_on: Option<Timestamp>,
    pub(super) finished_on: Option<Timestamp>,
    pub(super) complete_parameters: Option<bool>,
    pub(super) complete_environment: Option<bool>,
    pub(super) complete_dependencies: Option<bool>,
    pub(super) hermetic: Option<bool>,
    pub(super) reproducible: Option<bool>,
    pub(super) byproducts: Vec<Dependency<'a>>,
    unknown: Vec<Place>,
}

impl<'a, 'o> Draft<'a, 'o> {
    pub(super) const fn new(predicate: &'a str, options: &'o ProvenanceOptions) -> Self {
        Self {
            options,
            predicate,
            builder_id: None,
            build_type: None,
            builder_version: None,
            builder_dependencies: Vec::new(),
            external: Vec::new(),
            config_source: None,
            internal: None,
            build_config: None,
            dependencies: Vec::new(),
            has_invocation_id: false,
            invocation_id: None,
            started_on: None,
            finished_on: None,
            complete_parameters: None,
            complete_environment: None,
            complete_dependencies: None,
            hermetic: None,
            reproducible: None,
            byproducts: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Reads the predicate, whose members are given to `each`.
    pub(super) fn read(
        &mut self,
        known: &[&str],
        mut each: impl FnMut(&mut Self, &mut Reader<'a>, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut reader = Reader::again(self.predicate);
        reader.object(known, |reader, name| each(self, reader, name))?;
        Ok(reader.finish()?)
    }

    /// Reads an object of known members.
    pub(super) fn members(
        &mut self,
        reader: &mut Reader<'a>,
        known: &[&str],
        mut each: impl FnMut(&mut Self, &mut Reader<'a>, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        reader.object(known, |reader, name| each(self, reader, name))
    }

    /// Lists and passes over a member that the format does not have.
    pub(super) fn unknown(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        list_unknown(reader, &mut self.unknown)
    }

    /// Lists a member that only some builders may have.
    pub(super) fn list(&mut self, path: Path) {
        if self.unknown.len() < LISTED {
            self.unknown.push(spelled(path));
        }
    }

    /// Reads a URI, or what stands for one.
    pub(super) fn uri(&self, reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Error> {
        if reader.null()? {
            return Ok(None);
        }
        let uri = reader.string()?;
        if uri.len() > self.options.uri_bytes {
            return Err(reader.limit("URI bytes", self.options.uri_bytes).into());
        }
        Ok(Some(uri))
    }

    /// Reads the name of the build, which has two spellings.
    pub(super) fn invocation_id(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if self.has_invocation_id {
            return Err(reader.duplicate_key().into());
        }
        self.has_invocation_id = true;
        self.invocation_id = text(reader)?;
        Ok(())
    }

    /// Reads the members of a free map as external parameters.
    pub(super) fn parameters(&mut self, reader: &mut Reader<'a>, path: Path) -> Result<(), Error> {
        self.members(reader, &[], |draft, reader, _| {
            let name = reader.name();
            let value = Raw::scanned(reader.raw()?);
            if !value.is_null() {
                let origin = Origin::Member(path, name.clone());
                draft.external.push(Parameter::new(name, value, origin));
            }
            Ok(())
        })
    }

    /// Reads a list of resource descriptors.
    pub(super) fn descriptors(
        &mut self,
        reader: &mut Reader<'a>,
        path: Path,
    ) -> Result<Vec<Dependency<'a>>, Error> {
        let (options, unknown) = (self.options, &mut self.unknown);
        resources(reader, options, path, |reader| {
            let descriptor = ResourceDescriptor::read(reader, &options.statement, unknown)?;
            Ok(descriptor)
        })
    }

    /// Reads the materials of the formats before v1.
    pub(super) fn materials(
        &mut self,
        reader: &mut Reader<'a>,
    ) -> Result<Vec<Dependency<'a>>, Error> {
        let (options, unknown) = (self.options, &mut self.unknown);
        resources(reader, options, MATERIALS, |reader| {
            let known = &["uri", "digest"];
            let descriptor =
                ResourceDescriptor::read_among(reader, &options.statement, known, |reader, _| {
                    list_unknown(reader, unknown)
                })?;
            if descriptor.is_empty() {
                let place = reader.place();
                return Err(bonafide_dsse::Error::DescriptorEmpty { place }.into());
            }
            Ok(descriptor)
        })
    }

    /// Reads a `configSource`: its descriptor, and its entry point with the raw value.
    pub(super) fn config_source(
        &mut self,
        reader: &mut Reader<'a>,
    ) -> Result<(ResourceDescriptor<'a>, Option<Text<'a>>), Error> {
        let mut entry_point = None;
        let (predicate, unknown) = (self.predicate, &mut self.unknown);
        let descriptor = ResourceDescriptor::read_among::<Error>(
            reader,
            &self.options.statement,
            &["uri", "digest", "entryPoint"],
            |reader, name| match name {
                "entryPoint" => {
                    entry_point = text_and_raw(reader, predicate)?;
                    Ok(())
                }
                _ => list_unknown(reader, unknown),
            },
        )?;
        Ok((descriptor, entry_point))
    }

    /// Whether BuildKit wrote it, which has members of its own.
    pub(super) fn is_buildkit(&self) -> bool {
        let build_type = self.build_type.as_deref();
        build_type.is_some_and(|found| BUILDKIT.contains(&found))
    }

    pub(super) fn finish(self, paths: &Paths) -> Result<Parts<'a>, Error> {
        let is_nameless = self.is_buildkit();
        let missing = |path| Error::MissingField {
            place: spelled(path),
        };
        let builder_id = self.builder_id.filter(|id| is_nameless || !id.is_empty());
        let builder_id = builder_id.ok_or_else(|| missing(paths.builder_id))?;
        let build_type = self.build_type.filter(|uri| !uri.is_empty());
        let build_type = build_type.ok_or_else(|| missing(paths.build_type))?;
        let claim = |claimed: Option<bool>, path| Field::new(Claim::from(claimed), path);
        let time = |time: Option<Timestamp>, path| time.map(|time| Field::new(time, path));
        let raw = |raw: Option<Raw<'a>>, path| raw.map(|raw| Field::new(raw, path));
        let mut parts = Parts {
            builder_id: Field::new(builder_id, paths.builder_id),
            build_type: Field::new(build_type, paths.build_type),
            builder_version: self.builder_version,
            builder_dependencies: self.builder_dependencies,
            external: self.external,
            config_source: self.config_source,
            internal: raw(self.internal, paths.internal),
            build_config: raw(self.build_config, paths.build_config),
            dependencies: self.dependencies,
            invocation_id: self
                .invocation_id
                .map(|id| Field::new(id, paths.invocation_id)),
            started_on: time(self.started_on, paths.started_on),
            finished_on: time(self.finished_on, paths.finished_on),
            complete_parameters: claim(self.complete_parameters, paths.complete_parameters),
            complete_environment: claim(self.complete_environment, paths.complete_environment),
            complete_dependencies: claim(self.complete_dependencies, paths.complete_dependencies),
            hermetic: claim(self.hermetic, paths.hermetic),
            reproducible: claim(self.reproducible, paths.reproducible),
            byproducts: self.byproducts,
            unknown: self.unknown,
            notes: Vec::new(),
        };
        parts.notes = notes::of(&parts);
        Ok(parts)
    }
}

/// Where the formats before v1 have their dependencies.
pub(super) const MATERIALS: Path = &["materials"];

fn resources<'a>(
    reader: &mut Reader<'a>,
    options: &ProvenanceOptions,
    path: Path,
    mut each: impl FnMut(&mut Reader<'a>) -> Result<ResourceDescriptor<'a>, Error>,
) -> Result<Vec<Dependency<'a>>, Error> {
    let mut found = Vec::new();
    if reader.null()? {
        return Ok(found);
    }
    reader.array(options.dependencies, "dependencies", |reader, index| {
        let descriptor = each(reader)?;
        found.push(Dependency::new(descriptor, Origin::Element(path, index)));
        Ok::<_, Error>(())
    })?;
    Ok(found)
}

fn list_unknown(reader: &mut Reader<'_>, unknown: &mut Vec<Place>) -> Result<(), Error> {
    if unknown.len() < LISTED {
        unknown.push(reader.place());
    }
    Ok(reader.skip()?)
}

/// Reads an optional string; an empty one is none.
pub(super) fn text<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    Ok(Some(reader.string()?).filter(|text| !text.is_empty()))
}

/// Reads an optional string of the document `whole`, and returns its raw form as well.
pub(super) fn text_and_raw<'a>(
    reader: &mut Reader<'a>,
    whole: &'a str,
) -> Result<Option<Text<'a>>, Error> {
    // The type is looked at where the value begins.
    reader.kind()?;
    let start = reader.offset();
    let found = text(reader)?;
    let raw = whole.get(start..reader.offset()).unwrap_or_default();
    Ok(found.map(|text| (text, Raw::scanned(raw))))
}

/// Reads an optional boolean.
pub(super) fn flag(reader: &mut Reader<'_>) -> Result<Option<bool>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    Ok(Some(reader.boolean()?))
}

/// Reads an optional timestamp.
pub(super) fn time(reader: &mut Reader<'_>) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text(reader)? else {
        return Ok(None);
    };
    let time = Timestamp::parse(&text).map_err(|_| Error::Timestamp {
        place: reader.place(),
    })?;
    Ok(Some(time))
}

/// Passes over an optional object and keeps its text; an empty one is none.
pub(super) fn map<'a>(reader: &mut Reader<'a>) -> Result<Option<Raw<'a>>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    if reader.kind()? != Kind::Object {
        // Reading it as an object says what is wrong with it.
        reader.object::<Error>(&[], |reader, _| Ok(reader.skip()?))?;
    }
    let raw = Raw::scanned(reader.raw()?);
    Ok(Some(raw).filter(|raw| !raw.is_absent()))
}
