//! Names, versions and markers of Python distributions.

mod disjoint;
mod environment;
mod marker;
mod marker_reader;
mod name;
mod specifier;
mod version;

pub(crate) use disjoint::Work;
pub use environment::{Environment, Variable};
pub(crate) use marker::Marker;
pub(crate) use name::{name_end, normalized};
pub(crate) use specifier::{Operator, Specifier};
pub(crate) use version::Version;
