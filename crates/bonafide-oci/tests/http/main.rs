//! The client of registries against a server that answers as it is told.
#![cfg(feature = "http")]

mod authorisation;
mod bodies;
mod discovery;
mod kit;
mod parsers;
mod redirects;
mod statuses;
mod tls;

use bonafide_digest::Digest;
use bonafide_oci::http::{RegistryClient, RegistryClientBuilder};
use bonafide_oci::{
    Answer, Ask, Found, Reference, Repository, Request, Source as _, SourceError, SourceErrorKind,
    Tag, Target, parse_digest,
};

/// What no output may hold.
const SECRET: &str = "hunter2";

fn repository(host: &str) -> Repository {
    let reference = Reference::parse_strict(&format!("{host}/o/app")).unwrap();
    reference.repository().clone()
}

fn tag() -> Ask {
    Ask::Manifest(Target::Tag(Tag::parse("v1").unwrap()))
}

fn digest() -> Digest {
    parse_digest(&format!("sha256:{}", "a".repeat(64))).unwrap()
}

fn fetch(client: &RegistryClient, host: &str, ask: Ask) -> Result<Answer, SourceError> {
    let answer = client.fetch(&Request::once(Some(repository(host)), ask, 1 << 20));
    if let Err(error) = &answer {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SECRET), "{shown}");
    }
    answer
}

fn found(answer: Result<Answer, SourceError>) -> Found {
    match answer.unwrap() {
        Answer::Found(found) => found,
        Answer::Absent => panic!("it is absent"),
    }
}

fn kind(answer: Result<Answer, SourceError>) -> SourceErrorKind {
    answer.map(drop).unwrap_err().kind()
}

fn client() -> RegistryClient {
    RegistryClient::builder().build().unwrap()
}

fn builder() -> RegistryClientBuilder {
    RegistryClient::builder()
}
