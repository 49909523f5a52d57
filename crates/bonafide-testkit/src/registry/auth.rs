//! Challenges, tokens, and who gets them.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::request::Request;
use super::response::Response;
use super::script::{Auth, Bearer, Login, Realm};
use crate::encode::{base64, canonical};

/// Milliseconds that a token is good for when nothing is stated.
const UNSTATED: u64 = 60_000;

/// What a request needs.
pub(super) struct Need<'a> {
    pub(super) repository: Option<&'a str>,
    pub(super) action: &'static str,
}

impl Need<'_> {
    fn scope(&self) -> Option<String> {
        let repository = self.repository?;
        Some(format!("repository:{repository}:{}", self.action))
    }
}

/// The refusal of a request that may not do what it wants.
pub(super) fn refusal(
    auth: &Auth,
    origin: &str,
    request: &Request,
    need: &Need<'_>,
) -> Option<Response> {
    let given = request.header("authorization");
    let challenge = match auth {
        Auth::None => return None,
        Auth::Basic(login) => {
            if is_login(given, login) {
                return None;
            }
            "Basic realm=\"registry\", charset=\"UTF-8\"".to_owned()
        }
        Auth::Bearer(bearer) => {
            let error = match given.and_then(|value| value.strip_prefix("Bearer ")) {
                None => None,
                Some(token) => Some(fault(token, bearer, need)?),
            };
            challenge(bearer, origin, need, error)
        }
    };
    let response = Response::error(401, "UNAUTHORIZED");
    Some(response.with("WWW-Authenticate", &challenge))
}

fn challenge(bearer: &Bearer, origin: &str, need: &Need<'_>, error: Option<&str>) -> String {
    let realm = match &bearer.realm {
        Realm::Own => format!("http://{origin}/token"),
        Realm::At(url) => url.clone(),
    };
    let mut challenge = format!("Bearer realm=\"{realm}\",service=\"{}\"", bearer.service);
    let scope = bearer.scope.clone().or_else(|| need.scope());
    for (name, value) in [("scope", scope.as_deref()), ("error", error)] {
        if let Some(value) = value {
            challenge.push_str(&format!(",{name}=\"{value}\""));
        }
    }
    challenge
}

fn is_login(given: Option<&str>, login: &Login) -> bool {
    let wanted = base64(format!("{}:{}", login.user, login.password).as_bytes());
    given
        .and_then(|value| value.strip_prefix("Basic "))
        .is_some_and(|value| value == wanted)
}

/// What is wrong with a token.
fn fault(token: &str, bearer: &Bearer, need: &Need<'_>) -> Option<&'static str> {
    let bytes = STANDARD.decode(token).unwrap_or_default();
    let token: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let is_valid = token["service"] == bearer.service.as_str()
        && token["expires"].as_u64().is_some_and(|end| now() < end);
    if !is_valid {
        return Some("invalid_token");
    }
    let scopes = token["scope"].as_str().unwrap_or_default();
    let is_allowed = need.repository.is_none_or(|repository| {
        scopes.split(' ').any(|scope| {
            scope
                .strip_prefix("repository:")
                .and_then(|rest| rest.rsplit_once(':'))
                .is_some_and(|(name, actions)| {
                    name == repository && actions.split(',').any(|action| action == need.action)
                })
        })
    });
    (bearer.check_scope && !is_allowed).then_some("insufficient_scope")
}

/// The answer to a request for a token. `number` makes each token another one.
pub(super) fn token(auth: &Auth, request: &Request, number: u64) -> Response {
    let Auth::Bearer(bearer) = auth else {
        return Response::error(404, "UNSUPPORTED");
    };
    let is_form = request.method == "POST";
    let field = |name: &str| {
        if is_form {
            request.form_field(name)
        } else {
            request.parameter(name)
        }
    };
    if field("service").as_ref() != Some(&bearer.service) {
        return Response::error(400, "UNSUPPORTED");
    }
    let is_known = if is_form {
        form_is_known(bearer, &field)
    } else {
        let given = request.header("authorization");
        let login = bearer.login.as_ref();
        login.is_none_or(|login| is_login(given, login))
    };
    if !is_known {
        return Response::error(401, "UNAUTHORIZED");
    }
    let scope = if is_form {
        field("scope").unwrap_or_default()
    } else {
        request.parameters("scope").join(" ")
    };
    let lifetime = bearer
        .expires_in
        .map_or(UNSTATED, |seconds| seconds * 1_000);
    let token = base64(
        canonical(&json!({
            "expires": now() + lifetime,
            "number": number,
            "scope": scope,
            "service": bearer.service,
        }))
        .as_bytes(),
    );
    let mut reply = json!({"token": token, "access_token": token});
    if let Some(seconds) = bearer.expires_in {
        reply["expires_in"] = seconds.into();
    }
    Response::json(200, &reply)
}

fn form_is_known(bearer: &Bearer, field: &dyn Fn(&str) -> Option<String>) -> bool {
    match field("grant_type").as_deref() {
        Some("refresh_token") => {
            bearer.identity_token.is_some() && field("refresh_token") == bearer.identity_token
        }
        Some("password") => bearer.login.as_ref().is_some_and(|login| {
            field("username").as_ref() == Some(&login.user)
                && field("password").as_ref() == Some(&login.password)
        }),
        _ => false,
    }
}

fn now() -> u64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(passed.expect("a clock after 1970").as_millis()).expect("milliseconds")
}
