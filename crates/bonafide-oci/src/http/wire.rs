//! One question and its answer, on the connection.

use core::time::Duration;
use std::io::{ErrorKind, Read as _};
use std::sync::Arc;
use std::time::Instant;

use ureq::config::Config;
use ureq::http::{HeaderMap, HeaderValue, Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::rules::Rules;
use super::{Address, Secret, clock};
use crate::SourceErrorKind;

/// Bytes of the head of an answer.
const LONGEST_HEAD: usize = 64 << 10;
/// Bytes that are read at once.
const CHUNK: usize = 16 << 10;
/// Connections to one origin that are kept open.
const KEPT_OPEN: usize = 6;
/// What a body may take before its rate is looked at.
const GRACE: Duration = Duration::from_secs(2);

/// How long a connection may take, and how slow it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) connect: Duration,
    pub(super) idle: Duration,
    /// Bytes a second.
    pub(super) least: u64,
}

/// What went wrong below the protocol of registries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    pub(super) kind: SourceErrorKind,
    pub(super) text: &'static str,
}

const fn trouble(kind: SourceErrorKind, text: &'static str) -> Trouble {
    Trouble { kind, text }
}

const OUT_OF_TIME: Trouble = trouble(
    SourceErrorKind::DeadlineReached,
    "the time for the discovery is over",
);

/// The connections of one client.
#[derive(Debug)]
pub(super) struct Wire {
    agent: ureq::Agent,
    least: u64,
}

/// An answer whose body has not been read.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: HeaderMap,
    body: ureq::Body,
    is_old: bool,
}

impl Wire {
    /// Everything that the library below would do of its own accord is switched off: redirects,
    /// proxies, errors by status, compression. It has no cookies.
    pub(super) fn new(pace: Pace, roots: Vec<Certificate<'static>>, rules: Arc<Rules>) -> Self {
        let roots = if roots.is_empty() {
            RootCerts::WebPki
        } else {
            RootCerts::from(roots)
        };
        let config = Config::builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .user_agent(concat!("bonafide/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .max_response_header_size(LONGEST_HEAD)
            .max_idle_connections_per_host(KEPT_OPEN)
            .timeout_connect(Some(pace.connect))
            .timeout_resolve(Some(pace.connect))
            .timeout_per_read(Some(pace.idle))
            .timeout_per_write(Some(pace.idle))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let guard = Guard {
            inner: DefaultResolver::default(),
            rules,
        };
        Self {
            agent: ureq::Agent::with_parts(config, DefaultConnector::default(), guard),
            least: pace.least,
        }
    }

    pub(super) fn get(
        &self,
        address: &Address,
        accept: &str,
        authorization: Option<&Secret>,
        deadline: Instant,
    ) -> Result<Reply, Trouble> {
        let mut request = self
            .agent
            .get(address.to_string())
            .header(header::ACCEPT, accept);
        if let Some(secret) = authorization {
            request = request.header(header::AUTHORIZATION, sensitive(secret)?);
        }
        let left = time_left(deadline)?;
        let request = request.config().timeout_global(Some(left)).build();
        request
            .call()
            .map(Reply::new)
            .map_err(|error| explain(&error))
    }

    pub(super) fn post(
        &self,
        address: &Address,
        form: &Secret,
        deadline: Instant,
    ) -> Result<Reply, Trouble> {
        let request = self
            .agent
            .post(address.to_string())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let left = time_left(deadline)?;
        let request = request.config().timeout_global(Some(left)).build();
        let reply = request.send(form.expose());
        reply.map(Reply::new).map_err(|error| explain(&error))
    }

    /// Reads a body to its end, piece by piece.
    pub(super) fn read(
        &self,
        reply: Reply,
        deadline: Instant,
        mut each: impl FnMut(&[u8]) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let wanted = reply.length()?;
        let mut chunk = vec![0_u8; CHUNK];
        let mut reader = reply.body.into_reader();
        let begun = clock::now();
        let mut total = 0_u64;
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(explain(&ureq::Error::from(error))),
            };
            let piece = chunk.get(..count).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            each(piece)?;
            total = total.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            self.check_pace(begun, total, deadline)?;
        }
        if wanted.is_some_and(|wanted| wanted != total) {
            return Err(trouble(
                SourceErrorKind::Unavailable,
                "the body is shorter than it was said to be",
            ));
        }
        Ok(())
    }

    fn check_pace(&self, begun: Instant, total: u64, deadline: Instant) -> Result<(), Trouble> {
        let now = clock::now();
        if now >= deadline {
            return Err(OUT_OF_TIME);
        }
        let elapsed = now.saturating_duration_since(begun);
        if elapsed > GRACE && total < self.least.saturating_mul(elapsed.as_secs()) {
            let text = "the body comes more slowly than the least rate";
            return Err(trouble(SourceErrorKind::Timeout, text));
        }
        Ok(())
    }
}

