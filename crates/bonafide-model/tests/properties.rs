//! Properties of bundles and statements.

mod common;

use bonafide_model::{Manifest, Profile};
use bonafide_testkit::KeyKind;
use common::*;
use proptest::prelude::*;
use serde_json::Value;

/// The listed files in their order, with their digests.
fn listed(manifest: &Manifest) -> Vec<(String, String)> {
    let files = manifest.files().iter();
    files
        .map(|file| {
            (
                file.path().to_owned(),
                file.resources()[0].digest().to_hex(),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is spliced into a bundle: it is refused, or says what was signed.
    #[test]
    fn a_changed_bundle_never_says_anything_else(
        at in 0_usize..4096,
        removed in 0_usize..4,
        inserted in proptest::collection::vec(any::<u8>(), 0..4),
    ) {
        let mut bytes = good_bundle().to_string().into_bytes();
        let verifier = by_key(Profile::Compat);
        let signed = verify(&verifier, &bytes).unwrap();
        let at = at % bytes.len();
        let end = (at + removed).min(bytes.len());
        bytes.splice(at..end, inserted);
        if let Ok(verified) = verify(&verifier, &bytes) {
            prop_assert_eq!(verified.manifest(), signed.manifest());
            prop_assert_eq!(verified.payload_digest(), signed.payload_digest());
        }
    }

    /// Any single bit of the payload is covered by the signature.
    #[test]
    fn a_flipped_bit_of_the_payload_is_seen(bit in any::<prop::sample::Index>()) {
        let mut payload = good().to_string().into_bytes();
        let signature = key(KeyKind::P256).sign(key(KeyKind::P256).scheme(), &pae(&payload));
        let bit = bit.index(payload.len() * 8);
        payload[bit / 8] ^= 1 << (bit % 8);
        let bundle = bundle_of(&payload, &signature, &key(KeyKind::P256)).to_string();
        prop_assert_eq!(verdict(&by_key(Profile::Compat), bundle.as_bytes()), "oms.sig.invalid");
    }

    /// Whatever a statement says, signed: it is judged without a panic, and equally each time.
    #[test]
    fn a_changed_statement_is_judged(
        at in 0_usize..4096,
        removed in 0_usize..6,
        inserted in "[ -~]{0,6}",
    ) {
        let mut payload = shards(16, &[("w", 40), ("x", 16)]).to_string();
        let at = at % payload.len();
        let end = (at + removed).min(payload.len());
        payload.replace_range(at..end, &inserted);
        let bundle = sign(payload.as_bytes(), &key(KeyKind::P256)).to_string();
        let verifier = by_key(Profile::SpecV1);
        let first = verdict(&verifier, bundle.as_bytes());
        prop_assert_eq!(first, verdict(&verifier, bundle.as_bytes()));
    }

    /// The order in which files are recorded changes the root digest, and not what is listed.
    #[test]
    fn the_order_changes_nothing_that_is_listed(
        names in proptest::collection::btree_set("[a-z]{1,3}(/[a-z]{1,3})?", 1..12),
        seed in any::<u64>(),
    ) {
        let resources: Vec<Value> = names.iter().map(|name| resource(name, name.as_bytes())).collect();
        let mut shuffled = resources.clone();
        let length = shuffled.len();
        for at in 0..length {
            let other = usize::try_from(seed.rotate_left(u32::try_from(at).unwrap()) % 97).unwrap();
            shuffled.swap(at, other % length);
        }
        let of = |resources: Vec<Value>| {
            let bundle = signed(&statement(resources)).to_string();
            listed(verify(&by_key(Profile::SpecV1), bundle.as_bytes()).unwrap().manifest())
        };
        prop_assert_eq!(of(resources), of(shuffled));
    }
}
