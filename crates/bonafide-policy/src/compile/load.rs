//! The files and texts that a policy names, each read once and held to its digest.

use std::collections::BTreeMap;

use bonafide_digest::{hex, sha256};
use bonafide_keys::{KeyKind, PublicKey};
use bonafide_report::{Code, Coded as _, Escaped, Place, registry};

use super::files::{FileError, Files};
use super::pem;
use crate::error::Problems;
use crate::{FileReference, LoadError, Material, SourceFormat};

/// Bytes of all files of a policy together.
const MOST_BYTES: usize = 64 << 20;

/// What becomes of a text that the policy names.
pub(super) enum Loaded<T> {
    Given(T),
    /// It is left out on purpose, under this name.
    Unresolved(String),
    /// It is wrong, and the problem is noted.
    Wrong,
}

/// Reads the files of a policy and keeps what was wrong.
pub(super) struct Loader<'a> {
    files: &'a dyn Files,
    allows_unpinned: bool,
    format: SourceFormat,
    read: BTreeMap<String, Result<Vec<u8>, FileError>>,
    bytes: usize,
    pub(super) problems: Problems,
}

impl<'a> Loader<'a> {
    pub(super) fn new(files: &'a dyn Files, allows_unpinned: bool, format: SourceFormat) -> Self {
        Self {
            files,
            allows_unpinned,
            format,
            read: BTreeMap::new(),
            bytes: 0,
            problems: Problems::new(),
        }
    }

    pub(super) fn wrong(&mut self, code: Code, place: &Place, detail: impl Into<String>) {
        let error = LoadError::new(code, place.clone(), detail);
        self.problems.push(error);
    }

    /// The bytes of a file with the digest that the policy states.
    pub(super) fn file(&mut self, file: &FileReference, place: &Place) -> Loaded<Vec<u8>> {
        let Some(bytes) = self.bytes(file, file.sha256, place) else {
            return Loaded::Wrong;
        };
        if let (Loaded::Given(bytes), Some(wanted)) = (&bytes, file.sha256) {
            let found = sha256(&[bytes]);
            if found != wanted {
                let detail = format!(
                    "{}: its SHA-256 is {}, and the policy states {}",
                    Escaped(&file.path),
                    hex::encode(&found),
                    hex::encode(&wanted)
                );
                self.wrong(registry::POLICY_FILE_DIGEST, place, detail);
                return Loaded::Wrong;
            }
        }
        bytes
    }

    /// The certificates of texts in PEM, in DER.
    pub(super) fn certificates(
        &mut self,
        material: &Material,
        place: &Place,
    ) -> Loaded<Vec<Vec<u8>>> {
        let text = match self.text(material, place) {
            Loaded::Given(text) => text,
            Loaded::Unresolved(name) => return Loaded::Unresolved(name),
            Loaded::Wrong => return Loaded::Wrong,
        };
        match pem::certificates(&text) {
            Ok(found) => Loaded::Given(found),
            Err(error) => self.unusable(place, &error),
        }
    }

    /// The public keys of a text. The format of container runtimes takes the first block of a text
    /// and looks at no other: a key behind it signs nothing there.
    fn public_keys(&self, text: &str) -> Result<Vec<PublicKey>, bonafide_keys::Error> {
        if self.is_of_containers() {
            pem::first_public_key(text).map(|key| vec![key])
        } else {
            pem::public_keys(text)
        }
    }

    const fn is_of_containers(&self) -> bool {
        matches!(self.format, SourceFormat::ContainersPolicy)
    }

    /// The keys of transparency logs.
    pub(super) fn log_keys(
        &mut self,
        material: &Material,
        place: &Place,
    ) -> Loaded<Vec<PublicKey>> {
        let loaded = self.keys(material, place);
        match &loaded {
            Loaded::Given(keys) if self.is_of_containers() && !keys.iter().all(is_ecdsa) => {
                let detail = "the key of a log is none for ECDSA, as this format wants it";
                self.wrong(registry::POLICY_MATERIAL, place, detail);
                Loaded::Wrong
            }
            _ => loaded,
        }
    }

    /// The public keys of a text whose own digest the policy states, as for logs.
    pub(super) fn keys(&mut self, material: &Material, place: &Place) -> Loaded<Vec<PublicKey>> {
        let text = match self.text(material, place) {
            Loaded::Given(text) => text,
            Loaded::Unresolved(name) => return Loaded::Unresolved(name),
            Loaded::Wrong => return Loaded::Wrong,
        };
        match self.public_keys(&text) {
            Ok(found) => Loaded::Given(found),
            Err(error) => self.unusable(place, &error),
        }
    }

    /// The public keys of a signer: a digest that the policy states is that of the one key.
    pub(super) fn signer_keys(
        &mut self,
        material: &Material,
        sha256: Option<[u8; 32]>,
        place: &Place,
    ) -> Loaded<Vec<PublicKey>> {
        let pins: Vec<[u8; 32]> = match material {
            Material::File(file) => file.sha256.into_iter().chain(sha256).collect(),
            Material::Inline(_) | Material::Unresolved(_) => sha256.into_iter().collect(),
        };
        let text = match material {
            Material::File(file) => match self.bytes(file, pins.first().copied(), place) {
                Some(Loaded::Given(bytes)) => self.utf8(bytes, place),
                Some(Loaded::Unresolved(name)) => return Loaded::Unresolved(name),
                Some(Loaded::Wrong) | None => None,
            },
            Material::Inline(text) => Some(text.clone()),
            Material::Unresolved(name) => return Loaded::Unresolved(name.clone()),
        };
        let Some(text) = text else {
            return Loaded::Wrong;
        };
        let keys = match self.public_keys(&text) {
            Ok(keys) => keys,
            Err(error) => return self.unusable(place, &error),
        };
        let is_pinned = |key: &PublicKey| pins.iter().all(|pin| *pin == key.id());
        if !pins.is_empty() && (keys.len() != 1 || !keys.iter().all(is_pinned)) {
            let detail = another_key(material, &keys, &pins);
            self.wrong(registry::POLICY_FILE_DIGEST, place, detail);
            return Loaded::Wrong;
        }
        Loaded::Given(keys)
    }

