//! Where objects name images.

use std::borrow::Cow;

use bonafide_json::{Reader, Step};
use bonafide_report::Place;

use super::options::Pointer;
use super::{CoverageError, CoverageOptions, CoveredObject, objects::Object};
use crate::Role;

/// The field that names an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CoverageField {
    /// A container that runs before the others: `init-container`.
    InitContainer,
    /// A container: `container`.
    Container,
    /// A container that was added to a running Pod: `ephemeral-container`.
    EphemeralContainer,
    /// An image that is mounted as a volume: `volume`.
    Volume,
    /// What a configured pointer leads to: `pointer`.
    Pointer,
}

impl CoverageField {
    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InitContainer => "init-container",
            Self::Container => "container",
            Self::EphemeralContainer => "ephemeral-container",
            Self::Volume => "volume",
            Self::Pointer => "pointer",
        }
    }
}

/// A part of a path; [`EACH`] is every member or element.
pub(super) type Part = Cow<'static, str>;

/// Every member or element.
pub(super) const EACH: &str = "*";

/// A kind that is known: its groups, and where its Pod is specified.
type Row = (&'static str, &'static [&'static str], &'static [Part]);

const POD: &[Part] = &[part("spec")];
const TEMPLATE: &[Part] = &[part("spec"), part("template"), part("spec")];
const CRON_JOB: &[Part] = &[
    part("spec"),
    part("jobTemplate"),
    part("spec"),
    part("template"),
    part("spec"),
];
const POD_TEMPLATE: &[Part] = &[part("template"), part("spec")];
const APPS: &[&str] = &["apps", "extensions"];

/// The table of policy section 9.1.
pub(super) const KINDS: [Row; 9] = [
    ("Pod", &[""], POD),
    ("Deployment", APPS, TEMPLATE),
    ("ReplicaSet", APPS, TEMPLATE),
    ("StatefulSet", APPS, TEMPLATE),
    ("DaemonSet", APPS, TEMPLATE),
    ("Job", &["batch"], TEMPLATE),
    ("ReplicationController", &[""], TEMPLATE),
    ("CronJob", &["batch"], CRON_JOB),
    ("PodTemplate", &[""], POD_TEMPLATE),
];

/// Where the specification of a Pod names images.
const FIELDS: [(CoverageField, Role, &[Part]); 4] = [
    (
        CoverageField::InitContainer,
        Role::Image,
        &[part("initContainers"), part(EACH), part("image")],
    ),
    (
        CoverageField::Container,
        Role::Image,
        &[part("containers"), part(EACH), part("image")],
    ),
    (
        CoverageField::EphemeralContainer,
        Role::Image,
        &[part("ephemeralContainers"), part(EACH), part("image")],
    ),
    (
        CoverageField::Volume,
        Role::Volume,
        &[
            part("volumes"),
            part(EACH),
            part("image"),
            part("reference"),
        ],
    ),
];

const fn part(name: &'static str) -> Part {
    Cow::Borrowed(name)
}

/// An image, and where it is named.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) field: CoverageField,
    pub(super) role: Role,
    pub(super) pointer: Place,
    /// What is written there.
    pub(super) text: String,
    /// Whether that is a text at all.
    pub(super) is_text: bool,
}

/// Whether it is said of the kind where it names images.
pub(super) fn is_known(about: &CoveredObject) -> bool {
    pod_of(about).is_some()
}

fn pod_of(about: &CoveredObject) -> Option<&'static [Part]> {
    let group = about.group();
    KINDS
        .iter()
        .find(|(kind, groups, _)| *kind == about.kind && groups.contains(&group))
        .map(|(_, _, pod)| *pod)
}

/// Calls `each` for each image that an object names, in the order of the document.
pub(super) fn each(
    object: &Object<'_>,
    options: &CoverageOptions,
    mut each: impl FnMut(Hit) -> Result<(), CoverageError>,
) -> Result<(), CoverageError> {
    let paths = paths(&object.about, options);
    if paths.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::again(object.raw);
    let mut open: Vec<Container> = Vec::new();
    loop {
        let step = reader.step().map_err(|error| error.within(&object.place))?;
        let Some(step) = step else {
            return Ok(());
        };
        if step == Step::End {
            open.pop();
            continue;
        }
        let reached = match open.last_mut() {
            Some(container) => container.reach(&paths, &reader),
            None => paths.iter().map(|path| (path, 0)).collect(),
        };
        let hit = reached.iter().find(|(path, at)| path.len() == *at);
        if let Some(((path, _), (text, is_text))) = hit.zip(written(&step)) {
            each(Hit {
                field: path.field,
                role: path.role,
                pointer: object.place.join(&reader.place()),
                text,
                is_text,
            })?;
        }
        if matches!(step, Step::Array | Step::Object) {
            open.push(Container {
                index: (step == Step::Array).then_some(0),
                reached,
            });
        }
    }
}

