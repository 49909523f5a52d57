#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod glob;
pub mod input;
pub mod kit;
pub mod memory;
pub mod mutate;
pub mod rooms;
pub mod seeds;

/// A target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// The longest input that is worth trying, in bytes.
    pub most: usize,
    /// Runs it once over an input.
    pub run: fn(&[u8]),
}

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    rooms::TARGETS.iter().find(|target| target.name == name)
}
