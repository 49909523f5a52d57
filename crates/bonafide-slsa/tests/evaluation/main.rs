//! Evaluation through the public interface.

#[path = "../common/mod.rs"]
mod common;

mod adapters;
mod npm;
mod parameters;
mod signers;
