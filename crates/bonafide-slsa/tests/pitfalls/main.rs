//! The pitfalls of attestations and provenance, by number: each with what is good beside it. The
//! whole list, with the tests of other crates, is `docs/pitfalls.md`.

#[path = "../common/mod.rs"]
mod common;

mod attestations;
mod builders;
mod certificate;
mod documents;
mod envelopes;
mod sources;
