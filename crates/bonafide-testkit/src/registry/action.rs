//! What is answered instead, and how it is sent.

use core::time::Duration;

use serde_json::{Value, json};

use super::form::{Form, text};
use super::rule::milliseconds;
use crate::encode::base64;

/// What is answered, and how it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is answered.
    pub answer: Answer,
    /// Headers in place of those of the same name.
    pub headers: Vec<(String, String)>,
    /// Names of headers that are left out.
    pub without: Vec<String>,
    /// The time before the first byte of the answer.
    pub delay: Duration,
    /// Bytes of the body in a second; none is as fast as can be.
    pub rate: Option<u64>,
    /// How the end of the body is told.
    pub framing: Framing,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What would be answered without the rule.
    Normal,
    /// What would be answered without the rule, with other bytes as body.
    OtherBody(Vec<u8>),
    /// The manifest with this digest, from the repository that was asked.
    Manifest(String),
    /// This.
    Fixed {
        /// The status.
        status: u16,
        /// The media type of the body.
        media_type: Option<String>,
        /// The body.
        body: Vec<u8>,
    },
    /// What would be answered without the rule, with these bytes again and again as body, until the
    /// client goes away. With [`Framing::Length`] there is no length.
    Endless(Vec<u8>),
    /// These bytes in place of status line, headers and body. The connection is closed after them.
    Raw(Vec<u8>),
    /// What would be answered without the rule, with a next page that is the same page.
    PageLoop,
    /// A list of referrers that nobody pushed, and that cannot be fetched.
    Invented {
        /// How many there are; none has no end.
        count: Option<u64>,
        /// How many a page has.
        page: u64,
        /// The number, from 0, of the one before which those that were pushed stand, or at the end
        /// when there is none of that number.
        pushed_at: Option<u64>,
    },
}

/// How the end of a body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// By its length.
    Length,
    /// By its length, of which only so many bytes are sent before the connection is closed.
    Truncated(u64),
    /// By this length, whatever is sent; the connection is closed after the body.
    Declared(u64),
    /// By chunks.
    Chunked,
    /// By chunks of which the last, empty one is missing; the connection is closed.
    ChunkedWithoutEnd,
    /// By closing the connection.
    UntilClose,
}

/// A page as those of networks that ask for a log-in first.
const PORTAL: &[u8] = b"<!DOCTYPE html>\n<html><head><title>Welcome</title></head>\
    <body><form action=\"/login\" method=\"post\">Please log in</form></body></html>\n";

impl Action {
    const fn new(answer: Answer) -> Self {
        Self {
            answer,
            headers: Vec::new(),
            without: Vec::new(),
            delay: Duration::ZERO,
            rate: None,
            framing: Framing::Length,
        }
    }

    /// What would be done without the rule, to be changed.
    #[must_use]
    pub const fn normal() -> Self {
        Self::new(Answer::Normal)
    }

