//! A small server that answers as it is told and remembers what it was asked.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) body: String,
    fields: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// An answer: its head, and what is sent after it.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    head: String,
    body: Vec<u8>,
    has_length: bool,
    drip: Option<Duration>,
    is_endless: bool,
}

impl Reply {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            head: format!("HTTP/1.1 {status} Status\r\nConnection: close\r\n"),
            body: Vec::new(),
            has_length: false,
            drip: None,
            is_endless: false,
        }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new(200)
            .field("Content-Type", "application/vnd.oci.image.index.v1+json")
            .body(body)
    }

    pub(crate) fn field(mut self, name: &str, value: &str) -> Self {
        self.has_length |= name == "Content-Length" || name == "Transfer-Encoding";
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self
    }

    /// One byte at a time.
    pub(crate) fn dripping(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }

    /// The body again and again, without end.
    pub(crate) fn endless(mut self) -> Self {
        self.is_endless = true;
        self.has_length = true;
        self
    }
}

/// A server. It ends with the test.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Answers each request with what `script` says; the number counts from 0.
    pub(crate) fn start(script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_with(None, script)
    }

    /// The same, with TLS if it is configured.
    pub(crate) fn start_with(
        tls: Option<Arc<ServerConfig>>,
        script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, script, tls) = (Arc::clone(&seen), Arc::clone(&script), tls.clone());
                thread::spawn(move || match tls {
                    None => serve(stream, &seen, &*script),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).unwrap();
                        serve(StreamOwned::new(connection, stream), &seen, &*script);
                    }
                });
            }
        });
        Self { address, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// `127.0.0.1` and the port.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The same server under another name.
    pub(crate) fn other_host(&self) -> String {
        format!("localhost:{}", self.address.port())
    }
}

fn serve(
    mut stream: impl Read + Write,
    seen: &Mutex<Vec<Asked>>,
    script: &dyn Fn(&Asked, usize) -> Reply,
) {
    let Some(request) = read(&mut stream) else {
        return;
    };
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    // The client may have gone away.
    let _ = write(&mut stream, &script(&request, number));
}

fn read(stream: &mut impl Read) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut fields = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        fields.push((name.to_owned(), value.to_owned()));
    }
    let mut asked = Asked {
        method,
        target,
        body: String::new(),
        fields,
    };
    if let Some(length) = asked.field("content-length") {
        let mut body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        asked.body = String::from_utf8(body).ok()?;
    }
    Some(asked)
}

fn write(stream: &mut impl Write, reply: &Reply) -> std::io::Result<()> {
    stream.write_all(reply.head.as_bytes())?;
    if !reply.has_length {
        write!(stream, "Content-Length: {}\r\n", reply.body.len())?;
    }
    stream.write_all(b"\r\n")?;
    match reply.drip {
        Some(pause) => {
            for byte in &reply.body {
                stream.write_all(&[*byte])?;
                thread::sleep(pause);
            }
        }
        None => stream.write_all(&reply.body)?,
    }
    if reply.is_endless {
        loop {
            stream.write_all(&reply.body)?;
        }
    }
    stream.flush()
}
