//! One request on its way: redirects, the round of authorisation, the answer.

use std::sync::PoisonError;
use std::time::Instant;

use zeroize::Zeroizing;

use super::client::Shared;
use super::route::Route;
use super::rules::Realm;
use super::token::{self, Grants, Key};
use super::wire::{Reply, Trouble};
use super::{Address, Challenge, Credentials, Secret, answer, clock};
use crate::{Answer, Request, SourceError, SourceErrorKind};

/// Redirects that are followed.
const REDIRECTS: u32 = 5;

/// One request on its way.
pub(super) struct Errand<'a> {
    shared: &'a Shared,
    route: &'a Route<'a>,
    deadline: Instant,
    /// The key of the credentials for the repository; empty for none.
    holder: String,
    /// Whether the registry has asked for credentials before.
    was_asked: bool,
    /// The token server that was not shown the credentials.
    withheld_from: Option<String>,
}

/// Why an errand failed, and whether it may be run again.
pub(super) struct Failure {
    pub(super) error: SourceError,
    pub(super) may_retry: bool,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let may_retry = match error.kind() {
            SourceErrorKind::Throttled { .. }
            | SourceErrorKind::Unavailable
            | SourceErrorKind::Timeout => true,
            SourceErrorKind::Unauthorised
            | SourceErrorKind::DeadlineReached
            | SourceErrorKind::Tls
            | SourceErrorKind::Protocol
            | SourceErrorKind::TooLarge { .. }
            | SourceErrorKind::Refused
            | SourceErrorKind::Unsupported { .. } => false,
        };
        Self { error, may_retry }
    }
}

impl<'a> Errand<'a> {
    pub(super) fn new(shared: &'a Shared, route: &'a Route<'a>, deadline: Instant) -> Self {
        let mut errand = Self {
            shared,
            route,
            deadline,
            holder: String::new(),
            was_asked: false,
            withheld_from: None,
        };
        // A file that cannot be used matters once there is something to show.
        if let Ok(Some((key, _))) = errand.credentials() {
            errand.holder = key;
        }
        errand
    }

    pub(super) fn run(&mut self, request: &Request) -> Result<Answer, Failure> {
        let origin = self.route.address.origin();
        let scope = self.route.scope();
        let kept = self.grants(|grants| grants.find(origin, &scope, &self.holder, clock::now()));
        let (mut reply, at_origin) = self.follow(kept.as_ref().map(|(_, field)| field))?;
        // What another host asks for is none of ours to give.
        if reply.status == 401 && at_origin && !self.was_asked {
            if let Some((key, _)) = kept {
                self.grants(|grants| grants.forget(&key));
            }
            let (key, field) = self.authorise(reply)?;
            self.was_asked = true;
            (reply, _) = self.follow(Some(&field))?;
            if reply.status == 401 {
                self.grants(|grants| grants.forget(&key));
                if self.withheld_from.is_some() {
                    return Err(self.deny("status 401").into());
                }
            }
        }
        let wire = &self.shared.wire;
        Ok(answer::judge(
            wire,
            request,
            self.route,
            reply,
            self.deadline,
        )?)
    }

