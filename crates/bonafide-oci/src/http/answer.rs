//! What an answer means.

use std::time::Instant;

use bonafide_json::Reader;

use super::link::Link;
use super::route::{Kind, Route};
use super::wire::{Reply, Trouble, Wire};
use super::{clock, retry, warning};
use crate::{
    Answer, Continuation, Error, Found, MediaType, Request, SourceError, SourceErrorKind, limits,
};

/// Bytes of the body of a refusal that are read.
const REFUSAL: u64 = 8 << 10;

/// Turns the answer of a registry into that of a source. Authorisation has been tried.
pub(super) fn judge(
    wire: &Wire,
    request: &Request,
    route: &Route<'_>,
    reply: Reply,
    deadline: Instant,
) -> Result<Answer, SourceError> {
    let status = reply.status;
    let kind = match status {
        200 => return found(wire, request, route, reply, deadline).map(Answer::Found),
        // A list that began must also go on.
        404 if route.kind != Kind::Page => {
            pass_over(wire, reply, deadline);
            return Ok(Answer::Absent);
        }
        400 | 405 | 406 | 501 if route.kind.is_referrers() => {
            SourceErrorKind::Unsupported { status }
        }
        _ => refusal(&reply),
    };
    Err(refused(wire, route, reply, kind, deadline))
}

/// What a status other than 200 and 404 means, whoever gives it.
pub(super) fn refusal(reply: &Reply) -> SourceErrorKind {
    match reply.status {
        401 | 403 => SourceErrorKind::Unauthorised,
        429 => SourceErrorKind::Throttled {
            retry_after: reply
                .value("retry-after")
                .and_then(|value| retry::retry_after(value, clock::unix_seconds())),
        },
        408 | 500..=599 => SourceErrorKind::Unavailable,
        _ => SourceErrorKind::Protocol,
    }
}

fn refused(
    wire: &Wire,
    route: &Route<'_>,
    reply: Reply,
    kind: SourceErrorKind,
    deadline: Instant,
) -> SourceError {
    let status = reply.status;
    match small_body(wire, reply, deadline).and_then(|body| error_code(&body)) {
        Some(code) => route.error(kind, &format!("status {status}, {code}")),
        None => route.error(kind, &format!("status {status}")),
    }
}

/// Reads a short body to its end, so that the connection can be used again.
pub(super) fn pass_over(wire: &Wire, reply: Reply, deadline: Instant) {
    small_body(wire, reply, deadline);
}

fn small_body(wire: &Wire, reply: Reply, deadline: Instant) -> Option<Vec<u8>> {
    let length = reply.length().ok()?;
    if length.is_some_and(|length| length > REFUSAL) {
        return None;
    }
    let most = usize::try_from(REFUSAL).unwrap_or(usize::MAX);
    let mut body = Vec::new();
    let too_large = Trouble {
        kind: SourceErrorKind::TooLarge { limit: REFUSAL },
        text: "",
    };
    wire.read(reply, deadline, |piece| {
        if body.len().saturating_add(piece.len()) > most {
            return Err(too_large);
        }
        body.extend_from_slice(piece);
        Ok(())
    })
    .ok()?;
    Some(body)
}

/// The code of the first error that a registry names, if it is written as codes are.
fn error_code(body: &[u8]) -> Option<String> {
    let mut reader = Reader::new(body, &limits::json(REFUSAL)).ok()?;
    let mut code = None;
    reader
        .object(&[], |reader, name| {
            if name != "errors" {
                return reader.skip().map_err(Error::from);
            }
            reader.array(64, "errors", |reader, _| {
                reader.object(&[], |reader, name| {
                    if name == "code" && code.is_none() {
                        code = Some(reader.string()?.into_owned());
                        return Ok(());
                    }
                    reader.skip().map_err(Error::from)
                })
            })
        })
        .ok()?;
    reader.finish().ok()?;
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    code.filter(|code| (1..=64).contains(&code.len()) && code.bytes().all(is_code))
}

