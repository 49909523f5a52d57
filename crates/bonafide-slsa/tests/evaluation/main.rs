//! Evaluation through the public interface.

#[path = "../common/mod.rs"]
mod common;

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
