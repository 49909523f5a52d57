//! Who asks.

use bonafide_json::base64;

use super::Secret;
use crate::Repository;

/// What a registry may be shown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// Nothing.
    Anonymous,
    /// A user name and a password.
    Basic {
        /// The name. It is no secret.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A token with which the token server gives further tokens. Docker calls it an identity token,
    /// OAuth a refresh token.
    IdentityToken(Secret),
    /// A token that the registry itself takes.
    RegistryToken(Secret),
}

impl Credentials {
    /// A user name and a password.
    #[must_use]
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::Basic {
            user: user.into(),
            password: Secret::new(password),
        }
    }

    /// The value of an `Authorization` field with a name and a password, where there are such.
    pub(super) fn basic_field(&self) -> Option<Secret> {
        let Self::Basic { user, password } = self else {
            return None;
        };
        let pair = Secret::new(format!("{user}:{}", password.expose()));
        let encoded = Secret::new(base64::encode(pair.expose().as_bytes()));
        Some(Secret::new(format!("Basic {}", encoded.expose())))
    }
}

/// Credentials by what they are for: a host, or a host and the beginning of a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Keyring {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: String,
    /// Whether the key was written as an address.
    is_address: bool,
    credentials: Credentials,
}

impl Keyring {
    pub(super) fn add(&mut self, key: &str, credentials: Credentials) {
        let (key, is_address) = canonical_key(key);
        self.entries.push(Entry {
            key,
            is_address,
            credentials,
        });
    }

    /// The credentials with the longest key that names the repository or something that it is in,
    /// and that key. Of equal keys, one that was not written as an address goes first, then the
    /// first.
    pub(super) fn find(&self, repository: &Repository) -> Option<(&str, &Credentials)> {
        let name = repository.to_string();
        let mut key = name.as_str();
        loop {
            let mut matching: Vec<&Entry> =
                self.entries.iter().filter(|it| it.key == key).collect();
            matching.sort_by_key(|entry| entry.is_address);
            if let Some(entry) = matching.first() {
                return Some((&entry.key, &entry.credentials));
            }
            (key, _) = key.rsplit_once('/')?;
        }
    }
}

/// A key as it is compared: without a scheme, and with one name for the default registry. An
/// address means its host, whatever its path.
pub(super) fn canonical_key(key: &str) -> (String, bool) {
    let address = key
        .strip_prefix("https://")
        .or_else(|| key.strip_prefix("http://"));
    let (host, path) = match address.unwrap_or(key).split_once('/') {
        Some((host, path)) => (host, path.trim_end_matches('/')),
        None => (address.unwrap_or(key), ""),
    };
    let host = host.to_ascii_lowercase();
    let is_hub = matches!(
        host.as_str(),
        "docker.io" | "index.docker.io" | "registry-1.docker.io"
    );
    let host = if is_hub { "docker.io".to_owned() } else { host };
    let is_whole_host = path.is_empty() || address.is_some() || (is_hub && path == "v1");
    let key = if is_whole_host {
        host
    } else {
        format!("{host}/{path}")
    };
    (key, address.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reference;

    fn user(keyring: &Keyring, name: &str) -> Option<String> {
        let reference = Reference::parse_familiar(name).unwrap();
        match keyring.find(reference.repository())?.1 {
            Credentials::Basic { user, .. } => Some(user.clone()),
            _ => None,
        }
    }

    #[test]
    fn the_most_specific_key_wins_by_whole_components() {
        let mut keyring = Keyring::default();
        for key in [
            "h.io",
            "h.io/team",
            "h.io/team/app/",
            "H.io:5000",
            "https://o.io/v2/x",
        ] {
            keyring.add(key, Credentials::basic(key, "p"));
        }
        for (name, key) in [
            ("h.io/other/app", Some("h.io")),
            ("h.io/team/thing", Some("h.io/team")),
            ("h.io/team/app", Some("h.io/team/app/")),
            ("h.io/team/app/sub", Some("h.io/team/app/")),
            ("h.io/team/apple", Some("h.io/team")),
            ("h.io/teammate/app", Some("h.io")),
            ("h.io:5000/team/app", Some("H.io:5000")),
            ("h.io:5001/team/app", None),
            ("x.h.io/team/app", None),
            ("o.io/any", Some("https://o.io/v2/x")),
        ] {
            assert_eq!(user(&keyring, name).as_deref(), key, "{name}");
        }
    }

    #[test]
    fn the_default_registry_has_many_names() {
        for key in [
            "docker.io",
            "index.docker.io",
            "https://index.docker.io/v1/",
            "https://index.docker.io/v1",
            "index.docker.io/v1/",
            "https://registry-1.docker.io",
        ] {
            let mut keyring = Keyring::default();
            keyring.add(key, Credentials::basic("me", "p"));
            assert_eq!(user(&keyring, "alpine").as_deref(), Some("me"), "{key}");
            assert_eq!(user(&keyring, "quay.io/a"), None, "{key}");
        }
        let mut both = Keyring::default();
        both.add(
            "https://index.docker.io/v1/",
            Credentials::basic("old", "p"),
        );
        both.add("docker.io", Credentials::basic("new", "p"));
        assert_eq!(user(&both, "alpine").as_deref(), Some("new"));
    }

    #[test]
    fn a_name_and_a_password_become_a_field() {
        let field = Credentials::basic("Aladdin", "open sesame").basic_field();
        let expected = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
        assert_eq!(field.unwrap().expose(), expected);
        assert!(Credentials::Anonymous.basic_field().is_none());
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Credentials::basic("me", "hunter2"),
            Credentials::IdentityToken(Secret::new("hunter2")),
            Credentials::RegistryToken(Secret::new("hunter2")),
        );
        assert!(
            !shown.contains("hunter2") && shown.contains("***"),
            "{shown}"
        );
    }
}