    /// A status without a body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::new(Answer::Fixed {
            status,
            media_type: None,
            body: Vec::new(),
        })
    }

    /// A status with an error as registries write it, such as `MANIFEST_UNKNOWN`.
    #[must_use]
    pub fn error(status: u16, code: &str) -> Self {
        let body = json!({"errors": [{"code": code, "message": "as the script has it"}]});
        Self::new(Answer::Fixed {
            status,
            media_type: Some("application/json".to_owned()),
            body: body.to_string().into_bytes(),
        })
    }

    /// 200 with a body.
    #[must_use]
    pub fn body(media_type: &str, body: &[u8]) -> Self {
        Self::new(Answer::Fixed {
            status: 200,
            media_type: Some(media_type.to_owned()),
            body: body.to_vec(),
        })
    }

    /// The headers of what was asked for, with another body.
    #[must_use]
    pub fn other_body(body: &[u8]) -> Self {
        Self::new(Answer::OtherBody(body.to_vec()))
    }

    /// The manifest with this digest: what a tag that has moved answers.
    #[must_use]
    pub fn manifest(digest: &str) -> Self {
        Self::new(Answer::Manifest(digest.to_owned()))
    }

    /// 307 to a URL.
    #[must_use]
    pub fn redirect(url: &str) -> Self {
        Self::status(307).header("Location", url)
    }

    /// 200 with a page of HTML that asks for a log-in.
    #[must_use]
    pub fn captive_portal() -> Self {
        Self::body("text/html; charset=utf-8", PORTAL)
    }

    /// These bytes without end and without a length.
    ///
    /// # Panics
    /// When there are no bytes.
    #[must_use]
    pub fn endless(pattern: &[u8]) -> Self {
        assert!(!pattern.is_empty(), "bytes to repeat");
        Self::new(Answer::Endless(pattern.to_vec()))
    }

    /// Bytes in place of a whole answer.
    #[must_use]
    pub fn raw(bytes: &[u8]) -> Self {
        Self::new(Answer::Raw(bytes.to_vec()))
    }

    /// What was asked for, with a next page that is the same page.
    #[must_use]
    pub const fn page_loop() -> Self {
        Self::new(Answer::PageLoop)
    }

    /// What was asked for, with a next page at a URL.
    #[must_use]
    pub fn next_page(url: &str) -> Self {
        Self::normal().header("Link", &format!("<{url}>; rel=\"next\""))
    }

    /// Pages of `page` invented referrers, without end.
    #[must_use]
    pub const fn endless_pages(page: u64) -> Self {
        Self::new(Answer::Invented {
            count: None,
            page,
            pushed_at: None,
        })
    }

    /// `count` invented referrers in pages of `page`.
    #[must_use]
    pub const fn referrers(count: u64, page: u64) -> Self {
        Self::new(Answer::Invented {
            count: Some(count),
            page,
            pushed_at: None,
        })
    }

    /// The invented referrers with those that were pushed before the one of this number, from 0.
    ///
    /// # Panics
    /// When the action invents none.
    #[must_use]
    pub fn with_pushed_at(mut self, number: u64) -> Self {
        let Answer::Invented { pushed_at, .. } = &mut self.answer else {
            panic!("no invented referrers");
        };
        *pushed_at = Some(number);
        self
    }

    /// The action with a header, in place of those of that name that the answer has; several of
    /// one name are all sent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The action without a header that the answer has.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.without.push(name.to_owned());
        self
    }

    /// The action with a `Content-Encoding`; the bytes stay as they are.
    #[must_use]
    pub fn content_encoding(self, coding: &str) -> Self {
        self.header("Content-Encoding", coding)
    }

    /// The action after a time.
    #[must_use]
    pub const fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The action with so many bytes of the body in a second.
    ///
    /// # Panics
    /// When there are none.
    #[must_use]
    pub const fn at_rate(mut self, bytes: u64) -> Self {
        assert!(bytes > 0, "a rate above zero");
        self.rate = Some(bytes);
        self
    }

    /// The action with the body framed otherwise.
    #[must_use]
    pub const fn framed(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "answer": self.answer.to_json(),
            "headers": self.headers,
            "without": self.without,
            "delay_ms": milliseconds(self.delay),
            "rate": self.rate,
            "framing": self.framing.to_json(),
        })
    }

    pub(super) fn from_json(value: &Value) -> Self {
        let names = [
            "answer", "headers", "without", "delay_ms", "rate", "framing",
        ];
        let form = Form::of(value, "action", &names);
        let headers = form.list("headers").iter().map(|pair| {
            let part = |at: usize| text(&pair[at], "header");
            (part(0), part(1))
        });
        let without = form.list("without").iter();
        let answer = form.maybe("answer");
        Self {
            answer: answer.map_or(Answer::Normal, Answer::from_json),
            headers: headers.collect(),
            without: without.map(|name| text(name, "header")).collect(),
            delay: Duration::from_millis(form.maybe_number("delay_ms").unwrap_or(0)),
            rate: form.maybe_number("rate"),
            framing: form
                .maybe("framing")
                .map_or(Framing::Length, Framing::from_json),
        }
    }
}

