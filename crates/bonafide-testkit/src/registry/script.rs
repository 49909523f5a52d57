//! How a registry behaves.

use serde_json::{Value, json};

use super::form::Form;
use super::rule::Rule;

/// How a registry behaves, as a plain value. The default has every feature of the specification
/// and asks for no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What the referrers API answers.
    pub referrers: ReferrersApi,
    /// Descriptors on one page of referrers; none sends all in one.
    pub referrers_page: Option<u64>,
    /// What becomes of the `artifactType` parameter.
    pub filters: Filters,
    /// Whether `OCI-Subject` answers a manifest with a subject.
    pub subject_header: bool,
    /// Whether the registry itself keeps the fallback tag when a manifest with a subject arrives.
    pub fallback_tags: bool,
    /// Whether manifests are unknown to requests that accept none of their types.
    pub accept_required: bool,
    /// Who may read and write.
    pub auth: Auth,
    /// What is done otherwise. The first rule that applies is followed. Rules see only requests
    /// that may read or write.
    pub rules: Vec<Rule>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            referrers: ReferrersApi::On,
            referrers_page: None,
            filters: Filters::Honest,
            subject_header: true,
            fallback_tags: false,
            accept_required: false,
            auth: Auth::None,
            rules: Vec::new(),
        }
    }
}

/// What the referrers API answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferrersApi {
    /// The referrers.
    On,
    /// This status, with an error of registries as body, or plain text for 404.
    Status(u16),
    /// 429 with this value of `Retry-After`.
    Throttled(String),
}

/// What becomes of the `artifactType` parameter of the referrers API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filters {
    /// Nothing is filtered and nothing is said.
    Off,
    /// What was asked for is filtered, and `OCI-Filters-Applied` says so.
    Honest,
    /// Nothing is filtered, and `OCI-Filters-Applied` says that it was.
    Lying,
}

/// Who may read and write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Everybody.
    None,
    /// Who has this name and password.
    Basic(Login),
    /// Who has a token.
    Bearer(Bearer),
}

/// A name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Login {
    /// A name and a password.
    #[must_use]
    pub fn new(user: &str, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
        }
    }
}

/// How tokens are asked for, given and checked. A token holds all that is checked, so that a
/// registry takes those that another one gave for the same service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Who gets tokens; none is everybody.
    pub login: Option<Login>,
    /// The refresh token that gets tokens too.
    pub identity_token: Option<String>,
    /// Where the challenge says that tokens are given.
    pub realm: Realm,
    /// The service in the challenge, which requests for tokens must repeat.
    pub service: String,
    /// The scope in the challenge; none is the scope that the request needs.
    pub scope: Option<String>,
    /// Whether a token must have the scope that the request needs.
    pub check_scope: bool,
    /// Seconds that a token is good for: stated, and kept to. None states nothing and keeps to 60.
    pub expires_in: Option<u64>,
}

impl Default for Bearer {
    fn default() -> Self {
        Self {
            login: None,
            identity_token: None,
            realm: Realm::Own,
            service: "registry.test".to_owned(),
            scope: None,
            check_scope: true,
            expires_in: None,
        }
    }
}

/// Where tokens are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Realm {
    /// At `/token` of this registry.
    Own,
    /// At this URL.
    At(String),
}

const MEMBERS: [&str; 8] = [
    "referrers",
    "referrers_page",
    "filters",
    "subject_header",
    "fallback_tags",
    "accept_required",
    "auth",
    "rules",
];

impl Script {
    /// The script with one more rule, after those that it has.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The script with another `auth`.
    #[must_use]
    pub fn with_auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// The JSON form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "referrers": self.referrers.to_json(),
            "referrers_page": self.referrers_page,
            "filters": self.filters.name(),
            "subject_header": self.subject_header,
            "fallback_tags": self.fallback_tags,
            "accept_required": self.accept_required,
            "auth": self.auth.to_json(),
            "rules": self.rules.iter().map(Rule::to_json).collect::<Vec<Value>>(),
        })
    }

    /// The value of the JSON form. What is absent is as in the default.
    ///
    /// # Panics
    /// When it is of another form.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "script", &MEMBERS);
        let default = Self::default();
        Self {
            referrers: form
                .maybe("referrers")
                .map_or(default.referrers, ReferrersApi::from_json),
            referrers_page: form.maybe_number("referrers_page"),
            filters: form
                .maybe_text("filters")
                .map_or(default.filters, |name| Filters::named(&name)),
            subject_header: form.flag("subject_header", default.subject_header),
            fallback_tags: form.flag("fallback_tags", default.fallback_tags),
            accept_required: form.flag("accept_required", default.accept_required),
            auth: form.maybe("auth").map_or(default.auth, Auth::from_json),
            rules: form.list("rules").iter().map(Rule::from_json).collect(),
        }
    }
}

