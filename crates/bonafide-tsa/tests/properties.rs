//! Nothing that is read here panics, and no changed timestamp is accepted.

mod common;

use bonafide_keys::Ring;
use bonafide_report::Budget;
use bonafide_tsa::{ParseOptions, TimestampToken, VerifyOptions, verify};
use common::{Pki, SIGNED};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = TimestampToken::parse(&bytes, &ParseOptions::default());
    }

    #[test]
    fn any_bytes_within_a_token_are_read_or_refused(
        at in any::<prop::sample::Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..12),
        cut in 0..12_usize,
    ) {
        let good = Pki::new().token().der();
        let at = at.index(good.len());
        let end = (at + cut).min(good.len());
        let spliced = [&good[..at], &bytes, &good[end..]].concat();
        let _ = TimestampToken::parse(&spliced, &ParseOptions::default());
    }

    /// All that is not signed is the status, what announces the algorithms, and what names them.
    #[test]
    fn a_flipped_bit_never_changes_what_is_accepted(
        at in any::<prop::sample::Index>(), bit in 0..8_u32
    ) {
        let pki = Pki::new();
        let mut token = pki.token();
        token.embedded = vec![pki.leaf.clone()];
        let mut der = token.der();
        let at = at.index(der.len());
        der[at] ^= 1 << bit;
        if let Ok(parsed) = TimestampToken::parse(&der, &ParseOptions::default()) {
            for authority in [pki.pinned(), pki.issuers()] {
                let budget = &mut Budget::new(100, 1 << 20);
                let options = VerifyOptions::default();
                if let Ok(timestamp) = verify(&parsed, SIGNED, &[authority], &options, &Ring, budget) {
                    prop_assert_eq!(timestamp.time().to_string(), "2025-06-01T12:00:00Z");
                    prop_assert_eq!(timestamp.signer().der(), &pki.leaf[..]);
                }
            }
        }
    }
}
