//! What was asked of a registry.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::form::{Form, text};
use super::request::Request;
use crate::encode::{hex, sha256};

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The `Host` header.
    pub host: Option<String>,
    /// The names of its headers in lower case, in the order in which they were sent.
    pub headers: Vec<String>,
    /// SHA-256 of the value of its `Authorization` header, in hexadecimal. The value is not kept.
    pub authorization: Option<String>,
    /// The status with which it was answered.
    pub status: u16,
}

impl Arrival {
    pub(super) fn of(request: &Request, status: u16) -> Self {
        let names = request.headers.iter().map(|(name, _)| name.clone());
        Self {
            method: request.method.clone(),
            target: request.target.clone(),
            host: request.header("host").map(str::to_owned),
            headers: names.collect(),
            authorization: request
                .header("authorization")
                .map(|value| hex(&sha256(value.as_bytes()))),
            status,
        }
    }

    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    fn is_tag_read(&self) -> bool {
        let reference = self
            .path()
            .rsplit_once("/manifests/")
            .map(|(_, reference)| reference);
        self.method == "GET"
            && self.status < 400
            && reference.is_some_and(|reference| {
                !reference.contains(':') && !reference.to_ascii_lowercase().contains("%3a")
            })
    }

    fn to_json(&self) -> Value {
        json!({
            "method": self.method,
            "target": self.target,
            "host": self.host,
            "headers": self.headers,
            "authorization": self.authorization,
            "status": self.status,
        })
    }

    fn from_json(value: &Value) -> Self {
        let names = [
            "method",
            "target",
            "host",
            "headers",
            "authorization",
            "status",
        ];
        let form = Form::of(value, "request", &names);
        let headers = form.list("headers").iter();
        Self {
            method: form.text("method"),
            target: form.text("target"),
            host: form.maybe_text("host"),
            headers: headers.map(|name| text(name, "header")).collect(),
            authorization: form.maybe_text("authorization"),
            status: form.status("status"),
        }
    }
}

/// The requests that arrived, in order. Those for the record itself are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestLog(pub Vec<Arrival>);

impl RequestLog {
    /// How many requests of a method a path had, with any query.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.0
            .iter()
            .filter(|arrival| arrival.method == method && arrival.path() == path)
            .count()
    }

    /// How many requests each `METHOD path` had, with any query.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for arrival in &self.0 {
            let place = format!("{} {}", arrival.method, arrival.path());
            *counts.entry(place).or_default() += 1;
        }
        counts
    }

    /// The paths of tags of which the manifest was read more than once. Requests that were refused,
    /// for want of credentials or otherwise, are no reads.
    #[must_use]
    pub fn repeated_tag_reads(&self) -> Vec<String> {
        let mut reads: BTreeMap<&str, usize> = BTreeMap::new();
        for arrival in self.0.iter().filter(|arrival| arrival.is_tag_read()) {
            *reads.entry(arrival.path()).or_default() += 1;
        }
        let repeated = reads.into_iter().filter(|(_, count)| *count > 1);
        repeated.map(|(path, _)| path.to_owned()).collect()
    }

    /// Whether any request had an `Authorization`, a `Proxy-Authorization` or a `Cookie`.
    #[must_use]
    pub fn saw_credentials(&self) -> bool {
        const NAMES: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];
        self.0
            .iter()
            .flat_map(|arrival| &arrival.headers)
            .any(|name| NAMES.contains(&name.as_str()))
    }

    /// The JSON form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let arrivals: Vec<Value> = self.0.iter().map(Arrival::to_json).collect();
        json!({"requests": arrivals})
    }

    /// The value of the JSON form.
    ///
    /// # Panics
    /// When it is of another form.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "record", &["requests"]);
        Self(
            form.list("requests")
                .iter()
                .map(Arrival::from_json)
                .collect(),
        )
    }
}
