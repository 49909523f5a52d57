//! Tokens: asking for them, reading them, keeping them.

use core::time::Duration;
use std::time::Instant;

use bonafide_json::Reader;

use super::address::Origin;
use super::{Address, Secret};
use crate::{Error, limits};

/// Bytes that the answer of a token server may have.
pub(super) const LONGEST: usize = 64 << 10;
/// Bytes that a token may have.
const LONGEST_TOKEN: usize = 32 << 10;
/// Grants that a client keeps.
const KEPT: usize = 64;

const MEMBERS: &[&str] = &["token", "access_token", "expires_in"];

/// The address at which a token is asked for.
pub(super) fn address(realm: Address, service: Option<&str>, scope: &str) -> Address {
    let mut query = String::new();
    if let Some(service) = service {
        query = format!("service={}&", encoded(service));
    }
    realm.with_query(&format!("{query}scope={}", encoded(scope)))
}

/// The form with which an identity token is turned into a token for the registry.
pub(super) fn form(service: Option<&str>, scope: &str, identity: &Secret) -> Secret {
    let token = Secret::new(encoded(identity.expose()));
    Secret::new(format!(
        "grant_type=refresh_token&client_id=bonafide&service={}&scope={}&refresh_token={}",
        encoded(service.unwrap_or_default()),
        encoded(scope),
        token.expose()
    ))
}

/// The text as the value of a parameter.
fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    // Made in one piece: a text that grows leaves copies behind.
    let mut out = String::with_capacity(text.len().saturating_mul(3));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                let digit = DIGITS.get(usize::from(half)).copied();
                out.push(char::from(digit.unwrap_or_default()));
            }
        }
    }
    out
}

/// A token, and how long it can be used.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) token: Secret,
    pub(super) lifetime: Duration,
}

/// Reads the answer of a token server. `None` where it is not strict JSON, has no token or two
/// different ones. What it says of the time of issue is not read.
///
/// # Specification
/// Docker token authentication; RFC 6749 section 5.1.
pub(super) fn read(bytes: &[u8]) -> Option<Reply> {
    let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    let mut reader = Reader::new(bytes, &limits::json(most)).ok()?;
    let (mut token, mut access, mut seconds) = (None, None, 60_u64);
    reader
        .object(MEMBERS, |reader, name| {
            match name {
                "token" => token = Some(Secret::new(reader.string()?)),
                "access_token" => access = Some(Secret::new(reader.string()?)),
                "expires_in" => seconds = reader.unsigned()?,
                _ => reader.skip()?,
            }
            Ok::<(), Error>(())
        })
        .ok()?;
    reader.finish().ok()?;
    let is_some = |token: &Secret| !token.expose().is_empty();
    let token = match (token.filter(is_some), access.filter(is_some)) {
        (Some(one), Some(other)) if one.expose() != other.expose() => return None,
        (one, other) => one.or(other)?,
    };
    if token.expose().len() > LONGEST_TOKEN
        || !token.expose().bytes().all(|byte| byte.is_ascii_graphic())
    {
        return None;
    }
    let lifetime = Duration::from_secs(seconds.clamp(10, 3600));
    Some(Reply { token, lifetime })
}

/// What a grant is for. Whoever asks with other credentials does not get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) origin: Origin,
    pub(super) service: String,
    /// Empty for what is good for the whole registry.
    pub(super) scope: String,
    /// The key under which the credentials were found; empty for none.
    pub(super) credentials: String,
}

/// The value of an `Authorization` field that was accepted.
#[derive(Clone, Debug)]
struct Grant {
    key: Key,
    field: Secret,
    end: Option<Instant>,
}

/// The grants of one client.
#[derive(Debug, Default)]
pub(super) struct Grants(Vec<Grant>);

impl Grants {
    /// A grant with which this may be asked at `now`.
    pub(super) fn find(
        &mut self,
        origin: &Origin,
        scope: &str,
        credentials: &str,
        now: Instant,
    ) -> Option<(Key, Secret)> {
        self.0.retain(|grant| grant.end.is_none_or(|end| now < end));
        let grant = self.0.iter().rev().find(|Grant { key, .. }| {
            key.origin == *origin
                && key.credentials == credentials
                && (key.scope == scope || key.scope.is_empty())
        })?;
        Some((grant.key.clone(), grant.field.clone()))
    }

    pub(super) fn keep(&mut self, key: Key, field: Secret, end: Option<Instant>) {
        self.forget(&key);
        if self.0.len() >= KEPT {
            self.0.remove(0);
        }
        self.0.push(Grant { key, field, end });
    }

