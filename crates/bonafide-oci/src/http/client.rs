//! The client.

use core::time::Duration;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use super::credentials::Keyring;
use super::errand::Errand;
use super::route::Route;
use super::rules::Rules;
use super::token::Grants;
use super::wire::{Wire, time_left};
use super::{AuthFile, RegistryClientBuilder, clock, retry};
use crate::{Answer, Capabilities, Request, Source, SourceError, SourceErrorKind};

/// A blocking client of registries.
///
/// It is for one caller: whoever may not use the credentials and the tokens of another must have a
/// client of their own. It may be used by several threads at once.
///
/// The time for a discovery runs from the first request; [`for_next_discovery`] gives the same
/// client with a new one.
///
/// [`for_next_discovery`]: Self::for_next_discovery
#[derive(Debug)]
pub struct RegistryClient {
    shared: Arc<Shared>,
    begun: OnceLock<Instant>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) wire: Wire,
    pub(super) rules: Arc<Rules>,
    pub(super) given: Keyring,
    pub(super) files: Vec<AuthFile>,
    pub(super) deadline: Duration,
    pub(super) grants: Mutex<Grants>,
}

impl RegistryClient {
    /// A client that is yet to be told what it may do.
    pub fn builder() -> RegistryClientBuilder {
        RegistryClientBuilder::new()
    }

    pub(super) fn of(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            begun: OnceLock::new(),
        }
    }

    /// The same client for another discovery: it shares connections and tokens with this one, and
    /// its time begins with its own first request.
    #[must_use]
    pub fn for_next_discovery(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            begun: OnceLock::new(),
        }
    }

    /// When the time is over. It begins to run when this is first called.
    fn deadline(&self) -> Instant {
        let begun = *self.begun.get_or_init(clock::now);
        // A time beyond what can be told is as good as none, and a day is enough for any.
        begun
            .checked_add(self.shared.deadline)
            .or_else(|| begun.checked_add(Duration::from_secs(86_400)))
            .unwrap_or(begun)
    }
}

impl Source for RegistryClient {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        let deadline = self.deadline();
        let route = Route::new(request, &self.shared.rules)?;
        let mut errand = Errand::new(&self.shared, &route, deadline);
        let mut tries = 0;
        loop {
            let failure = match errand.run(request) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if !failure.may_retry || tries >= retry::MOST {
                return Err(failure.error);
            }
            let wait = wait_before_retry(failure.error.kind(), tries);
            if time_left(deadline).map_or(true, |left| wait >= left) {
                return Err(failure.error);
            }
            std::thread::sleep(wait);
            tries = tries.saturating_add(1);
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::registry()
    }
}

fn wait_before_retry(kind: SourceErrorKind, tries: u32) -> Duration {
    let backoff = retry::backoff(tries, clock::any_number());
    match kind {
        SourceErrorKind::Throttled { retry_after } => {
            backoff.max(Duration::from_secs(retry_after.unwrap_or_default()))
        }
        _ => backoff,
    }
}
