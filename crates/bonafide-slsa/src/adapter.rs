//! Adapters: what the fields of provenance mean is a matter of who built.
//!
//! Each adapter turns the view into [`Facts`] and says which demands of its build type the
//! statement does not keep. None decides anything.

mod cloud_build;
mod container;
mod delegator;
mod environment;
mod fields;
mod generator;
mod generic;
mod github;
mod npm;
mod trigger;

pub(crate) use environment::{branch, tag};
pub(crate) use npm::{RUNNER, SHORT_RUNNER};

use bonafide_dsse::Statement;
use bonafide_report::Place;

use crate::facts::Facts;
use crate::{Adapter, Provenance, ProvenanceVersion, SourcePointers};

/// What the view says, as `adapter` understands it.
pub(crate) fn facts<'a>(
    adapter: Adapter,
    view: &Provenance<'a>,
    pointers: Option<&SourcePointers>,
    statement: &'a Statement,
) -> Facts<'a> {
    let mut facts = Facts {
        external: external(view.version()),
        ..Facts::default()
    };
    match adapter {
        Adapter::SlsaGenerator if view.version() == ProvenanceVersion::V1 => {
            container::read(view, &mut facts);
        }
        Adapter::SlsaGenerator => generator::read(view, &mut facts),
        Adapter::Delegator => delegator::read(view, &mut facts),
        Adapter::GitHub => github::read(view, &mut facts),
        Adapter::Npm => npm::read(view, &mut facts),
        Adapter::CloudBuild => cloud_build::read(view, &mut facts),
        Adapter::Generic => {
            generic::read(view, &mut facts);
            if let Some(pointers) = pointers.filter(|pointers| !pointers.is_empty()) {
                generic::read_at(pointers, statement, &mut facts);
            }
        }
    }
    facts
}

/// Where the format has its external parameters.
fn external(version: ProvenanceVersion) -> Place {
    let (outer, inner) = match version {
        ProvenanceVersion::V01 => return Place::root().member("recipe"),
        ProvenanceVersion::V02 => ("invocation", "parameters"),
        ProvenanceVersion::V1 => ("buildDefinition", "externalParameters"),
    };
    Place::root().member(outer).member(inner)
}
