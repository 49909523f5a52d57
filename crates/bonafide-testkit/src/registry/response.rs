//! Answers, and the ways of sending them.

use core::time::Duration;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex};
use std::time::Instant;

use serde_json::{Value, json};

use super::action::Framing;

/// Bytes that are sent at a time where there is no end.
const BLOCK: usize = 8 << 10;
/// Pauses of a slow body in a second.
const TICKS: u64 = 20;

/// One answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) payload: Payload,
    pub(super) delay: Duration,
    pub(super) rate: Option<u64>,
    pub(super) framing: Framing,
}

/// What follows the headers.
#[derive(Debug)]
pub(super) enum Payload {
    Bytes(Vec<u8>),
    Endless(Vec<u8>),
    /// Nothing comes before it.
    Raw(Vec<u8>),
}

impl Response {
    pub(super) fn new(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            payload: Payload::Bytes(body),
            delay: Duration::ZERO,
            rate: None,
            framing: Framing::Length,
        }
    }

    pub(super) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, value.to_string().into_bytes()).with("Content-Type", "application/json")
    }

    /// An error as registries write it.
    pub(super) fn error(status: u16, code: &str) -> Self {
        let value = json!({"errors": [{"code": code, "message": code.to_lowercase()}]});
        Self::json(status, &value)
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self
    }

    /// Sends it, and says whether the connection can stay.
    pub(super) fn send(
        &self,
        stream: &mut impl Write,
        is_head: bool,
        is_kept: bool,
        stop: &Stop,
    ) -> io::Result<bool> {
        stop.wait(self.delay)?;
        if let Payload::Raw(bytes) = &self.payload {
            Paced::new(stream, self.rate, stop).put(bytes)?;
            return Ok(false);
        }
        let is_kept = is_kept && self.has_clear_end();
        stream.write_all(self.head(is_kept).as_bytes())?;
        if !is_head && self.may_have_body() {
            self.send_body(&mut Paced::new(stream, self.rate, stop))?;
        }
        stream.flush()?;
        Ok(is_kept)
    }

    const fn may_have_body(&self) -> bool {
        self.status >= 200 && self.status != 204 && self.status != 304
    }

    const fn has_clear_end(&self) -> bool {
        matches!(
            (self.framing, &self.payload),
            (Framing::Length | Framing::Chunked, Payload::Bytes(_))
        )
    }

    fn head(&self, is_kept: bool) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = match &self.payload {
            Payload::Bytes(bytes) => Some(bytes.len().to_string()),
            Payload::Endless(_) | Payload::Raw(_) => None,
        };
        let length = match self.framing {
            Framing::Length | Framing::Truncated(_) => length,
            Framing::Declared(bytes) => Some(bytes.to_string()),
            Framing::Chunked | Framing::ChunkedWithoutEnd => {
                head.push_str("Transfer-Encoding: chunked\r\n");
                None
            }
            Framing::UntilClose => None,
        };
        if let Some(length) = length.filter(|_| self.may_have_body()) {
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        if !is_kept {
            head.push_str("Connection: close\r\n");
        }
        head.push_str("\r\n");
        head
    }

    fn send_body(&self, out: &mut Paced<'_, impl Write>) -> io::Result<()> {
        let is_chunked = matches!(self.framing, Framing::Chunked | Framing::ChunkedWithoutEnd);
        match &self.payload {
            Payload::Endless(pattern) => {
                let block = pattern.repeat(BLOCK.div_ceil(pattern.len()));
                loop {
                    out.put_piece(&block, is_chunked)?;
                }
            }
            Payload::Bytes(bytes) if is_chunked => {
                for piece in bytes.chunks(BLOCK) {
                    out.put_piece(piece, true)?;
                }
                if self.framing == Framing::Chunked {
                    out.stream.write_all(b"0\r\n\r\n")?;
                }
                Ok(())
            }
            Payload::Bytes(bytes) => out.put(match self.framing {
                Framing::Truncated(most) => {
                    let most = usize::try_from(most).unwrap_or(usize::MAX);
                    &bytes[..bytes.len().min(most)]
                }
                _ => bytes,
            }),
            Payload::Raw(_) => Ok(()),
        }
    }
}

/// A stream that is written at a rate.
struct Paced<'a, W> {
    stream: &'a mut W,
    rate: Option<u64>,
    stop: &'a Stop,
}

impl<'a, W: Write> Paced<'a, W> {
    const fn new(stream: &'a mut W, rate: Option<u64>, stop: &'a Stop) -> Self {
        Self { stream, rate, stop }
    }

    fn put_piece(&mut self, bytes: &[u8], is_chunk: bool) -> io::Result<()> {
        if is_chunk {
            write!(self.stream, "{:x}\r\n", bytes.len())?;
        }
        self.put(bytes)?;
        if is_chunk {
            self.stream.write_all(b"\r\n")?;
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(rate) = self.rate else {
            return self.stream.write_all(bytes);
        };
        let step = rate.div_ceil(TICKS);
        let pause = Duration::from_nanos(1_000_000_000 * step / rate);
        let step = usize::try_from(step).expect("a rate of a test");
        for piece in bytes.chunks(step) {
            self.stream.write_all(piece)?;
            self.stream.flush()?;
            self.stop.wait(pause)?;
        }
        Ok(())
    }
}

/// The end of a registry, for which every pause listens.
#[derive(Debug, Default)]
pub(super) struct Stop {
    is_stopped: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    pub(super) fn begin(&self) {
        *self.is_stopped.lock().expect("the flag") = true;
        self.changed.notify_all();
    }

    pub(super) fn has_begun(&self) -> bool {
        *self.is_stopped.lock().expect("the flag")
    }

    /// Waits until the registry ends.
    pub(super) fn wait_for_it(&self) {
        let flag = self.is_stopped.lock().expect("the flag");
        let waited = self.changed.wait_while(flag, |is_stopped| !*is_stopped);
        drop(waited.expect("the flag"));
    }

    /// Waits, or fails when the registry ends before the time is over.
    fn wait(&self, time: Duration) -> io::Result<()> {
        let end = Instant::now() + time;
        let mut flag = self.is_stopped.lock().expect("the flag");
        loop {
            if *flag {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            (flag, _) = self.changed.wait_timeout(flag, left).expect("the flag");
        }
    }
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "As Scripted",
    }
}
