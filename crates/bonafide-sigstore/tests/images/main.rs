//! What is attached to container images, right and wrong: everything is minted, well signed, and
//! wrong in one part.
#![cfg(feature = "oci")]

mod accepted;
mod advisories;
mod attestations;
mod binding;
mod budget;
mod bundles;
mod classes;
mod coverage;
mod formats;
mod keys;
mod kit;
mod layers;
mod metamorphic;
mod payload;
mod policy;
mod private_pki;
mod promises;
mod references;
mod thresholds;
mod times;
