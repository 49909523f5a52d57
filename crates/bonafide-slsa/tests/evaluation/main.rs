//! Evaluation through the public interface.
#![allow(
    unused_must_use,
    reason = "a case has looked at the decision that it gives back"
)]

#[path = "../common/mod.rs"]
mod common;

mod accepted;
mod adapters;
mod certificate;
mod cloud_build;
mod compat;
mod decisions;
mod expected;
mod levels;
mod npm;
mod parameters;
mod signers;
mod told;
