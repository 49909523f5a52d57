//! The files in which other tools keep credentials.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bonafide_json::{Reader, base64};
use bonafide_report::Place;
use zeroize::Zeroizing;

use super::credentials::{Keyring, canonical_key};
use super::{Credentials, Secret};
use crate::{Error, Repository, limits};

/// Bytes that a file of credentials may have.
const LONGEST: u64 = 1 << 20;

const MEMBERS: &[&str] = &["auths", "credHelpers", "credsStore"];
const ENTRY_MEMBERS: &[&str] = &["auth", "identitytoken", "registrytoken"];

/// Where files of credentials lie, in the order in which they are looked into. The first that has
/// something for a repository decides.
///
/// `value_of` gives the values of environment variables; this library reads none itself. Of the
/// files, some do not exist on most machines.
///
/// ```
/// use bonafide_oci::http::auth_file_paths;
///
/// let home = |name: &str| (name == "HOME").then(|| "/home/me".into());
/// assert_eq!(auth_file_paths(home), [std::path::Path::new("/home/me/.docker/config.json")]);
/// ```
///
/// # Specification
/// containers-auth.json(5); the configuration file of the Docker command line.
#[must_use]
pub fn auth_file_paths(value_of: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let places = [
        ("REGISTRY_AUTH_FILE", ""),
        ("XDG_RUNTIME_DIR", "containers/auth.json"),
        ("DOCKER_CONFIG", "config.json"),
        ("HOME", ".docker/config.json"),
    ];
    let mut paths = Vec::new();
    for (variable, below) in places {
        if let Some(value) = value_of(variable).filter(|value| !value.is_empty()) {
            let path = Path::new(&value);
            paths.push(if below.is_empty() {
                path.to_owned()
            } else {
                path.join(below)
            });
        }
    }
    paths
}

/// A file of credentials, such as `docker login` and `podman login` write.
///
/// Credential helpers are programs, and are not run: where the file says that a helper has the
/// credentials for a host, asking for them is an error that says so, and never means that there are
/// none.
///
/// ```
/// use bonafide_oci::{Reference, http::AuthFile};
///
/// let file = AuthFile::parse(br#"{"auths": {"ghcr.io/o": {"auth": "bWU6aHVudGVyMg=="}}}"#)?;
/// let image = Reference::parse_familiar("ghcr.io/o/image")?;
/// assert!(file.find(image.repository())?.is_some());
/// assert!(!format!("{file:?}").contains("hunter2"));
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
///
/// # Specification
/// containers-auth.json(5); stricter: strict JSON, strict base64.
#[derive(Clone, Debug, Default)]
pub struct AuthFile {
    keyring: Keyring,
    helpers: Vec<(String, String)>,
    store: Option<String>,
}

impl AuthFile {
    /// Reads a file of at most 1 MiB. Members that it has for other purposes are passed over.
    ///
    /// # Errors
    /// [`Error::CredentialsJson`], [`Error::CredentialsForm`]. Neither holds anything of a secret.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut file = Self::default();
        file.read(bytes).map_err(|error| match error {
            Error::Json { cause } => Error::CredentialsJson { cause },
            error => error,
        })?;
        Ok(file)
    }

    /// What the file has for a repository: the entry with the longest key that names the repository
    /// or something that it is in. An entry that holds no credentials is one for asking without.
    ///
    /// # Errors
    /// [`Error::CredentialHelper`] where the file says that a helper has it.
    pub fn find(&self, repository: &Repository) -> Result<Option<Credentials>, Error> {
        let found = self.lookup(repository)?;
        Ok(found.map(|(_, credentials)| credentials.clone()))
    }

    pub(super) fn lookup(
        &self,
        repository: &Repository,
    ) -> Result<Option<(&str, &Credentials)>, Error> {
        let host = repository.domain();
        let of_host = self.helpers.iter().find(|(known, _)| known == host);
        let helper = match of_host {
            // An empty name takes the host out of the store.
            Some((_, name)) => Some(name).filter(|name| !name.is_empty()),
            None => self.store.as_ref(),
        };
        match helper {
            Some(name) => Err(Error::CredentialHelper {
                host: host.to_owned(),
                helper: name.clone(),
            }),
            None => Ok(self.keyring.find(repository)),
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut reader = Reader::new(bytes, &limits::json(LONGEST))?;
        reader.object(MEMBERS, |reader, name| match name {
            "auths" => reader.object(&[], |reader, key| {
                let credentials = entry(reader)?;
                self.keyring.add(key, credentials);
                Ok(())
            }),
            "credHelpers" => reader.object(&[], |reader, key| {
                let name = helper_name(reader)?.unwrap_or_default();
                self.helpers.push((canonical_key(key).0, name));
                Ok(())
            }),
            "credsStore" => {
                self.store = helper_name(reader)?;
                Ok(())
            }
            _ => reader.skip().map_err(Error::from),
        })?;
        reader.finish()?;
        Ok(())
    }
}

