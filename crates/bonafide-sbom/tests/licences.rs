//! Licences: reading, policies, evaluation.

#[path = "licences/basis.rs"]
mod basis;
#[path = "licences/kit.rs"]
mod kit;
#[path = "licences/policy.rs"]
mod policy;
#[path = "licences/properties.rs"]
mod properties;
#[path = "licences/reading.rs"]
mod reading;
#[path = "licences/scale.rs"]
mod scale;
#[path = "licences/terms.rs"]
mod terms;
#[path = "licences/truth.rs"]
mod truth;
