//! A source that answers from the kit's stores, and otherwise where a test says so.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use core::cell::RefCell;
use std::collections::BTreeMap;

use bonafide_digest::Digest;
use bonafide_oci::{
    Answer, Ask, Capabilities, Completeness, Continuation, Discovered, DiscoveryOptions, Error,
    MediaType, Reason, Reference, Request, Source, SourceError, SourceErrorKind, Subject, Target,
    Wanted, discover, parse_digest,
};
use bonafide_report::Code;
use bonafide_testkit::image::{Attachment, Descriptor, Layer, Store, name};
use serde_json::{Value, json};

/// The repository of the image.
pub const REPOSITORY: &str = "registry.test/owner/app";
/// Another one.
pub const ELSEWHERE: &str = "signatures.test/owner/app";

/// What a script answers.
#[derive(Clone, Debug)]
pub enum Reply {
    Fail(SourceErrorKind),
    Absent,
    /// A body, its type, and the digest that a header says.
    Body(Vec<u8>, Option<String>, Option<String>),
    /// A page that goes on elsewhere.
    Page(Vec<u8>, Option<String>),
    /// A body without an end.
    Endless,
    /// A warning beside what is there.
    Warned(String),
    /// What is there, said to be filtered.
    Filtered,
}

impl Reply {
    pub fn body(bytes: impl Into<Vec<u8>>, media_type: &str) -> Self {
        Self::Body(bytes.into(), Some(media_type.to_owned()), None)
    }

    pub fn json(value: &Value, media_type: &str) -> Self {
        Self::body(value.to_string(), media_type)
    }

    /// A page of referrers.
    pub fn page(entries: &[Value], next: Option<&str>) -> Self {
        Self::Page(
            index(entries).to_string().into_bytes(),
            next.map(str::to_owned),
        )
    }
}

/// Whether and how referrers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    On,
    Absent,
    Fails(SourceErrorKind),
}

/// A registry or a layout in memory. It counts what it is asked.
#[derive(Debug)]
pub struct Fake {
    pub store: Store,
    pub elsewhere: Store,
    pub api: Api,
    pub page_size: usize,
    /// The index of a layout, for one that lists.
    pub listing: Option<Value>,
    pub asked: RefCell<Vec<String>>,
    scripts: BTreeMap<String, Vec<Reply>>,
}