    pub(super) fn forget(&mut self, key: &Key) {
        self.0.retain(|grant| grant.key != *key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(reply: &str) -> Option<(String, u64)> {
        let reply = read(reply.as_bytes())?;
        Some((reply.token.expose().to_owned(), reply.lifetime.as_secs()))
    }

    #[test]
    fn tokens_are_read_under_either_name() {
        for (reply, token, seconds) in [
            (r#"{"token": "t"}"#, "t", 60),
            (r#"{"access_token": "t", "expires_in": 300}"#, "t", 300),
            (
                r#"{"token": "t", "access_token": "t", "expires_in": 1}"#,
                "t",
                10,
            ),
            (
                r#"{"token": "", "access_token": "t", "expires_in": 86400}"#,
                "t",
                3600,
            ),
            (
                r#"{"token": "t", "issued_at": "never", "scope": 1, "expires_in": 0}"#,
                "t",
                10,
            ),
        ] {
            assert_eq!(
                lifetime(reply),
                Some((token.to_owned(), seconds)),
                "{reply}"
            );
        }
    }

    #[test]
    fn other_answers_are_none() {
        for reply in [
            "",
            "{}",
            "t",
            "<html>",
            r#"{"token": ""}"#,
            r#"{"token": "a", "access_token": "b"}"#,
            r#"{"token": "a", "token": "a"}"#,
            r#"{"Token": "a"}"#,
            r#"{"token": "a", "expires_in": "60"}"#,
            r#"{"token": "a", "expires_in": -1}"#,
            r#"{"token": "a", "expires_in": 1.5}"#,
            r#"{"token": "a b"}"#,
            r#"{"token": "a\r\nX: y"}"#,
            r#"{"token": null}"#,
            r#"{"token": "a"} {}"#,
        ] {
            assert_eq!(lifetime(reply), None, "{reply}");
        }
        let long = |length: usize| format!(r#"{{"token": "{}"}}"#, "t".repeat(length));
        assert!(lifetime(&long(LONGEST_TOKEN)).is_some());
        assert!(lifetime(&long(LONGEST_TOKEN + 1)).is_none());
        let padded = |length: usize| format!(r#"{{"token":"t"{}}}"#, " ".repeat(length - 13));
        assert!(lifetime(&padded(LONGEST)).is_some());
        assert!(lifetime(&padded(LONGEST + 1)).is_none());
    }

    #[test]
    fn questions_for_tokens_are_encoded() {
        let realm = Address::parse("https://h/token?a=b").unwrap();
        let asked = address(realm, Some("re g&x"), "repository:a/b:pull").to_string();
        assert_eq!(
            asked,
            "https://h/token?a=b&service=re%20g%26x&scope=repository%3Aa%2Fb%3Apull"
        );
        let realm = Address::parse("https://h/token").unwrap();
        assert_eq!(
            address(realm, None, "s").to_string(),
            "https://h/token?scope=s"
        );
        let form = form(Some("h"), "s", &Secret::new("a+b="));
        assert!(
            form.expose()
                .ends_with("&service=h&scope=s&refresh_token=a%2Bb%3D")
        );
    }

    #[test]
    fn grants_are_for_one_origin_scope_and_holder_and_end() {
        let origin = |text: &str| Address::parse(text).unwrap().origin().clone();
        let here = origin("https://h/");
        let now = crate::http::clock::now();
        let later = now + Duration::from_secs(10);
        let key = |scope: &str, credentials: &str| Key {
            origin: here.clone(),
            service: "s".to_owned(),
            scope: scope.to_owned(),
            credentials: credentials.to_owned(),
        };
        let mut grants = Grants::default();
        grants.keep(key("a", "me"), Secret::new("one"), Some(later));
        grants.keep(key("a", "you"), Secret::new("two"), None);
        grants.keep(key("", "me"), Secret::new("all"), None);
        let mut find = |origin: &Origin, scope: &str, holder: &str, at: Instant| {
            let found = grants.find(origin, scope, holder, at);
            found.map(|(_, field)| field.expose().to_owned())
        };
        assert_eq!(find(&here, "a", "you", now).as_deref(), Some("two"));
        assert_eq!(find(&here, "b", "you", now), None);
        assert_eq!(find(&here, "b", "me", now).as_deref(), Some("all"));
        assert_eq!(find(&here, "a", "", now), None);
        assert_eq!(find(&origin("http://h/"), "a", "you", now), None);
        grants.forget(&key("", "me"));
        assert!(grants.find(&here, "a", "me", now).is_some());
        assert!(grants.find(&here, "a", "me", later).is_none());
        for at in 0..=KEPT {
            grants.keep(key(&at.to_string(), "me"), Secret::new("x"), None);
        }
        assert_eq!(grants.0.len(), KEPT);
    }
}
