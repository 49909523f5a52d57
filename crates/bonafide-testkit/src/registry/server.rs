//! Connections, and the way of a request through a registry.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use super::action::{Action, Answer};
use super::auth::{self, Need};
use super::content::Content;
use super::place::{Part, Place};
use super::record::{Arrival, RequestLog};
use super::referrers;
use super::request::{NoRequest, Request};
use super::response::{Payload, Response, Stop};
use super::routes::{self, Store};
use super::rule::Counters;
use super::script::Script;

/// A registry that runs in threads of this process.
#[derive(Debug)]
pub(super) struct Server {
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    script: Script,
    state: Mutex<State>,
    stop: Stop,
    open: Mutex<BTreeMap<u64, TcpStream>>,
}

#[derive(Debug)]
struct State {
    store: Store,
    counters: Counters,
    log: RequestLog,
    tokens: u64,
}

impl Server {
    pub(super) fn start(content: Content, script: Script) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
        let shared = Arc::new(Shared {
            address: listener.local_addr().expect("its address"),
            script,
            state: Mutex::new(State {
                store: Store::new(content),
                counters: Counters::default(),
                log: RequestLog::default(),
                tokens: 0,
            }),
            stop: Stop::default(),
            open: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        Self {
            shared,
            accepting: Some(thread::spawn(move || accepting.accept(&listener))),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.shared.address
    }

    pub(super) fn requests(&self) -> RequestLog {
        self.shared.state().log.clone()
    }

    /// Waits until somebody asks for the end.
    pub(super) fn wait(&self) {
        self.shared.stop.wait_for_it();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.end();
        if let Some(accepting) = self.accepting.take() {
            // A panic of that thread has been printed; a second one would hide what the test says.
            let _ = accepting.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread has failed")
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for number in 0_u64.. {
            let Ok((stream, _)) = listener.accept() else {
                continue;
            };
            let mut open = self.open.lock().expect("the connections");
            if self.stop.has_begun() {
                return;
            }
            let Ok(twin) = stream.try_clone() else {
                continue;
            };
            open.insert(number, twin);
            let shared = Arc::clone(self);
            thread::spawn(move || {
                shared.serve(&stream);
                // The twin would keep the connection open.
                let _ = stream.shutdown(Shutdown::Both);
                shared.open.lock().expect("the connections").remove(&number);
            });
        }
    }

    /// Ends pauses, connections and the thread that accepts them.
    fn end(&self) {
        self.stop.begin();
        for stream in self.open.lock().expect("the connections").values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let _ = TcpStream::connect(self.address);
    }

    fn serve(&self, mut stream: &TcpStream) {
        // Without it a body waits for the acknowledgement of the headers.
        let _ = stream.set_nodelay(true);
        let mut reader = BufReader::new(stream);
        loop {
            let request = match Request::read(&mut reader, &mut stream) {
                Ok(request) => request,
                Err(NoRequest::Gone) => return,
                Err(NoRequest::Bad(status)) => {
                    let response = Response::error(status, "UNSUPPORTED");
                    let _ = response.send(&mut stream, false, false, &self.stop);
                    return;
                }
            };
            let place = Place::of(&request.path());
            let is_end = place == Place::End;
            let response = self.reply(&request, &place);
            let is_head = request.method == "HEAD";
            let is_kept = request.is_kept && !is_end;
            let sent = response.send(&mut stream, is_head, is_kept, &self.stop);
            if is_end {
                self.end();
            }
            if !sent.unwrap_or(false) {
                return;
            }
        }
    }

    /// Decides the answer to a request and records it, before anything is sent.
    fn reply(&self, request: &Request, place: &Place) -> Response {
        let mut state = self.state();
        match place {
            Place::Record => return Response::json(200, &state.log.to_json()),
            Place::End => return Response::new(200, Vec::new()),
            _ => {}
        }
        let refusal = self.refusal(request, place);
        let response = refusal.unwrap_or_else(|| self.act(&mut state, request, place));
        let arrival = Arrival::of(request, response.status);
        state.log.0.push(arrival);
        response
    }

    fn refusal(&self, request: &Request, place: &Place) -> Option<Response> {
        if !request.target.starts_with("/v2") {
            return None;
        }
        let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
        let need = Need {
            repository: place.repository(),
            action: if is_read { "pull" } else { "push" },
        };
        let origin = self.address.to_string();
        auth::refusal(&self.script.auth, &origin, request, &need)
    }

    fn act(&self, state: &mut State, request: &Request, place: &Place) -> Response {
        let rules = &self.script.rules;
        let action = state.counters.pick(rules, request);
        let Some(action) = action else {
            return self.normal(state, request, place);
        };
        let mut response = self.answer(action, state, request, place);
        for name in &action.without {
            response = response.without(name);
        }
        for (name, _) in &action.headers {
            response = response.without(name);
        }
        response.headers.extend(action.headers.iter().cloned());
        response.delay = action.delay;
        response.rate = action.rate;
        response.framing = action.framing;
        response
    }

    fn normal(&self, state: &mut State, request: &Request, place: &Place) -> Response {
        if *place == Place::Token {
            state.tokens += 1;
            return auth::token(&self.script.auth, request, state.tokens);
        }
        state.store.answer(&self.script, request, place)
    }

    fn answer(
        &self,
        action: &Action,
        state: &mut State,
        request: &Request,
        place: &Place,
    ) -> Response {
        match &action.answer {
            Answer::Normal => self.normal(state, request, place),
            Answer::OtherBody(bytes) => {
                let mut response = self.normal(state, request, place);
                response.payload = Payload::Bytes(bytes.clone());
                response
            }
            Answer::Manifest(digest) => {
                let name = place.repository().unwrap_or_default();
                state.store.manifest_by_digest(name, digest)
            }
            Answer::Fixed {
                status,
                media_type,
                body,
            } => {
                let response = Response::new(*status, body.clone());
                match media_type {
                    Some(media_type) => response.with("Content-Type", media_type),
                    None => response,
                }
            }
            Answer::Endless(pattern) => {
                let mut response = self.normal(state, request, place);
                response.payload = Payload::Endless(pattern.clone());
                response
            }
            Answer::Raw(bytes) => {
                let mut response = Response::new(0, Vec::new());
                response.payload = Payload::Raw(bytes.clone());
                response
            }
            Answer::PageLoop => {
                let link = format!("<{}>; rel=\"next\"", request.target);
                let response = self.normal(state, request, place);
                response.without("Link").with("Link", &link)
            }
            Answer::Invented {
                count,
                page,
                pushed_at,
            } => {
                let pushed = match place {
                    Place::In(name, Part::Referrers(subject)) => {
                        state.store.pushed_referrers(name, subject)
                    }
                    _ => Vec::new(),
                };
                invented(request, *count, *page, pushed_at.map(|at| (at, pushed)))
            }
        }
    }
}

/// A page of invented referrers, with those that were pushed before the one of a number.
fn invented(
    request: &Request,
    count: Option<u64>,
    page: u64,
    pushed: Option<(u64, Vec<Value>)>,
) -> Response {
    let at = routes::page_start(request);
    let end = at.saturating_add(page).min(count.unwrap_or(u64::MAX));
    let mut entries = Vec::new();
    for number in at..end {
        if let Some((_, pushed)) = pushed.as_ref().filter(|(place, _)| *place == number) {
            entries.extend(pushed.iter().cloned());
        }
        entries.push(referrers::invented(number));
    }
    let last = count.filter(|count| end >= *count);
    if let Some((_, pushed)) = pushed.filter(|(place, _)| last.is_some_and(|last| *place >= last)) {
        entries.extend(pushed);
    }
    let response = routes::referrers_page(&entries);
    if last.is_some() {
        response
    } else {
        response.with("Link", &routes::next_page(request, end))
    }
}
