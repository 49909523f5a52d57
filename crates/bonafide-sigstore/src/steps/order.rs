//! Which steps there are, and in which order.

#[cfg(feature = "pep740")]
use super::attestation;
use super::run::Step;
use super::{
    binding, digest, identity, inclusion, material, path, policy, presence, sct, signature,
    statement, thresholds, times,
};

/// The steps, in the order that decides which failure is the primary one.
///
/// Envelopes are judged signature first, since nothing of a payload may be read before; the digest
/// of a message is compared before its signature is checked.
pub(super) static STEPS: [(&str, Step); 15] = [
    ("bundle/presence", presence::check),
    ("request/policy", policy::check),
    ("bundle/material", material::read),
    ("time/timestamps", times::timestamps),
    ("time/promises", times::promises),
    ("time/signed", times::signed),
    ("certificate/path", path::check),
    ("certificate/timestamps", sct::check),
    ("certificate/identity", identity::check),
    ("log/inclusion", inclusion::check),
    ("artifact/digest", digest::check),
    ("signature/content", signature::check),
    ("artifact/subject", statement::check),
    ("log/binding", binding::check),
    ("policy/thresholds", thresholds::check),
];

/// The order for what is attached to images: a certificate or a promise that is good on its own
/// proves nothing of this content, so the signature comes first. Bodies of entries are read once
/// their promises hold.
#[cfg(feature = "oci")]
pub(super) static ATTACHMENT_STEPS: [(&str, Step); 16] = [
    ("request/policy", policy::check),
    ("bundle/material", material::read_signer),
    ("artifact/digest", digest::check),
    ("signature/content", signature::check),
    ("bundle/presence", presence::check),
    ("time/timestamps", times::timestamps),
    ("time/promises", times::promises),
    ("time/signed", times::signed),
    ("certificate/path", path::check),
    ("certificate/timestamps", sct::check),
    ("certificate/identity", identity::check),
    ("log/bodies", material::read_bodies),
    ("log/inclusion", inclusion::check),
    ("log/binding", binding::check),
    ("policy/thresholds", thresholds::check),
    ("artifact/subject", statement::check),
];

/// The steps that an attestation of a Python distribution has besides.
#[cfg(feature = "pep740")]
pub(super) static ATTESTATION_STEPS: [(&str, Step); 2] = [
    ("attestation/distribution", attestation::check),
    ("attestation/publisher", attestation::publisher),
];

/// The steps for an envelope that came with a certificate and nothing else. No time is known; the
/// start of the certificate stands in for one.
pub(super) static UNLOGGED_STEPS: [(&str, Step); 9] = [
    ("request/policy", policy::check),
    ("bundle/material", material::read),
    ("time/not-before", times::not_before),
    ("certificate/path", path::check),
    ("certificate/timestamps", sct::check),
    ("certificate/identity", identity::check),
    ("signature/content", signature::check),
    ("artifact/subject", statement::check),
    ("policy/thresholds", thresholds::unlogged),
];
