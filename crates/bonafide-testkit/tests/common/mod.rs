//! A client that shows what stands on the wire.

use core::time::Duration;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// Bytes of a body after which the client goes away.
pub(crate) const ENOUGH: u64 = 1 << 20;

/// One connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the end of the body came, in the way that the headers announced.
    pub(crate) is_whole: bool,
}

impl Client {
    pub(crate) fn open(origin: &str) -> Self {
        let stream = TcpStream::connect(origin).expect("a connection");
        stream.set_nodelay(true).expect("an option");
        // A server that says nothing fails the test.
        let patience = Some(Duration::from_secs(10));
        stream.set_read_timeout(patience).expect("an option");
        Self {
            stream: BufReader::new(stream),
        }
    }

    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) {
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: registry.test\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let bytes = [text.as_bytes(), body].concat();
        self.stream.get_mut().write_all(&bytes).expect("a request");
    }

    pub(crate) fn receive(&mut self, is_head: bool) -> Reply {
        let first = self.line();
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut reply = Reply {
            status: status.unwrap_or_else(|| panic!("no status: {first:?}")),
            headers,
            body: Vec::new(),
            is_whole: true,
        };
        if !is_head && reply.status != 204 {
            self.body(&mut reply);
        }
        reply
    }

    fn body(&mut self, reply: &mut Reply) {
        if reply.has("transfer-encoding", "chunked") {
            reply.is_whole = self.chunks(&mut reply.body);
        } else if let Some(length) = reply.header("content-length") {
            let length: u64 = length.parse().expect("a length");
            let got = self.take(length, &mut reply.body);
            reply.is_whole = got == length;
        } else {
            reply.is_whole = self.take(ENOUGH, &mut reply.body) < ENOUGH;
        }
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> bool {
        while body.len() < ENOUGH as usize {
            let Ok(size) = u64::from_str_radix(&self.line(), 16) else {
                return false;
            };
            if self.take(size, body) < size {
                return false;
            }
            self.line();
            if size == 0 {
                return true;
            }
        }
        false
    }

    /// All that still comes until the connection ends.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        self.take(ENOUGH, &mut rest);
        rest
    }

    fn take(&mut self, length: u64, body: &mut Vec<u8>) -> u64 {
        let got = self.stream.by_ref().take(length).read_to_end(body);
        got.expect("bytes") as u64
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.header(name) == Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The target of `Link: <…>; rel="next"`.
    pub(crate) fn next(&self) -> Option<String> {
        let link = self.header("link")?.strip_prefix('<')?;
        link.strip_suffix(">; rel=\"next\"").map(str::to_owned)
    }
}

/// One GET on a connection of its own.
pub(crate) fn get(origin: &str, target: &str) -> Reply {
    get_with(origin, target, &[])
}

/// One GET with headers, on a connection of its own.
pub(crate) fn get_with(origin: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut client = Client::open(origin);
    client.send("GET", target, headers, b"");
    client.receive(false)
}
