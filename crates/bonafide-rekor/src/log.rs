//! A transparency log, as the caller's trust material describes it.

use bonafide_digest::Algorithm;
use bonafide_keys::{PublicKey, Scheme};
use bonafide_report::{Time, Window};

use crate::note::{is_key_name, key_hash};
use crate::{Error, Generation, LogEntry};

/// The key of a log with its names, ids and validity window.
///
/// Built from trust material only; nothing in it may come from a bundle or an entry. Names and ids
/// are computed from the key and the base URL, and ids that the trust material states must be equal
/// to them.
///
/// # Specification
/// Sigstore protobuf specification, `TransparencyLogInstance`; C2SP signed-note and tlog-checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    key: PublicKey,
    scheme: Scheme,
    window: Window,
    base_url: String,
    names: Vec<String>,
    operator: Option<String>,
    log_id: Option<StatedId>,
    checkpoint_key_id: Option<StatedId>,
}

/// An id as the trust material states it, and the whole hash of which it is the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StatedId {
    stated: Vec<u8>,
    whole: [u8; 32],
}

/// Bytes of an id that tell logs apart: those of a key id in a note.
const SHORTEST_ID: usize = 4;

impl LogKey {
    /// The log at `base_url` whose `key` signs with `scheme` and is trusted during `window`.
    ///
    /// # Errors
    /// [`Error::UnusableLog`] when key and scheme do not fit.
    pub fn new(
        key: PublicKey,
        scheme: Scheme,
        window: Window,
        base_url: &str,
    ) -> Result<Self, Error> {
        if !scheme.fits(key.kind()) {
            return Err(unusable("the signature scheme does not fit the key"));
        }
        Ok(Self {
            key,
            scheme,
            window,
            base_url: base_url.to_owned(),
            names: names_of(base_url),
            operator: None,
            log_id: None,
            checkpoint_key_id: None,
        })
    }

    /// Sets who runs the log; logs of one operator count once.
    #[must_use]
    pub fn with_operator(mut self, operator: &str) -> Self {
        self.operator = Some(operator.to_owned());
        self
    }

    /// States the hash algorithm of the tree.
    ///
    /// # Errors
    /// [`Error::UnusableLog`] for another one than SHA-256.
    pub fn with_tree_hash(self, algorithm: Algorithm) -> Result<Self, Error> {
        if algorithm == Algorithm::Sha256 {
            Ok(self)
        } else {
            Err(unusable("its tree is not hashed with SHA-256"))
        }
    }

    /// States the log id (`logId.keyId`): SHA-256 of the key's SPKI or, as deployed for Ed25519 and
    /// RSA keys of Rekor v2, the hash over name and key or its first 4 bytes or more.
    ///
    /// # Errors
    /// [`Error::UnusableLog`] when it is not the id of this key under any name of the log.
    pub fn with_log_id(mut self, id: &[u8]) -> Result<Self, Error> {
        let spki = self.key.id();
        let whole = if id == spki {
            Some(spki)
        } else {
            self.key_hash_with_prefix(id)
        };
        self.log_id = Some(StatedId {
            stated: id.to_vec(),
            whole: whole.ok_or(unusable("its log id is not that of its key"))?,
        });
        Ok(self)
    }