    /// Asks, and follows redirects. Tells also whether the answer is of the registry itself.
    fn follow(&self, authorization: Option<&Secret>) -> Result<(Reply, bool), SourceError> {
        let mut address = self.route.address.clone();
        let mut at_origin = true;
        let mut redirects = 0;
        loop {
            let field = authorization.filter(|_| at_origin);
            let reply = self
                .shared
                .wire
                .get(&address, &self.route.accept, field, self.deadline)
                .map_err(|trouble| self.explain(trouble))?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return Ok((reply, at_origin));
            }
            if redirects >= REDIRECTS {
                return Err(self.refuse("more than 5 redirects"));
            }
            redirects = redirects.saturating_add(1);
            let next = self.redirect(&address, &reply)?;
            answer::pass_over(&self.shared.wire, reply, self.deadline);
            // Once away from the registry, nothing leads back to its credentials.
            at_origin &= next.origin() == address.origin();
            address = next;
        }
    }

    fn redirect(&self, from: &Address, reply: &Reply) -> Result<Address, SourceError> {
        let Some(location) = reply.value("location") else {
            let text = "a redirect that leads nowhere";
            return Err(self.route.error(SourceErrorKind::Protocol, text));
        };
        let Some(to) = from.resolve(location) else {
            return Err(self.refuse("a redirect to what is no address of the web"));
        };
        match self.shared.rules.redirect(from.origin(), to.origin()) {
            Ok(()) => Ok(to),
            Err(text) => Err(self.refuse(text)),
        }
    }

    /// The one round of authorisation: what the registry asked for, if we have it.
    fn authorise(&mut self, reply: Reply) -> Result<(Key, Secret), Failure> {
        let values = reply.values("www-authenticate");
        let Some(challenges) = values.and_then(|values| Challenge::parse(&values)) else {
            return Err(self.deny("what the registry asks for is malformed").into());
        };
        answer::pass_over(&self.shared.wire, reply, self.deadline);
        let credentials = match self.credentials()? {
            Some((_, credentials)) => credentials,
            None => &Credentials::Anonymous,
        };
        let key = |service: &str, scope: String| Key {
            origin: self.route.address.origin().clone(),
            service: service.to_owned(),
            scope,
            credentials: self.holder.clone(),
        };
        let bearer = challenges.iter().find(|it| it.is("bearer"));
        if let Some(challenge) = bearer {
            if let Credentials::RegistryToken(token) = credentials {
                let field = Secret::new(format!("Bearer {}", token.expose()));
                return Ok(self.keep(key("", String::new()), field, None));
            }
            let service = challenge.parameter("service");
            let key = key(service.unwrap_or_default(), self.route.scope());
            let reply = self.token(challenge, service, credentials)?;
            let field = Secret::new(format!("Bearer {}", reply.token.expose()));
            let end = clock::now().checked_add(reply.lifetime);
            return Ok(self.keep(key, field, end));
        }
        let is_basic = challenges.iter().any(|it| it.is("basic"));
        match credentials.basic_field().filter(|_| is_basic) {
            Some(field) => Ok(self.keep(key("", String::new()), field, None)),
            None if is_basic => Err(self.deny("no credentials for this registry").into()),
            None => Err(self
                .deny("the registry asks for nothing that is known here")
                .into()),
        }
    }

    /// A token from the server that the registry names.
    fn token(
        &mut self,
        challenge: &Challenge,
        service: Option<&str>,
        credentials: &Credentials,
    ) -> Result<token::Reply, Failure> {
        let realm = challenge.parameter("realm").and_then(Address::parse);
        let Some(realm) = realm else {
            return Err(self.deny("the registry names no token server").into());
        };
        let registry = self.route.address.origin();
        match self.shared.rules.realm(registry, realm.origin()) {
            Realm::Forbidden => Err(self.deny("the token server cannot be asked safely").into()),
            Realm::Foreign if !matches!(credentials, Credentials::Anonymous) => {
                self.withheld_from = Some(realm.origin().to_string());
                self.ask_token_server(realm, service, &Credentials::Anonymous)
            }
            Realm::Foreign | Realm::Trusted => self.ask_token_server(realm, service, credentials),
        }
    }

    fn ask_token_server(
        &self,
        realm: Address,
        service: Option<&str>,
        credentials: &Credentials,
    ) -> Result<token::Reply, Failure> {
        let wire = &self.shared.wire;
        let scope = self.route.scope();
        let is_post = matches!(credentials, Credentials::IdentityToken(_));
        let reply = if let Credentials::IdentityToken(identity) = credentials {
            wire.post(
                &realm,
                &token::form(service, &scope, identity),
                self.deadline,
            )
        } else {
            let address = token::address(realm, service, &scope);
            let field = credentials.basic_field();
            wire.get(&address, "application/json", field.as_ref(), self.deadline)
        };
        let fail = |error: SourceError| {
            let failure = Failure::from(error);
            Failure {
                may_retry: failure.may_retry && !is_post,
                ..failure
            }
        };
        let explain = |trouble: Trouble| {
            let text = format!("the token server: {}", trouble.text);
            fail(self.route.error(trouble.kind, &text))
        };
        let reply = reply.map_err(explain)?;
        match reply.status {
            200 => {}
            // A refused refresh token, a redirect, a server that is none.
            300..=399 | 400 | 404 => {
                return Err(fail(self.deny("the token server gave no token")));
            }
            401 | 403 => return Err(fail(self.deny("the token server wants other credentials"))),
            status => {
                let text = format!("the token server gave status {status}");
                return Err(fail(self.route.error(answer::refusal(&reply), &text)));
            }
        }
        let body = self.token_body(reply).map_err(explain)?;
        token::read(&body).ok_or_else(|| {
            let text = "the answer of the token server is malformed";
            fail(self.route.error(SourceErrorKind::Protocol, text))
        })
    }

    fn token_body(&self, reply: Reply) -> Result<Zeroizing<Vec<u8>>, Trouble> {
        // Made in one piece: bytes that grow leave copies behind.
        let mut body = Zeroizing::new(Vec::with_capacity(token::LONGEST));
        self.shared.wire.read(reply, self.deadline, |piece| {
            if body.len().saturating_add(piece.len()) > token::LONGEST {
                return Err(Trouble {
                    kind: SourceErrorKind::Protocol,
                    text: "the answer is too large",
                });
            }
            body.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(body)
    }

    /// The credentials for the repository, and what tells them from others: the caller's own, or
    /// else those of the first file that has any.
    fn credentials(&self) -> Result<Option<(String, &'a Credentials)>, SourceError> {
        let repository = self.route.repository;
        if let Some((key, credentials)) = self.shared.given.find(repository) {
            return Ok(Some((format!("given {key}"), credentials)));
        }
        for (at, file) in self.shared.files.iter().enumerate() {
            let found = file.lookup(repository);
            let found = found.map_err(|error| self.deny(&error.to_string()))?;
            if let Some((key, credentials)) = found {
                return Ok(Some((format!("file {at} {key}"), credentials)));
            }
        }
        Ok(None)
    }

    fn grants<T>(&self, work: impl FnOnce(&mut Grants) -> T) -> T {
        let grants = self.shared.grants.lock();
        work(&mut grants.unwrap_or_else(PoisonError::into_inner))
    }

    fn keep(&self, key: Key, field: Secret, end: Option<Instant>) -> (Key, Secret) {
        self.grants(|grants| grants.keep(key.clone(), field.clone(), end));
        (key, field)
    }

    fn explain(&self, trouble: Trouble) -> SourceError {
        self.route.error(trouble.kind, trouble.text)
    }

    fn refuse(&self, text: &str) -> SourceError {
        self.route.error(SourceErrorKind::Refused, text)
    }

    fn deny(&self, text: &str) -> SourceError {
        let kind = SourceErrorKind::Unauthorised;
        match &self.withheld_from {
            None => self.route.error(kind, text),
            Some(server) => {
                let hint = format!(
                    "{text}; the token server {server} is not known to be of this registry and was \
                     not shown the credentials, name it if it may see them"
                );
                self.route.error(kind, &hint)
            }
        }
    }
}