/// What stands where an image is named; nothing for null, which Kubernetes takes for absent.
fn written(step: &Step<'_>) -> Option<(String, bool)> {
    match step {
        Step::Text(text) => Some((text.clone().into_owned(), true)),
        Step::Number(text) => Some(((*text).to_owned(), false)),
        Step::Boolean(value) => Some((value.to_string(), false)),
        Step::Array | Step::Object => Some((String::new(), false)),
        Step::End | Step::Null => None,
    }
}

/// The paths of a kind. A place that two of them lead to is that of the first.
fn paths<'a>(about: &CoveredObject, options: &'a CoverageOptions) -> Vec<Path<'a>> {
    let of_pod = |pod: &'a [Part], is_anywhere| {
        FIELDS.iter().map(move |(field, role, parts)| Path {
            outer: pod,
            inner: parts,
            field: *field,
            role: *role,
            is_anywhere,
        })
    };
    let mut paths: Vec<Path<'a>> = Vec::new();
    paths.extend(pod_of(about).into_iter().flat_map(|pod| of_pod(pod, false)));
    let is_meant =
        |pointer: &&Pointer| pointer.group == about.group() && pointer.kind == about.kind;
    let pointers = options.pointers.iter().filter(is_meant);
    paths.extend(pointers.map(|pointer| Path {
        outer: &pointer.parts,
        inner: &[],
        field: CoverageField::Pointer,
        role: pointer.role,
        is_anywhere: false,
    }));
    if options.is_duck_typing && !is_known(about) {
        paths.extend(of_pod(POD_TEMPLATE, true));
    }
    paths
}

/// A way to a field.
#[derive(Debug)]
struct Path<'a> {
    outer: &'a [Part],
    inner: &'a [Part],
    field: CoverageField,
    role: Role,
    /// Whether it begins anywhere, and not only at the top.
    is_anywhere: bool,
}

impl Path<'_> {
    const fn len(&self) -> usize {
        self.outer.len().saturating_add(self.inner.len())
    }

    fn goes_on(&self, at: usize, name: &str) -> bool {
        let inner = at.checked_sub(self.outer.len());
        let part = match inner {
            Some(inner) => self.inner.get(inner),
            None => self.outer.get(at),
        };
        part.is_some_and(|part| part == EACH || part == name)
    }
}

/// An array or an object that is being read.
struct Container<'a> {
    /// The next element of an array.
    index: Option<usize>,
    /// Which paths lead here, and how many of their parts.
    reached: Vec<(&'a Path<'a>, usize)>,
}

impl<'a> Container<'a> {
    /// How far the paths lead to the value that the reader has just read or entered.
    fn reach(&mut self, paths: &'a [Path<'a>], reader: &Reader<'_>) -> Vec<(&'a Path<'a>, usize)> {
        let name = match &mut self.index {
            None => reader.name(),
            Some(_) if self.reached.is_empty() => return Vec::new(),
            Some(index) => {
                let name = index.to_string();
                *index = index.saturating_add(1);
                Cow::Owned(name)
            }
        };
        let begun = self.reached.iter().copied();
        let anywhere = paths.iter().filter(|path| path.is_anywhere);
        let reached = begun
            .chain(anywhere.map(|path| (path, 0)))
            .filter(|(path, at)| path.goes_on(*at, &name))
            .map(|(path, at)| (path, at.saturating_add(1)));
        reached.collect()
    }
}

/// The parts of a pointer.
pub(super) fn parts(pointer: &str) -> Result<Vec<Part>, CoverageError> {
    let wrong = |rule| CoverageError::Pointer { rule };
    let Some(rest) = pointer.strip_prefix('/') else {
        return Err(wrong("a pointer begins with `/`"));
    };
    let part = |part: &str| {
        let escapes = part.split('~').skip(1);
        if !escapes.into_iter().all(|rest| rest.starts_with(['0', '1'])) {
            return Err(wrong("`~` is written `~0`, and `/` in a name `~1`"));
        }
        Ok(Cow::Owned(part.replace("~1", "/").replace("~0", "~")))
    };
    rest.split('/').map(part).collect()
}
