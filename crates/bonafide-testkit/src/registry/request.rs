//! Requests, read with bounds.

use std::io::{BufRead, Read, Write};

/// Bytes of the request line and the headers.
const HEAD_MOST: usize = 64 << 10;
/// Bytes of a body.
const BODY_MOST: u64 = 64 << 20;

/// One request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query, as they were sent.
    pub(super) target: String,
    /// Names in lower case, and values.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// Whether the client wants the connection to stay.
    pub(super) is_kept: bool,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRequest {
    /// The client went away.
    Gone,
    /// It sent something else, which this status answers.
    Bad(u16),
}

impl From<std::io::Error> for NoRequest {
    fn from(_: std::io::Error) -> Self {
        Self::Gone
    }
}

impl Request {
    /// The next request of a connection; `writer` takes the invitation to send the body.
    pub(super) fn read(
        reader: &mut impl BufRead,
        writer: &mut impl Write,
    ) -> Result<Self, NoRequest> {
        let mut room = HEAD_MOST;
        let first = line(reader, &mut room)?;
        let parts: Vec<&str> = first.split(' ').collect();
        let [method, target, version] = parts[..] else {
            return Err(NoRequest::Bad(400));
        };
        if !matches!(version, "HTTP/1.0" | "HTTP/1.1") || !target.starts_with('/') {
            return Err(NoRequest::Bad(400));
        }
        let mut headers = Vec::new();
        loop {
            let text = line(reader, &mut room)?;
            if text.is_empty() {
                break;
            }
            let (name, value) = text.split_once(':').ok_or(NoRequest::Bad(400))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut request = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            is_kept: version == "HTTP/1.1",
            headers,
            body: Vec::new(),
        };
        if let Some(connection) = request.header("connection") {
            request.is_kept &= !connection.eq_ignore_ascii_case("close");
        }
        if request.header("expect").is_some() {
            writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        request.body = request.read_body(reader)?;
        Ok(request)
    }

    fn read_body(&self, reader: &mut impl BufRead) -> Result<Vec<u8>, NoRequest> {
        if let Some(coding) = self.header("transfer-encoding") {
            if !coding.eq_ignore_ascii_case("chunked") {
                return Err(NoRequest::Bad(501));
            }
            return chunks(reader);
        }
        let Some(length) = self.header("content-length") else {
            return Ok(Vec::new());
        };
        let length = length.parse().map_err(|_| NoRequest::Bad(400))?;
        let mut body = Vec::new();
        append(reader, length, &mut body)?;
        Ok(body)
    }

    /// The first header of a name, which is in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    /// The path, decoded.
    pub(super) fn path(&self) -> String {
        decoded(self.target.split('?').next().unwrap_or_default(), false)
    }

    /// The values of a query parameter.
    pub(super) fn parameters(&self, name: &str) -> Vec<String> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        fields(query, name)
    }

    /// The first value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters(name).into_iter().next()
    }

    /// The first value of a field of a form in the body.
    pub(super) fn form_field(&self, name: &str) -> Option<String> {
        fields(&String::from_utf8_lossy(&self.body), name)
            .into_iter()
            .next()
    }
}

fn fields(query: &str, name: &str) -> Vec<String> {
    query
        .split('&')
        .filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key, true) == name).then(|| decoded(value, true))
        })
        .collect()
}

/// Percent-decoded text; in queries a plus is a space.
fn decoded(text: &str, is_query: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3);
        let code = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 2;
            }
            (b'+', _) if is_query => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// One line without its end, in what is left of the room.
fn line(reader: &mut impl BufRead, room: &mut usize) -> Result<String, NoRequest> {
    let mut bytes = Vec::new();
    let most = u64::try_from(*room).expect("a bound");
    reader.by_ref().take(most).read_until(b'\n', &mut bytes)?;
    *room -= bytes.len();
    if bytes.pop() != Some(b'\n') {
        return Err(if *room == 0 {
            NoRequest::Bad(431)
        } else {
            NoRequest::Gone
        });
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|_| NoRequest::Bad(400))
}

/// The data of a chunked body; trailers are dropped.
fn chunks(reader: &mut impl BufRead) -> Result<Vec<u8>, NoRequest> {
    let mut body = Vec::new();
    loop {
        let mut room = HEAD_MOST;
        let text = line(reader, &mut room)?;
        let size = text.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| NoRequest::Bad(400))?;
        if size == 0 {
            while !line(reader, &mut room)?.is_empty() {}
            return Ok(body);
        }
        append(reader, size, &mut body)?;
        line(reader, &mut room)?;
    }
}

fn append(reader: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> Result<(), NoRequest> {
    let held = u64::try_from(body.len()).expect("a bound");
    if length > BODY_MOST - held {
        return Err(NoRequest::Bad(413));
    }
    let got = reader.by_ref().take(length).read_to_end(body)?;
    if u64::try_from(got) == Ok(length) {
        Ok(())
    } else {
        Err(NoRequest::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, NoRequest> {
        Request::read(&mut text.as_bytes(), &mut Vec::new())
    }

    #[test]
    fn requests_are_read() {
        let request = read(
            "PUT /v2/a%3Ab?x=1&y=a+b%2Fc&x=%zz HTTP/1.1\r\nHost: h\r\n\
             Content-Length: 3\r\n\r\nabcdef",
        )
        .unwrap();
        assert_eq!(request.path(), "/v2/a:b");
        assert_eq!(request.parameters("x"), ["1", "%zz"]);
        assert_eq!(request.parameter("y").as_deref(), Some("a b/c"));
        assert_eq!(request.body, b"abc");
        assert!(request.is_kept);
    }

    #[test]
    fn chunked_bodies_are_joined() {
        let request = read(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
             3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
        )
        .unwrap();
        assert_eq!(request.body, b"abcde");
        assert!(!request.is_kept);
    }

    #[test]
    fn what_is_too_long_or_no_request_is_refused() {
        let long = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(HEAD_MOST));
        for (text, expected) in [
            (long.as_str(), NoRequest::Bad(431)),
            ("", NoRequest::Gone),
            ("GET / HTTP/1.1\r\nHost", NoRequest::Gone),
            ("GET /\r\n\r\n", NoRequest::Bad(400)),
            ("GET x HTTP/1.1\r\n\r\n", NoRequest::Bad(400)),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", NoRequest::Bad(400)),
            (
                "PUT / HTTP/1.1\r\nContent-Length: 67108865\r\n\r\n",
                NoRequest::Bad(413),
            ),
            (
                "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                NoRequest::Bad(501),
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), expected, "{text:.40}");
        }
    }
}