/// The name of a helper; empty where none is named.
fn helper_name(reader: &mut Reader<'_>) -> Result<Option<String>, Error> {
    let place = reader.place();
    let name = reader.string()?;
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.len() > 64 || name.starts_with('-') || !name.bytes().all(is_inner) {
        return Err(form(place, "not the name of a credential helper"));
    }
    Ok((!name.is_empty()).then(|| name.into_owned()))
}

fn entry(reader: &mut Reader<'_>) -> Result<Credentials, Error> {
    let (mut pair, mut identity, mut registry) = (None, None, None);
    reader.object(ENTRY_MEMBERS, |reader, name| {
        match name {
            "auth" => pair = user_and_password(reader)?,
            "identitytoken" => identity = token(reader)?,
            "registrytoken" => registry = token(reader)?,
            _ => reader.skip()?,
        }
        Ok::<(), Error>(())
    })?;
    Ok(match (identity, registry, pair) {
        (Some(token), _, _) => Credentials::IdentityToken(token),
        (None, Some(token), _) => Credentials::RegistryToken(token),
        (None, None, Some((user, password))) => Credentials::Basic { user, password },
        (None, None, None) => Credentials::Anonymous,
    })
}

fn token(reader: &mut Reader<'_>) -> Result<Option<Secret>, Error> {
    let place = reader.place();
    let token = secret(reader)?;
    if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(form(place, "not a token"));
    }
    Ok(Some(token).filter(|token| !token.expose().is_empty()))
}

/// The base64 of a name, a colon and a password, which may have further colons in it.
fn user_and_password(reader: &mut Reader<'_>) -> Result<Option<(String, Secret)>, Error> {
    let place = reader.place();
    let encoded = secret(reader)?;
    if encoded.expose().is_empty() {
        return Ok(None);
    }
    let decoded = base64::decode(encoded.expose(), base64::Form::Standard)
        .map(Zeroizing::new)
        .map_err(|_| form(place.clone(), "not base64"))?;
    let pair = core::str::from_utf8(&decoded)
        .ok()
        .filter(|pair| !pair.chars().any(char::is_control))
        .and_then(|pair| pair.split_once(':'));
    match pair {
        Some((user, password)) => Ok(Some((user.to_owned(), Secret::new(password)))),
        None => Err(form(place, "not a name, a colon and a password")),
    }
}

fn secret(reader: &mut Reader<'_>) -> Result<Secret, Error> {
    Ok(match reader.string()? {
        Cow::Borrowed(text) => Secret::new(text),
        Cow::Owned(text) => Secret::new(text),
    })
}