impl Reply {
    fn new(response: ureq::http::Response<ureq::Body>) -> Self {
        let is_old = response.version() != ureq::http::Version::HTTP_11;
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            is_old,
        }
    }

    /// The values of a field; `None` where one is not ASCII.
    pub(super) fn values(&self, name: &str) -> Option<Vec<&str>> {
        let values = self.headers.get_all(name).into_iter();
        values.map(|value| value.to_str().ok()).collect()
    }

    /// The values of a field that are ASCII.
    pub(super) fn readable_values(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).into_iter();
        values.filter_map(|value| value.to_str().ok()).collect()
    }

    /// The value of a field that is there once; `None` where it is there otherwise.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        match self.values(name)?.as_slice() {
            [value] => Some(value),
            _ => None,
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// The length that the body is said to have. What could be understood in two ways, and what is
    /// encoded, is refused.
    pub(super) fn length(&self) -> Result<Option<u64>, Trouble> {
        let refuse = |text| trouble(SourceErrorKind::Protocol, text);
        let encodings = self.values("content-encoding");
        let is_plain = |all: Vec<&str>| all.iter().all(|it| it.eq_ignore_ascii_case("identity"));
        if !encodings.is_some_and(is_plain) {
            return Err(refuse("the body is encoded"));
        }
        if self.has("transfer-encoding") {
            let is_chunked = self
                .value("transfer-encoding")
                .is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
            if !is_chunked || self.is_old || self.has("content-length") {
                return Err(refuse("the length of the body is unclear"));
            }
            return Ok(None);
        }
        if !self.has("content-length") {
            return Ok(None);
        }
        let digits = self
            .value("content-length")
            .filter(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()));
        match digits.map(str::parse) {
            Some(Ok(length)) => Ok(Some(length)),
            _ => Err(refuse("the length of the body is unclear")),
        }
    }
}

/// What is left until the deadline.
pub(super) fn time_left(deadline: Instant) -> Result<Duration, Trouble> {
    let left = deadline.saturating_duration_since(clock::now());
    if left.is_zero() {
        Err(OUT_OF_TIME)
    } else {
        Ok(left)
    }
}

fn sensitive(secret: &Secret) -> Result<HeaderValue, Trouble> {
    let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| {
        let text = "the credentials cannot be written in a request";
        trouble(SourceErrorKind::Unauthorised, text)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The error of the library below, without any of its text: that may hold addresses.
fn explain(error: &ureq::Error) -> Trouble {
    use SourceErrorKind as Kind;
    match error {
        // The whole time of a request is what is left of the discovery.
        ureq::Error::Timeout(ureq::Timeout::Global) => OUT_OF_TIME,
        ureq::Error::Timeout(_) => trouble(Kind::Timeout, "no answer in time"),
        ureq::Error::HostNotFound => trouble(Kind::Unavailable, "the host is not known"),
        // The library that does TLS reports what it does not accept as this kind.
        ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => {
            trouble(Kind::Tls, "the connection is not authentic")
        }
        ureq::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
            trouble(Kind::Unavailable, "the connection ended early")
        }
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => {
            trouble(Kind::Unavailable, "no connection")
        }
        ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::Pem(_)
        | ureq::Error::TlsRequired => trouble(Kind::Tls, "the connection is not authentic"),
        ureq::Error::LargeResponseHeader(..) => {
            trouble(Kind::Protocol, "the head of the answer is too large")
        }
        ureq::Error::Other(cause) if cause.is::<Forbidden>() => {
            trouble(Kind::Refused, "the host has no address that is allowed")
        }
        _ => trouble(Kind::Protocol, "not an answer of HTTP"),
    }
}

/// Looks hosts up, and leaves out the addresses that must not be asked. What is connected to is
/// what has been checked.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    rules: Arc<Rules>,
}

/// A host has no address that may be asked.
#[derive(Debug)]
struct Forbidden;

impl core::fmt::Display for Forbidden {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no address of the host is allowed")
    }
}

impl core::error::Error for Forbidden {}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let forbidden = || ureq::Error::Other(Box::new(Forbidden));
        let address = Address::parse(&uri.to_string()).ok_or_else(forbidden)?;
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for socket in found.iter() {
            if self.rules.may_connect(address.origin(), socket.ip()) {
                allowed.push(*socket);
            }
        }
        if allowed.is_empty() {
            return Err(forbidden());
        }
        Ok(allowed)
    }
}