impl ReferrersApi {
    fn to_json(&self) -> Value {
        match self {
            Self::On => json!({"kind": "on"}),
            Self::Status(status) => json!({"kind": "status", "status": status}),
            Self::Throttled(after) => json!({"kind": "throttled", "retry_after": after}),
        }
    }

    fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "referrers", &["kind", "status", "retry_after"]);
        match form.text("kind").as_str() {
            "on" => Self::On,
            "status" => Self::Status(form.status("status")),
            "throttled" => Self::Throttled(form.text("retry_after")),
            other => panic!("referrers: kind {other}"),
        }
    }
}

impl Filters {
    const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Honest => "honest",
            Self::Lying => "lying",
        }
    }

    fn named(name: &str) -> Self {
        [Self::Off, Self::Honest, Self::Lying]
            .into_iter()
            .find(|filters| filters.name() == name)
            .unwrap_or_else(|| panic!("filters: {name}"))
    }
}

impl Auth {
    fn to_json(&self) -> Value {
        match self {
            Self::None => json!({"kind": "none"}),
            Self::Basic(login) => json!({"kind": "basic", "login": login.to_json()}),
            Self::Bearer(bearer) => json!({"kind": "bearer", "bearer": bearer.to_json()}),
        }
    }

    fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "auth", &["kind", "login", "bearer"]);
        let member = |name| {
            form.maybe(name)
                .unwrap_or_else(|| panic!("auth: no {name}"))
        };
        match form.text("kind").as_str() {
            "none" => Self::None,
            "basic" => Self::Basic(Login::from_json(member("login"))),
            "bearer" => Self::Bearer(Bearer::from_json(member("bearer"))),
            other => panic!("auth: kind {other}"),
        }
    }
}

impl Login {
    fn to_json(&self) -> Value {
        json!({"user": self.user, "password": self.password})
    }

    fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "login", &["user", "password"]);
        Self {
            user: form.text("user"),
            password: form.text("password"),
        }
    }
}

impl Bearer {
    fn to_json(&self) -> Value {
        let realm = match &self.realm {
            Realm::Own => Value::Null,
            Realm::At(url) => url.as_str().into(),
        };
        json!({
            "login": self.login.as_ref().map(Login::to_json),
            "identity_token": self.identity_token,
            "realm": realm,
            "service": self.service,
            "scope": self.scope,
            "check_scope": self.check_scope,
            "expires_in": self.expires_in,
        })
    }

    fn from_json(value: &Value) -> Self {
        let names = [
            "login",
            "identity_token",
            "realm",
            "service",
            "scope",
            "check_scope",
            "expires_in",
        ];
        let form = Form::of(value, "bearer", &names);
        let default = Self::default();
        Self {
            login: form.maybe("login").map(Login::from_json),
            identity_token: form.maybe_text("identity_token"),
            realm: form.maybe_text("realm").map_or(Realm::Own, Realm::At),
            service: form.maybe_text("service").unwrap_or(default.service),
            scope: form.maybe_text("scope"),
            check_scope: form.flag("check_scope", default.check_scope),
            expires_in: form.maybe_number("expires_in"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survives(script: &Script) {
        let value = serde_json::from_str(&script.to_json().to_string()).unwrap();
        assert_eq!(Script::from_json(&value), *script);
    }

    #[test]
    fn scripts_survive_their_json() {
        survives(&Script::default());
        survives(&Script {
            referrers: ReferrersApi::Throttled("3".to_owned()),
            referrers_page: Some(2),
            filters: Filters::Lying,
            subject_header: false,
            fallback_tags: true,
            accept_required: true,
            auth: Auth::Basic(Login::new("u", "p:q")),
            rules: Vec::new(),
        });
        let bearer = Bearer {
            login: Some(Login::new("u", "p")),
            identity_token: Some("refresh".to_owned()),
            realm: Realm::At("http://127.0.0.1:1/token".to_owned()),
            scope: Some("registry:catalog:*".to_owned()),
            check_scope: false,
            expires_in: Some(0),
            ..Bearer::default()
        };
        let mut script = Script::default().with_auth(Auth::Bearer(bearer));
        script.referrers = ReferrersApi::Status(405);
        script.filters = Filters::Off;
        survives(&script);
    }

    #[test]
    fn what_is_absent_is_as_in_the_default() {
        assert_eq!(Script::from_json(&json!({})), Script::default());
    }
}
