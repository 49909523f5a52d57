//! Keys and certificates: in files that the policy names, or in the policy itself.

use bonafide_json::base64::{Form, decode};
use bonafide_report::Place;

use super::super::error::ImportErrorKind;
use super::super::note::NoteKind;
use super::super::options::NamedFiles;
use super::scope::is_clean;
use super::source::{Found, Source};
use crate::{FileReference, Material};

/// What a text in PEM begins with.
const PEM: &str = "-----BEGIN ";

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A public key. The format reads the first of a file, and no other.
    Key,
    /// Certificates.
    Certificates,
}

impl Source<'_> {
    /// The one of these members that is there; none is told where one must be.
    pub(super) fn only_one<'n>(
        &mut self,
        fields: &Found<'n>,
        names: &[&str],
        is_required: bool,
    ) -> Option<Found<'n>> {
        let mut present = names.iter().filter_map(|name| fields.optional(name));
        let first = present.next();
        for second in present {
            let why = format!("one of {} is enough", names.join(", "));
            let hint = "keep one of them";
            self.refuse(ImportErrorKind::Conflict, &second, why, hint);
        }
        if first.is_none() && is_required {
            let why = format!("none of {}", names.join(", "));
            self.invalid(fields, why, "add one of them");
        }
        first
    }

    /// The material of a member whose name says how it is given: `…Path`, `…Paths`, `…Data` or
    /// `…Datas`. Where a part of it cannot be used, the format can use none of it.
    pub(super) fn material(&mut self, found: &Found<'_>, content: Content) -> Vec<Material> {
        let given: Vec<Option<Material>> = match Given::of(found.name) {
            Given::Path => vec![self.file(found)],
            Given::Paths => {
                let files = self.elements(found);
                files.iter().map(|file| self.file(file)).collect()
            }
            Given::Data => vec![self.data(found, content)],
            Given::Datas => {
                let data = self.elements(found);
                data.iter().map(|data| self.data(data, content)).collect()
            }
        };
        let materials: Vec<Material> = given.into_iter().flatten().collect();
        let is_unresolved = |material: &Material| matches!(material, Material::Unresolved(_));
        match materials.iter().any(is_unresolved) {
            true => materials.into_iter().filter(is_unresolved).collect(),
            false => materials,
        }
    }

    /// Judges keys of which nothing is used.
    pub(super) fn checked_keys(&mut self, found: &Found<'_>) {
        match Given::of(found.name) {
            Given::Path => {
                self.text(found);
            }
            Given::Data => drop(self.bytes(found)),
            Given::Paths | Given::Datas => {
                for element in self.elements(found) {
                    self.text(&element);
                }
            }
        }
    }

    fn file(&mut self, found: &Found<'_>) -> Option<Material> {
        let path = self.text(found)?;
        if !is_clean(path) {
            let why = "a file that is not named by its absolute path";
            let hint = "write the path from the root, without . and .. and surplus slashes";
            self.refuse(ImportErrorKind::Unsupported, found, why, hint);
            return None;
        }
        let path = path.to_owned();
        match self.files() {
            NamedFiles::Kept => Some(Material::File(FileReference { path, sha256: None })),
            NamedFiles::Deferred => Some(Material::Unresolved(path)),
            NamedFiles::Refused => {
                let why = "a file that was not given";
                let hint = "name the folder in which the files of the policy are, or defer them";
                self.refuse(ImportErrorKind::Unresolved, found, why, hint);
                None
            }
        }
    }

    fn data(&mut self, found: &Found<'_>, content: Content) -> Option<Material> {
        let bytes = self.bytes(found)?;
        let pem = String::from_utf8(bytes)
            .ok()
            .filter(|text| text.contains(PEM));
        let Some(text) = pem else {
            // The format reads it when it is needed, and rejects images then.
            let detail = "no PEM: images that need it are rejected";
            self.note(NoteKind::Stricter, found, detail);
            return Some(Material::Unresolved(unreadable(&found.place)));
        };
        Some(Material::Inline(match content {
            Content::Key => first_block(&text).to_owned(),
            Content::Certificates => text,
        }))
    }

    fn bytes(&mut self, found: &Found<'_>) -> Option<Vec<u8>> {
        let text = self.text(found)?;
        match decode(text, Form::Standard) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let hint = "write the file in base64, with its padding and without line breaks";
                self.invalid(found, error.to_string(), hint);
                None
            }
        }
    }
}

fn unreadable(place: &Place) -> String {
    format!("{}, which is no PEM", place.as_str())
}

/// A text in PEM up to where a second block begins.
fn first_block(text: &str) -> &str {
    let second = text.match_indices(PEM).nth(1);
    let end = second.map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

#[derive(Clone, Copy, Debug)]
enum Given {
    Path,
    Paths,
    Data,
    Datas,
}

impl Given {
    fn of(name: &str) -> Self {
        if name.ends_with("Paths") {
            Self::Paths
        } else if name.ends_with("Path") {
            Self::Path
        } else if name.ends_with("Datas") {
            Self::Datas
        } else {
            Self::Data
        }
    }
}
