//! From what travels with an artifact to evidence: everything is judged once for each question of a
//! policy.

mod answer;
mod blob;
mod image;
mod image_policy;
mod local;
#[cfg(unix)]
mod model;
mod reference;

#[cfg(unix)]
pub use model::ModelSignature;

#[cfg(test)]
mod tests;
