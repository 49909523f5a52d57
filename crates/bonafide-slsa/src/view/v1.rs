//! SLSA provenance v1.

use bonafide_json::Reader;

use super::draft::{Draft, Parts, Paths, flag, map, time};
use super::field::{Path, spelled};
use crate::Error;

/// The predicate type of the release candidates.
pub(super) const DRAFT: &str = "https://slsa.dev/provenance/v1.0?draft";

const PATHS: Paths = Paths {
    builder_id: &["runDetails", "builder", "id"],
    build_type: &["buildDefinition", "buildType"],
    internal: &["buildDefinition", "internalParameters"],
    build_config: &["buildDefinition", "internalParameters", "buildConfig"],
    invocation_id: &["runDetails", "metadata", "invocationId"],
    started_on: &["runDetails", "metadata", "startedOn"],
    finished_on: &["runDetails", "metadata", "finishedOn"],
    complete_parameters: &["runDetails", "metadata", COMPLETENESS, "request"],
    complete_environment: &["runDetails", "metadata"],
    complete_dependencies: &[
        "runDetails",
        "metadata",
        COMPLETENESS,
        "resolvedDependencies",
    ],
    hermetic: &["runDetails", "metadata", "buildkit_hermetic"],
    reproducible: &["runDetails", "metadata", REPRODUCIBLE],
};

const EXTERNAL: Path = &["buildDefinition", "externalParameters"];
const DEPENDENCIES: Path = &["buildDefinition", "resolvedDependencies"];
const BUILDER_DEPENDENCIES: Path = &["runDetails", "builder", "builderDependencies"];
const BYPRODUCTS: Path = &["runDetails", "byproducts"];
const COMPLETENESS: &str = "buildkit_completeness";
const REPRODUCIBLE: &str = "buildkit_reproducible";

pub(super) fn read<'a>(mut draft: Draft<'a, '_>) -> Result<Parts<'a>, Error> {
    draft.read(
        &["buildDefinition", "runDetails"],
        |draft, reader, name| match name {
            "buildDefinition" => build_definition(draft, reader),
            "runDetails" => run_details(draft, reader),
            "externalParameters" | "systemParameters" => refuse_draft(reader),
            _ => draft.unknown(reader),
        },
    )?;
    if draft.external.is_empty() {
        let place = spelled(EXTERNAL);
        return Err(Error::MissingField { place });
    }
    settle_buildkit(&mut draft);
    draft.finish(&PATHS)
}

fn build_definition<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    let known = &[
        "buildType",
        "externalParameters",
        "internalParameters",
        "resolvedDependencies",
    ];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "buildType" => draft.build_type = draft.uri(reader)?,
            "externalParameters" => draft.parameters(reader, EXTERNAL)?,
            "internalParameters" => draft.internal = map(reader)?,
            "resolvedDependencies" => {
                draft.dependencies = draft.descriptors(reader, DEPENDENCIES)?;
            }
            "systemParameters" => refuse_draft(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

fn run_details<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    let known = &["builder", "metadata", "byproducts"];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "builder" => builder(draft, reader)?,
            "metadata" => metadata(draft, reader)?,
            "byproducts" => draft.byproducts = draft.descriptors(reader, BYPRODUCTS)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

fn builder<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    let known = &["id", "builderDependencies", "version"];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "id" => draft.builder_id = draft.uri(reader)?,
            "version" => draft.builder_version = map(reader)?,
            "builderDependencies" => {
                draft.builder_dependencies = draft.descriptors(reader, BUILDER_DEPENDENCIES)?;
            }
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

fn metadata<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    let known = &[
        "invocationId",
        // As BuildKit spells it.
        "invocationID",
        "startedOn",
        "finishedOn",
        "buildkit_hermetic",
        COMPLETENESS,
        REPRODUCIBLE,
    ];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "invocationId" | "invocationID" => draft.invocation_id(reader)?,
            "startedOn" => draft.started_on = time(reader)?,
            "finishedOn" => draft.finished_on = time(reader)?,
            "buildkit_hermetic" => draft.hermetic = flag(reader)?,
            COMPLETENESS => completeness(draft, reader)?,
            REPRODUCIBLE => draft.reproducible = flag(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

fn completeness<'a>(draft: &mut Draft<'a, '_>, reader: &mut Reader<'a>) -> Result<(), Error> {
    let known = &["request", "resolvedDependencies"];
    draft.members(reader, known, |draft, reader, name| {
        match name {
            "request" => draft.complete_parameters = flag(reader)?,
            "resolvedDependencies" => draft.complete_dependencies = flag(reader)?,
            _ => draft.unknown(reader)?,
        }
        Ok(())
    })
}

/// A member of the release candidates; without a value it says nothing.
fn refuse_draft(reader: &mut Reader<'_>) -> Result<(), Error> {
    if reader.null()? {
        return Ok(());
    }
    let place = reader.place();
    Err(Error::Draft { place })
}

/// What only BuildKit can claim, and what only BuildKit keeps elsewhere.
fn settle_buildkit(draft: &mut Draft<'_, '_>) {
    if draft.is_buildkit() {
        let steps = draft.internal.and_then(|map| map.member("buildConfig"));
        draft.build_config = steps.filter(|steps| !steps.is_absent());
        return;
    }
    let parameters = draft.complete_parameters.take();
    let dependencies = draft.complete_dependencies.take();
    if parameters.or(dependencies).is_some() {
        draft.list(&["runDetails", "metadata", COMPLETENESS]);
    }
    if draft.reproducible.take().is_some() {
        draft.list(PATHS.reproducible);
    }
}
