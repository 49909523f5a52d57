//! A registry of images that does what a test wants: content and behaviour are plain values, and
//! what was asked of it can be read afterwards.
//!
//! It speaks HTTP/1.1 on a loopback port, in threads of this process or in a process of its own.
//! On the same port, `GET /_requests` gives the record as JSON, and `GET /_shutdown` ends it.
//!
//! ```
//! use bonafide_testkit::registry::{Action, Content, Registry, Rule, Script, media};
//!
//! let mut content = Content::default();
//! let image = content.push_manifest("team/app", media::MANIFEST, b"{\"schemaVersion\":2}");
//! content.tag("team/app", "v1", &image);
//! let path = format!("/v2/team/app/referrers/{image}");
//! let script = Script::default().with_rule(Rule::get(&path, Action::error(503, "UNKNOWN")).nth(1));
//! let registry = Registry::start(content, script);
//! assert!(registry.origin().starts_with("127.0.0.1:"));
//! assert!(registry.requests().counts().is_empty());
//! ```

mod action;
mod auth;
mod content;
mod form;
pub mod media;
mod place;
mod process;
mod record;
mod referrers;
mod request;
mod response;
mod routes;
mod rule;
mod script;
mod server;

pub use action::{Action, Answer, Framing};
pub use content::{Content, Manifest, Repository, descriptor, digest, digest_with, fallback_tag};
pub use record::{Arrival, RequestLog};
pub use rule::{Route, Rule, When};
pub use script::{Auth, Bearer, Filters, Login, Realm, ReferrersApi, Script};

use process::Process;
use server::Server;

/// A registry that runs. Dropping it ends it.
#[derive(Debug)]
pub struct Registry {
    form: Form,
    origin: String,
}

#[derive(Debug)]
enum Form {
    Threads(Server),
    Process(Process),
}

impl Registry {
    /// Starts a registry in threads of this process.
    ///
    /// # Panics
    /// When there is no loopback port.
    #[must_use]
    pub fn start(content: Content, script: Script) -> Self {
        let server = Server::start(content, script);
        Self {
            origin: server.address().to_string(),
            form: Form::Threads(server),
        }
    }

    /// Starts a registry in a process of its own: the program `registry` of this crate, which is
    /// taken from the target directory of this process, and built first when it is not there or
    /// older than its sources.
    ///
    /// # Panics
    /// When the program cannot be built or started.
    #[must_use]
    pub fn spawn(content: &Content, script: &Script) -> Self {
        let process = Process::spawn(content, script);
        Self {
            origin: process.address().to_string(),
            form: Form::Process(process),
        }
    }

    /// Starts a listener that gives the same worthless token to everybody, at every path: the realm
    /// of an attacker. Its record shows whether credentials came.
    ///
    /// # Panics
    /// When there is no loopback port.
    #[must_use]
    pub fn foreign_realm() -> Self {
        let token = Action::body(
            "application/json",
            b"{\"token\":\"worthless\",\"access_token\":\"worthless\",\"expires_in\":60}",
        );
        let rule = Rule::on(None, Route::Prefix("/".to_owned()), token);
        Self::start(Content::default(), Script::default().with_rule(rule))
    }

    /// Its address and port: `127.0.0.1:PORT`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a path, which begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.origin)
    }

    /// The requests that have arrived. Each is recorded before its answer is sent.
    ///
    /// # Panics
    /// When a process of its own has ended.
    #[must_use]
    pub fn requests(&self) -> RequestLog {
        match &self.form {
            Form::Threads(server) => server.requests(),
            Form::Process(process) => process.requests(),
        }
    }

    /// Waits until it is ended by `GET /_shutdown`.
    ///
    /// # Panics
    /// When a process of its own cannot be waited for.
    pub fn wait(mut self) {
        match &mut self.form {
            Form::Threads(server) => server.wait(),
            Form::Process(process) => process.wait(),
        }
    }
}