const fn form(place: Place, reason: &'static str) -> Error {
    Error::CredentialsForm { place, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reference;

    fn find(file: &str, name: &str) -> Result<Option<Credentials>, Error> {
        let reference = Reference::parse_familiar(name)?;
        AuthFile::parse(file.as_bytes())?.find(reference.repository())
    }

    #[test]
    fn entries_of_every_form_are_read() {
        let file = r#"{
            "auths": {
                "https://index.docker.io/v1/": {"auth": "bWU6cGE6c3M=", "email": "a@b"},
                "ghcr.io": {"auth": "bWU6", "identitytoken": "ey.i", "registrytoken": "ey.r"},
                "quay.io/org": {"registrytoken": "ey.r"},
                "empty.io": {}, "blank.io": {"auth": ""}
            },
            "HttpHeaders": {"x": ["y"]}, "credsStore": ""
        }"#;
        let Ok(Some(Credentials::Basic { user, password })) = find(file, "alpine") else {
            panic!("no entry");
        };
        assert_eq!((user.as_str(), password.expose()), ("me", "pa:ss"));
        let identity = find(file, "ghcr.io/a/b").unwrap();
        assert!(
            matches!(identity, Some(Credentials::IdentityToken(token)) if token.expose() == "ey.i")
        );
        let registry = find(file, "quay.io/org/b").unwrap();
        assert!(
            matches!(registry, Some(Credentials::RegistryToken(token)) if token.expose() == "ey.r")
        );
        for name in ["empty.io/a", "blank.io/a"] {
            assert!(matches!(find(file, name), Ok(Some(Credentials::Anonymous))));
        }
        for name in ["quay.io/organ/b", "other.io/a"] {
            assert!(matches!(find(file, name), Ok(None)), "{name}");
        }
    }

    #[test]
    fn helpers_are_refused_by_name() {
        let file = r#"{"auths": {"a.io": {"auth": "bTpw"}, "b.io": {"auth": "bTpw"}},
            "credHelpers": {"a.io": "ecr-login", "b.io": ""}, "credsStore": "desktop"}"#;
        for (name, helper) in [("a.io/x", "ecr-login"), ("c.io/x", "desktop")] {
            let error = find(file, name).unwrap_err();
            assert_eq!(error.code().as_str(), "discovery.unauthorised");
            let text = error.to_string();
            assert!(text.contains(helper) && text.contains("not"), "{text}");
        }
        assert!(matches!(
            find(file, "b.io/x"),
            Ok(Some(Credentials::Basic { .. }))
        ));
        let only = r#"{"auths": {"a.io": {"auth": "bTpw"}}, "credHelpers": {"https://b.io": "x"}}"#;
        assert!(find(only, "a.io/x").is_ok());
        assert!(find(only, "b.io/x").is_err());
    }

    #[test]
    fn broken_files_are_refused_without_telling_secrets() {
        for file in [
            "",
            "[]",
            r#"{"auths": {}, "auths": {}}"#,
            r#"{"Auths": {}}"#,
            r#"{"auths": {"a.io": {"auth": "aHVudGVyMg=="}}}"#,
            r#"{"auths": {"a.io": {"auth": "hunter2"}}}"#,
            r#"{"auths": {"a.io": {"auth": "bTpw "}}}"#,
            r#"{"auths": {"a.io": {"auth": "bTpwCg=="}}}"#,
            r#"{"auths": {"a.io": {"auth": "bTr/"}}}"#,
            r#"{"auths": {"a.io": {"auth": 1}}}"#,
            r#"{"auths": {"a.io": {"identitytoken": "hunter2\n"}}}"#,
            r#"{"auths": {"a.io": {"registrytoken": "hunter2 x"}}}"#,
            r#"{"auths": {"a.io": null}}"#,
            r#"{"credsStore": "../../bin/sh"}"#,
            r#"{"credHelpers": {"a.io": "a b"}}"#,
            r#"{"auths": {}} x"#,
        ] {
            let error = AuthFile::parse(file.as_bytes()).unwrap_err();
            assert_eq!(error.code().as_str(), "discovery.unauthorised", "{file}");
            assert!(
                !format!("{error} {error:?}").contains("hunter2"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn a_file_has_at_most_a_mebibyte() {
        let padded = |length: usize| format!("{{{}}}", " ".repeat(length - 2));
        assert!(AuthFile::parse(padded(1 << 20).as_bytes()).is_ok());
        assert!(AuthFile::parse(padded((1 << 20) + 1).as_bytes()).is_err());
    }

    #[test]
    fn files_are_looked_for_in_order() {
        let all = auth_file_paths(|name| Some(format!("/{name}").into()));
        let expected = [
            "/REGISTRY_AUTH_FILE",
            "/XDG_RUNTIME_DIR/containers/auth.json",
            "/DOCKER_CONFIG/config.json",
            "/HOME/.docker/config.json",
        ];
        assert_eq!(all, expected.map(PathBuf::from));
        assert!(auth_file_paths(|_| None).is_empty());
        assert!(auth_file_paths(|_| Some(OsString::new())).is_empty());
    }
}
