//! SLSA provenance v0.2.

use std::borrow::Cow;

use bonafide_dsse::ResourceDescriptor;
use bonafide_json::Reader;

use super::draft::{Draft, Parts, Paths, Text, map};
use super::field::{Origin, Path, spelled};
use super::v01::{builder, metadata};
use super::{ConfigSource, Dependency, Parameter};
use crate::{Error, Raw};

/// The member of the metadata by which BuildKit says that the build had no network.
pub(super) const HERMETIC: &str = "https://mobyproject.org/buildkit@v1#hermetic";
/// The name of the external parameters among the claims of completeness.
pub(super) const PARAMETERS: &str = "parameters";

const PATHS: Paths = Paths {
    builder_id: &["builder", "id"],
    build_type: &["buildType"],
    internal: &["invocation", "environment"],
    build_config: &["buildConfig"],
    invocation_id: &["metadata", "buildInvocationId"],
    started_on: &["metadata", "buildStartedOn"],
    finished_on: &["metadata", "buildFinishedOn"],
    complete_parameters: &["metadata", "completeness", PARAMETERS],
    complete_environment: &["metadata", "completeness", "environment"],
    complete_dependencies: &["metadata", "completeness", "materials"],
    hermetic: &["metadata", HERMETIC],
    reproducible: &["metadata", "reproducible"],
};

const EXTERNAL: Path = &["invocation", "parameters"];
const CONFIG: Path = &["invocation", "configSource"];
const CONFIG_URI: Path = &["invocation", "configSource", "uri"];
const ENTRY_POINT: Path = &["invocation", "configSource", "entryPoint"];

pub(super) fn read<'a>(mut draft: Draft<'a, '_>) -> Result<Parts<'a>, Error> {
    let known = &[
        "builder",
        "buildType",
        "invocation",
        "buildConfig",
        "metadata",
        "materials",
    ];
    let mut config = Config::default();
    draft.read(known, |draft, reader, name| {
        match name {
            "builder" => builder(draft, reader)?,
            "buildType" => draft.build_type = draft.uri(reader)?,
            "invocation" => invocation(draft, reader, &mut config)?,
            "buildConfig" => draft.build_config = map(reader)?,
            "metadata" => metadata(draft, reader, PARAMETERS)?,
            "materials" => draft.dependencies = draft.materials(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })?;
    config.settle(&mut draft)?;
    draft.finish(&PATHS)
}

fn invocation<'a>(
    draft: &mut Draft<'a, '_>,
    reader: &mut Reader<'a>,
    config: &mut Config<'a>,
) -> Result<(), Error> {
    let known = &["configSource", PARAMETERS, "environment"];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "configSource" => config.read(draft, reader)?,
            PARAMETERS => draft.parameters(reader, EXTERNAL)?,
            "environment" => draft.internal = map(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

#[derive(Default)]
struct Config<'a> {
    descriptor: ResourceDescriptor<'a>,
    entry_point: Option<Text<'a>>,
    uri: Option<Raw<'a>>,
}

impl<'a> Config<'a> {
    fn read(&mut self, draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        let start = reader.offset();
        (self.descriptor, self.entry_point) = draft.config_source(reader)?;
        let text = draft.predicate.get(start..reader.offset());
        let uri = text.and_then(|text| Raw::scanned(text).member("uri"));
        self.uri = uri.filter(|uri| !uri.is_absent());
        Ok(())
    }

    fn settle(self, draft: &mut Draft<'a, '_>) -> Result<(), Error> {
        let entry_point = Mapped {
            name: "entryPoint",
            inner: "parameters/entryPoint",
            outer: "configSource/entryPoint",
            path: ENTRY_POINT,
        };
        let source = Mapped {
            name: "source",
            inner: "parameters/source",
            outer: "configSource/uri",
            path: CONFIG_URI,
        };
        entry_point.add(draft, self.entry_point.as_ref().map(|(_, raw)| *raw))?;
        source.add(draft, self.uri)?;
        if self.descriptor.is_empty() && self.entry_point.is_none() {
            return Ok(());
        }
        let is_material = draft
            .dependencies
            .iter()
            .any(|material| material.is_same_resource(&self.descriptor));
        if !is_material && !self.descriptor.is_empty() {
            let dependency = Dependency::new(self.descriptor.clone(), Origin::At(CONFIG));
            draft.dependencies.push(dependency);
        }
        let entry_point = self.entry_point.map(|(text, _)| text);
        let origin = Origin::At(CONFIG);
        draft.config_source = Some(ConfigSource::new(self.descriptor, entry_point, origin));
        Ok(())
    }
}

/// A member of the configuration source that is an external parameter.
struct Mapped {
    name: &'static str,
    /// The name of a member of `parameters` that has this name as well.
    inner: &'static str,
    /// The name of the member of the configuration source, then.
    outer: &'static str,
    path: Path,
}

impl Mapped {
    fn add<'a>(&self, draft: &mut Draft<'a, '_>, value: Option<Raw<'a>>) -> Result<(), Error> {
        let mut name = self.name;
        let mut parameters = draft.external.iter_mut();
        if let Some(inner) = parameters.find(|parameter| parameter.name() == self.name) {
            inner.rename(self.inner);
            name = self.outer;
            let has_name = |name: &str| draft.external.iter().filter(|p| p.name() == name).count();
            if has_name(self.inner) > 1 || has_name(self.outer) > 0 {
                return Err(Error::Shape {
                    place: spelled(EXTERNAL),
                    reason: "two external parameters have one name",
                });
            }
        }
        if let Some(value) = value {
            let origin = Origin::At(self.path);
            let parameter = Parameter::new(Cow::Borrowed(name), value, origin);
            draft.external.push(parameter);
        }
        Ok(())
    }
}