fn found(
    wire: &Wire,
    request: &Request,
    route: &Route<'_>,
    reply: Reply,
    deadline: Instant,
) -> Result<Found, SourceError> {
    let explain = |trouble: Trouble| route.error(trouble.kind, trouble.text);
    let limit = request.max_bytes();
    let too_large = SourceErrorKind::TooLarge { limit };
    if reply
        .length()
        .map_err(explain)?
        .is_some_and(|it| it > limit)
    {
        return Err(route.error(too_large, "the body is said to be too large"));
    }
    let media_type = media_type(route, &reply)?;
    let next = next_page(route, &reply)?;
    let header_digest = reply
        .value("docker-content-digest")
        .filter(|digest| digest.len() <= 256)
        .map(str::to_owned);
    let is_filtered = reply.values("oci-filters-applied").is_some_and(|values| {
        let mut names = values.iter().flat_map(|value| value.split(','));
        names.any(|name| name.trim_ascii() == "artifactType")
    });
    let warnings = warning::texts(&reply.readable_values("warning"));

    let mut body = request.body();
    wire.read(reply, deadline, |piece| {
        body.append(piece).map_err(|error| Trouble {
            kind: error.kind(),
            text: "the body is too large",
        })
    })
    .map_err(explain)?;
    let mut found = body.found().with_media_type(media_type);
    if let Some(digest) = header_digest {
        found = found.with_header_digest(digest);
    }
    if is_filtered {
        found = found.with_filters_applied();
    }
    if let Some(next) = next {
        found = found.with_next(next);
    }
    Ok(warnings.into_iter().fold(found, Found::with_warning))
}

/// The type that the body is served as. A login page, as networks put it in the way, is no answer
/// of a registry.
fn media_type(route: &Route<'_>, reply: &Reply) -> Result<Option<MediaType>, SourceError> {
    let said = reply.value("content-type").and_then(MediaType::parse);
    if route.kind == Kind::Blob || !reply.has("content-type") {
        return Ok(said);
    }
    let is_document = |it: &MediaType| {
        let text = it.as_str().split(';').next().unwrap_or_default();
        let text = text.trim_ascii().to_ascii_lowercase();
        text.starts_with("application/") && !text.ends_with("html+xml")
    };
    match said {
        Some(said) if is_document(&said) => Ok(Some(said)),
        _ => {
            let text = "the answer is of a type that registries do not give";
            Err(route.error(SourceErrorKind::Protocol, text))
        }
    }
}

fn next_page(route: &Route<'_>, reply: &Reply) -> Result<Option<Continuation>, SourceError> {
    if !route.kind.is_referrers() {
        return Ok(None);
    }
    // A link that cannot be read may be the one to the rest of the list.
    let malformed = || {
        let text = "the links of the answer are malformed";
        route.error(SourceErrorKind::Protocol, text)
    };
    let values = reply.values("link").ok_or_else(malformed)?;
    let links = Link::parse(&values).ok_or_else(malformed)?;
    let mut next = links.iter().filter(|link| link.is_next());
    let Some(link) = next.next() else {
        return Ok(None);
    };
    if next.any(|other| other.target() != link.target()) {
        return Err(malformed());
    }
    let address = route.address.resolve(link.target());
    match address.filter(|address| address.origin() == route.address.origin()) {
        Some(address) => Ok(Some(Continuation::new(address.to_string()))),
        None => {
            let text = "the list goes on at another host";
            Err(route.error(SourceErrorKind::Refused, text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_of_registries_are_shown() {
        let code = |body: &str| error_code(body.as_bytes());
        let body = r#"{"errors":[{"message":"m","code":"MANIFEST_UNKNOWN","detail":{"a":[1]}},{"code":"X"}]}"#;
        assert_eq!(code(body).as_deref(), Some("MANIFEST_UNKNOWN"));
        for body in [
            "",
            "{}",
            "<html>",
            r#"{"errors":[]}"#,
            r#"{"errors":[{"code":""}]}"#,
            r#"{"errors":[{"code":"hunter2"}]}"#,
            r#"{"errors":[{"code":"A\u001b[31m"}]}"#,
            r#"{"errors":[{"code":1}]}"#,
            r#"{"errors":[{"code":"A"}]} x"#,
        ] {
            assert_eq!(code(body), None, "{body}");
        }
        let long = |length: usize| format!(r#"{{"errors":[{{"code":"{}"}}]}}"#, "A".repeat(length));
        assert!(code(&long(64)).is_some());
        assert!(code(&long(65)).is_none());
    }
}