    fn text(&mut self, material: &Material, place: &Place) -> Loaded<String> {
        match material {
            Material::File(file) => match self.file(file, place) {
                Loaded::Given(bytes) => {
                    self.utf8(bytes, place).map_or(Loaded::Wrong, Loaded::Given)
                }
                Loaded::Unresolved(name) => Loaded::Unresolved(name),
                Loaded::Wrong => Loaded::Wrong,
            },
            Material::Inline(text) => Loaded::Given(text.clone()),
            Material::Unresolved(name) => Loaded::Unresolved(name.clone()),
        }
    }

    fn utf8(&mut self, bytes: Vec<u8>, place: &Place) -> Option<String> {
        match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(_) => {
                self.wrong(registry::POLICY_MATERIAL, place, "it is no text in UTF-8");
                None
            }
        }
    }

    /// The bytes of a file, once it is known that a digest is stated for it or need not be. `None`
    /// where that is wrong.
    fn bytes(
        &mut self,
        file: &FileReference,
        pin: Option<[u8; 32]>,
        place: &Place,
    ) -> Option<Loaded<Vec<u8>>> {
        if pin.is_none() && !self.allows_unpinned {
            let detail = format!(
                "{}: its digest is not stated; give `sha256`, or set `allow_unpinned_files`",
                Escaped(&file.path)
            );
            self.wrong(registry::POLICY_FILE_UNPINNED, place, detail);
            return None;
        }
        match self.read(&file.path) {
            Ok(bytes) => Some(Loaded::Given(bytes)),
            Err(FileError::Deferred) => Some(Loaded::Unresolved(file.path.clone())),
            Err(error) => {
                let detail = format!("{}: {error}", Escaped(&file.path));
                self.wrong(error.code(), place, detail);
                None
            }
        }
    }

    /// A file, from the disk the first time only: all that name it see the same bytes.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let found = self.files.read(path).and_then(|bytes| {
            let total = self.bytes.saturating_add(bytes.len());
            if total > MOST_BYTES {
                return Err(FileError::TooLarge { limit: MOST_BYTES });
            }
            self.bytes = total;
            Ok(bytes)
        });
        self.read.insert(path.to_owned(), found.clone());
        found
    }

    fn unusable<T>(&mut self, place: &Place, error: &bonafide_keys::Error) -> Loaded<T> {
        let code = match error {
            bonafide_keys::Error::RsaModulus { .. } | bonafide_keys::Error::Curve {} => {
                registry::KEY_WEAK
            }
            bonafide_keys::Error::Pem { .. }
            | bonafide_keys::Error::NotPublic { .. }
            | bonafide_keys::Error::Encoding { .. } => registry::POLICY_MATERIAL,
            other => other.code(),
        };
        self.wrong(code, place, error.to_string());
        Loaded::Wrong
    }

    /// SHA-256 over the document and every file that was read.
    ///
    /// Of a document that names no file it is that of its bytes. Otherwise it is over the length of
    /// the document (8 bytes, the most significant first) and its bytes, and then, in the order of
    /// the names, over length and bytes of each name and of what is in the file.
    pub(super) fn identity(&self, document: &[u8]) -> [u8; 32] {
        let files: Vec<(&str, &[u8])> = self
            .read
            .iter()
            .filter_map(|(path, found)| {
                let bytes = found.as_ref().ok()?;
                Some((path.as_str(), bytes.as_slice()))
            })
            .collect();
        if files.is_empty() {
            return sha256(&[document]);
        }
        let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes();
        let named = files
            .iter()
            .flat_map(|(path, bytes)| [path.as_bytes(), bytes]);
        let parts: Vec<&[u8]> = core::iter::once(document).chain(named).collect();
        let lengths: Vec<[u8; 8]> = parts.iter().map(|part| length(part)).collect();
        let framed: Vec<&[u8]> = lengths
            .iter()
            .zip(parts)
            .flat_map(|(length, part)| [length.as_slice(), part])
            .collect();
        sha256(&framed)
    }
}

/// Which digests were found and wanted: a digest of the file looks like one of the key.
fn another_key(material: &Material, keys: &[PublicKey], pins: &[[u8; 32]]) -> String {
    let name = match material {
        Material::File(file) => format!("{}: ", Escaped(&file.path)),
        Material::Inline(_) | Material::Unresolved(_) => String::new(),
    };
    let wanted: Vec<String> = pins.iter().map(|pin| hex::encode(pin)).collect();
    let wanted = wanted.join(" and ");
    match keys {
        [key] => format!(
            "{name}the SHA-256 of the key (SubjectPublicKeyInfo in DER, not the file) is {}, and \
             the policy states {wanted}",
            hex::encode(&key.id())
        ),
        _ => format!(
            "{name}there are {} keys, and the policy states the SHA-256 of one: {wanted}",
            keys.len()
        ),
    }
}

fn is_ecdsa(key: &PublicKey) -> bool {
    matches!(
        key.kind(),
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::EcdsaP521
    )
}
