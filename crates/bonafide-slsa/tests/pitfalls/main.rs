//! The pitfalls of attestations and provenance, by number: each with what is good beside it. The
//! whole list, with the tests of other crates, is `docs/pitfalls.md`.
#![allow(
    unused_must_use,
    reason = "a case has looked at the decision that it gives back"
)]

#[path = "../common/mod.rs"]
mod common;

mod attestations;
mod builders;
mod certificate;
mod documents;
mod envelopes;
mod sources;
