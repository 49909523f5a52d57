//! Manifests that may carry attachments, as lists name them: ranked and bounded.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_digest::Digest;

use super::manifests::Opened;
use super::{Carrier, Discovery};
use crate::Descriptor;

/// What one list says of a manifest: the same may be listed in several, and some may lie.
///
/// The order is that in which they are heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    pub(super) place: usize,
    pub(super) carrier: Carrier,
    /// The image that it is attached to; `None` where only the manifest says.
    pub(super) node: Option<usize>,
    /// Its size; `None` where it was there at once.
    pub(super) size: Option<u64>,
    /// The sibling that a child of an index is about.
    pub(super) about: Option<Digest>,
}

impl Claim {
    pub(super) const fn new(
        node: Option<usize>,
        place: usize,
        carrier: Carrier,
        descriptor: &Descriptor,
    ) -> Self {
        Self {
            place,
            carrier,
            node,
            size: Some(descriptor.size()),
            about: None,
        }
    }

    /// Of a manifest that a tag named.
    pub(super) const fn found(node: usize, place: usize, carrier: Carrier) -> Self {
        Self {
            place,
            carrier,
            node: Some(node),
            size: None,
            about: None,
        }
    }

    /// Of a manifest that was listed as something else.
    pub(super) const fn listed() -> Self {
        Self {
            place: 0,
            carrier: Carrier::Listing,
            node: None,
            size: None,
            about: None,
        }
    }

    /// Whether the manifest itself must name the image.
    pub(super) const fn must_say(&self) -> bool {
        matches!(
            self.carrier,
            Carrier::Referrer | Carrier::FallbackTag | Carrier::Listing
        )
    }
}

/// The first rank of two: what is said to be a signature. All else may be one.
const SIGNATURES: u8 = 0;
const OTHERS: u8 = 1;

/// What a descriptor claims moves a manifest forward, and never out.
fn rank(carrier: Carrier, descriptor: &Descriptor) -> u8 {
    match (carrier, descriptor.artifact_type()) {
        (Carrier::Tag(_), _) => SIGNATURES,
        (_, Some(artifact_type)) if artifact_type.is_signature() => SIGNATURES,
        _ => OTHERS,
    }
}

/// Manifests in the order in which they are looked into: the promising first, then by digest.
#[derive(Debug, Default)]
pub(super) struct Leads {
    listed: BTreeMap<(u8, Digest), BTreeSet<Claim>>,
    /// How many fell out behind the limit.
    lost: u64,
}

impl Leads {
    /// Keeps a claim, and the first `most` manifests only: lists may be long.
    fn add(&mut self, rank: u8, digest: Digest, claim: Claim, most: u64) {
        let mut claims = BTreeSet::new();
        let mut best = rank;
        for rank in SIGNATURES..=OTHERS {
            if let Some(earlier) = self.listed.remove(&(rank, digest)) {
                best = best.min(rank);
                claims = earlier;
            }
        }
        claims.insert(claim);
        self.listed.insert((best, digest), claims);
        if u64::try_from(self.listed.len()).unwrap_or(u64::MAX) > most {
            self.listed.pop_last();
            self.lost = self.lost.saturating_add(1);
        }
    }
}

impl Discovery {
    /// Keeps what a list says of a manifest.
    pub(super) fn add_claim(&mut self, claim: Claim, descriptor: &Descriptor) {
        let most = self.options.limits.candidates;
        let rank = rank(claim.carrier, descriptor);
        self.leads.add(rank, *descriptor.digest(), claim, most);
    }

    /// Asks for the manifests that are worth it.
    pub(super) fn follow_leads(&mut self) {
        let leads = core::mem::take(&mut self.leads);
        let limit = self.options.limits.candidates;
        if leads.lost > 0 {
            let seen = limit.saturating_add(leads.lost);
            self.limit_reached("manifests of attachments", seen, limit);
        }
        for ((_, digest), claims) in leads.listed {
            self.open(digest, Opened::new(claims));
        }
    }
}