impl Fake {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            elsewhere: Store::new(),
            api: Api::On,
            page_size: usize::MAX,
            listing: None,
            asked: RefCell::new(Vec::new()),
            scripts: BTreeMap::new(),
        }
    }

    /// The same content as a layout.
    pub fn layout(store: Store) -> Self {
        let listing = Some(store.layout().index);
        Self {
            listing,
            ..Self::new(store)
        }
    }

    pub fn with_api(mut self, api: Api) -> Self {
        self.api = api;
        self
    }

    /// Answers a question otherwise, each time.
    pub fn on(self, question: impl Into<String>, reply: Reply) -> Self {
        self.on_each(question, vec![reply])
    }

    /// Answers a question with these in turn, and with the last from then on.
    pub fn on_each(mut self, question: impl Into<String>, replies: Vec<Reply>) -> Self {
        self.scripts.insert(question.into(), replies);
        self
    }

    /// How often a question was asked.
    pub fn count(&self, question: &str) -> usize {
        let asked = self.asked.borrow();
        asked.iter().filter(|it| *it == question).count()
    }

    pub fn total(&self) -> usize {
        self.asked.borrow().len()
    }

    /// Nothing was asked twice.
    pub fn assert_once(&self) {
        let mut asked = self.asked.borrow().clone();
        asked.sort();
        let before = asked.len();
        asked.dedup();
        assert_eq!(
            asked.len(),
            before,
            "asked twice: {:#?}",
            self.asked.borrow()
        );
    }

    pub fn subject(&self) -> Subject {
        subject(&self.store.subject)
    }

    pub fn discover(&self, options: DiscoveryOptions) -> Discovered {
        self.try_discover(&self.subject(), options).unwrap()
    }

    pub fn try_discover(
        &self,
        subject: &Subject,
        options: DiscoveryOptions,
    ) -> Result<Discovered, Error> {
        discover(self, subject, options)
    }

    fn natural(&self, request: &Request) -> Result<Answer, SourceError> {
        let other = request
            .repository()
            .is_some_and(|it| it.to_string() == ELSEWHERE);
        let store = if other { &self.elsewhere } else { &self.store };
        let manifest = |digest: &str| match store.find(digest) {
            Some(it) => body(request, &it.bytes, Some(&it.media_type)),
            None => Ok(Answer::Absent),
        };
        match request.ask() {
            Ask::Manifest(Target::Digest(digest)) => manifest(&digest.to_string()),
            Ask::Manifest(Target::Tag(tag)) => match store.resolve(tag.as_str()) {
                Some(digest) => manifest(digest),
                None => Ok(Answer::Absent),
            },
            Ask::Blob(digest) => match store.blobs.get(&digest.to_string()) {
                Some(bytes) => body(request, bytes, None),
                None => Ok(Answer::Absent),
            },
            Ask::Referrers(digest) => self.referrers(request, store, &digest.to_string(), 0),
            Ask::Next(next) => {
                let (digest, from) = next.as_str().split_once('/').unwrap();
                self.referrers(request, store, digest, from.parse().unwrap())
            }
            Ask::Listing => match &self.listing {
                Some(index) => body(request, index.to_string().as_bytes(), Some(name::INDEX)),
                None => Err(SourceError::new(SourceErrorKind::Protocol, "no layout")),
            },
            _ => unreachable!(),
        }
    }

    fn referrers(
        &self,
        request: &Request,
        store: &Store,
        digest: &str,
        from: usize,
    ) -> Result<Answer, SourceError> {
        match self.api {
            Api::On => {}
            Api::Absent => return Ok(Answer::Absent),
            Api::Fails(kind) => return Err(SourceError::new(kind, "scripted")),
        }
        let all = store.referrers(digest);
        let entries: Vec<Value> = all.iter().map(Descriptor::json).collect();
        let end = from.saturating_add(self.page_size).min(entries.len());
        let bytes = index(&entries[from..end]).to_string();
        let answer = body(request, bytes.as_bytes(), Some(name::INDEX))?;
        Ok(match answer {
            Answer::Found(found) if end < entries.len() => {
                Answer::Found(found.with_next(Continuation::new(format!("{digest}/{end}"))))
            }
            answer => answer,
        })
    }

    fn play(&self, reply: &Reply, request: &Request) -> Result<Answer, SourceError> {
        match reply {
            Reply::Fail(kind) => Err(SourceError::new(*kind, "scripted\u{1b}[31m")),
            Reply::Absent => Ok(Answer::Absent),
            Reply::Body(bytes, media_type, header) => {
                let answer = body(request, bytes, media_type.as_deref())?;
                Ok(match (answer, header) {
                    (Answer::Found(found), Some(header)) => {
                        found.with_header_digest(header.as_str()).into()
                    }
                    (answer, _) => answer,
                })
            }
            Reply::Page(bytes, next) => {
                let answer = body(request, bytes, Some(name::INDEX))?;
                Ok(match (answer, next) {
                    (Answer::Found(found), Some(next)) => {
                        found.with_next(Continuation::new(next.as_str())).into()
                    }
                    (answer, _) => answer,
                })
            }
            Reply::Endless => {
                let mut body = request.body();
                loop {
                    body.append(&[b' '; 1 << 16])?;
                }
            }
            Reply::Filtered => Ok(match self.natural(request)? {
                Answer::Found(found) => found.with_filters_applied().into(),
                answer => answer,
            }),
            Reply::Warned(text) => Ok(match self.natural(request)? {
                Answer::Found(found) => found.with_warning(text.as_str()).into(),
                answer => answer,
            }),
        }
    }
}

impl Source for Fake {
    fn fetch(&self, request: &Request) -> Result<Answer, SourceError> {
        let question = question(request);
        self.asked.borrow_mut().push(question.clone());
        let number = self.count(&question).saturating_sub(1);
        match self.scripts.get(&question) {
            Some(replies) => {
                let reply = replies.get(number).or(replies.last()).unwrap();
                self.play(reply, request)
            }
            None => self.natural(request),
        }
    }

    fn capabilities(&self) -> Capabilities {
        match self.listing {
            Some(_) => Capabilities::listing(),
            None => Capabilities::registry(),
        }
    }
}

/// A request in words: what is asked, and where if that is elsewhere.
pub fn question(request: &Request) -> String {
    let what = match request.ask() {
        Ask::Manifest(target) => format!("manifest {target}"),
        Ask::Blob(digest) => format!("blob {digest}"),
        Ask::Referrers(digest) => format!("referrers {digest}"),
        Ask::Next(next) => format!("next {}", next.as_str()),
        Ask::Listing => "listing".to_owned(),
        _ => unreachable!(),
    };
    match request.repository().map(ToString::to_string) {
        Some(repository) if repository != REPOSITORY => format!("{what} in {repository}"),
        _ => what,
    }
}

fn body(request: &Request, bytes: &[u8], media_type: Option<&str>) -> Result<Answer, SourceError> {
    let mut body = request.body();
    body.append(bytes)?;
    let media_type = media_type.and_then(MediaType::parse);
    Ok(body.found().with_media_type(media_type).into())
}

/// An OCI index over these entries.
pub fn index(entries: &[Value]) -> Value {
    json!({"schemaVersion": 2, "mediaType": name::INDEX, "manifests": entries})
}