impl Answer {
    fn to_json(&self) -> Value {
        match self {
            Self::Normal => json!({"kind": "normal"}),
            Self::OtherBody(bytes) => json!({"kind": "other-body", "body": base64(bytes)}),
            Self::Manifest(digest) => json!({"kind": "manifest", "digest": digest}),
            Self::Fixed {
                status,
                media_type,
                body,
            } => json!({
                "kind": "fixed",
                "status": status,
                "media_type": media_type,
                "body": base64(body),
            }),
            Self::Endless(pattern) => json!({"kind": "endless", "body": base64(pattern)}),
            Self::Raw(bytes) => json!({"kind": "raw", "body": base64(bytes)}),
            Self::PageLoop => json!({"kind": "page-loop"}),
            Self::Invented {
                count,
                page,
                pushed_at,
            } => json!({
                "kind": "invented",
                "count": count,
                "page": page,
                "pushed_at": pushed_at,
            }),
        }
    }

    fn from_json(value: &Value) -> Self {
        let names = [
            "kind",
            "status",
            "media_type",
            "body",
            "digest",
            "count",
            "page",
            "pushed_at",
        ];
        let form = Form::of(value, "answer", &names);
        match form.text("kind").as_str() {
            "normal" => Self::Normal,
            "other-body" => Self::OtherBody(form.bytes("body")),
            "manifest" => Self::Manifest(form.text("digest")),
            "fixed" => Self::Fixed {
                status: form.status("status"),
                media_type: form.maybe_text("media_type"),
                body: form.bytes("body"),
            },
            "endless" => Action::endless(&form.bytes("body")).answer,
            "raw" => Self::Raw(form.bytes("body")),
            "page-loop" => Self::PageLoop,
            "invented" => Self::Invented {
                count: form.maybe_number("count"),
                page: form.number("page"),
                pushed_at: form.maybe_number("pushed_at"),
            },
            other => panic!("answer: kind {other}"),
        }
    }
}

impl Framing {
    fn to_json(self) -> Value {
        match self {
            Self::Length => json!({"kind": "length"}),
            Self::Truncated(bytes) => json!({"kind": "truncated", "bytes": bytes}),
            Self::Declared(bytes) => json!({"kind": "declared", "bytes": bytes}),
            Self::Chunked => json!({"kind": "chunked"}),
            Self::ChunkedWithoutEnd => json!({"kind": "chunked-without-end"}),
            Self::UntilClose => json!({"kind": "until-close"}),
        }
    }

    fn from_json(value: &Value) -> Self {
        let form = Form::of(value, "framing", &["kind", "bytes"]);
        match form.text("kind").as_str() {
            "length" => Self::Length,
            "truncated" => Self::Truncated(form.number("bytes")),
            "declared" => Self::Declared(form.number("bytes")),
            "chunked" => Self::Chunked,
            "chunked-without-end" => Self::ChunkedWithoutEnd,
            "until-close" => Self::UntilClose,
            other => panic!("framing: kind {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_survive_their_json() {
        for action in [
            Action::normal(),
            Action::error(404, "MANIFEST_UNKNOWN").header("Warning", "299 - \"x\""),
            Action::other_body(b"\0").without_header("Docker-Content-Digest"),
            Action::manifest("sha256:00").delayed(Duration::from_millis(7)),
            Action::redirect("http://169.254.169.254/").at_rate(1),
            Action::captive_portal().framed(Framing::UntilClose),
            Action::endless(b"[").framed(Framing::Chunked),
            Action::raw(b"hello").framed(Framing::ChunkedWithoutEnd),
            Action::page_loop().framed(Framing::Truncated(3)),
            Action::endless_pages(2).framed(Framing::Declared(9)),
            Action::referrers(100_000, 100).with_pushed_at(50),
        ] {
            assert_eq!(Action::from_json(&action.to_json()), action);
        }
    }
}
