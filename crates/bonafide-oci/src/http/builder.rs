//! What a client may do, before there is one.

use core::time::Duration;
use std::sync::{Arc, Mutex};

use ureq::tls::{Certificate, PemItem, parse_pem};

use super::address::Named;
use super::client::Shared;
use super::credentials::Keyring;
use super::rules::Rules;
use super::token::Grants;
use super::wire::{Pace, Wire};
use super::{AuthFile, Credentials, RegistryClient};
use crate::Error;

/// What a [`RegistryClient`] may do.
///
/// ```
/// use bonafide_oci::http::{Credentials, RegistryClient};
///
/// let client = RegistryClient::builder()
///     .with_credentials("ghcr.io/o", Credentials::basic("me", "hunter2"))
///     .allow_plain_http("registry.lan:5000")
///     .build()?;
/// # Ok::<(), bonafide_oci::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `build`"]
pub struct RegistryClientBuilder {
    given: Keyring,
    files: Vec<AuthFile>,
    rules: Rules,
    roots: Vec<Certificate<'static>>,
    deadline: Duration,
    pace: Pace,
    /// The first thing that was wrong, told when the client is built.
    problem: Option<Error>,
}

impl RegistryClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            given: Keyring::default(),
            files: Vec::new(),
            rules: Rules::default(),
            roots: Vec::new(),
            deadline: Duration::from_secs(8),
            pace: Pace {
                connect: Duration::from_secs(3),
                idle: Duration::from_secs(3),
                least: 1024,
            },
            problem: None,
        }
    }

    /// Shows these credentials to a registry, named as in references: `docker.io`, `ghcr.io`,
    /// `registry.lan:5000`; or for the repositories below a path: `ghcr.io/o`. They go before those
    /// of any file.
    pub fn with_credentials(mut self, host: &str, credentials: Credentials) -> Self {
        self.given.add(host, credentials);
        self
    }

    /// Looks for credentials in a file. Of several files, the first that has something for a
    /// repository decides; [`auth_file_paths`](super::auth_file_paths) has their usual order.
    pub fn with_auth_file(mut self, file: AuthFile) -> Self {
        self.files.push(file);
        self
    }

    /// Asks this host without TLS: whoever is on the way can read and change everything. The host
    /// may have a port, and means the usual one otherwise. Hosts on this machine are asked so
    /// anyway.
    pub fn allow_plain_http(mut self, host: &str) -> Self {
        let named = self.named(host);
        self.rules.plain.extend(named);
        self
    }

    /// Asks this host with TLS although it is on this machine.
    pub fn require_tls(mut self, host: &str) -> Self {
        let named = self.named(host);
        self.rules.tls.extend(named);
        self
    }

    /// Refuses to connect to addresses of private networks and of this machine, wherever a
    /// registry, a redirect or a token server leads. Hosts of
    /// [`allow_plain_http`](Self::allow_plain_http) and
    /// [`allow_private_target`](Self::allow_private_target) are exempt. Link-local addresses are
    /// always refused.
    pub const fn deny_private_targets(mut self) -> Self {
        self.rules.denies_private = true;
        self
    }

    /// Exempts a host from [`deny_private_targets`](Self::deny_private_targets).
    pub fn allow_private_target(mut self, host: &str) -> Self {
        let named = self.named(host);
        self.rules.private.extend(named);
        self
    }

    /// Lets a token server see the credentials for a registry. It may without being named if it is
    /// on the host of the registry or below it, or if their names differ in the first label only.
    pub fn with_token_server(mut self, registry: &str, host: &str) -> Self {
        let both = self.named(registry).zip(self.named(host));
        self.rules.realms.extend(both);
        self
    }

    /// The time for a whole discovery, from its first request; 8 seconds unless set.
    pub const fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The time for a connection to be made, and the time for which one may be silent; 3 seconds
    /// each unless set.
    pub const fn with_timeouts(mut self, connect: Duration, idle: Duration) -> Self {
        self.pace.connect = connect;
        self.pace.idle = idle;
        self
    }

    /// The bytes a second that a body must have on average, looked at once it has taken 2 seconds;
    /// 1,024 unless set.
    pub const fn with_minimum_rate(mut self, bytes_a_second: u64) -> Self {
        self.pace.least = bytes_a_second;
        self
    }

    /// Trusts these root certificates for TLS, in PEM. The built-in ones, which are those of
    /// Mozilla, are then no longer trusted.
    pub fn with_root_certificates_pem(mut self, pem: &[u8]) -> Self {
        let before = self.roots.len();
        for item in parse_pem(pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => self.add_root(certificate),
                Ok(_) => self.complain("root certificates", "there is something else among them"),
                Err(_) => self.complain("root certificates", "not PEM"),
            }
        }
        if self.roots.len() == before {
            self.complain("root certificates", "there are none");
        }
        self
    }

    /// Trusts this root certificate for TLS, in DER. The built-in ones are then no longer trusted.
    pub fn with_root_certificate_der(mut self, der: &[u8]) -> Self {
        self.add_root(Certificate::from_der(der).to_owned());
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Client`] where a host is none or a root certificate cannot be one.
    pub fn build(self) -> Result<RegistryClient, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let rules = Arc::new(self.rules);
        Ok(RegistryClient::of(Shared {
            wire: Wire::new(self.pace, self.roots, Arc::clone(&rules)),
            rules,
            given: self.given,
            files: self.files,
            deadline: self.deadline,
            grants: Mutex::new(Grants::default()),
        }))
    }

    fn named(&mut self, host: &str) -> Option<Named> {
        let named = Named::parse(host);
        if named.is_none() {
            self.complain("host", "not a host with or without a port");
        }
        named
    }

    fn add_root(&mut self, certificate: Certificate<'static>) {
        // One that the library below cannot read it leaves out, and then it trusts none.
        if is_one_sequence(certificate.der()) {
            self.roots.push(certificate);
        } else {
            self.complain("root certificates", "not DER");
        }
    }

    fn complain(&mut self, setting: &'static str, reason: &'static str) {
        let problem = Error::Client { setting, reason };
        self.problem.get_or_insert(problem);
    }
}

/// Whether these bytes are one DER sequence and nothing more, with a length of two or three bytes as
/// every certificate has.
fn is_one_sequence(der: &[u8]) -> bool {
    match der {
        [0x30, 0x81, length, rest @ ..] => usize::from(*length) == rest.len(),
        [0x30, 0x82, high, low, rest @ ..] => {
            usize::from(u16::from_be_bytes([*high, *low])) == rest.len()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_mean_nothing_are_refused() {
        let builders = [
            RegistryClient::builder().allow_plain_http("http://h"),
            RegistryClient::builder().require_tls(""),
            RegistryClient::builder().allow_private_target("h:0"),
            RegistryClient::builder().with_token_server("h", "u@h"),
            RegistryClient::builder().with_root_certificates_pem(b""),
            RegistryClient::builder().with_root_certificates_pem(b"-----BEGIN CERTIFICATE-----\nx"),
            RegistryClient::builder().with_root_certificate_der(b"\x30\x82\x00\x02x"),
        ];
        for builder in builders {
            let error = builder.build().unwrap_err();
            assert!(matches!(error, Error::Client { .. }), "{error}");
            assert_eq!(error.code().as_str(), "discovery.unavailable");
        }
        assert!(RegistryClient::builder().build().is_ok());
    }

    #[test]
    fn nothing_shows_what_is_secret() {
        let file = br#"{"auths": {"h.io": {"auth": "bWU6aHVudGVyMg=="}}}"#;
        let builder = RegistryClient::builder()
            .with_credentials("ghcr.io", Credentials::basic("me", "hunter2"))
            .with_auth_file(AuthFile::parse(file).unwrap());
        let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
        assert!(
            !shown.contains("hunter2") && !shown.contains("aHVudGVyMg"),
            "{shown}"
        );
    }
}
