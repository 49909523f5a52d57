//! What a registry does otherwise, and when.

use core::time::Duration;

use serde_json::{Value, json};

use super::action::Action;
use super::form::Form;
use super::request::Request;

/// What a registry does otherwise, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The method; none is any.
    pub method: Option<String>,
    /// The path.
    pub route: Route,
    /// Which of the requests of that method and path.
    pub when: When,
    /// What is done.
    pub action: Action,
}

/// Which paths. One with a `?` is compared with path and query as they were sent, any other with the
/// path after percent-decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// This one.
    Exact(String),
    /// All that begin so.
    Prefix(String),
}

/// Which requests of a method and path. Each rule counts for itself, from 1, also the requests for
/// which another rule was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// All.
    Always,
    /// This one.
    Nth(u64),
    /// This one and all later ones.
    From(u64),
}

impl Rule {
    /// A rule for every GET of a path.
    #[must_use]
    pub fn get(path: &str, action: Action) -> Self {
        Self::on(Some("GET"), Route::Exact(path.to_owned()), action)
    }

    /// A rule for every GET of the paths that begin so.
    #[must_use]
    pub fn get_below(prefix: &str, action: Action) -> Self {
        Self::on(Some("GET"), Route::Prefix(prefix.to_owned()), action)
    }

    /// A rule for every request of a method, or of any.
    #[must_use]
    pub fn on(method: Option<&str>, route: Route, action: Action) -> Self {
        Self {
            method: method.map(str::to_owned),
            route,
            when: When::Always,
            action,
        }
    }

    /// The rule for the `number`-th such request only, counted from 1.
    #[must_use]
    pub const fn nth(mut self, number: u64) -> Self {
        self.when = When::Nth(number);
        self
    }

    /// The rule for the `number`-th such request and all later ones.
    #[must_use]
    pub const fn from(mut self, number: u64) -> Self {
        self.when = When::From(number);
        self
    }

    fn is_about(&self, request: &Request, path: &str) -> bool {
        let compared = |pattern: &str| {
            if pattern.contains('?') {
                request.target.clone()
            } else {
                path.to_owned()
            }
        };
        let is_route = match &self.route {
            Route::Exact(pattern) => compared(pattern) == *pattern,
            Route::Prefix(pattern) => compared(pattern).starts_with(pattern.as_str()),
        };
        let method = self.method.as_ref();
        is_route && method.is_none_or(|wanted| *wanted == request.method)
    }

    pub(super) fn to_json(&self) -> Value {
        let (route, path) = match &self.route {
            Route::Exact(path) => ("path", path),
            Route::Prefix(path) => ("prefix", path),
        };
        let mut value = json!({"method": self.method, "action": self.action.to_json()});
        value[route] = path.as_str().into();
        match self.when {
            When::Always => {}
            When::Nth(number) => value["nth"] = number.into(),
            When::From(number) => value["from"] = number.into(),
        }
        value
    }

    pub(super) fn from_json(value: &Value) -> Self {
        let names = ["method", "path", "prefix", "nth", "from", "action"];
        let form = Form::of(value, "rule", &names);
        let route = match (form.maybe_text("path"), form.maybe_text("prefix")) {
            (Some(path), None) => Route::Exact(path),
            (None, Some(prefix)) => Route::Prefix(prefix),
            _ => panic!("rule: one of path and prefix"),
        };
        let when = match (form.maybe_number("nth"), form.maybe_number("from")) {
            (None, None) => When::Always,
            (Some(number), None) => When::Nth(number),
            (None, Some(number)) => When::From(number),
            _ => panic!("rule: one of nth and from"),
        };
        let action = form.maybe("action").expect("rule: no action");
        Self {
            method: form.maybe_text("method"),
            route,
            when,
            action: Action::from_json(action),
        }
    }
}

/// Counts the requests of each rule.
#[derive(Debug, Default)]
pub(super) struct Counters(Vec<u64>);

impl Counters {
    /// Counts a request, and gives the action of the first rule that applies.
    pub(super) fn pick<'a>(&mut self, rules: &'a [Rule], request: &Request) -> Option<&'a Action> {
        self.0.resize(rules.len(), 0);
        let path = request.path();
        let mut picked = None;
        for (rule, count) in rules.iter().zip(&mut self.0) {
            if !rule.is_about(request, &path) {
                continue;
            }
            *count += 1;
            let applies = match rule.when {
                When::Always => true,
                When::Nth(number) => *count == number,
                When::From(number) => *count >= number,
            };
            if applies {
                picked = picked.or(Some(&rule.action));
            }
        }
        picked
    }
}

/// Milliseconds of a duration.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).expect("a duration of a test")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_survive_their_json() {
        for rule in [
            Rule::get("/v2/a?b=c", Action::normal()),
            Rule::get_below("/v2/", Action::normal()).nth(2),
            Rule::on(None, Route::Exact("/token".to_owned()), Action::status(500)).from(3),
        ] {
            assert_eq!(Rule::from_json(&rule.to_json()), rule);
        }
    }

    #[test]
    fn rules_count_for_themselves() {
        let rules = [
            Rule::get("/a", Action::status(1)).nth(1),
            Rule::get("/a", Action::status(2)).nth(2),
            Rule::get_below("/", Action::status(3)).from(3),
        ];
        let mut counters = Counters::default();
        let mut ask = |method: &str, target: &str| {
            let text = format!(
                "{method} {target} HTTP/1.1

"
            );
            let request = Request::read(&mut text.as_bytes(), &mut Vec::new()).unwrap();
            counters.pick(&rules, &request).cloned()
        };
        assert_eq!(ask("GET", "/%61?b"), Some(Action::status(1)));
        assert_eq!(ask("HEAD", "/a"), None);
        assert_eq!(ask("GET", "/a"), Some(Action::status(2)));
        assert_eq!(ask("GET", "/a"), Some(Action::status(3)));
        assert_eq!(ask("GET", "/b"), Some(Action::status(3)));
    }
}