pub fn subject(digest: &str) -> Subject {
    Subject::of(&Reference::parse_strict(&format!("{REPOSITORY}@{digest}")).unwrap())
}

pub fn tagged(tag: &str) -> Subject {
    Subject::of(&Reference::parse_strict(&format!("{REPOSITORY}:{tag}")).unwrap())
}

pub fn signatures() -> DiscoveryOptions {
    DiscoveryOptions::new(Wanted::signatures())
}

pub fn everything() -> DiscoveryOptions {
    DiscoveryOptions::new(Wanted::everything())
}

pub fn elsewhere() -> bonafide_oci::Repository {
    let reference = Reference::parse_strict(ELSEWHERE).unwrap();
    reference.repository().clone()
}

/// The tag of an image's signatures, attestations or bills of materials.
pub fn tag(store: &Store, suffix: &str) -> String {
    Store::tag_of(&store.subject, suffix)
}

/// A layer that says it is a bundle.
pub fn bundle_layer(seed: &str) -> Layer {
    Layer::new(name::BUNDLE, json!({"bundle": seed}).to_string())
}

/// A manifest of such a layer that refers to the image.
pub fn bundle(store: &Store, seed: &str) -> Attachment {
    artifact(store, name::BUNDLE, &[bundle_layer(seed)])
}

/// A manifest of these layers that refers to the image.
pub fn artifact(store: &Store, artifact_type: &str, layers: &[Layer]) -> Attachment {
    Attachment::new(layers)
        .of_type(artifact_type)
        .with_config(name::EMPTY, b"{}")
        .referring(&store.subject().descriptor())
}

/// A payload with something in the place of a signature.
pub fn signature_layer(seed: &str) -> Layer {
    Layer::new(name::SIMPLE_SIGNING, format!("payload {seed}")).with(name::SIGNATURE, seed)
}

/// An image with one bundle that refers to it.
pub fn bundled() -> (Store, Descriptor) {
    let mut store = Store::image("app");
    let attached = store.attach(&bundle(&store, "good"));
    (store, attached)
}

/// The digest of the first layer of a manifest.
pub fn layer_of(store: &Store, manifest: &Descriptor, number: usize) -> String {
    let value = store.manifest(&manifest.digest).value();
    value["layers"][number]["digest"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn digest(text: &str) -> Digest {
    parse_digest(text).unwrap()
}

/// A digest of which no bytes are known.
pub fn nowhere(seed: u8) -> String {
    format!("sha256:{}", format!("{seed:02x}").repeat(32))
}

/// One line for each candidate: what it is, and whether its bytes are there.
pub fn lines(found: &Discovered) -> Vec<String> {
    let line = |candidate: &bonafide_oci::Candidate| {
        let outcome = match candidate.bytes() {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(error) => error.code().as_str().to_owned(),
        };
        format!(
            "{:?} by {:?}, layer {}: {outcome}",
            candidate.role(),
            candidate.carrier(),
            candidate.layer()
        )
    };
    found.candidates().iter().map(line).collect()
}

/// What is usable, wherever it was found: roles, digests and annotations.
pub fn usable(found: &Discovered) -> Vec<String> {
    let mut usable: Vec<String> = found
        .candidates()
        .iter()
        .filter(|candidate| candidate.bytes().is_ok())
        .map(|it| {
            let digest = it.digest().unwrap();
            format!(
                "{:?} {digest} of {} {:?}",
                it.role(),
                it.image(),
                it.annotations()
            )
        })
        .collect();
    usable.sort();
    usable.dedup();
    usable
}

/// The codes of candidates that are not usable.
pub fn failures(found: &Discovered) -> Vec<Code> {
    let failed = found.candidates().iter().filter_map(|it| it.bytes().err());
    failed.map(Error::code).collect()
}

pub fn reasons(found: &Discovered) -> Vec<Reason> {
    found.completeness().reasons().to_vec()
}

pub fn assert_complete(found: &Discovered) {
    assert_eq!(found.completeness(), &Completeness::Complete);
}

/// The details of notes with this code.
pub fn notes(found: &Discovered, code: Code) -> Vec<String> {
    let notes = found.notes().iter().filter(|note| note.code() == code);
    notes.map(|note| note.detail().to_owned()).collect()
}

/// All kinds of failures that are no limit and no end of time.
pub const KINDS: [SourceErrorKind; 8] = [
    SourceErrorKind::Unauthorised,
    SourceErrorKind::Throttled {
        retry_after: Some(7),
    },
    SourceErrorKind::Unavailable,
    SourceErrorKind::Timeout,
    SourceErrorKind::Tls,
    SourceErrorKind::Protocol,
    SourceErrorKind::Refused,
    SourceErrorKind::Unsupported { status: 405 },
];
