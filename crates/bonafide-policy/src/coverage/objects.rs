//! The objects of a dump.

use bonafide_json::{Error, Kind, Limits, Reader};
use bonafide_report::Place;

use super::{CoverageError, CoverageOptions, CoveredObject};

/// Bytes of a dump.
const MOST_BYTES: usize = 64 << 20;
/// Containers inside each other, the outermost included.
const MOST_DEPTH: usize = 64;
/// Objects of one list: what the JSON reader allows in one array at all.
const MOST_ITEMS: usize = 1_000_000;

/// An object of a dump.
#[derive(Debug)]
pub(super) struct Object<'a> {
    pub(super) raw: &'a str,
    pub(super) place: Place,
    pub(super) about: CoveredObject,
    /// Whether it mirrors a Pod that a node runs from a file of its own.
    pub(super) is_static: bool,
}

/// A list that is still to be gone through.
struct Pending<'a> {
    items: &'a str,
    place: Place,
    /// What objects are that do not say so.
    default: Option<(String, String)>,
}

/// Calls `each` for each object. Lists in lists come after the rest of their list.
pub(super) fn each<'a>(
    dump: &'a [u8],
    options: &CoverageOptions,
    mut each: impl FnMut(Object<'a>) -> Result<(), CoverageError>,
) -> Result<(), CoverageError> {
    let limits = Limits::default()
        .with_bytes(MOST_BYTES)
        .with_depth(MOST_DEPTH);
    let mut reader = Reader::new(dump, &limits)?;
    let raw = reader.raw()?;
    reader.finish()?;
    let mut pending = Vec::new();
    type Default<'d> = Option<&'d (String, String)>;
    let mut visit =
        |raw: &'a str, place: Place, default: Default<'_>, pending: &mut Vec<Pending<'a>>| {
            let (head, about) = Head::read(raw, &place, default, options)?;
            match head.list(&about, &place) {
                Some(list) => pending.push(list),
                None => each(Object {
                    raw,
                    place,
                    about,
                    is_static: head.is_static,
                })?,
            }
            Ok::<(), CoverageError>(())
        };
    visit(raw, Place::root(), None, &mut pending)?;
    while let Some(list) = pending.pop() {
        let mut reader = Reader::again(list.items);
        reader.array::<CoverageError>(MOST_ITEMS, "objects", |reader, index| {
            let raw = reader.raw()?;
            let place = list.place.index(index);
            visit(raw, place, list.default.as_ref(), &mut pending)
        })?;
    }
    Ok(())
}

/// What an object says of itself.
#[derive(Default)]
struct Head<'a> {
    api_version: Option<String>,
    kind: Option<String>,
    name: Option<String>,
    generate_name: Option<String>,
    namespace: Option<String>,
    is_static: bool,
    items: Option<&'a str>,
}

impl<'a> Head<'a> {
    fn read(
        raw: &'a str,
        place: &Place,
        default: Option<&(String, String)>,
        options: &CoverageOptions,
    ) -> Result<(Self, CoveredObject), CoverageError> {
        let mut head = Head::default();
        let mut reader = Reader::again(raw);
        reader
            .object::<Error>(&["apiVersion", "kind", "metadata"], |reader, name| {
                match name {
                    "apiVersion" => head.api_version = text(reader)?,
                    "kind" => head.kind = text(reader)?,
                    "metadata" => head.metadata(reader)?,
                    "items" => head.items = Some(reader.raw()?),
                    _ => reader.skip()?,
                }
                Ok(())
            })
            .map_err(|error| error.within(place))?;
        let (api_version, kind) = default.cloned().unzip();
        let wrong = |rule| CoverageError::Object {
            place: place.clone(),
            rule,
        };
        let api_version = head.api_version.take().or(api_version);
        let kind = head.kind.take().or(kind);
        let about = CoveredObject {
            api_version: api_version.ok_or(wrong("an object has no `apiVersion`"))?,
            kind: kind.ok_or(wrong("an object has no `kind`"))?,
            namespace: head.namespace.take().or_else(|| options.namespace.clone()),
            name: head.name.take().or_else(|| head.generate_name.take()),
        };
        if about.kind.is_empty() || about.api_version.is_empty() {
            return Err(wrong("`apiVersion` or `kind` is empty"));
        }
        Ok((head, about))
    }

    fn metadata(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        reader.object(&[], |reader, name| {
            match name {
                "name" => self.name = text(reader)?,
                "generateName" => self.generate_name = text(reader)?,
                "namespace" => self.namespace = text(reader)?,
                "annotations" => self.annotations(reader)?,
                "ownerReferences" => self.owners(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })
    }

    /// The kubelet marks what it runs from files and addresses of its own.
    fn annotations(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        reader.object(&[], |reader, name| {
            match name {
                "kubernetes.io/config.mirror" => {
                    self.is_static = true;
                    reader.skip()?;
                }
                "kubernetes.io/config.source" => {
                    let source = text(reader)?;
                    self.is_static |= matches!(source.as_deref(), Some("file" | "http"));
                }
                _ => reader.skip()?,
            }
            Ok(())
        })
    }

    /// What a node owns, it made itself.
    fn owners(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        if reader.null()? {
            return Ok(());
        }
        reader.array(MOST_ITEMS, "owners", |reader, _| {
            reader.object(&[], |reader, name| {
                if name == "kind" {
                    self.is_static |= text(reader)?.as_deref() == Some("Node");
                    return Ok(());
                }
                reader.skip()
            })
        })
    }

    /// The list, where it is one: its kind ends so, and its items are elements.
    fn list(&self, about: &CoveredObject, place: &Place) -> Option<Pending<'a>> {
        let kind = about.kind.strip_suffix("List")?;
        let items = match self.items {
            Some(items) => match Reader::again(items).kind() {
                Ok(Kind::Array) => items,
                Ok(Kind::Null) => "[]",
                _ => return None,
            },
            None if kind.is_empty() => "[]",
            None => return None,
        };
        let default = (about.api_version.clone(), kind.to_owned());
        Some(Pending {
            items,
            place: place.member("items"),
            default: (!kind.is_empty()).then_some(default),
        })
    }
}

/// A text; nothing where it is empty or null, which Kubernetes takes for absent.
fn text(reader: &mut Reader<'_>) -> Result<Option<String>, Error> {
    if reader.null()? {
        return Ok(None);
    }
    let text = reader.string()?.into_owned();
    Ok(Some(text).filter(|text| !text.is_empty()))
}