    /// States the key id of its checkpoints (`checkpointKeyId.keyId`), 4 bytes or more.
    ///
    /// # Errors
    /// [`Error::UnusableLog`] when it is not the id of this key under any name of the log.
    pub fn with_checkpoint_key_id(mut self, id: &[u8]) -> Result<Self, Error> {
        let whole = self.key_hash_with_prefix(id);
        self.checkpoint_key_id = Some(StatedId {
            stated: id.to_vec(),
            whole: whole.ok_or(unusable("its checkpoint key id is not that of its key"))?,
        });
        Ok(self)
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// How the key signs.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// When the key is trusted.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }

    /// The base URL, as stated.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The names under which the log may sign: the host of the base URL without its port, and the
    /// base URL without its scheme. Empty when the base URL is.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Who runs the log, if stated.
    #[must_use]
    pub fn operator(&self) -> Option<&str> {
        self.operator.as_deref()
    }

    /// The log id: the stated one, else SHA-256 of the key's SPKI.
    #[must_use]
    pub fn log_id(&self) -> Vec<u8> {
        match &self.log_id {
            Some(id) => id.stated.clone(),
            None => self.key.id().to_vec(),
        }
    }

    fn has_log_id(&self, id: &[u8]) -> bool {
        match &self.log_id {
            Some(own) => own.stated == id,
            None => self.key.id() == id,
        }
    }

    /// Whether `entry` names this log: its log id byte for byte or, for entries of a v2 log, the
    /// beginning (4 bytes or more) of an id of this log.
    #[must_use]
    pub fn is_named_by(&self, entry: &LogEntry) -> bool {
        let id = entry.log_id();
        match entry.generation() {
            Generation::V1 => self.has_log_id(id),
            Generation::V2 => {
                id.len() >= SHORTEST_ID && self.whole_ids().any(|whole| whole.starts_with(id))
            }
        }
    }

    /// The first of `logs` that `entry` names.
    #[must_use]
    pub fn find<'a>(logs: &'a [Self], entry: &LogEntry) -> Option<&'a Self> {
        let exact = logs
            .iter()
            .find(|log| log.is_named_by(entry) && log.whole_ids().any(|id| id == entry.log_id()));
        exact.or_else(|| logs.iter().find(|log| log.is_named_by(entry)))
    }

    /// Checks that the key was trusted at a time that counts for an entry.
    ///
    /// # Errors
    /// [`Error::KeyValidity`].
    pub fn check_time(&self, time: Time) -> Result<(), Error> {
        if self.window.contains(time) {
            Ok(())
        } else {
            Err(Error::KeyValidity {
                time,
                window: self.window,
            })
        }
    }

    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    fn key_hash_with_prefix(&self, id: &[u8]) -> Option<[u8; 32]> {
        if id.len() < SHORTEST_ID {
            return None;
        }
        let mut hashes = self.names.iter().map(|name| key_hash(name, &self.key));
        hashes.find(|hash| hash.starts_with(id))
    }

    /// The ids by which an entry of a v2 log may name this one.
    fn whole_ids(&self) -> impl Iterator<Item = [u8; 32]> {
        let stated = [&self.log_id, &self.checkpoint_key_id];
        let is_stated = stated.iter().any(|id| id.is_some());
        // Nothing is hashed where an id is stated.
        let names = if is_stated {
            &[]
        } else {
            self.names.as_slice()
        };
        let computed = names.iter().map(|name| key_hash(name, &self.key));
        let computed = computed.chain((!is_stated).then(|| self.key.id()));
        stated
            .into_iter()
            .flatten()
            .map(|id| id.whole)
            .chain(computed)
    }
}

const fn unusable(reason: &'static str) -> Error {
    Error::UnusableLog { reason }
}

/// The host without its port, then the URL without its scheme and trailing slash.
fn names_of(base_url: &str) -> Vec<String> {
    let rest = match base_url.split_once("://") {
        Some((_, rest)) => rest,
        None => base_url,
    };
    let rest = rest.trim_end_matches('/');
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let mut names: Vec<String> = Vec::new();
    for name in [host, rest] {
        if is_key_name(name) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names_of;

    #[test]
    fn names_come_from_the_base_url() {
        for (url, names) in [
            ("https://rekor.example", &["rekor.example"] as &[&str]),
            ("https://rekor.example/", &["rekor.example"]),
            ("http://localhost:8000", &["localhost", "localhost:8000"]),
            (
                "https://log.example:443/2025/",
                &["log.example", "log.example:443/2025"],
            ),
            ("log.example/a", &["log.example", "log.example/a"]),
            // What follows the colon is no port, and the whole no name of a key.
            ("https://log.example:a/", &["log.example:a"]),
            ("http://[::1]:80", &["[::1]", "[::1]:80"]),
            ("", &[]),
            ("https://", &[]),
            ("https://a b", &[]),
        ] {
            assert_eq!(names_of(url), names, "{url}");
        }
    }
}
