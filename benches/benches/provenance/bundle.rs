//! Bundles that the attestation comes in.

use bonafide_testkit::{Extension, Minted, Plan, Sigstore};

use crate::inputs;
use crate::scene::{DELEGATOR, ISSUER, claims};

/// An instance whose certificates are the delegator's.
pub(crate) fn kit() -> Sigstore {
    let mut kit = Sigstore::default();
    DELEGATOR.clone_into(&mut kit.identity);
    ISSUER.clone_into(&mut kit.issuer);
    kit
}

/// A bundle around the statement about this artifact, to be changed before it is made.
pub(crate) fn plan(kit: &Sigstore, artifact: usize) -> Plan<'_> {
    let payload = inputs::statement(artifact);
    kit.envelope(bonafide::dsse::IN_TOTO, payload.as_bytes())
        .with_leaf(|leaf| {
            for (number, value) in claims() {
                leaf.set(Extension::claim(number, &value));
            }
        })
}

pub(crate) fn mint(kit: &Sigstore, artifact: usize) -> Minted {
    plan(kit, artifact).mint()
}
