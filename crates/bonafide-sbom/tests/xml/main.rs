//! CycloneDX as XML.

#![cfg(feature = "xml")]

mod kit;
mod limits;
mod pairs;
mod properties;
mod reading;
mod rules;
