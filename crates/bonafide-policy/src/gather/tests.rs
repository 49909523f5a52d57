//! What is found with artifacts that the test kit mints, judged for policies.

mod blobs;
mod images;
mod kit;
#[cfg(unix)]
mod models;
mod pages;
mod signers;
mod strict;
