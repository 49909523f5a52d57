//! What went into a build.

use bonafide_report::Place;

use super::{Differences, Side};
use crate::differences::differences;
use crate::origin::{Known, Origin};
use crate::{Dependency, Fact, Parameter, Provenance, SourceId, UriContext};

/// What went into one build.
pub(super) struct Inputs<'a> {
    commit: Known,
    dependencies: Vec<Input<'a>>,
    parameters: &'a [Parameter<'a>],
}

/// A dependency by its URI in canonical form, and its digests, sorted.
struct Input<'a> {
    key: (String, Vec<(&'a str, String)>),
    dependency: &'a Dependency<'a>,
}

impl<'a> Inputs<'a> {
    /// Fails where nothing says which commit was built: then nothing says that it was the same.
    pub(super) fn of(
        provenance: &'a Provenance<'a>,
        origin: &Origin,
    ) -> Result<Self, &'static str> {
        let commit = origin.get(Fact::Commit).cloned();
        let commit = commit.ok_or("nothing says which commit was built")?;
        Ok(Self {
            commit,
            dependencies: Input::all(provenance.dependencies()),
            parameters: provenance.external(),
        })
    }

    pub(super) fn compare(
        &self,
        other: &Inputs<'a>,
        ignored: &[Place],
        builds: (usize, usize),
        found: &mut Differences,
    ) {
        if self.commit.text != other.commit.text {
            let place = self.commit.place.clone();
            found.add(builds, within(&place), "source commit", Side::Both);
        }
        self.compare_dependencies(other, builds, found);
        let is_ignored = |mapped: &Place| ignored.contains(mapped);
        let mut parameters = differences(self.parameters, other.parameters, is_ignored);
        parameters.sort_by(|one, other| one.mapped.cmp(&other.mapped));
        for parameter in parameters {
            let side = match (parameter.old, parameter.new) {
                (_, None) => Side::First,
                (None, _) => Side::Second,
                _ => Side::Both,
            };
            let place = within(&parameter.place);
            found.add(builds, place, parameter.mapped.as_str(), side);
        }
    }

    fn compare_dependencies(
        &self,
        other: &Inputs<'a>,
        builds: (usize, usize),
        found: &mut Differences,
    ) {
        let mut second = other.dependencies.iter().peekable();
        for input in &self.dependencies {
            while let Some(extra) = second.next_if(|extra| extra.key < input.key) {
                extra.report(builds, Side::Second, found);
            }
            if second.next_if(|extra| extra.key == input.key).is_none() {
                input.report(builds, Side::First, found);
            }
        }
        for extra in second {
            extra.report(builds, Side::Second, found);
        }
    }
}

impl<'a> Input<'a> {
    /// All of them, sorted.
    fn all(dependencies: &'a [Dependency<'a>]) -> Vec<Self> {
        let mut inputs: Vec<Self> = dependencies.iter().map(Self::of).collect();
        inputs.sort_by(|one, other| one.key.cmp(&other.key));
        inputs
    }

    fn of(dependency: &'a Dependency<'a>) -> Self {
        let descriptor = dependency.descriptor();
        let uri = descriptor.uri().or(descriptor.name()).unwrap_or_default();
        let uri = match SourceId::parse(uri, UriContext::Statement) {
            Ok(source) => source.to_string(),
            Err(_) => uri.to_owned(),
        };
        Self {
            key: (uri, dependency.sorted_digests()),
            dependency,
        }
    }

    fn report(&self, builds: (usize, usize), side: Side, found: &mut Differences) {
        let place = within(self.dependency.pointer());
        found.add(builds, place, &self.key.0, side);
    }
}

/// A place of the view as one of the statement; claims of the signer stand nowhere in it.
fn within(place: &Place) -> Place {
    if place.as_str().starts_with("/signer/") {
        return place.clone();
    }
    Place::root().member("predicate").join(place)
}
